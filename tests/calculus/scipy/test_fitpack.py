"""The splines of FITPACK, in their values and in the places; those that were made before, in the places alone."""

from __future__ import annotations

import numpy as np
import pytest

from tests.calculus.made import made
from tests.support import check, check_second_order, refusal

ip = pytest.importorskip("scipy.interpolate")
RNG = np.random.default_rng(1)
X, U = np.array([0.0, 0.7, 1.5, 2.4, 3.1, 4.0, 5.2]), np.array([0.0, 1.0, 2.0, 3.5, 4.0, 5.0])
Y, Z = RNG.normal(size=7), RNG.normal(size=(7, 6))
P, Q = np.array([0.3, 1.2, 2.2, 4.3]), np.array([0.4, 1.3, 3.3, 4.6])
SMOOTH, SURFACE = ip.UnivariateSpline(X, Y, s=0.3), ip.RectBivariateSpline(X, U, Z)
TCK, KNOTS = ip.splrep(X, Y), np.array([0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 2.0, 2.0, 2.0])


def hold(text, *args, twice=False):
    params = ("a", "b", "c")[: len(args)]
    names = {"ip": ip, "X": X, "U": U, "SMOOTH": SMOOTH, "SURFACE": SURFACE, "TCK": TCK, "KNOTS": KNOTS}
    check(made(text, ", ".join(params), **names), *args, wrt=params)
    if twice:
        check_second_order(made(f"np.sum(({text}) ** 2)", ", ".join(params), **names), *args, wrt=params)


def test_curves():
    hold("ip.InterpolatedUnivariateSpline(X, a)(b)", Y, P, twice=True)
    hold("ip.UnivariateSpline(X, a, s=0, k=2)(b, 1)", Y, P)
    hold("ip.UnivariateSpline(X, a, k=1, s=0)(b)", Y, 0.3)
    hold("ip.InterpolatedUnivariateSpline(X, a).integral(b, c)", Y, 0.3, 4.4)
    hold("ip.InterpolatedUnivariateSpline(X, a).integral(b, c)", Y, -0.3, 6.4)
    hold("SMOOTH(a) * SMOOTH(a, 1)", P, twice=True)


def test_coefficients():
    hold("ip.splev(a, TCK)", P, twice=True)
    hold("ip.splev(a, TCK, der=1) * ip.splint(b, c, TCK)", 0.3, -0.4, 4.4)
    hold("ip.splev(b, (KNOTS, a, 3))", Y[:5], np.array([0.3, 1.2]), twice=True)
    hold("ip.splint(b, c, (KNOTS, a, 3))", Y[:5], 0.3, 1.2)


def test_surfaces():
    hold("ip.RectBivariateSpline(X, U, a)(b, c)", Z, P, Q, twice=True)
    hold("ip.RectBivariateSpline(X, U, a, kx=1, ky=2)(b, c, dy=1)", Z, 0.3, Q)
    hold("ip.RectBivariateSpline(X, U, a)(b, c, grid=False)", Z, P, Q)
    hold("ip.RectBivariateSpline(X, U, a).ev(b, c, dx=1)", Z, 0.3, 0.4)
    beyond = np.array([-0.3, 6.0, 1.0]), np.array([0.2, 0.3, 7.0])
    hold("SURFACE.ev(a, b)", P, Q, twice=True)
    hold("SURFACE(a, b, grid=False)", *beyond)
    hold("ip.RectBivariateSpline(X, U, a).ev(b, c)", Z, *beyond)


REFUSED = {
    "ip.UnivariateSpline(X, a)(0.3)": "s=0",
    "ip.UnivariateSpline(X, a, s=0, ext=3)(0.3)": "ext=0, 1 and 2",
    "ip.UnivariateSpline(X, a, w=X, s=0)(0.3)": "without w",
    "ip.splev(0.3, ip.splrep(X, a))": "splrep",
    "ip.splev(0.3, (a, X, 3))": "no derivative in 't'",
    "np.sum(SURFACE(a, [0.3]))": "made here",
}


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text):
    assert REFUSED[text] in str(refusal(made(text, "a", ip=ip, X=X, SURFACE=SURFACE), Y))
