"""Two states become one where two paths meet: each difference is a join, or poison where there is none."""

from __future__ import annotations

from s2sad.core.nodes import UNDEFINED, Arg, Atom, Const, Join, Name, Statement
from s2sad.core.records import replace
from s2sad.core.types import OpaqueType, ScalarType, Type
from s2sad.core.walk import bound_in
from s2sad.source.lower import maybe, natures, partly, tuples, view_lists, windows
from s2sad.source.lower.aliases import hand_on, hold_lists, note_held
from s2sad.source.lower.choices import STALE, Choice, exported, raw, stale
from s2sad.source.lower.contents import item_arg
from s2sad.source.lower.dict_values import are_dicts, display, outlives
from s2sad.source.lower.fields import with_the_same_fields
from s2sad.source.lower.long_dicts import called
from s2sad.source.lower.lowerer import Lowerer, Refusal
from s2sad.source.lower.places import Positions, in_order, is_counted, keep_distinct, of_both, taken_from
from s2sad.source.lower.values import (
    LOST,
    UNBOUND,
    ArrayRef,
    CellContent,
    Content,
    DictContent,
    IteratorContent,
    ListContent,
    LongDictContent,
    LongListContent,
    Maybe,
    Num,
    ObjectRef,
    Poison,
    SetContent,
    State,
    Step,
    StructContent,
    TupleValue,
    Value,
    behind,
)  # fmt: skip
from s2sad.types import merge

__all__ = ["TEST_VALUE", "Merger"]

