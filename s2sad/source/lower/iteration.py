"""What a loop walks over: items that are known now, elements reached by an index, or an opaque iterable."""

from __future__ import annotations

import functools
from collections.abc import Callable

import gast

from s2sad.core.nodes import Atom, Const, Name
from s2sad.core.records import dataclass
from s2sad.core.types import ArrayType, ListType, OpaqueType, ScalarType, StringType, Type
from s2sad.source.lower import attributes, comprehensions, generators, long_dicts, maybe, view_lists
from s2sad.source.lower.contents import item_arg
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import (
    ArrayRef,
    Endless,
    ItemsOf,
    LongDictContent,
    LongListContent,
    Num,
    ObjectRef,
    RangeValue,
    TupleValue,
    Value,
    ViewsContent,
    Zipped,
)

__all__ = ["Indexed", "Known", "Opaque", "constant_range", "iteration", "known_items"]


@dataclass(frozen=True)
class Known:
    """Items that are known while lowering: the loop is unrolled."""

    items: tuple[Value, ...]


@dataclass(frozen=True)
class Indexed:
    """A range to count through, and how to reach the element of a count."""

    counter: RangeValue
    element: Callable[[Atom], Value]
    hint: str = "i"


@dataclass(frozen=True)
class Opaque:
    """What is walked as it is; `element` gives the item for the target of the loop, of the type `kind`."""

    iterable: Atom
    kind: Type = OpaqueType()
    element: Callable[[Atom], Value] | None = None
    hint: str = "item"

    def item(self, target: Atom) -> Value:
        return Num(target) if self.element is None else self.element(target)


def iteration(lo: Lowerer, value: Value, node: gast.AST) -> Known | Indexed | Opaque:
    """How to walk over a value; an iterator is used up by it."""
    value = maybe.present(lo, value, node, "is not iterable")
    if isinstance(value, ItemsOf):
        return Opaque(*long_dicts.walked(lo, value))
    value = generators.left(lo, value, node)
    if isinstance(value, Num) and isinstance(lo.build.type_of(value.atom), (ListType, ArrayType)):
        value = lo.result(value.atom)
    if isinstance(value, RangeValue):
        return Indexed(value, Num)
    if isinstance(value, Zipped):
        return _zipped(lo, value, node)
    items = attributes.items_of(lo, value)
    if items is not None:
        return Known(items)
    if isinstance(value, ArrayRef) or (
        isinstance(value, ObjectRef) and isinstance(lo.state.heap[value.id], (LongListContent, ViewsContent))
    ):
        return _by_index(lo, value, node)
    if isinstance(value, ObjectRef) and isinstance(lo.state.heap[value.id], LongDictContent):
        return Opaque(*long_dicts.walked(lo, ItemsOf(value, "keys")))
    whole = lo.atom(value, node)
    if not isinstance(whole, Name) or not lo.program.shares.get(whole.id):
        return Opaque(whole)
    return Opaque(whole, element=functools.partial(_part, lo, whole))


def _part(lo: Lowerer, whole: Name, target: Atom) -> Value:
    """An item of what has arrays inside: it may show what is written into it."""
    if isinstance(target, Name):
        lo.program.shares[target.id] = (whole.id,)
    return Num(target)


def known_items(lo: Lowerer, value: Value, node: gast.AST) -> tuple[Value, ...] | None:
    """The items of a container, a zip or a range, where their number is known."""
    value = generators.left(lo, value, node)
    if isinstance(value, Zipped):
        walk = iteration(lo, value, node)
        return walk.items if isinstance(walk, Known) else None
    if isinstance(value, RangeValue):
        counts = constant_range(lo, value)
        return None if counts is None else tuple(Num(Const(i)) for i in counts)
    return attributes.items_of(lo, value)


def constant_range(lo: Lowerer, value: RangeValue) -> range | None:
    """A range whose bounds are constants."""
    bounds = [attributes.constant_key(lo, a) for a in value.args]
    if not all(isinstance(b, int) for b in bounds) or bounds[2:] == [0]:
        return None
    counts = range(*bounds)
    return counts[::-1] if value.backwards else counts


def _by_index(lo: Lowerer, value: Value, node: gast.AST) -> Indexed:
    return Indexed(RangeValue((_length(lo, value, node),)), lambda i: attributes.get_item(lo, value, Num(i), node, "t"))


def _length(lo: Lowerer, value: Value, node: gast.AST) -> Value:
    return lo.call_prim("builtins.len", [view_lists.opened(lo, value)], {}, node)


