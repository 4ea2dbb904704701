"""The abstract interpreter that lowers Python to core: its state, its names, and how values become arguments."""

from __future__ import annotations

import builtins
import types
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any, NoReturn

import gast
import numpy as np

from s2sad.core.nodes import Arg, Atom, Const, DictArg, Free, Name, Origin, Raise, SliceArg, StructArg, TupleArg
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.types import (
    ArrayType,
    ListType,
    NoneType,
    OpaqueType,
    ScalarType,
    TupleType,
    Type,
    Unknown,
)  # fmt: skip
from s2sad.errors import NotSupportedError, Problem
from s2sad.source.lower import contents, natures, tuples, view_lists
from s2sad.source.lower.builder import Builder
from s2sad.source.lower.displays import as_arrays
from s2sad.source.lower.notes import Notes, Numbers
from s2sad.source.lower.results import array_result, instance, relate_operands, relate_parts
from s2sad.source.lower.signals import Opened, Raising, Refusal
from s2sad.source.lower.values import (
    ArrayRef,
    Bound,
    CellContent,
    Frame,
    ListContent,
    Maybe,
    Num,
    ObjectRef,
    Poison,
    RangeValue,
    SliceValue,
    Spread,
    State,
    Static,
    TupleValue,
    Value,
)  # fmt: skip
from s2sad.source.lower.views import CONVERSIONS, OF_SHAPE

__all__ = ["Frame", "Lowerer", "Opened", "Raising", "Refusal"]

TELL = "call the derivative, annotate the parameter, or name the method of an object (FILE.py:object.method)"


