"""Methods of lists, dicts, sets and deques; `del`; containers of `collections`."""

import collections

import numpy as np

from tests.support import Case, derivatives, second_derivatives

V4 = np.array([0.3, 1.2, 0.7, 2.1])


def set_member(x, n):
    return x * 2 if n in {1, 2, 3} else x


def set_len(x):
    return x * len({1, 2, 2})


def set_comp(x):
    s = {i % 3 for i in range(7)}
    t = 0.0
    for k in s:
        t += x**k
    return t


def set_ops(x):
    s = set([3, 1]) | {5}
    s.add(2)
    return sum(x * k for k in sorted(s))


def deq(x):
    d = collections.deque([x, x * x])
    d.append(x * 3)
    d.appendleft(x * 4)
    a = d.popleft()
    b = d.pop()
    return a * b + d[0] + sum(d)


def deq_loop(x):
    d = collections.deque(maxlen=2)
    for v in x:
        d.append(v)
    return d[0] * d[1]


def deq_rot(x):
    d = collections.deque([x, 2 * x, 3 * x])
    d.rotate(1)
    return d[0] * d[1]


def bfs(x, n):
    from collections import deque

    q = deque([0])
    t = 0.0
    while q:
        k = q.popleft()
        t += x**k
        if k < n:
            q.append(k + 1)
    return t


def lst(x):
    a = [x, x * 2]
    a.insert(1, x * x)
    a.extend([x, 3.0])
    b = a.pop(1)
    c = a[::2] + [b] * 2
    a.reverse()
    a.remove(3.0) if False else None
    return sum(c) * a[0]


def lst_sort(x):
    a = [x * 2, x, x * 3]
    a.sort()
    return a[0] * a[1]


def lst_sort_key(x):
    a = [x * 2, x, x * 3]
    a.sort(key=lambda v: -v, reverse=True)
    return a[0] * a[1]


def lst_idx(x):
    a = [1, 2, 3]
    return x * a.index(2) + a.count(3) * x


def dct(x):
    d = {"a": x, "b": x * x}
    d.update(c=x * 3)
    d.setdefault("e", x * 4)
    v = d.pop("a")
    t = d.get("z", x)
    for k, w in d.items():
        t += w * len(k)
    d2 = d | {"q": v}
    d |= {"r": x}
    return t * v + sum(d2.values()) + d.popitem()[1]


def dct_def(x):
    d = collections.defaultdict(float)
    d["a"] += x
    d["a"] += x * x
    return d["a"]


def counter(x):
    c = collections.Counter([1, 1, 2])
    return x * c[1]


def odict(x):
    d = collections.OrderedDict([("a", x), ("b", 2 * x)])
    return sum(d.values())


def from_keys(x):
    d = dict.fromkeys(["a", "b"], x)
    return d["a"] * d["b"]


def del_items(x):
    a = [x, 2 * x, 3 * x]
    del a[0]
    d = {"p": x, "q": x * x}
    del d["p"]
    return a[0] * len(a) + sum(d.values())


def del_slice(x):
    a = [x, 2 * x, 3 * x, 4 * x]
    del a[1:3]
    return a[1] * a[0]


class Pt:
    __match_args__ = ("u", "v")

    def __init__(self, u, v):
        self.u, self.v = u, v


def del_attr(x):
    p = Pt(x, x * x)
    del p.v
    return p.u * (2.0 if hasattr(p, "v") else 3.0)


def run_set(x, n):
    seen = set()
    t = 0.0
    for i in range(n):
        j = i % 3
        if j in seen:
            continue
        seen.add(j)
        t += x**j
    return t * len(seen)


def member_dyn(x, a, b, n):
    return x if n in {a, b} else x * x


def list_mid(x):
    a = []
    for v in x:
        a.append(v * v)
    a.insert(1, x[0])
    b = a.pop(2)
    a.reverse()
    a.sort()
    return a[0] * b + a[-1]


def set_that_grows(x, n):
    seen, total = set(), 0.0
    for i in range(n):
        if not seen:
            total += x**3
        seen.add(i % 3)
        total = total * 0.9 + x**2 * len(seen)
        if i == 3:
            seen.clear()
    return total


def set_dyn_iter(x):
    t = x
    for k in {1, 2}:
        t = t * k + x
    return t


def masked_sum(m, x):
    y = x * m
    y[y > 0.5] += np.sum(np.array([v for v in m]))
    return np.sum(y)


def place_of_least(x, n):
    gaps = [(k - 2) ** 2 for k in range(n)]
    values = [v * v for v in x]
    return values[values.index(max(values))] * gaps.index(min(gaps)) + x[0] * gaps.count(1)


def removed(x, n):
    places = [k * k for k in range(n)]
    places.remove(4)
    return sum(x**k for k in places)


