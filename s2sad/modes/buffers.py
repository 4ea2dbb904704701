"""Arrays that are made to be filled, and are filled by a function that s2sad cannot look into."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from s2sad.core.nodes import Effect, Function, Let
from s2sad.core.program import Program
from s2sad.core.walk import call_args, names_of, statements
from s2sad.errors import Problem

__all__ = ["filled_unseen"]

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
