"""`itertools` of arrays and ranges whose length only the run knows."""

import itertools
import operator

import numpy as np
import pytest

from tests.language.points import X4
from tests.support import Case, derivatives, refusal


def products(x):
    total = 0.0
    for p, q in itertools.product(x[:2], x):
        total += p * q**2
    for i, j in itertools.product(range(len(x)), range(2)):
        total += x[i] * x[j]
    return total + sum(p * q * r for p, q, r in itertools.product(x, repeat=3))


def pairs(x):
    total = sum(p * q**2 for p, q in itertools.combinations(x, 2))
    total += sum(p * q**2 for p, q in itertools.permutations(x, r=2))
    total += sum(p * q**2 for p, q in itertools.combinations_with_replacement(x, 2))
    for i, j in itertools.combinations(range(len(x)), 2):
        total += (x[i] - x[j]) ** 2
    return total


def triples(x):
    return sum(p * q * r for p, q, r in itertools.combinations(x, 3))


def many_at_once(x):
    total = sum(p * q**2 - r * s for p, q, r, s in itertools.permutations(x, 4))
    for i, j, k, m in itertools.combinations_with_replacement(range(len(x)), r=4):
        total += x[i] * x[j] ** 2 * x[k] * x[m]
    return total * sum(p[0] * p[3] for p in itertools.combinations(x, 4))


def to_the_longest(x):
    above = [v * v for v in x if v > 0.5]
    total = sum(p * q**2 for p, q in itertools.zip_longest(above, x, fillvalue=2.0))
    for p, q, r in itertools.zip_longest(above[:1], above[:2], x):
        if p is None:
            total += r if q is None else q * r
        else:
            total += p * q * r**2
    return total


def one_after_the_other(x):
    total = 1.0
    for v in itertools.chain(x, [x[3], 2.0], x[1:]):
        total *= v
    return total + sum(itertools.islice(x, 1, 3)) * sum(itertools.islice(x, 2))


def running(x):
    total = 0.0
    for v in itertools.accumulate(x, operator.mul):
        total += v**2
    return total


def taken_before_the_loop_writes(x):
    y = x * 2.0
    total = 0.0
    for p, q in itertools.combinations(y, 2):
        y[1] = 0.0
        total += p * q
    return total + np.sum(y)


def read_as_the_loop_writes(x):
    y = x * 2.0
    total = 0.0
    for v in itertools.chain(y, y):
        y[3] = v * y[0]
        total += v
    return total


def elements_in_memory(x):
    table, total = np.outer(x, x**2), 0.0
    with np.nditer(table, op_flags=["readwrite"]) as elements:
        for v in elements:
            v[...] = v**2 + table[0, 1]
    for v in np.nditer(table):
        total = total * 0.5 + v
    for v, w in np.nditer([table, 2 * table]):
        total += np.sin(v) * w
    return total


def walk_with_flags(x):
    it, total = np.nditer(x, flags=["multi_index"]), 0.0
    while not it.finished:
        total += it[0] * it.multi_index[0]
        it.iternext()
    return total


def rows_of_an_object(x):
    with np.nditer([x, None], order="F") as it:
        for v, w in it:
            w[...] = v**2
        return it.operands[1].sum()


@pytest.mark.parametrize("function", [walk_with_flags, rows_of_an_object])
def test_refused_walk(function):
    assert "np.nditer" in str(refusal(function, X4))


test_derivative = derivatives([
    Case(products, (X4,)),
    Case(pairs, (X4,)),
    Case(triples, (X4,)),
    Case(many_at_once, (X4,)),
    Case(to_the_longest, (X4,)),
    Case(one_after_the_other, (X4,)),
    Case(running, (X4,)),
    Case(taken_before_the_loop_writes, (X4,)),
    Case(read_as_the_loop_writes, (X4,)),
    Case(elements_in_memory, (X4,)),
])  # fmt: skip
