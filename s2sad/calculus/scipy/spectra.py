"""`scipy.signal`: spectra, responses and resampling, composed of transforms and filters."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.registry import composed, rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank
from s2sad.calculus.scipy.linalg import literal

__all__ = ["expm1_over", "log1p_over", "odd_extension", "response"]

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


def spectrum(call: CallView, of: str, segments: bool) -> Lines:
    """The mean over segments, each without its mean and within a window."""
    axis = literal(call, "axis", -1)
    if not isinstance(axis, int) or call.kinds.get("x") != "f":
        raise LookupError("a spectrum has a rule for real signals, along an axis that is a literal")
    if axis % known_rank(call, "x") != known_rank(call, "x") - 1:
        raise LookupError("a spectrum has a rule along the last axis: move it there with np.moveaxis")
    detrend, average = literal(call, "detrend", "constant"), literal(call, "average", "mean")
    if detrend not in ("constant", "linear", False) or average != "mean":
        raise LookupError("a spectrum has a rule for detrend='constant', 'linear' or False, and average='mean'")
    if not literal(call, "return_onesided", True):
        raise LookupError("a spectrum has a rule for return_onesided=True")
    length = (
        "min(256, n) if nperseg is None else min(nperseg, n)" if segments else "n if nfft is None else min(n, nfft)"
    )
    given = is_array(call, "window")
    length = "len(window)" if given else length
    overlap = "length // 2 if noverlap is None else noverlap" if segments else "0"
    lines = ["n = np.shape(x)[-1]", f"length = {length}", f"step = length - ({overlap})"]
    lines += ["at = step * np.arange((n - length) // step + 1)[:, None] + np.arange(length)"]
    lines += ["w = np.asarray(window)" if given else "w = scipy.signal.get_window(window, length)"]
    lines += ["full = length if nfft is None else nfft"]
    lines += ["scale = 1 / (fs * np.sum(w * w)) if scaling == 'density' else 1 / np.sum(w) ** 2"]
    lines += ["twice = 2.0 - (np.arange(full // 2 + 1) == 0) - (np.arange(full // 2 + 1) == full / 2)"]
    for name in of:
        segment = {
            "constant": f"{name}[..., at] - np.mean({name}[..., at], axis=-1, keepdims=True)",
            "linear": f"scipy.signal.detrend({name}[..., at], axis=-1)",
        }.get(str(detrend), f"{name}[..., at]")
        lines += [f"f{name} = np.fft.rfft(w * ({segment}), full, axis=-1)"]
    power = "fx.real**2 + fx.imag**2" if of == "x" else "np.conj(fx) * fy"
    lines += [f"y = (np.fft.rfftfreq(full, 1 / fs), np.mean(scale * twice * ({power}), axis=-2))"]
    return Lines(composed=tuple(lines))


SEGMENTS = "nperseg=None, noverlap=None, "
rule_for(f"y = scipy.signal.welch(x, fs=1.0, {SPECTRUM.format('hann', SEGMENTS)}, average='mean')")(
    lambda call: spectrum(call, "x", True)
)
rule_for(f"y = scipy.signal.periodogram(x, fs=1.0, {SPECTRUM.format('boxcar', '')})")(
    lambda call: spectrum(call, "x", False)
)

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


# -- filters there and back -----------------------------------------------------------------------


def odd_extension(x: Any, edge: Any) -> Any:
    """A signal that goes on turned about its ends."""
    n = np.shape(x)[-1]
    left, right = 2 * x[..., :1] - x[..., edge:0:-1], 2 * x[..., -1:] - x[..., n - 2 : n - 2 - edge : -1]
    return np.concatenate((left, x, right), axis=-1)


def is_along_the_last(call: CallView, name: str) -> None:
    axis, rank = literal(call, "axis", -1), known_rank(call, "x")
    if not isinstance(axis, int) or axis % rank != rank - 1:
        raise LookupError(f"scipy.signal.{name} has a rule along the last axis: move it there with np.moveaxis")


@rule_for("y = scipy.signal.sosfiltfilt(sos, x, axis=-1, padtype='odd', padlen=None)")
def sosfiltfilt(call: CallView) -> Lines:
    """Each time as if the first value had always been there: a constant comes out as many times as large."""
    is_along_the_last(call, "sosfiltfilt")
    if literal(call, "padtype", "odd") != "odd":
        raise LookupError("scipy.signal.sosfiltfilt has a rule for padtype='odd'")
    taps = "2 * np.shape(sos)[0] + 1 - min(np.sum(sos[:, 2] == 0), np.sum(sos[:, 5] == 0))"
    return Lines(
        composed=(
            "sos = np.asarray(sos)",
            f"edge = 3 * ({taps}) if padlen is None else padlen",
            "gain = np.prod(np.sum(sos[:, :3], axis=1) / np.sum(sos[:, 3:], axis=1))",
            "e = odd_extension(x, edge)",
            "u = (scipy.signal.sosfilt(sos, e - e[..., :1]) + gain * e[..., :1])[..., ::-1]",
            "v = (scipy.signal.sosfilt(sos, u - u[..., :1]) + gain * u[..., :1])[..., ::-1]",
            "y = v[..., edge : edge + np.shape(x)[-1]]",
        )
    )


@rule_for("y = scipy.signal.decimate(x, q, n=None, ftype='iir', axis=-1, zero_phase=True)")
def decimate(call: CallView) -> Lines:
    is_along_the_last(call, "decimate")
    if literal(call, "ftype", "iir") != "iir":
        raise LookupError("scipy.signal.decimate has a rule for ftype='iir'")
    made = "sosfiltfilt" if literal(call, "zero_phase", True) else "sosfilt"
    return Lines(
        composed=(
            "sos = scipy.signal.cheby1(8 if n is None else n, 0.05, 0.8 / q, output='sos')",
            f"y = scipy.signal.{made}(sos, x)[..., ::q]",
        )
    )
