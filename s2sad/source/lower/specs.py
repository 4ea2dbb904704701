"""What a value is, as the derivation of another function is told it of its parameters."""

from __future__ import annotations

import gast

from s2sad.core.nodes import Const
from s2sad.core.types import ArrayType, Dim, ListType, ScalarType, Type
from s2sad.source.lower import natures
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.parameters import Instance, Live, Mapping, Sequence, Spec
from s2sad.source.lower.values import (
    ArrayRef,
    DictContent,
    ListContent,
    LongListContent,
    Num,
    ObjectRef,
    Static,
    StructContent,
    TupleValue,
    Value,
)  # fmt: skip

__all__ = ["key_of_spec", "spec_of_value"]


def spec_of_value(lo: Lowerer, value: Value, symbols: dict[object, str], node: gast.AST) -> Spec:
    """What a value is; sizes are symbols of their own, the same for the same size."""

    def items(values: tuple[Value, ...]) -> tuple[Spec, ...]:
        return tuple(spec_of_value(lo, item, symbols, node) for item in values)

    if isinstance(value, Num) and isinstance(value.atom, Const) and isinstance(value.atom.value, str):
        return Live(value.atom.value)
    if isinstance(value, (Num, ArrayRef)):
        return _own_sizes(lo.build.type_of(value.atom), symbols)
    if isinstance(value, TupleValue):
        return Sequence(items(value.items), cls=value.cls)
    if isinstance(value, Static):
        return Live(value.obj)
    natures.check_unseen(lo, [value], node)
    content = lo.state.heap.get(value.id) if isinstance(value, ObjectRef) else None
    if isinstance(content, ListContent):
        return Sequence(items(content.items), list=True)
    if isinstance(content, DictContent):
        return Mapping(content.keys, items(content.items))
    if isinstance(content, StructContent):
        return Instance(content.cls, content.fields, items(content.items))
    if isinstance(content, LongListContent):
        return _own_sizes(lo.build.type_of(content.atom), symbols)
    lo.refuse(node, "this argument of a derivative is nothing that s2sad can describe", "numbers, arrays, containers")


def _own_sizes(kind: Type, symbols: dict[object, str]) -> Type:
    if isinstance(kind, ScalarType):
        return ScalarType(kind.dtype)
    if isinstance(kind, ListType):
        return ListType(_own_sizes(kind.element, symbols))
    if isinstance(kind, ArrayType) and kind.shape is not None:
        return ArrayType(kind.dtype, tuple(_own_size(size, symbols) for size in kind.shape), kind.contiguous)
    return kind


def _own_size(size: Dim, symbols: dict[object, str]) -> Dim:
    if size.value is not None:
        return size
    plain = size == Dim.symbol(next(iter(size.symbols))) and not next(iter(size.symbols)).startswith("?")
    mark = "" if plain else "?"
    return Dim.symbol(symbols.setdefault(size, f"{mark}given.{len(symbols)}"))


def key_of_spec(spec: Spec) -> object:
    """What two specs have in common that say the same."""
    if isinstance(spec, Sequence):
        return (spec.list, spec.cls, *map(key_of_spec, spec.items))
    if isinstance(spec, Mapping):
        return (spec.keys, *map(key_of_spec, spec.items))
    if isinstance(spec, Instance):
        return (spec.cls, spec.fields, *map(key_of_spec, spec.items))
    if isinstance(spec, Live):
        return ("live", spec.obj if isinstance(spec.obj, str) else id(spec.obj))
    return spec
