"""Sums, means, products, extrema and norms along axes."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.registry import rule, rule_for, same
from s2sad.calculus.rule import CallView, Lines, known_rank

RESTORED = "(dy if axis is None or keepdims else np.expand_dims(_expand(dy, y), axis))"


def total(name: str, share: str) -> None:
    """A sum or a mean; of one in another dtype, a real argument takes the real part back."""

    def lines(call: CallView) -> Lines:
        differential = f"dy = np.{name}(da, axis=axis, dtype=dtype, keepdims=keepdims)"
        return Lines((differential,), (f"da = _reduce({RESTORED}{share}, a, a)",) if "dtype" in call.given else ())

    rule_for(f"y = np.{name}(a, axis=None, dtype=None, *_, keepdims=False)")(lines)


total("sum", "")
total("mean", " * (max(np.size(y), 1) / np.size(a))")
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


@rule_for("y = np.average(a, axis=None, weights=None, *_, keepdims=False)")
def average(call: CallView) -> Lines:
    """The mean, or the mean with weights: one for each element, or one for each place along the axis."""
    if "weights" not in call.given:
        return Lines(("dy = np.mean(da, axis=axis, keepdims=keepdims)",))
    along = "axis=axis, keepdims=keepdims"
    kept = "(y if axis is None or keepdims else np.expand_dims(y, axis))"
    w, back = _weights(call)
    sums = f"np.sum(weights{', ' + along if back == 'W' else ''})"
    moved = f"np.sum((a - {kept}) * {w.replace('weights', 'dweights')}, {along})"
    return Lines(
        (f"total = {sums}", f"dy = (np.sum({w} * da, {along}) + {moved}) / total"),
        (
            f"g = {RESTORED.replace('dy', '(dy / total)')}",
            f"da = {w} * g",
            f"dweights = {back.replace('W', f'(a - {kept}) * g')}",
        ),
    )


def _weights(call: CallView) -> tuple[str, str]:
    """The weights as they multiply the array, and their adjoint from ``W``, that of the product."""
    axis = call.static.get("axis")
    if "axis" not in call.given or ("axis" in call.static and axis is None):
        return "weights", "W"
    rank, own = known_rank(call, "a"), known_rank(call, "weights")
    if own == rank:
        return "weights", "W"
    if own != 1 or not isinstance(axis, int):
        raise LookupError("np.average has a rule for weights of the array's shape and for weights along one axis")
    others = tuple(i for i in range(rank) if i != axis % rank)
    marks = ", None" * (rank - 1 - axis % rank)
    return (f"weights[:{marks}]" if marks else "weights"), f"np.sum(W, axis={others if rank != 2 else others[0]})"


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


def spread(name: str, slope: str) -> None:
    """The mean moves too, but the deviations sum to zero."""

    def lines(call: CallView) -> Lines:
        axis = call.static.get("axis", None if "axis" in call.given else ())
        whole = "axis" not in call.given or ("axis" in call.static and axis is None)
        mean = "np.mean(a)" if whole else f"np.mean(a, axis=axis{'' if axis == 0 else ', keepdims=True'})"
        n = "np.size(a)" if whole else "np.shape(a)[axis] if isinstance(axis, int) else np.size(a) / max(np.size(y), 1)"
        number = f"({n})" if call.static.get("ddof", None if "ddof" in call.given else 0) == 0 else f"(({n}) - ddof)"
        real = "np.real(np.conj(c) * da) if np.iscomplexobj(a) else c * da"
        total = f"np.sum({real}, axis=axis, keepdims=keepdims)"
        return Lines((f"c = a - {mean}", f"n = {number}", f"s = {total}", f"dy = {slope}"))

    rule_for(f"y = np.{name}(a, axis=None, *_, ddof=0, keepdims=False)", correction="ddof")(lines)


spread("var", "2 / n * s")
spread("std", "s / (n * (y + (y == 0)))")


@rule_for("y = np.prod(a, axis=None, *_, keepdims=False)")
def prod(call: CallView) -> Lines:
    """The product of the others is the product divided by each, unless one of them is zero."""
    if call.ranks.get("a") == 0:
        return Lines(("dy = da",))
    axis = call.static.get("axis")
    kept = "y if keepdims else np.expand_dims(y, axis)"
    some = "np.all(y)"
    if "axis" not in call.given or ("axis" in call.static and axis is None):
        others = "leave_one_out(a) if np.ndim(a) == 1 else np.reshape(leave_one_out(np.ravel(a)), np.shape(a))"
        kept, some = "y", "y != 0" if call.static.get("keepdims", "keepdims" in call.given) is False else some
    elif isinstance(axis, tuple):
        others = f"np.moveaxis({_over_axes(call, len(axis))}, {tuple(range(len(axis)))}, axis)"
    else:
        others = "leave_one_out(a) if axis == 0 else np.moveaxis(leave_one_out(np.moveaxis(a, axis, 0)), 0, axis)"
    return Lines(
        (
            f"others = ({kept}) / a if {some} else ({others})",
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


@rule_for("y = np.cumprod(a, axis=None)")
def cumprod(call: CallView) -> Lines:
    """Divided by each element where none is zero, else product by product."""
    flat = "axis" not in call.given or ("axis" in call.static and call.static["axis"] is None)
    first = call.static.get("axis") == 0 or call.ranks.get("a") == 1
    if not flat and not first:
        rows = "np.moveaxis(X, axis, 0)"
    else:
        rows = "X" if first else "np.ravel(X)"
    back = "B" if first else "np.reshape(B, np.shape(a))" if flat else "np.moveaxis(B, 0, axis)"
    a, value, d, g = (rows.replace("X", x) for x in ("a", "y", "_expand(da, a)", "_expand(dy, y)"))
    forward = f"cumprod_along({a}, {value}, {d})"
    return Lines(
        (f"dy = {forward if flat or first else f'np.moveaxis({forward}, 0, axis)'}",),
        (f"da = {back.replace('B', f'cumprod_back({a}, {value}, {g})')}",),
    )


def leave_one_out(rows: Any) -> Any:
    """Along the first axis, the product of all elements but each.

    >>> leave_one_out(np.array([2.0, 0.0, 5.0]))
    array([ 0., 10.,  0.])
    """
    one = np.ones_like(rows[:1])
    before = np.cumprod(np.concatenate((one, rows[:-1])), axis=0)
    after = np.flip(np.cumprod(np.concatenate((one, np.flip(rows[1:], 0))), axis=0), 0)
    return before * after


def cumprod_along(a: Any, y: Any, d: Any) -> Any:
    """The derivative of ``np.cumprod(a, 0)`` in the direction `d`, exact where elements are zero."""
    if np.all(a):
        return y * np.cumsum(d / a, axis=0)
    return np.sum(cumulative_others(a) * d, axis=1)


def cumprod_back(a: Any, y: Any, g: Any) -> Any:
    """The transpose of `cumprod_along`."""
    if np.all(a):
        return np.flip(np.cumsum(np.flip(g * y, 0), axis=0), 0) / a
    return np.sum(cumulative_others(a) * g[:, None], axis=0)


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
