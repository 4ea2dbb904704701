"""Recursive functions that write into what they are given, fill lists and memo dicts, or are cached."""

import functools
import math

import numpy as np
import pytest

import s2sad
from tests.support import Case, check_refused, derivatives

X = np.array([0.3, 0.9, 0.5, 0.7])


def cycle(u, f, h):
    u[1:-1] = 0.5 * (u[:-2] + u[2:] + h * h * f[1:-1])
    if len(u) <= 3:
        return
    r = np.zeros_like(u)
    r[1:-1] = f[1:-1] + (u[:-2] - 2 * u[1:-1] + u[2:]) / h**2
    e = np.zeros(len(u) // 2 + 1)
    cycle(e, r[::2].copy(), 2 * h)
    u[::2] += e
    u[1::2] += 0.5 * (e[:-1] + e[1:])


def multigrid(x):
    f = np.concatenate([x, x[::-1], x[:1]])
    u = np.zeros(9)
    for _ in range(2):
        cycle(u, f, 0.125)
    return np.sum(u**2)


def sort(a, first, last):
    if first >= last:
        return
    place = first
    for k in range(first, last):
        if a[k] < a[last]:
            a[k], a[place] = a[place], a[k]
            place += 1
    a[place], a[last] = a[last], a[place]
    sort(a, first, place - 1)
    sort(a, place + 1, last)


def sorted_in_place(x):
    a = np.sin(3 * x)
    sort(a, 0, len(a) - 1)
    return np.sum(a * np.arange(4.0)) + a[1] ** 2


def fourier(x, out):
    h = len(x) // 2
    if h == 0:
        out[0] = x[0]
        return
    fourier(x[::2], out[:h])
    fourier(x[1::2], out[h:])
    even, odd = out[:h].copy(), out[h:] * np.exp(-1j * np.pi * np.arange(h) / h)
    out[:h], out[h:] = even + odd, even - odd


def spectrum(x):
    out = np.zeros(4, complex)
    fourier(x, out)
    return np.sum(np.abs(out) ** 2 * np.arange(4.0))


def factor(a):
    if len(a) == 1:
        a[0, 0] = np.sqrt(a[0, 0])
        return
    k = len(a) // 2
    factor(a[:k, :k])
    a[k:, :k] = np.linalg.solve(a[:k, :k], a[k:, :k].T).T
    a[k:, k:] -= a[k:, :k] @ a[k:, :k].T
    factor(a[k:, k:])


def cholesky(x):
    a = np.outer(x, x) + np.eye(4)
    factor(a)
    return np.sum(np.tril(a) ** 3)


def even(a, n, out):
    if n:
        a[n] *= a[0]
        odd(a, n - 1, out)
        even(a, n - 2 if n > 1 else 0, out)
    else:
        out.append(a[1])


def odd(a, n, out):
    if n:
        a[n] += np.sin(a[n - 1])
        even(a, n - 1, out)
        odd(a, max(n - 2, 0), out)


def mutual(x):
    a, out = x.copy(), []
    even(a, 3, out)
    odd(a, 2, out)
    return np.sum(a**2) + sum(out) * len(out)


def backtracking(x):
    found, path, best = [], [], [0.0]

    def search(k, product):
        if k == len(x):
            if len(path) == 2:
                found.append(product)
                best[0] += product * len(found)
            return
        path.append(k)
        search(k + 1, product * x[k])
        path.pop()
        search(k + 1, product)

    search(0, 1.0)
    return sum(found) + best[0] ** 2


def memo_of_closure(x):
    memo, calls = {}, 0

    def legendre(n):
        nonlocal calls
        calls += 1
        if n in memo:
            return memo[n]
        value = 1.0 if n == 0 else x[0]
        if n > 1:
            value = ((2 * n - 1) * x[0] * legendre(n - 1) - (n - 1) * legendre(n - 2)) / n
        memo[n] = value
        return value

    return legendre(6) * calls


def counted(n, x, memo=None):
    if memo is None:
        memo = {}
    if n not in memo:
        memo[n] = x * n if n < 2 else counted(n - 1, x, memo) + x * counted(n - 2, x, memo)
    return memo[n]


@functools.lru_cache(maxsize=64)
def chebyshev(n, x):
    return (x if n else 1.0) if n < 2 else 2 * x * chebyshev(n - 1, x) - chebyshev(n - 2, x)


@functools.cache
def halved(x):
    return x if x < 0.2 else math.sin(x) + halved(x / 2)


def memos(x):
    @functools.lru_cache
    def distance(i, j):
        if i == 0 or j == 0:
            return x[0] * (i + j)
        return min(distance(i - 1, j) + x[1], distance(i, j - 1) + x[2], distance(i - 1, j - 1) + x[3] * (i % 2))

    return distance(3, 3) ** 2 + chebyshev(25, 0.4 * x[1]) + halved(float(x[2]) * x[0]) + counted(5, x[3])


class Walker:
    def __init__(self, scale):
        self.scale, self.total, self.steps = scale, 0.0, np.zeros(3)

    def walk(self, depth, v):
        self.total += v * self.scale
        self.steps[depth] += v
        for k in range(depth):
            self.walk(depth - 1, v * self.scale + k)
        return self


def method(x):
    walker = Walker(x[1]).walk(2, x[0])
    return walker.total * np.sum(walker.steps**2)


def powers_of_a_matrix(x):
    @functools.cache
    def power(n):
        if n == 0:
            return np.eye(2)
        half = power(n // 2)
        return half @ half if n % 2 == 0 else a @ half @ half

    a = x.reshape(2, 2)
    return np.sum(power(5)) + np.sum(power(2))


def beside_what_it_reads(x):
    """Where it begins the tangent of `y` is that of `x`, and where it ends so is the adjoint."""
    y = x * 1.0

    def step(a, n):
        if n == 0:
            a *= x[0]
            return
        m = len(a) // 2
        step(a[:m], n - 1)
        a[m:] += a[: len(a) - m] * x[1]
        step(a[m:], n - 1)

    step(y, 2)
    return np.sum((y + x) * np.arange(1.0, 5.0))


def two_of_one_value(x):
    y, z = x * 1.0, x * 1.0

    def step(a, b, n):
        if n > 0:
            a += b * b[0]
            b *= a[1]
            step(a, b, n - 1)

    step(y, z, 2)
    return np.sum((y + z) * np.arange(1.0, 5.0))


def twice(g):
    @functools.wraps(g)
    def wrapper(*args):
        return 2 * g(*args)

    return wrapper


def scaled(by):
    def decorator(g):
        return lambda n: by * g(n)

    return decorator


def two_of_one_wrapper(x):
    @twice
    def f(n):
        return x[0] if n == 0 else f(n - 1) * x[1]

    @scaled(x[2])
    @twice
    def g(n):
        return x[2] if n == 0 else g(n - 1) + x[3]

    def made_of(h):
        def recursive(n):
            return x[0] if n == 0 else recursive(n - 1) * h(x[n])

        return recursive

    return f(2) * g(2) + made_of(np.sin)(2) * made_of(np.cos)(3)


def defaults_of_what_is_called(x):
    def times(by):
        return lambda t, k=by: t * k

    calls = {0: times(x[1]), 1: lambda t, *, k=x[2]: t + k}

    def f(n, h):
        return x[0] if n == 0 else h(calls[n % 2](f(n - 1, h)))

    return f(3, times(x[3])) * f(2, times(x[0]))


def memo_of_arrays(x):
    memo = {}

    def f(n):
        if n not in memo:
            if n < 2:
                memo[n] = x * (n + 1.0)
            else:
                z = f(n - 1).copy()
                z[0] = z[1] * f(n - 2)[2]
                memo[n] = z
        return memo[n]

    y = f(3) + f(1)
    y *= 2
    return np.sum(y * f(2))


FUNCTIONS = [
    beside_what_it_reads, two_of_one_value, two_of_one_wrapper, defaults_of_what_is_called, memo_of_arrays,
    multigrid, sorted_in_place, spectrum, cholesky, mutual, backtracking, memo_of_closure, memos, method,
    powers_of_a_matrix,
]  # fmt: skip

test_derivative = derivatives([Case(function, (X,)) for function in FUNCTIONS])


@pytest.mark.parametrize("function", [multigrid, mutual, memo_of_closure, method], ids=lambda f: f.__name__)
def test_second_derivative(function):
    v = np.array([0.4, -0.7, 0.2, 0.9])
    ahead, behind = (s2sad.grad(function)(X + step * v) for step in (1e-6, -1e-6))
    assert np.allclose(s2sad.hvp(function)((X,), v), (ahead - behind) / 2e-6, rtol=1e-5, atol=1e-6)


def test_what_is_written_in_place_is_not_returned():
    text = s2sad.grad(sorted_in_place)
    text(X)
    assert "sort_tape = sort_forward(a, 0," in text.source.replace("\n", "")
    assert "    sort_backward(" in text.source


def pair(a, b, n):
    if n == 0:
        return 0.0
    a[n] *= b[n - 1]
    return pair(a, b, n - 1) + b[n]


def overlapping(x):
    y = x * 1.0
    return pair(y, y[::-1], 3)


def apart(x):
    y = np.concatenate([x, x**2])
    return pair(y[:4], y[4:], 3) + pair(y[::2], y[1::2], 3) + pair(y, y, 2)


def one_array_twice(x):
    def f(n):
        r = x * (n + 1.0)
        return f(n - 1) if n > 3 else (r, r)

    a, b = f(5)
    a[0] = 5.0
    return np.sum(b**2)


def changes_what_is_cached(x):
    y = cached_array(3)
    y[0] = x
    return y[0] * y[1]


@functools.cache
def cached_array(n):
    return np.arange(1.0, n)


def test_memory_under_two_names():
    check_refused(overlapping, X, line="return pair(y, y[::-1], 3)")
    check_refused(one_array_twice, X, line="np.sum(b**2)")
    check_refused(changes_what_is_cached, 0.5, line="y[0] = x")
    assert np.allclose(s2sad.grad(apart)(X), differences(apart), rtol=1e-6)


def differences(function):
    steps = 1e-6 * np.eye(4)
    return [(function(X + step) - function(X - step)) / 2e-6 for step in steps]
