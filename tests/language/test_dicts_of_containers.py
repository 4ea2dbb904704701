"""Dicts of which only the run knows the keys, with lists, tuples, dicts and objects for values."""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pytest

import s2sad
from tests.support import Case, check, check_refused, derivatives, second_derivatives

KEYS = np.array([3, 2, 1, 3, 2])
V5 = np.array([0.5, 1.5, 2.0, 0.7, -1.1])


def grouped(x, keys):
    groups = {}
    for k, v in zip(keys, x):
        groups.setdefault(k, []).append(v * v)
    total = 0.0
    for k, vs in groups.items():
        total += sum(vs) ** 2 / len(vs)
    return total


def grouped_by_default(x, keys):
    groups = defaultdict(list)
    for k, v in zip(keys, x):
        groups[k].append(v)
    total = 0.0
    for k, vs in groups.items():
        total += max(vs) * np.mean(vs) + np.sum(np.array(groups[k]) ** 2)
    return total


def adjacent(w, keys):
    graph = {}
    for i in range(len(keys) - 1):
        if keys[i] not in graph:
            graph[keys[i]] = []
        graph[keys[i]].append((keys[i + 1], w[i]))
    total = 0.0
    for out in graph.values():
        for b, c in out:
            total += c**2 * b + np.sin(c)
    return total


def best_of_pairs(x, keys):
    best = {}
    for i in range(len(keys)):
        k = keys[i]
        if k not in best or x[i] ** 2 < best[k][0]:
            best[k] = (x[i] ** 2, i)
    total = best.get(17, (1.0, 0))[0]
    for c, i in best.values():
        total += c**2 * (i + 1)
    return total


def statistics(x, keys):
    stats = {}
    for k, v in zip(keys, x):
        if k not in stats:
            stats[k] = {"n": 0, "s": 0.0}
        stats[k]["n"] += 1
        stats[k]["s"] += v * v
    return sum(d["s"] ** 2 / d["n"] for d in stats.values())


@dataclass
class Cell:
    mass: float
    n: int = 0


class Edge(NamedTuple):
    to: int
    cost: float


def objects(x, keys):
    cells, best = {}, {}
    for k, v in zip(keys, x):
        if k not in cells:
            cells[k] = Cell(0.0)
        cells[k].mass += v * v
        cells[k].n += 1
        best[k] = Edge(k, cells[k].mass * v)
    total = sum(e.cost**2 * e.to for e in best.values())
    for c in cells.values():
        total += c.mass**2 / c.n
    return total


def nested(x, keys):
    d = defaultdict(lambda: defaultdict(float))
    e = {}
    for i in range(len(keys) - 1):
        d[keys[i]][keys[i + 1]] += x[i] ** 2
        e.setdefault(keys[i], {})[i] = d[keys[i]][keys[i + 1]] * x[0]
    total = e[3][3] ** 3
    for i, row in d.items():
        for j in row:
            total += d[i][j] ** 2 * (i + 2 * j)
    return total + sum(sum(row.values()) ** 2 for row in e.values())


def lists_two_deep(x, keys):
    d = defaultdict(lambda: defaultdict(list))
    for i in range(len(keys) - 1):
        d[keys[i]][keys[i + 1]].append(x[i])
        d[keys[i]][keys[i]].append(x[i] ** 2)
    return sum(sum(vs) ** 2 * j for row in d.values() for j, vs in row.items())


class Graph:
    def __init__(self, levels):
        self.edges = {}
        self.state = {"seen": {}, "levels": [{} for _ in range(levels)]}

    def add(self, a, b, w):
        self.edges.setdefault(a, []).append((b, w))
        self.state["seen"][a] = self.state["seen"].get(a, 1.0) * w
        self.state["levels"][1][b] = w


def inside_others(x, keys):
    g = Graph(2)
    for i in range(len(keys) - 1):
        g.add(keys[i], keys[i + 1], x[i])
    total = sum(v**2 for v in g.state["seen"].values()) + sum(g.state["levels"][1].values())
    for out in g.edges.values():
        for b, w in out:
            total += w**2 * b
    rows = []
    for i in range(len(keys)):
        rows.append({keys[i]: x[i] ** 2, 0: x[0]})
    for row in rows:
        for k, v in row.items():
            total += v**2 * k + v
    return total


def methods(x, keys):
    d = {}
    for i in range(len(keys)):
        d.setdefault(keys[i], []).append(x[i])
    for k in d:
        d[k].extend([x[0], x[1] * k])
        d[k].insert(0, x[2])
        d[k].sort()
        last = d[k].pop()
        d[k].append(d[k].pop(0) * last)
        d[k] += [x[3]]
    return sum(sum(v) ** 2 for v in d.values())


