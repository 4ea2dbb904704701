"""Test functions of optimisation."""

import numpy as np

from samples.sample import Sample


def rosenbrock(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2.0) ** 2.0 + (1 - x[:-1]) ** 2.0)


def ackley(x, a=20, b=0.2, c=2 * np.pi):
    d = len(x)
    sum1 = np.sum(x**2)
    sum2 = np.sum(np.cos(c * x))
    return -a * np.exp(-b * np.sqrt(sum1 / d)) - np.exp(sum2 / d) + a + np.e


def himmelblau(p):
    x, y = p
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


SAMPLES = [
    Sample(rosenbrock, "x", "x: f8[n]", lambda rng: (rng.standard_normal(6),), forms=("tangent", "grad")),
    Sample(
        ackley,
        "x",
        "x: f8[n], a: int, b: float, c: float",
        lambda rng: (rng.standard_normal(4),),
        forms=("tangent", "grad"),
    ),
    Sample(himmelblau, "p", "p: f8[2]", lambda rng: (rng.standard_normal(2),), forms=("tangent", "grad")),
]
