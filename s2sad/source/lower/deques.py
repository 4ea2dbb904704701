"""``collections.deque``: a list whose ends are both near, and that may forget at the other end."""

from __future__ import annotations

import collections

import gast

from s2sad.core.nodes import Atom, Const
from s2sad.core.types import ScalarType
from s2sad.source.lower import attributes, branches, comprehensions, expressions, generators, lists, natures
from s2sad.source.lower.library import handles, known_or_none
from s2sad.source.lower.lowerer import Lowerer, Raising
from s2sad.source.lower.values import Num, ObjectRef, SliceValue, Value

__all__ = ["METHODS"]

NONE = Num(Const(None))


@handles(collections.deque)
def _deque(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    longest = keywords.get("maxlen", args[1] if len(args) > 1 else NONE)
    if attributes.constant_key(lo, longest) is NotImplemented and len(lo.rounds) > 1:
        lo.refuse(node, "the maxlen of a deque that a loop makes is not known when s2sad reads it", "make it before")
    made = lo.new_list(())
    lo.rows.add(made.id)
    lo.kinds[made.id], lo.longest[made.id] = collections.deque, longest
    if args:
        _extend(lo, made, args[:1], {}, node)
    return made


def _trimmed(lo: Lowerer, owner: ObjectRef, from_left: bool, node: gast.AST) -> None:
    """Forget what is too much, at the other end."""
    longest = lo.longest[owner.id]
    if longest == NONE:
        return
    bound, items = attributes.constant_key(lo, longest), attributes.items_of(lo, owner)
    if items is not None and isinstance(bound, int):
        if len(items) > bound:
            lists.put(lo, owner, items[len(items) - bound :] if from_left else items[:bound], node)
        return
    length = _length(lo, owner)
    test = lo.build.emit("operator.gt", length, lo.atom(longest, node), kind=ScalarType("bool"))

    def forget() -> None:
        first = Num(lo.build.emit("operator.sub", length, lo.atom(longest, node), hint="first"))
        bounds = (first, NONE) if from_left else (NONE, longest)
        lists.replace(lo, owner, attributes.get_item(lo, owner, SliceValue(*bounds, NONE), node), node)

    branches.branch(lo, branches.truth(lo, Num(test), node), forget, lambda: None, node)


def _length(lo: Lowerer, owner: ObjectRef) -> Atom:
    return lo.build.emit("builtins.len", attributes.long_atom(lo, owner), spelling="function")


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
        lists.LIST["extend"](lo, owner, args, keywords, node)
        _trimmed(lo, owner, True, node)
        return NONE
    for item in items:
        _append(lo, owner, [item], {}, node)
    return NONE


def _extendleft(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    items = known_or_none(lo, generators.left(lo, args[0], node), node)
    if items is None:
        listed = comprehensions.listed(lo, args[0], node, "items")
        turned = attributes.get_item(lo, listed, SliceValue(NONE, NONE, Num(Const(-1))), node)
        joined = attributes.long_concatenate(lo, "add", turned, owner)
        assert joined is not None
        lists.replace(lo, owner, joined, node)
        _trimmed(lo, owner, False, node)
        return NONE
    for item in items:
        _appendleft(lo, owner, [item], {}, node)
    return NONE


def _rotate(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    items = attributes.items_of(lo, owner)
    steps = args[0] if args else Num(Const(1))
    known = attributes.constant_key(lo, steps)
    if items is not None and isinstance(known, int):
        turned = collections.deque(items)
        turned.rotate(known)
        return lists.put(lo, owner, tuple(turned), node)
    some = lo.build.emit("builtins.max", _length(lo, owner), Const(1), spelling="function")
    first = expressions.binary(lo, "mod", expressions.negative(lo, steps, node), Num(some), node)
    behind = attributes.get_item(lo, owner, SliceValue(first, NONE, NONE), node)
    before = attributes.get_item(lo, owner, SliceValue(NONE, first, NONE), node)
    lists.replace(lo, owner, expressions.binary(lo, "add", behind, before, node), node)
    return NONE


def _copy(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    made = lists.LIST["copy"](lo, owner, args, keywords, node)
    assert isinstance(made, ObjectRef)
    natures.give(lo, made.id, natures.nature_of(lo, owner.id))
    return made


OF_LISTS_ALONE = ("sort", "insert", "__imul__", "__delitem__")
METHODS: dict[str, lists.Handler] = {
    **{name: handler for name, handler in lists.LIST.items() if name not in OF_LISTS_ALONE},
    "append": _append, "appendleft": _appendleft, "popleft": _popleft, "extend": _extend, "extendleft": _extendleft,
    "rotate": _rotate, "copy": _copy,
}  # fmt: skip
