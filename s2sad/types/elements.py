"""What the elements of lists, tuples and arrays are."""

from __future__ import annotations

from collections.abc import Callable

from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.types import (
    ArrayType,
    Dim,
    ListType,
    OpaqueType,
    ScalarType,
    StringType,
    TupleType,
    Type,
    Unknown,
)
from s2sad.types.merge import element_of

__all__ = ["element_type", "instantiated", "items_of", "row_type"]


def items_of(kind: TupleType | ListType) -> Type:
    """What is true of every item; nothing, for an empty container."""
    element = element_of(kind)
    return Unknown() if element is None else element


def instantiated(kind: Type, symbol: Callable[[str], Dim]) -> Type:
    """The type of one element that was taken out: its sizes get symbols of their own."""

    def one(kind: Type, path: str) -> Type:
        if isinstance(kind, ArrayType) and kind.shape is not None:
            shape = [symbol(f"{path}{i}") if "*" in d.symbols else d for i, d in enumerate(kind.shape)]
            return ArrayType(kind.dtype, tuple(shape), kind.contiguous)
        if isinstance(kind, TupleType):
            return replace(kind, items=tuple(one(item, f"{path}{i}.") for i, item in enumerate(kind.items)))
        return kind

    return one(kind, "")


def element_type(kind: Type, program: Program) -> Type:
    """The type of `item` in ``for item in value``.

    >>> element_type(ArrayType("f8", (Dim.symbol("$0"),)), Program())
    ScalarType(dtype='f8', value=None)
    """

    def fresh(_path: str) -> Dim:
        program.counters["?item"] = program.counters.get("?item", 0) + 1
        return Dim.symbol(f"?item{program.counters['?item']}")

    if isinstance(kind, ArrayType):
        return row_type(kind)
    if isinstance(kind, (TupleType, ListType)):
        return instantiated(items_of(kind), fresh)
    if isinstance(kind, StringType):
        return kind
    if isinstance(kind, OpaqueType) and kind.label == "range":
        return ScalarType("int")
    return Unknown(kind=kind.kind) if isinstance(kind, Unknown) else Unknown()


def row_type(kind: ArrayType) -> Type:
    """The type of ``x[i]`` for an integer i."""
    if kind.shape is None or not kind.shape or (len(kind.shape) == 1 and kind.dtype is None):
        return Unknown(kind=kind.kind)
    if len(kind.shape) == 1:
        return ScalarType(kind.dtype or "f8")
    return ArrayType(kind.dtype, kind.shape[1:], kind.contiguous)
