"""The methods of a ufunc: ``np.add.outer``, ``np.multiply.reduce``, ``np.add.accumulate``, ``np.add.at``."""

from __future__ import annotations

import types
from typing import Any

import gast
import numpy as np

from s2sad.core.nodes import Const
from s2sad.core.types import ArrayType, ScalarType
from s2sad.source.lower import tuples, writers
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.names import primitive_name
from s2sad.source.lower.values import Num, TupleValue, Value

__all__ = ["is_ufunc_method", "ufunc_method"]

REDUCTIONS: dict[str, str] = {
    "add": "sum", "multiply": "prod", "maximum": "max", "minimum": "min", "logical_and": "all", "logical_or": "any",
    "fmax": "nanmax", "fmin": "nanmin", "logaddexp": "logaddexp.reduce", "logaddexp2": "logaddexp2.reduce",
    "hypot": "hypot.reduce",
}  # fmt: skip
ACCUMULATIONS = {
    "add": "cumsum", "multiply": "cumprod", "maximum": "maximum.accumulate", "minimum": "minimum.accumulate",
}  # fmt: skip
SEGMENTS = {"add": "add.reduceat"}
PARAMETERS = {
    "reduce": ("array", "axis", "dtype", "out", "keepdims", "initial", "where"),
    "accumulate": ("array", "axis", "dtype", "out"),
    "reduceat": ("array", "indices", "axis", "dtype", "out"),
}


def is_ufunc_method(obj: object) -> bool:
    return isinstance(obj, types.BuiltinMethodType) and isinstance(obj.__self__, np.ufunc)


def ufunc_method(
    lo: Lowerer, method: Any, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value:
    """The call that a ufunc's method stands for."""
    ufunc, name = method.__self__, method.__name__
    if name == "at":
        tuples.check_index(lo, args[1], node)
        return writers.ufunc_at(lo, ufunc, args, node)
    if name == "outer" and len(args) == 2:
        return _outer(lo, ufunc, args, keywords, node, hint)
    table = {"reduce": REDUCTIONS, "accumulate": ACCUMULATIONS, "reduceat": SEGMENTS}.get(name, {})
    spelled = f"np.{ufunc.__name__}.{name}"
    given = dict(zip(PARAMETERS.get(name, ()), args, strict=False)) | keywords
    if ufunc.__name__ not in table or "array" not in given:
        lo.refuse(node, f"{spelled} is not supported in this form", "write the loop")
    array = given.pop("array")
    rest = {"axis": Num(Const(0))} | {k: v for k, v in given.items() if v != Num(Const(None)) or k == "axis"}
    if "out" in rest:
        lo.refuse(
            node,
            f"np.{ufunc.__name__}.{name} with out= is not supported",
            f"write y[...] = np.{ufunc.__name__}.{name}(x)",
        )
    first = [array, rest.pop("indices")] if "indices" in rest else [array]
    return lo.call_prim(f"numpy.{table[ufunc.__name__]}", first, rest, node, hint=hint, spelling="function")


def _outer(
    lo: Lowerer, ufunc: np.ufunc, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value:
    """``f.outer(a, b)`` is `f` of `a`, with an axis of length 1 for each axis of `b`, and `b`."""
    ranks = [_rank(lo, arg, node) for arg in args]
    wide = args[0]
    if ranks[0] and ranks[1]:
        axes = tuple(Const(ranks[0] + k) for k in range(ranks[1]))
        axis = Num(axes[0]) if len(axes) == 1 else TupleValue(tuple(map(Num, axes)))
        wide = lo.call_prim("numpy.expand_dims", [args[0], axis], {}, node, spelling="function")
    return lo.call_prim(str(primitive_name(ufunc)), [wide, args[1]], keywords, node, hint=hint, spelling="function")


def _rank(lo: Lowerer, arg: Value, node: gast.AST) -> int:
    kind = lo.build.type_of(lo.arg(arg, node))
    if isinstance(kind, ScalarType):
        return 0
    if not isinstance(kind, ArrayType) or kind.shape is None:
        lo.refuse(node, "outer of something of which the rank is not known", "give its type, as in --args")
    return len(kind.shape)
