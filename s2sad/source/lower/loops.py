"""Loops: rehearse the body until the state at its head is a fixed point, then lower it once for good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import gast

from s2sad.core.nodes import UNDEFINED, Arg, Atom, Block, Carry, Const, For, Name, While
from s2sad.core.types import ArrayType, Dim, ListType, ScalarType, Type, Unknown
from s2sad.source.lower.branches import STALE, truth
from s2sad.source.lower.lowerer import Lowerer, Raising, Refusal
from s2sad.source.lower.memory import relate
from s2sad.source.lower.values import (
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
    StructContent,
    TupleValue,
    Value,
)  # fmt: skip
from s2sad.types import merge

__all__ = ["BROKEN", "CONTINUED", "RETURNED", "RETURN_VALUE", "for_loop", "while_loop"]

BROKEN, CONTINUED, RETURNED, RETURN_VALUE = "%broken", "%continued", "%returned", "%result"
FLAGS = (BROKEN, CONTINUED, RETURNED)
FALSE = Num(Const(False))
EMPTY_LIST = ListType(Unknown(), Dim())
ROUNDS = 60

Path = tuple[object, ...]


def for_loop(
    lo: Lowerer, counter: Atom, bind: Callable[[Atom], None], body: Callable[[], None], hint: str, kind: Type
) -> None:
    """``for target in counter``: `bind` gives the element of a count to the user's target."""
    origin = lo.build.origin
    target = lo.program.fresh(hint, kind)

    def round_() -> None:
        bind(Name(target))
        try:
            body()
        except Raising as found:
            lo.emit_raise(found)

    loop = _Loop(lo)
    block = loop.settle(round_)
    lo.build.append(For(target, counter, loop.carries, block, loop.until, origin, id=f"loop{next(lo.ids)}"))
    loop.leave()


def while_loop(lo: Lowerer, test: Callable[[], Value], body: Callable[[], None], node: gast.AST) -> None:
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

    block = loop.settle(round_)
    head, atom = heads[-1]
    broken = lo.arg(lo.locals[BROKEN]) != Const(False)
    lo.build.append(While(loop.carries, head, atom, block, loop.until, origin, id=f"loop{next(lo.ids)}"))
    loop.leave()
    if atom == Const(True) and not broken:
        lo.locals[RETURNED] = Num(Const(True))


