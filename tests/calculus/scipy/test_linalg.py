"""`scipy.linalg`: both modes against a numerical derivative and each other, to second order, complex, in stacks."""

from __future__ import annotations

import numpy as np
import pytest

import s2sad
from tests.calculus.numbers import a, general, spd
from tests.calculus.scipy.lines import MODULES, batches, hold, line, narrow, split
from tests.support import check, refusal

la = MODULES["la"]
A, S, T = general(3, 3), spd(), spd()
AC, SC = A + 0.3j * S, S + 0.2j * (A - A.T)
V, B = a(3), a(3, 2)
LEFT, ROW = np.array([3.0, 0.5, 0.2, 0.1]), np.array([3.0, 0.3, 0.4, 0.2])
TALL = a(5, 3)
WIDE = np.random.default_rng(5).uniform(-1, 1, (3, 5))

SOLVES = """
    la.solve(a, b) | la.solve(a, b, transposed=True) | la.solve(a, b, assume_a='gen') | la.solve_triangular(a, b)
    la.solve_triangular(a, b, lower=True) | la.solve_triangular(a, b, 'T') | la.solve_triangular(a, b, 1, True)
    la.solve_triangular(a, b, 2, True, True) | la.solve_triangular(a, b, trans='C', unit_diagonal=True)
    la.lu_solve(la.lu_factor(a), b) | la.lu_solve(la.lu_factor(a), b, 1) | la.lu_solve((a, [1, 2, 2]), b)
    la.cho_solve((a, True), b) | la.cho_solve((a, False), b)
"""


@pytest.mark.parametrize("text", split(SOLVES))
@pytest.mark.parametrize("b", [V, B], ids=["vector", "matrix"])
def test_solutions(text, b):
    hold(text, A + np.eye(3), b, twice=b is V)
    if b is V:
        hold(text, *narrow(A + np.eye(3), b))
    if "transposed" not in text:
        hold(text, AC, b + 0.1j)


@pytest.mark.parametrize("lower", [True, False])
@pytest.mark.parametrize("kind", ["sym", "her", "pos", "symmetric", "positive definite"])
def test_a_symmetric_system_reads_one_triangle(kind, lower):
    text = f"la.solve(a, b, assume_a={kind!r}, lower={lower})"
    hold(text, S + 0.1 * A, B, twice=kind == "pos")
    hold(text, S + 0.1j * A if kind.startswith("sym") else SC, B + 0.1j)


@pytest.mark.parametrize("kind", ["diagonal", "tridiagonal", "banded", "upper triangular", "lower triangular"])
def test_a_system_of_a_structure_reads_a_part(kind):
    hold(f"la.solve(a, b, assume_a={kind!r})", S, V)
    hold(f"la.solve(a, b, assume_a={kind!r})", SC, B)


@pytest.mark.parametrize("lower", [True, False])
def test_factors_and_their_solutions(lower):
    for b in (V, B):
        hold(f"la.cho_solve(la.cho_factor(a, lower={lower}), b)", S + 0.1 * A, b, twice=b is V)
        hold(f"la.cho_solve(la.cho_factor(a, {lower}), b)", SC, b + 0.1j)
    for text in (f"la.cholesky(a, lower={lower})", f"la.cho_factor(a, {lower})[0]"):
        hold(text, S + 0.1 * A, twice=True)
        hold(text, *narrow(S))
        hold(text, SC)


OF_ONE = """
    la.inv(a) | la.det(a) | la.lu_factor(a)[0] | la.lu(a)[1] | la.lu(a)[2] | la.lu(a)[1] @ la.lu(a)[2] | la.pinv(a)
    la.norm(a, 1) | la.norm(a[0], ord=np.inf) | la.norm(a, -np.inf)
    la.norm(a) | la.norm(a, 2) | la.norm(a[0], 1) | la.norm(a, 'fro', axis=(0, 1)) | la.qr(a)[0] | la.qr(a)[1]
    la.qr(a, mode='economic')[0] @ a | la.svd(a)[1] | la.svd(a)[0] @ la.svd(a)[2] | la.svdvals(a)
    la.svd(a, compute_uv=False) | la.eigh(a)[0] | la.eigh(a, eigvals_only=True) | la.eigvalsh(a, lower=False)
"""


