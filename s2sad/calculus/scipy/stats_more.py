"""More distributions of `scipy.stats`, and of all of them mean, variance, entropy and the interval in the middle.

The formulas are those of N. L. Johnson, S. Kotz, N. Balakrishnan, *Continuous Univariate Distributions*.
"""

from __future__ import annotations

from s2sad.calculus.registry import composed
from s2sad.calculus.scipy.stats import HALF, UNIT, density

RATIO = "0.7978845608028654 / scipy.special.erfcx(-0.7071067811865476 * a * z)"
density("skewnorm", f"a * ({RATIO}) - z", {"a": f"z * ({RATIO})"})
density(
    "weibull_max",
    "-(c - 1) / -z + c * (-z) ** (c - 1)",
    {"c": "1 / c + np.log(-z) * (1 - (-z) ** c)"},
    support="z <= 0",
)
density("invgauss", "-0.5 / mu**2", {"mu": "(z - mu) / mu**3"}, support=HALF, pole="(np.divide(0.5, z) - 1.5)")
density(
    "loguniform",
    "-1 / z",
    {"a": "1 / (a * np.log(b / a))", "b": "-1 / (b * np.log(b / a))"},
    support="(z >= a) & (z <= b)",
)
density(
    "betaprime",
    "-(a + b) / (1 + z)",
    {
        "a": "np.log(z) - np.log1p(z) - scipy.special.psi(a) + scipy.special.psi(a + b)",
        "b": "-np.log1p(z) - scipy.special.psi(b) + scipy.special.psi(a + b)",
    },
    support=HALF,
    pole="a - 1",
)
density(
    "burr",
    "0.0",
    {
        "c": "1 / c - np.log(z) + (d + 1) * np.log(z) * scipy.special.expit(-c * np.log(z))",
        "d": "1 / d - np.logaddexp(0.0, -c * np.log(z))",
    },
    support=HALF,
    pole="(d + 1) * c * scipy.special.expit(-c * np.log(z)) - (c + 1)",
)
density(
    "burr12",
    "0.0",
    {
        "c": "1 / c + np.log(z) - (d + 1) * np.log(z) * scipy.special.expit(c * np.log(z))",
        "d": "1 / d - np.logaddexp(0.0, c * np.log(z))",
    },
    support=HALF,
    pole="(c - 1) - (d + 1) * c * scipy.special.expit(c * np.log(z))",
)
density(
    "fisk",
    "0.0",
    {"c": "1 / c - np.log(z) * np.tanh(0.5 * c * np.log(z))"},
    support=HALF,
    pole="-(1 + c * np.tanh(0.5 * c * np.log(z)))",
)
density(
    "gengamma",
    "-c * z ** (c - 1)",
    {"a": "c * np.log(z) - scipy.special.psi(a)", "c": "1 / c + (a - z**c) * np.log(z)"},
    support=HALF,
    pole="c * a - 1",
)
density("loggamma", "c - np.exp(z)", {"c": "z - scipy.special.psi(c)"})
AWAY = "(np.abs(z) + (z == 0))"
density(
    "gennorm",
    f"-beta * {AWAY} ** (beta - 1) * np.sign(z)",
    {"beta": f"1 / beta + scipy.special.psi(1 / beta) / beta**2 - {AWAY} ** beta * np.log({AWAY})"},
)
density(
    "nakagami",
    "-2 * nu * z",
    {"nu": "np.log(nu) + 1 - scipy.special.psi(nu) + 2 * np.log(z) - z * z"},
    support=HALF,
    pole="2 * nu - 1",
)
density("levy", "0.0", support=HALF, pole="(np.divide(0.5, z) - 1.5)")
density("arcsine", "0.5 / (1 - z)", support=UNIT, pole="-0.5")
density(
    "laplace_asymmetric",
    "np.where(z >= 0, -kappa, 1 / kappa)",
    {"kappa": "(1 - kappa**2) / (kappa * (1 + kappa**2)) - np.where(z >= 0, z, z / kappa**2)"},
)
BESSEL = "scipy.special.i1e({0}) / scipy.special.i0e({0})"
density(
    "rice",
    f"b * ({BESSEL.format('(b * z)')}) - z",
    {"b": f"z * ({BESSEL.format('(b * z)')}) - b"},
    support=HALF,
    pole="1",
)
density("vonmises", "-kappa * np.sin(z)", {"kappa": f"np.cos(z) - {BESSEL.format('kappa')}"})
density(
    "truncnorm",
    "-z",
    {"a": "scipy.stats.truncnorm.pdf(a, a, b)", "b": "-scipy.stats.truncnorm.pdf(b, a, b)"},
    support="(z >= a) & (z <= b)",
)

