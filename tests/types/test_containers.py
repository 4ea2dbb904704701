from __future__ import annotations

import pytest

from s2sad.core.nodes import Call, Const, Name, SliceArg, TupleArg
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, Dim, ListType, OpaqueType, ScalarType, StringType, TupleType, Unknown
from s2sad.types import element_type, infer

N, M = Dim.symbol("$0"), Dim.symbol("$1")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (ArrayType("f8", (N,)), ScalarType("f8")),
        (ArrayType("f4", (N, M), True), ArrayType("f4", (M,), True)),
        (ArrayType("f8", None), Unknown(kind="f")),
        (ArrayType(None, (N,)), Unknown()),
        (OpaqueType("range"), ScalarType("int")),
        (ListType(ScalarType("float")), ScalarType("float")),
        (TupleType((ScalarType("int", N), ScalarType("float"))), ScalarType("float")),
        (StringType(), StringType()),
        (OpaqueType("dict"), Unknown()),
        (Unknown(kind="f"), Unknown(kind="f")),
    ],
)
def test_elements(kind, expected):
    assert element_type(kind, Program()) == expected


def test_each_element_has_its_own_size():
    program, rows = Program(), ListType(ArrayType("f8", (Dim.symbol("*"),)))
    assert element_type(rows, program) != element_type(rows, program)


def step(index):
    return TupleArg((Const("getitem"), index))


def stored(kind, value, *steps):
    program = Program(types={"a": kind, "v": value, "k": ScalarType("int")})
    return infer(Call("store.set", (Name("a"), Name("v"), *steps)), program)


FLOATS = TupleType((ScalarType("float"), ScalarType("float")), True)


def test_storing_into_lists():
    number, row = ScalarType("int"), ArrayType("f8", (N,))
    rows, named = TupleType((row, row), True), ScalarType("int", Dim.symbol("v"))
    assert stored(FLOATS, number, step(Const(0))).type == TupleType((named, ScalarType("float")), True)
    assert stored(FLOATS, number, step(Name("k"))).type == ListType(ScalarType("float"), Dim.const(2))
    assert stored(ListType(ScalarType("float")), number, step(Name("k"))).type.element == ScalarType("float")
    assert stored(rows, number, step(Const(0)), step(Const(1))).type == rows
    assert stored(ListType(row), number, step(SliceArg(Const(0), Const(1), Const(None)))).type == ListType(Unknown())
    assert stored(rows, row, step(Const(0))).shares == ("a", "v")


def test_storing_into_what_is_not_known_keeps_its_shape():
    assert stored(Unknown(), ScalarType("float"), step(Const(0))).type == Unknown("a")
