"""Orders by a `<` of one's own, by a function that compares, of texts; extremes by keys of several parts."""

import functools
import heapq
from dataclasses import dataclass, field

import numpy as np

from tests.support import Case, derivatives, second_derivatives

X = np.array([0.7, 1.3, 0.45, 1.9])


class Falling:
    """What is less is what has the larger cost."""

    def __init__(self, cost, place):
        self.cost, self.place = cost, place

    def __lt__(self, other):
        return self.cost > other.cost


@dataclass(order=True)
class Rising:
    cost: float
    place: int = field(compare=False)


def of_a_list(x):
    items = [Falling(v * v, i) for i, v in enumerate(x)]
    total = sum(item.cost * i for i, item in enumerate(sorted(items))) + min(items).cost * max(items).cost ** 2
    items.sort(reverse=True)
    return total + sum(item.cost**2 * i for i, item in enumerate(items)) + heapq.nsmallest(1, items)[0].cost


def of_several(x):
    a, b, c = sorted([Rising(x[0], 1), Rising(x[1], 2), Rising(x[2] * x[3], 3)])
    worst = max(Falling(x[0], 1), Falling(x[1], 2))
    return a.cost * b.cost**2 * c.place * worst.cost


def by_keys_that_compare(x):
    items = [Falling(v * v, i) for i, v in enumerate(x)]
    best = max(items, key=lambda item: Falling(-item.cost, 0))
    rows = sorted(items, key=lambda item: (item.place % 2, item))
    return best.cost * sum(item.cost * i for i, item in enumerate(rows))


def by_a_function(x, n, backwards):
    points = [(v, v * v) for v in x[:n]]
    points = sorted(points, key=functools.cmp_to_key(lambda a, b: b[1] - a[1]), reverse=backwards)
    total = sum(p[0] * i for i, p in enumerate(points))
    return total + max(points, key=functools.cmp_to_key(lambda a, b: a[0] - b[0]))[1]


def by_texts(x, names):
    rows = list(zip(names, x, strict=True))
    total = sum(v * i for i, (_, v) in enumerate(sorted(rows))) + min([("b", x[0]), ("a", x[1])])[1]
    rows.sort(key=lambda row: (len(row[0]), row), reverse=True)
    return total + sum(v**2 * i for i, (_, v) in enumerate(rows)) + max(rows, key=lambda row: row[0])[1]


def by_keys_of_two_parts(x):
    a = min(range(len(x)), key=lambda i: (i % 2, -x[i]))
    b = max(enumerate(x), key=lambda row: (row[0] % 2, row[1]))
    c = min([(x[0], 1), (x[1], 2), (x[2], 1)], key=lambda row: (-row[1], row[0]))
    d = max((x[0], x[1], x[2]), key=lambda v: (v < 1, v))
    return x[a] * b[1] ** 2 * c[0] * d


def of_none(x, least):
    found = [v for v in x if v > least]
    return max(found, key=lambda v: -v, default=x[0] ** 2) * x[1]


CASES = [
    Case(of_a_list, (X,)),
    Case(of_several, (X,)),
    Case(by_keys_that_compare, (X,)),
    Case(by_a_function, (X, 3, False), 0),
    Case(by_a_function, (X, 4, True), 0, name="by_a_function_backwards"),
    Case(by_texts, (X, ("q", "aa", "z", "b")), "x"),
    Case(by_keys_of_two_parts, (X,)),
    Case(of_none, (X, 1.0), 0),
    Case(of_none, (X, 9.0), 0, name="of_none_at_all"),
]

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives(CASES)
