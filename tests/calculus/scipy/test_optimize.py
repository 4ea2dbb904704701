"""`scipy.optimize`: roots, fixed points and minima against differences of SciPy's own, and against one another."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest

import s2sad
from tests.support import Case, check_refused, check_second_order, derivatives, second_derivatives, seeded

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


# -- economy ----------------------------------------------------------------------------------------


def test_what_is_not_asked_for_is_not_computed():
    derived = s2sad.grad(of_a_system, wrt="a")
    derived(1.0, np.array([0.5, 1.5]))
    assert "b_bar" not in derived.source


def test_a_guess_has_no_derivative():
    derived = s2sad.adjoint(from_a_guess, wrt="x0")
    value, bar = derived(np.array([4.0, 9.0]), np.ones(2), np.ones(2))
    np.testing.assert_array_equal(bar, np.zeros(2))
    assert "jacobian" not in derived.source


def twice(a):
    return optimize.brentq(lambda x, p: x**2 - p, 0, 5, (a,)) + 2 * sum(
        optimize.brentq(lambda x, p: x**2 - p, 0, 5, (p,)) for p in (2 * a, 3 * a)
    )


def test_one_function_is_printed_once():
    derived = s2sad.grad(twice)
    assert derived(2.0) == pytest.approx(sum(w * c / (2 * np.sqrt(c * 2)) for w, c in ((1, 1), (2, 2), (2, 3))))
    assert derived.source.count("def residual_adjoint") == 2


def test_the_text_runs_by_itself():
    derived = s2sad.value_and_grad(of_a_system, wrt=("a", "b"))
    args = 1.0, np.array([0.5, 1.5])
    scope: dict[str, object] = {}
    expected = derived(*args)
    exec(derived.source, scope)
    value, bars = scope["of_a_system_value_and_grad"](*args)
    assert value == expected[0] and bars[0] == expected[1][0] and "s2sad" not in derived.source.split('"""')[0]


# -- refused ----------------------------------------------------------------------------------------


def counting(a):
    calls = 0

    def excess(x):
        nonlocal calls
        calls += 1
        return x**2 - a

    return optimize.brentq(excess, 0, 5) + calls


def writing_its_argument(a):
    def excess(x):
        x *= 2
        return x - a

    return optimize.fsolve(excess, np.ones(2))


def within_bounds(a):
    return optimize.minimize(lambda x: np.sum((x - a) ** 2), np.zeros(2), bounds=[(0, 1)] * 2, method="SLSQP").x


def within_a_moving_bound(a):
    return optimize.minimize(lambda x: np.sum((x - 1) ** 2), np.zeros(2), bounds=[(0, a), (0, 2)]).x


def least_within_a_moving_bound(a):
    return optimize.minimize(lambda x: np.sum((x - 1) ** 2), np.zeros(2), bounds=[(0, a), (0, 2)]).fun


def with_constraints(a):
    constraint = {"type": "eq", "fun": lambda x: x[0] - a}
    return optimize.minimize(lambda x: np.sum(x**2), np.zeros(2), constraints=constraint).x


def bounded(a):
    return optimize.minimize_scalar(lambda x: (x - a) ** 2, bounds=(0, 1)).x


def robust(y):
    return optimize.least_squares(lambda p: p[0] * TIMES - y, [1.0], loss="huber").x


def fitted_with_more(y, k):
    return optimize.curve_fit(lambda x, a, b: a + b * np.sin(k * x), TIMES, y)[0]


def robustly_fitted(y):
    return optimize.curve_fit(line, TIMES, y, method="trf", loss="huber")[0]


def covariance(y):
    return optimize.curve_fit(line, TIMES, y)[1]


def at_a_kink(a):
    return optimize.minimize_scalar(lambda x: (x - a) ** 2 + 3 * np.abs(x), bracket=(-1, 1)).x


def with_a_penalty(a):
    return optimize.minimize(lambda x: np.sum((x - a) ** 2) if x[0] > 0 else np.sum(x**2), np.ones(2)).x


def inverse_of_the_hessian(a):
    return optimize.minimize(lambda x: np.sum((x - a) ** 2), np.zeros(2)).hess_inv


def whole_result(a):
    return optimize.root(lambda x: x**2 - a, np.ones(2))


def of_complex_numbers(a):
    return optimize.newton(lambda z: z**2 + a, 1.0j).real


def of_a_grown_list(a, n):
    found = []
    for i in range(n):
        found.append(a * i)
    return optimize.brentq(lambda x: x**2 - sum(found), 0, 5)


@pytest.mark.parametrize(
    ("function", "args", "line"),
    [
        (counting, (2.0,), "optimize.brentq(excess, 0, 5) + calls"),
        (writing_its_argument, (2.0,), "optimize.fsolve(excess, np.ones(2))"),
        (within_bounds, (2.0,), 'method="SLSQP"'),
        (within_a_moving_bound, (0.5,), "bounds=[(0, a), (0, 2)]).x"),
        (least_within_a_moving_bound, (0.5,), "bounds=[(0, a), (0, 2)]).fun"),
        (with_constraints, (0.5,), "constraints=constraint"),
        (bounded, (2.0,), "bounds=(0, 1)"),
        (robust, (DATA,), 'loss="huber"'),
        (fitted_with_more, (DATA, 1.0), "np.sin(k * x), TIMES, y)[0]"),
        (robustly_fitted, (DATA,), 'loss="huber"'),
        (covariance, (DATA,), "optimize.curve_fit(line, TIMES, y)[1]"),
        (of_both_at_once, (np.ones(2),), "jac=True"),
        (with_other_arguments, (np.ones(2),), "jac=quartic_gradient"),
        (at_a_kink, (0.5,), "3 * np.abs(x)"),
        (with_a_penalty, (np.ones(2),), "if x[0] > 0 else"),
        (inverse_of_the_hessian, (2.0,), ".hess_inv"),
        (whole_result, (2.0,), "optimize.root(lambda x: x**2 - a, np.ones(2))"),
        (of_complex_numbers, (2.0,), "optimize.newton(lambda z: z**2 + a, 1.0j)"),
        (of_a_grown_list, (2.0, 3), "optimize.brentq(lambda x: x**2 - sum(found), 0, 5)"),
    ],
)
def test_refused(function, args, line):
    check_refused(function, *args, line=line)
