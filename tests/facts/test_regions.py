"""Which parts of an array in a loop are known to have nothing in common."""

from __future__ import annotations

import pytest

from s2sad.core.nodes import Arg, Call, Const, For, Let, Name, SliceArg, TupleArg
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, Dim, OpaqueType, ScalarType
from s2sad.facts.regions import Part, Regions

N = Dim.symbol("n")
NONE = Const(None)


def regions(first=1, step=1):
    """``for i in range(first, n - 1)``, or down from ``n - 2`` to ``first``; ``u`` is a vector, ``m`` a matrix."""
    end = Const(first - 1) if step < 0 else Name("end")
    start = Name("top") if step < 0 else Const(first)
    types = {
        "u": ArrayType("f8", (N,)),
        "m": ArrayType("f8", (N, N)),
        "end": ScalarType("int", N - 1),
        "top": ScalarType("int", N - 2),
        **dict.fromkeys(("i", "before", "behind", "k"), ScalarType("int")),
        "r": OpaqueType("range"),
    }
    lets = [
        Let("r", Call("builtins.range", (start, end, Const(step)))),
        Let("before", Call("operator.sub", (Name("i"), Const(1)))),
        Let("behind", Call("operator.add", (Name("i"), Const(1)))),
    ]
    around = {"i": ("loop",), "before": ("loop",), "behind": ("loop",), "k": ("loop",)}
    loop = For("i", Name("r"), (), (), id="loop")
    return Regions(
        Program(types=types),
        {let.name: let for let in lets},
        {"loop": loop},
        lambda n: around.get(n, ()),
        frozenset("n"),
    )


def part(index: Arg, of: str = "u") -> Part:
    return Part(of, index, ("loop",))


def below(name: str) -> SliceArg:
    return SliceArg(NONE, Name(name), NONE)


def above(name: str) -> SliceArg:
    return SliceArg(Name(name), NONE, NONE)


SAME_ROUND = [
    (Name("i"), Name("before"), True),
    (Name("i"), Name("behind"), True),
    (Name("i"), Name("i"), False),
    (Name("i"), below("i"), True),
    (Name("i"), above("behind"), True),
    (Name("i"), above("i"), False),
    (Name("i"), Const(-1), True),  # i is n - 2 at most
    (Name("behind"), Const(-1), False),
    (Name("before"), Const(0), False),
    (Name("i"), Const(0), True),
    (Name("k"), Name("i"), False),
    (SliceArg(NONE, NONE, Const(-1)), Name("i"), False),
    (SliceArg(Const(1), Const(-1), NONE), Const(0), True),
    (SliceArg(Const(1), Const(-1), NONE), Const(-1), True),
]


@pytest.mark.parametrize(("one", "other", "apart"), SAME_ROUND)
def test_in_one_round(one, other, apart):
    assert regions().disjoint(part(one), part(other), None) is apart
    assert regions().disjoint(part(other), part(one), None) is apart


def test_a_later_round_writes_further_up():
    assert regions().disjoint(part(Name("before")), part(Name("i")), "loop")
    assert regions().disjoint(part(Name("i")), part(Name("i")), "loop")
    assert not regions().disjoint(part(Name("behind")), part(Name("i")), "loop")


def test_a_later_round_writes_further_down():
    assert regions(step=-1).disjoint(part(Name("behind")), part(Name("i")), "loop")
    assert not regions(step=-1).disjoint(part(Name("before")), part(Name("i")), "loop")


def test_an_index_that_may_be_negative_may_be_any():
    assert not regions(first=0).disjoint(part(Name("before")), part(Name("i")), None)
    assert not regions(first=0).disjoint(part(Name("before")), part(Name("i")), "loop")


def test_one_axis_is_enough():
    column = TupleArg((SliceArg(NONE, NONE, NONE), Name("i")))
    corner = TupleArg((above("behind"), above("behind")))
    assert regions().disjoint(part(column, "m"), part(corner, "m"), None)
    assert regions().disjoint(part(column, "m"), part(corner, "m"), "loop")
    assert not regions().disjoint(part(corner, "m"), part(column, "m"), "loop")


def test_behind_an_ellipsis_nothing_is_known():
    assert not regions().disjoint(part(TupleArg((Const(Ellipsis), Name("i"))), "m"), part(Name("behind"), "m"), None)
    assert not regions().disjoint(part(Name("i")), Part("u", None, ("loop",)), None)


def test_a_place_outside_the_loop_may_be_of_any_round():
    assert not regions().disjoint(Part("u", Const(2), ()), part(Name("i")), None)
    assert regions().disjoint(Part("u", Const(0), ()), part(Name("i")), None)
