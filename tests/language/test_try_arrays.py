"""``try`` around what NumPy may raise, and around writes into arrays."""

import numpy as np

from tests.support import Case, derivatives, second_derivatives

A = np.array([[2.0, 0.3], [0.3, 1.5]])
B = np.array([[1.0, 2.0], [2.0, 1.0]])
V4 = np.array([0.3, 1.2, 0.7, 2.1])


def chol(k):
    try:
        L = np.linalg.cholesky(k)
    except np.linalg.LinAlgError:
        return np.sum(k * k)
    return np.sum(np.log(np.diag(L)))


def chol2(k):
    try:
        L = np.linalg.cholesky(k)
    except np.linalg.LinAlgError:
        L = k * 0.5
    return np.sum(L * L * k)


def store_in(x, i):
    a = np.zeros(3)
    try:
        a[i] = x
        a[0] += x * x
    except IndexError:
        a[1] = x * x * x
    return np.sum(a * a)


def solve_or(a, b):
    try:
        x = np.linalg.solve(a, b)
    except np.linalg.LinAlgError:
        x, *_ = np.linalg.lstsq(a, b, rcond=None) if False else (b * np.sum(a), 0)
    return np.sum(x * x)


def arr_write(a, i):
    b = a * 1.0
    try:
        b[i] = 3.0 * a[0]
        b[0] *= 2.0
    except IndexError:
        b[1] = a[0] * a[1]
    return np.sum(b * b)


def exception_any(x, d):
    try:
        y = np.sum(np.ones(3) * x / d)
        z = y * int(d)
    except Exception:
        return x
    return y * z


def indexed(x, i):
    try:
        v = x[i]
    except IndexError:
        v = x[0] * x[1]
    return v * v


CASES = [
    Case(chol, (A,), "k", name="chol_0"),
    Case(chol, (B,), "k", name="chol_1"),
    Case(chol2, (A,), "k", name="chol2_0"),
    Case(chol2, (B,), "k", name="chol2_1"),
    Case(indexed, (V4, 2,), "x", name="indexed_0"),
    Case(indexed, (V4, 9,), "x", name="indexed_1"),
    Case(store_in, (1.3, 1,), "x", name="store_in_0"),
    Case(store_in, (1.3, 7,), "x", name="store_in_1"),
    Case(exception_any, (1.3, 2.0,), "x", name="exception_any_0"),
    Case(exception_any, (1.3, None,), "x", name="exception_any_1"),
    Case(solve_or, (A, np.array([1.0, 1.0]),), "a", name="solve_or_0"),
    Case(arr_write, (np.array([0.3, 1.2, 0.7]), 1,), "a", name="arr_write_0"),
    Case(arr_write, (np.array([0.3, 1.2, 0.7]), 5,), "a", name="arr_write_1"),
]  # fmt: skip

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives([case for case in CASES if case.name != "exception_any_1"])
