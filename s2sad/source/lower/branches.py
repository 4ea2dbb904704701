"""Branches: run both sides on copies of the state, and merge what they leave behind."""

from __future__ import annotations

from collections.abc import Callable

import gast

from s2sad.core.nodes import UNDEFINED, Arg, Atom, Block, Const, If, Join, Name, Statement
from s2sad.core.types import OpaqueType, ScalarType, Type
from s2sad.core.walk import bound_in
from s2sad.source.lower.aliases import hand_on, relate
from s2sad.source.lower.choices import STALE, Choice, exported, raw, stale
from s2sad.source.lower.fields import with_the_same_fields
from s2sad.source.lower.lowerer import Lowerer, Raising, Refusal
from s2sad.source.lower.values import (
    LOST,
    UNBOUND,
    ArrayRef,
    CellContent,
    Content,
    DictContent,
    ListContent,
    LongListContent,
    Num,
    ObjectRef,
    Poison,
    State,
    Static,
    StructContent,
    TupleValue,
    Value,
)  # fmt: skip
from s2sad.types import merge

__all__ = ["Merger", "Unreached", "branch", "choose", "negate", "truth"]


class Unreached(Exception):
    """A call of a recursive function of which nothing is known yet: this path is left for a later round."""


TEST_VALUE = "%value"
RESULT = "%result"


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
        if isinstance(content, ListContent | DictContent):
            return Num(Const(bool(content.items)))
        if isinstance(content, LongListContent):
            return Num(content.atom)
        return Num(Const(True))
    if isinstance(value, ArrayRef):
        return Num(lo.current(value, node))
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
    then_block, then_state, then_raises = _side(lo, before, then)
    if then_raises:
        _leave_raising(lo, test, tuple(then_block), (), before)
        other()
        return
    other_block, other_state, other_raises = _side(lo, before, other)
    if other_raises:
        _leave_raising(lo, test, (), tuple(other_block), before)
        then()
        return
    if then_state is None or other_state is None:
        lo.state = _reached(then_state, other_state)
        return
    merger = Merger(lo, then_state, other_state, test, start)
    merger.in_then, merger.in_other = then_block, other_block
    try:
        lo.state = merger.run()
    except Refusal:  # after which the lowering goes on
        lo.state = before
        raise
    lo.build.append(
        If(lo.atom(test), tuple(then_block), tuple(other_block), tuple(merger.joins), origin, id=f"if{next(lo.ids)}")
    )


def _leave_raising(lo: Lowerer, test: Value, then: Block, other: Block, before: State) -> None:
    """The side that raises hands nothing on; the other one is all that follows."""
    lo.state = before
    lo.build.append(If(lo.atom(test), then, other, (), lo.build.origin))


def _side(lo: Lowerer, before: State, action: Callable[[], None]) -> tuple[list[Statement], State | None, bool]:
    """The statements of one side, its state if it is reached, and whether it does nothing but raise."""
    lo.state = before.copy()
    depth, frames = len(lo.build.blocks), list(lo.frames)
    with lo.build.block() as block:
        try:
            action()
            return block, lo.state, False
        except Raising as found:
            del lo.build.blocks[depth + 1 :]
            lo.frames[:] = frames
            lo.emit_raise(found)
            return block, None, True
        except Unreached:
            del lo.build.blocks[depth + 1 :]
            lo.frames[:] = frames
            return block, None, False


def _reached(then: State | None, other: State | None) -> State:
    state = then if then is not None else other
    if state is None:
        raise Unreached
    return state


