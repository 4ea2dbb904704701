"""Norms of vectors and matrices; where the norm is zero, its derivative is zero."""

from __future__ import annotations

import math

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
    1: (*PHASE, f"dy = np.sum(np.real(phase * dx) if np.iscomplexobj(x) else phase * dx, {ALONG})"),
    math.inf: (
        *PHASE,
        f"at = size == {KEPT}",
        "w = at / np.count_nonzero(at, axis=axis, keepdims=True) * phase",
        f"dy = {TOTAL}",
    ),
}
POWER = (*PHASE, f"r = {KEPT}", "w = (size / (r + (r == 0))) ** (ord - 1) * phase", f"dy = {TOTAL}")
SINGULAR = "u, s, vt = np.linalg.svd(x, full_matrices=False)"
MATRIX: dict[object, tuple[str, ...]] = {
    1: (*PHASE, "at = np.sum(size, axis=0) == y", "w = at / np.count_nonzero(at) * phase", f"dy = {TOTAL}"),
    math.inf: (
        *PHASE,
        "at = np.sum(size, axis=1, keepdims=True) == y",
        "w = at / np.count_nonzero(at) * phase",
        f"dy = {TOTAL}",
    ),
    2: (SINGULAR, "w = (y > 0) * np.conj(u[:, :1] @ vt[:1])", f"dy = {TOTAL}"),
    -2: (SINGULAR, "w = (y > 0) * np.conj(u[:, -1:] @ vt[-1:])", f"dy = {TOTAL}"),
    "nuc": (SINGULAR, "w = np.conj((u * (s > 1e-15 * s[:1])) @ vt)", f"dy = {TOTAL}"),
}
for table in (VECTOR, MATRIX):
    table[-math.inf] = table[math.inf]
MATRIX[-1] = MATRIX[1]


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
    if isinstance(axis, int) or (axis is None and call.ranks.get("x") == 1):
        return _vector(order)
    if axis is None and order in MATRIX:
        return Lines(MATRIX[order])
    raise LookupError(f"the matrix norm of order {order!r} over axes {axis!r} has no rule")


def _vector(order: object) -> Lines:
    if order == 2:
        return Lines(EUCLIDEAN)
    if order in VECTOR:
        return Lines(VECTOR[order])
    if isinstance(order, int | float) and order > 0:
        return Lines(POWER)
    raise LookupError(f"the vector norm of order {order!r} has no rule")
