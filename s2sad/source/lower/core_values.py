"""The symbolic values of core arguments: what a rule's text is given."""

from __future__ import annotations

from typing import cast

import numpy as np

from s2sad.core.nodes import Arg, Const, DictArg, Free, Name, SliceArg, StructArg, TupleArg
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import (
    DictContent,
    ListContent,
    Num,
    SliceValue,
    Static,
    StructContent,
    TupleValue,
    Value,
)  # fmt: skip

__all__ = ["default_of", "value_of"]


def value_of(lo: Lowerer, arg: Arg) -> Value:
    """The symbolic value of a core argument."""
    if isinstance(arg, TupleArg):
        items = tuple(value_of(lo, item) for item in arg.items)
        return lo.new_object(ListContent(items)) if arg.list else TupleValue(items)
    if isinstance(arg, StructArg):
        cls, items = cast(type, lo.program.frees[arg.cls.text]), tuple(value_of(lo, item) for item in arg.items)
        if cls is dict:
            return lo.new_object(DictContent(arg.fields, items))
        if issubclass(cls, tuple):
            return TupleValue(items, cls)
        return lo.new_object(StructContent(cls, arg.fields, items))
    if isinstance(arg, DictArg):
        return lo.new_object(DictContent(arg.keys, tuple(value_of(lo, item) for item in arg.items)))
    if isinstance(arg, SliceArg):
        return SliceValue(value_of(lo, arg.lower), value_of(lo, arg.upper), value_of(lo, arg.step))
    if isinstance(arg, (Name, Const)):
        return Num(arg)
    obj = lo.program.frees.get(arg.text)
    plain = isinstance(obj, (int, float, complex, np.ndarray, np.number)) and not isinstance(obj, bool)
    return Num(arg) if isinstance(arg, Free) and plain else Static(obj, arg.text)


def default_of(value: object) -> Value:
    """The value of a default in the first line of a rule."""
    if isinstance(value, tuple):
        return TupleValue(tuple(default_of(v) for v in value))
    return Num(Const(value))
