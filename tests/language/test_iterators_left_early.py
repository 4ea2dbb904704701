"""Iterators of which a loop takes some items, and something else those that are left."""

import itertools

import numpy as np
import pytest

from tests.support import Case, check_refused, derivatives, second_derivatives

V4 = np.array([0.3, 1.2, 0.7, 2.1])


def products(x, n):
    return iter([x[k % 4] * x[(k + 1) % 4] for k in range(n)])


def the_rest(x, n):
    items = products(x, n)
    total = 0.0
    for v in items:
        total += v * v
        if total > 0.2:
            break
    return total * sum(items)


def two_loops_of_one_iterator(x, n):
    items = products(x, n)
    total = 0.0
    for v in items:
        total += v
        for w in items:
            total += v * w
            if w > 1.0:
                break
    return total**2


def asked_in_the_loop(x, n):
    items = products(x, n)
    total = 0.0
    for v in items:
        w = next(items, None)
        if w is None:
            return total + v**3
        total += v * w
    return total


def left_in_rounds(x, n):
    items = products(x, n)
    total = 0.0
    while True:
        for v in items:
            total += v**2
            if v > 0.8:
                break
        else:
            break
        total *= 1.1
    return total


def found(items, limit):
    for v in items:
        if v > limit:
            return v
    return 1.0


def searched_by_a_helper(x, n):
    items = (v * v for v in x)
    return found(items, 0.4) + 3 * found(items, 0.4) ** 2 + found(items, 3.0) * found(items, 9.0)


def counted_and_numbered(x, n):
    numbers, items = iter(range(n)), iter(enumerate(x))
    total = 0.0
    for i in numbers:
        total += x[i % 4] ** 2
        if i == 1:
            break
    for i in numbers:
        total *= x[i % 4]
    for k, v in items:
        total += k * v * sum(w for _, w in items)
    return total


class Source:
    def __init__(self, items):
        self.items = items

    def pairs(self):
        for a in self.items:
            yield a, next(self.items, 1.0)


def pairs_until(x, n):
    source = Source(products(x, n))
    total = sum(v**3 for v in itertools.islice(source.items, 1))
    for a, b in source.pairs():
        total += a * b * b
        if total > 1.0:
            break
    return total + sum(source.items) ** 2


FUNCTIONS = [
    the_rest, two_loops_of_one_iterator, asked_in_the_loop, left_in_rounds, searched_by_a_helper, counted_and_numbered,
    pairs_until,
]  # fmt: skip
CASES = [Case(function, (V4, n), 0) for function in FUNCTIONS for n in (5, 0)]

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives(CASES)


def beside_fewer(x):
    items = iter(x)
    return sum(v * k for v, k in zip(items, range(2), strict=False)) * sum(items)


def first_that_is_large(x):
    items = iter(x)
    return next(v for v in items if v > 1.0) * sum(items)


def asked_in_a_comprehension(x):
    items = iter(x)
    return sum([v * next(items, 1.0) for v in items])


def left_of_a_chain(x):
    items = iter(x)
    next(items)
    total = 0.0
    for v in itertools.chain(items, x):
        total += v
        if v > 1.0:
            break
    for v in items:
        if v > 2.0:
            break
    return total * sum(items)


def one_is_in_it(x):
    items = iter(x)
    return x[0] * (1.2 in items) + sum(items)


@pytest.mark.parametrize(
    "function", [beside_fewer, first_that_is_large, left_of_a_chain, asked_in_a_comprehension, one_is_in_it]
)
def test_what_is_left_and_not_known_is_refused(function):
    check_refused(function, V4, line="items")
