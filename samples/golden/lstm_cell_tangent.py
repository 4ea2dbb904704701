import numpy as np


def _expand(d, x):
    """d, broadcast to the shape of x."""
    shape = np.shape(x)
    return d if np.shape(d) == shape else np.broadcast_to(d, shape)


def lstm_cell_tangent(
    weight, bias, hidden, cell, x, weight_dot, bias_dot, hidden_dot, cell_dot
):
    """Tangent of lstm_cell with respect to weight, bias, hidden, cell (forward
    mode), from lstm.py:12.
    """
    t = np.concatenate((x, hidden))
    t_1 = np.concatenate((np.zeros(x.shape), hidden_dot)) @ weight
    gates = t @ weight + bias
    t_2 = np.split(gates, 4)
    t_dot = np.split(_expand(t_1 + t @ weight_dot + bias_dot, gates), 4, 0)
    if len(t_2) != 4:
        raise ValueError("4 values are unpacked here")
    t = _expand(t_dot, t_2)
    t_1 = np.exp(-t_2[0])
    t_3 = 1 + t_1
    t_4 = 1 / t_3
    t_5 = np.exp(-t_2[1])
    t_6 = 1 + t_5
    t_7 = 1 / t_6
    t_8 = np.tanh(t_2[3])
    t_dot = t_7 * t_5 * t[1] / t_6 * t_8 + t_7 * (1 - t_8**2) * t[3]
    cell_1 = t_4 * cell + t_7 * t_8
    cell_dot = t_4 * t_1 * t[0] / t_3 * cell + t_4 * cell_dot + t_dot
    t_1 = np.exp(-t_2[2])
    t_2 = 1 + t_1
    t_3 = 1 / t_2
    t_4 = np.tanh(cell_1)
    hidden = t_3 * t_4
    hidden_dot = t_3 * t_1 * t[2] / t_2 * t_4 + t_3 * (1 - t_4**2) * cell_dot
    hidden_dot = _expand(hidden_dot, hidden)
    return (hidden, cell_1), (hidden_dot, _expand(cell_dot, cell_1))
