"""Views of matrices, and shapes that are set."""

import numpy as np
import pytest

from tests.support import Case, derivatives, scalar_of, second_derivatives

pytestmark = pytest.mark.filterwarnings("ignore:Setting the shape:DeprecationWarning")  # from NumPy 2.5 on

X = np.array([0.7, -1.2, 2.1, 0.4, 1.3, -0.6])
M = np.array([[1.3, 0.2, 0.4], [0.6, 1.8, 1.1], [1.2, 1.4, 2.6]])


def ravel_written(m):
    y = m * m
    z = y.ravel()
    z[::4] = 1.0
    return y * m


def rot(m):
    z = np.rot90(m)
    z[0, 1] = m[1, 1] * m[2, 2]
    return m * z


def flipud(m):
    z = np.flipud(m)
    z[0] = m[1] * m[2]
    np.fliplr(m)[0, 1] = 3.0
    return m * z


def swapax(m):
    z = np.swapaxes(m, 0, 1)
    z[0] *= m[1]
    m.swapaxes(0, 1)[2] = m[0]
    np.moveaxis(m, 0, 1)[1, 0] = 2.0
    return m * z


def squeeze(m):
    z = m[:, :1].squeeze()
    z *= m[1, 1]
    return m * m


def ellip(m):
    m[...] = m * m.T
    m[..., 0] = m[1]
    v = m[..., None]
    v[..., 0] *= 2.0
    return m


def flat_store(m):
    b = m * 1.0
    b.flat[::4] = m[0]
    b.flat[1] = m[1, 1] * m[0, 0]
    b.flat[2] *= m[0, 2]
    return b


def flat_store_t(m):
    b = (m * 1.0).T
    b.flat[::4] = m[0]
    b.flat[1] = m[1, 1] * m[0, 0]
    b.flat[2] *= m[0, 2]
    return b


def flat_all(m):
    b = m * 1.0
    b.flat = m[::-1].ravel() * 2.0
    return b * m


def diagv(m):
    d = np.diagonal(m)
    m[1, 1] = m[0, 1] * 2
    return d * m[0]


def f1(m):
    y = m * m
    z = y.reshape(-1)
    z[3] = m[0, 0] * 2
    z[5:7] *= m[1, 0]
    return y.T * 2.0


def f2(m):
    y = m * m
    z = y.ravel()
    z[3] = m[0, 0] * 2
    z[5:7] *= m[1, 0]
    return y.T @ m


def f4(m):
    y = m * m
    y.flat[::5] = m[0, 0]
    return (y[::-1] * 2.0)[:, ::-1]


def f6(m):
    y = m * m
    for k in range(3):
        z = y.reshape(-1)
        z[k + 1] *= m[0, k] * z[k]
    return y.T.copy()


def setshape(x):
    y = x * 2.0
    y.shape = (2, 3)
    return y


def resize_m(x):
    y = x * 2.0
    y.resize((2, 3))
    return y


def shape_under_two_names(x):
    y = x * 2.0
    other, part, kept = y, y[1:], [y]
    y.shape = (2, 3)
    other[0, 1] = 3.0 * x[0] ** 2
    return kept[0] @ y.T + np.sum(part**2)


def shape_on_one_path(x):
    y = x * 2.0
    if x[0] > 0:
        y.shape = (2, 3)
    return y * y


def resized_longer(x):
    y = x * 2.0
    y.resize(8, refcheck=False)
    y[7] = y[0] * y[1]
    return y * y


def partitioned(x):
    y = x * 2.0
    y.partition(2)
    return y[:3].sum() * y[2]


def split_tuple(x):
    y = x * 1.0
    a, b, c = np.split(y, (1, 3))
    b[:] = b * c[0] + a[0]
    return y * y


def split_columns(m):
    y = m[:, :2] * 1.0
    a, b = np.split(y, 2, axis=1)
    b *= a
    return y * y


RIGHT = [
    (ravel_written, (M,)),
    (rot, (M,)),
    (flipud, (M,)),
    (swapax, (M,)),
    (squeeze, (M,)),
    (ellip, (M,)),
    (flat_store, (M,)),
    (flat_store_t, (M,)),
    (flat_all, (M,)),
    (diagv, (M,)),
    (f1, (M,)),
    (f2, (M,)),
    (f4, (M,)),
    (f6, (M,)),
    (setshape, (X,)),
    (resize_m, (X,)),
    (shape_under_two_names, (X,)),
    (shape_on_one_path, (X,)),
    (resized_longer, (X,)),
    (partitioned, (X,)),
    (split_tuple, (X,)),
    (split_columns, (M,)),
]

test_both_modes = derivatives([Case(function, args) for function, args in RIGHT])
test_second_order = second_derivatives([Case(scalar_of(f, len(args)), args, name=f.__name__) for f, args in RIGHT])
