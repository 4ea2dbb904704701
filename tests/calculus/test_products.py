"""Products: both modes against a numerical derivative and against each other."""

from __future__ import annotations

import numpy as np
import pytest

from tests.calculus.evaluate import check
from tests.calculus.numbers import a, z

MATMUL = [
    (a(3), a(3)),
    (a(2, 3), a(3)),
    (a(3), a(3, 2)),
    (a(2, 3), a(3, 4)),
    (a(5, 2, 3), a(3, 4)),
    (a(2, 3), a(5, 3, 4)),
    (a(5, 2, 3), a(5, 3, 4)),
    (a(5, 1, 2, 3), a(4, 3, 2)),
    (a(3), a(5, 3, 2)),
    (a(5, 2, 3), a(3)),
    (a(4, 5, 2, 3), a(3)),
    (a(3), a(2, 5, 3, 2)),
    (z(2, 3), z(3, 2)),
    (a(1, 2, 3), a(5, 3, 4)),
    (a(0, 3), a(3, 2)),
    (a(2, 0), a(0, 3)),
]


@pytest.mark.parametrize("pair", MATMUL, ids=lambda p: f"{np.shape(p[0])}{np.shape(p[1])}")
def test_matmul(pair):
    check("operator.matmul", *pair)
    check("numpy.matmul", *pair)


DOT = [
    (0.3, a(3)),
    (a(3), 0.3),
    (0.3, 0.4),
    (a(3), a(3)),
    (a(2, 3), a(3)),
    (a(3), a(3, 2)),
    (a(2, 3), a(3, 4)),
    (a(5, 2, 3), a(3)),
    (a(5, 2, 3), a(3, 4)),
    (a(3), a(5, 3, 2)),
    (a(2, 3), a(5, 3, 4)),
    (a(2, 5, 3), a(4, 3, 2)),
    (a(), a(2, 2)),
    (z(2, 3), z(3)),
]


@pytest.mark.parametrize("pair", DOT, ids=lambda p: f"{np.shape(p[0])}{np.shape(p[1])}")
def test_dot(pair):
    check("numpy.dot", *pair)


@pytest.mark.parametrize(
    "pair",
    [(a(3), a(3)), (0.3, a(2, 3)), (a(2, 3), a(3)), (a(3), a(2, 3)), (a(4, 3), a(2, 5, 3)), (z(3), z(3))],
    ids=lambda p: f"{np.shape(p[0])}{np.shape(p[1])}",
)
def test_inner(pair):
    check("numpy.inner", *pair)


def test_other_products():
    check("numpy.vdot", a(3), a(3))
    check("numpy.vdot", z(2, 3), z(6))
    check("numpy.outer", a(3), a(4))
    check("numpy.outer", a(2, 3), a(4))
    check("numpy.cross", a(3), a(3))
    check("numpy.cross", a(4, 3), a(3))
    check("numpy.kron", a(2, 3), a(3, 2))
    check("numpy.kron", a(2), a(3))


@pytest.mark.parametrize("axes", [0, 1, 2, (1, 0), ((0, 1), (1, 0)), ((1,), (0,)), ((-1, 0), (0, 1))], ids=str)
def test_tensordot(axes):
    shapes = {"0": ((2, 3), (4,)), "1": ((2, 3), (3, 4)), "2": ((5, 2, 3), (2, 3, 4)), "(1, 0)": ((2, 3, 4), (3, 5))}
    shapes |= {
        "((0, 1), (1, 0))": ((2, 3, 4), (3, 2, 5)),
        "((1,), (0,))": ((2, 3, 4), (3, 5)),
        "((-1, 0), (0, 1))": ((2, 4, 3), (3, 2, 5)),
    }
    left, right = shapes[str(axes)]
    check("numpy.tensordot", a(*left), a(*right), axes=axes)
    check("numpy.tensordot", a(*left), a(*right), axes)


EINSUMS = [
    ("ij,jk->ik", (2, 3), (3, 4)),
    ("ij,jk", (2, 3), (3, 4)),
    ("ii->i", (3, 3)),
    ("ii", (3, 3)),
    ("ij->", (2, 3)),
    ("i,j->ij", (2,), (3,)),
    ("i,i", (3,), (3,)),
    ("ij->ji", (2, 3)),
    ("ij,j->j", (2, 3), (3,)),
    ("...ij,...jk->...ik", (4, 2, 3), (4, 3, 2)),
    ("...ij,jk->...ik", (4, 2, 3), (3, 2)),
    ("bij,bjk,bk->bi", (2, 3, 4), (2, 4, 3), (2, 3)),
    ("ijk->j", (2, 3, 4)),
    ("iij->j", (3, 3, 2)),
    ("...ii->...i", (2, 3, 3)),
    ("ij,ij->ij", (1, 3), (2, 3)),
    ("i,->i", (3,), ()),
    ("...i,...i->...", (2, 1, 3), (4, 3)),
    ("a,a,a", (3,), (3,), (3,)),
    ("ij,kl->", (2, 3), (2, 2)),
    ("i,ij,j", (2,), (2, 3), (3,)),
]


@pytest.mark.parametrize("spec", EINSUMS, ids=lambda s: s[0])
def test_einsum(spec):
    check("numpy.einsum", spec[0], *(a(*shape) for shape in spec[1:]))
