"""A row that two lists have: a write through one of them is seen through the other, or refused."""

import numpy as np
import pytest

import s2sad
from tests.support import check, check_or_refused

V4 = np.array([0.7, -0.4, 1.1, 0.3])


def rows_of(v, n):
    rows = []
    for k in range(n):
        rows.append([v[k] * j for j in range(n)])
    return rows


def copied_and_appended(v, n):
    rows = rows_of(v, n)
    other = list(rows)
    y = other[1]
    x = rows[1]
    x.append(v[0] ** 2)
    return sum(y) ** 2


def extended(v, n):
    rows = rows_of(v, n)
    other = []
    other.extend(rows)
    y = other[0]
    rows[0][1] = v[0] ** 2
    return sum(y) ** 2


def collected(v, n):
    rows = rows_of(v, n)
    other = [row for row in rows if len(row) > 0]
    y = other[0]
    rows[0][1] = v[0] ** 2
    return sum(y) ** 2


def collected_in_tuples(v, n):
    rows = rows_of(v, n)
    other = [(row, v[0]) for row in rows]
    y = other[0][0]
    rows[0][1] = v[0] ** 2
    return sum(y) ** 2


def sliced(v, n):
    rows = rows_of(v, n)
    other = rows[:]
    other[0][1] = v[0] ** 2
    return sum(rows[0]) ** 2


def arrays_joined_and_copied(v, n):
    rows = []
    for k in range(n):
        rows.append(v * k)
    joined = rows + [v * 2.0]
    copied = joined.copy()
    copied[0][0] = v[1] ** 2
    return np.sum(rows[0]) ** 2 + np.sum(joined[0]) ** 3


def swapped_and_written(v, n):
    a = [[v[0], v[1]], [v[2], v[3]]]
    b = a[0]
    for _ in range(n):
        a[0], a[1] = a[1], a[0]
        a[0][0] = a[0][0] * a[1][1] + v[1]
    return a[0][0] * a[1][1] + b[0]


def swapped_in_a_dict(v, n):
    d = {"p": [v[0], v[1]], "q": [v[2], v[3]]}
    for _ in range(n):
        d["p"], d["q"] = d["q"], d["p"]
        d["p"][0] = d["p"][0] * d["q"][1] + v[1]
    return d["p"][0] * d["q"][1] + d["q"][0]


@pytest.mark.parametrize(
    "function",
    [copied_and_appended, extended, collected, collected_in_tuples, sliced, arrays_joined_and_copied,
     swapped_and_written, swapped_in_a_dict],
)  # fmt: skip
def test_right_or_refused(function):
    check_or_refused(function, V4, 3, wrt="v")


def tuples_of_two_lengths(v, n):
    items = []
    for k in range(n):
        if k % 2:
            items.append((v[k],))
        else:
            items.append((v[k], v[k] * v[0]))
    total = 0.0
    for k in range(n):
        total += items[k][0] * (k + 1)
    return total


def tuples_and_lists(v, n):
    items = [(0, (v[0],))]
    for k in range(n):
        items.append((k, [v[k], v[k] * v[0]]))
    total = 0.0
    for k in range(n):
        number, item = items[k]
        total += sum(item) * (number + 1)
    return total


def test_tuples_beside_lists_are_refused():
    with pytest.raises(s2sad.TransformError):
        s2sad.grad(tuples_and_lists, wrt="v")(V4, 3)


def longer_than_what_it_was_made_of(v, n):
    items = [(x, x * x) for x in v]
    other = list(items)
    items.append((v[0], v[1]))
    other[0] = (v[2], 1.0)
    return sum(a * b for a, b in items) * len(other) + sum(a * b for a, b in other)


def rows_of_a_copy(v, n):
    rows = rows_of(v, n)
    other = [list(row) for row in rows]
    other[0][1] = v[0] ** 2
    return sum(rows[0]) ** 2 + sum(other[0]) ** 2


@pytest.mark.parametrize("function", [longer_than_what_it_was_made_of, rows_of_a_copy])
def test_what_is_not_shared_is_followed(function):
    check(function, V4, 3, wrt="v")


def growing_tuples(x):
    items = [(x[0],)]
    for v in x[1:]:
        items.append(items[-1] + (v,))
    return sum((k + 1) * sum(item) for k, item in enumerate(items))


def test_tuples_that_are_put_together_are_no_arrays_that_are_added():
    check(growing_tuples, np.array([1.0, 2.0]), wrt="x")
    check(tuples_of_two_lengths, V4, 3, wrt="v")
