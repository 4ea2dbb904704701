"""Numbers keep their width: no rule makes a tangent or an adjoint wider than what it belongs to."""

from __future__ import annotations

import re

import numpy as np
import pytest

import s2sad
from tests.calculus.made import made
from tests.calculus.numbers import general
from tests.calculus.test_derivatives import NARROWING, ONES, SQUARES, UNARY, A
from tests.calculus.test_factors import FACTORED
from tests.calculus.test_numpy import INVERSES, NEWERS, PICKED, POLYNOMIALS, TRANSFORMS, has_names

WIDTHS = [np.float16, np.float32, np.longdouble, np.complex64, np.clongdouble]
WIDER = ("float(", "float64(", "double(", "item(", "complex(", "float)", "float64)", "np.array([0.0", "slogdet(x)[0]")
"""What makes wider numbers of its own, or numbers of Python."""
ELEMENTARY = [
    f"np.{name}({'x + 1.5' if name == 'arccosh' else '0.4 * x'})" for names in UNARY for name in names.split()
]
WITH_NUMBERS = """
    np.copysign(x, -1.0) | np.heaviside(x, 0.5) * x | np.maximum(x, 0.5) | np.where(x > 1, x, 0.0) | np.hypot(x, 2.0)
    2.0**x | np.arctan2(x, 2.0) | np.logaddexp(x, 1.0) | np.clip(x, 0.5, 1.0) | np.linspace(x[0], 2.0, 3, axis=1)
    np.sum(x, initial=1.0) | np.pad(x, 1, constant_values=2.0) | np.insert(x, 1, 0.5) | np.select([x > 1], [x], 0.5)
    np.gradient(x[0], np.cumsum(x[1])) | np.unique(x, return_counts=True)[0] | np.polyfit(x[0], x[1], 1, cov=True)[1]
    np.pad(x, 1, mode='mean') | np.subtract.reduce(x) | np.power.accumulate(x) | np.cov(x, aweights=x[0])
    np.logspace(x[0], x[1], 3, base=x[2]) | np.exp(-0.5 * x**2) / np.sqrt(2 * np.pi) | np.sqrt(x.sum()) * x
"""
NUMBERS = [text.strip() for line in WITH_NUMBERS.strip().splitlines() for text in line.split(" | ")]
TABLES = (NUMBERS, ONES, PICKED, POLYNOMIALS, TRANSFORMS, INVERSES, NEWERS, FACTORED, ELEMENTARY)
TEXTS = [text for table in TABLES for text in table
         if has_names(text) and not any(word in text for word in WIDER) and text not in NARROWING]  # fmt: skip
OF_MATRICES = [re.sub(r"\by\b", "x", text) for text in SQUARES if "[0]" not in text]


def parts(value):
    return [np.asarray(part) for part in value] if isinstance(value, tuple | list) else [np.asarray(value)]


def of_width(x, width):
    narrow = x.astype(width)
    return narrow + narrow.dtype.type(0.3j) if narrow.dtype.kind == "c" else narrow


def hold_width(text, x):
    """The tangent has the dtype of the value, and the gradient that of the argument without being cast at last."""
    function = made(text, "x")
    try:
        value = function(x)
    except (TypeError, ValueError, np.linalg.LinAlgError):
        return
    if all(part.dtype.itemsize <= x.dtype.itemsize for part in parts(value)):
        tangent = s2sad.tangent(function)
        for part, dot in zip(parts(value), parts(tangent(x, x)[1]), strict=True):
            assert part.dtype == dot.dtype or part.dtype.kind not in "fc"
        adjoint = s2sad.adjoint(function)
        bar = adjoint(x, value)[1]
        assert bar.dtype == x.dtype
        module: dict[str, object] = {}
        exec(adjoint.source.replace(".astype(x.dtype)", ""), module)
        raw = module["f_adjoint"](x, value)[1]
        assert raw.dtype.itemsize <= x.dtype.itemsize, f"computed as {raw.dtype}"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("text", TEXTS)
def test_rules_keep_the_width(text):
    for width in WIDTHS:
        solves = "polydiv" in text and width not in (np.float32, np.complex64)  # as `np.linalg` can
        if not solves and not ("fft" in text and width is np.float16):  # of which the transform is wider
            hold_width(text, of_width(A, width))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("text", OF_MATRICES)
def test_rules_of_matrices_keep_the_width(text):
    for width in (np.float32, np.complex64):
        hold_width(text, of_width(general(3, 3), width))


def test_a_mask_is_no_gradient():
    """What a bool is multiplied by says how wide the product is."""
    x, mask = A.astype(np.float32), A > 1
    for text in ("np.sum(x * m)", "np.sum(np.where(m, x, 0.0))", "np.sum(x[m])", "np.sum(1.0 * m * x)"):
        gradient = s2sad.grad(made(text, "x, m"), wrt="x")(x, mask)
        assert gradient.dtype == np.float32
        np.testing.assert_array_equal(gradient, mask)
    assert s2sad.grad(made("np.sum(x * (1.0 * m) ** 2)", "x, m"), wrt="x")(A, mask).dtype == np.float64
