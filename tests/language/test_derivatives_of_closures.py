"""Derivatives of functions that are made where they are differentiated, and what is put together of several."""

import math

import numpy as np
import pytest

import s2sad
from tests.support import Case, check, check_refused, derivatives, second_derivatives

X = np.array([0.4, -0.9, 1.1])
Y = X[::-1].copy()
EXACT = np.array([0.5, -1.0, 1.5])  # what is rounded depends on the form of the text


def energy(q, k):
    return 0.5 * k * np.sum(q**2) + 0.1 * np.sum(q**4)


def resid(q, k):
    return q**3 + k * q[::-1]


HESS = s2sad.hessian(energy)
JAC = s2sad.jacobian(resid)


def of_a_closure(x):
    return x * s2sad.grad(lambda y: x * y * y)(3.0)


def confused(x):
    return x * s2sad.derivative(lambda y: x + y)(1.0)


def confused_twice(x):
    return s2sad.grad(lambda y: x * s2sad.grad(lambda z: y * z * x * z)(y))(x * x)


def bound_late(x):
    k = x
    f = s2sad.grad(lambda z: k * z * z)
    k = x * x
    return f(2.0) * x


def hessian_of_a_number(x):
    return s2sad.hessian(lambda z: x * z**3)(x) * x


def with_a_default(x):
    t = 0.0
    for k in (1.0, 2.0):
        g = s2sad.grad(lambda z, k=k: z**3 * k * x)
        t = t + g(x)
    return t


def at_an_integer(x):
    return s2sad.grad(lambda z: z * z * x)(3) * x


def by_keyword(x):
    return s2sad.grad(lambda a, b: a * b * b * x, wrt="b")(x, b=x * 2)


def in_two(x):
    g = s2sad.grad(lambda a, b: a * b * b * x, wrt=("a", "b"))(x, x * 2)
    return g[0] * g[1]


def name_of_a_comprehension(x):
    k = x * x
    return s2sad.grad(lambda z: sum([z * k for k in (1.0, 2.0)]) + k * z)(x) * x


def calls_another(q, k):
    def w(z):
        return z * z * k

    def e(z):
        return np.sum(w(z) * z)

    return np.sum(s2sad.grad(e)(q) ** 2)


def jacobian(q, k):
    J = s2sad.jacobian(resid)(q, k)
    return np.sum(np.linalg.solve(J, q) ** 2)


def jacobian_of_a_closure(q, k):
    r = lambda z: z**3 + k * z[::-1] * np.sum(q)
    J = s2sad.jacobian(r)(q)
    return np.sum(J @ J @ q)


def hessian(q, k):
    return np.sum(s2sad.hessian(energy)(q, k) @ q)


def hessian_of_a_closure(q, k):
    H = s2sad.hessian(lambda z: np.sum(z**3 * q) * k)(q)
    return np.sum(H * H)


def hvp(q, k):
    return np.sum(s2sad.hvp(energy)((q, k), q * k) ** 2)


def hvp_of_a_closure(q, k):
    h = s2sad.hvp(lambda z: np.sum(z**3) * k)
    return np.sum(h((q,), q) * q)


def jvp(q, k):
    v, d = s2sad.jvp(energy, (q, k), (q * q, k * 2))
    return v * d


def vjp(q, k):
    v, back = s2sad.vjp(resid, q, k)
    a, b = back(v * 2)
    return np.sum(a * a) * b


def vjp_of_a_closure(q, k):
    v, back = s2sad.vjp(lambda z: resid(z, k) * np.sum(q), q)
    return np.sum(back(v) * q)


def of_methods(q, k):
    return np.sum(s2sad.grad(lambda z: (z * z).sum() * k + z.T @ z)(q) ** 2)


def made_outside(q, k):
    return np.sum(HESS(q, k) @ JAC(q, k))


def outloss(p, data):
    return np.sum((p["w"] * data + p["b"]) ** 2)


def newton(a):
    x = 1.0
    f = lambda z: z**3 - a * z - a
    for _ in range(2):
        x = x - f(x) / s2sad.derivative(f)(x)
    return x


def second_derivative_in_time(w, t):
    u = lambda s: math.tanh(w * s) * w
    u_t = s2sad.derivative(u)
    u_tt = s2sad.derivative(u_t)
    return (u_tt(t) + u(t)) ** 2 + u_t(t) ** 2


def of_a_loop(x, n):
    def f(z):
        t = z
        for k in range(n):
            t = t * 0.5 * x if t > 2 else t * t + z
        return t

    v, g = s2sad.value_and_grad(f)(x)
    return v * g


def step_of_a_local_loss(w, x):
    def loss(p, data):
        return np.sum((p["w"] * data + p["b"]) ** 2)

    p = {"w": w, "b": 0.5}
    g = s2sad.grad(loss)(p, x)
    p = {"w": w - 0.1 * g["w"], "b": 0.5 - 0.1 * g["b"]}
    return loss(p, x * 2)


def steps_in_a_dict(w, x):
    p = {"w": w, "b": 0.5}
    for _ in range(2):
        g = s2sad.grad(outloss)(p, x)
        p = {"w": p["w"] - 0.1 * g["w"], "b": p["b"] - 0.1 * g["b"]}
    return outloss(p, x * 2)


def in_a_tuple(a, b, x):
    g = s2sad.grad(lambda p: np.sum((p[0] * x + p[1]) ** 2))((a, b))
    return np.sum(g[0] ** 2) * g[1]


