"""The type of ``x[index]``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from s2sad.core.nodes import Arg, Const, SliceArg, TupleArg
from s2sad.core.records import dataclass
from s2sad.core.types import (
    ArrayType,
    DictType,
    Dim,
    ListType,
    NoneType,
    OpaqueType,
    ScalarType,
    StringType,
    TupleType,
    Type,
    Unknown,
)
from s2sad.types.dims import Shape, broadcast_shapes, slice_length
from s2sad.types.elements import instantiated, items_of
from s2sad.types.view import Inferred, View, as_array, type_of_arg

__all__ = ["getitem"]


class NotKnown(Exception):
    """The index cannot be followed."""


@dataclass(frozen=True)
class Step:
    """One item of an index: ``int``, ``slice``, ``none``, ``ellipsis`` or ``fancy``.

    `shape` is what a fancy item contributes, `axes` how many axes an item uses up.
    """

    kind: str
    axes: int = 1
    slice: SliceArg | None = None
    shape: Shape = ()


def getitem(view: View) -> Inferred:
    """Infer ``operator.getitem``."""
    container, index = view.args[0], view.call.args[1]
    if isinstance(container, ArrayType):
        return _of_array(view, container, index)
    if isinstance(container, DictType):
        element = instantiated(items_of(container), view.result_symbol)
        return Inferred(element, view.memory_of(view.call.args[0]))
    if isinstance(container, (TupleType, ListType)):
        return _of_container(view, container, index)
    if isinstance(container, StringType):
        return Inferred(StringType())
    if isinstance(container, OpaqueType) and container.label == "range":
        return Inferred(ScalarType("int") if isinstance(view.args[1], ScalarType) else container)
    kind = container.kind if isinstance(container, (Unknown, ScalarType)) else None
    return Inferred(Unknown(kind=kind), view.memory_of(view.call.args[0]))


# -- lists and tuples ---------------------------------------------------------------------------


def _of_container(view: View, container: TupleType | ListType, index: Arg) -> Inferred:
    kind = _part(view, container, index) if isinstance(index, SliceArg) else _item(view, container, index)
    return Inferred(kind, view.memory_of(view.call.args[0]))


def _part(view: View, container: TupleType | ListType, index: SliceArg) -> Type:
    if isinstance(container, TupleType):
        bounds = [_static(bound) for bound in (index.lower, index.upper, index.step)]
        if Ellipsis not in bounds:
            return TupleType(container.items[slice(*bounds)], container.list)  # type: ignore[arg-type]
        if not container.list:
            return Unknown()
    return ListType(items_of(container))


def _item(view: View, container: TupleType | ListType, index: Arg) -> Type:
    kind = view.args[1]
    number = kind.value.value if isinstance(kind, ScalarType) and kind.value is not None else None
    if isinstance(container, TupleType) and number is not None:
        inside = -len(container.items) <= number < len(container.items)
        return container.items[number] if inside else Unknown()
    if isinstance(kind, ScalarType):
        return instantiated(items_of(container), view.result_symbol)
    return Unknown()


def _static(arg: Arg) -> object:
    """The value of a literal bound, Ellipsis where it is none."""
    return arg.value if isinstance(arg, Const) else Ellipsis


# -- arrays -------------------------------------------------------------------------------------


def _of_array(view: View, array: ArrayType, index: Arg) -> Inferred:
    # what an array index names is read, not handed on: only the array itself can be shared
    shares = view.memory_of(view.call.args[0])
    if array.shape is None:
        return Inferred(Unknown(kind=array.kind), shares)
    try:
        steps = list(_steps(view, index))
        shape = _shape(view, array.shape, steps)
    except NotKnown:
        return Inferred(Unknown(kind=array.kind), shares)
    if not shape and not any(step.kind == "ellipsis" for step in steps):
        return Inferred(Unknown(kind=array.kind) if array.dtype is None else ScalarType(array.dtype))
    if any(step.kind == "fancy" for step in steps):
        return Inferred(ArrayType(array.dtype, shape, len(shape) == 1))
    return Inferred(ArrayType(array.dtype, shape, array.contiguous and _is_block(steps)), shares)


def _steps(view: View, index: Arg) -> Iterator[Step]:
    """The items of an index."""
    kind = type_of_arg(index, view.program)
    if isinstance(index, TupleArg) and not index.list:
        for item in index.items:
            yield _step(view, item, type_of_arg(item, view.program))
    elif isinstance(kind, TupleType) and not kind.list:
        for item_kind in kind.items:
            yield _step(view, index, item_kind)
    else:
        yield _step(view, index, kind)


def _step(view: View, item: Arg, kind: Type) -> Step:
    if isinstance(item, SliceArg):
        return Step("slice", slice=item)
    if isinstance(item, Const) and item.value is Ellipsis:
        return Step("ellipsis", 0)
    if isinstance(kind, NoneType):
        return Step("none", 0)
    known = as_array(kind)
    if known is None:
        raise NotKnown
    dtype, shape = known[0] or "", known[1]
    if dtype.startswith(("i", "u")):
        return Step("fancy", shape=shape) if shape else Step("int")
    if dtype.startswith("b") and shape:
        return Step("fancy", len(shape), shape=(Dim.symbol(f"~count({view.text(item)})"),))
    raise NotKnown


def _shape(view: View, shape: Shape, steps: list[Step]) -> Shape:
    """Follow the items through the axes; what fancy ones give goes where the first stands, or to the front."""
    left = len(shape) - sum(step.axes for step in steps)
    if left < 0 or sum(step.kind == "ellipsis" for step in steps) > 1:
        raise NotKnown
    if not any(step.kind == "ellipsis" for step in steps):
        steps = [*steps, Step("ellipsis", 0)]
    is_fancy = any(step.kind == "fancy" for step in steps)
    result: list[Dim] = []
    fancy: list[int] = []
    front = axis = 0
    for place, step in enumerate(steps):
        if step.kind == "none":
            result.append(Dim.const(1))
        elif step.kind == "slice" and step.slice is not None:
            result.append(_slice(view, shape[axis], step.slice))
        elif step.kind == "ellipsis":
            result.extend(shape[axis : axis + left])
            axis += left
        elif is_fancy:
            front = front if fancy else len(result)
            fancy.append(place)
        axis += step.axes
    if not is_fancy:
        return tuple(result)
    joint = broadcast_shapes(*(steps[place].shape for place in fancy))
    if joint is None:
        raise NotKnown
    if fancy[-1] - fancy[0] != len(fancy) - 1:
        front = 0
    return (*result[:front], *joint, *result[front:])


def _slice(view: View, size: Dim, part: SliceArg) -> Dim:
    bounds: list[Dim | None] = []
    for bound in (part.lower, part.upper, part.step):
        kind = type_of_arg(bound, view.program)
        if isinstance(kind, NoneType):
            bounds.append(None)
        elif isinstance(kind, ScalarType) and kind.kind == "i" and kind.value is not None:
            bounds.append(kind.value)
        else:
            bounds.append(Dim.symbol(view.text(bound)))
    return slice_length(size, *bounds)


def _is_block(steps: Sequence[Step]) -> bool:
    """Whether a basic index of a contiguous array takes one block of it: numbers, one slice, and then all there is."""
    cut = False
    for step in steps:
        if step.kind == "int" and cut:
            return False
        if step.kind == "slice" and step.slice is not None:
            lower, upper, stride = (_static(b) for b in (step.slice.lower, step.slice.upper, step.slice.step))
            whole = lower is None and upper is None
            if stride not in (None, 1) or (cut and not whole):
                return False
            cut = True
        elif step.kind == "ellipsis":
            cut = True
    return True
