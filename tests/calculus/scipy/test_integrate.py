"""`scipy.integrate`: integrals of samples, in the samples, in their places and in their distance."""

from __future__ import annotations

import numpy as np
import pytest

from tests.calculus.numbers import a
from tests.calculus.scipy.lines import hold, line, narrow
from tests.support import refusal


@pytest.mark.parametrize("n", [2, 3, 4, 5, 8, 9])
@pytest.mark.parametrize("name", ["trapezoid", "simpson", "cumulative_trapezoid", "cumulative_simpson"])
def test_samples(name, n):
    y, rows, x = a(n), a(3, n), np.cumsum(a(n))
    moves = "a" if name == "cumulative_simpson" else ("a", "b")
    twice = n in (4, 5)
    hold(f"it.{name}(a, x=b)", y, x, wrt=moves, twice=twice)
    hold(f"it.{name}(a, x=b, axis=0)", rows.T.copy(), x, wrt=moves)
    hold(f"it.{name}(a, dx=b)", y, 0.3, twice=twice)
    hold(f"it.{name}(a, dx=b)", rows, 0.3)
    hold(f"it.{name}(a, dx=0.2, axis=0)", rows.T.copy())
    hold(f"it.{name}(a)", *narrow(y))
    if name[0] == "c":
        hold(f"it.{name}(a, dx=b, initial=0)", rows, 0.3)
        hold(f"it.{name}(a, x=b, initial=0)", rows, x, wrt=moves)


@pytest.mark.parametrize("n", [2, 3, 5, 9, 17])
def test_romberg(n):
    hold("it.romb(a, b)", a(n), 0.3, twice=True)
    hold("it.romb(a, dx=b)", a(3, n), 0.3)
    hold("it.romb(a, axis=0)", a(n, 2))


def test_an_integral_to_a_bound_that_varies():
    hold("it.simpson(np.sin(b * np.linspace(0.0, 1.0, 8)) * a, dx=a * b)", 0.7, 1.3, twice=True)


def test_refused():
    y, x = a(5), np.cumsum(a(5))
    places = refusal(line("np.sum(it.cumulative_simpson(b, x=a))", "a, b"), x, y)
    assert "no derivative in 'x'" in str(places)
    grid = refusal(line("np.sum(it.simpson(a, x=b))", "a, b"), a(2, 5), np.stack([x, x]), wrt="a")
    assert "along one axis" in str(grid)
