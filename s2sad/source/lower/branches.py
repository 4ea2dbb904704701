"""Branches: run both sides on copies of the state, and merge what they leave behind."""

from __future__ import annotations

from collections.abc import Callable

import gast

from s2sad.core.nodes import Block, Const, If, Name, Origin, Statement
from s2sad.core.types import ScalarType
from s2sad.source.lower import maybe, throws, trying
from s2sad.source.lower.lowerer import Lowerer, Raising
from s2sad.source.lower.merging import TEST_VALUE, Merger
from s2sad.source.lower.values import (
    ArrayRef,
    Bound,
    DictContent,
    ListContent,
    LongDictContent,
    LongListContent,
    Maybe,
    Num,
    ObjectRef,
    State,
    Static,
    TupleValue,
    Value,
    ViewsContent,
)  # fmt: skip

__all__ = ["NotYetBound", "Unreached", "branch", "choose", "join_sides", "known_truth", "negate", "side", "truth"]


class Unreached(Exception):
    """A call of a recursive function of which nothing is known yet: this path is left for a later round."""


class NotYetBound(Unreached):
    """A name that a loop binds later in its body is read before: in the first round this path is not taken."""

    def __init__(self, frame: int, name: str, node: gast.AST | None) -> None:
        super().__init__(name)
        self.frame, self.name, self.node = frame, name, node


def truth(lo: Lowerer, value: Value, node: gast.AST) -> Value:
    """The value as a test: True or False where that is known, else a number."""
    if isinstance(value, Num):
        known = lo.build.static(value.atom)
        return (
            value
            if known is NotImplemented or isinstance(value.atom, Name) and lo.build.primal
            else Num(Const(bool(known)))
        )
    if isinstance(value, TupleValue):
        return Num(Const(bool(value.items)))
    if isinstance(value, Static):
        return Num(Const(bool(value.obj)))
    if isinstance(value, ObjectRef):
        content = lo.state.heap[value.id]
        if isinstance(content, (ListContent, DictContent)):
            return Num(Const(bool(content.items)))
        if isinstance(content, (LongListContent, LongDictContent)):
            return Num(content.atom)
        if isinstance(content, ViewsContent):
            return truth(lo, content.places, node)
        return Num(Const(True))
    if isinstance(value, ArrayRef):
        return Num(lo.current(value, node))
    if isinstance(value, Bound) and isinstance(value.function, Static) and isinstance(value.function.obj, str):
        lo.arg(value, node)  # an attribute of which it is not known what it is
    if isinstance(value, Maybe):
        inner = truth(lo, value.value, node)
        if known_truth(inner) is not None:
            return value.test if known_truth(inner) else inner
        return choose(lo, value.test, lambda: inner, lambda: Num(Const(False)), node)
    return Num(Const(True))


def negate(lo: Lowerer, value: Value) -> Value:
    if isinstance(value, Num) and isinstance(value.atom, Const):
        return Num(Const(not value.atom.value))
    return Num(lo.build.emit("operator.not_", lo.arg(value), kind=ScalarType("bool")))


def known_truth(test: Value) -> bool | None:
    return bool(test.atom.value) if isinstance(test, Num) and isinstance(test.atom, Const) else None


def choose(
    lo: Lowerer, test: Value, then: Callable[[], Value], other: Callable[[], Value], node: gast.AST, hint: str = "t"
) -> Value:
    """The value of ``then() if test else other()``."""
    known = known_truth(test)
    if known is not None:
        return then() if known else other()
    frame = lo.frame.id
    slot = f"{TEST_VALUE}{next(lo.ids)}" if hint == "t" else hint
    outer = lo.locals.get(slot)

    def side(make: Callable[[], Value]) -> Callable[[], None]:
        def run() -> None:
            lo.state.frames[frame][slot] = make()

        return run

    branch(lo, test, side(then), side(other), node)
    value = lo.readable(lo.locals.pop(slot), "this value", node)
    if outer is not None:
        lo.locals[slot] = outer
    return value


def branch(lo: Lowerer, test: Value, then: Callable[[], None], other: Callable[[], None], node: gast.AST) -> None:
    """Run one side if the test is known, else both, and emit an `If` with the joins of what differs."""
    known = known_truth(test)
    if known is not None:
        (then if known else other)()
        return
    origin = lo.build.origin
    before, start = lo.state, next(lo.ids)
    if lo.negations:
        then, other = _told(lo, test, then, True), _told(lo, test, other, False)
    then_block, then_state, then_raises = side(lo, before, then)
    if then_raises:
        _leave_raising(lo, test, tuple(then_block), (), before)
        other()
        return
    other_block, other_state, other_raises = side(lo, before, other)
    if other_raises:
        _leave_raising(lo, test, (), tuple(other_block), before)
        then()
        return
    if then_state is None or other_state is None:
        lo.state = _reached(then_state, other_state)
        return
    if lo.negations:
        maybe.told_apart(lo, test, before, then_state, other_state)
    id_ = f"if{next(lo.ids)}"
    join_sides(lo, test, (then_block, then_state), (other_block, other_state), start, id_, origin)
    trying.go_on(lo)


def _told(lo: Lowerer, test: Value, action: Callable[[], None], outcome: bool) -> Callable[[], None]:
    def run() -> None:
        maybe.narrowed(lo, test, outcome)
        action()

    return run


Side = tuple[list[Statement], State]


def join_sides(lo: Lowerer, test: Value, then: Side, other: Side, start: int, id_: str, origin: Origin | None) -> None:
    """Emit the `If` of two sides, and merge their states; what has a number from `start` on was made in them."""
    merger = Merger(lo, then[1], other[1], test, start)
    merger.in_then, merger.in_other = then[0], other[0]
    lo.state = merger.run()
    lo.build.append(If(lo.atom(test), tuple(then[0]), tuple(other[0]), tuple(merger.joins), origin, id=id_))


def _leave_raising(lo: Lowerer, test: Value, then: Block, other: Block, before: State) -> None:
    """The side that raises hands nothing on; the other one is all that follows."""
    lo.state = before
    lo.build.append(If(lo.atom(test), then, other, (), lo.build.origin))


def side(lo: Lowerer, before: State, action: Callable[[], None]) -> tuple[list[Statement], State | None, bool]:
    """The statements of one side, its state if it is reached, and whether it does nothing but raise."""
    lo.state = before.copy()
    depth, frames = len(lo.build.blocks), list(lo.frames)
    with lo.build.block() as block:
        mark = len(lo.guards)
        try:
            action()
            trying.close(lo, mark)
            return block, lo.state, False
        except throws.Thrown:
            lo.frames[:] = frames
            trying.close(lo, mark)
            return block, lo.state, False
        except Raising as found:
            lo.frames[:] = frames
            if throws.throw_known(lo, found):
                trying.close(lo, mark)
                return block, lo.state, False
            del lo.build.blocks[depth + 1 :]
            trying.forget(lo, mark)
            lo.emit_raise(found)
            return block, None, True
        except Unreached as found:
            if isinstance(found, NotYetBound):
                lo.passed_over.add((found.frame, found.name))
            del lo.build.blocks[depth + 1 :]
            trying.forget(lo, mark)
            lo.frames[:] = frames
            return block, None, False


def _reached(then: State | None, other: State | None) -> State:
    state = then if then is not None else other
    if state is None:
        raise Unreached
    return state
