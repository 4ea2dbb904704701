import numpy as np


def _expand(d, x):
    """d, broadcast to the shape of x."""
    shape = np.shape(x)
    return d if np.shape(d) == shape else np.broadcast_to(d, shape)


def _reduce(d, z, x):
    """d, broadcast to the shape of z and summed over the axes that x lacks there."""
    if np.iscomplexobj(d) and not np.iscomplexobj(x):
        d = np.real(d)
    shape, full = np.shape(x), np.shape(z)
    if shape == full:
        return d
    d = np.broadcast_to(d, full)
    added = len(full) - len(shape)
    d = np.sum(d, axis=tuple(range(added)))
    axes = tuple(i for i, n in enumerate(shape) if n == 1 and full[added + i] != 1)
    return np.sum(d, axis=axes, keepdims=True) if axes else d


def lstm_cell_adjoint(weight, bias, hidden, cell, x, value_bar):
    """Adjoint of lstm_cell with respect to weight, bias, hidden, cell (reverse
    mode), from lstm.py:12.
    """
    # forward sweep
    t = np.concatenate((x, hidden))
    t_1 = t @ weight
    gates = t_1 + bias
    t_2 = np.split(gates, 4)
    t_3 = np.exp(-t_2[0])
    t_4 = 1 + t_3
    t_5 = 1 / t_4
    t_6 = t_5 * cell
    t_7 = np.exp(-t_2[1])
    t_8 = 1 + t_7
    t_9 = 1 / t_8
    t_10 = np.tanh(t_2[3])
    t_11 = t_9 * t_10
    cell_1 = t_6 + t_11
    t_2 = np.exp(-t_2[2])
    t_12 = 1 + t_2
    t_13 = 1 / t_12
    t_14 = np.tanh(cell_1)
    hidden_1 = t_13 * t_14
    # reverse sweep
    t_15 = value_bar[0]
    cell_bar = value_bar[1] + (1 - t_14**2) * t_13 * t_15
    t_bar = t_2 * (t_13 * _reduce(t_15 * t_14, hidden_1, t_13) / t_12)
    t_bar_1 = _reduce(cell_bar, cell_1, t_11)
    t_bar_2 = (1 - t_10**2) * _expand(_reduce(t_9 * t_bar_1, t_11, t_10), t_10)
    t_bar_1 = t_7 * (t_9 * _expand(_reduce(t_bar_1 * t_10, t_11, t_9), t_9) / t_8)
    t_2 = t_5 * cell_bar
    t_bar_3 = t_3 * (t_5 * _reduce(cell_bar * cell, t_6, t_5) / t_4)
    gates_bar = np.concatenate([t_bar_3, t_bar_1, t_bar, t_bar_2])
    g = np.broadcast_to(gates_bar, t_1.shape)
    weight_bar = t[:, None] * g[..., None, :]
    bias_bar = np.broadcast_to(gates_bar, bias.shape)
    hidden_bar = np.broadcast_to((weight @ g)[x.shape[0]:], hidden.shape)
    return (hidden_1, cell_1), (weight_bar, bias_bar.copy(), hidden_bar.copy(), t_2)
