"""The state at the head of a loop: a fixed point of what the body does to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gast

from s2sad.core.nodes import UNDEFINED, Atom, Const, Name
from s2sad.core.records import dataclass, field, replace
from s2sad.core.types import DictType, Dim, ListType, ScalarType, Type, Unknown
from s2sad.source.lower import maybe, moving, natures, partly, places, tuples
from s2sad.source.lower.aliases import hold_lists, note_held, relate
from s2sad.source.lower.carrying import Path, base_of, number
from s2sad.source.lower.choices import STALE, stale
from s2sad.source.lower.contents import item_arg
from s2sad.source.lower.dict_values import are_dicts, display, outlives
from s2sad.source.lower.fields import with_the_same_fields
from s2sad.source.lower.finding import Finding
from s2sad.source.lower.foreseen import bound_and_written
from s2sad.source.lower.long_dicts import called
from s2sad.source.lower.sizes import own_symbols
from s2sad.source.lower.values import (
    UNBOUND,
    ArrayRef,
    CellContent,
    Content,
    DictContent,
    IteratorContent,
    ListContent,
    LongDictContent,
    LongListContent,
    Num,
    ObjectRef,
    Poison,
    State,
    StructContent,
    TupleValue,
    Value,
    ViewsContent,
)  # fmt: skip

__all__ = [
    "BROKEN", "CONTINUED", "FALSE", "FLAGS", "RAISED", "RETURNED", "RETURN_VALUE", "Head", "Path",
]  # fmt: skip

BROKEN, CONTINUED, RETURNED, RETURN_VALUE = "%broken", "%continued", "%returned", "%result"
FLAGS = (BROKEN, CONTINUED, RETURNED)
RAISED = "%raised"
"""Where a `try` keeps whether something was raised in it, with a number of its own."""
FALSE = Num(Const(False))
ZEROS = {"f": Const(0.0), "c": Const(0j), "i": Const(0), "b": Const(False)}
"""What stands in a name that has no value before a loop: a tape keeps it, and nothing else reads it."""
EMPTY_LIST = ListType(Unknown(), Dim())
NOT_BEFORE = Poison("has no value before the loop, and is a container", "give it one before the loop")


@dataclass
class Head(Finding):
    """What a loop carries, named by the path to it in the state, while its head is generalised.

    `unset` has what stands for the value before the loop of a name that has none.
    """

    late: dict[Path, Value] = field(default_factory=dict)
    late_content: dict[int, Content] = field(default_factory=dict)
    unset: dict[Path, Const] = field(default_factory=dict)
    of_a_round: set[int] = field(default_factory=set)  # objects that are not there before: none is written later on

    def __post_init__(self) -> None:
        super().__post_init__()
        self.entry = self.head = self.new = self.lo.state
        self.pairs = list[tuple[int, int, int]]()
        self.positions = {}
        self.in_place = set()

    def tables(self) -> tuple[dict[Any, Any], ...]:
        """All that a rehearsal notes."""
        noted = (self.late, self.late_content, self.unset, self.first, self.kin, self.made)
        return (*noted, self.carried, self.models, self.chosen)

    def generalise(self, head: State, after: State) -> State:
        lo, before = self.lo, len(head.unheld)
        self.new = new = lo.state = State(unheld=head.unheld & after.unheld)
        self.made, self.pairs = {}, []
        carried = {ref for path, ref in self.late.items() if path[0] == "object"}
        for key, content in head.heap.items():
            if ObjectRef(key) in carried and key not in self.of_a_round:
                continue  # what is in it goes with the names that carry it
            if key in self.of_a_round and after.heap.get(key, content) != content:
                new.heap[key], self.changed = NOT_BEFORE, self.changed or content != NOT_BEFORE
            else:
                new.heap[key] = self._content(("heap", key), content, after.heap.get(key, content))
        for key, content in after.heap.items():
            if key not in head.heap and key in lo.roots and self._old_cell(key):
                new.heap[key] = self._content(("heap", key), CellContent(lo.roots[key], 0), content)
        for frame, names in head.frames.items():
            new.frames[frame] = dict(names)
        for frame, names in head.frames.items():
            for name, value in after.frames.get(frame, {}).items():
                if name in FLAGS or name.startswith(RAISED):
                    continue
                if name in names:
                    new.frames[frame][name] = self.value(("local", frame, name), names[name], value)
                elif (frame, name) in lo.read_early | lo.kept_over:
                    new.frames[frame][name] = self.from_second_round(("local", frame, name), value)
        note_held(lo, *(made for made, a, b in self.pairs if a not in head.unheld or b not in after.unheld))
        self.changed |= len(head.unheld) < before
        return new

    def foresee(self, nodes: Sequence[gast.AST]) -> None:
        """Carry the numbers and arrays that the statements of the body plainly change: a round less to rehearse."""
        lo, frame = self.lo, self.lo.frame.id
        bound, written = bound_and_written(nodes)
        for name, value in list(lo.locals.items()):
            if name in bound and isinstance(value, Num) and self._is_number(value.atom):
                carried = self.carry(("local", frame, name), value.atom, name)
                kind = lo.program.type_of(carried.id)
                lo.program.types[carried.id] = own_symbols(carried, None, kind)
                self.head.frames[frame][name] = Num(carried)
            if name in written and isinstance(value, ArrayRef) and not value.steps and value.cell not in lo.choices:
                self._foresee_writes(name, value)

    def keeps(self, path: Path, name: Name, after: State) -> bool:
        """Whether a number or an array that is carried is after a round what it was before."""
        if path[0] == "heap":
            return getattr(after.heap.get(number(path)), "atom", None) == name
        return after.frames[number(path)].get(str(path[2])) == Num(name)

    def is_never_bound(self) -> bool:
        """Whether there is a path that reads a name which no round binds: what it comes to is Python's error."""
        lo = self.lo
        lo.passed_over -= {(frame, name) for frame, names in self.head.frames.items() for name in names}
        missing = lo.passed_over if len(lo.rounds) == 2 else set()
        lo.never_bound |= missing
        lo.passed_over = lo.passed_over - missing
        return bool(missing)

    def place(self, path: Path) -> tuple[int, int]:
        """Where something carried stands among the others: memory first, then the names as they were bound."""
        if path[0] == "heap":
            return -1, 0
        names = list(self.entry.frames.get(number(path), ()))
        return number(path), names.index(str(path[2])) if path[2] in names else len(names)

    def _is_number(self, atom: Atom) -> bool:
        kind = self.lo.build.type_of(atom)
        return isinstance(kind, ScalarType) and kind.kind in "ifc"

    def _foresee_writes(self, name: str, value: ArrayRef) -> None:
        root = self.lo.roots.get(value.cell)
        content = self.head.heap.get(value.cell, None if root is None else CellContent(root, 0))
        if isinstance(content, CellContent) and content.of is None:
            carried = self.carry(("heap", value.cell), content.atom, getattr(root, "base", "t"))
            self.head.heap[value.cell] = CellContent(carried, content.version + 1)
            self.head.frames[self.lo.frame.id][name] = replace(value, version=STALE)

    def from_second_round(self, path: Path, value: Value) -> Value:
        """What a round finds in a name that only the round before has bound."""
        if isinstance(value, TupleValue):
            items = (self.from_second_round((*path, k), item) for k, item in enumerate(value.items))
            return TupleValue(tuple(items), value.cls)
        if isinstance(value, ObjectRef) and path[1:3] not in self.lo.read_early:
            return self._object_of_a_round(path, value)
        if not isinstance(value, (Num, ArrayRef)):
            return NOT_BEFORE
        self.changed = True
        kind = self.lo.build.type_of(self.now(value))
        atom = self.carried[path] = Name(self.lo.program.fresh(base_of(path), kind))
        self.lo.program.types[atom.id] = own_symbols(atom, None, kind)
        if path[0] == "heap":
            self.lo.half_bound.add(atom)
        if path[1:3] in self.lo.read_early:
            self.unset[path] = ZEROS[kind.kind] if isinstance(kind, ScalarType) else Const(None)
        if isinstance(value, Num):
            return Num(atom)
        ref = ArrayRef(self.lo.new_cell(atom), (), atom, 0)
        self.hand_on(ref.cell, None, value.cell)
        return ref

    def _object_of_a_round(self, path: Path, value: ObjectRef) -> Value:
        """An object that only a round has made: its parts are carried, and it is the loop's own."""
        content = self.after.heap.get(value.id)
        if value.id < self.first_id or not isinstance(content, (ListContent, DictContent, StructContent)):
            return NOT_BEFORE
        keys: tuple[object, ...] = (
            content.fields if isinstance(content, StructContent) else tuple(range(len(content.items)))
        )
        items = tuple(self.from_second_round((*path, k), item) for k, item in zip(keys, content.items, strict=True))
        if NOT_BEFORE in items:
            return NOT_BEFORE
        self.changed = True
        marker = ("object", *path)
        ref = self.late[marker] = self.lo.new_object(replace(content, items=items))
        relate(self.lo, ref.id, value.id)
        self.of_a_round.add(ref.id)
        return ref

    def _old_cell(self, key: int) -> bool:
        """Whether a buffer existed before the loop."""
        return key < self.first_id

    def _content(self, path: Path, a: Content | None, b: Content) -> Content:
        if a is not None and a == b:
            return a
        if isinstance(a, ListContent) and not a.items and isinstance(b, ViewsContent) and path[0] == "heap":
            return self._become_views(number(path), b)
        if len(path) == 2 and number(path) in self.lo.choices:
            return self._chosen(number(path), a, b)
        if isinstance(b, Poison) or isinstance(a, Poison):
            self.changed = self.changed or not isinstance(a, Poison)
            return a if isinstance(a, Poison) and not isinstance(b, Poison) else b
        if isinstance(a, CellContent) and isinstance(b, CellContent):
            root = self.lo.roots[number(path)]
            atom = self.leaf(path, a.atom, b.atom, getattr(root, "base", "t"))
            return CellContent(atom, a.version if atom == a.atom else a.version + 1)
        if isinstance(a, ListContent) and isinstance(b, ListContent) and len(a.items) == len(b.items):
            return ListContent(self._items(path, a.items, b.items))
        if isinstance(a, (ListContent, LongListContent)) and isinstance(b, (ListContent, LongListContent)):
            return self._long(path, a, b)
        if isinstance(a, DictContent) and isinstance(b, DictContent) and a.keys == b.keys:
            return DictContent(a.keys, self._items(path, a.items, b.items))
        if a is not None and not outlives(self.lo, path[-1]) and self._are_dicts(a, b):
            return self._long_dict(path, a, b)
        if isinstance(a, StructContent) and isinstance(b, StructContent) and a.cls is b.cls:
            a, b = with_the_same_fields(self.lo, a, b)
            origin = a.origin if a.origin == b.origin else UNDEFINED
            return StructContent(a.cls, a.fields, self._items(path, a.items, b.items, a.fields), origin)
        if isinstance(a, IteratorContent) and isinstance(b, IteratorContent) and partly.are_alike(a, b):
            return replace(a, taken=self.value((*path, "taken"), a.taken, b.taken))
        left = partly.of_both(a, b)
        self.changed |= left is None or left != a
        return left or Poison(
            "changes its structure from one round of the loop to the next", "give it one structure, or use an array"
        )

    def _become_views(self, key: int, b: ViewsContent) -> Content:
        """A list that is empty before the loop, and gets views in it."""
        places = self.lo.new_object(ListContent(()))
        self.lo.rows.add(places.id)
        made = replace(b, places=places)
        for state in (self.entry, self.new):
            state.heap[places.id] = ListContent(())
            state.heap[key] = made
        self.changed = True
        return made

    def _chosen(self, cell: int, a: Content | None, b: Content) -> Content:
        """A chosen buffer that the body has read anew or written is read anew in each round."""
        if isinstance(a, CellContent) and a.of is None:
            return a
        self.changed = True
        return stale(self.lo.roots[cell], a, b)

    def _items(
        self, path: Path, a: tuple[Value, ...], b: tuple[Value, ...], names: tuple[str, ...] = ()
    ) -> tuple[Value, ...]:
        keys: tuple[object, ...] = names or tuple(range(len(a)))
        return tuple(self.value((*path, k), x, y) for k, x, y in zip(keys, a, b, strict=True))

    def _long(self, path: Path, a: ListContent | LongListContent, b: ListContent | LongListContent) -> Content:
        if len(path) == 2:
            hold_lists(self.lo, number(path), (a, self.head), (b, self.after))
            self.positions |= places.before_and_after(self.lo, number(path), a, b)
        if path not in self.carried:
            name = self.lo.program.fresh("items", EMPTY_LIST)
            self.carried[path] = Name(name)
            self.changed = True
            if isinstance(a, ListContent):
                self.lo.program.types[name] = self._display_type(a, self.head)
        after = self._display_type(b, self.after) if isinstance(b, ListContent) else self.lo.build.type_of(b.atom)
        self.widen(self.carried[path], after)
        return LongListContent(self.carried[path])

    def _are_dicts(self, a: Content, b: Content) -> bool:
        return are_dicts(self.lo, (a, self.head), (b, self.after))

    def _long_dict(self, path: Path, a: Content, b: Content) -> Content:
        if len(path) == 2:
            hold_lists(self.lo, number(path), (a, self.head), (b, self.after))
        if path not in self.carried:
            self.carried[path] = Name(self.lo.program.fresh(self._name_of(path), DictType(Unknown(), Dim())))
            self.changed = True
            self.widen(self.carried[path], self._type_of_dict(a, self.head))
        self.widen(self.carried[path], self._type_of_dict(b, self.after))
        return LongDictContent(self.carried[path])

    def _name_of(self, path: Path) -> str:
        return called(self.lo, path[1], self.head) if path[0] == "heap" and len(path) == 2 else base_of(path)

    def _type_of_dict(self, content: Content, state: State) -> Type:
        if isinstance(content, LongDictContent):
            return self.lo.build.type_of(content.atom)
        assert isinstance(content, DictContent)
        kept, self.lo.state = self.lo.state, state
        with self.lo.build.block():
            atom = display(self.lo, content)
        self.lo.state = kept
        return self.lo.build.type_of(atom)

    def _display_type(self, content: ListContent, state: State) -> Type:
        kept, self.lo.state = self.lo.state, state
        with self.lo.build.block():
            atom = self.lo.build.emit("list.display", *[item_arg(self.lo, v) for v in content.items])
        self.lo.state = kept
        kind = self.lo.build.type_of(atom)
        return kind if isinstance(kind, ListType) else EMPTY_LIST

    def value(self, path: Path, a: Value, b: Value) -> Value:
        if a == b and isinstance(a, ObjectRef) and self.late.get(("object", *path)) == a:
            return self._object(path, a, a)
        if a == b:
            return a
        if a is UNBOUND and not isinstance(b, Poison) and path[:1] == ("heap",):
            return self.from_second_round(path, b)
        if maybe.can_be(a, b):
            return maybe.carried(self, path, a, b)
        if isinstance(a, Poison):
            return maybe.lost(a)
        for value, state in ((b, self.after), (a, self.head)):
            lost = state.heap.get(value.cell) if isinstance(value, ArrayRef) else value
            if isinstance(lost, Poison):
                self.changed = True
                return maybe.lost(lost)
        if isinstance(a, Num) and isinstance(b, Num):
            return Num(self.leaf(path, a.atom, b.atom, base_of(path)))
        if isinstance(a, TupleValue) and isinstance(b, TupleValue) and len(a.items) == len(b.items) and a.cls is b.cls:
            return TupleValue(self._items(path, a.items, b.items), a.cls)
        if isinstance(a, (ArrayRef, Num)) and isinstance(b, (ArrayRef, Num)):
            return self._array(path, a, b)
        if isinstance(a, ObjectRef) and isinstance(b, ObjectRef):
            return self._object(path, a, b)
        if tuples.are_tuples(self.lo, a, b):
            return self._tuple(path, a, b)
        self.changed = True
        return Poison("is a different kind of thing in each round of the loop")

    def _object(self, path: Path, a: ObjectRef, b: ObjectRef) -> Value:
        before = (self.new if a.id in self.of_a_round else self.head).heap.get(a.id)
        if b.id not in self.after.heap:
            self.changed = True
            return Poison("is made anew in some rounds of the loop alone", "change it in place: clear it, fill it")
        content = self._content(path, before, self.after.heap[b.id])
        if isinstance(content, Poison):
            return content
        marker = ("object", *path)
        if marker not in self.late:
            self.late[marker] = self.lo.new_object(content)
            self.changed = True
        ref = self.late[marker]
        assert isinstance(ref, ObjectRef)
        self.new.heap[ref.id] = content
        self.new.unheld.add(ref.id)
        self.pairs.append((ref.id, a.id, b.id))
        other_kind = natures.of_both(self.lo, a, b, ref)
        if other_kind is not None:
            self.changed = True
            return other_kind
        if isinstance(content, (LongListContent, LongDictContent)):
            hold_lists(self.lo, ref.id, (before, self.head), (self.after.heap[b.id], self.after))
        self.hand_on(ref.id, a.id, b.id)
        self.changed |= places.keep_distinct(self.lo, ref.id, a.id, b.id)
        if a.id in self.lo.origins or b.id in self.lo.origins:
            self.lo.origins[ref.id] = UNDEFINED
        self.keep_place(path, ref, a, b)
        return tuples.of_both(self.lo, a, b, ref)

    def _tuple(self, path: Path, a: Value, b: Value) -> Value:
        """A tuple of which only the run knows how long it is."""
        before, after = tuples.content_in(self.head, a), tuples.content_in(self.after, b)
        content = self._long(path, before, after)
        ref = self.late.setdefault(("object", *path), a if isinstance(a, ObjectRef) else self.lo.new_object(content))
        assert isinstance(ref, ObjectRef)
        self.new.heap[ref.id] = content
        self.new.unheld.discard(ref.id)
        hold_lists(self.lo, ref.id, (before, self.head), (after, self.after))
        self.hand_on(ref.id, getattr(a, "id", None), getattr(b, "id", None))
        return tuples.marked(self.lo, ref)

    def _array(self, path: Path, a: ArrayRef | Num, b: ArrayRef | Num) -> Value:
        if isinstance(a, ArrayRef) and isinstance(b, ArrayRef) and (a.cell, a.steps) == (b.cell, b.steps):
            return ArrayRef(a.cell, a.steps, a.atom, STALE)
        if self.lo.follows_views and isinstance(a, ArrayRef) and isinstance(b, ArrayRef):
            moved = moving.view(self, path, a, b)
            if moved is not None:
                return moved
        if a.atom in self.carried.values() and path in self.carried:
            atom = self.leaf(path, a.atom, self.now(b), base_of(path))
            ref = a
        else:
            atom = self.leaf(path, a.atom, self.now(b), base_of(path))
            ref = ArrayRef(self.lo.new_cell(atom), (), atom, 0)
        if isinstance(ref, ArrayRef):
            self.hand_on(ref.cell, getattr(a, "cell", None), getattr(b, "cell", None))
            self.keep_place(path, ref, a, b)
        return ref
