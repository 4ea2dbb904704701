"""After a refusal: what the statement would have left behind is not known, and what follows is looked at all the same.

All problems of a function come in one report, and each of them is one: what depends on something that is not known is
passed over in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import gast

from s2sad.core.nodes import Name
from s2sad.core.records import dataclass, field
from s2sad.core.types import ScalarType
from s2sad.core.walk import names_of
from s2sad.errors import Problem
from s2sad.source.lower import expressions, statements
from s2sad.source.lower.loop_head import FALSE, FLAGS, RETURN_VALUE, RETURNED
from s2sad.source.lower.lowerer import Lowerer, Raising, Refusal
from s2sad.source.lower.values import Num, ObjectRef, Poison, Value, behind

__all__ = ["Survey", "fenced", "forget", "look_further", "note", "note_returned", "tested"]

NOTHING: frozenset[str] = frozenset()

SIMPLE = (gast.Assign, gast.AugAssign, gast.AnnAssign, gast.Return, gast.Expr)
SCOPES = (gast.Lambda, gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)


@dataclass
class Survey:
    """A lowering that looks for problems alone.

    `fenced` has what is refused without a look at values, by statement; `read` are the names of core that refused
    statements read, so that what leads to them counts as needed.
    """

    fenced: dict[int, list[Problem]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    read: set[str] = field(default_factory=set)


def note(lo: Lowerer, problem: Problem) -> None:
    if problem.message and problem not in lo.problems:
        lo.problems.append(problem)


def fenced(lo: Lowerer, node: gast.AST) -> bool:
    """Whether a statement is refused for what it is; then it is noted and passed over."""
    found = lo.survey.fenced.get(id(node), ()) if lo.survey is not None and len(lo.frames) == 1 else ()
    for problem in found:
        note(lo, problem)
    if found:
        forget(lo, node)
    return bool(found)


def forget(lo: Lowerer, node: gast.AST) -> None:
    """What a refused statement binds or changes is not known, and no second error is raised for it."""
    read = _read(lo, node) if lo.survey is not None and isinstance(node, SIMPLE) else NOTHING
    if lo.survey is not None and isinstance(node, (gast.Return, gast.Expr)):
        lo.survey.read |= read
    for part in gast.walk(node):
        for name in _bound(part):
            before = NOTHING if isinstance(node, SIMPLE) else behind(lo.locals.get(name, Poison("")))
            lo.locals[name] = Poison("", read=read | before)
        changed = _changed(part)
        if changed is not None and isinstance(lo.locals.get(changed), ObjectRef):
            lo.locals[changed] = Poison("", read=read)
    if isinstance(node, gast.Return) or (lo.survey is None and _returns(node)):
        lo.locals[RETURNED], lo.locals[RETURN_VALUE] = Num(statements.TRUE.atom), Poison("")


def _returns(node: gast.AST) -> bool:
    return any(isinstance(part, gast.Return) for part in gast.walk(node))


def _bound(part: gast.AST) -> Iterator[str]:
    if isinstance(part, gast.Name) and isinstance(part.ctx, gast.Store):
        yield part.id
    elif isinstance(part, (gast.FunctionDef, gast.AsyncFunctionDef, gast.ClassDef)):
        yield part.name
    elif isinstance(part, (gast.Import, gast.ImportFrom)):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in part.names)


def _changed(part: gast.AST) -> str | None:
    """The variable whose value a store into a part of it, or a call of its method, may change."""
    target: gast.AST | None = None
    if isinstance(part, (gast.Subscript, gast.Attribute)) and isinstance(part.ctx, (gast.Store, gast.Del)):
        target = part.value
    elif isinstance(part, gast.Call) and isinstance(part.func, gast.Attribute):
        target = part.func.value
    while isinstance(target, (gast.Subscript, gast.Attribute)):
        target = target.value
    return target.id if isinstance(target, gast.Name) else None


def note_returned(lo: Lowerer, value: Value) -> None:
    """The result on one path, of which nothing may be known on another."""
    if lo.survey is not None and len(lo.frames) == 1:
        lo.survey.read |= behind(value)


def _read(lo: Lowerer, node: gast.AST) -> frozenset[str]:
    """The names of core behind the variables that a statement reads."""
    loads = {part.id for part in gast.walk(node) if isinstance(part, gast.Name) and isinstance(part.ctx, gast.Load)}
    if isinstance(node, gast.AugAssign) and isinstance(node.target, gast.Name):
        loads.add(node.target.id)
    return NOTHING.union(*(_now(lo, lo.locals[load]) for load in loads if load in lo.locals))


def _now(lo: Lowerer, value: Value) -> frozenset[str]:
    try:
        return behind(value) if isinstance(value, Poison) else behind(value) | names_of(lo.arg(value))
    except Refusal:
        return behind(value)


def look_further(lo: Lowerer, node: gast.AST, problem: Problem) -> None:
    """Problems in what stands behind the refused expression in its statement, and in the body of a refused loop."""
    if isinstance(node, (gast.For, gast.With)):
        statements.execute_block(lo, node.body)
        lo.locals.update(dict.fromkeys((flag for flag in FLAGS if flag != RETURNED), FALSE))
        return
    at = problem.origin
    if not isinstance(node, SIMPLE) or at is None or at.file != lo.frame.file:
        return
    for part in _calls_behind(node, (at.end_line, at.end_column)):
        try:
            value = expressions.evaluate(lo, part)
        except Refusal as refusal:
            note(lo, refusal.problem)
        except Raising:
            continue
        else:
            lo.survey.read |= behind(value)


def _calls_behind(node: gast.AST, place: tuple[int, int]) -> Iterator[gast.AST]:
    """The outermost calls of a statement that begin at a place or behind it."""
    for child in gast.iter_child_nodes(node):
        if isinstance(child, gast.Call) and (child.lineno, child.col_offset) >= place:
            yield child
        elif not isinstance(child, SCOPES):
            yield from _calls_behind(child, place)


def tested(lo: Lowerer, test: Callable[[], Value]) -> Value:
    """The test of a branch; of one that is refused, nothing is known, and both sides are looked at."""
    try:
        return test()
    except Refusal as refusal:
        if lo.survey is None:
            raise
        note(lo, refusal.problem)
        return Num(Name(lo.program.fresh("test", ScalarType("bool"))))
