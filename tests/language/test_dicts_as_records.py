"""Dicts with texts for keys, as the items of lists and dicts of which only the run knows the length or the keys."""

import copy
from collections import defaultdict

import numpy as np
import pytest

from tests.support import Case, check_refused, derivatives, second_derivatives

V4 = np.array([0.5, 1.5, 2.0, 0.7])


def rows_of(x, n):
    rows = []
    for i in range(n):
        rows.append({"name": f"r{i}", "v": x[i % 4] ** 2, "count": i})
    return rows


def totals(x, n):
    d, named = {}, defaultdict(lambda: {"sum": 0.0, "n": 0})
    for i in range(n):
        k = i * n % 3
        if k not in d:
            d[k] = {"name": f"a{k}", "v": x[i % 4], "count": 0}
        d[k]["v"] += x[i % 4] ** 2
        d[k]["count"] += 1
        named[f"a{k}"]["sum"] += x[i % 4] ** 2
        named[f"a{k}"]["n"] += 1
    total = sum(r["sum"] / r["n"] for r in named.values())
    for k, rec in d.items():
        total += rec["v"] ** 2 * rec["count"] * (k + 1)
    return total


def rewritten(x, n):
    rows = rows_of(x, n)
    for i in range(n):
        rows[i]["v"] *= 2
    last = rows[n - 1]
    last["v"] = last["v"] * x[0]
    for r in rows:
        r["count"] += 2
        if r["count"] > 3:
            r["v"] *= r["count"]
    rows[0] = {"name": "z", "v": x[0] * x[1], "count": 1}
    return sum(r["v"] ** 2 * r["count"] for r in rows) + last["v"]


def in_order(x, n):
    rows, total = rows_of(x, n), 0.0
    for r in sorted(rows, key=lambda r: -r["v"]):
        total = total * 1.1 + r["v"] ** 2
    best = max(rows, key=lambda r: r["v"])
    groups = defaultdict(list)
    for r in rows:
        groups[r["count"] % 2].append(r["v"])
        other = {**r, "v": x[1]}
        total += other["v"] * r.get("v") * r.get("w", 2.0) + len(r)
    return total + best["v"] ** 3 + sum(sum(v) ** 2 for v in groups.values())


def graph(x, n):
    nodes = []
    for i in range(n):
        nodes.append({"v": x[i % 4], "kids": []})
    for i in range(1, n):
        nodes[i // 2]["kids"] += [i]
    total = 0.0
    for node in nodes:
        for k in node["kids"]:
            total += nodes[k]["v"] * node["v"]
    return total


CASES = [
    Case(totals, (V4, 4), 0),
    Case(rewritten, (V4, 4), 0),
    Case(in_order, (V4, 4), 0),
    Case(graph, (V4, 5), 0),
]

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives(CASES[1:2])


def one_record_twice(x, n):
    rows, rec = [], {"name": "a", "v": x[0]}
    for _ in range(n):
        rows.append(rec)
    rows[0]["v"] = x[1] * x[2]
    return sum(r["v"] ** 2 for r in rows)


def found_by_name(x, n):
    rows = rows_of(x, n)
    by_name = {r["name"]: r for r in rows}
    by_name["r1"]["v"] = x[0] * x[1]
    return sum(r["v"] ** 2 for r in rows)


def copied_list(x, n):
    rows = rows_of(x, n)
    copy.copy(rows)[0]["v"] = x[0] * x[1]
    return sum(r["v"] ** 2 for r in rows)


def other_keys(x, n):
    rows = rows_of(x, n)
    rows.append({"v": x[0]})
    return sum(r["v"] ** 2 for r in rows)


@pytest.mark.parametrize(
    ("function", "line"),
    [
        (one_record_twice, 'return sum(r["v"] ** 2 for r in rows)'),
        (found_by_name, 'return sum(r["v"] ** 2 for r in rows)'),
        (copied_list, 'return sum(r["v"] ** 2 for r in rows)'),
        (other_keys, 'return sum(r["v"] ** 2 for r in rows)'),
    ],
)
def test_records_that_are_not_apart_or_not_alike_are_refused(function, line):
    check_refused(function, V4, 3, wrt="x", line=line)
