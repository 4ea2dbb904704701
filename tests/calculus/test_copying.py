"""Copies: both modes against a numerical derivative and against each other."""

from __future__ import annotations

import numpy as np

from tests.calculus.evaluate import check
from tests.calculus.numbers import a


def test_repeat_by_counts():
    check("numpy.repeat", a(3), np.array([2, 0, 3]))
    check("numpy.repeat", a(3, 2), np.array([2, 0, 3]), 0)
