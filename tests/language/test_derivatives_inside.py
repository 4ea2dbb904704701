"""Derivatives inside a function that is differentiated: forces of an energy, steps of Newton, second derivatives."""

from __future__ import annotations

import numpy as np
import pytest

import s2sad
from tests.support import check, check_second_order

X = np.array([0.4, -0.9])


def energy(q, k):
    return 0.5 * k * np.sum(q**2) + 0.1 * np.sum(q**4)


def cubic(x, a):
    return x**3 - a


def rough(x):
    return np.sum(np.histogram(x)[0])


class Spring:
    def __init__(self, weights):
        self.weights = weights

    def loss(self, x):
        return np.sum(self.weights * x**2)


FORCE = s2sad.grad(energy)
SPRING = Spring(np.array([1.0, 2.0]))
SLOPE = s2sad.grad(SPRING.loss)


@s2sad.differentiable(wrt="x")
def decorated(x):
    return np.sum(x**3)


def leapfrog(k, q0):
    force = s2sad.grad(energy)
    q, p = q0, np.zeros(2)
    for _ in range(4):
        p = p - 0.1 * force(q, k)
        q = q + 0.1 * p
    return np.sum(q * q)


def of_the_module(k, q):
    return np.sum(FORCE(q, k=k) ** 2)


def value_too(k, q):
    total = 0.0
    for _ in range(3):
        e, slope = s2sad.value_and_grad(energy, wrt="q")(q, k)
        q = q - 0.1 * slope
        total += e
    return total


def newton(a):
    x = 1.0
    slope = s2sad.derivative(cubic, wrt="x")
    for _ in range(20):
        x = x - cubic(x, a) / slope(x, a)
    return x


def of_a_method(x):
    return np.sum(SLOPE(x) ** 2)


def of_a_decorated_function(x):
    return np.sum(decorated.grad(x) * x) + decorated(x)


def along(x, v):
    value, dot = s2sad.tangent(energy, wrt=("q", "k"))(x, 1.2, v, 0.5)
    return value * dot


@pytest.mark.parametrize(
    ("function", "args", "wrt"),
    [
        (leapfrog, (1.3, X), ("k", "q0")),
        (of_the_module, (1.3, X), ("k", "q")),
        (value_too, (1.3, X), ("k", "q")),
        (newton, (2.0,), "a"),
        (of_a_method, (X,), "x"),
        (of_a_decorated_function, (X,), "x"),
        (along, (X, X[::-1].copy()), ("x", "v")),
    ],
)
def test_right_to_second_order(function, args, wrt):
    check(function, *args, wrt=wrt)
    check_second_order(function, *args, wrt=wrt)


def test_what_the_inner_function_reads_is_seen_when_it_changes():
    gradient = s2sad.grad(of_a_method)
    assert np.allclose(gradient(X), 8 * np.array([1.0, 4.0]) * X)
    SPRING.weights = np.array([3.0, 1.0])
    assert np.allclose(gradient(X), 8 * np.array([9.0, 1.0]) * X)


def of_what_has_none(x):
    return s2sad.grad(rough)(x)[0] * x[0]


@pytest.mark.parametrize(
    ("function", "at", "message"),
    [
        (of_what_has_none, X, "no derivative for np.histogram"),
    ],
)
def test_refused(function, at, message):
    with pytest.raises(s2sad.NotSupportedError, match=message) as found:
        s2sad.grad(function)(at)
    assert __file__ in str(found.value)
