"""Rows, loops over rows, and arrays chosen by a branch under two names."""

import numpy as np

from tests.support import Case, derivatives, scalar_of, second_derivatives

X = np.array([0.7, -1.2, 2.1, 0.4, 1.3, -0.6])
M = np.array([[1.3, 0.2, 0.4], [0.6, 1.8, 1.1], [1.2, 1.4, 2.6]])


def row_alias(m, n):
    a = m * 1.0
    for i in range(n):
        row = a[i]
        for j in range(3):
            row[j] = row[j] * m[j, i]
    return a


def for_row(m):
    a = m * 1.0
    for row in a:
        row *= 2.0 * m[0, 0]
    return a * m


def for_row_enum(m):
    a = m * 1.0
    for i, row in enumerate(a):
        row[i] *= 2.0 * m[0, 0]
        row[:] = row * m[i]
    return a * m


def for_row_zip(m):
    a = m * 1.0
    for row, s in zip(a, m):
        row += s * s
    return a * m


def rev_for(m):
    y = m * 1.0
    for row in y[::-1]:
        row *= m[0, 1]
        row[1:] += row[:-1]
    return y


def for_T(m):
    y = m * 1.0
    for c in y.T:
        c *= 2.0 * m[1]
    return y


def nested_rows(m):
    y = m * 1.0
    for i, row in enumerate(y):
        for j, e in enumerate(row):
            row[j] = e * m[j, i] + y[i - 1, j]
    return y


def swap_rows(m):
    a = m * 1.0
    a[[0, 2]] = a[[2, 0]]
    tmp = a[0].copy()
    a[0] = a[1]
    a[1] = tmp * m[0, 0]
    return a * m


def lu_pivot(m):
    a = m.copy()
    n = a.shape[0]
    for k in range(n):
        p = k + np.argmax(np.abs(a[k:, k]))
        if p != k:
            a[[k, p]] = a[[p, k]]
        for i in range(k + 1, n):
            a[i, k] = a[i, k] / a[k, k]
            a[i, k + 1 :] -= a[i, k] * a[k, k + 1 :]
    return np.sum(np.log(np.abs(np.diag(a))))


def alias_return_early(x, k):
    y = x * 1.0
    if k > 10:
        return y
    z = y
    z[0] = x[1] * x[2]
    return y * x


def or_default(x, out=None):
    if out is None:
        out = np.zeros_like(x)
    out[1:] = x[:-1] * x[1:]
    return out * 2.0


def or_default_given(x, w, out=None):
    out = w if out is None else out
    out[1:] = x[:-1] * x[1:]
    return out * w


def k_outer(x, k, m):
    y = x
    if k:
        x[:] = np.outer(y, m[1]).sum(axis=1)
    return np.sum(x * x * y)


def vcase(m, k, y):
    for _ in range(2):
        m[2, 2] *= sum(v * k for v in y)
    return np.sum(m * m)


def vlist(m, k, y):
    for _ in range(2):
        m[2, 2] *= sum(v * k for v in y)
    return np.sum(m * m)


def unpack_rows(m):
    y = m * 1.0
    a, b, c = y
    a += b * c
    c[:] = a
    return y * m


def unpack_T(m):
    y = m * 1.0
    a, b, c = y.T
    a += b * c
    c[:] = a
    return y * m


def append_then_write_item(x, n):
    L = []
    for i in range(n):
        L.append(x * (i + 1.0))
    for i in range(n):
        L[i][0] = x[1]
        L[i][1:] *= x[0]
    return L[0] * L[-1]


def split_w(x):
    y = x * 1.0
    a, b = np.split(y, 2)
    a *= b
    b[0] = x[1]
    return y * x


RIGHT = [
    (row_alias, (M, 3)),
    (for_row, (M,)),
    (for_row_enum, (M,)),
    (for_row_zip, (M,)),
    (rev_for, (M,)),
    (for_T, (M,)),
    (nested_rows, (M,)),
    (swap_rows, (M,)),
    (lu_pivot, (M,)),
    (alias_return_early, (X, 0.3)),
    (or_default, (X,)),
    (or_default, (X, 2 * X)),
    (or_default_given, (X, 2 * X)),
    (or_default_given, (X, 2 * X, 3 * X)),
    (k_outer, (X[:3], 0.5, M)),
    (vcase, (M, 0.5, X[:3])),
    (vlist, (M, 0.5, [0.3, 1.2, 0.4])),
    (unpack_rows, (M,)),
    (unpack_T, (M,)),
    (append_then_write_item, (X, 3)),
    (split_w, (X,)),
]

test_both_modes = derivatives([Case(function, args) for function, args in RIGHT])
test_second_order = second_derivatives([Case(scalar_of(f, len(args)), args, name=f.__name__) for f, args in RIGHT])
