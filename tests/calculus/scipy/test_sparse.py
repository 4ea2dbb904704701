"""`scipy.sparse`: in vectors and in entries, both modes and to second order; never a matrix that is not sparse."""

import numpy as np
import pytest

import s2sad
from tests.support import check, check_refused, check_second_order

sparse = pytest.importorskip("scipy.sparse")
linalg = pytest.importorskip("scipy.sparse.linalg")

RNG = np.random.default_rng(3)
ROWS = np.array([0, 0, 1, 2, 3, 3, 0])
COLUMNS = np.array([1, 3, 4, 0, 2, 3, 1])  # the first place twice
DATA = RNG.standard_normal(7)
X, W = RNG.standard_normal(5), RNG.standard_normal(4)
XS, WS = RNG.standard_normal((5, 3)), RNG.standard_normal((2, 4))
DENSE = RNG.standard_normal((4, 5)) * (RNG.random((4, 5)) > 0.5)
CSR = sparse.csr_matrix(DENSE)
FORMATS = [
    f"{name}_{kind}" for name in ("csr", "csc", "coo", "bsr", "dia", "lil", "dok") for kind in ("matrix", "array")
]


# -- constant matrices ------------------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
def test_a_constant_matrix(format):
    a = getattr(sparse, format)(DENSE)

    def everything(x, w):
        return np.sum(np.tanh(a @ x) * w) + np.sum(np.sin(a.T @ w)) + np.sum(a.dot(x) ** 2) + np.sum((w @ a) * x)

    check(everything, X, W, wrt=("x", "w"), order=2)
    check(lambda x: a @ x, XS)


def of_an_argument(x, m):
    return np.sum(np.tanh(m @ x)) + np.sum(m.T @ (m @ x))


@pytest.mark.parametrize("format", [f for f in FORMATS if f[:3] != "dok"])  # which is a dict
def test_a_matrix_as_an_argument(format):
    a = getattr(sparse, format)(DENSE)
    for make in (s2sad.grad, s2sad.hessian):
        np.testing.assert_allclose(make(of_an_argument, "x")(X, a), make(of_an_argument, "x")(X, DENSE), atol=1e-14)
    one, other = (
        s2sad.tangent(of_an_argument, "x")(X, a, XS[:, 0]),
        s2sad.tangent(of_an_argument, "x")(X, DENSE, XS[:, 0]),
    )
    np.testing.assert_allclose(one, other)


def test_the_text_of_a_constant_matrix():
    text = s2sad.source(squared, form="grad", args="x: f8[5]")
    assert "return CSR.T @ (2.0 * (CSR @ x))" in text
    assert "x_bar" not in text and "np." not in text.replace("import numpy as np", "")


def squared(x):
    return np.sum((CSR @ x) ** 2)


def test_single_and_complex():
    check(squared, X.astype("f4"))
    a = sparse.csr_matrix(DENSE * (1 + 0.5j))

    def power(x):
        return np.sum(np.abs(a @ x) ** 2)

    check(power, X)


def test_what_is_made_of_constant_matrices():
    laplace = sparse.diags([-2.0 * np.ones(5), np.ones(4), np.ones(4)], [0, 1, -1])

    def f(x):
        step = sparse.eye(5) - 0.1 * laplace @ laplace
        return np.sum(np.sin((step + 2.0 * laplace) @ x)) + np.sum((-laplace.tocsr() @ step) @ x**2)

    check(f, X, order=2)


# -- entries ----------------------------------------------------------------------------------------


def coordinates(format):
    make = getattr(sparse, format)

    def f(data, x):
        a = make((data, (ROWS, COLUMNS)), shape=(4, 5))
        return np.sin(a @ x)

    return f


@pytest.mark.parametrize("format", ["csr_matrix", "csc_matrix", "coo_matrix", "csr_array", "csc_array", "coo_array"])
def test_products_in_entries(format):
    f = coordinates(format)
    check(f, DATA, X, wrt=("data", "x"))
    check(f, DATA, XS, wrt=("data", "x"))
    check_second_order(lambda data, x: np.sum(f(data, x)), DATA, X, wrt=("data", "x"))


COMPRESSED = sparse.csr_matrix(DENSE)
BY_COLUMNS = sparse.csc_matrix(DENSE)
INDICES, POINTERS = COMPRESSED.indices, COMPRESSED.indptr
ROW_INDICES, COLUMN_POINTERS = BY_COLUMNS.indices, BY_COLUMNS.indptr


