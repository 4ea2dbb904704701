"""A name that is another view of one array in each round of a loop, or on each path: what changes is where it is.

``src, dst = dst, src`` of ``buf[0]`` and ``buf[1]`` exchanges two numbers, and ``v = v[1:]`` moves two bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from s2sad.core.nodes import Arg, Atom, Const, Free, Name, SliceArg, TupleArg
from s2sad.core.types import ArrayType, ScalarType
from s2sad.core.walk import map_arg
from s2sad.source.lower.choices import STALE
from s2sad.source.lower.values import ArrayRef, Step

if TYPE_CHECKING:
    from s2sad.source.lower.lowerer import Lowerer

__all__ = ["bound", "is_window", "of_both", "place_at", "window"]

Leaf = Callable[[int, Atom, Atom], Atom]
"""The atom that is the one on the one path and the other on the other; the number tells the places apart."""


def of_both(lo: Lowerer, a: ArrayRef, b: ArrayRef, leaf: Leaf) -> tuple[Step, ...] | None:
    """The steps to what is the one view or the other; None where no numbers say which."""
    if a.cell != b.cell or a.cell in lo.choices:
        return None
    if not _are_alike(lo, a.steps, b.steps):
        return None
    places = iter(range(len(list(_atoms(a.steps)))))
    others = _atoms(b.steps)

    def joined(atom: Atom) -> Atom:
        place, other = next(places), next(others)
        return atom if atom == other else leaf(place, atom, other)

    return tuple((prim, tuple(map_arg(arg, joined) for arg in args)) for prim, args in a.steps)


def place_at(ref: ArrayRef, place: int) -> Atom | None:
    """The atom of that number among those of the steps."""
    found = list(_atoms(ref.steps))
    return found[place] if place < len(found) else None


def _atoms(steps: tuple[Step, ...]) -> Iterator[Atom]:
    found: list[Atom] = []

    def note(atom: Atom) -> Atom:
        found.append(atom)
        return atom

    for _, args in steps:
        for arg in args:
            map_arg(arg, note)
    return iter(found)


def _are_alike(lo: Lowerer, one: tuple[Step, ...], other: tuple[Step, ...]) -> bool:
    """Whether steps are the same but for whole numbers."""
    if [prim for prim, _ in one] != [prim for prim, _ in other]:
        return False
    return all(_fits(lo, TupleArg(x), TupleArg(y)) for (_, x), (_, y) in zip(one, other, strict=True))


def _fits(lo: Lowerer, one: Arg, other: Arg) -> bool:
    if one == other:
        return True
    if isinstance(one, (Name, Const)) and isinstance(other, (Name, Const)):
        return _is_whole(lo, one) and _is_whole(lo, other)
    if type(one) is not type(other) or not isinstance(one, (TupleArg, SliceArg)):
        return False
    parts = [(part.lower, part.upper, part.step) if isinstance(part, SliceArg) else part.items for part in (one, other)]  # type: ignore[union-attr]
    return len(parts[0]) == len(parts[1]) and all(_fits(lo, a, b) for a, b in zip(*parts, strict=True))


def _is_whole(lo: Lowerer, atom: Atom) -> bool:
    kind = lo.build.type_of(atom)
    return isinstance(kind, ScalarType) and kind.kind == "i"


# -- bounds along the first axis ----------------------------------------------------------------


def is_window(lo: Lowerer, a: ArrayRef, b: ArrayRef) -> bool:
    """Whether both views are what slices along the first axis leave of one array."""
    if a.cell != b.cell or a.cell in lo.choices or _tail(a.steps)[0] != _tail(b.steps)[0]:
        return False
    return isinstance(lo.build.type_of(lo.cell_now(a.cell).atom), ArrayType)


def window(lo: Lowerer, steps: tuple[Step, ...], start: Atom, stop: Atom) -> tuple[Step, ...]:
    """The steps to what lies between two bounds."""
    lo.bounds |= {atom.id for atom in (start, stop) if isinstance(atom, Name)}
    return (*_tail(steps)[0], ("operator.getitem", (SliceArg(start, stop, Const(None)),)))


def bound(lo: Lowerer, ref: ArrayRef, which: int) -> Atom:
    """The first or the second bound of a view, neither of which is outside."""
    before, slices = _tail(ref.steps)
    if slices and {slices[0].lower, slices[0].upper} <= {Name(name) for name in lo.bounds}:
        start, stop, slices = _atom(slices[0].lower), _atom(slices[0].upper), slices[1:]
    else:
        whole = lo.current(ArrayRef(ref.cell, before, ref.atom, STALE))
        start, stop = Const(0), lo.build.emit("builtins.len", whole, spelling="function")
    for part in slices:
        start, stop = _within(lo, start, stop, part)
    return (start, stop)[which]


def _atom(arg: Arg) -> Atom:
    assert isinstance(arg, (Name, Const, Free))
    return arg


def _within(lo: Lowerer, start: Atom, stop: Atom, part: SliceArg) -> tuple[Atom, Atom]:
    """The bounds of a slice of what lies between two bounds, as Python counts them."""
    first = start if part.lower == Const(None) else _counted(lo, start, stop, part.lower)
    if part.upper == Const(None):
        return first, stop
    return first, _emit(lo, "builtins.max", first, _counted(lo, start, stop, part.upper), "stop")


def _counted(lo: Lowerer, start: Atom, stop: Atom, index: Arg) -> Atom:
    index = _atom(index)
    known = lo.build.static(index)
    if isinstance(known, int) and known < 0:
        return _emit(lo, "builtins.max", start, _emit(lo, "operator.add", stop, index))
    if not isinstance(known, int):  # it may be counted from the end
        behind = lo.build.emit("operator.lt", index, Const(0), kind=ScalarType("bool"))
        index = _emit(
            lo, "operator.add", index, _emit(lo, "operator.mul", behind, _emit(lo, "operator.sub", stop, start))
        )
        index = _emit(lo, "builtins.max", index, Const(0))
    return _emit(lo, "builtins.min", _emit(lo, "operator.add", start, index), stop)


def _emit(lo: Lowerer, prim: str, a: Atom, b: Atom, hint: str = "start") -> Atom:
    return lo.build.emit(prim, a, b, kind=ScalarType("int"), hint=hint)


def _tail(steps: tuple[Step, ...]) -> tuple[tuple[Step, ...], tuple[SliceArg, ...]]:
    """The steps, and the slices along the first axis that come after them and leave out no element between two."""
    slices: list[SliceArg] = []
    for prim, args in reversed(steps):
        one = args[0] if prim == "operator.getitem" and len(args) == 1 else None
        if not isinstance(one, SliceArg) or one.step not in (Const(None), Const(1)):
            break
        slices.insert(0, one)
    return steps[: len(steps) - len(slices)], tuple(slices)
