"""How sets are made and changed: of members that are known, else as Python's own sets at run time."""

from __future__ import annotations

from collections.abc import Callable

import gast

from s2sad.core.nodes import Const
from s2sad.core.types import OpaqueType
from s2sad.source.lower import attributes, comprehensions, expressions, generators
from s2sad.source.lower.library import handles, known_or_none
from s2sad.source.lower.lowerer import Lowerer, Raising
from s2sad.source.lower.memory import spoil
from s2sad.source.lower.sets import members_of
from s2sad.source.lower.values import Num, ObjectRef, SetContent, TupleValue, Value

__all__ = ["METHODS", "comprehension", "display"]

NONE = Num(Const(None))


def display(lo: Lowerer, node: gast.Set) -> Value:
    """``{a, b}``."""
    return _made(lo, tuple(expressions.evaluate_all(lo, node.elts)), node)


def comprehension(lo: Lowerer, node: gast.SetComp, hint: str) -> Value:
    """``{element for target in iterable}``."""
    made = comprehensions.list_comp(lo, node, hint)
    items = attributes.items_of(lo, made)
    return _at_run_time(lo, made, node) if items is None else _made(lo, items, node)


@handles(frozenset)
def _frozenset(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    made = _of(lo, frozenset, args, node)
    if isinstance(made, ObjectRef):
        lo.kinds[made.id] = frozenset
    return made


@handles(set)
def _set(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    return _of(lo, set, args, node)


def _of(lo: Lowerer, cls: type, args: list[Value], node: gast.AST) -> Value:
    if not args:
        return _at_run_time(lo, None, node, cls)
    items = known_or_none(lo, args[0], node)
    return _at_run_time(lo, args[0], node, cls) if items is None else _made(lo, items, node, cls)


def _made(lo: Lowerer, items: tuple[Value, ...], node: gast.AST, cls: type = set) -> Value:
    members = [attributes.constant_key(lo, item) for item in items]
    if any(member is NotImplemented for member in members):
        return _at_run_time(lo, TupleValue(items), node, cls)
    return lo.new_object(SetContent(frozenset(members)))


def _at_run_time(lo: Lowerer, items: Value | None, node: gast.AST, cls: type = set) -> Value:
    args = [] if items is None else [lo.arg(items, node)]
    return Num(lo.build.emit("call", lo.free(cls.__name__, cls), *args, kind=OpaqueType("set"), hint="members"))


# -- methods ------------------------------------------------------------------------------------

Handler = Callable[[Lowerer, ObjectRef, list[Value], dict[str, Value], gast.AST], Value]


def _put(lo: Lowerer, owner: ObjectRef, members: frozenset[object], node: gast.AST) -> Value:
    lo.state.heap[owner.id] = SetContent(members)
    spoil(lo, owner.id, node, arrays=False)
    return NONE


def _one(lo: Lowerer, args: list[Value], node: gast.AST) -> object:
    member = attributes.constant_key(lo, args[0])
    if member is NotImplemented:
        lo.refuse(node, "a member of this set is known to the run alone", "begin with an empty set: s = set()")
    return member


def _all(lo: Lowerer, args: list[Value], node: gast.AST) -> list[frozenset[object]]:
    found = []
    for arg in args:
        members = members_of(lo, arg)
        if members is None:
            items = known_or_none(lo, generators.left(lo, arg, node), node) or ()
            plain = [attributes.constant_key(lo, item) for item in items]
            if not items or any(member is NotImplemented for member in plain):
                lo.refuse(node, "a member of this set is known to the run alone", "begin with an empty set: s = set()")
            members = frozenset(plain)
        found.append(members)
    return found


def _members(lo: Lowerer, owner: ObjectRef) -> frozenset[object]:
    return members_of(lo, owner) or frozenset()


def _add(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    return _put(lo, owner, _members(lo, owner) | {_one(lo, args, node)}, node)


def _discard(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    return _put(lo, owner, _members(lo, owner) - {_one(lo, args, node)}, node)


def _remove(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    member = _one(lo, args, node)
    if member not in _members(lo, owner):
        raise Raising(KeyError, Const(member))
    return _put(lo, owner, _members(lo, owner) - {member}, node)


def _clear(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    return _put(lo, owner, frozenset(), node)


def _copy(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    return lo.new_object(SetContent(_members(lo, owner)))


def _changing(function: Callable[..., frozenset[object]]) -> Handler:
    def handler(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
        return _put(lo, owner, function(_members(lo, owner), *_all(lo, args, node)), node)

    return handler


def _giving(function: Callable[..., object]) -> Handler:
    def handler(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
        result = function(_members(lo, owner), *_all(lo, args, node))
        if isinstance(result, bool):
            return Num(Const(result))
        return lo.new_object(SetContent(frozenset(result)))  # type: ignore[call-overload]

    return handler


METHODS: dict[str, Handler] = {
    "add": _add, "discard": _discard, "remove": _remove, "clear": _clear, "copy": _copy,
    "update": _changing(frozenset.union), "intersection_update": _changing(frozenset.intersection),
    "difference_update": _changing(frozenset.difference),
    "symmetric_difference_update": _changing(frozenset.symmetric_difference),
    **{name: _giving(getattr(frozenset, name)) for name in
       ("union", "intersection", "difference", "symmetric_difference", "issubset", "issuperset", "isdisjoint")},
}  # fmt: skip
