"""What a container or an object is as an argument of an operation."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

import gast

from s2sad.core.nodes import UNDEFINED, Arg, DictArg, Free, StructArg, TupleArg
from s2sad.core.types import OpaqueType
from s2sad.source.lower import dict_values, natures
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

__all__ = ["class_of", "content_arg", "is_record", "item_arg"]


def class_of(lo: Lowerer, cls: type, node: gast.AST | None) -> Free:
    """The class of an object that is built at run time."""
    if cls in lo.classes.values():
        lo.refuse(node, f"a {cls.__name__}, of which the function makes the class, leaves it", "define it outside")
    return lo.free(cls.__name__, cls)


def item_arg(lo: Lowerer, value: Value, node: gast.AST | None = None) -> Arg:
    """A value as a container has it of which only the run knows the items: a dict is a record, or one value."""
    if isinstance(value, TupleValue) and value.cls is None:
        return TupleArg(tuple(item_arg(lo, item, node) for item in value.items))
    content = lo.state.heap.get(value.id) if isinstance(value, ObjectRef) else None
    if not isinstance(value, ObjectRef) or value.id in lo.kinds:
        return lo.arg(value, node)
    if isinstance(content, ListContent):
        return TupleArg(tuple(item_arg(lo, item, node) for item in content.items), list=True)
    if isinstance(content, StructContent) and content.origin is None:
        items = tuple(item_arg(lo, item, node) for item in content.items)
        return StructArg(class_of(lo, content.cls, node), content.fields, items)
    if isinstance(content, DictContent) and is_record(content) and value.id not in lo.origins:
        items = tuple(item_arg(lo, item, node) for item in content.items)
        return StructArg(lo.free("dict", dict), tuple(map(str, content.keys)), items)
    if isinstance(content, DictContent) and dict_values.is_plain(lo, content) and value.id not in lo.origins:
        return dict_values.stored(lo, value, node)
    return lo.arg(value, node)


def is_record(content: DictContent) -> bool:
    """Whether a dict has texts for keys, and so a part for each of them."""
    return bool(content.keys) and all(isinstance(key, str) for key in content.keys)


def content_arg(lo: Lowerer, content: Any, node: gast.AST | None, ref: ObjectRef) -> Arg:
    """The argument that has the content of a container or an object."""
    nature = natures.nature_of(lo, ref.id)
    own_dict = isinstance(content, DictContent) and nature is not None and not nature.is_of_python
    if nature is not None and isinstance(content, (ListContent, DictContent)) and not own_dict:
        return dict_values.stored(lo, ref, node)
    if isinstance(content, ListContent):
        return TupleArg(tuple(lo.arg(v, node) for v in content.items), list=True)
    if isinstance(content, LongListContent) and lo.kinds.get(ref.id) is tuple:
        return lo.build.emit("list.tuple", content.atom)
    if isinstance(content, (LongListContent, LongDictContent)):
        return natures.marked(lo, content.atom, nature)
    if isinstance(content, DictContent):
        for key in content.keys:
            if isinstance(key, Enum):
                lo.free(f"{type(key).__name__}.{key.name}", key)
        return DictArg(content.keys, tuple(lo.arg(v, node) for v in content.items))
    if isinstance(content, StructContent):
        if content.origin not in (None, UNDEFINED):
            return content.origin
        items = tuple(lo.arg(v, node) for v in content.items)
        return StructArg(class_of(lo, content.cls, node), content.fields, items)
    if isinstance(content, SetContent):
        members = sorted(content.members, key=repr)
        made = TupleArg(tuple(lo.arg(lo.constant(member)) for member in members))
        return lo.build.emit("call", lo.free("set", set), made, kind=OpaqueType("set"), hint="members")
    lo.refuse(node, f"a value {content.reason}", content.hint)