def looked_up(x, name, names):
    return x ** names.index(name) * (names.count(name) + (x, 2.0 * x, 2.0).index(2.0) + [1, 2, 3, 2].index(2, 2))


def slices_replaced(x):
    a = [1.0, x, x * x, 4.0]
    b = a
    a[1:3] = [x * 2, x * 3, x * 4]
    a[::2] = [x, x**3, 2.0]
    a[:] = a + [x]
    return sum(v * (k + 1) for k, v in enumerate(b))


def slices_replaced_of_unknown_length(x, n):
    a = [x * k + k for k in range(n)]
    a[1:] = [x * x, x**3]
    a[:1] = (v * x for v in a)
    return sum(v * (k + 1) for k, v in enumerate(a))


def taken_from_unknown_places(x, n):
    a = [x * k + k for k in range(n + 2)]
    last, middle = a.pop(n - 4), a.pop(n - 3)
    del a[n - 2]
    del a[1:2]
    return last * middle + sum(v * (k + 1) for k, v in enumerate(a))


def tuples_replaced(x, n):
    pairs = [(x[k], x[k] ** 2) for k in range(n)]
    for k in range(n):
        a, b = pairs[k]
        pairs[k] = (a * b, a + pairs[k - 1][1])
    return sum(a * b for a, b in pairs)


def polygon(x, n):
    points = [(x[k], x[k] ** 2) for k in range(n)]
    area = 0.0
    for k in range(len(points)):
        (a, b), (c, d) = points[k], points[(k + 1) % len(points)]
        area += a * d - b * c
    return 0.5 * area


def work_on_a_stack(x, depth):
    total, stack = 0.0, [(x, 0)]
    while stack:
        value, level = stack.pop()
        total += value
        if level < depth:
            stack.append((value * 0.5, level + 1))
            stack.append((value * value, level + 1))
    return total


def history_of_pairs(x, n):
    history, t, u = [], 0.0, x.copy()
    for _ in range(n):
        u = u + 0.1 * np.sin(u)
        t += 0.1
        history.append((t, u.copy()))
    return sum(t * np.sum(u) for t, u in history)


def members_that_the_run_knows(x, n):
    seen, groups, total = set(), {}, 0.0
    for i in range(n):
        seen.add((i * 2) % 3)
        for k in sorted(seen - {7}, reverse=True):
            total = total * 0.5 + x[k] ** 2
        if 2 in seen:
            seen.discard(2)
        groups.setdefault(frozenset((i % 2, 1)), []).append(x[i])
    return total + len(seen) * x[0] + sum(sum(v) ** 2 for v in groups.values())


CASES = [
    Case(members_that_the_run_knows, (V4, 4), 0),
    Case(tuples_replaced, (V4, 3), 0),
    Case(polygon, (V4, 4), 0),
    Case(work_on_a_stack, (1.3, 3), 0),
    Case(history_of_pairs, (V4, 3), 0),
    Case(slices_replaced, (1.3,)),
    Case(slices_replaced_of_unknown_length, (1.3, 3), 0),
    Case(taken_from_unknown_places, (1.3, 3), 0),
    Case(place_of_least, (V4, 4,), 0),
    Case(removed, (1.3, 4,), 0),
    Case(looked_up, (1.3, "b", ["a", "b", "c"],), 0),
    Case(set_member, (1.3, 2,), "x"),
    Case(set_len, (1.3,)),
    Case(set_comp, (1.3,)),
    Case(set_ops, (1.3,)),
    Case(deq, (1.3,)),
    Case(deq_loop, (V4,)),
    Case(deq_rot, (1.3,)),
    Case(bfs, (1.1, 3,), "x"),
    Case(lst, (1.3,)),
    Case(lst_sort, (1.3,)),
    Case(lst_sort_key, (1.3,)),
    Case(lst_idx, (1.3,)),
    Case(dct, (1.3,)),
    Case(dct_def, (1.3,)),
    Case(counter, (1.3,)),
    Case(odict, (1.3,)),
    Case(from_keys, (1.3,)),
    Case(del_items, (1.3,)),
    Case(del_slice, (1.3,)),
    Case(del_attr, (1.3,)),
    Case(run_set, (1.3, 7,), "x"),
    Case(member_dyn, (1.3, 2, 3, 3,), "x"),
    Case(member_dyn, (1.3, 2, 3, 4,), "x", name="member_dyn_1"),
    Case(list_mid, (V4,)),
    Case(set_that_grows, (1.3, 6), 0),
    Case(set_dyn_iter, (1.3,)),
    Case(masked_sum, (V4, V4 + 0.1,), "m"),
]  # fmt: skip

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives(CASES)
