"""`scipy.fft`: every transform in each norm, length and axis."""

from __future__ import annotations

import numpy as np
import pytest

from tests.calculus.numbers import a
from tests.calculus.scipy.lines import hold, line, narrow
from tests.support import refusal

X = a(4, 5)
Z = X + 0.3j * a(4, 5)
OF_REAL = ("rfft", "ihfft")


@pytest.mark.parametrize("name", "fft ifft rfft irfft hfft ihfft".split())
def test_along_one_axis(name):
    hold(f"abs(ft.{name}(a)) ** 2", X, twice=True)
    hold(f"ft.{name}(a)", *narrow(X))
    for rest in ("n=3", "n=7", "axis=0", "norm='ortho'", "norm='forward'", "n=4, axis=0"):
        hold(f"ft.{name}(a, {rest})", X if name in OF_REAL else Z)


@pytest.mark.parametrize("name", "fft ifft rfft irfft hfft ihfft".split())
@pytest.mark.parametrize("several", "2n")
def test_along_several_axes(name, several):
    hold(f"ft.{name}{several}(a)", X)
    for rest in ("s=(3, 6)", "axes=(1, 0)", "norm='ortho'", "norm='forward'"):
        if rest[0] != "s" or name not in ("irfft", "hfft"):
            hold(f"ft.{name}{several}(a, {rest})", X if name in OF_REAL else Z)


def test_shifts():
    hold("ft.fftshift(a)", X)
    hold("ft.ifftshift(a, axes=1)", X)


@pytest.mark.parametrize("name", "dct idct dst idst".split())
@pytest.mark.parametrize("kind", [1, 2, 3, 4])
def test_cosines_and_sines(name, kind):
    for norm in ("None", "'ortho'", "'forward'"):
        hold(f"ft.{name}(a, {kind}, norm={norm})", X)
        hold(f"ft.{name}n(a, {kind}, norm={norm})", X)
    hold(f"ft.{name}(a, type={kind}, n=4)", X)
    hold(f"ft.{name}(a, type={kind}, n=7, axis=0)", X, twice=True)
    hold(f"ft.{name}n(a, type={kind}, s=(3, 7))", X)
    hold(f"ft.{name}(a, type={kind}, axis=0)", Z)
    hold(f"ft.{name}(a, {kind})", *narrow(X[0]))


def test_refused():
    for text in ("ft.dct(a, orthogonalize=True)", "ft.fft(a, overwrite_x=True).real"):
        assert str(refusal(line(f"np.sum({text})"), X))
    assert str(refusal(line("np.sum(ft.dct(a, b))", "a, b"), X, np.int64(2)))
