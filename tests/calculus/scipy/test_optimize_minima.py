"""Minima of `scipy.optimize`, and what follows from them: both modes and to second order."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import s2sad
from tests.support import Case, check, check_second_order, derivatives, second_derivatives, seeded

optimize = pytest.importorskip("scipy.optimize")
EXACT = {"xtol": 1e-14}
W = np.array([[3.0, 1.0], [0.5, 2.0]])
TIMES = np.linspace(0.0, 1.0, 9)


@pytest.fixture(autouse=True)
def _quiet():
    """A tolerance below what rounding allows is a warning of SciPy's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


# -- minima -----------------------------------------------------------------------------------------


def valley(x, a, b):
    return np.sum(b * (x[1:] - x[:-1] ** 2) ** 2 + (a - x[:-1]) ** 2) + 0.1 * np.sum(np.cos(x))


def slope(x, a, b):
    g, d = np.zeros(3), x[1:] - x[:-1] ** 2
    g[1:] += 2 * b * d
    g[:-1] += -4 * b * d * x[:-1] - 2 * (a - x[:-1])
    return g - 0.1 * np.sin(x)


def curvature(x, a, b):
    h = np.zeros((3, 3))
    for i in range(2):
        h[i + 1, i + 1] += 2 * b
        h[i, i + 1] += -4 * b * x[i]
        h[i + 1, i] += -4 * b * x[i]
        h[i, i] += -4 * b * (x[i + 1] - x[i] ** 2) + 8 * b * x[i] ** 2 + 2
    return h - 0.1 * np.diag(np.cos(x))


NEWTON = {"method": "trust-exact", "tol": 1e-11}


def of_a_valley(a, b):
    return optimize.minimize(valley, np.zeros(3), args=(a, b), jac=slope, hess=curvature, **NEWTON).x


def sum_of_a_minimum(a, b):
    x = optimize.minimize(valley, np.zeros(3), args=(a, b), jac=slope, hess=curvature, **NEWTON)["x"]
    return np.sum(x**2)


def least_value(a, b):
    result = optimize.minimize(valley, np.zeros(3), args=(a, b), jac=slope, method="BFGS", tol=1e-9)
    return result.fun if result.success else 0.0


H = np.array([[3.0, 1.0, 0.2], [1.0, 2.0, 0.5], [0.2, 0.5, 1.5]])
BOUNDS = [(0, 1), (0.2, None), (None, 0.7)]
FINE = {"ftol": 1e-16, "gtol": 1e-13}


def bounded_minimum(a, b):
    def bowl(x):
        return 0.5 * x @ H @ x - a @ x + b * np.sum(x**4)

    def bowl_gradient(x):
        return H @ x - a + 4 * b * x**3

    return optimize.minimize(bowl, np.full(3, 0.5), jac=bowl_gradient, bounds=BOUNDS, options=FINE)


def place_within_bounds(a, b):
    return bounded_minimum(a, b).x


def sum_within_bounds(a, b):
    result = bounded_minimum(a, b)
    return np.sum(result.x**2) + result.fun


def with_its_gradient(a):
    def both(x):
        return np.sum((x - a) ** 4 + x**2), 4 * (x - a) ** 3 + 2 * x

    return optimize.minimize(both, np.zeros(2), jac=True, tol=1e-13).x[0]


def least_of_one(a, w):
    return optimize.minimize_scalar(lambda x: (x - a) ** 2 + np.sum(w * np.cos(x)), bracket=(0, 1), tol=1e-12).fun


def cost(y, k):
    return optimize.least_squares(
        lambda p: p[0] * np.exp(-p[1] * TIMES * k) - y, [1.0, 1.0], xtol=1e-15, ftol=1e-15
    ).cost


def linear_fit(y, k):
    return optimize.least_squares(lambda p: p[0] + p[1] * TIMES * k - y, [1.0, 1.0], jac="cs", method="lm").x


def line(x, a, b):
    return a + b * np.sin(x)


def fitted_line(y, sigma):
    return optimize.curve_fit(line, TIMES, y, sigma=sigma)[0]


def exponential(y, x):
    parameters, _ = optimize.curve_fit(lambda x, a, b: a * np.exp(-b * x), x, y, p0=[1.0, 1.0], xtol=1e-14, ftol=1e-14)
    return parameters


def exponential_by_normal_equations(y, x):
    def normal(p):
        e = np.exp(-p[1] * x)
        r = p[0] * e - y
        return [np.sum(r * e), np.sum(-r * p[0] * x * e)]

    return optimize.fsolve(normal, np.array([2.0, 1.3]), **EXACT)


def quartic(x, a):
    return np.sum((x - a) ** 4) + np.sum(x**2)


quartic_gradient, quartic_hessian = s2sad.grad(quartic), s2sad.hessian(quartic)
quartic_with_gradient = s2sad.value_and_grad(quartic)


def with_derivatives(a):
    return optimize.minimize(
        quartic, np.zeros(2), args=(a,), jac=quartic_gradient, hess=quartic_hessian, **NEWTON
    ).x  # fmt: skip


def of_both_at_once(a):
    return optimize.minimize(quartic_with_gradient, np.zeros(2), args=(a,), jac=True).x


def with_other_arguments(a):
    return optimize.minimize(lambda x: quartic(x, a), np.zeros(2), jac=quartic_gradient).x


