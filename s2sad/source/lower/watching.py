"""Containers that change while something walks over them: what is still to come must be what it was."""

from __future__ import annotations

from collections.abc import Iterable

import gast

from s2sad.core.records import dataclass, field
from s2sad.source.lower import expressions
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import (
    Content,
    DictContent,
    IteratorContent,
    ListContent,
    LongListContent,
    ObjectRef,
    Value,
    Zipped,
)

__all__ = ["Watch", "refuse_if_changed", "refuse_if_longer", "refuse_if_written", "remember"]

CHANGED = "what this walks over is changed on the way"
OTHER_LIST = "walk over list(...) of it, or collect the changes"
LENGTHS = frozenset(("append", "clear", "extend", "insert", "pop", "remove"))
VIEWS = ("items", "values")
COPIES = ("list", "tuple", "sorted")


@dataclass(eq=False)
class Watch:
    """The containers that a `for` walks over, whose items are known, with what was in them before the first round."""

    lo: Lowerer
    node: gast.For
    ordered: bool = True
    before: dict[int, Content] = field(default_factory=dict)

    def over(self, source: Value) -> Watch:
        for ref in (*self._walked(source), *self._viewed()):
            content = self.lo.state.heap.get(ref.id)
            if isinstance(content, (ListContent, LongListContent, DictContent)):
                self.before[ref.id] = content
        return self

    def _walked(self, source: Value) -> Iterable[ObjectRef]:
        if isinstance(source, Zipped):
            self.ordered &= not source.backwards
            for part in source.parts:
                yield from self._walked(part)
        elif isinstance(source, ObjectRef):
            yield source
            content = self.lo.state.heap.get(source.id)
            if isinstance(content, IteratorContent):
                self.ordered &= content.is_whole
                yield from self._walked(content.items)

    def _viewed(self) -> Iterable[ObjectRef]:
        """The dict of which ``d.items()`` or ``d.values()`` is walked over."""
        call = self.node.iter
        if isinstance(call, gast.Call) and isinstance(call.func, gast.Attribute) and call.func.attr in VIEWS:
            named = call.func.value
            while isinstance(named, gast.Attribute):
                named = named.value
            owner = expressions.evaluate(self.lo, call.func.value) if isinstance(named, gast.Name) else None
            if isinstance(owner, ObjectRef):
                yield owner

    def check(self, visited: int) -> None:
        """After so many rounds."""
        for key, before in self.before.items():
            now = self.lo.state.heap.get(key)
            if now == before:
                continue
            if not _is_alike(before, now):
                self.lo.refuse(self.node, CHANGED, OTHER_LIST)
            first = visited if self.ordered else 0
            read = isinstance(before, ListContent) or self._is_view()
            if read and _items(before)[first:] != _items(now)[first:]:
                self.lo.refuse(self.node, CHANGED, OTHER_LIST)

    def _is_view(self) -> bool:
        return isinstance(self.node.iter, gast.Call)


def _items(content: Content | None) -> tuple[Value, ...]:
    return content.items if isinstance(content, (ListContent, DictContent)) else ()


def _is_alike(before: Content, now: Content | None) -> bool:
    """Two lists of one length, or two dicts with the same keys."""
    if isinstance(before, DictContent) and isinstance(now, DictContent):
        return before.keys == now.keys
    lists = isinstance(before, ListContent) and isinstance(now, ListContent)
    return lists and len(_items(before)) == len(_items(now))


def refuse_if_longer(lo: Lowerer, node: gast.For) -> None:
    """A list whose length only the run knows must keep its length in a loop over it."""
    copied = isinstance(node.iter, gast.Call) and getattr(node.iter.func, "id", "") in COPIES
    named = [node.iter, *(node.iter.args if isinstance(node.iter, gast.Call) and not copied else ())]
    names = {part.id for part in named if isinstance(part, gast.Name)}
    lists = {name for name in names if isinstance(lo.locals.get(name), ObjectRef)}
    for part in (part for top in node.body for part in gast.walk(top)):
        if isinstance(part, gast.Call) and isinstance(part.func, gast.Attribute) and part.func.attr in LENGTHS:
            changed = part.func.value
        elif isinstance(part, gast.AugAssign):
            changed = part.target
        elif isinstance(part, gast.Subscript) and isinstance(part.ctx, gast.Del):
            changed = part.value
        else:
            continue
        if isinstance(changed, gast.Name) and changed.id in lists:
            lo.refuse(node, CHANGED, OTHER_LIST)


# -- generators of which items are taken one by one -----------------------------------------------


def remember(lo: Lowerer, iterator: int, nodes: Iterable[gast.AST]) -> None:
    """All items of a generator have just been computed: from here on what it reads must stay as it is."""
    loaded = {n.id for top in nodes for n in gast.walk(top) if isinstance(n, gast.Name)}
    names = {name: value for name, value in lo.locals.items() if name in loaded}
    lo.walked[iterator] = (next(lo.ids), dict(lo.state.heap), names)


def refuse_if_written(lo: Lowerer, source: Value, node: gast.AST) -> None:
    """After a loop over a generator that calls itself: what it reads must be what it was."""
    before = lo.read_by.get(source.id, {}) if isinstance(source, ObjectRef) else {}
    if any(lo.state.heap.get(cell) != content for cell, content in before.items()):
        lo.refuse(node, "what this generator reads is changed between two of its items", "make a list of it at once")


def refuse_if_changed(lo: Lowerer, iterator: int, node: gast.AST) -> None:
    if iterator not in lo.walked:
        return
    mark, heap, names = lo.walked[iterator]
    changed = any(
        heap.get(key) != now
        for key, now in lo.state.heap.items()
        if key < mark and not isinstance(now, IteratorContent) and not isinstance(heap.get(key), IteratorContent)
    )
    if changed or any(lo.locals.get(name, value) != value for name, value in names.items()):
        lo.refuse(node, "what this generator reads is changed between two of its items", "make a list of it at once")
