"""Operators: both modes against a numerical derivative and against each other."""

from __future__ import annotations

import numpy as np
import pytest

from s2sad.calculus import registry
from tests.calculus.evaluate import Case, check
from tests.calculus.numbers import a, z

PAIRS = [
    (a(3), a(3)),
    (a(2, 3), a(3)),
    (a(3), a(2, 3)),
    (a(2, 1), a(1, 3)),
    (a(2, 3), 0.6),
    (0.6, a(2, 3)),
    (0.3, 0.8),
    (a(1), a(3)),
    (a(2, 3), a(2, 1)),
    (np.float64(0.4), a(2)),
    (a(), a(2)),
    (a(0), a(1)),
    (a(0, 3), a(3)),
    (a(1, 1), 0.5),
    (a(2, 3), a(1)),
]


BINARY = (
    "operator.add operator.sub operator.mul operator.truediv operator.pow operator.mod "
    "numpy.maximum numpy.minimum numpy.fmax numpy.fmin numpy.hypot numpy.arctan2 "
    "numpy.logaddexp numpy.logaddexp2 numpy.fmod numpy.copysign numpy.power numpy.divmod"
).split()


@pytest.mark.parametrize("prim", BINARY)
@pytest.mark.parametrize("pair", PAIRS, ids=lambda p: f"{np.shape(p[0])}{np.shape(p[1])}")
def test_pairs(prim, pair):
    check(prim, *pair)


@pytest.mark.parametrize("prim", ["operator.add", "operator.sub", "operator.mul", "operator.truediv", "operator.pow"])
def test_pairs_complex(prim):
    case = Case(prim, a(2, 3), z(3))
    assert not np.iscomplexobj(case.adjoint("x", z(2, 3), case.view(True)))
    check(prim, z(2, 3), z(3))
    check(prim, a(2, 3), z(3))
    check(prim, z(3), a(2, 1))
    check(prim, 0.4, 0.3 + 0.2j)


@pytest.mark.parametrize("n", [0, 1, 2, 3, -1, -2, 5])
def test_integer_powers(n):
    check("operator.pow", a(3), n)
    check("operator.pow", 0.7, n)
    check("operator.pow", -0.7, n)
    check("operator.pow", np.array([-0.3, 0.6]), np.array([n, n]))


def test_powers_at_zero():
    for n in (1, 2, 3):
        check("operator.pow", np.array([0.0, 0.5]), n)
    case = Case("operator.pow", np.zeros(2), 0)
    assert case.tangent("x", np.ones(2), case.view(True)) == 0
    case = Case("operator.pow", np.zeros(2), np.zeros(2, int))
    np.testing.assert_array_equal(case.tangent("x", np.ones(2), case.view(True)), 0)
    case = Case("operator.pow", 0.0, 1.5)
    assert case.tangent("y", 1.0, case.view(False)) == 0
    assert case.tangent("x", 1.0, case.view(False)) == 0


def test_number_rules_of_python_use_no_numpy():
    for prim in "add sub mul truediv mod floordiv neg pos".split():
        rule = registry.find(f"operator.{prim}")
        if hasattr(rule, "tangent"):
            assert "np." not in rule.tangent(frozenset(rule.parameters))
    case = Case("operator.pow", 0.5, 3)
    assert "np." not in case.rule.tangent(frozenset("x"), case.view(True))
