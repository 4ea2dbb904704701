"""Functions of another module, with globals of their own."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

GAIN = 1.7
CENTRES = np.linspace(-1.0, 1.0, 4)


def bell(x: float) -> np.ndarray:
    return np.exp(-GAIN * (CENTRES - x) ** 2)


def softplus(x: np.ndarray, sharpness: float = 2.0) -> np.ndarray:
    return np.log1p(np.exp(sharpness * x)) / sharpness


def scaled(factor: float) -> Callable[[float], float]:
    def apply(x: float) -> float:
        return factor * math.sin(x)

    return apply


def fill_powers(x: float, out: np.ndarray) -> None:
    out[0] = 1.0
    for k in range(1, len(out)):
        out[k] = out[k - 1] * x


def middle(x: np.ndarray) -> np.ndarray:
    return x[1:-1]
