"""Dicts of which only the run knows the keys: what is refused."""

from collections import Counter

import numpy as np
import pytest

from tests.support import check_refused

KEYS = np.array([3, 2, 1, 3])
V3 = np.array([0.1, 0.4, 2.0])


def key_that_varies(x, keys):
    d = {}
    for k in keys:
        d[x * k] = x
    return sum(d.values())


def read_by_what_varies(x, keys):
    d = {float(k): x * k for k in keys}
    return d[x]


def lengthened_on_the_way(x, keys):
    d = {k: x * k for k in keys}
    for k in d:
        d[k + 1] = x
    return d[3]


def one_array_twice(x, keys):
    d = {}
    row = x * 2.0
    for k in keys:
        d[k] = row
    d[keys[0]][0] = 5.0
    return np.sum(d[keys[1]])


KEPT: dict[int, float] = {}


def global_written(x, keys):
    for k in keys:
        KEPT[k] = x * k
    return KEPT[3]


def array_of_one_path_written(x, flag):
    row = x * 2.0
    d = {"a": row}
    if flag > 0:
        d["b"] = x
    row[0] = 5.0
    return sum(np.sum(v**2) for v in d.values())


def array_of_two_dicts_written(x, flag):
    row = x * 2.0
    d = {"a": row} if flag > 0 else {"b": x, "c": row}
    row[0] = 5.0
    return sum(np.sum(v**2) for v in d.values())


def array_written_in_a_loop(x, n):
    row = x * 2.0
    d = {"a": row}
    for i in range(n):
        if i == 1:
            d["b"] = x
        row[0] = row[0] * 3.0
    return sum(np.sum(v**2) for v in d.values())


@pytest.mark.parametrize(
    ("function", "args", "wrt", "line"),
    [
        (key_that_varies, (1.3, KEYS), "x", "d[x * k] = x"),
        (read_by_what_varies, (3.0, KEYS), "x", "return d[x]"),
        (lengthened_on_the_way, (1.3, KEYS), "x", "d[k + 1] = x"),
        (one_array_twice, (V3, KEYS), "x", "np.sum(d[keys[1]])"),
        (array_of_one_path_written, (V3, 1), "x", "in d.values())"),
        (array_of_two_dicts_written, (V3, 1), "x", "in d.values())"),
        (array_written_in_a_loop, (V3, 3), "x", 'd["b"] = x'),
        (global_written, (1.3, KEYS), "x", "KEPT[k] = x * k"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_refused(function, args, wrt, line):
    check_refused(function, *args, wrt=wrt, line=line)


def counters_joined(x, keys):
    c = Counter()
    for k in keys:
        c[k] += 1
    return x * (c | c)[3]


def counter_updated(x, keys):
    c = Counter()
    for k in keys:
        c[k] += 1
    c.update({3: 2})
    return x * c[3]


def test_what_counters_add_up_is_refused():
    check_refused(counters_joined, 1.3, KEYS, wrt="x", line="return x * (c | c)[3]")
    check_refused(counter_updated, 1.3, KEYS, wrt="x", line="c.update({3: 2})")
