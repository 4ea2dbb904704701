"""`scipy.signal`: products of sequences, filters, and what is linear in a signal."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.registry import rule, rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank
from s2sad.calculus.scipy.linalg import conj, literal
from s2sad.calculus.scipy.resampling import odd_extension
from s2sad.calculus.scipy.spectra import filled_up

__all__ = ["conj", "filled_up", "odd_extension"]


# -- products of sequences: of the full one, the other modes are a part --------------------------------------------


def product(name: str, *options: str) -> None:
    """A convolution or a correlation; `options` are handed on as they are."""
    turned = name.startswith("correlate")
    further = "".join(f", {option}" for option in options)

    def lines(call: CallView) -> Lines:
        axes = axes_of(call)
        again = "".join(f", {p}={p}" for p in ("method", "axes") if p in call.given)
        made = f"scipy.signal.{name}({{}}, {{}}, mode=mode{again})"
        whole = name if not turned else "convolve" + name.removeprefix("correlate")
        inside = f"scipy.signal.{whole}(g, {{}}, mode='valid'{again})"
        flipped = "np.flip({})" if len(axes) == known_rank(call, "in1") else f"np.flip({{}}, {tuple(axes)})"
        first = inside.format("conj(in2)" if turned else flipped.format("in2"))
        second = inside.format(flipped.format("in1"))
        second = f"conj({flipped.format(second)})" if turned else second
        more = "axes" in call.given
        if len(axes) == 1 and not more and literal(call, "mode", "full") != "full":
            first, second = f"np.reshape({first}, np.shape(in1))", f"np.reshape({second}, np.shape(in2))"
        return Lines(
            (f"dy = {made.format('_expand(din1, in1)', 'in2')} + {made.format('in1', '_expand(din2, in2)')}",),
            (
                *embedded(str(literal(call, "mode", "full")), axes, known_rank(call, "in1"), name == "correlate2d"),
                f"din1 = {f'_reduce(t := {first}, t, in1)' if more else first}",
                f"din2 = {f'_reduce(t := {second}, t, in2)' if more else second}",
            ),
        )

    rule_for(f"y = scipy.signal.{name}(in1, in2, mode='full'{further})")(lines)


def axes_of(call: CallView) -> list[int]:
    """The axes that are taken together."""
    rank, axes = known_rank(call, "in1"), literal(call, "axes", None)
    if rank == 0 or known_rank(call, "in2") != rank:
        raise LookupError("a convolution has a rule for arrays of the same rank")
    if literal(call, "boundary", "fill") != "fill" or literal(call, "fillvalue", 0) != 0:
        raise LookupError("a convolution has a rule for zeros beyond the border: fill it with np.pad before")
    chosen = range(rank) if axes is None else [axes] if isinstance(axes, int) else axes
    return [k % rank for k in chosen]  # type: ignore[attr-defined]


def embedded(mode: str, axes: list[int], rank: int, turned: bool) -> tuple[str, ...]:
    """The adjoint of the full product; of an even number the middle is the one behind where it was turned."""
    if mode == "full":
        return ("g = _expand(dy, y)",)
    if mode not in ("same", "valid"):
        raise LookupError("the mode of a convolution must be 'full', 'same' or 'valid'")
    sizes, corner = [], []
    for k in range(rank):
        m, n = f"np.shape(in1)[{k}]", f"np.shape(in2)[{k}]"
        middle = f"{n} // 2" if turned else f"({n} - 1) // 2"
        sizes.append(f"{m} + {n} - 1" if k in axes else f"np.shape(y)[{k}]")
        corner.append("0" if k not in axes else middle if mode == "same" else f"min({m}, {n}) - 1")
    if rank == 1:
        return f"cut = {corner[0]}", f"g = np.pad(_expand(dy, y), (cut, {sizes[0]} - cut - np.size(y)))"
    return (f"g = placed(_expand(dy, y), ({', '.join(sizes)},), ({', '.join(corner)},))",)


def placed(g: Any, sizes: Any, corner: Any) -> Any:
    """`g` among zeros."""
    full = np.zeros(sizes, g.dtype)
    full[tuple(slice(start, start + n) for start, n in zip(corner, np.shape(g), strict=True))] = g
    return full


product("convolve", "method='auto'")
product("correlate", "method='auto'")
product("fftconvolve", "axes=None")
product("oaconvolve", "axes=None")
product("convolve2d", "boundary='fill'", "fillvalue=0")
product("correlate2d", "boundary='fill'", "fillvalue=0")


# -- recursive filters ---------------------------------------------------------------------------------------------


@rule_for("y = scipy.signal.lfilter(b, a, x, axis=-1, zi=None)")
def lfilter(call: CallView) -> Lines:
    """``a * y = b * x`` differs by products of sequences; the adjoint runs through the signal backwards."""
    if "zi" in call.given and call.static.get("zi", 0) is not None:
        return with_state(call)
    axis = literal(call, "axis", -1)
    if not isinstance(axis, int) or any(p not in call.counts and known_rank(call, p) != 1 for p in "ba"):
        raise LookupError("scipy.signal.lfilter has a rule for vectors b and a along one axis")
    rows = "{}" if axis == -1 or known_rank(call, "x") == axis + 1 else f"np.moveaxis({{}}, {axis}, -1)"
    solved = "scipy.signal.lfilter([1.0], a, {}, axis=axis)"
    past = f"before({rows.format('{}')}, np.size({{}}))"
    return Lines(
        (
            "dy = scipy.signal.lfilter(b, a, _expand(dx, x), axis=axis) + "
            f"{solved.format('scipy.signal.lfilter(_expand(db, b), [1.0], x, axis=axis)')} - "
            f"{solved.format('scipy.signal.lfilter(_expand(da, a), [1.0], y, axis=axis)')}",
        ),
        (
            f"g = np.flip(_expand(dy, y), {axis})",
            f"dx = np.flip(scipy.signal.lfilter(b, a, g, axis=axis), {axis})",
            f"r = np.flip({solved.format('g')}, {axis})",
            f"db = per_lag({rows.format('r')}, {past.format('x', 'b')})",
            f"da = -per_lag({rows.format('r')}, {past.format('y', 'a')})",
        ),
    )


def before(x: Any, count: Any) -> Any:
    """For each element of a signal the `count` elements that end with it, backwards; zero before the first."""
    lag = np.arange(np.shape(x)[-1])[:, None] - np.arange(count)
    return np.where(lag >= 0, x[..., np.maximum(lag, 0)], 0.0)


def per_lag(r: Any, past: Any) -> Any:
    return np.ravel(r) @ np.reshape(past, (-1, np.shape(past)[-1]))


def with_state(call: CallView) -> Lines:
    """The state is what comes in before the signal, and what goes out is what would still come if it went on."""
    axis = literal(call, "axis", -1)
    rank = known_rank(call, "x")
    if not isinstance(axis, int) or axis % rank != rank - 1:
        raise LookupError("scipy.signal.lfilter with zi has a rule along the last axis: move it there with np.moveaxis")
    signal = "scipy.signal.lfilter(b, a, _expand(dx, x), -1, np.zeros_like(zi))"
    state = "scipy.signal.lfilter(b, a, np.zeros_like(x), -1, _expand(dzi, zi))"
    settled = (
        "c, d, k, n = np.asarray(a) / a[0], np.asarray(b) / a[0], np.shape(zi)[-1], np.shape(x)[-1]",
        "before = np.concatenate((zi + 0.0 * x[..., :1], np.zeros_like(x)), axis=-1)",
        "z = scipy.signal.lfilter(d, c, x) + scipy.signal.lfilter([1.0], c, before[..., :n])",
        "after = np.zeros((*np.shape(x)[:-1], k))",
        "left = scipy.signal.lfilter(d, [1.0], np.concatenate((x, after), axis=-1))",
        "left = left - scipy.signal.lfilter(c, [1.0], np.concatenate((z, after), axis=-1)) + before",
        "y = (z, left[..., n:])",
    )
    return Lines(
        (f"dy = ({signal}[0] + {state}[0], {signal}[1] + {state}[1])",),
        (
            "n = np.shape(x)[-1]",
            "c = np.asarray(a) / a[0]",
            "tail = np.flip(scipy.signal.lfilter(c, [1.0], np.flip(_expand(dy[1], y[1]), -1)), -1)",
            "g = np.flip(np.concatenate((_expand(dy[0], y[0]), tail), axis=-1), -1)",
            "dx = np.flip(scipy.signal.lfilter(b, a, g), -1)[..., :n]",
            "dzi = np.flip(scipy.signal.lfilter([1.0], c, g), -1)[..., : np.shape(zi)[-1]]",
        ),
        settled,
    )


@rule_for("y = scipy.signal.sosfilt(sos, x, axis=-1)")
def sosfilt(call: CallView) -> Lines:
    """A chain of filters through which the adjoint runs backwards."""
    axis = literal(call, "axis", -1)
    back = f"np.flip(scipy.signal.sosfilt(sos, np.flip(_expand(dy, y), {axis}), axis=axis), {axis})"
    made = (f"y = one_after_another(scipy.signal.lfilter, np.asarray(sos), x, {axis})",)
    return Lines(("dy = scipy.signal.sosfilt(sos, _expand(dx, x), axis=axis)",), (f"dx = {back}",), made)


def one_after_another(lfilter: Any, sos: Any, x: Any, axis: Any) -> Any:
    """The sections of a filter."""
    for k in range(np.shape(sos)[0]):
        x = lfilter(sos[k, :3], sos[k, 3:], x, axis=axis)
    return x


@rule_for("y = scipy.signal.filtfilt(b, a, x, axis=-1, padtype='odd', padlen=None, method='pad')")
def filtfilt(call: CallView) -> Lines:
    """There and back; each time the filter starts as if the first value had always been there."""
    axis, rank, padtype = literal(call, "axis", -1), known_rank(call, "x"), literal(call, "padtype", "odd")
    if not isinstance(axis, int) or axis % rank != rank - 1:
        raise LookupError("scipy.signal.filtfilt has a rule along the last axis: move it there with np.moveaxis")
    if padtype not in ("odd", "even", "constant", None) or literal(call, "method", "pad") != "pad":
        raise LookupError("scipy.signal.filtfilt has a rule for method='pad'")
    given = "padlen" in call.given and call.static.get("padlen", 0) is not None
    edge = "0" if padtype is None else "padlen" if given else "3 * max(np.size(a), np.size(b))"
    turned = "{}[..., ::-1]"
    inner = turned.format("steady_back(settled, scipy.signal.lfilter(b, a, w[..., ::-1])[..., ::-1], w)")
    return Lines(
        ("dy = scipy.signal.filtfilt(b, a, _expand(dx, x), axis=axis, padtype=padtype, padlen=padlen)",),
        (
            f"edge = {edge}",
            "n = np.shape(x)[-1] + 2 * edge",
            "settled = scipy.signal.lfilter(b, a, np.zeros(n), zi=scipy.signal.lfilter_zi(b, a))[0]",
            f"w = {turned.format('around(_expand(dy, y), edge)')}",
            f"w = {inner}",
            "u = scipy.signal.lfilter(b, a, w[..., ::-1])[..., ::-1]",
            "u = steady_back(settled, u, w)",
            f"dx = extension_back(u, edge, {padtype!r})",
        ),
        SETTLED if padtype == "odd" else (),
    )


SETTLED = (
    "edge = 3 * max(np.size(a), np.size(b)) if padlen is None else padlen",
    "gain = np.sum(b) / np.sum(a)",
    "e = odd_extension(x, edge)",
    "u = (scipy.signal.lfilter(b, a, e - e[..., :1]) + gain * e[..., :1])[..., ::-1]",
    "v = (scipy.signal.lfilter(b, a, u - u[..., :1]) + gain * u[..., :1])[..., ::-1]",
    "y = v[..., edge : edge + np.shape(x)[-1]]",
)
"""There and back by the filter's coefficients: of what is constant there are as many times as much as `gain` says."""


