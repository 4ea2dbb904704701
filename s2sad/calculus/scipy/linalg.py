"""`scipy.linalg`: systems of equations and the factors that solve them.

M. B. Giles, *Collected matrix derivative results for forward and reverse mode algorithmic differentiation* (2008), for
solutions; I. Murray, *Differentiation of the Cholesky decomposition* (2016). Where SciPy reads a part of a matrix
alone, a triangle or a band, the derivative is with respect to that part.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.registry import also, rule_for, still
from s2sad.calculus.rule import CallView, Lines, known_rank
from s2sad.calculus.spectral import Matrix

__all__ = ["OUTER", "literal", "matrix_part"]


def literal(call: CallView, name: str, default: object) -> object:
    """The value of an argument on which the derivative depends."""
    if name in call.given and name not in call.static:
        raise LookupError(f"{name!r} must be a literal here: the derivative depends on it")
    return call.static.get(name, default)


def conj(x: Any) -> Any:
    return np.conj(x) if np.iscomplexobj(x) else x


def dagger(x: Any) -> Any:
    return np.conj(np.swapaxes(x, -1, -2)) if np.iscomplexobj(x) else np.swapaxes(x, -1, -2)


# -- solutions -----------------------------------------------------------------------------------------------------

OUTER = (
    "(({0}[:, None] * {1} if np.ndim(a) == 2 else {0}[..., None] * {1}[..., None, :]) if np.ndim(b) == 1 else "
    "{0} @ mT({1}))"
)
ONE = "np.ndim(a) == 2 and np.ndim(b) <= 2"
TRIANGLES = {"symmetric": "sym", "sym": "sym", "hermitian": "her", "her": "her"}
TRIANGLES |= {"positive definite": "her", "pos": "her"}
OTHER = {"upper triangular": "lower triangular", "lower triangular": "upper triangular"}


PARTS = {
    "upper triangular": "np.triu(X)", "lower triangular": "np.tril(X)", "diagonal": "np.tril(np.triu(X))",
    "tridiagonal": "np.tril(np.triu(X, -1), 1)", "unit upper": "np.triu(X, 1)", "unit lower": "np.tril(X, -1)",
}  # fmt: skip


def matrix_part(kind: str, lower: object, real: bool) -> tuple[str, str]:
    """What a matrix is of the part that is read, in ``da``, and the adjoint of that part from ``W``, the matrix's."""
    half, k = ("np.tril", -1) if lower else ("np.triu", 1)
    if kind == "sym" or (kind == "her" and real):
        return f"{half}(da) + mT({half}(da, {k}))", f"{half}(W) + {half}(mT(W), {k})"
    if kind == "her":
        eye = "np.eye(np.shape(a)[-1])"
        return (
            f"{half}(da, {k}) + mT(np.conj({half}(da, {k}))) + np.real(da) * {eye}",
            f"{half}(W + np.conj(mT(W)), {k}) + np.real(W) * {eye}",
        )
    part = PARTS.get(kind, "X")
    return part.replace("X", "da"), part.replace("X", "W")


def system(along: str, back: str, outer: str, part: tuple[str, str], turned: str = "{}") -> Lines:
    """The lines of ``A x = b``: how to solve with A and with its transpose, and how A stands in the equation.

    In `along` and `back` braces stand for a right-hand side.
    """
    moved = turned.format(f"({part[0]})")
    return Lines(
        (
            f"dx = {along.format(f'db - {moved} @ x')} if np.ndim(a) == 2 or np.ndim(b) != 1 else "
            f"{along.format(f'(db - ({moved} @ x[..., None])[..., 0])[..., None]')}[..., 0]",
        ),
        (
            "g = _expand(dx, x)",
            f"t = {back.format('g')} if np.ndim(a) == 2 or np.ndim(b) != 1 else {back.format('g[..., None]')}[..., 0]",
            f"W = -{outer}",
            f"da = {part[1]} if {ONE} else _reduce(w := {part[1]}, w, a)",
            "db = t if np.ndim(a) == 2 else _reduce(t, t, b)",
        ),
    )


