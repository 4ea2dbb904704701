"""Arguments for the rules."""

from __future__ import annotations

import numpy as np

rng = np.random.default_rng(3)


def a(*shape, low=0.2, high=0.9):
    return rng.uniform(low, high, shape)


def distinct(*shape):
    """Numbers that stay in their order when they move a little."""
    return rng.permutation(np.linspace(0.2, 0.9, int(np.prod(shape)))).reshape(shape)


def z(*shape):
    return a(*shape) + 1j * a(*shape)


def spd(*batch, n=3):
    m = rng.uniform(-1, 1, (*batch, n, n))
    return m @ np.swapaxes(m, -1, -2) + n * np.eye(n)


def general(*shape):
    return rng.uniform(-1, 1, shape) + 2 * np.eye(shape[-1])
