"""Methods of dicts whose keys are known."""

from __future__ import annotations

import collections

import gast

from s2sad.core.nodes import Const
from s2sad.source.lower import attributes, natures
from s2sad.source.lower.lists import Handler
from s2sad.source.lower.lowerer import Lowerer, Raising
from s2sad.source.lower.memory import spoil
from s2sad.source.lower.values import DictContent, LongDictContent, Num, ObjectRef, Static, TupleValue, Value

__all__ = ["DICT", "joined", "note_view", "refuse_counter"]

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
    refuse_counter(lo, owner, node)
    if args and _asks_the_run(lo, args[0]):
        from s2sad.source.lower.long_dict_methods import LONG_DICT

        return LONG_DICT["update"](lo, owner, args, keywords, node)
    table = _table(lo, owner, node)
    if args:
        table.update(_more(lo, args[0], node))
    table.update(keywords)
    return _put(lo, owner, table, node)


def refuse_counter(lo: Lowerer, owner: Value, node: gast.AST) -> None:
    """A `Counter` adds where a dict replaces."""
    if isinstance(owner, ObjectRef) and lo.kinds.get(owner.id) is collections.Counter:
        lo.refuse(node, "this is known of dicts, and a Counter adds up", "a loop: c[k] += 1")


def _asks_the_run(lo: Lowerer, given: Value) -> bool:
    """Whether only the run knows the keys of a dict, or of pairs."""
    if isinstance(given, Static) or (isinstance(given, ObjectRef) and isinstance(lo.state.heap[given.id], DictContent)):
        return False
    pairs = attributes.items_of(lo, given)
    if pairs is None:
        return True
    keys = [attributes.items_of(lo, pair) for pair in pairs]
    return any(key is not None and attributes.constant_key(lo, key[0]) is NotImplemented for key in keys)


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
    last = attributes.constant_key(lo, keywords.get("last", args[0] if args else Num(Const(True))))
    if last is NotImplemented:
        lo.refuse(node, "which end this takes is not known when s2sad reads it", "last=True, or last=False")
    key = list(table)[-1 if last else 0]
    value = table.pop(key)
    _put(lo, owner, table, node)
    return TupleValue((lo.constant(key), value))


def _clear(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    return _put(lo, owner, {}, node)


def _dict_copy(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    made = lo.new_object(_content(lo, owner, node))
    natures.give_copy(lo, made.id, owner)
    return made


def joined(lo: Lowerer, name: str, left: Value, right: Value, node: gast.AST) -> Value | None:
    """``left | right`` of dicts; any other operator on a dict is refused."""
    contents = [lo.state.heap.get(v.id) if isinstance(v, ObjectRef) else None for v in (left, right)]
    if not any(isinstance(c, (DictContent, LongDictContent)) for c in contents):
        return None
    if name != "or_":
        lo.refuse(node, "this operator is not known for dicts")
    for operand in (left, right):
        refuse_counter(lo, operand, node)
    if any(isinstance(c, LongDictContent) for c in contents):
        from s2sad.source.lower.long_dict_methods import LONG_DICT, filled

        made = filled(lo, left, node)
        LONG_DICT["update"](lo, made, [right], {}, node)
        natures.give_copy(lo, made.id, left)
        return made
    a, b = (attributes.dict_content(lo, v, node) for v in (left, right))
    table = dict(zip(a.keys, a.items, strict=True)) | dict(zip(b.keys, b.items, strict=True))
    made = lo.new_object(DictContent(tuple(table), tuple(table.values())))
    natures.give_copy(lo, made.id, left)
    return made


DICT: dict[str, Handler] = {
    "__init__": _update, "keys": _keys, "values": _values, "items": _pairs, "get": _get, "update": _update,
    "copy": _dict_copy,
    "setdefault": _setdefault, "pop": _pop, "popitem": _popitem, "clear": _clear,
}  # fmt: skip
