"""Lists, dicts and objects that only some paths bind: a branch, or some rounds of a loop."""

import numpy as np
import pytest

from tests.support import Case, check_refused, derivatives, second_derivatives

X = np.array([0.4, 0.9, 1.1, 0.7])


class P:
    def __init__(self, a, b):
        self.a = a
        self.b = b


def list_of_a_branch(q, c):
    if c > 1:
        a = [q * q, q * 3.0]
    z = q * c
    if c > 1:
        z = a[0] * a[1] * z
    return z


def dict_of_a_branch(q, c):
    if c > 1:
        t = q * q
        d = {"a": t * q, "b": q}
    z = q * c
    if c > 1:
        z = d["a"] * d["b"] * z
    return z


def list_of_a_round(q, n):
    for k in range(n):
        if k == 1:
            a = [q[0], q[1] * k]
    return a[0] * a[1]


def dict_of_a_round(q, n):
    for k in range(n):
        if k >= 1:
            d = {"a": q[0] * k, "b": q[1]}
    return d["a"] * d["b"]


def object_of_a_round(q, n):
    for k in range(n):
        if k >= 1:
            d = P(q[k % 4], q[1])
    return d.a * d.b


def best_so_far(q, n):
    best = 1e9
    for k in range(n):
        v = q[k] ** 2 + k
        if v < best:
            best = v
            arg = [q[k], k * q[0]]
    return arg[0] * arg[1] + best


def nested_containers(q, n):
    for k in range(n):
        if k == 1:
            a = {"x": [q[0], q[1]], "p": P(q[2], [q[3]])}
    return a["x"][0] * a["x"][1] * a["p"].a * a["p"].b[0]


def in_a_while(q, n):
    k = 0
    while k < n:
        if k == 2:
            best = [q[k], (q[0], q[1])]
        k += 1
    return best[0] * best[1][0] * best[1][1]


def of_some_rounds(q, n):
    for k in range(n):
        if q[k] > 0:
            a = [q[k], q[k] ** 2]
    return a[0] * a[1]


def in_two_loops(q, n):
    for i in range(n):
        for j in range(n):
            if i + j == 2:
                a = [q[i], q[j] * q[i]]
    return a[0] * a[1]


def holds_an_older_list(q, n):
    old = [q[0], q[1]]
    if n > 2:
        a = [old, q[2]]
    old[0] = q[3] * 2
    if n > 2:
        return a[0][0] * a[1]
    return q[0]


def grown_in_a_branch(q, n):
    if n > 2:
        a = []
        for k in range(n):
            a.append(q[k] * q[0])
    t = q[1]
    if n > 2:
        t = sum(a) * t
    return t


def two_names(q, n):
    if n > 1:
        a = [q[0], q[1]]
        b = a
    q = q * 1.0
    if n > 1:
        a[0] = q[2] * 7
        return b[0] * a[1]
    return q[0]


def one_in_another(q, n):
    for k in range(n):
        if k == 1:
            a = [q[0], q[1] * k]
            b = [a, q[2]]
        if k > 1:
            b = [[q[1], q[1]], q[3]]
    return b[0][0] * a[1] * b[1]


def written_later(q, n):
    for k in range(n):
        if k == 1:
            a = [q[0], q[1] * k]
        if k > 1:
            a[0] = a[0] * q[k] + a[1]
    return a[0] * a[1]


def grown_later(q, n):
    for k in range(n):
        if k == 1:
            a = [q[0], q[1] * k]
        if k > 1:
            a.append(q[k])
    return sum(a) * a[0]


def written_by_its_other_name(q, n):
    for k in range(n):
        if k == 1:
            a = [q[0], q[1] * k]
            b = a
        if k >= 1:
            b[0] = b[0] * q[2]
    return a[0] * a[1] + b[0]


def two_names_of_a_round(q, n):
    for k in range(n):
        if k == 1:
            a = [q[0], q[1] * k]
            b = a
    a[0] = q[2] * 7
    return b[0] * a[1]


