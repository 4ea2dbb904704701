"""Tuples whose length only the run knows are lists to the derivative, and tuples to whoever they are handed to."""

import numpy as np
import pytest

import s2sad
from tests.support import Case, check_refused, derivatives, second_derivatives

V4 = np.array([0.3, 1.2, 0.7, 2.1])
M = np.arange(12.0).reshape(3, 4) / 7 + 0.1


def of_a_generator(x, n):
    t = tuple(x[k] ** 2 for k in range(n))
    return t[0] * t[1], t


def inside_a_dict(x, n):
    items = []
    for k in range(n):
        items.append(x[k] * 2)
    return {"all": tuple(items), "first": x[0]}


def longer_in_a_loop(x, n):
    t = tuple(x[k] for k in range(n))
    for _ in range(n):
        t = t + (2.0 * t[0] * t[-1],)
    return t[1:]


def shorter_in_a_loop(x, n):
    t = tuple(x[k] for k in range(n))
    while len(t) > 1:
        t = tuple(a * b for a, b in zip(t[:-1], t[1:]))
    return t


def on_both_paths(x, n):
    if n > 2:
        t = tuple(x[k] for k in range(n))
    else:
        t = tuple(x[k] ** 2 for k in range(n))
    return t


def used(x, n):
    t = tuple(x[k] ** 2 for k in range(n))
    assert isinstance(t, tuple) and not isinstance(t, list)
    shape = tuple(len(t) for _ in range(2))
    return np.sum(np.array(t) ** 2) + sum(t) * max(t) * np.sum(np.ones(shape))


def of_a_list(values, n):
    return tuple(v * n for v in values)


CASES = [
    Case(of_a_generator, (V4, 3), "x"),
    Case(inside_a_dict, (V4, 3), "x"),
    Case(longer_in_a_loop, (V4, 3), "x"),
    Case(shorter_in_a_loop, (V4, 3), "x"),
    Case(on_both_paths, (V4, 3), "x"),
    Case(used, (V4, 3), "x"),
    Case(of_a_list, ([1.0, 2.0], 3), "values"),
]

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives([Case(used, (V4, 3), "x")])


def an_index(x):
    total = 0.0
    for place in np.argwhere(x > 0.5):
        total += x[tuple(place)] ** 2
    return total


def a_place_to_write(x, place):
    y = x * 2
    y[tuple(place)] = 5.0
    return np.sum(y)


def a_place_to_add(x, place):
    y = x * 2
    np.add.at(y, tuple(place), 1.0)
    return np.sum(y**2)


def a_tuple_or_a_list(x, n):
    t = [x[k] for k in range(n)]
    if n > 1:
        t = tuple(t)
    return t


def test_how_many_indices_there_are_is_not_guessed():
    place = np.array([1, 2])
    check_refused(an_index, M, line="x[tuple(place)]")
    check_refused(a_place_to_write, M, place, wrt="x", line="y[tuple(place)]")
    check_refused(a_place_to_add, M, place, wrt="x", line="np.add.at")
    check_refused(a_tuple_or_a_list, V4, 3, wrt="x", line="return t")


def hashed(x, n):
    t = tuple(k for k in range(n))
    return x * 2.0 if hash(t) == hash((0, 1, 2)) else x


@pytest.mark.parametrize("derive", [s2sad.grad, s2sad.derivative])
def test_what_is_handed_to_others_is_a_tuple(derive):
    assert derive(hashed)(1.5, 3) == 2.0


def growing(x, n):
    path, pairs, d = (), (), {"p": ()}
    for k in range(n):
        path = path + (x[k] * 2,)
        pairs += ((k, x[k] ** 2),)
        d["p"] = (*d["p"], x[k], *path)
        if x[k] > 1.0:
            path = (x[0],)
    return path[0] * path[-1] * len(d["p"]) + sum(k * v for k, v in pairs) + d["p"][-2] * isinstance(path, tuple)


def starred_displays(x, n):
    items = [x[k] ** 2 for k in range(n)]
    longer = [1.0, *items, x[0], *(x * x)]
    return longer[1] * longer[-1] + sum((*items, *longer)) * len([*longer, *items])


def paths_on_a_stack(x, tree):
    stack, total = [(0, (x[0],))], 0.0
    while stack:
        node, path = stack.pop()
        if not tree[node]:
            total += sum(path) * path[-1] * isinstance(path, tuple)
        for child in tree[node]:
            stack.append((child, path + (x[child],)))
    return total


def handed_down(x, n):
    def walk(i, path):
        if i == n:
            return path[0] * path[-1] + len(path), path[:2]
        first, start = walk(i + 1, path + (x[i] ** 2,))
        return first + walk(i + 2 if i + 2 < n else n, path + (x[i],))[0] * start[0], start

    def squares(i):
        return () if i == 0 else squares(i - 1) + (x[i] ** 2,)

    return walk(0, (x[0],))[0] + sum(squares(n)) * isinstance(squares(n), tuple)


def at_a_place_of_ones(x, n):
    return np.outer(x, x)[(1,) * n]


TREE = [[1, 2], [3], [], []]
GROWING = [
    Case(growing, (V4, 4), "x"),
    Case(starred_displays, (V4, 3), "x"),
    Case(paths_on_a_stack, (V4, TREE), "x"),
    Case(paths_on_a_stack, (V4, [[1], []]), "x"),  # of one length: no sums of arrays
    Case(handed_down, (V4, 3), "x"),
]
test_growing = derivatives(GROWING)
test_second_derivative_of_growing = second_derivatives([Case(growing, (V4, 3), "x")])


def test_a_place_is_no_list_of_places():
    check_refused(at_a_place_of_ones, V4, 2, wrt="x", line="(1,) * n")
