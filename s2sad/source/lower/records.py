"""What `dataclasses` and `attrs` do with an instance as a whole: replace fields, or make a dict or a tuple of it."""

from __future__ import annotations

import dataclasses
from typing import Any

import gast

from s2sad.core.nodes import Const
from s2sad.source.lower import construction, objects
from s2sad.source.lower.library import INTRINSIC_NAMES, Handler, handles
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import (
    ArrayRef,
    DictContent,
    ListContent,
    Num,
    ObjectRef,
    Static,
    StructContent,
    TupleValue,
    Value,
)  # fmt: skip

__all__ = ["of_attrs"]

Given = dict[str, Value]


@handles(dataclasses.replace)
def _replace(lo: Lowerer, args: list[Value], keywords: Given, node: gast.AST, hint: str) -> Value:
    """The class is called again: what its ``__post_init__`` computes is computed anew."""
    content = _record(lo, args[0], node)
    given = dict(keywords)
    for item in construction.fields_of_class(content.cls):
        name = getattr(item, "alias", item.name)
        if item.init and name not in given:
            given[name] = objects.get_attribute(lo, args[0], item.name, node)
    static = Static(content.cls, content.cls.__name__)
    return construction.construct(lo, content.cls, static, [], given, node, hint)


def _record(lo: Lowerer, value: Value, node: gast.AST) -> StructContent:
    content = objects.struct_content(lo, value, node) if isinstance(value, ObjectRef) else None
    if not isinstance(content, StructContent) or not _is_record(content.cls):
        lo.refuse(node, "this is understood for an instance whose fields are known", "write the fields one by one")
    return content


def _is_record(cls: type) -> bool:
    return dataclasses.is_dataclass(cls) or hasattr(cls, "__attrs_attrs__")


@handles(dataclasses.asdict)
def _as_dict(lo: Lowerer, args: list[Value], keywords: Given, node: gast.AST, hint: str) -> Value:
    _record(lo, args[0], node)
    return _plain(lo, args[0], True, node)


@handles(dataclasses.astuple)
def _as_tuple(lo: Lowerer, args: list[Value], keywords: Given, node: gast.AST, hint: str) -> Value:
    _record(lo, args[0], node)
    return _plain(lo, args[0], False, node)


def _plain(lo: Lowerer, value: Value, named: bool, node: gast.AST) -> Value:
    """Dicts or tuples for instances, at any depth; arrays are copied."""
    if isinstance(value, ArrayRef):
        return lo.call_prim("numpy.copy", [value], {}, node, spelling="method")
    if isinstance(value, TupleValue):
        return TupleValue(tuple(_plain(lo, item, named, node) for item in value.items), value.cls)
    content = objects.struct_content(lo, value, node) if isinstance(value, ObjectRef) else None
    if isinstance(content, ListContent):
        return lo.new_object(ListContent(tuple(_plain(lo, item, named, node) for item in content.items)))
    if isinstance(content, DictContent):
        return lo.new_object(DictContent(content.keys, tuple(_plain(lo, v, named, node) for v in content.items)))
    if not isinstance(content, StructContent) or not _is_record(content.cls):
        return value
    names = tuple(item.name for item in construction.fields_of_class(content.cls))
    items = tuple(_plain(lo, objects.get_attribute(lo, value, name, node), named, node) for name in names)
    return lo.new_object(DictContent(names, items)) if named else TupleValue(items)


@handles(dataclasses.fields)
def _fields(lo: Lowerer, args: list[Value], keywords: Given, node: gast.AST, hint: str) -> Value:
    cls: Any = args[0].obj if isinstance(args[0], Static) else _record(lo, args[0], node).cls
    cls = cls if isinstance(cls, type) else type(cls)
    return TupleValue(tuple(Static(item, f"{cls.__name__}.{item.name}") for item in construction.fields_of_class(cls)))


@handles(dataclasses.is_dataclass)
def _is_dataclass(lo: Lowerer, args: list[Value], keywords: Given, node: gast.AST, hint: str) -> Value:
    value = args[0]
    if isinstance(value, Static):
        return Num(Const(dataclasses.is_dataclass(value.obj)))
    content = objects.struct_content(lo, value, node) if isinstance(value, ObjectRef) else None
    return Num(Const(isinstance(content, StructContent) and dataclasses.is_dataclass(content.cls)))


@handles(object.__new__)
def _bare(lo: Lowerer, args: list[Value], keywords: Given, node: gast.AST, hint: str) -> Value:
    cls = args[0].obj if isinstance(args[0], Static) else None
    if not isinstance(cls, type):
        lo.refuse(node, "the class of this object is not known when s2sad reads it", "call the class")
    return lo.new_object(StructContent(cls, (), ()))


def _instance(lo: Lowerer, args: list[Value], keywords: Given, node: gast.AST, hint: str) -> Value:
    """What generated text calls to make an instance of its attributes."""
    cls = args[0].obj if isinstance(args[0], Static) else None
    assert isinstance(cls, type)
    return lo.new_object(StructContent(cls, tuple(keywords), tuple(keywords.values())))


INTRINSIC_NAMES["_instance"] = _instance
OF_ATTRS: dict[str, Handler] = {"evolve": _replace, "asdict": _as_dict, "astuple": _as_tuple, "fields": _fields}


def of_attrs(lo: Lowerer, name: str, args: list[Value], keywords: Given, node: gast.AST, hint: str) -> Value:
    """A function of attrs that is named as that of dataclasses, or as ``evolve``."""
    return OF_ATTRS[name](lo, args, keywords, node, hint)
