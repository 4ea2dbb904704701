import numpy as np


def _expand(d, x):
    """d, broadcast to the shape of x."""
    shape = np.shape(x)
    return d if np.shape(d) == shape else np.broadcast_to(d, shape)


def _reduce(d, z, x):
    """d, expanded to the shape of z and summed over the axes along which x was broadcast to it."""
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
    if len(t_2) != 4:
        raise ValueError("4 values are unpacked here")
    t_3 = 1 / (1 + np.exp(-t_2[0]))
    t_4 = t_3 * cell
    cell_1 = t_4 + 1 / (1 + np.exp(-t_2[1])) * np.tanh(t_2[3])
    t_2 = 1 / (1 + np.exp(-t_2[2]))
    t_5 = np.tanh(cell_1)
    hidden_1 = t_2 * t_5
    # reverse sweep
    t_bar = _reduce(t_2 * value_bar[0], hidden_1, t_5)
    cell_bar = value_bar[1] + (1 - t_5**2) * t_bar
    cell_bar = _reduce(t_3 * _reduce(cell_bar, cell_1, t_4), t_4, cell)
    g = _expand(_reduce(None, gates, t_1), t_1)
    weight_bar = t[:, None] * g[..., None, :]
    bias_bar = _expand(_reduce(None, gates, bias), bias)
    hidden_bar = _expand(_expand(weight @ g, t)[x.shape[0]:], hidden)
    weight_bar = np.copy(_expand(weight_bar, weight))
    bias_bar = np.copy(bias_bar)[()]
    hidden_bar = np.copy(hidden_bar)[()]
    cell_bar = np.copy(_expand(cell_bar, cell))
    return (hidden_1, cell_1), (weight_bar[()], bias_bar, hidden_bar, cell_bar[()])