@rule_for("x = scipy.linalg.solve(a, b, lower=False, overwrite_a=False, overwrite_b=False, check_finite=True, "
          "assume_a=None, transposed=False)")  # fmt: skip
def solve(call: CallView) -> Lines:
    """One more solve, with the transpose; that of a symmetric matrix is itself."""
    structure, lower = str(literal(call, "assume_a", None)), literal(call, "lower", False)
    turned = bool(literal(call, "transposed", False))
    kind, real = TRIANGLES.get(structure, structure), call.kinds.get("a") == "f"
    options = "".join(f", {p}={p}" for p in ("lower", "assume_a") if p in call.given)
    same, other = "a", "mT(a)"
    if kind in ("sym", "diagonal") or (kind == "her" and real):
        other = "a"
    elif kind == "her":
        other = "np.conj(a)"
    back = options.replace("assume_a=assume_a", f"assume_a={OTHER[structure]!r}") if structure in OTHER else options
    if turned:
        along, back = f"{{}}{options}, transposed=True", f"{{}}{options}"
        lines = f"scipy.linalg.solve({same}, {along})", f"scipy.linalg.solve({same}, {back})"
        return system(*lines, OUTER.format("x", "t"), matrix_part(kind, lower, real), "mT({})")
    lines = f"scipy.linalg.solve({same}, {{}}{options})", f"scipy.linalg.solve({other}, {{}}{back})"
    return system(*lines, OUTER.format("t", "x"), matrix_part(kind, lower, real))


@rule_for("x = scipy.linalg.solve_triangular(a, b, trans=0, lower=False, unit_diagonal=False, overwrite_b=False, "
          "check_finite=True)")  # fmt: skip
def solve_triangular(call: CallView) -> Lines:
    trans, real = {0: 0, "N": 0, 1: 1, "T": 1, 2: 2, "C": 2}[literal(call, "trans", 0)], call.kinds.get("a") == "f"
    kind = "lower triangular" if literal(call, "lower", False) else "upper triangular"
    if literal(call, "unit_diagonal", False):
        kind = "unit lower" if literal(call, "lower", False) else "unit upper"
    trans = 1 if trans == 2 and real else trans
    options = "".join(f", {p}={p}" for p in ("lower", "unit_diagonal") if p in call.given)
    solved = f"scipy.linalg.solve_triangular({{a}}, {{{{}}}}{options}{{trans}})"
    along = solved.format(a="a", trans=f", trans={trans}" if trans else "")
    back = solved.format(a="np.conj(a)" if trans == 2 else "a", trans="" if trans else ", trans=1")
    part = matrix_part(kind, None, real)
    if trans == 0:
        return system(along, back, OUTER.format("t", "x"), part)
    if trans == 1:
        return system(along, back, OUTER.format("x", "t"), part, "mT({})")
    return system(along, back, f"np.conj({OUTER.format('x', 't')})", part, "mT(np.conj({}))")


@rule_for("y = scipy.linalg.inv(a, overwrite_a=False, check_finite=True, *_, assume_a=None, lower=False)")
def inv(call: CallView) -> Lines:
    structure, lower = str(literal(call, "assume_a", None)), literal(call, "lower", False)
    part = matrix_part(TRIANGLES.get(structure, structure), lower, call.kinds.get("a") == "f")
    return Lines(
        (f"S = {part[0].replace('da', '_expand(da, a)')}" if part[0] != "da" else "S = da", "dy = -(y @ S @ y)"),
        ("W = -(mT(y) @ _expand(dy, y) @ mT(y))", f"da = {part[1]}"),
    )


also("np.linalg.det", "y = scipy.linalg.det(a, overwrite_a=False, check_finite=True)")


still("scipy.linalg.bandwidth", "scipy.linalg.issymmetric", "scipy.linalg.ishermitian")


# -- Cholesky's factors --------------------------------------------------------------------------------------------


