"""Distributions of `scipy.stats` that have a density, each known by how the logarithm of its standard density changes.

Of a standard density p of z = (x - loc) / scale, `score` is d log p / dz, and `shapes` has d log p / da for each shape
parameter a. `flows` has dz / da where the probability up to z is held: only where that is known has the cumulative
distribution a derivative in a. All that a distribution can be asked for follows from these. The formulas are
differentiated from the densities in N. L. Johnson, S. Kotz, N. Balakrishnan, *Continuous Univariate Distributions*.
"""

from __future__ import annotations

from collections.abc import Mapping

from s2sad.calculus.registry import rule_for
from s2sad.calculus.rule import CallView, Lines
from s2sad.calculus.scipy.incomplete import beta_flow, gamma_flow
from s2sad.calculus.scipy.notation import are_numbers, within

__all__ = ["beta_flow", "gamma_flow"]

NONE: Mapping[str, str] = {}
HALF, UNIT = "z >= 0", "(z >= 0) & (z <= 1)"


def density(
    name: str,
    score: str,
    shapes: Mapping[str, str] = NONE,
    flows: Mapping[str, str] = NONE,
    support: str = "",
    logarithm: str = "",
    ratios: Mapping[str, str] = NONE,
    pole: str = "",
) -> None:
    """The rules of one distribution; beyond its `support` its density is zero and stays so.

    To the `score` comes `pole` / z, which times z, where the scale changes, is finite at the end of the support too.
    The density, which is the slope of the cumulative distribution, is SciPy's own where its `logarithm` is not given.
    Divided by a probability it is the exponential of a difference of logarithms, of which far out nothing is left:
    where `ratios` has the standard one for ``logcdf`` or ``logsf``, it is that.
    """
    head = "".join(f", {a}" for a in shapes)
    given = f"{head}, loc, scale"
    change, poles = f"({score}) / scale * (dx - dloc - z * dscale) - dscale / scale", ("", "")
    if pole:
        poles = f"np.divide({pole}, z)", f"({pole}) / z"  # of Python's numbers a division by zero is an error
        slope = f"({poles[0]} + {score})"
        change = f"{slope} / scale * (dx - dloc) - ({pole} + 1 + z * ({score})) / scale * dscale"
    change += "".join(f" + ({slope}) * d{a}" for a, slope in shapes.items())

    def rules(method: str, argument: str, p: str, test: str, moved: str) -> None:
        def lines(call: CallView) -> Lines:
            change = moved if are_numbers(call) else moved.replace(*poles)
            change = within(call, test, change) if test else change
            return Lines((standard(call, "y" if argument == "q" else "x"), f"p = {p}", f"dy = {change}"))

        rule_for(f"y = scipy.stats.{name}.{method}({argument}{head}, loc=0, scale=1)")(lines)

    rules("logpdf", "x", "np.exp(y)", support, change)
    rules("pdf", "x", "y", support and "p > 0", f"p * ({change})")

    held = "dloc + z * dscale" + "".join(f" + scale * ({flow}) * d{a}" for a, flow in flows.items())

    def p(x: str, log_y: str = "") -> str:
        """The density at a point, divided by what has the logarithm `log_y`."""
        if logarithm:
            return f"np.exp({logarithm}{log_y}) / scale"
        of = f"scipy.stats.{name}.{'logpdf' if log_y else 'pdf'}({x}{given})"
        return f"np.exp({of}{log_y})" if log_y else of

    for method, sign, log_y in (("cdf", "", ""), ("sf", "-", ""), ("logcdf", "", " - y"), ("logsf", "-", " - y")):
        density = f"({ratios[method]}) / scale" if method in ratios else p("x", log_y)
        inside = support.replace("=", "")
        test = inside if support and log_y else "p > 0" if flows else ""
        rules(method, "x", density, test, f"{sign}p * (dx - ({held}))")
    for method, sign in (("ppf", ""), ("isf", "-")):
        rules(method, "q", p("y"), "", f"{sign}dq / p + {held}")


def standard(call: CallView, x: str) -> str:
    """The argument of the standard density."""
    shifted = f"{x} - loc" if "loc" in call.given else x
    return f"z = ({shifted}) / scale" if "scale" in call.given else f"z = {shifted}"


density("norm", "-z", logarithm="-0.5 * z * z - 0.9189385332046727")


def far_normal(method: str, sign: str) -> None:
    """Far out the logarithms of density and probability are nearly equal: their quotient is that of DLMF 7.8.1."""

    def lines(call: CallView) -> Lines:
        low = f"0.7978845608028654 / scipy.special.erfcx(-0.7071067811865476 * np.minimum({sign}z, 0.0))"
        high = "0.3989422804014327 * np.exp(-0.5 * z * z - y)"
        slope = f"{sign}np.where({sign}z < 0, {low}, {high}) / scale"
        return Lines((standard(call, "x"), f"p = {slope}", "dy = p * (dx - dloc - z * dscale)"))

    rule_for(f"y = scipy.stats.norm.{method}(x, loc=0, scale=1)")(lines)


far_normal("logcdf", "")
far_normal("logsf", "-")

