"""Products of vectors, matrices and tensors."""

from __future__ import annotations

from typing import Any

from s2sad.calculus.joining import only_real
from s2sad.calculus.registry import rule, rule_for, same
from s2sad.calculus.rule import CallView, Lines, known_rank
from s2sad.calculus.subscripts import Subscripts

Axes = tuple[int, ...]

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


@rule_for("y = np.cross(a, b, axisa=-1, axisb=-1, axisc=-1, axis=None)")
def cross(call: CallView) -> Lines:
    """The triple product ``g . (a x b)`` may be turned round."""
    given = [
        p for p in ("axisa", "axisb", "axisc", "axis") if p in call.given and call.static.get(p, 0) not in (-1, None)
    ]
    differential = "dy = np.cross(da, b, K) + np.cross(a, db, K)"
    keywords = ", ".join(f"{p}={p}" for p in ("axisa", "axisb", "axisc", "axis") if p in call.given)
    differential = differential.replace(", K", f", {keywords}" if keywords else "")
    if not given:
        return Lines((differential,), _cross_back("a", "b", "_expand(dy, y)", ("a", "b")))
    if any(p not in call.static for p in given):
        raise LookupError("the axes of np.cross must be literal")
    of = {x: "axis" if call.static.get("axis") is not None else f"axis{x}" for x in "abc"}
    a, b, g = (f"np.moveaxis({t}, {of[x]}, -1)" for t, x in (("a", "a"), ("b", "b"), ("_expand(dy, y)", "c")))
    lines = _cross_back(a, b, g, ("p", "q"))
    return Lines(
        (differential,),
        (
            f"p = {a}",
            f"q = {b}",
            *(line.replace("da =", "r =").replace("db =", "s =") for line in lines),
            f"da = np.moveaxis(r, -1, {of['a']})",
            f"db = np.moveaxis(s, -1, {of['b']})",
        ),
    )


def _cross_back(a: str, b: str, g: str, like: tuple[str, str]) -> tuple[str, ...]:
    p, q = like
    return (
        f"g = {g}",
        f"da = _reduce(t := np.cross({q}, g), t, {p})",
        f"db = _reduce(t := np.cross(g, {p}), t, {q})",
    )


rule("y = np.vecdot(x1, x2, *_, axis=-1)",
     "dy = np.vecdot(dx1, x2, axis=axis) + np.vecdot(x1, dx2, axis=axis)",
     adjoint=(
         "g = np.expand_dims(_expand(dy, y), axis)",
         "dx1 = _reduce(t := np.conj(g * x2), t, x1)",
         "dx2 = _reduce(t := g * np.conj(x1), t, x2)",
     ))  # fmt: skip
rule("y = np.matvec(x1, x2)",
     "dy = np.matvec(dx1, x2) + np.matvec(x1, dx2)",
     adjoint=(
         "g = _expand(dy, y)[..., None]",
         "dx1 = _reduce(t := g * x2[..., None, :], t, x1)",
         "dx2 = _reduce(t := (np.swapaxes(x1, -1, -2) @ g)[..., 0], t, x2)",
     ))  # fmt: skip
rule("y = np.vecmat(x1, x2)",
     "dy = np.vecmat(dx1, x2) + np.vecmat(x1, dx2)",
     adjoint=(
         "g = _expand(dy, y)[..., None]",
         "dx1 = _reduce(t := np.conj((x2 @ g)[..., 0]), t, x1)",
         "dx2 = _reduce(t := np.conj(x1[..., None]) * np.swapaxes(g, -1, -2), t, x2)",
     ))  # fmt: skip
same("operator.matmul", "np.linalg.matmul")
same("np.outer", "np.linalg.outer")
same("np.vecdot", "np.linalg.vecdot")


@rule_for("y = np.kron(a, b)")
def kron(call: CallView) -> Lines:
    """Every block of the result is b times one element of a."""
    return Lines(("dy = np.kron(da, b) + np.kron(a, db)",), lambda: _kron_adjoint(call))


def _kron_adjoint(call: CallView) -> tuple[str, ...]:
    n = max(known_rank(call, "a"), known_rank(call, "b"))
    sizes = [[f"np.shape({x})[{i - n + r}]" if i >= n - r else "1" for i in range(n)]
             for x, r in (("a", known_rank(call, "a")), ("b", known_rank(call, "b")))]  # fmt: skip
    blocks = ", ".join(f"{p}, {q}" for p, q in zip(*sizes, strict=True))
    outer, inner, every = tuple(range(0, 2 * n, 2)), tuple(range(1, 2 * n, 2)), tuple(range(n))
    return (
        f"g = np.reshape(_expand(dy, y), ({blocks}))",
        f"da = {_kron_part('b', 'a', n, inner, every, call)}",
        f"db = {_kron_part('a', 'b', n, outer, every, call)}",
    )


def _kron_part(other: str, own: str, n: int, axes: Axes, every: Axes, call: CallView) -> str:
    """The blocks weighed by the other operand, in the rank of the one."""
    missing = n - known_rank(call, other)
    weight = f"np.reshape({other}, ({'1, ' * missing}*np.shape({other})))" if missing else other
    made = f"np.tensordot(g, {weight}, ({axes}, {every}))"
    return made if known_rank(call, own) == n else f"np.reshape({made}, np.shape({own}))"


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


same("np.tensordot", "np.linalg.tensordot")
rule("y = np.linalg.cross(x1, x2, *_, axis=-1)",
     "dy = np.cross(dx1, x2, axis=axis) + np.cross(x1, dx2, axis=axis)",
     adjoint=(
         "g = _expand(dy, y)",
         "dx1 = _reduce(t := np.cross(x2, g, axis=axis), t, x1)",
         "dx2 = _reduce(t := np.cross(g, x1, axis=axis), t, x2)",
     ))  # fmt: skip


@rule_for("y = np.einsum(subscripts, *operands, optimize=False, dtype=None, order='K', casting='safe')")
def einsum(call: CallView) -> Lines:
    """The adjoint of an operand is an einsum of the others with the result's adjoint in the place of the result."""
    only_real(call)
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
