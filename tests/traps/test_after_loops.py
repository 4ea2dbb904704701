"""Names that only some rounds of a loop bind: what is read after the loop was bound in an earlier round."""

from __future__ import annotations

import numpy as np
import pytest

import s2sad
from tests.support import check, check_second_order

X = np.array([0.31, 0.83, 1.37, 0.55])
M = np.arange(12.0).reshape(3, 4) / 7 + 0.23


def before_a_break(x, n):
    for i in range(n):
        t = x[i] ** 2
        if x[i] > 1:
            break
        u = t * x[i]
    return t * u


def array_before_a_break(x, n):
    for i in range(n):
        if x[i] > 1:
            break
        y = x * x[i]
        y[0] += 1
    return np.sum(y * y)


def tuple_before_a_break(x, n):
    for i in range(n):
        if x[i] > 1:
            break
        pair = x[i], (x[i] ** 2, x * x[i])
    first, (second, third) = pair
    return first * second * np.sum(third)


def endless_and_broken(x, n):
    i = 0
    while True:
        if i >= n:
            break
        r = x[i]
        i += 1
        s = r * r
    return r * s


def broken_in_the_middle(x, n):
    i = 0
    while True:
        r = x[i]
        i += 1
        if i >= n:
            break
        s = r * r
    return r * s


def bound_in_the_test(x, n):
    s = 0.0
    while (k := int(s)) < n - 1:
        s += (t := x[k]) * x[1] + 0.9
    return s * t


def last_that_passed(x, n):
    for i in range(n):
        if x[i] > 0.5:
            last = x * x[i]
            k = i
    return np.sum(last) * x[k]


def on_three_paths(x, n):
    for i in range(n):
        if x[i] > 0.5:
            if x[i] > 1.5:
                continue
            a = x[i]
        else:
            b = x[i] * 2
            if i == 5:
                break
            c = b * b
    return a * b * c


def inner_loop_without_rounds(x, n):
    for i in range(n):
        for j in range(2 - i):
            t = x[i] * x[j]
    return t


def inner_while_without_rounds(x, n):
    s = 0.0
    for i in range(n):
        k = i
        while k < 2:
            v = x[k] ** 2
            k += 1
        s = s + v * x[i]
    return s * v


def left_by_an_error(x, n):
    for i in range(n + 2):
        try:
            t = x[i] ** 2
        except IndexError:
            break
        u = t * x[0]
    return t * u


def newton(x, n):
    z = x[0]
    for _ in range(n):
        f = z**3 - x[1]
        if abs(f) < 1e-3:
            break
        step = -f / (3 * z**2)
        z = z + step
    return z * x[2] + step


def step_halved(x, n):
    t = 1.0
    before = np.sum(x**n)
    while True:
        y = x - t * x**3
        now = np.sum(y**n)
        if now < 0.3 * before:
            break
        t *= 0.5
        slope = (before - now) / t
    return now + slope


def not_in_the_first_round(x, n):
    previous = None
    for i in range(n):
        if previous is not None:
            d = x[i] - previous
            e = d * d
        previous = x[i]
    return e * previous


def in_a_helper(x, n):
    def found(limit):
        for v in x:
            if v > limit:
                hit = v * v
                continue
            if v > 1.3 * limit:
                break
            miss = v
        return hit * miss

    return found(0.5) + found(0.6)


ALL = [
    before_a_break, array_before_a_break, tuple_before_a_break, endless_and_broken, broken_in_the_middle,
    bound_in_the_test, last_that_passed, on_three_paths, inner_loop_without_rounds, inner_while_without_rounds,
    left_by_an_error, newton, step_halved, not_in_the_first_round, in_a_helper,
]  # fmt: skip


@pytest.mark.parametrize("function", ALL, ids=lambda f: f.__name__)
def test_first_and_second_order(function):
    check(function, X, 4, wrt="x")
    check_second_order(function, X, 4, wrt="x")


@pytest.mark.parametrize("function", ALL, ids=lambda f: f.__name__)
def test_without_types(function):
    scope: dict[str, object] = {}
    exec(s2sad.grad(function, wrt="x").standalone(), scope)
    made = scope[s2sad.grad(function).__name__]
    np.testing.assert_allclose(made(X.copy(), 4), s2sad.grad(function, wrt="x")(X.copy(), 4), rtol=1e-12)


def rows_until_a_large_one(m):
    for r in m:
        s = r.sum()
        if s > 6:
            break
        q = r * s
        q[0] = 1.0
    return np.sum(q) * s


def two_loops_left(m):
    for i in range(3):
        for j in range(4):
            if m[i, j] > 1.33:
                break
            u = m[i, j] * m[0, j]
        else:
            w = u * 2
            continue
        v = u * m[i, 0]
        break
    return u * v * w


@pytest.mark.parametrize("function", [rows_until_a_large_one, two_loops_left], ids=lambda f: f.__name__)
def test_matrices(function):
    check(function, M)
    check_second_order(function, M)


@pytest.mark.parametrize("make", [s2sad.grad, s2sad.value_and_grad, s2sad.tangent], ids=lambda make: make.__name__)
def test_without_a_round_python_s_own_error(make):
    derived = make(last_that_passed)
    with pytest.raises(UnboundLocalError):
        derived(X, 0, *([X] if make is s2sad.tangent else []))


def read_before_any_round_binds_it(x, n, first):
    total = np.sum(x * x)
    for i in range(n):
        if i < first:
            continue
        total = total + later * x[i]  # noqa: F821
        later = total * x[0]  # noqa: F841
    return total


@pytest.mark.parametrize("make", [s2sad.value_and_grad, s2sad.tangent], ids=lambda make: make.__name__)
def test_what_no_round_has_bound_is_python_s_own_error(make):
    derived, seed = make(read_before_any_round_binds_it, wrt="x"), [X] if make is s2sad.tangent else []
    assert derived(X, 2, 2, *seed)[0] == pytest.approx(X @ X)
    with pytest.raises(UnboundLocalError):
        derived(X, 2, 1, *seed)


def list_before_a_break(x, n):
    for i in range(n):
        if x[i] > 1:
            break
        pair = [x[i], x[i] ** 2]
    return pair[0] * pair[1]


def dict_that_passed(x, n):
    for i in range(n):
        if x[i] > 0.5:
            found = {"v": x[i], "w": [x[i] ** 2]}
    return found["v"] * found["w"][0]


@pytest.mark.parametrize("function", [list_before_a_break, dict_that_passed])
def test_containers(function):
    check(function, X, 4, wrt="x", order=2)


def sorted_in_loops_that_never_run(x, m, k, n=2):
    y = x * k
    for _ in range(n):
        if m[0, 2] > -0.7:
            v = x[::-2]
            v[0] += abs(3)
            return np.sum(x * x) + np.sum(m * m) + np.sum(v * v) + k
    tail = x[1:]
    for _ in range(0):
        w = 0
        while w < 0:
            w += 1
            for _ in [0, 2, 1]:
                tail.sort()
        y[[0, 0]] *= k**2
        y[[2, 3]] *= sum(v * k for v in m[1, 0:])
    return np.sum(m * m) + np.sum(y * y) + np.sum(x * x) + k


def test_a_carry_that_hands_on_itself():
    check(sorted_in_loops_that_never_run, X, M, 0.7, wrt="x")
    check(sorted_in_loops_that_never_run, X, -M, 0.7, wrt="x")
