"""Generators that call themselves: down a tree that is known step by step, else by a list of all items."""

import numpy as np
import pytest

import s2sad
from tests.support import Case, derivatives, second_derivatives

V4 = np.array([0.3, 1.2, 0.7, 2.1])


class Tree:
    def __init__(self, value, *kids):
        self.value, self.kids = value, kids

    def __iter__(self):
        yield self.value
        for kid in self.kids:
            yield from kid


def down_a_tree(x):
    total = 0.0
    for value in Tree(x[0], Tree(x[1]), Tree(x[2], Tree(x[3]))):
        total = total * x[0] + value**2
    return total


def halves(a, b, n):
    if n == 0:
        yield a, b
        return
    m = 0.5 * (a + b)
    yield from halves(a, m, n - 1)
    yield from halves(m, b, n - 1)


def by_halves(x, n):
    found = []
    for a, b in halves(x[0], x[1] + x[2], n):
        found.append((b - a) * np.sin(a * b))
        if a > x[1]:
            break
    return sum(found) + found[-1] * x[3]


def item_by_item(x, n):
    def powers(k, v):
        yield v
        if k:
            for w in powers(k - 1, v * x[0]):
                yield w + x[1]

    walk = powers(n, x[2])
    first = next(walk)
    return first * next(walk) + sum(walk) + sum(a * b for a, b in zip(powers(n, x[3]), powers(1, x[1])))


def twice_over(x, n):
    def leaves(k, v):
        if k == 0:
            yield v
        else:
            yield from leaves(k - 1, v * x[0])
            yield from leaves(k - 1, v + x[1])

    return sum(v**2 for v in leaves(n, x[2]))


CASES = [
    Case(down_a_tree, (V4,)),
    Case(by_halves, (V4, 2), "x"),
    Case(item_by_item, (V4, 2), "x"),
    Case(twice_over, (V4, 2), "x"),
]
test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives(CASES[:1])


def read_and_written(x, n):
    u = x * 1.0

    def walk(k):
        yield u[k]
        if k < n:
            yield from walk(k + 1)

    total = 0.0
    for v in walk(0):
        total += v
        u[n] = total
    return total


def one_list_for_all(x, n):
    path = []

    def walk(k):
        if k == n:
            yield path
        else:
            path.append(x[k])
            yield from walk(k + 1)
            path.pop()

    return sum(p[0] * p[1] for p in walk(0))


def counted(x, n):
    seen = [0.0]

    def walk(k):
        seen[0] += x[k]
        yield x[k]
        if k < n:
            yield from walk(k + 1)

    return sum(v * seen[0] for v in walk(0))


@pytest.mark.parametrize("function", [read_and_written, one_list_for_all, counted])
def test_what_the_order_of_things_matters_to_is_refused(function):
    with pytest.raises(s2sad.NotSupportedError, match="generator"):
        s2sad.grad(function, wrt="x")(V4, 3)
