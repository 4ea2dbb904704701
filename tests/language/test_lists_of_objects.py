"""Lists of objects whose length only the run knows: namedtuples, records, instances that are written, and aliases."""

import math
from collections import namedtuple
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pytest

import s2sad
from tests.support import Case, check, check_refused, derivatives, second_derivatives

P = namedtuple("P", "x v")


class Obs(NamedTuple):
    t: float
    y: float
    w: float = 1.0


@dataclass
class Particle:
    x: float
    v: float

    def energy(self):
        return 0.5 * self.v**2 + self.x

    def step(self, dt):
        self.x = self.x + self.v * dt
        self.v -= self.x * dt


@dataclass(frozen=True)
class Fr:
    x: float
    v: float

    @property
    def xv(self):
        return self.x * self.v


@dataclass
class Body:
    pos: np.ndarray
    m: float


class Simple:
    def __init__(self, a):
        self.a = a
        self.b = a * a


@dataclass
class Hist:
    x: float
    h: list


def nts(x, n):
    ps = []
    for i in range(n):
        ps.append(P(x * i, x**2))
    s = 0.0
    for p in ps:
        s += p.x * p.v
    a, b = ps[2]
    return s + ps[1].x * a + ps[-1][1] * b


def records(x, n):
    rows = []
    k = 0
    while k < n:
        rows.append(Obs(0.1 * k, np.sin(x * k)))
        k += 1
    r = 0.0
    for row in rows:
        r += row.w * (row.y - x * row.t) ** 2
    return r / len(rows)


def frozen(x, n):
    ps = []
    for i in range(n):
        ps.append(Fr(x * i, x**2))
    ps[1] = replace(ps[1], v=x**3)
    return sum(p.xv for p in ps) + ps[1].xv


def particles(x, n):
    ps = [Particle(x * i, x**2) for i in range(n)]
    for _ in range(3):
        for p in ps:
            p.x += p.v * 0.1
            p.v = p.v * x
    return sum(p.energy() for p in ps)


def stepped(x, n):
    ps = []
    t = 0.0
    while len(ps) < n:
        ps.append(Particle(x + t, t))
        t += 0.5
    for k in range(4):
        for p in ps:
            p.step(0.1 * x)
    e = 0.0
    for p in ps:
        e += p.energy()
    return e


def indexed(x, n):
    ps = [Particle(x * i, x**2) for i in range(n)]
    for i in range(1, n):
        ps[i].x = ps[i - 1].x * ps[i].v + x
        ps[i].v += ps[i].x
    return ps[n - 1].x * ps[0].v


def pairs(x, n):
    ps = [Particle(x * i, x**2) for i in range(n)]
    e = 0.0
    for i in range(n):
        for j in range(i + 1, n):
            e += 1 / (1 + (ps[i].x - ps[j].x) ** 2)
    return e


def bodies(x, n):
    bs = []
    for i in range(n):
        bs.append(Body(x * i, x[0] * i))
    tot = np.zeros(2)
    for b in bs:
        tot = tot + b.pos * b.m
    for b in bs:
        b.pos = b.pos + tot * 0.1
    s = 0.0
    for b in bs:
        s += np.sum(b.pos**2)
    return s


def bodies_in_place(x, n):
    bs = []
    for i in range(n):
        bs.append(Body(x * i, x[0] * i))
    for b in bs:
        b.pos += x
    return sum(np.sum(b.pos**2) for b in bs)


def simple(x, n):
    a = []
    for i in range(n):
        a.append(Simple(x * i))
    return sum(s.a * s.b for s in a)


def twice(x, n):
    a = []
    for i in range(n):
        p = Particle(x * i, x)
        a.append(p)
        a.append(p)
    a[0].x = x**3
    return a[1].x


def two_lists(x, n):
    a, b = [], []
    for i in range(n):
        p = Particle(x * i, x)
        a.append(p)
        b.append(p)
    for p in a:
        p.x = x**3
    return b[1].x


def kept_name(x, n):
    a = []
    for i in range(n):
        a.append(Particle(x * i, x))
    q = a[2]
    for p in a:
        p.x = x**3
    return q.x


def written_name(x, n):
    a = []
    for i in range(n):
        a.append(Particle(x * i, x))
    q = a[2]
    q.x = x**3
    return a[2].x + q.x


def after_append(x, n):
    a = []
    for i in range(n):
        p = Particle(x * i, x)
        a.append(p)
        p.x = x**3
    return a[2].x


def swapped(x, n):
    a = [Particle(x * i, x) for i in range(n)]
    a[0], a[1] = a[1], a[0]
    a[0].x = x**3
    return a[0].x * a[1].x


def hists(x, n):
    a = []
    for i in range(n):
        a.append(Hist(x * i, []))
    for p in a:
        p.h.append(p.x)
    return a[2].h[0]


def mixed(x, n):
    a = []
    for i in range(n):
        if i % 2:
            a.append(Particle(x * i, x))
        else:
            a.append(Fr(x * i, x))
    return sum(p.x for p in a)


def returned(x, n):
    a = []
    for i in range(n):
        a.append(P(x * i, x**2))
    return a


