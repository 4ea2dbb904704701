"""Sampled functions: convolution, finite differences, polynomials, counts."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.joining import along
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
            (*PADDING[str(mode)], *(_of_numbers(call, line) for line in adjoint)),
        )

    rule_for(f"y = np.{name}(a, v, mode={default!r})")(lines)


def _of_numbers(call: CallView, line: str) -> str:
    """The same line where one of the sequences is a number, which is a sequence of one."""
    for name in ("a", "v"):
        if call.ranks.get(name) == 0:
            line = line.replace(f"{name}[::-1]", f"np.reshape({name}, 1)")
            head, _, value = line.partition(" = ")
            line = f"{head} = np.reshape({value}, ())" if head == f"d{name}" else line
    return line


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


@rule_for("y = np.diff(a, n=1, axis=-1, prepend=None, append=None)")
def diff(call: CallView) -> Lines:
    """The differences of the adjoint with zeros around it."""
    more = [p for p in ("prepend", "append") if p in call.given]
    if not more:
        return Lines(("dy = np.diff(da, n=n, axis=axis)",), lambda: (f"da = {_undiff(call)}{_few(call)}",))
    axis = call.static.get("axis", None if "axis" in call.given else -1)
    if not isinstance(axis, int):
        raise LookupError("the axis of np.diff must be a literal number")
    cut = "a[" + along(axis, ":1") + "]"
    border = {p: p if known_rank(call, p) else cut for p in more}
    d = {p: f"(np.zeros_like({like}) + d{p})" for p, like in border.items()}
    whole = ", ".join(part for part in (d.get("prepend"), "(np.zeros_like(a) + da)", d.get("append")) if part)
    first = f"np.shape({border['prepend']})[axis]" if "prepend" in border else "0"
    ends = {"a": "m:k", "prepend": ":m", "append": "k:"}
    parts = {p: f"w[{along(axis, ends[p])}]" for p in ("a", *more)}
    for p in more:
        if not known_rank(call, p):
            parts[p] = f"np.sum({parts[p]})"
    return Lines(
        (
            f"m = {first}",
            "k = m + np.shape(a)[axis]",
            f"dy = np.diff(np.concatenate(({whole}), axis=axis), n=n, axis=axis)",
        ),
        lambda: (f"w = {_undiff(call)}", *(f"d{p} = {text}" for p, text in parts.items())),
    )


def _undiff(call: CallView) -> str:
    axis, n = (call.static.get(p, None if p in call.given else d) for p, d in (("axis", -1), ("n", 1)))
    if not isinstance(axis, int) or not isinstance(n, int):
        raise LookupError("the order and the axis of np.diff must be literal numbers")
    rank = known_rank(call, "a")
    widths = n if rank == 1 else tuple((n, n) if i == axis % rank else (0, 0) for i in range(rank))
    return f"{'-' if n % 2 else ''}np.diff(np.pad(_expand(dy, y), {widths}), n=n, axis=axis)"


def _few(call: CallView) -> str:
    """The index that takes as many elements as there are: there may be fewer than n."""
    several = call.static.get("n", 1) not in (0, 1)
    axis = call.static.get("axis", -1)
    return f"[{along(axis, ':np.shape(a)[axis]')}]" if several else ""


@rule_for("y = np.gradient(f, *varargs, axis=None, edge_order=1)")
def gradient(call: CallView) -> Lines:
    """Differences of three points: each is a mean of the neighbours with weights; of several axes a list or tuple."""
    rank, axis, edge = known_rank(call, "f"), call.static.get("axis"), call.static.get("edge_order", 1)
    if "axis" in call.given and "axis" not in call.static or "edge_order" in call.given and edge not in (1, 2):
        raise LookupError("axis and edge_order of np.gradient must be literal")
    chosen = range(rank) if axis is None else [axis] if isinstance(axis, int) else list(axis)  # type: ignore[call-overload]
    axes = [k % rank for k in chosen]
    steps = _steps(call, len(axes))
    parts = [("y", "dy")] if len(axes) == 1 else [(f"y[{i}]", f"dy[{i}]") for i in range(len(axes))]
    terms, moves = [], []
    backs: dict[str, list[str]] = {h: [] for h in steps if h}
    for (value, bar), k, h in zip(parts, axes, steps, strict=True):
        g, front = (f"np.moveaxis({t}, {k}, 0)" if k else t for t in (f"_expand({bar}, {value})", "f"))
        even = f"ungradient({g})" if edge == 1 else f"ungradient_of({g}, np.arange(np.shape(f)[{k}]), {edge})"
        if h:
            even = f"({even} / {h} if np.ndim({h}) == 0 else ungradient_of({g}, {h}, {edge}))"
            along = f"gradient_along({front}, {h}, _expand(d{h}, {h}), {edge})"
            along = f"np.moveaxis({along}, 0, {k})" if k else along
            moves.append(f"(-d{h} / {h} * {value} if np.ndim({h}) == 0 else {along})")
            at_steps = f"gradient_back({front}, {h}, {g}, {edge})"
            backs[h].append(f"(-np.sum({bar} * {value}) / {h} if np.ndim({h}) == 0 else {at_steps})")
        terms.append(f"np.moveaxis({even}, 0, {k})" if k else even)
    forward = "np.gradient(df, *varargs, axis=axis, edge_order=edge_order)"
    if moves and "varargs" not in call.static:
        each = [f"np.gradient(df, {h}, axis={k}, edge_order=edge_order) + {move}"
                for h, k, move in zip(steps, axes, moves, strict=True)]  # fmt: skip
        forward = f"{forward} + {moves[0]}" if len(axes) == 1 else f"({', '.join(each)})"
    shares = ", ".join(" + ".join(backs[h]) for h in dict.fromkeys(steps) if h)
    return Lines((f"dy = {forward}",), (f"df = {' + '.join(terms)}", f"dvarargs = ({shares},)" if shares else "n = 0"))


def _steps(call: CallView, n: int) -> list[str]:
    """The distance of the points along each axis, or their places."""
    count = call.counts.get("varargs", 0)
    count = len(count) if isinstance(count, tuple) else count
    if count not in (0, 1, n):
        raise LookupError("np.gradient takes one distance, or one for each axis")
    return [f"varargs[{i if count == n else 0}]" if count else "" for i in range(n)]


def ungradient(g: Any) -> Any:
    """The transpose of ``np.gradient(f, axis=0)``.

    >>> ungradient(np.array([1.0, 0.0, 0.0, 2.0]))
    array([-1.,  1., -2.,  2.])
    """
    c = np.concatenate((g[:1], 0.5 * g[1:-1], g[-1:]))
    return np.concatenate((-c[:1], c[:-1])) - np.concatenate((c[1:], -c[-1:]))


def ungradient_of(g: Any, points: Any, edge_order: int) -> Any:
    """The transpose of ``np.gradient(f, points, axis=0, edge_order=edge_order)``: five sets of rows do not meet."""
    n = np.shape(points)[0]
    columns = np.arange(n)
    total = 0.0 * g
    for k in range(min(n, 5)):
        hit = np.where(columns % 5 == k, 1.0, 0.0)
        slopes = np.gradient(hit, points, edge_order=edge_order)  # type: ignore[call-overload]
        near = columns[columns % 5 == k]
        nearest = near[np.argmin(np.abs(columns[:, None] - near), axis=1)]
        np.add.at(total, nearest, np.transpose(slopes * np.transpose(g)))
    return total


def gradient_slopes(f: Any, points: Any, edge_order: int) -> Any:
    """How the slopes of `np.gradient` move with the two steps that each is made of, and which steps those are.

    Each slope is that of a parabola through three points, or at the ends of a line through two.
    """
    n = np.shape(points)[0]
    rows = np.arange(n)
    column = (-1,) + (1,) * (np.ndim(f) - 1)
    first = np.clip(rows - 1, 0, max(n - 3, 0))
    second = np.minimum(first + 1, n - 2)
    h = np.reshape(np.diff(points), column)
    s = np.diff(f, axis=0) / h
    h1, h2, s1, s2 = h[first], h[second], s[first], s[second]
    inner, last = (np.reshape((rows > k).astype(h.dtype), column) for k in (0, n - 2))
    bend = (s2 - s1) / (h1 + h2)
    way = 2 * (inner * h1 + last * h2) - h1
    by_first = way * (s1 / h1 - bend) / (h1 + h2) - s1 / h1 + bend * (2 * inner - 1)
    by_second = 2 * last * bend - way * (s2 / h2 + bend) / (h1 + h2)
    if edge_order == 1:
        ends = np.reshape((rows == 0) | (rows == n - 1), column)
        by_first = np.where(ends, np.reshape(rows == 0, column) * (-s1 / h1), by_first)
        by_second = np.where(ends, np.reshape(rows == n - 1, column) * (-s2 / h2), by_second)
    return by_first, by_second, first, second


def gradient_along(f: Any, points: Any, d: Any, edge_order: int) -> Any:
    """The derivative of ``np.gradient(f, points, axis=0)`` where the points move by `d`."""
    by_first, by_second, first, second = gradient_slopes(f, points, edge_order)
    h = np.reshape(np.diff(d), (-1,) + (1,) * (np.ndim(f) - 1))
    return by_first * h[first] + by_second * h[second]


def gradient_back(f: Any, points: Any, g: Any, edge_order: int) -> Any:
    """The transpose of `gradient_along`."""
    by_first, by_second, first, second = gradient_slopes(f, points, edge_order)
    n = np.shape(points)[0]
    total = np.zeros(n + 1, g.dtype)
    np.add.at(total, first + 1, np.sum(np.reshape(g * by_first, (n, -1)), axis=1))
    np.add.at(total, second + 1, np.sum(np.reshape(g * by_second, (n, -1)), axis=1))
    total[n] = 0.0
    return total[:-1] - total[1:]


@rule_for("y = np.polyval(p, x)")
def polyval(call: CallView) -> Lines:
    """Linear in the coefficients, the highest first."""
    slope = "np.polyval(p[:-1] * np.arange(np.size(p) - 1, 0, -1, dtype=y.dtype), x)"
    powers = "np.arange(np.size(p) - 1, -1, -1, dtype=y.dtype)"
    if call.ranks.get("x") == 0:
        back = f"dy * x ** {powers}"
    else:
        back = f"np.ravel(_expand(dy, y)) @ np.reshape(x, (-1, 1)) ** {powers}"
    if call.kinds.get("x") != "f":
        back = f"_reduce({back}, p, p)"
    return Lines((f"dy = np.polyval(dp, x) + {slope} * dx",), (f"dp = {back}", f"dx = dy * {slope}"))


rule("y = np.bincount(x, weights=None, minlength=0)",
     "dy = np.bincount(x, dweights, minlength)",
     adjoint="dweights = _expand(dy, y)[x]")  # fmt: skip


@rule_for("y = np.meshgrid(*xi, indexing='xy', sparse=False, copy=True)")
def meshgrid(call: CallView) -> Lines:
    """Each array is repeated along the axes of the others."""
    n, indexing = call.counts.get("xi"), call.static.get("indexing", None if "indexing" in call.given else "xy")
    sparse = call.static.get("sparse", None if "sparse" in call.given else False)
    if not isinstance(n, int) or indexing not in ("xy", "ij") or not isinstance(sparse, bool):
        raise LookupError("np.meshgrid has a rule for separate arrays, and for literal indexing and sparse")
    if sparse:
        wide = ", ".join(f"np.reshape(_expand(dxi[{i}], xi[{i}]), np.shape(y[{i}]))" for i in range(n))
        flat = ", ".join(f"np.reshape(_expand(dy[{i}], y[{i}]), np.shape(xi[{i}]))" for i in range(n))
        return Lines((f"dy = ({wide},)",), (f"dxi = ({flat},)",))
    own = [1, 0, *range(2, n)] if indexing == "xy" and n > 1 else list(range(n))
    others = [tuple(k for k in range(n) if k != own[i]) for i in range(n)]
    parts = [f"np.sum(_expand(dy[{i}], y[{i}]), axis={o[0] if len(o) == 1 else o})" for i, o in enumerate(others)]
    parts = [
        f"{part} if np.ndim(xi[{i}]) == 1 else np.reshape({part}, np.shape(xi[{i}]))" for i, part in enumerate(parts)
    ]
    entries = ", ".join(f"_expand(dxi[{i}], xi[{i}])" for i in range(n))
    return Lines((f"dy = np.meshgrid({entries}, indexing=indexing)",), (f"dxi = ({', '.join(parts)},)",))
