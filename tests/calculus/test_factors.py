"""Eigenvalues, factors, least squares: both modes and the second order, against differences."""

from __future__ import annotations

import numpy as np
import pytest

import s2sad
from tests.calculus.made import made
from tests.support import check, check_second_order

RNG = np.random.default_rng(13)


def general(*shape):
    """Matrices at which no vector of LAPACK's changes its sign."""
    return RNG.uniform(-1, 1, shape) + 2 * np.eye(shape[-1])


A = np.random.default_rng(4).permutation(np.linspace(0.2, 1.9, 12)).reshape(3, 4) ** 1.1
B = np.flip(A) + 0.077
Z = A + 1j * B
AXES = ["", ", axis=0", ", axis=-1", ", axis=1, keepdims=True", ", axis=(0, 1)", ", keepdims=True"]


FACTORS = """
    np.linalg.eigh(x)[0] | np.linalg.eigh(x)[1] | np.linalg.eigh(x, 'U')[0] | np.linalg.eigvalsh(x)
    np.linalg.eigh(x)[1] * np.linalg.eigvalsh(x)[..., None, :] | np.linalg.svd(x)[0]
    np.linalg.svd(x)[1] | np.linalg.svd(x)[2]
    np.linalg.svd(x, compute_uv=False) | np.linalg.svd(x, full_matrices=False)[0] | np.linalg.svd(x, False)[2]
    np.linalg.qr(x)[0] | np.linalg.qr(x)[1] | np.linalg.qr(x, 'r') | np.linalg.pinv(x) | np.linalg.cond(x)
    np.linalg.cond(x, -2) | np.linalg.norm(x, 2, axis=(-2, -1)) | np.linalg.norm(x, 'nuc', axis=(-2, -1))
    (lambda u, s, vt: (u * s**2) @ vt)(*np.linalg.svd(x, False)) | (lambda q, r: q[0] @ r)(*np.linalg.qr(x))
"""
FACTORED = [text.strip() for line in FACTORS.strip().splitlines() for text in line.split(" | ")]
TALL = np.random.default_rng(13).uniform(-1, 1, (4, 3))


@pytest.mark.parametrize("text", FACTORED)
def test_factors(text):
    """Vectors have phases, and a matrix that is not square has more of them than its derivative fixes."""
    square = general(3, 3)
    matrices = [square] if "eig" in text or "x)[0]" in text or "svd(x)[2]" in text else [square, TALL, TALL.T.copy()]
    for x in matrices:
        check(made(f"np.abs({text})", "x"), x)
        check_second_order(made(f"np.sum(({text}) ** 2 * x[1, 2])", "x"), x)
    check(made(f"np.abs({text})", "x"), square + 0.3j * general(3, 3))
    if "lambda" not in text:
        check(made(text, "x"), general(2, 3, 3))


WHOLE = "np.linalg.qr(x, 'complete')"


def test_whole_bases_of_qr():
    """The columns beside those of the factor are made of the same reflections, by LAPACK and by its derivative."""
    tall = TALL[:, :2]
    for x in (tall, tall[:, :1], tall.T.copy(), tall + 0.4j * tall[::-1] ** 2, np.stack([tall, tall[::-1] + 0.1])):
        check(made(f"{WHOLE}[0]", "x"), x)
    check(made(f"{WHOLE}[1]", "x"), tall)
    check_second_order(made(f"np.sum({WHOLE}[0][:, -1] ** 2 * x[1, 1])", "x"), tall)


def test_the_first_columns_of_whole_bases():
    whole = "(lambda u, s, vt: (u[:, :2] * s[:2] ** 2) @ vt[:2])(*np.linalg.svd(x))"
    for x in (TALL, TALL.T.copy(), general(3, 3)):
        check(made(whole, "x"), x)
        check_second_order(made(f"np.sum({whole} ** 2 * x[1, 2])", "x"), x)
        check(made(f"np.abs({whole})", "x"), x + 0.3j * x[::-1])


def test_eigenvalues_of_matrices_without_symmetry():
    """Of matrices that are always the same: where two elements of a vector tie for the largest, differences jump."""
    rng = np.random.default_rng(13)
    shapes = ((3, 3), (3, 3), (3, 3), (2, 3, 3))
    real, first, second, several = (rng.uniform(-1, 1, shape) + 2 * np.eye(3) for shape in shapes)
    for x in (real, first + 0.3j * second, several):
        check(made("np.abs(np.linalg.eigvals(x))", "x"), x)
        check(made("np.real(np.linalg.eig(x)[0])", "x"), x)
        check(made("np.abs(np.linalg.eig(x)[1])", "x"), x)
        check(made("np.imag(np.linalg.eig(x)[1])", "x"), x)


