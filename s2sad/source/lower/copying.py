"""``copy.copy`` and ``copy.deepcopy``: what is one object in the whole is one object in a deep copy."""

from __future__ import annotations

import copy

import gast

from s2sad.core.records import dataclass, field
from s2sad.core.types import ArrayType, DictType, ListType, ScalarType, TupleType, Type
from s2sad.source.lower import comprehensions, natures, objects
from s2sad.source.lower.aliases import may_be
from s2sad.source.lower.iterators import handler_of
from s2sad.source.lower.library import HANDLERS, Handler
from s2sad.source.lower.long_dict_methods import filled
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import (
    ArrayRef,
    DictContent,
    ListContent,
    LongDictContent,
    LongListContent,
    ObjectRef,
    StructContent,
    TupleValue,
    Value,
)

__all__ = ["handler_of"]

OWN = ("__copy__", "__deepcopy__", "__reduce__", "__reduce_ex__", "__getnewargs__", "__getnewargs_ex__")
"""Methods by which a class says itself how it is copied."""


@dataclass
class _Copying:
    """One call; `made` has the copies so far by what they are copies of."""

    lo: Lowerer
    deep: bool
    node: gast.AST
    made: dict[int, Value] = field(default_factory=dict)
    arrays: dict[int, ArrayRef] = field(default_factory=dict)

    def of(self, value: Value, hint: str = "t") -> Value:
        if isinstance(value, ArrayRef):
            return self._array(value, hint)
        if isinstance(value, TupleValue):
            return TupleValue(tuple(map(self.of, value.items)), value.cls) if self.deep else value
        if not isinstance(value, ObjectRef):
            return value
        if value.id not in self.made:
            self.made[value.id] = self._object(value)
        return self.made[value.id]

    def _array(self, value: ArrayRef, hint: str) -> Value:
        before = self.arrays.setdefault(value.cell, value)
        if before is not value and not (before.steps == value.steps == ()):
            self.lo.refuse(self.node, "whether two of these arrays are one object is not known", "copy each of them")
        if value.cell not in self.made:
            if may_be(self.lo, value.cell) & self.made.keys():
                self.lo.refuse(self.node, "two of these arrays may be one", "copy each of them")
            self.made[value.cell] = self.lo.call_prim(
                "numpy.copy", [value], {}, self.node, hint=hint, spelling="method"
            )
        return self.made[value.cell]

    def _object(self, value: ObjectRef) -> Value:
        content = objects.struct_content(self.lo, value, self.node)
        if isinstance(content, LongListContent):
            listed = self._long(value, content)
            if isinstance(listed, ObjectRef):
                natures.give(self.lo, listed.id, natures.nature_of(self.lo, value.id))
            return listed
        if isinstance(content, LongDictContent) and (not self.deep or value.id in self.lo.rows):
            copied = (lambda item: self.lo.call_prim("numpy.copy", [item], {}, self.node)) if self.deep else None
            made = filled(self.lo, value, self.node, copied)
            natures.give(self.lo, made.id, natures.nature_of(self.lo, value.id))
            return made
        if not isinstance(content, (ListContent, DictContent, StructContent)) or value.id in self.lo.kinds:
            self.lo.refuse(self.node, "a copy of this is not supported", "make another one of its items")
        if isinstance(content, StructContent):
            own = [name for name in OWN if getattr(content.cls, name, None) is not getattr(object, name, None)]
            if own:
                self.lo.refuse(self.node, f"{content.cls.__name__} has a {own[0]} of its own", "call a method of it")
        items = tuple(map(self.of, content.items)) if self.deep else content.items
        if isinstance(content, ListContent):
            return self.lo.new_object(ListContent(items))
        if isinstance(content, DictContent):
            return self.lo.new_object(DictContent(content.keys, items))
        return self.lo.new_object(StructContent(content.cls, content.fields, items))

    def _copied(self, item: Value) -> Value:
        """A copy of an array or of a list of numbers, of which there is no other in the list."""
        if isinstance(item, ArrayRef):
            return self.lo.call_prim("numpy.copy", [item], {}, self.node, spelling="method")
        content = self.lo.state.heap[item.id] if isinstance(item, ObjectRef) else None
        if isinstance(content, LongListContent):
            kind = self.lo.build.type_of(content.atom)
            return self.lo.result(self.lo.build.emit("list.copy", content.atom, kind=kind))
        return item if content is None else self.lo.new_object(content)

    def _long(self, value: ObjectRef, content: LongListContent) -> Value:
        if not self.deep:  # the items are those of the list
            return comprehensions.listed(self.lo, value, self.node, "items")
        kind = natures.plain(self.lo.build.type_of(content.atom))
        element = kind.element if isinstance(kind, ListType) else None
        if value.id in self.lo.rows and _is_plain(element):
            return comprehensions.collect(self.lo, value, self._copied, self.node, "items")
        if not isinstance(element, ScalarType):
            self.lo.refuse(self.node, "the length of this list of arrays is not known", "[a.copy() for a in items]")
        return self.lo.result(self.lo.build.emit("list.copy", content.atom, kind=kind))


def _is_plain(kind: Type | None) -> bool:
    """Whether a value is an array or a list of numbers."""
    items = (kind.element,) if isinstance(kind, ListType) else kind.items if isinstance(kind, TupleType) else ()
    numbers = bool(items) and all(isinstance(item, ScalarType) for item in items) and not isinstance(kind, DictType)
    return isinstance(kind, ArrayType) or (numbers and not getattr(kind, "cls", None))


def _handler(deep: bool) -> Handler:
    def handler(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
        return _Copying(lo, deep, node).of(args[0], hint)

    return handler


HANDLERS[id(copy.copy)] = _handler(False)
HANDLERS[id(copy.deepcopy)] = _handler(True)
