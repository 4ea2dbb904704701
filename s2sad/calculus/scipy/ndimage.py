"""`scipy.ndimage`: linear filters with every mode at the border, and splines between the elements.

A filter first goes on with the array beyond its border, as the mode says, and then sums with weights. The transpose
sums with the weights turned round, over zeros beyond the border, and then folds what came out beyond it back to where
it came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from s2sad.calculus.registry import rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank
from s2sad.calculus.scipy.linalg import conj, literal

__all__ = ["conj"]

# SciPy's name of a mode, and NumPy's
MODES = {
    "reflect": "symmetric", "grid-mirror": "symmetric", "mirror": "reflect", "nearest": "edge", "wrap": "wrap",
    "grid-wrap": "wrap", "constant": "constant", "grid-constant": "constant",
}  # fmt: skip
BORDER = "mode='reflect', cval=0.0"


def beyond(call: CallView) -> str:
    """NumPy's name of the mode at the border."""
    mode = literal(call, "mode", "reflect")
    if mode not in MODES:
        raise LookupError("the mode of a filter must be one literal, the same for all axes")
    return MODES[str(mode)]


def fold_back(z: Any, n: Any, left: Any, mode: Any) -> Any:
    """The transpose along the first axis of going on beyond the border of n elements, to the left by `left`.

    >>> fold_back(np.array([1.0, 10.0, 100.0, 1000.0]), 2, 1, "edge")
    array([  11., 1100.])
    """
    inner = z[left : left + n].copy()
    if mode == "constant":
        return inner
    source = np.pad(np.arange(n), (left, np.shape(z)[0] - n - left), mode=mode)
    np.add.at(inner, source[:left], z[:left])
    np.add.at(inner, source[left + n :], z[left + n :])
    return inner


def folded(text: str, margins: Sequence[tuple[str, str]], mode: str, axes: Sequence[int]) -> str:
    """`fold_back` along several axes; `margins` are how far the filter reached to the left and to the right of each."""
    for axis, (left, _) in zip(axes, margins, strict=True):
        rest = f"np.shape(input)[{axis}], {left}, {mode!r})"
        if axis == 0:
            text = f"fold_back({text}, {rest}"
        else:
            text = f"np.swapaxes(fold_back(np.swapaxes({text}, 0, {axis}), {rest}, 0, {axis})"
    return text


def around(g: str, margins: Sequence[tuple[str, str]], axes: Sequence[int], rank: int) -> str:
    """The adjoint among zeros, as far as the filter reaches."""
    widths = ["(0, 0)"] * rank
    for axis, (left, right) in zip(axes, margins, strict=True):
        widths[axis] = f"({left}, {right})"
    return f"among_zeros({g}, ({', '.join(widths)},))"


def among_zeros(g: Any, widths: Any) -> Any:
    """`g` with so many zeros before and behind it along each axis."""
    sizes, part = room(g, widths)
    full = np.zeros(sizes, g.dtype)
    full[part] = g
    return full


def among(x: Any, widths: Any, value: Any) -> Any:
    """`x` with so many elements of one value before and behind it along each axis."""
    sizes, part = room(x, widths)
    full = np.full(sizes, value, x.dtype)
    full[part] = x
    return full


def room(x: Any, widths: Any) -> Any:
    """The sizes of an array with borders, and where in it `x` stands."""
    sizes = [(n, *around) for n, around in zip(np.shape(x), widths, strict=True)]
    return tuple(sum(parts) for parts in sizes), tuple(slice(before, before + n) for n, before, _ in sizes)


def own_axis(call: CallView, default: int = -1) -> int:
    axis = literal(call, "axis", default)
    if not isinstance(axis, int):
        raise LookupError("the axis of a filter must be a literal number")
    return axis % known_rank(call, "input")


# -- filters whose transpose is the filter itself, but for its sign ------------------------------------------------


