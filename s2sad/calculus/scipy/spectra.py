"""`scipy.signal`: spectra and responses, composed of transforms."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.registry import composed, rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank
from s2sad.calculus.scipy.linalg import literal

__all__ = ["added_up", "expm1_over", "filled_up", "log1p_over", "response"]

# -- spectra --------------------------------------------------------------------------------------

SPECTRUM = "window={0!r}, {1}nfft=None, detrend='constant', return_onesided=True, scaling='density', axis=-1"


def is_array(call: CallView, name: str) -> bool:
    """Whether a window is given as its numbers; by name, with parameters or without, otherwise."""
    numbers = call.static.get(name)
    if call.ranks.get(name) == 1 or (isinstance(numbers, (list, tuple)) and not isinstance(numbers[0], str)):
        return True
    if name in call.given and name not in call.static and name not in call.counts:
        raise LookupError("the window of a spectrum must be a literal, or an array whose type is known")
    return name in call.counts and name not in call.static


def along_the_last(call: CallView, names: str) -> None:
    axis = literal(call, "axis", -1)
    if not isinstance(axis, int) or any(call.kinds.get(name) != "f" for name in names):
        raise LookupError("a spectrum has a rule for real signals, along an axis that is a literal")
    if any(axis % known_rank(call, name) != known_rank(call, name) - 1 for name in names):
        raise LookupError("a spectrum has a rule along the last axis: move it there with np.moveaxis")
    if not literal(call, "return_onesided", True):
        raise LookupError("a spectrum has a rule for return_onesided=True")


def segments(call: CallView, names: str, length: str, overlap: str, detrended: object) -> list[str]:
    """Lines that give the transforms ``fx`` of the segments of ``x``, one of ``n`` elements after another."""
    detrend = literal(call, "detrend", detrended)
    if detrend not in ("constant", "linear", False):
        raise LookupError("a spectrum has a rule for detrend='constant', 'linear' or False")
    given = is_array(call, "window")
    lines = [f"length = {'len(window)' if given else length}", f"step = length - ({overlap})"]
    lines += ["at = step * np.arange((n - length) // step + 1)[:, None] + np.arange(length)"]
    lines += ["w = np.asarray(window)" if given else "w = scipy.signal.get_window(window, length)"]
    lines += ["full = length if nfft is None else nfft"]
    for name in names:
        segment = {
            "constant": f"{name}[..., at] - np.mean({name}[..., at], axis=-1, keepdims=True)",
            "linear": f"scipy.signal.detrend({name}[..., at], axis=-1)",
        }.get(str(detrend), f"{name}[..., at]")
        lines += [f"f{name} = np.fft.rfft(w * ({segment}), full, axis=-1)"]
    return lines


SCALE = (
    "scale = 1 / (fs * np.sum(w * w)) if scaling == 'density' else 1 / np.sum(w) ** 2",
    "twice = 2.0 - (np.arange(full // 2 + 1) == 0) - (np.arange(full // 2 + 1) == full / 2)",
)
FREQUENCIES = "np.fft.rfftfreq(full, 1 / fs)"
LENGTH = "min(256, n) if nperseg is None else min(nperseg, n)"
HALF = "length // 2 if noverlap is None else noverlap"


def mean_over_segments(call: CallView, names: str) -> None:
    along_the_last(call, names)
    if literal(call, "average", "mean") != "mean":
        raise LookupError("a spectrum has a rule for average='mean'")


def spectrum(call: CallView, segmented: bool) -> Lines:
    """The mean over segments, each without its mean and within a window."""
    mean_over_segments(call, "x")
    length = LENGTH if segmented else "n if nfft is None else min(n, nfft)"
    cut = segments(call, "x", length, HALF if segmented else "0", "constant")
    power = "np.mean(scale * twice * (fx.real**2 + fx.imag**2), axis=-2)"
    return Lines(composed=("n = np.shape(x)[-1]", *cut, *SCALE, f"y = ({FREQUENCIES}, {power})"))


SEGMENTS = "nperseg=None, noverlap=None, "
rule_for(f"y = scipy.signal.welch(x, fs=1.0, {SPECTRUM.format('hann', SEGMENTS)}, average='mean')")(
    lambda call: spectrum(call, True)
)
rule_for(f"y = scipy.signal.periodogram(x, fs=1.0, {SPECTRUM.format('boxcar', '')})")(
    lambda call: spectrum(call, False)
)


def filled_up(x: Any, n: Any) -> Any:
    """A signal with zeros behind it, up to n elements."""
    missing = n - np.shape(x)[-1]
    return np.concatenate((x, np.zeros((*np.shape(x)[:-1], missing))), axis=-1) if missing else x


TOGETHER = ("n = max(np.shape(x)[-1], np.shape(z)[-1])", "x = filled_up(x, n)", "z = filled_up(z, n)")


@rule_for(f"y = scipy.signal.csd(x, z, fs=1.0, {SPECTRUM.format('hann', SEGMENTS)}, average='mean')", y="z")
def csd(call: CallView) -> Lines:
    mean_over_segments(call, "xz")
    cut = segments(call, "xz", LENGTH, HALF, "constant")
    cross = f"({FREQUENCIES}, np.mean(scale * twice * (np.conj(fx) * fz), axis=-2))"
    return Lines(composed=(*TOGETHER, *cut, *SCALE, f"y = {cross}"))


@rule_for(
    "y = scipy.signal.coherence(x, z, fs=1.0, window='hann', nperseg=None, noverlap=None, nfft=None, "
    "detrend='constant', axis=-1)",
    y="z",
)
def coherence(call: CallView) -> Lines:
    mean_over_segments(call, "xz")
    cut = segments(call, "xz", LENGTH, HALF, "constant")
    cross = "c = np.mean(np.conj(fx) * fz, axis=-2)"
    own = ("np.mean(fx.real**2 + fx.imag**2, axis=-2)", "np.mean(fz.real**2 + fz.imag**2, axis=-2)")
    return Lines(
        composed=(*TOGETHER, *cut, cross, f"y = ({FREQUENCIES}, (c.real**2 + c.imag**2) / {own[0]} / {own[1]})")
    )


@rule_for(
    "y = scipy.signal.spectrogram(x, fs=1.0, window=('tukey', 0.25), nperseg=None, noverlap=None, nfft=None, "
    "detrend='constant', return_onesided=True, scaling='density', axis=-1, mode='psd')"
)
def spectrogram(call: CallView) -> Lines:
    along_the_last(call, "x")
    if literal(call, "mode", "psd") != "psd":
        raise LookupError("scipy.signal.spectrogram has a rule for mode='psd'")
    cut = segments(call, "x", LENGTH, "length // 8 if noverlap is None else noverlap", "constant")
    power = "np.swapaxes(scale * twice * (fx.real**2 + fx.imag**2), -1, -2)"
    times = "(length / 2 + step * np.arange(np.shape(at)[0])) / fs"
    return Lines(composed=("n = np.shape(x)[-1]", *cut, *SCALE, f"y = ({FREQUENCIES}, {times}, {power})"))


SIZE = "size = np.sum(w) if scaling == 'spectrum' else np.sqrt(fs * np.sum(w * w))"


@rule_for(
    "y = scipy.signal.stft(x, fs=1.0, window='hann', nperseg=256, noverlap=None, nfft=None, detrend=False, "
    "return_onesided=True, boundary='zeros', padded=True, axis=-1, scaling='spectrum')"
)
def stft(call: CallView) -> Lines:
    along_the_last(call, "x")
    border = literal(call, "boundary", "zeros")
    if border not in ("zeros", None):
        raise LookupError("scipy.signal.stft has a rule for boundary='zeros' and None")
    length = "len(window)" if is_array(call, "window") else "min(nperseg, np.shape(x)[-1])"
    edge = "m // 2" if border else "0"
    lines = [f"m = {length}", f"s = m - ({HALF.replace('length', 'm')})", f"n = np.shape(x)[-1] + 2 * ({edge})"]
    lines += ["n = n + (m - n) % s % m" if literal(call, "padded", True) else "n = n"]
    front = f"np.zeros((*np.shape(x)[:-1], {edge}))"
    lines += [f"x = filled_up({f'np.concatenate(({front}, x), axis=-1)' if border else 'x'}, n)"]
    cut = segments(call, "x", "m", HALF, False)
    times = f"({'0.0' if border else 'm / 2'} + step * np.arange(np.shape(at)[0])) / fs"
    return Lines(composed=(*lines, *cut, SIZE, f"y = ({FREQUENCIES}, {times}, np.swapaxes(fx / size, -1, -2))"))


@rule_for(
    "y = scipy.signal.istft(Zxx, fs=1.0, window='hann', nperseg=None, noverlap=None, nfft=None, input_onesided=True, "
    "boundary=True, time_axis=-1, freq_axis=-2, scaling='spectrum')"
)
def istft(call: CallView) -> Lines:
    """The segments, added where they overlap; where no window reaches there is nothing to divide by."""
    axes = literal(call, "time_axis", -1), literal(call, "freq_axis", -2)
    if axes != (-1, -2) or literal(call, "nfft", None) is not None or not literal(call, "input_onesided", True):
        raise LookupError("scipy.signal.istft has a rule for input_onesided=True, the last two axes, without nfft")
    window = "np.asarray(window)" if is_array(call, "window") else "scipy.signal.get_window(window, length)"
    edge = "length // 2" if literal(call, "boundary", True) else "0"
    return Lines(
        composed=(
            "even = 2 * (np.shape(Zxx)[-2] - 1)",
            "length = even if nperseg is None else nperseg",
            f"step = length - ({HALF})",
            f"w = {window}",
            SIZE,
            "at = step * np.arange(np.shape(Zxx)[-1])[:, None] + np.arange(length)",
            "n = step * (np.shape(Zxx)[-1] - 1) + length",
            "norm = np.bincount(np.ravel(at), np.tile(w * w, np.shape(Zxx)[-1]))",
            "part = np.fft.irfft(Zxx, length if length == even + 1 else even, axis=-2)[..., :length, :]",
            "whole = added_up(np.swapaxes(part, -1, -2) * (w * size), at, n) / np.where(norm > 1e-10, norm, 1.0)",
            f"y = (np.arange(n - 2 * ({edge})) / fs, whole[..., {edge}: n - ({edge})])",
        )
    )


def added_up(parts: Any, at: Any, n: Any) -> Any:
    """n elements to which those of the parts are added at their places."""
    whole = np.zeros((*np.shape(parts)[:-2], n), parts.dtype)
    where: Any = (..., at)
    np.add.at(whole, where, parts)
    return whole


# -- responses ------------------------------------------------------------------------------------


def response(b: Any, w: Any) -> Any:
    """The polynomial with these coefficients in ``exp(-i w)``."""
    return np.exp(-1j * w[:, None] * np.arange(np.shape(b)[0])) @ b


composed(
    "y = scipy.signal.freqz(b, a=1, worN=512, whole=False, plot=None, fs=6.283185307179586, include_nyquist=False)",
    "w = np.linspace(0, np.pi * (2 if whole else 1), worN, endpoint=include_nyquist and not whole)"
    " if np.ndim(worN) == 0 else 6.283185307179586 * np.asarray(worN) / fs",
    "below = response(np.atleast_1d(a), w)",
    "y = (w * fs / 6.283185307179586, response(np.atleast_1d(b), w) / below)",
)


def expm1_over(u: Any) -> Any:
    """``(exp(u) - 1) / u``, by its series close to 0."""
    far = np.abs(u) > 1e-3
    v = np.where(far, u, 1.0)
    return np.where(far, np.expm1(v) / v, 1 + u / 2 * (1 + u / 3 * (1 + u / 4 * (1 + u / 5))))


def log1p_over(u: Any) -> Any:
    """``log(abs(1 + u)) / u``, by its series close to 0."""
    far = np.abs(u) > 1e-3
    v = np.where(far, u, 1.0)
    return np.where(far, np.log(np.abs(1 + v)) / v, 1 - u * (1 / 2 - u * (1 / 3 - u * (1 / 4 - u * (1 / 5 - u / 6)))))


@rule_for("y = scipy.signal.chirp(t, f0, t1, f1, method='linear', phi=0, vertex_zero=True)")
def chirp(call: CallView) -> Lines:
    method = str(literal(call, "method", "linear"))
    vertex = "0.5 * (f1 - f0) * t**2 / t1"
    cycles = {
        "lin": f"f0 * t + {vertex}",
        "qua": "f0 * t + (f1 - f0) * t**3 / (3 * t1**2) if vertex_zero else "
        "f1 * t + (f1 - f0) * ((t1 - t) ** 3 - t1**3) / (3 * t1**2)",
        "log": "f0 * t * expm1_over(t / t1 * np.log(f1 / f0))",
        "hyp": "f0 * t * log1p_over((f0 - f1) / (f1 * t1) * t)",
    }.get(method[:3])
    if cycles is None:
        raise LookupError(f"scipy.signal.chirp has no rule for method={method!r}")
    return Lines(composed=(f"cycles = {cycles}", "y = np.cos(2 * np.pi * cycles + np.pi / 180 * phi)"))
