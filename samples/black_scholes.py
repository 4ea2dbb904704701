"""The price of a European option, for its greeks: delta, vega, rho and theta are its gradient."""

import math

from samples.sample import Sample


def phi(x):
    return 0.5 * (1.0 + math.erf(x / math.sqrt(2.0)))


def option_price(S, K, r, sigma, T, call=True):
    d1 = (math.log(S / K) + (r + 0.5 * sigma**2) * T) / (sigma * math.sqrt(T))
    d2 = d1 - sigma * math.sqrt(T)
    if call:
        return S * phi(d1) - K * math.exp(-r * T) * phi(d2)
    return K * math.exp(-r * T) * phi(-d2) - S * phi(-d1)


SAMPLES = [
    Sample(
        option_price,
        ("S", "sigma", "r", "T"),
        "S: float, K: float, r: float, sigma: float, T: float, call: bool",
        lambda rng: (100.0, 95.0, 0.03, 0.2, 0.5, False),
        forms=("tangent", "grad"),
    ),
]
