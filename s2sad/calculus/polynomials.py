"""Polynomials by their coefficients, the highest first."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.registry import rule, rule_for
from s2sad.calculus.rule import CallView, Lines, Maker, known_rank

for name, sign in (("polyadd", ""), ("polysub", "-")):
    rule(f"y = np.{name}(a1, a2)",
         f"dy = np.pad(da1, (np.size(y) - np.size(a1), 0)) + {sign}np.pad(da2, (np.size(y) - np.size(a2), 0))",
         adjoint=(
             "g = _expand(dy, y)",
             "da1 = np.reshape(g[np.size(y) - np.size(a1) :], np.shape(a1))",
             f"da2 = {sign}np.reshape(g[np.size(y) - np.size(a2) :], np.shape(a2))",
         ))  # fmt: skip
rule("y = np.polymul(a1, a2)",
     "n = np.size(a1) + np.size(a2) - 1",
     "dy = np.convolve(da1, a2)[n - np.size(y) :] + np.convolve(a1, da2)[n - np.size(y) :]",
     adjoint=(
         "g = np.pad(_expand(dy, y), (n - np.size(y), 0))",
         "da1 = np.reshape(np.convolve(g, np.ravel(a2)[::-1])[np.size(a2) - 1 : n], np.shape(a1))",
         "da2 = np.reshape(np.convolve(g, np.ravel(a1)[::-1])[np.size(a1) - 1 : n], np.shape(a2))",
     ))  # fmt: skip
rule("y = np.polyder(p, m=1)",
     "factors = np.polyder(np.ones(np.size(p), y.dtype), m)",
     "dy = dp[: np.size(y)] * factors",
     adjoint="dp = np.pad(_expand(dy, y) * factors, (0, np.size(p) - np.size(y)))")  # fmt: skip
rule("y = np.polyint(p, m=1, k=None)",
     "factors = np.polyint(np.ones(np.size(p), y.dtype), m)[: np.size(p)]",
     "dy = np.pad(dp * factors, (0, m))",
     adjoint="dp = _expand(dy, y)[: np.size(p)] * factors")  # fmt: skip
rule("y = np.polydiv(u, v)",
     "dy = quotient_along(y, v, _expand(du, u), _expand(dv, v))",
     adjoint=(
         "b = quotient_back(y, u, v, _expand(dy[0], y[0]), _expand(dy[1], y[1]))",
         "du = np.reshape(b, np.shape(u))",
         "dv = np.reshape(divisor_back(y, u, v, b), np.shape(v))",
     ))  # fmt: skip
rule("y = np.roots(p)",
     "slope = np.polyval(np.polyder(p), y).astype(y.dtype)",
     "dy = -np.polyval(dp, y) / slope",
     adjoint=(
         "b = -(_expand(dy, y) / slope) @ np.vander(y, np.size(p))",
         "dp = b if np.iscomplexobj(p) else np.real(b)",
     ))  # fmt: skip


@rule_for("y = np.poly(seq_of_zeros)")
def poly(call: CallView) -> Lines:
    """The polynomial of the zeros; of a matrix the characteristic one, whose zeros are the eigenvalues."""
    if known_rank(call, "seq_of_zeros") != 1:
        raise LookupError("np.poly has a rule for zeros: write np.poly(np.linalg.eigvals(a)) for a matrix")
    return Lines(
        (
            "others = without_each(np.asarray(seq_of_zeros))",
            "dy = np.concatenate((np.zeros(1, y.dtype), -(_expand(dseq_of_zeros, seq_of_zeros) @ others)))",
        ),
        ("dseq_of_zeros = -(others @ _expand(dy, y)[1:])",),
    )


rule("y = np.vander(x, N=None, increasing=False)",
     "n = np.arange(np.shape(y)[1])",
     "k = n if increasing else n[::-1]",
     "slope = k * np.reshape(x, (-1, 1)) ** np.maximum(k - 1, 0)",
     "dy = slope * dx[:, None]",
     adjoint="dx = np.sum(slope * _expand(dy, y), axis=1)")  # fmt: skip


def least_squares(matrix: str, slope: str, name: str) -> Maker:
    """A polynomial fitted to points: the pseudo-inverse of the basis functions there, `matrix`, times y.

    It differs as in `np.linalg.lstsq` (Golub and Pereyra); `slope` are the derivatives of the basis functions.
    """

    def lines(call: CallView) -> Lines:
        if call.static.get("full", "full" in call.given) is not False or call.ranks.get("y", 1) != 1:
            raise LookupError(f"{name} has a rule for one y and full=False")
        weighed = "w" in call.given and call.static.get("w", 0) is not None
        w, column = ("w * ", "np.reshape(w, (-1, 1)) * ") if weighed else ("", "")
        return Lines(
            (
                f"V = {matrix}",
                f"size = np.sqrt(np.sum(({column}V) ** 2, axis=0))",
                f"P = np.linalg.pinv({column}V / size) / np.reshape(size, (-1, 1))",
                f"r = {w}(y - V @ p)",
                f"slope = {slope}",
                f"t = {w}dx",
                f"dp = P @ ({w}dy) - P @ ((slope @ p) * t) + P @ (np.transpose(P) @ (np.transpose(slope) @ (r * t)))"
                + (
                    " + P @ ((y - V @ p) * dw) + P @ (np.transpose(P) @ (np.transpose(V) @ (r * dw)))"
                    if weighed
                    else ""
                ),
            ),
            (
                "h = np.transpose(P) @ _expand(dp, p)",
                f"dy = {w}h",
                f"dx = {w}(r * (slope @ (P @ h)) - h * (slope @ p))",
                "dw = (y - V @ p) * h + r * (V @ (P @ h))",
            ),
        )

    return lines


rule_for("p = np.polyfit(x, y, deg, rcond=None, full=False, w=None)")(
    least_squares("np.vander(x, deg + 1)", "np.pad(V[:, 1:] * np.arange(deg, 0, -1), ((0, 0), (0, 1)))", "np.polyfit")
)


def without_each(z: Any) -> Any:
    """The polynomials of all zeros but each.

    >>> without_each(np.array([2.0, 5.0]))
    array([[ 1., -5.],
           [ 1., -2.]])
    """
    n = len(z)
    rows = np.arange(n)[:, None]
    others = np.where(n - 1 == rows.T, 1.0, 0.0 * rows).astype(z.dtype)
    for i in range(n):
        multiplied = np.concatenate((others[:, 1:], 0.0 * others[:, :1]), axis=1) - z[i] * others
        others = np.where(rows == i, others, multiplied)
    return others


def quotient_along(y: Any, v: Any, du: Any, dv: Any) -> Any:
    """The derivatives of quotient and remainder: ``u = q * v + r`` holds for every u and v."""
    n = np.size(du) - np.size(dv) + 1
    if n <= 0:
        return np.zeros_like(y[0]), np.ravel(du)[np.size(du) - np.size(y[1]) :]
    d = np.ravel(du) - np.convolve(y[0], np.ravel(dv))
    T = shifted(np.ravel(v), n)
    q = np.linalg.solve(T[:n], d[:n])
    return q, (d - T @ q)[np.size(d) - np.size(y[1]) :]


def quotient_back(y: Any, u: Any, v: Any, q: Any, r: Any) -> Any:
    """The transpose of `quotient_along` as far as `d`, the change of u less that of ``q * v``."""
    n = np.size(u) - np.size(v) + 1
    g = np.pad(r, (np.size(u) - np.size(r), 0))
    if n <= 0:
        return g
    T = shifted(np.ravel(v), n)
    return g + np.pad(np.linalg.solve(np.transpose(T[:n]), q - np.transpose(T) @ g), (0, np.size(u) - n))


def divisor_back(y: Any, u: Any, v: Any, b: Any) -> Any:
    """The adjoint of v from that of `d`."""
    if np.size(v) > np.size(u):
        return np.zeros_like(v)
    return -np.convolve(b, y[0][::-1])[np.size(y[0]) - 1 : np.size(u)]


def shifted(v: Any, n: int) -> Any:
    """The matrix by which a polynomial of n coefficients is multiplied by v.

    >>> shifted(np.array([3.0, 1.0]), 2)
    array([[3., 0.],
           [1., 3.],
           [0., 1.]])
    """
    at = np.arange(n + np.size(v) - 1)[:, None] - np.arange(n)
    return np.where((at >= 0) & (at < np.size(v)), v[np.clip(at, 0, np.size(v) - 1)], 0.0)
