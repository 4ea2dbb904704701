"""Assignment to names, tuples, items and attributes, plain and augmented."""

from __future__ import annotations

from collections.abc import Callable

import gast

from s2sad.core.nodes import Const, If
from s2sad.core.types import ArrayType, OpaqueType, ScalarType, StringType, Unknown
from s2sad.source.lower import (
    attributes,
    callers,
    calls,
    comprehensions,
    expressions,
    generators,
    iteration,
    library_objects,
    long_dicts,
    maybe,
    objects,
    outer,
    picking,
    rows,
    slices,
    tables,
    tuples,
    view_lists,
    writers,
)  # fmt: skip
from s2sad.source.lower.aliases import hold, put_in
from s2sad.source.lower.contents import item_arg
from s2sad.source.lower.lowerer import Lowerer, Opened, Raising
from s2sad.source.lower.memory import check_object, echo, put_back, spoil, store
from s2sad.source.lower.shown import shown
from s2sad.source.lower.values import (
    ArrayRef,
    DictContent,
    ListContent,
    LongDictContent,
    LongListContent,
    Num,
    ObjectRef,
    OneOfContent,
    Poison,
    RangeValue,
    SetContent,
    SliceValue,
    Static,
    StructContent,
    TupleValue,
    Value,
    Zipped,
)  # fmt: skip

__all__ = ["assign", "augmented", "check_length"]

NONE = Num(Const(None))


def assign(lo: Lowerer, target: gast.AST, value: Value) -> None:
    """``target = value``."""
    if isinstance(target, gast.Name):
        outer.bind(lo, target.id, value, target)
    elif isinstance(target, (gast.Tuple, gast.List)):
        _unpack(lo, target, value)
    elif isinstance(target, gast.Subscript):
        if isinstance(target.value, gast.Subscript) and tables.set_in_row(
            lo, target, target.value, lambda before: value
        ):
            return
        if _set_flat(lo, target, lambda before: value):
            return
        owner = _owner(lo, target.value)
        set_item(lo, owner, expressions.evaluate(lo, target.slice), value, target)
    elif isinstance(target, gast.Attribute):
        objects.set_attribute(lo, expressions.evaluate(lo, target.value), target.attr, value, target)
    else:
        lo.refuse(target, f"assignment to {type(target).__name__} is not supported")


def _unpack(lo: Lowerer, target: gast.Tuple | gast.List, value: Value) -> None:
    value = generators.left(lo, maybe.present(lo, value, target, "is not iterable"), target)
    items = iteration.known_items(lo, value, target)
    starred = [i for i, part in enumerate(target.elts) if isinstance(part, gast.Starred)]
    if items is None:
        items = _taken(lo, target, value, starred)
    elif starred:
        first, after = starred[0], len(target.elts) - starred[0] - 1
        middle = lo.new_object(ListContent(items[first : len(items) - after]))
        items = (*items[:first], middle, *items[len(items) - after :])
    if len(items) != len(target.elts):
        lo.refuse(target, f"{len(items)} values cannot be unpacked into {len(target.elts)} names")
    for part, item in zip(target.elts, items, strict=True):
        assign(lo, part.value if isinstance(part, gast.Starred) else part, item)


def _taken(lo: Lowerer, target: gast.Tuple | gast.List, value: Value, starred: list[int]) -> tuple[Value, ...]:
    """The items for each target out of something whose length the run knows."""
    if isinstance(value, (Zipped, RangeValue)):
        value = comprehensions.listed(lo, value, target, "t")
    wanted = len(target.elts)
    check_length(lo, value, wanted - len(starred), bool(starred), target)
    if not starred:
        return tuple(attributes.get_item(lo, value, Num(Const(i)), target) for i in range(wanted))
    after = wanted - starred[0] - 1
    upper = NONE if after == 0 else Num(Const(-after))
    part = attributes.get_item(lo, value, SliceValue(Num(Const(starred[0])), upper, NONE), target)
    middle = comprehensions.listed(lo, part, target, "items")
    first = [attributes.get_item(lo, value, Num(Const(i)), target) for i in range(starred[0])]
    last = [attributes.get_item(lo, value, Num(Const(i - after)), target) for i in range(after)]
    return (*first, middle, *last)


