"""What a recursive function is handed: its containers are taken apart, what is in them are its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import gast

from s2sad.core.nodes import Atom, Const, Free
from s2sad.core.records import dataclass, replace
from s2sad.source.lower import long_dicts, natures, tuples
from s2sad.source.lower.aliases import hold
from s2sad.source.lower.contents import item_arg
from s2sad.source.lower.natures import Nature, nature_of
from s2sad.source.lower.values import (
    ArrayRef,
    Bound,
    Closure,
    DictContent,
    ListContent,
    LongDictContent,
    LongListContent,
    Num,
    ObjectRef,
    Partial,
    Path,
    SetContent,
    Static,
    StructContent,
    TupleValue,
    Value,
)

if TYPE_CHECKING:
    from s2sad.source.lower.lowerer import Lowerer

__all__ = [
    "LENGTH",
    "Again",
    "Applied",
    "Fixed",
    "Handed",
    "Known",
    "Leaf",
    "Method",
    "Object",
    "Parts",
    "Pattern",
    "Taken",
    "WithDefaults",
]


LENGTH = "[]"
"""The last step to a container that grows or shrinks."""


@dataclass(frozen=True)
class Leaf:
    """A parameter: a number, an array, or a list or a dict of which only the run knows how long it is."""

    name: str
    nature: Nature | None = None


@dataclass(frozen=True)
class Again:
    """The array or the container that another parameter is."""

    name: str


@dataclass(frozen=True)
class Fixed:
    """A number, a text or None that is the same in each call."""

    atom: Atom


@dataclass(frozen=True)
class Parts:
    """A tuple, by its parts."""

    items: tuple[Pattern, ...]
    cls: type | None = None


@dataclass(frozen=True)
class Object:
    """A list, a dict or an instance, by its parts; `number` tells it from others that are handed over."""

    number: int
    path: Path
    content: type
    cls: type | None
    keys: tuple[object, ...]
    items: tuple[Pattern, ...]
    collected: bool
    nature: Nature | None


@dataclass(frozen=True)
class Known:
    """The object that was handed over under this number."""

    number: int


@dataclass(frozen=True)
class Method:
    function: Pattern
    owner: Pattern


@dataclass(frozen=True)
class Applied:
    """What `functools.partial` gives."""

    function: Pattern
    args: tuple[Pattern, ...]
    keywords: tuple[tuple[str, Pattern], ...]


@dataclass(frozen=True)
class WithDefaults:
    """A function made here, by what its default arguments are."""

    node: gast.FunctionDef | gast.Lambda
    frame: int
    defaults: Parts
    names: tuple[str, ...]


Pattern = WithDefaults | Leaf | Again | Fixed | Parts | Object | Known | Method | Applied | Static | Closure


class Handed:
    """The patterns of the values that a call hands over, and the parameters in them.

    Parameters
    ----------
    changing : the paths to numbers that change and to containers that grow or shrink.
    """

    def __init__(self, lo: Lowerer, function: str, node: gast.AST, changing: frozenset[Path]) -> None:
        self.lo, self.function, self.node, self.changing = lo, function, node, changing
        self.leaves: dict[str, Value] = {}
        self.objects: list[ObjectRef] = []
        self.names: dict[object, str] = {}
        self.numbers: dict[int, int] = {}

    def pattern(self, value: Value, path: Path, name: str, fixed: bool = True) -> Pattern:
        """What is the same in each call; with ``fixed=False`` no number is."""
        if isinstance(value, Num):
            known = isinstance(value.atom, (Const, Free)) and path not in self.changing
            return Fixed(value.atom) if known and (fixed or value.atom == Const(None)) else self.leaf(value, name)
        if isinstance(value, ArrayRef):
            return self._once((value.cell, value.steps), value, name)
        if isinstance(value, Closure) and (value.defaults or value.keyword_defaults):
            names = tuple(key for key, _ in value.keyword_defaults)
            items = (*value.defaults, *(item for _, item in value.keyword_defaults))
            parts = self._parts(items, range(len(items)), (*path, "="), name)
            return WithDefaults(value.node, value.frame, Parts(parts), names)
        if isinstance(value, (Static, Closure)):
            return value
        if isinstance(value, TupleValue) and (*path, LENGTH) in self.changing:
            value = tuples.lengthened(self.lo, value, name)
        if isinstance(value, TupleValue):
            return Parts(self._parts(value.items, range(len(value.items)), path, name, fixed), value.cls)
        if isinstance(value, Bound):
            function = self.pattern(value.function, (*path, "()"), name)
            return Method(function, self.pattern(value.owner, (*path, "."), name))
        if isinstance(value, Partial):
            args = self._parts(value.args, range(len(value.args)), path, name, fixed)
            keywords = ((k, self.pattern(v, (*path, k), f"{name}_{k}")) for k, v in value.keywords)
            return Applied(self.pattern(value.function, (*path, "()"), name), args, tuple(keywords))
        if isinstance(value, ObjectRef):
            return self._object(value, path, name)
        what = f"the argument {name!r} of the recursive function {self.function} is of a kind that it cannot be handed"
        self.lo.refuse(self.node, what, "pass numbers, arrays, or what is made of them")

    def leaf(self, value: Value, name: str) -> Leaf:
        name = name if name.isidentifier() else "t"
        while name in self.leaves:
            name += "_"
        self.leaves[name] = value
        return Leaf(name)

    def _once(self, key: object, value: Value, name: str) -> Pattern:
        if key in self.names:
            return Again(self.names[key])
        made = self.leaf(value, name)
        self.names[key] = made.name
        return made

    def _parts(
        self, items: tuple[Value, ...], keys: object, path: Path, name: str, fixed: bool = True
    ) -> tuple[Pattern, ...]:
        pairs = zip(keys, items, strict=True)  # type: ignore[call-overload]
        return tuple(self.pattern(item, (*path, key), f"{name}_{key}", fixed) for key, item in pairs)

    def _object(self, ref: ObjectRef, path: Path, name: str) -> Pattern:
        lo = self.lo
        if ref.id in self.numbers:
            return Known(self.numbers[ref.id])
        content = lo.state.heap[ref.id]
        if (*path, LENGTH) in self.changing and isinstance(content, (ListContent, DictContent)):
            content = self._lengthened(ref, name)
        if isinstance(content, (LongListContent, LongDictContent)):
            made = self._once(ref.id, ref, name)
            return replace(made, nature=nature_of(lo, ref.id)) if isinstance(made, Leaf) else made
        if isinstance(content, SetContent):
            return self._numbered(ref, Object(0, path, SetContent, None, tuple(content.members), (), False, None))
        if not isinstance(content, (ListContent, DictContent, StructContent)):
            reason, hint = getattr(content, "reason", "cannot be handed over"), getattr(content, "hint", "")
            lo.refuse(self.node, f"the argument {name!r} of the recursive function {self.function} {reason}", hint)
        keys: tuple[object, ...] = tuple(range(len(content.items)))
        if not isinstance(content, ListContent):
            keys = content.keys if isinstance(content, DictContent) else content.fields
        cls = content.cls if isinstance(content, StructContent) else None
        collected = ref.id in lo.collected
        nature = nature_of(lo, ref.id)
        made = self._numbered(ref, Object(0, path, type(content), cls, keys, (), collected, nature))
        return replace(made, items=self._parts(content.items, keys, path, name, not collected))

    def _numbered(self, ref: ObjectRef, made: Object) -> Object:
        number = self.numbers[ref.id] = len(self.objects)
        self.objects.append(ref)
        return replace(made, number=number)

    def _lengthened(self, ref: ObjectRef, name: str) -> LongListContent | LongDictContent:
        """A list or a dict that the function makes longer: from here on only the run knows how long it is."""
        lo = self.lo
        content = lo.state.heap[ref.id]
        if isinstance(content, DictContent):
            return long_dicts.become_long(lo, ref, self.node)
        if ref.id in lo.origins:
            what = f"the recursive function {self.function} changes the length of a list that is the caller's"
            lo.refuse(self.node, what, f"give it a list of your own: {name} = list({name})")
        assert isinstance(content, ListContent)
        hold(lo, ref.id, *content.items)
        atom = lo.build.emit("list.display", *[item_arg(lo, item, self.node) for item in content.items], hint=name)
        made = lo.state.heap[ref.id] = LongListContent(atom)
        return made


class Taken:
    """The values again, of the parameters, inside the function."""

    def __init__(self, lo: Lowerer, leaves: Mapping[str, Value], atoms: Mapping[str, Atom]) -> None:
        self.lo, self.leaves, self.atoms = lo, leaves, atoms
        self.objects: dict[int, tuple[Object, ObjectRef, tuple[Value, ...]]] = {}

    def value(self, pattern: Pattern) -> Value:
        if isinstance(pattern, (Leaf, Again)):
            taken = self.leaves[pattern.name]
            if isinstance(taken, ObjectRef) and isinstance(pattern, Leaf):
                natures.give(self.lo, taken.id, pattern.nature)
            return taken
        if isinstance(pattern, Fixed):
            return Num(pattern.atom)
        if isinstance(pattern, Parts):
            return TupleValue(self.values(pattern.items), pattern.cls)
        if isinstance(pattern, Known):
            return self.objects[pattern.number][1]
        if isinstance(pattern, Object):
            return self._object(pattern)
        if isinstance(pattern, Method):
            return Bound(self.value(pattern.function), self.value(pattern.owner))
        if isinstance(pattern, Applied):
            keywords = tuple((name, self.value(item)) for name, item in pattern.keywords)
            return Partial(self.value(pattern.function), self.values(pattern.args), keywords)
        if isinstance(pattern, WithDefaults):
            items = self.values(pattern.defaults.items)
            named = len(items) - len(pattern.names)
            return Closure(
                pattern.node, pattern.frame, items[:named], tuple(zip(pattern.names, items[named:], strict=True))
            )
        return pattern

    def values(self, patterns: tuple[Pattern, ...]) -> tuple[Value, ...]:
        return tuple(map(self.value, patterns))

    def _object(self, pattern: Object) -> ObjectRef:
        ref = self.lo.new_object(ListContent(()))
        self.objects[pattern.number] = (pattern, ref, ())
        items = self.values(pattern.items)
        self.objects[pattern.number] = (pattern, ref, items)
        if pattern.collected:
            self.lo.collected.add(ref.id)
        natures.give(self.lo, ref.id, pattern.nature)
        self.lo.state.heap[ref.id] = _content(pattern, items)
        return ref


def _content(pattern: Object, items: tuple[Value, ...]) -> ListContent | DictContent | StructContent | SetContent:
    if pattern.content is SetContent:
        return SetContent(frozenset(pattern.keys))
    if pattern.content is ListContent:
        return ListContent(items)
    if pattern.content is DictContent:
        return DictContent(pattern.keys, items)
    assert pattern.cls is not None
    return StructContent(pattern.cls, tuple(map(str, pattern.keys)), items)
