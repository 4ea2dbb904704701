"""Elements of what a mask or a list among other indices selects: a copy, through which nothing reaches the array."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support import check


def elements_of_rows_and_columns(m, mask):
    y = m[mask, 1:]
    return y[0, 1] ** 2 * y[1, 0]


def elements_of_columns(m, mask):
    y = m[:, mask]
    return y[0, 1] ** 2 + np.sum(y[1] ** 2)


def elements_of_a_column_in_a_loop(m, mask):
    total = 0.0
    for k in range(2):
        y = m[mask, k]
        total += y[0] * y[1] ** 2
    return total


def elements_of_listed_rows(m, i):
    y = m[[0, 2], i:]
    return y[0, 1] ** 2 * y[1, 0]


@pytest.mark.parametrize(
    ("function", "index"),
    [
        (elements_of_rows_and_columns, np.array([True, False, True])),
        (elements_of_columns, np.array([True, False, True, True])),
        (elements_of_a_column_in_a_loop, np.array([True, False, True])),
        (elements_of_listed_rows, 1),
    ],
)
def test_elements_of_what_a_mask_among_other_indices_selects(function, index):
    check(function, np.arange(12.0).reshape(3, 4) / 7 + 0.1, index, wrt="m")
