"""`scipy.integrate` of functions: integrals and initial value problems against differences of SciPy's own."""

from __future__ import annotations

import numpy as np
import pytest

import s2sad
from tests.support import Case, check_refused, derivatives, second_derivatives

integrate = pytest.importorskip("scipy.integrate")
optimize = pytest.importorskip("scipy.optimize")
TIMES = np.linspace(0.0, 2.0, 7)
TIGHT = {"rtol": 1e-11, "atol": 1e-12}
WEIGHTS = np.array([1.0, 2.0, 0.3])
START = np.array([1.0, 2.0])


# -- integrals --------------------------------------------------------------------------------------


def bell(a):
    return integrate.quad(lambda x: np.exp(-a * x**2), 0, 1)[0]


def whole_bell(a):
    return integrate.quad(lambda x: np.exp(-a * x**2), -np.inf, np.inf)[0]


def of_weights(w, b):
    y, _ = integrate.quad(lambda x: np.sum(w * np.sin(x * np.arange(1, 4))), 0.1, b, epsabs=1e-12)
    return y


def wave(x, a, b):
    return np.exp(-a * x) * np.cos(b * x)


def half_line(a, b, start):
    return integrate.quad(wave, start, np.inf, args=(a, b))[0] * a


def in_two_dimensions(a, b):
    def inner(y):
        return integrate.quad(lambda x: x * y * a + np.sin(x * b), 0, y)[0]

    return integrate.quad(inner, 0, a)[0]


def with_a_fixed_jump(a):
    return integrate.quad(lambda x: 1.0 if x > 0.5 else a * x, 0, 1, points=[0.5])[0]


def of_a_polynomial(w):
    return integrate.quad(lambda x: np.polyval(w, x) ** 2, 0, 1)[0]


def of_several(w, b):
    return integrate.quad_vec(lambda x: np.exp(-w * x), 0.0, b)[0]


def of_a_list(a, b):
    value, _ = integrate.quad_vec(lambda x: np.array([a * x, np.sin(b * x)]), 0.0, b)
    return value


def sum_of_several(w, b):
    return np.sum(integrate.quad_vec(lambda x: np.exp(-w * x), 0.0, b)[0] ** 2)


test_integrals = derivatives(
    [
        Case(bell, (0.7,)),
        Case(whole_bell, (0.7,)),
        Case(of_weights, (WEIGHTS, 1.3), ("w", "b")),
        Case(of_weights, (WEIGHTS, 1.3), "b", name="in a bound alone"),
        Case(half_line, (0.7, 1.1, 0.3), ("a", "b", "start")),
        Case(in_two_dimensions, (0.7, 1.2), ("a", "b")),
        Case(with_a_fixed_jump, (0.7,)),
        Case(of_a_polynomial, (WEIGHTS,)),
        Case(of_several, (WEIGHTS, 1.3), ("w", "b")),
        Case(of_a_list, (0.7, 1.3), ("a", "b")),
    ]
)
test_second_order_of_integrals = second_derivatives(
    [
        Case(bell, (0.7,)),
        Case(of_weights, (WEIGHTS, 1.3), ("w", "b")),
        Case(half_line, (0.7, 1.1, 0.3), ("a", "b", "start")),
        Case(in_two_dimensions, (0.7, 1.2), ("a", "b")),
        Case(of_a_polynomial, (WEIGHTS,)),
        Case(sum_of_several, (WEIGHTS, 1.3), ("w", "b")),
    ]
)


def test_a_gradient_does_not_compute_the_integral():
    derived = s2sad.grad(of_weights, wrt="b")
    derived(WEIGHTS, 1.3)
    assert "scipy" not in derived.source


# -- initial value problems ---------------------------------------------------------------------------


def predators(y, t, a, b):
    u, v = y
    return [a * u - b * u * v, -v + 0.5 * u * v]


def populations(a, b, y0):
    return integrate.odeint(predators, y0, TIMES, args=(a, b), **TIGHT)


def driven(a, y0):
    solution = integrate.solve_ivp(lambda t, y: -a * y + np.sin(t), (0.0, 2.0), [y0, 1.0], t_eval=TIMES, **TIGHT)
    return solution.y[0, -1] * solution.y[1, 3]


def of_a_matrix(A, y0):
    return integrate.odeint(lambda y, t: np.tanh(A @ y), y0, TIMES, **TIGHT)[-1]


def until(a, end):
    solution = integrate.solve_ivp(lambda t, y: -a * y * y, (0.0, end), [1.0], **TIGHT)
    if not solution.success:
        raise RuntimeError(solution.message)
    return solution.y[0, -1] * solution.t[-1]


def at_times(t, a):
    return integrate.odeint(lambda y, s: -a * y + s, 1.0, t, **TIGHT)


def from_a_time(a, start, t):
    return integrate.solve_ivp(
        lambda s, y: -a * y + s, (start, 3.0), [1.0, a], t_eval=t, method="LSODA", **TIGHT
    ).y  # fmt: skip


def times_of_a_solution(t, a):
    solution = integrate.solve_ivp(lambda s, y: -a * y, (0.0, 3.0), [1.0], t_eval=t, **TIGHT)
    return solution.y[0] * solution.t


