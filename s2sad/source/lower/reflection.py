"""Builtins that ask what a thing is: `isinstance`, `callable`, `getattr`, `hasattr`, `type`."""

from __future__ import annotations

import builtins
import types

import gast
import numpy as np

from s2sad.core.nodes import Const
from s2sad.core.types import ArrayType, ListType, NoneType, OpaqueType, ScalarType, StringType, TupleType, Type, Unknown
from s2sad.source.lower import attributes, objects, own_containers
from s2sad.source.lower.fields import is_half_bound
from s2sad.source.lower.library import handler_of, handles
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import (
    UNBOUND,
    Bound,
    Closure,
    DictContent,
    GeneratorContent,
    IteratorContent,
    LongDictContent,
    Maybe,
    Num,
    ObjectRef,
    RangeValue,
    SetContent,
    Static,
    StructContent,
    TupleValue,
    Value,
)  # fmt: skip

__all__ = ["handler_of"]


@handles(isinstance)
def _isinstance(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    if isinstance(args[0], Maybe):
        same = _isinstance(lo, [args[0].value, args[1]], {}, node, hint)
        if isinstance(same, Num) and isinstance(same.atom, Const):
            return args[0].test if same.atom.value else same
    classes = args[1].items if isinstance(args[1], TupleValue) else (args[1],)
    answers = [_is_a(lo, args[0], c.obj) for c in classes if isinstance(c, Static) and isinstance(c.obj, type)]
    if len(answers) == len(classes) and (True in answers or None not in answers):
        return Num(Const(True in answers))
    return Num(
        lo.build.emit("builtins.isinstance", lo.arg(args[0], node), lo.arg(args[1], node), kind=ScalarType("bool"))
    )


def _is_a(lo: Lowerer, value: Value, cls: type) -> bool | None:
    if isinstance(value, Static):
        return isinstance(value.obj, cls)
    if isinstance(value, TupleValue):
        return issubclass(value.cls or tuple, cls)
    if isinstance(value, ObjectRef):
        return issubclass(_class_of(lo, value), cls)
    for known, own in ((Closure, types.FunctionType), (Bound, types.MethodType), (RangeValue, range)):
        if isinstance(value, known):
            return issubclass(own, cls)
    return _type_is_a(lo.build.type_of(lo.arg(value)), cls)


def _class_of(lo: Lowerer, value: ObjectRef) -> type:
    content = lo.state.heap[value.id]
    if isinstance(content, StructContent):
        return content.cls
    plain = (
        (DictContent | LongDictContent, dict),
        (SetContent, set),
        (IteratorContent | GeneratorContent, types.GeneratorType),
    )
    own = next((cls for kind, cls in plain if isinstance(content, kind)), list)
    return lo.kinds.get(value.id, own)


def _type_is_a(kind: Type, cls: type) -> bool | None:
    if isinstance(kind, ScalarType):
        own = getattr(builtins, kind.dtype) if kind.python else np.dtype(kind.dtype).type
        return issubclass(own, cls) or _abstract(own, cls)
    table: list[tuple[type, type]] = [
        (ArrayType, np.ndarray),
        (ListType, list),
        (StringType, str),
        (NoneType, type(None)),
        (TupleType, tuple),
    ]
    for known, own in table:
        if isinstance(kind, known):
            return issubclass(own, cls)
    return None


def _abstract(own: type, cls: type) -> bool:
    try:
        return issubclass(own, cls)
    except TypeError:
        return False


@handles(callable)
def _callable(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    if isinstance(args[0], (Closure, Bound)):
        return Num(Const(True))
    return Num(Const(isinstance(args[0], Static) and callable(args[0].obj)))


@handles(getattr)
def _getattr(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    name = _attribute_name(lo, args[1], node)
    if len(args) > 2 and not _has(lo, args[0], name):
        return args[2]
    return objects.get_attribute(lo, args[0], name, node)


@handles(setattr)
def _setattr(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    objects.set_attribute(lo, args[0], _attribute_name(lo, args[1], node), args[2], node)
    return Num(Const(None))


@handles(object.__setattr__)
def _set_raw(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    objects.set_raw(lo, args[0], _attribute_name(lo, args[1], node), args[2], node)
    return Num(Const(None))


def _attribute_name(lo: Lowerer, value: Value, node: gast.AST) -> str:
    name = attributes.constant_key(lo, value)
    if not isinstance(name, str):
        lo.refuse(node, "the attribute's name is not known when s2sad reads it", "write it as a constant")
    return name


@handles(hasattr)
def _hasattr(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    return Num(Const(_has(lo, args[0], _attribute_name(lo, args[1], node))))


def _has(lo: Lowerer, value: Value, name: str) -> bool:
    if isinstance(value, Static):
        return hasattr(value.obj, name)
    if isinstance(value, ObjectRef):
        content = lo.state.heap[value.id]
        if isinstance(content, StructContent):
            return _is_set(lo, content, name) or hasattr(content.cls, name)
        own = own_containers.class_of(lo, value)
        if own is not None:
            return own_containers.has(lo, value, own, name)
        return hasattr(_class_of(lo, value), name)
    if isinstance(value, TupleValue):
        return hasattr(value.cls or tuple, name)
    kind = lo.build.type_of(lo.arg(value))
    return hasattr(np.ndarray if isinstance(kind, (ArrayType, Unknown)) else float, name)


def _is_set(lo: Lowerer, content: StructContent, name: str) -> bool:
    if name not in content.fields:
        return False
    value = lo.readable(content.items[content.fields.index(name)], name, None)
    if is_half_bound(lo, value):
        lo.refuse(None, f"{name!r} {UNBOUND.reason}", "set it in __init__")
    return True


@handles(type)
def _type(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    value = args[0]
    if isinstance(value, ObjectRef):
        cls = _class_of(lo, value)
        return Static(cls, cls.__name__)
    kind = lo.build.type_of(lo.arg(value, node))
    if isinstance(kind, ArrayType):
        return Static(np.ndarray, "np.ndarray")
    if isinstance(kind, ScalarType):
        own = getattr(builtins, kind.dtype) if kind.python else np.dtype(kind.dtype).type
        return Static(own, own.__name__ if kind.python else f"np.{own.__name__}")
    return Num(lo.build.emit("builtins.type", lo.arg(value, node), kind=OpaqueType("type")))
