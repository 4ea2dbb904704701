"""More densities of `scipy.stats`, and what is said of whole distributions and of samples."""

from __future__ import annotations

import numpy as np
import pytest

import s2sad
from s2sad.calculus.scipy.stats_more import SUMMARIES
from tests.calculus.made import made
from tests.support import check, check_second_order, refusal

scipy = pytest.importorskip("scipy")
stats = pytest.importorskip("scipy.stats")
distance = pytest.importorskip("scipy.spatial.distance")
NAMES = {"st": stats, "ds": distance}
X = np.array([0.37, 0.81, 0.62])
DENSITIES = {
    "skewnorm": "a", "weibull_max": "c", "invgauss": "mu", "loguniform": "a, b", "betaprime": "a, b", "burr": "c, d",
    "burr12": "c, d", "fisk": "c", "gengamma": "a, c", "loggamma": "c", "gennorm": "beta", "nakagami": "nu",
    "levy": "", "arcsine": "", "laplace_asymmetric": "kappa", "rice": "b", "vonmises": "kappa", "truncnorm": "a, b",
    "genextreme": "c", "genpareto": "c",
}  # fmt: skip


@pytest.mark.parametrize("name", DENSITIES)
def test_a_density(name):
    shapes = [s for s in DENSITIES[name].split(", ") if s]
    values = {"loguniform": (0.1, 3.1), "truncnorm": (-1.3, 2.4), "genextreme": (0.4,), "genpareto": (-0.3,)}.get(
        name, (1.6, 2.3)[: len(shapes)]
    )
    x, shift = (-X if name == "weibull_max" else X), (-0.05 if name != "weibull_max" else 0.05)
    params = ["x", *shapes, "m", "w"]
    for method in ("logpdf", "pdf"):
        text = f"st.{name}.{method}({', '.join(params)})"
        check(made(text, ", ".join(params), **NAMES), x, *values, shift, 1.2, wrt=tuple(params))
    check(
        made(f"st.{name}.cdf(x, {''.join(f'{v}, ' for v in values)}m, w)", "x, m, w", **NAMES),
        x,
        shift,
        1.2,
        wrt=("x",),
    )
    check_second_order(made(f"np.sum({text})", ", ".join(params), **NAMES), x, *values, shift, 1.2, wrt=tuple(params))


@pytest.mark.parametrize("name", SUMMARIES)
def test_a_whole_distribution(name):
    shapes = [s for s in SUMMARIES[name][0].split(", ") if s]
    values = (2.7, 3.1)[: len(shapes)] if name != "lognorm" else (0.7,)
    params, given = [*shapes, "m", "w"], "".join(f"{s}, " for s in shapes)
    for method in ("mean", "var", "std", "entropy"):
        f = made(f"np.sin(st.{name}.{method}({given}loc=m, scale=w))", ", ".join(params), **NAMES)
        check(f, *values, 0.3, 1.2, wrt=tuple(params))
    f = made(f"st.{name}.interval(0.7, {''.join(f'{v}, ' for v in values)}m, scale=w)", "m, w", **NAMES)
    check(f, 0.3, 1.2, wrt=("m", "w"))


WHOLE = ("st.poisson.mean(a) * st.poisson.std(a)", "st.binom.var(7, a) + st.geom.mean(a)", "st.bernoulli.std(a)")


def test_whole_numbers_and_frozen_distributions():
    for text in WHOLE:
        check(made(text, "a", **NAMES), 0.3)
    frozen = made("st.gamma(a, scale=b).mean() * st.gamma(a, scale=b).entropy()", "a, b", **NAMES)
    check(frozen, 1.7, 0.6, wrt=("a", "b"))


SAMPLES = np.random.default_rng(2).uniform(0.2, 0.9, (4, 5))
STATISTICS = [
    "gmean(a)", "gmean(a, axis=None)", "hmean(a, axis=1)", "pmean(a, 3)", "zscore(a, axis=1, ddof=1)", "variation(a)",
    "sem(a, axis=None)", "sem(a)", "moment(a, 3, axis=1)", "skew(a)", "skew(a, axis=1, bias=False)", "entropy(a)",
    "kurtosis(a, None)", "kurtosis(a, fisher=False, bias=False)", "entropy(a, a**2, base=2)", "entropy(a, axis=1)",
    "zmap(a, a[:2]**2, ddof=1)", "gmean(a, weights=a**2, keepdims=True)", "pmean(a, 2.5, weights=a**2, axis=1)",
    "moment(a, order=[1, 2, 3])", "moment(a, 3, axis=1, center=0.4, keepdims=True)", "sem(a, axis=(0, 1), ddof=2)",
    "kurtosis(a, nan_policy='raise', keepdims=True)", "entropy(a, axis=None, keepdims=True)",
]  # fmt: skip


