"""The price of an Asian option by Monte Carlo over given random numbers: pathwise sensitivities."""

import numpy as np

from samples.sample import Sample


def asian_price(S0, r, sigma, K, T, normals):
    paths, steps = normals.shape
    dt = T / steps
    log_returns = (r - 0.5 * sigma**2) * dt + sigma * np.sqrt(dt) * normals
    S = S0 * np.exp(np.cumsum(log_returns, axis=1))
    payoff = np.maximum(S.mean(axis=1) - K, 0)
    return np.exp(-r * T) * payoff.mean()


SAMPLES = [
    Sample(
        asian_price,
        ("S0", "sigma"),
        "S0: float, r: float, sigma: float, K: float, T: float, normals: f8[p,s]",
        lambda rng: (100.0, 0.05, 0.2, 98.0, 1.0, rng.standard_normal((16, 12))),
        forms=("tangent", "grad"),
    ),
]
