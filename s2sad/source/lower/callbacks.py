"""NumPy's functions that call a function of the user: they are written out as what they do."""

from __future__ import annotations

import gast

from s2sad.core.nodes import Const
from s2sad.core.types import known_shape
from s2sad.source.lower import assignment, attributes, calls, expressions
from s2sad.source.lower.library import PRIMITIVES
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import Bound, Closure, Num, Partial, Static, TupleValue, Value

__all__: list[str] = []


def _piecewise(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    """``y[condition] = f(x[condition])``, one condition after the other; a last function is for the rest."""
    conditions = attributes.items_of(lo, args[1])
    functions = attributes.items_of(lo, args[2])
    if conditions is None or functions is None:
        lo.refuse(node, "the conditions and functions of np.piecewise must be written as lists there")
    if len(functions) == len(conditions) + 1:
        conditions = (*conditions, _otherwise(lo, conditions, node))
    if _is_number(lo, args[0]):
        return _of_a_number(
            lo, [args[0], TupleValue(conditions), TupleValue(functions), *args[3:]], keywords, node, hint
        )
    result = lo.call_prim("numpy.zeros_like", [args[0]], {}, node, hint=hint, spelling="function")
    for condition, function in zip(conditions, functions, strict=True):
        value = function
        if isinstance(function, (Closure, Partial, Bound)) or (isinstance(function, Static) and callable(function.obj)):
            part = attributes.get_item(lo, args[0], condition, node)
            value = calls.call(lo, function, [part, *args[3:]], keywords, node)
        assignment.set_item(lo, result, condition, value, node)
    return result


def _is_number(lo: Lowerer, value: Value) -> bool:
    return known_shape(lo.build.type_of(lo.arg(value))) == ()


def _of_a_number(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    """NumPy makes an array of one element of it."""

    def shaped(value: Value, *shape: int) -> Value:
        sizes = TupleValue(tuple(Num(Const(n)) for n in shape))
        return lo.call_prim("numpy.reshape", [value, sizes], {}, node, hint=hint, spelling="function")

    assert isinstance(args[1], TupleValue)
    args[0], args[1] = shaped(args[0], 1), TupleValue(tuple(shaped(c, 1) for c in args[1].items))
    return shaped(_piecewise(lo, args, keywords, node, hint))


def _otherwise(lo: Lowerer, conditions: tuple[Value, ...], node: gast.AST) -> Value:
    some = conditions[0]
    for condition in conditions[1:]:
        some = expressions.binary(lo, "or_", some, condition, node)
    return lo.call_prim("numpy.logical_not", [some], {}, node, spelling="function")


def _fromfunction(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    """A function of the indices: one array for each axis."""
    dtype = keywords.pop("dtype", Static(float, "float"))
    shape = attributes.items_of(lo, args[1])
    if shape is None:
        lo.refuse(node, "the shape of np.fromfunction must be written as a tuple there")
    grid = lo.call_prim("numpy.indices", [args[1]], {"dtype": dtype}, node, spelling="function")
    places = [attributes.get_item(lo, grid, Num(Const(k)), node) for k in range(len(shape))]
    return calls.call(lo, args[0], places, keywords, node, hint)


def _vectorize(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    from s2sad.source.lower import vectorized

    return vectorized.made(lo, args, keywords)


def _along_axis(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    from s2sad.source.lower import along_axes

    return along_axes.along_axis(lo, args, keywords, node, hint)


def _over_axes(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    from s2sad.source.lower import along_axes

    return along_axes.over_axes(lo, args, keywords, node, hint)


PRIMITIVES["numpy.vectorize"] = _vectorize
PRIMITIVES["numpy.apply_along_axis"] = _along_axis
PRIMITIVES["numpy.apply_over_axes"] = _over_axes
PRIMITIVES["numpy.piecewise"] = _piecewise
PRIMITIVES["numpy.fromfunction"] = _fromfunction
