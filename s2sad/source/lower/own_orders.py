"""Orders of what NumPy does not put in order: objects that have a `<` of their own, and texts beside numbers."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Sequence
from typing import Any

import gast

from s2sad.core.nodes import Const
from s2sad.core.types import ListType, StringType, TupleType, Type
from s2sad.source.lower import attributes, calls, comprehensions
from s2sad.source.lower.fields import class_attribute
from s2sad.source.lower.library import handles
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import Num, ObjectRef, Partial, Static, StructContent, TupleValue, Value

__all__ = ["comparison", "has_own_order", "in_order"]


def has_own_order(lo: Lowerer, items: Sequence[Value] | None, source: Value) -> bool:
    """Whether the items, or those of a list of unknown length, are or have texts or objects that say what is less."""
    if items is not None:
        return any(_compares(lo, item) for item in items)
    kind = lo.build.type_of(lo.atom(source)) if isinstance(source, ObjectRef) else None
    return isinstance(kind, ListType) and _type_compares(kind.element)


def _compares(lo: Lowerer, item: Value) -> bool:
    if isinstance(item, TupleValue):
        return _says_what_is_less(item.cls) or any(_compares(lo, part) for part in item.items)
    if isinstance(item, Num):
        return isinstance(lo.build.type_of(item.atom), StringType)
    content = lo.state.heap[item.id] if isinstance(item, ObjectRef) else None
    return isinstance(content, StructContent) and _says_what_is_less(content.cls)


def _type_compares(kind: Type) -> bool:
    if not isinstance(kind, TupleType):
        return isinstance(kind, StringType)
    return _says_what_is_less(kind.cls) or (kind.cls is None and any(map(_type_compares, kind.items)))


def _says_what_is_less(cls: type | None) -> bool:
    return cls is not None and class_attribute(cls, "__lt__") not in (None, tuple.__lt__)


@handles(functools.cmp_to_key)
def _key_of(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    if len(args) != 1 or keywords:
        lo.refuse(
            node, "this key is understood where something is put in order", "sorted(..., key=cmp_to_key(compare))"
        )
    return Partial(Static(functools.cmp_to_key, "functools.cmp_to_key"), tuple(args), ())


def comparison(key: Value) -> Value | None:
    """What says of two items which one is less, if a key is made of a function that compares."""
    if isinstance(key, Partial) and isinstance(key.function, Static) and key.function.obj is functools.cmp_to_key:
        return Partial(Static(_is_before, "is_before"), key.args, ())
    return None


def _is_before(compare: Callable[[object, object], float], one: object, other: object) -> bool:
    return compare(one, other) < 0


def in_order(lo: Lowerer, keys: Value, backwards: bool, node: gast.AST, less: Value | None = None) -> Value:
    """The places of the keys in their order, a list; those that are equal stay as they are."""
    atom = attributes.long_atom(lo, keys)
    whole = comprehensions.listed(lo, keys, node, "items") if atom is None else lo.result(atom)
    args = [whole, less or Static(operator.lt, "operator.lt"), Num(Const(backwards))]
    return calls.call(lo, Static(order_of, "order_of"), args, {}, node)


def order_of(keys: Sequence[object], less: Callable[[Any, Any], bool], backwards: bool) -> list[int]:
    """The order that a stable sort gives, by insertion: s2sad reads it as a text.

    >>> order_of([3, 1, 2, 1], operator.lt, False), order_of([3, 1, 2, 1], operator.lt, True)
    ([1, 3, 2, 0], [0, 2, 1, 3])
    """
    order = list(range(len(keys)))
    for k in range(1, len(keys)):
        place = k
        while place > 0 and (
            less(keys[order[place - 1]], keys[k]) if backwards else less(keys[k], keys[order[place - 1]])
        ):
            order[place] = order[place - 1]
            place -= 1
        order[place] = k
    return order
