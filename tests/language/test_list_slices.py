"""Slices of lists whose length only the run knows, and lists that ``+=`` and ``*=`` change whoever holds them."""

import numpy as np
import pytest

import s2sad
from tests.support import Case, derivatives, second_derivatives

X = np.array([0.7, 1.3, 0.45, 1.9])


class Record:
    def __init__(self, items):
        self.items = items


def weighted(items):
    return sum(v * v * (k + 1) for k, v in enumerate(items))


def exchanged(x, n, i):
    a = [x[k % 4] * k for k in range(n)]
    for k in range(1, n - 1):
        a[k : k + 2] = [a[k + 1] * x[0], a[k]]
    a[-2:] = [x[0], x[1], x[2]]
    a[i + 2 : i] = [x[3]]
    del a[i:-4]
    a.insert(-1, a.pop(-2) * x[3])
    return weighted(a)


def every_other(x, n, i):
    a = [x[k % 4] * k for k in range(n)]
    a[::2] = [v * v for v in a[::2]]
    a[::-1] = [v * x[0] for v in a]
    a[i::2] = a[: i + 2]
    return weighted(a)


def repeated(x, n, m):
    a = [x[k % 4] * k for k in range(n)]
    b = a
    a *= m
    b += a[m - 1 : m + 1]
    return weighted(b) + weighted([x[0], x[1]] * m + a * 2)


def changed_in_place(x, n):
    record, table = Record([x[0], x[1]]), {"a": [x[2]]}
    one, other = record.items, table["a"]
    rows = [[x[k]] for k in range(n)]
    first = rows[0]
    record.items += [x[3]]
    record.items *= 2
    for k in range(n):
        table["a"] += [x[1] * k]
        rows[k] += [x[2]]
        rows[0] += [x[k]]
    rows[0] *= 2
    return weighted(one) + weighted(other) * x[0] + weighted(first) + sum(weighted(row) for row in rows)


CASES = [
    Case(exchanged, (X, 6, 1), wrt="x"),
    Case(every_other, (X, 6, 1), wrt="x"),
    Case(repeated, (X, 3, 2), wrt="x"),
    Case(repeated, (X, 3, 0), wrt="x"),
    Case(changed_in_place, (X, 3), wrt="x"),
]
test_first_order = derivatives(CASES)
test_second_order = second_derivatives([CASES[0], CASES[2]])


def test_a_slice_with_a_step_takes_as_many_items_as_it_has():
    def too_many(x, n):
        a = [v * x for v in range(n)]
        a[::2] = a
        return sum(a)

    with pytest.raises(ValueError):
        s2sad.value_and_grad(too_many)(0.5, 4)
