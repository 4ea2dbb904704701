"""What is known of arguments, from calls, annotations and ``--args``, as the lowering reads it."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Mapping as AbstractMapping
from typing import Any

from s2sad.arguments import Known, StructTypes
from s2sad.core.types import ListType, ScalarType, TupleType
from s2sad.source.lower.parameters import Instance, Live, Mapping, Sequence, Spec
from s2sad.source.read import ReadFunction

__all__ = ["specs_of"]


def specs_of(types: AbstractMapping[str, Any], read: ReadFunction) -> dict[str, Spec]:
    """For each parameter of which something is known, what; annotations speak where `types` is silent."""
    specs = {name: spec(kind) for name, kind in types.items()}
    for name, parameter in read.signature.parameters.items():
        if name not in specs:
            annotated = _annotated(parameter, read)
            if annotated is not None:
                specs[name] = annotated
    return specs


def spec(kind: Any) -> Spec:
    """The lowering's form of a type or a structure of types."""
    if isinstance(kind, Known):
        return Live(kind.value)
    if isinstance(kind, StructTypes):
        items = tuple(spec(k) for k in kind.fields.values())
        if issubclass(kind.cls, tuple):
            return Sequence(items, cls=kind.cls)
        return Instance(kind.cls, tuple(kind.fields), items)
    if isinstance(kind, TupleType):
        if kind.list and kind.items and _plain_numbers(kind):
            return ListType(_number(kind))
        return Sequence(tuple(spec(k) for k in kind.items), list=kind.list)
    if isinstance(kind, (tuple, list)):
        return Sequence(tuple(spec(k) for k in kind), list=isinstance(kind, list))
    if isinstance(kind, AbstractMapping):
        return Mapping(tuple(kind), tuple(spec(k) for k in kind.values()), getattr(kind, "cls", None))
    return kind


def _number(kind: TupleType) -> ScalarType:
    """The type of the elements of a list of plain numbers."""
    first = kind.items[0]
    return first if isinstance(first, ScalarType) and ScalarType("float") not in kind.items else ScalarType("float")


def _plain_numbers(kind: TupleType) -> bool:
    dtypes = {item.dtype if isinstance(item, ScalarType) else None for item in kind.items}
    return len(dtypes) == 1 and None not in dtypes or dtypes <= {"int", "float"}


def _annotated(parameter: inspect.Parameter, read: ReadFunction) -> Spec | None:
    """What an annotation says: numbers, arrays, dataclasses, named tuples."""
    from s2sad.types import annotation_type

    if parameter.annotation is inspect.Parameter.empty or parameter.kind in (
        parameter.VAR_POSITIONAL,
        parameter.VAR_KEYWORD,
    ):
        return None
    annotation = parameter.annotation
    if isinstance(annotation, str):
        annotation = read.globals.get(annotation, annotation)
    return _from_class(annotation, read) or annotation_type(annotation)


def _from_class(annotation: Any, read: ReadFunction) -> Spec | None:
    if not isinstance(annotation, type) or not dataclasses.is_dataclass(annotation):
        return None
    from s2sad.types import annotation_type

    fields = dataclasses.fields(annotation)
    items = []
    for item in fields:
        kind = read.globals.get(item.type, item.type) if isinstance(item.type, str) else item.type
        found = _from_class(kind, read) or annotation_type(kind)
        if found is None:
            return None
        items.append(found)
    return Instance(annotation, tuple(f.name for f in fields), tuple(items))
