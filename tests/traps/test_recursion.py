"""Recursive functions on memory that is written before, between and after their calls."""

import numpy as np
import pytest

import s2sad
from tests.support import check, check_refused, check_second_order

X = np.array([0.3, 0.4, 0.5, 0.7])


def pairing(a, b, n):
    if n == 0:
        return np.sum(a * b)
    return np.sin(a[n]) * pairing(a, b, n - 1) + b[0] * a[n - 1]


def halves(v):
    if len(v) == 1:
        return v[0] ** 2
    middle = len(v) // 2
    return halves(v[:middle]) * 2.0 + np.sin(halves(v[middle:]))


def rolled(x, n):
    if n == 0:
        return x[::-1]
    return np.sin(rolled(x, n - 1)) + x[n]


def one_array_twice(x):
    return pairing(x, x, 2)


def array_and_its_view(x):
    y = x * 2.0
    return pairing(y, y[::-1], 2) + y[0]


def written_between_two_calls(x):
    y = x * 1.0
    a = pairing(y, x, 2)
    y[0] = 5.0
    y[1] = a
    return a + pairing(y, x, 2) * y.sum()


def written_in_a_loop(x):
    y = x * 2.0
    total = 0.0
    for i in range(3):
        total += pairing(y, x, 2)
        y[i] = total
        y *= 0.5
    return total + y.sum()


def parts_of_ever_smaller_size(x):
    y = x.copy()
    a = halves(y)
    y[:] = a * x
    return halves(y) + a


def kept_in_a_list(x):
    y = x * 1.0
    found = []
    for i in range(2):
        found.append(halves(y))
        y[i] *= found[-1]
    return sum(found) + y[0]


def view_that_a_write_changes(x):
    y = x * 1.0
    v = rolled(y, 0)
    y[0] = 7.0
    return np.sum(v * y)


WITH_TAPE = [
    one_array_twice, array_and_its_view, written_between_two_calls, written_in_a_loop, parts_of_ever_smaller_size,
    kept_in_a_list,
]  # fmt: skip


@pytest.mark.parametrize("function", WITH_TAPE, ids=lambda f: f.__name__)
def test_recursion(function):
    check(function, X)
    check_second_order(function, X, recursive=True)


def test_recursion_that_keeps_nothing():
    check(view_that_a_write_changes, X)
    check_second_order(view_that_a_write_changes, X)


def total(tree):
    """The way down a tree has an end: each call is given a smaller one."""
    if isinstance(tree, tuple):
        sign, left, right = tree
        if sign == "*":
            return total(left) * total(right)
        return total(left) + total(right)
    return tree


def below(tree, x):
    return np.sum(np.sin(total(tree) * x)) + total(("*", x[0], ("+", x[1], 2.0)))


def folded(items, x):
    if not items:
        return x[0]
    return np.sin(items[0] * folded(items[1:], x)) + x[1]


def test_trees_and_lists_are_taken_apart():
    tree = ("+", ("*", 2.0, 0.3), ("+", 0.7, ("*", 0.2, 0.1)))
    check(below, tree, X, wrt="x")
    check_second_order(below, tree, X, wrt="x")
    check(folded, (0.4, 0.2, 0.9), X, wrt=("items", "x"))


def endless(tree, x):
    return endless((tree, 1.0), x) + x


def test_a_tree_that_grows_is_refused():
    check_refused(endless, 1.0, 0.5, wrt="x", line="endless((tree, 1.0), x)")


def power(x, n):
    if n == 0:
        return 1.0
    return x * power(x, n - 1)


def test_the_hessian_of_a_recursive_function():
    assert s2sad.hessian(power)(0.5, 4) == pytest.approx(12 * 0.5**2)
    assert s2sad.hvp(power)((0.5, 4), 2.0) == pytest.approx(24 * 0.5**2)
    found = s2sad.hessian(halves)(X)
    steps = [(s2sad.grad(halves)(X + h) - s2sad.grad(halves)(X - h)) / 2e-6 for h in 1e-6 * np.eye(4)]
    assert np.allclose(found, steps, rtol=1e-6, atol=1e-8)