def check_length(lo: Lowerer, value: Value, wanted: int, at_least: bool, node: gast.AST) -> None:
    """Python's own error where the number of items is another than the targets need."""
    kind = lo.build.type_of(lo.arg(value, node))
    if isinstance(kind, (OpaqueType, StringType)):
        return
    length = lo.build.emit("builtins.len", lo.arg(value, node), spelling="function")
    test = lo.build.emit("operator.lt" if at_least else "operator.ne", length, Const(wanted), kind=ScalarType("bool"))
    if test == Const(False):
        return
    message = f"expected {'at least ' if at_least else ''}{wanted} values to unpack"
    with lo.build.block() as block:
        lo.emit_raise(Raising(ValueError, Const(message)))
    lo.build.append(If(lo.atom(Num(test)), tuple(block), (), (), lo.build.origin))


def _owner(lo: Lowerer, node: gast.AST) -> Value:
    """What an item is written into: in a list of lists it is one of these, and no copy."""
    if not isinstance(node, gast.Subscript):
        return expressions.evaluate(lo, node)
    container = expressions.evaluate(lo, node.value)
    return picking.row(lo, container, expressions.evaluate(lo, node.slice), node)


def _set_flat(lo: Lowerer, node: gast.Subscript, make: Callable[[Callable[[], Value]], Value]) -> bool:
    """``array.flat[index] = value``."""
    if not (isinstance(node.value, gast.Attribute) and node.value.attr == "flat"):
        return False
    owner = expressions.evaluate(lo, node.value.value)
    if not isinstance(owner, ArrayRef):
        return False
    writers.store_flat(lo, owner, expressions.evaluate(lo, node.slice), make, node)
    return True


def set_item(lo: Lowerer, owner: Value, index: Value, value: Value, node: gast.AST, prim: str = "store.set") -> None:
    """``owner[index] = value``."""
    owner = maybe.present(lo, owner, node, "does not support item assignment")
    tuples.check_index(lo, index, node)
    if library_objects.path_of(lo, owner) or library_objects.is_inside(lo, owner):
        library_objects.note_write(lo, owner, node)
    if isinstance(owner, ArrayRef):
        store(lo, owner, (("operator.getitem", (lo.arg(index, node),)),), value, node, prim)
    elif isinstance(owner, ObjectRef):
        _set_in_object(lo, owner, index, value, node)
    elif isinstance(owner, Num) and not isinstance(lo.build.type_of(owner.atom), (ArrayType, Unknown)):
        check_object(lo, owner, node)
        lo.build.effect("setitem", owner.atom, lo.arg(index, node), shown(lo, value, node))
    elif isinstance(owner, Static) and can_be_opened(owner.obj) and id(owner.obj) not in lo.written:
        raise Opened(owner.obj, owner.text, "")
    elif isinstance(owner, TupleValue):
        raise Raising(TypeError, Const("'tuple' object does not support item assignment"))
    else:
        lo.refuse(node, "an item of a global container is written", "pass the container as an argument, or make a copy")


def can_be_opened(obj: object) -> bool:
    """Whether a container that is there before the function runs can be taken apart."""
    return type(obj) is dict or (type(obj) is list and len(obj) <= LONGEST)


LONGEST = 64
"""A list of more items is not taken apart."""


def _set_in_object(lo: Lowerer, owner: ObjectRef, index: Value, value: Value, node: gast.AST) -> None:
    content = objects.struct_content(lo, owner, node)
    if (views := view_lists.of_views(lo, owner)) is not None:
        set_item(lo, views.places, index, view_lists.numbers_for(lo, views, value, node), node)
        return
    if isinstance(content, OneOfContent):
        picking.each(lo, content, lambda one: set_item(lo, one, index, value, node), node)
        return
    key = attributes.constant_key(lo, index)
    if isinstance(content, DictContent) and key is NotImplemented:
        content = long_dicts.become_long(lo, owner, node)
    if owner.id in lo.origins:
        echo(lo, owner, "", [lo.arg(index, node), shown(lo, value, node)], node)
    if isinstance(index, SliceValue) and isinstance(content, (ListContent, LongListContent)):
        slices.replace(lo, owner, index, generators.left(lo, value, node), node)
        return
    if isinstance(content, LongDictContent):
        long_dicts.put(lo, owner, index, value, node)
        return
    put_in(lo, owner.id, value)
    if isinstance(content, DictContent):
        table = dict(zip(content.keys, content.items, strict=True)) | {key: value}
        lo.state.heap[owner.id] = DictContent(tuple(table), tuple(table.values()))
    elif isinstance(content, ListContent) and isinstance(key, int):
        items = list(content.items)
        items[key] = value
        lo.state.heap[owner.id] = ListContent(tuple(items))
    elif isinstance(content, StructContent):
        method = objects.get_attribute(lo, owner, "__setitem__", node)
        calls.call(lo, method, [index, value], {}, node)
        return
    elif not isinstance(content, (ListContent, LongListContent)):
        lo.refuse(node, f"this object {getattr(content, 'reason', 'cannot be written')}", getattr(content, "hint", ""))
    else:
        atom = attributes.long_atom(lo, owner)
        path = lo.arg(TupleValue((Num(Const("getitem")), index)))
        if rows.write(lo, owner, "store.set", [item_arg(lo, value, node)], node, (path,)):
            hold(lo, rows.dict_around(lo, owner), value)
            return
        base = getattr(atom, "base", "items")
        lo.state.heap[owner.id] = LongListContent(
            lo.build.emit("store.set", atom, item_arg(lo, value, node), path, hint=base)
        )
        hold(lo, owner.id, value)
    put_back(lo, owner.id, node, lambda: item_arg(lo, owner, node), arrays=False)


