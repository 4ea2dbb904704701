"""Orders of tuples and heaps: shortest paths, spanning trees, the smallest of many."""

import bisect
import heapq
from heapq import heappop, heappush

import numpy as np

from tests.support import Case, derivatives, second_derivatives

X = np.array([0.7, 1.3, 0.45, 1.9])
EDGES = [(0, 1), (1, 2), (0, 2), (2, 3)]


def shortest_paths(x, edges):
    graph = {}
    for (a, b), w in zip(edges, x, strict=True):
        graph.setdefault(a, []).append((b, w))
        graph.setdefault(b, []).append((a, w))
    dist, queue = {0: 0.0}, [(0.0, 0)]
    while queue:
        d, u = heappop(queue)
        if d > dist[u]:
            continue
        for v, w in graph[u]:
            if v not in dist or d + w < dist[v]:
                dist[v] = d + w
                heappush(queue, (dist[v], v))
    return sum(v**2 * (k + 1) for k, v in dist.items())


def spanning_tree(x, edges):
    parent = {}

    def root(a):
        while parent.setdefault(a, a) != a:
            a = parent[a]
        return a

    total = 0.0
    for w, (a, b) in sorted(zip(x, edges, strict=True)):
        one, other = root(a), root(b)
        if one != other:
            parent[one] = other
            total += w**2
    return total


def by_two_keys(x, names):
    points = list(zip(names, x, strict=True))
    points.sort(key=lambda p: (p[0], -p[1]))
    points += sorted(points, key=lambda p: p[0], reverse=True)
    return sum((k + 1) * v**2 for k, (n, v) in enumerate(points))


def known_tuples(x):
    rows = sorted([(x[0], 1), (x[1] * x[2], 2), (x[0], 0)], reverse=True)
    return rows[0][0] ** 2 * rows[0][1] + rows[1][0] * rows[1][1] + max(rows)[0] * min(zip(x, range(4)))[0]  # noqa: B905


def smallest_and_largest(x):
    small, large = heapq.nsmallest(2, x), heapq.nlargest(2, list(x), key=lambda v: v * v)
    kept = []
    for v in x:
        bisect.insort(kept, v)
    return small[0] * small[1] + large[1] ** 3 + heapq.heappushpop(kept, x[1] + 1) * kept[1]


def places_in_an_order(x):
    """A table that is looked up: the place has no derivative, and what the tables hold may vary."""
    nodes, rows = [0.0, x[0], 1.0 + x[1]], [(0.0, 1), (x[0], 2), (9.0, 3)]
    nodes.extend(np.cumsum(x * x) + 3.0)
    k, m = bisect.bisect(nodes, x[2]), bisect.bisect_left(rows, x[1], key=lambda row: row[0])
    return (x[2] - nodes[k - 1]) / (nodes[k] - nodes[k - 1]) * rows[m][1] + np.diff(nodes)[-1]


def stack_that_is_tested(x):
    """The stack that keeps an ascending order, as for histograms."""
    stack, seen = [x[0]], []
    for v in x[1:]:
        while stack and stack[-1] > v:
            seen.append(stack.pop())
        if not (seen and v > seen[0]) or len(stack) > 2:
            stack.append(v * v)
    return sum(stack) * (seen[-1] if seen or not stack else 1.0)


CASES = [
    Case(by_two_keys, (X, [1, 0, 1, 0]), "x"), Case(known_tuples, (X,)),
    Case(smallest_and_largest, (X,)), Case(stack_that_is_tested, (X,)),
    Case(places_in_an_order, (X,)),
]  # fmt: skip
test_derivative = derivatives([*CASES, Case(spanning_tree, (X, EDGES), "x"), Case(shortest_paths, (X, EDGES), "x")])
test_second_derivative = second_derivatives(CASES)
