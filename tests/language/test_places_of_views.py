"""Views of one array in lists whose length only the run knows, and names that are another view in each round."""

import numpy as np
import pytest

from tests.language.points import X4
from tests.support import Case, derivatives, refusal, second_derivatives


class Cells:
    def __init__(self, values, n):
        self.values = values
        self.pairs = []
        for i in range(n - 1):
            self.pairs.append(values[i : i + 2])

    def step(self):
        for left, right in zip(self.pairs, self.pairs[1:]):
            left[0] *= right[1]
        self.values[0] += self.pairs[-1][0]


def views_in_lists(x, n):
    a = x * 1.0
    views = [a[i : i + 2] for i in range(n - 1)]
    for view in reversed(views):
        view[0] += view[1] ** 2
    views[0], views[1] = views[1], views[0]
    views.append(a[0:2])
    views.pop()[1] *= 2.0
    while len(views) > 2:
        views[-1][0] *= 1.5
        views.pop()
    for view in [a[i:] for i in range(n + 1) if i > n]:
        view *= 7.0
    cells = Cells(a, n)
    cells.step()
    cells.step()
    return np.sum(a**2) + np.concatenate(views)[1] + len(cells.pairs)


def rows_and_blocks(x, n):
    table = np.outer(x, x**2)
    rows = list(table)
    rows[1] *= 2.0
    for block in [table[i : i + 2, j : j + 2] for i in range(0, n, 2) for j in range(0, n, 2)]:
        block -= block.mean()
    for row in rows:
        row[0] = row[1] ** 2
    head, *rest = table
    head += rest[0]
    return np.sum(table**3)


def parts_of_arrays(x, k, cuts):
    a = np.concatenate([x, x**2])
    for part in np.array_split(a, k):
        part *= 2.0
        part[0] = part[-1] ** 2
    for number, part in enumerate(np.split(a, 2)):
        part += number * a[0]
    table = np.outer(x, x)
    left, right = np.hsplit(table, 2)
    left[...] = right * table[0, 0]
    for part in np.split(table, cuts, axis=1):
        part[0] = 0.5 * part[1]
    return np.sum(a**2) + np.sum(table**2)


def levels_of_one_buffer(x, n):
    buffer, levels, start, size = np.zeros(2 * n), [], 0, n
    while size > 0:
        levels.append(buffer[start : start + size])
        start, size = start + size, size // 2
    levels[0][...] = x
    for k in range(len(levels) - 1):
        levels[k + 1][...] = levels[k][::2] * levels[k][1::2]
    for k in range(len(levels) - 2, -1, -1):
        levels[k][::2] += levels[k + 1]
    return np.sum(buffer**2)


def rows_that_change_roles(x, n):
    waves = np.zeros((3, len(x)))
    waves[0], waves[1] = x, x**2
    old, now, new = waves
    for _ in range(n):
        new[1:-1] = 2.0 * now[1:-1] - old[1:-1] + 0.1 * (now[2:] - 2.0 * now[1:-1] + now[:-2])
        new[0] = now[0] * old[1]
        old, now, new = now, new, old
    best = waves[0]
    for row in waves:
        if row.sum() > best.sum():
            best = row
    best *= 2.0
    return np.sum(waves**2) + np.sum(now * old)


def arrays_that_change_roles(x, n):
    a, b, c = x * 1.0, x**2, x**3
    u, v, w = a, b, c
    for t in range(n):
        w[1:] = u[:-1] * v[1:]
        u, v, w = v, w, u
        if t == 1:
            u = a
    a[0] += w[1]
    return np.sum(a * b**2 + c) + u[0]


def windows_that_move(x, n):
    a = np.outer(x, x).ravel()
    v = a
    while len(v) > 12:
        v[0] = v[0] * v[1]
        v = v[1:]
    for k in range(n):
        v *= 1.0 + 0.1 * k
        v = v[1:] if k % 2 else v[: k - 20]
    part = a[1:9]
    while len(part) > 1:
        m = len(part) // 2
        part[:m] += part[-m:]
        part = part[:m]
    return np.sum(a**2) + np.sum(v) + np.sum(part)


def exchanged_in_some_rounds(x, n):
    y = x.copy()
    for j in range(3):
        if n > j:
            for k in range(len(y)):
                x, y = y, x
                x[k] *= 0.5
    return np.sum(x * x) + 2 * np.sum(y * y)


RIGHT = [
    (exchanged_in_some_rounds, (X4, 0)),
    (exchanged_in_some_rounds, (X4, 2)),
    (views_in_lists, (X4, 4)),
    (rows_and_blocks, (X4, 4)),
    (parts_of_arrays, (X4, 3, np.array([1, 3]))),
    (levels_of_one_buffer, (X4, 4)),
    (rows_that_change_roles, (X4, 5)),
    (rows_that_change_roles, (X4, 0)),
    (arrays_that_change_roles, (X4, 4)),
    (windows_that_move, (X4, 7)),
]
test_derivative = derivatives([Case(function, args, wrt="x") for function, args in RIGHT])
test_second_order = second_derivatives([Case(function, args, wrt="x") for function, args in RIGHT[:-1]])


def strided_in_rounds(x, n):
    v = u = x * 1.0
    for _ in range(n):
        v[::2] += v[1::2]
        v = v[::2]
    return np.sum(u**2)


def of_two_arrays(x, n):
    a, b = x * 1.0, x * 2.0
    views = [a[i:] if i % 2 else b[i:] for i in range(n)]
    for view in views:
        view *= 2.0
    return np.sum(a * b)


@pytest.mark.parametrize("function", [strided_in_rounds, of_two_arrays])
def test_refused(function):
    text = str(refusal(function, X4, 2))
    assert "^" in text and "hint: " in text
