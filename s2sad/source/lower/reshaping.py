"""What changes an array object itself, for every name that it has: ``x.shape = …`` and ``x.resize(…)``."""

from __future__ import annotations

import gast

from s2sad.core.nodes import Const, Name
from s2sad.core.records import replace
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import (
    ArrayRef,
    Content,
    DictContent,
    ListContent,
    Num,
    State,
    StructContent,
    TupleValue,
    Value,
)

__all__ = ["resize", "set_shape"]

NONE = Num(Const(None))
RESIZED = """\
def f(v, s):
    y = np.zeros(s, v.dtype)
    n = min(v.size, y.size)
    y.ravel()[:n] = v.ravel()[:n]
    return y
"""


def set_shape(lo: Lowerer, owner: ArrayRef, shape: Value, node: gast.AST) -> None:
    """``owner.shape = shape``."""
    _check_own(lo, owner, "x = x.reshape(...)", node)
    made = lo.call_prim("numpy.reshape", [owner, shape], {}, node, spelling="method")
    if not isinstance(made, ArrayRef) or made.cell != owner.cell:
        lo.refuse(node, "how the elements of this array stand in memory is not known here", "x = x.reshape(...)")
    _rename(lo, owner, made)


def resize(lo: Lowerer, owner: ArrayRef, args: list[Value], node: gast.AST) -> Value:
    """``owner.resize(shape)``: what is new is zero."""
    from s2sad.source.lower.writers import by_text

    hint = "make another array: np.zeros(...), and a copy of the part"
    _check_own(lo, owner, hint, node)
    if owner.steps or any(ref.steps for ref in _arrays(lo, owner)):
        lo.refuse(node, "this array has views, or is one", hint)
    shape = args[0] if len(args) == 1 else TupleValue(tuple(args))
    made = by_text(lo, RESIZED, [owner, shape])
    assert isinstance(made, ArrayRef)
    _rename(lo, owner, made)
    return NONE


def _check_own(lo: Lowerer, owner: ArrayRef, hint: str, node: gast.AST) -> None:
    root = lo.roots[owner.cell]
    elsewhere = not isinstance(root, Name) or root.id in lo.program.external
    if elsewhere or owner.cell in lo.sides or owner.cell in lo.related or owner.cell in lo.handed:
        lo.refuse(node, "this changes an array for others who hold it", hint)


def _rename(lo: Lowerer, old: ArrayRef, new: ArrayRef) -> None:
    """Whoever holds the one array object holds the other."""
    state = State(unheld=lo.state.unheld)
    for frame, names in lo.state.frames.items():
        state.frames[frame] = {name: _renamed(value, old, new) for name, value in names.items()}
    for key, content in lo.state.heap.items():
        state.heap[key] = _renamed_in(content, old, new)
    lo.state = state


def _renamed(value: Value, old: ArrayRef, new: ArrayRef) -> Value:
    if isinstance(value, ArrayRef) and (value.cell, value.steps) == (old.cell, old.steps):
        return new
    if isinstance(value, TupleValue):
        return TupleValue(tuple(_renamed(item, old, new) for item in value.items), value.cls)
    return value


def _renamed_in(content: Content, old: ArrayRef, new: ArrayRef) -> Content:
    if isinstance(content, (ListContent, DictContent, StructContent)):
        return replace(content, items=tuple(_renamed(item, old, new) for item in content.items))
    return content


def _arrays(lo: Lowerer, owner: ArrayRef) -> list[ArrayRef]:
    """All that is a view of the array."""
    values = [value for names in lo.state.frames.values() for value in names.values()]
    for content in lo.state.heap.values():
        if isinstance(content, (ListContent, DictContent, StructContent)):
            values += content.items
    return [value for value in values if isinstance(value, ArrayRef) and value.cell == owner.cell]
