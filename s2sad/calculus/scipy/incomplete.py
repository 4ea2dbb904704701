"""How the limits of incomplete gamma and beta integrals move with a parameter where the integral is held.

The derivative of an integral of a density p(t) in its parameter a is that of p times log t - E log t. Up to
exp(E log t) that has one sign below the limit x, and from there on one sign above it, so that nothing cancels. By parts
the first exponent is raised by one (DLMF 8.8.5, 8.17.20): then p falls from x on at least like an exponential, and one
fixed quadrature serves all parameters and both tails. What is divided by p(x) itself is finite where p is not:
M. Figurnov, S. Mohamed, A. Mnih, *Implicit Reparameterization Gradients*, 2018.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.apart import apart

__all__ = ["beta_flow", "gamma_flow"]


def quadrature() -> Any:
    """Nodes between 0 and 1 and their weights: J. Waldvogel, *Fast construction of the Fejér rules*, 2006."""
    angle, k = np.pi / 80 * np.arange(0.5, 80), np.arange(1, 41)
    sums = np.sum(np.cos(2 * np.expand_dims(angle, -1) * k) / (4 * k * k - 1), axis=-1)
    return 0.5 - 0.5 * np.cos(angle), (1 - 2 * sums) / 80


@apart
def gamma_flow(a: Any, x: Any) -> Any:
    """How log x moves with a where the gamma distribution function of x is held.

    >>> float(gamma_flow(1.0, 1.0))  # doctest: +ELLIPSIS
    1.17356302...
    """
    import scipy.special

    x = np.minimum(x, 1e30) + 1e-300 * (x == 0)
    level = np.log(x) - scipy.special.psi(a + 1)
    below = level < 0
    falls = np.where(below, a + 1 - x, x - a)  # at the limit; there is no more than exp(-38) beyond `reach`
    reach = 152 / (np.hypot(2 * falls - 38, np.sqrt(304 * (falls + x))) + 2 * falls - 38)
    reach = np.where(below, -reach, np.minimum(reach, np.log1p((38 + a * reach) / x)))
    nodes, weights = quadrature()
    t = np.expand_dims(reach, -1) * nodes
    rises = np.expand_dims(level, -1) + t
    a_, x_ = np.expand_dims(a, -1), np.expand_dims(x, -1)
    log_t = np.where(np.expand_dims(below, -1), x_ * np.exp(t) * rises, 1 + a_ * rises)
    whole = reach * np.sum(weights * np.exp(a_ * t - x_ * np.expm1(t)) * log_t, axis=-1)
    return (whole - np.where(below, level, 0.0)) / a


def digamma_rise(a: Any, b: Any) -> Any:
    """``psi(a + b) - psi(a)``: DLMF 5.7.6 for sixteen terms, and from there 5.11.2."""
    k = np.expand_dims(a, -1) + np.arange(16.0)
    near = np.sum(1 / (k * (k + np.expand_dims(b, -1))), axis=-1)
    p, q = a + 16, a + b + 16
    u, v = 1 / p**2, 1 / q**2
    squares = 1 / 12 - (u + v) / 120 + (u * u + u * v + v * v) / 252 - (u + v) * (u * u + v * v) / 240
    return np.log1p(b / p) + b * (near + 0.5 / (p * q) + (p + q) * u * v * squares)


@apart
def beta_flow(a: Any, b: Any, x: Any, y: Any) -> Any:
    """How log(x / y) moves with a, y = 1 - x, where the beta distribution function of x is held.

    >>> float(beta_flow(2.0, 1.0, 0.25, 0.75))  # doctest: +ELLIPSIS
    0.92419624...
    """
    n = a + b
    log_x = np.where(x < 0.5, np.log(x + 1e-300 * (x == 0)), np.log1p(-np.minimum(y, 0.5)))
    level = log_x + digamma_rise(a + 1, b)
    below = level < 0
    p, q = np.where(below, a, b), np.where(below, b, a)
    u, v = np.where(below, x, y), np.where(below, y, x)
    first = np.where(below, 1 / n - level, level + b / (a * n))
    falls = 2 * (p + 1 - (n + 1) * u) - 38 * v
    reach = 152 / (np.hypot(falls, np.sqrt(304 * v * (p + 1))) + falls)
    reach = np.minimum(reach, (38 - (n + 1) * np.log(v)) / (p + 1))
    turned = np.where(u > 0.5, 1.0, 0.0)  # near 1, u is told by what it lacks
    w, rate = turned * v + (1 - turned) * u, turned * -q + (1 - turned) * (p + 1)
    nodes, weights = quadrature()
    s = np.expand_dims(reach, -1) * nodes
    turned_, n_ = np.expand_dims(turned, -1), np.expand_dims(n, -1)
    step = np.log1p(np.expand_dims(w, -1) * np.expm1((2 * turned_ - 1) * s))
    left = np.exp(-np.expand_dims(rate, -1) * s - (n_ + 1) * step)
    log_t = np.where(np.expand_dims(below, -1), (1 - turned_) * s + step - 1 / n_, turned_ * s - step + 1 / n_)
    log_t = np.expand_dims(first, -1) + log_t
    return (first + n * u * reach * np.sum(weights * left * log_t, axis=-1)) / p
