"""`scipy.special`: distribution functions and their inverses, in the argument, each by the logarithm of its density."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.registry import rule
from s2sad.calculus.scipy.notation import special

# Of a whole number k that lies between two, the functions take the lower one: DLMF 8.17.5, 8.4.10.
BINOMIAL = (
    "sp.xlogy(np.floor(k), {0}) + sp.xlog1py(n - np.floor(k) - 1, -{0}) - sp.betaln(n - np.floor(k), np.floor(k) + 1)"
)
NEGATIVE = "sp.xlogy(n - 1, {0}) + sp.xlog1py(np.floor(k), -{0}) - sp.betaln(n, np.floor(k) + 1)"
POISSON = "sp.xlogy(np.floor(k), {0}) - {0} - sp.gammaln(np.floor(k) + 1)"
CHI_SQUARE = "sp.xlogy(0.5 * v{1}, 0.5 * {0}) - 0.5 * {0} - sp.gammaln(0.5 * v) - 0.6931471805599453"
FISHER = (
    "sp.xlogy(0.5 * n{1}, n * {0} / m) - 0.5 * (n + m) * np.log1p(n * {0} / m)"
    " - sp.betaln(0.5 * n, 0.5 * m) + np.log(n / m)"
)
STUDENT = "-(v + 1) * np.log(np.hypot(1.0, {0} / np.sqrt(v))) - sp.betaln(0.5 * v, 0.5) - 0.5 * np.log(v)"
RATIO, REST = "n * {0} / (m + n * {0})", "m / (m + n * {0})"
FLOWS = {
    CHI_SQUARE: ("2", {"v": "0.5 * gamma_flow(0.5 * v, 0.5 * {0})"}),
    FISHER: (
        "m / n",
        {
            "n": f"(0.5 * beta_flow(0.5 * n, 0.5 * m, {RATIO}, {REST}) - 1 / n)",
            "m": f"(1 / m - 0.5 * beta_flow(0.5 * m, 0.5 * n, {REST}, {RATIO}))",
        },
    ),
    STUDENT: (
        "{0}",
        {"v": "(0.5 / v - 0.25 * beta_flow(0.5 * v, 0.5, v / (v + {0} * {0}), {0} * {0} / (v + {0} * {0})))"},
    ),
}
"""For each density what makes of it the density times its argument, where its first exponent is one more; and how the
logarithm of the argument moves with the parameters where the distribution function is held."""

# The functions that rise with the density and those that fall, and the inverse of one of them.
for parameters, of, density, rising, falling, inverse, sign in (
    ("k, n", "p", BINOMIAL, "bdtrc", "bdtr", "bdtri", "-"),
    ("k, n", "p", NEGATIVE, "nbdtr", "nbdtrc", "nbdtri", ""),
    ("k", "m", POISSON, "pdtrc", "pdtr", "pdtri", "-"),
    ("v", "x", CHI_SQUARE, "chdtr", "chdtrc", "chdtri", "-"),
    ("n, m", "x", FISHER, "fdtr", "fdtrc", "fdtri", ""),
    ("v", "x", STUDENT, "stdtr", "", "stdtrit", ""),
):
    factor, flows = FLOWS.get(density, ("", {}))
    slope = f"np.exp({density.format(of, ' - 1')}) * d{of}"
    moved = "".join(f" - w * {flow.format(of)} * d{p}" for p, flow in flows.items())
    held = "".join(f" + y * {flow.format('y')} * d{p}" for p, flow in flows.items())
    weight = (f"w = {factor.format(of)} * np.exp({density.format(of, '')})",) if flows else ()
    special(f"y = sp.{rising}({parameters}, {of})", *weight, f"dy = {slope}{moved}")
    if falling:
        special(f"y = sp.{falling}({parameters}, {of})", *weight, f"dy = -({slope}{moved})")
    special(f"y = sp.{inverse}({parameters}, q)", f"dy = {sign}np.exp(-({density.format('y', ' - 1')})) * dq{held}")

# Of the gamma distribution also in the scale, which multiplies the argument.
GAMMA, FLOW = "sp.xlogy(b{1}, {0}) - {0} - sp.gammaln(b)", "gamma_flow(b, {0})"
for name, sign in (("gdtr", ""), ("gdtrc", "-")):
    special(
        f"y = sp.{name}(a, b, x)",
        f"p = {sign}np.exp({GAMMA.format('(a * x)', ' - 1')})",
        f"w = {sign}np.exp({GAMMA.format('(a * x)', '')})",
        f"dy = p * a * dx + p * x * da - w * {FLOW.format('a * x')} * db",
    )
for name, scale, other in (("gdtrix", "a", "a, b, q"), ("gdtria", "x", "q, b, x")):
    special(
        f"y = sp.{name}({other})",
        f"dy = np.exp(-({GAMMA.format(f'({scale} * y)', ' - 1')})) / {scale} * dq - y / {scale} * d{scale}"
        f" + y * {FLOW.format(f'{scale} * y')} * db",
    )

special(
    "y = sp.nrdtrimn(p, s, x)",
    "z = (x - y) / s",
    "dy = dx - z * ds - 2.5066282746310002 * s * np.exp(0.5 * z * z) * dp",
)
special(
    "y = sp.nrdtrisd(m, p, x)",
    "z = (x - m) / y",
    "dy = (dx - dm) / z - 2.5066282746310002 * y / z * np.exp(0.5 * z * z) * dp",
)
special(
    "y = sp.tklmbda(x, p)",
    "dy = np.where((y > 0) & (y < 1), 1 / (y ** (p - 1) + (1 - y) ** (p - 1)), 0.0) * dx",
)


def kolmogorov_density(x: Any) -> Any:
    """The density of the limiting distribution: one theta function as two series, of which one is short.

    J. Marsaglia, W. W. Tsang, J. Wang, *Evaluating Kolmogorov's distribution*, 2003.

    >>> float(np.round(kolmogorov_density(0.8), 12))
    1.627024345637
    """
    k = np.arange(1.0, 6.0)
    far = 8 * x * np.sum((2 * (k % 2) - 1) * k**2 * np.exp(-2 * (k * np.expand_dims(x, -1)) ** 2), axis=-1)
    low = np.maximum(x, 0.04)
    a = 0.5 * ((k - 0.5) * np.pi / np.expand_dims(low, -1)) ** 2
    near = 2.5066282746310002 * np.sum(np.exp(-a) * (2 * a - 1), axis=-1) / low**2
    return np.where(x < 1, near, far)


rule("y = scipy.special.kolmogorov(x)", "dy = -kolmogorov_density(x) * dx")
rule("y = scipy.special.kolmogi(p)", "dy = -dp / kolmogorov_density(y)")