@dataclass
class _Loop:
    """One loop while it is lowered: what it carries is named by the path to it in the state."""

    lo: Lowerer
    carried: dict[Path, Name] = field(default_factory=dict)
    late: dict[Path, Value] = field(default_factory=dict)
    changed: bool = False
    carries: tuple[Carry, ...] = ()
    until: Atom | None = None

    def settle(self, body: Callable[[], None]) -> Block:
        lo = self.lo
        self.entry = lo.state
        lo.locals[BROKEN] = FALSE
        self.head = self.entry.copy()
        lo.rehearsing += 1
        for _ in range(ROUNDS):
            self._run(body)
            self.changed = False
            self.head = self._generalise(self.head, lo.state)
            if not self.changed:
                break
        else:
            lo.refuse(
                None,
                "what this loop hands on has a new structure in each round",
                "give it one structure, or use an array",
            )
        lo.rehearsing -= 1
        return self._run(body, last=True)

    def _run(self, body: Callable[[], None], last: bool = False) -> Block:
        lo = self.lo
        lo.state = self.head.copy()
        for flag in FLAGS:
            lo.locals[flag] = FALSE
        nexts: list[Carry] = []
        with lo.build.block() as block:
            body()
            self.after = lo.state
            if last:
                nexts = self._nexts()
            self.until = self._until()
        if last:
            self.carries = tuple(self._with_init(carry) for carry in nexts)
        return tuple(block)

    def _until(self) -> Atom | None:
        flags = [self.lo.arg(self.lo.locals[flag]) for flag in (BROKEN, RETURNED)]
        real = [flag for flag in flags if flag != Const(False)]
        if not real:
            return None
        if len(real) == 2:
            return self.lo.build.emit("operator.or_", *real, kind=ScalarType("bool"))
        return real[0] if isinstance(real[0], Name | Const) else None

    # -- the state at the head ------------------------------------------------------------------

    def _generalise(self, head: State, after: State) -> State:
        lo = self.lo
        new = State()
        for key, content in head.heap.items():
            new.heap[key] = self._content(("heap", key), content, after.heap.get(key, content))
        for key, content in after.heap.items():
            if key not in head.heap and key in lo.roots and self._old_cell(key):
                new.heap[key] = self._content(("heap", key), CellContent(lo.roots[key], 0), content)
        lo.state = new
        for frame, names in head.frames.items():
            new.frames[frame] = dict(names)
        for frame, names in head.frames.items():
            for name, value in after.frames.get(frame, {}).items():
                if name in FLAGS:
                    continue
                if name in names:
                    new.frames[frame][name] = self._value(("local", frame, name), names[name], value)
        self._note_exclusive(head, after)
        return new

    def _old_cell(self, key: int) -> bool:
        """Whether a buffer existed before the loop."""
        return key < self.first_id

    def __post_init__(self) -> None:
        self.first_id = next(self.lo.ids)
        self.entry = self.head = self.after = self.lo.state

    def _content(self, path: Path, a: Content, b: Content) -> Content:
        if a == b:
            return a
        if isinstance(b, Poison) or isinstance(a, Poison):
            self.changed = self.changed or not isinstance(a, Poison)
            return b if isinstance(b, Poison) else a
        if isinstance(a, CellContent) and isinstance(b, CellContent):
            root = self.lo.roots[path[1]]  # type: ignore[index]
            atom = self._leaf(path, a.atom, b.atom, getattr(root, "base", "t"))
            return CellContent(atom, a.version if atom == a.atom else a.version + 1)
        if isinstance(a, ListContent) and isinstance(b, ListContent) and len(a.items) == len(b.items):
            return ListContent(self._items(path, a.items, b.items))
        if isinstance(a, ListContent | LongListContent) and isinstance(b, ListContent | LongListContent):
            return self._long(path, a, b)
        if isinstance(a, DictContent) and isinstance(b, DictContent) and a.keys == b.keys:
            return DictContent(a.keys, self._items(path, a.items, b.items))
        if isinstance(a, StructContent) and isinstance(b, StructContent) and a.fields == b.fields:
            origin = a.origin if a.origin == b.origin else None
            return StructContent(a.cls, a.fields, self._items(path, a.items, b.items, a.fields), origin)
        self.changed = True
        return Poison(
            "changes its structure from one round of the loop to the next", "give it one structure, or use an array"
        )

    def _items(
        self, path: Path, a: tuple[Value, ...], b: tuple[Value, ...], names: tuple[str, ...] = ()
    ) -> tuple[Value, ...]:
        keys: tuple[object, ...] = names or tuple(range(len(a)))
        return tuple(self._value((*path, k), x, y) for k, x, y in zip(keys, a, b, strict=True))

    def _long(self, path: Path, a: ListContent | LongListContent, b: ListContent | LongListContent) -> Content:
        if path not in self.carried:
            name = self.lo.program.fresh("items", EMPTY_LIST)
            self.carried[path] = Name(name)
            self.changed = True
            if isinstance(a, ListContent):
                self.lo.program.types[name] = self._display_type(a)
        if isinstance(b, LongListContent):
            self._widen(self.carried[path], self.lo.build.type_of(b.atom))
        return LongListContent(self.carried[path])

    def _display_type(self, content: ListContent) -> Type:
        with self.lo.build.block():
            atom = self.lo.build.emit("list.display", *[self.lo.arg(v) for v in content.items])
        kind = self.lo.build.type_of(atom)
        return kind if isinstance(kind, ListType) else EMPTY_LIST

    def _value(self, path: Path, a: Value, b: Value) -> Value:
        if a == b:
            return a
        if isinstance(a, Poison):
            return a
        if isinstance(b, Poison):
            self.changed = True
            return b
        if isinstance(a, Num) and isinstance(b, Num):
            return Num(self._leaf(path, a.atom, b.atom, _base(path)))
        if isinstance(a, TupleValue) and isinstance(b, TupleValue) and len(a.items) == len(b.items) and a.cls is b.cls:
            return TupleValue(self._items(path, a.items, b.items), a.cls)
        if isinstance(a, ArrayRef | Num) and isinstance(b, ArrayRef | Num):
            return self._array(path, a, b)
        if isinstance(a, ObjectRef) and isinstance(b, ObjectRef):
            return self._object(path, a, b)
        self.changed = True
        return Poison("is a different kind of thing in each round of the loop")

    def _object(self, path: Path, a: ObjectRef, b: ObjectRef) -> Value:
        before = self.lo.state.heap.get(a.id, self.head.heap.get(a.id))
        content = self._content(path, before, self.after.heap[b.id])  # type: ignore[arg-type]
        if isinstance(content, Poison):
            return content
        marker = ("object", *path)
        if marker not in self.late:
            self.late[marker] = self.lo.new_object(content)
            self.changed = True
        ref = self.late[marker]
        assert isinstance(ref, ObjectRef)
        self.lo.state.heap[ref.id] = content
        for other in (a.id, b.id):
            relate(self.lo, ref.id, other)
            if other in self.lo.origins:
                self.lo.origins[ref.id] = UNDEFINED
        return ref

    def _array(self, path: Path, a: ArrayRef | Num, b: ArrayRef | Num) -> Value:
        if isinstance(a, ArrayRef) and isinstance(b, ArrayRef) and (a.cell, a.steps) == (b.cell, b.steps):
            return ArrayRef(a.cell, a.steps, a.atom, STALE, a.maybe or b.maybe)
        if a.atom in self.carried.values() and path in self.carried:
            atom = self._leaf(path, a.atom, self._now(b), _base(path))
            ref = a
        else:
            atom = self._leaf(path, a.atom, self._now(b), _base(path))
            ref = ArrayRef(self.lo.new_cell(atom), (), atom, 0)
        if isinstance(ref, ArrayRef):
            for side in (a, b):
                if isinstance(side, ArrayRef):
                    relate(self.lo, ref.cell, side.cell)
        return ref

    def _now(self, value: ArrayRef | Num) -> Atom:
        """The atom of a value after the body; in the rehearsal only its type counts."""
        if isinstance(value, Num):
            return value.atom
        kept, self.lo.state = self.lo.state, self.after
        with self.lo.build.block():
            atom = self.lo.current(value)
        self.lo.state = kept
        return atom

    def _leaf(self, path: Path, a: Atom, b: Atom, base: str) -> Atom:
        if a == b:
            return a
        if path not in self.carried:
            kind = self.lo.build.type_of(a)
            self.carried[path] = Name(self.lo.program.fresh(base, kind))
            if isinstance(a, Name) and not isinstance(kind, ScalarType):
                self.lo.program.shares[self.carried[path].id] = (a.id,)
            self.changed = True
        self._widen(self.carried[path], self.lo.build.type_of(b))
        return self.carried[path]

    def _widen(self, name: Name, incoming: Type) -> None:
        kind = self.lo.program.type_of(name.id)
        wider = _own_symbols(name, kind, merge(kind, incoming))
        if wider != kind:
            self.lo.program.types[name.id] = wider
            self.changed = True

    def _note_exclusive(self, head: State, after: State) -> None:
        """Names that a round permutes or binds anew never hold one buffer, if they begin with different ones."""
        paths = [p for p in self.carried if p[0] == "local" and len(p) == 3]
        refs = [
            (self.lo.state.frames[p[1]].get(p[2]), after.frames[p[1]].get(p[2]), self.entry.frames[p[1]].get(p[2]))
            for p in paths
        ]  # type: ignore[index, call-overload]
        arrays = [r for r in refs if all(isinstance(v, ArrayRef) and not v.maybe for v in r)]
        for column in (1, 2):
            cells = [r[column].cell for r in arrays]  # type: ignore[union-attr]
            if len(set(cells)) != len(cells):
                return
        heads = [r[0].cell for r in arrays]  # type: ignore[union-attr]
        for a in heads:
            for b in heads:
                if a != b:
                    self.lo.exclusive.add(frozenset((a, b)))

    # -- the finished loop ----------------------------------------------------------------------

    def _nexts(self) -> list[Carry]:
        """The carries, as yet without what they have before the loop; what they need is emitted at the end of the body."""
        carries = []
        for path, name in self.carried.items():
            if self._at(path, self.head) == name:
                carries.append(Carry(name.id, UNDEFINED, self._at(path, self.after)))
        self.lo.state = self.after
        self._late_names(self.after, carries)
        for flag in (BROKEN, RETURNED):
            value = self.lo.arg(self.after.frames[self.lo.frame.id][flag])
            if value != Const(False):
                name_ = self.lo.program.fresh(flag[1:], ScalarType("bool"))
                carries.append(Carry(name_, Const(False), value))
                self.late["local", self.lo.frame.id, flag] = Num(Name(name_))
        return carries

    def _with_init(self, carry: Carry) -> Carry:
        for path, name in self.carried.items():
            if name.id == carry.name:
                return Carry(carry.name, self._at(path, self.entry), carry.next)
        return carry

    def _late_names(self, after: State, carries: list[Carry]) -> None:
        """Names that the body binds first: they have a value after the loop if it ran."""
        frame = self.lo.frame.id
        for name, value in after.frames[frame].items():
            if name not in self.entry.frames[frame] and name not in FLAGS:
                late = self._late(value, name, after, carries)
                self.late["local", frame, name] = late

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
                return self._keep(value, StructContent(content.cls, content.fields, fields, None))
            if isinstance(content, LongListContent):
                return self._keep(value, LongListContent(self._late_atom(content.atom, name, carries)))
            return UNBOUND
        if not isinstance(value, Num | ArrayRef):
            return value
        try:
            atom = self.lo.current(value) if isinstance(value, ArrayRef) else value.atom
        except Refusal:  # a value that cannot be read is an error where it is read
            return UNBOUND
        if isinstance(atom, Const):
            return Num(self._late_atom(atom, name, carries))
        late = self._late_atom(atom, name, carries)
        if isinstance(value, Num):
            return Num(late)
        ref = ArrayRef(self.lo.new_cell(late), (), late, 0)
        relate(self.lo, ref.cell, value.cell)
        return ref

    def _keep(self, value: ObjectRef, content: Content) -> ObjectRef:
        ref = ObjectRef(next(self.lo.ids))
        relate(self.lo, ref.id, value.id)
        if value.id in self.lo.origins:
            self.lo.origins[ref.id] = UNDEFINED
        self.late["heap", ref.id] = content  # type: ignore[assignment]
        return ref

    def _late_atom(self, atom: Atom, name: str, carries: list[Carry]) -> Name:
        kind = self.lo.build.type_of(atom)
        base = name[1:] if name.startswith("%") else name
        made = Name(self.lo.program.fresh(base, kind))
        self.lo.program.types[made.id] = _own_symbols(made, None, kind)
        if isinstance(atom, Name) and not isinstance(kind, ScalarType):
            self.lo.program.shares[made.id] = (atom.id,)
        carries.append(Carry(made.id, UNDEFINED, atom))
        return made

    def _at(self, path: Path, state: State) -> Arg | None:
        lo = self.lo
        kept, lo.state = lo.state, state
        value: object = state.heap.get(path[1]) if path[0] == "heap" else state.frames[path[1]].get(path[2])  # type: ignore[call-overload]
        if path[0] == "heap" and value is None:
            if path[1] not in lo.roots:
                lo.refuse(
                    None, "an object is both made anew and changed in a loop", "change it in place, or make a new one"
                )
            value = CellContent(lo.roots[path[1]], 0)  # type: ignore[index]
        for key in path[2 if path[0] == "heap" else 3 :]:
            value = self._child(value, key, state)
        arg = None if isinstance(value, Poison) else self._leaf_arg(value, state)
        lo.state = kept
        return arg

    def _child(self, value: object, key: object, state: State) -> object:
        content = state.heap[value.id] if isinstance(value, ObjectRef) else value
        if isinstance(content, StructContent):
            return content.items[content.fields.index(str(key))]
        return content.items[key]  # type: ignore[attr-defined, index]

    def _leaf_arg(self, value: object, state: State) -> Arg:
        if isinstance(value, ObjectRef):
            value = state.heap[value.id]
        if isinstance(value, CellContent | LongListContent):
            return value.atom
        if isinstance(value, ListContent):
            return self.lo.build.emit("list.display", *[self.lo.arg(v) for v in value.items])
        return self.lo.arg(value)  # type: ignore[arg-type]

    def leave(self) -> None:
        """The state after the loop: that of its head, with the names that the body bound."""
        lo = self.lo
        lo.state = self.head.copy()
        lo.locals[BROKEN] = FALSE
        for path, value in self.late.items():
            if path[0] == "local":
                lo.state.frames[path[1]][str(path[2])] = value  # type: ignore[index]
            elif path[0] == "heap":
                lo.state.heap[path[1]] = value  # type: ignore[index, assignment]


def _base(path: Path) -> str:
    names = [str(p) for p in path if isinstance(p, str) and p not in ("local", "heap")]
    if not names:
        return "t"
    return names[-1].strip("%0123456789") if names[-1].startswith("%") else names[-1]


def _own_symbols(name: Name, before: Type | None, kind: Type) -> Type:
    """Sizes that change from round to round are symbols of the carried name alone."""
    if isinstance(kind, ArrayType) and kind.shape is not None:
        old = before.shape if isinstance(before, ArrayType) and before.shape is not None else (None,) * len(kind.shape)
        if len(old) != len(kind.shape):
            return kind
        shape = tuple(
            d if d == o or d.value is not None else Dim.symbol(f"{name.id}.{i}")
            for i, (d, o) in enumerate(zip(kind.shape, old, strict=True))
        )
        return ArrayType(kind.dtype, shape, kind.contiguous)
    if isinstance(kind, ScalarType) and kind.value is not None and before is None:
        return ScalarType(kind.dtype)
    return kind
