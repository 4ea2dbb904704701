"""Functions that are composed of others: their derivatives are those of a function of the program which is, too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from s2sad.core.nodes import Arg, Atom, Const, DictArg, Function, Name, Param, StructArg, TupleArg
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.types import ArrayType, TupleType, Type, Unknown
from s2sad.core.walk import free_names, map_arg
from s2sad.modes import routines
from s2sad.modes.rules import Application, value_of
from s2sad.modes.solution import dots_of, hand_back
from s2sad.source.lower.core_values import default_of
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.texts import inline_text
from s2sad.source.lower.values import Value

if TYPE_CHECKING:
    from s2sad.modes.adjoint import Adjoint
    from s2sad.modes.engine import Engine
    from s2sad.modes.tangent import Tangent

__all__ = ["reverse", "tangent"]


class Composed:
    """One call, or one part of its result, as a function of the program and the names that it is called with."""

    def __init__(self, engine: Engine, application: Application, text: str, part: int | None = None) -> None:
        self.engine, self.program = engine, engine.program
        given = _given(application)
        self.result = application.let.name
        leaves = _leaves(given)
        kinds = [self.program.type_of(name) for name in leaves]
        key = f"{application.rule.text} {text} {part} {_likeness(given, list(leaves))} {kinds}"
        if key not in self.program.composed:
            self.program.composed[key] = _defined(self.program, application, text, part, leaves)
        self.function, places = self.program.composed[key]
        names = [Name(name) for name in leaves]
        self.args: list[Arg] = [names[i] for i in places]

    def active(self) -> tuple[int, ...]:
        others = [(i, arg) for i, arg in enumerate(self.args) if arg != Name(self.result)]
        places = [i for i, arg in others if self.engine.active_in(arg, self.engine.active)]
        return routines.moving(self.program, self.function, places)

    def emit(self, function: str, *more: Arg, hint: str) -> Atom:
        kind = routines.result_type(self.program, function)
        return self.engine.build.emit(f"@{function}", *self.args, *more, kind=kind, hint=hint)


def _given(application: Application) -> dict[str, Arg]:
    """The arguments, and the result, of which the shape may be asked for."""
    given = {param: arg for param, arg in application.given.items() if param != "self"}
    kind = application.lo.program.type_of(application.let.name)
    return given if isinstance(kind, TupleType) else {**given, application.rule.result: Name(application.let.name)}


def _leaves(given: dict[str, Arg]) -> dict[str, str]:
    """The names among the arguments, each with what it is called in the function: as the parameter that it is."""
    found: dict[str, str] = {}

    def note(atom: Atom, param: str) -> Atom:
        if isinstance(atom, Name):
            found.setdefault(atom.id, param)
        return atom

    for param, arg in given.items():
        inner = isinstance(arg, (TupleArg, DictArg, StructArg))
        map_arg(arg, lambda atom: note(atom, getattr(atom, "base", "") if inner else param))  # noqa: B023
    return found


def _likeness(given: dict[str, Arg], leaves: list[str]) -> str:
    """What calls have in common that differ in their names alone."""
    places = {name: Name(f"{k}") for k, name in enumerate(leaves)}
    return str({p: map_arg(arg, lambda a: places[a.id] if isinstance(a, Name) else a) for p, arg in given.items()})


def _defined(
    program: Program, application: Application, text: str, part: int | None, leaves: dict[str, str]
) -> tuple[str, tuple[int, ...]]:
    """The function, and which of the leaves are its parameters."""
    lo = Lowerer(program, primal=False)
    own = {name: Name(program.fresh(base, program.type_of(name))) for name, base in leaves.items()}
    program.external.update(name.id for name in own.values())
    for old, new in own.items():
        if old in program.constants:
            program.constants[new.id] = program.constants[old]

    given = _given(application)

    def argument(param: str) -> Value:
        if param not in given:
            return default_of(application.rule.defaults.get(param, ()))
        arg = map_arg(given[param], lambda a: own[a.id] if isinstance(a, Name) else a)
        array = isinstance(arg, Name) and isinstance(program.type_of(arg.id), (ArrayType, Unknown))
        return lo.external_array(arg) if array and isinstance(arg, Name) else value_of(lo, arg)

    values = [argument(param) for param in (*application.rule.parameters, application.rule.result)]
    with lo.build.block() as block:
        made = inline_text(lo, text, values, application.rule.globals, application.rule.result)
        result = lo.arg(made)
    if part is not None:
        assert isinstance(result, TupleArg)
        result = result.items[part]
    read = free_names(tuple(block), result)
    places = tuple(k for k, name in enumerate(own.values()) if name.id in read)
    params = tuple(Param(name.id) for name in own.values() if name.id in read)
    base = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", re.split(r"\W", text[4:])[0]).lower()
    name = program.fresh(base)
    program.functions[name] = Function(name, params, tuple(block), result, "", application.let.origin)
    return name, places


def tangent(engine: Tangent, application: Application, text: str) -> Arg | None:
    """The tangent of a call, part by part where its result is a tuple."""
    let = application.let
    kind = engine.program.type_of(let.name)
    if isinstance(kind, TupleType):
        parts = [_tangent(engine, application, text, part) for part in range(len(kind.items))]
        return TupleArg(tuple(Const(0.0) if part is None else part for part in parts))
    return _tangent(engine, application, text, None)


def _tangent(engine: Tangent, application: Application, text: str, part: int | None) -> Arg | None:
    call = Composed(engine, application, text, part)
    places = call.active()
    if not places:
        return None
    dots = dots_of(engine, [call.args[i] for i in places])
    function = routines.tangent_of(engine.program, call.function, places)
    return call.emit(function, *dots, hint=engine.hint(application.let.name))


def reverse(engine: Adjoint, application: Application, text: str, bar: Arg) -> None:
    """Hand the adjoint of a call to its arguments."""
    let = application.let
    if isinstance(bar, TupleArg):
        for part, of_part in enumerate(bar.items):
            if of_part != Const(0.0):
                _reverse(engine, application, text, part, of_part)
        return
    _reverse(engine, application, text, None, engine.full(bar, Name(let.name)))


def _reverse(engine: Adjoint, application: Application, text: str, part: int | None, bar: Arg) -> None:
    call = Composed(engine, application, text, part)
    places = call.active()
    if not places:
        return
    args = [call.args[i] for i in places]
    function = routines.adjoint_of(engine.program, call.function, places)
    hint = engine.hint_of(args[0]) if len(args) == 1 else "bars"
    kinds = [_as_wide(engine.type_of(arg), engine.type_of(bar)) for arg in args]
    kind = kinds[0] if len(args) == 1 else TupleType(tuple(kinds))
    hand_back(engine, args, engine.build.emit(f"@{function}", *call.args, bar, kind=kind, hint=hint), kinds)


def _as_wide(kind: Type, bar: Type) -> Type:
    """The type of an adjoint that is made of a wider one."""
    if not isinstance(kind, ArrayType) or kind.dtype is None:
        return kind
    width = getattr(bar, "dtype", None) or "f8"
    wide = width[0] == kind.dtype[0] and width != kind.dtype and np.can_cast(kind.dtype, width)
    return replace(kind, dtype=width) if wide else kind
