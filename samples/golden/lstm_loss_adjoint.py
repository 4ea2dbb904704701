import numpy as np


def _expand(d, x):
    """d, broadcast to the shape of x."""
    shape = np.shape(x)
    return d if np.shape(d) == shape else np.broadcast_to(d, shape)


def _reduce(d, z, x):
    """d, broadcast to the shape of z and summed over the axes that x lacks there."""
    if np.iscomplexobj(d) and not np.iscomplexobj(x):
        d = np.real(d)
    full = np.shape(z)
    shape = np.shape(x)[max(0, np.ndim(x) - len(full)) :]
    if shape == full:
        return d
    d = np.broadcast_to(d, full)
    added = len(full) - len(shape)
    d = np.sum(d, axis=tuple(range(added)))
    axes = tuple(i for i, n in enumerate(shape) if n == 1 and full[added + i] != 1)
    return np.sum(d, axis=axes, keepdims=True) if axes else d


def lstm_loss_grad(params, sequence):
    """Gradient of lstm_loss with respect to params (reverse mode), from lstm.py:20."""
    # forward sweep
    tape = []
    tape_1 = []
    tape_2 = []
    tape_3 = []
    hidden_tape = []
    cell_tape = []
    weight = params["weight"]
    bias = params["bias"]
    out = params["out"]
    hidden = np.zeros(len(bias) // 4)
    cell = np.zeros_like(hidden)
    count = 0
    for t in range(len(sequence) - 1):
        hidden_tape.append(hidden)
        cell_tape.append(cell)
        t = sequence[t]
        t_1 = np.concatenate((t, hidden))
        t_2 = t_1 @ weight
        gates = t_2 + bias
        t_3 = np.split(gates, 4)
        t_4 = np.exp(-t_3[0])
        t_5 = 1 + t_4
        t_6 = 1 / t_5
        tape.append((t_1, t_2, t_3, t_4, t_5, t_6))
        t_1 = t_6 * cell
        t_2 = np.exp(-t_3[1])
        t_4 = 1 + t_2
        t_5 = 1 / t_4
        t_6 = np.tanh(t_3[3])
        t_7 = t_5 * t_6
        tape_1.append((t_1, t_2, t_4, t_5, t_6, t_7))
        cell = t_1 + t_7
        t_1 = np.exp(-t_3[2])
        t_2 = 1 + t_1
        t_3 = 1 / t_2
        t_4 = np.tanh(cell)
        hidden = t_3 * t_4
        tape_2.append((cell, t_1, t_2, t_3, t_4, hidden))
        prediction = hidden @ out
        t_1 = np.exp(prediction)
        tape_3.append((t_1, np.sum(t_1)))
        count += len(t)
    # reverse sweep
    total_bar = -1.0 / count
    hidden_bar = np.zeros(hidden.shape)
    cell_bar = np.zeros(cell.shape)
    bias_bar = np.zeros(bias.shape)
    out_bar = np.zeros(out.shape)
    weight_bar = np.zeros(weight.shape)
    for t in range(len(sequence) - 2, -1, -1):
        t_1, t_2, _, t_3, t_4, t_5 = tape.pop()
        t_6, t_7, t_8, t_9, t_10, t_11 = tape_1.pop()
        cell, t_12, t_13, t_14, t_15, hidden = tape_2.pop()
        t_16, t_17 = tape_3.pop()
        hidden_1 = hidden_tape.pop()
        cell_1 = cell_tape.pop()
        t_18 = total_bar * sequence[t + 1]
        prediction_bar = t_18 - t_18.sum() / (t_17 + 2) * t_16
        out_bar_1 = hidden[:, None] * prediction_bar[..., None, :]
        hidden_bar = hidden_bar + out @ prediction_bar
        out_bar += out_bar_1
        cell_bar_1 = (1 - t_15**2) * _reduce(t_14 * hidden_bar, hidden, t_15)
        cell_bar = cell_bar + cell_bar_1
        t_bar = t_12 * (t_14 * _reduce(hidden_bar * t_15, hidden, t_14) / t_13)
        t_bar_1 = _expand(_reduce(cell_bar, cell, t_11), t_11)
        t_bar_2 = (1 - t_10**2) * _expand(_reduce(t_9 * t_bar_1, t_11, t_10), t_10)
        t_bar_1 = t_7 * (t_9 * _expand(_reduce(t_bar_1 * t_10, t_11, t_9), t_9) / t_8)
        t_bar_3 = _expand(_reduce(cell_bar, cell, t_6), t_6)
        t_bar_4 = t_3 * (t_5 * _expand(_reduce(t_bar_3 * cell_1, t_6, t_5), t_5) / t_4)
        gates_bar = np.concatenate([t_bar_4, t_bar_1, t_bar, t_bar_2])
        bias_bar += gates_bar
        g = np.broadcast_to(gates_bar, t_2.shape)
        weight_bar_1 = t_1[:, None] * g[..., None, :]
        weight_bar += weight_bar_1
        t = (weight @ g)[sequence[t].shape[0]:]
        hidden_bar = np.broadcast_to(t, hidden_1.shape)
        cell_bar = _expand(_reduce(t_5 * t_bar_3, t_6, cell_1), cell_1)
    return {"weight": weight_bar, "bias": bias_bar, "out": out_bar}
