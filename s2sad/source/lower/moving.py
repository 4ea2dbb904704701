"""What a loop carries of a name that is another view of one array in each round."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from s2sad.core.nodes import Atom, Const, Name, atoms_of
from s2sad.core.types import ScalarType
from s2sad.source.lower import windows
from s2sad.source.lower.aliases import hand_on
from s2sad.source.lower.carrying import base_of
from s2sad.source.lower.choices import STALE, Choice, stale
from s2sad.source.lower.values import LOST, ArrayRef, Num, Step, Value

if TYPE_CHECKING:
    from s2sad.source.lower.loop_head import Head, Path
    from s2sad.source.lower.lowerer import Lowerer

__all__ = ["part", "view"]

STEP, BOUND, ROLE = "%step", "%bound", "%role"
"""With a number or an array, the last part of the path to a number in the steps, to a bound, to whether it is that."""
BOOL = ScalarType("bool")
Target = tuple[int, tuple[Step, ...]]
"""A view of an array from before the loop."""


def view(head: Head, path: Path, a: ArrayRef, b: ArrayRef) -> ArrayRef | None:
    """The view at the head of a loop that is `a` before it and `b` after a round; None for one that no numbers say."""

    def leaf(place: int, x: Atom, y: Atom) -> Atom:
        return head.leaf((*path, (STEP, place)), x, y, f"{base_of(path)}_place")

    lo = head.lo
    is_bounded = (*path, (BOUND, 0)) in head.carried
    steps = None if is_bounded else windows.of_both(lo, a, b, leaf)
    if steps is None and windows.is_window(lo, a, b):
        start, stop = (_bound(head, (*path, (BOUND, k)), name) for k, name in enumerate(("start", "stop")))
        steps = windows.window(lo, a.steps, start, stop)
    if steps is not None:
        return ArrayRef(a.cell, steps, head.shown(path, a, b), STALE)
    found = one_of(head, path, a, b)
    if found is None and path in head.models:
        lo.refuse(None, "which view of an array this name has is told by no number", "take a .copy(), or an index")
    return found


def _bound(head: Head, path: Path, name: str) -> Name:
    carried = head.carry(path, Const(0), name)
    head.widen(carried, ScalarType("int"))
    return carried


# -- one of several arrays ----------------------------------------------------------------------


def one_of(head: Head, path: Path, a: ArrayRef, b: ArrayRef) -> ArrayRef | None:
    """What is one of several arrays from before the loop, in each round another one; None where it may be a new one."""
    lo = head.lo
    targets = tuple(dict.fromkeys([*_targets(lo, a), *_targets(lo, b)]))
    known = all(cell < head.first_id and all(_is_fixed(step) for step in steps) for cell, steps in targets)
    if len(targets) < 2 or len(targets) > FEW or not known:
        return None
    model = head.shown(path, a, b)
    if path not in head.chosen or head.chosen[path][0] != targets:
        head.changed = True
        names = [_role(head, (*path, (ROLE, t)), f"{base_of(path)}_is_{_called(lo, t)}") for t in targets[:-1]]
        head.chosen[path] = targets, _choice(lo, targets, names, model)
    whole: ArrayRef = head.chosen[path][1]
    for cell in _inside(lo, whole.cell):
        head.new.heap.setdefault(cell, stale(lo.roots[cell]))
    return whole


FEW = 4


def _targets(lo: Lowerer, ref: ArrayRef) -> Iterator[Target]:
    choice = lo.choices.get(ref.cell)
    if choice is None:
        yield ref.cell, ref.steps
        return
    for side in (choice.then, choice.other):
        for cell, steps in _targets(lo, side):
            yield cell, (*steps, *ref.steps)


def _is_fixed(step: Step) -> bool:
    """Whether a step is the same in each round."""
    return all(isinstance(atom, Const) for arg in step[1] for atom in atoms_of(arg))


def _called(lo: Lowerer, target: Target) -> str:
    root = lo.roots[target[0]]
    return root.base if isinstance(root, Name) else "other"


def _role(head: Head, path: Path, name: str) -> Name:
    carried = head.carry(path, Const(False), name)
    head.widen(carried, BOOL)
    return carried


def _choice(lo: Lowerer, targets: tuple[Target, ...], names: list[Name], model: Name) -> ArrayRef:
    *refs, whole = [ArrayRef(cell, steps, model, STALE) for cell, steps in targets]
    for name, ref in zip(reversed(names), reversed(refs), strict=True):
        chosen = ArrayRef(lo.new_cell(model), (), model, STALE)
        lo.choices[chosen.cell] = Choice(name, ref, whole)
        hand_on(lo, chosen.cell, next(lo.ids), (ref.cell, whole.cell))
        whole = chosen
    lo.told_by[whole.cell] = dict(zip(targets, names, strict=False))
    return whole


def _inside(lo: Lowerer, cell: int) -> Iterator[int]:
    """A chosen buffer, and the chosen ones behind it."""
    choice = lo.choices.get(cell)
    if choice is not None:
        yield cell
        yield from _inside(lo, choice.then.cell)
        yield from _inside(lo, choice.other.cell)


def _is(lo: Lowerer, ref: ArrayRef, target: Target, steps: tuple[Step, ...] = ()) -> Atom:
    """Whether a view is the target."""
    choice = lo.choices.get(ref.cell)
    steps = (*ref.steps, *steps)
    if choice is None:
        return Const((ref.cell, steps) == target)
    told = lo.told_by.get(ref.cell, {}) if not steps else {}
    if target in told:
        return told[target]
    then, other = _is(lo, choice.then, target, steps), _is(lo, choice.other, target, steps)
    if then == other:
        return then
    test: Atom = choice.test
    if (then, other) == (Const(True), Const(False)):
        return test
    if (then, other) == (Const(False), Const(True)):
        return lo.build.emit("operator.not_", test, kind=BOOL)
    return lo.build.emit("select", test, then, other, kind=BOOL)  # each is bound on its own side alone


def part(lo: Lowerer, value: object, key: tuple[str, Any]) -> Value:
    """The number that a path leads to."""
    kind, place = key
    if not isinstance(value, ArrayRef):
        return LOST
    if kind == ROLE:
        return Num(_is(lo, value, place))
    atom = windows.place_at(value, place) if kind == STEP else windows.bound(lo, value, place)
    return LOST if atom is None else Num(atom)
