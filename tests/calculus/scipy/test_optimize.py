"""`scipy.optimize`: what is printed, and what is refused."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import s2sad
from tests.support import check_refused

optimize = pytest.importorskip("scipy.optimize")
from tests.calculus.scipy.test_optimize_minima import DATA, line, of_both_at_once, with_other_arguments  # noqa: E402
from tests.calculus.scipy.test_optimize_roots import from_a_guess, of_a_system  # noqa: E402

EXACT = {"xtol": 1e-14}
W = np.array([[3.0, 1.0], [0.5, 2.0]])
TIMES = np.linspace(0.0, 1.0, 9)


@pytest.fixture(autouse=True)
def _quiet():
    """A tolerance below what rounding allows is a warning of SciPy's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


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
