"""The zeta functions of Riemann and Hurwitz in their exponent, by the formula of Euler and Maclaurin: DLMF 25.2.10."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.apart import apart

__all__ = ["hurwitz_slope", "riemann_slope"]


@apart
def hurwitz_slope(x: Any, q: Any) -> Any:
    """How the sum of 1 / (k + q)**x moves with x.

    >>> float(hurwitz_slope(2.0, 1.0))  # doctest: +ELLIPSIS
    -0.93754825431584...
    """
    k = np.expand_dims(q, -1) + np.arange(12.0)
    n = q + 12.0
    t, v = np.log(n), 1 / n**2
    end = n ** (1 - x)
    slope = -np.sum(np.log(k) * k ** -np.expand_dims(x, -1), axis=-1) - 0.5 * t * end / n
    slope = slope - end * (t * (x - 1) + 1) / (x - 1) ** 2
    power, rising, moved, i = end * v, x, 1.0, 1
    for b in (1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000, 1 / 74724249600):
        slope = slope + b * power * (moved - rising * t)
        moved = moved * (x + i) * (x + i + 1) + rising * (2 * x + 2 * i + 1)
        rising = rising * (x + i) * (x + i + 1)
        power, i = power * v, i + 2
    return slope


@apart
def riemann_slope(x: Any) -> Any:
    """How Riemann's zeta function moves; to the left by reflection, DLMF 25.4.1.

    >>> float(riemann_slope(0.0))  # doctest: +ELLIPSIS
    -0.918938533204...
    """
    import scipy.special

    r = np.where(x < 0, 1 - x, 2.0)
    zeta, angle = scipy.special.zeta(r), 0.5 * np.pi * x
    turned = np.sin(angle) * (zeta * (1.8378770664093453 - scipy.special.psi(r)) - hurwitz_slope(r, 1.0))
    left = 2 * (2 * np.pi) ** -r * scipy.special.gamma(r) * (0.5 * np.pi * np.cos(angle) * zeta + turned)
    return np.where(x < 0, left, hurwitz_slope(np.maximum(x, 0.0), 1.0))
