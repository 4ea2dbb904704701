"""Functions on a grid: the grid itself, integrals along it, what lies between its points, angles without jumps."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from s2sad.calculus.joining import along
from s2sad.calculus.registry import rule, rule_for, same
from s2sad.calculus.rule import CallView, Lines, known_rank


@rule_for("r = np.trapezoid(f, x=None, h=1.0, axis=-1)", y="f", dx="h")
def trapezoid(call: CallView) -> Lines:
    """Each point has half of the steps beside it."""
    axis, rank = call.static.get("axis", None if "axis" in call.given else -1), known_rank(call, "f")
    if not isinstance(axis, int):
        raise LookupError("the axis of np.trapezoid must be a literal number")
    axis %= rank
    marks = ", None" * (rank - 1 - axis)
    ahead, behind = (f"f[{along(axis, part)}]" for part in ("1:", ":-1"))
    if "x" not in call.given or call.static.get("x", 0) is None:
        step = "np.full(max(np.shape(f)[axis] - 1, 0), h, dtype=r.dtype)"
        moving = f"dh * np.sum(0.5 * ({ahead} + {behind}), axis=axis)"
        back: tuple[str, ...] = (f"dh = np.sum(np.expand_dims(_expand(dr, r), {axis}) * (0.5 * ({ahead} + {behind})))",)
    elif known_rank(call, "x") > 1:
        return _of_several_paths(axis - rank, max(rank, known_rank(call, "x")))
    else:
        step, mean = "np.diff(x)", f"0.5 * ({ahead} + {behind})"
        moving = f"np.sum(({mean}) * np.diff(dx)[:{marks}], axis=axis)"
        others = tuple(k for k in range(rank) if k != axis)
        part = f"np.sum(np.expand_dims(_expand(dr, r), {axis}) * ({mean}), axis={others})"
        back = (f"t = {part}", "dx = np.concatenate((-t[:1], t[:-1] - t[1:], t[-1:]))")
    return Lines(
        (
            f"s = {step}",
            "z = np.zeros(1, s.dtype)",
            f"w = 0.5 * (np.concatenate((s, z)) + np.concatenate((z, s)))[: np.shape(f)[{axis}]]",
            f"dr = np.sum(w[:{marks}] * df, axis={axis}) + {moving}",
        ),
        (f"df = np.expand_dims(_expand(dr, r), {axis}) * w[:{marks}]", *back),
    )


def _of_several_paths(axis: int, rank: int) -> Lines:
    """The points are others for each row; they may be the same along some axes."""
    ahead, behind = (f"[{along(axis, part)}]" for part in ("1:", ":-1"))
    mean, step = f"(0.5 * (f{ahead} + f{behind}))", f"np.diff(x, axis={axis})"
    widths = tuple((1, 1) if k == rank + axis else (0, 0) for k in range(rank))
    return Lines(
        (
            f"step = {step}",
            f"moving = np.sum({mean} * np.diff(dx, axis={axis}), axis={axis})",
            f"dr = np.sum(step * (0.5 * (df{ahead} + df{behind})), axis={axis}) + moving",
        ),
        (
            f"g = np.expand_dims(_expand(dr, r), {axis})",
            f"w = np.pad(0.5 * g * step, {widths})",
            f"df = _reduce(w := w{ahead} + w{behind}, w, f)",
            f"t = np.pad(g * {mean}, {widths})",
            f"dx = _reduce(t := t{behind} - t{ahead}, t, x)",
        ),
    )


same("np.trapezoid", "np.trapz")


@rule_for("y = np.interp(x, xp, fp, left=None, right=None, period=None)")
def interp(call: CallView) -> Lines:
    """Linear between the points, constant beyond them; at a point the slope is that of the piece to its right."""
    if "period" in call.given and call.static.get("period", 0) is not None:
        raise LookupError("np.interp with a period has no rule: wrap x and repeat the first point after the last")
    ends = {p: p in call.given and call.static.get(p, 0) is not None for p in ("left", "right")}
    out = {"left": "x < np.asarray(xp)[0]", "right": "x > np.asarray(xp)[-1]"}
    beyond = [out[p] for p, given in ends.items() if given]
    kept = "".join(f" * ~({test})" for test in beyond)
    extra = "".join(f" + ({out[p]}) * d{p}" for p, given in ends.items() if given)
    return Lines(
        (
            "i = np.clip(np.searchsorted(xp, x, side='right') - 1, 0, np.size(xp) - 2)",
            "x0 = np.asarray(xp, float)[i]",
            "h = np.asarray(xp)[i + 1] - x0",
            "inside = (x >= np.asarray(xp)[0]) & (x <= np.asarray(xp)[-1])",
            "t = np.clip((x - x0) / h, 0.0, 1.0)",
            "slope = np.where(inside, (np.asarray(fp)[i + 1] - np.asarray(fp)[i]) / h, 0.0)",
            f"upper = t{kept}",
            f"lower = (1 - t){kept}",
            "dy = slope * dx - slope * ((1 - t) * dxp[i] + t * dxp[i + 1]) + lower * dfp[i] + upper * dfp[i + 1]"
            + extra,
        ),
        (
            "g = _expand(dy, y)",
            "dx = slope * dy",
            "dxp = -_scatter(slope * (1 - t) * g, xp, i) - _scatter(slope * t * g, xp, i + 1)",
            "dfp = _scatter(lower * g, fp, i) + _scatter(upper * g, fp, i + 1)",
            *(f"d{p} = np.sum(({out[p]}) * g)" for p, given in ends.items() if given),
        ),
    )


@rule_for("y = np.linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0)")
def linspace(call: CallView) -> Lines:
    """Each point is a mean of both ends; the step is one part of the way between them."""
    retstep = call.static.get("retstep", None if "retstep" in call.given else False)
    if retstep is None:
        raise LookupError("retstep of np.linspace must be a literal")
    slopes = {"start": "(1 - t)", "stop": "t"}
    if not retstep:
        return ends(call, "(1 - t) * dstart + t * dstop", slopes)
    *setup, last = (made := ends(call, "(1 - t) * dstart + t * dstop", slopes, "[0]")).lines
    num, endpoint = (
        call.static.get(p, d if p not in call.given else None) for p, d in (("num", 50), ("endpoint", True))
    )
    n = "max(num - (1 if endpoint else 0), 1)"
    if isinstance(num, int) and endpoint is not None:
        n = str(max(num - bool(endpoint), 1))
    of_samples, of_step = (call.parts is None or part in call.parts for part in (0, 1))
    g, start, stop = made.adjoint if of_samples else ("g = 0.0", "dstart = ", "dstop = ")  # type: ignore[misc]
    if of_step:
        start += f" - _reduce(dy[1] / {n}, y[1], start)"
        stop += f"{' + ' * of_samples}_reduce(dy[1] / {n}, y[1], stop)"
    return Lines((*setup, f"dy = ({last[5:]}, (dstop - dstart) / {n})"), (g, start, stop))


@rule_for("y = np.geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0)")
def geomspace(call: CallView) -> Lines:
    """The logarithms are evenly spaced."""
    slopes = {"start": "(1 - t) * y / start", "stop": "t * y / stop"}
    return ends(call, " + ".join(f"{slope} * d{p}" for p, slope in slopes.items()), slopes)


@rule_for("y = np.logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0)")
def logspace(call: CallView) -> Lines:
    """Powers of the base at evenly spaced exponents."""
    log = "np.log(base).astype(y.dtype)"
    slopes = {
        "start": f"(1 - t) * (y * {log})",
        "stop": f"t * (y * {log})",
        "base": "((1 - t) * start + t * stop) * y / base",
    }
    return ends(call, " + ".join(f"{slope} * d{p}" for p, slope in slopes.items()), slopes)


def ends(call: CallView, differential: str, slopes: dict[str, str], samples: str = "") -> Lines:
    """A row of points from `start` to `stop`, ``t`` of the way; arrays of ends have a row each, along the axis."""
    y, g = f"y{samples}", f"_expand(dy{samples}, y{samples})"
    t = f"np.linspace(0.0, 1.0, num, endpoint, dtype={y}.dtype)"
    given = [p for p in slopes if p in call.given]
    rank = max((call.ranks[p] for p in given), default=0) if all(p in call.ranks for p in given) else None
    if rank == 0 or rank and call.static.get("axis", "axis" in call.given) == 0:
        back = [
            f"d{p} = " + (f"_reduce(np.sum({slope} * g, axis=0), {y}[0], {p})" if rank else f"np.sum({slope} * g)")
            for p, slope in slopes.items()
        ]
        t = f"np.reshape({t}, (-1{', 1' * rank}))" if rank else t
        return Lines((f"t = {t}", f"dy = {differential}"), (f"g = {g}", *back))

    def last(text: str) -> str:
        text = re.sub(r"\b(d?(?:start|stop|base))\b", r"np.expand_dims(\1, -1)", text)
        return re.sub(r"\by\b", "Y", text)

    there = call.static.get("axis") == -1
    return Lines(
        (
            f"t = {t}",
            f"Y = {y if there else f'np.moveaxis({y}, axis, -1)'}",
            f"dy = {last(differential) if there else f'np.moveaxis({last(differential)}, -1, axis)'}",
        ),
        (
            f"g = {g if there else f'np.moveaxis({g}, axis, -1)'}",
            *(f"d{p} = _reduce(w := np.sum({last(slope)} * g, axis=-1), w, {p})" for p, slope in slopes.items()),
        ),
    )


for name in ("fftfreq", "rfftfreq"):
    rule(f"y = np.fft.{name}(n, d=1.0)", "dy = -y / d * dd", adjoint="dd = np.sum(-y / d * dy)")
rule("y = np.unwrap(p, discont=None, axis=-1, *_, period=6.283185307179586)", "dy = dp")
rule("y = np.real_if_close(a, tol=100)",
     "dy = da if np.iscomplexobj(y) else np.real(da)",
     adjoint="da = _reduce(dy, a, a)")  # fmt: skip
rule("y = np.ediff1d(ary, to_end=None, to_begin=None)",
     "first = 0 if to_begin is None else np.size(to_begin)",
     "n = max(np.size(ary) - 1, 0)",
     "inner = np.diff(np.ravel(dary))",
     "before = np.zeros(first, y.dtype) + (0.0 if to_begin is None else np.ravel(dto_begin))",
     "after = np.zeros(np.size(y) - n - first, y.dtype) + (0.0 if to_end is None else np.ravel(dto_end))",
     "dy = np.concatenate((before, inner, after))",
     adjoint=(
         "g = _expand(dy, y)",
         "dary = np.reshape(-np.diff(np.pad(g[first : first + n], 1))[: np.size(ary)], np.shape(ary))",
         "dto_begin = np.reshape(g[:first], np.shape(to_begin))",
         "dto_end = np.reshape(g[first + n :], np.shape(to_end))",
     ))  # fmt: skip


# -- Bessel functions ----------------------------------------------------------------------------------------------

rule("y = np.i0(x)", "dy = bessel_i1(x).astype(y.dtype) * dx")
rule("y = np.kaiser(M, beta)",
     "r = np.sqrt(1 - np.linspace(-1.0, 1.0, M) ** 2)",
     "slope = (r * bessel_i1(beta * r) - y * bessel_i1(beta)) / np.i0(beta)",
     "dy = slope * dbeta",
     adjoint="dbeta = np.sum(dy * slope)")  # fmt: skip


def bessel_i1(x: Any) -> Any:
    """The modified Bessel function of order one, by the midpoint rule for its integral over a quarter of a circle.

    The rule converges faster than any power (L. N. Trefethen, J. A. C. Weideman, *The exponentially convergent
    trapezoidal rule*, 2014): 64 points are enough up to where it overflows.

    >>> float(np.round(bessel_i1(2.0), 12))
    1.590636854637
    """
    c = np.cos((np.arange(64) + 0.5) * (np.pi / 128))
    return np.mean(np.sinh(np.expand_dims(x, -1) * c) * c, axis=-1)
