"""`scipy.interpolate`: in points and in values at nodes, both modes and to second order."""

import numpy as np
import pytest

import s2sad
from tests.support import check, check_refused, check_second_order, refusal

interpolate = pytest.importorskip("scipy.interpolate")

RNG = np.random.default_rng(5)
X = np.array([0.0, 0.7, 1.1, 2.0, 2.4, 3.5, 4.1])
Y = RNG.standard_normal(7)
T = np.array([0.2, 0.9, 3.1, 2.2])
YS = RNG.standard_normal((7, 3))


def cubic(y, t):
    return np.sin(interpolate.CubicSpline(X, y)(t))


def natural(y, t):
    spline = interpolate.CubicSpline(X, y, bc_type="natural")
    return spline(t) * spline(t, 1) + spline(2.0 * t, nu=2)


def clamped(y, t):
    return interpolate.CubicSpline(X, y, bc_type="clamped", extrapolate=True)(t * 1.5, extrapolate=True)


def derived(y, t):
    spline = interpolate.CubicSpline(X, y)
    return spline.derivative()(t) + spline.derivative(2)(t) * spline.antiderivative()(t)


def cubic_by_knots(y, t):
    return np.cos(interpolate.make_interp_spline(X, y, k=3)(t))


def quintic(y, t):
    spline = interpolate.make_interp_spline(X, y, 5)
    return spline(t, 1) * spline.derivative()(t)


KNOTS = np.array([-1.0, -0.5, -0.2, 0.0, 0.8, 2.0, 3.0, 4.5, 5.0, 6.0, 7.0])


def basis_spline(y, t):
    return interpolate.BSpline(KNOTS, y, 3)(t)


FUNCTIONS = [cubic, natural, clamped, derived, cubic_by_knots, quintic, basis_spline]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_in_values_and_points(function):
    for t in (T, 1.3, np.array([[0.3, 1.25], [2.2, 3.3]])):
        check(function, Y, t, wrt=("y", "t"))
    check(function, Y, T, wrt="y")
    check(function, Y, T, wrt="t")
    check_second_order(lambda y, t: np.sum(np.tanh(function(y, t))), Y, T, wrt=("y", "t"))


def along_the_last(y, t):
    return interpolate.CubicSpline(X, np.transpose(y), axis=-1)(t)


def along_the_first(y, t):
    return interpolate.CubicSpline(X, y)(t, 1)


def basis_along_the_first(y, t):
    return interpolate.BSpline(KNOTS, y, 3)(t)


@pytest.mark.parametrize("function", [along_the_last, along_the_first, basis_along_the_first], ids=lambda f: f.__name__)
def test_values_of_more_axes(function):
    for t in (1.3, T, T.reshape(2, 2)):
        check(function, YS, t, wrt=("y", "t"))
    check_second_order(lambda y, t: np.sum(np.tanh(function(y, t))), YS, T, wrt=("y", "t"))


def integral(y, a):
    spline = interpolate.CubicSpline(X, y * y)
    return float(spline.integrate(a, 3.0)) * float(spline.integrate(0.1, a * a))


def integral_by_knots(y, a):
    return interpolate.make_interp_spline(X, y)(a) * interpolate.make_interp_spline(X, y).integrate(a, 2.0)


@pytest.mark.parametrize("function", [integral, integral_by_knots], ids=lambda f: f.__name__)
def test_integrals(function):
    check(function, Y, 0.8, wrt=("y", "a"), order=2)


@pytest.mark.parametrize("kind", ["linear", "slinear", "quadratic", "cubic", "previous"])
def test_interp1d(kind):
    def f(y, t):
        return np.sin(interpolate.interp1d(X, y, kind=kind)(t))

    functions = {
        "linear": lambda y, t: interpolate.interp1d(X, y)(t),
        "cubic": lambda y, t: interpolate.interp1d(X, y, "cubic", fill_value="extrapolate")(3.0 * t),
    }
    check(functions.get(kind, f), Y, T + 0.03, wrt=("y", "t"))  # the knots of "quadratic" lie between the nodes
    check(f, Y, 1.3, wrt=("y", "t"))


