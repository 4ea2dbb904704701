"""Norms of vectors and matrices; where the norm is zero, its derivative is zero."""

from __future__ import annotations

import math
import re

from s2sad.calculus.registry import rule_for
from s2sad.calculus.rule import CallView, Lines

PHASE = (
    "size = np.abs(x)",
    "phase = np.conj(x) / (size + (size == 0)) if np.iscomplexobj(x) else np.sign(x)",
)
KEPT = "(y if axis is None or keepdims else np.expand_dims(y, axis))"
ALONG = "axis=axis, keepdims=keepdims"
TOTAL = f"np.sum(np.real(w * dx) if np.iscomplexobj(x) else w * dx, {ALONG})"

EUCLIDEAN = (f"dy = np.sum(np.real(np.conj(x) * dx) if np.iscomplexobj(x) else x * dx, {ALONG}) / (y + (y == 0))",)
VECTOR: dict[object, tuple[str, ...]] = {
    0: ("w = 0.0 * np.abs(x)", f"dy = {TOTAL}"),
    1: (*PHASE, f"dy = np.sum(np.real(phase * dx) if np.iscomplexobj(x) else phase * dx, {ALONG})"),
    math.inf: (
        *PHASE,
        f"at = size == {KEPT}",
        "w = at / np.sum(at, axis=axis, dtype=size.dtype, keepdims=True) * phase",
        f"dy = {TOTAL}",
    ),
}
VECTOR[-math.inf] = VECTOR[math.inf]
POWER = (*PHASE, f"r = {KEPT}", "w = (size / (r + (r == 0))) ** (ord - 1) * phase", f"dy = {TOTAL}")


LAST = "(y if keepdims or np.ndim(x) == 2 else np.expand_dims(y, axis))"
MOVED = "(np.moveaxis(y, axis, (-2, -1)) if keepdims else np.expand_dims(y, (-2, -1)))"


def over(rows: str, columns: str) -> dict[object, tuple[str, ...]]:
    """The matrix norms, as weights of the elements: each is linear in the singular values, or in sums of sizes.

    Sums along an axis at which the norm is taken share equally.
    """
    kept = LAST
    singular = "u, s, vt = np.linalg.svd(x, full_matrices=False)"
    stands = f"({kept} > 0)"

    def extreme(along: str, other: str) -> tuple[str, ...]:
        tied = f"at = np.sum(size, axis={along}, keepdims=True) == {kept}"
        return (*PHASE, tied, f"w = at / np.sum(at, axis={other}, dtype=size.dtype, keepdims=True) * phase")

    made: dict[object, tuple[str, ...]] = {
        1: extreme(rows, columns),
        math.inf: extreme(columns, rows),
        2: (singular, f"w = {stands} * np.conj(u[..., :, :1] @ vt[..., :1, :])"),
        -2: (singular, f"w = {stands} * np.conj(u[..., :, -1:] @ vt[..., -1:, :])"),
        "nuc": (singular, "w = np.conj((u * (s > 1e-15 * s[..., :1])[..., None, :]) @ vt)"),
    }
    return {**made, -1: made[1], -math.inf: made[math.inf]}


MATRIX = over("-2", "-1")


@rule_for("y = np.linalg.norm(x, ord=None, axis=None, keepdims=False)")
def norm(call: CallView) -> Lines:
    """The order must be a literal; that of an array without axis depends on its rank, which must then be known."""
    order, axis = call.static.get("ord"), call.static.get("axis")
    if "ord" in call.given and "ord" not in call.static:
        raise LookupError("the order of np.linalg.norm must be a literal")
    if order is None or order == "fro":
        return Lines(EUCLIDEAN)
    if "axis" in call.given and "axis" not in call.static:
        raise LookupError("the axis of np.linalg.norm must be a literal where the order is given")
    if axis is None and "x" not in call.ranks and order != "nuc":
        raise LookupError("a norm with an order is a vector's or a matrix's: give the axis, or the rank of x")
    if (
        isinstance(axis, tuple)
        and len(axis) == 1
        or isinstance(axis, int)
        or (axis is None and call.ranks.get("x") == 1)
    ):
        return Lines(_vector(order))
    return Lines(_matrix(order, axis, call))


def _vector(order: object) -> tuple[str, ...]:
    if order == 2:
        return EUCLIDEAN
    if order in VECTOR:
        return VECTOR[order]
    if isinstance(order, (int, float)):
        return POWER
    raise LookupError(f"the vector norm of order {order!r} has no rule")


def _matrix(order: object, axis: object, call: CallView) -> tuple[str, ...]:
    if order not in MATRIX:
        raise LookupError(f"the matrix norm of order {order!r} over axes {axis!r} has no rule")
    if axis is None:
        return (*MATRIX[order], f"dy = {TOTAL}")
    if not isinstance(axis, tuple) or "x" not in call.ranks:
        raise LookupError("the axes of a matrix norm must be a literal pair, and the rank of x known")
    if [k % call.ranks["x"] - call.ranks["x"] for k in axis] == [-2, -1]:
        return (*MATRIX[order], f"dy = {TOTAL}")
    lines = [re.sub(r"\bx\b", "X", line.replace(LAST, MOVED)) for line in MATRIX[order]]
    back = re.sub("^w = ", "v = ", lines[-1])
    return (
        "X = np.moveaxis(x, axis, (-2, -1))",
        *lines[:-1],
        back,
        "w = np.moveaxis(v, (-2, -1), axis)",
        f"dy = {TOTAL}",
    )


@rule_for("y = np.linalg.matrix_norm(x, *_, keepdims=False, ord='fro')")
def matrix_norm(call: CallView) -> Lines:
    """`norm` over the last two axes."""
    order = call.static.get("ord", None if "ord" in call.given else "fro")
    lines = EUCLIDEAN if order in (None, "fro") else _matrix(order, None, call)
    return Lines(
        tuple(
            line.replace("axis is None or ", "")
            .replace("axis=axis", "axis=(-2, -1)")
            .replace("np.expand_dims(y, axis)", "np.expand_dims(y, (-2, -1))")
            for line in lines
        )
    )


@rule_for("y = np.linalg.vector_norm(x, *_, axis=None, keepdims=False, ord=2)")
def vector_norm(call: CallView) -> Lines:
    order = call.static.get("ord", None if "ord" in call.given else 2)
    if not isinstance(order, (int, float)):
        raise LookupError("the order of np.linalg.vector_norm must be a literal number")
    return Lines(_vector(order))
