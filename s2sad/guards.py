"""The free objects that a derivative was built from, and whether they are still the same."""

from __future__ import annotations

import sys
import types
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

from s2sad.core.stored import own_attributes

if TYPE_CHECKING:
    from s2sad.source.read import ReadFunction

__all__ = ["Guard", "free_objects", "looked_up", "unchanged"]

MISSING = object()


class Namespace(Protocol):
    def get(self, name: str, default: Any, /) -> Any: ...


Guard = tuple[Namespace, str, Any]
"""A namespace, a name in it, and the object that it stood for."""


class CellSpace:
    """A cell of a closure as a namespace of one name."""

    def __init__(self, cell: types.CellType) -> None:
        self.cell = cell

    def get(self, name: str, default: Any, /) -> Any:
        try:
            return self.cell.cell_contents
        except ValueError:
            return default


class AttributeSpace:
    """An object as a namespace of its attributes; a number that is computed anew is the same while it is equal."""

    def __init__(self, owner: object, kept: object) -> None:
        self.owner, self.kept = owner, kept

    def get(self, name: str, default: Any, /) -> Any:
        now = getattr(self.owner, name, default)
        return self.kept if type(now) is type(self.kept) and type(now) in PLAIN and now == self.kept else now


PLAIN = frozenset({int, float, complex, bool, str, bytes})


class KindSpace:
    """An object as a namespace of the kinds of what the function itself assigns in it; of a container as a whole."""

    def __init__(self, owner: object, name: str) -> None:
        self.owner = owner
        self.kind = self._kind_of(name)

    def _kind_of(self, name: str) -> Any:
        from s2sad.types.values import signature_key

        return signature_key(getattr(self.owner, name, MISSING) if name else self.owner)

    def get(self, name: str, default: Any, /) -> Any:
        now = self._kind_of(name)
        return self.kind if now == self.kind else now


class ContentSpace:
    """A container as a namespace of one name: its content, the same while its items are the same objects."""

    def __init__(self, container: Any) -> None:
        self.container = container
        self.content = self._items()

    def _items(self) -> tuple[Any, ...]:
        held = self.container
        return (*held, *held.values()) if isinstance(held, dict) else tuple(held)

    def get(self, name: str, default: Any, /) -> Any:
        now = self._items()
        same = len(now) == len(self.content) and all(a is b for a, b in zip(now, self.content, strict=True))
        return self.content if same else now


def looked_up(reads: Iterable[tuple[object, str, object]], assigned: Iterable[tuple[object, str]]) -> tuple[Guard, ...]:
    """Guards for the attributes and containers that were looked at while a function was read."""
    found: dict[tuple[int, str], Guard] = {}
    for owner, name, value in reads:
        if (id(owner), name) in found or not _may_change(owner):
            continue
        if name:
            found[id(owner), name] = (AttributeSpace(owner, value), name, value)
        else:
            space = ContentSpace(owner)
            found[id(owner), name] = (space, name, space.content)
    for owner, name in assigned:
        kinds = KindSpace(owner, name)
        found[id(owner), name] = (kinds, name, kinds.kind)
    return tuple(found.values())


def unchanged(guards: tuple[Guard, ...]) -> bool:
    """Whether every name still stands for the same object.

    >>> names = {"k": 2.0}
    >>> unchanged(((names, "k", names["k"]),)), unchanged(((names, "k", 3.0),))
    (True, False)
    """
    for namespace, name, value in guards:
        if namespace.get(name, MISSING) is not value:
            return False
    return True


def free_objects(
    read: ReadFunction, arguments: tuple[Any, ...] = (), assigned: Collection[tuple[object, str]] = ()
) -> tuple[Guard, ...]:
    """Globals and attributes that a function reads, in itself, in the functions it calls and in those it is given;
    not those that it assigns."""
    found: dict[tuple[int, str], Guard] = {}
    seen: set[int] = set()
    functions = [f for f in (read.function, *arguments) if isinstance(f, types.FunctionType)]
    for function in functions:
        found |= {(id(guard[0]), guard[1]): guard for guard in _of_function(function, seen)}
    found |= {(id(guard[0]), guard[1]): guard for guard in _of_instance(read)}
    for owner, name in assigned:
        found.pop((id(own_attributes(owner)), name), None)
    return tuple(found.values())


def _of_function(function: Any, seen: set[int]) -> Iterator[Guard]:
    if id(function) in seen:
        return
    seen.add(id(function))
    names = list(_names(function.__code__))
    namespace = function.__globals__
    for name in names:
        if name in namespace:
            yield from _of_value(namespace, name, names, seen)
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        space = CellSpace(cell)
        value = space.get(name, MISSING)
        if not isinstance(value, types.ModuleType):
            yield space, name, value
        if isinstance(value, types.FunctionType) and _is_users(value.__module__):
            yield from _of_function(value, seen)


def _of_value(namespace: dict[str, Any], name: str, names: list[str], seen: set[int]) -> Iterator[Guard]:
    value = namespace[name]
    if isinstance(value, types.ModuleType):
        if _is_users(value.__name__) and id(value) not in seen:
            seen.add(id(value))
            for part in names:
                if part in vars(value):
                    yield from _of_value(vars(value), part, names, seen)
        return
    yield namespace, name, value
    function = value.__func__ if isinstance(value, types.MethodType) else value
    if isinstance(function, types.FunctionType) and _is_users(function.__module__):
        yield from _of_function(function, seen)


def _of_instance(read: ReadFunction) -> Iterator[Guard]:
    attributes = own_attributes(read.bound_self)
    if attributes and read.function is not None:
        for name in _names(read.function.__code__):
            if name in attributes:
                yield attributes, name, attributes[name]


def _names(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            yield from _names(const)


def _may_change(owner: object) -> bool:
    from s2sad.types import attributes_of

    if isinstance(owner, type):
        return _is_users(owner.__module__)
    return isinstance(owner, (list, dict, set)) or attributes_of(owner) is not None


def _is_users(module: str | None) -> bool:
    """Libraries do not change under way."""
    root = (module or "").partition(".")[0]
    return root not in sys.stdlib_module_names and root not in ("numpy", "scipy", "s2sad")