def test_interp1d_with_more_axes_and_to_second_order():
    check(lambda y, t: interpolate.interp1d(X, y, axis=0)(t), YS, T, wrt=("y", "t"))
    check(lambda y, t: interpolate.interp1d(X, np.transpose(y), "quadratic")(t), YS, T + 0.03, wrt=("y", "t"))
    check_second_order(lambda y, t: np.sum(interpolate.interp1d(X, y)(t) ** 2), Y, T, wrt=("y", "t"))
    cubic_sum = lambda y, t: np.sum(interpolate.interp1d(X, y, kind="cubic")(t) ** 2)  # noqa: E731
    check_second_order(cubic_sum, Y, T, wrt=("y", "t"))


CUBIC = interpolate.CubicSpline(X, Y)
SEVERAL = interpolate.CubicSpline(X, YS)
CONSTANT = [
    CUBIC,
    interpolate.PchipInterpolator(X, Y),
    interpolate.Akima1DInterpolator(X, Y),
    interpolate.make_interp_spline(X, Y),
    interpolate.PPoly(CUBIC.c, X),
    CUBIC.derivative(),
    interpolate.BSpline(KNOTS, Y, 3),
]


@pytest.mark.parametrize("spline", CONSTANT, ids=lambda s: type(s).__name__)
def test_a_constant_spline(spline):
    def f(t):
        return np.sum(spline(t) * spline(t, 1)) + spline.integrate(t[0], t[1]) + np.sum(spline.derivative()(t))

    def of_an_argument(t, s):
        return np.sum(np.sin(s(t)))

    check(f, T, order=2)
    check(lambda t: spline(t), 1.3)
    expected = np.cos(spline(T)) * spline(T, 1)
    np.testing.assert_allclose(s2sad.grad(of_an_argument, "t")(T, spline), expected, rtol=1e-14)


def test_a_constant_spline_of_more_axes():
    check(lambda t: SEVERAL(t), T.reshape(2, 2))
    check(lambda t: SEVERAL(t), 1.3)


def made_of_a_varying_value(y, t):
    return np.sum(interpolate.PchipInterpolator(X, Y)(t) * y[: t.size])


def test_what_is_not_linear_in_the_values():
    check(made_of_a_varying_value, Y, T, wrt=("y", "t"))


class Table:
    def __init__(self, y):
        self.spline = interpolate.CubicSpline(X, y)

    def __call__(self, t):
        return self.spline(t)


def in_an_object_and_a_loop(y, t):
    table = Table(y)
    total = 0.0
    for k in range(3):
        total = total + np.sum(table(t * (1.0 + 0.1 * k)) ** 2)
        y = y * 1.1
        total += interpolate.CubicSpline(X, y)(t)[0]
    return total


def test_in_an_object_and_a_loop():
    check(in_an_object_and_a_loop, Y, T, wrt=("y", "t"), order=2)


def summed(y, t):
    return np.sum(interpolate.CubicSpline(X, y)(t))


def test_the_text():
    text = s2sad.source(summed, "t", form="grad", args="y: f8[7], t: f8[4]")
    assert "return scipy.interpolate.CubicSpline(X, y)(t, 1)" in text and "s2sad" not in text


# -- what is refused --------------------------------------------------------------------------------


def periodic(y, t):
    return np.sum(interpolate.CubicSpline(X, y, bc_type="periodic")(t))


def smoothing(y, t):
    return np.sum(interpolate.UnivariateSpline(X, y)(t))


def coefficients(y, t):
    return np.sum(interpolate.CubicSpline(X, y).c)


def roots(y, t):
    return np.sum(interpolate.CubicSpline(X, y).roots())


REFUSED = {
    periodic: '"periodic")(t)', smoothing: "UnivariateSpline(X, y)(t)", coefficients: ".c)", roots: "roots()",
}  # fmt: skip


@pytest.mark.parametrize("function", REFUSED, ids=lambda f: f.__name__)
def test_refused(function):
    check_refused(function, Y, T, wrt=0, line=REFUSED[function])


def test_a_smoothing_spline_that_is_there_before():
    spline = interpolate.UnivariateSpline(X, Y)
    message = str(refusal(lambda t: np.sum(spline(t)), T))
    assert "no derivative for spline" in message or "UnivariateSpline" in message
