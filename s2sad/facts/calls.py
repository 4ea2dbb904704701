"""Calls of functions of the program that write into their arguments."""

from __future__ import annotations

from collections.abc import Mapping

from s2sad.core.nodes import UNDEFINED, Arg, Call, Const, For, Function, If, Let, Mutate, Name, TupleArg, While
from s2sad.core.program import Program
from s2sad.core.walk import statements

__all__ = ["is_in_place", "other_memory", "updated_by"]


def updated_by(let: Let, lets: Mapping[str, Let], program: Program) -> Arg | None:
    """The argument that a call has written in place, where a name is bound to what the call has made of it.

    >>> call = Let("both", Call("@f", (Name("x"), Name("u"))))
    >>> part = Let("u@1", Call("operator.getitem", (Name("both"), Const(1))))
    >>> updated_by(part, {"both": call}, Program(updates={"f": {(1,): 1}}))
    Name(id='u')
    """
    if not program.updates:
        return None
    way: tuple[int, ...] = ()
    made: Let | None = let
    while made is not None and made.call.prim == "operator.getitem":
        owner, place = made.call.args
        if not isinstance(owner, Name) or not isinstance(place, Const) or not isinstance(place.value, int):
            return None
        way, made = (place.value, *way), lets.get(owner.id)
    if made is None or made.call.prim[0] != "@":
        return None
    name = made.call.prim[1:]
    position = program.updates.get(name, {}).get(way) if (name, way) not in program.apart else None
    return None if position is None else made.call.args[position]


def is_in_place(store: Call, lets: Mapping[str, Let], program: Program) -> bool:
    """Whether what a store puts into an array stands there already: a call has written it through the same view."""
    if not program.updates or len(store.args) < 3:
        return False
    target, value, *path = store.args
    made = lets.get(value.id) if isinstance(value, Name) else None
    view = None if made is None else updated_by(made, lets, program)
    for step in reversed(path):
        taken = lets.get(view.id) if isinstance(view, Name) else None
        if taken is None or taken.call.keywords or not taken.call.args or not isinstance(step, TupleArg):
            return False
        name = "getitem" if taken.call.prim == "operator.getitem" else taken.call.prim
        if step.items != (Const(name), *taken.call.args[1:]):
            return False
        view = taken.call.args[0]
    return view == target


def other_memory(function: Function, program: Program) -> set[tuple[int, ...]]:
    """The parts of the result of a settled function that are not for certain the memory of a parameter."""
    sources: dict[str, tuple[Arg, ...]] = {}
    lets = {s.name: s for s in statements(function.body) if isinstance(s, Let)}
    for statement in statements(function.body):
        if isinstance(statement, Mutate):
            sources[statement.name] = (statement.target,)
        elif isinstance(statement, If):
            sources.update({join.name: (join.then, join.other) for join in statement.joins})
        elif isinstance(statement, (For, While)):
            sources.update({carry.name: (carry.init, carry.next) for carry in statement.carries})
        elif isinstance(statement, Let) and (updated := updated_by(statement, lets, program)) is not None:
            sources[statement.name] = (updated,)
    found = set()
    for way, place in program.updates.get(function.name, {}).items():
        result = function.result
        for k in way:
            assert isinstance(result, TupleArg)
            result = result.items[k]
        if not _is_memory(result, function.params[place].name, sources):
            found.add(way)
    return found


def _is_memory(result: Arg, param: str, sources: Mapping[str, tuple[Arg, ...]]) -> bool:
    seen: set[Arg] = set()
    waiting = [result]
    while waiting:
        one = waiting.pop()
        if one in seen or one in (Name(param), UNDEFINED):
            continue
        if not isinstance(one, Name) or one.id not in sources:
            return False
        seen.add(one)
        waiting += sources[one.id]
    return True
