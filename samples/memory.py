"""Two buffers written in place, and a network of which only the weights are asked for."""

import numpy as np

from samples.sample import Sample


def jacobi_1d(steps, A, B):
    for _ in range(1, steps):
        B[1:-1] = 0.33333 * (A[:-2] + A[1:-1] + A[2:])
        A[1:-1] = 0.33333 * (B[:-2] + B[1:-1] + B[2:])


def jacobi_loss(steps, A, B):
    A = A.copy()
    B = B.copy()
    jacobi_1d(steps, A, B)
    return np.sum(A * A)


def mlp_loss(x, y, w1, b1, w2, b2):
    h = np.tanh(x @ w1 + b1)
    e = h @ w2 + b2 - y
    return np.mean(e * e)


def network(rng):
    return tuple(rng.standard_normal(s) for s in [(5, 4), (5, 2), (4, 3), (3,), (3, 2), (2,)])


SAMPLES = [
    Sample(
        jacobi_loss,
        "A",
        "steps: int, A: f8[n], B: f8[n]",
        lambda rng: (8, rng.random(30), rng.random(30)),
        forms=("tangent", "grad"),
    ),
    Sample(
        mlp_loss,
        ("w1", "b1", "w2", "b2"),
        "x: f8[n,i], y: f8[n,o], w1: f8[i,h], b1: f8[h], w2: f8[h,o], b2: f8[o]",
        network,
        forms=("tangent", "grad"),
    ),
]