density("laplace", "-np.sign(z)")
density("cauchy", "-2 * z / (1 + z * z)")
density(
    "logistic",
    "-np.tanh(0.5 * z)",
    ratios={"logcdf": "scipy.special.expit(-z)", "logsf": "scipy.special.expit(z)"},
)
density("gumbel_r", "np.expm1(-z)", ratios={"logcdf": "np.exp(-z)"})
density("gumbel_l", "-np.expm1(z)", ratios={"logsf": "np.exp(z)"})
density(
    "t",
    "-(df + 1) * z / (df + z * z)",
    {
        "df": "0.5 * (scipy.special.psi(0.5 * (df + 1)) - scipy.special.psi(0.5 * df) - np.log1p(z * z / df)"
        " + (z * z - 1) / (df + z * z))"
    },
    {"df": "z * (0.5 / df - 0.25 * beta_flow(0.5 * df, 0.5, df / (df + z * z), z * z / (df + z * z)))"},
)

density("uniform", "0.0", support=UNIT)
density("expon", "-1.0", support=HALF, ratios={"logsf": "1.0"})
density(
    "halfnorm",
    "-z",
    support=HALF,
    ratios={"logsf": "0.7978845608028654 / scipy.special.erfcx(0.7071067811865476 * z)"},
)
density("halfcauchy", "-2 * z / (1 + z * z)", support=HALF)
density("rayleigh", "-z", support=HALF, ratios={"logsf": "z"}, pole="1")
density("maxwell", "-z", support=HALF, pole="2")
density(
    "lognorm",
    "0.0",
    {"s": "(np.log(z) / s) ** 2 / s - 1 / s"},
    {"s": "scipy.special.xlogy(z, z) / s"},
    support=HALF,
    pole="-(1 + np.log(z) / s**2)",
)
density(
    "weibull_min",
    "-c * z ** (c - 1)",
    {"c": "1 / c + np.log(z) * (1 - z**c)"},
    {"c": "-scipy.special.xlogy(z, z) / c"},
    support=HALF,
    ratios={"logsf": "c * z ** (c - 1)"},
    pole="c - 1",
)
density(
    "pareto",
    "-(b + 1) / z",
    {"b": "1 / b - np.log(z)"},
    {"b": "-scipy.special.xlogy(z, z) / b"},
    support="z >= 1",
    ratios={"logsf": "b / z"},
)
density(
    "powerlaw",
    "0.0",
    {"a": "1 / a + np.log(z)"},
    {"a": "-scipy.special.xlogy(z, z) / a"},
    support=UNIT,
    ratios={"logcdf": "a / z"},
    pole="a - 1",
)
density(
    "gamma",
    "-1.0",
    {"a": "np.log(z) - scipy.special.psi(a)"},
    {"a": "z * gamma_flow(a, z)"},
    support=HALF,
    pole="a - 1",
)
density(
    "invgamma",
    "(1 / z - a - 1) / z",
    {"a": "-np.log(z) - scipy.special.psi(a)"},
    {"a": "-z * gamma_flow(a, 1 / z)"},
    support=HALF,
)
density(
    "chi2",
    "-0.5",
    {"df": "0.5 * (np.log(0.5 * z) - scipy.special.psi(0.5 * df))"},
    {"df": "0.5 * z * gamma_flow(0.5 * df, 0.5 * z)"},
    support=HALF,
    pole="0.5 * df - 1",
)
density(
    "chi",
    "-z",
    {"df": "np.log(z) - 0.5 * (np.log(2) + scipy.special.psi(0.5 * df))"},
    {"df": "0.25 * z * gamma_flow(0.5 * df, 0.5 * z * z)"},
    support=HALF,
    pole="df - 1",
)
density(
    "beta",
    "-(b - 1) / (1 - z)",
    {
        "a": "np.log(z) - scipy.special.psi(a) + scipy.special.psi(a + b)",
        "b": "np.log1p(-z) - scipy.special.psi(b) + scipy.special.psi(a + b)",
    },
    {"a": "z * (1 - z) * beta_flow(a, b, z, 1 - z)", "b": "-z * (1 - z) * beta_flow(b, a, 1 - z, z)"},
    support=UNIT,
    pole="a - 1",
)
RATIO, REST = "dfn * z / (dfd + dfn * z)", "dfd / (dfd + dfn * z)"
density(
    "f",
    "-0.5 * (dfn + dfd) * dfn / (dfd + dfn * z)",
    {
        "dfn": "0.5 * (np.log(dfn * z / (dfd + dfn * z)) + dfd * (1 - z) / (dfd + dfn * z)"
        " - scipy.special.psi(0.5 * dfn) + scipy.special.psi(0.5 * (dfn + dfd)))",
        "dfd": "0.5 * (np.log(dfd / (dfd + dfn * z)) + dfn * (z - 1) / (dfd + dfn * z)"
        " - scipy.special.psi(0.5 * dfd) + scipy.special.psi(0.5 * (dfn + dfd)))",
    },
    {
        "dfn": f"z * (0.5 * beta_flow(0.5 * dfn, 0.5 * dfd, {RATIO}, {REST}) - 1 / dfn)",
        "dfd": f"z * (1 / dfd - 0.5 * beta_flow(0.5 * dfd, 0.5 * dfn, {REST}, {RATIO}))",
    },
    support=HALF,
    pole="0.5 * dfn - 1",
)
