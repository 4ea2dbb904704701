"""Loops: rehearse the body until the state at its head is a fixed point, then lower it once for good."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import gast

from s2sad.core.nodes import UNDEFINED, Atom, Block, Carry, Const, For, Name, While
from s2sad.core.records import dataclass, replace
from s2sad.core.types import ScalarType, Type
from s2sad.source.lower import throws, trying, tuples
from s2sad.source.lower.aliases import hand_on, relate
from s2sad.source.lower.branches import NotYetBound, Unreached, truth
from s2sad.source.lower.carrying import number
from s2sad.source.lower.coming import is_read_later
from s2sad.source.lower.fields import is_half_bound
from s2sad.source.lower.loop_head import (
    BROKEN,
    CONTINUED,
    FALSE,
    FLAGS,
    RETURN_VALUE,
    RETURNED,
    Head,
)  # fmt: skip
from s2sad.source.lower.lowerer import Lowerer, Raising, Refusal
from s2sad.source.lower.maybe import flagged
from s2sad.source.lower.sizes import own_symbols
from s2sad.source.lower.values import (
    LOST,
    ArrayRef,
    Content,
    DictContent,
    ListContent,
    LongDictContent,
    LongListContent,
    Maybe,
    Num,
    ObjectRef,
    Poison,
    State,
    StructContent,
    TupleValue,
    Value,
)  # fmt: skip

__all__ = ["BROKEN", "CONTINUED", "FALSE", "FLAGS", "RETURNED", "RETURN_VALUE", "for_loop", "while_loop"]

ROUNDS = 60


def for_loop(
    lo: Lowerer,
    counter: Atom,
    bind: Callable[[Atom], None],
    body: Callable[[], None],
    hint: str,
    kind: Type,
    nodes: Sequence[gast.AST] = (),
) -> None:
    """``for target in counter``: `bind` gives the element of a count to the user's target; `nodes` are in the body."""
    origin = lo.build.origin
    target = lo.program.fresh(hint, kind)

    def round_() -> None:
        bind(Name(target))
        try:
            body()
        except Raising as found:
            if not throws.throw_known(lo, found):
                lo.emit_raise(found)

    loop = _Loop(lo)
    block = loop.settled(round_, nodes)
    if block is None:
        return
    lo.build.append(For(target, counter, loop.carries, block, loop.until, origin, id=f"loop{next(lo.ids)}"))
    loop.leave()
    trying.go_on(lo)


def while_loop(lo: Lowerer, test: Callable[[], Value], body: Callable[[], None], node: gast.While) -> None:
    origin = lo.build.origin
    loop = _Loop(lo)
    heads: list[tuple[Block, Atom]] = []

    def round_() -> None:
        with lo.build.block() as head:
            try:
                atom = lo.atom(truth(lo, test(), node), node)
            except Raising as found:
                lo.refuse(node, f"this test always raises {found.cls.__name__}")
        heads.append((tuple(head), atom))
        body()

    block = loop.settled(round_, node.body)
    if block is None:
        return
    head, atom = heads[-1]
    broken = lo.arg(lo.locals[BROKEN]) != Const(False)
    lo.build.append(While(loop.carries, head, atom, block, loop.until, origin, id=f"loop{next(lo.ids)}"))
    loop.leave()
    if atom == Const(True) and not broken:
        lo.locals[RETURNED] = Num(Const(True))
    trying.go_on(lo)


