"""``+=``, ``*=`` and ``|=`` of lists, dicts and sets change the object itself, which other names see."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest

from tests.support import check, check_second_order

X = np.array([0.31, 0.83, 1.37, 0.55])


class Box:
    def __init__(self, items):
        self.items = items
        self.reads = 0

    @property
    def all(self):
        self.reads += 1
        return self.items

    @all.setter
    def all(self, items):
        self.items = items
        self.reads += 10


def names(x):
    short, long = [x[0]], [v * v for v in x]
    one, other = short, long
    for _ in range(2):
        long *= 2
        long += [x[1] * len(long)]
    short += short
    short *= 3
    return sum(one) * len(one) + sum(other) * other[4]


def items(x):
    table = {"a": [x[0]], "b": {"c": [v * x[1] for v in x]}, "q": deque([x[2]], maxlen=2)}
    a, b, q = table["a"], table["b"]["c"], table["q"]
    table["a"] += [x[1]]
    table["b"]["c"] *= 2
    table["b"] |= {"d": x[3]}
    table["q"] += [x[0], x[1]]
    rows = [[v] for v in x]
    for row in rows:
        row *= 2
        row += [1.0]
    return sum(a) * sum(b) * q[0] * table["b"]["d"] + sum(row[0] * row[1] * len(row) for row in rows)


def keys_of_the_run(x):
    groups = {}
    for i, v in enumerate(x):
        groups.setdefault(i % 2, []).append(v)
    row = groups[0]
    groups[0] *= 2
    groups[0] += [x[1]]
    return sum(row) * len(row) * sum(groups[1])


def attributes(x):
    box = Box([x[0]])
    held = box.items
    box.items += [x[1]]
    box.items *= 2
    box.all += [x[2]]
    return sum(held) * box.reads


def sets(x):
    chosen = {0, 1}
    same = chosen
    chosen |= {2, 3}
    chosen -= {1}
    chosen ^= {0, 1}
    chosen &= {1, 2, 5}
    return sum(x[i] ** 2 for i in sorted(same)) * len(same)


def enclosed(x):
    kept = [x[0]]
    same = kept

    def twice():
        nonlocal kept
        kept += [x[1] * len(kept)]
        kept *= 2

    twice()
    twice()
    return sum(same) * len(same)


def tuples(x):
    short, long = (x[0],), tuple(v * v for v in x)
    one, other = short, long
    short += (x[1],)
    long += (x[2],)
    return sum(one) * len(one) + sum(other) * len(other) + sum(short) * sum(long)


FUNCTIONS = [names, items, keys_of_the_run, attributes, sets, enclosed, tuples]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_the_other_name_sees_it(function):
    check(function, X)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_second_order(function):
    check_second_order(function, X)