@pytest.mark.parametrize("part", ["abs({}eigvals(x))", "abs({}eig(x)[1])", "real({}eig(x)[1])", "imag({}eig(x)[0])"])
def test_eigenvalues_of_real_matrices_may_be_complex_twice(part):
    text = "np." + part.format("np.linalg.")
    for x in (general(3, 3), np.array([[0.3, 1.0, 0.2], [-1.0, 0.1, 0.4], [0.3, -0.2, 1.4]])):
        check_second_order(made(f"np.sum({text} ** 2 * x[1, 2])", "x"), x)


def test_repeated_values_do_not_turn_their_vectors():
    text = "np.sum(np.linalg.eigh(x)[0] ** 2)"
    x = np.diag([1.0, 2.0, 2.0])
    np.testing.assert_allclose(s2sad.grad(made(text, "x"))(x), 2 * x, atol=1e-12)
    vectors = s2sad.tangent(made("np.linalg.eigh(x)[1]", "x"))(np.eye(3), np.ones((3, 3)))[1]
    assert not vectors.any()
    low = np.outer([1.0, 2.0, 2.0], [2.0, 0.0, 1.0])
    assert np.isfinite(s2sad.grad(made("np.linalg.norm(x, 'nuc')", "x"))(low)).all()


LEAST = "np.linalg.lstsq(x, y)[0]|np.linalg.lstsq(x, y)[1]|np.linalg.lstsq(x, y, rcond=None)[0]"


@pytest.mark.parametrize("text", LEAST.split("|"))
@pytest.mark.parametrize("x", [TALL, TALL.T.copy(), general(3, 3)], ids=np.shape)
def test_least_squares(text, x):
    for y in (B.ravel()[: len(x)], B.ravel()[: 2 * len(x)].reshape(-1, 2)):
        check(made(text, "x, y"), x, y, wrt=("x", "y"))
        check_second_order(made(f"np.sum({text} ** 2 * x[1, 2])", "x, y"), x, y, wrt=("x", "y"))
    check(made(text, "x, y"), x + 0.3j * x[::-1], x[:, 0] * 1j, wrt=("x", "y"))
    check(made("np.linalg.lstsq(x, y)[3]", "x, y"), x, x[:, 0], wrt="x")


MANY = """
    np.linalg.multi_dot([x, y, x]) | np.linalg.multi_dot([x[0], y, x, y[:, 1]]) | np.linalg.multi_dot((x, y))
    np.linalg.multi_dot([x[0], y, x]) | np.linalg.multi_dot((x, y, x, y[0]))
"""


@pytest.mark.parametrize("text", [text.strip() for line in MANY.strip().splitlines() for text in line.split(" | ")])
def test_products_of_many(text):
    x, y = general(3, 3), general(3, 3)
    check(made(text, "x, y"), x, y, wrt=("x", "y"))
    check(made(f"np.sum({text} ** 2 * x[0, 1])", "x, y"), x, y, wrt=("x", "y"), order=2)


def test_tensors_as_matrices():
    x = np.eye(12).reshape(2, 6, 3, 4) + 0.1 * np.random.default_rng(13).uniform(-1, 1, (2, 6, 3, 4))
    y, turned = B.reshape(2, 6), x.transpose(2, 3, 0, 1).copy()
    for text, at in (("np.linalg.tensorsolve(x, y)", x), ("np.linalg.tensorsolve(x, y, axes=(0, 1))", turned)):
        check(made(text, "x, y"), at, y, wrt=("x", "y"))
        check_second_order(made(f"np.sum({text} ** 2 * y[0, 0])", "x, y"), at, y, wrt=("x", "y"))
    for text, at in (("np.linalg.tensorinv(x)", x), ("np.linalg.tensorinv(x, ind=1)", x.reshape(12, 3, 4))):
        check(made(text, "x"), at)
        check_second_order(made(f"np.sum({text} ** 2)", "x"), at)


SINGULAR = [
    np.array([[1.0, 2.0], [2.0, 4.0]]), np.diag([1.0, 1.0, 0.0]), np.ones((3, 3)), np.zeros((2, 2)), np.zeros((1, 1)),
    np.ones((3, 3)) * (1 + 1j), np.stack([np.eye(3), np.ones((3, 3))]),
]  # fmt: skip


@pytest.mark.parametrize("x", SINGULAR, ids=lambda x: f"{np.shape(x)}-{np.linalg.matrix_rank(x)}")
def test_determinants_of_singular_matrices(x):
    """A determinant is a polynomial of the elements, which has derivatives of every order everywhere."""
    check(made("np.linalg.det(x)", "x"), x)
    check_second_order(made("np.sum(np.abs(np.linalg.det(x) + 0.3) ** 2)", "x"), x)


def test_the_third_derivative_of_a_determinant_that_is_zero():
    third = s2sad.grad(made("np.linalg.det(np.diag(x) + 0.0)", "x"))
    for _ in range(2):
        third = s2sad.tangent(third)
    _, change = third(np.zeros(3), np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0]))
    np.testing.assert_array_equal(change[1], [0.0, 0.0, 1.0])
