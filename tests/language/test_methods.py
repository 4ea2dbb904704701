"""Methods and attributes of arrays."""

import numpy as np

from tests.language.points import A33, A34, P4, SPD, T234, X4, X5
from tests.support import Case, derivatives


def shape_read(a):
    n, m = a.shape
    return a * a / (n * m) + a.size * a + a.ndim


def centred(a):
    b = a - a.mean(axis=0)
    return b.T @ b / (len(a) - 1)


def standardised(a):
    return (a - a.mean(axis=0)) / a.std(axis=0, ddof=1)


def chained_methods(a):
    return a.reshape(2, -1).T.dot(np.ones(2)).cumsum().max()


def dtype_read(a):
    b = np.zeros(a.shape, dtype=a.dtype)
    b += a * a
    return b


def real_and_imaginary(a, w):
    z = a + 1j * w
    return z.real * z.imag + np.abs(z) ** 2 + (z * z.conj()).real


def as_list(v):
    a, b, *_ = v.tolist()
    return a * b


def iterated_transpose(a):
    return sum(column @ column for column in a.T)


def filled(v):
    y = v * v
    y.fill(v[0])
    return y * v


METHODS = {
    "T": lambda a: a.T * 2.0,
    "sum": lambda a: a.sum() * a.sum(axis=0),
    "sum_keepdims": lambda a: a / a.sum(axis=-1, keepdims=True),
    "sum_axes": lambda a: a.sum(axis=(0, 1)) * a,
    "mean": lambda a: a.mean() * a.mean(1),
    "prod": lambda a: a.prod() + a.prod(axis=1),
    "max": lambda a: a.max() * a.max(axis=0),
    "min": lambda a: a.min() * a.min(axis=1),
    "var": lambda a: a.var() + a.var(axis=0, ddof=1),
    "std": lambda a: a.std() * a.std(axis=1),
    "dot": lambda a: a.dot(a.T),
    "copy": lambda a: a.copy() * 2.0,
    "reshape": lambda a: a.reshape(-1) * a.reshape((2, 6)).ravel(),
    "reshape_order": lambda a: a.reshape((4, 3), order="F") ** 2,
    "ravel": lambda a: a.ravel() ** 2,
    "flatten": lambda a: a.flatten() ** 2,
    "transpose": lambda a: a.transpose() ** 2 + a.transpose(1, 0),
    "swapaxes": lambda a: a.swapaxes(0, 1) ** 2,
    "cumsum": lambda a: a.cumsum() * a.cumsum(axis=1).ravel(),
    "cumprod": lambda a: a.cumprod(axis=0) * 2.0,
    "clip": lambda a: a.clip(-0.5, 0.7) * a,
    "round": lambda a: a.round(1) * a,
    "trace": lambda a: a.trace() * a[0, 0],
    "diagonal": lambda a: a.diagonal() ** 2,
    "astype": lambda a: a.astype(float) ** 2,
    "take": lambda a: a.take([0, 2, 2], axis=1) ** 2,
    "repeat": lambda a: a.repeat(2, axis=0) ** 2,
    "squeeze": lambda a: a[:, None].squeeze() ** 2,
    "argmax": lambda a: a[a.argmax(axis=0), range(4)] ** 2,
    "any": lambda a: a * 2.0 if a.any() else a,
    "item": lambda a: a[1, 2].item() ** 2 + a.item(3),
    "flat": lambda a: a.flat[5] * a,
    "dtype": lambda a: a * a if a.dtype == np.float64 else a,
    "nbytes": lambda a: a * a.itemsize,
    "conj": lambda a: a.conj() * a,
    "real": lambda a: a.real * 2.0 + a.imag,
    "matmul_method": lambda a: a.__matmul__(a.T),
    "tolist": lambda a: sum(a.tolist()[1]),
}

test_derivative = derivatives([
    Case(shape_read, (A34,)),
    Case(centred, (A34,)),
    Case(standardised, (A34,)),
    Case(chained_methods, (A34,)),
    Case(dtype_read, (A34,)),
    Case(real_and_imaginary, (X4, P4), ("a", "w")),
    Case(as_list, (X4,)),
    Case(iterated_transpose, (A34,)),
    Case(filled, (X4,)),
    Case(lambda a: a.sum(axis=(0, 2)) * a.mean(axis=-2).T, (T234[:1, :, :3],), name="axes_of_three"),
    Case(lambda a: np.linalg.inv(a.T @ a).trace(), (A33,), name="inverse_trace"),
    Case(lambda v: v[v > 0].sum() * v.size, (X5,), name="mask_then_sum"),
    Case(lambda a: (a**2).sum(0).T.mean(), (SPD,), name="chain"),
])  # fmt: skip

test_method = derivatives(
    [Case(function, (A34 if name != "trace" else A33,), name=name) for name, function in METHODS.items()]
)