# For small c z the quotients by c are hypergeometric functions: DLMF 15.4.1.
CURVED = "np.where(np.abs(c * z) < 0.3, 0.5 * z * z * scipy.special.hyp2f1(2, 2, 3, {0}c * z), {1})"
RISE = "np.where(np.abs(c * z) < 0.3, z * scipy.special.hyp2f1(1, 1, 2, {0}c * z), {1})"
SMALL = "(c + (c == 0))"
EXTREME = RISE.format("", f"-np.log1p(-c * z) / {SMALL}")
TURN = CURVED.format("", f"(z / (1 - c * z) + np.log1p(-c * z) / {SMALL}) / {SMALL}")
density(
    "genextreme",
    f"(np.exp(-({EXTREME})) - 1 + c) / (1 - c * z)",
    {"c": f"(np.exp(-({EXTREME})) - 1 + c) * ({TURN}) + {EXTREME}"},
    {"c": f"-(1 - c * z) * ({TURN})"},
    support="c * z <= 1",
)
EXCESS = RISE.format("-", f"np.log1p(c * z) / {SMALL}")
BEND = CURVED.format("-", f"(np.log1p(c * z) / {SMALL} - z / (1 + c * z)) / {SMALL}")
density(
    "genpareto",
    "-(1 + c) / (1 + c * z)",
    {"c": f"(1 + c) * ({BEND}) - {EXCESS}"},
    {"c": f"(1 + c * z) * ({BEND})"},
    support="(z >= 0) & (c * z >= -1)",
    ratios={"logsf": "1 / (1 + c * z)"},
)

# -- of whole distributions -----------------------------------------------------------------------

EULER = 0.5772156649015329
PSI, GAMMA = "scipy.special.psi", "scipy.special.gamma"
SUMMARIES = {
    "norm": ("", "0.0", "1.0", "1.4189385332046727"),
    "expon": ("", "1.0", "1.0", "1.0"),
    "uniform": ("", "0.5", "1 / 12", "0.0"),
    "laplace": ("", "0.0", "2.0", "1.6931471805599454"),
    "logistic": ("", "0.0", "3.289868133696453", "2.0"),
    "gumbel_r": ("", f"{EULER}", "1.6449340668482264", f"{EULER + 1}"),
    "rayleigh": ("", "1.2533141373155001", "0.42920367320510344", "0.9420342421707938"),
    "gamma": ("a", "a", "a", f"a + scipy.special.gammaln(a) + (1 - a) * {PSI}(a)"),
    "chi2": (
        "df",
        "df",
        "2 * df",
        f"0.5 * df + 0.6931471805599453 + scipy.special.gammaln(0.5 * df) + (1 - 0.5 * df) * {PSI}(0.5 * df)",
    ),
    "beta": (
        "a, b",
        "a / (a + b)",
        "a * b / ((a + b) ** 2 * (a + b + 1))",
        f"scipy.special.betaln(a, b) - (a - 1) * {PSI}(a) - (b - 1) * {PSI}(b) + (a + b - 2) * {PSI}(a + b)",
    ),
    "t": (
        "df",
        "0.0 * df",
        "df / (df - 2)",
        f"0.5 * (df + 1) * ({PSI}(0.5 * (df + 1)) - {PSI}(0.5 * df)) + 0.5 * np.log(df)"
        " + scipy.special.betaln(0.5 * df, 0.5)",
    ),
    "lognorm": ("s", "np.exp(0.5 * s * s)", "np.expm1(s * s) * np.exp(s * s)", "1.4189385332046727 + np.log(s)"),
    "weibull_min": (
        "c",
        f"{GAMMA}(1 + 1 / c)",
        f"{GAMMA}(1 + 2 / c) - {GAMMA}(1 + 1 / c) ** 2",
        f"{EULER} * (1 - 1 / c) - np.log(c) + 1",
    ),
    "pareto": ("b", "b / (b - 1)", "b / ((b - 1) ** 2 * (b - 2))", "1 + 1 / b - np.log(b)"),
}  # fmt: skip
"""For each distribution its shapes, and of the standard one mean, variance and entropy."""

for name, (shapes, mean, variance, entropy) in SUMMARIES.items():
    head, first = f"{shapes}, " if shapes else "", f", {shapes}" if shapes else ""
    of = f"y = scipy.stats.{name}.{{}}({head}loc=0, scale=1)"
    composed(of.format("mean"), f"y = loc + scale * ({mean})")
    composed(of.format("var"), f"y = scale**2 * ({variance}) + 0.0 * loc")
    composed(of.format("std"), f"y = scale * np.sqrt({variance}) + 0.0 * loc")
    composed(of.format("entropy"), f"y = {entropy} + np.log(scale) + 0.0 * loc")
    quantile = f"scipy.stats.{name}.ppf({{}}{first}, loc, scale)"
    composed(
        f"y = scipy.stats.{name}.interval(confidence{first}, loc=0, scale=1)",
        f"y = ({quantile.format('0.5 * (1 - confidence)')}, {quantile.format('0.5 * (1 + confidence)')})",
    )
for name, shapes, mean, variance in (
    ("poisson", "mu", "mu", "mu"),
    ("binom", "n, p", "n * p", "n * p * (1 - p)"),
    ("bernoulli", "p", "p", "p * (1 - p)"),
    ("geom", "p", "1 / p", "(1 - p) / p**2"),
):
    composed(f"y = scipy.stats.{name}.mean({shapes}, loc=0)", f"y = loc + {mean}")
    composed(f"y = scipy.stats.{name}.var({shapes}, loc=0)", f"y = {variance} + 0.0 * loc")
    composed(f"y = scipy.stats.{name}.std({shapes}, loc=0)", f"y = np.sqrt({variance}) + 0.0 * loc")
