"""What operations give: arrays, with memory of their own or views or what may be either, and instances of classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s2sad.core.nodes import Arg, Atom, Const, Name
from s2sad.core.types import ArrayType, TupleType, Unknown, part_of
from s2sad.source.lower.aliases import relate
from s2sad.source.lower.values import ArrayRef, DictContent, StructContent, TupleValue, Value
from s2sad.source.lower.views import CONVERSIONS, ORDERED, SURE_VIEWS, VIEW_PRIMS

if TYPE_CHECKING:
    from s2sad.source.lower.lowerer import Lowerer

__all__ = ["array_result", "instance", "relate_operands", "relate_parts"]


def relate_parts(lo: Lowerer, parts: tuple[Value, ...], owner: ArrayRef) -> None:
    """The arrays of a tuple that may be views of one array: a write into any is a write into it."""
    for part in parts:
        if isinstance(part, ArrayRef):
            relate(lo, part.cell, owner.cell)


def array_result(lo: Lowerer, atom: Atom, prim: str, args: tuple[Arg, ...], owner: Value | None) -> Value:
    shares = lo.program.shares.get(atom.id, ()) if isinstance(atom, Name) else ()
    if not isinstance(owner, ArrayRef) or not shares:
        return ArrayRef(lo.new_cell(atom), (), atom, 0)
    now = lo.cell_now(owner.cell).version
    if prim in CONVERSIONS and _is_itself(lo, prim, atom, owner):
        return ArrayRef(owner.cell, owner.steps, atom, now)
    if prim not in VIEW_PRIMS:
        return _perhaps_view(lo, atom, owner)
    unknown = isinstance(lo.build.type_of(lo.arg(owner)), Unknown)
    sure = prim in SURE_VIEWS or (prim == "operator.getitem" and not unknown) or lo.is_contiguous(owner)
    steps = (*owner.steps, (prim, args))
    return ArrayRef(owner.cell, steps, atom, now) if sure else _perhaps_view(lo, atom, owner)


def _perhaps_view(lo: Lowerer, atom: Atom, owner: ArrayRef) -> ArrayRef:
    """A view or a copy: once the one is written, the other cannot be read any more."""
    ref = ArrayRef(lo.new_cell(atom), (), atom, 0)
    relate(lo, ref.cell, owner.cell)
    return ref


def _is_itself(lo: Lowerer, prim: str, atom: Atom, owner: ArrayRef) -> bool:
    """Whether a conversion that may give the array itself does: of what is as it should be it makes no copy."""
    kind, given = lo.build.type_of(atom), lo.build.type_of(lo.arg(owner))
    known = isinstance(kind, ArrayType) and kind.dtype is not None and kind.shape is not None
    return known and kind == given and (prim not in ORDERED or lo.is_contiguous(owner))


def relate_operands(lo: Lowerer, value: Value, operands: list[Value]) -> None:
    """The result of an operation may be a view of another operand than the first."""
    atom = value.atom if isinstance(value, ArrayRef) else None
    shares = lo.program.shares.get(atom.id, ()) if isinstance(atom, Name) else ()
    for operand in operands if shares else ():
        if isinstance(operand, ArrayRef) and isinstance(operand.atom, Name) and operand.atom.id in shares:
            assert isinstance(value, ArrayRef)
            relate(lo, value.cell, operand.cell)


def instance(lo: Lowerer, atom: Atom, kind: TupleType) -> Value:
    """The instance of a class that an operation gave, taken apart into its fields."""
    cls = kind.cls
    assert cls is not None
    plain = issubclass(cls, tuple)
    items = []
    for place, item in enumerate(kind.items):
        prim, key = ("operator.getitem", place) if plain else part_of(kind, place)
        hint = "t" if plain else kind.fields[place]
        items.append(lo.result(lo.build.emit(prim, atom, Const(key), kind=item, hint=hint)))
    if cls is dict:
        return lo.new_object(DictContent(kind.fields, tuple(items)))
    values = tuple(items)
    return TupleValue(values, cls) if plain else lo.new_object(StructContent(cls, kind.fields, values))
