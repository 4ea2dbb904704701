"""What a list has been given is changed afterwards, under the name with which it was put in."""

import numpy as np

from tests.support import Case, check_refused, derivatives, second_derivatives

X = np.array([0.7, 1.3, 0.45, 1.9])


class Body:
    def __init__(self, mass):
        self.mass, self.pulled = mass, 0.0


def runs(x, n):
    groups, current = [], []
    for k in range(n):
        v = x[k % 4] * (k + 1)
        if current and v < current[-1]:
            groups.append(current)
            current = []
        current.append(v)
    groups.append(current)
    current.append(x[0])
    groups[0].append(x[1])
    return sum(sum(group) ** 2 * len(group) for group in groups)


def runs_put_in_at_once(x, n):
    current = []
    groups = [current]
    for k in range(n):
        v = x[k % 4] * (k + 1)
        if current and v < current[-1]:
            current = []
            groups.append(current)
        current.append(v)
        groups[-1][0] += 0.3 * x[3]
    return sum(sum(group) ** 2 for group in groups) + sum(current)


def read_in_between(x, n):
    table, total = [], 0.0
    for i in range(n):
        row = [x[i]]
        table.append(row)
        row.append(x[1])
        total += sum(table[-1]) ** 2
        row.append(x[2] * i)
        row[0] *= x[3]
        total += len(table[0]) * table[0][-1] * row[0]
    return total + sum(sum(row) ** 2 for row in table)


def first_of_a_table(x, n):
    table = [[x[0], x[1]]]
    first = table[0]
    for i in range(n):
        row = [x[i]]
        table.append(row)
        row.append(x[1])
        first[0] += x[2]
        row[0] *= x[3]
    return sum(row[0] * row[1] * (k + 1) for k, row in enumerate(table))


def chain_of_bodies(x, n):
    bodies = []
    before = Body(x[0])
    bodies.append(before)
    for i in range(n):
        body = Body(x[i])
        bodies.append(body)
        before.pulled += body.mass * x[1]
        body.mass *= x[2]
        before = body
    return sum(body.mass**2 * (1.0 + body.pulled) for body in bodies)


def arrays_filled_later(x, n):
    rows = []
    for i in range(n):
        row = np.zeros(3)
        rows.append(row)
        for j in range(3):
            row[j] = x[j] * x[i]
    return sum(np.sum(row**2) for row in rows)


def by_index(x, n):
    table, bins = [], [[], [], []]
    for i in range(n):
        table.append([])
        for j in range(3):
            table[i].append(x[i] * x[j])
        bins[i % 3].append(sum(table[i]))
    return sum(sum(row) ** 2 for row in table + bins)


def under_another_name(x, n):
    table = []
    for i in range(n):
        row = [x[i]]
        kept = row
        table.append(row)
        kept.append(x[0] * i)
        table[0].append(x[1])
    return sum(sum(row) ** 2 for row in table)


def one_of_several(x, n):
    bins = [[x[0], 1.0], [x[1], 2.0], [x[2], 0.5]]
    for k in range(n):
        row = bins[k % 3]
        row[0] *= x[k % 4]
        row[1] += row[0]
        if len(row) < 4:
            row.append(row[0] * row[1])
        row[-1] += sum(row) * 0.1
        other = bins[(k + 1) % 3]
        other[0] += row[0]
    return sum(sum(row) ** 2 for row in bins)


CASES = [
    Case(runs, (X, 7), wrt="x"),
    Case(runs_put_in_at_once, (X, 6), wrt="x"),
    Case(read_in_between, (X, 4), wrt="x"),
    Case(first_of_a_table, (X, 3), wrt="x"),
    Case(chain_of_bodies, (X, 4), wrt="x"),
    Case(arrays_filled_later, (X, 4), wrt="x"),
    Case(by_index, (X, 4), wrt="x"),
    Case(under_another_name, (X, 3), wrt="x"),
    Case(one_of_several, (X, 5), wrt="x"),
]
test_first_order = derivatives(CASES)
test_second_order = second_derivatives(
    [case for case in CASES if case.function not in (arrays_filled_later, one_of_several)]
)


def one_row_twice(x, n):
    row = [x[0], 0.5]
    table = []
    table.append(row)
    table.append(row)
    for _ in range(n):
        table.append([x[2], x[3]])
    for i in range(n):
        table[i][0] += x[1] * i
    return sum(row[0] * row[1] for row in table)


def one_row_each_round(x, n):
    table, row = [], []
    for i in range(n):
        table.append(row)
        row.append(x[i])
    return sum(sum(row) ** 2 for row in table)


def moved_on(x, n):
    table, row = [], [x[0]]
    table.append(row)
    for i in range(n):
        table.insert(0, [x[i], x[1]])
        row.append(x[1] * i)
    return sum(sum(row) ** 2 for row in table)


def test_one_list_at_two_places_is_refused():
    check_refused(one_row_twice, X, 3, wrt="x", line="table[i][0] += x[1] * i")
    check_refused(one_row_each_round, X, 3, wrt="x", line="table.append(row)")


def test_a_row_whose_place_changes_is_refused():
    check_refused(moved_on, X, 3, wrt="x", line="table.insert(0, [x[i], x[1]])")


# -- tables that change names ---------------------------------------------------------------------


def table_of(x, n, scale=1.0):
    return [[x[(i + j) % 4] * scale + i for j in range(n)] for i in range(n)]


def two_tables(x, n):
    u, v = table_of(x, n), table_of(x, n, 2.0)
    error, k = 1.0, 0
    while error > 1e-3 and k < 3:
        error = 0.0
        for i in range(n):
            row = u[i]
            for j in range(n):
                v[i][j] = 0.3 * (u[i - 1][j] + u[i][j - 1] * x[1])
                error = max(error, abs(v[i][j] - u[i][j]))
            row[0] += v[i][0] ** 2
        u, v = v, u
        k += 1
    return sum(sum(row) ** 2 for row in u) + sum(row[0] * row[1] for row in v)


def three_tables(x, n):
    u, v, w = table_of(x, n), table_of(x, n, 2.0), [[0.0] * n for _ in range(n)]
    for _ in range(n):
        for i in range(1, n):
            for j in range(n):
                w[i][j] = 1.5 * v[i][j] - 0.2 * u[i - 1][j] * x[0]
        u, v, w = v, w, u
    return sum(sum(row) ** 2 for row in v) + sum(row[0] * row[1] for row in w)


def tables_that_share_rows(x, n):
    u = table_of(x, n)
    v = list(u)
    for _ in range(2):
        for i in range(n):
            v[i][0] = u[i][1] * 0.5 + x[0]
        u, v = v, u
    return sum(sum(row) ** 2 for row in u)


TABLES = [Case(two_tables, (X, 3), wrt="x"), Case(three_tables, (X, 3), wrt="x")]
test_tables_first_order = derivatives(TABLES)
test_tables_second_order = second_derivatives([TABLES[1]])


def test_tables_that_share_rows_are_refused():
    check_refused(tables_that_share_rows, X, 3, wrt="x", line="v[i][0] = u[i][1] * 0.5 + x[0]")
