"""Dicts of which only the run knows the keys."""

from __future__ import annotations

from collections.abc import Callable

from s2sad.core.records import replace
from s2sad.core.types import (
    DictType,
    Dim,
    ListType,
    OpaqueType,
    ScalarType,
    TupleType,
    Type,
    Unknown,
)
from s2sad.types.elements import instantiated, items_of
from s2sad.types.merge import element_of, merge, merge_elements, merge_keys
from s2sad.types.view import Inferred, View

__all__ = ["DICT_RULES", "at_path", "keyed"]


def keyed(view: View, kind: DictType) -> DictType:
    """A dict with one more item, or with another one under a key."""
    if view.call.prim != "store.set":
        return kind
    *steps, last = view.args[2:]
    key = last.items[1] if isinstance(last, TupleType) else None

    def put(inner: Type | None) -> Type:
        if isinstance(inner, DictType):
            element = merge_elements(element_of(inner), view.args[1])
            return replace(inner, element=element, length=None, key=merge_keys(inner.key, key))
        if isinstance(inner, ListType):
            return replace(inner, element=merge_elements(element_of(inner), view.args[1]))
        return Unknown() if inner is None else inner

    made = at_path(kind, len(steps), put)
    assert isinstance(made, DictType)
    return made


def at_path(kind: Type, depth: int, change: Callable[[Type | None], Type]) -> Type:
    """The type of dicts in dicts of which what is so deep inside has changed."""
    if depth == 0 or not isinstance(kind, ListType):
        return change(kind)
    element = element_of(kind)
    made = change(None) if element is None else at_path(element, depth - 1, change)
    made = merge_elements(element, made)
    return replace(kind, element=made)


def _display(view: View) -> Inferred:
    """The first argument has the keys, the others are the values."""
    keys, *values = view.args
    element: Type | None = None
    for kind in values:
        element = merge_elements(element, kind)
    key: Type | None = None
    for one in keys.items if isinstance(keys, TupleType) else ():
        key = merge_keys(key, one)
    empty = None if values else Dim()
    return Inferred(DictType(element or Unknown(), empty, key=key), view.memory_of(*view.call.args[1:]))


def _get(view: View) -> Inferred:
    kind, _, default, *path = view.args
    for _ in path:
        kind = items_of(kind) if isinstance(kind, ListType) else Unknown()
    element = element_of(kind) if isinstance(kind, DictType) else Unknown()
    if element is not None:
        element = instantiated(element, view.result_symbol)
    return Inferred(default if element is None else merge(element, _plain(default)), view.memory())


def _plain(kind: Type) -> Type:
    return ScalarType(kind.dtype) if isinstance(kind, ScalarType) else kind


def _keys(view: View) -> Inferred:
    kind = view.args[0]
    return Inferred(ListType((kind.key if isinstance(kind, DictType) else None) or OpaqueType()))


def _without(view: View) -> Inferred:
    kind = view.args[0]
    return Inferred(replace(kind, length=None) if isinstance(kind, DictType) else kind, view.memory())


def _zeros(view: View) -> Inferred:
    return Inferred(view.args[0])


DICT_RULES: dict[str, Callable[[View], Inferred | None]] = {
    "dict.display": _display,
    "dict.get": _get,
    "dict.keys": _keys,
    "dict.without": _without,
    "dict.zeros": _zeros,
}
