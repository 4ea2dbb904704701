"""What an object stores, looked up without running code of the user: no property, no ``__getattr__``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["own_attributes", "stores"]


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