@pytest.mark.parametrize("text", split(OF_ONE))
def test_of_one_matrix(text):
    hold(text, S + 0.1 * A, twice=True)
    hold(text, *narrow(S + 0.1 * A))
    hold(text, SC)


def test_an_inverse_of_a_triangle():
    if batches(lambda: la.inv(S, assume_a="pos")):
        hold("la.inv(a, assume_a='pos')", S + 0.1 * A, twice=True)
        hold("la.inv(a, assume_a='pos', lower=True)", SC)


def test_of_matrices_that_are_not_square():
    for text in ("la.svd(a, full_matrices=False)[0]", "la.svd(a)[1]", "la.qr(a, mode='economic')[1]", "la.pinv(a)"):
        hold(text, TALL)
    for text in ("la.qr(a)[0]", "la.lu(a)[1]", "la.polar(a, side='left')[1]"):
        hold(text, TALL)
    for text in ("la.qr(a, pivoting=True)[1]", "la.lu(a)[2]", "la.polar(a)[1]", "la.rq(a, mode='economic')"):
        hold(text, WIDE)
    hold("la.qr(a)[1]", TALL + 0.2j * TALL[::-1])
    hold("la.qr(a, pivoting=True, mode='r')[0]", WIDE[:2], twice=True)
    assert "square matrix" in str(refusal(line("np.sum(la.lu_factor(a)[0])"), TALL))


@pytest.mark.parametrize("text", ["la.eig(a)[0]", "abs(la.eig(a)[1]) ** 2", "la.eigvals(a)"])
def test_eigenvalues_of_general_matrices(text):
    for x in (A, AC, A + A.T):
        hold(text, x, twice=x is A)


@pytest.mark.parametrize("rest", ["", ", lower=False"])
def test_generalised_eigenvalues(rest):
    hold(f"la.eigh(a, b{rest})[0]", S + 0.1 * A, T, twice=True)
    hold(f"la.eigh(a, b{rest})[1] ** 2", S + 0.1 * A, T)
    for text in (f"la.eigvalsh(a, b{rest})", f"la.eigh(a, b, eigvals_only=True{rest})", f"abs(la.eigh(a, b{rest})[1])"):
        hold(text, SC, T + 0.2j * (A - A.T))


def test_eigenvectors_but_for_their_signs():
    """LAPACK chooses the signs anew in each call."""
    x = np.diag([1.0, 4.0, 9.0]) + 0.3 * A
    hold("la.eigh(a, lower=False)[1] ** 2", x, twice=True)
    hold("abs(la.eigh(a)[1]) ** 2", x + 0.2j * np.tril(A))


def test_a_part_of_the_eigenvalues():
    """The vectors that are asked for turn towards all others."""
    for x in (S + 0.1 * A, SC):
        hold("la.eigh(a, subset_by_index=[1, 2])[0]", x, twice=x is not SC)
        hold("abs(la.eigh(a, subset_by_index=[0, 1], lower=False)[1]) ** 2", x, twice=x is not SC)
        hold("la.eigvalsh(a, subset_by_index=[2, 2])", x)


DIAGONAL, BESIDE = np.array([0.3, 1.2, 2.9, 4.1]), a(3)


def test_eigenvalues_of_tridiagonal_matrices():
    hold("la.eigh_tridiagonal(a, b)[0]", DIAGONAL, BESIDE, twice=True)
    hold("la.eigh_tridiagonal(a, b)[1] ** 2", DIAGONAL, BESIDE)
    hold("la.eigh_tridiagonal(a, b, eigvals_only=True)", DIAGONAL, BESIDE)


@pytest.mark.parametrize("lower", [True, False])
def test_eigenvalues_and_factors_of_bands(lower):
    band = a(3, 5)
    band[0 if lower else -1] += [3.0, 4.0, 5.5, 6.0, 7.5]
    hold(f"la.eig_banded(a, {lower})[0]", band, twice=True)
    hold(f"la.eig_banded(a, lower={lower})[1] ** 2", band)
    hold(f"la.eigvals_banded(a, {lower})", band)
    hold(f"la.cholesky_banded(a, lower={lower})", band, twice=True)
    for b in (a(5), a(5, 2)):
        hold(f"la.cho_solve_banded((la.cholesky_banded(a, lower={lower}), {lower}), b)", band, b)


