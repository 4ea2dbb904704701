"""`scipy.ndimage`: images turned, stretched and moved: splines at other places, composed of what a spline is.

M. Unser, *Splines: a perfect fit for signal and image processing* (1999).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.registry import rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank
from s2sad.calculus.scipy.linalg import literal

__all__ = ["affine_parts", "places_of", "rotation", "spline_weights", "weights_at", "within_border"]

# what the coefficients are filtered with, and how far SciPy goes on with the array before
FILTERS = {
    "constant": "mirror", "mirror": "mirror", "wrap": "mirror", "reflect": "reflect", "grid-mirror": "reflect",
    "grid-wrap": "grid-wrap", "nearest": "reflect", "grid-constant": "mirror",
}  # fmt: skip
MARGIN, BEYOND = 12, 6


def weights_at(u: Any, order: Any) -> Any:
    """The weights of the ``order + 1`` elements around `u`, for orders up to 3."""
    if order == 0:
        return np.ones((1, np.size(u)))
    t = u - np.floor(u if order % 2 else u + 0.5)
    if order == 1:
        return np.stack((1 - t, t))
    if order == 2:
        return np.stack((0.5 * (0.5 - t) ** 2, 0.75 - t**2, 0.5 * (0.5 + t) ** 2))
    s = 1 - t
    return np.stack((s**3 / 6, 2 / 3 - t**2 + 0.5 * t**3, 2 / 3 - s**2 + 0.5 * s**3, t**3 / 6))


def spline_weights(u: Any, order: Any) -> Any:
    """The weights of the ``order + 1`` elements around each place `u`.

    >>> spline_weights(np.array([0.5]), 3).ravel() * 48
    array([ 1., 23., 23.,  1.])
    """
    if order < 4:
        return weights_at(u, order)
    t = u - np.floor(u if order % 2 else u + 0.5)
    s = 1 - t
    if order == 4:
        middle = 115 / 192 - 5 / 8 * t**2 + t**4 / 4
        return np.stack(((1 - 2 * t) ** 4 / 384, beside(1 + t), middle, beside(s), (1 + 2 * t) ** 4 / 384))
    return np.stack((s**5 / 120, further(1 + t), near(t), near(s), further(1 + s), t**5 / 120))


def beside(a: Any) -> Any:
    """The spline of order 4 between 1/2 and 3/2."""
    return (55 + 20 * a - 120 * a**2 + 80 * a**3 - 16 * a**4) / 96


def near(a: Any) -> Any:
    """The spline of order 5 up to 1."""
    return 11 / 20 - a**2 / 2 + a**4 / 4 - a**5 / 12


def further(a: Any) -> Any:
    """The spline of order 5 between 1 and 2."""
    return 17 / 40 + 5 / 8 * a - 7 / 4 * a**2 + 5 / 4 * a**3 - 3 / 8 * a**4 + a**5 / 24


def within_border(i: Any, n: Any, mode: Any) -> Any:
    """Indices beyond the border as those of the elements that stand there."""
    if mode == "grid-wrap":
        return i % n
    if mode == "nearest":
        return np.clip(i, 0, n - 1)
    if mode == "reflect":
        i = i % (2 * n)
        return np.minimum(i, 2 * n - 1 - i)
    period = max(2 * n - 2, 1)
    i = i % period
    return np.minimum(i, period - i)


def places_of(u: Any, n: Any, mode: Any) -> Any:
    """Places beyond the border where another one stands for them."""
    if mode == "wrap":
        return np.where(u < 0, u + (n - 1) * (np.floor(-u / (n - 1)) + 1), u - (n - 1) * wraps(u, n))
    return u


def wraps(u: Any, n: Any) -> Any:
    return np.where(u > n - 1, np.floor(u / (n - 1)), 0.0)


def sampled(call: CallView, rank: int, places: str) -> tuple[str, ...]:
    """Lines that give ``y`` of the `places`, a row for each axis."""
    order, mode = literal(call, "order", 3), literal(call, "mode", "constant")
    if order not in range(6) or mode not in FILTERS or rank > 3:
        raise LookupError("splines have a rule for images of up to three axes, a literal order and mode")
    assert isinstance(order, int)
    filtered, kind, margin = order > 1 and literal(call, "prefilter", True), FILTERS[str(mode)], 0
    lines = [f"places = {places}", "u = np.reshape(places, (np.shape(places)[0], -1))", "c = input"]
    if filtered and mode in ("nearest", "grid-constant"):
        margin = MARGIN
        how = "mode='edge'" if mode == "nearest" else "constant_values=cval"
        lines += [f"c = np.pad(c, {MARGIN}, {how})"]
    lines += [f"c = scipy.ndimage.spline_filter(c, {order}, mode={kind!r})"] if filtered else []
    if mode == "grid-constant":
        margin += BEYOND
        lines += [f"c = np.pad(c, {BEYOND}, constant_values=cval)"]
    around = f"np.arange({-(order // 2)}, {order + 1 - order // 2})[:, None]"
    for k in range(rank):
        lines += [f"u{k} = places_of(u[{k}]{f' + {margin}' if margin else ''}, np.shape(c)[{k}], {mode!r})"]
        index = f"np.floor(u{k}{'' if order % 2 else ' + 0.5'}).astype(int) + {around}"
        border = mode if mode == "nearest" else kind
        lines += [f"i{k} = within_border({index}, np.shape(c)[{k}], {border!r})"]
        lines += [f"w{k} = spline_weights(u{k}, {order})"]
    index = ", ".join(f"i{k}" + (f"[:{', None' * (rank - 1 - k)}]" if k < rank - 1 else "") for k in range(rank))
    letters = "abc"[:rank]
    spec = f"{letters}p," + ",".join(f"{letter}p" for letter in letters) + "->p"
    value = f"np.einsum({spec!r}, c[{index}], {', '.join(f'w{k}' for k in range(rank))})"
    if mode in ("constant", "grid-constant"):
        reach = margin - BEYOND // 2
        low, high = ("0", "- 1") if mode == "constant" else (str(-reach), f"- 1 + {reach}")
        inside = " & ".join(f"(u[{k}] >= {low}) & (u[{k}] <= np.shape(input)[{k}] {high})" for k in range(rank))
        value = f"np.where({inside}, {value}, cval)"
    return *lines, f"y = np.reshape({value}, np.shape(places)[1:])"


# -- what places are asked for --------------------------------------------------------------------

SPLINE = "output=None, order=3, mode='constant', cval=0.0, prefilter=True"


def affine_parts(matrix: Any, offset: Any, n: Any) -> Any:
    """The square matrix and the shift of a map of n axes, which may be one matrix of homogeneous coordinates."""
    if np.ndim(matrix) == 1:
        return np.diag(matrix), offset + np.zeros(n)
    if np.shape(matrix)[1] == n + 1:
        return matrix[:n, :n], matrix[:n, n]
    return matrix, offset + np.zeros(n)


@rule_for(
    "y = scipy.ndimage.affine_transform(input, matrix, offset=0.0, output_shape=None, output=None, order=3, "
    "mode='constant', cval=0.0, prefilter=True)"
)
def affine_transform(call: CallView) -> Lines:
    known_rank(call, "matrix")
    rank = known_rank(call, "input")
    letters, marks = "abc"[:rank], ", None" * rank
    setup = (f"M, d = affine_parts(matrix, offset, {rank})", "g = np.indices(np.shape(y))")
    places = f"np.einsum('kj,j{letters}->k{letters}', M, g) + d[:{marks}]"
    return Lines(composed=(*setup, *sampled(call, rank, places)))


def rotation(angle: Any, sizes: Any, shape: Any) -> Any:
    """Where the elements of an image of this shape come from, which is turned about its middle."""
    turn = np.deg2rad(angle)
    c, s = np.cos(turn), np.sin(turn)
    i, j = np.indices(shape)
    p, q = i - 0.5 * (shape[0] - 1), j - 0.5 * (shape[1] - 1)
    return np.stack((c * p + s * q + 0.5 * (sizes[0] - 1), c * q - s * p + 0.5 * (sizes[1] - 1)))


@rule_for(
    "y = scipy.ndimage.rotate(input, angle, axes=(1, 0), reshape=True, output=None, order=3, mode='constant', "
    "cval=0.0, prefilter=True)"
)
def rotate(call: CallView) -> Lines:
    rank = known_rank(call, "input")
    axes = literal(call, "axes", (1, 0))
    if rank != 2 or not isinstance(axes, tuple) or sorted(axes) not in ([0, 1], [-2, -1]):
        raise LookupError("scipy.ndimage.rotate has a rule for images of two axes")
    return Lines(composed=sampled(call, 2, "rotation(angle, np.shape(input), np.shape(y))"))


@rule_for(
    "y = scipy.ndimage.zoom(input, zoom, output=None, order=3, mode='constant', cval=0.0, prefilter=True, *_, "
    "grid_mode=False)"
)
def zoom(call: CallView) -> Lines:
    """The places are where the ends meet; with the factor the sizes jump."""
    if literal(call, "grid_mode", False):
        raise LookupError("scipy.ndimage.zoom has a rule for grid_mode=False")
    rank = known_rank(call, "input")
    return Lines(composed=sampled(call, rank, "stretched(np.shape(input), np.shape(y)) + 0.0 * np.sum(zoom)"))


def stretched(sizes: Any, shape: Any) -> Any:
    steps = [(n - 1) / max(m - 1, 1) for n, m in zip(sizes, shape, strict=True)]
    return np.stack([step * places for step, places in zip(steps, np.indices(shape), strict=True)])
