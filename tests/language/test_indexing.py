"""Reading parts of arrays."""

import numpy as np

from tests.language.points import A33, A34, T234, X4, X5
from tests.support import Case, derivatives

COLUMNS = np.array([0, 2, 2, 1])
INDEX = np.array([0, 1])

READS = {
    "element": lambda a: a[1, 2] * a[0, 0],
    "negative": lambda a: a[-1, -2] ** 2,
    "row": lambda a: a[1] * a[-1],
    "element_of_row": lambda a: a[1][2] * a[0],
    "column": lambda a: a[:, 1] ** 2,
    "block": lambda a: a[1:, :-1] * a[:-1, 1:],
    "stepped": lambda a: a[::2, ::3] ** 2,
    "backwards": lambda a: a[::-1] * a[:, ::-1],
    "ellipsis": lambda a: a[..., 1] * a[1, ..., 0],
    "new_axis": lambda a: a[:, None, :] * a[None, 0],
    "new_axis_by_name": lambda a: a[0, :, np.newaxis] * a[1],
    "everything": lambda a: a[:] * a[...],
    "list": lambda a: a[[0, 2]] ** 2,
    "repeated": lambda a: a[[0, 0, 1, 0]] * 2.0,
    "array_of_columns": lambda a: a[:, COLUMNS] ** 2,
    "pairs": lambda a: a[[0, 1, 2], [3, 0, 0]] ** 2,
    "pairs_repeated": lambda a: a[[0, 0, 0], [1, 1, 2]] ** 2,
    "grid": lambda a: a[np.ix_([0, 2], [1, 1, 3])] ** 2,
    "two_dimensional_index": lambda a: a[0][np.array([[0, 1], [1, 3]])] ** 2,
    "slice_and_list": lambda a: a[1:, [0, 3]] ** 2,
    "mask": lambda a: a[a > 0] ** 2,
    "mask_of_rows": lambda a: a[np.array([True, False, True])] ** 2,
    "mask_and_column": lambda a: a[a[:, 0] > -9.0, 1] ** 2,
    "mask_length": lambda a: np.sum(a[a > 0]) / len(a[a > 0]),
    "nonzero": lambda a: a[np.nonzero(a > 0)] ** 2,
    "argsort": lambda a: a[0][np.argsort(a[0])] * np.arange(4.0),
    "argmax": lambda a: a[np.argmax(a[:, 0])] ** 2,
    "slice_object": lambda a: a[slice(1, None), slice(0, 2)] ** 2,
    "computed": lambda a: a[len(a) - 2, a.shape[1] // 2] ** 2,
    "tuple_index": lambda a: a[(1, 2)] ** 2,
    "diagonal": lambda a: a[range(3), range(3)] ** 2,
    "take": lambda a: np.take(a, [0, 5, 5]) * np.take(a, 2, axis=1),
    "take_along_axis": lambda a: np.take_along_axis(a, np.argsort(a, axis=1), axis=1) ** 2,
    "empty_slice": lambda a: np.sum(a[:, 4:]) + np.sum(a),
    "out_of_range_slice": lambda a: a[1:99] ** 2,
}


def neighbours(v):
    n = len(v)
    total = 0.0
    for k in range(n):
        total += v[k] * v[(k + 1) % n] * v[k - 1]
    return total


def index_from_data(v, order):
    return sum(v[k] * v[order[k]] for k in range(len(v)))


def lookup(table, keys):
    return np.sum(np.tanh(table[keys]), axis=0)


def bilinear(image, x, y):
    i, j = int(np.floor(x)), int(np.floor(y))
    s, t = x - i, y - j
    near = (1 - t) * image[i, j] + t * image[i, j + 1]
    far = (1 - t) * image[i + 1, j] + t * image[i + 1, j + 1]
    return (1 - s) * near + s * far


def windows(v, width):
    return np.array([np.sum(v[k : k + width]) for k in range(len(v) - width + 1)])


def three_dimensional(t):
    return t[0, :, ::2] * t[1, :, 1::2] + t[..., 0, :2].sum()


def finite_differences(u, h):
    return (u[2:, 1:-1] - 2 * u[1:-1, 1:-1] + u[:-2, 1:-1]) / h**2 + (u[1:-1, 2:] - u[1:-1, :-2]) ** 2


def put_together(x, y):
    return np.r_[0.0, np.cumsum(x), y] ** 2


def columns(x, y):
    return np.c_[np.outer(x, x), y, x * y] ** 3


def picked(x, y):
    return x[np.r_[INDEX, 2]] * y[np.r_[0:2, 3]]


test_read = derivatives([Case(function, (A34,), name=name) for name, function in READS.items()])

test_derivative = derivatives([
    Case(neighbours, (X5,)),
    Case(put_together, (X4, X5), ("x", "y")),
    Case(columns, (X4, 0.5 * X4), ("x", "y")),
    Case(picked, (X4, 0.5 * X4), ("x", "y")),
    Case(index_from_data, (X4, [2, 0, 0, 3]), "v"),
    Case(lookup, (A34, np.array([0, 2, 2, 2, 1])), "table"),
    Case(bilinear, (A34, 1.3, 0.6), ("image", "x", "y")),
    Case(windows, (X5, 3), "v"),
    Case(three_dimensional, (T234,)),
    Case(finite_differences, (A33, 0.5), ("u", "h")),
    Case(finite_differences, (A34, 0.5), "h", name="finite_differences_in_h"),
])  # fmt: skip
