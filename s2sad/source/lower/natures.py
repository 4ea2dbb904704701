"""What a container is beside its items: a deque that forgets, a dict that makes what it has not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import gast

from s2sad.core.nodes import Arg, Const, Name
from s2sad.core.records import dataclass, replace
from s2sad.core.types import SEVERAL, ListType, Type
from s2sad.source.lower.values import Closure, Num, ObjectRef, Poison, Value

if TYPE_CHECKING:
    from s2sad.source.lower.lowerer import Lowerer

__all__ = [
    "Nature", "check_operands", "check_unseen", "give", "give_copy", "marked", "nature_of", "of_both", "plain",
    "taken_out",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Nature:
    """The class of a container, the most items that a deque keeps, and what a `defaultdict` calls for a new key."""

    cls: type
    longest: Value | None = None
    factory: Value | None = None

    @property
    def is_of_python(self) -> bool:
        return self.cls.__module__ == "collections"

    @property
    def bound(self) -> object:
        """The most items: a number, or the name of what only the run knows."""
        atom = self.longest.atom if isinstance(self.longest, Num) else None
        return atom.value if isinstance(atom, Const) else atom

    @property
    def key(self) -> object:
        return self.cls, self.bound, _what_it_is(self.factory) if isinstance(self.factory, Closure) else self.factory

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Nature) and self.key == other.key

    def __hash__(self) -> int:
        return hash((self.cls, self.bound))

    def __str__(self) -> str:
        return f"{self.cls.__name__}{'' if self.bound is None else f'(maxlen={self.bound})'}"


def _what_it_is(function: Closure) -> object:
    """A lambda that reads no name of the function around it is the same wherever it is made."""
    node = function.node
    names = [part.id for part in gast.walk(node) if isinstance(part, gast.Name)]
    plain = isinstance(node, gast.Lambda) and all(name in BUILTINS for name in names)
    return node, None if plain else (function.frame, function.defaults)


BUILTINS = frozenset({"float", "int", "complex", "list", "dict", "set", "tuple", "defaultdict", "deque", "Counter"})


def nature_of(lo: Lowerer, container: int) -> Nature | None:
    """What a container is beside its items; None for a plain list or dict, and a tuple."""
    cls = lo.kinds.get(container)
    if cls is None or cls is tuple:
        return None
    return Nature(cls, lo.longest.get(container), lo.factories.get(container))


def give(lo: Lowerer, container: int, nature: Nature | None) -> None:
    """Make a new container what another one is."""
    if nature is None:
        return
    lo.kinds[container] = nature.cls
    if nature.longest is not None:
        lo.longest[container] = nature.longest
    if nature.factory is not None:
        lo.factories[container] = nature.factory


def give_copy(lo: Lowerer, container: int, owner: Value) -> None:
    """What ``copy()`` and ``|`` give is of the class of their owner, if that is one of Python's."""
    nature = nature_of(lo, owner.id) if isinstance(owner, ObjectRef) else None
    give(lo, container, nature if nature is not None and nature.is_of_python else None)


def of_both(lo: Lowerer, a: ObjectRef, b: ObjectRef, made: ObjectRef) -> Poison | None:
    """What two paths hand on is what it is on both."""
    one, other = nature_of(lo, a.id), nature_of(lo, b.id)
    if one == other:
        give(lo, made.id, one)
        return None
    names = [str(nature or "another one") for nature in (one, other)]
    return Poison(f"is a container of one kind on one path, and of another on the other: {', '.join(names)}", ALIKE)


ALIKE = "one kind on both paths"


def marked(lo: Lowerer, arg: Arg, nature: Nature | None) -> Arg:
    """A container as it is put into another one: what is taken out there will be what it is."""
    kind = lo.program.types.get(arg.id) if isinstance(arg, Name) else None
    if isinstance(arg, Name) and isinstance(kind, ListType) and kind.nature != nature:
        lo.program.types[arg.id] = replace(kind, nature=nature)
    return arg


def taken_out(lo: Lowerer, made: ObjectRef, kind: ListType) -> None:
    """What is taken out of another container is what was put in."""
    if kind.nature == SEVERAL:
        lo.refuse(None, "what is taken out here is a deque, a list or a dict of one kind or another", "one kind")
    assert kind.nature is None or isinstance(kind.nature, Nature)
    if kind.nature is not None and isinstance(kind.nature.bound, Name):
        lo.refuse(None, "a deque whose maxlen only the run knows is taken out of a container", "give it as a constant")
    give(lo, made.id, kind.nature)


def check_operands(lo: Lowerer, name: str, *values: Value) -> None:
    """What ``+`` and ``*`` give of lists is a list, and of deques a deque, which may forget."""
    for value in values:
        if name in ("add", "mul") and isinstance(value, ObjectRef) and value.id in lo.longest:
            lo.refuse(None, "an operator on a deque is not supported", "q = deque(a); q.extend(b)")


def check_unseen(lo: Lowerer, values: Iterable[Value], node: gast.AST) -> None:
    """A function that nobody can look into is handed lists and dicts, and may ask what they are."""
    for value in values:
        nature = nature_of(lo, value.id) if isinstance(value, ObjectRef) else None
        if nature is not None and nature.is_of_python:
            lo.refuse(node, f"a {nature} is handed to a function that s2sad cannot look into", "list(...), dict(...)")


def plain(kind: Type) -> Type:
    """The type of a list that has the items of another one, and is a list."""
    return replace(kind, nature=None) if isinstance(kind, ListType) else kind
