"""One item under two names, in two lists or in two places: its writes are followed, or refused."""

import numpy as np
import pytest

from tests.support import check_or_refused

X = np.array([0.7, 1.3, 0.4])


class P:
    def __init__(self, x, v):
        self.x = x
        self.v = v


def popped_of_one_list(x, n):
    shared = [x[0], x[1]]
    rows = []
    for i in range(n):
        rows.append(shared)
    b = rows.pop()
    b[0] = x[2] * 5
    return rows[0][0] * x[1]


def popped_of_a_copied_list(x, n):
    rows = []
    for i in range(n):
        rows.append([x[0], x[1]])
    other = list(rows)
    b = rows.pop()
    b[0] = x[2] * 5
    return other[-1][0] * x[1]


def popped_array(x, n):
    rows = []
    for i in range(n):
        rows.append(x * i)
    other = list(rows)
    b = rows.pop()
    b[0] = x[2] * 5
    return other[-1][0] * x[1]


def popped_with_a_name(x, n):
    rows = []
    s = x * 2
    for i in range(n):
        rows.append(s)
    b = rows.pop()
    b[0] = x[2] * 5
    return s[0] + rows[0][0] * x[1]


def appended_again_and_again(x, n):
    a = [x * i for i in range(n)]
    t = a.pop()
    for k in range(3):
        t[0] += x[1] * 7
        a.append(t)
    return a[-1][0] + a[-2][0] ** 2


def kept_from_before(x, n):
    old, new = [x[0], x[1]], [x[1], x[2]]
    keep = new
    for k in range(n):
        new[0] = old[1] * x[2]
        old, new = new, old
    return keep[0] * keep[1] + old[0] + new[1]


def one_object_from_the_second_round_on(x, n):
    prev = [x[0], x[1]]
    cur = [x[1], x[2]]
    for k in range(n):
        cur[0] = cur[0] * prev[1] + x[2]
        prev[1] = cur[0] * 0.5
        prev = cur
    return prev[0] * cur[1]


def kept_in_a_history(x, n):
    a, b = [x[0]] * n, [x[1]] * n
    hist = []
    for k in range(n):
        for i in range(n):
            a[i] = b[i] * x[2] + a[i - 1]
        hist.append(a)
        a, b = b, a
    return sum(hist[0]) + sum(hist[-1])


def one_of_two_with_a_name(x, n):
    a, b = P(x[0], 1.0), P(x[1], 2.0)
    s = 0.0
    c = a
    for k in range(n):
        a.x = b.x * x[2] + c.x
        a, b = b, a
        s += c.x
    return s + a.x * b.x


def moved_by_an_insertion(x, n):
    rows = [[x[0] * i, x[1]] for i in range(n)]
    prev = rows[0]
    for k in range(1, n):
        rows.append([x[0], x[2] * k])
        prev[1] = prev[1] * x[0]
        prev = rows[k]
        rows.insert(0, [x[1], x[2]])
    return sum(r[0] * r[1] for r in rows)


def name_of_a_row_that_moves(x, n):
    rows = [[x[0] * i, x[1]] for i in range(n)]
    p = rows[1]
    for k in range(n - 1):
        rows[k], rows[k + 1] = rows[k + 1], rows[k]
        p[0] += x[2]
    return sum(r[0] * r[1] * (i + 1) for i, r in enumerate(rows))


def other_list_of_the_rows(x, n):
    rows = [[x[0] * i, x[1]] for i in range(n)]
    cols = [rows[0], rows[0], rows[1]]
    rows[0][0] = x[2]
    cols[0], cols[2] = cols[2], cols[0]
    cols[1][1] = x[0] * x[1]
    return sum(r[0] * r[1] * (i + 1) for i, r in enumerate(rows)) + cols[0][0]


def one_row_many_times(x, n):
    r = [x[0], x[1]]
    rows = []
    for i in range(n):
        rows.append(r)
    rows[0], rows[1] = rows[1], rows[0]
    rows[0][1] = x[2]
    return rows[2][1] * x[0]


def replaced_on_one_path(x, n):
    rows = [[x[0] * i, x[1]] for i in range(n)]
    p = rows[0]
    if x[0] > 0.1:
        p = rows[1]
        rows[1] = [x[2], x[2]]
    p[0] = x[2] * 7
    return sum(r[0] * r[1] * (i + 1) for i, r in enumerate(rows))


def replaced_where_it_is_best(x, n):
    rows = [[x[0] * i, x[1]] for i in range(n)]
    best = rows[0]
    for i in range(n):
        if rows[i][0] > best[0]:
            best = rows[i]
            rows[i] = [x[2], x[2]]
        best[1] = best[1] * x[0]
    return sum(r[0] * r[1] * (i + 1) for i, r in enumerate(rows)) + best[1]


def of_two_lists(x, n):
    rows = [[x[0] * i, x[1]] for i in range(n)]
    other = [[x[2] * i, x[1]] for i in range(n)]
    best = rows[0]
    for i in range(n):
        if other[i][0] > best[0]:
            best = other[i]
    best[1] = 7 * x[0]
    return sum(r[0] * r[1] * (i + 1) for i, r in enumerate(rows)) + sum(r[1] for r in other)


def rest_of_the_rows(x, n):
    rows = [[x[0] * i, x[1]] for i in range(n)]
    other = rows[1:]
    other[0][0] = x[1] * 9
    return sum(r[0] * r[1] for r in rows)


def sorted_rows(x, n):
    rows = [[x[0] * i, x[1]] for i in range(n)]
    other = sorted(rows, key=lambda r: -r[0])
    rows[1][0] = x[1] * 9
    return sum(r[0] * r[1] for r in other)


def copied_list(x, n):
    rows = [x * i for i in range(n)]
    other = list(rows)
    other[1] *= x[1] * 9
    return sum(r[0] * r[1] for r in rows)


def slice_and_exchange(x, n):
    rows = [x * i for i in range(n)]
    other = rows[:2]
    rows[0], rows[1] = rows[1], rows[0]
    other[0] *= 2 * x[1]
    return sum((i + 1) * r[0] for i, r in enumerate(rows))


def joined_with_itself(x, n):
    rows = [x * i for i in range(n)]
    other = rows + rows
    other[0] *= 2 * x[1]
    return other[n][1]


@pytest.mark.parametrize(
    "function",
    [
        popped_of_one_list,
        popped_of_a_copied_list,
        popped_array,
        popped_with_a_name,
        appended_again_and_again,
        kept_from_before,
        one_object_from_the_second_round_on,
        kept_in_a_history,
        one_of_two_with_a_name,
        moved_by_an_insertion,
        name_of_a_row_that_moves,
        other_list_of_the_rows,
        one_row_many_times,
        replaced_on_one_path,
        replaced_where_it_is_best,
        of_two_lists,
        rest_of_the_rows,
        sorted_rows,
        copied_list,
        slice_and_exchange,
        joined_with_itself,
    ],
)
def test_right_or_refused(function):
    check_or_refused(function, X, 4, wrt="x")
