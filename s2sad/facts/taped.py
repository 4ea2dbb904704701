"""Memory that is on a tape as it is, without a copy: a derivative must not write into it."""

from __future__ import annotations

from s2sad.core.nodes import Arg, Const, Effect, Let, Name, TupleArg
from s2sad.core.walk import names_of, statements
from s2sad.facts.sharing import Handle, Sharing

__all__ = ["taped"]

Slot = tuple[str, int | None]


def taped(sharing: Sharing) -> tuple[frozenset[str], frozenset[Handle]]:
    """The names that come off a tape in memory that others may have too, and the memory that is on tapes."""
    slots: set[Slot] = set()
    memory: set[Handle] = set()
    for statement in statements(sharing.function.body):
        if isinstance(statement, Effect) and statement.call.prim == "tape.push":
            tape, value = statement.call.args
            for index, item in _items(value):
                if isinstance(item, Name) and not _is_copy(item.id, sharing):
                    roots = {root for level in sharing.levels(item.id) for root in sharing.roots(level)}
                    memory |= roots
                    slots |= {(name, index) for name in names_of(tape) if roots}
    popped = {
        let.name: name
        for let in sharing.lets.values()
        if let.call.prim == "tape.pop"
        for name in names_of(*let.call.args)
    }
    found = {name for name, tape in popped.items() if (tape, None) in slots}
    for let in sharing.lets.values():
        if let.call.prim == "operator.getitem" and isinstance(let.call.args[1], Const):
            (owner, *_) = [popped[name] for name in names_of(let.call.args[0]) if name in popped] or [""]
            if (owner, let.call.args[1].value) in slots:
                found.add(let.name)
    return frozenset(found), frozenset(memory)


def _items(value: Arg) -> list[tuple[int | None, Arg]]:
    return list(enumerate(value.items)) if isinstance(value, TupleArg) else [(None, value)]


def _is_copy(name: str, sharing: Sharing) -> bool:
    """Whether a value was copied to be kept."""
    made: Let | None = sharing.lets.get(name)
    return made is not None and not made.primal and made.call.prim == "numpy.copy"
