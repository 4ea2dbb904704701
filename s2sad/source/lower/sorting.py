"""What depends on an order: `sorted`, ``list.sort``, and `max` and `min` with a key."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import gast

from s2sad.core.nodes import Arg, Const
from s2sad.core.types import ArrayType, ListType, OpaqueType, ScalarType, TupleType
from s2sad.source.lower import attributes, branches, calls, comprehensions, expressions, long_dicts, own_orders, picking
from s2sad.source.lower.library import Handler, handles, known_or_none
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import ItemsOf, Num, ObjectRef, RangeValue, Spread, Static, TupleValue, Value, Zipped

__all__ = ["in_order"]

NONE, FIRST = Num(Const(None)), Num(Const(0))


@handles(sorted)
def _sorted(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    return in_order(lo, args[0], keywords, node, hint)


def in_order(lo: Lowerer, source: Value, keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    """A list of the items in the order of their values or keys, which is no number that varies."""
    backwards = attributes.constant_key(lo, keywords.get("reverse", Num(Const(False))))
    if backwards is NotImplemented:
        return _either_way(lo, source, keywords, node, hint)
    less = own_orders.comparison(keywords.get("key", NONE))
    key = keywords.get("key", NONE) if less is None else NONE
    items = known_or_none(lo, source, node)
    if items is None:
        return _of_unknown_number(lo, source, key, less, bool(backwards), node, hint)
    keys = [item if key == NONE else calls.call(lo, key, [item], {}, node) for item in items]
    known = _static_order(lo, keys, bool(backwards)) if less is None else None
    if known is not None:
        return attributes.like(lo, lo.new_list(()), tuple(items[k] for k in known))
    if len(items) < 2:
        return lo.new_list(items)
    order = _order_of_known(lo, keys, bool(backwards), less, node)
    places = [attributes.get_item(lo, order, Num(Const(k)), node) for k in range(len(items))]
    return lo.new_list(tuple(pick(lo, items, place, node) for place in places))


def _of_unknown_number(
    lo: Lowerer, source: Value, key: Value, less: Value | None, backwards: bool, node: gast.AST, hint: str
) -> Value:
    if key == NONE and (isinstance(source, ItemsOf) or long_dicts.is_long_dict(lo, source)):
        return _by_dict_key(lo, source, backwards, node, hint)
    if isinstance(source, (Zipped, RangeValue)):
        source = comprehensions.listed(lo, source, node, hint)
    if key == NONE and less is None and isinstance(lo.kind_of(source, node), OpaqueType):
        return _of_fixed(lo, lo.arg(source, node), backwards)
    whole = keys = long_dicts.as_list(lo, source, node)
    if key != NONE:
        keys = comprehensions.collect(lo, source, lambda item: calls.call(lo, key, [item], {}, node), node, "keys")
    if less is not None or own_orders.has_own_order(lo, None, keys):
        order = own_orders.in_order(lo, keys, backwards, node, less)
    else:
        order = _order(lo, _columns_of(lo, keys, node), backwards, node)
    made = comprehensions.collect(lo, order, lambda i: attributes.get_item(lo, whole, i, node), node, hint)
    return comprehensions.picked(lo, made, whole)


def _by_dict_key(lo: Lowerer, source: Value, backwards: bool, node: gast.AST, hint: str) -> Value:
    """The keys of a dict in their order, or its items in the order of the keys; Python sorts them."""
    if isinstance(source, ItemsOf) and source.part == "values":
        return in_order(lo, long_dicts.as_list(lo, source, node), {"reverse": Num(Const(backwards))}, node, hint)
    keys = long_dicts.keys(lo, source, "keys")
    made = _of_fixed(lo, keys, backwards)
    if not isinstance(source, ItemsOf) or source.part == "keys":
        return made
    owner = source.owner
    return comprehensions.collect(lo, made, lambda k: TupleValue((k, long_dicts.item(lo, owner, k, node))), node, hint)


def _of_fixed(lo: Lowerer, items: Arg, backwards: bool) -> Value:
    """The order of what does not vary, such as the members of a set: Python sorts them."""
    reverse = (("reverse", Const(True)),) if backwards else ()
    return lo.result(lo.build.emit("builtins.sorted", items, keywords=reverse, hint="keys", spelling="function"))


def _static_order(lo: Lowerer, keys: list[Value], backwards: bool) -> list[int] | None:
    """The order of keys that are all known."""
    plain = [attributes.constant_key(lo, key) for key in keys]
    if any(value is NotImplemented for value in plain) or any(isinstance(key, Static) for key in keys):
        return None
    return sorted(range(len(plain)), key=lambda k: plain[k], reverse=backwards)


def _either_way(lo: Lowerer, source: Value, keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    """The order in the direction that only the run knows."""

    def way(backwards: bool) -> Callable[[], Value]:
        return lambda: in_order(lo, source, {**keywords, "reverse": Num(Const(backwards))}, node, hint)

    test = branches.truth(lo, keywords["reverse"], node)
    return branches.choose(lo, test, way(True), way(False), node, hint)


def _order_of_known(lo: Lowerer, keys: list[Value], backwards: bool, less: Value | None, node: gast.AST) -> Value:
    if less is not None or own_orders.has_own_order(lo, keys, lo.new_list(())):
        return own_orders.in_order(lo, lo.new_list(tuple(keys)), backwards, node, less)
    return _order(lo, _columns(lo, keys), backwards, node)


def _columns(lo: Lowerer, keys: Sequence[Value]) -> list[Value]:
    """What keys are compared by, the first first: the keys themselves, or the parts of tuples."""
    if not all(isinstance(key, TupleValue) for key in keys):
        return [lo.new_list(tuple(keys))]
    rows = [key.items for key in keys if isinstance(key, TupleValue)]
    if len({len(row) for row in rows}) != 1:
        return [lo.new_list(tuple(keys))]
    return [column for parts in zip(*rows, strict=True) for column in _columns(lo, parts)]


def _columns_of(lo: Lowerer, keys: Value, node: gast.AST) -> list[Value]:
    """`_columns` of a list of which only the run knows the length."""
    kind = lo.build.type_of(lo.atom(keys, node))
    if not isinstance(kind, ListType) or not isinstance(kind.element, TupleType):
        return [keys]

    def part(place: int) -> Value:
        def of(item: Value) -> Value:
            return attributes.get_item(lo, item, Num(Const(place)), node)

        return comprehensions.collect(lo, keys, of, node, "column")

    return [column for k in range(len(kind.element.items)) for column in _columns_of(lo, part(k), node)]


def _order(lo: Lowerer, columns: Sequence[Value], backwards: bool, node: gast.AST) -> Value:
    """The places of the items in their order; those that are equal stay as they are."""
    columns = [_sortable(lo, column, backwards, node) for column in columns]
    if len(columns) > 1:  # the last is the first to NumPy
        given = TupleValue(tuple(reversed(columns)))
        return lo.call_prim("numpy.lexsort", [given], {}, node, hint="order", spelling="function")
    stable: dict[str, Value] = {"kind": Num(Const("stable"))}
    return lo.call_prim("numpy.argsort", [columns[0]], stable, node, hint="order", spelling="function")


OF_NUMBERS = ("an order is understood for numbers and tuples of numbers", "sort with np.argsort, and index")


def _sortable(lo: Lowerer, keys: Value, backwards: bool, node: gast.AST) -> Value:
    kind = lo.build.type_of(lo.atom(keys, node))
    flat = isinstance(kind, ArrayType) and kind.shape is not None and len(kind.shape) == 1
    if not flat and not (isinstance(kind, ListType) and isinstance(kind.element, ScalarType)):
        lo.refuse(node, *OF_NUMBERS)
    if not backwards:
        return keys
    if getattr(kind.element if isinstance(kind, ListType) else kind, "kind", None) == "b":
        return lo.call_prim("numpy.logical_not", [keys], {}, node, spelling="function")
    return expressions.negative(lo, lo.call_prim("numpy.array", [keys], {}, node, spelling="function"), node)


def pick(lo: Lowerer, items: tuple[Value, ...], place: Value, node: gast.AST) -> Value:
    """The item at a place that only the run knows; of tuples, part by part."""
    if items and all(isinstance(item, TupleValue) and item.cls is None for item in items):
        rows = [item.items for item in items if isinstance(item, TupleValue)]
        if len({len(row) for row in rows}) == 1:
            return TupleValue(tuple(pick(lo, tuple(column), place, node) for column in zip(*rows, strict=True)))
    return picking.one_of(lo, items, lo.atom(place, node), node)


# -- extremes -----------------------------------------------------------------------------------


def _extreme(largest: bool) -> Handler:
    def handler(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
        key, default = keywords.get("key", NONE), keywords.get("default")
        args = [args[0].items] if len(args) == 1 and isinstance(args[0], Spread) else args
        items = tuple(args) if len(args) > 1 else known_or_none(lo, args[0], node)
        if default is None or items:
            return _of_some(lo, largest, items, args[0], key, node, hint)
        if items is not None:
            return default
        source = _listed(lo, args[0], node)
        length = lo.build.emit("builtins.len", lo.arg(source, node), spelling="function")
        some = Num(lo.build.emit("operator.gt", length, Const(0), kind=ScalarType("bool")))
        return branches.choose(
            lo, some, lambda: _of_some(lo, largest, None, source, key, node, hint), lambda: default, node
        )

    return handler


Known = tuple[Value, ...]


def _of_some(
    lo: Lowerer, largest: bool, items: Known | None, source: Value, key: Value, node: gast.AST, hint: str
) -> Value:
    """The extreme of the items, or of those of a source of unknown length, of which there are some."""
    if key != NONE and own_orders.comparison(key) is None:
        return _by_key(lo, largest, items, source, key, node)
    whole = source if items is None else lo.new_list(items)
    if key != NONE or own_orders.has_own_order(lo, items, source):
        ordered = in_order(lo, whole, {"key": key, "reverse": Num(Const(largest))}, node, hint)
        return attributes.get_item(lo, ordered, FIRST, node)
    if _are_tuples(lo, items, source, node):
        return attributes.get_item(lo, in_order(lo, whole, {}, node, hint), Num(Const(-1 if largest else 0)), node)
    if items is not None and len(items) > 1 and any(isinstance(item, ObjectRef) for item in items):
        lo.refuse(node, *OF_NUMBERS)
    if items is not None:
        return items[0] if len(items) == 1 else _prim(lo, largest, list(items), node, hint)
    return _prim(lo, largest, [long_dicts.as_list(lo, source, node)], node, hint)


def _listed(lo: Lowerer, source: Value, node: gast.AST) -> Value:
    if isinstance(source, (Zipped, RangeValue)):
        return comprehensions.listed(lo, source, node, "items")
    return long_dicts.as_list(lo, source, node)


def _are_tuples(lo: Lowerer, items: Sequence[Value] | None, source: Value, node: gast.AST) -> bool:
    if items is not None:
        return bool(items) and all(isinstance(item, TupleValue) for item in items)
    if isinstance(source, Zipped):
        return True
    kind = lo.build.type_of(lo.atom(source, node)) if isinstance(source, ObjectRef) else None
    return isinstance(kind, ListType) and isinstance(kind.element, TupleType)


def _prim(lo: Lowerer, largest: bool, args: list[Value], node: gast.AST, hint: str) -> Value:
    prim = "builtins.max" if largest else "builtins.min"
    return lo.call_prim(prim, args, {}, node, hint=hint, spelling="function")


def _by_key(lo: Lowerer, largest: bool, items: Known | None, source: Value, key: Value, node: gast.AST) -> Value:
    def of(item: Value) -> Value:
        return calls.call(lo, key, [item], {}, node)

    if items is None:
        whole = comprehensions.listed(lo, source, node, "items") if isinstance(source, (Zipped, RangeValue)) else source
        keys = comprehensions.collect(lo, whole, of, node, "keys")
        whole = long_dicts.as_list(lo, whole, node)
        place = _place_of_extreme(lo, largest, None, keys, node)
        return attributes.get_item(lo, whole, place, node)
    if len(items) == 1:
        return items[0]
    made = [of(item) for item in items]
    plain = [attributes.constant_key(lo, k) for k in made]
    if not any(value is NotImplemented for value in plain):
        chosen: Callable[..., int] = max if largest else min
        return items[chosen(range(len(plain)), key=lambda k: plain[k])]
    return pick(lo, items, _place_of_extreme(lo, largest, made, lo.new_list(tuple(made)), node), node)


def _place_of_extreme(lo: Lowerer, largest: bool, items: Sequence[Value] | None, keys: Value, node: gast.AST) -> Value:
    if own_orders.has_own_order(lo, items, keys):
        return attributes.get_item(lo, own_orders.in_order(lo, keys, largest, node), FIRST, node)
    if _are_tuples(lo, items, keys, node):
        columns = _columns_of(lo, keys, node) if items is None else _columns(lo, items)
        return attributes.get_item(lo, _order(lo, columns, largest, node), FIRST, node)
    prim = "numpy.argmax" if largest else "numpy.argmin"
    return lo.call_prim(prim, [keys], {}, node, hint="place", spelling="function")


handles(max)(_extreme(largest=True))
handles(min)(_extreme(largest=False))
