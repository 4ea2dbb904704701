"""`scipy.signal`: spectra of segments, filters in their coefficients, and other numbers of samples."""

from __future__ import annotations

import numpy as np
import pytest

from tests.calculus.scipy.lines import hold, line
from tests.support import refusal

RNG = np.random.default_rng(3)
X, Z, ROWS = RNG.normal(size=20), RNG.normal(size=20), RNG.normal(size=(2, 12))
B, A = np.array([0.3, 0.2, 0.4]), np.array([1.3, 0.2, -0.1])


def test_spectra_of_two_signals():
    hold("sg.csd(a, b, nperseg=4)[1]", X[:8], Z[:7], twice=True)
    hold("sg.csd(a, b, fs=2.0, nperseg=6, nfft=9, scaling='spectrum')[1]", ROWS, ROWS[:, ::-1].copy())
    hold("sg.csd(a, a, nperseg=8)[1]", X)
    hold("sg.coherence(a, b, nperseg=6)[1]", X, Z)


def test_spectra_in_time():
    hold("sg.spectrogram(a, fs=3.0, nperseg=8, noverlap=3)", ROWS)
    hold("sg.stft(a, nperseg=4)[2]", X[:9], twice=True)
    hold("sg.stft(a, nperseg=7, noverlap=2, boundary=None, padded=False, scaling='psd', nfft=10)[2]", ROWS)
    spectrum = RNG.normal(size=(5, 6)) + 1j * RNG.normal(size=(5, 6))
    hold("sg.istft(a)[1]", spectrum)
    hold("sg.istft(a, nperseg=9, fs=2.0, boundary=False, window='boxcar')", spectrum)


def test_filters_in_their_coefficients():
    hold("sg.lfilter(a, b, c, zi=[0.1, 0.2])[0]", B, A, X[:9], twice=True)
    hold("sg.lfilter(a, [1.3, 0.2, -0.1], b, zi=c)", B, X[:2], np.array([0.1, 0.2]))
    hold("sg.filtfilt(a, b, c)", B, A, X)
    sections = "np.concatenate((a[:, :3], np.ones((2, 1)), a[:, 3:]), axis=1)"
    numbers = np.array([[0.3, 0.2, 0.1, 0.4, 0.2], [0.5, 0.1, 0.05, -0.3, 0.1]])
    hold(f"sg.sosfilt({sections}, b)", numbers, X[:9])
    hold(f"sg.sosfiltfilt({sections}, b)", numbers, np.tile(X, 2))


@pytest.mark.parametrize(("up", "down"), [(1, 1), (3, 2), (2, 5)])
def test_other_numbers_of_samples(up, down):
    hold(f"sg.upfirdn(a, b, {up}, {down})", RNG.normal(size=7), X[:9], twice=up == 3)
    hold(f"sg.upfirdn([0.1, 0.2], a, {up}, {down})", ROWS)
    hold(f"sg.resample_poly(a, {2 * up}, {2 * down}, axis=1)", ROWS)


def test_filters_of_a_finite_length():
    hold("sg.resample_poly(a, 3, 2, window=[0.1, 0.2, 0.4, 0.2, 0.1])", X, twice=True)
    hold("sg.decimate(a, 3, n=8, ftype='fir')", X)
    hold("sg.decimate(a, 3, n=8, ftype='fir', zero_phase=False)", X)
    hold("sg.hilbert(a, 24).imag", X)
    hold("sg.hilbert(a, N=10).imag", ROWS)
    for mode in ("mirror", "constant"):
        hold(f"sg.savgol_filter(a, 4, 2, mode={mode!r}, cval=0.2)", ROWS)


REFUSED = {
    "sg.stft(a, boundary='even')[2]": "boundary='zeros'",
    "sg.spectrogram(a, mode='phase')[2]": "mode='psd'",
    "sg.istft(a, input_onesided=False)[1]": "input_onesided",
    "sg.upfirdn([0.1], a, mode='symmetric')": "zeros beyond",
    "sg.resample_poly(a, 2, 1, padtype='mean')": "zeros beyond",
    "sg.decimate(a, 2, ftype=sg.dlti([1.0], [1.0, 0.2]))": "ftype",
}


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text):
    assert REFUSED[text] in str(refusal(line(f"np.sum(abs({text}))"), ROWS))
