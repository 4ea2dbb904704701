"""Functions of one and two numbers, element by element."""

from __future__ import annotations

import cmath
import math
from typing import Any

import numpy as np

from s2sad.calculus.registry import rule, rule_for, same
from s2sad.calculus.rule import CallView, Lines
from s2sad.calculus.signature import parse_head

PYTHON_NAMES = {
    "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh", "arcsin": "asin", "arccos": "acos", "arctan": "atan",
}  # fmt: skip


def elementary(call: str, differential: str) -> None:
    """A rule for the function of NumPy and, with `math` and `cmath` in the place of `np`, for theirs."""
    rule(call, differential)
    for module in ("math", "cmath"):
        lines = [call.replace("np.", f"{module}."), differential.replace("np.", f"{module}.")]
        for name, python in PYTHON_NAMES.items():
            lines = [line.replace(f".{name}(", f".{python}(") for line in lines]
        name = lines[0].partition(".")[2].partition("(")[0]
        if hasattr({"math": math, "cmath": cmath}[module], name):
            rule(*lines)


def chosen(head: str, *choices: str, **spelled: str) -> None:
    """A function that picks: tests, each with the d that then comes through, and the d that comes through else."""
    arrays = numbers = choices[-1]
    for test, d in reversed(list(zip(choices[:-1:2], choices[1:-1:2], strict=True))):
        arrays, numbers = f"np.where({test}, {d}, {arrays})", f"({d} if {test} else {numbers})"

    def lines(call: CallView) -> Lines:
        result = parse_head(head).result
        some = call.given and all(call.ranks.get(p) == 0 for p in call.given)
        return Lines((f"d{result} = {numbers if some else arrays}",))

    rule_for(head, **spelled)(lines)


elementary("y = np.exp(x)", "dy = y * dx")
elementary("y = np.exp2(x)", "dy = 0.6931471805599453 * y * dx")
elementary("y = np.expm1(x)", "dy = np.exp(x) * dx")
elementary("y = np.log10(x)", "dy = 0.4342944819032518 / x * dx")
elementary("y = np.log2(x)", "dy = 1.4426950408889634 / x * dx")
elementary("y = np.log1p(x)", "dy = dx / (1 + x)")
elementary("y = np.sqrt(x)", "dy = 0.5 / y * dx")
elementary("y = np.cbrt(x)", "dy = dx / (3 * y**2)")
elementary("y = np.sin(x)", "dy = np.cos(x) * dx")
elementary("y = np.cos(x)", "dy = -np.sin(x) * dx")
elementary("y = np.tan(x)", "dy = (1 + y**2) * dx")
elementary("y = np.arctan(x)", "dy = dx / (1 + x * x)")
elementary("y = np.sinh(x)", "dy = np.cosh(x) * dx")
elementary("y = np.cosh(x)", "dy = np.sinh(x) * dx")
elementary("y = np.tanh(x)", "dy = (1 - y**2) * dx")
elementary("y = np.arccosh(x)", "dy = dx / (np.sqrt(x - 1) * np.sqrt(x + 1))")
elementary("y = np.arctanh(x)", "dy = dx / ((1 - x) * (1 + x))")

# The roots of complex numbers are taken so that both are on NumPy's side of the cut.
CUT = "{0}.sqrt(-(x - 1)) * {0}.sqrt(x + 1)"
for name, sign in (("sin", ""), ("cos", "-")):
    root = f"({CUT.format('np')} if np.iscomplexobj(x) else np.sqrt((1 - x) * (1 + x)))"
    rule(f"y = np.arc{name}(x)", f"dy = {sign}dx / {root}")
    rule(f"y = math.a{name}(x)", f"dy = {sign}dx / math.sqrt((1 - x) * (1 + x))")
    rule(f"y = cmath.a{name}(x)", f"dy = {sign}dx / ({CUT.format('cmath')})")
