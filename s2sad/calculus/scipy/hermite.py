"""Splines of cubic pieces, by the values and slopes at their nodes: in all that they depend on.

F. N. Fritsch, J. Butland, *A method for constructing local monotone piecewise cubic interpolants* (1984), for the
slopes of PCHIP, with C. Moler's at the ends; H. Akima, *A new method of interpolation* (1970); C. de Boor, *A practical
guide to splines*, chapter IV, for the slopes that make the second derivative continuous.
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["PIECES", "akima_slopes", "along_rows", "antiderivative", "cubic_equations", "monotone_slopes", "pieces"]

PIECES = {
    -1: "before[i] + s * (y[i] + s * (0.5 * d[i] + s * (b / 3 + 0.25 * s * c)))",
    0: "y[i] + s * (d[i] + s * (b + s * c))",
    1: "d[i] + s * (2 * b + 3 * s * c)",
    2: "2 * b + 6 * s * c",
    3: "6 * c",
}
"""The derivatives of a piece in its distance `s` from the node before it, and its integral from the first node."""


def pieces(order: int, slopes: str, at: str, others: int, axis: int, points: int, periodic: bool = False) -> list[str]:
    """Lines that give the spline ``v`` of the nodes `x` and values `y` at so many axes of points.

    The `others` axes of the values stand around the `axis` of the nodes.
    """
    marks = f"[(...,{' None,' * others})]" if others and points else ""
    front = f"np.moveaxis(y, {axis}, 0)" if axis else "y"
    lines = [f"y = {front}"] * bool(axis) + [f"d = {slopes}", f"z = {at}"]
    if periodic:
        lines += ["z = x[0] + np.mod(z - x[0], x[-1] - x[0])"]
    lines += ["i = np.clip(np.searchsorted(x, z, side='right') - 1, 0, np.shape(x)[0] - 2)"]
    lines += [f"h = (x[i + 1] - x[i]){marks}", f"s = (z - x[i]){marks}", "m = (y[i + 1] - y[i]) / h"]
    lines += ["b = (3 * m - 2 * d[i] - d[i + 1]) / h", "c = (d[i] + d[i + 1] - 2 * m) / h**2"]
    if order < 0:
        lines += ["before = antiderivative(along_rows(x[1:] - x[:-1], y), y, d)"]
    value = PIECES.get(order, "0.0 * y[i]")
    places = f"({', '.join(map(str, range(axis, axis + points)))},)"
    first = f"({', '.join(map(str, range(points)))},)"
    return [*lines, f"v = np.moveaxis({value}, {first}, {places})" if axis and points else f"v = {value}"]


def along_rows(h: Any, y: Any) -> Any:
    """Numbers for the rows of `y`, with as many axes as it has."""
    return h if np.ndim(y) == 1 else np.reshape(h, (-1,) + (1,) * (np.ndim(y) - 1))


def antiderivative(h: Any, y: Any, d: Any) -> Any:
    """The integrals from the first node up to each node.

    >>> antiderivative(np.array([2.0]), np.array([0.0, 2.0]), np.array([1.0, 1.0]))
    array([0., 2.])
    """
    whole = 0.5 * h * (y[1:] + y[:-1]) + h**2 * (d[:-1] - d[1:]) / 12
    return np.concatenate((0.0 * y[:1], np.cumsum(whole, axis=0)))


def monotone_slopes(x: Any, y: Any) -> Any:
    """Weighted harmonic means of the secants on both sides; 0 where these have no common sign.

    >>> monotone_slopes(np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0, 3.0]))
    array([0.5       , 1.33333333, 2.5       ])
    """
    h = x[1:] - x[:-1]
    m = (y[1:] - y[:-1]) / along_rows(h, y)
    if np.shape(x)[0] < 3:
        return np.concatenate((m, m))
    before, behind = along_rows(2 * h[1:] + h[:-1], y), along_rows(h[1:] + 2 * h[:-1], y)
    turns = np.sign(m[1:]) * np.sign(m[:-1]) <= 0
    mean = before / np.where(turns, 1.0, m[:-1]) + behind / np.where(turns, 1.0, m[1:])
    d = np.zeros(np.shape(y), m.dtype)
    d[0] = end_slope(h[0], h[1], m[0], m[1])
    d[1:-1] = np.where(turns, 0.0, (before + behind) / mean)
    d[-1] = end_slope(h[-1], h[-2], m[-1], m[-2])
    return d


def end_slope(h: Any, k: Any, m: Any, n: Any) -> Any:
    """The slope of the parabola through three points at the first, as far as that keeps the shape."""
    d = ((2 * h + k) * m - h * n) / (h + k)
    steep = (np.sign(m) != np.sign(n)) & (np.abs(d) > 3 * np.abs(m))
    return np.where(np.sign(d) != np.sign(m), 0.0, np.where(steep, 3 * m, d))


def akima_slopes(x: Any, y: Any, method: Any) -> Any:
    """Means of the secants on both sides, weighted with how much those further out differ."""
    m = (y[1:] - y[:-1]) / along_rows(x[1:] - x[:-1], y)
    if np.shape(x)[0] < 3:
        return np.concatenate((m, m))
    first, last = 2 * m[:1] - m[1:2], 2 * m[-1:] - m[-2:-1]
    m = np.concatenate((2 * first - m[:1], first, m, last, 2 * last - m[-1:]))
    change = np.abs(m[1:] - m[:-1])
    if method == "makima":
        change = change + 0.5 * np.abs(m[1:] + m[:-1])
    total = change[2:] + change[:-2]
    differs = total > 1e-9 * np.max(total)
    share = change[:-2] / np.where(differs, total, 1.0)
    return np.where(differs, m[1:-2] + share * (m[2:-1] - m[1:-2]), 0.5 * (m[3:] + m[:-3]))


def cubic_equations(x: Any, y: Any, bc_type: Any) -> Any:
    """The bands and right-hand sides for the slopes of the cubic spline: an equation for each node."""
    start, end = (bc_type, bc_type) if bc_type is None or isinstance(bc_type, str) else bc_type
    parabola = is_free(start) and is_free(end) and np.shape(x)[0] == 3
    h = x[1:] - x[:-1]
    m = (y[1:] - y[:-1]) / along_rows(h, y)
    k = min(1, np.shape(x)[0] - 2)
    bands, sides = np.zeros((3, np.shape(x)[0]), h.dtype), np.zeros(np.shape(y), m.dtype)
    bands[1, 0], bands[0, 1], sides[0] = end_equation(h[0], h[k], m[0], m[k], start, 1.0, k, parabola)
    bands[0, 2:], bands[1, 1:-1], bands[2, :-2] = h[:-1], 2 * (h[:-1] + h[1:]), h[1:]
    sides[1:-1] = 3 * (along_rows(h[1:], y) * m[:-1] + along_rows(h[:-1], y) * m[1:])
    bands[1, -1], bands[2, -2], sides[-1] = end_equation(h[-1], h[-1 - k], m[-1], m[-1 - k], end, -1.0, k, parabola)
    return bands, sides


def is_free(condition: Any) -> Any:
    return condition is None or condition == "not-a-knot"


def end_equation(h: Any, g: Any, m: Any, n: Any, condition: Any, sign: Any, several: Any, parabola: Any) -> Any:
    """The equation of the first node: the factors of its slope and of the next, and the right-hand side.

    The first steps are `h` and `g`, the secants over them `m` and `n`.
    """
    if is_free(condition):
        if not several:
            return 1.0, 0.0, m
        if parabola:
            return 1.0, 1.0, 2 * m
        return g, h + g, ((3 * h + 2 * g) * g * m + h**2 * n) / (h + g)
    if isinstance(condition, str):
        condition = (1, 0.0) if condition == "clamped" else (2, 0.0)
    if condition[0] == 1:
        return 1.0, 0.0, condition[1]
    return 2.0, 1.0, 3 * m - sign * 0.5 * condition[1] * h
