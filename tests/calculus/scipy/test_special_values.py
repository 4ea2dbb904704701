"""`scipy.special` at its removable points and far out, against known values."""

from __future__ import annotations

import numpy as np
import pytest

import s2sad
from s2sad.calculus.scipy.incomplete import beta_flow, gamma_flow
from tests.calculus.scipy.lines import has, of

EULER, ROOT_PI = 0.5772156649015329, np.sqrt(np.pi)
FIRST = {  # DLMF: expansions at 0 and far out
    "erfcx(x)": {1e8: -1e-16 / ROOT_PI, 40.0: -(1 - 1.5 / 1600 + 3.75 / 1600**2 - 13.125 / 1600**3) / (1600 * ROOT_PI)},
    "dawsn(x)": {0.0: 1.0, 1e8: -5e-17},
    "log_ndtr(x)": {
        -1e8: 1e8,
        -50.0: 50 / (1 - 1 / 2500 + 3 / 2500**2 - 15 / 2500**3 + 105 / 2500**4),
        0.0: np.sqrt(2 / np.pi),
        50.0: 0.0,
    },
    "expit(x)": {-1000.0: 0.0, 800.0: 0.0, 40.0: 4.248354255291589e-18, -40.0: 4.248354255291589e-18},
    "log_expit(x)": {-800.0: 1.0, 40.0: 4.248354255291589e-18},
    "exprel(x)": {0.0: 0.5, 1e-9: 0.5 + 1e-9 / 3, -1000.0: 1e-6},
    "rgamma(x)": {0.0: 1.0, -1.0: -1.0, -2.0: 2.0, -3.0: -6.0, 200.0: 0.0},
    "j1(x)": {0.0: 0.5},
    "i1(x)": {0.0: 0.5},
    "spherical_jn(1, x)": {0.0: 1 / 3},
    "spherical_jn(2, x, True)": {0.0: 2 / 15},
    "struve(0, x)": {0.0: 2 / np.pi},
    "struve(1, x)": {0.0: 0.0},
    "sici(x)[0]": {0.0: 1.0},
    "shichi(x)[0]": {0.0: 1.0},
    "spence(x)": {1.0: -1.0, 1e-10: np.log(1e-10) / (1 - 1e-10)},
    "lambertw(x).real": {0.0: 1.0},
    "ellipk(x)": {0.0: np.pi / 8},
    "ellipe(x)": {0.0: -np.pi / 8},
    "ellipkm1(x)": {1e-200: -5e199, 1.0: -np.pi / 8},
    "ellipkinc(1.2, x)": {0.0: 0.3 - np.sin(2.4) / 8},
    "ellipeinc(1.2, x)": {0.0: -0.3 + np.sin(2.4) / 8},
    "ellipkinc(x, 0.5)": {np.pi / 2: np.sqrt(2.0)},
    "boxcox(2.0, x)": {0.0: np.log(2) ** 2 / 2, 1e-12: np.log(2) ** 2 / 2},
    "inv_boxcox(0.7, x)": {0.0: -np.exp(0.7) * 0.245},
    "agm(x, 1.0)": {1.0: 0.5},
    "eval_legendre(3, x)": {1.0: 6.0, -1.0: 6.0},
    "eval_chebyt(5, x)": {1.0: 25.0},
    "diric(x, 5)": {0.0: 0.0},
    "kolmogorov(x)": {0.0: 0.0, -1.0: 0.0, 0.03: 0.0, 30.0: 0.0},
    "gammainc(1.0, x)": {0.0: 1.0, 1000.0: 0.0},
    "betainc(1.0, 1.0, x)": {0.0: 1.0, 1.0: 1.0},
    "pdtr(0, x)": {0.0: -1.0},
    "stdtr(3, x)": {1e200: 0.0, 0.0: 2 / (np.pi * np.sqrt(3.0))},
    "huber(1.0, x)": {0.0: 0.0, 1.0: 1.0, 5.0: 1.0, -5.0: -1.0},
    "pseudo_huber(x, 1e-6)": {1.0: 2.5e-25},
    "tklmbda(x, 2.0)": {0.0: 1.0, 0.6: 0.0, -0.6: 0.0},
    "factorial(x)": {0.0: -EULER, -1.5: 0.0},
    "comb(5.0, x)": {5.0: -(1 + 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5), 6.0: 0.0},
    "zeta(x)": {
        0.0: -0.9189385332046727,
        2.0: -0.9375482543158438,
        1.0001: -99999999.92720716,
        -1.0: -0.16542114370045092,
        -2.0: -0.030448457058393270,
        -20.5: 300.577922970655,
        60.0: -6.01209343238152e-19,
    },
    "zetac(x)": {0.5: -3.9226461392091517},
    "zeta(x, 0.3)": {3.0: 44.307535701473102, 1.5: 3.2920377617312039},
    "zeta(2.0, x)": {1e10: -1e-20 * (1 + 1e-10)},
    "xlogy(0.0, x)": {0.0: 0.0, 1.0: 0.0},
    "xlog1py(0.0, x)": {-1.0: 0.0},
    "rel_entr(0.0, x)": {0.0: 0.0, 1.0: 0.0},
    "kl_div(0.0, x)": {0.0: 1.0, 2.0: 1.0},
}


@pytest.mark.parametrize(("text", "x"), [(text, x) for text, at in FIRST.items() if has(text) for x in at])
def test_first_derivative_at(text, x):
    expected = FIRST[text][x]
    f = of(text, "x")
    x = np.float64(x)
    with np.errstate(all="ignore"):
        found = s2sad.grad(f)(x), s2sad.tangent(f)(x, 1.0)[1], s2sad.adjoint(f)(np.array([x]), np.array([1.0]))[1][0]
    for got in found:
        np.testing.assert_allclose(got, expected, rtol=1e-11, atol=1e-300)


