"""Walking over instances of the user's classes: `__iter__`, `__next__`, `__getitem__`; iterators beside themselves."""

import itertools
from functools import reduce

import numpy as np

from tests.support import Case, check_refused, derivatives, second_derivatives

V4 = np.array([0.3, 1.2, 0.7, 2.1])


class Powers:
    """An iterator with a state of its own."""

    def __init__(self, x, count):
        self.x, self.count, self.k = x, count, 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.k >= self.count:
            raise StopIteration
        self.k += 1
        return self.x**self.k


class Path:
    """A container that hands on the iterator of its list."""

    def __init__(self, points):
        self.points = points

    def __iter__(self):
        return iter(self.points)

    def __contains__(self, point):
        return point > 0


class Doubled:
    """A container whose `__iter__` is a generator."""

    def __init__(self, points):
        self.points = points

    def __iter__(self):
        for point in self.points:
            yield 2.0 * point


class Samples:
    """A sequence by its `__getitem__` alone."""

    def __init__(self, values):
        self.values = values

    def __getitem__(self, k):
        return 2.0 * self.values[k]


def over_powers(x, n):
    total = 0.0
    for k, power in enumerate(Powers(x, n)):
        total += power * (k + 1)
    return total


def sum_of_powers(x, n):
    return sum(Powers(x, n)) * max(Powers(x, n)) + reduce(lambda a, b: a * b, Powers(x, n))


def next_powers(x, n):
    powers = Powers(x, n)
    first, second = next(powers), next(powers)
    return first * second + sum(powers)


def powers_left_early(x, n):
    total = 0.0
    for power in Powers(x, n):
        if power > 2.5:
            break
        total += power
    else:
        total = -total
    return total


def powers_beside_a_range(x, n):
    return sum(k * power for k, power in zip(range(n), Powers(x, n + 1)))


def over_path(x):
    a, b, c = Path([x, 2 * x, x * x])
    total = a * b * c
    for point in Path([x, 2 * x]):
        total += point**2
    return total + sum(Path([x, x])) + list(Path([x, 3 * x]))[1] * max(*Path([x, 2 * x]))


def over_path_of_array(x):
    total = 2.0 if x[0] in Path(x) else 1.0
    for point in Path(x):
        total += point**3
    return total + np.sum(np.array(list(Path(x))) ** 2)


def over_doubled(x):
    return sum(point**2 for point in Doubled(x)) + sorted(Doubled([x[0], x[1]]))[0]


def over_samples(x):
    total = 0.0
    for sample in Samples(x):
        total += sample**2
    return total + sum(Samples(x))


def in_turn(x):
    it = iter([x, 2 * x, x**3, 4 * x])
    return sum(a * b for a, b in zip(it, it))


def in_turn_of_an_array(x):
    it = iter(x)
    return sum(a * b**2 for a, b in zip(it, it))


CASES = [
    Case(over_powers, (1.3, 3), 0),
    Case(sum_of_powers, (1.3, 3), 0),
    Case(next_powers, (1.3, 4), 0),
    Case(powers_left_early, (1.3, 9), 0),
    Case(powers_left_early, (1.3, 2), 0, name="powers_to_their_end"),
    Case(powers_beside_a_range, (1.3, 3), 0),
    Case(over_path, (1.3,)),
    Case(over_path_of_array, (V4,)),
    Case(over_doubled, (V4,)),
    Case(over_samples, (V4,)),
    Case(in_turn, (1.3,)),
    Case(in_turn_of_an_array, (V4,)),
]

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives(CASES)


def beside_itself_and_another(x):
    it = iter([x, 2 * x, x**3, 4 * x])
    return sum(a * b * c for a, b, c in zip(it, [x, x], it))


def endless(x):
    return sum(itertools.count(1.0, 1.0)) * x


def test_what_cannot_be_followed_is_refused():
    check_refused(beside_itself_and_another, 1.3, line="zip(it, [x, x], it)")
    check_refused(endless, 1.3, line="itertools.count")
