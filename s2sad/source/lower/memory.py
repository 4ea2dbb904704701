"""Writes: a store makes a new version of the buffer and spoils what may share the memory without our knowing how."""

from __future__ import annotations

from collections.abc import Callable

import gast

from s2sad.core.nodes import UNDEFINED, Arg, Atom, Const, Free, Let, Name, TupleArg
from s2sad.core.records import replace
from s2sad.core.types import ArrayType, OpaqueType, Type, Unknown
from s2sad.core.walk import free_names
from s2sad.source.lower import places
from s2sad.source.lower.aliases import may_be, same_lists
from s2sad.source.lower.choices import STALE, store_in_choice
from s2sad.source.lower.lowerer import Lowerer, Opened
from s2sad.source.lower.shown import is_in_reach
from s2sad.source.lower.values import (
    ArrayRef,
    CellContent,
    LongDictContent,
    LongListContent,
    Num,
    ObjectRef,
    Poison,
    Step,
    Value,
)

__all__ = ["ON_SOME_PATHS", "check_object", "echo", "overwritten_by_call", "put_back", "spoil", "store"]


def step_arg(step: Step) -> Arg:
    prim, args = step
    return TupleArg((Const("getitem" if prim == "operator.getitem" else prim), *args))


def store(
    lo: Lowerer, ref: ArrayRef, steps: tuple[Step, ...], value: Value, node: gast.AST, prim: str = "store.set"
) -> None:
    """``array[steps] = value`` (or ``+=`` with ``store.add``): a new version of the buffer that `ref` is a view of."""
    lo.current(ref, node)
    _check_write(lo, ref, node)
    whole = (*ref.steps, *steps)
    if any(prim == "numpy.imag" for prim, _ in whole):
        _store_imaginary(lo, ref, whole, value, node, prim)
        return
    if ref.cell in lo.choices:
        store_in_choice(lo, store, ref, steps, value, node, prim)
        return
    now = lo.cell_now(ref.cell)
    path = tuple(step_arg(step) for step in whole)
    atom = lo.build.emit(prim, now.atom, lo.arg(value, node), *path, hint=_base(now.atom))
    _replace(lo, ref.cell, atom, node)


def overwritten_by_call(lo: Lowerer, ref: ArrayRef, new: Atom, node: gast.AST) -> None:
    """An array is what a call has made of it: `new` is its memory."""
    _check_write(lo, ref, node)
    if ref.steps or ref.cell in lo.choices:
        store(lo, ref, (), Num(new), node)
    else:
        _replace(lo, ref.cell, new, node)


def _replace(lo: Lowerer, cell: int, new: Atom, node: gast.AST) -> None:
    lo.state.heap[cell] = CellContent(new, lo.cell_now(cell).version + 1)
    put_back(lo, cell, node, lambda: new)


def is_inside(lo: Lowerer, cell: int) -> bool:
    """Whether an array may be what was taken out of a list or a dict."""
    taken = set[int]().union(*lo.taken.values())
    return cell in taken or bool(taken and taken & may_be(lo, cell))


def _check_write(lo: Lowerer, ref: ArrayRef, node: gast.AST) -> None:
    """Refuse to write into what others see that nobody here knows of."""
    if lo.settling and is_inside(lo, ref.cell):
        lo.written_inside.add(ref.cell)
    if lo.kept_by_objects.keys() & {ref.cell, *may_be(lo, ref.cell)}:
        lo.refuse(node, "this writes into an array that an object was made of", "make the object of a .copy()")
    if lo.cached and lo.cached & {ref.cell, *may_be(lo, ref.cell)}:
        lo.refuse(node, "this writes into an array that functools.cache hands out again", "write into a .copy()")
    root = lo.roots[ref.cell]
    if isinstance(root, Free) and root.text:
        raise Opened(lo.program.frees[root.text], root.text, "")
    if isinstance(root, Name) and any(isinstance(kind, OpaqueType) for kind in _kinds_behind(lo, root.id)):
        lo.refuse(node, *OF_AN_OBJECT)  # a buffer, an object of a library


OF_AN_OBJECT = "this writes into memory of an object that s2sad cannot look into", "take a .copy() of it before"


def check_object(lo: Lowerer, owner: Num, node: gast.AST) -> None:
    """Refuse to write into an object that may hold an array."""
    kinds = _kinds_behind(lo, owner.atom.id) if isinstance(owner.atom, Name) else []
    if any(isinstance(kind, (ArrayType, Unknown)) for kind in kinds):
        lo.refuse(node, *OF_AN_OBJECT)


def _kinds_behind(lo: Lowerer, name: str) -> list[Type]:
    """What a value is, and whatever it may share memory with."""
    names = [name]
    for one in names:
        names += [source for source in lo.program.shares.get(one, ()) if source not in names]
    return [lo.program.type_of(one) for one in names]


