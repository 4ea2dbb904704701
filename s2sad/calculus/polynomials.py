"""Polynomials by their coefficients, the highest first."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.joining import count, each
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


@rule_for("y = np.polyint(p, m=1, k=None)")
def polyint(call: CallView) -> Lines:
    """The constants are integrated as often as is left of the order; one constant serves for all."""
    factors = "factors = np.polyint(np.ones(np.size(p), y.dtype), m)[: np.size(p)]"
    lines, back = "dy = np.pad(dp * factors, (0, m))", "dp = _expand(dy, y)[: np.size(p)] * factors"
    if "k" not in call.given or call.static.get("k", 0) is None:
        return Lines((factors, lines), (back,))
    n = count(call, "k") if "k" in call.counts else 0
    dk = f"np.array({each('D', 'k', n)})" if n else "dk"
    t = "ends * _expand(dy, y)[np.size(p) :]"
    parts = each("t[I]", "k", n) if n > 1 else "(np.sum(t),)" if n else "_reduce(t, t, k)"
    ends = "ends = np.polyint(np.zeros(1, y.dtype), m, np.ones(m, y.dtype))[1:]"
    return Lines(
        (factors, ends, f"{lines} + np.pad(ends * {dk}, (np.size(p), 0))"), (back, f"t = {t}", f"dk = {parts}")
    )


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
    if known_rank(call, "seq_of_zeros") == 2:
        return Lines(
            (
                "M = adjugate(seq_of_zeros, y)",
                "slopes = -np.sum(np.swapaxes(M, 1, 2) * _expand(dseq_of_zeros, seq_of_zeros), axis=(1, 2))",
                "dy = np.concatenate((np.zeros(1, y.dtype), slopes))",
            ),
            ("dseq_of_zeros = -np.transpose(np.tensordot(_expand(dy, y)[1:], M, 1))",),
        )
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
        if call.static.get("full", "full" in call.given) is not False:
            raise LookupError(f"{name} has a rule for full=False")
        several = call.ranks.get("y", 1) > 1
        weighed = "w" in call.given and call.static.get("w", 0) is not None
        w, column = ("w * ", "np.reshape(w, (-1, 1)) * ") if weighed else ("", "")
        rows = column if several else w
        t, dw = ("np.reshape(t, (-1, 1))", "np.reshape(dw, (-1, 1))") if several else ("t", "dw")
        total = "np.sum({0}, axis=1)" if several else "({0})"
        moving = f" + P @ ((y - V @ p) * {dw}) + P @ (np.transpose(P) @ (np.transpose(V) @ (r * {dw})))"
        return Lines(
            (
                f"V = {matrix}",
                f"size = np.sqrt(np.sum(({column}V) ** 2, axis=0))",
                f"P = np.linalg.pinv({column}V / size) / np.reshape(size, (-1, 1))",
                f"r = {rows}(y - V @ p)",
                f"slope = {slope}",
                f"t = {w}dx",
                f"dp = P @ ({rows}dy) - P @ ((slope @ p) * {t})"
                f" + P @ (np.transpose(P) @ (np.transpose(slope) @ (r * {t})))" + (moving if weighed else ""),
            ),
            (
                "h = np.transpose(P) @ _expand(dp, p)",
                f"dy = {rows}h",
                f"dx = {w}{total.format('r * (slope @ (P @ h)) - h * (slope @ p)')}",
                f"dw = {total.format('(y - V @ p) * h + r * (V @ (P @ h))')}",
            ),
        )

    return lines


FIT = least_squares("np.vander(x, deg + 1)", "np.pad(V[:, 1:] * np.arange(deg, 0, -1), ((0, 0), (0, 1)))", "np.polyfit")


@rule_for("p = np.polyfit(x, y, deg, rcond=None, full=False, w=None, cov=False)")
def polyfit(call: CallView) -> Lines:
    """The coefficients; with `full` the sums of squares and singular values too, with `cov` what they vary by."""
    full, cov = (call.static.get(p, None if p in call.given else False) for p in ("full", "cov"))
    if full is None or cov is None:
        raise LookupError("full and cov of np.polyfit must be literal")
    if not full and not cov:
        return FIT(call)
    weighed = "w" in call.given and call.static.get("w", 0) is not None
    several = known_rank(call, "y") > 1
    w, column = ("w * ", "np.reshape(w, (-1, 1)) * ") if weighed else ("", "")
    lines = (
        "V = np.vander(x, deg + 1)",
        f"A = {column}V",
        "size = np.sqrt(np.sum(A**2, axis=0))",
        f"c = np.polyfit(x, y, deg, rcond{', w=w' if weighed else ''})",
        f"squares = np.sum(({column if several else w}(y - V @ c)) ** 2, axis=0)",
    )
    if full:
        some = "squares[: np.size(squares) if np.size(x) > deg + 1 else 0]" if several else (
            "np.reshape(squares, (1,))[: 1 if np.size(x) > deg + 1 else 0]")  # fmt: skip
        return Lines(composed=(*lines, f"p = (c, {some}, 0, np.linalg.svd(A / size, compute_uv=False), 0.0)"))
    base = "np.linalg.inv(np.transpose(A / size) @ (A / size)) / np.outer(size, size)"
    share = "squares / (np.size(x) - (deg + 1))"
    base = base if cov == "unscaled" else f"({base})[:, :, None] * ({share})" if several else f"({base}) * ({share})"
    return Lines(composed=(*lines, f"p = (c, {base})"))


def adjugate(a: Any, c: Any) -> Any:
    """The coefficients of the adjugate of ``t * I - a``, where `c` are those of its determinant (Faddeev, Leverrier).

    >>> adjugate(np.array([[2.0, 1.0], [0.0, 5.0]]), np.array([1.0, -7.0, 10.0]))[1]
    array([[-5.,  1.],
           [ 0., -2.]])
    """
    eye = np.eye(np.shape(a)[0], dtype=c.dtype)
    rows = [eye]
    for k in range(1, np.shape(a)[0]):
        rows.append(a @ rows[-1] + c[k] * eye)
    return np.stack(rows)


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
        return np.zeros_like(y[0]), np.ravel(du)[np.size(du) - np.size(y[1]) :].astype(y[1].dtype)
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