def symmetric(name: str, head: str, options: str, reach: str, sign: str = "", axis: bool = False) -> None:
    """A filter that SciPy makes the weights of; it reaches as far as `reach` says, for each axis ``I``."""

    def lines(call: CallView) -> Lines:
        rank, mode = known_rank(call, "input"), beyond(call)
        settings = ", ".join(f"{p}={p}" for p in options.split() if p in call.given)
        settings = f", {settings}" if settings else ""
        reached, turned = reach, sign
        if name.startswith("gaussian"):
            reached, turned = gaussian_reach(call, name.endswith("1d"))
        one_axis = axis and name.endswith("1d")
        axes = [own_axis(call)] if one_axis else list(range(rank))
        margins = [(reached.replace("I", str(k)),) * 2 for k in axes]
        padded = around("_expand(dy, y)", margins, axes, rank)
        back = f"{turned}scipy.ndimage.{name}({padded}{settings}, mode='constant')"
        return Lines(
            (f"dy = scipy.ndimage.{name}(_expand(dinput, input){settings}, mode=mode)",),
            (f"dinput = np.reshape({folded(back, margins, mode, axes)}, np.shape(input))",),
            partial(widths, call, axes) if name.startswith("gaussian_filter") else (),
        )

    rule_for(f"y = scipy.ndimage.{name}(input, {head}{BORDER}{TAIL.get(name, '')})")(lines)


def widths(call: CallView, axes: Sequence[int]) -> tuple[str, ...]:
    """The filter one axis after another, by its weights: these have a derivative in the width."""
    if literal(call, "order", 0) != 0:
        raise LookupError("a Gaussian filter has a derivative in sigma for order=0")
    several = "sigma" in call.counts or isinstance(call.static.get("sigma"), (tuple, list))
    several |= call.ranks.get("sigma") == 1
    reach, _ = gaussian_reach(call, len(axes) == 1)
    lines, text = [], "input"
    for k in axes:
        sigma = f"sigma[{k}]" if several else "sigma"
        lines += [f"w{k} = gaussian_weights({sigma}, {reach.replace('sigma[I]', sigma).replace('I', str(k))})"]
        lines += [f"z{k} = scipy.ndimage.correlate1d({text}, w{k}, axis={k}, mode=mode, cval=cval)"]
        text = f"z{k}"
    return *lines, f"y = {text}"


def gaussian_weights(sigma: Any, reach: Any) -> Any:
    """Of no width, the element itself."""
    w = np.exp(-0.5 * (np.arange(-reach, reach + 1) / np.maximum(sigma, 1e-15)) ** 2)
    return w / np.sum(w)


TAIL = {"gaussian_filter": ", truncate=4.0, *_, radius=None", "gaussian_filter1d": ", truncate=4.0, *_, radius=None"}


def gaussian_reach(call: CallView, one_axis: bool) -> tuple[str, str]:
    """How far the weights go, and the sign of the odd ones."""
    several = "sigma" in call.counts or isinstance(call.static.get("sigma"), (tuple, list))
    several |= call.ranks.get("sigma") == 1
    width = "sigma[I]" if several else "sigma"
    truncated = "truncate" if "truncate" in call.given else "4.0"
    order = literal(call, "order", 0)
    orders: list[Any] = list(order) if isinstance(order, (tuple, list)) else [order]
    if not isinstance(order, (tuple, list)) and not one_axis:
        orders *= known_rank(call, "input")
    given = "radius" in call.given and call.static.get("radius", 0) is not None
    spread = "radius" in call.counts or isinstance(call.static.get("radius"), (tuple, list))
    reach = ("radius[I]" if spread else "radius") if given else f"int({truncated} * {width} + 0.5)"
    wide = call.static.get("sigma")
    if not given and isinstance(wide, (int, float)) and truncated == "4.0":
        reach = str(int(4.0 * wide + 0.5))
    return reach, "-" if sum(orders) % 2 else ""


GAUSSIAN = "sigma order truncate radius"
symmetric("gaussian_filter", "sigma, order=0, output=None, ", GAUSSIAN, "")
symmetric("gaussian_filter1d", "sigma, axis=-1, order=0, output=None, ", f"axis {GAUSSIAN}", "", axis=True)
symmetric("gaussian_laplace", "sigma, output=None, ", "sigma", "")
symmetric("laplace", "output=None, ", "", "1")
symmetric("sobel", "axis=-1, output=None, ", "axis", "1", "-", axis=True)
symmetric("prewitt", "axis=-1, output=None, ", "axis", "1", "-", axis=True)


