"""`scipy.linalg`: orthogonal and triangular factors of matrices of any sides, with rows or columns in another order."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.factoring import qr_along, qr_back, whole_qr_along, whole_qr_back
from s2sad.calculus.registry import rule_for
from s2sad.calculus.rule import CallView, Lines
from s2sad.calculus.scipy.linalg import above, below, literal
from s2sad.calculus.spectral import Matrix

__all__ = ["filled", "qr_along", "qr_back", "whole_qr_along", "whole_qr_back"]


@rule_for("y = scipy.linalg.qr(a, overwrite_a=False, lwork=None, mode='full', pivoting=False, check_finite=True)")
def qr(call: CallView) -> Lines:
    """The order of the columns stays as it is."""
    mode, pivoting = literal(call, "mode", "full"), bool(literal(call, "pivoting", False))
    if mode not in ("full", "economic", "r"):
        raise LookupError("scipy.linalg.qr has a rule for the modes 'full', 'economic' and 'r'")
    m, both = Matrix(call), mode != "r"
    whole = "whole_" if mode != "economic" and "a" not in call.square else ""
    order = "y[2]" if both else "y[1]"
    A, d = (f"{name}[:, {order}]" if pivoting else name for name in ("a", "da"))
    made = f"{whole}qr_along(Q, R, {d})"
    factors = ("Q = y[0]", "R = y[1]") if both else (f"Q, R = scipy.linalg.qr({A})",)
    parts = [f"{made}[0]", f"{made}[1]"] if both else [f"{made}[1]"]
    names = ("Q", "R") if both else ("R",)
    bars = {n: m.conj(f"_expand(dy[{k}], {n})") if m.given(k) else f"np.zeros_like({n})" for k, n in enumerate(names)}
    back = m.conj(f"{whole}qr_back({A}, Q, R, G, B)")
    return Lines(
        (*factors, f"dy = ({', '.join([*parts, *(['0.0'] if pivoting else [])])},)"),
        (
            f"G = {bars.get('Q', 'np.zeros_like(Q)')}",
            f"B = {bars['R']}",
            f"da = ({back})[:, np.argsort({order})]" if pivoting else f"da = {back}",
        ),
    )


@rule_for("y = scipy.linalg.rq(a, overwrite_a=False, lwork=None, mode='full', check_finite=True)")
def rq(call: CallView) -> Lines:
    """Transposed and turned round, the factors of `qr`."""
    mode = literal(call, "mode", "full")
    if not (mode == "economic" or (mode == "full" and "a" in call.square)):
        raise LookupError("scipy.linalg.rq has a rule for mode='economic', and for a square matrix")
    m = Matrix(call)
    turned = "np.flip(np.transpose({}))"
    bars = [
        m.conj(turned.format(f"_expand(dy[{1 - k}], y[{1 - k}])")) if m.given(1 - k) else f"np.zeros_like({n})"
        for k, n in enumerate("QR")
    ]
    made = f"qr_along(Q, R, {turned.format('_expand(da, a)')})"
    back = m.conj(f"qr_back({turned.format('a')}, Q, R, G, B)")
    return Lines(
        (
            f"Q = {turned.format('y[1]')}",
            f"R = {turned.format('y[0]')}",
            f"dy = ({turned.format(f'{made}[1]')}, {turned.format(f'{made}[0]')})",
        ),
        (f"G = {bars[0]}", f"B = {bars[1]}", f"da = {turned.format(back)}"),
    )


@rule_for("y = scipy.linalg.lu(a, permute_l=False, overwrite_a=False, check_finite=True, p_indices=False)")
def lu(call: CallView) -> Lines:
    """The order of the rows stays as it is; beside the square part there is what solves with its factors."""
    if call.ranks.get("a") != 2:
        raise LookupError("scipy.linalg.lu has a rule for one matrix: give its type, such as f8[m, n]")
    if literal(call, "permute_l", False) or literal(call, "p_indices", False):
        raise LookupError("scipy.linalg.lu has a rule for three matrices as the result")
    if "a" not in call.square:
        return whole_lu()
    turned = below("y[1]", "mT(y[0]) @ da")
    back = above("y[2]", "mT(M)")
    return Lines(
        (f"F = mT({above('y[2]', f'mT({turned})', 1)})", "dy = (0.0, y[1] @ np.tril(F, -1), np.triu(F) @ y[2])"),
        (
            "M = np.tril(mT(y[1]) @ _expand(dy[1], y[1]), -1) + np.triu(_expand(dy[2], y[2]) @ mT(y[2]))",
            f"da = y[0] @ {below('y[1]', f'mT({back})', 1)}",
        ),
    )


def whole_lu() -> Lines:
    """With unit columns beside L and unit rows below U the factors of a square matrix, of which a part stays."""
    turned = below("L", "filled(mT(y[0]) @ da, n, 0.0)")
    back = above("U", "mT(M)")
    part = "[: np.shape(y[{0}])[0], : np.shape(y[{0}])[1]]"
    return Lines(
        (
            "n = max(np.shape(a))",
            "L = filled(y[1], n, 1.0)",
            "U = filled(y[2], n, 1.0)",
            f"F = mT({above('U', f'mT({turned})', 1)})",
            f"dy = (0.0, (L @ np.tril(F, -1)){part.format(1)}, (np.triu(F) @ U){part.format(2)})",
        ),
        (
            "g = filled(_expand(dy[1], y[1]), n, 0.0)",
            "h = filled(_expand(dy[2], y[2]), n, 0.0)",
            "M = np.tril(mT(L) @ g, -1) + np.triu(h @ mT(U))",
            f"da = y[0] @ {below('L', f'mT({back})', 1)}[: np.shape(a)[0], : np.shape(a)[1]]",
        ),
    )


def filled(x: Any, n: Any, diagonal: Any) -> Any:
    """`x` in the corner of a square matrix of zeros, but for the diagonal.

    >>> filled(np.array([[2.0], [3.0]]), 2, 1.0)
    array([[2., 0.],
           [3., 1.]])
    """
    made = diagonal * np.eye(n, dtype=x.dtype)
    made[: np.shape(x)[0], : np.shape(x)[1]] = x
    return made
