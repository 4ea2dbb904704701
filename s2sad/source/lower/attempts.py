"""``try``: the clauses, what is done when nothing was raised, and what is done in the end."""

from __future__ import annotations

from functools import partial

import gast

from s2sad.core.nodes import Const, Effect, If, Let
from s2sad.core.types import ScalarType
from s2sad.core.walk import statements as all_statements
from s2sad.source.lower import branches, expressions, statements, trying
from s2sad.source.lower.branches import branch, known_truth
from s2sad.source.lower.loop_head import FALSE, FLAGS, RAISED
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import UNBOUND, Num, State, Static, TupleValue, Value

__all__ = ["leave_by_handlers", "raise_statement", "try_statement"]

NONE = Num(Const(None))
LASTING = ("store.", "call", "@", "numpy.random.", "builtins.print", "builtins.open", "builtins.input")


def leave_by_handlers(node: gast.Try) -> bool:
    """Whether what follows is reached only if nothing was raised."""
    return not node.finalbody and all(statements.always(h.body, statements.LEAVE) for h in node.handlers)


def try_statement(lo: Lowerer, node: gast.Try, rest: list[gast.AST]) -> None:
    """A `try`; the `rest` comes after it where nothing was raised."""
    if node.finalbody:
        _finally(lo, node)
        return
    attempt = _attempt(lo, node)
    lo.build.before_block, lo.build.after_block = partial(trying.flush, lo), partial(trying.begin, lo)
    lo.build.leaving_block = partial(trying.close_above, lo)
    lo.locals.update({attempt.slot: FALSE, attempt.which: Num(Const(0)), attempt.error: NONE})
    mark, frames, depth = len(lo.guards), list(lo.frames), len(lo.attempts)
    lo.attempts.append(attempt)
    try:
        trying.begin(lo)
        statements.execute_block(lo, node.body)
        trying.flush(lo)
    except trying.Thrown:
        lo.frames[:] = frames
    finally:
        del lo.attempts[depth:]
    lo.build.origin = lo.origin_of(node)
    if known_truth(lo.locals[attempt.slot]) is False:
        _go_on(lo, [*node.orelse, *rest], node)
    _handle(lo, node, attempt, mark)
    for name in (attempt.slot, attempt.which, attempt.error):
        lo.locals.pop(name, None)
    trying.go_on(lo)


def _go_on(lo: Lowerer, body: list[gast.AST], node: gast.AST) -> None:
    left = statements.leaving(lo)
    if left is None:
        statements.execute_block(lo, body)
    elif left is not True and body:
        flags = [flag for flag in FLAGS if known_truth(lo.locals[flag]) is None]
        branch(lo, left, partial(statements.know, lo, flags), partial(statements.execute_block, lo, body), node)


def _handle(lo: Lowerer, node: gast.Try, attempt: trying.Attempt, mark: int) -> None:
    """The clauses, on the paths where something was raised."""
    handlers = partial(_clauses, lo, node, attempt)
    flags = {flag: lo.locals[flag] for flag in FLAGS}
    raises = not lo.attempts and all(statements.always(h.body, (gast.Raise,)) for h in node.handlers)
    if len(lo.guards) == mark + 1 and known_truth(lo.locals[attempt.slot]) is False:
        _handle_one(lo, handlers, raises, node)
        return
    trying.close(lo, mark)
    raised = lo.locals[attempt.slot]

    def go_on() -> None:
        lo.locals.update({flag: value for flag, value in flags.items() if known_truth(value) is not None})

    if raises and known_truth(raised) is None:
        state = lo.state
        block, _, _ = branches.side(lo, state, handlers)
        lo.state = state
        lo.build.append(If(lo.atom(raised), tuple(block), (), (), lo.build.origin, id=f"if{next(lo.ids)}"))
        go_on()
    else:
        branch(lo, raised, handlers, go_on, node)


def _handle_one(lo: Lowerer, handlers: partial[None], raises: bool, node: gast.AST) -> None:
    """One place where something may be raised: its branch has the clauses on one side and the rest on the other."""
    guard = lo.guards.pop()
    state, kept = lo.state, lo.build.blocks[guard.depth :]
    del lo.build.blocks[guard.depth :]
    block, raised, always = branches.side(lo, guard.raised, handlers)
    lo.build.blocks += kept
    lo.state = state
    if raises or always or raised is None:
        raised = _nothing_handed_on(guard.raised, state)
    trying.shut(lo, guard, (block, raised))


def _nothing_handed_on(raised: State, state: State) -> State:
    """The state of a side that raises, such that the names that are bound on the other side are those of that side."""
    frames = {}
    for frame, names in state.frames.items():
        before = raised.frames.get(frame, {})
        frames[frame] = {name: value for name, value in names.items() if name in FLAGS or before.get(name) == value}
    return State(frames, raised.heap)


