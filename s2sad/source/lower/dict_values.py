"""What a dict has for values of which only the run knows the keys, as core values, and what it has had."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gast

from s2sad.core.nodes import UNDEFINED, Arg, Atom, Const, TupleArg
from s2sad.core.types import ArrayType, DictType, Dim, ListType, NoneType, OpaqueType, StringType, TupleType, Type
from s2sad.source.lower import contents, natures
from s2sad.source.lower.values import (
    ArrayRef,
    DictContent,
    ListContent,
    LongDictContent,
    LongListContent,
    Num,
    ObjectRef,
    State,
    StructContent,
    TupleValue,
    Value,
)

if TYPE_CHECKING:
    from s2sad.source.lower.lowerer import Lowerer

__all__ = ["are_dicts", "display", "has_rows", "is_datum", "is_plain", "outlives", "stored", "what_was"]

NONE = type(None)
Hidden = tuple[tuple[str, Arg], ...]
BEFORE = "%before"


def are_dicts(lo: Lowerer, *contents: tuple[object, State]) -> bool:
    """Whether contents, each of its own state, are dicts that one core value can stand for, whichever it is."""
    kept = lo.state
    try:
        for content, lo.state in contents:
            if not isinstance(content, LongDictContent) and not is_plain(lo, content):
                return False
    finally:
        lo.state = kept
    return True


def is_plain(lo: Lowerer, content: object) -> bool:
    """Whether a dict has what one core value can have for values."""
    return isinstance(content, DictContent) and all(is_datum(lo, item) for item in content.items)


def is_datum(lo: Lowerer, value: Value) -> bool:
    """Whether a value is one that a dict may have."""
    if isinstance(value, TupleValue):
        return all(is_datum(lo, item) for item in value.items)
    if isinstance(value, ObjectRef):
        content = lo.state.heap.get(value.id)
        own = value.id not in lo.origins and getattr(content, "origin", None) is None and _is_plain_kind(lo, value)
        if isinstance(content, DictContent) and not _are_alike(lo, content) and not contents.is_record(content):
            return False
        if isinstance(content, (ListContent, DictContent, StructContent)):
            return own and all(is_datum(lo, item) for item in content.items)
        return own and isinstance(content, (LongListContent, LongDictContent))
    if isinstance(value, Num) and isinstance(value.atom, Const):
        return isinstance(value.atom.value, (int, float, complex, str, NONE))
    return isinstance(value, (ArrayRef, Num))


def _are_alike(lo: Lowerer, content: DictContent) -> bool:
    """Whether the values of a dict are of one kind: numbers, arrays, texts, or containers."""
    return len({_sort_of(lo, item) for item in content.items}) < 2


def _sort_of(lo: Lowerer, item: Value) -> type:
    if not isinstance(item, (Num, ArrayRef)):
        return type(item)
    kind = lo.build.type_of(item.atom)
    return type(kind) if isinstance(kind, (ArrayType, StringType, NoneType, OpaqueType)) else Num


def _is_plain_kind(lo: Lowerer, value: ObjectRef) -> bool:
    """Whether a container is one of Python's."""
    nature = natures.nature_of(lo, value.id)
    return value.id not in lo.kinds or (nature is not None and nature.is_of_python)


def stored(lo: Lowerer, value: Value, node: gast.AST | None = None) -> Arg:
    """A value as a dict has it: a list or a dict is one value, whatever is known of what is in it."""
    content = lo.state.heap.get(value.id) if isinstance(value, ObjectRef) else None
    if not isinstance(value, ObjectRef) or not isinstance(content, (ListContent, DictContent)):
        return lo.arg(value, node)
    if isinstance(content, DictContent) and not _are_alike(lo, content):
        return contents.item_arg(lo, value, node)
    if isinstance(content, DictContent):
        made = display(lo, content, "t")
    else:
        made = lo.build.emit("list.display", *[stored(lo, item, node) for item in content.items])
    return natures.marked(lo, made, natures.nature_of(lo, value.id))


def display(lo: Lowerer, content: DictContent, hint: str = "table") -> Atom:
    """The core value of a dict whose keys are known."""
    keys = TupleArg(tuple(lo.arg(lo.constant(key)) for key in content.keys))
    return lo.build.emit("dict.display", keys, *[stored(lo, item) for item in content.items], hint=hint)


def outlives(lo: Lowerer, owner: object) -> bool:
    """Whether the dict of this number is there when the call is over, and no argument is or has it for certain."""
    return owner in lo.origins and (owner in lo.outside or lo.origins[owner] == UNDEFINED)


def has_rows(lo: Lowerer, owner: ObjectRef) -> bool:
    """Whether a dict is the function's own, and has lists or dicts for values."""
    content = lo.state.heap.get(owner.id)
    own = isinstance(content, DictContent) and owner.id not in lo.origins and is_plain(lo, content)
    return own and all(isinstance(item, ObjectRef) for item in getattr(content, "items", ()))


def what_was(lo: Lowerer, atom: Atom, key: Arg, made: Arg, new: bool = False) -> Hidden:
    """What a dict of lists or dicts has had under a key, for the derivative: of a list its length, if that says all.

    None where there was nothing; nothing is said where a value is `made` of numbers and arrays alone.
    """
    kind = lo.build.type_of(atom)
    assert isinstance(kind, DictType)
    if not _has_lists(lo.build.type_of(made)):
        return ()
    lo.program.hides = True
    if new or kind.length == Dim():
        return ((BEFORE, Const(None)),)
    element = kind.element
    if isinstance(element, DictType):
        none = lo.build.emit("dict.display", TupleArg(()), kind=DictType(element.element, Dim(), key=element.key))
        return ((BEFORE, lo.build.emit("dict.get", atom, key, none, kind=element)),)
    if not isinstance(element, ListType):
        return ()
    row = lo.build.emit("dict.get", atom, key, TupleArg((), list=True), kind=ListType(element.element))
    return ((BEFORE, row if _has_lists(element.element) else lo.build.emit("builtins.len", row)),)


def _has_lists(kind: Type) -> bool:
    if isinstance(kind, TupleType):
        return kind.list or any(map(_has_lists, kind.items))
    return isinstance(kind, ListType)
