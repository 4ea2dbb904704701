"""`stop_gradient`: a value that every derivative holds constant."""

from __future__ import annotations

import gast

from s2sad.calculus.marks import stop_gradient
from s2sad.source.lower import objects
from s2sad.source.lower.aliases import relate
from s2sad.source.lower.library import INTRINSIC_NAMES, handles
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import (
    ArrayRef,
    DictContent,
    ListContent,
    LongListContent,
    Num,
    ObjectRef,
    StructContent,
    TupleValue,
    Value,
)  # fmt: skip

__all__: list[str] = []


@handles(stop_gradient)
def _stop(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    return _stopped(lo, keywords.get("x", args[0] if args else None), node, hint)


INTRINSIC_NAMES["_stop"] = _stop


def _stopped(lo: Lowerer, value: Value | None, node: gast.AST, hint: str) -> Value:
    if isinstance(value, Num):
        return Num(lo.build.emit("s2sad.stop", value.atom, hint=hint))
    if isinstance(value, ArrayRef):
        atom = lo.build.emit("s2sad.stop", lo.current(value, node), hint=hint)
        ref = ArrayRef(lo.new_cell(atom), (), atom, 0)
        relate(lo, ref.cell, value.cell)
        return ref
    if isinstance(value, TupleValue):
        return TupleValue(tuple(_stopped(lo, item, node, "t") for item in value.items), value.cls)
    if isinstance(value, ObjectRef):
        return _stopped_object(lo, value, node, hint)
    if value is None:
        lo.refuse(node, "stop_gradient takes one value")
    return value


def _stopped_object(lo: Lowerer, value: ObjectRef, node: gast.AST, hint: str) -> Value:
    content = objects.struct_content(lo, value, node)
    if isinstance(content, LongListContent):
        atom = lo.build.emit("list.copy", content.atom, kind=lo.build.type_of(content.atom))
        return lo.new_object(LongListContent(lo.build.emit("s2sad.stop", atom, hint=hint)))
    if not isinstance(content, (ListContent, DictContent, StructContent)):
        lo.refuse(node, "what is to be held constant here is not known item by item", "stop its items")
    items = tuple(_stopped(lo, item, node, "t") for item in content.items)
    if isinstance(content, ListContent):
        return lo.new_list(items)
    if isinstance(content, DictContent):
        return lo.new_object(DictContent(content.keys, items))
    return lo.new_object(StructContent(content.cls, content.fields, items))