def replaced(x, keys):
    d = {}
    total = 0.0
    for i in range(len(keys)):
        d[keys[i]] = [x[i]]
        d[keys[i]].append(x[i] ** 2)
        d[keys[i]] = [v * 2 for v in d[keys[i]]] + [x[0]]
        if i == 3:
            total += sum(d.pop(2)) ** 3
    return total + sum(sum(v) ** 2 for v in d.values())


def written_where_they_stand(x, keys):
    d = {}
    for i in range(len(keys)):
        d.setdefault(keys[i], []).append(x[i])
    for i in range(len(keys) - 1):
        a, b = d[keys[i]], d[keys[i + 1]]
        a.append(b[-1] * x[i])
        b[0] = a[0] * x[i + 1] + len(a)
    for k, vs in d.items():
        vs[0] = vs[0] * k
    return sum(sum(v) ** 2 for v in d.values())


def named_first(x, keys):
    d = {"a": [], "b": [x[0]]}
    e = {}
    for i in range(len(keys)):
        row = []
        e[keys[i]] = row
        row.append(x[i])
        d["a" if keys[i] > 1 else "b"].extend(row)
    return sum(d["a"]) ** 2 + sum(d["b"]) ** 3 + e[3][0] ** 2


CASES = [
    Case(function, (V5, KEYS), wrt=function.__code__.co_varnames[0])
    for function in (
        grouped, grouped_by_default, adjacent, best_of_pairs, statistics, objects, nested, lists_two_deep,
        inside_others, methods, replaced, written_where_they_stand, named_first,
    )
]  # fmt: skip
test_first_order = derivatives(CASES)
TWICE = (adjacent, best_of_pairs, statistics, nested, written_where_they_stand)
test_second_order = second_derivatives([case for case in CASES if case.function in TWICE])


def test_a_dict_of_lists_is_a_result():
    def squares(x, keys):
        d = {}
        for i in range(len(keys)):
            d.setdefault(keys[i], []).append(x[i] ** 2)
        return d

    check(squares, V5, KEYS, wrt="x")


GROUPED = """
    groups_bar = {p: ([0.0] * len(q)) for p, q in groups.items()}
    for k in reversed(keys_1):
        total = total_tape.pop()
        t_1 = len(groups[k])
        t_2 = 2.0 / t_1 * total
        t_bar = [0.0] * t_1
        for i in range(t_1 - 1, -1, -1):
            t_bar[i] += t_2
        t_1 = groups_bar[k]
        t_1 = [(p + q) for p, q in zip(t_1, t_bar)]
        groups_bar[k] = t_1
    x_bar = np.zeros(x.shape)
    for i in range(t - 1, -1, -1):
        t_bar = groups_bar[keys[i]].pop()
        x_bar[i] += 2.0 * t_bar * x[i]
    return x_bar
"""


def test_what_is_added_to_a_list_is_taken_from_the_end_of_its_adjoint():
    derived = s2sad.grad(grouped, wrt="x")
    derived(V5, KEYS)
    assert GROUPED.strip() in derived.source


def one_list_under_two_keys(x, keys):
    d = {}
    for k in keys:
        d[k] = []
    d[3] = d[2]
    for i in range(len(keys)):
        d[keys[i]].append(x[i])
    return sum(d[3]) ** 2 + sum(d[2])


def one_list_in_two_dicts(x, keys):
    d = {}
    for i in range(len(keys)):
        d.setdefault(keys[i], []).append(x[i])
    e = dict(d)
    e[3].append(x[0] * 7)
    return sum(d[3]) ** 2


def kept_in_a_list(x, keys):
    d, rows = {}, []
    for i in range(len(keys)):
        r = d.setdefault(keys[i], [])
        r.append(x[i])
        rows.append(r)
    return sum(sum(r) ** 2 for r in rows)


def no_longer_there(x, keys):
    d = {}
    for i in range(len(keys)):
        d.setdefault(keys[i], []).append(x[i])
    a = d[3]
    d[3] = [x[1]]
    a.append(x[0] * 3)
    return sum(a) ** 2 + sum(d[3])


@pytest.mark.parametrize(
    ("function", "line"),
    [
        (one_list_under_two_keys, "d[keys[i]].append(x[i])"),
        (one_list_in_two_dicts, "return sum(d[3]) ** 2"),
        (kept_in_a_list, "rows.append(r)"),
        (no_longer_there, "sum(d[3])"),
    ],
)
def test_a_list_that_stands_in_two_places_is_not_written(function, line):
    check_refused(function, V5, KEYS, wrt="x", line=line)
