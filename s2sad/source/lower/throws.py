"""Where what is raised goes: to the innermost `try` that catches it, by way of each ``finally`` in between."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from s2sad.core.nodes import Arg, Atom, Const
from s2sad.core.records import dataclass
from s2sad.core.types import OpaqueType, ScalarType
from s2sad.source.lower.lowerer import Lowerer, Raising
from s2sad.source.lower.values import Num, State, Value

__all__ = [
    "FALSE", "TRUE", "Attempt", "Classes", "Thrown", "Way", "catcher", "catcher_of_all", "handling", "note", "throw",
    "throw_known", "throw_on", "way_to",
]  # fmt: skip

Classes = tuple[type[BaseException], ...]
TRUE, FALSE = Num(Const(True)), Num(Const(False))


class Thrown(Exception):
    """The path that is being lowered has raised what a `try` around it catches."""


@dataclass(eq=False)
class Attempt:
    """A `try` whose body is being lowered; `slot`, `which` and `error` are names in the frame that it stands in.

    A ``finally`` has no clauses: what is caught around it comes by. `which` counts the clauses of an attempt from 1,
    and goes on through those of the attempts `around` it that catch what comes by.
    """

    frame: int
    slot: str
    which: str
    error: str
    clauses: tuple[Classes, ...]
    texts: tuple[Arg, ...]
    needs_error: bool
    around: tuple[Attempt, ...] = ()


@dataclass(frozen=True)
class Way:
    """The attempt that something raised comes to `first`, and what is counted there; `place` is that of the last's
    first clause."""

    first: Attempt
    place: int
    texts: tuple[Arg, ...]
    needs_error: bool


def way_to(lo: Lowerer, catchers: Collection[Attempt]) -> Way:
    """The way of something that any of these attempts may catch, through all that are around the first of them."""
    places = [place for place, attempt in enumerate(lo.attempts) if attempt in catchers]
    inside = lo.attempts[places[0] :]
    first = next(attempt for attempt in reversed(inside) if attempt in catchers or not attempt.clauses)
    reached = tuple(reversed(lo.attempts[places[0] : lo.attempts.index(first) + 1]))
    first.around = max(first.around, reached[1:], key=len)
    texts = tuple(text for attempt in reached for text in attempt.texts)
    place = 1 + sum(len(attempt.clauses) for attempt in reached[:-1])
    return Way(first, place, texts, any(attempt.needs_error for attempt in reached))


def catcher(lo: Lowerer, cls: type[BaseException]) -> tuple[Attempt, int] | None:
    """The innermost `try` that catches an exception of a class, and the place of its clause."""
    for attempt in reversed(lo.attempts):
        for place, classes in enumerate(attempt.clauses):
            if issubclass(cls, classes):
                return attempt, place
    return None


def catcher_of_all(lo: Lowerer, classes: Classes) -> tuple[Attempt, int] | None:
    """The clause that comes first and catches all of these classes; of what others they may be too is not known."""
    for attempt in reversed(lo.attempts):
        if attempt.clauses:
            return (attempt, 0) if all(issubclass(cls, attempt.clauses[0]) for cls in classes) else None
    return None


@contextmanager
def handling(lo: Lowerer, error: Value, classes: Classes) -> Iterator[None]:
    """While an exception is handled: `raise` alone raises it again."""
    lo.handling.append((error, classes))
    try:
        yield
    finally:
        lo.handling.pop()


def note(state: State, attempt: Attempt, which: Atom | int, error: Value | None) -> None:
    """Note in a state that something was raised."""
    names = state.frames[attempt.frame]
    names[attempt.slot], names[attempt.which] = TRUE, Num(Const(which) if isinstance(which, int) else which)
    if error is not None:
        names[attempt.error] = error


def throw(lo: Lowerer, attempt: Attempt, place: int, error: Value | None) -> None:
    """What goes to a clause of an attempt, counted from 0, is noted where it comes to first."""
    way = way_to(lo, [attempt])
    note(lo.state, way.first, way.place + place, error if way.needs_error else None)


def throw_on(lo: Lowerer, attempt: Attempt, which: Atom, before: int, error: Value) -> None:
    """What has come by an attempt, where `before` clauses are counted before those of this one, goes on to it."""
    way = way_to(lo, [attempt])
    shift = way.place - 1 - before
    at: Atom | int = which
    if len(attempt.clauses) == 1:
        at = way.place
    elif isinstance(which, Const) and isinstance(which.value, int):
        at = which.value + shift
    elif shift:
        at = lo.build.emit("operator.add", which, Const(shift), kind=ScalarType("int"))
    note(lo.state, way.first, at, error if way.needs_error else None)
    raise Thrown


def throw_known(lo: Lowerer, found: Raising) -> bool:
    """Whether what the function raises here is caught; it is noted then."""
    caught = catcher(lo, found.cls)
    if caught is None:
        return False
    error: Value | None = None
    if way_to(lo, caught[:1]).needs_error:
        free = lo.free(found.cls.__name__, found.cls)
        error = Num(lo.build.emit("call", free, *found.arguments, kind=OpaqueType("exception")))
    throw(lo, *caught, error)
    return True
