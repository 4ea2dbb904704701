"""Where a `try` may be left: what may raise stands in a `Try` of core, and what comes after it under a guard.

A statement of the body that may raise what is caught is put into a `Try` with the statements before it that it needs;
from there on everything up to the end of the block is emitted into the other side of the branch on what was raised.
A `raise` that is known when s2sad reads the function is control flow: its side hands on that something was raised.
"""

from __future__ import annotations

from typing import Any

from s2sad.core.nodes import Arg, Atom, Const, Effect, If, Let, Name, Origin, Raise, Statement, Try, TupleArg
from s2sad.core.records import dataclass
from s2sad.core.types import OpaqueType, ScalarType
from s2sad.core.walk import statements
from s2sad.source.lower import raising
from s2sad.source.lower.lowerer import Lowerer, Raising
from s2sad.source.lower.values import Num, State, Value

__all__ = ["Attempt", "Guard", "Thrown", "begin", "catcher", "close", "flush", "forget", "go_on", "throw"]

WRITES = ("store.", "list.append", "list.init", "list.extend", "dict.without")
TRUE, FALSE = Num(Const(True)), Num(Const(False))


class Thrown(Exception):
    """The path that is being lowered has raised what a `try` around it catches."""


@dataclass(eq=False)
class Attempt:
    """A `try` whose body is being lowered; `slot`, `which` and `error` are names in the frame that it stands in."""

    frame: int
    slot: str
    which: str
    error: str
    clauses: tuple[tuple[type[BaseException], ...], ...]
    texts: tuple[Arg, ...]
    needs_error: bool


@dataclass(eq=False)
class Guard:
    """A branch that is open: what is emitted goes to the side where nothing was raised."""

    test: Atom
    raised: State
    depth: int
    id: str
    origin: Origin | None
    start: int


@dataclass(eq=False)
class Run:
    """What has been emitted since `start` of a block, and the state before it."""

    block: list[Statement]
    start: int
    before: State


def begin(lo: Lowerer) -> None:
    """From here on, what is emitted may have to be tried."""
    if lo.attempts:
        block = lo.build.blocks[-1]
        lo.run = Run(block, len(block), lo.state.copy())


def catcher(lo: Lowerer, cls: type[BaseException]) -> tuple[Attempt, int] | None:
    """The innermost `try` that catches an exception of a class, and the place of its clause."""
    for attempt in reversed(lo.attempts):
        for place, classes in enumerate(attempt.clauses):
            if issubclass(cls, classes):
                return attempt, place + 1
    return None


# -- what is raised for sure --------------------------------------------------------------------


def throw(lo: Lowerer, attempt: Attempt, which: int, error: Value | None) -> None:
    """Note in the state that something was raised."""
    names = lo.state.frames[attempt.frame]
    names[attempt.slot], names[attempt.which] = TRUE, Num(Const(which))
    if error is not None:
        names[attempt.error] = error


def throw_known(lo: Lowerer, found: Raising) -> bool:
    """Whether what the function raises here is caught; it is noted then."""
    caught = catcher(lo, found.cls)
    if caught is None:
        return False
    error: Value | None = None
    if caught[0].needs_error:
        free = lo.free(found.cls.__name__, found.cls)
        error = Num(lo.build.emit("call", free, *found.arguments, kind=OpaqueType("exception")))
    throw(lo, *caught, error)
    return True


# -- what may be raised -------------------------------------------------------------------------


def flush(lo: Lowerer) -> None:
    """Try what has been emitted and may raise, and guard what comes after it."""
    if not lo.attempts:
        return
    run, block = lo.run, lo.build.blocks[-1]
    if run is None or run.block is not block:
        begin(lo)
        return
    start = run.start
    for place in range(start, len(block)):
        if not _is_straight(block[place]):
            start = place + 1
    piece = block[start:]
    risky = [k for k, statement in enumerate(piece) if _catchers(lo, statement)]
    if risky:
        _try(lo, run, start, piece, risky)
    begin(lo)


def _is_straight(statement: Statement) -> bool:
    """Whether a statement can stand in a `Try`: it makes no new version of anything, and joins nothing."""
    if isinstance(statement, If):
        return not statement.joins and all(
            isinstance(s, Let | Raise) for s in statements((*statement.then, *statement.other))
        )
    return isinstance(statement, Let | Effect | Raise)


def _catchers(lo: Lowerer, statement: Statement) -> list[Attempt]:
    """The attempts that catch what a statement may raise."""
    found = raising.classes(lo, statement)
    return [attempt for attempt in lo.attempts if any(_may_be(cls, c) for c in found for cls in attempt.clauses)]