def best(x, n):
    a = []
    for i in range(n):
        a.append(Fr((x * i - 2.0) ** 2, x * i))
    b = min(a, key=lambda p: p.x)
    c = sorted(a, key=lambda p: -p.x)
    return b.v + c[0].v ** 2


def filtered(x, n):
    a = [Particle(x * i, x**i) for i in range(n)]
    b = [p for p in a if p.x > 1.0]
    c = [p.v for p in a]
    return sum(p.v for p in b) + sum(c)


def filtered_written(x, n):
    a = [Particle(x * i, x**i) for i in range(n)]
    b = [p for p in a if p.x > 1.0]
    for p in b:
        p.v = 0.0
    return sum(p.v for p in a)


def removed(x, n):
    a = [Particle(x * i, x**i) for i in range(n)]
    q = a.pop()
    q.x = q.x * 2.0
    r = a.pop(0)
    for p in a:
        p.x += q.x
    return sum(p.x for p in a) + r.v


def nestedobj(x, n):
    a = []
    for i in range(n):
        a.append(Hist(Particle(x * i, x), None))
    for h in a:
        h.x.v = h.x.v * x
    return sum(h.x.v for h in a)


def passed(p, x):
    p.x = p.x * x


def by_function(x, n):
    a = [Particle(x * i, x**i) for i in range(n)]
    for p in a:
        passed(p, x)
    passed(a[1], x)
    return sum(p.x for p in a)


def in_order(x, n):
    a = [Particle(math.cos(i) * x, i) for i in range(n)]
    for j in range(n - 1):
        if a[j].x > a[j + 1].x:
            a[j], a[j + 1] = a[j + 1], a[j]
    return sum(p.x * (k + 1) for k, p in enumerate(a))


def spread(x, n):
    rows = []
    for i in range(n):
        rows.append((x * i, x**2))
    rows[1] = (0.0, 1.0)
    return sum(a * b for a, b in rows)


def attracted(x, n):
    ps = [Particle(x * i, 0.0) for i in range(n)]
    for i in range(n):
        for j in range(i + 1, n):
            force = (ps[i].x - ps[j].x) ** 3
            ps[i].v += force
            ps[j].v -= force
    return sum(p.v**2 for p in ps)


def others(x, n):
    ps = [Particle(x * i, x) for i in range(n)]
    return sum(p.x * q.x for p in ps for q in ps if p is not q)


def other_records(x, n):
    rows = []
    for i in range(n):
        rows.append(P(x * i, x))
    return sum(p.x * q.x for p in rows for q in rows if p is not q)


V = np.array([0.4, 1.2])
CASES = [
    Case(nts, (1.2, 12), wrt="x"),
    Case(records, (1.2, 5), wrt="x"),
    Case(frozen, (1.2, 12), wrt="x"),
    Case(particles, (1.2, 12), wrt="x"),
    Case(stepped, (1.2, 5), wrt="x"),
    Case(indexed, (0.7, 12), wrt="x"),
    Case(pairs, (0.7, 12), wrt="x"),
    Case(bodies, (V, 5), wrt="x"),
    Case(simple, (1.2, 5), wrt="x"),
    Case(written_name, (1.2, 5), wrt="x"),
    Case(kept_name, (1.2, 5), wrt="x"),
    Case(swapped, (1.2, 5), wrt="x"),
    Case(best, (1.2, 5), wrt="x"),
    Case(filtered, (1.2, 12), wrt="x"),
    Case(by_function, (1.2, 12), wrt="x"),
    Case(in_order, (1.2, 5), wrt="x"),
    Case(spread, (1.2, 12), wrt="x"),
    Case(attracted, (0.7, 12), wrt="x"),
    Case(after_append, (1.2, 12), wrt="x"),
]
test_first_order = derivatives(CASES)
TWICE = (nts, frozen, particles, simple, spread)
test_second_order = second_derivatives([case for case in CASES if case.function in TWICE])


def test_a_list_of_records_is_a_result():
    check(returned, 1.2, 5, wrt="x")


REFUSED = [
    (twice, "return a[1].x"), (two_lists, "return b[1].x"), (hists, "for p in a:"),
    (mixed, "a.append(Fr("), (filtered_written, "for p in b:"), (removed, "sum(p.x for p in a) + r.v"),
    (nestedobj, "for h in a:"), (others, "if p is not q"), (other_records, "if p is not q"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "line"), REFUSED, ids=lambda value: getattr(value, "__name__", ""))
def test_one_object_under_two_names_is_refused(function, line):
    check_refused(function, 1.2, 12, wrt="x", line=line)


def test_an_array_of_an_object_that_is_written_in_place_is_refused():
    check_refused(bodies_in_place, V, 5, wrt="x", line="for b in bs:")


FORWARD = """
    items = []
    for i in range(n):
        items.append(Particle(x=x * i, v=x**2))
"""


def test_objects_stand_as_they_were_written():
    derived = s2sad.grad(particles, wrt="x")
    derived(1.2, 12)
    assert FORWARD.strip() in derived.source
    assert "items[i] = Particle(x=x_1 + v * 0.1, v=v * x)" in derived.source
