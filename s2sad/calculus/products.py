"""Products of vectors, matrices and tensors."""

from __future__ import annotations

from typing import Any

from s2sad.calculus.registry import rule, rule_for, same
from s2sad.calculus.rule import CallView, Lines, known_rank
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
         "np.tensordot(np.moveaxis(a, -1, 0), g, np.ndim(a) - 1) if np.ndim(b) == 1 else "
         "np.moveaxis(np.tensordot(np.moveaxis(a, -1, 0), g, np.ndim(a) - 1), 0, -2)",
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
         "da = _reduce(dy * b, y, a) if np.ndim(a) == 0 or np.ndim(b) == 0 else "
         "g * b if np.ndim(a) == 1 and np.ndim(b) == 1 else np.tensordot(g, b, np.ndim(b) - 1)",
         "db = _reduce(dy * a, y, b) if np.ndim(a) == 0 or np.ndim(b) == 0 else "
         "g * a if np.ndim(a) == 1 and np.ndim(b) == 1 else "
         "np.moveaxis(np.tensordot(np.moveaxis(a, -1, 0), g, np.ndim(a) - 1), 0, -1)",
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


@rule_for("y = np.kron(a, b)")
def kron(call: CallView) -> Lines:
    """Every block of the result is b times one element of a."""
    return Lines(("dy = np.kron(da, b) + np.kron(a, db)",), lambda: _kron_adjoint(call))


def _kron_adjoint(call: CallView) -> tuple[str, ...]:
    n = known_rank(call, "a")
    if known_rank(call, "b") != n:
        raise LookupError("np.kron of arrays of different ranks has no rule")
    blocks = ", ".join(f"np.shape(a)[{i}], np.shape(b)[{i}]" for i in range(n))
    outer, inner, every = tuple(range(0, 2 * n, 2)), tuple(range(1, 2 * n, 2)), tuple(range(n))
    return (
        f"g = np.reshape(_expand(dy, y), ({blocks}))",
        f"da = np.tensordot(g, b, ({inner}, {every}))",
        f"db = np.tensordot(g, a, ({outer}, {every}))",
    )


@rule_for("y = np.tensordot(a, b, axes=2)")
def tensordot(call: CallView) -> Lines:
    """The adjoint of one operand contracts the result's with the axes of the other that were not summed."""
    differential = "dy = np.tensordot(da, b, axes=axes) + np.tensordot(a, db, axes=axes)"
    return Lines((differential,), lambda: _tensordot_adjoint(call))


def _tensordot_adjoint(call: CallView) -> tuple[str, ...]:
    if "axes" in call.given and "axes" not in call.static:
        raise LookupError("the axes of np.tensordot must be literal")
    rank_a, rank_b = known_rank(call, "a"), known_rank(call, "b")
    of_a, of_b = _contracted(call.static.get("axes", 2), rank_a, rank_b)
    stay_a, stay_b = _others(rank_a, of_a), _others(rank_b, of_b)
    lead, trail = tuple(range(len(stay_a))), tuple(range(len(stay_a), len(stay_a) + len(stay_b)))
    from_a = stay_a + tuple(of_a[of_b.index(i)] for i in sorted(of_b))
    from_b = tuple(of_b[of_a.index(i)] for i in sorted(of_a)) + stay_b
    return (
        "g = _expand(dy, y)",
        f"da = {_ordered(f'np.tensordot(g, b, ({trail}, {stay_b}))', from_a)}",
        f"db = {_ordered(f'np.tensordot(a, g, ({stay_a}, {lead}))', from_b)}",
    )


Axes = tuple[int, ...]


def _contracted(axes: Any, rank_a: int, rank_b: int) -> tuple[Axes, Axes]:
    """The axes of both operands that `np.tensordot` sums over, counted from the front."""
    if isinstance(axes, int):
        return tuple(range(rank_a - axes, rank_a)), tuple(range(axes))
    first, second = ((n,) if isinstance(n, int) else tuple(n) for n in axes)
    return tuple(i % rank_a for i in first), tuple(i % rank_b for i in second)


def _others(rank: int, axes: Axes) -> Axes:
    return tuple(i for i in range(rank) if i not in axes)


def _ordered(text: str, axes: Axes) -> str:
    """An array whose axes are those of an operand in this order, with them in their own order."""
    if axes == tuple(range(len(axes))):
        return text
    return f"np.transpose({text}, {tuple(axes.index(i) for i in range(len(axes)))})"


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