def bound_first_and_again_in_each_round(q, n):
    total = 0.0
    for k in range(n):
        if k == 0:
            level, trend = q[0], q[1]
            u = q * 2
        last, level = level, q[2] * (level + trend)
        trend = level - last
        u[1:] += u[:-1] * trend
        total += level * np.sum(u)
    return total


def items_bound_first_and_again(q, n):
    k = 0
    while k < n:
        if k == 0:
            pair, items = (q[0], q[1]), [q[2], q[3]]
        a, b = pair
        pair = (a * b, b + items[0])
        items = [items[0] * a, b]
        k += 1
    return pair[0] * pair[1] + items[0] * items[1]


def rebound_before_it_is_read(q, c):
    """What the list holds when a round begins is read by nobody, and in the first round it is not there."""
    u = list(q)
    for _ in range(c):
        v = [a * b for a, b in zip(u, u[1:] + u[:1], strict=True)]
        u = [np.sin(a) for a in v]
    total = 0
    for a, b in zip(u, v, strict=True):
        total += a * b
    return total


class Momentum:
    def __init__(self):
        self.ready = False

    def step(self, g):
        if not self.ready:
            self.m, self.pair = g * 0.5, (g[0], g[1])
            self.ready = True
        self.m = 0.9 * self.m + g
        self.pair = (self.pair[1], self.pair[0] * g[2])
        self.last = self.m * g
        return self.m


def attributes_bound_in_the_first_round(q, n):
    c, total = Momentum(), 0.0
    for k in range(1, n):
        total += np.sum(c.step(q * k))
    return total * c.pair[0] + np.sum(c.last)


def asked_for_in_a_round(q, n):
    c = Momentum()
    for k in range(n):
        if not hasattr(c, "m"):
            c.m = q[0]
        c.m = c.m * q[k]
    return c.m


def tried_after_its_rounds(q, n):
    c = Momentum()
    for k in range(n):
        c.m = q[k]
    try:
        return c.m * q[0]
    except AttributeError:
        return q[1]


CASES = [
    Case(list_of_a_branch, (1.3, 2.0), "q", name="list_of_a_branch"),
    Case(list_of_a_branch, (1.3, 0.5), "q", name="list_of_a_branch_not_taken"),
    Case(dict_of_a_branch, (1.3, 2.0), "q", name="dict_of_a_branch"),
    Case(dict_of_a_branch, (1.3, 0.5), "q", name="dict_of_a_branch_not_taken"),
    Case(list_of_a_round, (X, 3), "q"),
    Case(dict_of_a_round, (X, 3), "q"),
    Case(object_of_a_round, (X, 3), "q"),
    Case(best_so_far, (X, 3), "q"),
    Case(nested_containers, (X, 3), "q"),
    Case(in_a_while, (X, 3), "q"),
    Case(of_some_rounds, (X, 3), "q"),
    Case(in_two_loops, (X, 3), "q"),
    Case(holds_an_older_list, (X, 3), "q"),
    Case(grown_in_a_branch, (X, 3), "q"),
    Case(grown_in_a_branch, (X, 2), "q", name="grown_in_a_branch_not_taken"),
    Case(two_names, (X, 3), "q"),
    Case(one_in_another, (X, 3), "q"),
    Case(bound_first_and_again_in_each_round, (X, 3), "q"),
    Case(attributes_bound_in_the_first_round, (X, 4), "q"),
]

FIRST_ORDER_ALONE = [
    Case(items_bound_first_and_again, (X, 3), "q"),
    Case(rebound_before_it_is_read, (X, 3), "q"),
]

test_derivative = derivatives(CASES + FIRST_ORDER_ALONE)
test_second_derivative = second_derivatives(CASES)


@pytest.mark.parametrize(
    ("function", "line"),
    [
        (written_later, "a[0]"),
        (grown_later, "a.append(q[k])"),
        (written_by_its_other_name, "b[0]"),
        (two_names_of_a_round, "b[0]"),
        (asked_for_in_a_round, 'hasattr(c, "m")'),
        (tried_after_its_rounds, "c.m"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_refused(function, line):
    check_refused(function, X, 3, wrt="q", line=line)
