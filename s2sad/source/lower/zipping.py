"""``zip``: iterables that are walked together, an iterator beside itself, and the columns of rows."""

from __future__ import annotations

import gast

from s2sad.core.nodes import Arg, Const, If
from s2sad.core.types import ListType, ScalarType, TupleType
from s2sad.source.lower import attributes, generators
from s2sad.source.lower.comprehensions import collect
from s2sad.source.lower.library import handles
from s2sad.source.lower.lowerer import Lowerer, Raising
from s2sad.source.lower.values import (
    ArrayRef,
    Endless,
    GeneratorContent,
    IteratorContent,
    LongListContent,
    Num,
    ObjectRef,
    RangeValue,
    SliceValue,
    Spread,
    TupleValue,
    Value,
    Zipped,
)

__all__: list[str] = []

NONE = Num(Const(None))


@handles(zip)
def _zip(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    if args and isinstance(args[-1], Spread):
        return TupleValue(_columns(lo, args, node))
    if len(args) > 1 and _is_iterator(lo, args[0]) and all(part == args[0] for part in args):
        return _in_turn(lo, args[0], len(args), node)
    if any(_is_iterator(lo, part) and part in args[:k] for k, part in enumerate(args)):
        lo.refuse(node, "an iterator is walked beside itself and another", "make a list of it, and zip slices of that")
    parts = tuple(_beside(lo, part, node) for part in args)
    if attributes.constant_key(lo, keywords.get("strict", Num(Const(False)))) is not False:
        _check_lengths(lo, parts, node)
    return Zipped(parts)


def _check_lengths(lo: Lowerer, parts: tuple[Value, ...], node: gast.AST) -> None:
    """``strict=True``: Python's own error where one is longer than another."""
    if not all(isinstance(part, (TupleValue, ObjectRef, ArrayRef, RangeValue)) for part in parts):
        lo.refuse(node, "strict=True is understood for what has a length", "compare the lengths before")
    lengths = [_length(lo, part, node) for part in parts]
    for other in lengths[1:]:
        test = lo.build.emit("operator.ne", lengths[0], other, kind=ScalarType("bool"))
        if test == Const(True):
            raise Raising(ValueError, Const("zip() has arguments of different lengths"))
        if test != Const(False):
            with lo.build.block() as block:
                lo.emit_raise(Raising(ValueError, Const("zip() has arguments of different lengths")))
            lo.build.append(If(test, tuple(block), (), (), lo.build.origin))


def _length(lo: Lowerer, part: Value, node: gast.AST) -> Arg:
    items = attributes.items_of(lo, part)
    if items is not None:
        return Const(len(items))
    return lo.build.emit("builtins.len", lo.arg(part, node), spelling="function")


def _is_iterator(lo: Lowerer, value: Value) -> bool:
    content = lo.state.heap[value.id] if isinstance(value, ObjectRef) else None
    return isinstance(content, (IteratorContent, GeneratorContent))


def _in_turn(lo: Lowerer, iterator: Value, count: int, node: gast.AST) -> Value:
    """``zip(it, it)``: each takes its item in turn."""
    items = generators.left(lo, iterator, node)
    step = Num(Const(count))
    parts = (SliceValue(Num(Const(k)), NONE, step) for k in range(count))
    return Zipped(tuple(attributes.get_item(lo, items, part, node) for part in parts))


def _columns(lo: Lowerer, args: list[Value], node: gast.AST) -> tuple[Value, ...]:
    """``zip(*rows)`` of a number of tuples that only the run knows: their columns."""
    rows = args[-1]
    assert isinstance(rows, Spread)
    content = lo.state.heap[rows.items.id] if isinstance(rows.items, ObjectRef) else None
    kind = lo.build.type_of(content.atom) if isinstance(content, LongListContent) else None
    if not isinstance(kind, ListType) or not isinstance(kind.element, TupleType) or len(args) > 1:
        lo.refuse(node, "how many columns these rows have is not known when s2sad reads them", "index the rows")

    def column(k: int) -> Value:
        return collect(lo, rows.items, lambda row: attributes.get_item(lo, row, Num(Const(k)), node), node, "items")

    return tuple(column(k) for k in range(len(kind.element.items)))


def _beside(lo: Lowerer, value: Value, node: gast.AST) -> Value:
    """What is left of a value that is walked beside others."""
    content = lo.state.heap[value.id] if isinstance(value, ObjectRef) else None
    if isinstance(content, GeneratorContent) and content.generator.element is not None:
        return Endless(content.generator.element)
    return generators.left(lo, value, node)