@pytest.mark.parametrize("kind", ["continuous", "discrete"])
def test_equations_of_riccati(kind):
    """Their derivative is in symmetric Q and R, as SciPy demands them."""
    x, b = 0.3 * A - np.eye(3), a(3, 2)
    hold(f"la.solve_{kind}_are(a, b, c @ c.T + np.eye(3), np.eye(2))", x, b, a(3, 3), twice=kind == "discrete")
    hold(f"la.solve_{kind}_are(a, b, np.eye(3), c @ c.T + np.eye(2))", x, b, a(2, 2))
    text = f"np.sum(la.solve_{kind}_are(a, b, np.eye(3), np.eye(2), s=a @ b))"
    assert "without e and s" in str(refusal(line(text, "a, b"), x, b))


def test_repeated_eigenvalues_of_a_pair_keep_the_length_of_their_vectors():
    """With A = 2 B every vector is an eigenvector; those that there are change their length with B and no more."""
    _, dots = s2sad.tangent(line("la.eigh(a, b)", "a, b"), wrt=("a", "b"))(2 * T, T, 2 * A, A)
    values, vectors = la.eigh(2 * T, T)
    S_dot = np.tril(A) + np.tril(A, -1).T
    length = np.sum(vectors * (S_dot @ vectors), axis=0) + 2 * np.sum(vectors * (T @ dots[1]), axis=0)
    np.testing.assert_allclose(dots[0], 0, atol=1e-12)
    np.testing.assert_allclose(length, 0, atol=1e-12)


@pytest.mark.parametrize("b", [a(5), a(5, 2)], ids=["vector", "matrix"])
def test_least_squares(b):
    hold("la.lstsq(a, b)[0]", TALL, b, twice=True)
    hold("la.lstsq(a, b)[1]", TALL, b, twice=True)
    hold("la.lstsq(a, b)[3]", TALL, b, wrt="a")
    hold("la.lstsq(a, b, cond=1e-10)[0]", TALL.T.copy(), b[:3])
    hold("la.lstsq(a, b, lapack_driver='gelsy')[0]", TALL, b)


@pytest.mark.parametrize("name", "expm cosm sinm tanm coshm sinhm tanhm logm sqrtm".split())
def test_functions_of_matrices(name):
    hold(f"la.{name}(a)", 0.4 * S, twice=name in ("expm", "sqrtm", "cosm"))
    hold(f"la.{name}(a)", 0.5 * AC)
    if name in ("expm", "sqrtm"):
        hold(f"la.{name}(a)", *narrow(0.4 * S))


def test_exponentials():
    hold("la.expm(a)", np.stack([A, S]))
    hold("la.expm_frechet(a, b)", A, S)
    hold("la.expm_frechet(a, b, compute_expm=False)", AC, S)


def test_equations_for_matrices():
    hold("la.solve_sylvester(a, b, c)", S, spd(n=2), B, twice=True)
    hold("la.solve_sylvester(a, b, c)", SC, spd(n=2), B)
    for name, size in (("solve_continuous_lyapunov", 1.0), ("solve_discrete_lyapunov", 0.2)):
        hold(f"la.{name}(a, b)", size * S, A, twice=True)
        hold(f"la.{name}(a, b)", size * AC, SC)
    hold("la.solve_discrete_lyapunov(a, b, method='bilinear')", 0.2 * S, A)


def test_matrices_of_a_pattern():
    hold("la.block_diag(a, b)", A, B, twice=True)
    hold("la.block_diag(a, b, a[0])", A, V)
    hold("la.block_diag(a, b)", V.tolist(), 0.3)
    for text in ("la.toeplitz(a, b)", "la.hankel(a, b)"):
        hold(text, V, V[::-1] * 0.5, twice=True)
        hold(text, V, a(5))
        hold(text, V, a(5), wrt="a")
        hold(text, V, a(5), wrt="b")
    for text in ("la.toeplitz(a)", "la.hankel(a)", "la.circulant(a)"):
        hold(text, LEFT, twice=True)
        hold(text, LEFT + 0.3j * ROW)
        hold(text, V[:1])
    hold("la.companion(a)", LEFT, twice=True)
    if hasattr(la, "kron"):
        hold("la.kron(a, b)", A, B)


