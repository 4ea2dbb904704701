"""Logistic regression with an L2 penalty, in the weights and the intercept."""

import numpy as np

from samples.sample import Sample


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def logistic_loss(w, b, X, y, lam):
    p = sigmoid(X @ w + b)
    nll = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    return nll + 0.5 * lam * np.sum(w**2)


SAMPLES = [
    Sample(
        logistic_loss,
        ("w", "b"),
        "w: f8[p], b: float, X: f8[n,p], y: f8[n], lam: float",
        lambda rng: (
            rng.standard_normal(4),
            0.2,
            rng.standard_normal((9, 4)),
            (rng.random(9) > 0.5).astype(float),
            0.1,
        ),
        forms=("tangent", "grad"),
    ),
]
