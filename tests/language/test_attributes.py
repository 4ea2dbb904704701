"""Attributes that are read and assigned: each assignment happens once, and what is read later is what was assigned."""

import functools
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest

import s2sad
from tests.support import Case, check, derivatives, second_derivatives

X = np.array([0.4, -1.1, 0.7])


class Counted:
    """A test function of optimisation, as they are written: each call is counted."""

    calls = 0

    def __init__(self, gain=2.0):
        self.gain = gain
        self.state = None
        self.last = 0.0
        self.history = []

    def __eq__(self, other):
        return vars(self).keys() == vars(other).keys() and (self.calls, self.last) == (other.calls, other.last)

    __hash__ = None

    def value(self, x):
        self.calls += 1
        return np.sum(x * x) * self.gain

    def through_helper(self, x):
        self._count()
        return self._square(x) * self.gain

    def _count(self):
        self.calls += 1

    def _square(self, x):
        self.calls += 1
        return np.sum(x * x)

    def keeps(self, x):
        self.state = x * x
        self.state = self.state * x
        return np.sum(self.state * self.gain)

    def in_loop(self, x, n):
        self.last = 0.0
        for k in range(n):
            self.last += np.sum(x**2) * k
            self.calls += 1
        return self.last * self.gain

    def in_branch(self, x):
        if x > 0.5:
            self.last = x * x
        else:
            self.last = 3.0 * x
            self.calls += 1
        return self.last * x

    def remembers(self, x):
        self.history.append(float(np.sum(x)))
        return np.sum(x**3)

    def __call__(self, x):
        self.calls += 1
        return self.value(x) + self.last


def as_argument(counted, x):
    counted.calls += 1
    counted.last = x * x
    return counted.last * counted.gain


COUNTED = Counted()


def of_a_global(x):
    COUNTED.calls += 1
    return COUNTED.value(x) * 2.0


def made_inside(x):
    counted = Counted(3.0)
    counted.last = x * x
    counted.state = counted.last * x
    counted.last += counted.state
    return counted.last * counted.value(x) * counted.calls


def swapped(x, y):
    p = SimpleNamespace(a=x, b=y)
    p.a, p.b = p.b, p.a * p.b
    for _ in range(3):
        p.a += p.b * 0.5
    return p.a * p.b


def written_in_place(x):
    p = SimpleNamespace(u=x.copy(), n=0)
    p.u[1:] += p.u[:-1] * 2.0
    p.u *= p.u
    p.n += 1
    return np.sum(p.u) * p.n


class Celsius:
    def __init__(self, degrees):
        self._degrees = degrees

    @property
    def fahrenheit(self):
        return self._degrees * 1.8 + 32.0

    @fahrenheit.setter
    def fahrenheit(self, value):
        self._degrees = (value - 32.0) / 1.8


def by_setter(x):
    t = Celsius(x)
    t.fahrenheit = t.fahrenheit * x
    return t._degrees * t.fahrenheit


class Lazy:
    def __init__(self, x):
        self.x = x

    @functools.cached_property
    def square(self):
        return self.x * self.x


def by_cached_property(x):
    lazy = Lazy(x)
    return lazy.square * lazy.square


def by_name(x):
    p = SimpleNamespace(a=x)
    setattr(p, "b", getattr(p, "a") * x)  # noqa: B009, B010
    return p.b * getattr(p, "c", 3.0) if hasattr(p, "b") and not hasattr(p, "c") else x


class Scheme:
    def step_rk2(self, u):
        return u * (1 + u / 2)


def by_a_text_that_is_changed(x):
    name, factor = "RK2 : half".split(":")
    method = getattr(Scheme(), "step_" + name.strip().lower())
    if factor.strip().startswith("half"):
        scale = {"by": x * 0.5}
    else:
        scale = [x]
    return method(x) * scale["by"] * "xyz".index("z")


class Fixed:
    __slots__ = ("a", "b")

    def __init__(self, a):
        self.a = a
        self.b = a * a