# -- augmented ----------------------------------------------------------------------------------


GIVE_TYPES = "say what it is: annotate the parameters, or give their types (--args)"


def augmented(lo: Lowerer, node: gast.AugAssign) -> None:
    """``target op= value``: in place on an array, a list or a dict, else an assignment."""
    name = expressions.BINARY[type(node.op)]
    target = node.target
    if isinstance(target, gast.Name):
        _augment_name(lo, node, name, target)
    elif isinstance(target, gast.Subscript):
        if isinstance(target.value, gast.Subscript) and tables.set_in_row(
            lo,
            target,
            target.value,
            lambda before: in_place(lo, name, before(), expressions.evaluate(lo, node.value), node),
        ):
            return
        if _set_flat(
            lo,
            target,
            lambda before: expressions.binary(lo, name, before(), expressions.evaluate(lo, node.value), node),
        ):
            return
        owner, index = _owner(lo, target.value), expressions.evaluate(lo, target.slice)
        if isinstance(owner, ArrayRef) and name in ("add", "sub") and _is_basic(lo, index):
            _add_in_place(lo, node, name, owner, index)
            return
        before = attributes.get_item(lo, owner, index, node)
        if lo.is_array(before) and isinstance(owner, ObjectRef):
            augment_array(lo, before, name, expressions.evaluate(lo, node.value), node)
            return
        if _augment_one_of(lo, name, owner, index, before, node):
            return
        anew = isinstance(owner, ArrayRef) or _goes_back_whole(lo, name, owner, before)
        change = expressions.binary if anew else in_place
        after = change(lo, name, before, expressions.evaluate(lo, node.value), node)
        if after is not before or not _changes_itself(lo, owner):
            set_item(lo, owner, index, after, node)
    else:
        owner = expressions.evaluate(lo, target.value)
        before = objects.get_attribute(lo, owner, target.attr, node)
        value = expressions.evaluate(lo, node.value)
        if lo.is_array(before):
            augment_array(lo, before, name, value, node)
            return
        change = expressions.binary if _goes_back_whole(lo, name, owner, before) else in_place
        objects.set_attribute(lo, owner, target.attr, change(lo, name, before, value, node), node)


def _goes_back_whole(lo: Lowerer, name: str, owner: Value, before: Value) -> bool:
    """Whether this is a list in a record or an object that was taken out of a list, and goes back there as a whole."""
    if not isinstance(owner, ObjectRef) or owner.id not in lo.elements or name not in _changes_itself(lo, before):
        return False
    return isinstance(lo.state.heap.get(owner.id), (DictContent, StructContent))


def _augment_one_of(lo: Lowerer, name: str, owner: Value, index: Value, before: Value, node: gast.AugAssign) -> bool:
    """``owner[index] op= value`` of one of several lists, at a place that only the run knows; whether it is one."""
    content = lo.state.heap.get(owner.id) if isinstance(owner, ObjectRef) else None
    if not isinstance(content, ListContent) or name not in _changes_itself(lo, before):
        return False
    one_of = picking.one_of_content(lo, picking.row(lo, owner, index, node))
    if one_of is not None:
        value = expressions.evaluate(lo, node.value)
        picking.each(lo, one_of, lambda one: _change_one(lo, name, one, value, node), node)
    return one_of is not None


def _change_one(lo: Lowerer, name: str, one: Value, value: Value, node: gast.AST) -> None:
    if in_place(lo, name, one, value, node) is not one:
        lo.refuse(node, "some of these change in place, and others do not", "items of one kind")


