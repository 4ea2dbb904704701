"""Names that some path leaves unbound: bound to None there if a copy in vain or a tape reads them."""

from __future__ import annotations

from collections.abc import Mapping

from s2sad.core.nodes import UNDEFINED, Const, Name
from s2sad.source.write.tree import Assign, Copy, Do, Routine, call_names, nodes

__all__ = ["bind_what_is_copied"]

ASKING = ("tape.push", "list.given")


def bind_what_is_copied(routine: Routine, names: Mapping[str, str]) -> bool:
    """Whether anything had to be bound: names are to be chosen anew then.

    Copies between names that are printed alike are no text and read nothing.
    """
    copies = [node for node in nodes(routine.body) if isinstance(node, Copy)]
    sources: dict[str, set[str]] = {}
    read = _kept(routine)
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


def _kept(routine: Routine) -> set[str]:
    """The names that are read by what goes onto a tape, or is asked whether it is there."""
    calls = [node.call for node in nodes(routine.body) if isinstance(node, (Do, Assign))] + [*routine.inlined.values()]
    asking = [call for call in calls if call.prim in ASKING]
    return {name for call in asking for name in call_names(call, routine.inlined)}


def _with_sources(names: set[str], sources: Mapping[str, set[str]]) -> set[str]:
    found, waiting = set(names), list(names)
    while waiting:
        for other in sources.get(waiting.pop(), set()) - found:
            found.add(other)
            waiting.append(other)
    return found
