"""Parameters: what is known of an argument, and the value that stands for it in the function's body.

A *spec* is a `Type`, or a structure of specs: `Sequence`, `Mapping`, `Instance`; `Live` is an object
that is known itself (a function, a class).
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from typing import Any

import gast
import numpy as np

from s2sad.core.nodes import Arg, Const, DictArg, Free, Name, StructArg, TupleArg
from s2sad.core.records import dataclass
from s2sad.core.stored import is_own_dict, own_attributes
from s2sad.core.types import (
    ArrayType,
    ListType,
    LongTupleType,
    NoneType,
    OpaqueType,
    ScalarType,
    TupleType,
    Type,
    Unknown,
)  # fmt: skip
from s2sad.source.lower import own_containers, tuples
from s2sad.source.lower.contents import class_of
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import (
    ArrayRef,
    DictContent,
    ListContent,
    LongDictContent,
    LongListContent,
    Num,
    ObjectRef,
    Static,
    StructContent,
    TupleValue,
    Value,
)  # fmt: skip
from s2sad.types import attributes_of, type_of_value

__all__ = ["Instance", "Live", "Mapping", "Sequence", "Spec", "spec_of", "spec_of_symbolic", "value_for"]


@dataclass(frozen=True)
class Sequence:
    """A tuple, namedtuple (`cls`) or list of known length."""

    items: tuple[Spec, ...]
    list: bool = False
    cls: type | None = None


@dataclass(frozen=True)
class Mapping:
    """A dict; `cls` where it is of a class of the user."""

    keys: tuple[object, ...]
    items: tuple[Spec, ...]
    cls: type | None = None


@dataclass(frozen=True)
class Instance:
    """An instance of a class of the user, with its attributes."""

    cls: type
    fields: tuple[str, ...]
    items: tuple[Spec, ...]


@dataclass(frozen=True, eq=False)
class Live:
    """An object that the derivative is specialised to."""

    obj: object


Spec = Any  # Type | Sequence | Mapping | Instance | Live: a recursive alias that Python 3.10 cannot spell

PLAIN = (str, bytes, range, slice, complex, np.random.Generator)


def spec_of(value: object, symbols: dict[Any, Any]) -> Spec:
    """What an argument is, for the derivative of a call with it."""
    if isinstance(value, tuple):
        cls = type(value) if hasattr(value, "_fields") else None
        return Sequence(tuple(spec_of(v, symbols) for v in value), cls=cls)
    if isinstance(value, list):
        return _list_spec(value, symbols)
    if type(value) is dict:
        return Mapping(tuple(value), tuple(spec_of(v, symbols) for v in value.values()))
    if isinstance(value, dict) and is_own_dict(type(value)) and not own_attributes(value):
        return Mapping(tuple(value), tuple(spec_of(v, symbols) for v in value.values()), type(value))
    if isinstance(
        value, (types.FunctionType, types.MethodType, types.BuiltinFunctionType, type, types.ModuleType, np.ufunc)
    ):
        return Live(value)
    kind = type_of_value(value, symbols)
    if not isinstance(kind, OpaqueType) or isinstance(value, PLAIN):
        return kind
    fields = instance_fields(value)
    if fields is not None:
        return Instance(type(value), tuple(fields), tuple(spec_of(v, symbols) for v in fields.values()))
    return Live(value) if callable(value) else kind


def _list_spec(value: list[Any], symbols: dict[Any, Any]) -> Spec:
    """A list of plain numbers is one value whose length is free; any other list is taken apart."""
    kinds = {type(v) for v in value}
    if value and kinds <= {float, int} or (len(kinds) == 1 and isinstance(value[0], np.number)):
        return ListType(
            ScalarType("float" if float in kinds else "int")
            if kinds <= {float, int}
            else type_of_value(value[0], symbols)
        )
    return Sequence(tuple(spec_of(v, symbols) for v in value), list=True)


def instance_fields(value: object) -> dict[str, Any] | None:
    """The attributes of an instance that Python code made; None for an object of a library."""
    if dataclasses.is_dataclass(value):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)} | (own_attributes(value) or {})
    return attributes_of(value)


def value_for(lo: Lowerer, spec: Spec, arg: Arg, name: str) -> Value:
    """The symbolic value of a parameter (or of a part of one, reached by `arg`)."""
    if isinstance(spec, Sequence):
        items = tuple(
            value_for(lo, item, _part(lo, arg, i, item, f"{name}_{i}"), f"{name}_{i}")
            for i, item in enumerate(spec.items)
        )
        return _own(lo, ListContent(items), arg) if spec.list else TupleValue(items, spec.cls)
    if isinstance(spec, Mapping):
        items = tuple(
            value_for(lo, item, _part(lo, arg, key, item, str(key)), str(key))
            for key, item in zip(spec.keys, spec.items, strict=True)
        )
        made = _own(lo, DictContent(spec.keys, items), arg)
        if spec.cls is not None:
            lo.kinds[made.id] = spec.cls
        return made
    if isinstance(spec, Instance):
        items = tuple(
            value_for(lo, item, lo.build.emit("getattr", arg, Const(f), kind=kind_of(item), hint=f), f)
            for f, item in zip(spec.fields, spec.items, strict=True)
        )
        return lo.new_object(StructContent(spec.cls, spec.fields, items, arg))  # type: ignore[arg-type]
    if isinstance(spec, Live):
        return Num(Const(spec.obj)) if isinstance(spec.obj, (str, int)) else Static(spec.obj, name)
    return leaf_for(lo, spec, arg)


def _own(lo: Lowerer, content: ListContent | DictContent, arg: Arg) -> ObjectRef:
    """A container of the caller: what is written into it is written into his."""
    ref = lo.new_object(content)
    if isinstance(arg, (Name, Free)):
        lo.origins[ref.id] = arg
    return ref


def leaf_for(lo: Lowerer, kind: Type, arg: Arg) -> Value:
    """The value of a parameter of this type that stands by itself."""
    assert isinstance(arg, (Name, Free, Const))
    if isinstance(kind, (ArrayType, Unknown)):
        return lo.external_array(arg)
    if isinstance(kind, ListType):
        if isinstance(arg, Name) and not isinstance(kind, LongTupleType):
            lo.program.external.add(arg.id)
        made = tuples.read(lo, arg, kind)
        lo.seen.add(made.id)
        return made
    if isinstance(kind, TupleType):
        items = tuple(leaf_for(lo, item, _part(lo, arg, i, item, "t")) for i, item in enumerate(kind.items))
        return TupleValue(items)
    return Num(Const(None)) if isinstance(kind, NoneType) else Num(arg)


def _part(lo: Lowerer, arg: Arg, key: object, spec: Spec, name: str) -> Arg:
    hint = name if name.isidentifier() else "t"
    return lo.build.emit("operator.getitem", arg, Const(key), kind=kind_of(spec), hint=hint)


def kind_of(spec: Spec) -> Type:
    """The core type of a parameter; a structure is opaque, since its parts are read one by one."""
    if isinstance(spec, (Sequence, Mapping, Instance, Live)):
        return OpaqueType(type(spec).__name__.lower())
    return spec  # type: ignore[no-any-return]


def result_of(lo: Lowerer, value: Value, node: gast.AST | None) -> Arg:
    """A result as an argument that shows its parts, also those of an object that existed before."""
    return structure_of(lo, value, lambda known: lo.arg(known, node))


def structure_of(lo: Lowerer, value: Value, passive: Callable[[Static], Arg] = lambda known: Const(None)) -> Arg:
    """A parameter's value as an argument that shows its parts, also those of an instance."""
    if isinstance(value, TupleValue):
        items = tuple(structure_of(lo, v, passive) for v in value.items)
        if value.cls is None:
            return TupleArg(items)
        return StructArg(class_of(lo, value.cls, None), value.cls._fields, items)  # type: ignore[attr-defined]
    if isinstance(value, ObjectRef):
        content = lo.state.heap[value.id]
        if isinstance(content, ListContent):
            return TupleArg(tuple(structure_of(lo, v, passive) for v in content.items), list=True)
        if isinstance(content, DictContent):
            items = tuple(structure_of(lo, v, passive) for v in content.items)
            return DictArg(content.keys, items, own_containers.made_again(lo, value))
        if isinstance(content, StructContent):
            items = tuple(structure_of(lo, v, passive) for v in content.items)
            return StructArg(class_of(lo, content.cls, None), content.fields, items)
        if isinstance(content, LongDictContent):
            return content.atom
    return passive(value) if isinstance(value, Static) else lo.arg(value)


