"""Factors, products of many matrices, and tensors taken for matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.registry import rule, rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank
from s2sad.calculus.spectral import Matrix

# -- QR: S. F. Walter, L. Lehmann, *Algorithmic differentiation of linear algebra functions* (2010) ----------------


@rule_for("y = np.linalg.qr(a, mode='reduced')")
def qr(call: CallView) -> Lines:
    """A matrix that is wider than high is a square one, whose factor turns the other columns too."""
    mode = call.static.get("mode", None if "mode" in call.given else "reduced")
    if mode not in ("reduced", "r", "complete"):
        raise LookupError("np.linalg.qr has a rule for the modes 'reduced', 'complete' and 'r'")
    whole = "whole_" if mode == "complete" and "a" not in call.square else ""
    m = Matrix(call)
    both = mode != "r"
    bars = ("_expand(dy[0], Q)", "_expand(dy[1], R)") if both else ("", "_expand(dy, y)")
    seeds = [
        f"G = {m.conj(bars[0])}" if both and m.given(0) else "G = np.zeros_like(Q)",
        f"B = {m.conj(bars[1])}" if not both or m.given(1) else "B = np.zeros_like(R)",
    ]
    forward = f"{whole}qr_along(Q, R, da)"
    return Lines(
        (
            *(("Q = y[0]", "R = y[1]") if both else ("Q, R = np.linalg.qr(a)",)),
            f"dy = {forward}" if both else f"dy = {forward}[1]",
        ),
        (*seeds, f"da = {m.conj(f'{whole}qr_back(a, Q, R, G, B)')}"),
    )


def qr_along(Q: Any, R: Any, d: Any) -> Any:
    """The derivatives of the factors ``a = Q @ R`` in the direction `d`."""
    n = np.shape(Q)[-1]
    scaled = over(d[..., :n], R[..., :n])
    C = dagger(Q) @ scaled
    low = np.tril(C, -1)
    turn = low - dagger(low)
    if np.iscomplexobj(C):
        turn = turn + 1j * np.imag(C) * np.eye(n, dtype=bool)
    return scaled - Q @ (C - turn), dagger(Q) @ d - turn @ R


def qr_back(a: Any, Q: Any, R: Any, g: Any, b: Any) -> Any:
    """The adjoint of `a` from those of its factors."""
    n = np.shape(Q)[-1]
    S, rest = R[..., :n], b[..., n:]
    g = g + a[..., n:] @ dagger(rest)
    M = S @ dagger(b[..., :n]) - dagger(g) @ Q
    low = np.tril(M, -1)
    W = g + Q @ (low + dagger(low) + np.real(M) * np.eye(n, dtype=bool))
    return np.concatenate((over(W, dagger(S)), Q @ rest), axis=-1)


def whole_qr_along(Q: Any, R: Any, d: Any) -> Any:
    """The same for the whole basis: Q is a product of reflections, so that I - Q has the rank of `a`.

    The columns beside those of the factor follow from them: with I - Q = V T V*, in blocks, T and the upper block of V
    are eliminated.
    """
    n = np.shape(R)[-1]
    if n >= np.shape(Q)[-1]:
        return qr_along(Q, R, d)
    dQ, dR = qr_along(Q[..., :n], R[..., :n, :], d)
    X, S, B = reflected(Q, n)
    more = X @ np.linalg.solve(S, dagger(dQ[..., :n, :]) @ B + dagger(dQ[..., n:, :])) - dQ @ B
    return np.concatenate((dQ, more), axis=-1), np.concatenate((dR, np.zeros_like(R[..., n:, :])), axis=-2)


def whole_qr_back(a: Any, Q: Any, R: Any, g: Any, b: Any) -> Any:
    """The transpose of `whole_qr_along`."""
    n = np.shape(R)[-1]
    if n >= np.shape(Q)[-1]:
        return qr_back(a, Q, R, g, b)
    X, S, B = reflected(Q, n)
    P = dagger(np.linalg.solve(dagger(S), dagger(X) @ g[..., n:]))
    g = g[..., :n] - g[..., n:] @ dagger(B) + np.concatenate((B @ P, P), axis=-2)
    return qr_back(a, Q[..., :n], R[..., :n, :], g, b[..., :n, :])


def reflected(Q: Any, n: int) -> Any:
    """The first n columns of I - Q, their upper block turned, and what makes the other columns of them."""
    X = np.eye(np.shape(Q)[-1], n, dtype=Q.dtype) - Q[..., :n]
    S = dagger(X[..., :n, :])
    return X, S, np.linalg.solve(S, dagger(Q[..., n:, :n]))


def over(x: Any, S: Any) -> Any:
    """``x @ inv(S)``."""
    return np.swapaxes(np.linalg.solve(np.swapaxes(S, -1, -2), np.swapaxes(x, -1, -2)), -1, -2)


def dagger(x: Any) -> Any:
    return np.conj(np.swapaxes(x, -1, -2)) if np.iscomplexobj(x) else np.swapaxes(x, -1, -2)


# -- products and solutions ----------------------------------------------------------------------------------------


@rule_for("y = np.linalg.multi_dot(arrays)")
def multi_dot(call: CallView) -> Lines:
    """The adjoint of a factor lies between those before it and those after it; the first and last may be vectors."""
    n = call.counts.get("arrays")
    if not isinstance(n, int):
        raise LookupError("how many arrays np.linalg.multi_dot has must be known: write them as a list there")
    xs = [f"arrays[{i}]" for i in range(n)]

    def product(factors: list[str]) -> str:
        return factors[0] if len(factors) == 1 else f"np.linalg.multi_dot(({', '.join(factors)}))"

    def part(i: int) -> str:
        left = f"np.transpose({product(['np.atleast_2d(arrays[0])', *xs[1:i]])})" if i else ""
        right = f"np.transpose({product([*xs[i + 1 : -1], f'columns({xs[-1]})'])})" if i < n - 1 else ""
        made = " @ ".join(factor for factor in (left, "g", right) if factor)
        return f"np.reshape({made}, np.shape({xs[i]}))"

    terms = [product([*xs[:i], f"_expand(d{xs[i]}, {xs[i]})", *xs[i + 1 :]]) for i in range(n)]
    return Lines(
        (f"dy = {' + '.join(terms)}",),
        (
            f"g = np.reshape(_expand(dy, y), (np.shape({xs[0]})[0] if np.ndim({xs[0]}) == 2 else 1, -1))",
            f"darrays = ({', '.join(part(i) for i in range(n))},)",
        ),
    )


def columns(x: Any) -> Any:
    """A vector as a matrix of one column."""
    return x if np.ndim(x) == 2 else x[:, None]


@rule_for("x = np.linalg.tensorsolve(a, b, axes=None)")
def tensorsolve(call: CallView) -> Lines:
    """`solve`, with as many rows as b has elements."""
    rank = known_rank(call, "a")
    axes = call.static.get("axes", None)
    if "axes" in call.given and "axes" not in call.static:
        raise LookupError("the axes of np.linalg.tensorsolve must be literal")
    moved = [k % rank for k in axes] if isinstance(axes, (tuple, list)) else []
    order = [k for k in range(rank) if k not in moved] + moved
    back = tuple(order.index(k) for k in range(rank))
    ordered = order == list(range(rank))
    turned = (lambda text, axes: text) if ordered else (lambda text, axes: f"np.transpose({text}, {tuple(axes)})")
    shape = f"np.shape({turned('a', order)})"
    return Lines(
        (
            "n = np.size(b)",
            f"m = np.reshape({turned('a', order)}, (n, n))",
            f"moved = np.reshape({turned('da', order)}, (n, n)) @ np.ravel(x)",
            "dx = np.reshape(np.linalg.solve(m, np.ravel(db) - moved), np.shape(x))",
        ),
        (
            "t = np.linalg.solve(np.transpose(m), np.ravel(_expand(dx, x)))",
            f"da = {turned(f'np.reshape(-np.outer(t, x), {shape})', back)}",
            "db = np.reshape(t, np.shape(b))",
        ),
    )


rule("y = np.linalg.tensorinv(a, ind=2)",
     "n = math.isqrt(np.size(a))",
     "m = np.reshape(y, (n, n))",
     "dy = -np.reshape(m @ np.reshape(da, (n, n)) @ m, np.shape(y))",
     adjoint=(
         "t = np.transpose(m)",
         "da = -np.reshape(t @ np.reshape(_expand(dy, y), (n, n)) @ t, np.shape(a))",
     ))  # fmt: skip
