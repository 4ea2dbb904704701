"""Methods of dicts whose keys are known."""

from __future__ import annotations

import gast

from s2sad.core.nodes import Const
from s2sad.source.lower import attributes
from s2sad.source.lower.lists import Handler
from s2sad.source.lower.lowerer import Lowerer, Raising
from s2sad.source.lower.memory import spoil
from s2sad.source.lower.values import DictContent, Num, ObjectRef, Static, TupleValue, Value

__all__ = ["DICT", "note_view"]

NONE = Num(Const(None))


def note_view(lo: Lowerer, node: gast.AST) -> None:
    """``v = d.values()``, ``r = reversed(l)``: what is kept in a variable shows what the container has later on."""
    call = node.value if isinstance(node, gast.Assign) else None
    viewed = None
    if isinstance(call, gast.Call) and isinstance(call.func, gast.Attribute) and call.func.attr in ("items", "values"):
        viewed = call.func.value
    elif isinstance(call, gast.Call) and isinstance(call.func, gast.Name) and call.func.id == "reversed" and call.args:
        viewed = call.args[0]
    owner = lo.locals.get(viewed.id) if isinstance(viewed, gast.Name) else None
    if isinstance(owner, ObjectRef):
        lo.viewed.add(owner.id)


def _content(lo: Lowerer, owner: ObjectRef, node: gast.AST) -> DictContent:
    return attributes.dict_content(lo, owner, node)


def _keys(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    return TupleValue(attributes.items_of(lo, owner) or ())


def _values(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    return TupleValue(_content(lo, owner, node).items)


def _pairs(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    keys = attributes.items_of(lo, owner) or ()
    return TupleValue(tuple(TupleValue(pair) for pair in zip(keys, _content(lo, owner, node).items, strict=True)))


def _get(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    content, key = _content(lo, owner, node), attributes.constant_key(lo, args[0])
    if key is NotImplemented:
        lo.refuse(node, "the key is not known when s2sad reads it")
    if key in content.keys:
        return content.items[content.keys.index(key)]
    return args[1] if len(args) > 1 else NONE


def _known(lo: Lowerer, args: list[Value], node: gast.AST) -> object:
    key = attributes.constant_key(lo, args[0])
    if key is NotImplemented:
        lo.refuse(node, "the key is not known when s2sad reads it", "use a constant key, or a list or an array")
    return key


def _put(lo: Lowerer, owner: ObjectRef, table: dict[object, Value], node: gast.AST) -> Value:
    lo.state.heap[owner.id] = DictContent(tuple(table), tuple(table.values()))
    spoil(lo, owner.id, node, arrays=False)
    return NONE


def _table(lo: Lowerer, owner: Value, node: gast.AST) -> dict[object, Value]:
    content = attributes.dict_content(lo, owner, node)
    return dict(zip(content.keys, content.items, strict=True))


def _update(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    table = _table(lo, owner, node)
    if args:
        table.update(_more(lo, args[0], node))
    table.update(keywords)
    return _put(lo, owner, table, node)


def _more(lo: Lowerer, given: Value, node: gast.AST) -> dict[object, Value]:
    """The items of a dict, or pairs."""
    pairs = attributes.items_of(lo, given)
    content = lo.state.heap[given.id] if isinstance(given, ObjectRef) else None
    if pairs is None or isinstance(content, DictContent) or isinstance(given, Static):
        return _table(lo, given, node)
    table: dict[object, Value] = {}
    for pair in pairs:
        key, value = attributes.items_of(lo, pair) or (NONE, NONE)
        table[_known(lo, [key], node)] = value
    return table


def _setdefault(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    table, key = _table(lo, owner, node), _known(lo, args, node)
    if key not in table:
        table[key] = args[1] if len(args) > 1 else NONE
        _put(lo, owner, table, node)
    return table[key]


def _pop(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    table, key = _table(lo, owner, node), _known(lo, args, node)
    if key not in table:
        if len(args) < 2:
            raise Raising(KeyError, Const(key))
        return args[1]
    value = table.pop(key)
    _put(lo, owner, table, node)
    return value


def _popitem(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    table = _table(lo, owner, node)
    if not table:
        raise Raising(KeyError, Const("popitem(): dictionary is empty"))
    key, value = table.popitem()
    _put(lo, owner, table, node)
    return TupleValue((lo.constant(key), value))


def _clear(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    return _put(lo, owner, {}, node)


def _dict_copy(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    return lo.new_object(_content(lo, owner, node))


DICT: dict[str, Handler] = {
    "keys": _keys, "values": _values, "items": _pairs, "get": _get, "update": _update, "copy": _dict_copy,
    "setdefault": _setdefault, "pop": _pop, "popitem": _popitem, "clear": _clear,
}  # fmt: skip
