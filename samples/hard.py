"""Recursion, a return from inside two loops, a written view, an in-place sweep, a dataclass as state."""

from dataclasses import dataclass

import numpy as np

from samples.sample import Sample


def horner(c, x, n):
    if n == len(c) - 1:
        return c[n]
    return c[n] + x * horner(c, x, n + 1)


def first_crossing(x, limit):
    s = x
    for i in range(5):
        for j in range(5):
            s = s * x + 0.1 * j
            if s > limit:
                return s * x
    return s


def window(x):
    y = x * x
    v = y[1:3]
    v[0] = 3.0 * x[0]
    return np.sum(y * y)


def relax(x, sweeps):
    u = x.copy()
    for _ in range(sweeps):
        for i in range(1, len(x) - 1):
            u[i] = 0.5 * (u[i - 1] * u[i + 1] + x[i])
    return np.sum(u * u)


@dataclass
class State:
    p: float
    v: float


def spring(k, s, steps):
    for _ in range(steps):
        a = -k * s.p
        s = State(s.p + 0.01 * s.v, s.v + 0.01 * a)
    return s.p


SAMPLES = [
    Sample(
        horner,
        ("c", "x"),
        "c: f8[n], x: float, n: int",
        lambda rng: (rng.standard_normal(4), 0.7, 0),
        forms=("tangent", "grad"),
    ),
    Sample(first_crossing, "x", "x: float, limit: float", lambda rng: (1.2, 3.0), forms=("derivative", "grad")),
    Sample(window, "x", "x: f8[n]", lambda rng: (rng.uniform(0.5, 1.5, 6),), forms=("tangent", "grad")),
    Sample(relax, "x", "x: f8[n], sweeps: int", lambda rng: (rng.uniform(0.5, 1.5, 6), 3), forms=("tangent", "grad")),
    Sample(spring, "k", "", lambda rng: (2.0, State(1.0, 0.3), 50), forms=("derivative", "grad")),
]
