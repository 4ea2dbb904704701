"""The same numbers in another shape or order."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.intrinsics import _scatter
from s2sad.calculus.registry import rule, rule_for, same
from s2sad.calculus.rule import CallView, Lines

rule("y = np.reshape(a, shape, *_)", "dy = np.reshape(da, np.shape(y))", newshape="shape")
rule("y = np.ravel(a)", "dy = np.ravel(da)")
same("np.ravel", "ndarray.flatten")
rule("y = np.transpose(a, axes=None)", "dy = np.transpose(da, axes)")
rule("y = np.matrix_transpose(x)", "dy = np.swapaxes(dx, -1, -2)")
rule("y = np.swapaxes(a, axis1, axis2)", "dy = np.swapaxes(da, axis1, axis2)")
rule("y = np.moveaxis(a, source, destination)", "dy = np.moveaxis(da, source, destination)")
rule("y = np.squeeze(a, axis=None)", "dy = np.reshape(da, np.shape(y))")
rule("y = np.expand_dims(a, axis)", "dy = np.reshape(da, np.shape(y))")
rule("y = np.broadcast_to(array, shape)", "dy = darray", adjoint="darray = _reduce(dy, y, array)")
rule("y = np.flip(m, axis=None)", "dy = np.flip(dm, axis)")
rule("y = np.fliplr(m)", "dy = np.flip(dm, 1)")
rule("y = np.flipud(m)", "dy = np.flip(dm, 0)")
rule("y = np.roll(a, shift, axis=None)", "dy = np.roll(da, shift, axis)")
rule("y = np.rot90(m, k=1, axes=(0, 1))",
     "dy = np.rot90(dm, k, axes)",
     adjoint="dm = np.rot90(_expand(dy, y), -k, axes)")  # fmt: skip
rule("y = np.triu(m, k=0)", "dy = np.triu(dm, k)")
rule("y = np.tril(m, k=0)", "dy = np.tril(dm, k)")
for n in (1, 2, 3):
    same_shape = f"dy = np.reshape(dary, np.shape(y)) if np.ndim(ary) < {n} else dary"
    rule(f"y = np.atleast_{n}d(ary)", same_shape,
         adjoint=f"dary = np.reshape(_expand(dy, y), np.shape(ary)) if np.ndim(ary) < {n} else dy")  # fmt: skip

rule("y = np.diag(v, k=0)",
     "dy = np.diag(dv, k)",
     adjoint=(
         "n = np.arange(np.shape(y)[0])",
         "dv = np.diag(_expand(dy, y), k) if np.ndim(v) == 1 else "
         "_scatter(_expand(dy, y), v, (n + max(-k, 0), n + max(k, 0)))",
     ))  # fmt: skip
rule("y = np.diagonal(a, offset=0, axis1=0, axis2=1)",
     "dy = np.diagonal(da, offset, axis1, axis2)",
     adjoint=(
         "n = np.arange(np.shape(y)[-1])",
         "at = (..., n + max(-offset, 0), n + max(offset, 0))",
         "da = _scatter(_expand(dy, y), a, at[1:]) if np.ndim(a) == 2 and axis1 == 0 and axis2 == 1 else "
         "np.moveaxis(_scatter(_expand(dy, y), np.moveaxis(a, (axis1, axis2), (-2, -1)), at), "
         "(-2, -1), (axis1, axis2))",
     ))  # fmt: skip

rule("y = np.repeat(a, repeats, axis=None)",
     "dy = np.repeat(da, repeats, axis)",
     adjoint="da = unrepeat(_expand(dy, y), a, repeats, axis)")  # fmt: skip
rule("y = np.tile(A, reps)", "dy = np.tile(dA, reps)", adjoint="dA = untile(_expand(dy, y), A)")


def unrepeat(g: Any, a: Any, repeats: Any, axis: Any) -> Any:
    """Sum what came from one element of `a`."""
    if axis is None:
        if isinstance(repeats, int):
            return np.reshape(np.sum(np.reshape(g, (-1, repeats)), axis=1), np.shape(a))
        return np.reshape(_scatter(g, np.ravel(a), np.repeat(np.arange(np.size(a)), repeats)), np.shape(a))
    source = np.repeat(np.arange(np.shape(a)[axis]), repeats)
    return np.moveaxis(_scatter(np.moveaxis(g, axis, 0), np.moveaxis(a, axis, 0), source), 0, axis)


def untile(g: Any, a: Any) -> Any:
    """Sum the copies of `a`.

    >>> untile(np.ones((4, 6)), np.ones(3))
    array([8., 8., 8.])
    """
    shape = (1,) * (np.ndim(g) - np.ndim(a)) + np.shape(a)
    blocks = tuple(m for n, total in zip(shape, np.shape(g), strict=True) for m in (total // max(n, 1), n))
    copies = tuple(range(0, 2 * np.ndim(g), 2))
    return np.reshape(np.sum(np.reshape(g, blocks), axis=copies), np.shape(a))


@rule_for("y = np.pad(array, pad_width, mode='constant', *_, constant_values=0, reflect_type='even')")
def pad(call: CallView) -> Lines:
    """Padding by a constant is undone by a slice; the other modes read elements of the array again."""
    mode = call.static.get("mode", "constant")
    if mode == "constant":
        border = "border = np.pad(np.zeros(np.shape(array)), pad_width, constant_values=1.0)"
        return Lines(
            (border, "dy = np.pad(darray, pad_width) + dconstant_values * border"),
            ("g = _expand(dy, y)", f"darray = {_inner(call)}", "dconstant_values = np.sum(g * border)"),
        )
    if mode not in ("edge", "reflect", "symmetric", "wrap") or "reflect_type" in call.given:
        raise LookupError(f"np.pad with mode={mode!r} has no rule")
    source = "source = np.pad(np.reshape(np.arange(np.size(array)), np.shape(array)), pad_width, mode=mode)"
    return Lines(
        (source, "dy = np.ravel(darray)[source]"),
        ("darray = np.reshape(_scatter(_expand(dy, y), np.ravel(array), source), np.shape(array))",),
    )


def _inner(call: CallView) -> str:
    """The padded array without its border: literal slices where the widths and the rank are known."""
    if "pad_width" not in call.static or "array" not in call.ranks:
        return "unpad(g, array, pad_width)"
    widths = np.broadcast_to(np.asarray(call.static["pad_width"]), (call.ranks["array"], 2)).tolist()
    return f"g[{', '.join(f'{before or str()}:{-after or str()}' for before, after in widths)}]"


def unpad(g: Any, array: Any, pad_width: Any) -> Any:
    """The part of `g` that `array` went to.

    >>> unpad(np.arange(5), np.zeros(2), (1, 2))
    array([1, 2])
    """
    widths = np.broadcast_to(pad_width, (np.ndim(array), 2))
    return g[tuple(slice(widths[i, 0], widths[i, 0] + n) for i, n in enumerate(np.shape(array)))]
