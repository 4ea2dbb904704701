"""What is made here and put where others see it: they see what becomes of it, too.

From then on it has a name in the program. What is known of its items stays known, and whatever is done to them here is
done to what has the name, as it is to a container of the caller's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import gast

from s2sad.core.nodes import UNDEFINED, Arg, Atom, DictArg, Name, StructArg, TupleArg
from s2sad.core.records import replace
from s2sad.core.types import OpaqueType
from s2sad.source.lower import contents
from s2sad.source.lower.values import (
    DictContent,
    ListContent,
    LongDictContent,
    LongListContent,
    ObjectRef,
    SetContent,
    StructContent,
    TupleValue,
    Value,
)

if TYPE_CHECKING:
    from s2sad.source.lower.lowerer import Lowerer

__all__ = ["is_in_reach", "shown"]


def shown(lo: Lowerer, value: Value, node: gast.AST | None, hint: str = "t") -> Arg:
    """The argument that a value is to others, who may keep it."""
    if isinstance(value, TupleValue):
        items = tuple(shown(lo, item, node) for item in value.items)
        if value.cls is None:
            return TupleArg(items)
        return StructArg(contents.class_of(lo, value.cls, node), value.cls._fields, items)  # type: ignore[attr-defined]
    if not isinstance(value, ObjectRef):
        return lo.arg(value, node)
    origin, content = lo.origins.get(value.id), lo.state.heap.get(value.id)
    if origin is not None:
        return origin if origin != UNDEFINED and is_in_reach(lo, value) else lo.arg(value, node)
    if isinstance(content, (LongListContent, LongDictContent)):
        lo.seen.add(value.id)
        return lo.arg(value, node)
    if isinstance(content, (ListContent, DictContent, SetContent)):
        lo.origins[value.id] = made = _named(lo, value, node, hint)
        lo.shown_in[value.id] = lo.build.blocks[-1]
        return made
    if isinstance(content, StructContent) and content.origin is None:
        made = _named(lo, value, node, hint)
        lo.state.heap[value.id] = replace(content, origin=made)
        return made
    return lo.arg(value, node)


def is_in_reach(lo: Lowerer, value: ObjectRef) -> bool:
    """Whether what others see of it has a name here: it was not shown on some other path alone."""
    block = lo.shown_in.get(value.id)
    return block is None or any(one is block for one in lo.build.blocks)


KINDS = {ListContent: "sequence", DictContent: "mapping", SetContent: "set", StructContent: "instance"}


def _named(lo: Lowerer, value: ObjectRef, node: gast.AST | None, hint: str) -> Atom:
    content = lo.state.heap[value.id]
    made = lo.arg(value, node)
    if isinstance(made, (TupleArg, DictArg, StructArg)):
        items: tuple[Value, ...] = getattr(content, "items", ())
        made = replace(made, items=tuple(shown(lo, item, node) for item in items))
    if isinstance(made, Name):
        return made
    return lo.build.emit("s2sad.made", made, kind=OpaqueType(KINDS[type(content)]), hint=hint)