def around(g: Any, edge: Any) -> Any:
    """`g` between zeros."""
    zeros = np.repeat(0.0 * g[..., :1], edge, axis=-1)
    return np.concatenate((zeros, g, zeros), axis=-1)


def steady_back(settled: Any, u: Any, w: Any) -> Any:
    """The transpose of a filter that has settled at the first value, from that of one that starts with nothing."""
    return np.concatenate((u[..., :1] + np.sum(settled * w, axis=-1, keepdims=True), u[..., 1:]), axis=-1)


def extension_back(u: Any, edge: Any, kind: Any) -> Any:
    """The transpose of an odd, even or constant extension by `edge` elements on both sides."""
    n = np.shape(u)[-1] - 2 * edge
    left, mid, right = u[..., :edge], u[..., edge : edge + n], u[..., edge + n :]
    if kind is None:
        return mid
    first, last = np.sum(left, axis=-1, keepdims=True), np.sum(right, axis=-1, keepdims=True)
    none = 0.0 * u[..., :1]
    rest = np.repeat(none, n - 1, axis=-1)
    ends = np.concatenate((first, rest), axis=-1) + np.concatenate((rest, last), axis=-1)
    if kind == "constant":
        return mid + ends
    far = np.repeat(none, n - 1 - edge, axis=-1)
    before, after = (none, left[..., ::-1], far), (far, right[..., ::-1], none)
    mirrored = np.concatenate(before, axis=-1) + np.concatenate(after, axis=-1)
    return mid + mirrored if kind == "even" else mid + 2 * ends - mirrored


