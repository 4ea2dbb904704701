"""`scipy.interpolate`: splines that are not linear in their values, the places of nodes, conditions, fills, grids."""

import numpy as np
import pytest

import s2sad
from s2sad.calculus.scipy.hermite import akima_slopes, monotone_slopes
from tests.calculus.made import made
from tests.support import check, check_second_order, refusal

ip = pytest.importorskip("scipy.interpolate")

X = np.array([0.0, 0.7, 1.1, 2.0, 2.4, 3.5, 4.1])
Y = np.array([0.3, 1.2, 0.9, 0.1, -0.4, -0.2, 0.8])
T = np.array([0.25, 0.93, 3.1, 2.2])
YS = np.stack((Y, Y[::-1] ** 2, np.sin(Y)), axis=1)
UP = np.cumsum(Y**2)
NAMES = {"ip": ip, "X": X, "Y": Y, "UP": UP, "T": T, "YS": YS}


def hold(text, *args, twice=False):
    params = "abc"[: len(args)]
    check(made(text, ", ".join(params), **NAMES), *args, wrt=tuple(params))
    if twice:
        check_second_order(made(f"np.sum(np.sin({text}))", ", ".join(params), **NAMES), *args, wrt=tuple(params))


# -- slopes ---------------------------------------------------------------------------------------


def test_the_slopes_are_those_of_scipy():
    for y in (Y, UP, YS, Y[:2], Y[:3], np.zeros(7), np.array([1.0, 1.0, 2.0, 5.0, 5.0, 4.0, 0.0])):
        x = X[: len(y)]
        nodes = lambda s: s(x, 1)  # noqa: E731
        np.testing.assert_allclose(monotone_slopes(x, y), nodes(ip.PchipInterpolator(x, y)), rtol=1e-13, atol=1e-13)
        for method in ("akima", "makima") if len(y) > 2 else ():  # of two older versions make nothing sensible
            expected = nodes(ip.Akima1DInterpolator(x, y, method=method, extrapolate=True))
            np.testing.assert_allclose(akima_slopes(x, y, method), expected, rtol=1e-12, atol=1e-13)


NOT_LINEAR = ("PchipInterpolator(X, a)", "Akima1DInterpolator(X, a)", "Akima1DInterpolator(X, a, method='makima')")


@pytest.mark.parametrize("spline", NOT_LINEAR)
def test_values_of_splines_that_are_not_linear_in_them(spline):
    hold(f"ip.{spline}(b)", Y, T, twice=spline.startswith("Pchip"))
    hold(f"ip.{spline}(b, 1)", UP, 1.3)


def test_derivatives_and_integrals():
    hold("ip.PchipInterpolator(X, a).derivative()(b, nu=1)", UP, T)
    hold("ip.PchipInterpolator(X, a).antiderivative()(b)", Y, T)
    hold("ip.PchipInterpolator(X, a).integrate(0.2, b)", Y, 2.7)


def test_more_axes():
    hold("ip.PchipInterpolator(X, a)(b)", YS, T)
    hold("ip.PchipInterpolator(X, a, axis=1)(b)", YS.T.copy(), T.reshape(2, 2))
    hold("ip.Akima1DInterpolator(X, a, axis=-1)(b)", YS.T.copy(), 1.3)
    hold("ip.PchipInterpolator(X, a).integrate(0.2, b)", YS, 2.7)
    hold("ip.pchip_interpolate(X, a, b, 1)", Y, T)


def test_where_the_secants_turn_or_vanish():
    flat = np.array([1.0, 1.0, 2.0, 5.0, 5.0, 4.0, 0.0])
    bar = s2sad.adjoint(made("ip.PchipInterpolator(X, a)(b)", "a, b", **NAMES), wrt="a")(flat, T, np.ones(4))[1]
    assert np.all(np.isfinite(bar))
    hold("ip.PchipInterpolator(X[:2], a)(b)", Y[:2], T[:2])
    hold("ip.PchipInterpolator(X[:3], a)(b)", UP[:3], T[:2])


def test_slopes_that_are_given():
    hold("ip.CubicHermiteSpline(X, a, b)(c)", Y, np.cos(Y), T, twice=True)
    hold("ip.CubicHermiteSpline(a, Y, b)(c, 2)", X, np.cos(Y), T)
    hold("ip.CubicHermiteSpline(X, a, b, axis=1)(T)", YS.T.copy(), np.cos(YS).T.copy())


def test_beyond_the_nodes():
    beyond = np.array([-0.4, 1.3, 4.6])
    hold("ip.PchipInterpolator(X, a)(b)", Y, beyond)
    hold("ip.PchipInterpolator(X, a, extrapolate='periodic')(b)", Y, beyond)
    for text in ("ip.Akima1DInterpolator(X, a)(b)", "ip.PchipInterpolator(X, a, extrapolate=False)(b)"):
        f = made(f"np.nansum({text})", "a, b", **NAMES)
        expected = s2sad.grad(f, wrt="a")(Y, beyond[1:2])
        np.testing.assert_array_equal(s2sad.grad(f, wrt="a")(Y, beyond), expected)


