import numpy as np


def _expand(d, x):
    """d, broadcast to the shape of x."""
    shape = np.shape(x)
    return d if np.shape(d) == shape else np.broadcast_to(d, shape)


def lstm_cell_tangent(weight, bias, hidden, cell, x, weight_dot, bias_dot,
    hidden_dot, cell_dot):
    """Tangent of lstm_cell with respect to weight, bias, hidden, cell (forward
    mode), from lstm.py:12.
    """
    t = np.concatenate((x, hidden))
    t_dot = np.concatenate((np.zeros(x.shape), hidden_dot))
    t_dot = t_dot @ weight + t @ weight_dot
    gates = t @ weight + bias
    t = np.split(gates, 4)
    t_dot = np.split(_expand(t_dot + bias_dot, gates), 4, 0)
    if len(t) != 4:
        raise ValueError("4 values are unpacked here")
    t_1 = _expand(t_dot, t)
    t_2 = np.exp(-t[0])
    t_3 = 1 + t_2
    t_4 = 1 / t_3
    t_dot = t_4 * t_2 * t_1[0] / t_3 * cell + t_4 * cell_dot
    t_2 = np.exp(-t[1])
    t_3 = 1 + t_2
    t_5 = 1 / t_3
    t_6 = np.tanh(t[3])
    t_dot_1 = t_5 * t_2 * t_1[1] / t_3 * t_6 + t_5 * (1 - t_6**2) * t_1[3]
    cell = t_4 * cell + t_5 * t_6
    cell_dot = t_dot + t_dot_1
    t = np.exp(-t[2])
    t_2 = 1 + t
    t_3 = 1 / t_2
    t_4 = np.tanh(cell)
    hidden = t_3 * t_4
    hidden_dot = t_3 * t * t_1[2] / t_2 * t_4 + t_3 * (1 - t_4**2) * cell_dot
    hidden_dot = np.copy(_expand(hidden_dot, hidden))
    cell_dot = np.copy(_expand(cell_dot, cell))
    return (hidden, cell), (hidden_dot[()], cell_dot[()])
