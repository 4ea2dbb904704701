"""What a function of the program writes into is handed over in memory that no other argument of the call has."""

from __future__ import annotations

from s2sad.core.nodes import Arg, Block, Function, Let, Name, Statement
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.walk import map_blocks, names_of
from s2sad.facts.sharing import Consumes
from s2sad.tidy.copies import copied
from s2sad.types.view import holds_memory

__all__ = ["kept_apart"]


def kept_apart(function: Function, program: Program, consumes: Consumes) -> Function:
    """The function, with a copy where an argument that a call writes into stands in it twice.

    >>> from s2sad.core.nodes import Call, Param
    >>> from s2sad.core.show import show
    >>> from s2sad.core.types import ArrayType, Dim
    >>> program = Program(types=dict.fromkeys(("x", "y"), ArrayType("f8", (Dim.symbol("n"),))), counters={"x": 1})
    >>> body = (Let("y", Call("@f", (Name("x"), Name("x")))),)
    >>> print(show(kept_apart(Function("g", (Param("x"),), body, Name("y")), program, {"@f": (0,)})))
    g(x):
        x@1 := numpy.copy.method(x)
        y = @f(x@1, x)
        return y
    """
    written = {f"@{name}": set(places.values()) for name, places in program.updates.items()}
    for name, places in consumes.items():
        written.setdefault(name, set()).update(places)
    return replace(function, body=_block(function.body, program, written)) if written else function


def _block(block: Block, program: Program, written: dict[str, set[int]]) -> Block:
    made: list[Statement] = []
    for statement in block:
        if isinstance(statement, Let) and statement.call.prim in written:
            made += _apart(statement, program, written[statement.call.prim])
        else:
            made.append(map_blocks(statement, lambda inner: _block(inner, program, written)))
    return tuple(made)


def _apart(let: Let, program: Program, written: set[int]) -> list[Statement]:
    args: list[Arg] = list(let.call.args)
    made: list[Statement] = []
    for place in sorted(written):
        arg = args[place] if place < len(args) else None
        if not isinstance(arg, Name) or not holds_memory(program.type_of(arg.id)):
            continue
        if arg.id in names_of(*args[:place], *args[place + 1 :]):
            lets, args[place] = copied(arg.id, program, let.origin)
            made += lets
    return [*made, replace(let, call=replace(let.call, args=tuple(args)))]
