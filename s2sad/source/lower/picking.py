"""An item of a container of known length, at a place that only the run knows."""

from __future__ import annotations

from collections.abc import Callable

import gast

from s2sad.core.nodes import Atom, Const
from s2sad.core.types import ScalarType
from s2sad.source.lower import attributes, branches, objects
from s2sad.source.lower.aliases import hold
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import (
    ArrayRef,
    Bound,
    Chosen,
    Closure,
    ListContent,
    Num,
    ObjectRef,
    OneOfContent,
    Static,
    StructContent,
    TupleValue,
    Value,
)

__all__ = ["are_lists", "attribute_of", "each", "item", "one_of", "one_of_content", "read", "row"]

MOST = 16
FEW = 8
"""Of so many rows each is read on a path of its own; of more, from a list of them all."""


def item(
    lo: Lowerer, items: tuple[Value, ...], index: Value, node: gast.AST, hint: str = "t", written: bool = False
) -> Value:
    """``items[index]``; of lists that are `written`, the list itself."""
    kept = written and all(isinstance(one, ObjectRef) for one in items) and len(items) <= MOST
    if _are_plain(lo, items) and not kept:
        return _displayed(lo, items, index, node, hint)
    places = lo.build.emit("builtins.range", Const(len(items)))
    place = lo.build.emit("operator.getitem", places, lo.arg(index, node), kind=ScalarType("int"), hint="place")
    return one_of(lo, items, place, node, hint, kept)


def one_of(
    lo: Lowerer, items: tuple[Value, ...], place: Atom, node: gast.AST, hint: str = "t", written: bool = False
) -> Value:
    """The item at a place that is not negative: an object stays what it is, of anything else it is the value."""
    if _are_plain(lo, items) and not written:
        return _displayed(lo, items, Num(place), node, hint)
    if len(items) > MOST:
        lo.refuse(node, "which of these objects this is only the run knows", "a loop over the objects themselves")
    if all(isinstance(one, ObjectRef) for one in items):
        return lo.new_object(OneOfContent(place, items))
    if all(isinstance(one, (Bound, Static, Closure)) for one in items):
        return Chosen(tuple(_is_at(lo, place, k) for k in range(len(items) - 1)), items)
    return _chosen(lo, items, place, 0, node, hint)


def _chosen(lo: Lowerer, items: tuple[Value, ...], place: Atom, first: int, node: gast.AST, hint: str) -> Value:
    if first == len(items) - 1:
        return items[first]
    return branches.choose(
        lo,
        _is_at(lo, place, first),
        lambda: items[first],
        lambda: _chosen(lo, items, place, first + 1, node, hint),
        node,
        hint,
    )


def row(lo: Lowerer, table: Value, index: Value, node: gast.AST, most: int = 0) -> Value:
    """``table[index]`` of which an item is written or read: of a list of lists it is one of these, and no copy."""
    content = lo.state.heap.get(table.id) if isinstance(table, ObjectRef) else None
    items = content.items if isinstance(content, ListContent) else ()
    if 0 < len(items) <= (most or len(items)) and attributes.constant_key(lo, index) is NotImplemented:
        return item(lo, items, index, node, written=True)
    return attributes.get_item(lo, table, index, node)


def are_lists(lo: Lowerer, table: ObjectRef) -> bool:
    """Whether something is a list of a known number of lists, which the function has made."""
    content = lo.state.heap.get(table.id)
    items = content.items if isinstance(content, ListContent) and table.id not in lo.origins else ()
    return bool(items) and all(isinstance(item, ObjectRef) and attributes.is_list(lo, item) for item in items)


def read(
    lo: Lowerer, content: OneOfContent, action: Callable[[Value], Value], node: gast.AST, hint: str = "t"
) -> Value:
    """What is read of the one that it is: of lists of that one alone, the others may be shorter."""
    if all(isinstance(one, ObjectRef) and attributes.is_long(lo, one) for one in content.items):
        return _read_from(lo, content, action, 0, node, hint)
    return one_of(lo, tuple(action(one) for one in content.items), content.place, node, hint)


def _read_from(
    lo: Lowerer, content: OneOfContent, action: Callable[[Value], Value], first: int, node: gast.AST, hint: str
) -> Value:
    one = content.items[first]
    if first == len(content.items) - 1:
        return action(one)
    test = _is_at(lo, content.place, first)
    return branches.choose(
        lo, test, lambda: action(one), lambda: _read_from(lo, content, action, first + 1, node, hint), node, hint
    )


def _is_at(lo: Lowerer, place: Atom, k: int) -> Value:
    return Num(lo.build.emit("operator.eq", place, Const(k), kind=ScalarType("bool")))


def _are_plain(lo: Lowerer, items: tuple[Value, ...]) -> bool:
    arrays = all(isinstance(one, ArrayRef) for one in items)
    return all(_is_plain(lo, one) for one in items) and not (lo.follows_choices and arrays and len(items) > 1)


def _is_plain(lo: Lowerer, value: Value) -> bool:
    """Whether a list made for it has all that a value is: nothing in it is an object that may be written."""
    if isinstance(value, TupleValue):
        return value.cls is None and all(isinstance(part, Num) or _is_plain(lo, part) for part in value.items)
    if isinstance(value, ObjectRef):
        return value.id not in lo.kinds and attributes.is_list(lo, value) and attributes.has_numbers_alone(lo, value)
    return isinstance(value, (Num, ArrayRef))


def _displayed(lo: Lowerer, items: tuple[Value, ...], index: Value, node: gast.AST, hint: str) -> Value:
    made = lo.result(lo.build.emit("list.display", *[lo.arg(v, node) for v in items]))
    assert isinstance(made, ObjectRef)
    hold(lo, made.id, *items)
    return attributes.get_item(lo, made, index, node, hint)


# -- objects ------------------------------------------------------------------------------------


def one_of_content(lo: Lowerer, owner: Value) -> OneOfContent | None:
    """What an object may be of which only the run knows which one it is; None for any other value."""
    content = lo.state.heap.get(owner.id) if isinstance(owner, ObjectRef) else None
    return content if isinstance(content, OneOfContent) else None


def each(lo: Lowerer, content: OneOfContent, action: Callable[[Value], None], node: gast.AST, first: int = 0) -> None:
    """Do something to the one that it is."""
    if first == len(content.items) - 1:
        action(content.items[first])
        return
    branches.branch(
        lo,
        _is_at(lo, content.place, first),
        lambda: action(content.items[first]),
        lambda: each(lo, content, action, node, first + 1),
        node,
    )


def attribute_of(lo: Lowerer, owner: ObjectRef, content: OneOfContent, name: str, node: gast.AST) -> Value:
    """An attribute of the one that it is; what a class has for all of them is asked for once."""
    contents = [objects.struct_content(lo, one, node) for one in content.items if isinstance(one, ObjectRef)]
    classes = {one.cls for one in contents if isinstance(one, StructContent)}
    fields = [name in one.fields for one in contents if isinstance(one, StructContent)]
    if len(classes) == 1 and len(fields) == len(contents) and not any(fields):
        cls = classes.pop()
        found = objects.class_attribute(cls, name)
        if found is not None:
            return objects.of_class(lo, found, owner, cls, name, node)
    return one_of(lo, tuple(objects.get_attribute(lo, one, name, node) for one in content.items), content.place, node)
