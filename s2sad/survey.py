"""All problems of a function in one report: of its syntax, of its values, and of the rules that are missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from s2sad.core.nodes import Const, Function, Let, Name, TupleArg
from s2sad.core.records import replace
from s2sad.core.types import TupleType, Type
from s2sad.core.walk import names_of, statements
from s2sad.errors import Problem, TransformError, refusal
from s2sad.facts.activity import can_vary, useful, varied
from s2sad.independents import as_floats, independents, parts_of
from s2sad.known import specs_of
from s2sad.modes.adjoint import Adjoint
from s2sad.modes.engine import Engine
from s2sad.modes.rules import Application
from s2sad.modes.tangent import Tangent
from s2sad.request import Request
from s2sad.source import fence
from s2sad.source.lower import Lowered, Survey, lower
from s2sad.source.lower.lowerer import Refusal
from s2sad.source.lower.values import Num, TupleValue
from s2sad.source.read import ReadFunction

__all__ = ["completed"]


def completed(error: TransformError, read: ReadFunction, request: Request, types: Mapping[str, Any]) -> TransformError:
    """The error with all the other problems of the function, in the order of their lines."""
    try:
        found = [*error.problems, *_problems(read, request, types)]
    except Exception:  # what was refused may leave behind what nobody expects: then the error is all there is to say
        return error
    once: dict[tuple[bool, str, int, int, str], Problem] = {}
    for problem in found:
        once.setdefault(_place(problem, read), problem)
    if len(once) <= len(error.problems):
        return error
    return refusal(once[place] for place in sorted(once))


def _place(problem: Problem, read: ReadFunction) -> tuple[bool, str, int, int, str]:
    """Where a problem comes in the report: those of the function itself are first; one place has one problem."""
    at = problem.origin
    return (True, "", 0, 0, problem.message) if at is None else (at.file != read.file, at.file, at.line, at.column, "")


def _problems(read: ReadFunction, request: Request, types: Mapping[str, Any]) -> Iterator[Problem]:
    yield from fence.problems(read)
    if type(read.node).__name__ in fence.FENCES:
        return
    survey = Survey(fence.by_statement(read))
    try:
        lowered = lower(read, specs_of(types, read), survey)
    except TransformError as error:
        yield from error.problems
        return
    yield from survey.problems
    yield from _of_rules(lowered, request, survey.read)


def _of_rules(lowered: Lowered, request: Request, read: Iterable[str]) -> Iterator[Problem]:
    """What the rules do not cover, in what the result and the refused statements depend on."""
    structures = independents(lowered, request)
    as_floats(lowered.program, list(structures.values()))
    program, function = lowered.program, lowered.function
    leaves = [leaf.id for part in structures.values() for leaf in parts_of(part)]
    seeds = [leaf for leaf in leaves if can_vary(program.type_of(leaf))]
    roots = sorted({*names_of(function.result), *read})
    function = replace(function, result=TupleArg(tuple(map(Name, roots))))
    engine: Engine = Tangent(program) if request.mode == "forward" else Adjoint(program)
    engine.active = varied(function, program, seeds) & useful(function, roots)
    try:
        engine.check_rules(function, seeds)
    except TransformError as error:
        yield from error.problems
    yield from _of_texts(engine, function, request)


def _of_texts(engine: Engine, function: Function, request: Request) -> Iterator[Problem]:
    """Calls that have a rule, which says nothing of them."""
    for statement in statements(function.body):
        if not isinstance(statement, Let) or statement.name not in engine.active or not engine.needs_rule(statement):
            continue
        try:
            application = engine.application(statement)
            asked = [p for p in application.movable if engine.active_in(application.given[p], engine.active)]
            if request.mode == "forward":
                application.text("tangent", frozenset(asked))
            else:
                _adjoints(application, asked, engine.type_of(Name(statement.name)))
        except Refusal as found:
            yield found.problem


def _adjoints(application: Application, params: Iterable[str], result: Type) -> None:
    """The texts of the adjoints; of a result with parts one for any part is enough."""
    count = len(result.items) if isinstance(result, TupleType) else 0
    bars = [TupleValue(tuple(Num(Const(float(k == part))) for k in range(count))) for part in range(count)]
    for param in params:
        for k, bar in enumerate(bars or [None]):
            try:
                application.text("adjoint", param, bar)
                break
            except Refusal:
                if k + 1 >= len(bars):
                    raise
