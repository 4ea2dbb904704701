"""Methods of ufuncs."""

import numpy as np
import pytest

import s2sad
from tests.support import check, check_second_order

X = np.array([0.3, 0.8, 1.3])
M = np.arange(6.0).reshape(2, 3) / 5 + 0.3


def outer_sum(x, m):
    return np.sum(np.sin(np.add.outer(m, x * x)))


def outer_product_of_a_number(x, m):
    return np.sum(np.multiply.outer(x[0], m) ** 2)


def outer_minimum(x, m):
    return np.sum(np.minimum.outer(x[:2], x) * m)


def reductions(x, m):
    return np.sum(np.add.reduce(m) * x + np.multiply.reduce(m, 0) + np.maximum.reduce(m, axis=0)) * np.add.reduce(x)


def reduction_of_all(x, m):
    return np.add.reduce(m * x, axis=None) + np.sum(np.minimum.reduce(m, axis=1, keepdims=True) * m)


def accumulations(x, m):
    return np.sum(np.add.accumulate(m) * np.multiply.accumulate(m * x, axis=1))


FUNCTIONS = [outer_sum, outer_product_of_a_number, outer_minimum, reductions, reduction_of_all, accumulations]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_methods(function):
    check(function, X, M, wrt=("x", "m"))
    check_second_order(function, X, M, wrt=("x", "m"))


def reduced_in_groups(x, m):
    return np.sum(np.arctan2.reduceat(x, [0, 2]))


def test_what_is_not_supported_says_so():
    with pytest.raises(s2sad.NotSupportedError, match="no derivative for np.arctan2.reduceat"):
        s2sad.grad(reduced_in_groups)(X, M)