def compressed_rows(data, x):
    return np.sum(np.sin(sparse.csr_matrix((data, INDICES, POINTERS), shape=(4, 5)) @ x))


def compressed_columns(data, x):
    return np.sum(np.sin(sparse.csc_array((data, ROW_INDICES, COLUMN_POINTERS), (4, 5)) @ x))


def turned(data, w):
    a = sparse.coo_matrix((data, (ROWS, COLUMNS)), shape=(4, 5))
    return np.sum(np.sin(a.T @ w)) + np.sum(a.T.T @ (a.tocsr().T @ w)) + np.sum(a.transpose().dot(w) ** 2)


def from_left(data, w):
    a = sparse.csr_array((data, (ROWS, COLUMNS)), shape=(4, 5))
    return np.sum(np.sin(w @ a)) + np.sum(np.cos((a @ (w @ a)) @ a))


def twice(data, w):
    a = sparse.csr_matrix((data, (ROWS, COLUMNS)), shape=(4, 5))
    return np.sum(np.sin(a.T @ (a @ (a.T @ w))))


def whole(data, x):
    a = sparse.csr_matrix((data * data, (ROWS, COLUMNS)), shape=(4, 5))
    return np.sum(np.sin(a.toarray()) @ x)


def lists(data, x):
    a = sparse.csr_matrix(([data[0], data[1] ** 2, 3.0], ([0, 1, 2], [2, 1, 0])), shape=(3, 5))
    return np.sum(np.sin(a @ x))


def own_shape(data, x):
    a = sparse.coo_matrix((data, (ROWS, COLUMNS)), shape=(4, 5))
    return np.sum(a @ x) / a.shape[0]


def in_a_loop(data, x):
    for k in range(3):
        a = sparse.csr_matrix((data * (k + 1), (ROWS[:6] % 4, COLUMNS[:6] % 4)), shape=(4, 4))
        x = np.tanh(a @ x)
    return np.sum(x)


@pytest.mark.parametrize(
    "function, data, x",
    [
        (compressed_rows, COMPRESSED.data, X), (compressed_columns, BY_COLUMNS.data, X), (turned, DATA, W),
        (from_left, DATA, W), (twice, DATA, W), (whole, DATA, X), (lists, DATA, X), (own_shape, DATA, X),
        (in_a_loop, DATA[:6], W),
    ],
    ids=lambda v: getattr(v, "__name__", ""),
)  # fmt: skip
def test_uses(function, data, x):
    names = ("data", function.__code__.co_varnames[1])
    check(function, data, x, wrt=names)
    check(function, data, x, wrt="data")
    check_second_order(function, data, x, wrt=names)


def test_rows_from_left():
    check(lambda data, w: w @ sparse.csr_matrix((data, (ROWS, COLUMNS)), shape=(4, 5)), DATA, WS, wrt=("data", "w"))


def test_nothing_that_is_not_sparse():
    text = s2sad.source(compressed_rows, ("data", "x"), form="grad", args="data: f8[10], x: f8[5]")
    assert "outer" not in text and "toarray" not in text and "np.zeros" not in text
    assert "data_bar = " in text or "[rows]" in text


def diagonals(data, x):
    main, upper = data[:5] ** 2 + 3.0, data[1:5]
    a = sparse.diags([main, upper, -1.5, data[:3] * data[4]], [0, 1, -1, -2], shape=(5, 5), format="csc")
    return np.sum(np.sin(a @ x) + a.T @ (x * x)) + np.sum(linalg.spsolve(a, x) ** 2) + np.sum((x @ a) ** 2)


def one_diagonal(data, x):
    return np.sum(sparse.diags(data[:5]) @ x * x) + np.sum(sparse.diags(data[:4], 1) @ x)


def one_number_for_a_diagonal(data, x):
    a = sparse.diags([data[0], data[1] * data[0]], [0, 2], shape=(3, 5))
    return np.sum(np.sin(a @ x)) + np.sum(a.T @ np.cos(x[:3]))


@pytest.mark.parametrize("function", [diagonals, one_diagonal, one_number_for_a_diagonal], ids=lambda f: f.__name__)
def test_diagonals(function):
    check(function, DATA, X, wrt=("data", "x"), order=2)


def test_diagonals_times_a_matrix():
    check(lambda data, x: sparse.diags([data[:5], data[2:6]], [0, -1]) @ x, DATA, XS, wrt=("data", "x"))


