"""Stores at several places: which of them name one element twice decides what its adjoint is."""

import numpy as np

from tests.support import Case, derivatives, second_derivatives

X = np.array([0.3, 0.8, 1.3, 0.55])


def one_place_by_two_numbers(x):
    y = np.zeros(3)
    y[np.arange(-2, 2)] = x * x
    y[np.unique([-2, -1, 1])] += x[1:] * y
    y[np.argsort(np.outer(x[:2], x[:3]))] *= x[3]
    return y[0] + 2 * y[1] * y[2]


def each_pair_once(x):
    y, k = np.outer(x, x), np.arange(3)
    np.fill_diagonal(y, x**3)
    y[k, k + 1] = y[k, k] * x[:3]
    y[np.ix_(k, k)] *= x[0]
    return np.sum(y * y)


CASES = [Case(one_place_by_two_numbers, (X,)), Case(each_pair_once, (X,))]

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives(CASES)