@pytest.mark.parametrize("b", [a(4), a(4, 2)], ids=["vector", "matrix"])
def test_systems_with_matrices_of_a_pattern(b):
    hold("la.solve_toeplitz(a, b)", LEFT, b, twice=True)
    hold("la.solve_toeplitz(a, b)", LEFT + 0.2j * ROW, b)
    hold("la.solve_toeplitz((a, c), b)", LEFT, b, ROW, twice=True)
    hold("la.matmul_toeplitz(a, b)", LEFT + 0.2j * ROW, b)
    hold("la.matmul_toeplitz((a, c), b)", LEFT, b, ROW, twice=True)
    hold("la.solve_toeplitz(a, b)", LEFT[:1], b[:1])


@pytest.mark.parametrize(("n", "lower", "upper"), [(5, 1, 1), (6, 2, 1), (4, 0, 2), (3, 2, 2), (4, 0, 0)])
def test_bands(n, lower, upper):
    band = a(lower + upper + 1, n)
    band[upper] += 3
    for b in (a(n), a(n, 2)):
        hold(f"la.solve_banded(({lower}, {upper}), a, b)", band, b, twice=True)
        hold(f"la.solve_banded(({lower}, {upper}), a, b)", band + 0.2j, b)
    check(line("la.solve_banded(c, a, b)", "a, b, c"), band, a(n), (lower, upper), wrt=("a", "b"))


@pytest.mark.parametrize("lower", [True, False])
@pytest.mark.parametrize("width", [0, 1, 2])
def test_hermitian_bands(lower, width):
    band = a(width + 1, 5)
    band[0 if lower else -1] += 4
    for b in (a(5), a(5, 2)):
        hold(f"la.solveh_banded(a, b, lower={lower})", band, b, twice=True)
        hold(f"la.solveh_banded(a, b, lower={lower})", band + 0.2j * a(width + 1, 5), b)


STACKED = """
    la.solve(a, b) | la.solve(a, b[0]) | la.solve(a, b[0, 0]) | la.solve(a, b, assume_a='pos')
    la.solve_triangular(a, b, lower=True) | la.inv(a) | la.det(a) | la.cholesky(a) | la.cho_factor(a)[0]
    la.eigh(a)[0] | la.svdvals(a) | la.expm(a) | la.pinv(a) | la.qr(a)[1] | la.eigvals(a)
    la.sqrtm(a)
"""


@pytest.mark.parametrize("text", split(STACKED))
def test_stacks_where_scipy_takes_them(text):
    function = line(text, "a, b")
    x, b = 0.2 * spd(2) + np.eye(3), a(2, 3, 2) if "b[0, 0]" not in text else a(1, 1, 3)
    if batches(function, x, b):
        check(function, x, b, wrt=("a", "b") if ", b" in text else "a")


REFUSED = """
    la.solve(a, b, overwrite_a=True) | la.cholesky(a, False, True) | la.lu_factor(a, True)[0] | la.eigh(a, type=2)[0]
    la.eigh(a, subset_by_value=[0, 1])[0] | la.qr(a, mode="raw")[1] | la.rq(a[:2], mode="full")[0]
    la.schur(a)[0] | la.eig(a, left=True)[0] | la.funm(a, np.exp) | la.lu(a, permute_l=True)[0]
"""


@pytest.mark.parametrize("text", split(REFUSED))
def test_refused(text):
    assert str(refusal(line(f"np.sum({text})", "a, b"), S, V, wrt="a"))


def test_an_array_that_is_overwritten_is_refused_where_it_does_not_vary():
    """What the reverse sweep would read of it is gone."""
    refused = refusal(line("np.sum(a * b) + np.sum(la.inv(b, True))", "a, b"), S, S.copy(), wrt="a")
    assert "overwrite_a" in str(refused)
