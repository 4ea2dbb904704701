"""Whole numbers among the arguments that a rule must know: a derivative is made for the value of the call."""

import pickle

import numpy as np
import pytest

import s2sad
from s2sad.errors import NotSupportedError
from tests.support import check

X = np.array([0.7, 1.3, 0.45, 1.9])


def norm(x, order):
    return np.linalg.norm(x, ord=order)


def joined(x, n, axis=0):
    table, total = np.outer(x, x), 0.0
    for k in range(n):
        total += np.sum(np.concatenate([table, table * k], axis)[k] ** 2)
    return total


def test_each_value_has_a_derivative_of_its_own():
    gradient, hessian = s2sad.grad(norm, wrt="x"), s2sad.hessian(norm, wrt="x")
    for order in (3, 1, 4, 3):
        expected = (np.abs(X) / norm(X, order)) ** (order - 1)
        np.testing.assert_allclose(gradient(X, order), expected, rtol=1e-12)
        unit = X / norm(X, 2)
        if order == 3:
            hessian(X, order)
    np.testing.assert_allclose(hessian(X, 2), (np.eye(4) - np.outer(unit, unit)) / norm(X, 2), rtol=1e-10, atol=1e-12)
    again = pickle.loads(pickle.dumps(gradient))
    np.testing.assert_allclose(again(X, 2), unit, rtol=1e-12)


def test_what_need_not_be_known_is_not():
    gradient = s2sad.grad(joined, wrt="x")
    results = [gradient(X, n, axis) for n, axis in ((2, 0), (3, 0), (2, 1))]
    assert gradient.counts == ("axis",)
    assert not np.allclose(results[0], results[2])
    check(joined, X, 3, 1, wrt="x")
    check(joined, X, 2, wrt="x", order=2)


def test_other_numbers_are_refused():
    with pytest.raises(NotSupportedError, match="literal"):
        s2sad.grad(norm, wrt="x")(X, 2.5)
