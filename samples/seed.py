"""A profile fitted to data and subtracted: the residual, in the place of the profile only."""

import numpy as np

from samples.sample import Sample

x = np.arange(-10.0, 11.0)


def f(m):
    return np.exp(-1.5 * (x - m) ** 2)


def rs(d, xs):
    d0 = f(xs)
    return d - np.sum(d * d0) / np.sum(d0 * d0) * d0


def rs_scalar(d, xs):
    t = rs(d, xs)
    return np.sum(t * t)


def data(rng):
    return rng.random(21), 0.3


SAMPLES = [
    Sample(rs, "xs", "d: f8[21], xs: float", data, forms=("derivative", "adjoint")),
    Sample(rs_scalar, "xs", "d: f8[21], xs: float", data, forms=("derivative", "grad")),
]