# -- filters with weights ------------------------------------------------------------------------------------------


def left_of(size: str, turned: bool, origin: str) -> str:
    """How far a filter of this size reaches to the left; a convolution is a correlation with the weights turned."""
    if not turned:
        return f"{size} // 2" + (f" + {origin}" if origin != "0" else "")
    return f"({size} - 1) // 2" + (f" - {origin}" if origin != "0" else "")


def margins_of(size: str, turned: bool, origin: str) -> tuple[str, str]:
    left = left_of(size, turned, origin)
    return left, f"{size} - 1 - ({left})"


def origins(call: CallView, n: int) -> list[str]:
    """The shift of the filter along each axis."""
    if "origin" not in call.given:
        return ["0"] * n
    origin = literal(call, "origin", 0)
    return [str(k) for k in origin] if isinstance(origin, (tuple, list)) else [str(origin)] * n


def weighted_along(name: str, turned: bool) -> None:
    """Along one axis: the transpose has the weights turned round, and so does what the weights get."""

    def lines(call: CallView) -> Lines:
        axis, rank, mode = own_axis(call), known_rank(call, "input"), beyond(call)
        margin = margins_of("np.size(weights)", turned, origins(call, 1)[0])
        along = "".join(f", {p}={p}" for p in ("axis",) if p in call.given)
        origin = ", origin=origin" if "origin" in call.given else ""
        spread = around("_expand(dy, y)", [("size - 1 - size // 2", "size // 2")], [axis], rank)
        other = "conj(weights)" if turned else "weights[::-1]"
        back = f"scipy.ndimage.correlate1d({spread}, {other}{along}, mode='constant')"
        rows = "{}" if axis == 0 else f"np.moveaxis({{}}, {axis}, 0)"
        extended = f"np.pad({rows.format('input')}, {edges(rank, margin)}, {padding(mode)})"
        lags = f"lagged({extended}, {rows.format('_expand(dy, y)')}, size)"
        return Lines(
            (
                f"dy = scipy.ndimage.{name}(_expand(dinput, input), weights{along}, mode=mode{origin}) + "
                f"scipy.ndimage.{name}(input, _expand(dweights, weights){along}, mode=mode, cval=cval{origin})",
            ),
            (
                "size = np.size(weights)",
                f"dinput = np.reshape({folded(back, [margin], mode, [axis])}, np.shape(input))",
                f"dweights = np.reshape({f'{lags}[::-1]' if turned else f'conj({lags})'}, np.shape(weights))",
            ),
        )

    rule_for(f"y = scipy.ndimage.{name}(input, weights, axis=-1, output=None, {BORDER}, origin=0)")(lines)


def padding(mode: str) -> str:
    return f"mode={mode!r}" + (", constant_values=cval" if mode == "constant" else "")


def edges(rank: int, margin: tuple[str, str]) -> str:
    first = f"({margin[0]}, {margin[1]})"
    return first if rank == 1 else f"({first}{', (0, 0)' * (rank - 1)})"


def lagged(extended: Any, g: Any, size: Any) -> Any:
    """For each shift along the first axis the product of an array with `g`, summed."""
    if np.ndim(g) == 1:
        return np.convolve(extended, g[::-1], "valid")
    n = np.shape(g)[0]
    return np.array([np.sum(extended[k : k + n] * g) for k in range(size)])


weighted_along("correlate1d", False)
weighted_along("convolve1d", True)