# -- solutions --------------------------------------------------------------------------------------

DIAGONAL = np.arange(5)


def solved(data, b):
    rows, columns = np.concatenate((DIAGONAL, ROWS)), np.concatenate((DIAGONAL, COLUMNS))
    a = sparse.csc_matrix((np.concatenate((4.0 + b * b, data)), (rows, columns)), shape=(5, 5))
    return np.sum(np.sin(linalg.spsolve(a, b)))


def solved_turned(data, b):
    a = sparse.csr_matrix((np.concatenate((b * 0.0 + 4.0, data)), (np.r_[DIAGONAL, ROWS], np.r_[DIAGONAL, COLUMNS])))
    return linalg.spsolve(a.T.tocsr(), b * b)


def solved_for_many(data, b):
    a = sparse.csc_array(
        (np.concatenate((b[:, 0] * b[:, 0] + 4.0, data)), (np.r_[DIAGONAL, ROWS], np.r_[DIAGONAL, COLUMNS]))
    )
    return linalg.spsolve(a, b)


def test_solutions():
    check(solved, DATA, X, wrt=("data", "b"), order=2)
    check(solved_turned, DATA, X, wrt=("data", "b"))
    check(solved_for_many, DATA, XS, wrt=("data", "b"))


def test_a_constant_matrix_solved():
    a = sparse.csc_matrix(DENSE[:, :4] + 4.0 * np.eye(4))
    check(lambda b: np.sum(linalg.spsolve(a, b * b) ** 2), W, order=2)


# -- what is refused --------------------------------------------------------------------------------


def on_one_path(data, x):
    if data[0] > 0:
        a = sparse.csr_matrix((data, (ROWS, COLUMNS)), shape=(4, 5))
    else:
        a = sparse.csr_matrix((2.0 * data, (ROWS, COLUMNS)), shape=(4, 5))
    return np.sum(a @ x)


def of_a_dense_one(data, x):
    return np.sum(sparse.csr_matrix(data) @ x)


def its_data(data, x):
    a = sparse.csr_matrix((data, (ROWS, COLUMNS)), shape=(4, 5))
    return np.sum(a.data)


def its_sum(data, x):
    a = sparse.csr_matrix((data, (ROWS, COLUMNS)), shape=(4, 5))
    return a.sum(axis=0)[0, 0]


def returned(data, x):
    return sparse.csr_matrix((data, (ROWS, COLUMNS)), shape=(4, 5))


def written(data, x):
    a = sparse.csr_matrix((data, (ROWS, COLUMNS)), shape=(4, 5))
    a[0, 0] = data[0]
    return np.sum(a @ x)


def multiplied(data, x):
    a = sparse.csr_array((data, (ROWS, COLUMNS)), shape=(4, 5))
    return np.sum((a * x) @ x)


def data_written(data, x):
    kept = data * 1.0
    a = sparse.coo_matrix((kept, (ROWS, COLUMNS)), shape=(4, 5))
    kept[0] = 5.0
    return np.sum(a @ x)


def rounded(data, x):
    return np.sum(sparse.csr_matrix((data, (ROWS, COLUMNS)), shape=(4, 5), dtype=int) @ x)


REFUSED = {
    rounded: "dtype=int) @ x",
    on_one_path: "np.sum(a @ x)", of_a_dense_one: "sparse.csr_matrix(data) @ x",
    its_data: "a.data", its_sum: "a.sum(axis=0)", written: "np.sum(a @ x)", multiplied: "(a * x)",
    data_written: "kept[0] = 5.0",
}  # fmt: skip


@pytest.mark.parametrize("function", REFUSED, ids=lambda f: f.__name__)
def test_refused(function):
    check_refused(function, DENSE if function is of_a_dense_one else DATA, X, wrt="data", line=REFUSED[function])


def test_an_object_that_varies_is_no_result():
    with pytest.raises(s2sad.S2sadError):
        s2sad.tangent(returned)(DATA, X, DATA)


def test_sums_and_diagonals_of_entries():
    rows, cols = np.array([0, 1, 2, 0, 1]), np.array([0, 1, 2, 2, 1])
    x = np.array([2.0, 3.0, 4.0, 0.3, 0.7])
    check(lambda a: sparse.csr_matrix((a * a, (rows, cols))).sum() * a[0], x, order=2)
    check(lambda a: sparse.coo_array((a, (rows, cols)), shape=(3, 5)).T.diagonal() ** 2, x)
