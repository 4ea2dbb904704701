"""Elementary functions to third order, in every nesting of the modes, against integrals around the point."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

import s2sad
from tests.calculus.made import made

MODES = {"f": s2sad.derivative, "r": s2sad.grad}
UNARY = """
    exp exp2 expm1 sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arctanh square reciprocal sinc
    log log2 log10 log1p sqrt
"""


def third_by_contour(f, x, r=0.15, n=32):
    """Cauchy's formula for an analytic function: as exact as the numbers are."""
    turn = np.exp(2j * np.pi * np.arange(n) / n)
    return 6 * np.real(np.mean(f(x + r * turn) / turn**3)) / r**3


@pytest.mark.parametrize("name", UNARY.split())
def test_functions_of_one_number(name):
    f = made(f"np.{name}(x)", "x")
    due = third_by_contour(getattr(np, name), 0.4)
    for modes in itertools.product("fr", repeat=3):
        found = f
        for mode in modes:
            found = MODES[mode](found)
        np.testing.assert_allclose(found(0.4), due, rtol=1e-8, atol=1e-10, err_msg="".join(modes))


@pytest.mark.parametrize("name", "log1p expm1 sin atan tanh asinh erf".split())
def test_functions_of_math(name):
    f = made(f"math.{name}(x)", "x")
    found = s2sad.grad(s2sad.derivative(s2sad.grad(f)))(0.4)
    np.testing.assert_allclose(found, third_by_differences(lambda t: f(0.4 + t)), rtol=1e-5)


def third_by_differences(f, h=0.02):
    """Central differences of eighth order."""
    return sum(w * (f(k * h) - f(-k * h)) for k, w in _weights().items()) / h**3


def _weights(n=5):
    """The weights of odd differences with which the first, fifth, ... derivatives vanish."""
    k = np.arange(1, n + 1)
    powers = np.array([2.0 * k**p for p in range(1, 2 * n, 2)])
    due = np.zeros(n)
    due[1] = 6.0
    return dict(zip(k.tolist(), np.linalg.solve(powers, due), strict=True))


BINARY = [
    "x * y", "x / y", "x ** y", "np.hypot(x, y)", "np.arctan2(x, y)", "np.logaddexp(x, y)", "np.logaddexp2(x, y)",
    "x ** 3 * y", "x ** -2 + y", "np.cbrt(x) * y", "np.arccosh(x + y)", "np.abs(x - 2 * y) * x * y", "np.i0(x) * y",
]  # fmt: skip


@pytest.mark.parametrize("text", BINARY)
def test_functions_of_two_numbers(text):
    """The third derivative along a line through both arguments."""
    whole = made(text, "x, y")
    line = made(re.sub(r"\by\b", "(1.1 - 0.4 * t)", re.sub(r"\bx\b", "(0.7 + 0.3 * t)", text)), "t")
    due = third_by_differences(lambda t: whole(0.7 + 0.3 * t, 1.1 - 0.4 * t))
    for modes in ("fff", "rrr", "frf", "rfr"):
        found = line
        for mode in modes:
            found = MODES[mode](found)
        np.testing.assert_allclose(found(0.0), due, rtol=1e-6, atol=1e-7, err_msg=modes)


@pytest.mark.parametrize("name", "exp log sin tanh arctan sqrt arcsinh reciprocal".split())
def test_of_arrays(name):
    x = np.array([0.3, 0.5, 0.8])
    f = made(f"np.sum(np.{name}(x + t))", "x, t")
    found = s2sad.grad(s2sad.derivative(s2sad.derivative(f, wrt="t"), wrt="t"), wrt="x")(x, 0.0)
    due = [third_by_contour(getattr(np, name), v) for v in x]
    np.testing.assert_allclose(found, due, rtol=1e-7)
