"""What an object stores, looked up without running code of the user: no property, no ``__getattr__``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["is_own_dict", "is_own_list", "own_attributes", "stores"]


def own_attributes(value: object) -> dict[str, Any] | None:
    """The ``__dict__`` of an object, None where it has none.

    >>> class Record(dict):
    ...     __getattr__ = dict.__getitem__
    >>> own_attributes(Record(a=1)), own_attributes(3.0)
    ({}, None)
    """
    try:
        found = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return None
    return found if isinstance(found, dict) else None


def stores(value: object, name: str) -> bool:
    """Whether an attribute stands on an object or on its class.

    >>> stores(stores, "__code__"), stores(3.0, "__code__")
    (True, False)
    """
    own: Mapping[str, Any] = own_attributes(value) or {}
    return name in own or any(name in vars(cls) for cls in type(value).__mro__)


def is_own_dict(cls: type) -> bool:
    """Whether a class of the user is a dict with more methods, and with the items alone for its content.

    >>> class Parameters(dict):
    ...     def area(self):
    ...         return self["width"] * self["height"]
    >>> is_own_dict(Parameters), is_own_dict(dict)
    (True, False)
    """
    return issubclass(cls, dict) and _adds_methods(cls, dict)


def is_own_list(cls: type) -> bool:
    """Whether a class of the user is a list with more methods."""
    return issubclass(cls, list) and _adds_methods(cls, list)


MORE = frozenset(
    ("__init__", "__getattr__", "__setattr__", "__delattr__", "__repr__", "__str__", "__doc__", "__module__",
    "__qualname__", "__slots__", "__dict__", "__weakref__", "__annotations__", "__static_attributes__",
    "__firstlineno__", "__annotate__", "__annotate_func__", "__annotations_cache__", "__orig_bases__", "__parameters__")
)  # fmt: skip
"""The special names that a container of the user may have."""


def _adds_methods(cls: type, base: type) -> bool:
    """Whether everything that `base` does is done as it does it."""
    if cls is base or cls.__module__ in ("collections", "typing", "numpy") or cls.__mro__[-2:] != (base, object):
        return False
    own = {name for one in cls.__mro__[:-2] for name in vars(one)}
    return all(name in MORE or not (name.startswith("__") or hasattr(base, name)) for name in own)
