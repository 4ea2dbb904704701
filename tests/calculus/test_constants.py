"""Constants beside what varies: one of two arguments alone, and lists of numbers where NumPy takes arrays."""

from __future__ import annotations

import numpy as np
import pytest

import s2sad
from tests.calculus.made import made
from tests.calculus.test_numpy import has_names
from tests.support import check

A = np.random.default_rng(4).permutation(np.linspace(0.2, 1.9, 12)).reshape(3, 4) ** 1.1
GRID = np.arange(12.0).reshape(3, 4) ** 2
BESIDE = """
    np.union1d(x[0], [1.0, 2.1]) | np.union1d([1.0, 2.1], x[0]) | np.cov(x, g) | np.cov(g, x) | np.corrcoef(x, g)
    np.polydiv(x[0], [1.0, 2.0])[0] | np.polydiv([1.0, 2.0, 3.0], x[0, :2])[0] | np.polydiv(x[0], g[0, 1:3])[1]
    np.ediff1d([1.0, 2.0], to_end=x[0]) | np.diff([1.0, 3.0], prepend=x[0]) | np.append([1.0], x[0])
    np.trapezoid([1.0, 2.0, 3.0, 4.0], x[0]) | np.kron([1.0, 2.0], x) | np.dot([1.0, 2.0, 3.0], x)
    np.average(x, weights=[1.0, 2.0, 3.0, 5.0], axis=1) | np.tensordot(x, [1.0, 2.0, 1.0, 1.0], 1)
    np.matvec(x, [1.0, 2.0, 1.0, 1.0]) | np.polyval([1.0, 2.0], x) | np.cross([1.0, 2.0, 3.0], x[:, :3])
    np.polynomial.polynomial.polyval2d([1.0, 2.0], [0.5, 0.7], x) | np.select([x > 1, x > 0.5], [x, 2.0], 1.0)
"""
TEXTS = [text.strip() for line in BESIDE.strip().splitlines() for text in line.split(" | ")]


@pytest.mark.parametrize("text", [text for text in TEXTS if has_names(text)])
def test_one_of_two_varies(text):
    check(made(text, "x, g"), A, GRID, wrt="x")


def mixed(x, y):
    return 2 * x + 3 * y


def test_a_rule_that_is_linear_in_several_arguments_together():
    """What does not vary has a derivative of zero, which is no reason for the whole of it to be zero."""
    s2sad.rule(mixed, "z = mixed(x, y)", "dz = mixed(dx, dy)", adjoint=("dx = 2 * dz", "dy = 3 * dz"))
    for text, slope in (("mixed(x, 2.0)", 2.0), ("mixed(2.0, x)", 3.0), ("mixed(x, x)", 5.0)):
        function = made(text, "x", mixed=mixed)
        assert s2sad.tangent(function)(0.7, 1.0)[1] == slope
        assert s2sad.grad(function)(0.7) == slope
