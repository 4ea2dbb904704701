"""NumPy's functions that write into an argument: out=, ufunc.at, copyto, put, place, fill_diagonal and the like."""

import numpy as np

from tests.support import Case, derivatives, scalar_of, second_derivatives

X = np.array([0.7, -1.2, 2.1, 0.4, 1.3, -0.6])


def out_kw(x):
    y = np.empty_like(x)
    np.multiply(x, x, out=y)
    np.sin(y, out=y)
    np.add(y, x, y)
    return y


def out_view(x):
    y = x * 1.0
    np.multiply(y[1:], x[:-1], out=y[1:])
    np.exp(y[::2], out=y[::2])
    return y


def out_tuple(x):
    y = np.zeros(6)
    np.add(x, 1.0, out=(y,))
    return y * x


def out_ret(x):
    y = np.zeros(6)
    z = np.add(x, 1.0, out=y)
    z[0] = x[1]
    return y * x


def out_clip(x):
    y = x * 2.0
    np.clip(y, -1.0, 1.5, out=y)
    np.clip(x, -0.5, 1.0, y[...])
    return y * x


def out_cumsum(x):
    y = np.zeros(6)
    np.cumsum(x, out=y)
    x.cumsum(out=y[::-1])
    return y * x


def out_where(x):
    y = np.ones(6)
    np.divide(1.0, x, out=y, where=x > 0)
    np.sqrt(x, out=y, where=x > 1)
    return y * x


def out_take(x):
    y = np.zeros(2)
    np.take(x, [1, 3], out=y)
    z = np.zeros((2, 6))
    np.stack([x, y[0] * x], out=z)
    np.concatenate([x[:3], y, x[:1]], out=z[0])
    return z


def at_add(x):
    y = np.zeros(3)
    np.add.at(y, [0, 0, 1, 0, 2, 2], x)
    return y * y


def at_mul(x):
    y = np.ones(3)
    np.multiply.at(y, [0, 0, 1, 0, 2, 2], x)
    return y * y


def at_mul_arr(x):
    y = np.ones(3)
    i = np.array([0, 0, 1, 0, 2, 2])
    np.multiply.at(y, i, x)
    np.divide.at(y, i[:2], x[3])
    return y * y


def at_max(x):
    y = np.zeros(3)
    i = np.array([0, 0, 1, 0, 2, 2])
    np.maximum.at(y, i, x * x)
    return y * y


def at_neg(x):
    y = x * 1.0
    np.negative.at(y, [0, 2, 2])
    np.exp.at(y, [1])
    return y * x


def at_slice(x):
    y = x * 1.0
    np.multiply.at(y, slice(1, 3), x[0])
    np.multiply.at(y, x > 1, x[1])
    return y * x


def at_sub(x):
    y = x * 1.0
    np.subtract.at(y, np.array([1, 1, 3]), x[:3])
    return y * x


def copyto_w(x):
    y = x * 2.0
    np.copyto(y, x * x, where=x > 0)
    np.copyto(y, 3.0, where=x > 2)
    return y * x


def put(x):
    y = x * x
    np.put(y, [0, 2], x[:2])
    np.put(y, [1, 3, 4], x[0])
    np.put(y, np.array([1, 1, 5, 4]), x[:2] * 3)
    y.put([3], 2.0)
    return y * x


def place(x):
    y = x * x
    np.place(y, x > 0, x[:2])
    return y * x


def putmask(x):
    y = x * x
    np.putmask(y, x > 0, x)
    np.putmask(y, x > 1, 2.0)
    np.putmask(y, x > 0.5, x[:2])
    return y * x


RIGHT = [
    (out_kw, (X,)),
    (out_view, (X,)),
    (out_tuple, (X,)),
    (out_ret, (X,)),
    (out_clip, (X,)),
    (out_cumsum, (X,)),
    (out_where, (X,)),
    (out_take, (X,)),
    (at_add, (X,)),
    (at_mul, (X,)),
    (at_mul_arr, (X,)),
    (at_max, (X,)),
    (at_neg, (X,)),
    (at_slice, (X,)),
    (at_sub, (X,)),
    (copyto_w, (X,)),
    (put, (X,)),
    (place, (X,)),
    (putmask, (X,)),
]

test_both_modes = derivatives([Case(function, args) for function, args in RIGHT])
test_second_order = second_derivatives([Case(scalar_of(f, len(args)), args, name=f.__name__) for f, args in RIGHT])
