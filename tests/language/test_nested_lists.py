"""Lists of lists and of tuples: their adjoints are added and set to zero part by part, to second order too."""

import math

import numpy as np

from tests.support import Case, derivatives, second_derivatives

V4 = np.array([0.7, -0.4, 1.1, 0.3])


def joined_tuples(v):
    items = [(a, a * a) for a in v]
    both = items + items
    return sum((k + 1) * both[k][0] * both[k][1] for k in range(len(both)))


def joined_rows(v, n):
    items = [[a * j for j in range(n)] for a in v]
    both = items + items
    total = 0.0
    for k in range(len(both)):
        for j in range(n):
            total += (k + 1) * both[k][j] ** 2
    return total


def joined_deep(v, n):
    items = [[[x * i * j for j in range(2)] for i in range(n)] for x in v]
    both = items + items
    return sum(sum(sum(row) ** 2 for row in table) * (k + 1) for k, table in enumerate(both))


def tuples_with_lists(v, n):
    items = [(x, [x * j for j in range(n)]) for x in v]
    both = items + items[1:]
    total = 0.0
    for k in range(len(both)):
        scale, row = both[k]
        total += scale * row[n - 1] * (k + 1)
    return total


def tuples_with_arrays(v, n):
    items = [(x, x * v) for x in v]
    both = items + items[1:]
    total = 0.0
    for k in range(len(both)):
        scale, row = both[k]
        total += scale * row[n - 1] * (k + 1) + np.sum(row**2)
    return total


def texts_in_tuples(v, n):
    items = []
    for k in range(n):
        items.append(("a" if k % 2 else "b", v[k] * v[0], k))
    items = items + items
    return sum(x * x * k if name == "a" else x for name, x, k in items)


def ragged(x, n):
    rows = []
    for i in range(n):
        row = []
        for j in range(i + 1):
            row.append(x ** (i + 1) * (j + 1))
        rows.append(row)
    return sum(a * a for row in rows for a in row)


def pascal(x, n):
    rows = [[x]]
    for _ in range(n):
        last = rows[-1]
        rows.append([x] + [last[k] * last[k + 1] + last[k] for k in range(len(last) - 1)] + [x * x])
    return sum(rows[-1])


def repeated_tuple(x, n):
    items = [(x, (x * x, 1.0))] * n
    items[1] = (x**3, (x, x))
    total = 0.0
    for k in range(n):
        p, (q, r) = items[k]
        total += (k + 1) * p * q * r
    return total


def rows_of_another_length(v):
    rows = [[x * j for j in range(k + 1)] for k, x in enumerate(v)]
    total = 0.0
    for k in range(len(rows)):
        total += sum(rows[k]) ** 2
        rows[k] = [total, total * v[0]]
    return total + sum(row[0] * row[1] for row in rows)


def popped_rows(v, n):
    rows = [[x * j for j in range(n)] for x in v]
    total = 0.0
    while rows:
        total = total * 0.5 + sum(rows.pop()) ** 2
    return total


def passive_tuples(v, n):
    rows = [(1.0, 2.0)] * n
    rows[1] = (v[0], v[1])
    total = 0.0
    for k in range(n):
        total += rows[k][0] * rows[k][1] ** 2
    rows[1] = (3.0, 1.0)
    for k in range(n):
        total += rows[k][0] * rows[k][1] ** 2 * v[2]
    return total


def table(x, n):
    t = [[0.0] * (n + 1) for _ in range(n + 1)]
    for i in range(n + 1):
        t[i][0] = x * i
        t[0][i] = x * x * i
    for i in range(1, n + 1):
        for j in range(1, n + 1):
            t[i][j] = math.sin(t[i - 1][j] + 0.5 * t[i][j - 1] * t[i - 1][j - 1])
    return t[n][n]


def table_copied(v, n):
    rows = [[x * j for j in range(n)] for x in v]
    for _ in range(2):
        new = [list(row) for row in rows]
        for i in range(1, len(rows)):
            for j in range(n):
                new[i][j] = rows[i][j] * rows[i - 1][j] + 0.1 * v[0]
        rows = new
    return sum(sum(row) for row in rows)


def array_of_rows(v, n):
    rows = [[x * j for j in range(n)] for x in v]
    M = np.array(rows)
    return np.sum(M.sum(axis=0) ** 2) + np.sum(M.sum(axis=1, keepdims=True) ** 2) + np.sum(M)


def array_of_pairs(v, n):
    pairs = []
    for k in range(n):
        pairs.append((v[k], v[k] * v[0]))
    M = np.array(pairs)
    return np.sum(M[:, 0] * M[:, 1] ** 2) + pairs[0][1] * pairs[1][0]


def particles(v, n):
    bodies = [(a, 0.1 * a * a) for a in v]
    for _ in range(n):
        new = []
        for x, u in bodies:
            force = 0.0
            for y, _ in bodies:
                force += np.tanh(y - x)
            new.append((x + 0.1 * u, u + 0.1 * force * x))
        bodies = new
    return sum(x * u for x, u in bodies)


def rows_swapped(v, n):
    a = [[v[0], v[1] + 2], [v[2], v[3]]]
    for _ in range(n):
        a[0], a[1] = a[1], [p + q * q for p, q in zip(a[0], a[1])]
    return a[0][0] * a[1][1]


def dict_of_rows(v, n):
    d = {"x": [[a, a * a] for a in v], "y": [(a, 1.0) for a in v]}
    for _ in range(n):
        d["x"] = [[p * q, q + 0.1] for p, q in d["x"]]
        d["y"] = d["y"] + [(d["x"][0][0], v[1])]
    return sum(a * b for a, b in d["x"]) * sum(a * b for a, b in d["y"])


def butcher(x, n):
    A = [[0.0, 0.0, 0.0], [0.5, 0.0, 0.0], [-1.0, 2.0, 0.0]]
    y = [x, 0.3]
    for _ in range(n):
        stages = []
        for row in A:
            yi = [u + 0.1 * sum(a * k[i] for a, k in zip(row, stages)) for i, u in enumerate(y)]
            stages.append([yi[1], -math.sin(yi[0]) * x])
        y = [u + 0.1 / 6 * (stages[0][i] + 4 * stages[1][i] + stages[2][i]) for i, u in enumerate(y)]
    return y[0] * y[1]


CASES = [
    Case(tuples_with_lists, (V4, 3), "v"),
    Case(repeated_tuple, (0.8, 3), "x"),
    Case(rows_of_another_length, (V4[:3],)),
    Case(passive_tuples, (V4, 3), "v"),
    Case(table, (0.8, 2), "x"),
    Case(array_of_pairs, (V4, 3), "v"),
]
MORE = [
    Case(joined_tuples, (V4,)),
    Case(joined_rows, (V4, 3), "v"),
    Case(joined_deep, (V4, 2), "v"),
    Case(tuples_with_arrays, (V4, 3), "v"),
    Case(texts_in_tuples, (V4, 3), "v"),
    Case(ragged, (0.8, 3), "x"),
    Case(pascal, (0.8, 3), "x"),
    Case(popped_rows, (V4, 3), "v"),
    Case(table_copied, (V4, 3), "v"),
    Case(array_of_rows, (V4, 3), "v"),
    Case(particles, (V4, 2), "v"),
    Case(rows_swapped, (V4, 3), "v"),
    Case(dict_of_rows, (V4, 2), "v"),
    Case(butcher, (0.8, 2), "x"),
]

test_derivative = derivatives([*CASES, *MORE])
test_second_derivative = second_derivatives(CASES)
