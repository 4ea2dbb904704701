"""What a call that s2sad cannot look into may have written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import gast

from s2sad.core.nodes import Free
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.memory import spoil
from s2sad.source.lower.values import (
    ArrayRef,
    DictContent,
    ListContent,
    LongListContent,
    ObjectRef,
    Poison,
    SetContent,
    StructContent,
    TupleValue,
    Value,
)

__all__ = ["given_away"]

READERS = frozenset(
    ("builtins", "datetime", "io", "json", "logging", "math", "os", "pathlib", "pickle", "pprint", "re", "sys", "time",
    "warnings")
)  # fmt: skip
"""Modules whose functions leave what they are given as it is."""


CONTAINERS = (ListContent, LongListContent, DictContent, SetContent)


def given_away(lo: Lowerer, function: Any, values: Iterable[Value], node: gast.AST, arrays: bool = False) -> None:
    """From here on it is not known what is in the containers that an opaque call was given.

    With `arrays`, nor in arrays: writing is what a call is there for whose result nobody takes.
    """
    name = function.text if isinstance(function, Free) else "a function"
    obj = lo.program.frees.get(name) if isinstance(function, Free) else None
    if isinstance(obj, type) or (getattr(obj, "__module__", None) or "").partition(".")[0] in READERS:
        return
    lost = Poison(f"was given to {name}, which s2sad cannot look into", "give it a copy")
    for value in values:
        _lose(lo, value, lost, node, arrays)


def _lose(lo: Lowerer, value: Value, lost: Poison, node: gast.AST, arrays: bool) -> None:
    if isinstance(value, ArrayRef):
        if arrays and lo.is_array(value):
            spoil(lo, value.cell, node)
            lo.state.heap[value.cell] = lost
        return
    content = lo.state.heap.get(value.id) if isinstance(value, ObjectRef) else value
    made = isinstance(content, StructContent) and content.origin is None
    if isinstance(content, (TupleValue, ListContent, DictContent)) or (made and isinstance(content, StructContent)):
        for item in content.items:
            _lose(lo, item, lost, node, arrays)
    if isinstance(value, ObjectRef) and (made or isinstance(content, CONTAINERS)):
        spoil(lo, value.id, node, arrays=False)
        lo.state.heap[value.id] = lost