SECOND = {
    "rgamma(x)": {0.0: 2 * EULER, -1.0: 2 * (1 - EULER), -2.0: -4 * (1.5 - EULER)},
    "j1(x)": {0.0: 0.0},
    "j0(x)": {0.0: -0.5},
    "exprel(x)": {0.0: 1 / 3},
    "erfcx(x)": {1e6: 2e-18 / ROOT_PI},
    "dawsn(x)": {1e6: 1e-18},
    "log_ndtr(x)": {-1e6: -1.0, 0.0: -2 / np.pi, 50.0: 0.0},
    "spence(x)": {1.0: 0.5},
    "lambertw(x).real": {0.0: -2.0},
    "ellipk(x)": {0.0: 9 * np.pi / 64},
    "ellipe(x)": {0.0: -3 * np.pi / 64},
    "struve(1, x)": {0.0: 4 / (3 * np.pi)},
    "spherical_jn(0, x)": {0.0: -1 / 3},
    "eval_legendre(3, x)": {1.0: 15.0},
    "boxcox(2.0, x)": {0.0: np.log(2) ** 3 / 3},
}


@pytest.mark.parametrize(("text", "x"), [(text, x) for text, at in SECOND.items() for x in at])
def test_second_derivative_at(text, x):
    gradient = s2sad.grad(of(text, "x"))
    with np.errstate(all="ignore"):
        found = s2sad.tangent(gradient)(np.float64(x), 1.0)[1], s2sad.grad(gradient)(np.float64(x))
    for got in found:
        np.testing.assert_allclose(got, SECOND[text][x], rtol=1e-9, atol=1e-15)


def test_infinite_slopes():
    with np.errstate(all="ignore"):
        for text, x in (("entr(x)", 0.0), ("logit(x)", 0.0), ("ndtri(x)", 1.0), ("erfinv(x)", 1.0), ("ellipk(x)", 1.0)):
            assert s2sad.grad(of(text, "x"))(np.float64(x)) == np.inf
        assert s2sad.grad(of("xlogy(x, 0.0)", "x"))(np.float64(1.0)) == -np.inf


def test_the_mixed_derivative_where_a_factor_is_zero():
    """The guard for 0 log 0 does not reach where the other argument is not zero."""
    f = of("xlogy(a, b) + rel_entr(a, b) + xlog1py(a, b)", "a, b")
    _, slope = s2sad.tangent(s2sad.grad(of("xlogy(a, b) + xlog1py(a, b)", "a, b"), wrt="a"), wrt="b")(0.0, 2.0, 1.0)
    assert slope == 0.5 + 1 / 3
    assert s2sad.grad(f, wrt="b")(0.0, 2.0) == 0.0


def test_large_exponents():
    big = np.array([1000.0, 999.0, -np.inf])
    weights = np.array([1.0, np.exp(-1.0), 0.0]) / (1 + np.exp(-1.0))
    np.testing.assert_allclose(s2sad.grad(of("logsumexp(x)", "x"))(big), weights, rtol=1e-12)
    np.testing.assert_allclose(
        s2sad.grad(of("log_softmax(x)[0]", "x"))(big[:2]), [1 - weights[0], -weights[1]], rtol=1e-12
    )


GAMMA_FLOWS = {
    (0.001, 1e-200): 459941.446666999, (0.001, 0.5): 923.98433437848, (0.1, 0.7): 8.45024786399883,
    (2.0, 1e-09): 10.8230250896857, (2.0, 60.0): 0.0624948809911805, (40.0, 39.0): 0.0254235531286152,
    (40.0, 42.0): 0.0244969768398321, (40.0, 300.0): 0.00777822028835935, (1e4, 9700.0): 0.00010153238375822,
    (1e4, 10002.5): 9.99891685579731e-5,
}  # fmt: skip
BETA_FLOWS = {
    (0.001, 0.5, 0.2, 0.8): 3224.99178734494, (0.1, 0.1, 0.9, 0.1): 52.2389987373008,
    (0.5, 0.1, 0.98, 0.02): 4.25719529983996, (2.0, 3.0, 1e-20, 1.0): 22.7341842632738,
    (2.0, 3.0, 0.4, 0.6): 0.580800000211122, (2.0, 3.0, 1.0, 1e-20): 0.361111111111111,
    (30.0, 0.5, 0.995, 0.005): 0.0336951448973941, (400.0, 30.0, 0.9, 0.1): 0.00254454244549586,
    (400.0, 30.0, 0.96, 0.04): 0.00246378369224255, (30.0, 10000.0, 0.003, 0.997): 0.033470058940524,
}  # fmt: skip


def test_incomplete_integrals_far_out_and_of_any_parameters():
    """From 60 digits, of both sides of the median and where the integral is nearly nothing or nearly all."""
    for (a, x), expected in GAMMA_FLOWS.items():
        np.testing.assert_allclose(gamma_flow(a, x), expected, rtol=2e-12)
    for (a, b, x, y), expected in BETA_FLOWS.items():
        np.testing.assert_allclose(beta_flow(a, b, x, y), expected, rtol=1e-10)
    assert s2sad.grad(of("gammainc(x, 0.0) + betainc(x, 2.0, 0.0) + betainc(2.0, x, 1.0)", "x"))(0.7) == 0.0
