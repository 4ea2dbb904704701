"""`scipy.signal`: filters in their coefficients, there and back, and other numbers of samples."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.registry import rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank
from s2sad.calculus.scipy.linalg import literal
from s2sad.calculus.scipy.spectra import is_array

__all__ = ["begun", "odd_extension", "stuffed"]


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
    kind, zero_phase = literal(call, "ftype", "iir"), literal(call, "zero_phase", True)
    if kind not in ("iir", "fir"):
        raise LookupError("scipy.signal.decimate has a rule for ftype='iir' and 'fir'")
    if kind == "fir":
        design = "h = scipy.signal.firwin((20 * q if n is None else n) + 1, 1 / q, window='hamming')"
        if zero_phase:
            return Lines(composed=(design, "up, down = 1, q", *RESAMPLED))
        return Lines(composed=(design, "y = scipy.signal.lfilter(h, [1.0], x)[..., ::q]"))
    made = "sosfiltfilt" if zero_phase else "sosfilt"
    return Lines(
        composed=(
            "sos = scipy.signal.cheby1(8 if n is None else n, 0.05, 0.8 / q, output='sos')",
            f"y = scipy.signal.{made}(sos, x)[..., ::q]",
        )
    )


# -- other numbers of samples ----------------------------------------------------------------------


def stuffed(x: Any, up: Any, n: Any) -> Any:
    """A signal with ``up - 1`` zeros between its elements, and zeros behind it up to n elements."""
    made = np.zeros((*np.shape(x)[:-1], n), x.dtype)
    made[..., : up * np.shape(x)[-1] : up] = x
    return made


@rule_for("y = scipy.signal.upfirdn(h, x, up=1, down=1, axis=-1, mode='constant', cval=0)")
def upfirdn(call: CallView) -> Lines:
    """Down and up are one another's transposes; the filter is turned round, and begins where an element stood."""
    is_along_the_last(call, "upfirdn")
    if literal(call, "mode", "constant") != "constant" or literal(call, "cval", 0) != 0:
        raise LookupError("scipy.signal.upfirdn has a rule for zeros beyond the border")
    if any(call.kinds.get(name) == "c" for name in "hx"):
        raise LookupError("scipy.signal.upfirdn has a rule for real signals")
    size = "np.shape(x)[-1] * up + np.size(h)"
    return Lines(
        ("dy = scipy.signal.upfirdn(h, _expand(dx, x), up, down)",),
        (
            "shift = -(np.size(h) - 1) % up",
            "turned = np.concatenate((np.zeros(shift), np.asarray(h)[::-1]))",
            "first = (np.size(turned) - 1) // up",
            "full = scipy.signal.upfirdn(turned, _expand(dy, y), down, up)",
            "dx = matching(full, first, np.shape(x)[-1])",
        ),
        (
            f"z = scipy.signal.lfilter(h, [1.0], stuffed(x, up, {size}))",
            "y = z[..., ::down][..., : np.shape(y)[-1]]",
        ),
    )


def matching(full: Any, first: Any, n: Any) -> Any:
    """n elements from the first on; what is missing behind is zero."""
    part = full[..., first : first + n]
    missing = n - np.shape(part)[-1]
    return np.concatenate((part, np.zeros((*np.shape(part)[:-1], missing))), axis=-1) if missing else part


def begun(h: Any, up: Any, down: Any) -> Any:
    """A filter of which the middle falls on an element of the result."""
    return np.concatenate((np.zeros(-((np.shape(h)[0] - 1) // 2) % down), h, np.zeros(up)))


RESAMPLED = (
    "n, half = -(-np.shape(x)[-1] * up // down), (np.shape(h)[0] - 1) // 2",
    "first = -(-half // down)",
    "y = scipy.signal.upfirdn(begun(h, up, down), x, up, down)[..., first : first + n]",
)
"""Filtered between the elements, and every so many of these; the middle of the filter stands at an element."""


@rule_for("y = scipy.signal.resample_poly(x, up, down, axis=0, window=('kaiser', 5.0), padtype='constant', cval=None)")
def resample_poly(call: CallView) -> Lines:
    axis, rank = literal(call, "axis", 0), known_rank(call, "x")
    plain = literal(call, "padtype", "constant") == "constant" and literal(call, "cval", None) in (None, 0)
    if not isinstance(axis, int) or not plain or call.kinds.get("x") != "f":
        raise LookupError("scipy.signal.resample_poly has a rule for real signals, and zeros beyond the border")
    front, back = ("x", "y")
    if axis % rank != rank - 1:
        front, back = f"np.moveaxis(x, {axis}, -1)", f"np.moveaxis(y, -1, {axis})"
    design = (
        "scipy.signal.firwin(20 * max(up, down) + 1, 1 / max(up, down), window=window) if up != down else np.ones(1)"
    )
    return Lines(
        composed=(
            "up, down = up // math.gcd(up, down), down // math.gcd(up, down)",
            f"h = up * ({'np.asarray(window)' if is_array(call, 'window') else design})",
            f"x = {front}",
            *RESAMPLED,
            f"y = {back}",
        )
    )