class Lowerer(Notes):
    """Walks the user's syntax with symbolic values and emits core through a `Builder`."""

    def __init__(self, program: Program, primal: bool = True) -> None:
        super().__init__()
        self.program = program
        self.build = Builder(program, primal)
        self.state = State()
        self.frames: list[Frame] = []
        self.all_frames: dict[int, Frame] = {}
        self.sizes: dict[int, dict[str, int]] = {}  # of the containers that the call of a frame was given
        self.ids = Numbers()
        self.hints: dict[int, str] = {}  # what the result of the call of a frame is called

    # -- frames and names -----------------------------------------------------------------------

    @property
    def frame(self) -> Frame:
        return self.frames[-1]

    @property
    def locals(self) -> dict[str, Value]:
        return self.state.frames[self.frame.id]

    @contextmanager
    def entered(self, frame: Frame) -> Iterator[None]:
        self.frames.append(frame)
        self.all_frames[frame.id] = frame
        self.state.frames[frame.id] = {}
        origin, begun = self.build.origin, self.begun
        self.pending.append(range(begun, self.ids.last + 1))
        try:
            yield
        finally:
            self.frames.pop()
            self.pending.pop()
            self.build.origin, self.begun = origin, begun

    @contextmanager
    def round(self) -> Iterator[None]:
        """A round of a loop: what has a number from now on is made anew in each."""
        self.rounds.append(self.ids.last + 1)
        try:
            yield
        finally:
            self.rounds.pop()

    def lookup(self, name: str, node: gast.AST | None = None) -> Value:
        from s2sad.source.lower import outer

        frame: Frame | None = self.frame
        while frame is not None:
            found = self.state.frames.get(frame.id, {}).get(name)
            if found is not None:
                return self.readable(found, name, node)
            if name in frame.closure and id(frame.cells.get(name)) in self.written_cells:
                return outer.read_cell(self, frame.cells[name], name)
            if name in frame.closure:
                return self.from_object(frame.closure[name], name)
            if (frame.id, name) in self.bound_later:
                self.early_read(frame.id, name, node)
            parent = frame.parent
            top, frame = frame, None if parent is None else self.all_frames[parent]
        if (id(top.globals), name) in self.written_globals:
            return outer.read_global(self, top.globals, name)
        if name in top.globals:
            return self.from_object(top.globals[name], name)
        if hasattr(builtins, name):
            return self.from_object(getattr(builtins, name), name)
        self.refuse(
            node,
            f"{name!r} has no value on any path that leads here",
            "give it one before, or define it before s2sad reads the function",
        )

    def early_read(self, frame: int, name: str, node: gast.AST | None) -> NoReturn:
        """A name that has a value from the second round of a loop on."""
        from s2sad.source.lower.branches import NotYetBound

        if (frame, name) in self.never_bound:
            what = f"cannot access local variable {name!r} where it is not associated with a value"
            raise Raising(UnboundLocalError, Const(what))
        self.read_early.add((frame, name))
        raise NotYetBound(frame, name, node)

    def readable(self, value: Value, name: str, node: gast.AST | None) -> Value:
        if isinstance(value, Poison) and not isinstance(value, Maybe):
            if self.survey is not None:
                self.survey.read |= value.read
            self.refuse(node, f"{name!r} {value.reason}" if value.reason else "", value.hint)
        return value

    # -- errors ---------------------------------------------------------------------------------

    def origin_of(self, node: gast.AST | None) -> Origin | None:
        if node is None or not hasattr(node, "lineno"):
            return self.build.origin
        return Origin(
            self.frame.file,
            node.lineno,
            node.col_offset,
            node.end_lineno or 0,
            node.end_col_offset or 0,
            self.frame.name,
        )

    def refuse(self, node: gast.AST | None, message: str, hint: str = "", kind: str = "unsupported") -> NoReturn:
        raise Refusal(Problem(self.origin_of(node), message, hint, kind))

    def emit_raise(self, found: Raising) -> None:
        made = self.build.emit(
            "call", self.free(found.cls.__name__, found.cls), *found.arguments, kind=OpaqueType("exception")
        )
        self.build.append(Raise(made, None, self.build.origin))

    def finish(self) -> None:
        if self.problems:
            raise NotSupportedError(self.problems) from None

    # -- objects to values ----------------------------------------------------------------------

    def free(self, text: str, obj: object) -> Free:
        """A free name of the generated module for an object; another object of the same name gets a digit."""
        base, digit = text, 0
        while text in self.program.frees and not _alike(self.program.frees[text], obj):
            digit += 1
            text = f"{base.replace('.', '_').replace('[', '_').replace(']', '')}_{digit}"
        self.program.frees[text] = obj
        return Free(text)

    def from_object(self, obj: object, text: str) -> Value:
        """The value of an object that exists before the function runs."""
        if isinstance(obj, types.ModuleType):
            return Static(obj, {"numpy": "np"}.get(obj.__name__, text))
        if obj is None or isinstance(obj, (bool, str, bytes)) or obj is Ellipsis:
            return Num(Const(obj))
        if isinstance(obj, (int, float, complex, np.number, np.bool_)) and not isinstance(obj, Enum):
            return Num(self.free(text, obj))
        if isinstance(obj, np.ndarray):
            if id(obj) not in self.globals:
                cell = -1 - len(self.globals)  # older than whatever the function makes
                self.roots[cell] = self.free(text, obj)
                self.globals[id(obj)] = ArrayRef(cell, (), self.roots[cell], 0)
            ref = self.globals[id(obj)]
            if isinstance(self.roots[ref.cell], Name) and ref.cell not in self.state.heap:
                self.refuse(None, f"a recursive function uses {text}, which is written", "pass it to the function")
            return ref
        if id(obj) in self.live:
            return self._written_object(self.live[id(obj)], text)
        return Static(obj, text)

    def _written_object(self, ref: ObjectRef, text: str) -> ObjectRef:
        """An object whose attributes the function assigns, in the state that they have by now."""
        if ref.id not in self.state.heap:
            self.refuse(
                None, f"a recursive function reads {text}, of which attributes are assigned", "pass what it needs"
            )
        return ref

    def constant(self, obj: object) -> Value:
        """The value of a key or member that is known: a number or a text stands for itself."""
        if type(obj) in (bool, int, float, complex, str, bytes):
            return Num(Const(obj))
        if type(obj) is tuple:
            return TupleValue(tuple(self.constant(item) for item in obj))
        return self.from_object(obj, repr(obj))

    def external_array(self, atom: Atom) -> ArrayRef:
        cell = self.new_cell(atom)
        if isinstance(atom, Name):
            self.program.external.add(atom.id)
        return ArrayRef(cell, (), atom, 0)

    def new_cell(self, atom: Atom) -> int:
        cell = next(self.ids)
        self.roots[cell] = atom
        self.state.unheld.add(cell)
        return cell

    def new_object(self, content: Any) -> ObjectRef:
        ref = ObjectRef(next(self.ids))
        self.state.heap[ref.id] = content
        self.state.unheld.add(ref.id)
        self.made_in[ref.id] = self.build.blocks[-1]
        return ref

    def new_list(self, items: tuple[Value, ...]) -> ObjectRef:
        return self.new_object(ListContent(items))

    # -- values to arguments --------------------------------------------------------------------

    def arg(self, value: Value, node: gast.AST | None = None) -> Arg:
        """The core argument that stands for a value where it is used."""
        if isinstance(value, Num):
            return value.atom
        if isinstance(value, ArrayRef):
            return self.current(value, node)
        if isinstance(value, TupleValue):
            items = tuple(self.arg(v, node) for v in value.items)
            if value.cls is not None:
                return StructArg(contents.class_of(self, value.cls, node), value.cls._fields, items)  # type: ignore[attr-defined]
            return TupleArg(items)
        if isinstance(value, ObjectRef):
            made = contents.content_arg(self, self.state.heap[value.id], node, value)
            if isinstance(made, DictArg) and value.id in self.kinds:
                from s2sad.source.lower import own_containers

                return replace(made, cls=own_containers.made_again(self, value))
            return made
        if isinstance(value, Static):
            return self.free(value.text or type(value.obj).__name__, value.obj)
        if isinstance(value, SliceValue):
            return SliceArg(self.arg(value.lower), self.arg(value.upper), self.arg(value.step))
        if isinstance(value, RangeValue):
            made = self.build.emit("builtins.range", *[self.arg(v) for v in value.args])
            return self.build.emit("builtins.reversed", made) if value.backwards else made
        if isinstance(value, Poison):
            self.refuse(node, f"a value {value.reason}" if value.reason else "", value.hint)
        if isinstance(value, Spread):
            self.refuse(
                node, "the number of these items is not known when s2sad reads them", "pass a tuple, or index the array"
            )
        if isinstance(value, Bound) and isinstance(value.function, Static) and isinstance(value.function.obj, str):
            self.refuse(node, f"what has the attribute {value.function.obj!r} here is not known", TELL)
        self.refuse(node, "a function made here is used as data", "call it, or pass it to a function that calls it")

    def atom(self, value: Value, node: gast.AST | None = None, hint: str = "t") -> Atom:
        """The value as one atom; a structure is built first."""
        arg = self.arg(value, node)
        if isinstance(arg, (Name, Const, Free)):
            return arg
        if isinstance(arg, TupleArg) and arg.list:
            return self.build.emit("list.display", *arg.items, hint=hint)
        return self.build.emit("builtins.tuple", arg, hint=hint)

    # -- arrays ---------------------------------------------------------------------------------

    def cell_now(self, cell: int) -> CellContent:
        if cell in self.choices:
            from s2sad.source.lower.choices import chosen_now

            return chosen_now(self, cell)
        content = self.state.heap.get(cell)
        return content if isinstance(content, CellContent) else CellContent(self.roots[cell], 0)

    def current(self, ref: ArrayRef, node: gast.AST | None = None) -> Atom:
        """The value of an array now: views of a buffer that was written are taken again."""
        content = self.state.heap.get(ref.cell)
        if isinstance(content, Poison):
            self.refuse(node, f"an array {content.reason}", content.hint)
        now = self.cell_now(ref.cell)
        if now.version == ref.version:
            return ref.atom
        atom = now.atom
        for prim, args in ref.steps:
            atom = self.build.emit(prim, atom, *args, hint=ref.atom.base if isinstance(ref.atom, Name) else "t")
        return atom

    def result(self, atom: Atom, prim: str = "", args: tuple[Arg, ...] = (), owner: Value | None = None) -> Value:
        """The value for what an operation gave: an array gets a buffer, or is a view of `owner`."""
        kind = self.build.type_of(atom)
        if isinstance(kind, (ArrayType, Unknown)):
            return array_result(self, atom, prim, args, owner)
        if isinstance(kind, TupleType) and kind.cls is not None:
            return instance(self, atom, kind)
        if isinstance(kind, TupleType):
            items = tuple(
                self.result(self.build.emit("operator.getitem", atom, Const(i), kind=item), "", (), None)
                for i, item in enumerate(kind.items)
            )
            if isinstance(owner, ArrayRef) and isinstance(atom, Name) and self.program.shares.get(atom.id):
                relate_parts(self, items, owner)
            return self.new_object(ListContent(items)) if kind.list else TupleValue(items)
        if isinstance(kind, ListType):
            made = tuples.read(self, atom, kind)
            natures.taken_out(self, made, kind)
            return made
        return Num(Const(None)) if isinstance(kind, NoneType) else Num(atom)

    def is_contiguous(self, owner: ArrayRef) -> bool:
        kind = self.build.type_of(owner.atom)
        return isinstance(kind, ArrayType) and kind.contiguous

    def note_contiguous(self, value: Value) -> None:
        """Note that an array has just been made whose elements stand in memory row by row."""
        atom = value.atom if isinstance(value, ArrayRef) else None
        kind = self.program.types.get(atom.id) if isinstance(atom, Name) else None
        if isinstance(atom, Name) and isinstance(kind, ArrayType):
            self.program.types[atom.id] = replace(kind, contiguous=True)

    def is_array(self, value: Value) -> bool:
        return isinstance(value, ArrayRef) and isinstance(self.build.type_of(value.atom), ArrayType)

    def is_number(self, value: Value) -> bool:
        return isinstance(value, Num) and isinstance(self.build.type_of(value.atom), ScalarType)

    def call_prim(
        self, prim: str, args: list[Value], keywords: dict[str, Value], node: gast.AST | None, **how: Any
    ) -> Value:
        """Emit a primitive on values; the first argument is the one that a view is of."""
        if self.build.primal:
            args, keywords = list(args), dict(keywords)
            as_arrays(self, prim, args, keywords, node)
        if self.kinds:
            args = tuples.items_of(self, prim, args)
        if self.families:
            args = view_lists.as_list(self, prim, args, node)
        core_args = tuple(self.arg(v, node) for v in args) if prim not in OF_SHAPE else self._of_shape(args, node)
        core_keywords = tuple((k, self.arg(v, node)) for k, v in keywords.items())
        atom = self.build.emit(prim, *core_args, keywords=core_keywords, **how)
        plain = not core_keywords or (prim in CONVERSIONS and "order" not in keywords)
        value = self.result(atom, prim if plain else "", core_args[1:], args[0] if args else None)
        relate_operands(self, value, [*args, *keywords.values()])
        return value

    def _of_shape(self, args: list[Value], node: gast.AST | None) -> tuple[Arg, ...]:
        """The shape of an array can be asked for even where its elements cannot be read any more."""
        first, *rest = args
        lost = isinstance(first, ArrayRef) and isinstance(self.state.heap.get(first.cell), Poison)
        lost = lost and not (self.follows_views and isinstance(first, ArrayRef) and first.version < 0)
        atom = first.atom if isinstance(first, ArrayRef) and lost else self.arg(first, node)
        return (atom, *(self.arg(v, node) for v in rest))

    def kind_of(self, value: Value, node: gast.AST | None = None) -> Type:
        """The type of a value, whether or not it can be read."""
        return self.build.type_of(value.atom if isinstance(value, ArrayRef) else self.arg(value, node))


def _alike(a: object, b: object) -> bool:
    """One object, or one number that was computed twice."""
    if hasattr(a, "__self__") and type(a) is type(b):  # a method is another object each time
        return bool(a == b)
    return a is b or (type(a) is type(b) and isinstance(a, (int, float, complex, str)) and repr(a) == repr(b))
