"""Which buffers may be one memory: a branch or a loop gives a name one of several buffers.

Two buffers are followed back step by step, the later one first, as `facts/sharing.py` does it for core.  What one
branch or one loop hands on is followed back side by side, so buffers that swap roles are known to be two.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from s2sad.core.nodes import Name
from s2sad.core.records import dataclass
from s2sad.source.lower.values import (
    ArrayRef,
    DictContent,
    ListContent,
    LongDictContent,
    LongListContent,
    Num,
    ObjectRef,
    State,
    StructContent,
    TupleValue,
    Value,
)

if TYPE_CHECKING:
    from s2sad.source.lower.lowerer import Lowerer

__all__ = [
    "Sides", "are_new", "cells_in", "connected", "connected_cells", "copy_items", "hand_on", "hold", "hold_lists",
    "is_new", "may_alias", "may_be", "note_held", "put_in", "relate", "same_lists",
]  # fmt: skip


@dataclass(frozen=True)
class Sides:
    """The buffers that one may be: by the two paths of a branch, or before the first round and after a round."""

    group: int
    position: int
    cells: tuple[int | None, int | None]


def relate(lo: Lowerer, a: int, b: int) -> None:
    """Note that two buffers or objects may be one, it is not known when."""
    _connect(lo, a, b)
    if a != b and not {a, b} <= lo.state.unheld:
        note_held(lo, a, b)


def _connect(lo: Lowerer, a: int, b: int) -> None:
    if a != b:
        lo.related.setdefault(a, set()).add(b)
        lo.related.setdefault(b, set()).add(a)


def note_held(lo: Lowerer, *cells: int) -> None:
    """Note that some list or dict has these from here on, and whatever may be one of them."""
    unheld = lo.state.unheld
    for first in cells if unheld else ():
        waiting, reached = [first], {first}
        while waiting:
            one = waiting.pop()
            near = (_same(lo, one) | {o for o in _handed(lo, one) if may_alias(lo, first, o, by_items=False)}) - reached
            reached |= near
            waiting += near
        unheld -= reached


def _same(lo: Lowerer, one: int) -> set[int]:
    """What is noted as one with this, and neither has it nor stands in it."""
    held, near = lo.held.get(one, ()), lo.related.get(one, ())
    return {n for n in near if n not in held and one not in lo.held.get(n, ())} - lo.copies.get(one, set())


def hold(lo: Lowerer, container: int, *values: Value) -> None:
    """Note that a list has values among its items, or inside them, which a write into either may reach."""
    for value in values:
        for cell in cells_in(lo, value):
            _connect(lo, container, cell)
            lo.held.setdefault(container, set()).add(cell)
            note_held(lo, cell)


def copy_items(lo: Lowerer, made: int, source: int) -> None:
    """Note that a list has the items of another one, which is not the same list."""
    _connect(lo, made, source)
    for one, other in ((made, source), (source, made)):
        lo.copies.setdefault(one, set()).add(other)


def hold_lists(lo: Lowerer, container: int, *sides: tuple[object, State]) -> None:
    """Note that a list or a dict has the items of such whose number is known, each in a state of its own."""
    for content, state in sides:
        if isinstance(content, (ListContent, DictContent)):
            hold(lo, container, *content.items)
            kept, lo.state = lo.state, state
            hold(lo, container, *content.items)
            lo.state = kept


def is_new(lo: Lowerer, value: Value) -> bool:
    """Whether no list has a list or an object; an array was made in this round of the innermost loop, too."""
    if isinstance(value, ObjectRef):
        content = lo.state.heap.get(value.id)
        plain = _is_list(lo, value.id) or (isinstance(content, StructContent) and content.origin is None)
        return plain and value.id in lo.state.unheld
    if not isinstance(value, ArrayRef) or value.cell < lo.rounds[-1]:
        return False
    if value.cell in lo.sides or value.cell in lo.related or value.cell not in lo.state.unheld:
        return False
    root = None if value.steps else lo.roots[value.cell]
    return isinstance(root, Name) and root.id not in lo.program.external and not lo.program.shares.get(root.id)


def are_new(lo: Lowerer, values: tuple[Value, ...]) -> bool:
    """Whether values, and the items of those that are tuples, are numbers or new, and no two of them are one."""
    waiting, parts = list(values), list[Value]()
    while waiting:
        value = waiting.pop()
        if isinstance(value, TupleValue):
            waiting += value.items
        elif not isinstance(value, Num):
            parts.append(value)
    cells = [cell for part in parts for cell in cells_in(lo, part)]
    return len(set(cells)) == len(cells) and all(is_new(lo, part) for part in parts)


def put_in(lo: Lowerer, container: int, value: Value) -> None:
    """Note that a list gets an item: its items stay distinct if it is new, or in no list any more."""
    key = value.cell if isinstance(value, ArrayRef) else value.id if isinstance(value, ObjectRef) else 0
    was_away = lo.popped.pop(key, None) is not None
    if not was_away and not are_new(lo, (value,)):
        lo.rows.discard(container)
    note_held(lo, *cells_in(lo, value))


def cells_in(lo: Lowerer, value: Value) -> Iterator[int]:
    """The buffers and objects that can be reached from a value."""
    if isinstance(value, ArrayRef):
        yield value.cell
    elif isinstance(value, TupleValue):
        for item in value.items:
            yield from cells_in(lo, item)
    elif isinstance(value, ObjectRef):
        yield value.id
        items = getattr(lo.state.heap.get(value.id), "items", ())
        for item in items if isinstance(items, tuple) else (items,):  # an iterator has the container itself
            yield from cells_in(lo, item)


def hand_on(lo: Lowerer, cell: int, group: int, cells: tuple[int | None, int | None], position: int = 0) -> None:
    """Note which buffer a name is that a branch or a loop hands on."""
    lo.sides[cell] = Sides(group, position or cell, cells)
    for side in cells:
        if side is not None:
            lo.handed.setdefault(side, set()).add(cell)


def may_be(lo: Lowerer, cell: int) -> set[int]:
    """The other buffers that may be the same memory as this one."""
    reached, waiting = {cell}, [cell]
    while waiting:
        one = waiting.pop()
        for other in (lo.related.get(one, set()) | _handed(lo, one)) - reached:
            reached.add(other)
            waiting.append(other)
    return {other for other in reached - {cell} if may_alias(lo, cell, other)}


def same_lists(lo: Lowerer, container: int) -> set[int]:
    """The other containers that may be this one, and those that may have it among their items."""
    unheld = container in lo.state.unheld  # whatever it may be, no list has it here
    beside = [] if unheld else [one for one in _beside(lo, container) if _may_be_list(lo, one)]
    waiting = [(one, False, one) for one in (container, *beside)]
    reached = set(waiting)
    while waiting:
        one, inside, first = waiting.pop()
        same = _same(lo, one)
        if inside:  # what has the items of a list is another list
            same |= lo.copies.get(one, set())
        same |= {other for other in _handed(lo, one) if may_alias(lo, first, other)}
        above = {owner for owner, items in lo.held.items() if one in items and not unheld}
        near = {(other, inside, first) for other in same - lo.roots.keys()} | {(owner, True, owner) for owner in above}
        waiting += near - reached
        reached |= near
    return {other for other, _, _ in reached} - {container}


def _handed(lo: Lowerer, one: int) -> set[int]:
    """What a branch or a loop hands on as the one, and what it is handed on from."""
    sides = lo.sides.get(one)
    return lo.handed.get(one, set()) | {cell for cell in (sides.cells if sides else ()) if cell is not None}


def connected(lo: Lowerer, container: int) -> set[int]:
    """The other containers that may be this one, have what it has among their items, or are among its items."""
    waiting = [(container, container, 0)]  # what was reached, as what it was at first, which list has led there
    reached = set(waiting)
    while waiting:
        one, first, owner = waiting.pop()
        same = _same(lo, one)
        near = {(other, other, one) for other in lo.related.get(one, set()) - same if other != owner}
        same |= {other for other in _handed(lo, one) if may_alias(lo, first, other, by_items=False)}
        near |= {(other, first, owner) for other in same}
        near = {step for step in near if step[0] not in lo.roots} - reached
        reached |= near
        waiting += near
    return {one for one, _, _ in reached if one in lo.state.heap} - {container}


def connected_cells(lo: Lowerer, one: int, but: Collection[int] = ()) -> set[int]:
    """The other buffers and objects that lead to this one by what is noted of them, by none of what is left out."""
    reached, waiting = {one}, [one]
    while waiting:
        now = waiting.pop()
        near = (lo.related.get(now, set()) | _handed(lo, now)).difference(reached, but)
        reached |= near
        waiting += near
    return reached - {one}


def _beside(lo: Lowerer, one: int) -> set[int]:
    """Other items of the lists that have the one: what was taken out of them may be any of their items."""
    owners = {owner for owner, items in lo.held.items() if one in items}
    waiting = list(owners)
    while waiting:
        owner = waiting.pop()
        for other in lo.related.get(owner, set()) - lo.held.get(owner, set()) - owners - lo.roots.keys():
            if owner not in lo.held.get(other, ()):
                owners.add(other)
                waiting.append(other)
    taken = {item for owner in owners for item in lo.taken.get(owner, ())}
    return {item for owner in owners for item in lo.held.get(owner, ())} if one in taken else taken


def _is_list(lo: Lowerer, key: int) -> bool:
    """Whether it is a list or a dict."""
    return isinstance(lo.state.heap.get(key), (ListContent, LongListContent, DictContent, LongDictContent))


def _may_be_list(lo: Lowerer, key: int) -> bool:
    """Whether it is a list or a dict, or an object of a round of a loop that is over."""
    return _is_list(lo, key) or not (key in lo.roots or key in lo.state.heap)


def may_alias(lo: Lowerer, one: int, other: int, by_items: bool = True) -> bool:
    """Whether two may be one; `by_items`: also where it is only known that one list has both of them."""
    start = (one, other)
    seen, waiting = {start}, [start]
    while waiting:
        for pair in _back(lo, *waiting.pop(), by_items):
            if pair[0] == pair[1]:
                return True
            if pair not in seen:
                seen.add(pair)
                waiting.append(pair)
    return False


def _back(lo: Lowerer, one: int, other: int, by_items: bool) -> Iterator[tuple[int, int]]:
    """The pairs that a pair may come from."""
    a, b = lo.sides.get(one), lo.sides.get(other)
    yield from ((near, other) for near in (lo.related.get(one, ()) if by_items else _same(lo, one)))
    yield from ((one, near) for near in (lo.related.get(other, ()) if by_items else _same(lo, other)))
    if a is not None and b is not None and a.group == b.group:
        for x, y in zip(a.cells, b.cells, strict=True):
            if x is not None and y is not None:
                yield x, y
    elif a is not None and a.position > (other if b is None else b.position):
        yield from ((side, other) for side in a.cells if side is not None)
    elif b is not None and b.position > (one if a is None else a.position):
        yield from ((one, side) for side in b.cells if side is not None)