def in_place(lo: Lowerer, name: str, before: Value, value: Value, node: gast.AST, hint: str = "t") -> Value:
    """What ``op=`` binds to its target: an object may change itself (``__iadd__``) and be bound again."""
    method = calls.special(lo, before, f"__i{name.strip('_')}__")
    if method is not None:
        return calls.call(lo, method, [before, value], {}, node)
    changing = _changes_itself(lo, before).get(name)
    if changing is not None:
        calls.call(lo, objects.get_attribute(lo, before, changing, node), [value], {}, node)
        return before
    if not isinstance(before, ArrayRef) or not isinstance(lo.build.type_of(before.atom), Unknown):
        return expressions.binary(lo, name, before, value, node, hint)
    if lo.build.primal and not lo.attempts and callers.may_be_callers(lo, before):
        callers.refuse_arrays(lo, before, node, hint)
        return expressions.binary(lo, name, before, value, node, hint)
    result = expressions.binary(lo, name, before, value, node, hint)
    spoil(lo, before.cell, node, hint=GIVE_TYPES)
    reason = f"may be what line {node.lineno} changes in place (a number would not be)"
    lo.state.heap[before.cell] = Poison(reason, GIVE_TYPES)
    return result


LIST_CHANGES = {"add": "extend", "mul": "__imul__"}
SET_CHANGES = {
    "or_": "update", "and_": "intersection_update", "sub": "difference_update", "xor": "symmetric_difference_update",
}  # fmt: skip


def _changes_itself(lo: Lowerer, value: Value) -> dict[str, str]:
    """The operators by which a list, a dict or a set changes itself, each with its method."""
    if isinstance(value, Num):
        return SET_CHANGES if lo.build.type_of(value.atom) == OpaqueType("set") else {}
    content = lo.state.heap.get(value.id) if isinstance(value, ObjectRef) and not tuples.is_long(lo, value) else None
    if isinstance(content, (ListContent, LongListContent)):
        return LIST_CHANGES
    if isinstance(content, (DictContent, LongDictContent)):
        return {"or_": "update"}
    frozen = isinstance(value, ObjectRef) and lo.kinds.get(value.id) is frozenset
    return SET_CHANGES if isinstance(content, SetContent) and not frozen else {}


def _augment_name(lo: Lowerer, node: gast.AugAssign, name: str, target: gast.Name) -> None:
    before = lo.lookup(target.id, node)
    value = expressions.evaluate(lo, node.value)
    if lo.is_array(before):
        augment_array(lo, before, name, value, node)
        return
    after = in_place(lo, name, before, value, node, target.id)
    if after is not before:
        outer.bind(lo, target.id, after, node)


def augment_array(lo: Lowerer, before: Value, name: str, value: Value, node: gast.AST) -> None:
    assert isinstance(before, ArrayRef)
    if name == "add":
        store(lo, before, (), value, node, "store.add")
    elif name == "sub" and _is_added(lo, before, value):
        store(lo, before, (), expressions.negative(lo, value, node), node, "store.add")
    else:
        store(lo, before, (), expressions.binary(lo, name, before, value, node), node)


def _add_in_place(lo: Lowerer, node: gast.AugAssign, name: str, owner: ArrayRef, index: Value) -> None:
    """``owner[index] += value``, or ``-=`` as adding what is negative."""
    value = expressions.evaluate(lo, node.value)
    if name == "add":
        set_item(lo, owner, index, value, node, "store.add")
    elif _is_added(lo, owner, value):
        set_item(lo, owner, index, expressions.negative(lo, value, node), node, "store.add")
    else:
        before = attributes.get_item(lo, owner, index, node)
        set_item(lo, owner, index, expressions.binary(lo, name, before, value, node), node)


def _is_added(lo: Lowerer, owner: Value, value: Value) -> bool:
    """Whether ``owner -= value`` is ``owner += -value`` to the last bit: of floats, but for unsigned values."""
    into, kind = (lo.build.type_of(lo.arg(v)) for v in (owner, value))
    if not isinstance(into, ArrayType) or not isinstance(kind, (ArrayType, ScalarType)):
        return False
    return into.kind in ("f", "c") and kind.kind in ("f", "c", "i") and not (kind.dtype or "u").startswith("u")


def _is_basic(lo: Lowerer, index: Value) -> bool:
    """Whether an index is made of integers, slices, None and ellipsis alone."""
    if isinstance(index, TupleValue):
        return all(_is_basic(lo, item) for item in index.items)
    if isinstance(index, SliceValue):
        return True
    if not isinstance(index, Num):
        return False
    if isinstance(index.atom, Const):
        return not isinstance(index.atom.value, bool)
    kind = lo.build.type_of(index.atom)
    return isinstance(kind, ScalarType) and kind.kind == "i"


__all__ += ["augment_array", "in_place", "set_item"]
