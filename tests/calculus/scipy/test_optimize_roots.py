"""Roots and fixed points of `scipy.optimize`, of numbers and of systems: both modes and to second order."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest

import s2sad
from tests.support import Case, check, check_second_order, derivatives, second_derivatives

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


# -- roots of one number --------------------------------------------------------------------------


def bracketed(a):
    return optimize.brentq(lambda x: x**3 + x - 2 * a, 0, 5, **EXACT) * a


def by_each_method(a):
    total = 0.0
    for method in (optimize.brenth, optimize.bisect, optimize.ridder, optimize.toms748):
        total += method(lambda x: x**3 + x - a, 0, 5, **EXACT)
    return total


def with_report(a):
    root, report = optimize.newton(
        lambda x, p: np.cos(x) - p * x, 0.7, fprime=lambda x, p: -np.sin(x) - p, args=(a,), full_output=True
    )
    return root * report.root * a if report.converged else 0.0


def root_of_a_scalar(a, w):
    solution = optimize.root_scalar(lambda x: np.sum(w * np.cos(x)) - a * x, bracket=(0, 2), **EXACT)
    if not solution.converged:
        raise ValueError(solution.flag)
    return solution.root**2


def secant(a):
    return optimize.root_scalar(lambda x: np.exp(x) - a, x0=0.5, x1=1.0, method="secant", xtol=1e-14)["root"]


def several_at_once(a):
    return optimize.newton(lambda x: x**3 - a, np.ones(3), tol=1e-14)


def in_a_loop(a):
    x, total = 1.0, 0.0
    for _ in range(4):
        x = optimize.newton(lambda y, x=x: y + 0.1 * y**3 - x * a, x, tol=1e-14)
        total += x**2
    return total


def one_in_another(a):
    def inner(y):
        return optimize.brentq(lambda x: x**3 + x - y * a, -10, 10, **EXACT)

    return optimize.brentq(lambda y: inner(y) + y - 2, -5, 5, **EXACT)


def with_branches(x, a):
    if x > 1:
        return x * x - a
    y = 0.0
    for i in range(3):
        y = y + x * a**i
    return y - 2


def of_branches(a):
    return optimize.brentq(with_branches, 0, 5, args=(a,), **EXACT)


def in_a_try(a):
    try:
        return optimize.brentq(lambda x: x**2 - a, 0, 5, **EXACT)
    except ValueError:
        return -a


@dataclass
class Model:
    k: float
    n: float

    def excess(self, x, c):
        return self.k * x**self.n - c

    def solve(self, c):
        return optimize.brentq(self.excess, 0, 10, args=(c,), **EXACT)


def of_a_method(k, c):
    return Model(k, 2.0).solve(c)


def parabola(x, a, b):
    return x**2 * a - b


def of_a_partial(a, b):
    return optimize.brentq(partial(parabola, b=b), 0, 10, args=a, **EXACT)


# -- systems ----------------------------------------------------------------------------------------


def residual(x, a, b):
    return [x[0] ** 2 + a * x[1] - 3.0, x[1] ** 3 + b[0] * x[0] - b[1]]


def of_a_system(a, b):
    x = optimize.fsolve(residual, [1.0, 1.0], args=(a, b), **EXACT)
    return x[0] * np.exp(x[1])


def with_a_jacobian(a):
    x, info, flag, message = optimize.fsolve(
        lambda x: x**3 - a, np.ones(2), fprime=lambda x: np.diag(3 * x**2), full_output=True, **EXACT
    )
    if flag != 1 and info is None:
        raise ValueError(message)
    return x


def of_a_dict(p):
    def system(z, q):
        out = np.empty(2)
        out[0] = z[0] * q["a"] - z[1]
        out[1] = z[1] ** 2 - q["b"][0] + z[0] * q["b"][1]
        return out

    return optimize.root(system, [1.0, 2.0], args=({"a": p[0], "b": p[1:]},), method="lm", tol=1e-14).x


def steps_of_a_system(a):
    x = np.ones(2)
    for _ in range(3):
        x = optimize.fsolve(lambda y, x=x: W @ y + 0.1 * y**3 - x * a, x, **EXACT)
    return np.sum(x**2)


def from_a_guess(a, x0):
    return optimize.fsolve(lambda x: x**2 - a, x0, **EXACT)


def from_a_number(a):
    return optimize.fsolve(lambda x: x**2 - a, 1.0, **EXACT)


def of_an_image(a):
    return optimize.fixed_point(lambda x: np.sqrt(10 / (x + a)), 1.2, xtol=1e-14)


def of_images(a, b):
    return optimize.fixed_point(
        lambda x: np.sqrt(b / (x[::-1] + a)), np.array([1.2, 1.3]), xtol=1e-14, method="iteration"
    )


ROOTS = [
    Case(bracketed, (1.0,)),
    Case(by_each_method, (3.0,)),
    Case(with_report, (1.3,)),
    Case(root_of_a_scalar, (1.1, np.array([1.0, 2.0])), ("a", "w")),
    Case(root_of_a_scalar, (1.1, np.array([1.0, 2.0])), "w", name="in one argument"),
    Case(secant, (2.5,)),
    Case(several_at_once, (np.array([1.0, 2.0, 3.0]),)),
    Case(in_a_loop, (1.3,)),
    Case(one_in_another, (1.5,)),
    Case(of_branches, (1.1,)),
    Case(of_branches, (3.0,), name="the other branch"),
    Case(in_a_try, (3.0,)),
    Case(in_a_try, (-3.0,), name="raised"),
    Case(of_a_method, (2.0, 3.0), ("k", "c")),
    Case(of_a_partial, (2.0, 3.0), ("a", "b")),
    Case(of_a_system, (1.0, np.array([0.5, 1.5])), ("a", "b")),
    Case(with_a_jacobian, (3.0,)),
    Case(of_a_dict, (np.array([1.2, 2.0, 0.4]),)),
    Case(steps_of_a_system, (1.3,)),
    Case(from_a_guess, (np.array([4.0, 9.0]), np.ones(2)), ("a", "x0")),
    Case(from_a_number, (4.0,)),
    Case(of_an_image, (1.3,)),
    Case(of_images, (1.3, 9.0), ("a", "b")),
]
test_roots = derivatives(ROOTS)
test_second_order_of_roots = second_derivatives(
    [
        Case(bracketed, (1.0,)),
        Case(root_of_a_scalar, (1.1, np.array([1.0, 2.0])), ("a", "w")),
        Case(in_a_loop, (1.3,)),
        Case(one_in_another, (1.5,)),
        Case(of_a_system, (1.0, np.array([0.5, 1.5])), ("a", "b")),
        Case(steps_of_a_system, (1.3,)),
        Case(of_an_image, (1.3,)),
    ]
)


def halves(a, n):
    if n == 0:
        return a
    x = optimize.brentq(lambda x: x**3 + x - a, -5, 5, **EXACT)
    return halves(x + a, n - 1) * x


def in_a_recursion(a):
    return halves(a, 3)


def until_small(a):
    x = 1.0
    while x > 0.2:
        x = optimize.brentq(lambda y, x=x: y**3 + y - a * x, -5, 5, **EXACT)
    return x


def in_place(v):
    x = optimize.fsolve(lambda x: x**2 - v[:2] * v[1:], np.ones(2), **EXACT)
    v[0] = 7.0
    x[1] *= 2
    y = optimize.fsolve(lambda y: y**2 - v[:2], x, **EXACT)
    return np.sum(x**2) * y[1]


def implicit_steps(a, n):
    u = np.zeros(n + 1)
    u[0] = a
    for i in range(n):
        u[i + 1] = optimize.newton(lambda z, i=i: z - u[i] + 0.1 * z**3 * a, u[i], tol=1e-14)
    return np.sum(u**2)


def four_implicit_steps(a):
    return implicit_steps(a, 4)


def of_items(a, n):
    found = []
    for i in range(n):
        found.append(a * (i + 1))
    return optimize.brentq(lambda x: x**2 - found[-1], 0, 5, **EXACT)


def test_elements_are_captured_and_not_whole_arrays():
    derived = s2sad.grad(implicit_steps)
    derived(1.3, 4)
    assert "np.zeros(u.shape)" not in derived.source and "u.copy()" not in derived.source


def test_second_order_of_implicit_steps():
    check_second_order(four_implicit_steps, 1.3)


test_roots_and_what_is_around_them = derivatives(
    [
        Case(implicit_steps, (1.3, 4)),
        Case(of_items, (2.0, 3)),
        Case(in_a_recursion, (1.2,)),
        Case(until_small, (0.9,)),
        Case(in_place, (np.array([1.0, 2.0, 3.0]),)),
    ]
)


# -- functions that give their derivatives too ------------------------------------------------------


def with_the_jacobian(a):
    return optimize.root(lambda x: (x**3 - a, np.diag(3 * x**2)), np.ones(2), jac=True, tol=1e-13).x


def with_the_slope(a):
    return optimize.root_scalar(lambda x: (x**3 - a, 3 * x * x), x0=1.0, fprime=True, xtol=1e-14).root


@pytest.mark.parametrize(("function", "arg"), [(with_the_jacobian, np.array([0.5, 0.8])), (with_the_slope, 0.7)])
def test_value_and_derivative_at_once(function, arg):
    check(function, arg, order=1)
    check_second_order(lambda a: np.sum(np.sin(function(a))), arg)
