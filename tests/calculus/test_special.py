"""Functions of Python and math: both modes against a numerical derivative and against each other."""

from __future__ import annotations

from tests.calculus.evaluate import check
from tests.calculus.numbers import a


def test_python_functions():
    check("builtins.abs", -0.3)
    check("builtins.abs", a(3) - 0.5)
    check("builtins.abs", 0.3 + 0.4j)
    check("builtins.divmod", 0.7, 0.3)
    check("builtins.pow", 0.7, 0.3)
    check("builtins.max", 0.7, 0.3)
    check("builtins.min", 0.7, 0.3, 0.5)
    check("builtins.max", [0.7, 0.3])
    check("builtins.max", a(4))
    check("builtins.sum", [0.7, 0.3])
    check("builtins.sum", [0.7, a(3)], 0.5)
    check("builtins.sum", a(3, 2))
    check("math.fsum", [0.7, 0.3])
    check("math.fsum", a(3))
    check("math.pow", 0.7, 0.3)
    check("math.hypot", 0.7, 0.3)
    check("math.hypot", 0.7, 0.3, 0.2)
    check("math.atan2", 0.7, 0.3)
    check("math.copysign", 0.7, -0.3)
    check("math.fmod", 0.7, 0.3)
    check("math.remainder", 0.7, 0.4)
    check("math.log", 0.7, 3.0)
