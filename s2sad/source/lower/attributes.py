"""Attributes, items and the insides of containers."""

from __future__ import annotations

import collections
from enum import Enum, EnumMeta
from typing import Any

import gast
import numpy as np

from s2sad.core.nodes import Const
from s2sad.core.types import ArrayType, ListType, ScalarType, StringType, known_shape
from s2sad.source.lower import (
    calls,
    dict_items,
    dict_values,
    long_dicts,
    maybe,
    natures,
    objects,
    picking,
    sets,
    slices,
    tuples,
    view_lists,
)  # fmt: skip
from s2sad.source.lower.aliases import cells_in, copy_items, hold
from s2sad.source.lower.contents import item_arg
from s2sad.source.lower.lowerer import Lowerer, Raising
from s2sad.source.lower.places import taken_from
from s2sad.source.lower.values import (
    ArrayRef,
    DictContent,
    ListContent,
    LongListContent,
    Num,
    ObjectRef,
    RangeValue,
    SetContent,
    SliceValue,
    Static,
    StructContent,
    TupleValue,
    Value,
)  # fmt: skip
from s2sad.types.view import holds_memory

__all__ = [
    "constant_key", "constant_members", "dict_content", "get_item", "hold_item", "is_long", "items_of",
    "known_length", "like", "long_atom", "long_concatenate", "spread",
]  # fmt: skip


# -- containers ---------------------------------------------------------------------------------


def items_of(lo: Lowerer, value: Value) -> tuple[Value, ...] | None:
    """The items of a container whose length is known: tuple, list, dict (its keys), constant containers; else None."""
    if isinstance(value, TupleValue):
        return value.items
    if isinstance(value, ObjectRef):
        content = lo.state.heap[value.id]
        if isinstance(content, ListContent):
            return content.items
        if isinstance(content, DictContent):
            return tuple(lo.constant(key) for key in content.keys)
        if isinstance(content, SetContent):
            return sets.items_in_order(lo, content.members)
        return None
    if isinstance(value, Static) and isinstance(value.obj, EnumMeta):
        members: list[Enum] = list(value.obj)
        return tuple(lo.from_object(member, f"{value.text}.{member.name}") for member in members)
    if isinstance(value, Static) and id(value.obj) in lo.written:
        lo.refuse(
            None, "this reads a container that the function has written into", "pass the container as an argument"
        )
    if isinstance(value, Static) and isinstance(value.obj, (tuple, list, dict)) and len(value.obj) <= 64:
        if isinstance(value.obj, (list, dict)):
            lo.program.reads.append((value.obj, "", None))
        if isinstance(value.obj, (tuple, list)):
            return tuple(_element(lo, obj, f"{value.text}[{i}]") for i, obj in enumerate(value.obj))
        return tuple(lo.constant(key) for key in value.obj)
    if isinstance(value, Static) and isinstance(value.obj, (set, frozenset)) and len(value.obj) <= 64:
        return sets.items_in_order(lo, frozenset(value.obj))
    return None


def _element(lo: Lowerer, obj: object, text: str) -> Value:
    return lo.from_object(obj, text)


def is_long(lo: Lowerer, value: Value) -> bool:
    """Whether it is an array or a list whose length the run knows."""
    if isinstance(value, ObjectRef):
        return isinstance(lo.state.heap[value.id], LongListContent)
    if not isinstance(value, ArrayRef):
        return False
    kind = lo.build.type_of(value.atom)
    return isinstance(kind, ArrayType) and bool(kind.shape) and kind.shape[0].value is None  # type: ignore[index]


def spread(lo: Lowerer, value: Value, node: gast.AST) -> list[Value]:
    """The items of a starred expression."""
    from s2sad.source.lower.iteration import known_items

    items = known_items(lo, value, node)
    if items is not None:
        return list(items)
    length = known_length(lo, value)
    if length is not None:
        return [get_item(lo, value, Num(Const(i)), node) for i in range(length)]
    lo.refuse(node, "the number of these items is not known when s2sad reads them", "pass a tuple, or index the array")


def known_length(lo: Lowerer, value: Value) -> int | None:
    """How many elements an array has along its first axis, if that is known."""
    kind = lo.kind_of(value) if isinstance(value, (ArrayRef, Num)) else None
    return kind.shape[0].value if isinstance(kind, ArrayType) and kind.shape else None


def like(lo: Lowerer, model: Value, items: tuple[Value, ...]) -> Value:
    """A list if `model` is one, else a tuple."""
    if isinstance(model, ObjectRef) or (isinstance(model, Static) and isinstance(model.obj, list)):
        return lo.new_object(ListContent(items))
    return TupleValue(items)


def long_atom(lo: Lowerer, value: Value) -> Any:
    """The core list of a list value, or None if it is no list."""
    if not isinstance(value, ObjectRef):
        return None
    content = lo.state.heap[value.id]
    if isinstance(content, LongListContent):
        return content.atom
    if isinstance(content, ListContent):
        hold(lo, value.id, *content.items)
        return lo.build.emit("list.display", *[item_arg(lo, v) for v in content.items])
    return None


