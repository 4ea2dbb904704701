"""Names that some path leaves unbound: they are bound to None there if a copy, which may be one in vain, reads them."""

from __future__ import annotations

from collections.abc import Mapping

from s2sad.core.nodes import UNDEFINED, Const, Name
from s2sad.source.write.tree import Copy, Routine, nodes

__all__ = ["bind_what_is_copied"]


def bind_what_is_copied(routine: Routine, names: Mapping[str, str]) -> bool:
    """Whether anything had to be bound: names are to be chosen anew then.

    Copies between names that are printed alike are no text and read nothing.
    """
    copies = [node for node in nodes(routine.body) if isinstance(node, Copy)]
    sources: dict[str, set[str]] = {}
    read: set[str] = set()
    for copy in copies:
        for into, value in copy.pairs:
            if isinstance(value, Name) and value.id not in routine.inlined:
                sources.setdefault(into, set()).add(value.id)
                if names.get(into) != names.get(value.id):
                    read.add(value.id)
    read = _with_sources(read, sources)
    changed = False
    for copy in copies:
        for place, (into, value) in enumerate(copy.pairs):
            if value == UNDEFINED and into in read:
                copy.pairs[place] = (into, Const(None))
                changed = True
    return changed


def _with_sources(names: set[str], sources: Mapping[str, set[str]]) -> set[str]:
    found, waiting = set(names), list(names)
    while waiting:
        for other in sources.get(waiting.pop(), set()) - found:
            found.add(other)
            waiting.append(other)
    return found