def of_a_buffer(q, k):
    buf = q * 2

    def f(z):
        return np.sum(z * z * buf) * k

    first = s2sad.grad(f)(q)
    buf[0] = 7.0 * k
    return np.sum(first * s2sad.grad(f)(q))


def pulled_back_later(q, k):
    z = q * 2
    _, back = s2sad.vjp(lambda y: y * y * k, z)
    z[0] = 100.0
    return np.sum(back(q) * z)


CASES = [
    Case(of_a_buffer, (X, 1.3), ("q", "k")),
    Case(pulled_back_later, (X, 1.3), ("q", "k")),
    Case(of_a_closure, (1.3,), "x"),
    Case(confused, (1.3,), "x"),
    Case(confused_twice, (1.3,), "x"),
    Case(bound_late, (1.3,), "x"),
    Case(hessian_of_a_number, (1.3,), "x"),
    Case(with_a_default, (1.3,), "x"),
    Case(at_an_integer, (1.3,), "x"),
    Case(by_keyword, (1.3,), "x"),
    Case(in_two, (1.3,), "x"),
    Case(name_of_a_comprehension, (1.3,), "x"),
    Case(calls_another, (X, 1.3), ("q", "k")),
    Case(jacobian, (X, 1.3), ("q", "k")),
    Case(jacobian_of_a_closure, (X, 1.3), ("q", "k")),
    Case(hessian, (X, 1.3), ("q", "k")),
    Case(hessian_of_a_closure, (X, 1.3), ("q", "k")),
    Case(hvp, (X, 1.3), ("q", "k")),
    Case(hvp_of_a_closure, (X, 1.3), ("q", "k")),
    Case(jvp, (X, 1.3), ("q", "k")),
    Case(vjp, (X, 1.3), ("q", "k")),
    Case(vjp_of_a_closure, (X, 1.3), ("q", "k")),
    Case(of_methods, (X, 1.3), ("q", "k")),
    Case(made_outside, (X, 1.3), ("q", "k")),
    Case(newton, (1.1,), 0),
    Case(second_derivative_in_time, (0.7, 0.4), 0),
    Case(of_a_loop, (1.2, 3), 0),
    Case(step_of_a_local_loss, (X, Y), 0),
    Case(steps_in_a_dict, (X, Y), 0),
    Case(in_a_tuple, (X, 0.5, Y), 0),
]

test_derivative = derivatives(CASES)
TWICE = (
    confused_twice,
    bound_late,
    calls_another,
    jacobian,
    hessian,
    hvp,
    vjp,
    second_derivative_in_time,
    steps_in_a_dict,
)
test_second_derivative = second_derivatives([case for case in CASES if case.function in TWICE])


def test_perturbations_are_not_confused():
    assert s2sad.derivative(confused)(1.3) == 1.0
    assert s2sad.grad(confused)(1.3) == 1.0


def jacobian_by_mode(q, k, mode):
    J = s2sad.jacobian(lambda z: np.stack([z * k, z * z])[:, :2] * np.sum(z), mode=mode)(q)
    return np.sum(J * J * J)


@pytest.mark.parametrize("mode", ["forward", "reverse"])
def test_a_jacobian_of_several_axes(mode):
    check(lambda q, k: jacobian_by_mode(q, k, mode), EXACT, 2.0, wrt=("q", "k"))


def matrix(a):
    return np.sum(s2sad.jacobian(lambda b: b @ b)(a) ** 2) + np.sum(s2sad.hessian(lambda b: np.sum(b**3))(a))


def test_a_jacobian_in_a_matrix():
    check(matrix, np.array([[0.4, -0.9], [1.1, 0.3]]))


SCALE = 2.0


def scaled(x):
    return s2sad.grad(lambda z: SCALE * z * z * x)(x)


def test_what_a_closure_reads_is_seen_when_it_changes(monkeypatch):
    gradient = s2sad.grad(scaled)
    assert gradient(3.0) == 24.0
    monkeypatch.setitem(globals(), "SCALE", 3.0)
    assert gradient(3.0) == 36.0


def same_names(x):
    def energy(q):
        return x * q * q

    return s2sad.grad(lambda x: energy(x))(x * 2)


def in_two_at_once(x):
    return np.sum(s2sad.jacobian(lambda a, b: a * b, wrt=("a", "b"))(x, x)[0])


def of_integers(x):
    return np.sum(s2sad.grad(lambda z: np.sum(z * z * x))(np.arange(3)))


def pulled_back_in_a_dict(x):
    value, pullback = s2sad.vjp(lambda p: p["w"] * p["w"], {"w": x})
    return pullback(1.0)["w"] * value


def of_a_recursive_function(x):
    def inner(z, n):
        return z if n == 0 else inner(z * z * x, n - 1)

    return s2sad.grad(lambda z: inner(z, 2))(x)


@pytest.mark.parametrize(
    ("function", "line"),
    [
        (same_names, "lambda x: energy(x)"),
        (in_two_at_once, "s2sad.jacobian("),
        (of_integers, "s2sad.grad("),
        (pulled_back_in_a_dict, "s2sad.vjp("),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_refused(function, line):
    check_refused(function, 1.3, line=line)


@pytest.mark.parametrize("make", [s2sad.grad, s2sad.derivative])
def test_the_tape_of_a_recursive_function_is_not_derived_again(make):
    with pytest.raises(s2sad.NotSupportedError):
        make(of_a_recursive_function)(1.3)
