"""The cheapest set of values to keep, so that the values that are needed can be computed again from them.

A minimum vertex cut between the values that cannot be computed again and those that are needed (Ford & Fulkerson,
1956): a value is computed again where its operation is cheap and its operands are kept, at hand, or cheap themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

__all__ = ["cheapest_cut"]

INFINITE = 10**9


def cheapest_cut(needed: Iterable[str], operands: Mapping[str, tuple[str, ...]], costs: Mapping[str, int]) -> set[str]:
    """The names to keep.

    Parameters
    ----------
    needed : the names whose values are needed later.
    operands : for a name that is cheap to compute again, the names (among those of `costs`) that it is computed from;
        names that are missing here cannot be computed again.
    costs : what it costs to keep each name.

    >>> sorted(cheapest_cut({"a", "b"}, {"a": ("x",), "b": ("x", "a")}, {"x": 1, "a": 1, "b": 1}))
    ['x']
    >>> sorted(cheapest_cut({"y"}, {}, {"x": 1, "y": 1}))
    ['y']
    """
    graph = _graph(needed, operands, costs)
    while (path := _augmenting_path(graph)) is not None:
        flow = min(graph[a][b] for a, b in pairwise(path))
        for a, b in pairwise(path):
            graph[a][b] -= flow
            graph[b][a] = graph[b].get(a, 0) + flow
    reached = _reached(graph)
    return {name for name in costs if f"{name}<" in reached and f"{name}>" not in reached}


Graph = dict[str, dict[str, int]]


def _graph(needed: Iterable[str], operands: Mapping[str, tuple[str, ...]], costs: Mapping[str, int]) -> Graph:
    """Each name is an edge ``name<`` to ``name>`` of its cost; what cannot be computed again hangs on ``^``."""
    graph: Graph = {"^": {}, "$": {}}
    for name, cost in costs.items():
        graph.setdefault(f"{name}<", {})[f"{name}>"] = cost
        graph.setdefault(f"{name}>", {})
    for name in costs:
        if name not in operands:
            graph["^"][f"{name}<"] = INFINITE
        for operand in operands.get(name, ()):
            graph[f"{operand}>"][f"{name}<"] = INFINITE
    for name in sorted(needed):
        graph[f"{name}>"]["$"] = INFINITE
    return graph


def _augmenting_path(graph: Graph) -> list[str] | None:
    came: dict[str, str] = {"^": ""}
    waiting = ["^"]
    while waiting:
        node = waiting.pop(0)
        for other, capacity in graph[node].items():
            if capacity > 0 and other not in came:
                came[other] = node
                if other == "$":
                    return _way_back(came)
                waiting.append(other)
    return None


def _way_back(came: dict[str, str]) -> list[str]:
    path = ["$"]
    while came[path[-1]]:
        path.append(came[path[-1]])
    return path[::-1]


def _reached(graph: Graph) -> set[str]:
    seen, waiting = {"^"}, ["^"]
    while waiting:
        for other, capacity in graph[waiting.pop()].items():
            if capacity > 0 and other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen
