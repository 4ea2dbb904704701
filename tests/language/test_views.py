"""Views that are written through: conversions that make none, negative strides, masks, parts of complex numbers."""

import numpy as np
import pytest

from tests.support import Case, derivatives, refusal, scalar_of, second_derivatives

pytestmark = pytest.mark.filterwarnings("ignore:Setting the shape:DeprecationWarning")  # from NumPy 2.5 on

X = np.array([0.7, -1.2, 2.1, 0.4, 1.3, -0.6])
M = np.array([[1.3, 0.2, 0.4], [0.6, 1.8, 1.1], [1.2, 1.4, 2.6]])


def asarray_written(x):
    y = x * 1.0
    z = np.asarray(y)
    z[0] = x[1] * x[2]
    return y * 2.0 + z


def asarray_of_arg(x):
    z = np.asarray(x)
    z[0] = x[1] * x[2]
    return x * 2.0 + z


def asarray_float(x):
    z = np.asarray(x, dtype=float)
    z[0] = x[1] * x[2]
    return x * 2.0 + z


def array_copy(x):
    z = np.array(x)
    z[0] = x[1] * x[2]
    return x * 2.0 + z


def reshape_written(x):
    y = x * x
    z = y.reshape(-1)
    z[0] = x[1]
    return y * z


def reshape_arg(x):
    z = x.reshape(-1)
    z[0] = x[1] * x[0]
    return x * z


def reshape2(x):
    y = x * x
    z = y.reshape(2, 3)
    z[1] *= x[0]
    z[:, 1] = x[1]
    return y * 2.0


def asfloat(x):
    z = np.asarray(x, dtype=np.float64)
    z[0] = x[1] * x[2]
    return x * z


def asfloat_view(x):
    z = np.asarray(x[::2], dtype=np.float64)
    z[0] = x[1] * x[2]
    return x[::2] * z


def asview(x):
    z = np.asarray(x[::2])
    z[0] = x[1] * x[2]
    return x[::2] * z


def astype_nocopy(x):
    z = x.astype(float, copy=False)
    z[0] = x[1] * x[2]
    return x * z


def astype_copy(x):
    z = x.astype(float)
    z[0] = x[1] * x[2]
    return x * z


def asconti(x):
    z = np.ascontiguousarray(x)
    z[0] = x[1] * x[2]
    return x * z


def atl2(x):
    z = np.atleast_2d(x)
    z[0, 0] = x[1] * x[2]
    return x * z


def atl1(x):
    z = np.atleast_1d(x)
    z[0] = x[1] * x[2]
    return x * z


def flip(x):
    z = np.flip(x)
    z[0] = x[1] * x[2]
    z[1:3] += x[:2]
    return x * z


def newaxis(x):
    z = x[:, None]
    z[1] *= x[0]
    z[2, 0] = x[3]
    w = x[np.newaxis]
    w[0, 1:] *= 2.0
    return x * w


def bto(x):
    z = np.broadcast_to(x, (2, 6))
    x[0] = x[1] * 2
    return z * x


def neg(x):
    y = x * 1.0
    v = y[::-1]
    w = v[1::2]
    w *= x[0]
    v[0] = x[2]
    y[-3:] += w
    return y * x


def realset(x):
    z = x + 1j * x[::-1]
    z.real = x * x
    z.imag[1:] *= x[0]
    z.real[0] += x[3]
    return z.real * z.imag


def masks(x):
    y = x * x
    k = y > 1
    y[k] = x[k] * 2
    y[~k] += x[0]
    y[k] *= y[0]
    return y


def fancy(x):
    y = x * 1.0
    i = np.array([0, 1, 1, 3])
    y[i] = x[:4] * x[2]
    y[i] += x[:4]
    y[[0, 2]] *= x[1]
    return y


def views(x):
    y = x * 1.0
    v = y[1:]
    w = v[1:]
    w[0] = v[0] * x[2]
    v *= w[0]
    y[2] += v[1]
    return y + w[0] * v[1]


def asconti2(x):
    z = np.ascontiguousarray(x[::2])
    z[0] = x[1] * x[2]
    return x[::2] * z


def shape_of_an_argument(x):
    x.shape = (2, 3)
    return x * x


def resized_under_a_view(x):
    y = x * 2.0
    part = y[1:]
    y.resize(3, refcheck=False)
    return y * y + part[0]


def g1(m):
    y = m * m
    z = y.T.reshape(-1)
    z[3] = m[0, 0] * 2
    z[5:7] *= m[1, 0]
    return y.T * 2.0


RIGHT = [
    (asarray_written, (X,)),
    (asarray_of_arg, (X,)),
    (asarray_float, (X,)),
    (array_copy, (X,)),
    (reshape_written, (X,)),
    (reshape_arg, (X,)),
    (reshape2, (X,)),
    (asfloat, (X,)),
    (asfloat_view, (X,)),
    (asview, (X,)),
    (astype_nocopy, (X,)),
    (astype_copy, (X,)),
    (asconti, (X,)),
    (atl2, (X,)),
    (atl1, (X,)),
    (flip, (X,)),
    (newaxis, (X,)),
    (bto, (X,)),
    (neg, (X,)),
    (realset, (X,)),
    (masks, (X,)),
    (fancy, (X,)),
    (views, (X,)),
]


REFUSED = [
    (asconti2, (X,)),
    (g1, (M,)),
    (shape_of_an_argument, (X,)),
    (resized_under_a_view, (X,)),
]

test_both_modes = derivatives([Case(function, args) for function, args in RIGHT])
test_second_order = second_derivatives([Case(scalar_of(f, len(args)), args, name=f.__name__) for f, args in RIGHT])


@pytest.mark.parametrize(("function", "args"), REFUSED, ids=lambda value: getattr(value, "__name__", ""))
def test_refused(function, args):
    text = str(refusal(function, *args))
    assert "^" in text and "hint: " in text
