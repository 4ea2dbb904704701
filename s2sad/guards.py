"""The free objects that a derivative was built from, and whether they are still the same."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from s2sad.source.read import ReadFunction

__all__ = ["Guard", "free_objects", "unchanged"]

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


def free_objects(read: ReadFunction, arguments: tuple[Any, ...] = ()) -> tuple[Guard, ...]:
    """Globals and attributes that a function reads, in itself, in the functions it calls and in those it is given."""
    found: dict[tuple[int, str], Guard] = {}
    seen: set[int] = set()
    functions = [f for f in (read.function, *arguments) if isinstance(f, types.FunctionType)]
    for function in functions:
        found |= {(id(guard[0]), guard[1]): guard for guard in _of_function(function, seen)}
    found |= {(id(guard[0]), guard[1]): guard for guard in _of_instance(read)}
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
    if isinstance(value, types.FunctionType) and _is_users(value.__module__):
        yield from _of_function(value, seen)


def _of_instance(read: ReadFunction) -> Iterator[Guard]:
    attributes = getattr(read.bound_self, "__dict__", None)
    if isinstance(attributes, dict) and read.function is not None:
        for name in _names(read.function.__code__):
            if name in attributes:
                yield attributes, name, attributes[name]


def _names(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            yield from _names(const)


def _is_users(module: str | None) -> bool:
    """Libraries do not change under way."""
    root = (module or "").partition(".")[0]
    return root not in sys.stdlib_module_names and root not in ("numpy", "scipy", "s2sad")
