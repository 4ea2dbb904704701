import numpy as np


def lstm_loss_tangent(params, sequence, params_dot):
    """Tangent of lstm_loss with respect to params (forward mode), from lstm.py:20."""
    t = params_dot["weight"]
    t_1 = params_dot["bias"]
    t_2 = params_dot["out"]
    weight = params["weight"]
    bias = params["bias"]
    out = params["out"]
    hidden = np.zeros(len(bias) // 4)
    cell = np.zeros_like(hidden)
    hidden_dot = np.zeros(hidden.shape)
    cell_dot = np.zeros(cell.shape)
    total = 0.0
    count = 0
    total_dot = 0.0
    for t_3 in range(len(sequence) - 1):
        t_4 = sequence[t_3]
        t_5 = np.concatenate((t_4, hidden))
        t_dot = np.concatenate((np.zeros(t_4.shape), hidden_dot)) @ weight + t_5 @ t
        gates = t_5 @ weight + bias
        t_5 = np.split(gates, 4)
        t_dot = np.split(t_dot + t_1, 4, 0)
        t_6 = np.exp(-t_5[0])
        t_7 = 1 + t_6
        t_8 = 1 / t_7
        t_9 = np.exp(-t_5[1])
        t_10 = 1 + t_9
        t_11 = 1 / t_10
        t_12 = np.tanh(t_5[3])
        t_dot_1 = t_11 * t_9 * t_dot[1] / t_10 * t_12 + t_11 * (1 - t_12**2) * t_dot[3]
        cell_1 = t_8 * cell + t_11 * t_12
        cell_dot = t_8 * t_6 * t_dot[0] / t_7 * cell + t_8 * cell_dot + t_dot_1
        t_5 = np.exp(-t_5[2])
        t_6 = 1 + t_5
        t_7 = 1 / t_6
        t_8 = np.tanh(cell_1)
        hidden = t_7 * t_8
        hidden_dot = t_7 * t_5 * t_dot[2] / t_6 * t_8 + t_7 * (1 - t_8**2) * cell_dot
        prediction = hidden @ out
        hidden_dot = np.broadcast_to(hidden_dot, hidden.shape)
        prediction_dot = hidden_dot @ out + hidden @ t_2
        t_5 = np.exp(prediction)
        t_6 = np.sum(t_5) + 2
        log_probs = prediction - np.log(t_6)
        log_probs_dot = prediction_dot - t_5.dot(prediction_dot) / t_6
        t_3 = sequence[t_3 + 1]
        total += np.sum(log_probs * t_3)
        total_dot += log_probs_dot.dot(t_3)
        count += len(t_4)
        cell_dot = np.broadcast_to(cell_dot, cell_1.shape)
        cell = cell_1
    return -total / count, -total_dot / count