# -- what is linear in a signal ------------------------------------------------------------------------------------

rule("y = scipy.signal.detrend(data, axis=-1, type='linear', bp=0, overwrite_data=False)",
     "dy = scipy.signal.detrend(_expand(ddata, data), axis=axis, type=type, bp=bp)",
     adjoint="ddata = scipy.signal.detrend(_expand(dy, y), axis=axis, type=type, bp=bp)")  # fmt: skip


@rule_for("y = scipy.signal.hilbert(x, N=None, axis=-1)")
def hilbert(call: CallView) -> Lines:
    """The real part is the signal, and the transform that is the imaginary part is antisymmetric."""
    if "N" in call.given and call.static.get("N", 0) is not None:
        if call.kinds.get("x") != "f" or literal(call, "axis", -1) not in (-1, known_rank(call, "x") - 1):
            raise LookupError("scipy.signal.hilbert of another length has a rule for real signals along the last axis")
        return Lines(composed=("part = filled_up(x[..., :N], N)", "y = scipy.signal.hilbert(part)"))
    return Lines(
        ("dy = scipy.signal.hilbert(_expand(dx, x), axis=axis)",),
        (
            "g = _expand(dy, y)",
            "dx = np.real(g) + np.imag(scipy.signal.hilbert(np.imag(g), axis=axis))",
        ),
    )