# -- nodes and conditions ---------------------------------------------------------------------------


CONDITIONS = ("'not-a-knot'", "'clamped'", "((1, 0.5), (2, -0.3))", "('not-a-knot', (1, 0.2))", "((2, 0.1), 'natural')")


@pytest.mark.parametrize("conditions", CONDITIONS)
def test_cubic_splines(conditions):
    hold(f"ip.CubicSpline(X, a, bc_type={conditions})(b)", Y, T)
    for n in (2, 3, 7):
        f = made(f"ip.CubicSpline(a, Y[:{n}], bc_type={conditions})(T[:2])", "a", **NAMES)
        check(f, X[:n], modes=("reverse",))


def test_cubic_splines_in_their_conditions_and_to_second_order():
    hold("ip.CubicSpline(X, Y, bc_type=((1, a), (2, b)))(c)", 0.3, -0.2, T)
    hold("ip.CubicSpline(a, b).integrate(0.3, 2.0)", X, Y)
    f = made("np.sum(np.sin(ip.CubicSpline(a, Y)(T)))", "a", **NAMES)
    slope, h = s2sad.grad(f), 1e-5
    rows = [(slope(X + h * e) - slope(X - h * e)) / (2 * h) for e in np.eye(7)]
    np.testing.assert_allclose(s2sad.hessian(f)(X), rows, rtol=1e-6, atol=1e-6)
    hold("ip.CubicSpline(a, b)(T)", X, YS)
    hold("ip.make_interp_spline(X, a, bc_type=([(1, 0.5)], [(2, 0.2)]))(b)", Y, T)
    hold("ip.make_interp_spline(X, a, k=3, bc_type='natural')(b)", Y, T)


# -- tables -----------------------------------------------------------------------------------------

FILLS = ("fill_value='extrapolate'", "bounds_error=False, fill_value=(0.5, 2.0)")


@pytest.mark.parametrize("fill", FILLS)
@pytest.mark.parametrize("kind", ["linear", "cubic", "quadratic", "nearest"])
def test_tables(kind, fill):
    hold(f"ip.interp1d(X, a, kind={kind!r}, {fill})(b)", Y, np.array([-0.3, 1.0, 4.6, 3.2]))


@pytest.mark.parametrize("kind", ["linear", "cubic"])
def test_nodes_of_tables(kind):
    hold(f"ip.interp1d(a, Y, kind={kind!r})(b)", X, T, twice=kind == "linear")
    hold(f"ip.interp1d(a, YS.T, kind={kind!r}, fill_value=0.5)(T)", X[::-1].copy())


def test_fills_that_vary():
    at = np.array([-0.3, 0.9, 4.6, 3.2])
    hold("ip.interp1d(X, a, bounds_error=False, fill_value=b)(c)", Y, 0.3, at)
    hold("ip.interp1d(X, a, bounds_error=False, fill_value=(b, a[-1]))(c)", Y, 0.3, at)
    hold("ip.interp1d(X, a, kind='cubic', bounds_error=False, fill_value=(a[0], b))(c)", Y, 0.3, at)


GRID = np.array([[0.3, 0.1], [2.3, 0.7], [3.9, 0.35]])
Z = np.array([0.0, 0.3, 1.0])


def test_grids():
    for tail in ("(X, Z), a", "(X, b), a"):
        two = tail[4] == "b"
        values = (YS, Z, GRID) if two else (YS, GRID)
        at = "c" if two else "b"
        names = {**NAMES, "Z": Z}
        for text in (f"ip.RegularGridInterpolator({tail})({at})", f"ip.interpn({tail}, {at})"):
            params = "abc"[: len(values)]
            check(made(text, ", ".join(params), **names), *values, wrt=tuple(params))
    f = made("np.sum(np.sin(ip.interpn((X, Z), a, b)))", "a, b", **names)
    check_second_order(f, YS, GRID, wrt=("a", "b"))
    check(made("ip.RegularGridInterpolator((X,), a)((b,))", "a, b", **names), YS, T, wrt=("a", "b"))
    check(made("ip.RegularGridInterpolator((X, Z), a, method='nearest')(b)", "a, b", **names), YS, GRID, wrt=("a", "b"))
    outside = GRID + [[0.0, 0.0], [2.5, 0.0], [0.0, 0.0]]
    for fill in ("0.0", "None"):
        text = f"ip.interpn((X, Z), a, b, bounds_error=False, fill_value={fill})"
        check(made(text, "a, b", **names), YS, outside, wrt=("a", "b"))


REFUSED = {
    "ip.CubicSpline(a, Y, bc_type='periodic')(T)": "periodic",
    "ip.interp1d(a, Y, kind='quadratic')(T)": "no derivative in 'x'",
    "ip.PchipInterpolator(X, a).antiderivative(2)(T)": "one integral",
    "ip.interpn((X,), a, T, bounds_error=False, fill_value=a[0])": "must be a literal",
    "ip.interpn((X,), a, T, method='cubic')": "'linear'",
}


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text):
    assert REFUSED[text] in str(refusal(made(f"np.sum({text})", "a", **NAMES), X))
