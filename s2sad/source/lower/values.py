"""What a Python name stands for while a function is lowered: symbolic values and the state that holds them.

Values are immutable; what Python can mutate (arrays, lists, dicts, instances) has its content in `State.heap`, so
that a branch works on a copy of the state and two states can be merged.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from typing import Any

import gast

from s2sad.core.nodes import Arg, Atom, Const, Name, Origin
from s2sad.core.records import dataclass, field

__all__ = [
    "ArrayRef", "Bound", "CellContent", "Chosen", "Closure", "Derived", "DictContent", "Endless",
    "Frame", "Generator", "GeneratorContent", "ItemsOf", "IteratorContent", "ListContent", "LongDictContent",
    "LongListContent", "Made", "Maybe", "Num", "ObjectRef", "OneOfContent", "Partial", "Path", "Poison",
    "RangeValue", "SetContent", "SliceValue", "Spread", "State", "Static", "StructContent", "Super", "TupleValue",
    "UNBOUND", "Value", "ViewsContent", "Zipped", "behind",
]  # fmt: skip

Step = tuple[str, tuple[Arg, ...]]
Path = tuple[object, ...]
"""The way to a part of a container: keys, attributes and places."""


@dataclass(frozen=True)
class Num:
    """An immutable dynamic value: a number, a string, an opaque object."""

    atom: Atom


@dataclass(frozen=True)
class ArrayRef:
    """An array in memory: `steps` of views into the buffer `cell`; `atom` is its value at `version` of the cell."""

    cell: int
    steps: tuple[Step, ...]
    atom: Atom
    version: int


@dataclass(frozen=True)
class TupleValue:
    items: tuple[Value, ...]
    cls: type | None = None


@dataclass(frozen=True)
class ObjectRef:
    """A list, dict or instance: its content is ``heap[id]``."""

    id: int


@dataclass(frozen=True, eq=False)
class Static:
    """A Python object that is known while lowering: a module, function, class, constant container."""

    obj: object
    text: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Static) and self.obj is other.obj

    def __hash__(self) -> int:
        return id(self.obj)


@dataclass(frozen=True, eq=False)
class Closure:
    """A nested function or lambda with the frame that it closes over."""

    node: gast.FunctionDef | gast.Lambda
    frame: int
    defaults: tuple[Value, ...] = ()
    keyword_defaults: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True)
class Bound:
    """A method with its object."""

    function: Value
    owner: Value


@dataclass(frozen=True, eq=False)
class Partial:
    """``functools.partial`` of a value, made while lowering."""

    function: Value
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, eq=False)
class Made:
    """A function that a library has made, such as ``operator.itemgetter(0)``: what a call of it does."""

    run: Callable[[list[Value], Any], Value]


@dataclass(frozen=True, eq=False)
class Derived:
    """What one of s2sad's makers (``s2sad.grad``) gives of a function that is made while lowering, and its keywords."""

    maker: Callable[..., Any]
    function: Value
    options: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, eq=False)
class Chosen:
    """One of several functions: the first whose test holds, else the last."""

    tests: tuple[Value, ...]
    items: tuple[Value, ...]


@dataclass(frozen=True)
class Super:
    """``super()`` in a method of `owner`: the classes that are searched."""

    classes: tuple[type, ...]
    owner: Value


@dataclass(frozen=True)
class Spread:
    """The starred argument of a call, as a list whose length only the run knows."""

    items: Value


@dataclass(frozen=True)
class SliceValue:
    lower: Value
    upper: Value
    step: Value


@dataclass(frozen=True)
class RangeValue:
    """``range(start, stop, step)``, `backwards` under `reversed`."""

    args: tuple[Value, ...]
    backwards: bool = False


@dataclass(frozen=True)
class ItemsOf:
    """The ``keys``, ``values`` or ``items`` of a dict of which only the run knows the keys."""

    owner: ObjectRef
    part: str


@dataclass(frozen=True)
class Zipped:
    """``zip`` or ``enumerate`` of iterables that are walked together; `single`: of the one part the items alone."""

    parts: tuple[Value, ...]
    enumerated: bool = False
    start: Value | None = None
    backwards: bool = False
    single: bool = False


@dataclass(frozen=True, eq=False)
class Endless:
    """What never ends, walked beside something that does: `element` gives the item of each place."""

    element: Callable[[Atom], Value]


@dataclass(frozen=True)
class Poison:
    """A value that cannot be followed; reading it is the error `reason`.

    Without a reason it is what a refused statement should have made, of the values of core in `read`.
    """

    reason: str
    hint: str = ""
    read: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Maybe(Poison):
    """A container where the flag `test` holds, else None; who knows of no flags cannot follow it."""

    test: Any = None
    value: Any = None


UNBOUND = Poison("is not bound on every path that leads here")
LOST = Poison("may share memory with an array that was written", "take a .copy() before the write")
"""A value that is bound, but of which it is not known what it is by now."""

