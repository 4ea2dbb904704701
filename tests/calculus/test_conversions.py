"""Conversions: both modes against a numerical derivative and against each other."""

from __future__ import annotations

import numpy as np

from tests.calculus.evaluate import check
from tests.calculus.numbers import a


def test_conversions():
    check("numpy.array", [0.1, 0.2])
    check("numpy.array", [[0.1, 0.2], [0.3, 0.4]])
    check("numpy.array", [a(3), a(3)])
    check("numpy.asarray", [[0.1, a()], [0.3, 0.4]])
    check("ndarray.astype", a(3), np.float64)
    check("ndarray.astype", a(3), complex)
    check("builtins.float", 0.3)
    check("builtins.float", a())
    check("ndarray.item", a(1))
    check("numpy.full", (2, 3), 0.4)
    check("numpy.full", (2, 3), a(3))
    check("numpy.linspace", 0.2, 0.7, 5)
    check("numpy.linspace", 0.2, 0.7, num=4, endpoint=False)
    check("numpy.arange", 0.2, 1.0, 0.3)
