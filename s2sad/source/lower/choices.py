"""An array that a branch chose: what is written into it goes into the one buffer or the other.

Nearly always nobody reads the buffers behind the choice again, and the name that was chosen is written as it stands.
Where somebody does, the function is lowered once more and each write follows the choice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import gast

from s2sad.core.nodes import Atom, Name
from s2sad.core.records import dataclass, replace
from s2sad.core.walk import map_arg
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import ArrayRef, CellContent, Num, Poison, Step, Value

__all__ = ["STALE", "Choice", "chosen_now", "exported", "raw", "stale", "store_in_choice"]

STALE = -1
"""The version of a view that is to be taken again whenever it is read."""

Store = Callable[[Lowerer, ArrayRef, tuple[Step, ...], Value, gast.AST, str], None]


@dataclass(frozen=True)
class Choice:
    """A buffer that is the one array if `test` holds, else the other."""

    test: Atom
    then: ArrayRef
    other: ArrayRef


def raw(lo: Lowerer, cell: int) -> object:
    """What a buffer is made of now: if it is the same, so is the buffer."""
    choice = lo.choices.get(cell)
    if choice is not None:
        return raw(lo, choice.then.cell), raw(lo, choice.other.cell)
    content = lo.state.heap.get(cell)
    if isinstance(content, Poison):
        return content
    return content.atom if isinstance(content, CellContent) else lo.roots[cell]


def stale(root: Atom, *contents: object) -> CellContent:
    """The content of a chosen buffer that is to be read anew."""
    versions = [content.version for content in contents if isinstance(content, CellContent)]
    return CellContent(root, max(versions, default=0) + 1)


def chosen_now(lo: Lowerer, cell: int) -> CellContent:
    """The content of a chosen buffer, read anew if one of those behind it was written."""
    from s2sad.source.lower.branches import choose

    content = lo.state.heap.get(cell)
    assert isinstance(content, CellContent)
    if content.of == raw(lo, cell):
        return content
    choice, root = lo.choices[cell], lo.roots[cell]
    base = root.base if isinstance(root, Name) else "t"
    value = choose(lo, Num(choice.test), lambda: choice.then, lambda: choice.other, gast.Pass(), base)
    assert isinstance(value, ArrayRef)
    content = CellContent(lo.current(value), content.version + 1, raw(lo, cell))
    lo.state.heap[cell] = content
    return content


def exported(
    lo: Lowerer,
    ref: ArrayRef,
    start: int,
    out: Callable[[Atom], Atom],
    written: Collection[int],
    exports: dict[int, CellContent],
) -> ArrayRef:
    """An array of one side of a branch, to be read after it.

    Parameters
    ----------
    start : what is younger was made in the branch.
    out : hands on an atom that the side has bound.
    written : the buffers that are handed on as it is.
    exports : takes the others.
    """
    choice = lo.choices.get(ref.cell)
    if ref.cell > start and choice is not None:
        then, other = (exported(lo, side, start, out, written, exports) for side in (choice.then, choice.other))
        lo.choices[ref.cell] = Choice(out(choice.test), then, other)
    elif ref.cell > start and ref.cell not in written:
        exports[ref.cell] = CellContent(out(lo.roots[ref.cell]), 1)
    steps = tuple((prim, tuple(map_arg(arg, out) for arg in args)) for prim, args in ref.steps)
    return ArrayRef(ref.cell, steps, ref.atom, STALE)


def store_in_choice(
    lo: Lowerer, store: Store, ref: ArrayRef, steps: tuple[Step, ...], value: Value, node: gast.AST, prim: str
) -> None:
    """Write into the one array or the other, whichever was chosen."""
    from s2sad.source.lower.branches import branch

    choice = lo.choices[ref.cell]

    def into(chosen: ArrayRef) -> Callable[[], None]:
        return lambda: store(lo, replace(chosen, steps=(*chosen.steps, *ref.steps)), steps, value, node, prim)

    branch(lo, Num(choice.test), into(choice.then), into(choice.other), node)
