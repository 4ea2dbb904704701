"""Values come off a tape at the beginning of a round; what is only put back into an array comes off where it is."""

from __future__ import annotations

from s2sad.core.nodes import Block, Let, Name, Statement
from s2sad.core.walk import use_counts

__all__ = ["sunk"]


def sunk(block: Block) -> Block:
    """The block with what is taken off a tape only to be put into an array taken where it is put there.

    >>> from s2sad.core.nodes import Call, Const, TupleArg
    >>> from s2sad.core.show import show_block
    >>> pop = Let("old", Call("tape.pop", (Name("tape"),)), primal=False)
    >>> index = Let("j", Call("operator.sub", (Name("i"), Const(1))), primal=False)
    >>> path = TupleArg((Const("getitem"), Name("j")))
    >>> back = Let("u@1", Call("store.set", (Name("u"), Name("old"), path)), primal=False)
    >>> print(show_block(sunk((pop, index, back))))
    j := operator.sub(i, 1)
    old := tape.pop(tape)
    u@1 := store.set(u, old, ('getitem', j))
    """
    counts = use_counts(block)
    popped = {s.name: s for s in block if isinstance(s, Let) and s.call.prim == "tape.pop" and counts.get(s.name) == 1}
    made: list[Statement] = []
    for statement in block:
        value = statement.call.args[1] if isinstance(statement, Let) and statement.call.prim == "store.set" else None
        if isinstance(value, Name) and value.id in popped:
            made.remove(popped[value.id])
            made.append(popped[value.id])
        made.append(statement)
    return tuple(made)