@dataclass
class _Loop(Head):
    """One loop while it is lowered."""

    carries: tuple[Carry, ...] = ()
    until: Atom | None = None

    def settled(self, body: Callable[[], None], nodes: Sequence[gast.AST]) -> Block | None:
        """The body; None of one that calls a recursive function of which nothing is known yet: it has no rounds."""
        lo = self.lo
        depth, frames, mark = len(lo.build.blocks), list(lo.frames), len(lo.guards)
        try:
            return self.settle(body, nodes)
        except Unreached:
            if not lo.settling:
                raise
            del lo.build.blocks[depth:], lo.guards[mark:]
            lo.frames[:] = frames
            lo.state = self.entry
            return None

    def settle(self, body: Callable[[], None], nodes: Sequence[gast.AST]) -> Block:
        lo = self.lo
        self.entry = lo.state
        lo.locals[BROKEN] = FALSE
        self.head = self.entry.copy()
        if not lo.recursive:  # of recursive functions nothing may be undone
            self.foresee(nodes)
        block = self._foreseen(body) if self.carried else None
        if block is not None:
            return block
        for _ in range(ROUNDS):
            block = self._attempt(body)
            if block is not None:
                return block
        lo.refuse(
            None,
            "what this loop hands on has a new structure in each round",
            "give it one structure, or use an array",
        )

    def _foreseen(self, body: Callable[[], None]) -> Block | None:
        """The body, if it changes just what its statements show; else None, and what was foreseen wrongly is undone."""
        lo, foreseen = self.lo, dict(self.carried)
        depth, mark, frames = len(lo.build.blocks), len(lo.guards), list(lo.frames)
        problems, notes = len(lo.problems), (set(lo.kept_over), set(lo.read_early))
        try:
            block = self._run(body)
        except (Unreached, Refusal):
            block, right = None, False
        else:
            right = not any(self.keeps(path, name, self.after) for path, name in foreseen.items())
        if right:
            return block
        del lo.build.blocks[depth:], lo.guards[mark:], lo.problems[problems:]
        lo.frames[:] = frames
        lo.kept_over, lo.read_early = notes
        lo.state, self.head = self.entry, self.entry.copy()
        for table in self.tables():
            table.clear()
        return None

    def _attempt(self, body: Callable[[], None]) -> Block | None:
        depth, frames = len(self.lo.build.blocks), list(self.lo.frames)
        try:
            return self._run(body)
        except NotYetBound as early:
            del self.lo.build.blocks[depth:]
            self.lo.frames[:] = frames
            self.lo.state = self.entry
            self.lo.refuse(
                early.node,
                f"name {early.name!r} has no value in the first round of this loop",
                "give it one before the loop",
            )

    def _run(self, body: Callable[[], None]) -> Block | None:
        """The body, lowered from what is known at its head; None where its end has added to that."""
        lo = self.lo
        lo.state = self.head.copy()
        for flag in FLAGS:
            lo.locals[flag] = FALSE
        with lo.build.block() as block, lo.round():
            mark, frames = len(lo.guards), list(lo.frames)
            try:
                body()
            except throws.Thrown:
                lo.frames[:] = frames
            trying.close(lo, mark)
            self.after = lo.state
            if not self._is_settled() or self._leaves_unbound() or self.is_never_bound():
                return None
            nexts = self._nexts()
            self.until = self._until()
        self.carries = tuple(self._with_init(carry) for carry in nexts)
        return tuple(block)

    def _is_settled(self) -> bool:
        before, self.changed = self.head, False
        self.head = self.generalise(before, self.after)
        return not self.changed and self.head == before

    def _leaves_unbound(self) -> bool:
        """Whether there are more names that a round may find or leave as the round before has bound them."""
        before, kept = self.entry.frames, len(self.lo.kept_over)
        for frame, names in before.items():
            for name, value in self.after.frames.get(frame, {}).items():
                if name in names or name.startswith("%"):
                    continue
                half = (frame, name) in self.lo.bound_on_one_path or self._is_half_bound(value)
                if half and is_read_later(self.lo, frame, name):
                    self.lo.kept_over.add((frame, name))
        return len(self.lo.kept_over) > kept

    def _is_half_bound(self, value: Value) -> bool:
        """Whether a value that can be read is there on some paths alone."""
        if isinstance(value, TupleValue):
            return any(self._is_half_bound(item) for item in value.items)
        if isinstance(value, ArrayRef) and isinstance(self.after.heap.get(value.cell), Poison):
            return False
        return is_half_bound(self.lo, value)

    def _until(self) -> Atom | None:
        flags = [self.lo.arg(self.lo.state.frames[frame][flag]) for frame, flag in self._leaving()]
        real = [flag for flag in flags if flag != Const(False)]
        if not real:
            return None
        until = real[0]
        for flag in real[1:]:
            until = self.lo.build.emit("operator.or_", until, flag, kind=ScalarType("bool"))
        return until if isinstance(until, (Name, Const)) else None

    def _leaving(self) -> list[tuple[int, str]]:
        """The flags that end the loop: of this function, and of what is tried around it."""
        tried = [(attempt.frame, attempt.slot) for attempt in self.lo.attempts]
        return [(self.lo.frame.id, BROKEN), (self.lo.frame.id, RETURNED), *tried]

    # -- the finished loop ----------------------------------------------------------------------

    def _nexts(self) -> list[Carry]:
        """The carries, as yet without their first values; what they need is emitted at the end of the body."""
        carries = []
        for path, name in sorted(self.carried.items(), key=lambda item: self.place(item[0])):
            if self.at(path, self.head) == name:
                carries.append(Carry(name.id, UNDEFINED, self.bound(path, self.after)))
        self.lo.state = self.after
        self._late_names(self.after, carries)
        for frame, flag in self._leaving():
            value = self.lo.arg(self.after.frames[frame][flag])
            if value != Const(False):
                name_ = self.lo.program.fresh(flag[1:].rstrip("0123456789"), ScalarType("bool"))
                carries.append(Carry(name_, Const(False), value))
                self.late["local", frame, flag] = Num(Name(name_))
        return carries

    def _with_init(self, carry: Carry) -> Carry:
        for path, name in self.carried.items():
            if name.id == carry.name and path in self.unset:
                return Carry(carry.name, self.unset[path], carry.next)
            if name.id == carry.name:
                return Carry(carry.name, self.bound(path, self.entry), carry.next)
        return carry

    def _late_names(self, after: State, carries: list[Carry]) -> None:
        """Names that the body binds first: they have a value after the loop if it ran."""
        for frame, before in self.entry.frames.items():
            for name, value in after.frames.get(frame, {}).items():
                if name not in before and name not in FLAGS and not self._is_kept_over(frame, name):
                    self.late["local", frame, name] = self._late(value, name, after, carries)

    def _is_kept_over(self, frame: int, name: str) -> bool:
        """Whether the head of the loop has what a name is after it."""
        return name in self.head.frames[frame] and (frame, name) not in self.lo.read_early

    def _late(self, value: Value, name: str, after: State, carries: list[Carry]) -> Value:
        if isinstance(value, TupleValue):
            return TupleValue(tuple(self._late(v, name, after, carries) for v in value.items), value.cls)
        if isinstance(value, ObjectRef):
            content = after.heap.get(value.id)
            if isinstance(content, ListContent):
                return self._keep(value, ListContent(tuple(self._late(v, name, after, carries) for v in content.items)))
            if isinstance(content, DictContent):
                items = tuple(self._late(v, name, after, carries) for v in content.items)
                return self._keep(value, DictContent(content.keys, items))
            if isinstance(content, StructContent):
                fields = tuple(self._late(v, name, after, carries) for v in content.items)
                origin = content.origin and UNDEFINED
                return self._keep(value, StructContent(content.cls, content.fields, fields, origin))
            if isinstance(content, (LongListContent, LongDictContent)):
                return self._keep(value, type(content)(self._late_atom(content.atom, name, carries)))
            return content if isinstance(content, Poison) else LOST
        if isinstance(value, Maybe):
            test, inner = (self._late(part, name, after, carries) for part in (value.test, value.value))
            return replace(value, test=flagged(self.lo, self.lo.atom(test)), value=inner)
        if not isinstance(value, (Num, ArrayRef)):
            return value
        try:
            atom = self.lo.current(value) if isinstance(value, ArrayRef) else value.atom
        except Refusal:  # a value that cannot be read is an error where it is read; it is bound, though
            return LOST
        if isinstance(atom, Const):
            return Num(self._late_atom(atom, name, carries))
        late = self._late_atom(atom, name, carries)
        if isinstance(value, Num):
            return Num(late)
        ref = ArrayRef(self.lo.new_cell(late), (), late, 0)
        hand_on(self.lo, ref.cell, self.first_id, (None, value.cell), self.first_id)
        return ref

    def _keep(self, value: ObjectRef, content: Content) -> ObjectRef:
        ref = ObjectRef(next(self.lo.ids))
        relate(self.lo, ref.id, value.id)
        if value.id in self.lo.origins:
            self.lo.origins[ref.id] = UNDEFINED
        if tuples.is_long(self.lo, value):
            tuples.marked(self.lo, ref)
        self.late_content[ref.id] = content
        self.lo.half_bound.add(ref.id)
        return ref

    def _late_atom(self, atom: Atom, name: str, carries: list[Carry]) -> Name:
        kind = self.lo.build.type_of(atom)
        base = name[1:] if name.startswith("%") else name
        made = Name(self.lo.program.fresh(base, kind))
        self.lo.program.types[made.id] = own_symbols(made, None, kind)
        self.lo.half_bound.add(made)
        if isinstance(atom, Name) and not isinstance(kind, ScalarType):
            self.lo.program.shares[made.id] = (atom.id,)
        carries.append(Carry(made.id, UNDEFINED, atom))
        return made

    def leave(self) -> None:
        """The state after the loop: that of its head, with the names that the body bound."""
        lo = self.lo
        lo.state = self.head.copy()
        lo.locals[BROKEN] = FALSE
        for path, value in self.late.items():
            if path[0] == "local":
                lo.state.frames[number(path)][str(path[2])] = value
        lo.state.heap.update(self.late_content)
