"""Dicts of which only the run knows the keys: written, read, walked over, joined, and what is refused of them."""

import copy
import itertools
from collections import Counter, OrderedDict, defaultdict
from dataclasses import dataclass, field

import numpy as np
import pytest

import s2sad
from tests.support import Case, check, check_refused, derivatives, second_derivatives

KEYS = np.array([3, 2, 1, 3])
V3 = np.array([0.1, 0.4, 2.0])
EDGES = np.array([[0, 1], [0, 2], [1, 2], [2, 3]])
P3 = np.array([0.3, 0.6, 0.8])


def memoised(x, n):
    cache = {}
    for i in range(n):
        if i < 2:
            cache[i] = x
        else:
            cache[i] = cache[i - 1] * x + cache[i - 2]
    return cache[n - 1]


def cheapest_way(w, n):
    cost = {}
    for i in range(n):
        for j in range(n):
            best = w[i, j] * w[i, j]
            if i > 0:
                best = best + cost[(i - 1, j)] * 0.5
            if j > 0:
                best = best + np.sin(cost[i, j - 1])
            cost[(i, j)] = best
    return cost[(n - 1, n - 1)]


def counts(w, names):
    c = {}
    for name, v in zip(names, w):
        c[name] = c.get(name, 0.0) + v * v
    s = 0.0
    for k, v in c.items():
        s += v**2
    return s


def counted_by_default(w, names):
    c = defaultdict(float)
    for name, v in zip(names, w):
        c[name] += v * v
    s = 0.0
    for k in c:
        s += c[k] ** 2
    return s


def overwritten(x, ks):
    d = {}
    for k in ks:
        if k in d:
            d[k] = d[k] * d[k] * x
        else:
            d[k] = np.sin(x) + k
    s = 0.0
    for v in d.values():
        s = s + v * v
    return s


def popped(x, ks):
    d = {}
    s = 0.0
    for k in ks:
        d[k] = d.get(k, 1.0) * x + k
        if k % 3 == 0:
            s = s + d.pop(k) ** 2
    for k in list(d):
        s = s + d[k] * k
        del d[k]
    return s + len(d)


def scaled(x, ks):
    d = {k: x * k for k in ks}
    t = sum(d.values())
    for k in d:
        d[k] = d[k] / t
    return sum(v * v for v in d.values())


def set_by_default(x, ks):
    d = {}
    s = 0.0
    for k in ks:
        v = d.setdefault(k, x * x)
        d[k] = v * x
        s += v
    return s + sum(d.values())


def updated(x, ks):
    d = {k: x * k for k in ks}
    e = dict(d)
    d.update({k: v * v for k, v in e.items()})
    e.update(a=x)
    f = {**e, "b": x**3}
    return sum(d.values()) * sum(f.values()) + len(f)


def of_arrays(x, ks):
    d = {}
    for k in ks:
        d[k] = x * k
    s = 0.0
    for k, v in d.items():
        s += np.sum(v**2) * (k + 1)
    d[ks[0]] = np.sin(d[ks[1]])
    return s + np.sum(d[ks[0]] * x)


def arrays_written(x, ks):
    d = {}
    for k in ks:
        if k not in d:
            d[k] = np.zeros(3)
        d[k] += x * k
        d[k][1] = d[k][1] ** 2 + x[0]
    tot = np.zeros(3)
    for k, v in d.items():
        v *= x
        tot = tot + v * v
    return tot[0] * tot[1] + tot[2]


def arrays_by_default(x, ks):
    q = defaultdict(lambda: np.zeros(3))
    for k in ks:
        q[k][k % 3] += x[1] * k
        q[k + 1] = q[k] * x
    tot = 0.0
    for v in q.values():
        tot = tot + np.sum(np.sin(v))
    return tot


def on_one_path(x, flag):
    d = {"a": x}
    if flag > 0:
        d["b"] = x * x
    s = 0.0
    for k in d:
        s += d[k]
    if "b" in d:
        s = s * d["b"]
    return s


def relaxed(w, edges, n):
    dist = {0: 0.0}
    for it in range(n):
        for e, (u, v) in enumerate(edges):
            if u in dist:
                nd = dist[u] + w[e]
                if v not in dist or nd < dist[v]:
                    dist[v] = nd
    return dist[n - 1] ** 2


def nested_loop(x, m):
    out = {}
    for i in range(m):
        row = {}
        for j in range(i + 1):
            row[j] = x * j + i
        out[i] = sum(row.values())
    return sum(v * v for v in out.values())


