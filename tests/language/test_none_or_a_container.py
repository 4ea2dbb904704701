"""None on some paths and a container on others: a function that gives up, a best that is not found yet."""

import math

import numpy as np
import pytest

import s2sad
from tests.support import Case, check_refused, derivatives, second_derivatives

X = np.array([0.7, 1.3, 0.45, 1.9])


def roots(a, b, c):
    d = b * b - 4 * a * c
    if d < 0:
        return None
    s = math.sqrt(d)
    return (-b + s) / (2 * a), (-b - s) / (2 * a)


def doubled(v, most, k):
    if k * v > most:
        return None
    return [v * k, v + k]


class Hit:
    def __init__(self, t, n):
        self.t, self.n = t, n

    def shade(self):
        return self.t * self.n


def hit(x, r):
    d = r * r - x[1] ** 2
    return Hit(x[0] - math.sqrt(d), x[2]) if d >= 0 else None


def asked_for(x):
    total = 0.0
    for k in range(4):
        found = roots(1.0, k * x[0], x[1])
        if not found:
            continue
        total += found[0] ** 2 - found[1]
    near, far = hit(x, 3.0), hit(x, 0.1)
    for h in (near, far):
        if h is not None and h.t < 5.0:
            total += h.shade()
    other = doubled(x[1], 1.0, 2) or [x[2], x[3]]
    total += other[0] * other[1]
    return total + (near.shade() if near else x[3]) * (far.shade() if isinstance(far, Hit) else x[3])


def not_asked_for(x):
    """What the author knows to be there; where it is not, Python's own error."""
    a, b = roots(1.0, 5 * x[0], x[1])
    try:
        return a * b + roots(1.0, 0.1 * x[0], x[1])[0]
    except TypeError:
        return a + b * x[2]


def under_two_names(x):
    kept = [x[0], x[1]]
    one = kept if x[2] < 1 else None
    other = kept if x[2] > 1 else None
    if one is not None:
        one[0] = one[0] * x[3]
    if other is not None:
        other[0] = 5.0
    again = one
    if again:
        one = None
    return kept[0] * kept[1] + again[0] * (1.0 if one is None else 9.0)


def best_so_far(x):
    best, last = None, None
    for k in range(4):
        cost = x[k] ** 2 - x[k]
        if best is None or cost < best[0]:
            best = (cost, x[k] * k)
        made = doubled(x[k], 2.0, k)
        if made is not None:
            last = made
    return best[0] + best[1] + (last[0] * last[1] if last else 0.0)


def given_up(x):
    """A loop that ends when there is no more."""
    n, total = doubled(x[0], 5, 2), 0.0
    while n is not None:
        total += n[0] * n[1]
        n = doubled(n[0], 5, 1.5) if n[0] < 4 else None
    return total


def set_back(x):
    """A loop that sets the name back, and one that goes on with what the round before has made."""
    now, total = doubled(x[0], 5, 2), x[1]
    for k in range(3):
        if k == 1:
            now = None
        if now is not None:
            total *= now[0]
    before = None
    for k in range(4):
        if before is not None:
            total += (x[k] - before.t) * before.n
        before = Hit(x[k], x[k] * k) if k != 1 else None
    return total + before.t


def in_an_attribute(x):
    class Solver:
        def __init__(self):
            self.last = None

        def step(self, k):
            if x[0] < k:
                self.last = (x[0] * k, x[1])
            return self

    one, other = Solver().step(1.0), Solver().step(0.5)
    if other.last is None:
        other.last = (x[2], x[3])
    return one.last[0] * one.last[1] + other.last[0] * other.last[1]


CASES = [
    Case(asked_for, (X,)), Case(not_asked_for, (X,)), Case(under_two_names, (X,)), Case(best_so_far, (X,)),
    Case(given_up, (X,)), Case(set_back, (X,)), Case(in_an_attribute, (X,)),
]  # fmt: skip
test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives(CASES)


def test_what_is_not_there_raises_as_python_does():
    with pytest.raises(TypeError, match="not subscriptable"):
        s2sad.grad(lambda x: roots(1.0, x, x)[0])(1.0)
    with pytest.raises(AttributeError, match="has no attribute 'shade'"):
        s2sad.grad(lambda x: hit(x, 0.1).shade())(X)


def test_handed_on():
    check_refused(lambda x: roots(1.0, x, x), 1.0, wrt="x", line="roots")
