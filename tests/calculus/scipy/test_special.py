"""`scipy.special`: both modes against a numerical derivative and against each other."""

from __future__ import annotations

import pytest

from tests.calculus.evaluate import check
from tests.calculus.numbers import a

pytest.importorskip("scipy.special")


@pytest.mark.parametrize(
    "call",
    [
        ("erf", 0.3),
        ("erfc", a(3)),
        ("erfinv", a(3)),
        ("expit", a(3)),
        ("logit", a(3)),
        ("ndtr", a(3)),
        ("gammaln", a(3)),
        ("gamma", 0.7),
        ("xlogy", a(3), a(3)),
        ("logsumexp", a(2, 3)),
        ("softmax", a(2, 3)),
        ("j0", a(3)),
    ],
    ids=lambda c: c[0],
)
def test_scipy(call):
    check(f"scipy.special.{call[0]}", *call[1:])
