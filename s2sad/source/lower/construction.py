"""Instances made while the function runs: by the code of the class, or as dataclasses and attrs write it."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import types
from typing import Any

import gast

from s2sad.core.types import ArrayType, ScalarType, Unknown
from s2sad.source.lower import attributes, binding, calls, objects, opaque_calls, own_containers
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import (
    ArrayRef,
    DictContent,
    ListContent,
    Num,
    ObjectRef,
    Partial,
    Static,
    StructContent,
    TupleValue,
    Value,
)  # fmt: skip

__all__ = ["attrs_function", "construct", "fields_of_class"]

LIBRARIES = (
    "numpy", "math", "cmath", "scipy", "builtins", "operator", "time", "random", "warnings", "logging", "contextlib",
)  # fmt: skip
CONTAINERS = (list.__new__, dict.__new__, tuple.__new__, set.__new__)
Given = dict[str, Value]


def construct(
    lo: Lowerer, cls: type, static: Static, args: list[Value], keywords: Given, node: gast.AST, hint: str
) -> Value:
    """``cls(*args, **keywords)``."""
    if issubclass(cls, tuple) and hasattr(cls, "_fields"):
        table = binding.bind_signature(lo, inspect.signature(cls), args, keywords, node)
        return TupleValue(tuple(table[f] for f in cls._fields), cls)
    if own_containers.is_own(cls):
        return own_containers.construct(lo, cls, args, keywords, node)
    if cls is functools.partial and args:
        return Partial(args[0], tuple(args[1:]), tuple(keywords.items()))
    if cls is types.SimpleNamespace and not args:
        return lo.new_object(StructContent(cls, tuple(keywords), tuple(keywords.values())))
    if cls.__module__ in ("decimal", "fractions") and any(_may_vary(lo, a) for a in args):
        lo.refuse(node, f"a {cls.__name__} carries no derivative", "keep the float")
    if cls.__module__ == "array" and args and attributes.constant_key(lo, args[0]) in ("d", "f"):
        lo.refuse(node, "numbers in an array.array are not followed", "keep them in a list, or in a NumPy array")
    if cls.__module__ == "decimal" or issubclass(cls, BaseException) or cls.__module__.partition(".")[0] in LIBRARIES:
        return opaque_calls.opaque(lo, lo.free(static.text, cls), args, keywords, node, hint)
    made = _new(lo, cls, args, keywords, node)
    if made is not None and not _is_instance(lo, made, cls):
        return made
    if made is None and cls.__new__ not in (object.__new__, *CONTAINERS):
        return opaque_calls.opaque(lo, lo.free(static.text, cls), args, keywords, node, hint)
    if cls.__init__ is object.__init__:
        return made or lo.new_object(StructContent(cls, (), ()))
    if not isinstance(cls.__init__, types.FunctionType):
        return opaque_calls.opaque(lo, lo.free(static.text, cls), args, keywords, node, hint)
    ref = made if isinstance(made, ObjectRef) else lo.new_object(StructContent(cls, (), ()))
    _initialise(lo, cls, ref, args, keywords, node)
    return ref


def _may_vary(lo: Lowerer, value: Value) -> bool:
    kind = lo.build.type_of(value.atom) if isinstance(value, (Num, ArrayRef)) else None
    return isinstance(kind, (Unknown, ArrayType)) or (isinstance(kind, ScalarType) and kind.kind in ("f", "c"))


def _new(lo: Lowerer, cls: type, args: list[Value], keywords: Given, node: gast.AST) -> Value | None:
    """What the ``__new__`` of the user makes; None where Python's own would."""
    if not isinstance(cls.__new__, types.FunctionType):
        return None
    given = [Static(cls, cls.__name__), *args]
    return calls.call(lo, Static(cls.__new__, f"{cls.__name__}.__new__"), given, keywords, node)


def _is_instance(lo: Lowerer, value: Value, cls: type) -> bool:
    content = lo.state.heap[value.id] if isinstance(value, ObjectRef) else None
    return isinstance(content, StructContent) and issubclass(content.cls, cls)