Value = (
    Num
    | ArrayRef
    | TupleValue
    | ObjectRef
    | Static
    | Closure
    | Bound
    | Partial
    | Made
    | Derived
    | Chosen
    | Super
    | Spread
    | SliceValue
    | RangeValue
    | Zipped
    | ItemsOf
    | Endless
    | Poison
)


@dataclass(frozen=True)
class CellContent:
    """The current version of a written array; `of`: what a chosen one was read from."""

    atom: Atom
    version: int
    of: object = None


@dataclass(frozen=True)
class ListContent:
    """A list whose length is known."""

    items: tuple[Value, ...]


@dataclass(frozen=True)
class LongListContent:
    """A list whose length only the run knows: one core value."""

    atom: Atom


@dataclass(frozen=True)
class DictContent:
    keys: tuple[object, ...]
    items: tuple[Value, ...]


@dataclass(frozen=True)
class LongDictContent:
    """A dict of which only the run knows the keys: one core value."""

    atom: Atom
    reason: str = "is a dict of which only the run knows the keys"
    hint: str = "use its items, or list(d) and list(d.values())"


@dataclass(frozen=True)
class SetContent:
    """A set whose members are known."""

    members: frozenset[object]


@dataclass(frozen=True)
class StructContent:
    """An instance; `origin` is the atom of an object that existed before the function ran."""

    cls: type
    fields: tuple[str, ...]
    items: tuple[Value, ...]
    origin: Atom | None = None


@dataclass(frozen=True)
class OneOfContent:
    """One of several objects: that at a place which only the run knows."""

    place: Atom
    items: tuple[Value, ...]
    reason: str = "is one of several, of which only the run knows which one"
    hint: str = "use what is in it, or a loop over the objects themselves"


@dataclass(frozen=True)
class ViewsContent:
    """A list of unknown length of views of one buffer: the steps to each, with holes, and what fills them."""

    cell: int
    steps: tuple[Step, ...]
    places: ObjectRef
    reason: str = "is a list of views of an array that is written"
    hint: str = "use its items, or a list of .copy()"


ITERATOR = "is an iterator, of which it is not known here what is left"
AS_LIST = "make a list of it: list(...)"


@dataclass(frozen=True)
class IteratorContent:
    """An iterator over a container, of whose items the first `taken` are gone.

    `walked` is the loop that walks over it, or may have left it before its end, PARTLY where that is no loop.
    """

    items: Value
    taken: Value = Num(Const(0))
    walked: object = None
    reason: str = ITERATOR
    hint: str = AS_LIST

    @property
    def is_whole(self) -> bool:
        return self.taken == Num(Const(0))


@dataclass(frozen=True, eq=False)
class Generator:
    """A generator before its first item: its statements, its frame, and what the names in it stand for.

    `element` gives the item of each place of one that never ends.
    """

    body: tuple[gast.AST, ...]
    table: tuple[tuple[str, Value], ...]
    frame: Any
    expression: gast.GeneratorExp | None = None
    element: Callable[[Atom], Value] | None = None


@dataclass(frozen=True)
class GeneratorContent:
    """A generator that has given nothing yet."""

    generator: Generator
    reason: str = ITERATOR
    hint: str = AS_LIST


Content = (
    CellContent
    | ListContent
    | LongListContent
    | LongDictContent
    | DictContent
    | StructContent
    | IteratorContent
    | GeneratorContent
    | SetContent
    | OneOfContent
    | ViewsContent
    | Poison
)


@dataclass
class State:
    """Everything that assignment can change; `unheld`: the arrays and objects that no list or dict has by now."""

    frames: dict[int, dict[str, Value]] = field(default_factory=dict)
    heap: dict[int, Content] = field(default_factory=dict)
    unheld: set[int] = field(default_factory=set)

    def copy(self) -> State:
        return State({k: dict(v) for k, v in self.frames.items()}, dict(self.heap), set(self.unheld))


@dataclass(frozen=True)
class Frame:
    """The lexical surroundings of the code that is being lowered; its locals are ``state.frames[id]``."""

    id: int
    name: str
    file: str
    globals: dict[str, Any]
    closure: dict[str, Any] = field(default_factory=dict)
    cells: Mapping[str, types.CellType] = field(default_factory=dict)
    parent: int | None = None
    code: object = None
    call_site: Origin | None = None


def behind(value: Value) -> frozenset[str]:
    """The names of core that a value was when it was bound."""
    if isinstance(value, (Num, ArrayRef)):
        return frozenset({value.atom.id}) if isinstance(value.atom, Name) else frozenset()
    if isinstance(value, TupleValue):
        return frozenset[str]().union(*map(behind, value.items))
    return value.read if isinstance(value, Poison) else frozenset()