class Merger:
    """Merges the states of two sides; each difference becomes a `Join`, or poison where there is none that would do."""

    def __init__(self, lo: Lowerer, left: State, right: State, test: Value, start: int) -> None:
        self.lo, self.left, self.right, self.test, self.start = lo, left, right, test, start
        self.joins: list[Join] = []
        self.outermost = False
        self.made: dict[tuple[Arg, Arg], Name] = {}
        self.in_then: list[Statement] = []
        self.in_other: list[Statement] = []
        self.cells: dict[object, ArrayRef] = {}
        self.exports: dict[int, CellContent] = {}

    def run(self) -> State:
        merged = State()
        for key in self.left.heap.keys() | self.right.heap.keys():
            merged.heap[key] = self.content(key, self.left.heap.get(key), self.right.heap.get(key))
        self.lo.state = merged
        for frame in self.left.frames.keys() & self.right.frames.keys():
            a, b = self.left.frames[frame], self.right.frames[frame]
            self.outermost = bool(self.lo.frames) and frame == self.lo.frames[0].id
            merged.frames[frame] = {
                name: self.value(a.get(name, UNBOUND), b.get(name, UNBOUND), name) for name in {**a, **b}
            }
        merged.heap.update(self.exports)
        for ref in self.cells.values():
            if ref.cell in self.lo.choices:
                merged.heap[ref.cell] = CellContent(ref.atom, 0, raw(self.lo, ref.cell))
        return merged

    # -- heap -----------------------------------------------------------------------------------

    def content(self, key: int, a: Content | None, b: Content | None) -> Content:
        if a == b and a is not None:
            return a
        if key in self.lo.choices:
            return stale(self.lo.roots[key], a, b)
        if isinstance(a, CellContent) or isinstance(b, CellContent):
            return self._cell(key, a, b)
        if a is None or b is None:
            return a if a is not None else b  # type: ignore[return-value]
        if isinstance(a, ListContent) and isinstance(b, ListContent) and len(a.items) == len(b.items):
            return ListContent(self._values(a.items, b.items))
        if isinstance(a, ListContent | LongListContent) and isinstance(b, ListContent | LongListContent):
            return LongListContent(
                self.join(self._long(a, self.left, self.in_then), self._long(b, self.right, self.in_other), "items")
            )
        if isinstance(a, DictContent) and isinstance(b, DictContent) and a.keys == b.keys:
            return DictContent(a.keys, self._values(a.items, b.items))
        if isinstance(a, StructContent) and isinstance(b, StructContent) and a.cls is b.cls:
            a, b = with_the_same_fields(self.lo, a, b)
            origin = a.origin if a.origin == b.origin else None
            return StructContent(a.cls, a.fields, self._values(a.items, b.items, a.fields), origin)
        return Poison("has another structure on each path that leads here", "give it the same structure on every path")

    def _cell(self, key: int, a: Content | None, b: Content | None) -> Content:
        root = CellContent(self.lo.roots[key] if key < self.start else UNDEFINED, 0)
        left = a if a is not None else root
        right = b if b is not None else root
        if isinstance(left, Poison):
            return left
        if isinstance(right, Poison):
            return right
        assert isinstance(left, CellContent) and isinstance(right, CellContent)
        base = getattr(self.lo.roots[key], "base", "t")
        return CellContent(self.join(left.atom, right.atom, base), max(left.version, right.version) + 1)

    def _long(self, content: Content, state: State, block: list[Statement]) -> Atom:
        if isinstance(content, LongListContent):
            return content.atom
        assert isinstance(content, ListContent)
        kept, self.lo.state = self.lo.state, state
        self.lo.build.blocks.append(block)
        try:
            return self.lo.build.emit("list.display", *[self.lo.arg(v) for v in content.items])
        finally:
            self.lo.build.blocks.pop()
            self.lo.state = kept

    def _values(self, a: tuple[Value, ...], b: tuple[Value, ...], names: tuple[str, ...] = ()) -> tuple[Value, ...]:
        names = names or ("t",) * len(a)
        return tuple(self.value(x, y, n) for x, y, n in zip(a, b, names, strict=True))

    # -- values ---------------------------------------------------------------------------------

    def value(self, a: Value, b: Value, name: str) -> Value:
        if a == b:
            return a
        if isinstance(a, Num) and isinstance(b, Num):
            return Num(self.join(a.atom, b.atom, name))
        if isinstance(a, TupleValue) and isinstance(b, TupleValue) and len(a.items) == len(b.items) and a.cls is b.cls:
            return TupleValue(self._values(a.items, b.items), a.cls)
        if isinstance(a, ArrayRef | Num) and isinstance(b, ArrayRef | Num):
            return self._array(a, b, name)
        if a is UNBOUND or b is UNBOUND:
            return self._half_bound(a, b, name)
        if isinstance(a, ObjectRef) and isinstance(b, ObjectRef):
            return self._object(a, b, name)
        if isinstance(a, Poison):
            return a
        return b if isinstance(b, Poison) else Poison("is a different kind of thing on each path that leads here")

    def _object(self, a: ObjectRef, b: ObjectRef, name: str) -> Value:
        merged = self.content(0, self.left.heap.get(a.id), self.right.heap.get(b.id))
        if isinstance(merged, Poison):
            return merged
        ref = self.lo.new_object(merged)
        for side in (a.id, b.id):
            relate(self.lo, ref.id, side)
            if side in self.lo.origins:
                self.lo.origins[ref.id] = UNDEFINED
        return ref

    def _array(self, a: ArrayRef | Num, b: ArrayRef | Num, name: str) -> Value:
        if isinstance(a, ArrayRef) and isinstance(b, ArrayRef) and (a.cell, a.steps) == (b.cell, b.steps):
            return self._same_view(a, b)
        atom_a, atom_b = self._now(a, self.left, self.in_then), self._now(b, self.right, self.in_other)
        if atom_a is None or atom_b is None:
            return LOST
        key = tuple((v.cell, v.steps) if isinstance(v, ArrayRef) else v for v in (a, b))
        if key not in self.cells:
            joined = self.join(atom_a, atom_b, name)
            ref = self.cells[key] = ArrayRef(self.lo.new_cell(joined), (), joined, 0)
            hand_on(self.lo, ref.cell, self.start, (_cell_of(a), _cell_of(b)))
            if self.lo.follows_choices and isinstance(a, ArrayRef) and isinstance(b, ArrayRef):
                then, other = self._exported(a, left=True), self._exported(b, left=False)
                self.lo.choices[ref.cell] = Choice(self.lo.atom(self.test), then, other)
        return self.cells[key]

    def _exported(self, ref: ArrayRef, left: bool) -> ArrayRef:
        """An array of one side, with what that side has bound for it handed on."""
        written = self.left.heap.keys() | self.right.heap.keys()
        return exported(self.lo, ref, self.start, lambda atom: self._out(atom, left), written, self.exports)

    def _out(self, atom: Atom, left: bool) -> Atom:
        if not isinstance(atom, Name) or atom.id not in bound_in(tuple(self.in_then if left else self.in_other)):
            return atom
        return self.join(atom, UNDEFINED, atom.base) if left else self.join(UNDEFINED, atom, atom.base)

    def _same_view(self, a: ArrayRef, b: ArrayRef) -> ArrayRef:
        version = a.version if (a.version, a.atom) == (b.version, b.atom) else STALE
        return ArrayRef(a.cell, a.steps, a.atom, version)

    def _now(self, value: ArrayRef | Num, state: State, block: list[Statement]) -> Atom | None:
        if isinstance(value, Num):
            return value.atom
        content = state.heap.get(value.cell)
        if isinstance(content, Poison):
            return None
        kept, self.lo.state = self.lo.state, state
        self.lo.build.blocks.append(block)
        try:
            return self.lo.current(value)
        except Refusal:  # an error where it is read
            return None
        finally:
            self.lo.build.blocks.pop()
            self.lo.state = kept

    def _half_bound(self, a: Value, b: Value, name: str) -> Value:
        """A name bound on one path alone: whoever reads it where it is not bound has Python's own error."""
        value = b if a is UNBOUND else a
        if isinstance(value, Num | ArrayRef):
            block, state = (self.in_other, self.right) if a is UNBOUND else (self.in_then, self.left)
            atom = self._now(value, state, block)
            if atom is None:
                return LOST
            joined = self.join(UNDEFINED, atom, name) if a is UNBOUND else self.join(atom, UNDEFINED, name)
            if isinstance(value, Num):
                return Num(joined)
            ref = ArrayRef(self.lo.new_cell(joined), (), joined, 0)
            hand_on(self.lo, ref.cell, self.start, (None, value.cell) if a is UNBOUND else (value.cell, None))
            return ref
        if isinstance(value, TupleValue):
            halves = [
                self._half_bound(UNBOUND, v, name) if a is UNBOUND else self._half_bound(v, UNBOUND, name)
                for v in value.items
            ]
            return TupleValue(tuple(halves), value.cls)
        return value

    def join(self, a: Arg, b: Arg, name: str) -> Atom:
        """A name that is `a` on the one path and `b` on the other."""
        if a == b and isinstance(a, Name | Const):
            return a
        if (a, b) not in self.made:
            kind = self._type(a, b)
            if name == RESULT and self.outermost:
                kind = self._result_type(a, b, kind)
            base = name if name.isidentifier() else name.strip("%").rstrip("0123456789") or "t"
            joined = self.lo.program.fresh("t" if base == "value" and name.startswith(TEST_VALUE) else base, kind)
            self.joins.append(Join(joined, a, b))
            self.made[a, b] = Name(joined)
            if any(self.lo.build.is_text_of_number(side) for side in (a, b)):
                self.lo.build.texts.add(joined)
            shares = tuple(atom.id for atom in (a, b) if isinstance(atom, Name))
            if shares and not isinstance(kind, ScalarType | OpaqueType):
                self.lo.program.shares[joined] = shares
        return self.made[a, b]

    def _result_type(self, a: Arg, b: Arg, kind: Type) -> Type:
        """Nothing more is done with the result: none tells a number on the one path from None on the other."""
        types = [self.lo.build.type_of(x) for x in (a, b) if x not in (UNDEFINED, Const(None))]
        return types[0] if len(types) == 1 and isinstance(types[0], ScalarType) else kind

    def _type(self, a: Arg, b: Arg) -> Type:
        if a == UNDEFINED:
            return self.lo.build.type_of(b)
        if b == UNDEFINED:
            return self.lo.build.type_of(a)
        return merge(self.lo.build.type_of(a), self.lo.build.type_of(b))


def _cell_of(value: ArrayRef | Num) -> int | None:
    return value.cell if isinstance(value, ArrayRef) else None
