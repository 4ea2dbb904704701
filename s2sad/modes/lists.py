"""What is done with lists, in reverse mode: the adjoint of a list is a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s2sad.core.nodes import Arg, Call, Const, SliceArg, TupleArg
from s2sad.core.types import ListType

if TYPE_CHECKING:
    from s2sad.modes.adjoint import Adjoint

__all__ = ["is_list_sum", "reverse"]


def reverse(adjoint: Adjoint, call: Call, bar: Arg) -> None:
    """Reverse an operation of which the list that it makes has the adjoint `bar`."""
    if call.prim == "list.display":
        for i, item in enumerate(call.args):
            if adjoint.is_active(item):
                adjoint.accumulate(item, adjoint.build.emit("operator.getitem", bar, Const(i)))
    elif call.prim == "list.append":
        _append(adjoint, call, bar)
    elif call.prim == "list.init":
        owner = call.args[0]
        kind = adjoint.type_of(owner)
        assert isinstance(kind, ListType)
        none = adjoint.zero_of_item(kind, lambda: adjoint.build.emit("list.last", owner))
        adjoint.accumulate(owner, adjoint.build.emit("list.append", bar, none, hint=adjoint.hint_of(owner)))
    elif call.prim == "builtins.sum":
        _sum(adjoint, call, bar)
    elif call.prim == "list.extend":
        _extend(adjoint, call, bar)
    elif call.prim in ("list.copy", "list.given"):
        adjoint.accumulate(call.args[0], adjoint.build.emit("list.copy", bar, kind=adjoint.type_of(bar)))
    elif call.prim in ("list.tuple", "list.of_tuple"):
        kind = ListType(adjoint.type_of(call.args[0]).element)  # type: ignore[union-attr]
        adjoint.accumulate(call.args[0], adjoint.build.emit("builtins.list", bar, kind=kind))
    elif call.prim == "list.repeat":
        _repeated(adjoint, call.args[0], bar)


def is_list_sum(adjoint: Adjoint, call: Call) -> bool:
    """Whether a call is Python's own sum of a list."""
    return call.prim == "builtins.sum" and adjoint.is_list(call.args[0])


def _sum(adjoint: Adjoint, call: Call, bar: Arg) -> None:
    owner, *start = call.args
    if adjoint.is_active(owner):
        length = adjoint.build.emit("builtins.len", owner)
        kind = adjoint.type_of(owner)
        adjoint.accumulate(
            owner, adjoint.build.emit("list.repeat", bar, length, kind=kind, hint=adjoint.hint_of(owner))
        )
    for value in start:
        adjoint.accumulate(value, bar)


def _repeated(adjoint: Adjoint, item: Arg, bar: Arg) -> None:
    """``[item] * n``: what all items of the list have got."""
    if isinstance(item, TupleArg):
        for place, part in enumerate(item.items):
            if adjoint.is_active(part):
                kind = ListType(adjoint.type_of(part))
                _repeated(adjoint, part, adjoint.build.emit("s2sad.list_part", bar, Const(place), kind=kind))
    else:
        adjoint.accumulate(item, adjoint.build.emit("builtins.sum", bar))


def _append(adjoint: Adjoint, call: Call, bar: Arg) -> None:
    owner, item = call.args
    if adjoint.is_active(item):
        adjoint.accumulate(item, adjoint.build.emit("list.last", bar, hint=adjoint.hint_of(item)))
    if adjoint.is_active(owner):
        adjoint.accumulate(owner, adjoint.build.emit("list.init", bar, hint=adjoint.hint_of(owner)))


def _extend(adjoint: Adjoint, call: Call, bar: Arg) -> None:
    owner, more = call.args
    length = adjoint.build.emit("builtins.len", owner)
    none, kind = Const(None), adjoint.type_of(bar)
    part = ListType(kind.element) if isinstance(kind, ListType) else None
    if adjoint.is_active(more):
        behind = SliceArg(length, none, none)
        adjoint.accumulate(more, adjoint.build.emit("operator.getitem", bar, behind, kind=part))
    if adjoint.is_active(owner):
        before = SliceArg(none, length, none)
        adjoint.accumulate(owner, adjoint.build.emit("operator.getitem", bar, before, kind=part))
