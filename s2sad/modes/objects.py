"""Objects of libraries that are made of what varies: they have no tangent, what is done with them has."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from s2sad.calculus import registry
from s2sad.core.nodes import Arg, Function, Let, Name, atoms_of
from s2sad.core.program import Program
from s2sad.core.types import OpaqueType
from s2sad.core.walk import call_args, statements
from s2sad.errors import Problem

__all__ = ["is_object", "misused"]

LOST = "what this object is made of is not known here: the derivative through it would be lost"
HINT = "make it where it is used, and use it as its rules do"


def is_object(name: str, program: Program) -> bool:
    """Whether a name is an object of which rules speak."""
    kind = program.type_of(name)
    return isinstance(kind, OpaqueType) and registry.leads(kind.path)


def misused(function: Function, program: Program, active: Collection[str]) -> Iterator[tuple[Let | None, Problem]]:
    """Where something is done with an object that varies, of which no rule can speak."""
    for statement in statements(function.body):
        if not isinstance(statement, Let) or statement.name not in active or is_object(statement.name, program):
            continue
        call = statement.call
        known = any(key.startswith("%") for key, _ in call.keywords)
        used = call_args(call)[1:] if known else call_args(call)
        if call.prim == "implicit.sparse":  # whose function says what the matrix depends on
            used = (*call.args[:3], *call.args[5:])
        if any(_varies(arg, program, active) for arg in used):
            yield statement, Problem(statement.origin, LOST, HINT)
    if _varies(function.result, program, active):
        yield None, Problem(function.origin, "the result has an object that depends on what is differentiated", HINT)


def _varies(arg: Arg, program: Program, active: Collection[str]) -> bool:
    return any(isinstance(a, Name) and a.id in active and is_object(a.id, program) for a in atoms_of(arg))