@pytest.mark.parametrize("text", STATISTICS)
def test_samples(text):
    check(made(f"st.{text}", "a", **NAMES), SAMPLES)
    if text in ("skew(a)", "entropy(a)", "gmean(a)"):
        check_second_order(made(f"np.sum(st.{text})", "a", **NAMES), SAMPLES)


def test_samples_that_are_lists():
    for text in ("zscore(a)", "moment(a, [2, 3])", "skew(a, bias=False)", "gmean(a)", "entropy(a)", "sem(a)"):
        check(made(f"st.{text}", "a", **NAMES), SAMPLES[0].tolist())
    value, pullback = s2sad.vjp(made("st.zscore(a)", "a", **NAMES), SAMPLES[0].tolist())
    assert type(pullback(np.ones(5))) is list


def of_two(a, b):
    r, p = stats.pearsonr(a, b)
    line = stats.linregress(a, b)
    return np.array([r, p, line.slope, line.intercept, line.rvalue, line.pvalue, line.stderr, line[4]])


@pytest.mark.parametrize("name", ["genextreme", "genpareto"])
def test_a_shape_of_zero_is_no_division_by_zero(name):
    for method in ("logpdf", "cdf", "ppf"):
        f = made(f"np.sum(st.{name}.{method}(x, c))", "x, c", **NAMES)
        slopes = [s2sad.grad(f, wrt="c")(X, c) for c in (0.0, 1e-6, 0.2999 / X[1], 0.3001 / X[1])]
        np.testing.assert_allclose(slopes[0], slopes[1], rtol=1e-5)
        np.testing.assert_allclose(slopes[2], slopes[3], rtol=1e-2)
        check(f, X, -0.2, wrt=("x", "c"))


def test_the_centre_to_second_order():
    first = s2sad.grad(made("st.gennorm.logpdf(x, b)", "x, b", **NAMES))
    assert s2sad.grad(first)(0.0, 1.6) == 0.0 and np.isfinite(s2sad.grad(first, wrt="b")(0.0, 1.6))


def test_two_samples():
    check(of_two, SAMPLES[0], SAMPLES[1], wrt=("a", "b"))
    check(of_two, SAMPLES[0].tolist(), SAMPLES[1].tolist(), wrt=("a", "b"))
    check_second_order(made("st.linregress(a, b).rvalue", "a, b", **NAMES), SAMPLES[0], SAMPLES[1], wrt=("a", "b"))
    assert "further arguments" in str(refusal(made("st.pearsonr(a, a, axis=0)[0]", "a", **NAMES), SAMPLES[0]))


def test_a_share_of_zero_leaves_the_others_their_slopes():
    p = np.array([0.0, 0.2, 0.5, 0.3])
    with np.errstate(divide="ignore"):
        slopes = s2sad.grad(made("st.entropy(a)", "a", **NAMES))(p)
    np.testing.assert_allclose(slopes[1:], -np.log(p[1:]) - stats.entropy(p), rtol=1e-14)
    assert slopes[0] == np.inf


def test_the_distance_of_distributions():
    check(made("ds.jensenshannon(a, b)", "a, b", **NAMES), SAMPLES[0], SAMPLES[1], wrt=("a", "b"))
    check(
        made("ds.jensenshannon(a, b, base=2, axis=1, keepdims=True)", "a, b", **NAMES),
        SAMPLES,
        SAMPLES**2,
        wrt=("a", "b"),
    )


def test_refused():
    assert "no derivative in 'a'" in str(refusal(made("st.skewnorm.ppf(0.5, a)", "a", **NAMES), 1.3))
    assert "nan_policy" in str(refusal(made("np.sum(st.gmean(a, nan_policy='omit'))", "a", **NAMES), SAMPLES))