def _clauses(lo: Lowerer, node: gast.Try, attempt: trying.Attempt) -> None:
    """The clause of what was raised."""
    lo.locals.update(dict.fromkeys(FLAGS, FALSE))
    lo.locals[attempt.slot] = FALSE
    which, error = lo.locals[attempt.which], lo.locals[attempt.error]

    def run(place: int) -> None:
        handler = node.handlers[place]
        if place < len(node.handlers) - 1:
            same = lo.build.emit("operator.eq", lo.arg(which), Const(place + 1), kind=ScalarType("bool"))
            test = branches.truth(lo, Num(same), handler)
            branch(lo, test, partial(_clause, lo, handler, error), partial(run, place + 1), handler)
        else:
            _clause(lo, handler, error)

    run(0)


def _clause(lo: Lowerer, handler: gast.ExceptHandler, error: Value) -> None:
    name = getattr(handler.name, "id", handler.name)
    if name is not None:
        lo.locals[name] = error
    lo.handling.append(error)
    try:
        statements.execute_block(lo, handler.body)
    finally:
        lo.handling.pop()
    if name is not None:
        lo.locals[name] = UNBOUND


def _attempt(lo: Lowerer, node: gast.Try) -> trying.Attempt:
    if any(frame.code in lo.recursive for frame in lo.frames if frame.code is not None):
        lo.refuse(node, "try in a recursive function is not supported", "test for the case beforehand")
    clauses, texts = [], []
    for handler in node.handlers:
        anything: Value = Static(BaseException, "BaseException")
        value = anything if handler.type is None else expressions.evaluate(lo, handler.type)
        items = value.items if isinstance(value, TupleValue) else (value,)
        classes = tuple(item.obj for item in items if isinstance(item, Static) and isinstance(item.obj, type))
        if len(classes) != len(items):
            lo.refuse(handler, "the classes of this clause are not known when s2sad reads it", "name them")
        clauses.append(classes)
        texts.append(lo.arg(value))
    number = next(lo.ids)
    named = any(handler.name is not None for handler in node.handlers)
    again = any(isinstance(n, gast.Raise) and n.exc is None for h in node.handlers for n in gast.walk(h))
    names = (f"{RAISED}{number}", f"%which{number}", f"%error{number}")
    return trying.Attempt(lo.frame.id, *names, tuple(clauses), tuple(texts), named or again)


# -- raise --------------------------------------------------------------------------------------


def raise_statement(lo: Lowerer, node: gast.Raise) -> bool:
    """Whether what a `raise` raises is caught in the function; the path ends here then."""
    if not lo.attempts or node.exc is None:
        return False
    call = isinstance(node.exc, gast.Call)
    value = expressions.evaluate(lo, node.exc.func if call else node.exc)
    cls = value.obj if isinstance(value, Static) else None
    if not isinstance(cls, type) or not issubclass(cls, BaseException):
        lo.refuse(node, "of which class this exception is, is not known when s2sad reads it", "raise the class by name")
    caught = trying.catcher(lo, cls)
    if caught is None:
        return False
    error = expressions.evaluate(lo, node.exc) if caught[0].needs_error else None
    if isinstance(error, Static):
        error = Num(lo.build.emit("call", lo.arg(error), hint="error"))
    trying.throw(lo, *caught, error)
    raise trying.Thrown


# -- finally ------------------------------------------------------------------------------------


def _finally(lo: Lowerer, node: gast.Try) -> None:
    """What is done in the end; after an exception only what outlives the call would count, and that is refused."""
    if lo.attempts:
        lo.refuse(node, "finally inside another try is not supported", "write it after the inner statements")
    inner = [_without_final(node)] if node.handlers else [*node.body, *node.orelse]
    statements.execute_block(lo, inner)
    flags = {flag: lo.locals[flag] for flag in FLAGS}
    lo.locals.update(dict.fromkeys(FLAGS, FALSE))
    start = len(lo.build.blocks[-1])
    statements.execute_block(lo, node.finalbody)
    if any(lo.locals[flag] != FALSE for flag in FLAGS):
        lo.refuse(node.finalbody[0], "finally that leaves is not supported", "return after the try")
    if any(_lasts(s) for s in all_statements(tuple(lo.build.blocks[-1][start:]))):
        lo.refuse(
            node.finalbody[0],
            "what this does in the end outlives the call, and would have to be done after an exception too",
            "use a with block, or do it after the try",
        )
    lo.locals.update(flags)


def _without_final(node: gast.Try) -> gast.Try:
    return gast.copy_location(gast.Try(node.body, node.handlers, node.orelse, []), node)


def _lasts(statement: object) -> bool:
    if isinstance(statement, Let):
        return statement.call.prim.startswith(LASTING)
    return isinstance(statement, Effect)
