"""What is done with objects of libraries is right or refused: where one is changed, handed on, or kept."""

import numpy as np
import pytest

from tests.support import check, check_or_refused, check_refused

sparse = pytest.importorskip("scipy.sparse")
linalg = pytest.importorskip("scipy.sparse.linalg")
interpolate = pytest.importorskip("scipy.interpolate")
ROWS, COLUMNS = np.array([0, 1, 2, 2]), np.array([1, 0, 2, 1])
D, X = np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.3, 0.5, 0.7])
NODES, Y = np.linspace(0, 1, 5), np.array([1.0, 3.0, 2.0, 5.0, 4.0])
B, LIL = sparse.csr_matrix(np.eye(3) * 2), sparse.lil_matrix(np.eye(3))


def matrix(d):
    return sparse.csr_matrix((d, (ROWS, COLUMNS)), shape=(3, 3))


def numpy_dot(d):
    return np.sum(np.dot(matrix(d), X))


def numpy_sum(d):
    return np.sum(matrix(d))


def sum_along_an_axis(d):
    return np.sum(matrix(d).sum(axis=0))


def absolute(d):
    return np.sum(abs(matrix(d)) @ X)


def item(d):
    return matrix(d)[2, 1]


def row(d):
    return np.sum(matrix(d)[2] @ X)


def of_two_sparse(d):
    return np.sum((matrix(d) @ B) @ X)


def of_two_sparse_turned(d):
    return np.sum((B @ matrix(d)).toarray())


def scaled_in_place(d):
    a = matrix(d)
    a *= 2.0
    return np.sum(a @ X)


def scaled(d):
    return np.sum((2.0 * matrix(d)) @ X)


def scaled_by_what_varies(d):
    return np.sum((B * d[0]) @ X)


def multiplied(d):
    return np.sum(B.multiply(d[:3]) @ X)


def diagonal_set(d):
    a = sparse.lil_matrix((3, 3))
    a.setdiag(d[:3])
    return np.sum(a @ X)


def item_set(d):
    a = sparse.lil_matrix((3, 3))
    a[0, 0] = d[0]
    return np.sum(a @ X)


def item_of_a_global_set(d):
    LIL[0, 0] = d[0]
    return np.sum(LIL @ X)


def data_written(d):
    a = matrix(D.copy())
    a.data[0] = d[0]
    return np.sum(a @ X)


def data_set(d):
    a = matrix(D.copy())
    a.data = d
    return np.sum(a @ X)


def kron(d):
    return np.sum(sparse.kron(matrix(d), np.eye(1)) @ X)


def stacked(d):
    return np.sum(sparse.vstack([matrix(d), B]) @ X)


def in_a_list(d):
    kept = [matrix(d), matrix(2 * d)]
    return np.sum(kept[0] @ X) + np.sum(kept[1] @ X)


def in_a_dict(d):
    kept = {"a": matrix(d)}
    return np.sum(kept["a"] @ X)


def dot_method(d):
    return np.sum(matrix(d).T.dot(X) * matrix(d).dot(X))


def star(d):
    return np.sum(matrix(d) * X)


def solved_a_sum(d):
    return np.sum(linalg.spsolve(matrix(d) + sparse.eye(3), X))


def factorised(d):
    return np.sum(
        linalg.splu(sparse.csc_matrix((np.r_[d, 5, 5, 5], (np.r_[ROWS, 0, 1, 2], np.r_[COLUMNS, 0, 1, 2])))).solve(X)
    )


def norm(d):
    return linalg.norm(matrix(d))


def todense(d):
    return np.sum(np.asarray(matrix(d).todense()) @ X)


def power(d):
    return np.sum(matrix(d) ** 2 @ X)


def expm(d):
    return np.sum(linalg.expm_multiply(matrix(d), X))


def values_written_afterwards(d):
    y = Y * d[0]
    s = interpolate.CubicSpline(NODES, y)
    y[0] = 7.0
    return s(0.3)


def coefficients_written_afterwards(d):
    y = np.r_[Y, Y][:8] * d[0]
    s = interpolate.BSpline(np.arange(12.0) - 3, y, 3)
    y[0] = 7.0
    return s(0.3)


def its_coefficients(d):
    return np.sum(interpolate.CubicSpline(NODES, Y * d[0]).c)


def called_by_its_name(d):
    return interpolate.CubicSpline(NODES, Y * d[0]).__call__(0.3)


