"""Elementwise operations: the shape from broadcasting, the dtype from the operation run on one element."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from s2sad.core.nodes import Arg, Const
from s2sad.core.types import ArrayType, Dim, OpaqueType, ScalarType, Type, Unknown
from s2sad.types.dims import broadcast_shapes, least
from s2sad.types.integers import integer_value
from s2sad.types.resolve import elementwise_call, elementwise_function
from s2sad.types.values import dtype_code
from s2sad.types.view import Inferred, View, as_array, numpy_code

__all__ = ["elementwise", "math_result", "result_kind"]

PYTHON: dict[str, tuple[object, ...]] = {
    "bool": (True,),
    "int": (2, 0, 1),
    "float": (0.63, 1.7, -0.4),
    "complex": (0.63 + 0.2j,),
}
# the power of integers depends on the value of the exponent
BY_VALUE = frozenset(["operator.pow", "builtins.pow", "numpy.power", "numpy.float_power"])
# these hand on the memory of what is real already
PASSING = frozenset(["numpy.real", "numpy.imag"])
Operand = tuple[object, ...]


def elementwise(view: View) -> Inferred | None:
    """Infer an elementwise operation of numbers and arrays of known shape; None where this is something else."""
    if elementwise_call(view.call) is None:
        return None
    operands: list[Operand] = []
    shapes: list[tuple[Dim, ...]] = []
    contiguous = view.call.prim not in PASSING
    for arg, kind in zip(view.call.args, view.args, strict=True):
        if isinstance(kind, ScalarType):
            operands.append((kind.dtype, _exponent(arg, kind) if view.call.prim in BY_VALUE else None))
        elif isinstance(kind, ArrayType) and kind.shape is not None:
            operands.append((kind.dtype, None, bool(kind.shape)))
            shapes.append(kind.shape)
            contiguous = contiguous and (kind.contiguous or len(kind.shape) < 2)
        elif view.call.prim.startswith("numpy."):
            known = as_array(kind)
            if known is None or known[0] is None:
                return None
            operands.append((numpy_code(known[0]), None, bool(known[1])))
            shapes.append(known[1])
        else:
            return None
    shape = broadcast_shapes(*shapes)
    if shape is None:
        return Inferred(Unknown())
    if any(operand[0] is None for operand in operands):
        shares = view.memory() if view.call.prim in PASSING else ()
        return Inferred(ArrayType(None, shape) if shape else Unknown(), shares)
    kind = _of_code(result_kind(view.call.prim, tuple(operands)), shape, contiguous)
    if isinstance(kind, ScalarType) and kind.kind == "i":
        kind = ScalarType(kind.dtype, integer_value(view))
    shares = view.memory() if view.call.prim in PASSING and isinstance(kind, ArrayType) else ()
    return Inferred(kind, shares)


def _of_code(code: tuple[str, bool] | None, shape: tuple[Dim, ...], contiguous: bool) -> Type:
    if code is None:
        return Unknown()
    dtype, is_array = code
    if dtype == "object":
        return OpaqueType()
    if is_array:
        return ArrayType(dtype, shape, contiguous)
    return ScalarType(dtype)


def _exponent(arg: Arg, kind: ScalarType) -> object:
    """A number that tells what the value of this operand tells of the dtype, None where that may be anything."""
    if isinstance(arg, Const):
        return arg.value
    return 2 if kind.python and kind.value is not None and least(kind.value) >= 0 else None


@lru_cache(maxsize=4096)
def result_kind(prim: str, operands: tuple[Operand, ...]) -> tuple[str, bool] | None:
    """Dtype of a result and whether it is an array; None where the operation fails.

    >>> result_kind("operator.mul", (("float", None), ("f4", None, True)))
    ('f4', True)
    """
    function = elementwise_function(prim)
    if function is None:
        return None
    with np.errstate(all="ignore"):
        for attempt in range(3):
            try:
                result = function(*(_sample(operand, attempt) for operand in operands))
            except Exception:  # whatever the user's function raises, the real run will tell
                continue
            return _code(prim, operands, result)
    return None


def _code(prim: str, operands: tuple[Operand, ...], result: object) -> tuple[str, bool]:
    if prim in BY_VALUE and type(result) is int and operands[1][1] is None:
        return "float", False  # an exponent that is negative at run time makes a float of it
    if isinstance(result, (np.ndarray, np.generic)):
        return dtype_code(result.dtype) or "object", isinstance(result, np.ndarray)
    name = type(result).__name__
    return (name if name in PYTHON else "object"), False


def _sample(operand: Operand, attempt: int) -> object:
    dtype, value, *array = operand
    if value is not None:
        return value
    if dtype in PYTHON:
        samples = PYTHON[str(dtype)]
        return samples[min(attempt, len(samples) - 1)]
    number = (0.63, 1.7, -0.4)[attempt] if str(dtype)[0] in "fc" else 1
    if array:
        return np.full((1,) if array[0] else (), number, dtype=str(dtype))
    return np.dtype(str(dtype)).type(number)


FLOATS = frozenset(
    "acos acosh asin asinh atan atan2 atanh cbrt copysign cos cosh degrees dist erf erfc exp exp2 expm1 "
    "fabs fma fmod fsum gamma hypot ldexp lgamma log log10 log1p log2 nextafter pow radians remainder sin "
    "sinh sqrt tan tanh ulp".split()
)
INTS = frozenset("ceil comb factorial floor gcd isqrt lcm perm trunc".split())
BOOLS = frozenset("isclose isfinite isinf isnan".split())


def math_result(view: View) -> Inferred | None:
    """The result of a function of `math` or `cmath`: its type does not depend on the arguments."""
    package, _, name = view.call.prim.partition(".")
    if name in BOOLS:
        return Inferred(ScalarType("bool"))
    if package == "cmath":
        known = hasattr(math, name) or name == "rect"
        return Inferred(ScalarType("float" if name == "phase" else "complex")) if known or name == "phase" else None
    if name in INTS:
        return Inferred(ScalarType("int"))
    return Inferred(ScalarType("float")) if name in FLOATS else None
