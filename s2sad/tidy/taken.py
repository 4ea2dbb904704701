"""What functions return is what their callers take: what was written in place is there without being returned."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from s2sad.core.nodes import Arg, Block, Call, Const, Effect, Function, Let, Mutate, Name, Statement, TupleArg
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.types import TupleType
from s2sad.core.walk import args_of, map_arg, map_blocks, names_of, statements, substitute
from s2sad.facts.calls import updated_by

if TYPE_CHECKING:
    from typing import TypeGuard

__all__ = ["without_untaken"]

ALL = -1


def without_untaken(program: Program, main: str) -> None:
    """Change the settled functions of a program so that they return what somebody takes of what they return."""
    functions = program.functions
    for name, function in functions.items():
        lets = {s.name: s for s in statements(function.body) if isinstance(s, Let)}
        functions[name] = replace(function, body=_in_place(function.body, lets, program))
    taken: dict[str, set[int]] = {}
    for function in functions.values():
        for name, place in _taken(function):
            taken.setdefault(name, set()).add(place)
    thinned = {name: sorted(taken.get(name, ())) for name in program.updates.keys() & functions.keys() - {main}}
    thinned = {name: places for name, places in thinned.items() if ALL not in places}
    for name, function in functions.items():
        thin = _Thin(thinned, program, function)
        body = substitute(thin.block(function.body), thin.same)
        result = thin.result(function) if name in thinned else function.result
        functions[name] = replace(function, body=body, result=_renamed(result, thin.same))


def _in_place(block: Block, lets: dict[str, Let], program: Program) -> Block:
    """What a call has written is what it was given."""
    made: list[Statement] = []
    for statement in block:
        updated = updated_by(statement, lets, program) if isinstance(statement, Let) else None
        if isinstance(statement, Let) and isinstance(updated, Name):
            if statement.call.prim[0] == "@":
                made.append(Effect(statement.call, statement.origin))
            made.append(Mutate(statement.name, updated, Call("store.left", (updated,)), statement.origin))
        else:
            made.append(map_blocks(statement, lambda inner: _in_place(inner, lets, program)))
    return tuple(made)


def _taken(function: Function) -> list[tuple[str, int]]:
    """The parts of the results of functions that one reads, `ALL` where a result is read as a whole."""
    calls = {s.name: s.call.prim[1:] for s in statements(function.body) if isinstance(s, Let) and s.call.prim[0] == "@"}
    found = []
    for statement in statements(function.body):
        place = _place(statement, calls)
        if place is not None:
            found.append((calls[place[0]], place[1]))
        else:
            found += [(calls[name], ALL) for name in names_of(*args_of(statement)) & calls.keys()]
    return found + [(calls[name], ALL) for name in names_of(function.result) & calls.keys()]


def _place(statement: Statement, calls: dict[str, str]) -> tuple[str, int] | None:
    """The result and the part of it that a statement takes."""
    if not isinstance(statement, Let) or statement.call.prim != "operator.getitem":
        return None
    owner, place = statement.call.args
    if not isinstance(owner, Name) or owner.id not in calls or not isinstance(place, Const):
        return None
    return owner.id, int(str(place.value))


class _Thin:
    """Leaves out the parts of results that nobody takes; `kept` are those that somebody does, of each function.

    A result of which one part is left is that part; `same` are further names of it.
    """

    def __init__(self, kept: dict[str, list[int]], program: Program, function: Function) -> None:
        self.kept, self.program = kept, program
        self.calls = {s.name: s.call.prim[1:] for s in statements(function.body) if _is_call_of(s, kept)}
        self.only: dict[str, str] = {}
        self.same: dict[str, Arg] = {}
        for statement in statements(function.body):
            place = _place(statement, self.calls)
            if place is not None and isinstance(statement, Let) and len(kept[self.calls[place[0]]]) == 1:
                first = self.only.setdefault(place[0], statement.name)
                if first != statement.name:
                    self.same[statement.name] = Name(first)

    def result(self, function: Function) -> Arg:
        kept = self.kept[function.name]
        if not isinstance(function.result, TupleArg):
            return function.result if kept else Const(None)
        items = tuple(function.result.items[k] for k in kept)
        return TupleArg(items) if len(items) > 1 else items[0] if items else Const(None)

    def block(self, block: Block) -> Block:
        made: list[Statement] = []
        for statement in block:
            place = _place(statement, self.calls)
            if isinstance(statement, Let) and statement.name in self.calls:
                made.append(self._call(statement))
            elif isinstance(statement, Let) and place is not None:
                kept = self.kept[self.calls[place[0]]]
                part = Call("operator.getitem", (Name(place[0]), Const(kept.index(place[1]))))
                made += [replace(statement, call=part)] if len(kept) > 1 else []
            else:
                made.append(map_blocks(statement, self.block))
        return tuple(made)

    def _call(self, let: Let) -> Statement:
        kept, kind = self.kept[self.calls[let.name]], self.program.type_of(let.name)
        if not kept or (len(kept) == 1 and let.name not in self.only and isinstance(kind, TupleType)):
            return Effect(let.call, let.origin)
        return replace(let, name=self.only.get(let.name, let.name))


def _is_call_of(statement: Statement, functions: Collection[str]) -> TypeGuard[Let]:
    return isinstance(statement, Let) and statement.call.prim[0] == "@" and statement.call.prim[1:] in functions


def _renamed(arg: Arg, same: Mapping[str, Arg]) -> Arg:
    return map_arg(arg, lambda atom: same.get(atom.id, atom) if isinstance(atom, Name) else atom)
