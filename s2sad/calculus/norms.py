"""Norms of vectors and matrices; where the norm is zero, its derivative is zero."""

from __future__ import annotations

import math

from s2sad.calculus.registry import rule_for
from s2sad.calculus.rule import CallView, Lines

MAGNITUDE = (
    "y1 = y if axis is None or keepdims else np.expand_dims(y, axis)",
    "r = y1 + (y1 == 0)",
    "x1 = np.abs(x)",
    "phase = np.conj(x) / (x1 + (x1 == 0)) if np.iscomplexobj(x) else np.sign(x)",
)
TOTAL = "np.sum(np.real(w * dx) if np.iscomplexobj(x) else w * dx, axis=axis, keepdims=keepdims)"

EUCLIDEAN = ("w = np.conj(x) if np.iscomplexobj(x) else x", f"dy = {TOTAL} / (y + (y == 0))")
VECTOR: dict[object, tuple[str, ...]] = {
    1: ("w = phase",),
    math.inf: ("at = x1 == y1", "w = at / np.count_nonzero(at, axis=axis, keepdims=True) * phase"),
}
MATRIX: dict[object, tuple[str, ...]] = {
    1: ("at = np.sum(x1, axis=0) == y", "w = at / np.count_nonzero(at) * phase"),
    math.inf: ("at = np.sum(x1, axis=1, keepdims=True) == y", "w = at / np.count_nonzero(at) * phase"),
    2: ("u, s, vt = np.linalg.svd(x, full_matrices=False)", "w = (y > 0) * np.conj(u[:, :1] @ vt[:1])"),
    -2: ("u, s, vt = np.linalg.svd(x, full_matrices=False)", "w = (y > 0) * np.conj(u[:, -1:] @ vt[-1:])"),
    "nuc": ("u, s, vt = np.linalg.svd(x, full_matrices=False)", "w = np.conj((u * (s > 1e-15 * s[:1])) @ vt)"),
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
        return Lines((*MAGNITUDE, *MATRIX[order], f"dy = {TOTAL}"))
    raise LookupError(f"the matrix norm of order {order!r} over axes {axis!r} has no rule")


def _vector(order: object) -> Lines:
    if order == 2:
        return Lines(EUCLIDEAN)
    if order in VECTOR:
        return Lines((*MAGNITUDE, *VECTOR[order], f"dy = {TOTAL}"))
    if isinstance(order, int | float) and order > 0:
        return Lines((*MAGNITUDE, "w = (x1 / r) ** (ord - 1) * phase", f"dy = {TOTAL}"))
    raise LookupError(f"the vector norm of order {order!r} has no rule")