@rule_for("y = scipy.signal.resample(x, num, t=None, axis=0, window=None, domain='time')")
def resample(call: CallView) -> Lines:
    """To resample back, but for the highest frequency of an even length: it was halved or doubled on the way."""
    axis, rank = literal(call, "axis", 0), known_rank(call, "x")
    plain = all(literal(call, p, None) is None for p in ("t", "window")) and literal(call, "domain", "time") == "time"
    if not plain or call.kinds.get("x") != "f" or not isinstance(axis, int):
        raise LookupError("scipy.signal.resample has a rule for real signals, without t and window")
    marks = f"[:{', None' * (rank - 1 - axis % rank)}]" if axis % rank < rank - 1 else ""
    return Lines(
        ("dy = scipy.signal.resample(_expand(dx, x), num, axis=axis)",),
        (
            "g = _expand(dy, y)",
            "n = np.shape(x)[axis]",
            f"top = highest(n, min(n, num)){marks} * np.sum(highest(num, min(n, num)){marks} * g, axis=axis, "
            "keepdims=True)",
            "dx = num / n * scipy.signal.resample(g, n, axis=axis) + change_of_highest(n, num) * top",
        ),
    )


def highest(n: Any, m: Any) -> Any:
    """The highest frequency of m samples, at n places."""
    return np.cos(np.pi * m * np.arange(n) / n)


def change_of_highest(n: Any, num: Any) -> Any:
    """How much of the highest frequency resampling back gives too little."""
    if num == n or min(n, num) % 2:
        return 0.0
    return 1.0 / n if num < n else -1.0 / n


@rule_for(
    "y = scipy.signal.savgol_filter(x, window_length, polyorder, deriv=0, delta=1.0, axis=-1, mode='interp', cval=0.0)"
)
def savgol_filter(call: CallView) -> Lines:
    """Inside, a convolution; at the ends, the polynomials through the first and last window."""
    axis, rank = literal(call, "axis", -1), known_rank(call, "x")
    if not isinstance(axis, int):
        raise LookupError("the axis of scipy.signal.savgol_filter must be a literal")
    if literal(call, "mode", "interp") != "interp":
        made = "w = scipy.signal.savgol_coeffs(window_length, polyorder, deriv=deriv, delta=delta)"
        return Lines(composed=(made, f"y = scipy.ndimage.convolve1d(x, w, axis={axis}, mode=mode, cval=cval)"))
    size = literal(call, "window_length", 0)
    if not isinstance(size, int) or size % 2 == 0:
        raise LookupError("scipy.signal.savgol_filter has a rule for a window of an odd length, written as a literal")
    front = "{}" if axis % rank == 0 else f"np.moveaxis({{}}, {axis}, 0)"
    back = "{}" if axis % rank == 0 else f"np.moveaxis({{}}, 0, {axis})"
    options = "window_length, polyorder, deriv=deriv, delta=delta"
    made = f"smoothing_back({front.format('_expand(dy, y)')}, fit)"
    return Lines(
        (f"dy = scipy.signal.savgol_filter(_expand(dx, x), {options}, axis=axis)",),
        (
            f"fit = scipy.signal.savgol_filter(np.eye(window_length), {options}, axis=0)",
            f"dx = {back.format(made)}",
        ),
    )


def smoothing_back(g: Any, fit: Any) -> Any:
    """The transpose along the first axis of a smoothing whose first, middle and last window are the rows of `fit`."""
    size = np.shape(fit)[0]
    half, n = size // 2, np.shape(g)[0]
    inner = np.zeros(np.shape(g), g.dtype)
    for k in range(size):
        inner[k : n - size + 1 + k] += fit[half, k] * g[half : n - half]
    inner[:size] += np.tensordot(np.transpose(fit[:half]), g[:half], 1)
    inner[n - size :] += np.tensordot(np.transpose(fit[half + 1 :]), g[n - half :], 1)
    return inner
