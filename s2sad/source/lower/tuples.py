"""Tuples whose length only the run knows: lists that are marked, and made tuples where they are handed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gast

from s2sad.core.nodes import Atom
from s2sad.core.types import DictType, ListType, LongTupleType
from s2sad.source.lower.aliases import hold
from s2sad.source.lower.values import (
    ListContent,
    LongDictContent,
    LongListContent,
    Num,
    ObjectRef,
    Poison,
    State,
    TupleValue,
    Value,
)

if TYPE_CHECKING:
    from s2sad.source.lower.lowerer import Lowerer

__all__ = [
    "are_tuples", "as_long", "check_index", "content_in", "is_long", "items_of", "lengthened", "marked", "of_both",
    "read",
]  # fmt: skip


OF_SEQUENCES = frozenset(
    {"operator.getitem", *(f"builtins.{name}" for name in ("len", "sum", "max", "min", "sorted", "list", "range"))}
)


def marked(lo: Lowerer, value: Value) -> Value:
    """A list that is a tuple to Python."""
    if isinstance(value, ObjectRef):
        lo.kinds[value.id] = tuple
    return value


def of_both(lo: Lowerer, a: Value, b: Value, made: ObjectRef) -> Value:
    """What two paths hand on: a tuple if both do."""
    if is_long(lo, a) != is_long(lo, b):
        return Poison("is a tuple on one path that leads here, and a list on the other", "list(...)")
    return marked(lo, made) if is_long(lo, a) else made


def read(lo: Lowerer, atom: Atom, kind: ListType) -> ObjectRef:
    """The value of a list or a dict of which only the run knows how long it is; of such a tuple a list of its items."""
    if not isinstance(kind, LongTupleType):
        return lo.new_object((LongDictContent if isinstance(kind, DictType) else LongListContent)(atom))
    items = lo.build.emit("list.of_tuple", atom, hint="items")
    made = lo.new_object(LongListContent(items))
    lo.kinds[made.id] = tuple
    return made


def lengthened(lo: Lowerer, value: TupleValue, hint: str) -> Value:
    """A tuple of which from here on only the run knows how long it is."""
    made = lo.new_object(LongListContent(lo.build.emit("list.display", *map(lo.arg, value.items), hint=hint)))
    hold(lo, made.id, *value.items)
    return marked(lo, made)


def are_tuples(lo: Lowerer, a: Value, b: Value) -> bool:
    """Whether two values that meet are tuples, at least one of them not as long as the other or of unknown length."""
    return all(is_long(lo, one) or (isinstance(one, TupleValue) and one.cls is None) for one in (a, b))


def content_in(state: State, value: Value) -> ListContent | LongListContent:
    """The items of a tuple, as those of a list."""
    if isinstance(value, TupleValue):
        return ListContent(value.items)
    return state.heap[value.id]  # type: ignore[union-attr,return-value]


def is_long(lo: Lowerer, value: Value) -> bool:
    return isinstance(value, ObjectRef) and lo.kinds.get(value.id) is tuple


def as_long(lo: Lowerer, value: Value, other: Value) -> Value:
    """The items of a tuple that is added to one whose length only the run knows."""
    return lo.new_list(value.items) if isinstance(value, TupleValue) and is_long(lo, other) else value


def items_of(lo: Lowerer, prim: str, args: list[Value]) -> list[Value]:
    """The arguments of an operation that does with a tuple what it does with a list, which need not become one."""
    if not prim.startswith(("numpy.", "ndarray.")) and prim not in OF_SEQUENCES:
        return args
    return [Num(lo.state.heap[arg.id].atom) if is_long(lo, arg) else arg for arg in args]  # type: ignore[union-attr]


def check_index(lo: Lowerer, index: Value, node: gast.AST) -> None:
    """An array takes a tuple for one index an axis, and a list for places along the first."""
    if is_long(lo, index):
        lo.refuse(node, "how many indices these are is known to the run alone", "i, j = ...; x[i, j]")
