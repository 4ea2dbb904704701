"""NumPy's functions that call a function: for every element, every row, one axis after the other."""

from __future__ import annotations

import math

import numpy as np
import pytest

import s2sad
from tests.calculus.made import made
from tests.calculus.test_numpy import has_names
from tests.support import check, check_refused, check_second_order

A = np.random.default_rng(4).permutation(np.linspace(0.2, 1.9, 6)).reshape(2, 3) ** 1.1
T = np.random.default_rng(6).permutation(np.linspace(0.2, 1.9, 12)).reshape(2, 3, 2) ** 1.1
OF_ELEMENTS = """
    np.vectorize(lambda v: v if v > 0.9 else v ** 2)(x) | np.vectorize(lambda v, w: v * w)(x[:, :1], x[0])
    np.vectorize(lambda v, w: v * w)(x, 2.0) | np.vectorize(lambda v: 0 if v < 0.5 else v, otypes=[float])(x)
    np.vectorize(lambda v: (v, v * v))(x)[1] | np.vectorize(lambda v, k=2: v ** k)(x, k=3)
    np.vectorize(lambda v, p: v * p[0], excluded=['p'])(x, p=[2.0]) | np.vectorize(lambda v: v * v)(x[0, 0])
    np.vectorize(lambda v, p: v * p[0], excluded={1})(x, x[0]) | np.vectorize(np.sin)(x)
    np.vectorize(lambda r: r @ r, signature='(n)->()')(x) | np.vectorize(lambda k: x[0, 0] ** k)(np.arange(3))
    np.vectorize(lambda a, b: a @ b, signature='(n),(n)->()')(x[:, None], x)
    np.vectorize(lambda r: r / r.sum(), signature='(n)->(n)')(x) | np.vectorize(math.exp, otypes='d')(x)
"""
ALONG = """
    np.apply_along_axis(lambda r, k: r * k, 1, x, 3.0) | np.apply_along_axis(lambda r, k=1: r * k, 1, x, k=x[0, 0])
    np.apply_along_axis(lambda r, k=1: r * k, 1, x, 3.0) | np.apply_along_axis(lambda r: np.outer(r, r ** 2), 0, x)
    np.apply_over_axes(np.sum, x, [0, 1]) | np.apply_over_axes(np.mean, x, 0) | np.unstack(x, axis=1)[2]
    sum(np.unstack(x)) | np.stack(np.unstack(x, axis=1)) | (lambda a, b: a * b)(*np.unstack(x))
"""
OF_A_STACK = """
    np.apply_along_axis(lambda r: r / r.sum(), 2, x) | np.apply_along_axis(lambda r: r @ r, 1, x)
    np.apply_along_axis(lambda r: np.array([r.sum(), r[0]]), 1, x) | np.apply_over_axes(np.sum, x, [0, 2])
    np.apply_along_axis(lambda r: np.outer(r, r ** 2), 0, x) | np.unstack(x, axis=1)[1]
"""
TABLES = ((OF_ELEMENTS, A), (ALONG, A), (OF_A_STACK, T))
CASES = [(text.strip(), x) for table, x in TABLES for line in table.strip().splitlines() for text in line.split(" | ")]


@pytest.mark.parametrize(
    ("text", "x"), [c for c in CASES if has_names(c[0])], ids=lambda v: v if type(v) is str else ""
)
def test_calls_for_every_element_or_row(text, x):
    check(made(text, "x"), x)


@pytest.mark.parametrize(
    "text", ["np.vectorize(lambda v, w: v * w ** 2)(x, x[0])", "np.apply_along_axis(np.prod, 1, x)"]
)
def test_twice(text):
    check_second_order(made(f"np.sum({text} ** 2)", "x"), A)


@np.vectorize
def bent(v):
    """Two laws."""
    return v * v if v > 0.9 else 3 * math.sin(v)


@np.vectorize
def stepped(v):
    return 0 if v < 0.9 else v


def test_decorated_functions():
    check(lambda x: bent(x) * bent(x[0, 0]), A)


def test_results_take_the_type_of_the_first():
    """What NumPy makes of ``0`` for the first element are whole numbers for all of them."""
    assert stepped(np.array([0.0, 1.5]))[1] == 1
    check_refused(made("stepped(x)", "x", stepped=stepped), A, line="stepped(x)")
    with pytest.raises(s2sad.S2sadError, match=r"otypes=\[float\]"):
        s2sad.grad(made("np.sum(stepped(x))", "x", stepped=stepped))(A)
