"""``try`` and functions that call themselves."""

import math

import numpy as np
import pytest

import s2sad
from tests.support import Case, check_second_order, derivatives

A = np.array([[1.5, 0.2], [0.3, 2.5]])


def rec(x, n):
    try:
        y = math.sqrt(x - 1.0)
    except ValueError:
        y = x * x
    return y if n == 0 else rec(x * y, n - 1) + y


def recursive(x, n):
    try:
        return x if n == 0 else recursive(x * x, n - 1) * x
    except ValueError:
        return x


def rec_raise(x, n):
    if n == 0:
        if x > 2:
            raise ValueError("v")
        return x * x
    return x * rec_raise(x * 1.2, n - 1)


def around(x, n):
    try:
        y = rec_raise(x, n) * x
    except ValueError:
        y = x * x * 7
    return y


def rec_back(x, n):
    if n == 0:
        if x > 1.5:
            raise ValueError("v")
        return x * x
    try:
        return x * rec_back(x * 1.2, n - 1)
    except ValueError:
        return x * x * x + rec_back(x * 0.5, n - 1)


def tree(x, n):
    if n <= 0:
        return math.log(x)
    try:
        return tree(x - 0.4, n - 1) * x
    except ValueError:
        return tree(x * 2, n - 2) * x * x


def np_rec(a, n):
    if n == 0:
        return np.linalg.solve(a, a[0])
    try:
        return np_rec(a - np.eye(2) * 0.5, n - 1) * 2
    except np.linalg.LinAlgError:
        return a[1] * 3


def np_rec_sum(a, n):
    return np.sum(np_rec(a, n) ** 2)


def mutual(x, n):
    def even(v, k):
        try:
            return v / (k - 3) if k == 0 else odd(v * x, k - 1)
        except ZeroDivisionError:
            return v

    def odd(v, k):
        if k == 3:
            raise ZeroDivisionError("three")
        return even(v + x, k - 1)

    return even(x, n)


def sqrt_rec(x, n):
    if n == 0:
        return math.sqrt(x)
    try:
        return sqrt_rec(x, n - 1) + x
    except ZeroDivisionError:
        return x * 100


CASES = [
    Case(rec, (1.3, 2), "x", name="rec_0"),
    Case(recursive, (1.3, 2), "x", name="recursive_0"),
    Case(around, (1.3, 2), "x", name="around_0"),
    Case(around, (1.8, 2), "x", name="around_1"),
    Case(rec_back, (1.1, 2), "x", name="rec_back_0"),
    Case(rec_back, (1.3, 2), "x", name="rec_back_1"),
    Case(tree, (1.3, 2), "x", name="tree_0"),
    Case(tree, (1.3, 4), "x", name="tree_1"),
    Case(np_rec_sum, (A, 2), "a", name="np_rec_sum_0"),
    Case(mutual, (1.3, 4), "x", name="mutual_0"),
    Case(mutual, (1.3, 6), "x", name="mutual_1"),
]  # fmt: skip

test_derivative = derivatives(CASES)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_second_derivative(case):
    check_second_order(case.function, *case.args, wrt=case.wrt, recursive=True)


@pytest.mark.parametrize("make", [s2sad.grad, s2sad.derivative])
def test_what_a_derivative_raises_is_not_caught(make):
    assert sqrt_rec(0.0, 2) == 0.0
    with pytest.raises(ZeroDivisionError):
        make(sqrt_rec, wrt="x")(0.0, 2)
