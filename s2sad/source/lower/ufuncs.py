"""The methods of a ufunc: ``np.add.outer``, ``np.multiply.reduce``, ``np.add.accumulate``, ``np.add.at``."""

from __future__ import annotations

import types
from typing import Any

import gast
import numpy as np

from s2sad.core.nodes import Const
from s2sad.core.types import ArrayType, ScalarType
from s2sad.source.lower import attributes, tuples, writers
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.names import primitive_name
from s2sad.source.lower.values import Num, TupleValue, Value
from s2sad.types.resolve import resolve
from s2sad.types.view import numpy_code

__all__ = ["is_ufunc_method", "plainly", "ufunc_method"]

REDUCTIONS: dict[str, str] = {
    "add": "sum", "multiply": "prod", "maximum": "max", "minimum": "min", "logical_and": "all", "logical_or": "any",
    "fmax": "nanmax", "fmin": "nanmin",
}  # fmt: skip
ACCUMULATIONS = {"add": "cumsum", "multiply": "cumprod"}
TOLD = frozenset(["dtype", "casting", "order", "subok"])
"""What the calls of ufuncs can be told besides their arguments and where the result goes."""
PYTHON = ("bool", "int", "float", "complex")
DOUBLE = (np.dtype(float), np.dtype(complex))
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
    table = {"reduce": REDUCTIONS, "accumulate": ACCUMULATIONS}.get(name, {})
    given = dict(zip(PARAMETERS.get(name, ()), args, strict=False)) | keywords
    prim = f"numpy.{table.get(ufunc.__name__, f'{ufunc.__name__}.{name}')}"
    if "array" not in given or getattr(np, ufunc.__name__, None) is not ufunc:
        lo.refuse(node, f"{ufunc.__name__}.{name} is not supported in this form", "write the loop")
    array = given.pop("array")
    rest = {"axis": Num(Const(0))} | {k: v for k, v in given.items() if v != Num(Const(None)) or k == "axis"}
    out = rest.pop("out", None)
    first = [array, rest.pop("indices")] if "indices" in rest else [array]
    if out is not None:
        return writers.into(lo, prim, first, rest, writers.only(out), node)
    return lo.call_prim(prim, first, rest, node, hint=hint, spelling="function")


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
    prim, values = str(primitive_name(ufunc)), [wide, args[1]]
    values, rest = plainly(lo, prim, values, keywords, node) if keywords else (values, keywords)
    out = rest.get("out", Num(Const(None)))
    rest = {k: v for k, v in rest.items() if k != "out"}
    if out != Num(Const(None)):
        return writers.into(lo, prim, values, rest, writers.only(out), node)
    return lo.call_prim(prim, values, rest, node, hint=hint, spelling="function")


def plainly(
    lo: Lowerer, prim: str, args: list[Value], keywords: dict[str, Value], node: gast.AST
) -> tuple[list[Value], dict[str, Value]]:
    """A call of a ufunc of arguments that have the dtype which it is told; as it stands where that is not certain."""
    ufunc = resolve(prim)
    if TOLD.isdisjoint(keywords) or not isinstance(ufunc, np.ufunc):
        return args, keywords
    told = {k: attributes.constant_key(lo, keywords[k]) for k in TOLD if k in keywords}
    casting = told.get("casting", "same_kind")
    operands: list[Value | None] = [*args[: ufunc.nin]]
    try:
        dtype = np.dtype(told["dtype"]) if told.get("dtype") is not None else None
    except TypeError:
        return args, keywords
    if dtype is not None:
        operands = [_in_dtype(lo, arg, dtype, casting, keywords["dtype"], node) for arg in args[: ufunc.nin]]
    known = [operand for operand in operands if operand is not None]
    if casting not in ("same_kind", "unsafe", "safe") or len(known) < len(operands):
        return args, keywords
    return [*known, *args[ufunc.nin :]], {k: v for k, v in keywords.items() if k not in TOLD}


def _in_dtype(
    lo: Lowerer, arg: Value, dtype: np.dtype[Any], casting: str, asked: Value, node: gast.AST
) -> Value | None:
    """An argument as a ufunc of this dtype takes it; None where it is not known what it is, or where NumPy refuses."""
    kind = lo.build.type_of(lo.arg(arg, node))
    if not isinstance(kind, (ArrayType, ScalarType)) or dtype.kind not in "fc" or kind.dtype is None:
        return None
    if kind.dtype in PYTHON:
        return arg if PYTHON.index(kind.dtype) <= "fc".index(dtype.kind) + 2 and dtype in DOUBLE else None
    own = np.dtype(numpy_code(kind.dtype))
    if own == dtype:
        return arg
    if not np.can_cast(own, dtype, casting):  # type: ignore[arg-type]
        return None
    return lo.call_prim("ndarray.astype", [arg, asked], {}, node)


def _rank(lo: Lowerer, arg: Value, node: gast.AST) -> int:
    kind = lo.build.type_of(lo.arg(arg, node))
    if isinstance(kind, ScalarType):
        return 0
    if not isinstance(kind, ArrayType) or kind.shape is None:
        lo.refuse(node, "outer of something of which the rank is not known", "give its type, as in --args")
    return len(kind.shape)
