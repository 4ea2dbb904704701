"""Objects of libraries whose data are written."""

import numpy as np
import pytest

from tests.support import check_or_refused

sparse = pytest.importorskip("scipy.sparse")

ROWS, COLUMNS = np.array([0, 1, 2, 2]), np.array([1, 0, 2, 1])
D, X = np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.3, 0.5, 0.7])
G = sparse.csr_matrix((D.copy(), (ROWS, COLUMNS)), shape=(3, 3))


def matrix(d):
    return sparse.csr_matrix((d, (ROWS, COLUMNS)), shape=(3, 3))


def data_of_a_global_written(d):
    G.data[0] = d[0]
    return np.sum(G @ X)


def data_of_a_global_written_by_another_name(d):
    z = G.data
    z[0] = d[0]
    return np.sum(G @ X)


def data_of_a_global_set(d):
    G.data = d * 1.0
    return np.sum(G @ X)


def data_scaled(d):
    a = matrix(D.copy())
    a.data *= d
    return np.sum(a @ X)


def data_copied_to(d):
    a = matrix(D.copy())
    np.copyto(a.data, d)
    return np.sum(a @ X)


def data_as_out(d):
    a = matrix(D.copy())
    np.multiply(d, 2.0, out=a.data)
    return np.sum(a @ X)


def data_by_another_name(d):
    a = matrix(D.copy())
    z = a.data
    z[:] = d
    return np.sum(a @ X)


def items_set_in_a_loop(d):
    a = sparse.lil_matrix((3, 3))
    for k in range(3):
        a[k, k] = d[k]
    return np.sum(a.tocsr() @ X)


def shared_entries_written(d):
    z = d * 1.0
    a = sparse.coo_matrix((z, (ROWS, COLUMNS)), shape=(3, 3))
    y = np.sum(a @ X)
    z[0] = 100.0
    return y * np.sum(z[1:])


def written_after_use(d):
    a = sparse.lil_matrix((3, 3))
    a[0, 0] = 1.0
    y = a @ d[:3]
    a[0, 0] = 5.0
    return np.sum(y) + np.sum(a @ d[:3])


def written_and_used_in_a_loop(d):
    a = sparse.lil_matrix((3, 3))
    y = d[:3]
    for k in range(3):
        a[k, k] = 5.0
        y = a @ y
    return np.sum(y)


RIGHT_OR_REFUSED = [
    data_of_a_global_written,
    data_of_a_global_written_by_another_name,
    data_of_a_global_set,
    data_scaled,
    data_copied_to,
    data_as_out,
    data_by_another_name,
    items_set_in_a_loop,
    shared_entries_written,
    written_after_use,
    written_and_used_in_a_loop,
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("function", RIGHT_OR_REFUSED, ids=lambda f: f.__name__)
def test_right_or_refused(function):
    check_or_refused(function, D)
