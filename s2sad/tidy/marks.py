"""Marks that a stage after has no use for go: the value takes the place of the marked value."""

from __future__ import annotations

from s2sad.core.nodes import Atom, Block, Function, Let, Name, Statement
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.walk import calls_in, map_arg, map_args, map_blocks, statements
from s2sad.tidy.renaming import rename_shares

__all__ = ["has_marks", "without_marks"]


def has_marks(program: Program, prim: str) -> bool:
    return any(call.prim == prim for function in program.functions.values() for call in calls_in(function.body))


def without_marks(program: Program, prim: str) -> None:
    """Each function without its calls of `prim`, of which the result is the first argument.

    >>> from s2sad.core.nodes import Call, Param
    >>> from s2sad.core.show import show
    >>> lets = (Let("y", Call("s2sad.stop", (Name("x"),))), Let("z", Call("operator.mul", (Name("x"), Name("y")))))
    >>> program = Program({"f": Function("f", (Param("x"),), lets, Name("z"))})
    >>> without_marks(program, "s2sad.stop")
    >>> print(show(program.functions["f"]))
    f(x):
        z = operator.mul(x, x)
        return z
    """
    for key, function in list(program.functions.items()):
        program.functions[key] = _without(function, program, prim)


def _without(function: Function, program: Program, prim: str) -> Function:
    marked = {s.name: s.call.args[0] for s in statements(function.body) if isinstance(s, Let) and s.call.prim == prim}
    if not marked:
        return function

    def change(atom: Atom) -> Atom:
        while isinstance(atom, Name) and atom.id in marked:
            found = marked[atom.id]
            assert isinstance(found, Atom)
            atom = found
        return atom

    def unmarked(block: Block) -> Block:
        kept = (s for s in block if not (isinstance(s, Let) and s.call.prim == prim))
        return tuple(map_blocks(s, unmarked) for s in kept)

    rename_shares(program, {name: change(Name(name)) for name in marked})
    body: tuple[Statement, ...] = tuple(map_args(s, change) for s in unmarked(function.body))
    return replace(function, body=body, result=map_arg(function.result, change))
