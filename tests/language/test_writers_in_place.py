"""What writes into arrays by methods and operators, and into matrices."""

import operator

import numpy as np

from tests.support import Case, derivatives, scalar_of, second_derivatives

X = np.array([0.7, -1.2, 2.1, 0.4, 1.3, -0.6])
M = np.array([[1.3, 0.2, 0.4], [0.6, 1.8, 1.1], [1.2, 1.4, 2.6]])


def fill(x):
    y = x * x
    y.fill(x[1])
    y[1:3].fill(2.0)
    y[0] = x[0]
    return y * x


def sort(x):
    y = x * x
    y.sort()
    y[1:4] *= x[0]
    return y * x


def resize_f(x):
    return np.resize(x, 10)[:6] * x + np.resize(x, (2, 2))[0, 1]


def setitem_m(x):
    y = x * 2.0
    y.__setitem__(0, x[1])
    operator.setitem(y, 1, x[0])
    return y * x


def iadd_f(x):
    y = x * 2.0
    operator.iadd(y, x)
    y = operator.imul(y, x)
    return y * x


def iadd_m(x):
    y = x * 2.0
    y.__iadd__(x)
    return y * x


def nan_in(x):
    y = x * 2.0
    np.nan_to_num(y, copy=False, nan=1.0)
    return y * x


def append_loop(x):
    y = np.array([])
    for i in range(3):
        y = np.append(y, x[i] * x)
    return y


def concat_loop(x):
    y = x[:0]
    for i in range(3):
        y = np.concatenate([y, x[i:] * x[0]])
    y[0] = x[1]
    return y


def tuple_swap(x):
    y = x * 1.0
    y[0], y[1] = (y[1], y[0])
    y[[2, 3]] = y[[3, 2]]
    y[4:], y[:2] = (y[:2].copy(), y[4:].copy())
    return y * x


def aug_slice(x):
    y = x * 1.0
    y[1:] -= y[:-1]
    y[:-1] /= 2 + y[1:] ** 2
    y[::2] **= 2
    y[1] //= 1
    y[3] %= 0.7
    y @ y
    return y


def aug_int(x):
    y = np.arange(6)
    z = y * x
    y += 1
    return z * y


def meshg(x):
    a, b = np.meshgrid(x, x[:2])
    a[0] *= 2.0
    return a * b


def out_dot(m):
    y = np.zeros((3, 3))
    np.dot(m, m, out=y)
    np.dot(y, m, np.zeros((3, 3)))
    z = np.zeros((3, 3))
    np.dot(m, y, z)
    return y * z


def out_matmul(m):
    y = np.zeros((3, 3))
    np.matmul(m, m.T, out=y)
    z = np.zeros(3)
    np.matmul(m, m[0], z)
    return y * z


def out_red(m):
    y = np.zeros(3)
    np.sum(m, axis=0, out=y)
    z = np.zeros(3)
    m.sum(1, out=z)
    w = np.zeros(3)
    np.mean(m, 0, None, w)
    return y * z * w


def out_meth(m):
    y = np.zeros((3, 3))
    m.dot(m, y)
    z = np.zeros((3, 3))
    m.clip(0.5, 2.0, out=z)
    return y * z


def filld_wrap(m):
    y = np.vstack([m, m]) * 1.0
    np.fill_diagonal(y, m[0, 0], wrap=True)
    return y


def at_tuple(m):
    y = np.ones((3, 3))
    np.multiply.at(y, (np.array([0, 0, 1]), np.array([1, 1, 2])), m[0])
    np.add.at(y, (np.array([0, 0, 1]), np.array([1, 1, 2])), m[1])
    return y * m


def copyto_b(m):
    y = m * 2.0
    np.copyto(y, m[0])
    np.copyto(y, m[1], where=m > 1)
    np.copyto(y, m, where=np.array([True, False, True]))
    return y * m


def put_m(m):
    y = m * m
    np.put(y, [0, 4, 8], m[0])
    np.put(y.T, [1, 2], m[1, :2])
    return y * m


def pala(m):
    y = m * m
    i = np.argmax(m, axis=1)[:, None]
    np.put_along_axis(y, i, m[:, :1] * 2, axis=1)
    np.put_along_axis(y, np.array([[0, 1, 2]]), 5.0, 0)
    return y * m


def filld(m):
    y = m * m
    np.fill_diagonal(y, m[0, 1])
    np.fill_diagonal(y, m[1])
    return y * m


def filld_tall(m):
    y = np.vstack([m, m]) * 1.0
    np.fill_diagonal(y, m[0])
    z = np.hstack([m, m])
    np.fill_diagonal(z, 2.0)
    return y[:3] * z[:, :3]


def sort_m(m):
    y = m * m
    y.sort(axis=0)
    y[:, 0].sort()
    y.sort()
    return y * m


def aug_mat(m):
    y = m * 1.0
    y @= m
    y[0] @= m
    return y


def aug_broad(m):
    y = m * 1.0
    y += m[0]
    y *= m[:, :1]
    y[1] += 2.0
    return y


RIGHT = [
    (fill, (X,)),
    (sort, (X,)),
    (resize_f, (X,)),
    (setitem_m, (X,)),
    (iadd_f, (X,)),
    (iadd_m, (X,)),
    (nan_in, (X,)),
    (append_loop, (X,)),
    (concat_loop, (X,)),
    (tuple_swap, (X,)),
    (aug_slice, (X,)),
    (aug_int, (X,)),
    (meshg, (X,)),
    (out_dot, (M,)),
    (out_matmul, (M,)),
    (out_red, (M,)),
    (out_meth, (M,)),
    (filld_wrap, (M,)),
    (at_tuple, (M,)),
    (copyto_b, (M,)),
    (put_m, (M,)),
    (pala, (M,)),
    (filld, (M,)),
    (filld_tall, (M,)),
    (sort_m, (M,)),
    (aug_mat, (M,)),
    (aug_broad, (M,)),
]

test_both_modes = derivatives([Case(function, args) for function, args in RIGHT])
test_second_order = second_derivatives([Case(scalar_of(f, len(args)), args, name=f.__name__) for f, args in RIGHT])