class Pendulum:
    def __init__(self, k, w):
        self.k, self.w = k, w

    def rate(self, t, y):
        return np.array([y[1], -self.k * np.sin(y[0]) - self.w @ self.w * y[1]])

    def run(self, y0):
        return integrate.solve_ivp(self.rate, (0, 1.5), y0, t_eval=[0.5, 1.5], method="DOP853", **TIGHT)


def of_a_pendulum(k, w, y0):
    return Pendulum(k, w).run(y0).y


def stiff(a):
    return integrate.solve_ivp(
        lambda t, y: np.array([-50 * a * (y[0] - np.cos(t))]), (0, 0.3), [0.0], method="Radau", rtol=1e-8, atol=1e-10
    ).y[0, -1]


def time_first(a):
    return integrate.odeint(
        lambda t, y, a: -a * y, [1.0, 2.0], TIMES, args=(a,), tfirst=True, full_output=True, **TIGHT
    )[0]


def one_after_another(a):
    y = np.array([1.0, 0.5])
    for _ in range(3):
        y = integrate.solve_ivp(lambda t, z: a * z[::-1], (0, 0.3), y, **TIGHT).y[:, -1]
    return np.sum(y**2)


def shot(a):
    """The slope with which a boundary value problem starts."""

    def miss(slope):
        y = integrate.odeint(lambda y, t: np.array([y[1], -a * y[0] * y[0]]), [0.0, slope], [0.0, 1.0], **TIGHT)
        return y[-1, 0] - 1.0

    return optimize.brentq(miss, 0.5, 3.0, xtol=1e-13)


A = np.array([[0.1, 0.5], [-0.4, 0.2]])
FLOWS = [
    Case(populations, (0.7, 0.3, START), ("a", "b", "y0")),
    Case(populations, (0.7, 0.3, START), "b", name="in a parameter"),
    Case(populations, (0.7, 0.3, START), "y0", name="in the start"),
    Case(driven, (0.7, 1.2), ("a", "y0")),
    Case(of_a_matrix, (A, START), ("A", "y0")),
    Case(until, (0.7, 2.0), ("a", "end")),
    Case(at_times, (TIMES.copy(), 0.4), ("t", "a")),
    Case(at_times, (TIMES.copy(), 0.4), "t", name="in times alone"),
    Case(from_a_time, (0.4, 0.1, np.array([0.5, 1.5])), ("a", "start", "t")),
    Case(times_of_a_solution, (np.array([0.5, 1.5]), 0.4), ("t", "a")),
    Case(of_a_pendulum, (1.3, np.array([0.2, 0.3]), START), ("k", "w", "y0")),
    Case(stiff, (1.0,), rtol=1e-4),
    Case(time_first, (0.4,)),
    Case(one_after_another, (0.4,)),
    Case(shot, (1.0,), rtol=1e-5),
]
test_flows = derivatives(FLOWS)
test_second_order_of_flows = second_derivatives(
    [
        Case(driven, (0.7, 1.2), ("a", "y0")),
        Case(until, (0.7, 2.0), ("a", "end")),
        Case(one_after_another, (0.4,)),
    ]
)


def test_one_argument_has_one_sensitivity():
    derived = s2sad.adjoint(populations, wrt="a")
    derived(0.7, 0.3, START, np.ones((7, 2)))
    assert "np.eye(n" not in derived.source.rpartition("def ")[2]


def test_the_text_runs_by_itself():
    derived = s2sad.value_and_grad(driven, wrt=("a", "y0"))
    expected, scope = derived(0.7, 1.2), {}
    exec(derived.source, scope)
    assert scope["driven_value_and_grad"](0.7, 1.2) == expected


# -- refused ----------------------------------------------------------------------------------------


def moving_jump(a):
    return integrate.quad(lambda x: 1.0 if x > a else 2.0, 0, 1)[0]


def moving_step(a):
    return integrate.quad(lambda x: np.floor(x * a), 0, 1)[0]


def weighted(a):
    return integrate.quad(lambda x: a * x, 0, 1, weight="cos", wvar=1.0)[0]


def error_of(a):
    return integrate.quad(lambda x: a * x, 0, 1)[1]


def switching(a):
    return integrate.odeint(lambda y, t: -a if y[0] > 0.5 else a, [1.0], TIMES)


def with_an_event(a):
    return integrate.solve_ivp(lambda t, y: -a * y, (0, 2), [1.0], events=lambda t, y: y[0] - 0.5).y[0, -1]


def dense(a):
    return integrate.solve_ivp(lambda t, y: -a * y, (0, 2), [1.0], dense_output=True).sol(1.0)


def with_tolerances(a):
    return integrate.odeint(lambda y, t: -a * y, [1.0, 2.0], TIMES, atol=np.array([1e-9, 1e-8]))


def drawing(a):
    return integrate.quad(lambda x: a * np.random.random(), 0, 1)[0]


@pytest.mark.parametrize(
    ("function", "line"),
    [
        (moving_jump, "1.0 if x > a else 2.0"),
        (moving_step, "np.floor(x * a)"),
        (weighted, 'weight="cos"'),
        (error_of, "integrate.quad(lambda x: a * x, 0, 1)[1]"),
        (switching, "-a if y[0] > 0.5 else a"),
        (with_an_event, "events=lambda t, y: y[0] - 0.5"),
        (dense, "dense_output=True"),
        (with_tolerances, "atol=np.array([1e-9, 1e-8])"),
        (drawing, "a * np.random.random()"),
    ],
)
def test_refused(function, line):
    check_refused(function, 0.3, line=line)
