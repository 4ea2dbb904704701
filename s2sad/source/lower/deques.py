"""``collections.deque``: a list whose ends are both near, and that may forget at the other end."""

from __future__ import annotations

import collections

import gast

from s2sad.core.nodes import Const
from s2sad.core.types import ScalarType
from s2sad.source.lower import attributes, branches, generators, lists, natures
from s2sad.source.lower.library import handles, known_or_none
from s2sad.source.lower.lowerer import Lowerer, Raising
from s2sad.source.lower.values import Num, ObjectRef, SliceValue, Value

__all__ = ["METHODS"]

NONE = Num(Const(None))


@handles(collections.deque)
def _deque(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    longest = keywords.get("maxlen", args[1] if len(args) > 1 else NONE)
    bound = attributes.constant_key(lo, longest)
    if bound is NotImplemented:
        lo.refuse(node, "the maxlen of this deque is not known when s2sad reads it", "give it as a constant")
    made = lo.new_list(())
    lo.rows.add(made.id)
    lo.kinds[made.id], lo.longest[made.id] = collections.deque, bound
    if args:
        _extend(lo, made, args[:1], {}, node)
    return made


def _trimmed(lo: Lowerer, owner: ObjectRef, from_left: bool, node: gast.AST) -> None:
    """Forget what is too much, at the other end."""
    longest = lo.longest[owner.id]
    if longest is None:
        return
    items = attributes.items_of(lo, owner)
    if items is not None:
        if len(items) > longest:
            lists.put(lo, owner, items[-longest:] if from_left else items[:longest], node)
        return
    length = lo.build.emit("builtins.len", attributes.long_atom(lo, owner), spelling="function")
    test = lo.build.emit("operator.gt", length, Const(longest), kind=ScalarType("bool"))

    def forget() -> None:
        bounds = (Num(Const(1)), NONE) if from_left else (NONE, Num(Const(-1)))
        lists.replace(lo, owner, attributes.get_item(lo, owner, SliceValue(*bounds, NONE), node), node)

    branches.branch(lo, branches.truth(lo, Num(test), node), forget, lambda: None, node)


def _append(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    lists.LIST["append"](lo, owner, args, keywords, node)
    _trimmed(lo, owner, True, node)
    return NONE


def _appendleft(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    lists.LIST["insert"](lo, owner, [Num(Const(0)), args[0]], {}, node)
    _trimmed(lo, owner, False, node)
    return NONE


def _popleft(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    if attributes.items_of(lo, owner) == ():
        raise Raising(IndexError, Const("pop from an empty deque"))
    return lists.LIST["pop"](lo, owner, [Num(Const(0))], {}, node)


def _extend(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    items = known_or_none(lo, generators.left(lo, args[0], node), node)
    if items is None:
        if lo.longest[owner.id] is not None:
            lo.refuse(node, "a deque with maxlen takes items of known number alone", "append them in a loop")
        return lists.LIST["extend"](lo, owner, args, keywords, node)
    for item in items:
        _append(lo, owner, [item], {}, node)
    return NONE


def _extendleft(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    items = known_or_none(lo, generators.left(lo, args[0], node), node)
    if items is None:
        lo.refuse(node, "extendleft with items of unknown number is not supported", "appendleft them in a loop")
    for item in items:
        _appendleft(lo, owner, [item], {}, node)
    return NONE


def _rotate(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    items = attributes.items_of(lo, owner)
    steps = attributes.constant_key(lo, args[0]) if args else 1
    if items is None or not isinstance(steps, int):
        lo.refuse(node, "rotate of a deque of unknown length is not supported", "index with (i + k) % len(d)")
    turned = collections.deque(items)
    turned.rotate(steps)
    return lists.put(lo, owner, tuple(turned), node)


def _copy(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    made = lists.LIST["copy"](lo, owner, args, keywords, node)
    assert isinstance(made, ObjectRef)
    natures.give(lo, made.id, natures.nature_of(lo, owner.id))
    return made


METHODS: dict[str, lists.Handler] = {
    **{name: handler for name, handler in lists.LIST.items() if name not in ("sort", "insert")},
    "append": _append, "appendleft": _appendleft, "popleft": _popleft, "extend": _extend, "extendleft": _extendleft,
    "rotate": _rotate, "copy": _copy,
}  # fmt: skip
