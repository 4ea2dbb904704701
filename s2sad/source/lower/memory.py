"""Writes: a store makes a new version of the buffer and spoils what may share the memory without our knowing how."""

from __future__ import annotations

import gast

from s2sad.core.nodes import UNDEFINED, Arg, Atom, Const, TupleArg
from s2sad.core.types import OpaqueType
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import ArrayRef, CellContent, ObjectRef, Poison, Step, Value

__all__ = ["cell_of", "echo", "hold", "may_be", "relate", "spoil", "store"]


def step_arg(step: Step) -> Arg:
    prim, args = step
    return TupleArg((Const("getitem" if prim == "operator.getitem" else prim), *args))


def store(
    lo: Lowerer, ref: ArrayRef, steps: tuple[Step, ...], value: Value, node: gast.AST, prim: str = "store.set"
) -> None:
    """``array[steps] = value`` (or ``+=`` with ``store.add``): a new version of the buffer that `ref` is a view of."""
    if ref.maybe:
        lo.refuse(
            node,
            "this writes into an array that may be a view or a copy of other memory",
            "write into the array itself, take a .copy() first, "
            "or give the rank of the array (an annotation, or --args)",
        )
    lo.current(ref, node)
    now = lo.cell_now(ref.cell)
    path = tuple(step_arg(step) for step in (*ref.steps, *steps))
    atom = lo.build.emit(prim, now.atom, lo.arg(value, node), *path, hint=_base(now.atom))
    lo.state.heap[ref.cell] = CellContent(atom, now.version + 1)
    spoil(lo, ref.cell, node)


def _base(atom: Atom) -> str:
    return getattr(atom, "base", "t")


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
    if origin == UNDEFINED:
        lo.refuse(
            node, "this writes into a container that is the caller's on some paths alone", "make a copy of it before"
        )
    if not method:
        lo.build.effect("setitem", origin, *args)
        return
    bound = lo.build.emit("getattr", origin, Const(method), kind=OpaqueType("method"))
    lo.build.effect("call", bound, *args, keywords=keywords)


def relate(lo: Lowerer, a: int, b: int) -> None:
    """Note that two buffers may be one."""
    if a != b:
        lo.related.setdefault(a, set()).add(b)
        lo.related.setdefault(b, set()).add(a)


def hold(lo: Lowerer, container: int, item: int) -> None:
    """Note that a list may have an array or a list among its items."""
    relate(lo, container, item)
    lo.held.setdefault(container, set()).add(item)


def may_be(lo: Lowerer, cell: int) -> set[int]:
    """The other identities under which the same memory may be known."""
    reached, waiting = {cell}, [cell]
    while waiting:
        for other in lo.related.get(waiting.pop(), ()):
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return {other for other in reached - {cell} if frozenset((cell, other)) not in lo.exclusive}


def spoil(lo: Lowerer, cell: int, node: gast.AST, arrays: bool = True) -> None:
    """After a write, what may be the same memory under another identity cannot be read any more.

    With ``arrays=False`` the write changed which items a list has, but none of these items.
    """
    reason = f"may share memory with what line {getattr(node, 'lineno', 0)} writes"
    for other in may_be(lo, cell):
        if not arrays and (other in lo.roots or other in lo.held.get(cell, ())):
            continue
        lo.state.heap[other] = Poison(reason, "take a .copy() of one of them before the write")


def cell_of(value: Value) -> int | None:
    if isinstance(value, ArrayRef):
        return value.cell
    return value.id if isinstance(value, ObjectRef) else None
