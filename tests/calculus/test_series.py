"""The functions of `np.polynomial`, in each of its bases."""

from __future__ import annotations

import numpy as np
import pytest

from tests.calculus.made import made
from tests.support import check, check_refused, check_second_order

A = np.random.default_rng(4).permutation(np.linspace(0.2, 1.9, 12)).reshape(3, 4) ** 1.1
BASES = [
    ("polynomial", "poly"), ("chebyshev", "cheb"), ("legendre", "leg"), ("laguerre", "lag"), ("hermite", "herm"),
    ("hermite_e", "herme"),
]  # fmt: skip
CALLS = """
    Pval(x[0], x[1]) | Pval(0.3, x[1]) | Pval(x, x[0]) | Pval(x[0], x) | Pval(x[0], x, tensor=False) | Pval(x[0, 0], x)
    Pder(x[0]) | Pder(x[0], 2, scl=3.0) | Pder(x, 1, axis=1) | Pder(x, axis=0) | Pder(x[0], 5) | Pder(x[0, :1])
    Pint(x[0]) | Pint(x[0], 2, k=[1.0, 2.0], lbnd=0.5, scl=2.0) | Pint(x, axis=1) | Padd(x[0], x[1, :2])
    Psub(x[0, :2], x[1]) | Pmul(x[0], x[1, :2]) | Pmulx(x[0]) | Ppow(x[0], 3) | Ppow(x[0, :2], 1) | Pvander(x[0], 3)
    Pvander(x, 2) | Pvander(x[0], 0) | Pfromroots(x[0]) | Proots(x[0] * np.array([1, 1, 1, 0.01])).real
    Pline(x[0, 0], x[0, 1]) | Pfit(x[0], x[1], 2) | Pfit(x[0], x[1], 1, w=x[2]) | Pval2d(x[0], x[1], x)
    Pgrid2d(x[0], x[1], x) | Pval3d(x[0], x[1], x[2], x[:, :, None] * x[0]) | Pmul(x[0], [1.0, 2.0])
"""
TEXTS = [text.strip() for line in CALLS.strip().splitlines() for text in line.split(" | ")]
CONVERTED = [f"np.polynomial.{m}.{t}(x[0])" for m, s in BASES[1:] for t in (f"poly2{s}", f"{s}2poly")]
WEIGHTS = "chebyshev.cheb laguerre.lag hermite.herm hermite_e.herme legendre.leg"
OTHERS = [f"np.polynomial.{name}weight(0.4 * x) * x" for name in WEIGHTS.split()]
OTHERS += ["np.polynomial.polyutils.trimcoef(x[0])", "np.polynomial.chebyshev.chebpts1(4) * x[0]"]
OF_BASES = [f"np.polynomial.{m}.{text.replace('P', s, 1)}" for m, s in BASES for text in TEXTS]
SERIES = " ".join(OF_BASES + CONVERTED + OTHERS)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(("module", "short"), BASES, ids=lambda v: v)
def test_functions_of_each_basis(module, short, text):
    call = f"np.polynomial.{module}.{text.replace('P', short, 1)}"
    check(made(call, "x"), A)
    if short in ("poly", "cheb"):
        check_second_order(made(f"np.sum(({call}) ** 2 * x[1, 2])", "x"), A)


@pytest.mark.parametrize("text", CONVERTED + OTHERS)
def test_conversions_and_weights(text):
    check(made(text, "x"), A)
    check_second_order(made(f"np.sum(({text}) ** 2 * x[1, 2])", "x"), A)


def test_of_complex_numbers():
    z = A + 1j * np.flip(A)
    for text in ("Pval(x[0], x[1])", "Pmul(x[0], x[1])", "Pder(x[0])", "Pfromroots(x[0])", "Pval(x[0].real, x[1])"):
        check(made(f"np.polynomial.chebyshev.{text.replace('P', 'cheb', 1)}", "x"), z)


@pytest.mark.parametrize("text", ["np.polynomial.polynomial.polydiv(x, x)", "np.polynomial.Polynomial(x)(2.0)"])
def test_what_is_refused(text):
    check_refused(made(text, "x"), A[0], line=text)