def doubled(x, n):
    memo = {1: x}
    k = 1
    while k < n:
        k = k * 2
        memo[k] = memo[k // 2] ** 2 * 0.5 + x
    return memo[k]


def rounded_key(x, ks):
    d = {}
    for k in ks:
        d[int(x * k)] = x * k
    return sum(d.values()) ** 2


def two_names(x, ks):
    d = {}
    e = d
    for k in ks:
        e[k] = x * k
        d[k] = e[k] * e[k] + d.get(k + 1, x)
    return sum(e.values()) + d[2]


def put(d, k, v):
    d[k] = v * v


def helper(x, ks):
    d = {}
    for k in ks:
        put(d, k, x * k)
    return sum(v for v in d.values())


@dataclass
class Memo:
    scale: float
    cache: dict = field(default_factory=dict)

    def __call__(self, k):
        if k not in self.cache:
            self.cache[k] = np.sin(self.scale * k)
        return self.cache[k]


def in_object(x, ks):
    m = Memo(x)
    s = 0.0
    for k in ks:
        s += m(k) * k
    return s


def tried(x, ks):
    d = {}
    s = 0.0
    for k in ks:
        try:
            v = d[k]
        except KeyError:
            v = np.exp(x * k)
            d[k] = v
        s += v * v
    return s


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


def missing(x, keys):
    d = {}
    for k in keys:
        d[k] = x
    return d[17]


def result(x, keys):
    d = {}
    for k in keys:
        d[k] = x * k
    return d


CASES = [
    Case(memoised, (1.2, 6)),
    Case(cheapest_way, (np.arange(9.0).reshape(3, 3) / 7, 3)),
    Case(counts, (np.array([1.0, 2.0, 3.0]), ["a", "b", "a"]), wrt="w"),
    Case(counted_by_default, (np.array([1.0, 2.0, 3.0, 0.5]), KEYS), wrt="w"),
    Case(overwritten, (0.7, np.array([1, 2, 1, 1, 2, 5])), wrt="x"),
    Case(popped, (0.7, np.array([3, 2, 3, 1, 2, 5, 6])), wrt="x"),
    Case(scaled, (0.7, KEYS), wrt="x"),
    Case(set_by_default, (0.7, KEYS), wrt="x"),
    Case(updated, (0.7, KEYS), wrt="x"),
    Case(of_arrays, (V3, KEYS), wrt="x"),
    Case(arrays_written, (V3, KEYS), wrt="x"),
    Case(arrays_by_default, (V3, KEYS), wrt="x"),
    Case(on_one_path, (1.3, 1), wrt="x"),
    Case(on_one_path, (1.3, -1), wrt="x"),
    Case(relaxed, (np.array([1.0, 5.0, 2.0, 0.5]), EDGES, 4), wrt="w"),
    Case(nested_loop, (1.3, 3), wrt="x"),
    Case(doubled, (1.3, 9), wrt="x"),
    Case(rounded_key, (1.3, KEYS), wrt="x"),
    Case(two_names, (1.3, KEYS), wrt="x"),
    Case(helper, (1.3, KEYS), wrt="x"),
    Case(in_object, (1.3, KEYS), wrt="x"),
    Case(tried, (0.3, KEYS), wrt="x"),
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
TWICE = (
    memoised,
    counts,
    overwritten,
    popped,
    two_names,
    set_by_default,
    on_one_path,
    doubled,
    of_arrays,
    complex_values,
)
test_second_order = second_derivatives([case for case in CASES if case.function in TWICE])


def test_a_dict_is_a_result():
    check(result, 1.3, KEYS, wrt="x")


def test_a_missing_key_is_the_same_error():
    with pytest.raises(KeyError, match="17"):
        s2sad.grad(missing)(1.3, KEYS)


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


def argument_written(d, x, keys):
    for k in keys:
        d[k] = x * k
    return d[3]


def dicts_inside(x, keys):
    d = {}
    for k in keys:
        d[k] = {"a": x}
    return d[3]["a"]


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
        (argument_written, ({3: 1.0}, 1.3, KEYS), "x", "d[k] = x * k"),
        (dicts_inside, (1.3, KEYS), "x", 'd[k] = {"a": x}'),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_refused(function, args, wrt, line):
    check_refused(function, *args, wrt=wrt, line=line)


MEMOISED = """
    # forward sweep
    t_tape = []
    cache = {0: 1.0, 1: x}
    for i in range(2, n):
        t = cache[i - 1]
        t_tape.append(t)
        cache[i] = t * x + cache[i - 2]
    t = n - 1
    t_1 = cache[t]
    # reverse sweep
    cache_bar = {t: 1.0}
    x_bar = 0.0
    for i in range(n - 1, 1, -1):
        t = t_tape.pop()
        t_1 = i - 1
        t_2 = i - 2
        t_3 = cache_bar.pop(i, 0.0)
        cache_bar[t_2] = cache_bar.get(t_2, 0.0) + t_3
        x_bar += t * t_3
        cache_bar[t_1] = cache_bar.get(t_1, 0.0) + t_3 * x
    return x_bar + cache_bar.get(1, 0.0)
"""


def test_the_text_is_that_of_a_person():
    def recurrence(x, n):
        cache = {0: 1.0, 1: x}
        for i in range(2, n):
            cache[i] = cache[i - 1] * x + cache[i - 2]
        return cache[n - 1]

    derived = s2sad.grad(recurrence)
    assert derived(1.2, 6) == pytest.approx(5 * 1.2**4 + 12 * 1.2**2 + 3)
    assert MEMOISED.strip() in derived.source


def oldest(x):
    d = OrderedDict(a=x, b=x * x)
    return d.popitem(last=False)[1] * 3.0 + d.popitem()[1]


def test_an_ordered_dict_is_emptied_from_both_ends():
    check(oldest, 1.3)


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
