"""Bring the last element of a list and the list without it together: they are one ``pop``."""

from __future__ import annotations

from s2sad.core.nodes import Block, Function, Let, Statement
from s2sad.core.records import replace
from s2sad.core.walk import bound_in, free_names, map_blocks, names_of

__all__ = ["paired"]


def paired(function: Function) -> Function:
    """The function with each ``list.init`` right after the ``list.last`` of the same list.

    >>> from s2sad.core.nodes import Call, Name
    >>> from s2sad.core.show import show
    >>> init, last = (Let(name, Call(f"list.{name}", (Name("tape"),))) for name in ("init", "last"))
    >>> print(show(paired(Function("f", (), (init, last), Name("last")))))
    f():
        last = list.last(tape)
        init = list.init(tape)
        return last
    """
    return replace(function, body=_paired(function.body))


def _paired(block: Block) -> Block:
    made: list[Statement] = []
    for statement in block:
        statement = map_blocks(statement, _paired)
        if isinstance(statement, Let) and statement.call.prim in ("list.last", "list.init"):
            _place(statement, made)
        else:
            made.append(statement)
    return tuple(made)


def _place(let: Let, made: list[Statement]) -> None:
    """Put an operation next to its partner where that is further up."""
    partner = {"list.last": "list.init", "list.init": "list.last"}[let.call.prim]
    for place in range(len(made) - 1, -1, -1):
        before = made[place]
        if isinstance(before, Let) and before.call.prim == partner and before.call.args == let.call.args:
            made.insert(place + (partner == "list.last"), let)
            return
        if names_of(*let.call.args) & (free_names((before,)) | bound_in((before,))):
            break
    made.append(let)
