"""Sums, means, products, extrema and norms along axes."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.registry import rule, rule_for, same
from s2sad.calculus.rule import CallView, Lines, known_rank

rule("y = np.sum(a, axis=None, *_, keepdims=False)", "dy = np.sum(da, axis=axis, keepdims=keepdims)")
rule("y = np.mean(a, axis=None, *_, keepdims=False)", "dy = np.mean(da, axis=axis, keepdims=keepdims)")
rule("y = np.cumsum(a, axis=None)", "dy = np.cumsum(da, axis=axis)")
rule("y = np.nansum(a, axis=None, *_, keepdims=False)",
     "dy = np.sum(np.where(np.isnan(a), 0.0, da), axis=axis, keepdims=keepdims)")  # fmt: skip
rule("y = np.trace(a, offset=0, axis1=0, axis2=1)",
     "dy = np.trace(da, offset, axis1, axis2)",
     adjoint=(
         "at = np.eye(np.shape(a)[axis1], np.shape(a)[axis2], offset)",
         "da = dy * at if np.ndim(a) == 2 else "
         "np.moveaxis(np.expand_dims(_expand(dy, y), (-2, -1)) * at, (-2, -1), (axis1, axis2))",
     ))  # fmt: skip



@rule_for("y = np.average(a, axis=None, weights=None)")
def average(call: CallView) -> Lines:
    """The mean, or with weights of the same shape the weighted mean."""
    if "weights" not in call.given:
        return Lines(("dy = np.mean(da, axis=axis)",))
    if "axis" in call.given and ("axis" not in call.static or call.static["axis"] is not None):
        raise LookupError("np.average with weights along an axis has no rule")
    return Lines(("dy = (np.sum(weights * da) + np.sum((a - y) * dweights)) / np.sum(weights)",))


# Ties share equally.
for extremum in ("max", "min"):
    rule(f"y = np.{extremum}(a, axis=None, *_, keepdims=False)",
         "at = a == (y if axis is None or keepdims else np.expand_dims(y, axis))",
         "n = np.count_nonzero(at, axis=axis, keepdims=keepdims)",
         "dy = np.sum(at * da, axis=axis, keepdims=keepdims) / n")  # fmt: skip
    same(f"np.{extremum}", f"np.a{extremum}")
rule("y = np.ptp(a, axis=None, *_, keepdims=False)",
     "high = np.max(a, axis=axis, keepdims=True)",
     "low = np.min(a, axis=axis, keepdims=True)",
     "up = (a == high) / np.count_nonzero(a == high, axis=axis, keepdims=True)",
     "down = (a == low) / np.count_nonzero(a == low, axis=axis, keepdims=True)",
     "dy = np.sum((up - down) * da, axis=axis, keepdims=keepdims)")  # fmt: skip

rule("y = np.median(a, axis=None, *_, keepdims=False)",
     "m = y if axis is None or keepdims else np.expand_dims(y, axis)",
     "low = np.max(np.where(a <= m, a, -np.inf), axis=axis, keepdims=True)",
     "high = np.min(np.where(a >= m, a, np.inf), axis=axis, keepdims=True)",
     "at = (a == low) / np.count_nonzero(a == low, axis=axis, keepdims=True)",
     "above = (a == high) / np.count_nonzero(a == high, axis=axis, keepdims=True)",
     "dy = np.sum(0.5 * (at + above) * da, axis=axis, keepdims=keepdims)")  # fmt: skip

# The mean moves too, but the deviations sum to zero.
SPREAD = (
    "c = a - np.mean(a, axis=axis, keepdims=True)",
    "n = np.size(a) if axis is None else np.shape(a)[axis] if isinstance(axis, int) else "
    "np.size(a) / max(np.size(y), 1)",
    "s = np.sum(np.real(np.conj(c) * da) if np.iscomplexobj(a) else c * da, axis=axis, keepdims=keepdims)",
)
rule("y = np.var(a, axis=None, *_, ddof=0, keepdims=False)", *SPREAD, "dy = 2 / (n - ddof) * s", correction="ddof")
rule("y = np.std(a, axis=None, *_, ddof=0, keepdims=False)", *SPREAD, "dy = s / ((n - ddof) * (y + (y == 0)))",
     correction="ddof")  # fmt: skip

@rule_for("y = np.prod(a, axis=None, *_, keepdims=False)")
def prod(call: CallView) -> Lines:
    """The product of the others is the product divided by each, unless one of them is zero."""
    axis = call.static.get("axis")
    if "axis" not in call.given or ("axis" in call.static and axis is None):
        others = "np.reshape(leave_one_out(np.ravel(a)), np.shape(a))"
    elif isinstance(axis, tuple):
        others = f"np.moveaxis({_over_axes(call, len(axis))}, {tuple(range(len(axis)))}, axis)"
    else:
        others = "np.moveaxis(leave_one_out(np.moveaxis(a, axis, 0)), 0, axis)"
    kept = "y if axis is None or keepdims else np.expand_dims(y, axis)"
    return Lines(
        (
            f"others = ({kept}) / a if np.all(y) else {others}",
            "dy = np.sum(others * da, axis=axis, keepdims=keepdims)",
        )
    )


def _over_axes(call: CallView, n: int) -> str:
    """`leave_one_out` over `n` axes brought to the front."""
    front = f"np.moveaxis(a, axis, {tuple(range(n))})"
    rest = "".join(f"np.shape({front})[{i}], " for i in range(n, known_rank(call, "a")))
    if n == 0:
        return "np.ones_like(a)"
    return f"np.reshape(leave_one_out(np.reshape({front}, (-1, {rest}))), np.shape({front}))"


rule("y = np.cumprod(a, axis=None)",
     "dy = cumprod_along(a, y, _expand(da, a), axis)",
     adjoint="da = cumprod_back(a, y, _expand(dy, y), axis)")  # fmt: skip


def leave_one_out(rows: Any) -> Any:
    """Along the first axis, the product of all elements but each.

    >>> leave_one_out(np.array([2.0, 0.0, 5.0]))
    array([ 0., 10.,  0.])
    """
    one = np.ones_like(rows[:1])
    before = np.cumprod(np.concatenate((one, rows[:-1])), axis=0)
    after = np.flip(np.cumprod(np.concatenate((one, np.flip(rows[1:], 0))), axis=0), 0)
    return before * after


def cumprod_along(a: Any, y: Any, d: Any, axis: Any) -> Any:
    """The derivative of ``np.cumprod(a, axis)`` in the direction `d`, exact where elements are zero."""
    if np.all(a):
        return y * np.cumsum(d / a, axis=axis)
    if axis is None:
        return np.sum(cumulative_others(np.ravel(a)) * np.ravel(d), axis=1)
    rows = cumulative_others(np.moveaxis(a, axis, 0)) * np.moveaxis(d, axis, 0)
    return np.moveaxis(np.sum(rows, axis=1), 0, axis)


def cumprod_back(a: Any, y: Any, g: Any, axis: Any) -> Any:
    """The transpose of `cumprod_along`."""
    if np.all(a):
        return np.reshape(np.flip(np.cumsum(np.flip(g * y, axis), axis=axis), axis), np.shape(a)) / a
    if axis is None:
        return np.reshape(np.sum(cumulative_others(np.ravel(a)) * g[:, None], axis=0), np.shape(a))
    rows = cumulative_others(np.moveaxis(a, axis, 0)) * np.moveaxis(g, axis, 0)[:, None]
    return np.moveaxis(np.sum(rows, axis=0), 0, axis)


def cumulative_others(a: Any) -> Any:
    """For k and i the product of ``a[:k + 1]`` without ``a[i]``; 0 where i > k.

    >>> cumulative_others(np.array([2.0, 0.0, 5.0]))
    array([[ 1.,  0.,  0.],
           [ 0.,  2.,  0.],
           [ 0., 10.,  0.]])
    """
    n = np.shape(a)[0]
    ones = (1,) * (np.ndim(a) - 1)
    later = np.reshape(np.arange(n)[:, None] > np.arange(n), (n, n, *ones))
    before = np.concatenate((np.ones_like(a[:1]), np.cumprod(a, axis=0)[:-1]))
    after = np.cumprod(np.where(later, a[:, None], 1.0), axis=0)
    return np.where(np.swapaxes(later, 0, 1), 0.0, before * after)
