"""Methods of dicts of which only the run knows the keys."""

from __future__ import annotations

from collections.abc import Callable

import gast

from s2sad.core.nodes import Const
from s2sad.core.types import DictType, ListType, TupleType
from s2sad.source.lower import (
    assignment,
    attributes,
    branches,
    comprehensions,
    dict_values,
    dicts,
    iteration,
    long_dicts,
    natures,
    places,
    rows,
)
from s2sad.source.lower.lists import Handler
from s2sad.source.lower.lowerer import Lowerer, Raising
from s2sad.source.lower.values import ArrayRef, DictContent, ItemsOf, Num, ObjectRef, TupleValue, Value

__all__ = ["LONG_DICT", "delete", "filled", "filled_with", "with_default"]

NONE = Num(Const(None))


def _part(part: str) -> Handler:
    def handler(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
        return ItemsOf(owner, part)

    return handler


def _is_number(value: Value) -> bool:
    return (
        isinstance(value, Num) and isinstance(value.atom, Const) and isinstance(value.atom.value, (int, float, complex))
    )


def _has_numbers(lo: Lowerer, owner: ObjectRef) -> bool:
    """Whether the values of a dict are numbers or arrays."""
    kind = lo.build.type_of(long_dicts.atom_of(lo, owner))
    return isinstance(kind, DictType) and not isinstance(kind.element, (ListType, TupleType))


def _get(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    default = args[1] if len(args) > 1 else keywords.get("default", NONE)
    if long_dicts.is_empty(lo, owner):
        return default
    if isinstance(default, Num) and isinstance(default.atom, Const) and _is_number(default) and _has_numbers(lo, owner):
        return long_dicts.get(lo, owner, args[0], default.atom, node)
    if default == NONE and long_dicts.is_walked(lo, owner, args[0], node):
        return long_dicts.item(lo, owner, args[0], node)
    kind = lo.build.type_of(long_dicts.atom_of(lo, owner))
    if default == TupleValue(()) and type(getattr(kind, "element", None)) is ListType:
        default = lo.new_list(())  # for whoever walks over it
    return _if_there(
        lo, owner, args[0], lambda: long_dicts.item(lo, owner, args[0], node, there=True), lambda: default, node
    )


def _if_there(
    lo: Lowerer,
    owner: ObjectRef,
    key: Value,
    then: Callable[[], Value],
    other: Callable[[], Value],
    node: gast.AST,
) -> Value:
    return branches.choose(lo, long_dicts.contains(lo, owner, key, node), then, other, node)


def with_default(lo: Lowerer, owner: ObjectRef, key: Value, make: Callable[[], Value], node: gast.AST) -> Value:
    """``owner.setdefault(key, make())``, with the default made where there is none."""
    there = long_dicts.contains(lo, owner, key, node)
    branches.branch(lo, there, lambda: None, lambda: long_dicts.put(lo, owner, key, make(), node, new=True), node)
    return long_dicts.item(lo, owner, key, node, there=True)


def _setdefault(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    return with_default(lo, owner, args[0], lambda: args[1] if len(args) > 1 else NONE, node)


def _pop(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    if len(args) < 2:
        value = long_dicts.item(lo, owner, args[0], node, taken=places.is_sole_holder(lo, owner.id))
        long_dicts.remove(lo, owner, args[0], node)
        places.taken_away(lo, owner.id, value)
        return value
    value = NONE if lo.discarded is node else _get(lo, owner, args, {}, node)
    long_dicts.remove(lo, owner, args[0], node, lenient=True)
    return value


def _popitem(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    """The item that was put in last; of an `OrderedDict` the first one, with ``last=False``."""
    last = attributes.constant_key(lo, keywords.get("last", args[0] if args else Num(Const(True))))
    if last is NotImplemented:
        lo.refuse(node, "which end this takes is not known when s2sad reads it", "last=True, or last=False")

    def missing() -> None:
        raise Raising(KeyError, Const("popitem(): dictionary is empty"))

    branches.branch(lo, branches.truth(lo, owner, node), lambda: None, missing, node)
    keys = lo.result(long_dicts.keys(lo, owner, "keys"))
    key = attributes.get_item(lo, keys, Num(Const(-1 if last else 0)), node, "key")
    return TupleValue((key, _pop(lo, owner, [key], {}, node)))


def _update(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    dicts.refuse_counter(lo, owner, node)
    if owner.id in lo.origins:
        lo.refuse(node, "a dict of the caller's is updated with keys that only the run knows", "a loop: d[k] = v")
    for given in args:
        _take_over(lo, owner, given, node)
    for name, value in keywords.items():
        assignment.set_item(lo, owner, Num(Const(name)), value, node)
    return NONE


def _take_over(
    lo: Lowerer, owner: ObjectRef, given: Value, node: gast.AST, copied: Callable[[Value], Value] | None = None
) -> None:
    """Put the items of a dict, or pairs, into another one."""
    content = lo.state.heap.get(given.id) if isinstance(given, ObjectRef) else None
    if long_dicts.is_long_dict(lo, given):
        assert isinstance(given, ObjectRef)
        given = ItemsOf(given, "items")
    if isinstance(content, DictContent):
        for key, value in zip(attributes.items_of(lo, given) or (), content.items, strict=True):
            assignment.set_item(lo, owner, key, value, node)
        return

    def put(pair: Value) -> None:
        parts = attributes.items_of(lo, pair)
        if parts is None or len(parts) != 2:
            lo.refuse(node, "these are no pairs of a key and a value", "write the loop")
        item = copied(parts[1]) if copied is not None and isinstance(parts[1], ArrayRef) else parts[1]
        assignment.set_item(lo, owner, parts[0], item, node)

    walk = iteration.iteration(lo, given, node)
    if isinstance(walk, iteration.Known):
        for pair in walk.items:
            put(pair)
        return
    comprehensions.walk_over(lo, walk, put)


def filled(lo: Lowerer, given: Value, node: gast.AST, copied: Callable[[Value], Value] | None = None) -> ObjectRef:
    """A new dict of the items of another one, or of pairs; `copied` copies an array."""
    made = lo.new_object(DictContent((), ()))
    lo.rows.add(made.id)
    distinct = isinstance(given, ObjectRef) and given.id in lo.rows
    _take_over(lo, made, given, node, copied)
    if distinct:
        lo.rows.add(made.id)
    return made


def filled_with(lo: Lowerer, keys: Value, value: Value, node: gast.AST) -> ObjectRef:
    """``dict.fromkeys(keys, value)``."""
    made = lo.new_object(DictContent((), ()))
    walk = iteration.iteration(lo, keys, node)
    if isinstance(walk, iteration.Known):
        for key in walk.items:
            assignment.set_item(lo, made, key, value, node)
    else:
        comprehensions.walk_over(lo, walk, lambda key: assignment.set_item(lo, made, key, value, node))
    return made


def _copy(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    made = filled(lo, owner, node)
    natures.give_copy(lo, made.id, owner)
    return made


def _clear(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    if any(walk[0] == owner.id for walk in lo.walking):
        lo.refuse(node, long_dicts.WALKED, "walk over list(...) of it")
    atom = dict_values.display(lo, DictContent((), ()))
    if not rows.put_whole(lo, owner, atom, node):
        lo.state.heap[owner.id] = DictContent((), ())
    return NONE


def delete(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    """``owner.__delitem__(key)``."""
    from s2sad.source.lower.deletion import delete_item

    delete_item(lo, owner, args[0], node)
    return NONE


LONG_DICT: dict[str, Handler] = {
    "__init__": _update, "keys": _part("keys"), "values": _part("values"), "items": _part("items"), "get": _get,
    "update": _update, "copy": _copy, "setdefault": _setdefault, "pop": _pop, "popitem": _popitem, "clear": _clear,
    "__delitem__": delete,
}  # fmt: skip
