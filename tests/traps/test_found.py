"""What random programs and hand-made nasty ones have found: each was wrong or broke off once."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest

import s2sad
from tests.support import check, check_or_refused, check_second_order

X = np.array([0.3, 0.8, 1.3, 0.55])
M = np.arange(12.0).reshape(3, 4) / 7 + 0.2
SQUARE = np.arange(9.0).reshape(3, 3) / 5 + 0.12
INDEX = np.array([0, 0, 2, 1, 2])


# -- adjoints that change shape from round to round, or are broadcast views ------------------------


def grows(x, n):
    y = x * x
    for _ in range(n):
        y = np.concatenate([y, y[:1] * x[:1]])
    return np.sum(y * y)


def shrinks(x, n):
    y = x * x
    for _ in range(n):
        y = y[1:] * y[:-1]
    return y.sum()


def buffers_of_another_size(x, n):
    prev, cur = np.zeros(4), x * 1.0
    for i in range(n):
        new = 2 * cur - prev
        new[0] = cur[1] * prev[2]
        prev, cur = cur, new
        prev[1] *= x[i]
    return np.sum(cur * prev)


# -- variables that only a loop or a branch assigns ------------------------------------------------


def last_of_loop(x, n):
    for i in range(n):
        y = x * x * i
    return np.sum(y)


def last_of_growing(x, n):
    for i in range(n):
        y = x[: i + 1]
        y = y * y
    return np.sum(y * y)


def last_of_while(x, n):
    i = 0
    while i < n:
        y = x * x * i
        i += 1
        if i == 2:
            break
    return np.sum(y * y)


def last_but_one(x, n):
    y = x
    for i in range(n):
        z = y
        y = y * x
        y[i] = z[0]
    return np.sum(y * z)


def row_of_the_best(x, n):
    best = None
    for i in range(n):
        v = x[i] * x[i]
        if best is None or v > best:
            best = v
            row = x * v
    return best * np.sum(row)


def last_of_inner(x, n):
    for i in range(n):
        for j in range(i + 1):
            w = x * j
            v = np.sum(w * w)
        w = w * v
    return np.sum(w)


def written_in_one_branch(x, k):
    x[0] = k
    x[3] *= k
    if k > 3:
        x *= k
    return np.sum(x * x)


# -- stores --------------------------------------------------------------------------------------


def onto_itself(x, n):
    y = x
    x[:] = x
    return y * y


def all_onto_themselves(x, n):
    y = x * x
    y[1] = y[0]
    y[...] = y.copy()
    y[1:] = y[:-1]
    y[:] = y[::-1]
    return np.sum(y * y * x)


def repeated_index(x, n):
    y = x * x
    y[INDEX] = x[INDEX[::-1]] * x[0]
    y[INDEX] += x[INDEX] ** 2
    y[INDEX] = x[2] * y[0]
    return np.sum(y * x)


def repeated_in_a_loop(x, n):
    y = np.zeros(4)
    for k in range(n):
        y[INDEX[k:]] = y[INDEX[: 5 - k]] + x[k]
        y[INDEX] *= x[1]
    return np.sum(y * y)


def each_once(x, n):
    y, k = x * x, np.arange(3)
    y[k] *= x[0]
    y[np.argsort(x)] = y * x
    y[[3, 1]] += x[:2]
    return np.sum(y * y)


def repeated_columns(m):
    y = m * m
    y[:, INDEX] = m[:, INDEX[::-1]] * m[0, 0]
    y[[0, 1, 0], [1, 1, 1]] *= m[1, :3]
    y[1][[0, 0]] = m[0, :2]
    i, j = np.triu_indices(3)
    y[i, j] = m[j, i] * 2
    return np.sum(y * y)


# -- real tangents of complex values ---------------------------------------------------------------


def complex_element(x, n):
    w = x + 1j
    w[3] *= 1j
    return w


def complex_in_a_loop(x, n):
    w = x + 0j
    for i in range(n):
        w[i] = w[i + 1] * (1j + x[0])
    return np.sum(w.real * w.imag)


def complex_in_a_branch(x, n):
    w = x + 1j
    if n > 2:
        w[0] *= 1j * x[1]
    else:
        w = w * 2
    w[1] = w[0] * 1j
    return np.sum(np.abs(w) ** 2 * x)


def array_of_a_list(x, n):
    return np.abs(1j * np.array([v * v for v in x]) + 1.0)


# -- masks of where --------------------------------------------------------------------------------


def where_of_rolled(x, n):
    return np.where(x > 0.5, np.roll(x, 1) ** 2 * x, 0.0)


def where_of_reversed(x, n):
    return np.where(x > 0.5, x[::-1] ** 2, np.cumsum(x))


def rolled_clip(x, n):
    return np.sum(np.roll(np.clip(x, 0.4, 0.9), 1) ** 2)


def where_of_transposed(m):
    return np.where(m > 0.9, m.T * m, m @ m)


def minus_greatest(m):
    y = m * m
    y -= m.max(axis=0)
    return y


VECTOR = [
    grows, shrinks, buffers_of_another_size, last_of_loop, last_of_growing, last_of_while, last_but_one,
    row_of_the_best,
    last_of_inner, onto_itself, all_onto_themselves, repeated_index, repeated_in_a_loop, each_once, complex_element,
    complex_in_a_loop, complex_in_a_branch, array_of_a_list, where_of_rolled, where_of_reversed, rolled_clip,
]  # fmt: skip


@pytest.mark.parametrize("function", VECTOR, ids=lambda f: f.__name__)
def test_vectors(function):
    check(function, X, 3, wrt="x")


@pytest.mark.parametrize("function", [repeated_columns, minus_greatest], ids=lambda f: f.__name__)
def test_matrices(function):
    check(function, M)


def test_masks_do_not_go_where_elements_change_places():
    check(where_of_transposed, SQUARE)


@pytest.mark.parametrize(
    "function",
    [
        last_of_loop, last_of_while, row_of_the_best, all_onto_themselves, repeated_index,
        complex_in_a_loop, complex_in_a_branch, rolled_clip,
    ],
    ids=lambda f: f.__name__,
)  # fmt: skip
def test_second_order(function):
    check_second_order(function, X, 3, wrt="x")


def test_second_order_of_a_write_in_one_branch():
    check(written_in_one_branch, X, 0.7, wrt="k")
    check_second_order(written_in_one_branch, X, 0.7, wrt="k")


@pytest.mark.parametrize(
    "function",
    [
        lambda m: np.sum(np.sum(m, axis=0) ** 2),
        lambda m: np.sum(np.mean(m, axis=1)),
        lambda m: m.sum(1, keepdims=True)[0, 0],
    ],
)
def test_a_gradient_can_be_written(function):
    gradient = s2sad.grad(function)(M)
    gradient *= 2.0
    check(function, M)


def test_a_refusal_at_the_end_of_a_branch_is_a_refusal():
    def outer(x, k):
        y = x
        if k:
            x[:] = np.outer(y, y[:2]).sum(axis=1)
        return np.sum(x * x)

    check_or_refused(outer, X, 0.5)


def returns_a_view_from_an_inner_loop(x, k):
    for _ in x:
        for _ in x:
            v = x
            return x, v + k
        else:
            x[1] *= 1
    return x, x + k


def last_alias_of_a_written_array(x, k):
    y = x * k
    for _ in range(2):
        for _ in range(2):
            v = y
        y[1] *= k
    return v * k


@pytest.mark.parametrize(
    "function", [returns_a_view_from_an_inner_loop, last_alias_of_a_written_array], ids=lambda f: f.__name__
)
def test_right_or_refused(function):
    check_or_refused(function, X, 0.7, wrt=(0, 1))


def test_a_write_into_what_reduce_gave_is_not_lost():
    with contextlib.suppress(s2sad.S2sadError):
        check_second_order(buffers_of_another_size, X, 3, wrt="x")


# -- zeros of lists, reads that were stored, views of globals ---------------------------------------


def sum_of_a_list_in_a_loop(x, k):
    y = x * k
    for e in y:
        if e > 0.2:
            x[1] *= sum(v * k for v in y)
        x[0] += np.sin(x[2])
    return np.sum(x * x)


def adjoint_of_a_reshape_in_another_order(m):
    y = m * m
    z = y.reshape(-1)
    z[3] = m[0, 0] * 2
    z[5:7] *= m[1, 0]
    return y.T * 2.0


def two_names_that_a_branch_makes_one(x, n):
    a, b = x * 1.0, x * 1.1
    for i in range(n):
        a *= 2.0 * x[0]
        b[1] = x[1]
        if i % 2:
            a = b
        else:
            b = b * 1.5
    return a + b


def written_and_then_a_contribution(x, t):
    for i in range(3):
        t[i] = x[i] * 2
    return np.sum(x * t)


def test_the_zero_of_a_list_is_added_to():
    check_second_order(sum_of_a_list_in_a_loop, X, 0.5, wrt=("x", "k"))


def test_an_adjoint_that_is_written_through_a_reshape():
    check(adjoint_of_a_reshape_in_another_order, M)


def test_names_that_were_taken_for_two_arrays():
    check_or_refused(two_names_that_a_branch_makes_one, X, 4, wrt="x")


def test_a_written_argument_that_is_an_adjoint_too():
    check(written_and_then_a_contribution, X, np.ones(4), wrt="x")


def returns_early_without_the_argument(x, m, n, c):
    y = x * 2.0
    if n > 1:
        y[1:3] *= 2.0
    else:
        if abs(c) > 1.25:
            return np.sum(x * x)
        else:
            y[2] += 0.3
        y = y * max(np.dot(x, y), 0.1)
    return np.sum(x * x) + np.sum(y * y)


@pytest.mark.parametrize("n", [0, 2])
def test_a_result_that_is_constant_on_each_path(n):
    check(returns_early_without_the_argument, X, 1.5, n, 0.5, wrt="m")


def imaginary_part_of_what_is_real(x, k):
    w = np.clip(x, -0.8, 0.9) + 1j * np.arange(4.0)
    w.imag[1:] *= k
    return w.real * w.imag


def test_the_imaginary_part_of_a_real_tangent_is_not_written():
    check(imaginary_part_of_what_is_real, X, 0.7, wrt="x")