rule("y = np.arcsinh(x)", "dy = dx / (np.sqrt(x * x + 1) if np.iscomplexobj(x) else np.hypot(x, 1.0))")
rule("y = math.asinh(x)", "dy = dx / math.hypot(x, 1.0)")
rule("y = cmath.asinh(x)", "dy = dx / cmath.sqrt(x * x + 1)")
rule("y = np.log(x)", "dy = dx / x")
rule("y = math.log(x, base=None)", "dy = dx / x if base is None else (dx / x - y * dbase / base) / math.log(base)")
rule("y = cmath.log(x, base=None)", "dy = dx / x if base is None else (dx / x - y * dbase / base) / cmath.log(base)")
rule("y = np.square(x)", "dy = 2 * x * dx")
rule("y = np.reciprocal(x)", "dy = -(y**2) * dx")
rule("y = np.deg2rad(x)", "dy = 0.017453292519943295 * dx")
rule("y = np.rad2deg(x)", "dy = 57.29577951308232 * dx")
rule("y = math.radians(x)", "dy = 0.017453292519943295 * dx")
rule("y = math.degrees(x)", "dy = 57.29577951308232 * dx")
same("np.deg2rad", "np.radians")
same("np.rad2deg", "np.degrees")
same("np.arcsin", "np.asin")
same("np.arccos", "np.acos")
same("np.arctan", "np.atan")
same("np.arcsinh", "np.asinh")
same("np.arccosh", "np.acosh")
same("np.arctanh", "np.atanh")
rule("y = np.sinc(x)", "dy = sinc_slope(x) * dx")

# Kinks: abs is flat at 0, ties share.
rule("y = np.abs(x)",
     "dy = np.real(np.conj(x) / (y + (y == 0)) * dx) if np.iscomplexobj(x) else np.sign(x) * dx")  # fmt: skip
rule("y = abs(x)",
     "dy = (dx if x > 0 else -dx if x < 0 else 0.0) if isinstance(x, (int, float)) else "
     "np.real(np.conj(x) / (y + (y == 0)) * dx) if np.iscomplexobj(x) else np.sign(x) * dx")  # fmt: skip
rule("y = np.sign(x)",
     "r = np.abs(x)",
     "dy = (dx - y * np.real(np.conj(y) * dx)) / (r + (r == 0)) if np.iscomplexobj(x) else 0.0 * dx",
     adjoint=(
         "s = dy / (r + (r == 0))",
         "dx = s - np.conj(y) * np.real(y * s) if np.iscomplexobj(x) else 0.0",
     ))  # fmt: skip
rule("y = np.fabs(x)", "dy = np.sign(x) * dx")
rule("y = math.fabs(x)", "dy = dx if x > 0 else -dx if x < 0 else 0.0")
rule("z = np.copysign(x, y)", "dz = np.sign(x) * np.sign(z) * dx + 0.0 * dy")
rule("z = math.copysign(x, y)", "dz = math.copysign(1.0, y) * (dx if x > 0 else -dx if x < 0 else 0.0) + 0.0 * dy")
same("np.abs", "np.absolute")
for extremum in ("maximum", "minimum", "fmax", "fmin"):
    chosen(f"z = np.{extremum}(x, y)", "x == y", "0.5 * (dx + dy)", "x == z", "dx", "dy")
chosen(
    "y = np.clip(a, a_min=None, a_max=None)", "y == a", "da", "y == a_min", "da_min", "da_max", min="a_min", max="a_max"
)
chosen("y = np.where(condition, x1, x2)", "condition", "dx1", "dx2")
rule("y = select(test, a, b)", "dy = da if test else db")
chosen("y = np.nan_to_num(x, copy=True, nan=0.0, posinf=None, neginf=None)",
       "np.isfinite(x)", "dx", "np.isnan(x)", "dnan", "x > 0", "dposinf", "dneginf")  # fmt: skip

