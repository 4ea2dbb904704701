"""A function that is given to a library, as a function of the program: what it captures are parameters of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import gast

from s2sad.core.nodes import Arg, Block, Call, Effect, Free, Function, Let, Name, Origin, Param, Statement
from s2sad.core.program import Program
from s2sad.core.records import dataclass, replace
from s2sad.core.types import ArrayType, ListType, TupleType, Type, Unknown
from s2sad.core.walk import args_of, bound_in, calls_in, free_names, map_arg, names_of, statements, substitute
from s2sad.source.lower import calls
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import ArrayRef, CellContent, Closure, Num, Partial, State, Static, Value

__all__ = ["Routine", "captured", "defined", "name_for", "traced"]

OUTLIVES = "the function that is given to {} writes into something that outlives its call"
RETURN_IT = "compute it after the call, from the result"


@dataclass(frozen=True)
class Routine:
    """What a call of a function does: a block of its own, which reads names of the surroundings."""

    base: str
    params: tuple[Name, ...]
    block: Block
    result: Arg
    origin: Origin | None


def traced(
    lo: Lowerer,
    function: Value,
    params: Sequence[tuple[str, Type]],
    more: Sequence[Value],
    node: gast.AST,
    base: str,
    convert: Callable[[Value], Value] = lambda value: value,
    parts: dict[Call, Name] | None = None,
) -> Routine:
    """Call a function, in a block of its own, with new names of the given types and then with `more`.

    `parts` are the elements of the surroundings that are taken before it, shared by several routines.
    """
    parts, drawn = {} if parts is None else parts, len(lo.program.draws)
    names = tuple(Name(lo.program.fresh(hint, kind)) for hint, kind in params)
    with _apart(lo, base, node), lo.build.block() as block:
        own = [_parameter(lo, name) for name in names]
        value = convert(calls.call(lo, function, [*own, *more], {}, node))
        result = lo.arg(value, node)
        if any(isinstance(p, ArrayRef) and isinstance(lo.state.heap.get(p.cell), CellContent) for p in own):
            lo.refuse(node, f"the function that is given to {base} writes into its argument", "make a copy in it first")
    _check(lo, tuple(block), base, node, len(lo.program.draws) > drawn)
    return _without_parts(lo, Routine(base, names, tuple(block), result, lo.origin_of(node)), parts)


def _without_parts(lo: Lowerer, routine: Routine, parts: dict[Call, Name]) -> Routine:
    """Take what a routine picks out of the surroundings before the call: ``u[i]`` is captured, and not all of u."""
    own = bound_in(routine.block) | {p.id for p in routine.params}
    renamed: dict[str, Arg] = {}
    kept: list[Statement] = []
    for statement in routine.block:
        statement = substitute((statement,), renamed)[0]
        if isinstance(statement, Let) and _is_part(lo.program, statement.call, own):
            if statement.call not in parts:
                lo.build.append(statement)
                parts[statement.call] = Name(statement.name)
            renamed[statement.name] = parts[statement.call]
            own.discard(statement.name)
        else:
            kept.append(statement)
    return replace(routine, block=tuple(kept), result=_renamed(routine.result, renamed))


def _is_part(program: Program, call: Call, own: set[str]) -> bool:
    owner = call.args[0] if call.prim == "operator.getitem" else None
    kind = program.type_of(owner.id) if isinstance(owner, Name) else None
    return isinstance(kind, (ArrayType, ListType, TupleType, Unknown)) and not names_of(*call.args) & own


def _renamed(arg: Arg, names: Mapping[str, Arg]) -> Arg:
    return map_arg(arg, lambda atom: names.get(atom.id, atom) if isinstance(atom, Name) else atom)


def _check(lo: Lowerer, block: Block, base: str, node: gast.AST, draws: bool) -> None:
    """Refuse what is done otherwise each time, or to something that outlives the call."""
    if any(isinstance(s, Effect) and s.call.prim in ("setattr", "setitem", "call") for s in statements(block)):
        lo.refuse(node, OUTLIVES.format(base), RETURN_IT)
    if any(call.prim.startswith("@") for call in calls_in(block)):
        lo.refuse(node, f"the function that is given to {base} calls itself", "write it as a loop")
    if draws:
        lo.refuse(node, f"the function that is given to {base} draws random numbers", "draw them before the call")


def _parameter(lo: Lowerer, name: Name) -> Value:
    array = isinstance(lo.program.type_of(name.id), (ArrayType, Unknown))
    return lo.external_array(name) if array else Num(name)


@contextmanager
def _apart(lo: Lowerer, base: str, node: gast.AST) -> Iterator[None]:
    """Lowering that leaves no trace in what is around: an error of the call is one of the library's call."""
    state, first = lo.state, next(lo.ids)
    build, attempts, guards = lo.build, lo.attempts, lo.guards
    hooks = build.before_block, build.after_block, build.leaving_block
    build.before_block, build.after_block, build.leaving_block = _nothing, _nothing, _nothing
    lo.state, lo.attempts, lo.guards = state.copy(), [], []
    try:
        yield
        if _touched(state, lo.state, first):
            lo.refuse(node, OUTLIVES.format(base), RETURN_IT)
    finally:
        build.before_block, build.after_block, build.leaving_block = hooks
        lo.state, lo.attempts, lo.guards = state, attempts, guards


