"""A natural cubic spline through points, evaluated at others: in the heights of the points."""

import numpy as np

from samples.sample import Sample


def second_derivatives(x, y):
    n = len(x)
    m = np.zeros(n)
    c = np.zeros(n)
    for i in range(1, n - 1):
        h0 = x[i] - x[i - 1]
        h1 = x[i + 1] - x[i]
        rhs = 6.0 * ((y[i + 1] - y[i]) / h1 - (y[i] - y[i - 1]) / h0)
        denom = 2.0 * (h0 + h1) - h0 * c[i - 1]
        c[i] = h1 / denom
        m[i] = (rhs - h0 * m[i - 1]) / denom
    for i in range(n - 2, 0, -1):
        m[i] -= c[i] * m[i + 1]
    return m


def spline(x, y, t):
    m = second_derivatives(x, y)
    values = np.empty(len(t))
    for k in range(len(t)):
        i = np.searchsorted(x, t[k]) - 1
        h = x[i + 1] - x[i]
        a = (x[i + 1] - t[k]) / h
        b = (t[k] - x[i]) / h
        values[k] = a * y[i] + b * y[i + 1] + ((a**3 - a) * m[i] + (b**3 - b) * m[i + 1]) * h**2 / 6.0
    return values


SAMPLES = [
    Sample(
        spline,
        ("y", "t"),
        "x: f8[n], y: f8[n], t: f8[k]",
        lambda rng: (np.array([0.0, 0.8, 1.5, 2.7, 3.1]), rng.standard_normal(5), np.array([0.4, 1.1, 1.9, 3.0])),
    ),
]
