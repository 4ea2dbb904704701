"""Where a function is not smooth.

An integral, and the solution of a differential equation, change with the place of a jump; a minimum may stay at a kink.
"""

from __future__ import annotations

from collections.abc import Sequence

from s2sad.core.nodes import Call, Let
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, ScalarType, Unknown
from s2sad.core.walk import call_args, names_of, statements
from s2sad.facts.activity import varied

__all__ = ["kink", "moving_jump"]

COMPARISONS = "eq ne lt le gt ge floordiv mod"
ROUNDING = """
    floor ceil rint trunc fix round around sign signbit copysign heaviside mod remainder fmod floor_divide divmod modf
    digitize searchsorted equal not_equal less less_equal greater greater_equal argmax argmin argsort isclose angle
"""
JUMPS = {
    *(f"operator.{name}" for name in COMPARISONS.split()),
    *(f"numpy.{name}" for name in ROUNDING.split()),
    *(f"math.{name}" for name in "floor ceil trunc fmod modf copysign remainder".split()),
    *(f"builtins.{name}" for name in "int round divmod".split()),
}
KINKS = {
    *(f"numpy.{name}" for name in "absolute fabs maximum minimum fmax fmin max min nanmax nanmin clip sort".split()),
    *(f"numpy.{name}" for name in "median ptp partition linalg.norm".split()),
    *("builtins.abs", "builtins.max", "builtins.min", "math.fabs"),
}
SIZES = {"numpy.shape", "numpy.size", "numpy.ndim", "builtins.len", "builtins.range"}


def moving_jump(program: Program, name: str, own: Sequence[int], others: Sequence[int]) -> Let | None:
    """An operation of a function that jumps where both parameters in `own` and others say, or None."""
    function = program.functions[name]
    first, second = (varied(function, program, [function.params[i].name for i in places]) for places in (own, others))
    for statement in statements(function.body):
        if isinstance(statement, Let) and _jumps(statement.call, statement.name, program):
            read = names_of(*call_args(statement.call))
            if read & first and read & second:
                return statement
    return None


def kink(program: Program, name: str, own: Sequence[int]) -> Let | None:
    """An operation of a function that has a kink or a jump in the parameters in `own`, or None."""
    function = program.functions[name]
    names = varied(function, program, [function.params[i].name for i in own])
    for statement in statements(function.body):
        if not isinstance(statement, Let) or not names_of(*call_args(statement.call)) & names:
            continue
        if statement.call.prim in KINKS or _jumps(statement.call, statement.name, program):
            return statement
    return None


def _jumps(call: Call, name: str, program: Program) -> bool:
    """Whether this rounds or compares, or makes whole numbers otherwise."""
    kind = program.type_of(name)
    whole = isinstance(kind, (ScalarType, ArrayType, Unknown)) and kind.kind in ("i", "b")
    return call.prim in JUMPS or (whole and call.prim not in SIZES)
