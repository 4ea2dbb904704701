"""Programs with dicts of which only the run knows the keys."""

import copy
import itertools
from collections import Counter, OrderedDict

import numpy as np

from tests.support import Case, derivatives, second_derivatives

KEYS = np.array([3, 2, 1, 3])
EDGES = np.array([[0, 1], [0, 2], [1, 2], [2, 3]])
P3 = np.array([0.3, 0.6, 0.8])


def in_order(x, ks):
    d = {}
    for k in ks:
        d[k] = d.get(k, 0.0) + x * k
    s = 0.0
    for k in sorted(d):
        s = s * 0.5 + d[k] ** 2
    for k, v in sorted(d.items()):
        s = s * 0.5 + v**2
    return s


def max_key(x, ks):
    d = {}
    for k in ks:
        d[k] = x * k
    best = max(d, key=d.get)
    worst = min(d, key=lambda k: d[k])
    return d[best] ** 2 * d[worst] + max(d.values()) + min(d.values())


def to_array(x, ks):
    d = {}
    for k in ks:
        d[k] = x * k * 1.0
    a = np.array(list(d.values()))
    return np.sum(a**2) + np.mean(list(d.values())) / len(d) + np.sum(np.fromiter(d.values(), float) ** 3)


def emptied(x, ks):
    d = {}
    for k in ks:
        d[k] = x * k
    s = 0.0
    while d:
        k = max(d)
        s = s + d.pop(k) * s + x
    if not d:
        s = s * x
    d[5] = s
    d.clear()
    d["a"] = s * s
    return sum(d.values())


def enumerated(x, ks):
    d = {}
    for k in ks:
        d[k] = x * k
    s = 0.0
    for i, (k, v) in enumerate(d.items()):
        s += i * v * v
    for k, v in zip(d, d.values()):
        s += k * v * v
    for i, v in enumerate(d.values()):
        s += v**3
    return s


def joined(x, ks):
    a = {k: x * k for k in ks}
    b = {k + 1: x**k for k in ks}
    c = {**a, **b}
    e = a | b
    a |= b
    return sum(c.values()) ** 2 + sum(e.values()) * sum(a.values())


def leaving(x, ks):
    d = {}
    for k in ks:
        if k in d:
            return d[k] * sum(d.values())
        if k == 100:
            break
        d[k] = x * k
        if k == 2:
            continue
        d[k] = d[k] * x
    return 0.0


def complex_values(x, ks):
    d = {}
    for k in ks:
        d[k] = d.get(k, 0j) + x * (1 + 1j * k)
    s = 0j
    for v in d.values():
        s = s + v * v
    return abs(s)


def ordered(x, ks):
    d = OrderedDict()
    for k in ks:
        d[k] = x * k
    s = 0.0
    for i, k in enumerate(d):
        s += (i + 1) * d[k] ** 2
    return s


def tuple_keys(x, n):
    d = {}
    for i in range(n):
        for j in range(i):
            d[i, j] = x * i + j
            d[j, i] = d[i, j] * x
    s = 0.0
    for (i, j), v in d.items():
        s += v * i - j * v**2
    return s


def parsed(x, lines):
    table = {}
    for line in lines:
        name, value = line.split("=")
        table[name] = float(value) * x
    return table["a"] * table["b"] + table["a"] ** 2


def viterbi(p, obs, n):
    V = {}
    for s in range(n):
        V[0, s] = np.log(p[s])
    for t in range(1, len(obs)):
        for s in range(n):
            best = max(V[t - 1, r] + np.log(p[(r + s) % n]) for r in range(n))
            V[t, s] = best + np.log(p[s]) * obs[t]
    return max(V[len(obs) - 1, s] for s in range(n))


def bellman(w, edges):
    inf = float("inf")
    dist = {0: 0.0}
    for u, v in edges:
        dist.setdefault(v, inf)
    for _ in range(3):
        for e in range(len(edges)):
            u, v = edges[e]
            if dist[u] + w[e] < dist[v]:
                dist[v] = dist[u] + w[e]
    return dist[3]


def counter(x, ks):
    c = Counter()
    for k in ks:
        c[k] += 1
    return sum(n * x**k for k, n in c.items())


def edit_distance(c, a, b):
    d = {}
    for i in range(len(a) + 1):
        d[(i, 0)] = i * c[0]
    for j in range(len(b) + 1):
        d[(0, j)] = j * c[1]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            cost = 0.0 if a[i - 1] == b[j - 1] else c[2]
            d[(i, j)] = min(d[(i - 1, j)] + c[0], d[(i, j - 1)] + c[1], d[(i - 1, j - 1)] + cost)
    return d[(len(a), len(b))]


def stored_in_try(x, ks):
    d = {}
    for k in ks:
        try:
            d[k] = d[k] * 2.0 + x
        except KeyError:
            d[k] = x * k
    return sum(v * v for v in d.values())


def combined(x, ks):
    d = {k: x * k for k in ks}
    return sum(d[a] * d[b] for a, b in itertools.combinations(d, 2))


def backwards(x, ks):
    d = {k: x * k for k in ks}
    s = 0.0
    for k in reversed(d):
        s = s * 0.5 + d[k]
    it = iter(d)
    return s + d[next(it)] * next(iter(d.values()))


def filtered(x, ks):
    d = {k: x * k for k in ks}
    e = {k: v for k, v in d.items() if v > 1.0}
    f = dict(filter(lambda kv: kv[0] > 1, d.items()))
    g = dict(zip(d.keys(), (v * v for v in d.values())))
    h = {v: k for k, v in {1: "a", 2: "b"}.items()}
    return sum(e.values()) + sum(f.values()) + sum(g.values()) * h["a"]


def copied(x, ks):
    d = {k: x * k for k in ks}
    e = copy.deepcopy(d)
    e[3] = x * x
    return d[3] * e[3] + sum(copy.copy(d).values())


CASES = [
    Case(in_order, (1.3, KEYS), wrt="x"),
    Case(max_key, (1.3, KEYS), wrt="x"),
    Case(to_array, (1.3, KEYS), wrt="x"),
    Case(emptied, (1.3, KEYS), wrt="x"),
    Case(enumerated, (1.3, KEYS), wrt="x"),
    Case(joined, (1.3, KEYS), wrt="x"),
    Case(leaving, (1.3, KEYS), wrt="x"),
    Case(complex_values, (1.3, KEYS), wrt="x"),
    Case(ordered, (1.3, KEYS), wrt="x"),
    Case(tuple_keys, (0.3, 3), wrt="x"),
    Case(parsed, (1.3, ["a=2.0", "b=3"]), wrt="x"),
    Case(viterbi, (P3, np.array([1, 0, 1]), 3), wrt="p"),
    Case(bellman, (np.array([1.0, 5.0, 2.0, 0.5]), EDGES), wrt="w"),
    Case(counter, (1.3, KEYS), wrt="x"),
    Case(stored_in_try, (1.3, KEYS), wrt="x"),
    Case(combined, (1.3, KEYS), wrt="x"),
    Case(backwards, (1.3, KEYS), wrt="x"),
    Case(filtered, (1.3, KEYS), wrt="x"),
    Case(copied, (1.3, KEYS), wrt="x"),
    Case(edit_distance, (np.array([1.0, 1.1, 0.7]), "abcd", "acbd"), wrt="c"),
]


test_first_order = derivatives(CASES)
test_second_order = second_derivatives([case for case in CASES if case.function is complex_values])
