"""The dataclasses of s2sad against those of the standard library."""

import dataclasses

import pytest

from s2sad.core import records


def classes(module):
    @module.dataclass(frozen=True)
    class Point:
        x: float
        y: float = 0.0
        note: str = module.field(default="", compare=False, repr=False)

    @module.dataclass(frozen=True)
    class Named(Point):
        names: dict = module.field(default_factory=dict, compare=False)

        def __repr__(self):
            return "named"

    @module.dataclass(frozen=True)
    class One:
        x: float

    @module.dataclass(frozen=True)
    class Empty:
        pass

    @module.dataclass
    class Counter:
        start: int
        now: int = module.field(init=False)

        def __post_init__(self):
            self.now = self.start

    return Point, Named, One, Empty, Counter


BOTH = list(zip(classes(records), classes(dataclasses), strict=True))


ARGUMENTS = [(), (1,), (1, 2), (2, 1), (1, 2, "a")]


def of(kind, args):
    """A record, or None where the arguments do not fit."""
    try:
        return kind(*args)
    except TypeError:
        return None


@pytest.mark.parametrize("ours, theirs", BOTH, ids=lambda cls: cls.__name__)
def test_values_compare_hash_and_print_alike(ours, theirs):
    mine, standard = ([of(kind, args) for args in ARGUMENTS] for kind in (ours, theirs))
    assert [repr(value) for value in mine] == [repr(value) for value in standard]
    for a, b in zip(mine, standard, strict=True):
        assert [a == other for other in mine] == [b == other for other in standard]
    assert (ours.__hash__ is None) == (theirs.__hash__ is None)


@pytest.mark.parametrize("module", [records, dataclasses], ids=["ours", "theirs"])
def test_replace_and_defaults(module):
    Point, Named, One, Empty, Counter = classes(module)
    assert module.replace(Point(1.0, 2.0), y=3.0) == Point(1.0, 3.0)
    assert Point(1.0, note="a") == Point(1.0, note="b") and hash(Point(1.0, note="a")) == hash(Point(1.0))
    assert Named(1.0).names is not Named(1.0).names
    assert Point(1.0) != One(1.0) and Empty() == Empty() and len({One(1.0), One(1.0), One(2.0)}) == 2
    assert module.replace(Counter(3), start=4).now == 4
    with pytest.raises(TypeError):
        Point()
