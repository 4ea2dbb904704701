"""``try``: the clauses, and what is done when nothing was raised."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import gast

from s2sad.core.nodes import Arg, Const, If
from s2sad.core.records import dataclass
from s2sad.core.types import ScalarType
from s2sad.source.lower import branches, expressions, statements, trying
from s2sad.source.lower.branches import branch, known_truth
from s2sad.source.lower.coming import still_to_run
from s2sad.source.lower.loop_head import FALSE, FLAGS, RAISED
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.throws import Attempt, Classes, Thrown, handling, throw_on
from s2sad.source.lower.values import UNBOUND, Num, State, Static, TupleValue, Value

__all__ = ["Tried", "attempt_of", "leave_by_handlers", "new_attempt", "try_statement"]

NONE = Num(Const(None))


def leave_by_handlers(node: gast.Try) -> bool:
    """Whether what follows is reached only if nothing was raised."""
    return not node.finalbody and all(statements.always(h.body, statements.LEAVE) for h in node.handlers)


def try_statement(lo: Lowerer, node: gast.Try, rest: list[gast.AST]) -> None:
    """A `try` without ``finally``; the `rest` comes after it where nothing was raised."""
    attempt = attempt_of(lo, node)
    raises = all(statements.always(h.body, (gast.Raise,)) for h in node.handlers)
    coming = [*node.orelse, *(part for h in node.handlers for part in h.body)]
    tried = Tried(node, attempt, node.body, coming, raises)
    tried.run(lo, partial(_go_on, lo, [*node.orelse, *rest], node), partial(_clauses, lo, node, attempt))


@dataclass(eq=False)
class Tried:
    """A body, what comes after it where nothing was raised, and what is done where something was, which may raise."""

    node: gast.AST
    attempt: Attempt
    body: list[gast.AST]
    coming: list[gast.AST]
    raises: bool

    def run(self, lo: Lowerer, go_on: Callable[[], None], handle: Callable[[], None]) -> None:
        attempt = self.attempt
        lo.build.before_block, lo.build.after_block = partial(trying.flush, lo), partial(trying.begin, lo)
        lo.build.leaving_block = partial(trying.close_above, lo)
        lo.locals.update({attempt.slot: FALSE, attempt.which: Num(Const(0)), attempt.error: NONE})
        mark, frames, depth = len(lo.guards), list(lo.frames), len(lo.attempts)
        lo.attempts.append(attempt)
        try:
            trying.begin(lo)
            with still_to_run(lo, self.coming):
                statements.execute_block(lo, self.body)
            trying.flush(lo)
        except Thrown:
            lo.frames[:] = frames
        finally:
            del lo.attempts[depth:]
        lo.build.origin = lo.origin_of(self.node)
        if known_truth(lo.locals[attempt.slot]) is False:
            go_on()
        self._handle(lo, partial(_raised, lo, attempt, handle, self.node), mark)
        for name in (attempt.slot, attempt.which, attempt.error):
            lo.locals.pop(name, None)
        trying.go_on(lo)

    def _handle(self, lo: Lowerer, handle: Callable[[], None], mark: int) -> None:
        """What is done on the paths where something was raised."""
        flags = {flag: lo.locals[flag] for flag in FLAGS}
        slot, raises = self.attempt.slot, self.raises and not lo.attempts
        if len(lo.guards) == mark + 1 and known_truth(lo.locals[slot]) is False and self._comes_here(lo.guards[-1]):
            _handle_one(lo, handle, raises)
            return
        trying.close(lo, mark)
        raised = lo.locals[slot]

        def go_on() -> None:
            lo.locals.update({flag: value for flag, value in flags.items() if known_truth(value) is not None})

        if raises and known_truth(raised) is None:
            state = lo.state
            block, _, _ = branches.side(lo, state, handle)
            lo.state = state
            lo.build.append(If(lo.atom(raised), tuple(block), (), (), lo.build.origin, id=f"if{next(lo.ids)}"))
            go_on()
        else:
            branch(lo, raised, handle, go_on, self.node)

    def _comes_here(self, guard: trying.Guard) -> bool:
        return known_truth(guard.raised.frames[self.attempt.frame][self.attempt.slot]) is True


def _go_on(lo: Lowerer, body: list[gast.AST], node: gast.AST) -> None:
    left = statements.leaving(lo)
    if left is None:
        statements.execute_block(lo, body)
    elif left is not True and body:
        flags = [flag for flag in FLAGS if known_truth(lo.locals[flag]) is None]
        branch(lo, left, partial(statements.know, lo, flags), partial(statements.execute_block, lo, body), node)


def _handle_one(lo: Lowerer, handle: Callable[[], None], raises: bool) -> None:
    """One place where something may be raised: its branch has the clauses on one side and the rest on the other."""
    guard = lo.guards.pop()
    state, kept = lo.state, lo.build.blocks[guard.depth :]
    del lo.build.blocks[guard.depth :]
    block, raised, always = branches.side(lo, guard.raised, handle)
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
    return State(frames, raised.heap, raised.unheld)


def _raised(lo: Lowerer, attempt: Attempt, handle: Callable[[], None], node: gast.AST) -> None:
    """Where something was raised: it comes to the clauses of this attempt, or by it to those of one around it."""
    lo.locals.update(dict.fromkeys(FLAGS, FALSE))
    lo.locals[attempt.slot] = FALSE
    which, count = lo.arg(lo.locals[attempt.which]), len(attempt.clauses)
    if not attempt.around:
        handle()
    elif not count:
        handle()
        if statements.leaving(lo) is not True:
            hand_on(lo, attempt, node)
    else:
        here = lo.build.emit("operator.le", which, Const(count), kind=ScalarType("bool"))
        branch(lo, Num(here), handle, partial(hand_on, lo, attempt, node), node)


def hand_on(lo: Lowerer, attempt: Attempt, node: gast.AST) -> None:
    """What has come by the clauses of an attempt goes to those around it."""
    which, error = lo.atom(lo.locals[attempt.which]), lo.locals[attempt.error]
    before = [sum(len(one.clauses) for one in (attempt, *attempt.around[:k])) for k in range(len(attempt.around))]
    ways = [(outer, count) for outer, count in zip(attempt.around, before, strict=True) if outer.clauses]

    def run(place: int) -> None:
        outer, count = ways[place]
        if place == len(ways) - 1:
            throw_on(lo, outer, which, count, error)
        last = Const(count + len(outer.clauses))
        here = lo.build.emit("operator.le", which, last, kind=ScalarType("bool"))
        branch(lo, Num(here), partial(throw_on, lo, outer, which, count, error), partial(run, place + 1), node)

    run(0)


def _clauses(lo: Lowerer, node: gast.Try, attempt: Attempt) -> None:
    """The clause of what was raised."""
    which, error = lo.locals[attempt.which], lo.locals[attempt.error]

    def run(place: int) -> None:
        handler = node.handlers[place]
        clause = partial(_clause, lo, handler, error, attempt.clauses[place])
        if place < len(node.handlers) - 1:
            same = lo.build.emit("operator.eq", lo.arg(which), Const(place + 1), kind=ScalarType("bool"))
            test = branches.truth(lo, Num(same), handler)
            branch(lo, test, clause, partial(run, place + 1), handler)
        else:
            clause()

    run(0)


def _clause(lo: Lowerer, handler: gast.ExceptHandler, error: Value, classes: Classes) -> None:
    name = getattr(handler.name, "id", handler.name)
    if name is not None:
        lo.locals[name] = error
    with handling(lo, error, classes):
        statements.execute_block(lo, handler.body)
    if name is not None:
        lo.locals[name] = UNBOUND


def attempt_of(lo: Lowerer, node: gast.Try) -> Attempt:
    """What a `try` catches."""
    clauses, texts = [], []
    for handler in node.handlers:
        anything: Value = Static(BaseException, "BaseException")
        value = anything if handler.type is None else expressions.evaluate(lo, handler.type)
        items = value.items if isinstance(value, TupleValue) else (value,)
        classes = tuple(item.obj for item in items if isinstance(item, Static) and isinstance(item.obj, type))
        if len(classes) != len(items):
            lo.refuse(handler, "the classes of this clause are not known when s2sad reads it", "name them")
        if any(issubclass(cls, NameError) for cls in classes):
            lo.refuse(handler, "which variables have no value is not followed", "bind them to None before")
        clauses.append(classes)
        texts.append(lo.arg(value))
    named = any(handler.name is not None for handler in node.handlers)
    again = any(isinstance(n, gast.Raise) and n.exc is None for h in node.handlers for n in gast.walk(h))
    return new_attempt(lo, tuple(clauses), tuple(texts), named or again)


def new_attempt(lo: Lowerer, clauses: tuple[Classes, ...], texts: tuple[Arg, ...], needs_error: bool) -> Attempt:
    number = next(lo.ids)
    names = (f"{RAISED}{number}", f"%which{number}", f"%error{number}")
    return Attempt(lo.frame.id, *names, clauses, texts, needs_error)
