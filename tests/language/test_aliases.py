"""Two names for one memory: chosen in a branch, carried through a loop, kept in an object, taken row by row."""

import numpy as np
import pytest

from tests.support import Case, derivatives, refusal, scalar_of, second_derivatives

X = np.array([0.7, -1.2, 2.1, 0.4, 1.3, -0.6])
M = np.array([[1.3, 0.2, 0.4], [0.6, 1.8, 1.1], [1.2, 1.4, 2.6]])


def alias_in_branch(x, k):
    z = x * k
    y = x * 1.0
    w = y if k > 0 else z
    w[0] = 3.0 * k * x[1]
    return y * z


def view_in_branch(x, k):
    a = x * x
    b = x * k
    if k > 0.5:
        v = a[1:]
    else:
        v = b[:5]
    v *= 2.0
    v[0] += x[2]
    return np.sum(a * a) + np.sum(b * x)


def inner_helper(x):

    def inner(u):
        return u[1:-1]

    y = x * 1.0
    inner(y)[:] = y[2:] * y[:-2]
    v = inner(y)
    v += x[1:-1]
    return y * y


def helper_branch(x, k):

    def pick(u, w, c):
        if c:
            return u
        return w

    a = x * 1.0
    b = x * x
    p = pick(a, b, k > 0)
    p[0] = 2.0 * x[1]
    p *= k
    return a * b


def swap2(x, n):
    u = x.copy()
    v = x * 2.0
    for _ in range(n):
        u[1:-1] = 0.5 * (v[2:] * v[:-2])
        u, v = (v, u)
    return u + 2 * v


def swap2_args(u, v, n):
    for _ in range(n):
        u[1:-1] = 0.5 * (v[2:] * v[:-2])
        u, v = (v, u)
    return u + 2 * v


def rot3(x, n):
    u0 = x.copy()
    u1 = x * 1.1
    u2 = np.zeros_like(x)
    for _ in range(n):
        u2[1:-1] = 2 * u1[1:-1] - u0[1:-1] + 0.1 * np.sin(u1[2:] - 2 * u1[1:-1] + u1[:-2])
        u0, u1, u2 = (u1, u2, u0)
    return u1 * u0


def rot3_tmp(x, n):
    u0 = x.copy()
    u1 = x * 1.1
    u2 = np.zeros_like(x)
    for _ in range(n):
        u2[1:-1] = 2 * u1[1:-1] - u0[1:-1] + 0.1 * np.sin(u1[2:] - 2 * u1[1:-1] + u1[:-2])
        tmp = u0
        u0 = u1
        u1 = u2
        u2 = tmp
    return u1 * u0


def rot3_cond(x, n):
    u0 = x.copy()
    u1 = x * 1.1
    for i in range(n):
        u0 *= x[0]
        if i % 2 == 0:
            u0, u1 = (u1, u0)
    return u1 * u0


def shifted2(x, n):
    u0 = x * 1.0
    u1 = x * 1.1
    u2 = x * 1.3
    for i in range(n):
        u2 *= 2.0 * x[0]
        u0, u1, u2 = (u1, u2, u1)
    return u0 + u1 * u2


def append_written_short(x):
    y = x * 1.0
    L = [y]
    L.append(x * x)
    y[0] = x[1] * x[2]
    L[1][2] = x[0]
    return L[0] * L[1]


def dict_kept(x):
    y = x * 1.0
    d = {"a": y, "b": x * x}
    y[0] = x[1] * 3.0
    d["b"][1:] += d["a"][:-1]
    d["a"] *= 2.0
    return y * d["b"]


class Sim:
    def __init__(self, u):
        self.u = u
        self.v = np.zeros_like(u)

    def step(self, k):
        self.v[1:] = self.u[:-1] * k
        self.u, self.v = (self.v, self.u)


def attr_kept(x, n):
    s = Sim(x.copy())
    for _ in range(n):
        s.step(x[0])
    return s.u * 2.0


def attr_alias(x):
    y = x * 1.0
    s = Sim(y)
    y[0] = x[1] * 3.0
    s.u[1] *= x[0]
    return y * s.u


def cond_alias(x, n):
    u0 = x * 1.0
    u1 = x * 1.1
    for i in range(n):
        u0 *= 2.0 * x[0]
        u1[1] = x[1]
        if i % 2:
            u0 = u1
        else:
            u1 = u1 * 1.5
    return u0 + u1


def cond_view(x, n):
    u0 = x * 1.0
    u1 = x[1:] * 1.1
    for i in range(n):
        u0 *= 2.0 * x[0]
        u1[1] *= x[1]
        if i % 2:
            u1 = u0[1:]
        else:
            u1 = u1 * 1.5
    return u0[1:] + u1


def shifted(x, n):
    u0 = x * 1.0
    u1 = x * 1.1
    u2 = x * 1.3
    for i in range(n):
        u2 *= 2.0 * x[0]
        u0 = u1
        u1 = u2
        u2 = u2 * 1.0 if i % 2 else u1
    return u0 + u1 * u2


def view_in_loop(x, n):
    y = x * 1.0
    v = y
    for _ in range(n):
        v = v[1:]
        v[0] *= x[0]
    return y * y


def append_written(x, n):
    y = x * 1.0
    L = []
    for i in range(n):
        L.append(y)
        y[i] *= 2.0 * x[0]
    return L[0] * L[-1]


def star_rows(m):
    y = m * 1.0
    a, *r = y
    a += r[0]
    r[1][0] = a[0] * m[0, 1]
    return y * m


def listrows(m):
    y = m * 1.0
    rows = [r[:] for r in y]
    rows[0][1] = m[2, 2] * 2
    rows[2] *= rows[0]
    return y * m


def einsum_v(m):
    y = m * 1.0
    d = np.einsum("ii->i", y)
    d *= 2.0
    return y * m


RIGHT = [
    (alias_in_branch, (X, 0.7)),
    (alias_in_branch, (X, -0.7)),
    (view_in_branch, (X, 0.7)),
    (view_in_branch, (X, 0.2)),
    (inner_helper, (X,)),
    (helper_branch, (X, 0.7)),
    (helper_branch, (X, -0.7)),
    (swap2, (X, 3)),
    (swap2, (X, 0)),
    (swap2_args, (X, 2 * X, 3)),
    (rot3, (X, 4)),
    (rot3, (X, 5)),
    (rot3_tmp, (X, 4)),
    (rot3_cond, (X, 5)),
    (shifted2, (X, 4)),
    (append_written_short, (X,)),
    (dict_kept, (X,)),
    (attr_kept, (X, 3)),
    (attr_alias, (X,)),
    (view_in_loop, (X, 3)),
    (append_written, (X, 3)),
    (star_rows, (M,)),
    (listrows, (M,)),
]


REFUSED = [
    (cond_alias, (X, 4)),
    (cond_view, (X, 4)),
    (shifted, (X, 4)),
    (einsum_v, (M,)),
]

test_both_modes = derivatives([Case(function, args) for function, args in RIGHT])
test_second_order = second_derivatives([Case(scalar_of(f, len(args)), args, name=f.__name__) for f, args in RIGHT])


@pytest.mark.parametrize(("function", "args"), REFUSED, ids=lambda value: getattr(value, "__name__", ""))
def test_refused(function, args):
    text = str(refusal(function, *args))
    assert "^" in text and "hint: " in text
