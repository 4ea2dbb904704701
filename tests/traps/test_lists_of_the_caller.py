"""What becomes of a list of the caller's, the caller sees: after a sweep it is as the function itself leaves it."""

from __future__ import annotations

import bisect
import heapq

import numpy as np
import pytest

from tests.support import check, check_second_order

X = np.array([0.7, 1.3, 0.45, 1.9])


def taken_and_put(x):
    for i in range(2):
        x.insert(0, x.pop() * x[i])
    del x[1]
    x.sort()
    x.append(x[0] * x[1])
    x.reverse()
    return sum((i + 1) * v * v for i, v in enumerate(x)) * len(x)


def replaced(x):
    a, squares = x[0] * x[1], [v * v for v in x]
    for i in range(3):
        x[:] = [v * 1.1 + x[i] for v in x]
        x[i] *= x[0]
    x[1:2] = [x[0] * a, squares[2]]
    x *= 2
    return sum(v * v for v in x) * x[-1]


def emptied_on_a_path(x):
    a = x[0]
    if a > 0.5:
        x[:] = [1.0]
    same = x
    same.append(a * a)
    return x[-1] * a


def by_helpers(x):
    def turn(items):
        items.append(items.pop(0))
        return items

    def normalise(items):
        total = sum(items)
        items[:] = [v / total for v in items]

    def fall(items, n):
        if n == 0:
            return 0.0
        items.append(items.pop(0) * items[0])
        return items[0] + fall(items, n - 1)

    normalise(turn(x))
    return fall(x, 3) * x[0]


def by_libraries(x):
    heapq.heapify(x)
    heapq.heappush(x, x[0] * 1.7)
    a = heapq.heappop(x) * heapq.heapreplace(x, 2.5)
    x.sort()
    bisect.insort(x, 0.9 * a)
    return sum(x) * a


LISTS = [taken_and_put, replaced, emptied_on_a_path, by_helpers, by_libraries]


@pytest.mark.parametrize("function", LISTS, ids=lambda f: f.__name__)
def test_of_numbers_that_vary(function):
    check(function, [0.7, 1.3, 0.45])


@pytest.mark.parametrize("function", LISTS[:3], ids=lambda f: f.__name__)
def test_second_order(function):
    check_second_order(function, [0.7, 1.3, 0.45])


def beside(x, log, order, table):
    order.sort(key=lambda i: -i)
    order.insert(0, order.pop())
    for i in order:
        log.append(float(i))
        log[:] = log[-2:]
    table["a"].pop(0)
    table["a"] *= 2
    table["b"][0].clear()
    return np.sum(x[order] * np.arange(4)) * len(table["a"])


def test_of_numbers_that_do_not():
    check(beside, X, [5.0], [1, 3, 0, 2], {"a": [1.0, 2.0], "b": [[3.0, 4.0]]}, wrt="x")