def from_parsed(spec: Any) -> Spec:
    """A spec from what `parse_types` gives: nested tuples, lists and dicts of types."""
    if isinstance(spec, (tuple, list)):
        return Sequence(tuple(from_parsed(s) for s in spec), list=isinstance(spec, list))
    if isinstance(spec, AbstractMapping):
        return Mapping(tuple(spec), tuple(from_parsed(s) for s in spec.values()), getattr(spec, "cls", None))
    return spec


def spec_of_symbolic(lo: Lowerer, value: Value) -> Spec:
    """The spec of a value while lowering, for a derivative that is called inside a function."""
    if isinstance(value, (Num, ArrayRef)):
        return lo.build.type_of(lo.arg(value))
    if isinstance(value, TupleValue):
        return Sequence(tuple(spec_of_symbolic(lo, v) for v in value.items), cls=value.cls)
    if isinstance(value, Static):
        return Live(value.obj)
    if isinstance(value, ObjectRef):
        content = lo.state.heap[value.id]
        if isinstance(content, ListContent):
            return Sequence(tuple(spec_of_symbolic(lo, v) for v in content.items), list=True)
        if isinstance(content, DictContent):
            return Mapping(content.keys, tuple(spec_of_symbolic(lo, v) for v in content.items))
        if isinstance(content, StructContent):
            return Instance(content.cls, content.fields, tuple(spec_of_symbolic(lo, v) for v in content.items))
        if isinstance(content, LongListContent):
            return lo.build.type_of(content.atom)
    return OpaqueType()


__all__ += ["from_parsed", "instance_fields", "kind_of", "leaf_for", "result_of", "structure_of"]