def with_slots(x):
    f = Fixed(x)
    f.a = f.b * x
    return f.a * f.b


test_derivative = derivatives([
    Case(as_argument, (Counted(), 0.6), "x"),
    Case(made_inside, (0.6,)),
    Case(swapped, (0.6, 1.3), ("x", "y")),
    Case(written_in_place, (X,)),
    Case(by_setter, (0.6,)),
    Case(by_cached_property, (0.6,)),
    Case(by_name, (0.6,)),
    Case(by_a_text_that_is_changed, (0.6,)),
    Case(with_slots, (0.6,)),
])  # fmt: skip

test_second = second_derivatives([
    Case(made_inside, (0.6,)),
    Case(swapped, (0.6, 1.3), ("x", "y")),
    Case(by_setter, (0.6,)),
    Case(with_slots, (0.6,)),
])  # fmt: skip

METHODS = [
    ("value", (X,), 1, 4.0 * X),
    ("through_helper", (X,), 2, 4.0 * X),
    ("keeps", (X,), 0, 6.0 * X**2),
    ("in_loop", (X, 4), 4, 24.0 * X),
    ("in_branch", (0.6,), 0, 3 * 0.36),
    ("in_branch", (0.3,), 1, 6 * 0.3),
    ("__call__", (X,), 2, 4.0 * X),
]


@pytest.mark.parametrize("name, args, calls, expected", METHODS, ids=lambda v: v if isinstance(v, str) else "")
def test_a_bound_method_counts_once(name, args, calls, expected):
    own, reference = Counted(), Counted()
    value = getattr(reference, name)(*args)
    found = s2sad.value_and_grad(getattr(own, name), wrt="x")(*args)
    np.testing.assert_allclose(found[1], expected, rtol=1e-14)
    assert found[0] == value and own.calls == calls == reference.calls
    assert own.last == reference.last and np.array_equal(own.state, reference.state)
    own = Counted()
    tangent = s2sad.tangent(getattr(own, name), wrt="x")
    dot = np.ones_like(args[0])
    assert tangent(*args, dot)[1] == pytest.approx(np.sum(expected * dot))
    assert own.calls == calls


def test_an_object_that_can_be_called():
    counted = Counted()
    np.testing.assert_allclose(s2sad.grad(counted)(X), 4.0 * X)
    assert counted.calls == 2


def test_a_global_object():
    before = COUNTED.calls
    np.testing.assert_allclose(s2sad.grad(of_a_global)(X), 8.0 * X)
    assert COUNTED.calls == before + 2


def test_counting_derives_once(monkeypatch):
    from s2sad import pipeline

    real, seen = pipeline.derive, []
    monkeypatch.setattr(pipeline, "derive", lambda *args: seen.append(args) or real(*args))
    counted = Counted()
    gradient = s2sad.grad(counted.value)
    for _ in range(5):
        gradient(X)
    assert counted.calls == 5 and len(seen) == 1
    counted.calls = 0.5
    gradient(X)
    assert counted.calls == 1.5 and len(seen) == 2


def test_a_list_that_is_an_attribute_grows_once():
    counted = Counted()
    gradient = s2sad.grad(counted.remembers)
    gradient(X), gradient(2.0 * X)
    assert counted.history == [np.sum(X), np.sum(2.0 * X)]


def test_what_the_function_assigns_stays_in_the_object():
    counted = Counted()
    s2sad.grad(counted.keeps)(X)
    np.testing.assert_array_equal(counted.state, X**3)
    check(counted.in_branch, 0.6)


class Config:
    def __init__(self):
        self.power = 2
        self.scale = 1.5
        self.square = True
        self.table = {"a": 2.0, "on": True}
        self.factors = [1.0, 3.0]

    @property
    def twice(self):
        return self.scale * 2.0


CONFIG = Config()


def configured(x):
    y = x**CONFIG.power * CONFIG.scale if CONFIG.square else x
    y = y * CONFIG.twice * (CONFIG.table["a"] if CONFIG.table["on"] else 1.0)
    for factor in CONFIG.factors:
        y = y * factor
    return y


