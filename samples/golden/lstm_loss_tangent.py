import numpy as np


def _expand(d, x):
    """d, broadcast to the shape of x."""
    shape = np.shape(x)
    return d if np.shape(d) == shape else np.broadcast_to(d, shape)


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
        t_6 = _expand(_expand(hidden_dot, hidden), hidden)
        t_6 = _expand(np.concatenate((np.zeros(t_4.shape), t_6)), t_5) @ weight
        gates = t_5 @ weight + bias
        t_7 = np.split(gates, 4)
        t_dot = np.split(_expand(t_6 + t_5 @ t + t_1, gates), 4, 0)
        if len(t_7) != 4:
            raise ValueError("4 values are unpacked here")
        t_5 = _expand(t_dot, t_7)
        t_6 = np.exp(-t_7[0])
        t_8 = 1 + t_6
        t_9 = 1 / t_8
        t_10 = np.exp(-t_7[1])
        t_11 = 1 + t_10
        t_12 = 1 / t_11
        t_13 = np.tanh(t_7[3])
        t_dot = t_12 * t_10 * t_5[1] / t_11 * t_13 + t_12 * (1 - t_13**2) * t_5[3]
        cell_1 = t_9 * cell + t_12 * t_13
        cell_dot = t_9 * t_6 * t_5[0] / t_8 * cell + t_9 * cell_dot + t_dot
        t_6 = np.exp(-t_7[2])
        t_7 = 1 + t_6
        t_8 = 1 / t_7
        t_9 = np.tanh(cell_1)
        hidden = t_8 * t_9
        hidden_dot = t_8 * t_6 * t_5[2] / t_7 * t_9 + t_8 * (1 - t_9**2) * cell_dot
        prediction = hidden @ out
        hidden_dot = _expand(hidden_dot, hidden)
        prediction_dot = hidden_dot @ out + hidden @ t_2
        t_5 = np.exp(prediction)
        t_6 = np.sum(t_5) + 2
        t_dot = np.sum(_expand(t_5 * prediction_dot, t_5)) / t_6
        log_probs = prediction - np.log(t_6)
        t_3 = sequence[t_3 + 1]
        t_5 = log_probs * t_3
        total += np.sum(t_5)
        total_dot += np.sum(_expand((prediction_dot - t_dot) * t_3, t_5))
        count += len(t_4)
        cell_dot = _expand(cell_dot, cell_1)
        cell = cell_1
    return -total / count, -total_dot / count
