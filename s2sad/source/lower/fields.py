"""The fields of instances: what their class has for them, and two states of one instance side by side."""

from __future__ import annotations

import dis
import types
from typing import Any

from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import UNBOUND, StructContent, Value

__all__ = ["MUTATING", "class_attribute", "has_no_effect", "with_the_same_fields"]

MUTATING = {
    "__imul__",
    "append",
    "clear",
    "extend",
    "insert",
    "pop",
    "remove",
    "reverse",
    "sort",
    "update",
    "setdefault",
    "popitem",
    "add",
    "discard",
}
STORES = ("STORE_ATTR", "STORE_SUBSCR", "STORE_GLOBAL", "DELETE_")
EFFECTS = MUTATING | {"print", "open", "write", "warn", "next", "random", "normal", "setattr", "delattr"}
USERS = (types.FunctionType, property, classmethod, staticmethod)


def class_attribute(cls: type, name: str) -> Any:
    """What a class or one of its bases has under a name, as it stands there; None where there is nothing."""
    for base in cls.__mro__:
        if name in base.__dict__:
            found = base.__dict__[name]
            return None if isinstance(found, types.MemberDescriptorType) else found
    return None


def with_the_same_fields(lo: Lowerer, a: StructContent, b: StructContent) -> tuple[StructContent, StructContent]:
    """Two states of instances of one class; what only the other has is the default of the class, or is not bound."""
    if a.fields == b.fields:
        return a, b
    fields = tuple(dict.fromkeys((*a.fields, *b.fields)))
    return _with_fields(lo, a, fields), _with_fields(lo, b, fields)


def _with_fields(lo: Lowerer, content: StructContent, fields: tuple[str, ...]) -> StructContent:
    table = dict(zip(content.fields, content.items, strict=True))
    items = tuple(table[name] if name in table else _default(lo, content.cls, name) for name in fields)
    return StructContent(content.cls, fields, items, content.origin)


def _default(lo: Lowerer, cls: type, name: str) -> Value:
    found = class_attribute(cls, name)
    if found is None or hasattr(type(found), "__get__"):
        return UNBOUND
    lo.program.reads.append((cls, name, found))
    return lo.from_object(found, f"{cls.__name__}.{name}")


def has_no_effect(cls: type, getter: Any) -> bool:
    """Whether a property can be looked up at any time: its code writes nothing, and calls no code of the user."""
    if not isinstance(getter, types.FunctionType):
        return True
    code = getter.__code__
    if any(step.opname.startswith(STORES) for step in dis.get_instructions(code)):
        return False
    found = [class_attribute(cls, name) or getter.__globals__.get(name) for name in code.co_names]
    return EFFECTS.isdisjoint(code.co_names) and not any(isinstance(f, USERS) for f in found)
