"""``d.get(key)`` of lists, dicts and tuples under keys that only the run knows: what is there, or None."""

from collections import defaultdict

import numpy as np

from tests.support import Case, derivatives, second_derivatives

V4 = np.array([0.5, 1.5, 2.0, 0.7])


def lists_of(x, n):
    d = {}
    for i in range(4):
        d.setdefault((i * n) % 3, []).append(x[i])
    return d


def found_or_skipped(x, n):
    d, total = lists_of(x, n), 0.0
    for k in range(4):
        v = d.get(k)
        w = d.get(k + 1)
        if v is None:
            continue
        total += sum(v) ** 2
        if w:
            total += v[0] * w[0]
    return total


def changed_or_made(x, n):
    d, total = lists_of(x, n), 0.0
    for k in range(5):
        v = d.get(k)
        if v:
            v.append(x[0] * k)
            total += sum(v) ** 2
        else:
            d[k] = [x[1]]
        if (u := d.get(k + 1)) is not None:
            total += sum(u)
    return total + sum(sum(r) ** 3 for r in d.values())


def with_something_else(x, n):
    d, total = defaultdict(list), 0.0
    for i in range(4):
        d[(i * n) % 3].append(x[i])
    for k in range(5):
        for v in d.get(k, ()):
            total += v**2
        for v in d.get(k) or [x[0]]:
            total += v**3
    return total + len(d) * x[0]


def returned(d, k):
    v = d.get(k)
    if v is None:
        return 1.0
    return v["sum"] / v["n"]


def memo_and_records(x, n):
    memo, d = {}, {}

    def pair(k):
        hit = memo.get(k)
        if hit is not None:
            return hit
        memo[k] = (x[k % 4] ** 2, x[0] * k)
        return memo[k]

    for i in range(n):
        a, b = pair(i % 3)
        rec = d.get(i % 2)
        if rec is None:
            d[i % 2] = {"sum": a, "n": 1}
        else:
            rec["sum"] += b
            rec["n"] += 1
    return sum(returned(d, k) ** 2 for k in range(4))


def asked_at_the_end(x, n):
    d = lists_of(x, n)
    found = d.get(n - 3)
    return 0.0 if found is None else sum(found) ** 2


def kept_for_the_next_round(x, n):
    d, total, v = lists_of(x, n), 0.0, None
    for k in range(4):
        if v is not None:
            total += sum(v)
        v = d.get(k)
    return total


def looked_up(d, k):
    return d.get(k)


def given_by_a_helper(x, n):
    d, pairs, total = lists_of(x, n), {i: (x[i], x[i] ** 2) for i in range(n - 1)}, 0.0
    for k in range(5):
        v, pair = looked_up(d, k), looked_up(pairs, k)
        if v is not None:
            v.append(x[0])
            v[0] *= 2
        if pair is not None:
            total += pair[0] * pair[1]
    return total + sum(sum(v) ** 2 for v in (looked_up(d, k) for k in range(5)) if v)


CASES = [
    Case(given_by_a_helper, (V4, 4), 0),
    Case(found_or_skipped, (V4, 4), 0),
    Case(changed_or_made, (V4, 4), 0),
    Case(with_something_else, (V4, 4), 0),
    Case(memo_and_records, (V4, 5), 0),
    Case(kept_for_the_next_round, (V4, 4), 0),
    Case(asked_at_the_end, (V4, 4), 0),
]

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives(CASES[-1:])
