"""``raise``: where it is known when s2sad reads it who catches it, it is control flow."""

from __future__ import annotations

import gast

from s2sad.core.nodes import Raise
from s2sad.source.lower import expressions, trying
from s2sad.source.lower.loop_head import RETURNED
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.throws import TRUE, Classes, Thrown, catcher, catcher_of_all, throw, way_to
from s2sad.source.lower.values import Num, Static, Value

__all__ = ["raise_again", "raise_statement"]


def raise_statement(lo: Lowerer, node: gast.Raise) -> None:
    """A `raise`, of what it names or of what is being handled."""
    if node.exc is None:
        raise_again(lo)
        return
    if not any(attempt.clauses for attempt in lo.attempts):
        _raise(lo, _evaluated(lo, node), False)
        return
    cls = _class(lo, node.exc)
    caught = None if cls is None else catcher(lo, cls)
    error_is_read = caught is not None and way_to(lo, caught[:1]).needs_error
    if caught is not None and not (error_is_read and node.cause is not None):
        throw(lo, *caught, _made(lo, node) if error_is_read else None)
        raise Thrown
    statement = _evaluated(lo, node)
    for error, classes in lo.handling:
        if lo.arg(error) == statement.exception and node.cause is None:
            _throw_again(lo, error, classes)
    _raise(lo, statement, cls is None or caught is not None)


def _evaluated(lo: Lowerer, node: gast.Raise) -> Raise:
    exception = lo.arg(expressions.evaluate(lo, node.exc), node.exc)
    cause = None if node.cause is None else lo.arg(expressions.evaluate(lo, node.cause), node.cause)
    return Raise(exception, cause, lo.build.origin)


def _made(lo: Lowerer, node: gast.Raise) -> Value:
    """The exception that a clause is given."""
    error = expressions.evaluate(lo, node.exc)
    return Num(lo.build.emit("call", lo.arg(error), hint="error")) if isinstance(error, Static) else error


def raise_again(lo: Lowerer) -> None:
    """What is being handled is raised again."""
    error = None
    if lo.handling:
        _throw_again(lo, *lo.handling[-1])
        error = lo.arg(lo.handling[-1][0])
    _raise(lo, Raise(error, None, lo.build.origin), True)


def _raise(lo: Lowerer, statement: Raise, unknown: bool) -> None:
    if unknown and any(attempt.clauses for attempt in lo.attempts):
        trying.raise_unknown(lo, statement)
    lo.build.append(statement)
    lo.locals[RETURNED] = TRUE


def _class(lo: Lowerer, node: gast.AST) -> type[BaseException] | None:
    """The class of ``raise Error`` and ``raise Error(...)``."""
    named = node.func if isinstance(node, gast.Call) else node
    if not isinstance(named, (gast.Name, gast.Attribute)):
        return None
    value = expressions.evaluate(lo, named)
    cls = value.obj if isinstance(value, Static) else None
    return cls if isinstance(cls, type) and issubclass(cls, BaseException) else None


def _throw_again(lo: Lowerer, error: Value, classes: Classes) -> None:
    """Go on with what is being handled, if it is known where to."""
    caught = catcher_of_all(lo, classes)
    if caught is not None:
        throw(lo, *caught, error)
        raise Thrown
