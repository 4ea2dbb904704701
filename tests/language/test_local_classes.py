"""Classes that the function makes itself, with methods that see its names."""

import collections
import enum
from dataclasses import dataclass
from typing import NamedTuple

from tests.support import Case, check_refused, derivatives, second_derivatives


def plain(x):
    class Spring:
        power = 3.0

        def __init__(self, stiffness):
            self.stiffness = stiffness

        def energy(self, v):
            return self.stiffness * v**self.power

    return Spring(x).energy(x)


def local_dataclass(x):
    @dataclass
    class Box:
        width: float
        height: float = 2.0

        def area(self):
            return self.width * self.height

    box = Box(x)
    box.width = box.width * 2
    return box.area() * x


def local_named_tuple(x):
    class Point(NamedTuple):
        a: float
        b: float = 2.0

    Pair = collections.namedtuple("Pair", "first second")
    point, pair = Point(x), Pair(x, x * x)
    return point.a * point.b * pair.first + pair.second


def captures_what_varies(x):
    c = x * x

    class Scaled:
        def __init__(self, a):
            self.a = a

        def value(self):
            return self.a * c

    return Scaled(x).value()


def captured_late(x):
    c = 1.0

    class Scaled:
        def value(self):
            return x * c

    c = x * x
    return Scaled().value()


def make(c):
    class Scaled:
        def __init__(self, a):
            self.a = a

        def value(self):
            return self.a * c

    return Scaled(c)


def each_call_has_its_own(x):
    one, two = make(x), make(2 * x * x)
    return one.value() + two.value() ** 2


def inherited(x):
    class Base:
        def value(self):
            return x * self.factor()

        def factor(self):
            return 2.0

    class Derived(Base):
        def factor(self):
            return super().factor() * x

    return Derived().value()


def with_defaults(x):
    k = 3.0

    class Scaled:
        scale = k

        def value(self, v=k):
            return v * x * self.scale

        @staticmethod
        def twice(v):
            return 2 * v * x

        @property
        def doubled(self):
            return self.value() * 2.0

    return Scaled().value() + Scaled().doubled * Scaled.twice(x)


def made_in_each_round(x, n):
    total = 0.0
    for k in range(n):

        class Scaled:
            def __init__(self, v):
                self.v = v

            def value(self):
                return self.v * k

        total += Scaled(x * x).value()
    return total


def carried(x, n):
    @dataclass
    class State:
        a: float
        b: float

    def step(state):
        return State(state.a * x, state.b + state.a)

    state = State(x, 1.0)
    for _ in range(n):
        state = step(state)
    return state.a * state.b


def local_enum_and_error(x):
    class Kind(enum.Enum):
        ONE = 1
        TWO = 2

    class TooLarge(ValueError):
        pass

    kind = Kind.ONE
    try:
        if x > 1:
            raise TooLarge("x")
    except TooLarge:
        return x * x if kind is Kind.ONE else x
    return x


CASES = [
    Case(plain, (1.3,)),
    Case(local_dataclass, (1.3,)),
    Case(local_named_tuple, (1.3,)),
    Case(captures_what_varies, (1.3,)),
    Case(captured_late, (1.3,)),
    Case(each_call_has_its_own, (1.3,)),
    Case(inherited, (1.3,)),
    Case(with_defaults, (1.3,)),
    Case(made_in_each_round, (1.3, 3), 0),
    Case(carried, (1.3, 3), 0),
    Case(local_enum_and_error, (1.3,)),
]

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives(CASES)


def varied_in_the_class(x):
    class Scaled:
        scale = x

    return Scaled().scale


def handed_out(x):
    @dataclass
    class Box:
        width: float

    return Box(x * x)


def test_refused():
    check_refused(varied_in_the_class, 1.3, line="scale = x")
    check_refused(handed_out, 1.3, line="return Box(x * x)")
