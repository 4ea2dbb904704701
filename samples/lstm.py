"""A layer of long short-term memory, predicting the next element of a sequence."""

import numpy as np

from samples.sample import Sample


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm_cell(weight, bias, hidden, cell, x):
    gates = np.concatenate((x, hidden)) @ weight + bias
    f, i, o, g = np.split(gates, 4)
    cell = sigmoid(f) * cell + sigmoid(i) * np.tanh(g)
    hidden = sigmoid(o) * np.tanh(cell)
    return hidden, cell


def lstm_loss(params, sequence):
    hidden = np.zeros(len(params["bias"]) // 4)
    cell = np.zeros_like(hidden)
    total = 0.0
    count = 0
    for t in range(len(sequence) - 1):
        hidden, cell = lstm_cell(params["weight"], params["bias"], hidden, cell, sequence[t])
        prediction = hidden @ params["out"]
        log_probs = prediction - np.log(np.sum(np.exp(prediction)) + 2)
        total += np.sum(log_probs * sequence[t + 1])
        count += len(sequence[t])
    return -total / count


def text(rng):
    params = {
        "weight": rng.standard_normal((7, 16)),
        "bias": rng.standard_normal(16),
        "out": rng.standard_normal((4, 3)),
    }
    return params, rng.random((5, 3))


SAMPLES = [
    Sample(lstm_loss, "params", "", text, forms=("tangent", "grad")),
    Sample(
        lstm_cell,
        ("weight", "bias", "hidden", "cell"),
        "weight: f8[7,16], bias: f8[16], hidden: f8[4], cell: f8[4], x: f8[3]",
        lambda rng: tuple(rng.standard_normal(s) for s in [(7, 16), 16, 4, 4, 3]),
    ),
]