def _initialise(lo: Lowerer, cls: type, ref: ObjectRef, args: list[Value], keywords: Given, node: gast.AST) -> None:
    file = cls.__init__.__code__.co_filename  # type: ignore[misc]
    if dataclasses.is_dataclass(cls) and file.startswith("<"):
        _dataclass(lo, cls, ref, args, keywords, node)
    elif hasattr(cls, "__attrs_attrs__") and file.startswith("<attrs"):
        _attrs(lo, cls, ref, args, keywords, node)
    else:
        calls.call(lo, Static(cls.__init__, f"{cls.__name__}.__init__"), [ref, *args], keywords, node)  # type: ignore[misc]


# -- dataclasses --------------------------------------------------------------------------------


def _dataclass(lo: Lowerer, cls: type, ref: ObjectRef, args: list[Value], keywords: Given, node: gast.AST) -> None:
    given = binding.bind_signature(lo, inspect.signature(cls), args, keywords, node)
    for item in dataclasses.fields(cls):
        if item.name not in given and item.default_factory is not dataclasses.MISSING:
            given[item.name] = produced(lo, item.default_factory, [], node)
        if item.name in given:
            objects.set_raw(lo, ref, item.name, given[item.name], node)
    if hasattr(cls, "__post_init__"):
        once = [given[name] for name, item in cls.__dataclass_fields__.items() if _is_init_only(item)]  # type: ignore[attr-defined]
        calls.call(lo, objects.get_attribute(lo, ref, "__post_init__", node), once, {}, node)


def _is_init_only(item: Any) -> bool:
    """Whether a field is an ``InitVar``: an argument of ``__post_init__``."""
    return getattr(item._field_type, "name", "") == "_FIELD_INITVAR"


def produced(lo: Lowerer, factory: Any, args: list[Value], node: gast.AST) -> Value:
    """What a default factory gives."""
    if factory is list:
        return lo.new_object(ListContent(()))
    if factory is dict:
        return lo.new_object(DictContent((), ()))
    return calls.call(lo, Static(factory, getattr(factory, "__name__", "factory")), args, {}, node)


# -- attrs --------------------------------------------------------------------------------------


def _attrs(lo: Lowerer, cls: Any, ref: ObjectRef, args: list[Value], keywords: Given, node: gast.AST) -> None:
    given = binding.bind_signature(lo, inspect.signature(cls), args, keywords, node)
    if hasattr(cls, "__attrs_pre_init__"):
        lo.refuse(node, f"{cls.__name__} has __attrs_pre_init__", "write __init__ yourself")
    for item in cls.__attrs_attrs__:
        value = _attrs_value(lo, item, given, ref, node)
        if value is not None:
            objects.set_raw(lo, ref, item.name, value, node)
    for item in cls.__attrs_attrs__:
        if item.validator is not None:
            checked = objects.get_attribute(lo, ref, item.name, node)
            validator, about = Static(item.validator, "validator"), Static(item, item.name)
            calls.call(lo, validator, [ref, about, checked], {}, node)
    if hasattr(cls, "__attrs_post_init__"):
        calls.call(lo, objects.get_attribute(lo, ref, "__attrs_post_init__", node), [], {}, node)


def _attrs_value(lo: Lowerer, item: Any, given: Given, ref: ObjectRef, node: gast.AST) -> Value | None:
    value = given.get(item.alias) if item.init else None
    factory = getattr(item.default, "factory", None)
    if factory is not None and (value is None or _is_default(lo, value, item.default)):
        value = produced(lo, factory, [ref] if item.default.takes_self else [], node)
    elif value is None and not item.init and type(item.default).__name__ != "_Nothing":
        value = binding.default_value(lo, item.default, item.name)
    if value is None or item.converter is None:
        return value
    return calls.call(lo, Static(item.converter, "converter"), [value], {}, node)


def _is_default(lo: Lowerer, value: Value, default: object) -> bool:
    """Whether the caller gave nothing: the signature has a mark of attrs for a factory."""
    return isinstance(value, Static) and (value.obj is default or type(value.obj).__name__ == "_Nothing")


def attrs_function(obj: Any) -> str:
    """The name of a function of attrs that acts on structure, empty for another object."""
    module = getattr(obj, "__module__", None) or ""
    name = getattr(obj, "__name__", "")
    return name if module.partition(".")[0] == "attr" and name in ("evolve", "asdict", "astuple", "fields") else ""


def fields_of_class(cls: Any) -> tuple[Any, ...]:
    """The fields of a dataclass or attrs class."""
    return tuple(cls.__attrs_attrs__) if hasattr(cls, "__attrs_attrs__") else dataclasses.fields(cls)
