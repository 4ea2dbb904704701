"""Arrays that are there before the function runs: written by name, under two names, in loops."""

import numpy as np
import pytest

import s2sad
from tests.support import refusal

X = np.array([0.7, -1.2, 2.1, 0.4])
START = np.array([0.3, 1.1, -0.4, 0.9])
TABLE = START.copy()
ALIAS = TABLE


def element(x):
    TABLE[0] = x[1] * 2
    return np.sum(x * TABLE)


def local_name(x):
    table = TABLE
    table[0] = x[1] * 2
    TABLE[1] = x[0]
    return np.sum(x * TABLE) + table[1] * x[3]


def two_names(x):
    TABLE[0] = x[1] * 2
    return np.sum(x * ALIAS)


def in_a_loop(x):
    for i in range(3):
        TABLE[i] = x[i] * 2
    return np.sum(x * TABLE)


def in_a_branch(x):
    if x[0] > 0:
        TABLE[1:] *= x[1:]
    return np.sum(x * TABLE)


def fresh(function, x):
    TABLE[:] = START
    return function(x)


@pytest.mark.parametrize("function", [element, local_name, two_names, in_a_loop, in_a_branch], ids=lambda f: f.__name__)
def test_a_global_array_is_one_array(function):
    derived = s2sad.value_and_grad(function)
    value, gradient = fresh(derived, X.copy())
    after = TABLE.copy()
    assert value == fresh(function, X)
    np.testing.assert_array_equal(after, TABLE)
    steps = 1e-6 * np.eye(4)
    expected = [(fresh(function, X + e) - fresh(function, X - e)) / 2e-6 for e in steps]
    np.testing.assert_allclose(gradient, expected, atol=1e-7)


def down(x, n):
    TABLE[n] = x[n]
    return x[0] if n == 0 else TABLE[n] * x[n] + down(x, n - 1)


def by_recursion(x):
    return down(x, 3) + TABLE[1]


def test_a_recursive_function_that_writes_into_a_global():
    assert "recursive function" in str(refusal(by_recursion, X))
