"""Fourier transforms: both modes against a numerical derivative and against each other."""

from __future__ import annotations

from tests.calculus.evaluate import check
from tests.calculus.numbers import a, z


def test_fourier():
    for name in ("fft", "ifft"):
        check(f"numpy.fft.{name}", a(5))
        check(f"numpy.fft.{name}", z(4, 3), axis=0)
        check(f"numpy.fft.{name}", z(4, 3), norm="ortho")
