"""Dicts of which only the run knows the keys: written, read, walked over, joined, and what is refused of them."""

from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field

import numpy as np
import pytest

import s2sad
from tests.support import Case, check, derivatives, second_derivatives

KEYS = np.array([3, 2, 1, 3])
V3 = np.array([0.1, 0.4, 2.0])
EDGES = np.array([[0, 1], [0, 2], [1, 2], [2, 3]])


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


def argument_written(d, keys):
    for k in keys:
        d[k] = d[k] * d[2] + k
        d[k + 3] = d.get(k + 4, 2.0) * d[3]
    del d[keys[0]]
    d.setdefault(keys[0], d.pop(keys[1]))
    return sum(v**2 for v in d.values())


def arrays_of_an_argument_written(d, keys):
    for k in keys:
        d[k] += d[2] ** 2
    return sum(np.sum(v**2) for v in d.values())


def memo_of_an_argument(m, keys):
    for k in keys:
        m.cache[k] = m.cache.get(k, 0.5) + m.scale * k
    return sum(v**2 for v in m.cache.values())


CASES = [
    Case(argument_written, ({3: 0.2, 2: 1.2, 1: 0.5}, KEYS), wrt="d"),
    Case(arrays_of_an_argument_written, ({3: V3, 2: V3 + 1.0, 1: V3 * 2.0}, KEYS), wrt="d"),
    Case(memo_of_an_argument, (Memo(1.5), KEYS), wrt="m"),
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
]


test_first_order = derivatives(CASES)
TWICE = (
    argument_written,
    memoised,
    counts,
    overwritten,
    popped,
    two_names,
    set_by_default,
    on_one_path,
    doubled,
    of_arrays,
)
test_second_order = second_derivatives([case for case in CASES if case.function in TWICE])


def test_a_dict_is_a_result():
    check(result, 1.3, KEYS, wrt="x")


def test_a_missing_key_is_the_same_error():
    with pytest.raises(KeyError, match="17"):
        s2sad.grad(missing)(1.3, KEYS)


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


def test_a_reverse_loop_walks_over_the_keys_that_the_forward_sweep_found() -> None:
    gradient = s2sad.grad(of_arrays, wrt="x")
    gradient(np.ones(3), np.array([3, 2, 1, 3]))
    assert "reversed(keys)" in gradient.source and "copy" not in gradient.source