def put_back(lo: Lowerer, cell: int, node: gast.AST, now: Callable[[], Arg], arrays: bool = True) -> None:
    """After a write into an array, a list or an object: so is a list of distinct ones that it was taken out of."""
    found = places.owner_of(lo, cell)
    if found is None:
        _spoil_others(lo, cell, node, arrays)
        return
    owner, index = found
    items, others = lo.state.heap[owner], places.others(lo, owner, cell)
    assert isinstance(items, (LongListContent, LongDictContent))
    spoil(lo, cell, node, arrays)
    place, value = TupleArg((Const("getitem"), index)), now()
    made = lo.build.emit("store.set", _overwritten(lo, items.atom, place), value, place, hint=_base(items.atom))
    lo.state.heap[owner] = replace(items, atom=made)
    places.read_again(lo, owner, others)


def _spoil_others(lo: Lowerer, cell: int, node: gast.AST, arrays: bool) -> None:
    """After a write, the same but for a list of distinct items that had what is written before it was popped."""
    owner = lo.popped.get(cell, 0)
    items, others = lo.state.heap.get(owner), places.others(lo, owner, cell)
    spoil(lo, cell, node, arrays)
    if isinstance(items, LongListContent):
        lo.state.heap[owner] = items
        places.read_again(lo, owner, others)


def _overwritten(lo: Lowerer, version: Atom, place: Arg) -> Atom:
    """The version that is written: of an attribute after another of one object, that before the first of them."""
    block = lo.build.blocks[-1]
    for at in range(len(block) - 1, -1, -1):
        statement = block[at]
        if isinstance(statement, Let) and Name(statement.name) == version:
            before = statement.call.args[0]
            if statement.call.prim != "store.set" or statement.call.args[2:] != (place,) or lo.attempts:
                break
            del block[at]
            return before  # type: ignore[return-value]
        if isinstance(version, Name) and version.id in free_names((statement,)):
            break
    return version


def _store_imaginary(
    lo: Lowerer, ref: ArrayRef, steps: tuple[Step, ...], value: Value, node: gast.AST, prim: str
) -> None:
    """Write the whole number: the adjoint of an imaginary part is no part of the adjoint."""
    at = [name for name, _ in steps].index("numpy.imag")
    number = replace(ref, steps=steps[:at], version=STALE)
    part = lo.call_prim("numpy.copy", [lo.call_prim("numpy.imag", [number], {}, node)], {}, node)
    assert isinstance(part, ArrayRef)
    store(lo, part, steps[at + 1 :], value, node, prim)
    real = lo.call_prim("numpy.real", [number], {}, node)
    turned = lo.build.emit("operator.mul", Const(1j), lo.arg(part))
    store(lo, number, (), lo.result(lo.build.emit("operator.add", lo.arg(real), turned)), node)


def _base(atom: Atom) -> str:
    return getattr(atom, "base", "t")


ON_SOME_PATHS = "this writes into a container that is the caller's on some paths alone"


def echo(
    lo: Lowerer,
    ref: ObjectRef,
    method: str,
    args: list[Arg],
    node: gast.AST,
    keywords: tuple[tuple[str, Arg], ...] = (),
) -> None:
    """Do to the caller's own container what is done to its items here; no `method` means that an item is set."""
    origin = lo.origins.get(ref.id)
    if origin is None:
        return
    if origin == UNDEFINED or not is_in_reach(lo, ref):
        lo.refuse(node, ON_SOME_PATHS, "make a copy of it before")
    if not method:
        lo.build.effect("setitem", origin, *args)
        return
    bound = lo.build.emit("getattr", origin, Const(method), kind=OpaqueType("method"))
    lo.build.effect("call", bound, *args, keywords=keywords)


COPY = "take a .copy() of one of them before the write"


def spoil(lo: Lowerer, cell: int, node: gast.AST, arrays: bool = True, hint: str = COPY) -> None:
    """After a write, what may be the same memory under another identity cannot be read any more.

    With ``arrays=False`` the write changed which items a list has, but none of these items.
    """
    if not arrays and cell in lo.viewed:
        lo.refuse(node, "a variable has a view of this, which would show the change", "list(...), or a copy")
    if not arrays:
        lo.elements = {key: place for key, place in lo.elements.items() if place[0] != cell}
    reason = f"may share memory with what line {getattr(node, 'lineno', 0)} writes"
    alone = cell in lo.state.unheld and cell not in lo.roots  # an object that no list has
    others = may_be(lo, cell) if arrays and not alone else same_lists(lo, cell)
    if not arrays and cell not in lo.origins and lo.origins.keys() & others:
        above = {owner for owner, items in lo.held.items() if cell in items}
        if lo.origins.keys() & others - above:  # a copy was changed of what the caller has
            lo.refuse(node, ON_SOME_PATHS, "make a copy of it before")
    for other in others:
        if other in lo.choices:  # read anew from what it is chosen from
            continue
        lo.spoils = True
        lo.spoiled.add(other)
        lo.state.heap[other] = Poison(reason, hint)
