"""Elements read, picked and put in order."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.joining import within
from s2sad.calculus.registry import rule, rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank

rule("y = x[index]", "dy = dx[index]", adjoint="dx = _scatter(_expand(dy, y), x, index)")


@rule_for("y = np.take(a, indices, axis=None, *_, mode='raise')")
def take(call: CallView) -> Lines:
    """The axis is brought to the front, where an index may be an array of any rank."""
    axis, rank = call.static.get("axis"), call.ranks.get("indices")
    rank = 1 if rank is None and "indices" in call.counts else rank
    whole = "axis" not in call.given or ("axis" in call.static and axis is None) or call.ranks.get("a") == 1
    places = within(call, "indices", "np.size(a)" if whole else "np.shape(a)[axis]")
    if whole:
        adjoint = f"_scatter(g, a, {places}) if np.ndim(a) == 1 else "
        adjoint += f"np.reshape(_scatter(g, np.ravel(a), {places}), np.shape(a))"
    elif isinstance(axis, int) and rank is not None:
        last = axis + rank if axis >= 0 else axis + 1
        moved = f"np.moveaxis(g, {tuple(range(last - rank, last))}, {tuple(range(rank))})" if rank else "g"
        adjoint = f"np.moveaxis(_scatter({moved}, np.moveaxis(a, axis, 0), {places}), 0, axis)"
    else:
        raise LookupError("the axis of np.take must be literal, and the rank of its indices known")
    return Lines((f"dy = np.take(da, {places}, axis=axis)",), ("g = _expand(dy, y)", f"da = {adjoint}"))


@rule_for("y = np.take_along_axis(arr, indices, axis)")
def take_along_axis(call: CallView) -> Lines:
    """Along the other axes an element stays where it is."""
    if "axis" in call.static and call.static["axis"] is None:
        back = "np.reshape(_scatter(_expand(dy, y), np.ravel(arr), indices), np.shape(arr))"
        return Lines(("dy = np.take_along_axis(darr, indices, axis)",), (f"darr = {back}",))
    return Lines(
        ("dy = np.take_along_axis(darr, indices, axis)",),
        lambda: (f"darr = _scatter(_expand(dy, y), arr, {_places(call, 'arr', 'indices')})",),
    )


def _places(call: CallView, array: str, indices: str) -> str:
    """The index with which `np.take_along_axis` reads, axis by axis."""
    rank, axis = known_rank(call, array), call.static.get("axis", None if "axis" in call.given else 0)
    if not isinstance(axis, int):
        raise LookupError("the axis along which elements are taken must be a literal number")
    places = [f"np.arange(np.shape({array})[{i}])[:{', None' * (rank - i - 1)}]" for i in range(rank)]
    places[axis % rank] = indices
    return f"({', '.join(places)},)"


def running(name: str) -> None:
    """An extremum of the elements so far; of those that tie it is the first, as in sorting."""

    def lines(call: CallView) -> Lines:
        if "axis" in call.given and "axis" not in call.static:
            raise LookupError(f"the axis of np.{name}.accumulate must be a literal number")
        return Lines(
            ("source = reached(y, axis)", "dy = np.take_along_axis(darray, source, axis)"),
            lambda: (f"darray = _scatter(_expand(dy, y), array, {_places(call, 'array', 'source')})",),
        )

    rule_for(f"y = np.{name}.accumulate(array, axis=0)")(lines)


def reached(y: Any, axis: int) -> Any:
    """The places at which the values of a running extremum were first reached.

    >>> reached(np.array([1.0, 3.0, 3.0, 4.0]), 0)
    array([0, 1, 1, 3])
    """
    rows = np.moveaxis(y, axis, 0)
    new = np.concatenate((rows[:1] == rows[:1], rows[1:] != rows[:-1]))
    places = np.reshape(np.arange(np.shape(rows)[0]), (-1,) + (1,) * (np.ndim(y) - 1))
    return np.moveaxis(np.maximum.accumulate(np.where(new, places, 0), axis=0), 0, axis)


for name in ("maximum", "minimum"):
    running(name)


rule("y = np.compress(condition, a, axis=None)",
     "dy = np.compress(condition, da, axis=axis)",
     adjoint=(
         "at = np.flatnonzero(condition)",
         "g = _expand(dy, y)",
         "da = np.reshape(_scatter(g, np.ravel(a), at), np.shape(a)) if axis is None else "
         "np.moveaxis(_scatter(np.moveaxis(g, axis, 0), np.moveaxis(a, axis, 0), at), 0, axis)",
     ))  # fmt: skip
rule("y = np.extract(condition, arr)",
     "at = np.flatnonzero(condition)",
     "dy = np.ravel(darr)[at]",
     adjoint="darr = np.reshape(_scatter(_expand(dy, y), np.ravel(arr), at), np.shape(arr))")  # fmt: skip

# A sorted array is the array read in the order of its elements.
rule("y = np.sort(a, axis=-1, kind=None, *_, stable=None)",
     "order = np.argsort(np.ravel(a)) if axis is None else np.argsort(a, axis=axis)",
     "dy = da[order] if np.ndim(a) == 1 else np.ravel(da)[order] if axis is None else "
     "np.take_along_axis(da, order, axis)",
     adjoint=(
         "g = _expand(dy, y)",
         "back = np.argsort(order) if axis is None else np.argsort(order, axis=axis)",
         "da = g[back] if np.ndim(a) == 1 else "
         "np.reshape(g[back], np.shape(a)) if axis is None else np.take_along_axis(g, back, axis)",
     ))  # fmt: skip


@rule_for("y = np.arange(start, stop=None, step=1)")
def arange(call: CallView) -> Lines:
    """One argument is the end, which no element depends on."""
    if "stop" not in call.given:
        return Lines(("dy = 0.0 * dstart",), ("dstart = 0.0",))
    return Lines(
        ("dy = dstart + 0.0 * dstop + np.arange(np.size(y)) * dstep",),
        ("g = _expand(dy, y)", "dstart = np.sum(g)", "dstop = 0.0", "dstep = np.sum(np.arange(np.size(y)) * g)"),
    )


rule("y = np.full(shape, fill_value, dtype=None, order='C')", "dy = dfill_value")
rule(
    "y = np.full_like(a, fill_value, dtype=None, order='K', subok=True, shape=None)",
    "dy = 0.0 * da + dfill_value",
    adjoint="da = 0.0",
)


rule("y = np.lib.stride_tricks.sliding_window_view(x, window_shape, axis=None, *_, subok=False, writeable=False)",
     "source = np.lib.stride_tricks.sliding_window_view(np.reshape(np.arange(np.size(x)), np.shape(x)), window_shape, "
     "axis)",
     "dy = np.lib.stride_tricks.sliding_window_view(_expand(dx, x), window_shape, axis)",
     adjoint="dx = np.reshape(_scatter(_expand(dy, y), np.ravel(x), source), np.shape(x))")  # fmt: skip
