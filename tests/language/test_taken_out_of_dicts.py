"""Lists, dicts and arrays that are taken out of a dict for good: what is done with them then is theirs alone."""

from collections import OrderedDict, defaultdict

import numpy as np
import pytest

from tests.support import Case, check_refused, derivatives, second_derivatives

V4 = np.array([0.5, 1.5, 2.0, 0.7])


class Events:
    def __init__(self):
        self.waiting = defaultdict(list)

    def push(self, time, value):
        self.waiting[time].append(value)

    def take(self):
        time = min(self.waiting)
        return time, self.waiting.pop(time)


def events(x, n):
    queue, total = Events(), 0.0
    queue.push(0, x[0])
    while queue.waiting:
        time, values = queue.take()
        for v in values:
            total += v**2 * (time + 1)
            if time < n:
                queue.push(time + 1, v * x[1])
                queue.push(time + 2, v * x[2])
    return total


def moved(x, n):
    waiting, done, last = {}, {}, [x[0]]
    for i in range(4):
        waiting.setdefault((i * n) % 3, []).append(x[i])
    while waiting:
        k = min(waiting)
        done[k] = waiting.pop(k)
        done[k].append(x[0] * last[0])
        if k == 0:
            done[0].append(x[2])
            last = [x[3]]
    return sum(sum(v) ** 2 for v in done.values())


def arrays_and_dicts(x, n):
    arrays, dicts, total = {}, {}, 0.0
    for i in range(4):
        arrays[(i * n) % 3] = x * x[i]
        dicts[i] = {j: x[j] for j in range(i)}
    while arrays:
        k = max(arrays)
        v = arrays.pop(k)
        v[0] *= 2
        total += np.sum(v**2)
        if k == 2:
            arrays[-1] = v * x[0]
    while dicts:
        d = dicts.pop(min(dicts))
        while d:
            total = total * 1.1 + d.pop(max(d)) ** 2
    return total


def last_first(x, n):
    d, recent, total = {}, OrderedDict(), 0.0
    for i in range(4):
        d.setdefault((i * n) % 5, []).append(x[i])
        recent[i] = x[i]
        if len(recent) > 2:
            recent.popitem(last=False)
    while d:
        k, v = d.popitem()
        v.append(x[0])
        total = total * 1.2 + sum(v) ** 2 * (k + 1)
        if k == 3:
            d[9] = v
    return total + sum(v**2 * k for k, v in recent.items())


CASES = [
    Case(last_first, (V4, 4), 0),
    Case(events, (V4, 3), 0),
    Case(moved, (V4, 4), 0),
    Case(arrays_and_dicts, (V4, 4), 0),
]

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives(CASES[1:2])


def rows_of(x, n):
    return {i: [x[i]] for i in range(n)}


def overwritten(row, x, items):
    row[0] = x[0] * x[1]
    return sum(items)


def two_names(x, n):
    rows = rows_of(x, n)
    return overwritten(rows[n - 1], x, rows.pop(n - 1))


def named_before(x, n):
    rows = rows_of(x, n)
    first = rows[0]
    taken = rows.pop(0)
    taken.append(x[1])
    return sum(first) ** 2


def in_another_dict(x, n):
    rows = rows_of(x, n)
    others = dict(rows)
    taken = rows.pop(0)
    taken.append(x[1])
    return sum(others[0]) ** 2


@pytest.mark.parametrize(
    ("function", "line"),
    [
        (two_names, "return sum(items)"),
        (named_before, "return sum(first) ** 2"),
        (in_another_dict, "return sum(others[0]) ** 2"),
    ],
)
def test_what_has_another_name_is_not_taken_for_its_own(function, line):
    check_refused(function, V4, 3, wrt="x", line=line)
