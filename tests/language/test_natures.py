"""Deques that forget and dicts that make what they have not: they stay what they are, wherever they are put."""

import copy
from collections import Counter, defaultdict, deque

import numpy as np

from tests.support import Case, check_refused, derivatives, second_derivatives

V4 = np.array([0.3, 1.2, 0.7, 2.1])


def last_two(q, x, n):
    if n == 0:
        return sum(q) ** 2
    q.append(x[n % 4])
    return last_two(q, x, n - 1) + q[0] ** 2


def handed_to_a_recursive_function(x, n):
    return last_two(deque(maxlen=2), x, n)


def counted_down(d, x, n):
    if n == 0:
        return d[7] ** 2 + x[0]
    d[n] += x[n % 4]
    return counted_down(d, x, n - 1) + d[n] ** 2


def dict_handed_to_a_recursive_function(x, n):
    d = defaultdict(float)
    d[1] = x[0]
    return counted_down(d, x, n)


def deques_in_lists_and_dicts(x, n):
    queues, by_key, made = [], {}, defaultdict(lambda: deque(maxlen=2))
    for i in range(n):
        queues.append(deque([x[i % 4]], maxlen=2))
        by_key[i % 3] = deque([x[i % 4]], maxlen=2)
    for i in range(n):
        for j in range(3):
            queues[i].append(x[j] * i)
            by_key[i % 3].append(x[j] * i)
            made[i % 2].append(x[j])
    copied = dict(by_key)
    copied[0].append(x[3] * x[2])
    total = sum(copied[0]) ** 3
    for q in queues:
        total += sum(q) ** 2
    for k in copied:
        total += sum(copied[k]) * sum(made[k % 2])
    return total


def dicts_of_one_path_or_the_other(x, n):
    a, b = {}, {}
    for i in range(n):
        a[i], b[i] = defaultdict(float), defaultdict(float)
    d = a if n > 3 else b
    d[n - 1][2] += x[0]
    d[n - 1][2] += x[1] * x[0]
    counts = defaultdict(Counter)
    for i in range(n):
        counts[i % 3][i % 2] += 1
    return d[n - 1][2] ** 2 + sum(counts[k][j] * x[j] ** 2 for k in counts for j in range(3))


def copies(x, n):
    q, d = deque(maxlen=2), defaultdict(float)
    for i in range(n):
        q.append(x[i % 4])
        d[i % 3] += x[i % 4]
    one, other = copy.copy(q), copy.deepcopy(q)
    first, second, third = copy.copy(d), d.copy(), d | {8: x[2]}
    one.append(x[0] * x[1])
    other.append(x[2])
    first[7] += x[0]
    second[9] += x[1]
    third[9] += x[3]
    sums = [sum(v.values()) for v in (d, first, second, third)]
    return sum(one) ** 2 + sum(other) ** 3 + sums[0] * sums[1] + sums[2] * sums[3]


def made_of_deques(x, n):
    q, rows = deque(maxlen=3), []
    for i in range(n):
        q.append(x[i % 4])
        row = list(q)
        row.append(x[0] * x[1])
        rows.append(row)
    other = q.copy()
    other.append(x[2] * x[3])
    ordered = sorted(q)
    ordered.append(x[1])
    return sum(sum(row) ** 2 for row in rows) + sum(other) ** 2 + sum(ordered) ** 2


CASES = [
    Case(handed_to_a_recursive_function, (V4, 5), 0),
    Case(dict_handed_to_a_recursive_function, (V4, 3), 0),
    Case(deques_in_lists_and_dicts, (V4, 5), 0),
    Case(dicts_of_one_path_or_the_other, (V4, 4), 0),
    Case(copies, (V4, 6), 0),
    Case(made_of_deques, (V4, 6), 0),
]

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives(CASES[-1:])


def one_or_the_other(x, n):
    q = deque([x[0]], maxlen=2) if n > 3 else [x[1]]
    q.append(x[2])
    return sum(q)


def lambdas_that_read(x, n):
    d = {}
    for c in (2.0, 3.0):
        d[n * c] = defaultdict(lambda c=c: c)
    return d[2 * n][7] * x[0]


def sum_of_deques(x, n):
    return sum(deque([x[0]] * n, maxlen=3) + deque([x[1]]))


def deque_of_the_callers(x, q):
    q.append(x[0])
    return sum(q)


class Squares(list):
    def append(self, v):
        super().append(v * v)


def lists_of_a_class(x, n):
    made = [Squares() for _ in range(n)]
    for i in range(n):
        made[i].append(x[i])
    return max(max(squares) for squares in made)


def test_what_cannot_be_kept_is_refused():
    check_refused(one_or_the_other, V4, 4, wrt="x", line="q = deque([x[0]], maxlen=2) if n > 3 else [x[1]]")
    check_refused(lambdas_that_read, V4, 2, wrt="x", line="d[n * c] = defaultdict(lambda c=c: c)")
    check_refused(sum_of_deques, V4, 2, wrt="x", line="return sum(deque([x[0]] * n, maxlen=3) + deque([x[1]]))")
    check_refused(deque_of_the_callers, V4, deque([1.0]), wrt="x", line="return sum(q)")
    check_refused(lists_of_a_class, V4, 3, wrt="x", line="return max(max(squares) for squares in made)")
