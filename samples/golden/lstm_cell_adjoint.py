import numpy as np


def lstm_cell_adjoint(weight, bias, hidden, cell, x, value_bar):
    """Adjoint of lstm_cell with respect to weight, bias, hidden, cell (reverse
    mode), from lstm.py:12.
    """
    # forward sweep
    t = np.concatenate((x, hidden))
    gates = t @ weight + bias
    t_1 = np.split(gates, 4)
    t_2 = np.exp(-t_1[0])
    t_3 = 1 + t_2
    t_4 = 1 / t_3
    t_5 = np.exp(-t_1[1])
    t_6 = 1 + t_5
    t_7 = 1 / t_6
    t_8 = np.tanh(t_1[3])
    cell_1 = t_4 * cell + t_7 * t_8
    t_1 = np.exp(-t_1[2])
    t_9 = 1 + t_1
    t_10 = 1 / t_9
    t_11 = np.tanh(cell_1)
    hidden = t_10 * t_11
    # reverse sweep
    t_12 = value_bar[0]
    cell_bar = value_bar[1] + (1 - t_11**2) * t_10 * t_12
    t_bar = t_1 * (t_10 * t_12 * t_11 / t_9)
    t_bar_1 = (1 - t_8**2) * t_7 * cell_bar
    t_bar_2 = t_5 * (t_7 * cell_bar * t_8 / t_6)
    t_1 = t_4 * cell_bar
    gates_bar = np.concatenate([t_2 * (t_1 * cell / t_3), t_bar_2, t_bar, t_bar_1])
    weight_bar = t[:, None] * gates_bar[..., None, :]
    t = (weight @ gates_bar)[x.shape[0]:]
    return (hidden, cell_1), (weight_bar, gates_bar, t, t_1)