def _zipped(lo: Lowerer, value: Zipped, node: gast.AST) -> Known | Indexed | Opaque:
    parts = _beside(lo, [part if isinstance(part, Endless) else _beside_others(lo, part, node) for part in value.parts])
    if all(isinstance(part, Known) for part in parts):
        return Known(tuple(_known_rows(lo, value, [p.items for p in parts if isinstance(p, Known)], node)))
    if any(isinstance(part, Opaque) for part in parts):
        lo.refuse(
            node,
            "zip or enumerate over something whose elements cannot be reached by an index",
            "make a list of it first",
        )
    indexed = [part if isinstance(part, Indexed) else _index_known(lo, part, node) for part in parts]
    if len(indexed) == 1 and not value.backwards and indexed[0].element is Num:
        counter = RangeValue((Num(_count(lo, indexed[0].counter, node)),))
    else:
        counter = RangeValue(
            (_shortest(lo, [_count(lo, part.counter, node) for part in indexed], node),), value.backwards
        )

    def element(i: Atom) -> Value:
        row = tuple(part.element(_nth(lo, part.counter, i)) for part in indexed)
        if value.single:
            return row[0]
        if not value.enumerated:
            return TupleValue(row)
        number = i if value.start is None else lo.build.emit("operator.add", i, lo.arg(value.start))
        return TupleValue((Num(number), *row))

    return Indexed(counter, element)


def _beside_others(lo: Lowerer, part: Value, node: gast.AST) -> Known | Indexed | Opaque:
    if isinstance(part, ItemsOf) or long_dicts.is_long_dict(lo, part):
        part = comprehensions.listed(lo, part, node, "items")
    if isinstance(part, Num) and isinstance(lo.build.type_of(part.atom), StringType):
        return _by_index(lo, part, node)
    return iteration(lo, part, node)


def _beside(lo: Lowerer, parts: list[Known | Indexed | Opaque | Endless]) -> list[Known | Indexed | Opaque]:
    """Parts that never end, as long as those beside them."""
    ending = [part for part in parts if not isinstance(part, Endless)]
    made: list[Known | Indexed | Opaque] = []
    for part in parts:
        if not isinstance(part, Endless):
            made.append(part)
        elif all(isinstance(other, Known) for other in ending):
            length = min((len(other.items) for other in ending if isinstance(other, Known)), default=0)
            made.append(Known(tuple(part.element(Const(i)) for i in range(length))))
        else:
            model = next(other for other in ending if isinstance(other, Indexed))
            counter = RangeValue((Num(_count(lo, model.counter, None)),))
            made.append(Indexed(counter, part.element))
    return made


def _known_rows(lo: Lowerer, value: Zipped, columns: list[tuple[Value, ...]], node: gast.AST) -> list[Value]:
    rows = list(zip(*columns, strict=False))
    if not value.enumerated:
        return [TupleValue(row) for row in rows]
    start = 0 if value.start is None else lo.build.static(lo.arg(value.start))
    if not isinstance(start, int):
        lo.refuse(
            node, "the start of this enumerate is not known when s2sad reads it", "add it to the count in the loop"
        )
    return [TupleValue((Num(Const(start + i)), *row)) for i, row in enumerate(rows)]


def _index_known(lo: Lowerer, part: Known | Opaque | Indexed, node: gast.AST) -> Indexed:
    assert isinstance(part, Known)
    atom = lo.build.emit("list.display", *[item_arg(lo, v, node) for v in part.items])
    value = lo.result(atom)
    return Indexed(
        RangeValue((Num(Const(len(part.items))),)), lambda i: attributes.get_item(lo, value, Num(i), node, "t")
    )


def _nth(lo: Lowerer, counter: RangeValue, i: Atom) -> Atom:
    """The i-th number of a range."""
    if len(counter.args) == 1 and not counter.backwards:
        return i
    if counter.backwards:
        i = lo.build.emit("operator.sub", Const(-1), i, kind=ScalarType("int"))
    return lo.build.emit("operator.getitem", lo.atom(RangeValue(counter.args)), i, kind=ScalarType("int"))


def _count(lo: Lowerer, counter: RangeValue, node: gast.AST | None) -> Atom:
    if len(counter.args) == 1:
        return lo.atom(counter.args[0], node)
    return lo.build.emit("builtins.len", lo.atom(RangeValue(counter.args)), kind=ScalarType("int"))


def _shortest(lo: Lowerer, lengths: list[Atom], node: gast.AST) -> Value:
    distinct: list[Atom] = []
    for length in lengths:
        if not any(_equal(lo, length, other) for other in distinct):
            distinct.append(length)
    return Num(distinct[0] if len(distinct) == 1 else lo.build.emit("builtins.min", *distinct))


def _equal(lo: Lowerer, a: Atom, b: Atom) -> bool:
    if a == b:
        return True
    ka, kb = lo.build.type_of(a), lo.build.type_of(b)
    return isinstance(ka, ScalarType) and isinstance(kb, ScalarType) and ka.value is not None and ka.value == kb.value
