"""Which buffers may be one memory: a branch or a loop gives a name one of several buffers.

Two buffers are followed back step by step, the later one first, as `facts/sharing.py` does it for core.  What one
branch or one loop hands on is followed back side by side, so buffers that swap roles are known to be two.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from s2sad.core.records import dataclass

if TYPE_CHECKING:
    from s2sad.source.lower.lowerer import Lowerer

__all__ = ["Sides", "hand_on", "may_alias", "may_be", "relate", "same_lists"]


@dataclass(frozen=True)
class Sides:
    """The buffers that one may be: by the two paths of a branch, or before the first round and after a round."""

    group: int
    position: int
    cells: tuple[int | None, int | None]


def relate(lo: Lowerer, a: int, b: int) -> None:
    """Note that two buffers or objects may be one, it is not known when."""
    if a != b:
        lo.related.setdefault(a, set()).add(b)
        lo.related.setdefault(b, set()).add(a)


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
        sides = lo.sides.get(one)
        near = lo.related.get(one, set()) | lo.handed.get(one, set()) | set(sides.cells if sides else ())
        for other in near - reached - {None}:
            reached.add(other)
            waiting.append(other)
    return {other for other in reached - {cell} if may_alias(lo, cell, other)}


def same_lists(lo: Lowerer, container: int) -> set[int]:
    """The other containers that may be this one, and those that may have it among their items."""
    reached, waiting = {container}, [container]
    while waiting:
        one = waiting.pop()
        same = {n for n in lo.related.get(one, ()) if n not in lo.held.get(one, ()) and one not in lo.held.get(n, ())}
        above = {owner for owner, items in lo.held.items() if one in items}
        for other in (same | above) - reached - lo.roots.keys():
            reached.add(other)
            waiting.append(other)
    return reached - {container}


def may_alias(lo: Lowerer, one: int, other: int) -> bool:
    start = (one, other)
    seen, waiting = {start}, [start]
    while waiting:
        for pair in _back(lo, *waiting.pop()):
            if pair[0] == pair[1]:
                return True
            if pair not in seen:
                seen.add(pair)
                waiting.append(pair)
    return False


def _back(lo: Lowerer, one: int, other: int) -> Iterator[tuple[int, int]]:
    """The pairs that a pair may come from."""
    a, b = lo.sides.get(one), lo.sides.get(other)
    yield from ((near, other) for near in lo.related.get(one, ()))
    yield from ((one, near) for near in lo.related.get(other, ()))
    if a is not None and b is not None and a.group == b.group:
        for x, y in zip(a.cells, b.cells, strict=True):
            if x is not None and y is not None:
                yield x, y
    elif a is not None and a.position > (other if b is None else b.position):
        yield from ((side, other) for side in a.cells if side is not None)
    elif b is not None and b.position > (one if a is None else a.position):
        yield from ((one, side) for side in b.cells if side is not None)
