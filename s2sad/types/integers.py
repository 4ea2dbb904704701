"""Integers as polynomials: what index arithmetic and the builtins on integers give."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable

from s2sad.core.types import ArrayType, Dim, ListType, ScalarType, TupleType, Type
from s2sad.types.dims import least
from s2sad.types.elements import element_type
from s2sad.types.merge import merge
from s2sad.types.view import Inferred, View

__all__ = ["INTEGER_RULES", "integer_value"]

POLYNOMIAL: dict[str, Callable[..., Dim]] = {
    "operator.add": operator.add,
    "operator.sub": operator.sub,
    "operator.mul": operator.mul,
    "operator.neg": operator.neg,
    "operator.pos": lambda a: a,
}
# the same operation on the same integers is one integer, and has a symbol that says so
NAMED: dict[str, Callable[..., int]] = {
    "operator.floordiv": operator.floordiv,
    "operator.mod": operator.mod,
    "builtins.abs": abs,
    "builtins.min": min,
    "builtins.max": max,
}


def integer_value(view: View) -> Dim | None:
    """The value of integer arithmetic, where it follows from the values of the operands."""
    values = [kind.value for kind in view.args if isinstance(kind, ScalarType) and kind.kind == "i"]
    known = [value for value in values if value is not None]
    if len(known) != len(view.args):
        return None
    if (polynomial := POLYNOMIAL.get(view.call.prim)) is not None:
        return polynomial(*known)
    if (function := NAMED.get(view.call.prim)) is None:
        return None
    numbers = [value.value for value in known]
    if all(number is not None for number in numbers):
        divides = view.call.prim in ("operator.floordiv", "operator.mod")
        return None if divides and numbers[1] == 0 else Dim.const(function(*numbers))
    text = f"{view.call.prim.partition('.')[2]}({', '.join(map(str, known))})"
    return Dim.symbol(f"~{text}" if _not_negative(view.call.prim, known) else text)


def _not_negative(prim: str, values: list[Dim]) -> bool:
    if prim == "operator.mod":
        return least(values[1]) >= 1
    if prim == "operator.floordiv":
        return least(values[0]) >= 0 and least(values[1]) >= 1
    return prim == "builtins.abs" or all(least(value) >= 0 for value in values)


def _extreme(view: View) -> Inferred | None:
    """``max`` and ``min`` hand on one of several values."""
    if view.keywords or not view.args:
        return None
    if len(view.args) == 1:
        kind = view.args[0]
        if not isinstance(kind, (ArrayType, TupleType, ListType)):
            return None
        return Inferred(_without_value(element_type(kind, view.program)), view.memory())
    kind = _without_value(functools.reduce(merge, view.args))
    if isinstance(kind, ScalarType) and kind.kind == "i":
        kind = ScalarType(kind.dtype, integer_value(view))
    return Inferred(kind, view.memory())


def _without_value(kind: Type) -> Type:
    return ScalarType(kind.dtype) if isinstance(kind, ScalarType) else kind


def _int(view: View) -> Inferred:
    kind = view.args[0] if len(view.args) == 1 else None
    return Inferred(ScalarType("int", kind.value if isinstance(kind, ScalarType) and kind.kind == "i" else None))


INTEGER_RULES: dict[str, Callable[[View], Inferred | None]] = {
    "builtins.max": _extreme,
    "builtins.min": _extreme,
    "builtins.int": _int,
}
