"""Slices of lists whose length only the run knows: what they pick, and what takes its place."""

from __future__ import annotations

import gast

from s2sad.core.nodes import Const, If
from s2sad.core.types import OpaqueType, ScalarType, TupleType
from s2sad.source.lower import attributes, comprehensions, expressions, lists
from s2sad.source.lower.aliases import hold
from s2sad.source.lower.iteration import iteration
from s2sad.source.lower.library import known_or_none
from s2sad.source.lower.lowerer import Lowerer, Raising
from s2sad.source.lower.values import ListContent, Num, ObjectRef, RangeValue, SliceValue, Value

__all__ = ["items_in", "replace"]

NONE = Num(Const(None))


def items_in(lo: Lowerer, owner: ObjectRef, index: SliceValue, node: gast.AST, hint: str) -> Value:
    """A slice of a list is a new list of the items that its indices pick."""
    lower, upper, step = (attributes.constant_key(lo, part) for part in (index.lower, index.upper, index.step))
    if lower is None and upper is None and step is None:
        return comprehensions.listed(lo, owner, node, hint)
    if step in (None, 1) and _from_start(lower) and upper is None:
        length = lo.build.emit("builtins.len", attributes.long_atom(lo, owner), spelling="function")
        counter = RangeValue((Num(Const(lower or 0)), Num(length)))
    else:
        counter = RangeValue(_places(lo, owner, index))
    items = comprehensions.collect(lo, counter, lambda i: attributes.get_item(lo, owner, i, node), node, hint)
    return comprehensions.picked(lo, items, owner)


def _from_start(lower: object) -> bool:
    return lower is None or (isinstance(lower, int) and lower >= 0)


def _places(lo: Lowerer, owner: ObjectRef, index: SliceValue) -> tuple[Value, Value, Value]:
    """Where a slice begins, where it ends, and its step."""
    length = lo.build.emit("builtins.len", attributes.long_atom(lo, owner), spelling="function")
    parts = [lo.arg(part) for part in (index.lower, index.upper, index.step)]
    made = lo.build.emit("call", lo.free("slice", slice), *parts, kind=OpaqueType("slice"))
    bound = lo.build.emit("getattr", made, Const("indices"), kind=OpaqueType("method"))
    bounds = lo.build.emit("call", bound, length, kind=TupleType((ScalarType("int"),) * 3))
    first, last, step = (Num(lo.build.emit("operator.getitem", bounds, Const(i))) for i in range(3))
    return first, last, step


def replace(lo: Lowerer, owner: ObjectRef, index: SliceValue, value: Value, node: gast.AST) -> None:
    """``owner[a:b] = items``."""
    content, more = lo.state.heap[owner.id], known_or_none(lo, value, node)
    bounds = [attributes.constant_key(lo, part) for part in (index.lower, index.upper, index.step)]
    if isinstance(content, ListContent) and more is not None and NotImplemented not in bounds:
        kept = list(content.items)
        try:
            kept[slice(*bounds)] = more
        except ValueError as error:
            raise Raising(ValueError, Const(str(error))) from None
        lists.put(lo, owner, tuple(kept), node)
        lo.rows.discard(owner.id)
        return
    made = comprehensions.listed(lo, value, node, "items") if more is None else lo.new_list(more)
    if bounds[2] in (None, 1):
        _exchange(lo, owner, index, made, node)
    else:
        _set_each(lo, owner, index, made, node)


def _exchange(lo: Lowerer, owner: ObjectRef, index: SliceValue, made: Value, node: gast.AST) -> None:
    """What is before the slice, the new items, and what is behind it."""
    lower, upper = index.lower, index.upper
    first, last = (attributes.constant_key(lo, part) for part in (lower, upper))
    if not (_from_start(first) and _from_start(last) and (last is None or last >= (first or 0))):
        lower, upper, _ = _places(lo, owner, index)
        upper = Num(lo.build.emit("builtins.max", lo.arg(lower), lo.arg(upper), kind=ScalarType("int")))
        first = last = 1
    if first:
        before = attributes.get_item(lo, owner, SliceValue(NONE, lower, NONE), node, "first")
        made = expressions.binary(lo, "add", before, made, node)
    if last is not None:
        behind = attributes.get_item(lo, owner, SliceValue(upper, NONE, NONE), node, "rest")
        made = expressions.binary(lo, "add", made, behind, node)
    hold(lo, owner.id, made)
    lo.rows.discard(owner.id)
    lists.replace(lo, owner, made, node)


def _set_each(lo: Lowerer, owner: ObjectRef, index: SliceValue, made: Value, node: gast.AST) -> None:
    """``owner[a:b:c] = items``: as many items as places, each put in its own."""
    from s2sad.source.lower.assignment import set_item

    places = RangeValue(_places(lo, owner, index))
    count, given = (lo.build.emit("builtins.len", lo.atom(v), spelling="function") for v in (places, made))
    with lo.build.block() as block:
        lo.emit_raise(Raising(ValueError, Const("as many items are assigned to this slice as it has")))
    differ = lo.build.emit("operator.ne", count, given, kind=ScalarType("bool"))
    lo.build.append(If(differ, tuple(block), (), (), lo.build.origin))
    place = lo.arg(places.args[0])

    def put(k: Value) -> None:
        at = lo.build.emit("operator.add", place, lo.build.emit("operator.mul", lo.arg(k), lo.arg(places.args[2])))
        set_item(lo, owner, Num(at), attributes.get_item(lo, made, k, node), node)

    walk = iteration(lo, RangeValue((Num(given),)), node)
    comprehensions.walk_over(lo, walk, put)  # type: ignore[arg-type]
