"""What the function raises, its derivatives raise: statements of the user always, operations that are computed."""

import math

import numpy as np
import pytest

import s2sad

X, Y = np.array([1.0, 2.0]), np.array([1.0, 2.0, 3.0])


def asserted(s, t):
    assert t < 0, "negative"
    return s * 2.0


def asserted_of_a_result(s, t):
    y = s * s
    assert y < 0
    return s + t


def raised_in_a_loop(s, t):
    for k in range(3):
        if k * t > 1:
            raise RuntimeError(k)
    return s + 1.0


def raised_in_a_helper(s, t):
    def check(v):
        if v > 0:
            raise ZeroDivisionError("v")

    check(t)
    return s


def raised_unless_known(s, t):
    match t:
        case int():
            return s
        case _:
            raise TypeError("no int")


def missing_key(s, t):
    return s + {"a": 1.0}["a" if t < 0 else "b"]


def no_place(s, t):
    return s * [1.0, 2.0][int(t) + 7]


def from_nothing(s, t):
    items = []
    items.pop()
    return s


def root(s, t):
    return math.sqrt(s - 9.0) * t


def division(s, t):
    return t / (s - 1.5)


def too_large(s, t):
    return math.exp(s * 1e3)


@pytest.mark.parametrize(
    "function",
    [
        asserted, asserted_of_a_result, raised_in_a_loop, raised_in_a_helper, raised_unless_known, missing_key,
        no_place, from_nothing, root, division, too_large,
    ],
)  # fmt: skip
def test_numbers(function):
    with pytest.raises(Exception) as due:  # noqa: PT011 - whatever the function raises
        function(1.5, 2.5)
    for derive in (s2sad.grad, s2sad.value_and_grad, s2sad.derivative, s2sad.hessian):
        with pytest.raises(due.type):
            derive(function, wrt="s")(1.5, 2.5)


def summed(x, y):
    return np.sum(x + y)


def product(x, y):
    return np.sum(x * y)


def inner(x, y):
    return x @ y


def unused(x, y):
    z = x - y  # noqa: F841
    return np.sum(x)


def inverted(x, y):
    return np.sum(np.linalg.inv(np.outer(x, x)))


def out_of_the_array(x, y):
    return x[5] * y[0]


def another_shape(x, y):
    return np.sum(x.reshape(2, 2) * y[0])


@pytest.mark.parametrize(
    "function", [summed, product, inner, unused, inverted, out_of_the_array, another_shape], ids=lambda f: f.__name__
)
def test_arrays(function):
    with pytest.raises(Exception) as due:  # noqa: PT011
        function(X, Y)
    for run in (
        lambda: s2sad.grad(function)(X, Y),
        lambda: s2sad.grad(function, wrt=("x", "y"))(X, Y),
        lambda: s2sad.tangent(function)(X, Y, X),
        lambda: s2sad.vjp(function, X, Y, wrt="x"),
        lambda: s2sad.hvp(function)((X, Y), X),
    ):
        with pytest.raises(due.type):
            run()


def test_shapes_that_fit_cost_nothing():
    gradient = s2sad.grad(summed)
    gradient(X, X + 1.0)
    assert "x + y" not in gradient.source
