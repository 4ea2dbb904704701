"""Products of vectors, matrices and tensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.registry import rule, rule_for, same
from s2sad.calculus.rule import CallView, Lines
from s2sad.calculus.subscripts import Subscripts

rule("C = A @ B",
     "dC = dA @ B + A @ dB",
     adjoint=(
         "g = _expand(dC, C)",
         "dA = g * B if np.ndim(A) == 1 and np.ndim(B) == 1 else "
         "g[..., None] * B if np.ndim(B) == 1 else "
         "B @ g if np.ndim(A) == 1 and np.ndim(B) == 2 else "
         "_reduce(t := (B @ g[..., None])[..., 0], t, A) if np.ndim(A) == 1 else "
         "g @ mT(B) if np.ndim(A) == 2 and np.ndim(B) == 2 else "
         "_reduce(t := g @ mT(B), t, A)",
         "dB = g * A if np.ndim(A) == 1 and np.ndim(B) == 1 else "
         "A[:, None] * g[..., None, :] if np.ndim(A) == 1 else "
         "mT(A) @ g if np.ndim(A) == 2 and np.ndim(B) <= 2 else "
         "_reduce(t := (mT(A) @ g[..., None])[..., 0], t, B) if np.ndim(B) == 1 else "
         "_reduce(t := mT(A) @ g, t, B)",
     ))  # fmt: skip
same("operator.matmul", "np.matmul")

rule("y = np.dot(a, b)",
     "dy = np.dot(da, b) + np.dot(a, db)",
     adjoint=(
         "g = _expand(dy, y)",
         "rows = tuple(range(np.ndim(a) - 1))",
         "da = _reduce(dy * b, y, a) if np.ndim(a) == 0 or np.ndim(b) == 0 else "
         "g * b if np.ndim(a) == 1 and np.ndim(b) == 1 else "
         "g[..., None] * b if np.ndim(b) == 1 else "
         "b @ g if np.ndim(a) == 1 and np.ndim(b) == 2 else "
         "_reduce(t := (b @ g[..., None])[..., 0], t, a) if np.ndim(a) == 1 else "
         "g @ np.transpose(b) if np.ndim(a) == 2 and np.ndim(b) == 2 else "
         "np.tensordot(g, np.swapaxes(b, -1, -2), np.ndim(b) - 1)",
         "db = _reduce(dy * a, y, b) if np.ndim(a) == 0 or np.ndim(b) == 0 else "
         "g * a if np.ndim(a) == 1 and np.ndim(b) == 1 else "
         "a[:, None] * g[..., None, :] if np.ndim(a) == 1 else "
         "np.transpose(a) @ g if np.ndim(a) == 2 and np.ndim(b) <= 2 else "
         "np.tensordot(a, g, (rows, rows)) if np.ndim(b) == 1 else "
         "np.moveaxis(np.tensordot(a, g, (rows, rows)), 0, -2)",
     ))  # fmt: skip
rule("y = np.vdot(a, b)",
     "dy = np.vdot(da, b) + np.vdot(a, db)",
     adjoint=(
         "da = np.conj(dy * b) if np.ndim(a) == 1 and np.ndim(b) == 1 else np.reshape(np.conj(dy * b), np.shape(a))",
         "db = dy * np.conj(a) if np.ndim(a) == 1 and np.ndim(b) == 1 else np.reshape(dy * np.conj(a), np.shape(b))",
     ))  # fmt: skip
rule("y = np.inner(a, b)",
     "dy = np.inner(da, b) + np.inner(a, db)",
     adjoint=(
         "g = _expand(dy, y)",
         "rows = tuple(range(np.ndim(a) - 1))",
         "da = _reduce(dy * b, y, a) if np.ndim(a) == 0 or np.ndim(b) == 0 else "
         "g * b if np.ndim(a) == 1 and np.ndim(b) == 1 else np.tensordot(g, b, np.ndim(b) - 1)",
         "db = _reduce(dy * a, y, b) if np.ndim(a) == 0 or np.ndim(b) == 0 else "
         "g * a if np.ndim(a) == 1 and np.ndim(b) == 1 else np.tensordot(g, a, (rows, rows))",
     ))  # fmt: skip
rule("y = np.outer(a, b)",
     "dy = np.outer(da, b) + np.outer(a, db)",
     adjoint=(
         "g = _expand(dy, y)",
         "da = g @ b if np.ndim(a) == 1 and np.ndim(b) == 1 else np.reshape(g @ np.ravel(b), np.shape(a))",
         "db = a @ g if np.ndim(a) == 1 and np.ndim(b) == 1 else np.reshape(np.ravel(a) @ g, np.shape(b))",
     ))  # fmt: skip
rule("y = np.cross(a, b)",
     "dy = np.cross(da, b) + np.cross(a, db)",
     adjoint=(
         "g = _expand(dy, y)",
         "da = _reduce(t := np.cross(b, g), t, a)",
         "db = _reduce(t := np.cross(g, a), t, b)",
     ))  # fmt: skip
rule("y = np.kron(a, b)",
     "dy = np.kron(da, b) + np.kron(a, db)",
     adjoint=(
         "blocks = np.reshape(_expand(dy, y), tuple(n for pair in zip(np.shape(a), np.shape(b)) for n in pair))",
         "outer = tuple(range(0, 2 * np.ndim(a), 2))",
         "inner = tuple(range(1, 2 * np.ndim(a), 2))",
         "da = np.tensordot(blocks, b, (inner, tuple(range(np.ndim(b)))))",
         "db = np.tensordot(blocks, a, (outer, tuple(range(np.ndim(a)))))",
     ))  # fmt: skip
rule("y = np.tensordot(a, b, axes=2)",
     "dy = np.tensordot(da, b, axes) + np.tensordot(a, db, axes)",
     adjoint=(
         "pairs = contracted(np.ndim(a), axes)",
         "da = tensordot_bar(_expand(dy, y), np.ndim(a), b, pairs[0], pairs[1])",
         "free = np.ndim(a) - len(pairs[0])",
         "g = np.moveaxis(_expand(dy, y), tuple(range(free)), tuple(range(-free, 0)))",
         "db = tensordot_bar(g, np.ndim(b), a, pairs[1], pairs[0])",
     ))  # fmt: skip


def contracted(rank: int, axes: Any) -> Any:
    """The axes of both operands that `np.tensordot` sums over.

    >>> contracted(3, 2), contracted(3, (0, -1))
    (((1, 2), (0, 1)), ((0,), (-1,)))
    """
    if isinstance(axes, int):
        return tuple(range(rank - axes, rank)), tuple(range(axes))
    return tuple((n,) if isinstance(n, int) else tuple(n) for n in axes)


def tensordot_bar(g: Any, rank: int, b: Any, of_a: Any, of_b: Any) -> Any:
    """The adjoint of a in ``np.tensordot(a, b, (of_a, of_b))``; a has `rank` axes, those that stay lead in `g`."""
    of_a = tuple(i % rank for i in of_a)
    of_b = tuple(i % np.ndim(b) for i in of_b)
    stay_a = tuple(i for i in range(rank) if i not in of_a)
    stay_b = tuple(i for i in range(np.ndim(b)) if i not in of_b)
    t = np.tensordot(g, b, (tuple(range(len(stay_a), np.ndim(g))), stay_b))
    order = stay_a + tuple(of_a[of_b.index(i)] for i in sorted(of_b))
    return np.transpose(t, tuple(order.index(i) for i in range(rank)))


@rule_for("y = np.einsum(subscripts, *operands, optimize=False)")
def einsum(call: CallView) -> Lines:
    """The adjoint of an operand is an einsum of the others with the result's adjoint in the place of the result."""
    if not isinstance(call.static.get("subscripts"), str) or not isinstance(call.counts.get("operands"), int):
        raise LookupError("the subscripts of np.einsum must be a literal string")
    spec = Subscripts.parse(str(call.static["subscripts"]))
    some = call.active.get("operands", frozenset(range(len(spec.inputs))))
    terms = [spec.tangent(i) for i in sorted(some)]
    parts = [spec.adjoint(i) if i in some else "0.0" for i in range(len(spec.inputs))]
    return Lines(
        (f"dy = {' + '.join(terms)}",),
        ("g = _expand(dy, y)", "doperands = (" + "".join(f"{p}, " for p in parts) + ")"),
    )
