"""Lists and dicts that stand in a dict of which only the run knows the keys.

A write into one is a write into the dict, at the path that leads there; what was taken out is read again after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import gast

from s2sad.core.nodes import Arg, Atom, Const, Effect, Let, Name, TupleArg
from s2sad.core.records import replace
from s2sad.core.types import ListType
from s2sad.source.lower import natures
from s2sad.source.lower.memory import spoil
from s2sad.source.lower.values import LongDictContent, LongListContent, ObjectRef

if TYPE_CHECKING:
    from s2sad.source.lower.lowerer import Lowerer

__all__ = ["becomes_row", "dict_around", "is_row", "put_whole", "step", "write"]


def step(key: Arg) -> TupleArg:
    """One step of the path that leads into a dict."""
    return TupleArg((Const("getitem"), key))


def _place(lo: Lowerer, row: int) -> tuple[int, tuple[Arg, ...]] | None:
    """The dict in which a list or a dict stands, however deep, and the path that leads to it."""
    path: list[Arg] = []
    while row in lo.elements:
        row, key = lo.elements[row]
        if not isinstance(lo.state.heap.get(row), LongDictContent):
            return None
        path.insert(0, step(key))
    return (row, tuple(path)) if path and row in lo.rows else None


def is_row(lo: Lowerer, row: ObjectRef) -> bool:
    """Whether a list or a dict stands in a dict, and in no other place."""
    return _place(lo, row.id) is not None


def dict_around(lo: Lowerer, row: ObjectRef) -> int:
    """The dict in which a list or a dict stands; its own number where it stands in none."""
    found = _place(lo, row.id)
    return row.id if found is None else found[0]


def write(
    lo: Lowerer,
    row: ObjectRef,
    prim: str,
    args: list[Arg],
    node: gast.AST,
    last: tuple[Arg, ...] = (),
    hidden: tuple[tuple[str, Arg], ...] = (),
) -> bool:
    """Do to a row what `prim` does, if it stands in a dict; `last` leads on from the row to what is written in it."""
    found = _place(lo, row.id)
    if found is None:
        return False
    around, path = found
    content, taken = lo.state.heap[around], lo.state.heap[row.id]
    assert isinstance(content, LongDictContent)
    _forget_read(lo, taken)
    base = getattr(content.atom, "base", "table")
    made = lo.build.emit(prim, content.atom, *args, *path, *last, keywords=hidden, hint=base)
    _written(lo, row, around, made, node)
    return True


def put_whole(lo: Lowerer, row: ObjectRef, made: Atom, node: gast.AST) -> bool:
    """Put another value in the place of a row, if it stands in a dict."""
    from s2sad.source.lower.dict_values import what_was

    found = _place(lo, row.id)
    if found is None:
        return False
    around, path = found
    content = lo.state.heap[around]
    assert isinstance(content, LongDictContent)
    natures.marked(lo, made, natures.nature_of(lo, row.id))
    *steps, last = path
    assert isinstance(last, TupleArg)
    owner = content.atom
    for one in steps:
        assert isinstance(one, TupleArg)
        owner = lo.build.emit("operator.getitem", owner, one.items[1], spelling="in")
    before = what_was(lo, owner, last.items[1], made)
    base = getattr(content.atom, "base", "table")
    whole = lo.build.emit("store.set", content.atom, made, *path, keywords=before, hint=base)
    _written(lo, row, around, whole, node)
    return True


def _written(lo: Lowerer, row: ObjectRef, around: int, made: Atom, node: gast.AST) -> None:
    spoil(lo, row.id, node, arrays=False)
    lo.state.heap[around] = LongDictContent(made)
    for other in lo.elements:
        found = _place(lo, other) if other in lo.state.heap else None
        if found is not None and found[0] == around:
            _read_again(lo, other, made, found[1])


def becomes_row(lo: Lowerer, value: ObjectRef, owner: ObjectRef, key: Arg) -> None:
    """What has just been put into a dict is a name of what the dict has there."""
    lo.elements[value.id] = (owner.id, key)
    found = _place(lo, value.id)
    if found is not None:
        content = lo.state.heap[found[0]]
        assert isinstance(content, LongDictContent)
        _read_again(lo, value.id, content.atom, found[1])


def _read_again(lo: Lowerer, row: int, atom: Atom, path: tuple[Arg, ...]) -> None:
    """What was taken out of a dict shows what is written into it."""
    for one in path:
        assert isinstance(one, TupleArg)
        atom = lo.build.emit("operator.getitem", atom, one.items[1], spelling="in")
    kind = lo.build.type_of(atom)
    if isinstance(kind, ListType):
        lo.state.heap[row] = lo.state.heap[lo.result(atom).id]  # type: ignore[union-attr]


def _forget_read(lo: Lowerer, taken: object) -> None:
    """What is read to be written at once is found missing by the write as well."""
    block = lo.build.blocks[-1]
    if not isinstance(taken, (LongListContent, LongDictContent)) or not isinstance(taken.atom, Name):
        return
    for at in range(len(block) - 1, -1, -1):
        statement = block[at]
        if not isinstance(statement, Let) or isinstance(statement, Effect):
            return
        if statement.name == taken.atom.id:
            if statement.call.prim == "operator.getitem" and not lo.attempts:
                block[at] = replace(statement, call=replace(statement.call, spelling="in"))
            return
