"""`scipy.linalg`: eigenvalues, eigenvectors and Cholesky's factors of matrices that are given by their bands."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.registry import rule_for
from s2sad.calculus.rule import CallView, Lines
from s2sad.calculus.scipy.linalg import literal
from s2sad.calculus.spectral import gaps

__all__ = [
    "band_of", "symmetric_of_band", "symmetric_of_band_back", "triangle_of_band", "tridiagonal", "tridiagonal_back",
]  # fmt: skip


def tridiagonal(d: Any, e: Any) -> Any:
    """The symmetric matrix of a diagonal and the one beside it."""
    return np.diag(d) + np.diag(e, 1) + np.diag(e, -1)


def tridiagonal_back(W: Any) -> Any:
    """The transpose of `tridiagonal`."""
    return np.diag(W), np.diag(W, 1) + np.diag(W, -1)


def places(width: Any, n: Any, lower: Any) -> Any:
    """For each element of a band its row and column, and whether the matrix has it."""
    column, offset = np.arange(n), np.arange(width)[:, None]
    row = column + offset if lower else column + offset - (width - 1)
    return np.clip(row, 0, n - 1), column, (row >= 0) & (row < n)


def symmetric_of_band(band: Any, lower: Any) -> Any:
    """The matrix of which one half of the band is given.

    >>> symmetric_of_band(np.array([[1.0, 2.0], [3.0, 0.0]]), True)
    array([[1., 3.],
           [3., 2.]])
    """
    width, n = np.shape(band)
    row, column, inside = places(width, n, lower)
    half = np.where(row == column, 0.5, 1.0) * np.where(inside, band, 0.0)
    part = np.zeros((n, n), band.dtype)
    np.add.at(part, (row, column), half)
    return part + part.T


def triangle_of_band(band: Any, lower: Any) -> Any:
    """The triangular matrix with this band."""
    width, n = np.shape(band)
    row, column, inside = places(width, n, lower)
    part = np.zeros((n, n), band.dtype)
    np.add.at(part, (row, column), np.where(inside, band, 0.0))
    return part


def symmetric_of_band_back(W: Any, width: Any, lower: Any) -> Any:
    """The transpose of `symmetric_of_band`."""
    row, column, inside = places(width, np.shape(W)[0], lower)
    half = np.where(inside & (row != column), 1.0, 0.5 * inside)
    return half * (W[row, column] + W[column, row])


def band_of(L: Any, width: Any, beside: Any, lower: Any) -> Any:
    """The band of a matrix, and `beside` it what is given."""
    row, column, inside = places(width, np.shape(L)[0], lower)
    return np.where(inside, L[row, column], beside)


# -- eigenvalues -----------------------------------------------------------------------------------


def of_symmetric(parts: tuple[str, ...], along: str, back: str, param: str, only: bool) -> Lines:
    """The lines for ``w = y[0]`` and ``V = y[1]`` of a symmetric matrix, which differs by `along`."""
    values = "np.sum(V * (S @ V), axis=0)"
    if only:
        return Lines(
            (*parts, f"S = {along}", f"dy = {values}"), ("W = (V * _expand(dy, y)) @ V.T", *back_of(back, param))
        )
    turned = "V @ (F * (V.T @ _expand(dy[1], V)) + _expand(dy[0], w) * np.eye(np.size(w))) @ V.T"
    return Lines(
        ("w = y[0]", "V = y[1]", *gaps("w"), f"S = {along}", f"dy = ({values}, V @ (F * (V.T @ S @ V)))"),
        (f"W = {turned}", *back_of(back, param)),
    )


def back_of(back: str, param: str) -> tuple[str, ...]:
    return (f"d{param} = {back}",) if param else (f"P = {back}", "dd = P[0]", "de = P[1]")


def all_of(call: CallView, name: str, *kinds: str) -> None:
    if literal(call, "select", "a") != "a" or any(call.kinds.get(k) == "c" for k in kinds):
        raise LookupError(f"scipy.linalg.{name} has a rule for all eigenvalues of a real matrix")


TRIDIAGONAL = "select='a', select_range=None, check_finite=True, tol=0.0, lapack_driver='auto'"


@rule_for(f"y = scipy.linalg.eigh_tridiagonal(d, e, eigvals_only=False, {TRIDIAGONAL})")
def eigh_tridiagonal(call: CallView) -> Lines:
    all_of(call, "eigh_tridiagonal")
    only = bool(literal(call, "eigvals_only", False))
    made = "V = scipy.linalg.eigh_tridiagonal(d, e)[1]"
    return of_symmetric((made,), "tridiagonal(_expand(dd, d), _expand(de, e))", "tridiagonal_back(W)", "", only)


@rule_for(f"y = scipy.linalg.eigvalsh_tridiagonal(d, e, {TRIDIAGONAL})")
def eigvalsh_tridiagonal(call: CallView) -> Lines:
    all_of(call, "eigvalsh_tridiagonal")
    made = "V = scipy.linalg.eigh_tridiagonal(d, e)[1]"
    return of_symmetric((made,), "tridiagonal(_expand(dd, d), _expand(de, e))", "tridiagonal_back(W)", "", True)


BAND = "overwrite_a_band=False, select='a', select_range=None"


def of_band(name: str, options: str, only: bool | None) -> None:
    def lines(call: CallView) -> Lines:
        all_of(call, name, "a")
        lower = bool(literal(call, "lower", False))
        values = bool(literal(call, "eigvals_only", False)) if only is None else only
        made = f"V = scipy.linalg.eig_banded(a{', lower=True' if lower else ''})[1]"
        back = f"symmetric_of_band_back(W, np.shape(a)[0], {lower})"
        return of_symmetric((made,), f"symmetric_of_band(_expand(da, a), {lower})", back, "a", values)

    rule_for(f"y = scipy.linalg.{name}(a, lower=False, {options})", a_band="a")(lines)


of_band("eig_banded", f"eigvals_only=False, {BAND}, max_ev=0, check_finite=True", None)
of_band("eigvals_banded", f"{BAND}, check_finite=True", True)

# -- Cholesky's factors ----------------------------------------------------------------------------


@rule_for("y = scipy.linalg.cholesky_banded(ab, overwrite_ab=False, lower=False, check_finite=True)")
def cholesky_banded(call: CallView) -> Lines:
    """Those of the whole matrix; what stands beside the band stays there."""
    if call.kinds.get("ab") == "c":
        raise LookupError("scipy.linalg.cholesky_banded has a rule for real matrices")
    lower = bool(literal(call, "lower", False))
    factor = "np.linalg.cholesky(m)" if lower else "np.linalg.cholesky(m).T"
    return Lines(
        composed=(
            f"m = symmetric_of_band(ab, {lower})",
            f"y = band_of({factor}, np.shape(ab)[0], ab, {lower})",
        )
    )


@rule_for("x = scipy.linalg.cho_solve_banded(cb_and_lower, b, overwrite_b=False, check_finite=True)")
def cho_solve_banded(call: CallView) -> Lines:
    if call.kinds.get("cb_and_lower[0]") == "c" or call.kinds.get("b") == "c":
        raise LookupError("scipy.linalg.cho_solve_banded has a rule for real matrices")
    under = "scipy.linalg.solve_triangular(L, scipy.linalg.solve_triangular(L, b, lower=True), trans=1, lower=True)"
    over = "scipy.linalg.solve_triangular(L, scipy.linalg.solve_triangular(L, b, trans=1))"
    return Lines(
        composed=(
            "L = triangle_of_band(cb_and_lower[0], cb_and_lower[1])",
            f"x = {under} if cb_and_lower[1] else {over}",
        )
    )
