"""Statements: what each does to the state, and the guards behind early exits."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from typing import Literal

import gast

from s2sad.core.nodes import Const, If
from s2sad.core.types import ScalarType
from s2sad.source.lower import (
    appends,
    assignment,
    attempts,
    calls,
    contexts,
    decorators,
    deletion,
    expressions,
    finals,
    local_classes,
    matching,
    maybe,
    or_none,
    outer,
    raises,
    repetition,
    reversal,
    sequences,
    surveying,
    swaps,
    throws,
    trying,
)
from s2sad.source.lower.branches import branch, known_truth
from s2sad.source.lower.coming import still_to_run
from s2sad.source.lower.dicts import note_view
from s2sad.source.lower.loops import BROKEN, CONTINUED, FALSE, FLAGS, RETURN_VALUE, RETURNED
from s2sad.source.lower.lowerer import Lowerer, Raising, Refusal
from s2sad.source.lower.returns import with_returns_after
from s2sad.source.lower.values import Num, Static, TupleValue, Value

__all__ = ["LEAVE", "always", "execute_block", "know", "leaving"]

TRUE = Num(Const(True))
NONE = Num(Const(None))
Handler = Callable[[Lowerer, gast.AST], None]
HANDLERS: dict[type, Handler] = {}


def handles(*node_types: type) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        for node_type in node_types:
            HANDLERS[node_type] = handler
        return handler

    return register


def execute_block(lo: Lowerer, body: list[gast.AST]) -> None:
    """Run statements in order; after one that may leave, the rest stands under a guard."""
    for index, node in enumerate(body):
        rest = body[index + 1 :]
        split = with_returns_after(node)
        if split is not None:
            execute_block(lo, split + rest)
            return
        late = appends.put_off(lo, node, rest)
        if late:
            with still_to_run(lo, [node, *rest[late:]]), appends.unread(lo, node):
                execute_block(lo, rest[:late])
            _go_on(lo, [node, *rest[late:]], node)
            return
        if isinstance(node, gast.Try) and attempts.leave_by_handlers(node):
            with still_to_run(lo, rest):
                done = _execute(lo, node, partial(attempts.try_statement, lo, node, rest))
            if done or lo.survey is None:
                return
            continue
        if isinstance(node, gast.Match):
            if _execute(lo, node, partial(_match, lo, node, rest)) or lo.survey is None:
                return
            continue
        if isinstance(node, (gast.Assign, gast.If)) and (branched := or_none.as_branches(lo, node, rest)) is not None:
            execute_block(lo, branched)
            return
        if isinstance(node, gast.If) and rest and _one_side_leaves(node):
            if _execute(lo, node, partial(_if, lo, node, rest)) or lo.survey is None:
                return
            continue
        with still_to_run(lo, rest), swaps.keeping_items(lo, body, index):
            _execute(lo, node, partial(_dispatch, lo, node))
        if leaving(lo) is not None:
            _go_on(lo, rest, node)
            return


def _go_on(lo: Lowerer, rest: list[gast.AST], node: gast.AST) -> None:
    """Run the statements after one that may have left the block."""
    left = leaving(lo)
    if left is None:
        execute_block(lo, rest)
    elif left is not True and rest:
        flags = [flag for flag in FLAGS if known_truth(lo.locals[flag]) is None]
        branch(lo, left, partial(know, lo, flags), partial(execute_block, lo, rest), node)


def know(lo: Lowerer, flags: list[str]) -> None:
    if len(flags) == 1:
        lo.locals[flags[0]] = TRUE


def _execute(lo: Lowerer, node: gast.AST, action: Callable[[], None]) -> bool:
    """Run one statement; its problem is noted and the statement passed over, so that all problems are found."""
    lo.build.origin, state = lo.origin_of(node), lo.state
    lo.begun = lo.ids.last + 1
    trying.flush(lo)
    try:
        if lo.survey is not None and surveying.fenced(lo, node):
            return False
        action()
        trying.flush(lo)
    except Raising as found:
        if throws.throw_known(lo, found):
            raise throws.Thrown from None
        lo.emit_raise(found)
        lo.locals[RETURNED] = TRUE
    except Refusal as refusal:
        if not lo.build.primal or (len(lo.frames) > 1 and lo.frame.call_site is None):
            raise
        lo.state = state  # and not that of one side of a branch
        surveying.note(lo, refusal.problem)
        surveying.forget(lo, node)
        if lo.survey is not None:
            surveying.look_further(lo, node, refusal.problem)
        return False
    return True


def _dispatch(lo: Lowerer, node: gast.AST) -> None:
    handler = HANDLERS.get(type(node))
    if handler is None:
        lo.refuse(node, f"the statement {type(node).__name__} is not supported")
    handler(lo, node)


def leaving(lo: Lowerer) -> Value | Literal[True] | None:
    """True if the rest of the block is not reached, None if it is, else the test that tells."""
    flags = [lo.locals.get(flag, FALSE) for flag in FLAGS]
    known = [known_truth(flag) for flag in flags]
    if True in known:
        return True
    dynamic = [flag for flag, truth_ in zip(flags, known, strict=True) if truth_ is None]
    if not dynamic:
        return None
    value = dynamic[0]
    for other in dynamic[1:]:
        value = Num(lo.build.emit("operator.or_", lo.arg(value), lo.arg(other), kind=ScalarType("bool")))
    return value


# -- exits --------------------------------------------------------------------------------------


def always(body: list[gast.AST], kinds: tuple[type, ...]) -> bool:
    """Whether control never falls through the end of `body`, but leaves by one of `kinds`."""
    for node in body:
        if isinstance(node, kinds):
            return True
        if isinstance(node, gast.If) and node.orelse and always(node.body, kinds) and always(node.orelse, kinds):
            return True
    return False


def _may_leave(body: list[gast.AST], in_loop: bool = False) -> bool:
    for node in body:
        if isinstance(node, gast.Return) or (not in_loop and isinstance(node, (gast.Break, gast.Continue))):
            return True
        inner = in_loop or isinstance(node, (gast.For, gast.While))
        if not isinstance(node, gast.FunctionDef) and any(
            _may_leave(getattr(node, part, []), inner and part == "body") for part in ("body", "orelse")
        ):
            return True
    return False


LEAVE = (gast.Return, gast.Break, gast.Continue, gast.Raise)


def _one_side_leaves(node: gast.If) -> bool:
    sides = (node.body, node.orelse)
    if any(always(side, (gast.Raise,)) for side in sides):
        return False
    leaves = [always(side, LEAVE) for side in sides]
    return leaves != [True, True] and any(leaves[k] and not _may_leave(sides[1 - k]) for k in (0, 1))


@handles(gast.ClassDef)
def _class(lo: Lowerer, node: gast.ClassDef) -> None:
    local_classes.define(lo, node)


@handles(gast.Return)
def _return(lo: Lowerer, node: gast.Return) -> None:
    lo.locals[RETURN_VALUE] = (
        NONE if node.value is None else expressions.evaluate(lo, node.value, calls.return_hint(lo))
    )
    surveying.note_returned(lo, lo.locals[RETURN_VALUE])
    lo.locals[RETURNED] = TRUE


@handles(gast.Break)
def _break(lo: Lowerer, node: gast.Break) -> None:
    lo.locals[BROKEN] = TRUE


@handles(gast.Continue)
def _continue(lo: Lowerer, node: gast.Continue) -> None:
    lo.locals[CONTINUED] = TRUE


HANDLERS[gast.Raise] = raises.raise_statement


# -- branches and loops -------------------------------------------------------------------------


@handles(gast.If)
def _if_alone(lo: Lowerer, node: gast.If) -> None:
    _if(lo, node, [])


def _if(lo: Lowerer, node: gast.If, rest: list[gast.AST]) -> None:
    """An `if`; statements that follow one that leaves on one side go to the other side."""
    test = surveying.tested(lo, lambda: expressions.tested(lo, node.test))
    known = known_truth(test)
    if known is not None:
        execute_block(lo, (node.body if known else node.orelse) + rest)
        return
    for side, other in ((node.body, node.orelse), (node.orelse, node.body)):
        if side and always(side, (gast.Raise,)) and not lo.attempts:
            _raising(lo, test, side, side is node.body)
            maybe.narrowed(lo, test, side is not node.body)
            execute_block(lo, other + rest)
            return
    then_leaves = always(node.body, LEAVE)
    then = node.body if then_leaves else node.body + rest
    other = node.orelse + rest if then_leaves else node.orelse
    branch(lo, test, lambda: execute_block(lo, then), lambda: execute_block(lo, other), node)


def _match(lo: Lowerer, node: gast.Match, rest: list[gast.AST]) -> None:
    """The ``if`` and ``elif`` that a ``match`` means."""
    execute_block(lo, [*matching.as_branches(lo, node), *rest])


def _raising(lo: Lowerer, test: Value, body: list[gast.AST], positive: bool) -> None:
    """A side that ends in an exception hands nothing on."""
    before, origin = lo.state, lo.build.origin
    lo.state = before.copy()
    with lo.build.block() as block:
        execute_block(lo, body)
    lo.state = before
    raising = tuple(block)
    lo.build.append(If(lo.atom(test), raising if positive else (), () if positive else raising, (), origin))


HANDLERS[gast.For] = repetition.for_statement
HANDLERS[gast.While] = repetition.while_statement


@handles(gast.Try)
def _try(lo: Lowerer, node: gast.Try) -> None:
    if node.finalbody:
        finals.try_statement(lo, node)
    else:
        attempts.try_statement(lo, node, [])


@handles(gast.With)
def _with(lo: Lowerer, node: gast.With) -> None:
    if reversal.is_reversal(lo, node.items[0].context_expr):
        reversal.enter(lo, node)
        return
    _enter(lo, node, list(node.items))


def _suppressed(lo: Lowerer, node: gast.AST) -> gast.AST | None:
    """The classes of ``contextlib.suppress(...)``."""
    if not isinstance(node, gast.Call) or node.keywords:
        return None
    function = expressions.evaluate(lo, node.func)
    if not isinstance(function, Static) or function.obj is not contextlib.suppress:
        return None
    return gast.copy_location(gast.Tuple(node.args, gast.Load()), node)


def _enter(lo: Lowerer, node: gast.With, items: list[gast.AST]) -> None:
    if not items:
        execute_block(lo, node.body)
        return
    first, rest = items[0], items[1:]
    suppressed = _suppressed(lo, first.context_expr)
    if suppressed is not None:
        inner = gast.With(rest, node.body, None) if rest else None
        handler = gast.ExceptHandler(suppressed, None, [gast.copy_location(gast.Pass(), node)])
        attempt = gast.Try([gast.copy_location(inner, node)] if inner else node.body, [handler], [], [])
        gast.copy_location(handler, node)
        execute_block(lo, [gast.copy_location(attempt, node)])
        return

    if reversal.is_reversal(lo, first.context_expr):
        lo.refuse(first, "adjoint_of stands alone in its with", "write one with after the other")

    def body(value: Value) -> None:
        if first.optional_vars is not None:
            assignment.assign(lo, first.optional_vars, value)
        _enter(lo, node, rest)

    contexts.around(lo, expressions.evaluate(lo, first.context_expr), body, first.optional_vars is not None, first)


# -- the rest -----------------------------------------------------------------------------------


@handles(gast.Assign)
def _assign(lo: Lowerer, node: gast.Assign) -> None:
    first = node.targets[0]
    parts = sequences.paired(first, node.value)
    if parts:
        value: Value = TupleValue(tuple(expressions.evaluate(lo, part, target.id) for target, part in parts))
    else:
        value = expressions.evaluate(lo, node.value, first.id if isinstance(first, gast.Name) else "t")
    note_view(lo, node)
    for target in node.targets:
        assignment.assign(lo, target, value)


@handles(gast.AnnAssign)
def _annotated(lo: Lowerer, node: gast.AnnAssign) -> None:
    if node.value is not None:
        hint = node.target.id if isinstance(node.target, gast.Name) else "t"
        assignment.assign(lo, node.target, expressions.evaluate(lo, node.value, hint))


@handles(gast.AugAssign)
def _augmented(lo: Lowerer, node: gast.AugAssign) -> None:
    assignment.augmented(lo, node)


@handles(gast.Expr)
def _expression(lo: Lowerer, node: gast.Expr) -> None:
    if not isinstance(node.value, gast.Constant):
        lo.discarded = node.value
        expressions.evaluate(lo, node.value)


@handles(gast.Assert)
def _assert(lo: Lowerer, node: gast.Assert) -> None:
    test = expressions.tested(lo, node.test)
    if known_truth(test) is True:
        return
    message = [] if node.msg is None else [lo.arg(expressions.evaluate(lo, node.msg), node.msg)]
    lo.build.effect("assert", lo.arg(test), *message)


@handles(gast.Pass)
def _pass(lo: Lowerer, node: gast.AST) -> None:
    """Nothing happens."""


@handles(gast.Nonlocal)
def _nonlocal(lo: Lowerer, node: gast.Nonlocal) -> None:
    for name in node.names:
        outer.declare_nonlocal(lo, name, node)


@handles(gast.Global)
def _global(lo: Lowerer, node: gast.Global) -> None:
    for name in node.names:
        outer.declare_global(lo, name, node)


@handles(gast.Delete)
def _delete(lo: Lowerer, node: gast.Delete) -> None:
    for target in node.targets:
        deletion.delete(lo, target)


@handles(gast.FunctionDef)
def _function(lo: Lowerer, node: gast.FunctionDef) -> None:
    if node.decorator_list:
        decorators.define(lo, node)
        return
    outer.bind(lo, node.name, calls.closure(lo, node), node)