def cholesky_lines(call: CallView, factor: str, bar: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Set-up that ends with ``D``, the differential of a factor; adjoint lines that end with ``W``, from its adjoint.

    An upper factor is the lower one's conjugate transpose.
    """
    m, lower = Matrix(call), bool(literal(call, "lower", False))
    real = m.real
    forward, back = matrix_part("her", lower, real)
    forward = forward.replace("da", "_expand(da, a)")
    half = "half = 1 - 0.5 * np.eye(np.shape(a)[-1])"
    L = "L = " + (factor if lower else m.H(factor))
    inner = f"scipy.linalg.solve_triangular(L, {m.H('scipy.linalg.solve_triangular(L, S, lower=True)')}, lower=True)"
    made = "L @ (half * np.tril(P))"
    along = (half, L, f"S = {forward}", f"P = {inner}", f"D = {made if lower else m.H(f'({made})')}")
    g = m.conj(bar) if lower else m.T(bar)
    up = "scipy.linalg.solve_triangular(L, {}, trans=%s, lower=True)" % (1 if real else 2)
    middle = f"M = half * np.tril({m.H('L')} @ {g})"
    outer = f"V = {up.format(m.H('(' + up.format(m.H('M')) + ')'))}"
    return along, (half, L, middle, outer, f"W = {m.conj('V')}", back)


@rule_for("C = scipy.linalg.cholesky(a, lower=False, overwrite_a=False, check_finite=True)")
def cholesky(call: CallView) -> Lines:
    along, (*back, part) = cholesky_lines(call, "C", "_expand(dC, C)")
    return Lines((*along, "dC = D"), (*back, f"da = {part}"))


@rule_for("c = scipy.linalg.cho_factor(a, lower=False, overwrite_a=False, check_finite=True)")
def cho_factor(call: CallView) -> Lines:
    """What stands beside the factor is what stood there in the matrix."""
    lower = literal(call, "lower", False)
    own, beside = ("np.tril({})", "np.triu({}, 1)") if lower else ("np.triu({})", "np.tril({}, -1)")
    along, (*back, part) = cholesky_lines(call, own.format("c[0]"), own.format("_expand(dc[0], c[0])"))
    rest = beside.format("_expand(dc[0], c[0])")
    return Lines(
        (*along, f"dc = (D + {beside.format('_expand(da, a)')}, 0.0)"),
        (*back, f"da = {part} + {rest}"),
    )


@rule_for("x = scipy.linalg.cho_solve(c_and_lower, b, overwrite_b=False, check_finite=True)")
def cho_solve(call: CallView) -> Lines:
    """Solved with the factor that there is."""
    one_factor(call, "c_and_lower")
    d = "_expand(dc_and_lower[0], c_and_lower[0])"
    return Lines(
        (f"dx = scipy.linalg.cho_solve(c_and_lower, db - moved_by_factor(*c_and_lower, {d}, x))",),
        (
            "t = conj(scipy.linalg.cho_solve(c_and_lower, conj(_expand(dx, x))))",
            "dc_and_lower = (adjoint_of_factor(*c_and_lower, t, x), 0.0)",
            "db = t",
        ),
    )


def one_factor(call: CallView, name: str) -> None:
    if known_rank(call, f"{name}[0]") != 2 or known_rank(call, "b") > 2:
        raise LookupError("this has a rule for the factor of one matrix: take a stack apart in a loop")


def moved_by_factor(c: Any, lower: Any, d: Any, x: Any) -> Any:
    """What ``L @ L.H @ x``, or ``U.H @ U @ x``, differs by when the factor `c` differs by `d`."""
    if lower:
        L, D = np.tril(c), np.tril(d)
        return L @ (dagger(D) @ x) + D @ (dagger(L) @ x)
    U, D = np.triu(c), np.triu(d)
    return dagger(U) @ (D @ x) + dagger(D) @ (U @ x)


def adjoint_of_factor(c: Any, lower: Any, t: Any, x: Any) -> Any:
    """The adjoint of the factor from that of the right-hand side, `t`, and the solution."""
    if lower:
        L = np.tril(c)
        return -np.tril(outer(t, dagger(L) @ x) + outer(conj(x), conj(np.swapaxes(L, -1, -2) @ t)))
    U = np.triu(c)
    return -np.triu(outer(conj(U) @ t, x) + outer(conj(U @ x), conj(t)))


def outer(x: Any, y: Any) -> Any:
    """``x @ y.T`` of vectors or of matrices."""
    return x[:, None] * y if np.ndim(x) == 1 else x @ np.swapaxes(y, -1, -2)


# -- P A = L U: to solve with the pivots and no factors is to put the rows into their order ------------------------


def square(call: CallView, name: str) -> None:
    if "a" not in call.square or call.ranks.get("a") != 2:
        raise LookupError(f"scipy.linalg.{name} has a rule for one square matrix: give its type, such as f8[n, n]")


def below(packed: str, rhs: str, trans: int = 0) -> str:
    """What solves with the factor L."""
    turned = f"trans={trans}, " if trans else ""
    return f"scipy.linalg.solve_triangular({packed}, {rhs}, {turned}lower=True, unit_diagonal=True)"


def above(packed: str, rhs: str, trans: int = 0) -> str:
    """What solves with the factor U."""
    return f"scipy.linalg.solve_triangular({packed}, {rhs}{f', trans={trans}' if trans else ''})"


@rule_for("y = scipy.linalg.lu_factor(a, overwrite_a=False, check_finite=True)")
def lu_factor(call: CallView) -> Lines:
    square(call, "lu_factor")
    turned = below("y[0]", "scipy.linalg.lu_solve((np.eye(np.shape(a)[-1]), y[1]), _expand(da, a))")
    back = above("y[0]", "mT(M)")
    return Lines(
        (
            "L = np.tril(y[0], -1) + np.eye(np.shape(a)[-1])",
            "U = np.triu(y[0])",
            f"F = mT({above('y[0]', f'mT({turned})', 1)})",
            "dy = (L @ np.tril(F, -1) + np.triu(F) @ U, 0.0)",
        ),
        (
            "g = _expand(dy[0], y[0])",
            "M = np.tril(mT(L) @ np.tril(g, -1), -1) + np.triu(np.triu(g) @ mT(U))",
            f"V = {below('y[0]', f'mT({back})', 1)}",
            "da = scipy.linalg.lu_solve((np.eye(np.shape(a)[-1]), y[1]), V, trans=1)",
        ),
    )


@rule_for("x = scipy.linalg.lu_solve(lu_and_piv, b, trans=0, overwrite_b=False, check_finite=True)")
def lu_solve(call: CallView) -> Lines:
    one_factor(call, "lu_and_piv")
    trans, own, d = literal(call, "trans", 0), "lu_and_piv[0]", "_expand(dlu_and_piv[0], lu_and_piv[0])"
    if trans not in (0, 1):
        raise LookupError("scipy.linalg.lu_solve has a rule for trans=0 and trans=1: take the conjugates of both sides")
    parts = (f"L = np.tril({own}, -1) + np.eye(np.shape({own})[-1])", f"U = np.triu({own})")
    order = f"scipy.linalg.lu_solve((np.eye(np.shape({own})[-1]), lu_and_piv[1]), {{}}{{}})"
    solved, g = "scipy.linalg.lu_solve(lu_and_piv, db, trans=trans)", "_expand(dx, x)"
    if trans == 0:
        inner = below(own, f"np.tril({d}, -1) @ y")
        return Lines(
            (*parts, "y = U @ x", f"dx = {solved} - {above(own, f'{inner} + np.triu({d}) @ x')}"),
            (
                f"s = {above(own, g, 1)}",
                f"r = {below(own, 's', 1)}",
                "dlu_and_piv = (-(np.triu(outer(s, x)) + np.tril(outer(r, y), -1)), 0.0)",
                f"db = {order.format('r', ', trans=1')}",
            ),
        )
    inner = above(own, f"mT(np.triu({d})) @ z", 1)
    moved = below(own, f"mT(np.tril({d}, -1)) @ w + {inner}", 1)
    return Lines(
        (
            *parts,
            f"w = {order.format('x', '')}",
            "z = mT(L) @ w",
            f"dx = {solved} - {order.format(moved, ', trans=1')}",
        ),
        (
            f"q = {below(own, order.format(g, ''))}",
            f"t = {above(own, 'q')}",
            "dlu_and_piv = (-(np.triu(outer(z, t)) + np.tril(outer(w, q), -1)), 0.0)",
            "db = t",
        ),
    )
