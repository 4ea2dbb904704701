"""Iterators of which a part may be left: the loop over one may be left early, or ask it for items itself."""

from __future__ import annotations

from collections.abc import Iterable

import gast

from s2sad.core.records import replace
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.signals import InSteps
from s2sad.source.lower.values import (
    AS_LIST,
    ITERATOR,
    Content,
    GeneratorContent,
    IteratorContent,
    ObjectRef,
    Poison,
    TupleValue,
    Value,
)

__all__ = [
    "PARTLY",
    "are_alike",
    "goes_in_steps",
    "iterators_of",
    "mark",
    "mark_used_up",
    "of_both",
    "of_both_paths",
    "refuse_if_walked",
    "unmark",
]

PARTLY = "partly"
"""What is no loop has walked over the iterator."""
LEAVE = (gast.Break, gast.Return, gast.Yield, gast.YieldFrom)


def refuse_if_walked(lo: Lowerer, ref: ObjectRef, node: gast.AST) -> None:
    """An iterator that something walks over, or may have left, and that is asked for its items."""
    content = lo.state.heap.get(ref.id)
    if not isinstance(content, IteratorContent) or content.walked is None:
        return
    if content.walked == PARTLY or content.walked in lo.in_steps:
        lo.refuse(node, f"this {ITERATOR}", AS_LIST)
    raise InSteps(content.walked)


def goes_in_steps(lo: Lowerer, source: Value, node: gast.AST) -> bool:
    """Whether this loop takes the items of an iterator one by one, since something else takes items of it, too."""
    content = lo.state.heap.get(source.id) if isinstance(source, ObjectRef) and lo.in_steps else None
    return isinstance(content, (IteratorContent, GeneratorContent)) and _key(lo, node) in lo.in_steps


def are_alike(a: IteratorContent, b: IteratorContent) -> bool:
    """Whether two states of an iterator differ in nothing but the number of items that are gone."""
    return a.items == b.items and a.walked == b.walked


def of_both(a: object, b: object) -> IteratorContent | None:
    """What a loop has walked over on one path alone, and nobody may read before the loop goes in steps."""
    loops = [c.walked for c in (a, b) if isinstance(c, IteratorContent) and c.walked is not None]
    return IteratorContent(TupleValue(()), walked=loops[0]) if loops else None


def of_both_paths(a: object, b: object) -> Content:
    """What there is after two paths that give it other structures."""
    return of_both(a, b) or Poison(
        "has another structure on each path that leads here", "give it the same structure on every path"
    )


def mark(lo: Lowerer, source: Value, node: gast.AST | None = None) -> None:
    """What was an iterator, and is taken for used up, is walked over: by this loop, or by something that is none."""
    content = lo.state.heap.get(source.id) if isinstance(source, ObjectRef) else None
    if isinstance(source, ObjectRef) and isinstance(content, IteratorContent):
        lo.state.heap[source.id] = replace(content, walked=PARTLY if node is None else _key(lo, node))


def iterators_of(lo: Lowerer, values: Iterable[Value]) -> dict[ObjectRef, Content]:
    """The iterators among some values, as they are now."""
    contents = {value: lo.state.heap.get(value.id) for value in values if isinstance(value, ObjectRef)}
    return {ref: now for ref, now in contents.items() if isinstance(now, (IteratorContent, GeneratorContent))}


def mark_used_up(lo: Lowerer, before: dict[ObjectRef, Content]) -> None:
    """An iterator over others takes their items when it is asked for its own; here it has taken all of them."""
    for ref, content in before.items():
        now = lo.state.heap.get(ref.id)
        if now != content and isinstance(now, IteratorContent) and now.walked is None:
            mark(lo, ref)


def unmark(lo: Lowerer, source: Value, body: list[gast.AST]) -> None:
    """After a loop, which has used up its iterator unless something leaves it."""
    content = lo.state.heap.get(source.id) if isinstance(source, ObjectRef) else None
    leaves = any(isinstance(part, LEAVE) for top in body for part in gast.walk(top))
    if isinstance(source, ObjectRef) and isinstance(content, IteratorContent) and not leaves:
        lo.state.heap[source.id] = replace(content, walked=None)


def _key(lo: Lowerer, node: gast.AST) -> object:
    """The place of a loop; those that say what a function of `itertools` does have that of its call."""
    return lo.frame.file, getattr(node, "lineno", None) or lo.build.origin, getattr(node, "col_offset", 0)