TEST_VALUE = "%value"
RESULT = "%result"


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
        self.objects: dict[tuple[int, int], ObjectRef] = {}
        self.exports: dict[int, CellContent] = {}
        self.halves: set[int] = set()
        self.positions: tuple[Positions, Positions] = ({}, {})

    def run(self) -> State:
        if self.lo.follows_views:
            view_lists.alike(self.left, self.right)
        left, right = self.left.unheld, self.right.unheld
        made = {key for key in left ^ right if key > self.start}  # on one side alone
        merged = self.lo.state = State(unheld=left & right | made)
        for key in self.left.heap.keys() | self.right.heap.keys():
            merged.heap[key] = self.content(key, self.left.heap.get(key), self.right.heap.get(key))
        for frame in self.left.frames.keys() & self.right.frames.keys():
            a, b = self.left.frames[frame], self.right.frames[frame]
            self.outermost = bool(self.lo.frames) and frame == self.lo.frames[0].id
            self.lo.bound_on_one_path |= {(frame, name) for name in a.keys() ^ b.keys()}
            merged.frames[frame] = {
                name: self.value(a.get(name, UNBOUND), b.get(name, UNBOUND), name) for name in {**a, **b}
            }
        merged.heap.update(self.exports)
        note_held(self.lo, *(ref.id for (a, b), ref in self.objects.items() if a not in left or b not in right))
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
        if isinstance(a, Poison) or isinstance(b, Poison):
            return a if isinstance(a, Poison) else b
        if isinstance(a, ListContent) and isinstance(b, ListContent) and len(a.items) == len(b.items):
            return ListContent(self._values(a.items, b.items))
        if isinstance(a, (ListContent, LongListContent)) and isinstance(b, (ListContent, LongListContent)):
            if key:
                self._hold_items(key, a, b)
                self._note_positions(key, a, b)
            return LongListContent(
                self.join(self._long(a, self.left, self.in_then), self._long(b, self.right, self.in_other), "items")
            )
        if isinstance(a, DictContent) and isinstance(b, DictContent) and a.keys == b.keys:
            return DictContent(a.keys, self._values(a.items, b.items))
        if are_dicts(self.lo, (a, self.left), (b, self.right)) and not outlives(self.lo, key):
            if key:
                self._hold_items(key, a, b)
            then, other = self._long(a, self.left, self.in_then), self._long(b, self.right, self.in_other)
            return LongDictContent(self.join(then, other, called(self.lo, key, self.left)))
        if isinstance(a, StructContent) and isinstance(b, StructContent) and a.cls is b.cls:
            a, b = with_the_same_fields(self.lo, a, b)
            halves = zip(a.fields, a.items, b.items, strict=True)
            self.lo.bound_on_one_path |= {(key, name) for name, x, y in halves if (x is UNBOUND) != (y is UNBOUND)}
            origin = a.origin if a.origin == b.origin else UNDEFINED
            return StructContent(a.cls, a.fields, self._values(a.items, b.items, a.fields), origin)
        if isinstance(a, IteratorContent) and isinstance(b, IteratorContent) and partly.are_alike(a, b):
            return replace(a, taken=self._values((a.taken,), (b.taken,), ("taken",))[0])
        return partly.of_both_paths(a, b)

    def _hold_items(self, key: int, a: Content | None, b: Content | None) -> None:
        hold_lists(self.lo, key, (a, self.left), (b, self.right))

    def _note_positions(self, key: int, *sides: Content) -> None:
        """What has one place on both sides in a list whose length was known has it after them."""
        for content, before in zip(sides, self.positions, strict=True):
            if isinstance(content, ListContent):
                before.update(in_order(content.items, key))
        for item in getattr(sides[0], "items", ()):
            found = of_both(self.lo, item, item, (self.in_then, self.in_other), self.positions)
            if found is not None and found[0] == key and found[1] == found[2]:
                taken_from(self.lo, key, found[1], item, counted=True)

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
        if isinstance(content, (LongListContent, LongDictContent)):
            return content.atom
        assert isinstance(content, (ListContent, DictContent))
        kept, self.lo.state = self.lo.state, state
        self.lo.build.blocks.append(block)
        try:
            if isinstance(content, DictContent):
                return display(self.lo, content)
            return self.lo.build.emit("list.display", *[item_arg(self.lo, v) for v in content.items])
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
        if any(isinstance(side, Poison) and not side.reason for side in (a, b)):
            return Poison("", read=behind(a) | behind(b))
        if maybe.can_be(a, b):
            return self._maybe(a, b, name)
        if isinstance(a, Num) and isinstance(b, Num):
            return Num(self.join(a.atom, b.atom, name))
        if isinstance(a, TupleValue) and isinstance(b, TupleValue) and len(a.items) == len(b.items) and a.cls is b.cls:
            return TupleValue(self._values(a.items, b.items), a.cls)
        if isinstance(a, (ArrayRef, Num)) and isinstance(b, (ArrayRef, Num)):
            return self._array(a, b, name)
        if a is UNBOUND or b is UNBOUND:
            return self._half_bound(a, b, name)
        if isinstance(a, ObjectRef) and isinstance(b, ObjectRef):
            return self._object(a, b, name)
        if tuples.are_tuples(self.lo, a, b):
            return self._tuple(a, b)
        if isinstance(a, Poison):
            return a
        return b if isinstance(b, Poison) else Poison("is a different kind of thing on each path that leads here")

    def _maybe(self, a: Value, b: Value, name: str) -> Value:
        """None on one side and a container on the other; the container has its parts from where it is."""
        (left, one), (right, two) = maybe.parts(a), maybe.parts(b)
        value = self.value(one or UNBOUND, two or UNBOUND, name)
        return maybe.made(self.lo, self._found(left, right), value)

    def _found(self, left: Atom, right: Atom) -> Atom:
        """The flag: what is there on the first side alone is there where the test holds."""
        test, sides = self.lo.atom(self.test), (left, right) == (Const(True), Const(False))
        return test if sides and self.lo.build.type_of(test) == ScalarType("bool") else self.join(left, right, "found")

    def _object(self, a: ObjectRef, b: ObjectRef, name: str) -> Value:
        if (a.id, b.id) in self.objects:
            return self.objects[a.id, b.id]
        merged = self.content(0, self.left.heap.get(a.id), self.right.heap.get(b.id))
        if isinstance(merged, Poison):
            return merged
        ref = self.objects[a.id, b.id] = self.lo.new_object(merged)
        other_kind = natures.of_both(self.lo, a, b, ref)
        if other_kind is not None:
            return other_kind
        if isinstance(merged, (LongListContent, LongDictContent)):
            self._hold_items(ref.id, self.left.heap.get(a.id), self.right.heap.get(b.id))
        if a.id in self.lo.half_bound or b.id in self.lo.half_bound:
            self.lo.half_bound.add(ref.id)
        hand_on(self.lo, ref.id, self.start, (a.id, b.id))
        keep_distinct(self.lo, ref.id, a.id, b.id)
        if a.id in self.lo.origins or b.id in self.lo.origins:
            self.lo.origins[ref.id] = UNDEFINED
        self._keep_place(ref, a, b)
        return tuples.of_both(self.lo, a, b, ref)

    def _tuple(self, a: Value, b: Value) -> Value:
        """A tuple of which only the run knows how long it is."""
        left, right = tuples.content_in(self.left, a), tuples.content_in(self.right, b)
        ref = self.lo.new_object(self.content(0, left, right))
        note_held(self.lo, ref.id)
        self._hold_items(ref.id, left, right)
        hand_on(self.lo, ref.id, self.start, (getattr(a, "id", None), getattr(b, "id", None)))
        return tuples.marked(self.lo, ref)

    def _keep_place(self, ref: Value, a: Value, b: Value) -> None:
        """An item of one list on both paths is an item of it after them."""
        found = of_both(self.lo, a, b, (self.in_then, self.in_other), self.positions)
        if found is not None:
            counted = is_counted(self.lo, a, self.positions[0]) and is_counted(self.lo, b, self.positions[1])
            taken_from(self.lo, found[0], self.join(found[1], found[2], "place"), ref, counted=counted)

    def _array(self, a: ArrayRef | Num, b: ArrayRef | Num, name: str) -> Value:
        if isinstance(a, ArrayRef) and isinstance(b, ArrayRef) and (a.cell, a.steps) == (b.cell, b.steps):
            return self._same_view(a, b)
        atom_a, atom_b = self._now(a, self.left, self.in_then), self._now(b, self.right, self.in_other)
        if atom_a is None or atom_b is None:
            return LOST
        key = tuple((v.cell, v.steps) if isinstance(v, ArrayRef) else v for v in (a, b))
        if key not in self.cells:
            joined = self.join(atom_a, atom_b, name)
            steps = self._place(a, b) if isinstance(a, ArrayRef) and isinstance(b, ArrayRef) else None
            if steps is not None:
                assert isinstance(a, ArrayRef)
                return ArrayRef(a.cell, steps, joined, STALE)
            ref = self.cells[key] = ArrayRef(self.lo.new_cell(joined), (), joined, 0)
            hand_on(self.lo, ref.cell, self.start, (_cell_of(a), _cell_of(b)))
            self._keep_place(ref, a, b)
            if self.lo.follows_choices and isinstance(a, ArrayRef) and isinstance(b, ArrayRef):
                then, other = self._exported(a, left=True), self._exported(b, left=False)
                self.lo.choices[ref.cell] = Choice(self.lo.atom(self.test), then, other)
        return self.cells[key]

    def _place(self, a: ArrayRef, b: ArrayRef) -> tuple[Step, ...] | None:
        """The steps to one view or another of the same array, which differ by numbers alone."""
        if not self.lo.follows_views:
            return None
        steps = windows.of_both(self.lo, a, b, lambda place, x, y: self.join(x, y, "place"))
        if steps is not None or not windows.is_window(self.lo, a, b):
            return steps
        pairs = zip(self._bounds(a, self.left, self.in_then), self._bounds(b, self.right, self.in_other), strict=True)
        start, stop = (self.join(x, y, name) for (x, y), name in zip(pairs, ("start", "stop"), strict=True))
        return windows.window(self.lo, a.steps, start, stop)

    def _bounds(self, ref: ArrayRef, state: State, block: list[Statement]) -> list[Atom]:
        kept, self.lo.state = self.lo.state, state
        self.lo.build.blocks.append(block)
        found = [windows.bound(self.lo, ref, which) for which in (0, 1)]
        self.lo.build.blocks.pop()
        self.lo.state = kept
        return found

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
        if isinstance(value, Maybe):
            atom = value.test.atom
            there = self.join(UNDEFINED, atom, "found") if a is UNBOUND else self.join(atom, UNDEFINED, "found")
            inner = self.value(UNBOUND, value.value, name) if a is UNBOUND else self.value(value.value, UNBOUND, name)
            return maybe.made(self.lo, there, inner)
        if isinstance(value, (Num, ArrayRef)):
            block, state = (self.in_other, self.right) if a is UNBOUND else (self.in_then, self.left)
            atom = self._now(value, state, block)
            if atom is None:
                return LOST
            joined = self.join(UNDEFINED, atom, name) if a is UNBOUND else self.join(atom, UNDEFINED, name)
            self.lo.half_bound.add(joined)
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
        if isinstance(value, ObjectRef):
            self.lo.half_bound.add(value.id)
            self._half_made(value, left=b is UNBOUND, name=name)
        return value

    def _half_made(self, ref: ObjectRef, left: bool, name: str) -> None:
        """What is in an object that one side alone has made is handed on from there."""
        own, other = (self.left, self.right) if left else (self.right, self.left)
        content = own.heap.get(ref.id)
        if ref.id in self.halves or ref.id in other.heap or content is None:
            return
        self.halves.add(ref.id)

        def half(item: Value) -> Value:
            return self._half_bound(item, UNBOUND, name) if left else self._half_bound(UNBOUND, item, name)

        if isinstance(content, (ListContent, DictContent, StructContent)):
            content = replace(content, items=tuple(map(half, content.items)))
        elif isinstance(content, (LongListContent, LongDictContent)):
            atom = content.atom
            joined = self.join(atom, UNDEFINED, name) if left else self.join(UNDEFINED, atom, name)
            content = replace(content, atom=joined)
        elif not isinstance(content, SetContent):
            content = Poison("is made on one path alone, and is read after it", "make it before the branch")
        self.lo.state.heap[ref.id] = content

    def join(self, a: Arg, b: Arg, name: str) -> Atom:
        """A name that is `a` on the one path and `b` on the other."""
        if a == b and isinstance(a, (Name, Const)):
            return a
        if (a, b) not in self.made:
            kind = self._type(a, b)
            if name == RESULT and self.outermost:
                kind = self._result_type(a, b, kind)
            base = name if name.isidentifier() else name.strip("%").rstrip("0123456789") or "t"
            joined = self.lo.program.fresh("t" if base == "value" and name.startswith(TEST_VALUE) else base, kind)
            self.joins.append(Join(joined, a, b))
            self.made[a, b] = Name(joined)
            if a in self.lo.build.printed or b in self.lo.build.printed:
                self.lo.build.printed.names.add(joined)
            if a in self.lo.half_bound or b in self.lo.half_bound:
                self.lo.half_bound.add(Name(joined))
            shares = tuple(atom.id for atom in (a, b) if isinstance(atom, Name))
            if shares and not isinstance(kind, (ScalarType, OpaqueType)):
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
        return merge(natures.plain(self.lo.build.type_of(a)), natures.plain(self.lo.build.type_of(b)))


def _cell_of(value: ArrayRef | Num) -> int | None:
    return value.cell if isinstance(value, ArrayRef) else None
