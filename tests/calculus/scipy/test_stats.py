"""Densities of `scipy.stats`: in their argument and in all parameters, against differences."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

import s2sad
from s2sad.calculus import registry
from tests.calculus.made import made
from tests.support import check, check_second_order

scipy = pytest.importorskip("scipy")
stats = pytest.importorskip("scipy.stats")


def of(text, params):
    return made(text, params, scipy=scipy, stats=stats)


X, Q = np.array([0.7, 1.1, 0.9]), np.array([0.3, 0.45, 0.7])
SHAPES = {
    "norm": (), "laplace": (), "cauchy": (), "logistic": (), "gumbel_r": (), "gumbel_l": (), "t": ("df",),
    "uniform": (), "expon": (), "halfnorm": (), "halfcauchy": (), "rayleigh": (), "maxwell": (), "lognorm": ("s",),
    "weibull_min": ("c",), "pareto": ("b",), "powerlaw": ("a",), "gamma": ("a",), "invgamma": ("a",), "chi2": ("df",),
    "chi": ("df",), "beta": ("a", "b"), "f": ("dfn", "dfd"),
}  # fmt: skip
METHODS = ("logpdf", "pdf", "cdf", "sf", "logcdf", "logsf", "ppf", "isf")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", SHAPES)
def test_a_continuous_distribution(name, method):
    shapes = SHAPES[name]
    params = ", ".join(["x", *shapes, "m", "w"])
    x = Q if method in ("ppf", "isf") else X + 1.4 if name == "pareto" else X
    args = (x, *(2.3, 3.1)[: len(shapes)], 0.1, 1.3)
    wrt = ("x", *shapes, "m", "w")
    call = f"stats.{name}.{method}({params})"
    check(of(call, params), *args, wrt=wrt)
    if method == "logpdf" or name in ("norm", "weibull_min"):
        check_second_order(of(f"np.sum({call} * x)", params), *args, wrt=wrt)


MASSES = {
    "poisson": ("mu", (2.3,), np.array([0, 1, 3, 4])),
    "bernoulli": ("p", (0.3,), np.array([0, 1, 1])),
    "binom": ("n, p", (6, 0.3), np.array([0, 1, 3, 5])),
    "geom": ("p", (0.3,), np.array([1, 2, 4, 5])),
    "nbinom": ("n, p", (4.5, 0.3), np.array([0, 1, 3, 4])),
}


@pytest.mark.parametrize("method", ["logpmf", "pmf", "cdf", "sf", "logcdf", "logsf"])
@pytest.mark.parametrize("name", MASSES)
def test_a_discrete_distribution(name, method):
    params, args, k = MASSES[name]
    k = k[:1] if name == "bernoulli" and method == "logsf" else k
    last = params.rpartition(" ")[2]
    wrt = ("n", "p") if name == "nbinom" and method.endswith("pmf") else (last,)
    for at, given in ((k, "k"), (k + 2, "k, loc"), (k + 0.0, "k")):
        names = [*given.split(", ")[:1], *params.split(", "), *given.split(", ")[1:]]
        call = f"stats.{name}.{method}({', '.join(names)})"
        values = (at, *args, *([2] if "loc" in given else []))
        check(of(call, ", ".join(names)), *values, wrt=wrt)
    check_second_order(of(f"np.sum({call}) * {last}", ", ".join(names)), *values, wrt=wrt)


@pytest.mark.parametrize("name", MASSES)
def test_quantiles_of_a_discrete_distribution_jump(name):
    params, args, _ = MASSES[name]
    f = of(f"{params.rpartition(' ')[2]} * stats.{name}.ppf(0.6, {params})", params)
    assert s2sad.grad(f, wrt=params.rpartition(" ")[2])(*args) == getattr(stats, name).ppf(0.6, *args)


PAIRS = [
    (0.7, 0.1),
    (X, 0.1),
    (0.7, X - 1),
    (X[:, None], X - 1),
    (X[:0], 0.1),
    (np.array(0.7), X - 1),
    (np.float64(0.7), 0),
]


@pytest.mark.parametrize("method", ["logpdf", "cdf"])
@pytest.mark.parametrize("pair", range(len(PAIRS)))
def test_broadcasting(method, pair):
    x, m = PAIRS[pair]
    wrt = ("x", "m", "w") if not isinstance(m, int) else ("x", "w")
    check(of(f"stats.norm.{method}(x, m, scale=w)", "x, m, w"), x, m, 1.3, wrt=wrt)
    check(of(f"stats.gamma.{method}(x, 2.3, loc=m)", "x, m"), x, m - 1, wrt="x")


def test_single_precision_comes_back_in_single_precision():
    x = X.astype(np.float32)
    check(of("stats.t.logpdf(x, df, scale=w)", "x, df, w"), x, np.float32(2.3), np.float32(1.3), wrt=("x", "df", "w"))


def test_a_parameter_that_a_rule_does_not_have_is_refused():
    for text, why in (
        ("stats.skewnorm.cdf(0.3, x)", "no derivative in 'a'"),
        ("stats.poisson.pmf(x, 2.3)", "no derivative in 'k'"),
        ("stats.binom.pmf(2, x, 0.3)", "no derivative in 'n'"),
        ("stats.cosine.pdf(x)", "no derivative for scipy.stats.cosine.pdf"),
        ("stats.multivariate_normal.logpdf(x, 0.0, 1.0)", "for vectors x"),
    ):
        with pytest.raises(s2sad.NotSupportedError, match=why):
            s2sad.grad(of(text, "x"))(0.3)


# -- beyond the support --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in SHAPES if registry.find(f"scipy.stats.{name}.pdf")])
def test_beyond_the_support_nothing_changes(name):
    shapes = SHAPES[name]
    params = ", ".join(["x", *shapes, "w"])
    args = (np.array([-3.0, 0.6, 400.0]), *(2.3, 3.1)[: len(shapes)], 1.3)
    given = ", ".join(["x", *shapes, "scale=w"])
    outside = np.isneginf(getattr(stats, name).logpdf(*args[:-1], scale=1.3))
    for method in ("logpdf", "pdf", "cdf"):
        with np.errstate(all="ignore"):
            x_bar = s2sad.adjoint(of(f"stats.{name}.{method}({given})", params), wrt="x")(*args, np.ones(3))[1]
        assert np.all(np.isfinite(x_bar)) and not np.any(x_bar[outside])


def test_masses_at_the_ends():
    at = np.float64(0.0)
    assert s2sad.grad(of("stats.poisson.logpmf(0, mu)", "mu"))(at) == -1.0
    assert s2sad.grad(of("stats.binom.logpmf(0, 5, p)", "p"))(at) == -5.0
    assert s2sad.grad(of("stats.bernoulli.pmf(1, p)", "p"))(np.float64(1.0)) == 1.0
    assert s2sad.grad(of("np.sum(stats.poisson.logpmf(np.array([-1, 3]), mu))", "mu"))(2.0) == 0.5
    assert s2sad.grad(of("np.sum(stats.poisson.pmf(np.array([0.5, 3.0]), mu))", "mu"))(3.0) == 0.0


def test_far_out_the_logarithms_are_exact():
    """Where the probabilities themselves are zero."""
    for x in (-200.0, -1e4, -1e8):
        slope = -x * (1 + 1 / x**2 - 2 / x**4)
        np.testing.assert_allclose(s2sad.grad(of("stats.norm.logcdf(x)", "x"))(x), slope, rtol=1e-12)
        np.testing.assert_allclose(s2sad.grad(of("stats.norm.logsf(x)", "x"))(-x), -slope, rtol=1e-12)


def test_the_scale_at_the_end_of_the_support():
    """What the logarithm of a density is the pole of there, times the distance from the end, is finite."""
    expected = {"rayleigh": -2.0, "gamma": -2.3, "weibull_min": -2.3, "chi2": -1.15, "beta": -2.3, "powerlaw": -2.3}
    for name, slope in expected.items():
        shapes = ", 2.3" * len(SHAPES[name])
        for x in (0.0, np.zeros(1)):
            f = of(f"np.sum(stats.{name}.logpdf(x{shapes}, scale=w))", "x, w")
            assert s2sad.grad(f, wrt="w")(x, 1.0) == pytest.approx(slope)
            with np.errstate(divide="ignore"):
                assert s2sad.grad(f)(x, 1.0) == np.inf
    with np.errstate(invalid="ignore"):
        assert s2sad.grad(of("stats.expon.logcdf(x)", "x"))(-1.0) == 0.0


def test_far_out_a_ratio_is_no_difference_of_logarithms():
    for text, x, slope in (
        ("stats.gumbel_r.logcdf(x)", -50.0, np.exp(50.0)),
        ("stats.gumbel_l.logsf(x)", 50.0, -np.exp(50.0)),
        ("stats.rayleigh.logsf(x)", 1e8, -1e8),
        ("stats.weibull_min.logsf(x, 3.0)", 1e8, -3e16),
        ("stats.halfnorm.logsf(x)", 1e8, -1e8),
    ):
        np.testing.assert_allclose(s2sad.grad(of(text, "x"))(x), slope, rtol=1e-14)


# -- vectors -------------------------------------------------------------------------------------------------------

COV = np.array([[1.3, 0.2, 0.1], [0.2, 0.9, 0.3], [0.1, 0.3, 1.1]])
MEAN = np.array([0.1, 0.2, 0.3])
POINTS = np.random.default_rng(1).normal(size=(2, 4, 3))


@pytest.mark.parametrize("method", ["logpdf", "pdf"])
@pytest.mark.parametrize("x", [POINTS[0, 0], POINTS[0], POINTS, POINTS[:1, 0]], ids=lambda x: str(x.shape))
def test_the_normal_distribution_of_vectors(method, x):
    f = of(f"stats.multivariate_normal.{method}(x, m, S)", "x, m, S")
    check(f, x, MEAN, COV, wrt=("x", "m", "S"))
    check(f, x, MEAN, COV, wrt="x")
    check(of(f"stats.multivariate_normal.{method}(x, cov=S)", "x, S"), x, COV, wrt=("x", "S"))
    twice = of(f"np.sum(stats.multivariate_normal.{method}(x, m, S)) * S[0, 0]", "x, m, S")
    check_second_order(twice, x, MEAN, COV, wrt=("x", "m", "S"))


ALPHA = np.array([1.3, 2.2, 3.1])
SIMPLEX = np.array([[0.2, 0.3, 0.4, 0.1], [0.3, 0.5, 0.1, 0.6], [0.2, 0.3, 0.3, 0.9]])


@pytest.mark.parametrize("method", ["logpdf", "pdf"])
@pytest.mark.parametrize("x", [SIMPLEX[:2], SIMPLEX[:2, 0], SIMPLEX, SIMPLEX[:, 0]], ids=lambda x: str(x.shape))
def test_the_dirichlet_distribution(method, x):
    point = "x" if len(x) == 2 else "x / np.sum(x, axis=0)"
    call = f"stats.dirichlet.{method}({point}, a)"
    check(of(call, "x, a"), x, ALPHA, wrt=("x", "a"))
    check_second_order(of(f"np.sum({call}) * a[0]", "x, a"), x, ALPHA, wrt=("x", "a"))


def test_counts_and_the_t_distribution_of_vectors():
    check(of("stats.multinomial.logpmf([1, 2, 3], 6, a / np.sum(a))", "a"), ALPHA)
    check(of("stats.multinomial.pmf(np.array([[1, 2, 3], [0, 6, 0]]), 6, a / np.sum(a))", "a"), ALPHA)
    for method in ("logpdf", "pdf"):
        f = of(f"stats.multivariate_t.{method}(x, m, S, df)", "x, m, S, df")
        check(f, POINTS[0, 0], MEAN, COV, 3.5, wrt=("x", "m", "S", "df"))


# -- names ---------------------------------------------------------------------------------------------------------

norm = stats.norm
log_density = stats.norm.logpdf


def by_name(x):
    return norm.logpdf(x, 0.2) + stats.norm.pdf(x) + scipy.stats.norm.cdf(x) + log_density(x)


def by_choice(x, cumulative):
    return norm.cdf(x) if cumulative else norm.pdf(x)


def by_attribute(x, method):
    return getattr(norm, method)(x)


def test_a_density_has_many_names():
    check(by_name, 0.3, order=2)
    check(by_choice, X, True)
    check(by_choice, X, False)
    check(by_attribute, 0.3, "logcdf")


def test_the_name_of_a_density():
    assert registry.name_of(stats.norm.logpdf) == "scipy.stats.norm.logpdf"
    assert registry.name_of(stats.expon.cdf) == "scipy.stats.expon.cdf"
    assert registry.name_of(stats.norm.rvs) != "scipy.stats.norm.rvs"


def test_a_rule_of_the_user_for_one_distribution_is_not_that_of_another():
    s2sad.rule(stats.hypsecant.pdf, "y = pdf(x)", "dy = -np.tanh(x) * y * dx")
    check(of("stats.hypsecant.pdf(x)", "x"), 0.3)
    with pytest.raises(s2sad.NotSupportedError, match="anglit"):
        s2sad.grad(of("stats.anglit.pdf(x)", "x"))(0.3)


def test_what_is_printed_runs_by_itself(tmp_path):
    text = s2sad.grad(
        of("np.sum(stats.t.logpdf(x, df)) + stats.norm.cdf(df)", "x: 'f8[n]', df: float"), wrt=("x", "df")
    )
    at = (X, 2.3)
    expected = text(*at)
    (tmp_path / "printed.py").write_text(text.source)
    code = "import printed, sys, numpy as np; x, df = printed.f_grad(np.array([0.7, 1.1, 0.9]), 2.3)\n"
    code += "print(*x.tolist(), float(df), 's2sad' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert run.stdout.split() == [*map(str, expected[0].tolist()), str(float(expected[1])), "False"]
