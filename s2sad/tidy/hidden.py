"""The arguments that stand in a call for its derivative alone go: they are not printed, and nobody reads them."""

from __future__ import annotations

from s2sad.core.nodes import Block, Let, Statement
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.walk import map_blocks

__all__ = ["without_hidden"]


def without_hidden(program: Program) -> None:
    """Each function without what its objects were made with, where something is done with them.

    >>> from s2sad.core.nodes import Call, Function, Name
    >>> let = Let("y", Call("C()()", (Name("c"), Name("t")), (("nu", Name("n")), ("%0.0", Name("x")))))
    >>> program = Program({"f": Function("f", (), (let,), Name("y"))}, objects={"c": (("%0.0", Name("x")),)})
    >>> without_hidden(program)
    >>> program.functions["f"].body[0].call.keywords
    (('nu', Name(id='n')),)
    """
    if not program.objects and not program.hides:
        return
    for key, function in program.functions.items():
        program.functions[key] = replace(function, body=_block(function.body))


def _block(block: Block) -> Block:
    return tuple(map_blocks(_statement(statement), _block) for statement in block)


def _statement(statement: Statement) -> Statement:
    if not isinstance(statement, Let) or not any(key.startswith("%") for key, _ in statement.call.keywords):
        return statement
    shown = tuple((key, arg) for key, arg in statement.call.keywords if not key.startswith("%"))
    return replace(statement, call=replace(statement.call, keywords=shown))