@pytest.mark.parametrize("change", [
    lambda c: setattr(c, "power", 3), lambda c: setattr(c, "scale", 0.5), lambda c: setattr(c, "square", False),
    lambda c: c.table.update(a=5.0), lambda c: c.table.update(on=False), lambda c: c.factors.append(2.0),
    lambda c: setattr(c, "table", {"a": 1.0, "on": True}),
])  # fmt: skip
def test_a_change_in_a_global_object_is_seen(monkeypatch, change):
    monkeypatch.setitem(globals(), "CONFIG", Config())
    gradient = s2sad.grad(configured)
    assert gradient(1.5) == pytest.approx(3.0 * configured(1.5) / 1.5 * 2 / 3)
    change(CONFIG)
    degree = CONFIG.power if CONFIG.square else 1
    assert gradient(1.5) == pytest.approx(degree * configured(1.5) / 1.5)


CACHE = {"calls": 0, "last": None, "sums": [0.0, 0.0]}


def into_global_containers(x):
    CACHE["calls"] += 1
    CACHE["last"] = x * x
    CACHE["sums"][0] += float(x)
    return CACHE["last"] * x


def test_items_of_global_containers_are_set_once():
    gradient = s2sad.grad(into_global_containers)
    for k in range(1, 4):
        assert gradient(2.0) == 12.0
        assert CACHE["calls"] == k and CACHE["last"] == 4.0 and CACHE["sums"] == [2.0 * k, 0.0]


class Holder:
    def __init__(self):
        self.data = {"n": 0, "w": X.copy()}

    def value(self, x):
        self.data["n"] += 1
        self.data["w"] = x * self.data["w"]
        return np.sum(self.data["w"] ** 2)


def test_items_of_containers_in_attributes():
    holder = Holder()
    assert s2sad.grad(holder.value)(2.0) == pytest.approx(4.0 * X @ X)
    assert holder.data["n"] == 1
    np.testing.assert_array_equal(holder.data["w"], 2.0 * X)
    assert s2sad.grad(holder.value)(3.0) == pytest.approx(6.0 * 4.0 * X @ X)


class Caching:
    """A property that keeps what it has computed, and one that counts."""

    def __init__(self):
        self.base = 2.0
        self.kept = None
        self.reads = 0

    @property
    def square(self):
        if self.kept is None:
            self.kept = self.base**2
        return self.kept

    @property
    def counted(self):
        self.reads += 1
        return self.base

    @property
    def half(self):
        return self.base / 2.0


CACHING = Caching()


def test_properties_of_a_global_object():
    gradient = s2sad.grad(lambda x: CACHING.square * CACHING.counted * CACHING.half * x)
    assert gradient(1.0) == 8.0 and CACHING.reads == 1 and CACHING.kept == 4.0
    CACHING.base = 4.0
    assert gradient(1.0) == 32.0 and CACHING.reads == 2


@dataclass(frozen=True)
class Frozen:
    a: float

    def changed(self, x):
        if x > 1.0:
            self.a = x
        return self.a * x


def test_a_frozen_dataclass_refuses_as_python_does():
    gradient = s2sad.grad(lambda x: Frozen(x).changed(x))
    assert gradient(0.5) == 1.0
    with pytest.raises(AttributeError, match="cannot assign to field 'a'"):
        gradient(2.0)


def test_a_counter_counts_in_one_line():
    text = s2sad.source(Counted().value, mode="reverse", args="x: f8[n]")
    assert text.count("self.calls += 1") == text.count("self.calls") == 1


def test_an_unknown_self_says_what_to_do():
    with pytest.raises(s2sad.NotSupportedError, match="what has the attribute 'calls' here is not known") as found:
        s2sad.source(Counted.value, wrt="x", mode="reverse", args="x: f8[n]")
    assert "annotate the parameter" in str(found.value)
