"""Joining: both modes against a numerical derivative and against each other."""

from __future__ import annotations

from tests.calculus.evaluate import check
from tests.calculus.numbers import a


def test_joining():
    for axis in (0, 1, -1, -2):
        check("numpy.concatenate", (a(2, 3), a(2, 3)), axis=axis)
        check("numpy.concatenate", [a(2, 3), a(2, 3), a(2, 3)], axis)
        check("numpy.stack", (a(2, 3), a(2, 3)), axis=axis)
    check("numpy.concatenate", (a(2), a(3), a(0)))
    check("numpy.stack", [a(3), a(3)])
    check("numpy.stack", [0.1, 0.2, 0.3])
    for name in ("vstack", "hstack", "column_stack", "dstack"):
        check(f"numpy.{name}", (a(3), a(3)))
        check(f"numpy.{name}", (a(2, 3), a(2, 3)))
    check("numpy.vstack", (a(3), a(2, 3)))
    check("numpy.hstack", (0.3, a(3)))
    check("numpy.column_stack", (a(3), a(3, 2)))
    check("numpy.append", a(2, 3), a(1, 3), 0)
    check("numpy.append", a(2, 3), a(2))
