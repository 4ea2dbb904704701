"""What a call that s2sad cannot look into may have written."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterable
from typing import Any

import gast
import numpy as np

from s2sad.core.nodes import Arg, Free, Name, TupleArg
from s2sad.core.types import ArrayType
from s2sad.source.lower.aliases import cells_in
from s2sad.source.lower.callers import may_be_callers
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.memory import spoil
from s2sad.source.lower.values import (
    ArrayRef,
    CellContent,
    DictContent,
    ListContent,
    LongDictContent,
    LongListContent,
    ObjectRef,
    Poison,
    SetContent,
    StructContent,
    TupleValue,
    Value,
)

__all__ = ["given_away", "may_write", "reader", "refuse_in_recursion"]

LIBRARIES = ("numpy", "scipy")
READERS = frozenset(
    "base64 binascii builtins csv datetime gc hashlib inspect io json logging math os pathlib pickle platform pprint "
    "re shutil string struct sys tempfile textwrap time timeit traceback tracemalloc uuid warnings zlib".split()
)
"""Modules whose functions leave what they are given as it is."""


def reader(obj: object) -> bool:
    """Whether a function of Python's library only looks at what it is given, so that nobody has to look into it."""
    return isinstance(obj, types.FunctionType) and _home(obj) in READERS


CONTAINERS = (ListContent, LongListContent, DictContent, LongDictContent, SetContent)


def may_write(lo: Lowerer, function: Any, discarded: bool) -> bool:
    """Whether a call that s2sad cannot look into may write into the arrays that it is given.

    Writing is what a call is there for whose result nobody takes; that of a library otherwise only gives it.
    """
    obj = lo.program.frees.get(function.text) if isinstance(function, Free) else None
    if obj is None:
        return True
    home = _home(obj)
    if isinstance(obj, (type, np.ufunc)) or home in READERS:
        return False
    return discarded or not _of_library(obj)


def _of_library(obj: object) -> bool:
    home = "" if obj is None else _home(obj)
    return home in LIBRARIES or home in sys.stdlib_module_names


def _home(obj: object) -> str:
    """The package that a function, or the class of a method, comes from."""
    owner = getattr(obj, "__self__", None)
    module = getattr(obj, "__module__", None) or ("" if owner is None else type(owner).__module__)
    return str(module).partition(".")[0]


def given_away(
    lo: Lowerer, function: Any, values: Iterable[Value], node: gast.AST, arrays: bool, given: tuple[Arg, ...] = ()
) -> None:
    """From here on it is not known what is in the containers that an opaque call was given; with `arrays`, in these."""
    name = function.text if isinstance(function, Free) else "a function"
    obj = lo.program.frees.get(name) if isinstance(function, Free) else None
    if isinstance(obj, type) or (obj is not None and _home(obj) in READERS):
        return
    lost = Poison(f"was given to {name}, which s2sad cannot look into", "give it a copy")
    values = list(values)
    if arrays and not _of_library(obj) and not any(lo.roots.keys() & set(cells_in(lo, value)) for value in values):
        later = Poison(f"was given away before, and {name} may write into it", "give a copy")
        lo.state.heap.update((cell, later) for cell in lo.given)
    for value in values:
        _lose(lo, value, lost, node, given if arrays else None)


def refuse_in_recursion(lo: Lowerer, function: Any, values: Iterable[Value], node: gast.AST) -> None:
    """Who calls a function that calls itself does not know what an unseen one that it calls writes into."""
    if lo.settling and any(isinstance(value, ArrayRef) and may_be_callers(lo, value) for value in values):
        name = function.text if isinstance(function, Free) else "a function"
        lo.refuse(
            node, f"a recursive function gives an array to {name}, which s2sad cannot look into", "give it a copy"
        )


def _left(lo: Lowerer, ref: ArrayRef, given: tuple[Arg, ...]) -> CellContent | None:
    """What a call has left in an array that it was given, where that can be read: nothing that was given may vary."""
    root = lo.roots.get(ref.cell)
    inside = ref.cell in lo.choices or ref.cell in lo.elements or lo.attempts or lo.recursive
    if inside or not isinstance(root, Name) or not lo.build.primal:
        return None
    now = lo.cell_now(ref.cell)
    kind = lo.build.type_of(now.atom)
    if not isinstance(kind, ArrayType) or not isinstance(now.atom, Name):
        return None
    atom = lo.build.emit("store.left", now.atom, TupleArg(given), hint=now.atom.base, kind=kind)
    assert isinstance(atom, Name)
    lo.program.shares[atom.id] = (now.atom.id,)
    return CellContent(atom, now.version + 1)


def _lose(lo: Lowerer, value: Value, lost: Poison, node: gast.AST, given: tuple[Arg, ...] | None) -> None:
    if isinstance(value, ArrayRef):
        if given is not None:
            lo.given.add(value.cell)
            spoil(lo, value.cell, node)
            lo.state.heap[value.cell] = _left(lo, value, given) or lost
        return
    content = lo.state.heap.get(value.id) if isinstance(value, ObjectRef) else value
    made = isinstance(content, StructContent) and content.origin is None
    if isinstance(content, (TupleValue, ListContent, DictContent)) or (made and isinstance(content, StructContent)):
        for item in content.items:
            _lose(lo, item, lost, node, given)
    if isinstance(value, ObjectRef) and (made or isinstance(content, CONTAINERS)):
        spoil(lo, value.id, node, arrays=False)
        lo.state.heap[value.id] = lost
