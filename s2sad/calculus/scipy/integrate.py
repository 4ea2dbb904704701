"""`scipy.integrate`: integrals of samples, each a sum of them with weights.

K. V. Cartwright, *Simpson's rule cumulative integration with MS Excel and irregularly-spaced data* (2017), for
Simpson's rule where the distances differ or their number is odd. The samples are ``f`` here and their distance ``h``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.joining import along
from s2sad.calculus.registry import also, rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank
from s2sad.calculus.scipy.linalg import literal

__all__ = ["spread_steps"]

also("np.trapezoid", "r = scipy.integrate.trapezoid(f, x=None, h=1.0, axis=-1)", y="f", dx="h")


def place(call: CallView) -> tuple[int, int, str]:
    """The axis, the rank, and what brings weights along the axis to the rank."""
    axis, rank = literal(call, "axis", -1), known_rank(call, "f")
    if not isinstance(axis, int):
        raise LookupError("the axis of an integral must be a literal number")
    axis %= rank
    return axis, rank, f"[:{', None' * (rank - 1 - axis)}]" if axis < rank - 1 else ""


def has_points(call: CallView) -> bool:
    if "x" not in call.given or call.static.get("x", 0) is None:
        return False
    if known_rank(call, "x") != 1:
        raise LookupError("an integral has a rule for points x along one axis")
    return True


def spread_steps(s: Any) -> Any:
    """The adjoint of the points from that of their distances."""
    return np.concatenate((-s[:1], s[:-1] - s[1:], s[-1:]))


def summed(text: str, axis: int, rank: int) -> str:
    """A sum over all axes but one."""
    others = tuple(k for k in range(rank) if k != axis)
    return f"np.sum({text}, axis={others})" if others else text


# -- cumulative ----------------------------------------------------------------------------------------------------


def ran_back(call: CallView, axis: int) -> str:
    """What each step gets: the adjoints of all that came after it."""
    initial = "initial" in call.given and call.static.get("initial", 0) is not None
    g = f"_expand(dr, r)[{along(axis, '1:')}]" if initial else "_expand(dr, r)"
    return f"np.flip(np.cumsum(np.flip({g}, {axis}), axis={axis}), {axis})"


@rule_for("r = scipy.integrate.cumulative_trapezoid(f, x=None, h=1.0, axis=-1, initial=None)", y="f", dx="h")
def cumulative_trapezoid(call: CallView) -> Lines:
    axis, rank, marks = place(call)
    ahead, behind = (f"f[{along(axis, part)}]" for part in ("1:", ":-1"))
    points = has_points(call)
    step = f"np.diff(x){marks}" if points else "h"
    options = ", axis=axis, initial=initial"
    none = "np.zeros_like(G[" + along(axis, ":1") + "])"
    made = f"np.concatenate(({none}, T), axis={axis}) + np.concatenate((T, {none}), axis={axis})"
    mean = f"0.5 * ({ahead} + {behind})"
    own = f"dr = scipy.integrate.cumulative_trapezoid(_expand(df, f), {'x' if points else 'None, h'}{options})"
    if points:
        moved = f"np.cumsum({mean} * np.diff(dx){marks}, axis={axis})"
        if "initial" in call.given and call.static.get("initial", 0) is not None:
            moved = f"np.concatenate((np.zeros_like(r[{along(axis, ':1')}]), {moved}), axis={axis})"
        back: tuple[str, ...] = (f"dx = spread_steps({summed(f'G * ({mean})', axis, rank)})",)
    else:
        moved = f"dh * scipy.integrate.cumulative_trapezoid(f{options})"
        back = (f"dh = np.sum(G * ({mean}))",)
    return Lines(
        (f"{own} + {moved}",),
        (f"G = {ran_back(call, axis)}", f"T = 0.5 * {step} * G", f"df = {made}", *back),
    )


@rule_for("r = scipy.integrate.cumulative_simpson(f, *_, x=None, h=1.0, axis=-1, initial=None)", y="f", dx="h")
def cumulative_simpson(call: CallView) -> Lines:
    """Linear in the samples; a derivative in the points has no rule."""
    axis, _, _ = place(call)
    points = has_points(call)
    if not points and "h" in call.given and known_rank(call, "h") != 0:
        raise LookupError("scipy.integrate.cumulative_simpson has a rule for one distance dx")
    initial = literal(call, "initial", None)
    if initial not in (None, 0):
        raise LookupError("scipy.integrate.cumulative_simpson has a rule for initial=None and initial=0")
    front = "{}" if axis == 0 else f"np.moveaxis({{}}, {axis}, 0)"
    back = "{}" if axis == 0 else f"np.moveaxis({{}}, 0, {axis})"
    steps = "np.diff(x)" if points else f"np.full(np.shape(f)[{axis}] - 1, h)"
    given = "x=x" if points else "dx=h"
    shown = "" if initial is None else ", initial=0"
    made = f"scipy.integrate.cumulative_simpson(_expand(df, f), {given}, axis=axis{shown})"
    unit = f"scipy.integrate.cumulative_simpson(f, axis=axis{shown})"
    rate = "" if points else f" + dh * {unit}"
    return Lines(
        (f"dr = {made}{rate}",),
        (
            f"G = {front.format(ran_back(call, axis))}",
            f"df = {back.format(f'pieces_back({steps}, G)')}",
            *(() if points else (f"dh = np.sum(_expand(dr, r) * {unit})",)),
        ),
    )


def pieces_back(h: Any, G: Any) -> Any:
    """The adjoint of the samples from that of the integrals between them, along the first axis."""
    n = np.shape(h)[0] + 1
    bar = 0.0 * np.concatenate((G[:1], G))
    if n < 3:
        bar[:-1] += 0.5 * rows_times(h, G)
        bar[1:] += 0.5 * rows_times(h, G)
        return bar
    i = np.arange(n - 1)
    ahead = (i % 2 == 0) & (i < n - 2)
    other = np.where(ahead, h[np.minimum(i + 1, n - 2)], h[np.maximum(i - 1, 0)])
    a, b = h / (h + other), h / other
    np.add.at(bar, np.where(ahead, i, i + 1), rows_times(h / 6 * (3 - a), G))
    np.add.at(bar, np.where(ahead, i + 1, i), rows_times(h / 6 * (3 + a * b + a), G))
    np.add.at(bar, np.where(ahead, i + 2, i - 1), rows_times(-h / 6 * a * b, G))
    return bar


def rows_times(w: Any, G: Any) -> Any:
    """Each row of `G` times a number."""
    return np.transpose(w * np.transpose(G))


# -- whole ---------------------------------------------------------------------------------------------------------


@rule_for("r = scipy.integrate.simpson(f, x=None, *_, h=1.0, axis=-1)", y="f", dx="h")
def simpson(call: CallView) -> Lines:
    axis, rank, marks = place(call)
    g = f"np.expand_dims(_expand(dr, r), {axis})" if rank > 1 else "dr"
    if not has_points(call):
        return Lines(
            (
                f"w = h * simpson_weights(np.ones(np.shape(f)[{axis}] - 1))",
                f"dr = np.sum(w{marks} * df, axis={axis}) + dh * scipy.integrate.simpson(f, axis=axis)",
            ),
            (f"df = {g} * w{marks}", "dh = np.sum(dr * scipy.integrate.simpson(f, axis=axis))"),
        )
    rows = f"np.moveaxis(f, {axis}, 0)" if axis else "f"
    turned = f"np.moveaxis(s, 0, {axis})" if axis else "s"
    return Lines(
        (
            "h = np.diff(x)",
            "w = simpson_weights(h)",
            f"s = simpson_slopes(h, {rows})",
            f"dr = np.sum(w{marks} * df, axis={axis}) + np.sum({turned} * np.diff(dx){marks}, axis={axis})",
        ),
        (f"df = {g} * w{marks}", f"dx = spread_steps({summed(f'{g} * {turned}', axis, rank)})"),
    )


def simpson_weights(h: Any) -> Any:
    """The weights of samples at distances `h`; of an odd number of them the last one has a rule of its own."""
    n = np.shape(h)[0] + 1
    w = np.zeros(n)
    if n == 2:
        w[:] = 0.5 * h[0]
        return w
    even = n - 1 - (n + 1) % 2
    a, b = h[0:even:2], h[1:even:2]
    s = a + b
    w[0:even:2] += s / 6 * (2 - b / a)
    w[1:even:2] += s / 6 * (s * s / (a * b))
    w[2 : even + 1 : 2] += s / 6 * (2 - a / b)
    if n % 2 == 0:
        p, q = h[-2], h[-1]
        w[-1] += (2 * q * q + 3 * p * q) / (6 * (p + q))
        w[-2] += (q * q + 3 * p * q) / (6 * p)
        w[-3] -= q**3 / (6 * p * (p + q))
    return w


def simpson_slopes(h: Any, f: Any) -> Any:
    """The derivatives of the integral of the rows `f` in the distances."""
    n = np.shape(f)[0]
    slopes = np.zeros((n - 1, *np.shape(f)[1:]))
    if n == 2:
        slopes[0] = 0.5 * (f[0] + f[1])
        return slopes
    one = (1,) * (np.ndim(f) - 1)
    even = n - 1 - (n + 1) % 2
    a, b = np.reshape(h[0:even:2], (-1, *one)), np.reshape(h[1:even:2], (-1, *one))
    s = a + b
    first, middle, last = f[0:even:2], f[1:even:2], f[2 : even + 1 : 2]
    mean = ((2 - b / a) * first + s * s / (a * b) * middle + (2 - a / b) * last) / 6
    slopes[0:even:2] += mean + s / 6 * (b / a**2 * first + s * (a - b) / (a * a * b) * middle - last / b)
    slopes[1:even:2] += mean + s / 6 * (-first / a + s * (b - a) / (b * b * a) * middle + a / b**2 * last)
    if n % 2 == 0:
        p, q = h[-2], h[-1]
        s = p + q
        slopes[-2] += q * q / (6 * s**2) * f[-1] - q * q / (6 * p**2) * f[-2]
        slopes[-2] += q**3 * (2 * p + q) / (6 * p**2 * s**2) * f[-3]
        slopes[-1] += (2 * q * q + 4 * p * q + 3 * p * p) / (6 * s**2) * f[-1] + (2 * q + 3 * p) / (6 * p) * f[-2]
        slopes[-1] -= q * q * (3 * p + 2 * q) / (6 * p * s**2) * f[-3]
    return slopes


@rule_for("r = scipy.integrate.romb(f, h=1.0, axis=-1)", y="f", dx="h")
def romb(call: CallView) -> Lines:
    axis, rank, marks = place(call)
    g = f"np.expand_dims(_expand(dr, r), {axis})" if rank > 1 else "dr"
    return Lines(
        (
            f"w = h * romberg_weights(np.shape(f)[{axis}])",
            f"dr = np.sum(w{marks} * df, axis={axis}) + dh * scipy.integrate.romb(f, axis=axis)",
        ),
        (f"df = {g} * w{marks}", "dh = np.sum(dr * scipy.integrate.romb(f, axis=axis))"),
    )


def romberg_weights(n: Any) -> Any:
    """The weights of Romberg's extrapolation of trapezoids, each time with half the distance.

    >>> romberg_weights(3)
    array([0.33333333, 1.33333333, 0.33333333])
    """
    levels = int(np.log2(n - 1) + 0.5)
    mix = np.eye(levels + 1)
    for j in range(1, levels + 1):
        mix = mix[1:] + (mix[1:] - mix[:-1]) / (4.0**j - 1)
    w = np.zeros(n)
    for i in range(levels + 1):
        part = np.zeros(n)
        part[:: 2 ** (levels - i)] = mix[0, i] * 2 ** (levels - i)
        w += part
    w[0] *= 0.5
    w[-1] *= 0.5
    return w
