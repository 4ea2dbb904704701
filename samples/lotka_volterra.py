"""Predators and prey by the classical Runge-Kutta method: the populations at the end, in the rates."""

import numpy as np

from samples.sample import Sample


def lotka_volterra(t, y, alpha, beta, delta, gamma):
    prey, predators = y
    return np.array([alpha * prey - beta * prey * predators, delta * prey * predators - gamma * predators])


def rk4(f, y, t, h, steps, args=()):
    for _ in range(steps):
        k1 = f(t, y, *args)
        k2 = f(t + h / 2, y + h / 2 * k1, *args)
        k3 = f(t + h / 2, y + h / 2 * k2, *args)
        k4 = f(t + h, y + h * k3, *args)
        y = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        t += h
    return y


def populations(rates, y0, h, steps):
    return rk4(lotka_volterra, y0, 0.0, h, steps, args=tuple(rates))


SAMPLES = [
    Sample(
        populations,
        ("rates", "y0"),
        "rates: f8[4], y0: f8[2], h: float, steps: int",
        lambda rng: (np.array([1.1, 0.4, 0.1, 0.4]), np.array([10.0, 5.0]), 0.05, 20),
    ),
]
