"""Dicts and lists of a class of the user: with methods and properties, or with items that are read as attributes."""

from __future__ import annotations

import types
from typing import Any

import gast

from s2sad.core.nodes import Const, Free
from s2sad.core.stored import is_own_dict, is_own_list
from s2sad.source.lower import calls, contents, objects
from s2sad.source.lower.fields import class_attribute
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import DictContent, ListContent, Num, ObjectRef, Static, Value

__all__ = ["attribute", "class_of", "construct", "has", "is_own", "made_again", "set_attribute"]


def is_own(cls: type) -> bool:
    return is_own_dict(cls) or is_own_list(cls)


def class_of(lo: Lowerer, owner: Value) -> type | None:
    """The class of the user that a dict or a list is of."""
    cls = lo.kinds.get(owner.id) if isinstance(owner, ObjectRef) else None
    return cls if cls is not None and is_own(cls) else None


def made_again(lo: Lowerer, owner: ObjectRef) -> Free | None:
    """The class that makes a dict of its items what it was; None for a plain dict."""
    cls = class_of(lo, owner)
    if cls is None:
        return None
    if cls.__init__ is not dict.__init__:  # type: ignore[misc]
        lo.refuse(None, f"a {cls.__name__} is handed on, and has an __init__ of its own", "hand on dict(...) of it")
    return contents.class_of(lo, cls, None)


def construct(lo: Lowerer, cls: type, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    """``cls(*args, **keywords)``."""
    from s2sad.source.lower import methods

    made = lo.new_object(DictContent((), ()) if issubclass(cls, dict) else ListContent(()))
    lo.kinds[made.id] = cls
    lo.rows.add(made.id)
    init = class_attribute(cls, "__init__")
    if isinstance(init, types.FunctionType):
        calls.call(lo, Static(init, f"{cls.__name__}.__init__"), [made, *args], keywords, node)
    else:
        methods.method(lo, "__init__", made, args, keywords, node, "t")
    return made


def attribute(lo: Lowerer, owner: ObjectRef, cls: type, name: str, node: gast.AST) -> Value | None:
    """``owner.name``; None for a method that Python's own containers have."""
    from s2sad.source.lower import attributes, methods

    found = class_attribute(cls, name)
    if found is not None and not isinstance(found, types.MethodDescriptorType):
        return objects.of_class(lo, found, owner, cls, name, node)
    if found is not None or hasattr(cls, name):
        return None
    if owner.id in lo.own_attributes:
        return attributes.get_item(lo, owner, Num(Const(name)), node, name)
    fallback: Any = class_attribute(cls, "__getattr__")
    if fallback is dict.__getitem__:
        return attributes.get_item(lo, owner, Num(Const(name)), node, name)
    if fallback is dict.get:
        return methods.method(lo, "get", owner, [Num(Const(name))], {}, node, name)
    if isinstance(fallback, types.FunctionType):
        return calls.call(lo, Static(fallback, "__getattr__"), [owner, Num(Const(name))], {}, node)
    lo.refuse(node, f"{cls.__name__} has no attribute {name!r} here", "read it as an item")


def has(lo: Lowerer, owner: ObjectRef, cls: type, name: str) -> bool:
    """``hasattr(owner, name)``."""
    content, fallback = lo.state.heap[owner.id], class_attribute(cls, "__getattr__")
    known = isinstance(content, (DictContent, ListContent))
    stored = isinstance(content, DictContent) and name in content.keys
    if hasattr(cls, name) or fallback is dict.get:
        return True
    if known and (owner.id in lo.own_attributes or fallback is None):
        return stored and owner.id in lo.own_attributes
    if stored and fallback is dict.__getitem__:
        return True
    lo.refuse(None, f"whether this {cls.__name__} has an attribute {name!r} is not known here", "ask for the item: in")


def set_attribute(lo: Lowerer, owner: ObjectRef, cls: type, name: str, value: Value, node: gast.AST) -> None:
    """``owner.name = value``, where that sets an item."""
    from s2sad.source.lower import assignment

    setter: Any = class_attribute(cls, "__setattr__")
    computed = class_attribute(cls, name)
    if isinstance(computed, property) and computed.fset is not None and setter is object.__setattr__:
        calls.call(lo, Static(computed.fset, name), [owner, value], {}, node)
    elif name == "__dict__" and value == owner:
        lo.own_attributes.add(owner.id)
    elif isinstance(setter, types.FunctionType):
        calls.call(lo, Static(setter, "__setattr__"), [owner, Num(Const(name)), value], {}, node)
    elif setter is dict.__setitem__ or owner.id in lo.own_attributes:
        assignment.set_item(lo, owner, Num(Const(name)), value, node)
    else:
        lo.refuse(node, f"a {cls.__name__} with attributes beside its items is not supported", "set an item")
