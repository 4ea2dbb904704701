"""Elementary functions: both modes against a numerical derivative and against each other."""

from __future__ import annotations

import numpy as np
import pytest

from tests.calculus.evaluate import Case, check
from tests.calculus.numbers import a, z

UNARY = (
    "exp exp2 expm1 log log2 log10 log1p sqrt cbrt square reciprocal sin cos tan arcsin arccos "
    "arctan sinh cosh tanh arcsinh arctanh deg2rad rad2deg absolute fabs negative positive sinc "
    "real imag conjugate angle nan_to_num"
).split()


MATH = (
    "exp expm1 log log2 log10 log1p sqrt sin cos tan asin acos atan sinh cosh tanh asinh atanh "
    "fabs radians degrees erf erfc"
).split()


SHAPES = [(), (1,), (3,), (2, 3), (0,), (2, 1, 2)]


@pytest.mark.parametrize("name", UNARY)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_elementwise(name, shape):
    check(f"numpy.{name}", a(*shape))
    check(f"numpy.{name}", 0.4)
    check(f"numpy.{name}", -0.4) if name in "exp sin absolute fabs square cbrt sinc".split() else None


@pytest.mark.parametrize("name", [n for n in UNARY if n not in ("cbrt", "deg2rad", "rad2deg", "fabs", "log1p")])
def test_elementwise_complex(name):
    check(f"numpy.{name}", z(3))


@pytest.mark.parametrize("name", MATH)
def test_math(name):
    check(f"math.{name}", 0.4)


def test_arccosh():
    check("numpy.arccosh", a(3) + 1.5)
    check("math.acosh", 1.7)


@pytest.mark.parametrize("name", ["exp", "log", "sqrt", "sin", "asin", "tanh"])
def test_cmath(name):
    check(f"cmath.{name}", 0.4 + 0.3j)


def test_choices():
    c = np.array([True, False, True])
    check("numpy.where", c, a(3), a(3))
    check("numpy.where", c, a(2, 3), 0.3)
    check("numpy.where", c[:, None], a(3), a(3, 1))
    x = np.array([-0.5, 0.1, 0.4, 0.9, 1.6])
    check("numpy.clip", x, 0.0, 1.0)
    check("numpy.clip", x, 0.2, 0.8)
    check("numpy.clip", x, None, 0.8)
    check("numpy.clip", x, 0.2, None)
    check("numpy.clip", x, a(2, 1) - 0.5, 1.0)
    for x in (a(4), np.array([-1.0, 0.2, 2.0]), 0.37):
        Case("numpy.interp", x, np.array([0.0, 0.33, 1.0]), a(3)).check(only=["x", "fp"])


def test_branch_not_taken_does_not_poison():
    case = Case("numpy.where", np.array([True, False]), np.array([1.0, np.inf]), np.array([np.nan, 2.0]))
    assert np.isfinite(case.tangent("x1", np.array([1.0, np.nan]), case.view(True))).all()
    assert np.isfinite(case.adjoint("x2", np.array([np.inf, 1.0]), case.view(True))).all()
