"""Sums, means, products, extrema and norms along axes."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.registry import rule, same

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

# The mean moves too, but the deviations sum to zero.
SPREAD = (
    "c = a - np.mean(a, axis=axis, keepdims=True)",
    "w = np.conj(c) if np.iscomplexobj(a) else c",
    "n = np.size(a) if axis is None else np.shape(a)[axis] if isinstance(axis, int) else "
    "np.size(a) / max(np.size(y), 1)",
    "s = np.sum(np.real(w * da) if np.iscomplexobj(a) else w * da, axis=axis, keepdims=keepdims)",
)
rule("y = np.var(a, axis=None, *_, ddof=0, keepdims=False)", *SPREAD, "dy = 2 / (n - ddof) * s", correction="ddof")
rule("y = np.std(a, axis=None, *_, ddof=0, keepdims=False)", *SPREAD, "dy = s / ((n - ddof) * (y + (y == 0)))",
     correction="ddof")  # fmt: skip

rule("y = np.prod(a, axis=None, *_, keepdims=False)",
     "others = leave_one_out(a, y if axis is None or keepdims else np.expand_dims(y, axis), axis)",
     "dy = np.sum(others * da, axis=axis, keepdims=keepdims)")  # fmt: skip
rule("y = np.cumprod(a, axis=None)",
     "dy = cumprod_along(a, y, _expand(da, a), axis)",
     adjoint="da = cumprod_back(a, y, _expand(dy, y), axis)")  # fmt: skip


def leave_one_out(a: Any, y: Any, axis: Any) -> Any:
    """The product of all elements along `axis` but each; `y` is the product of all, with its axes kept.

    >>> leave_one_out(np.array([2.0, 0.0, 5.0]), 0.0, None)
    array([ 0., 10.,  0.])
    """
    if np.all(y):
        return y / a
    axes = tuple(range(np.ndim(a))) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    front = np.moveaxis(a, axes, tuple(range(len(axes))))
    rows = np.reshape(front, (-1, *np.shape(front)[len(axes) :]))
    one = np.ones_like(rows[:1])
    before = np.cumprod(np.concatenate((one, rows[:-1])), axis=0)
    after = np.flip(np.cumprod(np.concatenate((one, np.flip(rows[1:], 0))), axis=0), 0)
    return np.moveaxis(np.reshape(before * after, np.shape(front)), tuple(range(len(axes))), axes)


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
