"""What a loop carries is foreseen from its text: loops that seem to change what they do not, or change its kind."""

import math

import numpy as np
import pytest

from tests.support import check, check_second_order

X = np.array([0.3, 1.2, -0.7, 0.9])


def unchanged(x, n):
    k = 2
    s = x[0]
    for i in range(n):
        k = 2
        s = s * x[k] + x[1]
    return s


def sometimes_static(x, n, flag=False):
    k = 1
    s = 0.0
    for i in range(n):
        if flag:
            k = 3
        s = s + x[k] * x[i]
    return s


def becomes_array(x, n):
    t = len(x)
    y = x * 1.0
    for i in range(n):
        t = y * x[0]
        y = y + t * 0.1
    return np.sum(y * t)


def becomes_tuple(x, n):
    t = 0.0
    s = 0.0
    for i in range(n):
        t = (x[i], x[i] ** 2)
        s = s + t[0] * t[1]
    return s


def shape_static(x, n):
    m = 2
    s = 0.0
    for i in range(n):
        y = np.zeros(m)
        y[0] = x[i]
        y[1] = x[i] ** 2
        m = 2
        s = s + y[0] * y[1]
    return s


def growing(x, n):
    m = 1
    s = 0.0
    for i in range(n):
        y = np.ones(m) * x[i]
        m += 1
        s = s + np.sum(y * y)
    return s


def written_unchanged(x, n):
    y = x.copy()
    for i in range(n):
        if i > 10:
            y[0] = x[1]
        y[1] = y[1] * x[0]
    return np.sum(y**2)


def view_written(x, n):
    y = x.copy()
    v = y[1:]
    for i in range(n):
        v[0] += x[0] * y[2]
        y[2] *= 0.9
    return np.sum(y * y) + v[0]


def two_names(x, n):
    y = x.copy()
    z = y
    for i in range(n):
        y[i % 4] = y[i % 4] * x[0]
        z[0] += y[1] * x[1]
    return np.sum(y * z)


def nested_reuse(x, n):
    total = 0.0
    s = 5.0
    for i in range(n):
        s = 0.0
        for j in range(i + 1):
            s += x[j] * x[i]
            t = s
        total += s * t
    return total


def none_first(x, n):
    prev = None
    s = 0.0
    for i in range(n):
        if prev is not None:
            s = s + prev * x[i]
        prev = x[i]
    return s


def string_kind(x, n):
    mode = "a"
    k = 1.0
    s = 0.0
    for i in range(n):
        if mode == "a":
            s = s + x[i] * k
            mode = "b"
        else:
            s = s * x[i]
            mode = "a"
        k = 2.0
    return s


def tried(x, n):
    s = 0.0
    for i in range(n + 3):
        try:
            s = s + math.sqrt(x[i])
        except (ValueError, IndexError):
            s = s * x[0] + 1.0
    return s


FUNCTIONS = [
    unchanged, sometimes_static, becomes_array, becomes_tuple, shape_static, growing, written_unchanged,
    view_written, two_names, nested_reuse, none_first, string_kind, tried,
]  # fmt: skip


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("rounds", [1, 3])
def test_what_a_loop_carries(function, rounds):
    check(function, X, rounds, wrt="x")


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_second_order(function):
    check_second_order(function, X, 3, wrt="x")
