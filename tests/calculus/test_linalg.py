"""Linear algebra: both modes against a numerical derivative and against each other."""

from __future__ import annotations

import numpy as np

from tests.calculus.evaluate import check
from tests.calculus.numbers import a, general, spd, z


def test_solve():
    check("numpy.linalg.solve", general(3, 3), a(3))
    check("numpy.linalg.solve", general(3, 3), a(3, 2))
    check("numpy.linalg.solve", general(4, 3, 3), a(4, 3, 2))
    check("numpy.linalg.solve", general(3, 3), a(4, 3, 2))
    check("numpy.linalg.solve", general(4, 3, 3), a(3, 2))
    check("numpy.linalg.solve", general(4, 3, 3), a(3))
    check("numpy.linalg.solve", general(3, 3) + 1j * a(3, 3), z(3))


def test_matrix_functions():
    check("numpy.linalg.inv", general(3, 3))
    check("numpy.linalg.inv", general(4, 3, 3))
    check("numpy.linalg.inv", general(3, 3) + 1j * a(3, 3))
    check("numpy.linalg.det", general(3, 3))
    check("numpy.linalg.det", general(4, 3, 3))
    check("numpy.linalg.det", general(3, 3) + 1j * a(3, 3))
    check("numpy.linalg.slogdet", general(3, 3))
    check("numpy.linalg.slogdet", -general(3, 3))
    check("numpy.linalg.slogdet", general(4, 3, 3))
    check("numpy.linalg.slogdet", general(3, 3) + 1j * a(3, 3))
    check("numpy.linalg.cholesky", spd())
    check("numpy.linalg.cholesky", spd(4))
    m = a(3, 3) + 1j * a(3, 3)
    check("numpy.linalg.cholesky", m @ np.conj(m.T) + 3 * np.eye(3))
