import numpy as np


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
    t_dot = np.split(t_1 + t @ weight_dot + bias_dot, 4, 0)
    t = np.exp(-t_2[0])
    t_1 = 1 + t
    t_3 = 1 / t_1
    t_4 = np.exp(-t_2[1])
    t_5 = 1 + t_4
    t_6 = 1 / t_5
    t_7 = np.tanh(t_2[3])
    t_dot_1 = t_6 * t_4 * t_dot[1] / t_5 * t_7 + t_6 * (1 - t_7**2) * t_dot[3]
    cell_1 = t_3 * cell + t_6 * t_7
    cell_dot = t_3 * t * t_dot[0] / t_1 * cell + t_3 * cell_dot + t_dot_1
    t = np.exp(-t_2[2])
    t_1 = 1 + t
    t_2 = 1 / t_1
    t_3 = np.tanh(cell_1)
    hidden = t_2 * t_3
    hidden_dot = t_2 * t * t_dot[2] / t_1 * t_3 + t_2 * (1 - t_3**2) * cell_dot
    return (hidden, cell_1), (hidden_dot, cell_dot)