def weighted(name: str, turned: bool) -> None:
    """Over all axes."""

    def lines(call: CallView) -> Lines:
        rank, mode = known_rank(call, "input"), beyond(call)
        axes = list(range(rank))
        sizes = [f"np.shape(weights)[{k}]" for k in axes]
        margins = [margins_of(s, turned, o) for s, o in zip(sizes, origins(call, rank), strict=True)]
        origin = ", origin=origin" if "origin" in call.given else ""
        spread = around("_expand(dy, y)", [(f"{s} - 1 - {s} // 2", f"{s} // 2") for s in sizes], axes, rank)
        other = "conj(weights)" if turned else "np.flip(weights)"
        back = f"scipy.ndimage.correlate({spread}, {other}, mode='constant')"
        widths = "(" + "".join(f"({a}, {b}), " for a, b in margins) + ")"
        extended = f"among(input, {widths}, cval)" if mode == "constant" else f"np.pad(input, {widths}, mode={mode!r})"
        lags = f"scipy.signal.correlate({extended}, conj(_expand(dy, y)), mode='valid')"
        return Lines(
            (
                f"dy = scipy.ndimage.{name}(_expand(dinput, input), weights, mode=mode{origin}) + "
                f"scipy.ndimage.{name}(input, _expand(dweights, weights), mode=mode, cval=cval{origin})",
            ),
            (
                f"dinput = np.reshape({folded(back, margins, mode, axes)}, np.shape(input))",
                f"dweights = np.reshape({f'np.flip({lags})' if turned else f'conj({lags})'}, np.shape(weights))",
            ),
        )

    rule_for(f"y = scipy.ndimage.{name}(input, weights, output=None, {BORDER}, origin=0)")(lines)


weighted("correlate", False)
weighted("convolve", True)


@rule_for(f"y = scipy.ndimage.uniform_filter1d(input, size, axis=-1, output=None, {BORDER}, origin=0)")
def uniform_filter1d(call: CallView) -> Lines:
    axis, rank, mode = own_axis(call), known_rank(call, "input"), beyond(call)
    return uniform(call, "uniform_filter1d", [axis], rank, mode, ", axis=axis" if "axis" in call.given else "")


@rule_for(f"y = scipy.ndimage.uniform_filter(input, size=3, output=None, {BORDER}, origin=0)")
def uniform_filter(call: CallView) -> Lines:
    rank = known_rank(call, "input")
    return uniform(call, "uniform_filter", list(range(rank)), rank, beyond(call), "")


def uniform(call: CallView, name: str, axes: list[int], rank: int, mode: str, along: str) -> Lines:
    several = "size" in call.counts or isinstance(call.static.get("size"), (tuple, list))
    sizes = [f"size[{k}]" if several else "size" for k in axes]
    shift = ", origin=origin" if "origin" in call.given else ""
    margins = [margins_of(s, False, o) for s, o in zip(sizes, origins(call, len(axes)), strict=True)]
    spread = around("_expand(dy, y)", [(f"{s} - 1 - {s} // 2", f"{s} // 2") for s in sizes], axes, rank)
    back = f"scipy.ndimage.{name}({spread}, size{along}, mode='constant')"
    return Lines(
        (f"dy = scipy.ndimage.{name}(_expand(dinput, input), size{along}, mode=mode{shift})",),
        (f"dinput = np.reshape({folded(back, margins, mode, axes)}, np.shape(input))",),
    )


@rule_for(f"y = scipy.ndimage.gaussian_gradient_magnitude(input, sigma, output=None, {BORDER})")
def gaussian_gradient_magnitude(call: CallView) -> Lines:
    """The length of the smoothed gradient; where it is zero, its derivative is zero."""
    rank, mode = known_rank(call, "input"), beyond(call)
    orders = [tuple(int(k == axis) for k in range(rank)) for axis in range(rank)]
    several = "sigma" in call.counts or isinstance(call.static.get("sigma"), (tuple, list))
    margins = [(f"int(4.0 * {f'sigma[{k}]' if several else 'sigma'} + 0.5)",) * 2 for k in range(rank)]
    made = "scipy.ndimage.gaussian_filter({}, sigma, {}, mode={})"
    slopes = [f"s{k} = {made.format('input', o, 'mode, cval=cval')}" for k, o in enumerate(orders)]
    moved = " + ".join(f"s{k} * {made.format('_expand(dinput, input)', o, 'mode')}" for k, o in enumerate(orders))
    spread = [around(f"g * s{k}", margins, range(rank), rank) for k in range(rank)]
    backs = [
        folded(f"-{made.format(text, o, repr('constant'))}", margins, mode, range(rank))
        for text, o in zip(spread, orders, strict=True)
    ]
    return Lines(
        (*slopes, f"dy = ({moved}) / (y + (y == 0))"),
        ("g = _expand(dy, y) / (y + (y == 0))", f"dinput = {' + '.join(backs)}"),
    )
