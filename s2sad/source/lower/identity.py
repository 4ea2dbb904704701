"""Comparisons of objects: whether two are one, and dataclasses by their fields."""

from __future__ import annotations

import dataclasses
import types
from typing import Any

import gast

from s2sad.core.nodes import Atom, Const
from s2sad.source.lower import attributes, objects
from s2sad.source.lower.aliases import may_be
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import Closure, Num, ObjectRef, Poison, Static, StructContent, TupleValue, Value

__all__ = ["compared_fields", "known_comparison", "same_object"]

IDENTITY = {"is_": True, "is_not": False}
EQUALITY = {"eq": True, "ne": False}
NONE = Num(Const(None))


def known_comparison(lo: Lowerer, op: gast.AST, left: Value, right: Value) -> bool | None:
    """What is known without running: identity of objects, ``is None``, membership and equality of constants."""
    if isinstance(op, (gast.Is, gast.IsNot, gast.Eq, gast.NotEq)):
        none_left, none_right = left == NONE, right == NONE
        structured = (Static, TupleValue, ObjectRef, Closure)
        same: bool | None = None
        if isinstance(left, Static) and isinstance(right, Static):
            same = left.obj is right.obj if isinstance(op, (gast.Is, gast.IsNot)) else bool(left.obj == right.obj)
        elif (none_left and isinstance(right, structured)) or (none_right and isinstance(left, structured)):
            same = False
        if same is None:
            return None
        return same if isinstance(op, (gast.Is, gast.Eq)) else not same
    if isinstance(op, (gast.In, gast.NotIn)):
        keys = attributes.constant_members(lo, right)
        if keys is not None and isinstance(left, Num) and isinstance(left.atom, Const):
            found = left.atom.value in keys
            return found if isinstance(op, gast.In) else not found
    return None


def same_object(lo: Lowerer, name: str, left: Value, right: Value, node: gast.AST) -> bool | None:
    """``left is right`` for objects that are followed, and ``==`` where their class has none of its own."""
    if name in IDENTITY and isinstance(left, TupleValue) and isinstance(right, TupleValue):
        lo.refuse(node, "whether these are one tuple is not known when s2sad reads it", "compare what they hold")
    if not isinstance(left, ObjectRef) or not isinstance(right, ObjectRef):
        return None
    by_identity = name in IDENTITY or (name in EQUALITY and _has_no_equality(lo, left) and _has_no_equality(lo, right))
    if not by_identity:
        return None
    positive = {**IDENTITY, **EQUALITY}[name]
    if left.id == right.id:
        return positive
    origins = _origin(lo, left), _origin(lo, right)
    if None not in origins:
        return None  # both are there before the function runs: the run compares them
    if right.id in may_be(lo, left.id):
        lo.refuse(node, "whether these are one object is not known when s2sad reads it", "compare what they hold")
    return not positive


def _content(lo: Lowerer, ref: ObjectRef) -> Any:
    return lo.state.heap[ref.id]


def _has_no_equality(lo: Lowerer, ref: ObjectRef) -> bool:
    content = _content(lo, ref)
    return isinstance(content, StructContent) and getattr(content.cls, "__eq__", None) is EQUALS


EQUALS: Any = object.__eq__


def _origin(lo: Lowerer, ref: ObjectRef) -> Atom | None:
    content = _content(lo, ref)
    if isinstance(content, StructContent):
        return content.origin
    return None if isinstance(content, Poison) else lo.origins.get(ref.id)


def compared_fields(lo: Lowerer, name: str, left: Value, right: Value, node: gast.AST) -> tuple[Value, Value] | None:
    """The fields of two instances of a dataclass whose comparison `dataclasses` wrote; that code stands in no file."""
    if not isinstance(left, ObjectRef) or not isinstance(right, ObjectRef):
        return None
    a, b = _content(lo, left), _content(lo, right)
    if not (isinstance(a, StructContent) and isinstance(b, StructContent) and a.cls is b.cls):
        return None
    method = getattr(a.cls, f"__{'eq' if name == 'ne' else name}__", None)
    written = isinstance(method, types.FunctionType) and method.__code__.co_filename.startswith("<")
    if not dataclasses.is_dataclass(a.cls) or not written:
        return None
    names = [item.name for item in dataclasses.fields(a.cls) if item.compare]
    return tuple(TupleValue(tuple(objects.get_attribute(lo, ref, n, node) for n in names)) for ref in (left, right))  # type: ignore[return-value]
