"""Functions of Python, math and SciPy: both modes against a numerical derivative and against each other."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize(
    "call",
    [
        ("erf", 0.3),
        ("erfc", a(3)),
        ("erfinv", a(3)),
        ("expit", a(3)),
        ("logit", a(3)),
        ("ndtr", a(3)),
        ("gammaln", a(3)),
        ("gamma", 0.7),
        ("xlogy", a(3), a(3)),
        ("logsumexp", a(2, 3)),
        ("softmax", a(2, 3)),
        ("j0", a(3)),
    ],
    ids=lambda c: c[0],
)
def test_scipy(call):
    pytest.importorskip("scipy.special")
    check(f"scipy.special.{call[0]}", *call[1:])
