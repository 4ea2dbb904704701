"""Arrays that the reverse sweep walks back to what they were, instead of keeping what was read of them."""

import re

import numpy as np
import pytest

import s2sad
from tests.support import check

rng = np.random.default_rng(11)
X, A = rng.uniform(0.4, 1.2, 7), rng.uniform(0.4, 1.2, (4, 4))


def relaxed(x):
    u = x.copy()
    for _ in range(3):
        for i in range(1, len(x) - 1):
            u[i] = 0.5 * (u[i - 1] * u[i + 1] + x[i])
    return np.sum(u * u)


def around(x):
    """The first round reads the last element, by the index -1."""
    u = x.copy()
    for i in range(len(x)):
        u[i] = u[i] * u[i - 1]
    return np.sum(u * u)


def downwards(x):
    u = x.copy()
    for i in range(len(x) - 2, 0, -1):
        u[i] = u[i + 1] * u[i] * u[i - 1]
    for i in reversed(range(1, len(x) - 1)):
        u[i] *= u[i + 1]
    return np.sum(u * x)


def in_branches(x):
    u = x.copy()
    for n in range(3):
        for i in range(1, 6):
            if u[i] > 0.4:
                u[i] = u[i - 1] * u[i + 1]
            elif n == 1:
                u[i - 1] *= u[i]
            else:
                u[3] = u[3] * u[4]
    return np.sum(u * u)


def while_it_is_small(x):
    u = x.copy()
    while np.sum(u) < 40.0:
        i = 1
        while i < 6:
            u[i] = u[i] + 0.3 * u[i - 1] * u[i + 1]
            i = i + 1
    return np.sum(u * u)


def until_break(x):
    u = x.copy()
    for n in range(9):
        for i in range(1, 6):
            u[i] += 0.2 * u[i - 1] * u[i + 1]
            if u[i] > 2.0:
                break
        if u[2] > 1.5:
            break
    return np.sum(u * u)


def alone_in_a_while(x):
    u = x.copy()
    n = 0
    while n < 3:
        for i in range(1, 6):
            u[i] = u[i - 1] * u[i + 1]
        n += 1
    return np.sum(u * u)


def three_buffers(x):
    a, b, c = x.copy(), 0.5 * x, np.zeros(len(x))
    for _ in range(5):
        for i in range(1, 6):
            c[i] = a[i] + 0.2 * b[i - 1] * b[i + 1] - 0.1 * b[i] * c[i]
        a, b, c = b, c, a
    return np.sum(b * b)


def by_views(x):
    u = x.copy()
    for n in range(3):
        v = u[1:-1]
        v[1:] = v[1:] * v[:-1] * u[n]
        v[0] *= u[-1] * v[1]
    return np.sum(u * u)


def eliminated(a):
    u = a.copy()
    for k in range(len(u)):
        for i in range(k + 1, len(u)):
            u[i, k] /= u[k, k]
            for j in range(k + 1, len(u)):
                u[i, j] -= u[i, k] * u[k, j]
    return np.sum(u * u)


def rows_and_columns(a):
    u = a.copy()
    for k in range(3):
        u[k] *= u[:, k + 1]
        u[:, k] = u[k] * u[k + 1]
        u[k + 1 :, k] -= u[k, k] * u[k, k + 1 :]
    return np.sum(u * u)


def at_places(a):
    u = a.copy()
    places = np.array([0, 2, 0])
    for k in range(3):
        u[places, k] = u[k, :3] * u[k + 1, 1:]
        u[u > 1.0] *= 0.7
    return np.sum(u * u)


def kept_before(x):
    u = x.copy()
    total = 0.0
    for i in range(1, 6):
        before = u[i]
        u[i] = u[i - 1] * u[i + 1]
        total += before * before * u[i]
    return total


def whole(x):
    u = x.copy()
    for i in range(6):
        u[:] = np.minimum(u, 1.1 * u[i] * u)
        u[i] *= u[i + 1]
    return np.sum(u * u)


def adjoint_takes_it_over(x):
    """The adjoint of x begins as w itself."""
    w = x * x
    for i in range(7):
        w[1] = 0.5 * w[i] * x[2] * w[-1]
    return np.sum(w * x)


def change_places(x):
    """What is on the tape is what x_bar begins with."""
    u, w = x.copy(), x * x
    total = 0.0
    for i in range(3):
        total += np.sum(np.sin(u) * w) * x[i]
        u, w = w, u
    return total + np.sum(w * x)


def the_array_itself(x):
    u = x.copy()
    for i in range(1, 6):
        u[i] = u[i - 1] * u[i + 1] * u[i]
    return u


def the_callers(x):
    for _ in range(2):
        for i in range(1, 6):
            x[i] = x[i - 1] * x[i + 1] * x[i]
    return np.sum(x * x)


def and_a_view_of_it(x):
    u = x.copy()
    for _ in range(2):
        for i in range(1, 6):
            u[i] = u[i - 1] * u[i + 1] * u[i]
    return u[2:5], np.sum(u)


ON_VECTORS = (
    relaxed, around, downwards, in_branches, while_it_is_small, until_break, alone_in_a_while, three_buffers, by_views,
    kept_before, whole, adjoint_takes_it_over, change_places, the_array_itself, the_callers, and_a_view_of_it,
)  # fmt: skip


@pytest.mark.parametrize("function", ON_VECTORS)
def test_vectors(function):
    check(function, X, wrt="x")


@pytest.mark.parametrize("function", [eliminated, rows_and_columns, at_places])
def test_matrices(function):
    check(function, A, wrt="a")


@pytest.mark.parametrize("function", [relaxed, in_branches, until_break, alone_in_a_while, kept_before, the_callers])
def test_second_order(function):
    check(function, X, wrt="x", order=2)


def reverse_text(function, at):
    gradient = s2sad.grad(function)
    gradient(at.copy())
    return gradient.source.partition("# reverse sweep")[2]


@pytest.mark.parametrize("function", [relaxed, around, in_branches, while_it_is_small, until_break, alone_in_a_while])
def test_what_is_overwritten_is_put_back(function):
    assert re.search(r"u\w*\[.+\] = ", reverse_text(function, X))


def test_what_nothing_overwrites_is_on_no_tape():
    assert "pop" not in reverse_text(eliminated, A)


def test_an_index_that_may_wrap_around_is_no_other_element():
    assert "pop" in reverse_text(around, X)


def test_the_array_is_not_copied_on_the_way():
    for function in (relaxed, in_branches, while_it_is_small, until_break, alone_in_a_while, three_buffers):
        assert "copy()" not in reverse_text(function, X)