def long_concatenate(lo: Lowerer, name: str, left: Value, right: Value) -> Value | None:
    if name != "add":
        return None
    if not any(isinstance(v, ObjectRef) and isinstance(lo.state.heap[v.id], LongListContent) for v in (left, right)):
        return None
    left, right = tuples.as_long(lo, left, right), tuples.as_long(lo, right, left)
    a, b = long_atom(lo, left), long_atom(lo, right)
    if a is None or b is None:
        return None
    before = lo.build.emit("list.copy", a, kind=natures.plain(lo.build.type_of(a)))
    made = lo.result(lo.build.emit("list.extend", before, b))
    assert isinstance(made, ObjectRef)
    for part in (left, right):
        hold_items(lo, made, part)
    return tuples.marked(lo, made) if any(tuples.is_long(lo, part) for part in (left, right)) else made


def hold_items(lo: Lowerer, container: ObjectRef, source: Value) -> None:
    """Note that a new list has the items of another one."""
    if not isinstance(source, ObjectRef) or not is_list(lo, source):
        hold(lo, container.id, source)
        return
    content = lo.state.heap[source.id]
    if isinstance(content, ListContent):
        hold(lo, container.id, *content.items)
        return
    kind = lo.build.type_of(content.atom) if isinstance(content, LongListContent) else None
    plain = isinstance(kind, ListType) and not getattr(kind.element, "cls", None) and not holds_memory(kind.element)
    if not plain:
        copy_items(lo, container.id, source.id)


def is_list(lo: Lowerer, ref: ObjectRef) -> bool:
    return isinstance(lo.state.heap[ref.id], (ListContent, LongListContent))


def has_plain_items(lo: Lowerer, ref: ObjectRef) -> bool:
    """Whether a list has nothing but numbers and texts in it."""
    content = lo.state.heap[ref.id]
    kind = lo.build.type_of(content.atom) if isinstance(content, LongListContent) else None
    texts = isinstance(kind, ListType) and isinstance(kind.element, StringType)
    return texts or has_numbers_alone(lo, ref)


def has_numbers_alone(lo: Lowerer, ref: ObjectRef) -> bool:
    """Whether a list has nothing but numbers in it."""
    content = lo.state.heap[ref.id]
    if isinstance(content, ListContent):
        return all(isinstance(item, Num) for item in content.items)
    kind = lo.build.type_of(content.atom) if isinstance(content, LongListContent) else None
    return isinstance(kind, ListType) and isinstance(kind.element, ScalarType)


def constant_key(lo: Lowerer, value: Value) -> Any:
    """The Python value of a key that is known, else NotImplemented."""
    if isinstance(value, TupleValue):
        keys = [constant_key(lo, v) for v in value.items]
        return NotImplemented if NotImplemented in keys else tuple(keys)
    if isinstance(value, Static):
        return value.obj
    return lo.build.static(value.atom) if isinstance(value, Num) else NotImplemented


def constant_members(lo: Lowerer, value: Value) -> list[object] | None:
    """What a container holds, if all of it is constant."""
    members = sets.members_of(lo, value)
    if members is not None:
        return list(members)
    items = items_of(lo, value)
    if items is None:
        return None
    keys = [constant_key(lo, item) for item in items]
    return None if any(k is NotImplemented for k in keys) else keys


def dict_content(lo: Lowerer, value: Value, node: gast.AST) -> DictContent:
    if isinstance(value, ObjectRef):
        content = objects.struct_content(lo, value, node)
        if isinstance(content, DictContent):
            return content
    if isinstance(value, Static) and isinstance(value.obj, dict) and id(value.obj) not in lo.written:
        lo.program.reads.append((value.obj, "", None))
        items = tuple(lo.from_object(v, f"{value.text}[{k!r}]") for k, v in value.obj.items())
        return DictContent(tuple(value.obj), items)
    lo.refuse(node, "this is not a dict whose keys are known when s2sad reads it")


# -- items --------------------------------------------------------------------------------------


def get_item(lo: Lowerer, owner: Value, index: Value, node: gast.AST, hint: str = "t") -> Value:
    """``owner[index]``."""
    owner = maybe.present(lo, owner, node, "is not subscriptable")
    tuples.check_index(lo, index, node)
    several = picking.one_of_content(lo, owner)
    if several is not None:
        return picking.read(lo, several, lambda one: get_item(lo, one, index, node), node, hint)
    if long_dicts.is_long_dict(lo, owner):
        assert isinstance(owner, ObjectRef)
        return _item_of_long_dict(lo, owner, index, node, hint)
    found = _known_item(lo, owner, index, node)
    if found is not None:
        return found
    if isinstance(owner, Static) and id(owner.obj) in JOINED:
        joined = _joined(lo, JOINED[id(owner.obj)], index, node, hint)
        if joined is not None:
            return joined
    if (views := view_lists.of_views(lo, owner)) is not None:
        return view_lists.item(lo, views, index, node, hint)
    overloaded = calls.operator_method(lo, "__getitem__", [owner, index], node)
    if overloaded is not None:
        return overloaded
    items = items_of(lo, owner)
    if items is not None and not isinstance(owner, Static):
        return picking.item(lo, items, index, node, hint)
    if isinstance(owner, ObjectRef) and isinstance(index, SliceValue):
        made = slices.items_in(lo, owner, index, node, hint)
        return tuples.marked(lo, made) if tuples.is_long(lo, owner) else made
    if isinstance(owner, ObjectRef) and (atom := long_atom(lo, owner)) is not None:
        long_dicts.check_reached(lo, atom)
    result = lo.call_prim("operator.getitem", [owner, index], {}, node, hint=hint)
    if isinstance(owner, ObjectRef):
        hold_item(lo, owner, result)
        taken_from(lo, owner.id, lo.arg(index, node), result)
    return result


