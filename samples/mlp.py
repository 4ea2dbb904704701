"""A multilayer perceptron with softmax cross-entropy, in the list of its layers and not in the data."""

import numpy as np

from samples.sample import Sample


def forward(layers, x):
    for W, b in layers[:-1]:
        x = np.maximum(x @ W + b, 0.0)
    W, b = layers[-1]
    return x @ W + b


def cross_entropy(layers, x, labels, weight_decay):
    logits = forward(layers, x)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_probs[np.arange(len(labels)), labels].mean()
    for W, _ in layers:
        loss = loss + 0.5 * weight_decay * np.sum(W * W)
    return loss


def digits(rng):
    sizes = [4, 6, 5, 3]
    layers = [(rng.standard_normal((m, n)), rng.standard_normal(n)) for m, n in zip(sizes, sizes[1:])]
    return layers, rng.standard_normal((8, 4)), rng.integers(0, 3, 8), 1e-3


SAMPLES = [
    Sample(
        cross_entropy,
        "layers",
        "",
        digits,
        forms=("tangent", "grad"),
    ),
]
