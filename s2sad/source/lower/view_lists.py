"""Lists of views of one array, whose length only the run knows: the list has the places, not the arrays.

``[a[i : i + m] for i in range(n)]`` is kept as ``[(i, i + m) for i in range(n)]``, and its item k is the view of `a` at
the k-th of these places.  So what is written into an item, or into the array, is seen by whoever reads either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import gast

from s2sad.core.nodes import Arg, Atom, Const, Free, Name, SliceArg, TupleArg
from s2sad.core.records import dataclass
from s2sad.core.types import ScalarType
from s2sad.core.walk import map_arg
from s2sad.source.lower.values import (
    ArrayRef,
    ListContent,
    LongListContent,
    Num,
    ObjectRef,
    SliceValue,
    State,
    Step,
    TupleValue,
    Value,
)  # fmt: skip
from s2sad.source.lower.values import ViewsContent as Views

if TYPE_CHECKING:
    from s2sad.source.lower.lowerer import Lowerer

__all__ = [
    "alike", "as_list", "begin", "close", "item", "numbers_for", "of_views", "opened", "places_for", "take", "view",
]  # fmt: skip


@dataclass(frozen=True)
class Family:
    """What the items of a list have in common: the buffer, and the steps that lead into it, with holes for numbers."""

    cell: int
    steps: tuple[Step, ...]


JOINING = frozenset(f"numpy.{name}" for name in "concatenate stack hstack vstack dstack column_stack array".split())
"""What reads all items of a list at once, and keeps none."""


def place(lo: Lowerer, ref: ArrayRef) -> tuple[Family, tuple[Atom, ...]] | None:
    """Where in its buffer a view is, if that is said by numbers: what does not change, and the numbers that may."""
    numbers: list[Atom] = []

    def hole(atom: Atom) -> Arg:
        if isinstance(atom, Const):
            return atom
        if atom not in numbers:
            numbers.append(atom)
        return Name(f"%{numbers.index(atom)}")

    steps = tuple((prim, tuple(map_arg(arg, hole) for arg in args)) for prim, args in ref.steps)
    kinds = [lo.build.type_of(number) for number in numbers]
    whole = all(isinstance(kind, ScalarType) and kind.kind == "i" for kind in kinds)
    return (Family(ref.cell, steps), tuple(numbers)) if whole else None


def view(lo: Lowerer, content: Views, place: Value, hint: str) -> ArrayRef:
    """The view at a place."""
    parts = place.items if isinstance(place, TupleValue) else (place,)
    filled = {f"%{k}": part.atom for k, part in enumerate(parts) if isinstance(part, Num)}

    def fill(atom: Atom) -> Atom:
        return filled.get(atom.id, atom) if isinstance(atom, Name) else atom

    steps = tuple((prim, tuple(map_arg(arg, fill) for arg in args)) for prim, args in content.steps)
    now = lo.cell_now(content.cell)
    atom = now.atom
    for prim, args in steps:
        atom = lo.build.emit(prim, atom, *args, hint=hint)
    return ArrayRef(content.cell, steps, atom, now.version)


# -- making -------------------------------------------------------------------------------------


def take(lo: Lowerer, result: ObjectRef, value: Value, node: gast.AST) -> Value:
    """What goes into a list that is being filled for an item: of a view of an array from before its place alone."""
    if not lo.follows_views or not isinstance(lo.state.heap[result.id], LongListContent):
        return value
    found = place(lo, value) if _is_older(lo, value) else None  # type: ignore[arg-type]
    family, numbers = found or (None, ())
    if lo.families.setdefault(result.id, family) != family:
        lo.refuse(node, "the items of this list are views of different arrays", "a list for each array, or .copy()")
    if family is None:
        return value
    return _row(numbers)


def _is_older(lo: Lowerer, value: Value) -> bool:
    """Whether a value is a view of an array that was there before the round of the loop."""
    return isinstance(value, ArrayRef) and value.cell < lo.rounds[-1] and value.cell not in lo.choices


def numbers_for(lo: Lowerer, content: Views, value: Value, node: gast.AST) -> Value:
    """What is put into the list of the places for a view of the same array."""
    numbers: dict[str, Atom] = {}
    same = isinstance(value, ArrayRef) and value.cell == content.cell and len(value.steps) == len(content.steps)
    steps = zip(content.steps, value.steps if isinstance(value, ArrayRef) else (), strict=False)
    if not same or not all(a == b and _fits(lo, TupleArg(x), TupleArg(y), numbers) for (a, x), (b, y) in steps):
        lo.refuse(node, "this list has views of an array that is written, and this is none of that kind", content.hint)
    return _row(tuple(numbers[f"%{k}"] for k in range(len(numbers))))


def _fits(lo: Lowerer, model: Arg, given: Arg, numbers: dict[str, Atom]) -> bool:
    """Whether an index is as the model says; what stands in the holes of the model is noted."""
    if isinstance(model, Name) and model.id.startswith("%"):
        kind = lo.build.type_of(given) if isinstance(given, (Name, Const, Free)) else None
        whole = isinstance(kind, ScalarType) and kind.kind == "i"
        return whole and numbers.setdefault(model.id, given) == given  # type: ignore[arg-type]
    if type(model) is not type(given) or not isinstance(model, (TupleArg, SliceArg)):
        return model == given
    parts = [(one.lower, one.upper, one.step) if isinstance(one, SliceArg) else one.items for one in (model, given)]  # type: ignore[union-attr]
    return len(parts[0]) == len(parts[1]) and all(_fits(lo, a, b, numbers) for a, b in zip(*parts, strict=True))


def _row(numbers: tuple[Atom, ...]) -> Value:
    items = tuple(Num(number) for number in numbers or (Const(0),))
    return items[0] if len(items) == 1 else TupleValue(items)


def places_for(lo: Lowerer, content: Views, value: Value, node: gast.AST) -> Value:
    """The places of a list of views that are put into another one."""
    other = of_views(lo, value)
    if other is None or (other.cell, other.steps) != (content.cell, content.steps):
        lo.refuse(node, "this list has views of an array that is written, and this is none of that kind", content.hint)
    return other.places


def begin(lo: Lowerer, owner: ObjectRef, value: Value) -> bool:
    """An empty list from before a loop that gets a view in it is a list of views; whether it is."""
    now = lo.state.heap[owner.id]
    if not lo.follows_views or now != ListContent(()) or owner.id >= lo.rounds[-1]:
        return isinstance(now, Views)
    found = place(lo, value) if _is_older(lo, value) else None  # type: ignore[arg-type]
    if found is not None:
        places = lo.new_object(ListContent(()))
        lo.rows.add(places.id)
        lo.state.heap[owner.id] = Views(found[0].cell, found[0].steps, places)
    return isinstance(lo.state.heap[owner.id], Views)


def alike(left: State, right: State) -> None:
    """A list that is empty on one path, and has got views on the other, is a list of views on both."""
    for one, other in ((left, right), (right, left)):
        for key, content in list(other.heap.items()):
            if isinstance(content, Views) and one.heap.get(key) == ListContent(()):
                one.heap[key] = content
                one.heap[content.places.id] = ListContent(())


def close(lo: Lowerer, result: ObjectRef) -> ObjectRef:
    """The list after it was filled."""
    family = lo.families.get(result.id)
    if family is None or not isinstance(lo.state.heap[result.id], LongListContent):
        return result
    return lo.new_object(Views(family.cell, family.steps, result))


# -- using --------------------------------------------------------------------------------------


def of_views(lo: Lowerer, value: Value) -> Views | None:
    """The content of a list of views."""
    content = lo.state.heap.get(value.id) if isinstance(value, ObjectRef) else None
    return content if isinstance(content, Views) else None


def item(lo: Lowerer, content: Views, index: Value, node: gast.AST, hint: str = "t") -> Value:
    """``views[index]``; a slice is a list of views again."""
    from s2sad.source.lower.attributes import get_item

    found = get_item(lo, content.places, index, node, "place")
    if isinstance(index, SliceValue):
        assert isinstance(found, ObjectRef)
        return lo.new_object(Views(content.cell, content.steps, found))
    return view(lo, content, found, hint)


def opened(lo: Lowerer, value: Value) -> Value:
    """The list of the places, where that is all that is asked for: how many they are."""
    content = of_views(lo, value)
    return value if content is None else content.places


def as_list(lo: Lowerer, prim: str, args: list[Value], node: gast.AST | None) -> list[Value]:
    """The arguments of an operation that joins arrays, with the arrays themselves in place of their places."""
    from s2sad.source.lower.comprehensions import collect

    if prim not in JOINING or node is None or not any(of_views(lo, arg) for arg in args):
        return args
    lo.follows_views = False
    made = [collect(lo, arg, lambda one: one, node, "parts") if of_views(lo, arg) else arg for arg in args]
    lo.follows_views = True
    return made
