"""The methods of dicts whose keys are known."""

from __future__ import annotations

from collections.abc import Callable

import gast

from s2sad.core.nodes import Const
from s2sad.source.lower import attributes
from s2sad.source.lower.lowerer import Lowerer, Raising
from s2sad.source.lower.memory import spoil
from s2sad.source.lower.values import DictContent, Num, ObjectRef, TupleValue, Value

__all__ = ["DICT"]

Handler = Callable[[Lowerer, ObjectRef, list[Value], dict[str, Value], gast.AST], Value]
NONE = Num(Const(None))


def _content(lo: Lowerer, owner: ObjectRef, node: gast.AST) -> DictContent:
    return attributes.dict_content(lo, owner, node)


def _keys(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    return TupleValue(attributes.items_of(lo, owner) or ())


def _values(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    return TupleValue(_content(lo, owner, node).items)


def _pairs(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    keys = attributes.items_of(lo, owner) or ()
    return TupleValue(tuple(TupleValue(pair) for pair in zip(keys, _content(lo, owner, node).items, strict=True)))


def _key(lo: Lowerer, value: Value, node: gast.AST) -> object:
    key = attributes.constant_key(lo, value)
    if key is NotImplemented:
        lo.refuse(node, "the key is not known when s2sad reads it", "use a constant key, or a list or an array")
    return key


def _get(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    content, key = _content(lo, owner, node), _key(lo, args[0], node)
    if key in content.keys:
        return content.items[content.keys.index(key)]
    return args[1] if len(args) > 1 else NONE


def _pop_key(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    content, key = _content(lo, owner, node), _key(lo, args[0], node)
    table = dict(zip(content.keys, content.items, strict=True))
    if key not in table:
        if len(args) < 2:
            raise Raising(KeyError, Const(key))
        return args[1]
    value = table.pop(key)
    return _put_dict(lo, owner, table, node, value)


def _pop_last(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    content = _content(lo, owner, node)
    if not content.keys:
        raise Raising(KeyError, Const("popitem(): dictionary is empty"))
    table = dict(zip(content.keys, content.items, strict=True))
    key, value = table.popitem()
    return _put_dict(lo, owner, table, node, TupleValue((lo.from_object(key, repr(key)), value)))


def _set_default(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    content, key = _content(lo, owner, node), _key(lo, args[0], node)
    if key in content.keys:
        return content.items[content.keys.index(key)]
    value = args[1] if len(args) > 1 else NONE
    return _put_dict(lo, owner, {**dict(zip(content.keys, content.items, strict=True)), key: value}, node, value)


def _clear_keys(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    return _put_dict(lo, owner, {}, node)


def _put_dict(lo: Lowerer, owner: ObjectRef, table: dict[object, Value], node: gast.AST, value: Value = NONE) -> Value:
    lo.state.heap[owner.id] = DictContent(tuple(table), tuple(table.values()))
    spoil(lo, owner.id, node)
    return value


def _update(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    content = _content(lo, owner, node)
    table = dict(zip(content.keys, content.items, strict=True))
    if args:
        more = attributes.dict_content(lo, args[0], node)
        table.update(zip(more.keys, more.items, strict=True))
    table.update(keywords)
    return _put_dict(lo, owner, table, node)


def _dict_copy(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    return lo.new_object(_content(lo, owner, node))


DICT: dict[str, Handler] = {
    "keys": _keys, "values": _values, "items": _pairs, "get": _get, "update": _update, "copy": _dict_copy,
    "pop": _pop_key, "popitem": _pop_last, "setdefault": _set_default, "clear": _clear_keys,
}  # fmt: skip