class Parabola:
    def __init__(self, a):
        self.a = a

    def __call__(self, x):
        return x**2 - self.a


def of_an_object(a):
    return optimize.brentq(Parabola(a), 0, 5, **EXACT)


def least_at_a_kink(a):
    return optimize.minimize_scalar(lambda x: (x - a) ** 2 + 3 * np.abs(x), bracket=(-1, 1), tol=1e-12).fun


DATA = 2 * np.exp(-1.5 * TIMES) + 0.1 * np.sin(9 * TIMES)
test_minima = derivatives(
    [
        Case(of_a_valley, (1.0, 2.0), ("a", "b")),
        Case(least_value, (1.0, 2.0), ("a", "b")),
        Case(place_within_bounds, (np.array([1.0, 1.0, 5.0]), 0.3), ("a", "b"), rtol=1e-4),
        Case(place_within_bounds, (np.array([9.0, -2.0, 5.0]), 0.3), ("a", "b"), rtol=1e-4, name="at each bound"),
        Case(with_its_gradient, (1.2,)),
        Case(least_of_one, (1.0, np.array([0.3, 0.4])), ("a", "w")),
        Case(cost, (DATA, 1.1), ("y", "k")),
        Case(linear_fit, (DATA, 1.1), ("y", "k")),
        Case(fitted_line, (DATA, 1 + TIMES), ("y", "sigma"), rtol=1e-4),
        Case(least_at_a_kink, (0.5,), rtol=1e-5),
        Case(of_an_object, (2.0,)),
        Case(with_derivatives, (np.array([1.0, 2.0]),)),
    ]
)


def test_second_order_within_bounds():
    check_second_order(sum_within_bounds, np.array([1.0, 1.0, 5.0]), 0.3, wrt=("a", "b"), rtol=1e-4)


test_second_order_of_minima = second_derivatives(
    [
        Case(sum_of_a_minimum, (1.0, 2.0), ("a", "b")),
        Case(least_value, (1.0, 2.0), ("a", "b")),
        Case(with_its_gradient, (1.2,)),
    ]
)


def where_least(a, w):
    return optimize.minimize_scalar(lambda x: (x - a) ** 2 + np.sum(w * np.cos(x)) + 0.1 * x**4, bracket=(0, 1)).x


def where_level(a, w):
    return optimize.brentq(lambda x: 2 * (x - a) - np.sum(w * np.sin(x)) + 0.4 * x**3, 0, 2, **EXACT)


def fitted(y, k):
    return optimize.least_squares(lambda p: p[0] * np.exp(-p[1] * TIMES * k) - y, [1.0, 1.0], xtol=1e-15, ftol=1e-15).x


def by_normal_equations(y, k):
    def normal(p):
        e = np.exp(-p[1] * TIMES * k)
        r = p[0] * e - y
        return [np.sum(r * e), np.sum(-r * p[0] * TIMES * k * e)]

    return optimize.fsolve(normal, np.array([2.0, 1.3]), **EXACT)


@pytest.mark.parametrize(
    ("minimum", "root", "args"),
    [
        (where_least, where_level, (1.0, np.array([0.3, 0.4]))),
        (fitted, by_normal_equations, (DATA, 1.1)),
        (exponential, exponential_by_normal_equations, (DATA, TIMES)),
    ],
)
def test_a_minimum_is_a_root_of_its_gradient(minimum, root, args):
    """SciPy finds a minimum to half the digits only, too few for differences."""
    bar = np.ones_like(root(*args))
    for one, other in zip(
        s2sad.adjoint(minimum, wrt=(0, 1))(*args, bar)[1], s2sad.adjoint(root, wrt=(0, 1))(*args, bar)[1], strict=True
    ):
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-7)
    for place in (0, 1):
        dot = np.ones_like(args[place])
        one, other = (seeded(s2sad.tangent(f, wrt=place), args, {}, (dot,))[1] for f in (minimum, root))
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-7)


# -- bounds as an object, losses ----------------------------------------------------------------------

BOX = optimize.Bounds([0.0, 0.2], [0.6, 5.0])


def in_a_box(a):
    return optimize.minimize(lambda x: np.sum((x - a * a) ** 2), np.ones(2), bounds=BOX, options=FINE).x


def in_a_cube(a):
    bounds = optimize.Bounds(0.0, 0.6)
    return optimize.minimize(
        lambda x: np.sum((x - a) ** 4 + (x - a) ** 2), np.zeros(2), bounds=bounds, options=FINE
    ).fun


@pytest.mark.parametrize("loss", ["soft_l1", "cauchy", "arctan"])
def test_a_loss(loss):
    def f(y):
        def residuals(p):
            return p[0] * np.exp(-p[1] * TIMES) - y

        tight = {"xtol": 1e-15, "ftol": 1e-15, "gtol": 1e-15}
        found = optimize.least_squares(residuals, [1.5, 1.0], loss=loss, f_scale=0.5, **tight)
        return found.x * found.cost

    check(f, DATA, rtol=1e-5)


def test_bounds_as_an_object():
    check(in_a_box, np.array([0.9, 0.6]), rtol=1e-5)
    check(in_a_cube, np.array([0.9, 0.4]), rtol=1e-5)
