"""``del`` of names, items and attributes."""

from __future__ import annotations

import gast

from s2sad.core.nodes import Const
from s2sad.core.types import OpaqueType
from s2sad.source.lower import attributes, expressions, lists, long_dicts, objects, outer, slices
from s2sad.source.lower.lowerer import Lowerer, Raising
from s2sad.source.lower.memory import echo, spoil
from s2sad.source.lower.values import (
    DictContent,
    ListContent,
    LongDictContent,
    LongListContent,
    Num,
    ObjectRef,
    Poison,
    SliceValue,
    StructContent,
    Value,
)

__all__ = ["delete", "delete_item"]

DELETED = Poison("is deleted on a path that leads here", "bind it to None, or give it another name")


def delete(lo: Lowerer, target: gast.AST) -> None:
    """``del target``."""
    if isinstance(target, gast.Name):
        outer.bind(lo, target.id, DELETED, target)
    elif isinstance(target, (gast.Tuple, gast.List)):
        for part in target.elts:
            delete(lo, part)
    elif isinstance(target, gast.Subscript):
        delete_item(lo, expressions.evaluate(lo, target.value), expressions.evaluate(lo, target.slice), target)
    else:
        _attribute(lo, expressions.evaluate(lo, target.value), target.attr, target)


def delete_item(lo: Lowerer, owner: Value, index: Value, node: gast.AST) -> None:
    """``del owner[index]``."""
    content = objects.struct_content(lo, owner, node) if isinstance(owner, ObjectRef) else None
    if isinstance(owner, ObjectRef) and long_dicts.asks_the_run(lo, owner, index):
        content = long_dicts.become_long(lo, owner, node)
    if isinstance(owner, ObjectRef) and isinstance(content, LongDictContent):
        if owner.id in lo.origins:
            echo(lo, owner, "__delitem__", [lo.arg(index, node)], node)
        long_dicts.remove(lo, owner, index, node)
    elif isinstance(owner, ObjectRef) and isinstance(content, (DictContent, ListContent, LongListContent)):
        if owner.id in lo.origins:
            echo(lo, owner, "__delitem__", [lo.arg(index, node)], node)
        if isinstance(content, DictContent):
            _from_dict(lo, owner, content, index, node)
        elif isinstance(content, ListContent):
            _from_list(lo, owner, content, index, node)
        elif not isinstance(index, SliceValue):
            lists.LIST["pop"](lo, owner, [index], {}, node)
        else:
            slices.replace(lo, owner, index, lo.new_list(()), node)
    elif isinstance(owner, Num) and isinstance(lo.build.type_of(owner.atom), OpaqueType):
        bound = lo.build.emit("getattr", owner.atom, Const("__delitem__"), kind=OpaqueType("method"))
        lo.build.effect("call", bound, lo.arg(index, node))
    else:
        lo.refuse(node, "del of an item of this is not supported", "build the container without it")


def _from_dict(lo: Lowerer, owner: ObjectRef, content: DictContent, index: Value, node: gast.AST) -> None:
    key = attributes.constant_key(lo, index)
    if key is NotImplemented:
        lo.refuse(node, "the key is not known when s2sad reads it", "use a constant key")
    table = dict(zip(content.keys, content.items, strict=True))
    if key not in table:
        raise Raising(KeyError, Const(key))
    del table[key]
    lo.state.heap[owner.id] = DictContent(tuple(table), tuple(table.values()))
    spoil(lo, owner.id, node, arrays=False)


def _from_list(lo: Lowerer, owner: ObjectRef, content: ListContent, index: Value, node: gast.AST) -> None:
    parts = (index.lower, index.upper, index.step) if isinstance(index, SliceValue) else (index,)
    known = [attributes.constant_key(lo, part) for part in parts]
    if NotImplemented in known:
        lo.refuse(node, "which item this deletes is not known when s2sad reads it", "build a list without it")
    items = list(content.items)
    try:
        del items[slice(*known) if isinstance(index, SliceValue) else known[0]]
    except IndexError:
        raise Raising(IndexError, Const("list assignment index out of range")) from None
    lo.state.heap[owner.id] = ListContent(tuple(items))
    spoil(lo, owner.id, node, arrays=False)


def _attribute(lo: Lowerer, owner: Value, name: str, node: gast.AST) -> None:
    content = objects.struct_content(lo, owner, node) if isinstance(owner, ObjectRef) else None
    if not isinstance(owner, ObjectRef) or not isinstance(content, StructContent) or content.origin is not None:
        lo.refuse(node, "del of an attribute of an object that is not made here is not supported", "set it to None")
    table = dict(zip(content.fields, content.items, strict=True))
    if name not in table:
        raise Raising(AttributeError, Const(name))
    del table[name]
    lo.state.heap[owner.id] = StructContent(content.cls, tuple(table), tuple(table.values()))
    spoil(lo, owner.id, node)
