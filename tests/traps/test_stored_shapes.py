"""What is stored in an array may have fewer axes than the place, axes of length 1, and more axes of length 1."""

import numpy as np
import pytest

import s2sad
from tests.support import check, check_second_order

X = np.array([0.3, 0.8, 1.3, 0.55])
ROW = np.array([[0.4, 0.7, -0.2, 1.1]])


def more_axes(x, row):
    y = np.zeros(4)
    y[:] = row * x
    return np.sum(y * y)


def more_axes_in_an_element(x, row):
    y = np.zeros(4)
    y[2:3] = row[:, :1] * x[1]
    return np.sum(y * y) + x[0]


def one_of_many(x, row):
    y = np.zeros((2, 4))
    y[0] = row[0, 1:2]
    y[1] = row * x[0]
    y[:, 1:] += row[:, 1:]
    return np.sum(y * y * x)


def not_taken(x, row):
    y = x * x
    if x[0] > 1e9:
        y[:] = row * x
    return np.sum(y * y)


def of_three_axes(x, row):
    y = np.ones(4)
    y += x
    y[...] = np.stack([row])[:1] * y
    return np.sum(y**3)


FUNCTIONS = [more_axes, more_axes_in_an_element, one_of_many, not_taken, of_three_axes]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_known_shapes(function):
    check(function, X, ROW, wrt=("x", "row"))
    check_second_order(function, X, ROW, wrt=("x", "row"))


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_unknown_shapes(function):
    """The text that is printed without types, with its helpers, gives what the one for these arguments gives."""
    module = {}
    exec(s2sad.source(function, wrt=("x", "row"), mode="reverse"), module)
    expected = s2sad.grad(function, wrt=("x", "row"))(X, ROW)
    for got, bar in zip(module[f"{function.__name__}_grad"](X, ROW), expected, strict=True):
        assert got.shape == bar.shape
        np.testing.assert_allclose(got, bar, rtol=1e-13)
