"""How a primitive is spelled: operators, methods and attributes of arrays."""

from __future__ import annotations

import ast

from s2sad.core.nodes import Arg, Call, Name
from s2sad.core.program import Program
from s2sad.core.types import ArrayType

__all__ = ["BINARY", "COMPARE", "UNARY", "attribute_of", "method_of"]

BINARY: dict[str, type[ast.operator]] = {
    "add": ast.Add, "sub": ast.Sub, "mul": ast.Mult, "truediv": ast.Div, "floordiv": ast.FloorDiv, "mod": ast.Mod,
    "pow": ast.Pow, "matmul": ast.MatMult, "lshift": ast.LShift, "rshift": ast.RShift, "and_": ast.BitAnd,
    "or_": ast.BitOr, "xor": ast.BitXor,
}  # fmt: skip
UNARY: dict[str, type[ast.unaryop]] = {"neg": ast.USub, "pos": ast.UAdd, "invert": ast.Invert, "not_": ast.Not}
COMPARE: dict[str, type[ast.cmpop]] = {
    "eq": ast.Eq, "ne": ast.NotEq, "lt": ast.Lt, "le": ast.LtE, "gt": ast.Gt, "ge": ast.GtE, "is_": ast.Is,
    "is_not": ast.IsNot,
}  # fmt: skip

ATTRIBUTES = {"shape": "shape", "size": "size", "ndim": "ndim", "real": "real", "imag": "imag", "transpose": "T",
              "dtype": "dtype", "flat": "flat", "itemsize": "itemsize", "nbytes": "nbytes",
              "matrix_transpose": "mT"}  # fmt: skip
METHODS = frozenset(
    "all any argmax argmin argsort clip conj conjugate copy cumprod cumsum diagonal dot max mean min nonzero prod "
    "ravel repeat reshape round searchsorted squeeze std sum swapaxes take trace transpose var".split()
)
"""Functions of NumPy that its arrays have as methods, with the same arguments after the first."""
COSTLY_WRAPPERS = METHODS - {"all", "any", "copy", "round", "searchsorted"}


def _is_array(arg: Arg, program: Program) -> bool:
    return isinstance(arg, Name) and isinstance(program.type_of(arg.id), ArrayType)


def attribute_of(call: Call, program: Program, primal: bool) -> str | None:
    """The attribute that a call reads, if it is to be spelled as one: ``x.shape``, ``x.T``."""
    home, _, name = call.prim.rpartition(".")
    if home not in ("numpy", "ndarray") or name not in ATTRIBUTES or len(call.args) != 1 or call.keywords:
        return None
    if call.spelling == "attribute" or home == "ndarray":
        return ATTRIBUTES[name]
    return ATTRIBUTES[name] if not primal and not call.spelling and _is_array(call.args[0], program) else None


def method_of(call: Call, program: Program, primal: bool) -> str | None:
    """The method that a call is to be spelled as: the user's spelling, and what is cheaper where s2sad chooses."""
    home, _, name = call.prim.rpartition(".")
    if home == "ndarray" or call.spelling == "method":
        return name
    chosen = not primal and call.spelling in ("", "method") and home == "numpy" and name in COSTLY_WRAPPERS
    apart = "newshape" in {key for key, _ in call.keywords} or (name == "reshape" and len(call.args) > 2)
    return name if chosen and not apart and call.args and _is_array(call.args[0], program) else None
