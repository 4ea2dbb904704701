"""Sums, means, products, extrema and norms along axes."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.joining import along
from s2sad.calculus.registry import rule, rule_for, same
from s2sad.calculus.rule import CallView, Lines, known_rank


def restored(bar: str, value: str) -> str:
    """The adjoint of a reduction with the axes that were taken away."""
    return f"({bar} if axis is None or keepdims else np.expand_dims(_expand({bar}, {value}), axis))"


RESTORED = restored("dy", "y")


def counted(call: CallView, nan: bool) -> str:
    """Which elements a reduction takes, as text; nothing where it takes all."""
    parts = ["~np.isnan(a)"] if nan else []
    return " & ".join(parts + (["where"] if "where" in call.given else []))


def among(text: str, mask: str, other: str = "0.0") -> str:
    return f"np.where({mask}, {text}, {other})" if mask else text


def number(mask: str) -> str:
    """How many elements a reduction takes for each of its results."""
    if not mask:
        return "(np.size(a) / max(np.size(y), 1))"
    return f"np.sum(np.broadcast_to({mask}, np.shape(a)), axis=axis, dtype=y.dtype, keepdims=keepdims)"


def total(name: str, share: str, nan: bool = False) -> None:
    """A sum or a mean; of one in another dtype, a real argument takes the real part back."""
    mean = name.endswith("mean")

    def lines(call: CallView) -> Lines:
        mask = counted(call, nan)
        dtyped = "dtype=dtype, " if "dtype" in call.given else ""
        if mean and mask:
            over = f"n = {number(mask)}"
            return Lines((over, f"dy = np.sum({among('da', mask)}, axis=axis, {dtyped}keepdims=keepdims) / n"))
        first = " + dinitial" if "initial" in call.given else ""
        made = f"np.{'mean' if mean else 'sum'}({among('da', mask)}, axis=axis, {dtyped}keepdims=keepdims)"
        back = (f"da = _reduce({among(RESTORED, mask)}{share}, a, a)",) if "dtype" in call.given else ()
        return Lines((f"dy = {made}{first}",), back)

    start = "" if mean else ", initial=0"
    rule_for(f"y = np.{name}(a, axis=None, dtype=None, *_, keepdims=False, where=True{start})")(lines)


total("sum", "")
total("mean", " * (max(np.size(y), 1) / max(np.size(a), 1))")
total("nansum", "", nan=True)
total("nanmean", "", nan=True)
rule("y = np.cumsum(a, axis=None, dtype=None)", "dy = np.cumsum(da, axis=axis)")
rule("y = np.nancumsum(a, axis=None, dtype=None)", "dy = np.cumsum(np.where(np.isnan(a), 0.0, da), axis=axis)")


@rule_for("y = np.cumulative_sum(x, *_, axis=None, dtype=None, include_initial=False)")
def cumulative_sum(call: CallView) -> Lines:
    """`cumsum`, which may have a zero before it."""
    axis = call.static.get("axis", NotImplemented if "axis" in call.given else 0)
    first = call.static.get("include_initial", None if "include_initial" in call.given else False)
    if first is None or not isinstance(axis, (int, type(None))):
        raise LookupError("axis and include_initial of np.cumulative_sum must be literal")
    axis = 0 if axis is None else axis
    rest = f"_expand(dy, y)[{along(axis, '1:')}]" if first else "_expand(dy, y)"
    return Lines(
        ("dy = np.cumulative_sum(dx, axis=axis, include_initial=include_initial)",),
        (f"dx = np.flip(np.cumsum(np.flip({rest}, {axis}), axis={axis}), {axis})",),
    )


rule("y = np.trace(a, offset=0, axis1=0, axis2=1, dtype=None)",
     "dy = np.trace(da, offset, axis1, axis2)",
     adjoint=(
         "at = np.eye(np.shape(a)[axis1], np.shape(a)[axis2], offset, dtype=bool)",
         "da = dy * at if np.ndim(a) == 2 else "
         "np.moveaxis(np.expand_dims(_expand(dy, y), (-2, -1)) * at, (-2, -1), (axis1, axis2))",
     ))  # fmt: skip


@rule_for("y = np.average(a, axis=None, weights=None, returned=False, *_, keepdims=False)")
def average(call: CallView) -> Lines:
    """The mean, or the mean with weights: one for each element, or one for each place along the axis."""
    returned = call.static.get("returned", None if "returned" in call.given else False)
    if returned is None:
        raise LookupError("returned of np.average must be a literal")
    pair, y = ("({}, {})", "y[0]") if returned else ("{}", "y")
    if "weights" not in call.given or call.static.get("weights", 0) is None:
        return Lines((f"dy = {pair.format('np.mean(da, axis=axis, keepdims=keepdims)', '0.0')}",))
    along = "axis=axis, keepdims=keepdims"
    kept = f"({y} if axis is None or keepdims else np.expand_dims({y}, axis))"
    w, back = _weights(call)
    sums = f"np.sum(weights{', ' + along if back == 'W' else ''})"
    moved = f"np.sum((a - {kept}) * {w.replace('weights', '_expand(dweights, weights)')}, {along})"
    mean = f"(np.sum({w} * da, {along}) + {moved}) / total"
    more = f"np.broadcast_to({sums.replace('weights', '_expand(dweights, weights)')}, np.shape({y}))"
    g = restored(f"(d{y} / total)", y)
    both = back.replace("W", f"(a - {kept}) * g")
    if returned:
        both += " + " + (restored("dy[1]", "y[1]") if back == "W" else "np.sum(_expand(dy[1], y[1]))")
    return Lines(
        (f"total = {sums}", f"dy = {pair.format(mean, more)}"), (f"g = {g}", f"da = {w} * g", f"dweights = {both}")
    )


def _weights(call: CallView) -> tuple[str, str]:
    """The weights as they multiply the array, and their adjoint from ``W``, that of the product."""
    axis = call.static.get("axis")
    if "axis" not in call.given or ("axis" in call.static and axis is None):
        return "weights", "W"
    rank, own = known_rank(call, "a"), known_rank(call, "weights")
    if own == rank and not (
        isinstance(axis, tuple) and len(axis) == rank and [k % rank for k in axis] != [*range(rank)]
    ):
        return "weights", "W"
    if isinstance(axis, tuple) and own == len(axis):
        along = [k % rank for k in axis]
        others = tuple(k for k in range(rank) if k not in along)
        order = tuple(along.index(k) for k in sorted(along))
        back = tuple(sorted(along).index(k) for k in along)
        return (
            f"np.expand_dims(np.transpose(weights, {order}), {others})",
            f"np.transpose(np.sum(W, axis={others}), {back})",
        )
    if own != 1 or not isinstance(axis, int):
        raise LookupError("np.average has a rule for weights of the array's shape and for weights along one axis")
    others = tuple(i for i in range(rank) if i != axis % rank)
    marks = ", None" * (rank - 1 - axis % rank)
    return (f"weights[:{marks}]" if marks else "weights"), f"np.sum(W, axis={others if rank != 2 else others[0]})"


# Ties share equally.
def extremum(name: str, nan: bool = False) -> None:
    def lines(call: CallView) -> Lines:
        mask = f" & {counted(call, False)}" if "where" in call.given else ""
        at = f"(a == (y if axis is None or keepdims else np.expand_dims(y, axis))){mask}"
        n = f"np.{'count_nonzero(at' if call.double else 'sum(at, dtype=y.dtype'}, axis=axis, keepdims=keepdims)"
        first = ""
        if "initial" in call.given:
            tied = "(initial == y)" if call.double else "(initial == y).astype(y.dtype)"
            n, first = f"{n} + {tied}", " + (initial == y) * dinitial"
        made = "np.sum(at * da, axis=axis, keepdims=keepdims)"
        made = f"({made}{first})" if first else made
        return Lines((f"at = {at if mask else at[1:-1]}", f"n = {n}", f"dy = {made} / n"))

    rule_for(f"y = np.{name}(a, axis=None, *_, keepdims=False, initial=None, where=True)")(lines)


for name in ("max", "min", "nanmax", "nanmin"):
    extremum(name)
same("np.max", "np.amax")
same("np.min", "np.amin")
rule("y = np.ptp(a, axis=None, *_, keepdims=False)",
     "high = np.max(a, axis=axis, keepdims=True)",
     "low = np.min(a, axis=axis, keepdims=True)",
     "up = (a == high) / np.sum(a == high, axis=axis, dtype=y.dtype, keepdims=True)",
     "down = (a == low) / np.sum(a == low, axis=axis, dtype=y.dtype, keepdims=True)",
     "dy = np.sum((up - down) * da, axis=axis, keepdims=keepdims)")  # fmt: skip

MEDIAN = (
     "m = y if axis is None or keepdims else np.expand_dims(y, axis)",
     "low = np.max(np.where(a <= m, a, -np.inf), axis=axis, keepdims=True)",
     "high = np.min(np.where(a >= m, a, np.inf), axis=axis, keepdims=True)",
     "at = (a == low) / np.sum(a == low, axis=axis, dtype=y.dtype, keepdims=True)",
     "above = (a == high) / np.sum(a == high, axis=axis, dtype=y.dtype, keepdims=True)",
     "dy = np.sum(0.5 * (at + above) * da, axis=axis, keepdims=keepdims)",
)  # fmt: skip
for name in ("median", "nanmedian"):
    rule(f"y = np.{name}(a, axis=None, *_, overwrite_input=False, keepdims=False)", *MEDIAN)


# What ufuncs other than sum, product and extrema come to along an axis.
def of_exponentials(name: str, exp: str) -> None:
    """The shares of a sum of exponentials, of which the logarithm is taken."""

    def lines(call: CallView) -> Lines:
        mask = counted(call, False)
        share = f"{exp}(array - (z if axis is None or keepdims else np.expand_dims(z, axis)))"
        first = f" + {exp}(initial - z) * dinitial" if "initial" in call.given else ""
        return Lines(
            (
                "z = np.where(y == -np.inf, 0.0, y)",
                f"share = {among(share, mask)}",
                f"dy = np.sum(share * darray, axis=axis, keepdims=keepdims){first}",
            )
        )

    rule_for(f"y = np.{name}.reduce(array, axis=0, *_, keepdims=False, initial=None, where=True)")(lines)


of_exponentials("logaddexp", "np.exp")
of_exponentials("logaddexp2", "np.exp2")
rule("y = np.hypot.reduce(array, axis=0, *_, keepdims=False)",
     "r = y + (y == 0)",
     "unit = array / (r if axis is None or keepdims else np.expand_dims(r, axis))",
     "dy = np.sum(unit * darray, axis=axis, keepdims=keepdims)")  # fmt: skip
rule("y = np.add.reduceat(array, indices, axis=0)",
     "dy = np.add.reduceat(_expand(darray, array), indices, axis)",
     adjoint=(
         "n = np.shape(array)[axis]",
         "darray = np.moveaxis(np.tensordot(spans(indices, n), np.moveaxis(_expand(dy, y), axis, 0), 1), 0, axis)",
     ))  # fmt: skip


def spans(indices: Any, n: int) -> Any:
    """Which of n elements are in which of the sums of `np.add.reduceat`.

    >>> spans([0, 2], 3)
    array([[1., 0.],
           [1., 0.],
           [0., 1.]])
    """
    first = np.asarray(indices)
    after = np.append(first[1:], n)
    at = np.arange(n)[:, None]
    return 1.0 * ((at >= first) & (at < np.where(after > first, after, first + 1)))


def spread(name: str, slope: str, nan: bool = False) -> None:
    """The mean moves too, but the deviations sum to zero; a mean that is given is one of its own."""

    def lines(call: CallView) -> Lines:
        mask = counted(call, nan)
        axis = call.static.get("axis", None if "axis" in call.given else ())
        whole = "axis" not in call.given or ("axis" in call.static and axis is None)
        d, back = "da", list[str]()
        if "mean" in call.given and call.static.get("mean", 0) is not None:
            mean, n, d = "mean", number(mask), "(da - dmean)"
            g = restored(f"({slope.replace('s', 'dy', 1)})", "y")
            back = [f"dmean = -_reduce((np.conj(c) if np.iscomplexobj(a) else c) * {g}, a, mean)"]
        elif mask:
            taken = "axis=axis, keepdims=True"
            count = f"np.sum(np.broadcast_to({mask}, np.shape(a)), dtype=y.dtype, {taken})"
            mean = f"np.sum({among('a', mask)}, {taken}) / {count}"
            n = number(mask)
        else:
            mean = "np.mean(a)" if whole else f"np.mean(a, axis=axis{'' if axis == 0 else ', keepdims=True'})"
            n = "np.shape(a)[axis] if isinstance(axis, int) else np.size(a) / max(np.size(y), 1)"
            n = "np.size(a)" if whole else n
        free = f"({n})" if call.static.get("ddof", None if "ddof" in call.given else 0) == 0 else f"(({n}) - ddof)"
        real = f"np.real(np.conj(c) * {d}) if np.iscomplexobj(a) else c * {d}"
        total = f"np.sum({real}, axis=axis, keepdims=keepdims)"
        return Lines((f"c = {among(f'a - {mean}', mask)}", f"n = {free}", f"s = {total}", f"dy = {slope}"), tuple(back))

    head = f"y = np.{name}(a, axis=None, dtype=None, *_, ddof=0, keepdims=False, where=True, mean=None)"
    rule_for(head, correction="ddof")(lines)


for name, nan in (("var", False), ("nanvar", True)):
    spread(name, "2 / n * s", nan)
for name, nan in (("std", False), ("nanstd", True)):
    spread(name, "s / (n * (y + (y == 0)))", nan)


def product(name: str, nan: bool = False) -> None:
    """The product of the others is the product divided by each, unless one of them is zero."""

    def lines(call: CallView) -> Lines:
        mask = counted(call, nan)
        if not mask:
            return Lines(_product(call, "a", "da"))
        return Lines((f"b = {among('a', mask, '1.0')}", *_product(call, "b", among("da", mask))))

    rule_for(f"y = np.{name}(a, axis=None, dtype=None, *_, keepdims=False, initial=1, where=True)")(lines)


def _product(call: CallView, a: str, d: str) -> tuple[str, ...]:
    scale = "initial * " if "initial" in call.given else ""
    moving = f" + np.prod({a}, axis=axis, keepdims=keepdims) * dinitial" if scale else ""
    if call.ranks.get("a") == 0:
        return (f"dy = {scale}{d}{moving}",)
    axis = call.static.get("axis")
    kept = "y if keepdims else np.expand_dims(y, axis)"
    some = "np.all(y)"
    if "axis" not in call.given or ("axis" in call.static and axis is None):
        others = f"leave_one_out({a}) if np.ndim({a}) == 1 else np.reshape(leave_one_out(np.ravel({a})), np.shape({a}))"
        kept, some = "y", "y != 0" if call.static.get("keepdims", "keepdims" in call.given) is False else some
    elif isinstance(axis, tuple):
        others = f"np.moveaxis({_over_axes(call, len(axis), a)}, {tuple(range(len(axis)))}, axis)"
    else:
        others = f"leave_one_out({a}) if axis == 0 else np.moveaxis(leave_one_out(np.moveaxis({a}, axis, 0)), 0, axis)"
    return (
        f"others = ({kept}) / {a} if {some} else {scale}({others})",
        f"dy = np.sum(others * {d}, axis=axis, keepdims=keepdims){moving}",
    )


product("prod")
product("nanprod", nan=True)


def _over_axes(call: CallView, n: int, a: str = "a") -> str:
    """`leave_one_out` over `n` axes brought to the front."""
    front = f"np.moveaxis({a}, axis, {tuple(range(n))})"
    rest = "".join(f"np.shape({front})[{i}], " for i in range(n, known_rank(call, "a")))
    if n == 0:
        return f"np.ones_like({a})"
    return f"np.reshape(leave_one_out(np.reshape({front}, (-1, {rest}))), np.shape({front}))"


@rule_for("y = np.cumprod(a, axis=None, dtype=None)")
def cumprod(call: CallView) -> Lines:
    """Divided by each element where none is zero, else product by product."""
    flat = "axis" not in call.given or ("axis" in call.static and call.static["axis"] is None)
    return _cumulative(flat, call.static.get("axis") == 0 or call.ranks.get("a") == 1, "a", "da")


@rule_for("y = np.nancumprod(a, axis=None, dtype=None)")
def nancumprod(call: CallView) -> Lines:
    flat = "axis" not in call.given or ("axis" in call.static and call.static["axis"] is None)
    first = call.static.get("axis") == 0 or call.ranks.get("a") == 1
    made = _cumulative(flat, first, "b", "np.where(np.isnan(a), 0.0, da)")
    back = made.adjoint[0].replace("da = ", "", 1)  # type: ignore[index]
    return Lines(("b = np.where(np.isnan(a), 1.0, a)", *made.lines), (f"da = np.where(np.isnan(a), 0.0, {back})",))


@rule_for("y = np.cumulative_prod(x, *_, axis=None, dtype=None, include_initial=False)")
def cumulative_prod(call: CallView) -> Lines:
    """`cumprod`, which may have a one before it."""
    axis = call.static.get("axis", NotImplemented if "axis" in call.given else 0)
    first = call.static.get("include_initial", None if "include_initial" in call.given else False)
    if first is None or not isinstance(axis, (int, type(None))):
        raise LookupError("axis and include_initial of np.cumulative_prod must be literal")
    axis = 0 if axis is None else axis
    cut = f"[{along(axis, '1:')}]" if first else ""
    x, y, d, g = (f"np.moveaxis({t}, {axis}, 0)" if axis else t
                  for t in ("x", f"y{cut}", "_expand(dx, x)", f"_expand(dy, y){cut}"))  # fmt: skip
    forward, back = f"cumprod_along({x}, {y}, {d})", f"cumprod_back({x}, {y}, {g})"
    if axis:
        forward, back = (f"np.moveaxis({t}, 0, {axis})" for t in (forward, back))
    if first:
        front = f"np.zeros_like(y[{along(axis, ':1')}])"
        forward = f"np.concatenate(({front}, {forward}), axis={axis})"
    return Lines((f"dy = {forward}",), (f"dx = {back}",))


def _cumulative(flat: bool, first: bool, name: str, d: str) -> Lines:
    if not flat and not first:
        rows = "np.moveaxis(X, axis, 0)"
    else:
        rows = "X" if first else "np.ravel(X)"
    back = "B" if first else "np.reshape(B, np.shape(a))" if flat else "np.moveaxis(B, 0, axis)"
    d = d.replace("da", "_expand(da, a)")
    a, value, d, g = (rows.replace("X", x) for x in (name, "y", d, "_expand(dy, y)"))
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
