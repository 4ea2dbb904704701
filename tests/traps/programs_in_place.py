"""Ten programs that work in place, as solvers do: time loops over buffers, sweeps, factorisations."""

from __future__ import annotations

import numpy as np

__all__ = [
    "adi", "burgers", "cholesky", "fdtd", "floyd", "gauss_seidel", "jacobi", "lu", "thomas", "wave",
]  # fmt: skip


def jacobi(x, steps):
    """Sweeps over two buffers; linear."""
    a = x.copy()
    b = x.copy()
    for _ in range(steps):
        b[1:-1, 1:-1] = 0.2 * (a[1:-1, 1:-1] + a[1:-1, :-2] + a[1:-1, 2:] + a[:-2, 1:-1] + a[2:, 1:-1])
        a[1:-1, 1:-1] = 0.2 * (b[1:-1, 1:-1] + b[1:-1, :-2] + b[1:-1, 2:] + b[:-2, 1:-1] + b[2:, 1:-1])
    return np.sum(a * a)


def wave(x, steps):
    """The wave equation with a nonlinear spring; three buffers that rotate."""
    u0 = x.copy()
    u1 = 1.01 * x
    u2 = np.zeros(len(x))
    for _ in range(steps):
        u2[1:-1] = 2.0 * u1[1:-1] - u0[1:-1] + 0.1 * (u1[2:] - 2.0 * u1[1:-1] + u1[:-2]) - 0.01 * u1[1:-1] ** 3
        u0, u1, u2 = u1, u2, u0
    return np.sum(u1 * u1)


def burgers(x, steps):
    """Explicit Euler on one buffer, nonlinear."""
    u = x.copy()
    for _ in range(steps):
        flux = 0.5 * u * u
        u[1:] -= 0.1 * (flux[1:] - flux[:-1])
    return np.sum(u * u)


def gauss_seidel(a, b, sweeps):
    """Each unknown from those that were just computed."""
    n = len(b)
    x = np.zeros(n)
    for _ in range(sweeps):
        for i in range(n):
            x[i] = (b[i] - a[i, :i] @ x[:i] - a[i, i + 1 :] @ x[i + 1 :]) / a[i, i]
    return np.sum(x * x)


def lu(a):
    """Factors in the place of the matrix."""
    u = a.copy()
    n = len(u)
    for k in range(n):
        u[k + 1 :, k] /= u[k, k]
        u[k + 1 :, k + 1 :] -= np.outer(u[k + 1 :, k], u[k, k + 1 :])
    return np.sum(np.log(np.abs(np.diag(u))))


def cholesky(a):
    """The lower factor in the place of the matrix, column by column."""
    c = a.copy()
    n = len(c)
    for k in range(n):
        c[k, k] = np.sqrt(c[k, k])
        c[k + 1 :, k] /= c[k, k]
        for j in range(k + 1, n):
            c[j:, j] -= c[j:, k] * c[j, k]
    return np.sum(np.log(np.diag(c)))


def thomas(lower, main, upper, right):
    """A tridiagonal system, forwards and backwards in the right-hand side."""
    d = main.copy()
    x = right.copy()
    n = len(d)
    for i in range(1, n):
        w = lower[i] / d[i - 1]
        d[i] -= w * upper[i - 1]
        x[i] -= w * x[i - 1]
    x[-1] /= d[-1]
    for i in range(n - 2, -1, -1):
        x[i] = (x[i] - upper[i] * x[i + 1]) / d[i]
    return np.sum(x * x)


def adi(x, steps):
    """Alternating directions: implicit sweeps along rows, then along columns."""
    n = len(x)
    u = x.copy()
    v = np.zeros((n, n))
    p = np.zeros((n, n))
    q = np.zeros((n, n))
    for _ in range(steps):
        v[0] = 1.0
        p[:, 0] = 0.0
        q[:, 0] = v[0]
        for j in range(1, n - 1):
            p[1:-1, j] = 0.3 / (1.6 - 0.3 * p[1:-1, j - 1])
            q[1:-1, j] = (0.4 * u[j, 1:-1] + 0.3 * u[j, :-2] + 0.3 * q[1:-1, j - 1]) / (1.6 - 0.3 * p[1:-1, j - 1])
        v[-1] = 1.0
        for j in range(n - 2, 0, -1):
            v[j, 1:-1] = p[1:-1, j] * v[j + 1, 1:-1] + q[1:-1, j]
        u[1:-1, 1:-1] = v[1:-1, 1:-1]
    return np.sum(u * u)


def fdtd(ex, ey, hz, steps):
    """Three fields on staggered grids; linear."""
    ex, ey, hz = ex.copy(), ey.copy(), hz.copy()
    for t in range(steps):
        ey[0] = t
        ey[1:] -= 0.5 * (hz[1:] - hz[:-1])
        ex[:, 1:] -= 0.5 * (hz[:, 1:] - hz[:, :-1])
        hz[:-1, :-1] -= 0.7 * (ex[:-1, 1:] - ex[:-1, :-1] + ey[1:, :-1] - ey[:-1, :-1])
    return np.sum(hz * hz)


def floyd(d):
    """Shortest paths in the place of the distances."""
    d = d.copy()
    for k in range(len(d)):
        d[...] = np.minimum(d, d[:, k, None] + d[k])
    return np.sum(d)
