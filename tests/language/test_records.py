"""Dataclasses, named tuples, attrs classes, enums: as arguments, made inside, replaced, returned."""

import dataclasses
import enum
from dataclasses import InitVar, dataclass, field
from typing import NamedTuple

import attr
import attrs
import numpy as np
import pytest

import s2sad
from tests.support import Case, derivatives, second_derivatives

X = np.array([0.4, -1.1, 0.9])


class Point(NamedTuple):
    a: float
    b: np.ndarray
    c: float = 2.0

    def norm(self):
        return np.sum(self.b**2) * self.a

    @property
    def twice(self):
        return self.a * 2

    @classmethod
    def make(cls, x):
        return cls(x, np.array([1.0, 2.0]) * x)

    @staticmethod
    def square(x):
        return x * x


@dataclass
class Pair:
    a: float
    b: np.ndarray


@dataclass
class Full:
    a: float
    b: float = 2.0
    items: list = field(default_factory=list)
    table: dict = field(default_factory=lambda: {"k": 3.0})
    scale: InitVar[float] = 1.5

    def __post_init__(self, scale):
        self.c = self.a * scale
        self.items.append(self.b)


@dataclass(frozen=True)
class Frozen:
    a: float
    b: float = 2.0
    c: float = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "c", self.a * self.b)

    def scaled(self, k):
        return dataclasses.replace(self, a=self.a * k)


@dataclass
class Base:
    a: float

    def f(self):
        return self.a**2


@dataclass
class Child(Base):
    b: float = 1.0

    def f(self):
        return super().f() * self.b


@dataclass(slots=True)
class Slots:
    a: float
    b: float


@dataclass(order=True)
class Ordered:
    a: float
    b: float = field(default=0.0, compare=False)


@attrs.define(eq=False)
class Defined:
    a: float
    b: np.ndarray
    c: float = attrs.field(default=2.0, converter=lambda v: v * 3.0)
    _d: float = 4.0
    items: list = attrs.field(factory=list)

    def f(self):
        return np.sum(self.b) * self.a * self.c * self._d


@attr.s
class Old:
    a = attr.ib()
    b = attr.ib(default=3.0)


@attrs.frozen
class Fixed:
    a: float
    b: float = attrs.field(default=2.0, validator=attrs.validators.instance_of(float))


@attrs.define
class Computed:
    a: float
    b: float = attrs.field(init=False)

    def __attrs_post_init__(self):
        self.b = self.a * 2


class Colour(enum.Enum):
    RED = 1.0
    BLUE = 2.5

    def weight(self):
        return self.value * 3.0


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Allocated:
    def __new__(cls, *args):
        made = object.__new__(cls)
        made.z = 2.0
        return made

    def __init__(self, x):
        self.x = x


class OfSuper(Allocated):
    scale = 3.0

    def __new__(cls, x):
        return super().__new__(cls, x)

    def f(self):
        return self.x * self.z * type(self).scale * self.__class__.scale


def named_tuple(p):
    a, _, c = p
    return p.norm() * p.twice + c * a * p[0]


def named_tuple_inside(x):
    p = Point.make(x)
    q = p._replace(a=p.a * x)
    return q._asdict()["a"] * q.norm() + Point.square(x) + p[0]


def full(x):
    p = Full(x, x * x, scale=x)
    p.items.append(x)
    p.table["k"] *= x
    return p.c * p.items[0] * p.items[1] * p.table["k"] * Full(x).table["k"]


def replaced(x):
    p = Frozen(x).scaled(x)
    return p.c * p.a


def inherited(x):
    return Child(x, x * 2).f()


def slots(x):
    s = Slots(x, x * x)
    s.a += s.b
    return s.a * s.b


def plain(x):
    nested = Pair(x, [Pair(x * x, (x, 2.0))])
    table = dataclasses.asdict(nested)
    return table["b"][0]["b"][0] * dataclasses.astuple(nested)[1][0][0] * table["a"]


def by_fields(x):
    p, total = Frozen(x), 0.0
    for item in dataclasses.fields(p):
        total = total + getattr(p, item.name)
    return total * x if dataclasses.is_dataclass(p) else x


