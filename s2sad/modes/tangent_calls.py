"""Calls of functions of the program in forward mode: the tangent of a function gives value and tangent.

A function that writes into its arguments writes into their tangents too, which are its own, and returns both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s2sad.core.nodes import Arg, Call, Const, Function, Let, Name, Param, TupleArg
from s2sad.core.types import ArrayType, TupleType, Type
from s2sad.facts.activity import can_vary

if TYPE_CHECKING:
    from s2sad.modes.tangent import Tangent

__all__ = ["call", "dot_of_call"]


def call(tangent: Tangent, let: Let) -> Arg:
    """Emit the call of the tangent function in the place of a call; the tangent of its result."""
    if tangent.program.written_by(let.call):
        return _updating_call(tangent, let)
    pair = _pair(tangent, let)
    tangent.build.append(Let(let.name, Call("operator.getitem", (pair, Const(0))), let.origin, True))
    return _dot_of_pair(tangent, let, pair)


def dot_of_call(tangent: Tangent, let: Let) -> Arg:
    """The tangent of the result of a call that stands already."""
    return _dot_of_pair(tangent, let, _pair(tangent, let))


def _pair(tangent: Tangent, let: Let) -> Name:
    args = let.call.args
    pattern = frozenset(i for i, a in enumerate(args) if tangent.has_dot(a))
    name = _function(tangent, let.call.prim[1:], pattern)
    dots = [tangent.roomy(tangent.dot(a), a) for i, a in enumerate(args) if i in pattern]
    kind = tangent.program.type_of(let.name)
    pair = tangent.build.emit(f"@{name}", *args, *dots, kind=TupleType((kind, kind)), hint="pair")
    assert isinstance(pair, Name)
    return pair


def _dot_of_pair(tangent: Tangent, let: Let, pair: Name) -> Arg:
    kind = tangent.program.type_of(let.name)
    dot = tangent.build.emit("operator.getitem", pair, Const(1), kind=kind, hint=tangent.hint(let.name))
    if not isinstance(kind, TupleType):
        return dot
    return TupleArg(
        tuple(tangent.build.emit("operator.getitem", dot, Const(i), kind=k) for i, k in enumerate(kind.items))
    )


# -- functions that write into their arguments --------------------------------------------------


def _updating_call(tangent: Tangent, let: Let) -> Arg:
    program, args, name = tangent.program, let.call.args, let.call.prim[1:]
    updated = set(program.updates[name].values())
    function = program.functions[name]
    can_move = {i for i in updated if can_vary(program.type_of(function.params[i].name))}
    pattern = frozenset(i for i, a in enumerate(args) if i in can_move or tangent.has_dot(a))
    made = _function(tangent, name, pattern)
    dots = {i: _tangent_of(tangent, args[i], i in updated) for i in sorted(pattern)}
    own = [i for i in dots if i in updated]
    still = [*args, *(dot for i, dot in dots.items() if i not in updated)]
    dots |= zip(own, tangent.kept_apart([dots[i] for i in own], still), strict=True)
    result, kind = function.result, program.type_of(let.name)
    several = isinstance(result, TupleArg)
    kinds = kind.items[: len(_items(result))] if several and isinstance(kind, TupleType) else (kind,)
    moving = _places(tangent, function)
    whole = TupleType((*kinds, *(kinds[k] for k in moving)))
    both = let.name if several else program.fresh("pair", whole)
    program.types[both] = whole
    tangent.build.append(Let(both, Call(f"@{made}", (*args, *dots.values())), let.origin, True))
    if not several:
        tangent.build.append(Let(let.name, Call("operator.getitem", (Name(both), Const(0))), let.origin, True))
    parts: list[Arg] = [Const(0.0)] * len(kinds)
    for place, k in enumerate(moving, len(kinds)):
        hint = tangent.hint(_called(result, k))
        parts[k] = tangent.build.emit("operator.getitem", Name(both), Const(place), kind=kinds[k], hint=hint)
    return TupleArg(tuple(parts)) if several else parts[0]


def _tangent_of(tangent: Tangent, arg: Arg, written: bool) -> Arg:
    """The tangent to hand over; of an array that is written, and is no view, it is no view either."""
    dot, shares = tangent.roomy(tangent.dot(arg), arg), tangent.program.shares
    is_view = written and isinstance(dot, Name) and shares.get(dot.id) and isinstance(tangent.type_of(dot), ArrayType)
    if not is_view or not isinstance(arg, Name) or shares.get(arg.id):
        return dot
    return tangent.build.emit("numpy.copy", dot, hint=tangent.hint(arg.id), spelling="method")


def _called(result: Arg, place: int) -> str:
    item = result.items[place] if isinstance(result, TupleArg) else result
    return item.id if isinstance(item, Name) else "t"


def _function(tangent: Tangent, name: str, pattern: frozenset[int]) -> str:
    """The tangent of a function in some of its parameters."""
    key, program = (name, pattern), tangent.program
    if key not in tangent.made.names:
        made = tangent.made.names[key] = program.fresh(f"{name.partition('@')[0]}_tangent")
        function = program.functions[name]
        seeds: dict[str, Arg] = {}
        for i in sorted(pattern):
            param = function.params[i].name
            seeds[param] = Name(program.fresh(tangent.hint(param), program.type_of(param)))
            program.external.add(seeds[param].id)  # type: ignore[union-attr]
        if program.updates.get(name):
            _note_updates(tangent, name, made, pattern, seeds)
        body, dot = type(tangent)(program, tangent.made).run(function, seeds)
        params = (*function.params, *(Param(s.id) for s in seeds.values()))  # type: ignore[union-attr]
        result = TupleArg((function.result, dot))
        if program.updates.get(name):
            result = TupleArg((*_items(function.result), *_moving(tangent, function, dot)))
        program.functions[made] = Function(made, params, body, result, "", function.origin)
    return tangent.made.names[key]


def _items(result: Arg) -> tuple[Arg, ...]:
    return result.items if isinstance(result, TupleArg) else (result,)


def _places(tangent: Tangent, function: Function) -> list[int]:
    """Which parts of the result have a tangent."""
    return [k for k, item in enumerate(_items(function.result)) if can_vary(_type(tangent, item))]


def _type(tangent: Tangent, item: Arg) -> Type:
    return tangent.type_of(item)


def _moving(tangent: Tangent, function: Function, dot: Arg) -> tuple[Arg, ...]:
    return tuple(_items(dot)[k] for k in _places(tangent, function))


def _note_updates(tangent: Tangent, name: str, made: str, pattern: frozenset[int], seeds: dict[str, Arg]) -> None:
    """Which parts of what the tangent returns are arguments, or tangents of arguments, that it writes in place."""
    program, function = tangent.program, tangent.program.functions[name]
    places, count = _places(tangent, function), len(_items(function.result))
    found: dict[tuple[int, ...], int] = {}
    owned: dict[int, str] = {}
    for way, i in program.updates[name].items():
        k = way[0] if way else 0
        found[k,] = i
        if i in pattern and k in places:
            dot = seeds[function.params[i].name]
            assert isinstance(dot, Name)
            place = len(function.params) + sorted(pattern).index(i)
            found[count + places.index(k),] = place
            owned[place] = dot.id
    program.updates[made] = found
    tangent.made.owned[made], tangent.made.consumes[f"@{made}"] = tuple(owned.values()), tuple(owned)
