"""Functions of matrices and signals that are composed of others: both modes, and to second order."""

from __future__ import annotations

import numpy as np
import pytest

from tests.calculus.made import made
from tests.calculus.numbers import a, general, spd
from tests.calculus.scipy.lines import MODULES, hold, line
from tests.support import check, refusal

optimize = pytest.importorskip("scipy.optimize")
ROW, LONG = a(16), a(40)


def test_polar_factors():
    for shape in ((3, 3), (5, 3)):
        m = a(*shape) + 2 * np.eye(*shape)
        hold("la.polar(a)[0]", m)
        hold("la.polar(a)[1]", m, twice=shape == (3, 3))
    turn = np.array([[0.6, -0.8], [0.8, 0.6]])  # all singular values are one
    hold("la.polar(a)[0] + la.polar(a)[1]", turn)
    hold("la.orthogonal_procrustes(a, b)[0] * la.orthogonal_procrustes(a, b)[1]", general(3, 3), general(3, 3))


def test_functions_of_matrices():
    f = line("la.fractional_matrix_power(a, b)", "a, b")
    check(f, spd(n=2), 0.3, wrt=("a", "b"), modes=("reverse",))
    hold("la.fractional_matrix_power(a, -2)", general(3, 3))
    hold("la.solve_circulant(a, b)", np.array([3.0, 0.5, 0.2]), a(3), twice=True)
    hold("la.solve_circulant(a, b)", np.array([3.0, 0.5, 0.2]), a(3, 2))
    hold("la.eigvalsh_tridiagonal(a, b)", np.array([0.3, 1.2, 2.9, 4.1]), a(3))
    hold("la.pinvh(a)", spd())
    hold("la.pinvh(a, lower=False)", spd() + 0.3j * general(3, 3))
    hold("la.khatri_rao(a, b)", a(2, 3), a(4, 3))
    hold("la.convolution_matrix(a, 4)", a(3))
    check(made("op.rosen(a)", "a", op=optimize), a(4))


SPECTRA = [
    "welch(a, nperseg=8)[1]", "welch(a, nperseg=5, window='boxcar', detrend=False)[1]", "periodogram(a)[1]",
    "welch(a, fs=2.0, nperseg=6, noverlap=2, nfft=9, detrend='linear', scaling='spectrum')[1]",
    "periodogram(a, window='hann', nfft=32)[1]", "welch(a, window=[0.1, 0.2, 0.4, 0.3, 0.2])[1]",
    "periodogram(a, window=('kaiser', 2.0))[1]",
]  # fmt: skip


@pytest.mark.parametrize("text", SPECTRA)
def test_spectra(text):
    hold(f"sg.{text}", ROW, twice=text == SPECTRA[0])
    hold(f"sg.{text}", a(2, 12))


def test_a_window_that_varies():
    hold("sg.welch(a, window=b)[1]", ROW, a(8), twice=True)


def test_responses():
    hold("sg.freqz(a, b, worN=6)[1].real", a(3), np.array([1.0, 0.4]), twice=True)
    hold("sg.freqz(a, worN=np.array([0.1, 0.7]))[1].imag", a(3))
    for method in ("linear", "quadratic", "logarithmic", "hyperbolic"):
        text = f"sg.chirp(a, b, 1.3, c, method={method!r}, phi=20)"
        hold(text, np.linspace(0.1, 1.0, 5), 1.2, 2.3, twice=method == "linear")
        hold(text, np.linspace(0.0, 1.0, 5), 1.2, 1.2, twice=method == "hyperbolic")
    check(line("sg.chirp(a, 1.2, 1.3, 2.2)"), np.linspace(0.1, 1.0, 5, dtype=np.float32))
    hold("sg.chirp(a, 1.2, 1.3, 0.4, method='quadratic', vertex_zero=False)", np.linspace(0.1, 1.0, 5))


SOS = np.array([[0.3, 0.2, 0.1, 1.0, 0.4, 0.2], [0.5, 0.1, 0.0, 1.0, -0.3, 0.0]])


def test_filters_there_and_back():
    check(made("sg.sosfiltfilt(SOS, a)", "a", SOS=SOS, **MODULES), LONG)
    check(made("sg.sosfiltfilt(SOS, a, padlen=4)", "a", SOS=SOS, **MODULES), a(2, 12))
    hold("sg.decimate(a, 2)", a(64))
    hold("sg.decimate(a, 3, n=2, zero_phase=False)", LONG)


REFUSED = {
    "np.sum(la.polar(a + 0j)[0].real)": "real matrices",
    "np.sum(sg.welch(a, average='median')[1])": "average='mean'",
    "np.sum(sg.periodogram(a, axis=0)[1])": "last axis",
}


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text):
    assert REFUSED[text] in str(refusal(line(text), general(12, 12)))
