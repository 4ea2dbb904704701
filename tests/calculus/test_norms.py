"""Norms: both modes against a numerical derivative and against each other."""

from __future__ import annotations

import numpy as np
import pytest

from s2sad.calculus import registry
from tests.calculus.evaluate import Case
from tests.calculus.numbers import a, distinct, rng, z


@pytest.mark.parametrize("order", [1, 2, 3, 2.5, np.inf, -np.inf])
def test_vector_norms(order):
    static = {"ord": order}
    case = Case("numpy.linalg.norm", distinct(4) - 0.5, **static)
    view = case.view(True)
    object.__setattr__(view, "static", {**view.static, **static})
    for smaller in (False, True):
        case.check_one("x", view, rng, smaller, 1e-6, 1e-7)
    case = Case("numpy.linalg.norm", z(2, 4), axis=1, **static)
    view = case.view(True)
    object.__setattr__(view, "static", {**view.static, **static})
    for smaller in (False, True):
        case.check_one("x", view, rng, smaller, 1e-6, 1e-7)


@pytest.mark.parametrize("order", [1, -1, 2, -2, np.inf, -np.inf, "fro", "nuc"])
@pytest.mark.parametrize("make", [a, z])
def test_matrix_norms(order, make):
    case = Case("numpy.linalg.norm", make(3, 4) - 0.5, ord=order)
    view = case.view(True)
    object.__setattr__(view, "static", {**view.static, "ord": order})
    for smaller in (False, True):
        case.check_one("x", view, rng, smaller, 1e-5, 1e-6)


def test_norm_at_zero_is_zero():
    for keywords in ({}, {"ord": 2}, {"ord": 1}, {"ord": 3}):
        case = Case("numpy.linalg.norm", np.zeros(3), **keywords)
        np.testing.assert_array_equal(case.tangent("x", np.ones(3), case.view(True)), 0)


def test_norm_whose_kind_is_not_known_is_refused():
    rule = registry.find("numpy.linalg.norm")
    from s2sad.calculus.rule import CallView

    with pytest.raises(LookupError):
        rule.tangent(frozenset("x"), CallView(frozenset({"x", "ord"}), {"ord": 1}))
