"""`scipy.ndimage`: splines through the elements of an array, and what they are between the elements.

M. Unser, *Splines: a perfect fit for signal and image processing* (1999): the coefficients of the spline are found by a
filter, and each place takes the elements around it with the weights of its distances.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from s2sad.calculus.registry import rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank
from s2sad.calculus.scipy import transforms
from s2sad.calculus.scipy.linalg import literal
from s2sad.calculus.scipy.transforms import places_of, spline_weights, weights_at, within_border

__all__ = ["places_of", "spline_weights", "weights_at", "within_border"]

COEFFICIENTS = {"constant": "mirror", "mirror": "mirror", "reflect": "reflect", "grid-mirror": "reflect"}
COEFFICIENTS |= {"grid-wrap": "grid-wrap", "nearest": "nearest"}
LETTERS = "abc"


# -- coefficients --------------------------------------------------------------------------------------------------


def ends(n: Any) -> Any:
    """A half for the first and the last of n elements, which an array that is mirrored there has once."""
    k = np.arange(n)
    return 1.0 - 0.5 * ((k == 0) | (k == n - 1))


def coefficients_back(text: str, mode: object, axes: range | list[int], rank: int, order: object) -> tuple[str, ...]:
    """The transpose of the filter along some axes: lines that end with ``dinput``.

    That of an array that goes on mirrored at its elements is the filter again, weighted at the ends; the others are
    symmetric, but for what SciPy leaves out of short arrays that go on mirrored beside their elements.
    """
    if mode == "mirror":
        marks = {k: f"[:{', None' * (rank - 1 - k)}]" if k < rank - 1 else "" for k in axes}
        halves = [f"ends(np.shape(input)[{k}]){marks[k]}" for k in axes]
        text = f"({text}) / h"
    lines = []
    for k in axes:
        made = f"scipy.ndimage.spline_filter1d(z, {order}, axis={k}, mode={mode!r})"
        if mode in ("reflect", "grid-mirror"):
            whole = f"scipy.ndimage.spline_filter1d(np.eye(np.shape(input)[{k}]), {order}, axis=0, mode={mode!r})"
            dense = f"np.moveaxis(np.tensordot({whole}, z, (0, {k})), 0, {k})"
            made = f"{dense} if np.shape(input)[{k}] < {SHORT if order in (2, 3) else 2 * SHORT} else {made}"
        lines.append(f"z{k} = {made.replace('(z,', f'({text},').replace(', z,', f', {text},')}")
        text = f"z{k}"
    if mode == "mirror":
        return f"h = {' * '.join(halves)}", *lines, f"dinput = h * {text}"
    return *lines, f"dinput = {text}"


SHORT = 24


def filter_mode(call: CallView) -> str:
    mode = literal(call, "mode", "mirror")
    if mode not in ("mirror", "reflect", "grid-mirror", "grid-wrap"):
        raise LookupError("a spline filter has a rule for the modes 'mirror', 'reflect' and 'grid-wrap'")
    return str(mode)


@rule_for("y = scipy.ndimage.spline_filter1d(input, order=3, axis=-1, *_, mode='mirror')")
def spline_filter1d(call: CallView) -> Lines:
    mode, rank, axis = filter_mode(call), known_rank(call, "input"), literal(call, "axis", -1)
    if not isinstance(axis, int):
        raise LookupError("the axis of a filter must be a literal number")
    made = "scipy.ndimage.spline_filter1d({}, order, axis=axis, mode=mode)"
    back = coefficients_back("_expand(dy, y)", mode, [axis % rank], rank, "order")
    return Lines((f"dy = {made.format('_expand(dinput, input)')}",), back)


@rule_for("y = scipy.ndimage.spline_filter(input, order=3, *_, mode='mirror')")
def spline_filter(call: CallView) -> Lines:
    mode, rank = filter_mode(call), known_rank(call, "input")
    made = "scipy.ndimage.spline_filter({}, order, mode=mode)"
    back = coefficients_back("_expand(dy, y)", mode, range(rank), rank, "order")
    return Lines((f"dy = {made.format('_expand(dinput, input)')}",), back)


# -- values between the elements -----------------------------------------------------------------------------------


def slopes_at(u: Any, order: Any) -> Any:
    """The derivatives of the weights."""
    t = u - np.floor(u if order % 2 else u + 0.5)
    if order == 1:
        return np.stack((0.0 * t - 1, 0.0 * t + 1))
    if order == 2:
        return np.stack((t - 0.5, -2 * t, t + 0.5))
    s = 1 - t
    return np.stack((-0.5 * s**2, 1.5 * t**2 - 2 * t, 2 * s - 1.5 * s**2, 0.5 * t**2))


def sampled(call: CallView, coordinates: str, same: str, rows: str, back: tuple[str, ...]) -> Lines:
    """The lines for a spline at places, with the adjoint ``bars``; `same` is the call for the input's differential.

    `rows` is the differential of the places, in rows for the axes.
    """
    rank, order, mode = known_rank(call, "input"), literal(call, "order", 3), literal(call, "mode", "constant")
    filtered = bool(literal(call, "prefilter", True)) and order in (2, 3)
    if order not in (0, 1, 2, 3) or rank > 3 or mode not in COEFFICIENTS or (mode == "nearest" and order in (2, 3)):
        return Lines(composed=transforms.sampled(call, rank, coordinates))
    kind, letters = COEFFICIENTS[str(mode)], LETTERS[:rank]
    filtering = f"scipy.ndimage.spline_filter(Z, {order}, mode={kind!r})"
    assert isinstance(order, int)
    around = f"np.arange({-(order // 2)}, {order + 1 - order // 2})[:, None]"
    setup = [f"u = np.reshape({coordinates}, ({rank}, -1))"]
    setup += [f"c = {filtering.replace('Z', 'input') if filtered else 'input'}"]
    for k in range(rank):
        near = f"np.floor(u[{k}]{'' if order % 2 else ' + 0.5'}).astype(int) + {around}"
        setup += [
            f"i{k} = within_border({near}, np.shape(input)[{k}], {kind!r})",
            f"w{k} = weights_at(u[{k}], {order})",
        ]
        setup += [f"v{k} = slopes_at(u[{k}], {order})"] if order else []
    index = ", ".join(f"i{k}" + (f"[:{', None' * (rank - 1 - k)}]" if k < rank - 1 else "") for k in range(rank))
    inside = " & ".join(f"(u[{k}] >= 0) & (u[{k}] <= np.shape(input)[{k}] - 1)" for k in range(rank))
    setup += [f"inside = {inside}"] if mode == "constant" else []
    masked = " * inside" if mode == "constant" else ""
    setup += [f"near = c[{index}]"]
    for k in range(rank) if order else []:
        parts = ", ".join(f"{'v' if j == k else 'w'}{j}" for j in range(rank))
        spec = f"{letters}p," + ",".join(f"{letter}p" for letter in letters) + "->p"
        setup += [f"m{k} = np.einsum({spec!r}, near, {parts}){masked}"]
    moved = " + ".join(f"m{k} * {rows}[{k}]" for k in range(rank))
    moved = f"np.reshape({moved}, np.shape(y))" if order else f"0.0 * {rows}"
    spec = "p," + ",".join(f"{letter}p" for letter in letters) + f"->{letters}p"
    spread = f"_scatter(np.einsum({spec!r}, g{masked}, {', '.join(f'w{k}' for k in range(rank))}), input, ({index},))"
    taken = f", bars = np.stack(({', '.join(f'g * m{k}' for k in range(rank))},))"[2:] if order else "bars = 0.0 * u"
    own = coefficients_back(spread, kind, range(rank), rank, order) if filtered else (f"dinput = {spread}",)
    return Lines(
        (*setup, f"dy = {same} + {moved}"),
        ("g = np.ravel(_expand(dy, y))", taken, *own, *back),
        partial(transforms.sampled, call, rank, coordinates),
    )


SPLINE = "order=3, mode='constant', cval=0.0, prefilter=True"


def again(call: CallView, name: str, place: str) -> str:
    options = "".join(f", {p}={p}" for p in ("order", "mode", "prefilter") if p in call.given)
    return f"scipy.ndimage.{name}(_expand(dinput, input), {place}{options})"


@rule_for(f"y = scipy.ndimage.map_coordinates(input, coordinates, output=None, {SPLINE})")
def map_coordinates(call: CallView) -> Lines:
    known_rank(call, "coordinates")
    rank = known_rank(call, "input")
    rows = f"np.reshape(_expand(dcoordinates, coordinates), ({rank}, -1))"
    same = again(call, "map_coordinates", "coordinates")
    return sampled(call, "coordinates", same, rows, ("dcoordinates = np.reshape(bars, np.shape(coordinates))",))


@rule_for(f"y = scipy.ndimage.shift(input, shift, output=None, {SPLINE})")
def shift(call: CallView) -> Lines:
    """Each place takes the value from `shift` before it."""
    rank = known_rank(call, "input")
    several = "shift" in call.counts or known_rank(call, "shift") == 1
    by = f"np.reshape(shift, ({', '.join(['-1'] + ['1'] * rank)}))" if several and rank > 1 else "shift"
    rows = "(-np.asarray(dshift))" if several else "np.stack((" + "-dshift, " * rank + "))"
    total = "-np.sum(bars, axis=1)" if several else "-np.sum(bars)"
    places, same = f"np.indices(np.shape(input)) - {by}", again(call, "shift", "shift")
    return sampled(call, places, same, rows, (f"dshift = {total}",))
