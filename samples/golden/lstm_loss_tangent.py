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
        t_dot = np.concatenate((np.zeros(t_4.shape), t_6))
        t_dot = _expand(t_dot, t_5) @ weight + t_5 @ t
        gates = t_5 @ weight + bias
        t_5 = np.split(gates, 4)
        t_dot = np.split(_expand(t_dot + t_1, gates), 4, 0)
        if len(t_5) != 4:
            raise ValueError("4 values are unpacked here")
        t_6 = _expand(t_dot, t_5)
        t_7 = np.exp(-t_5[0])
        t_8 = 1 + t_7
        t_9 = 1 / t_8
        t_dot = t_9 * t_7 * t_6[0] / t_8 * cell + t_9 * cell_dot
        t_7 = np.exp(-t_5[1])
        t_8 = 1 + t_7
        t_10 = 1 / t_8
        t_11 = np.tanh(t_5[3])
        t_dot_1 = t_10 * t_7 * t_6[1] / t_8 * t_11 + t_10 * (1 - t_11**2) * t_6[3]
        cell = t_9 * cell + t_10 * t_11
        cell_dot = t_dot + t_dot_1
        t_5 = np.exp(-t_5[2])
        t_7 = 1 + t_5
        t_8 = 1 / t_7
        t_9 = np.tanh(cell)
        hidden = t_8 * t_9
        hidden_dot = t_8 * t_5 * t_6[2] / t_7 * t_9 + t_8 * (1 - t_9**2) * cell_dot
        prediction = hidden @ out
        hidden_dot = _expand(hidden_dot, hidden)
        prediction_dot = hidden_dot @ out + hidden @ t_2
        t_5 = np.exp(prediction)
        t_dot = np.sum(_expand(t_5 * prediction_dot, t_5))
        t_5 = np.sum(t_5) + 2
        log_probs = prediction - np.log(t_5)
        t_3 = sequence[t_3 + 1]
        t_6 = log_probs * t_3
        t_dot = (prediction_dot - t_dot / t_5) * t_3
        total += np.sum(t_6)
        total_dot += np.sum(_expand(t_dot, t_6))
        count += len(t_4)
        cell_dot = _expand(cell_dot, cell)
    return -total / count, -total_dot / count