def compared(x):
    y = x * x if Ordered(x) < Ordered(2.0) else x
    return y * (x if Ordered(x, 1.0) == Ordered(x, 2.0) else 5.0) * (x if Ordered(x) != Ordered(x) else 7.0)


def attrs_inside(x):
    p, old = Defined(x, X * x, x), Old(x)
    old.a *= x
    p.items.append(old.a * old.b)
    q = attrs.evolve(Fixed(x), b=x * x)
    return p.f() * p.items[0] * q.a * q.b * Computed(x).b * attrs.asdict(q)["b"]


def of_enum(x, colour):
    y = x * x * colour.value if colour is Colour.BLUE else x * colour.weight()
    return y * {Colour.RED: x * x, Colour.BLUE: x}[colour] * (3.0 if colour in (Colour.RED,) else x)


def of_members(x):
    return sum(x**colour.value for colour in Colour) * Level.HIGH * (x if Colour.RED == Colour.RED else 1.0)


def of_level(x, level):
    return x**level * (2.0 if level == Level.HIGH else 1.0) * [x, x * x, 5.0][level]


def returned(p, x):
    p.a = p.a * x
    p.b = p.b * p.a
    return p


def returned_in_a_tuple(p, x):
    return p, {"q": Pair(p.a * x, p.b * x)}


def objects_in_containers(ps, table):
    return sum(p.a * np.sum(p.b) for p in ps) * table["u"].a


test_derivative = derivatives([
    Case(named_tuple, (Point(1.3, X),)),
    Case(named_tuple_inside, (1.3,)),
    Case(full, (1.3,)),
    Case(replaced, (1.3,)),
    Case(inherited, (1.3,)),
    Case(slots, (1.3,)),
    Case(plain, (1.3,)),
    Case(by_fields, (1.3,)),
    Case(compared, (1.3,)),
    Case(lambda p: p.f() * p.a, (Child(1.3, 0.4),), name="dataclass_argument"),
    Case(attrs_inside, (1.3,)),
    Case(of_enum, (1.3, Colour.BLUE), "x"),
    Case(of_enum, (1.3, Colour.RED), "x", name="other_member"),
    Case(of_members, (1.3,)),
    Case(of_level, (1.3, Level.HIGH), "x"),
    Case(lambda x: OfSuper(x).f() * x, (1.3,), name="own_new"),
    Case(returned, (Pair(1.3, X), 0.7), ("p", "x")),
    Case(returned_in_a_tuple, (Pair(1.3, X), 0.7), ("p", "x")),
    Case(objects_in_containers, ([Pair(1.3, X), Pair(0.3, X * 2)], {"u": Pair(0.6, X)}), ("ps", "table")),
])  # fmt: skip

test_second = second_derivatives([
    Case(full, (1.3,)),
    Case(replaced, (1.3,)),
    Case(plain, (1.3,)),
    Case(attrs_inside, (1.3,)),
    Case(objects_in_containers, ([Pair(1.3, X), Pair(0.3, X * 2)], {"u": Pair(0.6, X)}), ("ps", "table")),
])  # fmt: skip


class Model:
    """Whose ``__init__`` does not take its attributes."""

    def __init__(self, size):
        self.weights = np.linspace(0.1, 1.0, size)
        self.bias = float(size)


def test_the_gradient_of_any_object_has_its_attributes():
    model = Model(3)
    found = s2sad.grad(lambda m, x: np.sum(m.weights**2) * x + m.bias**2)(model, 2.0)
    assert type(found) is Model and found.bias == 6.0
    np.testing.assert_allclose(found.weights, 4.0 * model.weights)
    found = s2sad.grad(Defined.f)(Defined(1.3, X, 2.0))
    assert type(found) is Defined and found.a == pytest.approx(np.sum(X) * 6.0 * 4.0)


def test_a_member_is_told_from_another():
    gradient = s2sad.grad(of_enum, wrt="x")
    assert gradient(1.0, Colour.BLUE) == pytest.approx(10.0) and gradient(1.0, Colour.RED) == pytest.approx(27.0)
