"""`stop_gradient`: what it is given is a constant, to every order, and the text has nothing of it."""

from dataclasses import dataclass

import numpy as np
import pytest

import s2sad
from tests.support import check, check_refused

X = np.array([0.3, -0.8, 1.3])
stop = s2sad.stop_gradient


def number(x, c):
    return np.sum(x * x) * c


def with_number(x):
    return number(x, stop(np.sin(x[0])))


def array(x, c):
    return np.sum(x * c + x**3 * c)


def with_array(x):
    return array(x, s2sad.stop_gradient(x * x))


def branch(x, c):
    if np.sum(c) > 1.0:
        return np.sum(x * c * x)
    return np.sum(x)


def with_branch(x):
    return branch(x, stop(x) + 1.0)


def loop(x, c):
    y = x
    for _ in range(3):
        y = y * c + x
    return np.sum(y * y)


def with_loop(x):
    c = stop(np.exp(x))
    y = x
    for _ in range(3):
        y = y * c + x
    return np.sum(y * y)


def in_a_loop(x):
    y = x
    for _ in range(3):
        y = y * stop(np.exp(x)) + x
    return np.sum(y * y)


CONSTANTS = {
    with_number: (number, np.sin(X[0])), with_array: (array, X * X), with_branch: (branch, X + 1.0),
    with_loop: (loop, np.exp(X)), in_a_loop: (loop, np.exp(X)),
}  # fmt: skip


@pytest.mark.parametrize("function", CONSTANTS, ids=lambda f: f.__name__)
def test_as_with_a_constant(function):
    other, c = CONSTANTS[function]
    v = np.array([0.7, 0.2, -0.4])
    assert function(X) == other(X, c)
    np.testing.assert_allclose(s2sad.grad(function)(X), s2sad.grad(other, "x")(X, c), rtol=1e-13)
    np.testing.assert_allclose(s2sad.tangent(function)(X, v), s2sad.tangent(other, "x")(X, c, v), rtol=1e-13)
    expected = s2sad.hessian(other, "x")(X, c)
    np.testing.assert_allclose(s2sad.hessian(function)(X), expected, rtol=1e-12, atol=1e-14)
    reverse = s2sad.vjp(s2sad.grad(function), X)[1](v)
    np.testing.assert_allclose(reverse, expected @ v, rtol=1e-12)


def third(x):
    return x**2 * stop(x)


def test_third_order():
    second = s2sad.derivative(s2sad.derivative(third))
    assert (s2sad.derivative(third)(3.0), second(3.0), s2sad.derivative(second)(3.0)) == (18.0, 6.0, 0.0)


@dataclass
class Pair:
    a: float
    b: np.ndarray


def containers(x):
    both = stop({"a": x[0], "b": [x, (x[1], "text")]})
    pair = stop(Pair(x[0], x * 2.0))
    return np.sum(x * both["a"] + both["b"][0]) * both["b"][1][0] + np.sum(pair.b * x) * pair.a


def list_of_unknown_length(x):
    seen = [v * v for v in x]
    held = stop(seen)
    seen.append(1.0)
    return sum(s * h for s, h in zip(seen, held))


def test_containers():
    both = X[0] * X[1] + 2.0 * X * X[0]
    np.testing.assert_allclose(s2sad.grad(containers)(X), both)
    np.testing.assert_allclose(s2sad.grad(list_of_unknown_length)(X), 2.0 * X * X * X)


def all_of_it(x):
    return stop(np.sum(x * x))


def test_the_result():
    assert not s2sad.grad(all_of_it)(X).any()
    assert s2sad.tangent(all_of_it)(X, X) == (np.sum(X * X), 0.0)


def written_afterwards(x):
    y = x * 1.0
    held = stop(y)
    y[0] = 2.0
    return np.sum(y * held)


def written_through(x):
    y = x * 1.0
    held = stop(y)
    held[0] = 2.0
    return np.sum(y)


def test_one_memory_under_two_names():
    check_refused(written_afterwards, X, line="return np.sum(y * held)")
    check_refused(written_through, X, line="return np.sum(y)")


def written_and_its_own(x):
    held = stop(x * x)
    held[0] = 2.0
    return np.sum(x * held)


def test_what_is_written_into():
    c = X * X
    c[0] = 2.0
    np.testing.assert_allclose(s2sad.grad(written_and_its_own)(X), c)
    assert s2sad.value_and_grad(written_and_its_own)(X)[0] == written_and_its_own(X)


def passive(x, k):
    return np.sum(x * stop(k))


def test_of_what_is_passive_anyway():
    check(passive, X, 2.0, wrt="x", order=2)


@pytest.mark.parametrize("form", ["grad", "tangent"])
def test_the_text_has_nothing_of_it(form):
    text = s2sad.source(with_loop, form=form, args="x: f8[3]")
    assert "stop(" not in text and "s2sad" not in text


def test_in_a_run_of_the_function():
    assert stop(X) is X and stop(2.0) == 2.0
    held = stop([X, {"k": (1.0, None)}, Pair(1.0, X)])
    assert held[0] is X and held[1] == {"k": (1.0, None)} and held[2].b is X
