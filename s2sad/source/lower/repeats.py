"""``items * times``, where only the run knows how many items there are, or how often they are repeated."""

from __future__ import annotations

from s2sad.core.types import ListType, ScalarType
from s2sad.source.lower import attributes, comprehensions, lists, natures, tuples
from s2sad.source.lower.iteration import iteration
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import ListContent, Num, ObjectRef, RangeValue, Value
from s2sad.types.view import type_of_arg

__all__ = ["repeat", "repeat_known"]

FEW = 8


def repeat_known(lo: Lowerer, items: tuple[Value, ...], times: Value) -> Value | None:
    """A list whose items are known, as often as only the run knows."""
    if not isinstance(times, Num) or not isinstance(lo.build.type_of(times.atom), ScalarType):
        return None
    if any(isinstance(item, ObjectRef) for item in items):
        lo.refuse(
            None,
            "each item of this list is one and the same list",
            "make it by a comprehension: [[...] for _ in range(n)]",
        )
    if len(items) != 1:
        return _in_rounds(lo, lo.new_list(items), times)
    element = lo.arg(items[0])
    atom = lo.build.emit("list.repeat", element, times.atom, kind=ListType(type_of_arg(element, lo.program)))
    return lo.result(atom)


def repeat(lo: Lowerer, name: str, items: Value, times: Value) -> Value | None:
    """``items * times`` of a list whose length only the run knows."""
    if name != "mul" or not attributes.is_long(lo, items) or not isinstance(times, Num):
        return None
    atom, count = attributes.long_atom(lo, items), lo.build.static(times.atom)
    if atom is None or not isinstance(items, ObjectRef):
        return None
    if not isinstance(count, int) or not 0 < count <= FEW:
        return _in_rounds(lo, items, times)
    made = lo.build.emit("list.copy", atom, kind=natures.plain(lo.build.type_of(atom)))
    for _ in range(count - 1):
        made = lo.build.emit("list.extend", made, atom)
    result = lo.result(made)
    attributes.hold_items(lo, result, items)  # type: ignore[arg-type]
    return tuples.marked(lo, result) if tuples.is_long(lo, items) else result


def _in_rounds(lo: Lowerer, items: ObjectRef, times: Num) -> Value:
    """A list that is extended so often."""
    if not attributes.has_plain_items(lo, items):
        lo.refuse(None, "a list of what may be written is repeated", "[v for _ in range(n) for v in items]")
    made = lo.new_object(ListContent(()))
    comprehensions.lengthen(lo, made)

    def add(_: Value) -> None:
        lists.LIST["extend"](lo, made, [items], {}, None)

    walk = iteration(lo, RangeValue((times,)), None)
    comprehensions.walk_over(lo, walk, add)  # type: ignore[arg-type]
    return made
