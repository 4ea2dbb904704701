"""Where a `try` may be left: what may raise stands in a `Try` of core, and what comes after it under a guard.

A statement of the body that may raise what is caught is put into a `Try` with the statements before it that it needs;
from there on everything up to the end of the block is emitted into the other side of the branch on what was raised.
A `raise` that is known when s2sad reads the function is control flow: its side hands on that something was raised.
"""

from __future__ import annotations

from typing import Any

from s2sad.core.nodes import Atom, Effect, If, Let, Name, Origin, Raise, Statement, Try, TupleArg
from s2sad.core.records import dataclass
from s2sad.core.types import OpaqueType, ScalarType
from s2sad.core.walk import statements
from s2sad.source.lower import raising
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.throws import FALSE, TRUE, Attempt, Thrown, Way, note, way_to
from s2sad.source.lower.values import Num, State

__all__ = ["Guard", "begin", "close", "close_above", "flush", "forget", "go_on", "raise_unknown", "shut"]

WRITES = ("store.", "list.append", "list.init", "list.extend", "dict.without")


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
            isinstance(s, (Let, Raise)) for s in statements((*statement.then, *statement.other))
        )
    return isinstance(statement, (Let, Effect, Raise))


def _catchers(lo: Lowerer, statement: Statement) -> list[Attempt]:
    """The attempts that catch what a statement may raise."""
    found = raising.classes(lo, statement)
    return [attempt for attempt in lo.attempts if any(_may_be(cls, c) for c in found for cls in attempt.clauses)]


def _may_be(classes: tuple[type[BaseException], ...], raised: type[BaseException]) -> bool:
    if raised in (Exception, BaseException):
        return any(issubclass(cls, raised) or issubclass(raised, cls) for cls in classes)
    return issubclass(raised, classes)


def _try(lo: Lowerer, run: Run, start: int, piece: list[Statement], risky: list[int]) -> None:
    catchers = {attempt for k in risky for attempt in _catchers(lo, piece[k])}
    written = next((k for k, s in enumerate(piece) if _is_write(s)), len(piece))
    if any(k > written for k in risky):
        lo.refuse(None, "this writes, and may then raise what the try catches", "write after what may raise")
    first, last = risky[0], risky[-1]
    if last == written:
        probe = raising.probe(lo, piece[written])
        body = (*piece[first:written], *probe)
        rest = piece[written:]
    else:
        body, rest = tuple(piece[first : last + 1]), piece[last + 1 :]
    block = lo.build.blocks[-1]
    del block[start + first :]
    id_ = f"if{next(lo.ids)}"
    state = run.before.copy()
    raised = _emit(lo, body, way_to(lo, catchers), state, id_)
    _open(lo, Name(raised), state, id_)
    lo.build.blocks[-1] += rest


def _emit(lo: Lowerer, body: tuple[Statement, ...], way: Way, raised: State, id_: str) -> str:
    """Emit a `Try`, and note in the state of the side where something was raised what that is."""
    name = lo.program.fresh("raised", ScalarType("bool"))
    which = lo.program.fresh("which", ScalarType("int")) if len(way.texts) > 1 else ""
    error = lo.program.fresh("error", OpaqueType("exception")) if way.needs_error else ""
    lo.build.append(Try(TupleArg(way.texts), body, lo.build.origin, name, which, error, id_))
    note(raised, way.first, Name(which) if which else way.place, Num(Name(error)) if error else None)
    return name


def raise_unknown(lo: Lowerer, statement: Raise) -> None:
    """A `raise` of which only the run knows the class: it ends the path, whoever catches it."""
    flush(lo)
    way = way_to(lo, [attempt for attempt in lo.attempts if attempt.clauses])
    _emit(lo, (statement,), way, lo.state, f"if{next(lo.ids)}")
    raise Thrown


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
