"""Algorithms that work in place: recurrences, sweeps over buffers, factorisations, sorting."""

import numpy as np

from tests.language.points import A33, A34, P4, SPD, X4, X5, X6
from tests.support import Case, derivatives


def filled_in_loop(x, n):
    y = np.zeros(n)
    for k in range(n):
        y[k] = x ** (k + 1) + (y[k - 1] if k > 0 else 0.0)
    return y


def recurrence(x):
    y = np.zeros(len(x))
    y[0] = x[0]
    for k in range(1, len(x)):
        y[k] = 0.5 * y[k - 1] * x[k] + x[k - 1]
    return y


def doubled_recurrence(c, n):
    table = np.zeros((n, n))
    table[0, :] = c
    table[:, 0] = c
    for i in range(1, n):
        for j in range(1, n):
            table[i, j] = 0.4 * table[i - 1, j] * table[i, j - 1] + 0.1 * table[i - 1, j - 1]
    return table[-1, -1]


def work_array(x, work):
    work[:] = x * x
    work[1:] -= work[:-1]
    return np.sum(work * x)


def two_buffers(x, steps):
    a = x.copy()
    b = x.copy()
    for _ in range(steps):
        b[1:-1] = a[:-2] * a[2:] + 0.5 * a[1:-1]
        a[1:-1] = b[:-2] * b[2:] + 0.5 * b[1:-1]
    return a


def swapped_buffers(x, steps):
    new = np.zeros_like(x)
    old = x.copy()
    for _ in range(steps):
        new[1:-1] = 0.3 * (old[:-2] * old[1:-1] + old[2:])
        new[0], new[-1] = old[0], old[-1]
        old, new = new, old
    return old


def three_buffers(x, steps):
    before = x.copy()
    now = x * 1.1
    after = np.zeros_like(x)
    for _ in range(steps):
        after[1:-1] = 2 * now[1:-1] - before[1:-1] + 0.1 * np.sin(now[2:] - 2 * now[1:-1] + now[:-2])
        before, now, after = now, after, before
    return now


def gauss_seidel(a, b, sweeps):
    x = np.zeros_like(b)
    n = len(b)
    for _ in range(sweeps):
        for i in range(n):
            s = b[i]
            for j in range(n):
                if j != i:
                    s -= a[i, j] * x[j]
            x[i] = s / a[i, i]
    return x


def red_black(u, sweeps):
    u = u.copy()
    for _ in range(sweeps):
        for colour in (0, 1):
            for i in range(1 + colour, len(u) - 1, 2):
                u[i] = 0.5 * (u[i - 1] + u[i + 1]) * u[i]
    return u


def lu_determinant(a):
    u = a.copy()
    n = u.shape[0]
    determinant = 1.0
    for k in range(n):
        determinant *= u[k, k]
        for i in range(k + 1, n):
            u[i, k] /= u[k, k]
            u[i, k + 1 :] -= u[i, k] * u[k, k + 1 :]
    return determinant


def cholesky(a):
    n = a.shape[0]
    l = np.zeros((n, n))  # noqa: E741
    for i in range(n):
        for j in range(i + 1):
            s = a[i, j] - l[i, :j] @ l[j, :j]
            if i == j:
                l[i, i] = np.sqrt(s)
            else:
                l[i, j] = s / l[j, j]
    return l


def thomas(lower, main, upper, right):
    n = len(main)
    main, right = main.copy(), right.copy()
    for i in range(1, n):
        w = lower[i - 1] / main[i - 1]
        main[i] = main[i] - w * upper[i - 1]
        right[i] = right[i] - w * right[i - 1]
    x = np.empty(n)
    x[-1] = right[-1] / main[-1]
    for i in range(n - 2, -1, -1):
        x[i] = (right[i] - upper[i] * x[i + 1]) / main[i]
    return x


def rank_one_updates(alpha, beta, c, a):
    c = c.copy()
    for i in range(a.shape[0]):
        c[i, : i + 1] *= beta
        for k in range(a.shape[1]):
            c[i, : i + 1] += alpha * a[i, k] * a[: i + 1, k]
    return np.sum(c * c)


def insertion_sort(v):
    v = v.copy()
    for i in range(1, len(v)):
        key = v[i]
        j = i - 1
        while j >= 0 and v[j] > key:
            v[j + 1] = v[j]
            j -= 1
        v[j + 1] = key
    return v * np.arange(1.0, len(v) + 1)


def swapped_elements(v):
    v = v.copy()
    for i in range(len(v) // 2):
        v[i], v[-1 - i] = v[-1 - i] * v[i], v[i]
    return v


def accumulated_array(x, n):
    total = np.zeros(3)
    term = x * np.ones(3)
    for k in range(1, n):
        total += term
        term = term * x / k
    return total


def accumulated_in_argument_loop(points, weights):
    force = np.zeros_like(points)
    for i in range(len(points)):
        for j in range(i):
            d = points[i] - points[j]
            f = weights[i] * weights[j] * d / (d @ d) ** 1.5
            force[i] -= f
            force[j] += f
    return force


def write_in_while(x):
    y = x.copy()
    k = 0
    while y[k] < 1.2 and k < len(y) - 1:
        y[k + 1] = y[k] * y[k + 1] + 0.3
        k += 1
    return y * k


test_derivative = derivatives([
    Case(filled_in_loop, (0.8, 4), "x"),
    Case(recurrence, (X5,)),
    Case(doubled_recurrence, (X4, 4), "c"),
    Case(work_array, (X4, np.zeros(4)), "x"),
    Case(work_array, (X4, np.ones(4)), ("x", "work"), name="work_array_in_both"),
    Case(two_buffers, (X6, 3), "x"),
    Case(two_buffers, (X6, 0), "x", name="two_buffers_zero_trips"),
    Case(swapped_buffers, (X6, 3), "x"),
    Case(swapped_buffers, (X6, 4), "x", name="swapped_buffers_even"),
    Case(three_buffers, (X6, 4), "x"),
    Case(gauss_seidel, (A33, P4[:3], 3), ("a", "b")),
    Case(red_black, (X6, 3), "u"),
    Case(lu_determinant, (A33,)),
    Case(cholesky, (SPD,)),
    Case(thomas, (P4[:3], X4 + 3.0, X4[:3], P4), ("lower", "main", "upper", "right")),
    Case(rank_one_updates, (1.2, 0.3, A33, A34), ("alpha", "beta", "c", "a")),
    Case(insertion_sort, (X6,)),
    Case(swapped_elements, (X6,)),
    Case(accumulated_array, (0.8, 4), "x"),
    Case(accumulated_in_argument_loop, (A34, P4[:3]), ("points", "weights")),
    Case(write_in_while, (X6,)),
])  # fmt: skip
