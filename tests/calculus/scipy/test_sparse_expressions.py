"""`scipy.sparse`: sums, multiples and products of matrices, and solutions with factors that are there."""

import numpy as np
import pytest

import s2sad
from tests.calculus.made import made
from tests.support import check, check_second_order, refusal

ss = pytest.importorskip("scipy.sparse")
sl = pytest.importorskip("scipy.sparse.linalg")

R, C = np.array([0, 1, 2, 3, 0, 1, 2, 3]), np.array([0, 1, 2, 3, 1, 2, 3, 0])
DATA = np.array([3.4, 3.8, 3.1, 3.6, 0.4, 0.7, 0.2, 0.5])
B, BS = np.array([0.3, 0.7, 0.2, 0.9]), np.array([[0.3, 0.1], [0.7, 0.4], [0.2, 0.6], [0.9, 0.8]])
FIXED = ss.csr_matrix(np.diag([1.0, 2.0, 1.5, 0.5]))
NAMES = {"ss": ss, "sl": sl, "R": R, "C": C, "FIXED": FIXED, "LU": sl.splu(FIXED.tocsc())}


def hold(text, *args, twice=False):
    params = "abc"[: len(args)]
    check(made(text, ", ".join(params), **NAMES), *args, wrt=tuple(params))
    if twice:
        check_second_order(made(f"np.sum(np.sin({text}))", ", ".join(params), **NAMES), *args, wrt=tuple(params))


A, OTHER = "ss.csr_matrix((a, (R, C)))", "ss.csr_array((a * a, (C, R)))"
EXPRESSIONS = [
    f"({A} + {OTHER})", f"({A} - ss.eye(4))", f"(FIXED - b[0] * {A} / b[1])", f"({A} @ {OTHER})",
    f"({A}.T @ FIXED @ {A}).tocsr()", f"(-({A} + 2.0 * {A}).T)", "(FIXED + ss.diags([b, b[1:]], [0, 1])).T.tocsc()",
    f"{A}.multiply(b[2])", "(ss.diags_array([b, b[:2]], offsets=[0, -2]) @ FIXED)",
]  # fmt: skip


@pytest.mark.parametrize("matrix", EXPRESSIONS)
def test_products(matrix):
    hold(f"{matrix} @ b", DATA, B, twice="@" in matrix and "T" not in matrix)
    hold(f"b @ {matrix} + 0.0 * a[0]", DATA, B)


def test_products_with_dense_matrices():
    hold(f"({A} + b[0, 0] * FIXED) @ b", DATA, BS)
    hold(f"b.T @ ({A} - FIXED)", DATA, BS)
    hold(f"np.sin(({A} @ {A} + FIXED).toarray())", DATA)


SOLVED = [
    f"sl.spsolve((FIXED + {A}).tocsc(), b)", "sl.splu(ss.csc_matrix((a, (R, C)))).solve(b)",
    f"sl.splu((FIXED + {A}).tocsc()).solve(b, 'T')", f"sl.factorized((FIXED - 0.1 * {A}).tocsc())(b)",
    f"sl.bicgstab({A}, b, rtol=1e-13)[0]", f"sl.gmres({A} + FIXED, b, rtol=1e-13)[0]",
    f"sl.cg({A}.T @ {A}, b, rtol=1e-13)[0]",
]  # fmt: skip


@pytest.mark.parametrize("text", SOLVED)
def test_solutions(text):
    hold(text, DATA, B, twice="splu" in text)


def test_factors_of_a_constant_matrix():
    hold("LU.solve(a * a) + LU.solve(np.sin(a), 'T')", B, twice=True)
    hold(f"sl.splu({A}.tocsc()).solve(b)", DATA, BS)


def steps(data, u):
    lu = sl.splu(ss.csc_matrix((data, (R, C))) + 0.1 * ss.eye(4, format="csc"))
    for _ in range(3):
        u = lu.solve(u * u)
    return np.sum(u)


def test_one_factorisation_serves_value_and_derivative():
    check(steps, DATA, B, wrt=("data", "u"))
    source = s2sad.source(steps, ("data", "u"), form="grad", args="data: f8[8], u: f8[4]")
    assert source.count("splu(") == 1 and source.count("lu.solve(") == 2


def in_a_loop(data, u):
    for k in range(2):
        a = ss.csr_matrix((data * (k + 1), (R, C)))
        u = sl.spsolve((a + ss.eye(4)).tocsc(), np.tanh(u)) + (a @ a) @ u
    return np.sum(u)


def test_in_a_loop():
    check(in_a_loop, DATA, B, wrt=("data", "u"))


REFUSED = {
    "np.sum(ss.kron(M, M) @ np.ones(16))": "lost",
    "np.sum(M.tolil() @ B)": "lost",
    "np.sum(sl.cg(M, B, M=FIXED)[0])": "M= has no derivative",
    "np.sum(sl.splu(M.tocsc()).solve(B, 'H'))": "not supported",
    "sl.splu(M.tocsc()).L[0, 0]": "",
}


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text):
    f = made(text.replace("M,", f"{A},").replace("M)", f"{A})").replace("M.", f"{A}."), "a", **NAMES, B=B)
    assert REFUSED[text] in str(refusal(f, DATA))
