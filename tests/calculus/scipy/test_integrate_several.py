"""`scipy.integrate`: integrals over several variables, in what the integrand reads and in constant limits."""

import numpy as np
import pytest

from tests.support import check, refusal

integrate = pytest.importorskip("scipy.integrate")


def over_a_rectangle(a, b):
    return integrate.dblquad(lambda y, x: np.sin(a * x * y), 0.0, b, 0.5, 1.0)[0]


def over_a_triangle(a, b):
    return integrate.dblquad(lambda y, x, k: np.exp(-k * x * y), b, 1.0, lambda x: 0.0, lambda x: x * x, args=(a,))[0]


def over_a_box(a, b):
    return integrate.nquad(lambda x, y, k: np.cos(k * x) * (y + b), [(0, 1.0), (a, b)], args=(a,))[0]


def over_a_simplex(a, b):
    value = integrate.tplquad(
        lambda z, y, x: a * z + y * b, 0.0, 1.0, 0.0, lambda x: 1 - x, 0.0, lambda x, y: 1 - x - y
    )
    return value[0] ** 2


@pytest.mark.parametrize("function", [over_a_rectangle, over_a_triangle, over_a_box, over_a_simplex])
def test_several_variables(function):
    check(function, 0.7, 0.4, wrt=("a", "b"), order=1 if function is over_a_simplex else 2)


def with_a_moving_limit(a):
    return integrate.dblquad(lambda y, x: x * y, 0.0, 1.0, 0.0, lambda x: a * x)[0]


def with_options(a):
    return integrate.nquad(lambda x: a * x, [(0.0, 1.0)], opts={"limit": 5})[0]


def test_refused():
    assert "reads values from around it" in str(refusal(with_a_moving_limit, 0.5))
    assert "opts=" in str(refusal(with_options, 0.5))