def a_loop_over_two(d):
    t = 0.0
    for s in [interpolate.CubicSpline(NODES, Y * d[0]), interpolate.CubicSpline(NODES, Y * d[1])]:
        t = t + s(0.3)
    return t


def a_comprehension(d):
    ss = [interpolate.CubicSpline(NODES, Y * v) for v in d]
    return sum([s(0.3) for s in ss])


def chosen(d):
    s = interpolate.CubicSpline(NODES, Y * d[0]) if d[1] > 0 else interpolate.CubicSpline(NODES, Y * d[1])
    return s(0.3)


def values_in_a_list(d):
    return interpolate.CubicSpline(NODES, [d[0], d[1], d[2], d[3], 1.0])(0.3)


def in_a_recursive_function(d):
    s = interpolate.CubicSpline(NODES, Y * d[0])

    def g(n):
        return 0.0 if n == 0 else s(0.1 * n) + g(n - 1)

    return g(3)


def in_a_try(d):
    try:
        s = interpolate.CubicSpline(NODES, Y * d[0])
        v = s(0.3)
    except ValueError:
        v = 0.0
    return v


def in_a_while(d):
    s = interpolate.CubicSpline(NODES, Y * d[0])
    t = 0.1
    while t < 0.9:
        t = t + 0.1 * abs(s(t))
    return t


def vectorized(d):
    return np.sum(np.vectorize(interpolate.CubicSpline(NODES, Y * d[0]))(X))


def none_before(d):
    s = None
    for k in range(2):
        if s is None:
            s = interpolate.CubicSpline(NODES, Y * d[0])
    return s(0.3)


def mapped(d):
    return sum(map(interpolate.CubicSpline(NODES, Y * d[0]), [0.1, 0.2]))


def assembled(d):
    a = sparse.lil_matrix((3, 3))
    for k in range(3):
        a[k, k] = 2.0 + k
    a.setdiag([1.0, 2.0], 1)
    return np.sum(a.tocsr() @ (d[:3] * X))


RIGHT = [
    in_a_list,
    in_a_dict,
    dot_method,
    values_written_afterwards,
    a_loop_over_two,
    in_a_try,
    in_a_while,
    mapped,
    assembled,
]


RIGHT_OR_REFUSED = [
    numpy_dot,
    numpy_sum,
    sum_along_an_axis,
    absolute,
    item,
    row,
    of_two_sparse,
    of_two_sparse_turned,
    scaled_in_place,
    scaled,
    scaled_by_what_varies,
    multiplied,
    diagonal_set,
    item_set,
    item_of_a_global_set,
    data_written,
    data_set,
    kron,
    stacked,
    star,
    solved_a_sum,
    factorised,
    norm,
    todense,
    power,
    expm,
    coefficients_written_afterwards,
    its_coefficients,
    called_by_its_name,
    a_comprehension,
    chosen,
    values_in_a_list,
    in_a_recursive_function,
    vectorized,
    none_before,
]


@pytest.mark.parametrize("function", RIGHT, ids=lambda f: f.__name__)
def test_right(function):
    check(function, D, order=1 if function in (in_a_try, in_a_while) else 2)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("function", RIGHT_OR_REFUSED, ids=lambda f: f.__name__)
def test_right_or_refused(function):
    check_or_refused(function, D)


UNSEEN: dict[str, object] = {}
exec("def fill(x, out, k=1.0):\n    out[:] = k * x", UNSEEN)
fill = UNSEEN["fill"]


def filled(d):
    out = np.empty(4)
    fill(d, out)
    return np.sum(out)


def a_part_filled(d):
    out = np.zeros((2, 4))
    count = fill(d * d, out=out[1])
    return np.sum(out * 2.0), count


def filled_with_constants(d):
    out = np.empty(4)
    fill(X[0], out)
    return np.sum(out * d)


def shown(d):
    out = np.zeros(4)
    out[0] = d[0]
    fill(d, np.empty(4))
    fill(out, X.copy()[0:1].repeat(4))
    return np.sum(out * d)


def test_an_array_that_is_filled_by_what_has_no_source():
    check_refused(filled, D, line="fill(d, out)")
    check_refused(a_part_filled, D, line="fill(d * d, out=out[1])")
    check_refused(shown, D, line="fill(out, X.copy()[0:1].repeat(4))")
    check(filled_with_constants, D)


def test_a_draw_of_a_distribution_is_what_its_method_gives():
    stats = pytest.importorskip("scipy.stats")

    def scaled(d):
        return d[0] * stats.norm.rvs(size=4, random_state=3).mean() + d[1] ** 2

    check(scaled, D)
