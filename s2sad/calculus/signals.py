"""Sampled functions: convolution, finite differences, polynomials, counts."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.registry import rule, rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank


def bilinear(name: str, default: str, adjoint: tuple[str, str]) -> None:
    """A product of two sequences: of the full one, the other modes are a part."""

    def lines(call: CallView) -> Lines:
        mode = call.static.get("mode", None if "mode" in call.given else default)
        if mode not in PADDING:
            raise LookupError(f"the mode of np.{name} must be 'full', 'same' or 'valid'")
        return Lines(
            (f"dy = np.{name}(da, v, mode=mode) + np.{name}(a, dv, mode=mode)",),
            (*PADDING[str(mode)], *adjoint),
        )

    rule_for(f"y = np.{name}(a, v, mode={default!r})")(lines)


REST = "g = np.pad(_expand(dy, y), (cut, np.size(a) + np.size(v) - 1 - cut - np.size(y)))"
PADDING = {
    "full": ("g = _expand(dy, y)",),
    "same": ("cut = (min(np.size(a), np.size(v)) - 1) // 2", REST),
    "valid": ("cut = min(np.size(a), np.size(v)) - 1", REST),
}
bilinear("convolve", "full", ("da = np.convolve(g, v[::-1], 'valid')", "dv = np.convolve(g, a[::-1], 'valid')"))
bilinear("correlate", "valid",
         ("da = np.convolve(g, np.conj(v), 'valid')",
          "dv = np.conj(np.convolve(g, a[::-1], 'valid')[::-1])"))  # fmt: skip


@rule_for("y = np.diff(a, n=1, axis=-1)")
def diff(call: CallView) -> Lines:
    """The differences of the adjoint with zeros around it."""
    return Lines(("dy = np.diff(da, n=n, axis=axis)",), lambda: (f"da = {_undiff(call)}",))


def _undiff(call: CallView) -> str:
    axis, n = (call.static.get(p, None if p in call.given else d) for p, d in (("axis", -1), ("n", 1)))
    if not isinstance(axis, int) or not isinstance(n, int):
        raise LookupError("the order and the axis of np.diff must be literal numbers")
    rank = known_rank(call, "a")
    widths = n if rank == 1 else tuple((n, n) if i == axis % rank else (0, 0) for i in range(rank))
    return f"{'-' if n % 2 else ''}np.diff(np.pad(_expand(dy, y), {widths}), n=n, axis=axis)"


@rule_for("y = np.gradient(f, *varargs, axis=None, edge_order=1)")
def gradient(call: CallView) -> Lines:
    """Central differences inside, one-sided ones at the ends; of several axes a list or tuple."""
    rank, axis = known_rank(call, "f"), call.static.get("axis")
    if "axis" in call.given and "axis" not in call.static or call.static.get("edge_order", 1) != 1:
        raise LookupError("np.gradient has a rule for literal axes and edge_order=1")
    chosen = range(rank) if axis is None else [axis] if isinstance(axis, int) else list(axis)  # type: ignore[call-overload]
    axes = [k % rank for k in chosen]
    steps = _steps(call, len(axes))
    bare = rank == 1 or isinstance(axis, int)
    forward = "np.gradient(df, *varargs, axis=axis)"
    parts = [("dy", "y")] if bare else [(f"dy[{i}]", f"y[{i}]") for i in range(len(axes))]
    terms = [
        _along(k, f"_expand({bar}, {value})") + (f" / {h}" if h else "")
        for (bar, value), k, h in zip(parts, axes, steps, strict=True)
    ]
    return Lines((f"dy = {forward}",), (f"df = {' + '.join(terms)}",))


def _steps(call: CallView, n: int) -> list[str]:
    """The distance of the points along each axis."""
    count = call.counts.get("varargs", 0)
    if count not in (0, 1, n):
        raise LookupError("np.gradient takes one distance, or one for each axis")
    if count and call.ranks.get("varargs", 0) != 0:
        raise LookupError("np.gradient of points at unequal distances has no rule")
    return [f"varargs[{i if count == n else 0}]" if count else "" for i in range(n)]


def _along(axis: int, bar: str) -> str:
    """`ungradient` along an axis."""
    if axis == 0:
        return f"ungradient({bar})"
    return f"np.moveaxis(ungradient(np.moveaxis({bar}, {axis}, 0)), 0, {axis})"


def ungradient(g: Any) -> Any:
    """The transpose of ``np.gradient(f, axis=0)``.

    >>> ungradient(np.array([1.0, 0.0, 0.0, 2.0]))
    array([-1.,  1., -2.,  2.])
    """
    c = np.concatenate((g[:1], 0.5 * g[1:-1], g[-1:]))
    return np.concatenate((-c[:1], c[:-1])) - np.concatenate((c[1:], -c[-1:]))


@rule_for("y = np.polyval(p, x)")
def polyval(call: CallView) -> Lines:
    """Linear in the coefficients, the highest first."""
    slope = "np.polyval(p[:-1] * np.arange(np.size(p) - 1, 0, -1), x)"
    powers = "np.arange(np.size(p) - 1, -1, -1)"
    if call.ranks.get("x") == 0:
        back = f"dy * x ** {powers}"
    else:
        back = f"np.ravel(_expand(dy, y)) @ np.reshape(x, (-1, 1)) ** {powers}"
    return Lines((f"dy = np.polyval(dp, x) + {slope} * dx",), (f"dp = {back}", f"dx = dy * {slope}"))


rule("y = np.bincount(x, weights=None, minlength=0)",
     "dy = np.bincount(x, dweights, minlength)",
     adjoint="dweights = _expand(dy, y)[x]")  # fmt: skip


@rule_for("y = np.meshgrid(*xi, indexing='xy', sparse=False, copy=True)")
def meshgrid(call: CallView) -> Lines:
    """Each array is repeated along the axes of the others."""
    n, indexing = call.counts.get("xi"), call.static.get("indexing", None if "indexing" in call.given else "xy")
    if not isinstance(n, int) or indexing not in ("xy", "ij") or call.static.get("sparse", "sparse" in call.given):
        raise LookupError("np.meshgrid has a rule for separate arrays, a literal indexing and full grids")
    own = [1, 0, *range(2, n)] if indexing == "xy" and n > 1 else list(range(n))
    others = [tuple(k for k in range(n) if k != own[i]) for i in range(n)]
    parts = [f"np.sum(_expand(dy[{i}], y[{i}]), axis={o[0] if len(o) == 1 else o})" for i, o in enumerate(others)]
    parts = [
        f"{part} if np.ndim(xi[{i}]) == 1 else np.reshape({part}, np.shape(xi[{i}]))" for i, part in enumerate(parts)
    ]
    entries = ", ".join(f"_expand(dxi[{i}], xi[{i}])" for i in range(n))
    return Lines((f"dy = np.meshgrid({entries}, indexing=indexing)",), (f"dxi = ({', '.join(parts)},)",))
