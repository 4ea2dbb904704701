"""Methods of lists: of those whose length is known, and of those whose length the run knows."""

from __future__ import annotations

from collections.abc import Callable

import gast

from s2sad.core.nodes import Const
from s2sad.core.types import ScalarType
from s2sad.source.lower import attributes, comprehensions, expressions, places, rows, sorting, view_lists
from s2sad.source.lower.aliases import hold, put_in, same_lists
from s2sad.source.lower.contents import item_arg
from s2sad.source.lower.lowerer import Lowerer, Raising
from s2sad.source.lower.memory import put_back
from s2sad.source.lower.values import ListContent, LongListContent, Num, ObjectRef, SliceValue, Value
from s2sad.types.containers import ALL_ITEMS

__all__ = ["LIST", "VIEWS", "Handler", "put", "replace"]

NONE = Num(Const(None))
Handler = Callable[[Lowerer, ObjectRef, list[Value], dict[str, Value], gast.AST], Value]


def _items(lo: Lowerer, owner: ObjectRef) -> tuple[Value, ...] | None:
    content = lo.state.heap[owner.id]
    return content.items if isinstance(content, ListContent) else None


def put(lo: Lowerer, owner: ObjectRef, items: tuple[Value, ...], node: gast.AST) -> Value:
    if rows.is_row(lo, owner) or _is_seen(lo, owner):
        replace(lo, owner, lo.new_object(ListContent(items)), node)
        return NONE
    lo.state.heap[owner.id] = ListContent(items)
    put_back(lo, owner.id, node, lambda: item_arg(lo, owner, node), arrays=False)
    return NONE


def _put_long(lo: Lowerer, owner: ObjectRef, prim: str, args: list[Value], node: gast.AST) -> None:
    given = [item_arg(lo, a, node) for a in args]
    if rows.write(lo, owner, prim, given, node):
        return
    atom = attributes.long_atom(lo, owner)
    lo.state.heap[owner.id] = LongListContent(lo.build.emit(prim, atom, *given, hint=getattr(atom, "base", "items")))
    put_back(lo, owner.id, node, lambda: lo.arg(owner, node), arrays=False)