def _may_be(classes: tuple[type[BaseException], ...], raised: type[BaseException]) -> bool:
    if raised in (Exception, BaseException):
        return any(issubclass(cls, raised) or issubclass(raised, cls) for cls in classes)
    return issubclass(raised, classes)


def _try(lo: Lowerer, run: Run, start: int, piece: list[Statement], risky: list[int]) -> None:
    attempts = {attempt for k in risky for attempt in _catchers(lo, piece[k])}
    if len(attempts) > 1:
        lo.refuse(None, "two try statements could catch what this raises", "let the inner one catch all of it")
    written = next((k for k, s in enumerate(piece) if _is_write(s)), len(piece))
    if any(k > written for k in risky):
        lo.refuse(None, "this writes, and may then raise what the try catches", "write after what may raise")
    if any(isinstance(s, Let) and s.call.prim.startswith("@") for s in piece):
        lo.refuse(None, "a recursive function is called in a try", "test for the case beforehand")
    attempt = attempts.pop()
    first, last = risky[0], risky[-1]
    if last == written:
        probe = raising.probe(lo, piece[written])
        body = (*piece[first:written], *probe)
        rest = piece[written:]
    else:
        body, rest = tuple(piece[first : last + 1]), piece[last + 1 :]
    block = lo.build.blocks[-1]
    del block[start + first :]
    raised = lo.program.fresh("raised", ScalarType("bool"))
    many = len(attempt.clauses) > 1
    which = lo.program.fresh("which", ScalarType("int")) if many else ""
    error = lo.program.fresh("error", OpaqueType("exception")) if attempt.needs_error else ""
    id_ = f"if{next(lo.ids)}"
    block.append(Try(TupleArg(attempt.texts), body, lo.build.origin, raised, which, error, id_))
    state = run.before.copy()
    names = state.frames[attempt.frame]
    names[attempt.slot], names[attempt.which] = TRUE, Num(Name(which) if many else Const(1))
    if error:
        names[attempt.error] = Num(Name(error))
    _open(lo, Name(raised), state, id_)
    lo.build.blocks[-1] += rest


def _is_write(statement: Statement) -> bool:
    return isinstance(statement, Let) and statement.call.prim.startswith(WRITES)


def _open(lo: Lowerer, test: Atom, raised: State, id_: str) -> None:
    lo.guards.append(Guard(test, raised, len(lo.build.blocks), id_, lo.build.origin, next(lo.ids)))
    lo.build.blocks.append([])


# -- guards -------------------------------------------------------------------------------------


def go_on(lo: Lowerer) -> None:
    """After a branch or loop in which something may have been raised: the rest stands under a guard."""
    from s2sad.source.lower.branches import known_truth

    begin(lo)
    for attempt in reversed(lo.attempts):
        names = lo.state.frames[attempt.frame]
        value = names[attempt.slot]
        if known_truth(value) is True:
            raise Thrown
        if known_truth(value) is None:
            raised = lo.state.copy()
            raised.frames[attempt.frame][attempt.slot] = TRUE
            names[attempt.slot] = FALSE
            _open(lo, lo.atom(value), raised, f"if{next(lo.ids)}")
            begin(lo)


def close(lo: Lowerer, mark: int) -> None:
    """Close the guards that were opened since `mark`, and merge what their sides hand on."""
    flush(lo)
    while len(lo.guards) > mark:
        guard = lo.guards.pop()
        shut(lo, guard, ([], guard.raised))
    begin(lo)


def shut(lo: Lowerer, guard: Guard, raised: Any) -> None:
    """Emit the branch of a guard; `raised` has the statements and the state of the side where something was raised."""
    from s2sad.source.lower.branches import join_sides

    del lo.build.blocks[guard.depth + 1 :]
    body = lo.build.blocks.pop()
    origin, lo.build.origin = lo.build.origin, guard.origin
    before = lo.state
    join_sides(lo, Num(guard.test), raised, (body, before), guard.start, guard.id, guard.origin)
    lo.build.origin = origin


def close_above(lo: Lowerer, depth: int) -> None:
    """Close what is open inside a block that ends."""
    while lo.guards and lo.guards[-1].depth > depth:
        close(lo, len(lo.guards) - 1)


def forget(lo: Lowerer, mark: int) -> None:
    """Guards of a path that is not taken."""
    del lo.guards[mark:]
