"""`scipy.signal`: products of sequences in every mode, recursive filters, and what is linear in a signal."""

from __future__ import annotations

import numpy as np
import pytest

from tests.calculus.numbers import a
from tests.calculus.scipy.lines import MODULES, hold, line, narrow
from tests.support import check, check_second_order, refusal

LONG, SHORT, IMAGE, MASK = a(6), a(3), a(5, 4), a(2, 3)
SIGNAL, ROWS = a(20), a(2, 20)
NUMERATOR, DENOMINATOR = np.array([0.3, 0.2, 0.4]), np.array([1.3, 0.2, -0.1, 0.05])


@pytest.mark.parametrize("mode", ["full", "same", "valid"])
@pytest.mark.parametrize("name", "convolve correlate fftconvolve oaconvolve".split())
def test_products(name, mode):
    text = f"sg.{name}(a, b, {mode!r})"
    hold(text, LONG, SHORT, twice=True)
    hold(text, SHORT, LONG)
    hold(text, LONG + 0.2j * LONG[::-1], SHORT + 0.3j)
    hold(text, LONG + 0.2j, SHORT)
    hold(text, IMAGE, MASK)
    hold(text, *narrow(LONG, SHORT))
    if name[0] in "fo":
        hold(f"sg.{name}(a, b, {mode!r}, axes=1)", IMAGE, a(5, 2))
        hold(f"sg.{name}(a, b, {mode!r}, axes=[-1])", IMAGE, a(1, 2), twice=mode == "same")


def test_products_by_a_method_and_of_images():
    hold("sg.convolve(a, b, method='direct')", LONG, SHORT)
    hold("sg.convolve2d(a, b, 'same')", IMAGE, MASK)
    hold("sg.correlate2d(a, b)", IMAGE + 0.1j, MASK + 0.3j)
    for mode in ("same", "valid"):
        hold(f"sg.correlate2d(a, b, {mode!r})", IMAGE, MASK, twice=True)
    hold("sg.correlate2d(a, b, 'same')", MASK, a(4, 5))


def test_lists_of_numbers():
    parts = [NUMERATOR.tolist(), DENOMINATOR.tolist()]
    hold("sg.lfilter(a, b, c)", *parts, a(6).tolist())
    hold("sg.convolve(a, b)", *parts)
    hold("sg.lfilter([a, 0.2], [1.0, b], [0.3, c, 1.0])", 0.5, 0.2, 0.7)


def test_a_recursive_filter():
    parts = (NUMERATOR, DENOMINATOR)
    hold("sg.lfilter(a, b, c)", *parts, a(9), twice=True)
    hold("sg.lfilter(a, b, c, axis=0)", *parts, a(8, 3))
    hold("sg.lfilter(a, b, c)", NUMERATOR + 0.1j, DENOMINATOR + 0.2j, a(9) + 0.1j)
    hold("sg.lfilter(a, b, c)", *parts, a(2))
    hold("sg.lfilter(a, b, c)", *narrow(*parts, a(9)))
    hold("sg.lfilter(a, [1.0], b)", NUMERATOR, a(9), twice=True)
    hold("sg.lfilter([a[0], a[1]], [1.0], b)", NUMERATOR, a(9))


def test_a_filter_with_a_state():
    text = "sg.lfilter([0.3, 0.2, 0.4], [1.3, 0.2, -0.1, 0.05], a, zi=b)"
    hold(text, a(9), a(3))
    hold(f"{text}[0]", a(9), a(3), twice=True)
    hold(text, a(2), a(3))
    hold(text, a(3, 9), a(3, 3))


def test_filters_of_several_parts():
    sections = MODULES["sg"].butter(4, 0.3, output="sos")
    check(line("sg.sosfilt(b, a)", "a, b"), SIGNAL, sections)
    check(line("sg.sosfilt(b, a, axis=0)", "a, b"), ROWS, sections)


@pytest.mark.parametrize("rest", ["", "padtype='even'", "padtype='constant'", "padtype=None", "padlen=4", "padlen=0"])
def test_there_and_back(rest):
    text = f"sg.filtfilt([0.1, 0.2, 0.1], [1.0, -0.5, 0.2], a, {rest})"
    hold(text, SIGNAL, twice=not rest)
    hold(text, ROWS)


def test_what_is_linear_in_a_signal():
    for text in ("sg.detrend(a)", "sg.detrend(a, type='constant')", "sg.detrend(a, bp=[5, 9])", "sg.hilbert(a)"):
        hold(text, SIGNAL, twice=True)
        hold(text, ROWS)
    hold("sg.hilbert(a, axis=0)", a(5, 3))
    hold("np.abs(sg.hilbert(a))", a(9))
    hold("sg.savgol_filter(a, 5, 2)", SIGNAL, twice=True)
    hold("sg.savgol_filter(a, 5, 2)", SIGNAL[:5])
    hold("sg.savgol_filter(a, 7, 3, deriv=1, delta=0.5, axis=0)", a(9, 2))


@pytest.mark.parametrize("n", [8, 9, 20])
def test_another_number_of_samples(n):
    for number in (8, 9, 12, 13, 20, 25):
        hold(f"sg.resample(a, {number})", SIGNAL[:n])
    hold("sg.resample(a, 6, axis=1)", ROWS[:, :n])


def test_windows_are_constants():
    function = line("np.sum(a * sg.get_window('hann', 4) * sg.windows.kaiser(4, 2.0) * a)")
    check(function, a(4))
    check_second_order(function, a(4))
    assert str(refusal(line("np.sum(sg.windows.kaiser(4, a))"), 2.0))
    assert str(refusal(line("np.sum(sg.get_window(('kaiser', a), 4))"), 2.0))


REFUSED = """
    sg.medfilt(a) | sg.savgol_filter(a, 4, 2) | sg.resample(a, 7, window='hann')
    sg.filtfilt([0.1], [1.0], a, method='gust') | sg.detrend(a, overwrite_data=True)
    sg.convolve2d(a[None], a[None], boundary='wrap')
"""


@pytest.mark.parametrize("text", [t.strip() for row in REFUSED.strip().splitlines() for t in row.split(" | ")])
def test_refused(text):
    assert str(refusal(line(f"np.sum({text})"), SIGNAL))
