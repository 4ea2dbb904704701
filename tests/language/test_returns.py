"""Returns from inside loops: nested, several, with the variables of the loops, behind `else`, in helpers."""

import numpy as np
import pytest

from tests.support import check, check_second_order

X = np.array([0.3, 0.8, 1.3, 0.55])


def reads_the_counters(x):
    for i in range(4):
        for j in range(4):
            if x[i] * x[j] > 0.5:
                return x[i] ** 2 * (i + 1) + np.sin(x[j]) * j
    return x[0]


def two_returns(x):
    s = x[0]
    for i in range(6):
        s = s * 1.3 + x[i % 4]
        if s > 9.0:
            return s * x[1]
        for j in range(3):
            s += 0.1 * j * x[2]
            if s > 6.0:
                return np.sqrt(s) * i
    return s


def forever(x):
    s = np.sum(x)
    while True:
        s = np.sin(s) * 2.0
        if s < 1.9:
            return s * x[0]


def forever_with_a_break(x):
    s = np.sum(x)
    n = 0
    while True:
        s = np.sin(s) * 2.0
        n += 1
        if s < 1.0:
            return s * x[0]
        if n > 3:
            break
    return s * x[1]


def behind_else(x):
    for i in range(4):
        for _ in range(2):
            if x[i] > 5.0:
                return x[i]
        else:
            if x[i] > 1.0:
                return x[i] ** 3
    else:
        return -np.sum(x)
    return 0.0


def in_a_while_in_a_for(x):
    for i in range(4):
        s = x[i]
        while s < 3.0:
            s = s * 1.5 + x[0]
            if s > 2.0 and i == 2:
                return s * s
    return s


def of_another_kind(x):
    for i in range(4):
        if x[i] > 1.0:
            return x * i
    return x


def first_above(v, bound):
    for k in range(len(v)):
        if v[k] > bound:
            return v[k] * k
    return bound * v[0]


def helper_in_a_loop(x):
    total = 0.0
    for i in range(3):
        total += first_above(x * (i + 1.0), 1.0 + i)
    return total * first_above(x, 5.0)


def tuple_of_values(x):
    for i in range(4):
        if x[i] > 0.5:
            return x[i] * 2.0, x[0]
    return x[0], x[1]


def of_a_tuple(x):
    a, b = tuple_of_values(x)
    return a * b


def among_items(x):
    for scale in (0.1, 1.0, 3.0):
        for value in x:
            if scale * value > 0.7:
                return scale * value**2
    return 0.0


FUNCTIONS = [
    reads_the_counters, two_returns, forever, forever_with_a_break, behind_else, in_a_while_in_a_for, helper_in_a_loop,
    of_a_tuple, among_items,
]  # fmt: skip


@pytest.mark.parametrize("scale", [0.2, 1.0, 2.5])
@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_the_value_that_was_returned_is_derived(function, scale):
    check(function, X * scale)
    check_second_order(function, X * scale)


@pytest.mark.parametrize("scale", [0.2, 1.0])
def test_arrays_are_returned_from_loops(scale):
    check(of_another_kind, X * scale)
