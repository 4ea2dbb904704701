"""Lists of distinct lists of numbers: an item of one of them is written."""

from __future__ import annotations

from collections.abc import Callable

import gast

from s2sad.core.nodes import Const
from s2sad.core.types import ListType, ScalarType
from s2sad.source.lower import assignment, attributes, expressions, places
from s2sad.source.lower.aliases import connected, hold
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import ListContent, LongListContent, Num, ObjectRef, Poison, TupleValue, Value

__all__ = ["as_table", "make_table", "set_in_row"]


def set_in_row(
    lo: Lowerer, node: gast.Subscript, part: gast.Subscript, make: Callable[[Callable[[], Value]], Value]
) -> bool:
    """``table[i][j] = value`` for a list of distinct lists: a row with the new item replaces the row."""
    table = expressions.evaluate(lo, part.value) if isinstance(part.value, gast.Name) else None
    if not isinstance(table, ObjectRef):
        return False
    if isinstance(lo.state.heap[table.id], ListContent) and not isinstance(part.slice, gast.Constant):
        make_table(lo, table, expressions.evaluate(lo, part.slice))
    content = lo.state.heap[table.id]
    if not isinstance(content, LongListContent) or table.id not in lo.rows:
        return False
    kind = lo.build.type_of(content.atom)
    if (
        not isinstance(kind, ListType)
        or not isinstance(kind.element, ListType)
        or not isinstance(kind.element.element, ScalarType)
    ):
        return False
    first, second = expressions.evaluate(lo, part.slice), expressions.evaluate(lo, node.slice)
    row = lo.build.emit("operator.getitem", content.atom, lo.arg(first, node), hint="row")
    copy = lo.result(lo.build.emit("list.copy", row, kind=kind.element, hint="row"))
    assignment.set_item(lo, copy, second, make(lambda: attributes.get_item(lo, copy, second, node)), node)
    others = places.others(lo, table.id)
    _forget_rows(lo, table)
    path = lo.arg(TupleValue((Num(Const("getitem")), first)))
    atom = attributes.long_atom(lo, table)
    made = lo.build.emit("store.set", atom, lo.arg(copy), path, hint=getattr(atom, "base", "items"))
    lo.state.heap[table.id] = LongListContent(made)
    places.read_again(lo, table.id, others)
    return True


def as_table(lo: Lowerer, items: tuple[gast.Subscript, gast.Subscript]) -> Value | None:
    """The list of which items are exchanged, as one of distinct rows where it can be; None if it is no variable."""
    owner = items[0].value
    found = lo.locals.get(owner.id) if isinstance(owner, gast.Name) else expressions.evaluate(lo, owner)
    for item in items:
        if isinstance(found, ObjectRef) and isinstance(lo.state.heap.get(found.id), ListContent):
            make_table(lo, found, expressions.evaluate(lo, item.slice))
    return found


def _forget_rows(lo: Lowerer, table: ObjectRef) -> None:
    """The rows that were taken out of a table before one is written, and whatever else may have one of them."""
    lo.spoiled |= connected(lo, table.id)
    for one in connected(lo, table.id):
        lo.state.heap[one] = Poison(
            "may be a row of a list of lists that is written since, or have one", "read it from the list again"
        )
    lo.held.pop(table.id, None)


def make_table(lo: Lowerer, table: ObjectRef, index: Value) -> None:
    """A list of a known number of lists of numbers, no two of them one, of which the run knows which is written."""
    content = lo.state.heap[table.id]
    rows = [row for row in getattr(content, "items", ()) if isinstance(row, ObjectRef)]
    if (
        attributes.constant_key(lo, index) is not NotImplemented
        or not rows
        or len({row.id for row in rows}) < len(getattr(content, "items", ()))
        or any(one.id in lo.origins for one in (table, *rows))
        or not all(attributes.is_list(lo, row) and attributes.has_numbers_alone(lo, row) for row in rows)
    ):
        return
    atom = lo.build.emit("list.display", *[attributes.long_atom(lo, row) for row in rows], hint="rows")
    hold(lo, table.id, *rows)
    lo.state.heap[table.id] = LongListContent(atom)
    _forget_rows(lo, table)
    lo.rows.add(table.id)