def hold_item(lo: Lowerer, owner: ObjectRef, item: Value) -> None:
    """Note that a value is one of the items of a list."""
    hold(lo, owner.id, item)
    lo.taken.setdefault(owner.id, set()).update(cells_in(lo, item))


JOINED = {id(np.r_): "numpy.hstack", id(np.c_): "numpy.column_stack"}


def _joined(lo: Lowerer, prim: str, index: Value, node: gast.AST, hint: str) -> Value | None:
    """``np.r_[x, 1.0, y]`` of vectors and numbers, ``np.c_[x, y]`` of vectors and matrices; None for other items."""
    items = index.items if isinstance(index, TupleValue) else (index,)
    kinds = [lo.kind_of(item, node) if isinstance(item, (ArrayRef, Num)) else None for item in items]
    ranks = [len(shape) if (shape := known_shape(kind)) is not None else None for kind in kinds if kind is not None]
    known = len(ranks) == len(items) and None not in ranks
    if not known or max(ranks) < 1 or max(ranks) > (1 if prim == "numpy.hstack" else 2):  # type: ignore[type-var, operator]
        return None
    return lo.call_prim(prim, [TupleValue(items)], {}, node, hint=hint, spelling="function")


def _field(lo: Lowerer, owner: ObjectRef, index: Num, node: gast.AST) -> Value | None:
    """``result["x"]`` of an object of SciPy's that is a dict of its fields."""
    content, key = objects.struct_content(lo, owner, node), constant_key(lo, index)
    if not issubclass(content.cls, dict) or not isinstance(key, str) or key not in content.fields:
        return None
    return objects.get_attribute(lo, owner, key, node)


def _item_of_long_dict(lo: Lowerer, owner: ObjectRef, index: Value, node: gast.AST, hint: str) -> Value:
    factory = lo.factories.get(owner.id)
    if factory is None or long_dicts.is_walked(lo, owner, index, node):
        return long_dicts.item(lo, owner, index, node, hint)
    if lo.kinds[owner.id] is collections.Counter:
        return long_dicts.get(lo, owner, index, Const(0), node, hint)
    from s2sad.source.lower.long_dict_methods import with_default

    return with_default(lo, owner, index, lambda: calls.call(lo, factory, [], {}, node), node)


def _known_item(lo: Lowerer, owner: Value, index: Value, node: gast.AST) -> Value | None:
    if isinstance(owner, RangeValue) and not owner.backwards:
        return None
    if isinstance(owner, ObjectRef) and isinstance(objects.struct_content(lo, owner, node), DictContent):
        content, key = objects.struct_content(lo, owner, node), constant_key(lo, index)
        if owner.id in lo.factories and key is not NotImplemented and key not in content.keys:
            return dict_items.default(lo, owner, content, key, node)
        chosen = dict_items.is_chosen(content, index) and not dict_values.has_rows(lo, owner)
        if key is NotImplemented and (owner.id in lo.factories or not chosen):
            if content.keys or owner.id in lo.factories:
                long_dicts.become_long(lo, owner, node)
                return _item_of_long_dict(lo, owner, index, node, "t")
            raise Raising(KeyError, lo.arg(index, node))
        return dict_items.item(lo, content, index, node)
    if isinstance(owner, Static) and isinstance(owner.obj, dict):
        return dict_items.item(lo, dict_content(lo, owner, node), index, node)
    if isinstance(owner, ObjectRef) and isinstance(index, Num) and isinstance(lo.state.heap[owner.id], StructContent):
        return _field(lo, owner, index, node)
    items = items_of(lo, owner)
    if items is None:
        return None
    if isinstance(index, SliceValue):
        parts = [constant_key(lo, p) for p in (index.lower, index.upper, index.step)]
        if NotImplemented not in parts:
            return like(lo, owner, items[slice(*parts)])
        return like(lo, owner, ()) if not items else None
    key = constant_key(lo, index)
    if isinstance(key, int) and -len(items) <= key < len(items):
        return items[key]
    if isinstance(key, int) or (not items and isinstance(index, Num)):
        name = "tuple" if isinstance(owner, TupleValue) else "list"
        raise Raising(IndexError, Const(f"{name} index out of range"))
    return None
