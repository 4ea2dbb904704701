"""Arrays that are made to be filled, and are filled by a function that s2sad cannot look into."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from s2sad.core.nodes import Arg, Const, Effect, Function, Let, Name, Statement, TupleArg
from s2sad.core.program import Program
from s2sad.core.walk import call_args, names_of, statements
from s2sad.errors import Problem

__all__ = ["fields", "filled_unseen"]

EMPTY = frozenset(f"numpy.{name}" for name in ("empty", "empty_like", "zeros", "zeros_like"))


def filled_unseen(
    function: Function, program: Program, varied: Collection[str], useful: Collection[str]
) -> Iterator[tuple[Let | Effect, Problem]]:
    """Calls that are given what varies, and beside it an empty array that the result depends on."""
    lets = {s.name: s for s in statements(function.body) if isinstance(s, Let)}
    for statement in statements(function.body):
        if not isinstance(statement, (Let, Effect)) or statement.call.prim != "call":
            continue
        given = names_of(*call_args(statement.call)[1:])
        passive = sorted(given & set(useful) - set(varied))
        if given & set(varied) and any(_is_empty(name, lets, program) for name in passive):
            what = "what this function writes into the array that it is given would have no derivative"
            yield statement, Problem(statement.origin, what, "return the values, and give the function a rule")


def _is_empty(name: str, lets: dict[str, Let], program: Program) -> bool:
    """Whether an array, or that of which it is a view, was made without values."""
    waiting, seen = [name], {name}
    while waiting:
        let = lets.get(waiting.pop())
        if let is None:
            continue
        if let.call.prim in EMPTY:
            return True
        for other in program.shares.get(let.name, ()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return False


def fields(function: Function, active: Collection[str]) -> Iterator[tuple[Let, Problem]]:
    """Where a field of a structured array is given what varies: its adjoint would need the fields, too."""
    found = list(statements(function.body))
    stores = [s for s in found if isinstance(s, Let) and s.name in active and s.call.prim in ("store.set", "store.add")]
    for let in stores:
        if _names_field(let.call.args[2:]) and _made_by(let.call.args[0], found).startswith("numpy."):
            yield let, Problem(let.origin, "a structured array has no derivative", "an array for each field")


def _made_by(arg: Arg, found: list[Statement]) -> str:
    """The operation that made what an array is a version of."""
    before: dict[str, Arg] = {}
    for statement in found:
        before |= {part.name: part.then for part in getattr(statement, "joins", ())}
        before |= {part.name: part.init for part in getattr(statement, "carries", ())}
    lets = {s.name: s.call for s in found if isinstance(s, Let)}
    while isinstance(arg, Name):
        call = lets.get(arg.id)
        if call is not None and not call.prim.startswith("store."):
            return call.prim
        arg = before.pop(arg.id, Const(None)) if call is None else call.args[0]
    return ""


def _names_field(path: tuple[Arg, ...]) -> bool:
    steps = (step.items for step in path if isinstance(step, TupleArg))
    return any(isinstance(step[-1], Const) and isinstance(step[-1].value, str) for step in steps if len(step) > 1)