def _append(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    if view_lists.begin(lo, owner, args[0]):
        return VIEWS["append"](lo, owner, args, {}, node)
    items = _items(lo, owner)
    put_in(lo, owner.id, args[0])
    if items is not None:
        return put(lo, owner, (*items, args[0]), node)
    hold(lo, owner.id, args[0])
    kept = places.counted_in(lo, owner.id)
    named = owner.id in lo.rows and not isinstance(args[0], Num) and args[0] in lo.locals.values()
    place = lo.build.emit("builtins.len", attributes.long_atom(lo, owner), spelling="function") if named else None
    _put_long(lo, owner, "list.append", args, node)
    lo.elements |= kept
    if place is not None:
        places.taken_from(lo, owner.id, place, args[0], counted=True)
    return NONE


def replace(lo: Lowerer, owner: ObjectRef, made: Value, node: gast.AST) -> None:
    """Give a list of unknown length the items of another one, which nothing else holds."""
    atom = attributes.long_atom(lo, made)
    if rows.put_whole(lo, owner, atom, node):
        return
    if _is_seen(lo, owner):
        before = attributes.long_atom(lo, owner)
        atom = lo.build.emit("store.set", before, atom, ALL_ITEMS, hint=getattr(before, "base", "items"))
    lo.state.heap[owner.id] = LongListContent(atom)
    put_back(lo, owner.id, node, lambda: lo.arg(owner, node), arrays=False)


def _is_seen(lo: Lowerer, owner: ObjectRef) -> bool:
    """Whether somebody else may hold a list of unknown length, who is to see what becomes of it."""
    if not lo.seen or owner.id in lo.origins or not isinstance(lo.state.heap.get(owner.id), LongListContent):
        return False
    return owner.id in lo.seen or not lo.seen.isdisjoint(same_lists(lo, owner.id))


def _parts(lo: Lowerer, owner: ObjectRef, index: Value, node: gast.AST) -> tuple[Value, Value]:
    """What stands before a place of a list of unknown length, and what stands from there on."""
    first = attributes.get_item(lo, owner, SliceValue(NONE, index, NONE), node, "first")
    return first, attributes.get_item(lo, owner, SliceValue(index, NONE, NONE), node, "rest")


def _pop(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    items = _items(lo, owner)
    index = attributes.constant_key(lo, args[0]) if args else -1
    if items is not None and isinstance(index, int):
        kept = list(items)
        try:
            value = kept.pop(index)
        except IndexError as error:
            raise Raising(IndexError, Const(str(error))) from None
        put(lo, owner, tuple(kept), node)
        return value
    if index != -1:
        return _pop_at(lo, owner, args[0], index, node)
    last = lo.result(lo.build.emit("list.last", attributes.long_atom(lo, owner)))
    if not places.is_sole_holder(lo, owner.id):
        attributes.hold_item(lo, owner, last)
    _put_long(lo, owner, "list.init", [], node)
    places.taken_away(lo, owner.id, last)
    return last


def _pop_at(lo: Lowerer, owner: ObjectRef, place: Value, index: object, node: gast.AST) -> Value:
    """From the middle of a list of unknown length: what is before and what is behind make a new one."""
    if not isinstance(index, int) or index < 0:  # it may be counted from the end
        length = lo.build.emit("builtins.len", attributes.long_atom(lo, owner), spelling="function")
        counts = lo.build.emit("builtins.range", length)
        place = Num(
            lo.build.emit("operator.getitem", counts, lo.arg(place, node), kind=ScalarType("int"), hint="place")
        )
    value = attributes.get_item(lo, owner, place, node)
    behind = expressions.binary(lo, "add", place, Num(Const(1)), node)
    rest = attributes.get_item(lo, owner, SliceValue(behind, NONE, NONE), node, "rest")
    if index == 0:
        replace(lo, owner, rest, node)
    else:
        first = attributes.get_item(lo, owner, SliceValue(NONE, place, NONE), node, "first")
        replace(lo, owner, expressions.binary(lo, "add", first, rest, node), node)
    places.taken_away(lo, owner.id, value)
    return value


def _extend(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    lo.rows.discard(owner.id)
    items, more = _items(lo, owner), attributes.items_of(lo, args[0])
    if items is not None and more is not None:
        return put(lo, owner, items + more, node)
    added = args[0] if isinstance(args[0], ObjectRef) else comprehensions.listed(lo, args[0], node, "items")
    assert isinstance(added, ObjectRef)
    attributes.hold_items(lo, owner, added)
    _put_long(lo, owner, "list.extend", [added], node)
    return NONE


def _insert(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    items, index = _items(lo, owner), attributes.constant_key(lo, args[0])
    put_in(lo, owner.id, args[1])
    if items is not None and isinstance(index, int):
        kept = list(items)
        kept.insert(index, args[1])
        return put(lo, owner, tuple(kept), node)
    first, rest = _parts(lo, owner, args[0], node)
    one = lo.new_list((args[1],))
    if index != 0:
        rest = expressions.binary(lo, "add", one, rest, node)
        replace(lo, owner, expressions.binary(lo, "add", first, rest, node), node)
    else:
        replace(lo, owner, expressions.binary(lo, "add", one, rest, node), node)
    hold(lo, owner.id, args[1])
    return NONE


def _list_copy(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    items = _items(lo, owner)
    if items is not None:
        return lo.new_object(ListContent(items))
    return comprehensions.listed(lo, owner, node, "t")


def _reverse(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    items = _items(lo, owner)
    if items is not None:
        return put(lo, owner, items[::-1], node)
    backwards = SliceValue(NONE, NONE, Num(Const(-1)))
    replace(lo, owner, attributes.get_item(lo, owner, backwards, node, "items"), node)
    return NONE


def _sort(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    made = sorting.in_order(lo, owner, keywords, node, "items")
    items = attributes.items_of(lo, made)
    if items is not None:
        return put(lo, owner, items, node)
    replace(lo, owner, made, node)
    return NONE


def _repeat(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    items, count = _items(lo, owner), attributes.constant_key(lo, args[0])
    lo.rows.discard(owner.id)
    if items is not None and isinstance(count, int):
        put(lo, owner, items * count, node)
    else:
        replace(lo, owner, expressions.binary(lo, "mul", owner, args[0], node), node)
    return owner


def _places(lo: Lowerer, owner: ObjectRef, value: Value, node: gast.AST) -> list[int] | None:
    """Where a list of constants has a constant; None if only the run knows."""
    items = _items(lo, owner)
    plain = None if items is None else [attributes.constant_key(lo, item) for item in items]
    wanted = attributes.constant_key(lo, value)
    if plain is None or wanted is NotImplemented or any(item is NotImplemented for item in plain):
        return None
    return [k for k, item in enumerate(plain) if item == wanted]


def _looked_up(lo: Lowerer, owner: ObjectRef, value: Value, prim: str, node: gast.AST) -> Value:
    """What the run finds of a number or a text in a list of such."""
    if not attributes.has_plain_items(lo, owner) or not isinstance(value, Num):
        lo.refuse(node, "where this stands in the list is known to the run alone", "write the loop that looks for it")
    items = attributes.long_atom(lo, owner)
    return Num(lo.build.emit(prim, items, value.atom, kind=ScalarType("int"), hint="place"))


def _index(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    if len(args) > 1:
        behind = attributes.get_item(lo, owner, SliceValue(args[1], args[2] if args[2:] else NONE, NONE), node)
        assert isinstance(behind, ObjectRef)
        start = attributes.constant_key(lo, args[1])
        if not isinstance(start, int) or start < 0:
            lo.refuse(node, "index from a place that is not known when s2sad reads it", "index a slice")
        return expressions.binary(lo, "add", _index(lo, behind, args[:1], {}, node), args[1], node)
    places = _places(lo, owner, args[0], node)
    if places is None:
        return _looked_up(lo, owner, args[0], "operator.indexOf", node)
    if not places:
        raise Raising(ValueError, Const("this is not in the list"))
    return Num(Const(places[0]))


def _count(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    places = _places(lo, owner, args[0], node)
    if places is None:
        return _looked_up(lo, owner, args[0], "operator.countOf", node)
    return Num(Const(len(places)))


def _remove(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    places, items = _places(lo, owner, args[0], node), _items(lo, owner)
    if places is None or items is None:
        _pop(lo, owner, [_looked_up(lo, owner, args[0], "operator.indexOf", node)], {}, node)
        return NONE
    if not places:
        raise Raising(ValueError, Const("list.remove(x): x not in list"))
    return put(lo, owner, items[: places[0]] + items[places[0] + 1 :], node)


def _clear(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    return put(lo, owner, (), node)


def _delete(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    from s2sad.source.lower import deletion

    deletion.delete_item(lo, owner, args[0], node)
    return NONE


def _init(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    """``list.__init__``, of a list that is new."""
    return _extend(lo, owner, args, keywords, node) if args else NONE


LIST: dict[str, Handler] = {
    "__init__": _init,
    "append": _append, "pop": _pop, "extend": _extend, "insert": _insert, "copy": _list_copy, "reverse": _reverse,
    "clear": _clear, "sort": _sort, "index": _index, "count": _count, "remove": _remove,
    "__imul__": _repeat, "__delitem__": _delete,
}  # fmt: skip


# -- lists of views -----------------------------------------------------------------------------


def _of_places(name: str) -> Handler:
    """A method of a list of views is that of the list of their places."""

    def method(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
        content = view_lists.of_views(lo, owner)
        assert content is not None
        if name in ("append", "insert"):
            args = [*args[:-1], view_lists.numbers_for(lo, content, args[-1], node)]
        elif name == "extend":
            args = [view_lists.places_for(lo, content, args[0], node)]
        result = LIST[name](lo, content.places, args, keywords, node)
        return view_lists.view(lo, content, result, "t") if name == "pop" else result

    return method


VIEWS: dict[str, Handler] = {name: _of_places(name) for name in "append insert extend pop clear reverse".split()}