# Two arguments; at the origin, where there is no direction, the derivative is 0.
rule("z = np.hypot(x, y)", "r = z + (z == 0)", "dz = x / r * dx + y / r * dy")
rule("z = np.arctan2(y, x)", "s = np.hypot(x, y)", "r = s + (s == 0)", "dz = (x / r * dy - y / r * dx) / r")
rule("z = math.atan2(y, x)", "s = math.hypot(x, y)", "r = s + (s == 0)", "dz = (x / r * dy - y / r * dx) / r")
same("np.arctan2", "np.atan2")
for exponential, name in (("exp", "logaddexp"), ("exp2", "logaddexp2")):
    rule(f"z = np.{name}(x, y)",
         "r = np.where(z == -np.inf, 0.0, z)",
         f"dz = np.{exponential}(x - r) * dx + np.{exponential}(y - r) * dy")  # fmt: skip
rule("y = np.ldexp(x, i)", "dy = np.ldexp(dx, i)", adjoint="dx = _reduce(np.ldexp(dy, i), y, x)")
rule("y = np.modf(x)", "dy = (dx, 0.0)", adjoint="dx = dy[0]")
rule("y = math.modf(x)", "dy = (dx, 0.0)", adjoint="dx = dy[0]")
rule("y = math.ldexp(x, i)", "dy = math.ldexp(1.0, i) * dx")
rule("y = math.frexp(x)", "dy = (math.ldexp(1.0, -y[1]) * dx, 0)", adjoint="dx = math.ldexp(1.0, -y[1]) * dy[0]")
rule("z = math.nextafter(x, y, steps=None)", "dz = dx + 0.0 * dy")
rule("z = np.nextafter(x1, x2)", "dz = dx1 + 0.0 * dx2")
rule("w = math.fma(x, y, z)", "dw = y * dx + x * dy + dz")
rule("y = np.frexp(x)", "dy = (np.ldexp(dx, -y[1]), 0)", adjoint="dx = np.ldexp(dy[0], -y[1])")
rule("z = np.heaviside(x, y)", "dz = (x == 0) * dy + 0.0 * dx")

# Complex numbers: the pairing is Re(sum(u * v)), the transpose is not conjugated.
rule("y = np.real(val)", "dy = np.real(dval)")
rule("y = np.imag(val)", "dy = np.imag(dval)")
rule("y = np.conj(x)", "dy = np.conj(dx) if np.iscomplexobj(x) else dx")
rule("y = np.angle(z, deg=False)",
     "unit = 57.29577951308232 if deg else 1.0",
     "dy = unit * np.imag(dz / np.where(z == 0, np.inf, z))")  # fmt: skip
same("np.conj", "np.conjugate")


def sinc_slope(x: Any) -> Any:
    """The derivative of ``np.sinc``; near 0 by its series, where the difference of a cosine and a sine would cancel.

    >>> sinc_slope(np.array([1.0, 2.0]))
    array([-1. ,  0.5])
    """
    t = np.pi * x
    near = np.abs(t) < 1
    small = np.where(near, t * t, 0.0)
    series: Any = 0.0
    for k in (9, 8, 7, 6, 5, 4, 3, 2, 1):
        series = (1 - series) * small / (2 * k * (2 * k + 3))
    far = np.where(near, 1.0, t)
    return np.where(near, -np.pi / 3 * t * (1 - series), np.pi * (np.cos(far) - np.sin(far) / far) / far)


rule("y = cmath.phase(z)", "dy = np.imag(dz / z)")
rule("z = cmath.rect(r, phi)", "dz = cmath.rect(1.0, phi) * dr + 1j * z * dphi")
rule("y = cmath.polar(z)",
     "r = y[0] + (y[0] == 0)",
     "t = np.conj(z) * dz / r",
     "dy = (np.real(t), np.imag(t) / r)",
     adjoint="dz = np.conj(z) / r * (dy[0] - 1j * dy[1] / r)")  # fmt: skip
