"""Indexing: both modes against a numerical derivative and against each other."""

from __future__ import annotations

import numpy as np
import pytest

from tests.calculus.evaluate import check
from tests.calculus.numbers import a


def test_take():
    check("numpy.take", a(5), np.array([0, 3, 3]))
    check("numpy.take", a(3, 4), np.array([0, 3, 3]))
    check("numpy.take", a(3, 4), np.array([[0, 3], [3, 1]]), 1)
    check("numpy.take", a(3, 4), np.array([0, 2, 0]), axis=0)
    check("numpy.take_along_axis", a(3, 4), np.array([[0, 1], [1, 1], [3, 0]]), 1)
    check("numpy.take_along_axis", a(3, 4), np.array([[0, 2, 2, 1]]), 0)
    check("numpy.compress", np.array([True, False, True]), a(3, 2), axis=0)
    check("numpy.compress", np.array([True, False, True]), a(3))
    check("numpy.extract", np.array([True, False, True]), a(3))


@pytest.mark.parametrize(
    "index",
    [
        0,
        -1,
        slice(1, None),
        slice(None, None, -1),
        (0, 1),
        (slice(None), 0),
        (None, 0),
        Ellipsis,
        (Ellipsis, 1),
        (slice(None), None, 1),
        np.array([0, 1, 1, 0]),
        np.array([[0], [1]]),
        (np.array([0, 0]), np.array([2, 2])),
        np.array([True, False]),
        (0, slice(0, 2)),
        (slice(None), np.array([True, False, True])),
    ],
    ids=str,
)
def test_getitem(index):
    check("operator.getitem", a(2, 3), index)
