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
    if len(t_2) != 4:
        raise ValueError("4 values are unpacked here")
    t_3 = 1 / (1 + np.exp(-t_2[0]))
    t_4 = t_3 * cell
    cell_1 = t_4 + 1 / (1 + np.exp(-t_2[1])) * np.tanh(t_2[3])
    t_2 = 1 / (1 + np.exp(-t_2[2]))
    t_5 = np.tanh(cell_1)
    hidden = t_2 * t_5
    # reverse sweep
    t_bar = _expand(_reduce(t_2 * _expand(value_bar[0], hidden), hidden, t_5), t_5)
    cell_bar = value_bar[1] + (1 - t_5**2) * t_bar
    t_2 = t_3 * _expand(_reduce(_expand(cell_bar, cell_1), cell_1, t_4), t_4)
    g = _expand(_expand(_reduce(None, gates, t_1), t_1), t_1)
    weight_bar = t[:, None] * g[..., None, :]
    bias_bar = _expand(_reduce(None, gates, bias), bias)
    cell_bar = _expand(_reduce(t_2, t_4, cell), cell)
    weight_bar = _expand(weight_bar, weight).copy()
    t = _expand(weight @ g, t)[x.shape[0]:].copy()
    return (hidden, cell_1), (weight_bar, bias_bar.copy(), t, cell_bar.copy())
