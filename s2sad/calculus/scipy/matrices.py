"""`scipy.linalg`: functions of matrices, equations for matrices, matrices of a pattern and systems with such.

N. J. Higham, *Functions of Matrices* (2008); A. H. Al-Mohy, N. J. Higham, *Computing the Fréchet derivative of the
matrix exponential* (2009); R. Mathias, *A chain rule for matrix functions and applications* (1996): the function of
``[[A, E], [0, A]]`` has its derivative at A in the direction E in the corner.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from s2sad.calculus.joining import each
from s2sad.calculus.registry import also, rule, rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank
from s2sad.calculus.scipy.linalg import conj, dagger, literal

__all__ = ["conj", "dagger"]


def beside(A: Any, E: Any) -> Any:
    """``[[A, E], [0, A]]``."""
    above = np.concatenate((A, E), axis=-1)
    below = np.concatenate((np.zeros_like(A), A), axis=-1)
    return np.concatenate((above, below), axis=-2)


def within(A: Any, E: Any) -> Any:
    """``[[0, E], [0, 0]]`` of the sides of A."""
    full = np.zeros((2 * np.shape(A)[-1], 2 * np.shape(A)[-1]), np.result_type(E))
    full[: np.shape(A)[-1], np.shape(A)[-1] :] = E
    return full


# -- functions of matrices -----------------------------------------------------------------------------------------


def of_matrix(name: str) -> None:
    """The derivative is the same function of a matrix of twice the side; of the transpose, it is the adjoint."""
    rule(f"y = scipy.linalg.{name}(A)",
         "n = np.shape(A)[-1]",
         f"dy = scipy.linalg.{name}(beside(A, _expand(dA, A)))[..., :n, n:]",
         adjoint=(
             f"R = scipy.linalg.{name}(beside(mT(A), _expand(dy, y)))[..., :n, n:]",
             "dA = R if np.iscomplexobj(A) else np.real(R)",
         ))  # fmt: skip


for name in ("cosm", "sinm", "tanm", "coshm", "sinhm", "tanhm", "logm"):
    of_matrix(name)


@rule_for("y = scipy.linalg.expm(A)")
def expm(call: CallView) -> Lines:
    if call.ranks.get("A") != 2:
        return Lines(
            (
                "n = np.shape(A)[-1]",
                "dy = scipy.linalg.expm(beside(A, _expand(dA, A)))[..., :n, n:]",
            ),
            ("dA = real_for(A, scipy.linalg.expm(beside(mT(A), _expand(dy, y)))[..., :n, n:])",),
        )
    along = "scipy.linalg.expm_frechet({}, {}, compute_expm=False)"
    return Lines(
        (f"dy = {along.format('A', '_expand(dA, A)')}",),
        (f"dA = real_for(A, {along.format('np.transpose(A)', '_expand(dy, y)')})",),
    )


def real_for(A: Any, d: Any) -> Any:
    """An adjoint of A, which is real if A is."""
    return d if np.iscomplexobj(A) or not np.iscomplexobj(d) else np.real(d)


@rule_for("y = scipy.linalg.expm_frechet(A, E, method=None, compute_expm=True, check_finite=True)")
def expm_frechet(call: CallView) -> Lines:
    """The exponential of ``[[A, E], [0, A]]`` holds both results, and differs as an exponential does."""
    both = literal(call, "compute_expm", True)
    own = "scipy.linalg.expm_frechet({}, {}, compute_expm=False)"
    g, h = ("_expand(dy[1], y[1])", "_expand(dy[0], y[0])") if both else ("_expand(dy, y)", "")
    plain = f" + {own.format('np.transpose(A)', h)}" if both else ""
    moved = "K[:n, n:]"
    return Lines(
        (
            "n = np.shape(A)[-1]",
            f"K = {own.format('beside(A, E)', 'beside(_expand(dA, A), _expand(dE, E))')}",
            f"dy = (K[:n, :n], {moved})" if both else f"dy = {moved}",
        ),
        (
            f"Q = {own.format('np.transpose(beside(A, E))', f'within(A, {g})')}",
            f"dA = real_for(A, Q[:n, :n] + Q[n:, n:]{plain})",
            "dE = real_for(E, Q[:n, n:])",
        ),
    )


rule("y = scipy.linalg.sqrtm(A)",
     "dy = scipy.linalg.solve_sylvester(y, y, _expand(dA, A))",
     adjoint="dA = real_for(A, scipy.linalg.solve_sylvester(mT(y), mT(y), _expand(dy, y)))")  # fmt: skip

# -- equations for matrices ----------------------------------------------------------------------------------------

rule("x = scipy.linalg.solve_sylvester(a, b, q)",
     "dx = scipy.linalg.solve_sylvester(a, b, dq - da @ x - x @ db)",
     adjoint=(
         "s = scipy.linalg.solve_sylvester(mT(a), mT(b), _expand(dx, x))",
         "da = real_for(a, -(s @ mT(x)))",
         "db = real_for(b, -(mT(x) @ s))",
         "dq = real_for(q, s)",
     ))  # fmt: skip
for name in ("solve_continuous_lyapunov", "solve_lyapunov"):
    rule(f"x = scipy.linalg.{name}(a, q)",
         "d = _expand(da, a)",
         f"dx = scipy.linalg.{name}(a, dq - d @ x - x @ dagger(d))",
         adjoint=(
             f"s = scipy.linalg.{name}(mT(a), _expand(dx, x))",
             "da = real_for(a, -(s @ mT(x) + conj(mT(s) @ x)))",
             "dq = real_for(q, s)",
         ))  # fmt: skip
rule("x = scipy.linalg.solve_discrete_lyapunov(a, q, method=None)",
     "d = _expand(da, a)",
     "dx = scipy.linalg.solve_discrete_lyapunov(a, dq + d @ x @ dagger(a) + a @ x @ dagger(d), method=method)",
     adjoint=(
         "s = scipy.linalg.solve_discrete_lyapunov(mT(a), _expand(dx, x), method=method)",
         "da = real_for(a, s @ conj(a) @ mT(x) + conj(mT(s) @ (a @ x)))",
         "dq = real_for(q, s)",
     ))  # fmt: skip

# -- matrices of a pattern -----------------------------------------------------------------------------------------


@rule_for("y = scipy.linalg.block_diag(*arrs)")
def block_diag(call: CallView) -> Lines:
    n = call.counts.get("arrs")
    if not isinstance(n, int):
        raise LookupError("how many blocks scipy.linalg.block_diag has must be known: write them where it is called")
    sizes = [f"np.shape(np.atleast_2d(arrs[{i}]))" for i in range(n - 1)]
    ends = [
        f"{s}{i} = {f'{s}{i - 1} + ' if i else ''}{size}[{k}]"
        for i, size in enumerate(sizes)
        for s, k in (("r", -2), ("c", -1))
    ]
    bounds = [tuple(f"{s}{i}" if 0 <= i < n - 1 else "" for s in "rc") for i in range(-1, n)]
    parts = []
    for i, ((r0, c0), (r1, c1)) in enumerate(itertools.pairwise(bounds)):
        part = f"_expand(dy, y)[..., {r0}:{r1}, {c0}:{c1}]"
        rank = call.ranks.get(f"arrs[{i}]")
        shaped = f"{part}[0, 0]" if rank == 0 else f"np.reshape({part}, np.shape(arrs[{i}]))"
        parts.append(part if rank == 2 else shaped)
    return Lines(
        (f"dy = scipy.linalg.block_diag(*{each('_expand(D, X)', 'arrs', n)})",),
        (*ends, f"darrs = ({', '.join(parts)},)"),
    )


also("np.kron", "y = scipy.linalg.kron(a, b)")


def antidiagonals(g: Any) -> Any:
    """The sums over the elements of a matrix for which row and column have the same sum.

    >>> antidiagonals(np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([1., 5., 4.])
    """
    m, n = np.shape(g)
    shifted = np.ravel(np.concatenate((g, np.zeros((m, m), g.dtype)), axis=1))[: m * (m + n - 1)]
    return np.sum(np.reshape(shifted, (m, m + n - 1)), axis=0)


def vectors(call: CallView, *names: str) -> None:
    for name in names:
        if name in call.given and call.static.get(name, 0) is not None and known_rank(call, name) != 1:
            raise LookupError("matrices of a pattern have a rule for vectors: take a stack of them apart in a loop")


@rule_for("y = scipy.linalg.toeplitz(c, r=None)")
def toeplitz(call: CallView) -> Lines:
    vectors(call, "c", "r")
    sums = "s = antidiagonals(_expand(dy, y)[::-1])"
    n = "np.size(c)"
    if "r" not in call.given or call.static.get("r", 0) is None:
        turned = "np.concatenate((0 * s[:1], s[N:]))".replace("N", n)
        return Lines(
            ("dy = scipy.linalg.toeplitz(_expand(dc, c))",),
            (sums, f"dc = s[{n} - 1::-1] + conj({turned})"),
        )
    return Lines(
        ("dy = scipy.linalg.toeplitz(_expand(dc, c), _expand(dr, r))",),
        (sums, f"dc = s[{n} - 1::-1]", f"dr = np.concatenate((0 * s[:1], s[{n}:]))"),
    )


@rule_for("y = scipy.linalg.hankel(c, r=None)")
def hankel(call: CallView) -> Lines:
    vectors(call, "c", "r")
    given = not ("r" not in call.given or call.static.get("r", 0) is None)
    return Lines(
        (f"dy = scipy.linalg.hankel(_expand(dc, c){', _expand(dr, r)' if given else ''})",),
        (
            "s = antidiagonals(_expand(dy, y))",
            "dc = s[: np.size(c)]",
            *(("dr = np.concatenate((0 * s[:1], s[np.size(c):]))",) if given else ()),
        ),
    )


@rule_for("y = scipy.linalg.circulant(c)")
def circulant(call: CallView) -> Lines:
    vectors(call, "c")
    return Lines(
        ("dy = scipy.linalg.circulant(_expand(dc, c))",),
        (
            "s = antidiagonals(_expand(dy, y)[::-1])",
            "dc = s[np.size(c) - 1::-1] + np.concatenate((0 * s[:1], s[:np.size(c) - 1:-1]))",
        ),
    )


@rule_for("y = scipy.linalg.companion(a)")
def companion(call: CallView) -> Lines:
    vectors(call, "a")
    return Lines(
        (
            "row = (y[0] * -_expand(da, a)[0] - _expand(da, a)[1:]) / a[0]",
            "dy = np.concatenate((row[None], np.zeros((np.size(a) - 2, np.size(a) - 1))))",
        ),
        (
            "g = _expand(dy, y)[0] / a[0]",
            "da = -np.concatenate((np.reshape(g @ y[0], 1), g))",
        ),
    )


# -- systems with matrices of a pattern ----------------------------------------------------------------------------


FIRST_ROW = "np.concatenate((c_or_cr[0][:1], c_or_cr[1][1:]))"


def has_row(call: CallView) -> bool:
    """Whether column and row of the matrix are given, and each is a vector."""
    pair = "c_or_cr" in call.counts
    names = ("c_or_cr[0]", "c_or_cr[1]") if pair else ("c_or_cr",)
    if any(known_rank(call, name) != 1 for name in names):
        raise LookupError("a Toeplitz matrix has a rule for vectors: take a stack of them apart in a loop")
    return pair


def direction(pair: bool) -> str:
    if pair:
        return "(_expand(dc_or_cr[0], c_or_cr[0]), _expand(dc_or_cr[1], c_or_cr[1]))"
    return "_expand(dc_or_cr, c_or_cr)"


def toeplitz_system(pair: bool, t: str, x: str, sign: str) -> tuple[str, ...]:
    """The adjoint of column and row from that of the matrix, ``t @ x.T``."""
    sums = f"s = lags({t}, {x})"
    n = f"np.shape({x})[0]"
    column = f"{sign}s[{n} - 1:]"
    row = f"{sign}np.concatenate((0 * s[:1], s[: {n} - 1][::-1]))"
    if pair:
        return sums, f"dc_or_cr = ({column}, {row})"
    return sums, f"dc_or_cr = {column} + conj({row})"


def row_of(c: Any) -> Any:
    """The first row of the Toeplitz matrix of which no more than the column is given."""
    return np.concatenate((c[:1], np.conj(c[1:]))) if np.iscomplexobj(c) else c


def lags(t: Any, x: Any) -> Any:
    """For each k the sum over i and columns of ``t[i + k] * x[i]``, from the last of x to the last of t."""
    if np.ndim(t) == 1:
        return np.convolve(t, x[::-1])
    return antidiagonals(t @ np.transpose(x[::-1]))


@rule_for("x = scipy.linalg.solve_toeplitz(c_or_cr, b, check_finite=True)")
def solve_toeplitz(call: CallView) -> Lines:
    """The transpose has row and column changed for one another."""
    pair = has_row(call)
    turned = f"({FIRST_ROW}, c_or_cr[0])" if pair else "row_of(c_or_cr)"
    moved = f"scipy.linalg.matmul_toeplitz({direction(pair)}, x)"
    return Lines(
        (f"dx = scipy.linalg.solve_toeplitz(c_or_cr, db - {moved})",),
        (
            f"t = scipy.linalg.solve_toeplitz({turned}, _expand(dx, x))",
            *toeplitz_system(pair, "t", "x", "-"),
            "db = t",
        ),
    )


@rule_for("y = scipy.linalg.matmul_toeplitz(c_or_cr, x, check_finite=False, workers=None)")
def matmul_toeplitz(call: CallView) -> Lines:
    pair = has_row(call)
    turned = f"({FIRST_ROW}, c_or_cr[0])" if pair else "row_of(c_or_cr)"
    moved = f"scipy.linalg.matmul_toeplitz({direction(pair)}, x)"
    return Lines(
        (f"dy = scipy.linalg.matmul_toeplitz(c_or_cr, _expand(dx, x)) + {moved}",),
        (
            "g = _expand(dy, y)",
            *toeplitz_system(pair, "g", "x", ""),
            f"dx = scipy.linalg.matmul_toeplitz({turned}, g)",
        ),
    )


# -- bands ---------------------------------------------------------------------------------------------------------


def transposed_band(lower: Any, upper: Any, ab: Any) -> Any:
    """The band of the transpose; what lies outside the matrix comes from the other end."""
    n, k = np.shape(ab)[1], np.arange(lower + upper + 1)[:, None]
    return ab[lower + upper - k, (np.arange(n) + k - lower) % n]


def times_band(lower: Any, upper: Any, ab: Any, x: Any) -> Any:
    """The matrix with this band times x."""
    n = np.shape(ab)[1]
    near = np.arange(n) + np.arange(-lower, upper + 1)[:, None]
    rows = np.where((near >= 0) & (near < n), transposed_band(lower, upper, ab), 0.0)
    return np.sum((rows if np.ndim(x) == 1 else rows[:, :, None]) * x[near % n], axis=0)


def within_band(lower: Any, upper: Any, t: Any, x: Any) -> Any:
    """The band of ``t @ x.T``."""
    n = np.shape(x)[0]
    near = np.arange(n) + np.arange(-upper, lower + 1)[:, None]
    both = t[near % n] * x if np.ndim(x) == 1 else np.sum(t[near % n] * x, axis=2)
    return np.where((near >= 0) & (near < n), both, 0.0)


@rule_for("x = scipy.linalg.solve_banded(l_and_u, ab, b, overwrite_ab=False, overwrite_b=False, check_finite=True)")
def solve_banded(call: CallView) -> Lines:
    one_band(call)
    turned = "transposed_band(l_and_u[0], l_and_u[1], ab)"
    moved = "times_band(l_and_u[0], l_and_u[1], _expand(dab, ab), x)"
    return Lines(
        (f"dx = scipy.linalg.solve_banded(l_and_u, ab, db - {moved})",),
        (
            f"t = scipy.linalg.solve_banded((l_and_u[1], l_and_u[0]), {turned}, _expand(dx, x))",
            "dab = -within_band(l_and_u[0], l_and_u[1], t, x)",
            "db = t",
        ),
    )


@rule_for("x = scipy.linalg.solveh_banded(ab, b, overwrite_ab=False, overwrite_b=False, lower=False, "
          "check_finite=True)")  # fmt: skip
def solveh_banded(call: CallView) -> Lines:
    """The other half of the band is the conjugate; of the diagonal no more than the real part is read."""
    one_band(call)
    lower = bool(literal(call, "lower", False))
    sides, main = ("n, 0", "0") if lower else ("0, n", "-1")
    solved = f"scipy.linalg.solveh_banded({{}}, {{}}{', lower=True' if lower else ''})"
    return Lines(
        (
            "n = np.shape(ab)[0] - 1",
            "d = _expand(dab, ab)",
            f"moved = times_band({sides}, halved(d, {main}), x)",
            f"other = times_band({sides.replace('n, 0', '0, N').replace('0, n', 'n, 0').replace('N', 'n')}, "
            f"transposed_band({sides}, conj(halved(d, {main}))), x)",
            f"dx = {solved.format('ab', 'db - moved - other')}",
        ),
        (
            f"t = {solved.format('conj(ab)', '_expand(dx, x)')}",
            f"w = within_band({sides}, t, x) + conj(within_band({sides}, x, t))",
            f"dab = -halved(w, {main})",
            "db = t",
        ),
    )


def halved(ab: Any, main: int) -> Any:
    """The half of a Hermitian band to which the conjugate transpose is the other half."""
    part = ab.copy()
    part[main] = 0.5 * np.real(ab[main])
    return part


def one_band(call: CallView) -> None:
    if known_rank(call, "ab") != 2 or known_rank(call, "b") > 2:
        raise LookupError("this has a rule for one matrix: take a stack of them apart in a loop")
