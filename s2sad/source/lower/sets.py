"""Sets whose members are known."""

from __future__ import annotations

from collections.abc import Callable

from s2sad.core.nodes import Const
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import Num, ObjectRef, SetContent, Static, Value

__all__ = ["binary", "items_in_order", "members_of"]

OPERATORS: dict[str, Callable[[frozenset[object], frozenset[object]], object]] = {
    "or_": frozenset.union, "and_": frozenset.intersection, "sub": frozenset.difference,
    "xor": frozenset.symmetric_difference, "le": frozenset.issubset, "ge": frozenset.issuperset,
    "lt": frozenset.__lt__, "gt": frozenset.__gt__, "eq": frozenset.__eq__, "ne": frozenset.__ne__,
}  # fmt: skip


def members_of(lo: Lowerer, value: Value) -> frozenset[object] | None:
    """The members of a set that is known."""
    if isinstance(value, ObjectRef):
        content = lo.state.heap[value.id]
        return content.members if isinstance(content, SetContent) else None
    constant = isinstance(value, Static) and isinstance(value.obj, (set, frozenset)) and id(value.obj) not in lo.written
    return frozenset(value.obj) if constant else None  # type: ignore[union-attr,arg-type]


def items_in_order(lo: Lowerer, members: frozenset[object]) -> tuple[Value, ...]:
    """The members in the order in which a set of them is walked, if that does not depend on how it was made."""
    plain = list(members)
    backwards, by_name = plain[::-1], sorted(plain, key=repr)
    crowded = set(plain) | set(range(-200, 200))
    crowded.intersection_update(members)
    orders = {tuple(map(repr, made)) for made in (set(plain), set(backwards), set(by_name), crowded)}
    if len(orders) > 1:
        lo.refuse(None, "the order of this set depends on how it was made", "walk over sorted(...)")
    return tuple(lo.constant(member) for member in plain)


def binary(lo: Lowerer, name: str, left: Value, right: Value) -> Value | None:
    """An operator or comparison of sets that are known."""
    a, b = members_of(lo, left), members_of(lo, right)
    if a is None or b is None or name not in OPERATORS:
        return None
    result = OPERATORS[name](a, b)
    return Num(Const(result)) if isinstance(result, bool) else lo.new_object(SetContent(frozenset(result)))  # type: ignore[call-overload]
