"""Least squares: the pseudo-inverse of a matrix times a right-hand side.

G. H. Golub, V. Pereyra, *The differentiation of pseudo-inverses and nonlinear least squares problems* (1973).
"""

from __future__ import annotations

from s2sad.calculus.registry import rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank
from s2sad.calculus.spectral import PLUS, Matrix

__all__ = ["least_squares"]

U, VT = "u", "vt"


@rule_for("y = np.linalg.lstsq(a, b, rcond=None)")
def lstsq(call: CallView) -> Lines:
    cutoff = ", rcond" if "rcond" in call.given and call.static.get("rcond", 0) is not None else ""
    return least_squares(call, f"np.linalg.pinv(a{cutoff})", "{}")


def least_squares(call: CallView, inverse: str, shaped: str) -> Lines:
    """The solution is the pseudo-inverse times b, and differs as that does; the residuals are of its misfit."""
    m = Matrix(call)
    vector = known_rank(call, "b") == 1

    def column(text: str) -> str:
        return f"np.reshape({text}, (-1, 1))" if vector else text

    def flat(text: str) -> str:
        return f"np.ravel({text})" if vector else text

    ph, dh, db = m.H("P"), m.H("da"), column("db")
    misfit = m.re(f"np.sum({m.conj('r')} * ({db} - da @ x), axis=0)")
    moved = f"P @ ({db} - da @ x) + P @ ({ph} @ ({dh} @ r)) + ({dh} @ Z - P @ (a @ ({dh} @ Z)))"
    seeds, rows = [], []
    if m.given(0):
        seeds = [f"G = {m.conj(column('_expand(dy[0], y[0])'))}", f"Q = {ph} @ G"]
        rows = [f"-Q @ {m.H('x')} + r @ {m.H('(P @ Q)')} + Z @ {m.H('(G - P @ (a @ G))')}"]
    if m.given(1):
        seeds.append("h = 2 * r * _expand(dy[1], y[1]) if np.size(y[1]) else 0.0 * r")
        rows.append(f"-h @ {m.H('x')}")
    if m.given(3):
        seeds.append("u, _, vt = np.linalg.svd(a, full_matrices=False)")
        rows.append("(u * _expand(dy[3], y[3])) @ vt")
    values = [name for name, k in (("Q", 0), ("h", 1)) if m.given(k)]
    return Lines(
        (
            f"P = {inverse}",
            f"x = {column('y[0]')}",
            f"r = {column('b')} - a @ x",
            f"Z = {ph} @ x",
            "u, _, vt = np.linalg.svd(a, full_matrices=False)",
            f"dy = ({flat(f'({moved})')}, {shaped.format(f'2 * {misfit}[: np.size(y[1])]', 'np.shape(y[1])')}, 0.0, "
            f"{m.re(f'np.sum({m.conj(U)} * (da @ {m.H(VT)}), axis=0)')})",
        ),
        (*seeds, f"da = {m.conj(PLUS.join(rows) or '0.0')}", f"db = {m.conj(flat(PLUS.join(values) or '0.0'))}"),
    )
