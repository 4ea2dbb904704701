from __future__ import annotations

import pytest

from s2sad.core.types import (
    ArrayType,
    Dim,
    ListType,
    LongTupleType,
    NoneType,
    OpaqueType,
    ScalarType,
    StringType,
    TupleType,
    Unknown,
)
from s2sad.types import merge
from s2sad.types.merge import element_of

N = Dim.symbol("$0")
X = ArrayType("f8", (N,))


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (ScalarType("float"), ScalarType("float"), ScalarType("float")),
        (ScalarType("int", N), ScalarType("int", N), ScalarType("int", N)),
        (ScalarType("int", N), ScalarType("int", N - 1), ScalarType("int")),
        (ScalarType("int"), ScalarType("float"), ScalarType("float")),
        (ScalarType("bool"), ScalarType("int"), ScalarType("int")),
        (ScalarType("float"), ScalarType("complex"), ScalarType("complex")),
        (ScalarType("float"), ScalarType("f8"), ScalarType("f8")),
        (ScalarType("float"), ScalarType("f4"), ScalarType("f4")),
        (ScalarType("int"), ScalarType("f4"), ScalarType("f4")),
        (ScalarType("float"), ScalarType("i8"), ScalarType("f8")),
        (ScalarType("complex"), ScalarType("f4"), ScalarType("c8")),
        (ScalarType("complex"), ScalarType("f8"), ScalarType("c16")),
        (ScalarType("bool"), ScalarType("b1"), ScalarType("b1")),
        (ScalarType("f4"), ScalarType("f8"), ScalarType("f8")),
        (X, X, X),
        (X, ArrayType("f4", (N,)), ArrayType(None, (N,))),
        (X, ArrayType("f8", (N, N)), ArrayType("f8", None)),
        (X, ScalarType("f8"), Unknown(kind="f")),
        (X, NoneType(), Unknown()),
        (X, Unknown("x"), Unknown()),
        (Unknown("x"), Unknown("x", "f"), Unknown("x")),
        (Unknown("x", "f"), Unknown("y", "f"), Unknown(kind="f")),
        (StringType(), NoneType(), OpaqueType()),
        (OpaqueType("a"), OpaqueType("b"), OpaqueType()),
        (OpaqueType("a"), X, Unknown()),
        (TupleType((X, ScalarType("int"))), TupleType((X, ScalarType("float"))), TupleType((X, ScalarType("float")))),
        (TupleType((X,)), TupleType((X, X)), LongTupleType(X)),
        (TupleType((X,), True), TupleType((X, X), True), ListType(X)),
        (ListType(Unknown(), Dim.const(0)), ListType(X, Dim.const(1)), ListType(X)),
        (ListType(X, N), TupleType((X,), True), ListType(X)),
        (ListType(ScalarType("float")), ListType(ScalarType("int")), ListType(ScalarType("float"))),
    ],
)
def test_merge_both_ways(a, b, expected):
    assert merge(a, b) == expected
    assert merge(b, a) == expected


def test_sizes_that_differ_become_one_that_nothing_else_has():
    short = ArrayType("f8", (N - 1,))
    first, second = merge(X, short), merge(X, short)
    assert first.shape != second.shape
    assert not {first.shape, second.shape} & {X.shape, short.shape}


def test_merging_a_named_value_again_is_stable():
    once = merge(X, ArrayType("f8", (Dim.const(3),)), "y@1")
    assert merge(once, ArrayType("f8", (N - 1,)), "y@1") == once


def test_elements_forget_values_and_passing_sizes():
    rows = TupleType((ArrayType("f8", (Dim.symbol("k"),)), ArrayType("f8", (Dim.symbol("k"),))), True)
    assert element_of(rows) == ArrayType("f8", (Dim.symbol("*"),))
    assert element_of(TupleType((ScalarType("int", Dim.const(1)),))) == ScalarType("int")
    assert element_of(TupleType(())) is None
