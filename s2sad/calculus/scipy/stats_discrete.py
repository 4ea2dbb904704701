"""Distributions of `scipy.stats` on whole numbers: they have derivatives in their parameters alone.

`scores` has d log p / da at the number i = k - loc for each parameter a; `flows` has d P(up to i) / da, as a factor and
the arguments of a mass function, where that is known. Quantiles jump.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from s2sad.calculus.registry import rule, rule_for, still
from s2sad.calculus.rule import CallView, Lines
from s2sad.calculus.scipy.notation import within

MASS = "scipy.stats.{}.{}({}, loc)"


def masses(
    name: str, parameters: str, support: str, scores: Mapping[str, str], flows: Mapping[str, tuple[str, str, str]]
) -> None:
    """The rules of one distribution."""
    head = f"(k, {parameters}, loc=0)"
    change = " + ".join(f"({slope}) * d{a}" for a, slope in scores.items())

    def place(call: CallView) -> str:
        return "i = k - loc" if "loc" in call.given else "i = k"

    def logarithm(call: CallView) -> Lines:
        whole = "" if call.kinds.get("k") == "i" else " & (i == np.floor(i))"
        return Lines((place(call), f"dy = {within(call, support + whole, change)}"))

    rule_for(f"y = scipy.stats.{name}.logpmf{head}")(logarithm)
    rule_for(f"y = scipy.stats.{name}.pmf{head}")(
        lambda call: Lines((place(call), f"dy = {within(call, 'y > 0', f'y * ({change})')}"))
    )
    for method, sign in (("cdf", ""), ("sf", "-"), ("logcdf", ""), ("logsf", "-")):
        p = "np.exp(" + MASS + " - y)" if "log" in method else MASS
        mass = "logpmf" if "log" in method else "pmf"
        terms = [f"{sign}({c}) * {p.format(of, mass, given)} * d{a}" for a, (c, of, given) in flows.items()]
        rule(f"y = scipy.stats.{name}.{method}{head}", "j = np.floor(k)", "i = j - loc", "dy = " + " + ".join(terms))
    still(f"scipy.stats.{name}.ppf", f"scipy.stats.{name}.isf")


def part(n: Any, p: Any) -> Any:
    """``n / p``, and none of nothing."""
    return n / (p + ((n == 0) & (p == 0)))


ANY, SHARE = "i >= 0", "(i >= 0) & (i <= {})"
masses("poisson", "mu", ANY, {"mu": "part(i, mu) - 1"}, {"mu": ("-1.0", "poisson", "j, mu")})
masses("geom", "p", "i >= 1", {"p": "1 / p - part(i - 1, 1 - p)"}, {"p": ("i / p", "geom", "j, p")})
masses("bernoulli", "p", SHARE.format(1), {"p": "part(i, p) - part(1 - i, 1 - p)"}, {"p": ("-1.0", "binom", "j, 0, p")})
masses(
    "binom", "n, p", SHARE.format("n"), {"p": "part(i, p) - part(n - i, 1 - p)"}, {"p": ("-n", "binom", "j, n - 1, p")}
)
masses(
    "nbinom",
    "n, p",
    ANY,
    {"n": "scipy.special.psi(i + n) - scipy.special.psi(n) + np.log(p)", "p": "n / p - part(i, 1 - p)"},
    {"p": ("(n + i) / p", "nbinom", "j, n, p")},
)
