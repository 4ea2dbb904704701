"""Reductions: both modes against a numerical derivative and against each other."""

from __future__ import annotations

import numpy as np
import pytest

from tests.calculus.evaluate import Case, check
from tests.calculus.numbers import a, distinct, z

AXES = [
    {},
    {"axis": 0},
    {"axis": 1},
    {"axis": -1},
    {"axis": (0, 2)},
    {"axis": (-1, 0)},
    {"axis": None},
    {"axis": (0, 1, 2)},
    {"axis": ()},
]


REDUCTIONS = "sum mean prod max min var std ptp nansum median linalg.norm".split()


@pytest.mark.parametrize("name", REDUCTIONS)
@pytest.mark.parametrize("axes", AXES, ids=str)
@pytest.mark.parametrize("keepdims", [False, True])
def test_reductions(name, axes, keepdims):
    if name == "linalg.norm" and axes.get("axis") in [(0, 1, 2), ()]:
        return
    if name == "std" and axes.get("axis") == ():
        return
    check(f"numpy.{name}", distinct(2, 3, 4), **axes, keepdims=keepdims)
    check(f"numpy.{name}", distinct(2, 1, 2), **axes, keepdims=keepdims) if name != "std" or 1 not in [
        axes.get("axis")
    ] else None


@pytest.mark.parametrize("name", "sum mean prod max min var std ptp linalg.norm cumsum cumprod".split())
def test_reductions_of_vectors(name):
    check(f"numpy.{name}", a(4))
    check(f"numpy.{name}", a(4), axis=0)
    if name not in ("max", "min", "ptp"):
        check(f"numpy.{name}", z(4))
    if name not in ("cumsum", "cumprod", "linalg.norm"):
        check(f"numpy.{name}", a()) if name != "std" else None
        check(f"numpy.{name}", [0.2, 0.4, 0.7])
    if name in ("sum", "prod", "cumsum", "cumprod"):
        check(f"numpy.{name}", a(0))
        check(f"numpy.{name}", a(2, 0), axis=1)


def test_average():
    check("numpy.average", a(2, 3), axis=1)
    check("numpy.average", a(2, 3), weights=a(2, 3))


def test_var_options():
    check("numpy.var", a(2, 5), axis=1, ddof=1)
    check("numpy.std", z(2, 5), axis=0, ddof=1)


@pytest.mark.parametrize("axis", [None, 0, 1, -1])
@pytest.mark.parametrize("zeros", [0, 1, 2])
def test_products_with_zeros(axis, zeros):
    x = a(3, 4)
    x[1, :zeros] = 0.0
    x[2, 0] = 0.0 if zeros == 2 else x[2, 0]
    check("numpy.prod", x, axis=axis)
    check("numpy.cumprod", x, axis=axis)


def test_prod_over_several_axes_with_zeros():
    x = a(2, 3, 2)
    x[0, 1, 0] = 0.0
    check("numpy.prod", x, axis=(0, 2))
    check("numpy.prod", x, axis=(2, 1), keepdims=True)


@pytest.mark.parametrize("axis", [None, 0, 1, -2])
def test_cumulative(axis):
    check("numpy.cumsum", a(3, 4), axis=axis)
    check("numpy.cumprod", a(3, 4) - 0.5, axis=axis)


def test_ties_share():
    case = Case("numpy.maximum", np.array([1.0, 2.0]), 1.0)
    assert case.tangent("x", np.ones(2), case.view(True)).tolist() == [0.5, 1.0]
    case = Case("numpy.max", np.array([2.0, 1.0, 2.0]))
    assert case.adjoint("a", 1.0, case.view(True)).tolist() == [0.5, 0.0, 0.5]
    case = Case("builtins.max", 2.0, 2.0, 1.0)
    assert case.adjoint("args", 1.0, case.view(True)) == (0.5, 0.5, 0.0)
    case = Case("numpy.abs", np.zeros(2))
    assert case.tangent("x", np.ones(2), case.view(True)).tolist() == [0.0, 0.0]
    case = Case("builtins.abs", 0.0)
    assert case.adjoint("x", 1.0, case.view(False)) == 0.0