def _nothing(depth: int = 0) -> None:
    """What is done before and after a block where nothing is tried."""


def _touched(before: State, after: State, first: int) -> bool:
    """Whether anything has changed that was there before."""
    changed = any(before.heap.get(k) != content for k, content in after.heap.items() if k < first)
    return changed or any(after.frames.get(k) != names for k, names in before.frames.items())


def name_for(function: Value, base: str) -> str:
    """What the function is called where it has a name."""
    if isinstance(function, Partial):
        return name_for(function.function, base)
    node = getattr(function, "node", None) if isinstance(function, Closure) else None
    name = getattr(node, "name", None) if node is not None else None
    if isinstance(function, Static):
        name = getattr(function.obj, "__name__", None)
    return name if isinstance(name, str) and name.isidentifier() else base


def captured(routines: Sequence[Routine], first: Sequence[Arg]) -> tuple[Name, ...]:
    """The names of the surroundings that routines read, those in `first` first, the others as they are read."""
    free: set[str] = set()
    for routine in routines:
        free |= free_names(routine.block, routine.result) - {name.id for name in routine.params}
    read = [*first, *(arg for r in routines for arg in _reads(r))]
    order = dict.fromkeys(name for arg in read for name in _in_order(arg) if name in free)
    return tuple(Name(name) for name in order)


def _reads(routine: Routine) -> Iterator[Arg]:
    for statement in statements(routine.block):
        yield from args_of(statement)
    yield routine.result


def _in_order(arg: Arg) -> list[str]:
    found: list[str] = []
    map_arg(arg, lambda atom: found.append(atom.id) or atom if isinstance(atom, Name) else atom)  # type: ignore[func-returns-value]
    return found


def defined(lo: Lowerer, routine: Routine, more: Sequence[Name], name: str) -> Free:
    """A function of the program that does it, whose last parameters stand for the names `more` of the surroundings."""
    key = (name, _likeness(lo.program, routine, more))
    if key not in lo.routines:
        lo.routines[key] = _defined(lo.program, routine, more, name)
    return lo.routines[key]


def _likeness(program: Program, routine: Routine, more: Sequence[Name]) -> str:
    """What two routines that do the same with values of the same types have in common: all but their names."""
    places: dict[str, int] = {name.id: k for k, name in enumerate((*routine.params, *more))}
    own = bound_in(routine.block) | places.keys()

    def numbered(named: re.Match[str]) -> str:
        name = named[2]
        return f"{named[1]}={places.setdefault(name, len(places))}" if name in own else named[0]

    text = re.sub(r"\b(id|name|target)='([^']*)'", numbered, repr((routine.block, routine.result)))
    return f"{text} {[program.type_of(name) for name in places]}"


def _defined(program: Program, routine: Routine, more: Sequence[Name], name: str) -> Free:
    names = {old.id: Name(program.fresh(old.base, program.type_of(old.id))) for old in more}
    program.external.update(new.id for new in names.values())
    block = substitute(routine.block, names)
    _rename_tables(program, routine, names)
    params = tuple(Param(p.id) for p in (*routine.params, *names.values()))
    made = program.fresh(name)
    result = _renamed(routine.result, names)
    program.functions[made] = Function(made, params, block, result, "", routine.origin)
    return Free(f"@{made}")


def _rename_tables(program: Program, routine: Routine, names: dict[str, Name]) -> None:
    """What is known of the names of the block, in the names that it has now."""
    own = bound_in(routine.block) | {p.id for p in routine.params}
    for name in own:
        if name in program.shares:
            program.shares[name] = tuple(names[s].id if s in names else s for s in program.shares[name])
        alike = program.alike.pop(name, None)
        if alike in names:
            program.alike[name] = names[alike].id
        elif alike in own:
            program.alike[name] = alike
