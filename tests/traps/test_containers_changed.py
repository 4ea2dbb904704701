"""Lists, dicts, generators and copies that change, or are changed, while something else still looks at them."""

from __future__ import annotations

import bisect
import copy
import heapq
import operator

import numpy as np
import pytest

import s2sad
from tests.support import check, check_or_refused, check_refused

X = np.array([0.31, 0.83, 1.37, 0.55])


class Pair:
    def __init__(self, v):
        self.v = v
        self.w = v


class Doubling:
    def __init__(self, v):
        self.v = v

    def __deepcopy__(self, memo):
        return Doubling(self.v * 2)


# -- copies ----------------------------------------------------------------------------------------


def deep_copy_of_one_array_twice(x):
    y = x * 1.0
    a, b = copy.copy(y), copy.deepcopy([y, y])
    a[0] = 3 * x[1]
    b[0][1] = x[0] * 7
    return np.sum(a * y * b[1])


def deep_copy_of_attributes(x):
    pair = Pair(x * 1.0)
    other, shallow = copy.deepcopy(pair), copy.copy(pair)
    other.v[0] = x[1] * 3
    shallow.v[1] = x[2] * 5
    return np.sum(other.w * pair.v * shallow.w)


def deep_copy_of_one_list_twice(x):
    items = [x * 1.0]
    both = copy.deepcopy({"a": items, "b": items})
    both["a"][0][1] = x[0]
    both["b"].append(3.0 * x)
    return np.sum(both["a"][0] * both["b"][1]) + len(both["a"]) * x[0]


def deep_copy_of_a_view_twice(x):
    y = x * 1.0
    made = copy.deepcopy([y[1:], y[1:]])
    made[0][0] = x[3] * 9
    return np.sum(made[0] * made[1])


def deep_copy_by_its_own_method(x):
    return np.sum(copy.deepcopy(Doubling(x * 1.0)).v)


# -- walked over -----------------------------------------------------------------------------------


def item_set_ahead(x):
    items = [x[0], x[1], x[2]]
    s = 0.0
    for i, v in enumerate(items):
        s += v * v
        if i < 2:
            items[i + 1] = s
    return s


def grown_on_the_way(x):
    items = [x[0], x[1]]
    s = 0.0
    for v in items:
        s += v * v
        if len(items) < 4:
            items.append(v * 0.5)
    return s


def values_set_on_the_way(x):
    d = {"a": x[0], "b": x[1]}
    s = 0.0
    for key, v in d.items():
        d["b"] = v * 3
        s += v * d[key]
    return s


def items_replaced_by_their_squares(x):
    items, d = [x[0], x[1], x[2]], {"a": x[0], "b": x[1]}
    for i, v in enumerate(items):
        items[i] = v * v
    for key, v in d.items():
        d[key] = v * items[0]
    return sum(items) * d["a"] * d["b"]


def view_of_a_dict(x):
    d = {"a": x[0]}
    values = d.values()
    d["a"] = x[1] * 2
    return sum(values)


def map_walked_after_a_write(x):
    y = x * 1.0
    squares = map(abs, y)
    y[1] = x[0] * 9
    return sum(squares)


def map_never_walked(x):
    y = np.zeros(4)

    def put(i):
        y[i] += x[i] ** 2

    map(put, range(4))
    list(map(put, range(3)))
    return np.sum(y * x)


def map_walked_in_two_parts(x):
    y = x * 1.0
    products = map(lambda v, w: v * w, y, x[::-1])
    first = next(products)
    y[1] = x[0] * 9
    second, *rest = products
    return first * second * rest[0]


def any_with_effects(x):
    y = np.zeros(4)

    def put(i):
        y[i] += x[i] ** 2
        return x[i] > 1

    any(put(i) for i in range(4))
    return np.sum(y * x)


def reversed_and_numbered(x):
    y = x * 1.0
    back = reversed(y)
    y[0] = x[2] * 3
    return sum(v * (i + 1) for i, v in enumerate(back))


# -- written by what is compiled --------------------------------------------------------------------


def heap(x):
    h = [1.0]
    heapq.heappush(h, x[0] * x[1])
    return h[0] * x[2]


def heap_of_counts(x):
    h = [3, 1, 2]
    heapq.heapify(h)
    return x[h[0]] * x[1]


def sorted_in(x):
    h = [0.1, 2.0]
    bisect.insort(h, x[0] * x[1])
    return h[1] * x[2]


def shuffled(x, rng):
    i = [0, 1, 2, 3]
    rng.shuffle(i)
    return x[i[0]] * x[1]


def array_shuffled(x, rng):
    y = x * 1.0
    rng.shuffle(y)
    return y[0] * x[1]


def deleted_by_operator(x):
    h = [x[0], x[1], x[2]]
    operator.delitem(h, 0)
    return h[0]


def two_arrays_written_at_once(x):
    a, b = np.empty(4), np.empty(4)
    np.modf(x * 3, a, b)
    return np.sum(a * b)


def list_repeated(x):
    items = [v * 1.0 for v in x]
    again = items * 2
    again[4] = x[1] ** 2
    return sum(again) * again[0] * (3 * items)[-1]


def methods_of_the_class(x):
    items, d, y = [x[0]], {"a": 1.0}, x * 1.0
    list.append(items, x[1] ** 2)
    dict.update(d, a=x[0] * 2)
    np.ndarray.__setitem__(y, 0, x[1] * 4)
    np.ndarray.sort(y[1:])
    np.ndarray.fill(y[:1], 2.0)
    return items[-1] * d["a"] * np.sum(y * x)


def reversed_and_kept(x):
    items = [x[0], x[1]]
    backwards = reversed(items)
    items[0] = x[2]
    return next(backwards) * 2.0 + sum(backwards)


def reversed_at_once(x):
    items = [x[0], x[1]]
    total = 0.0
    for item in reversed(items):
        total = total * 2.0 + item
    items[0] = x[2]
    return total * items[0]


def places_by_bisection(x):
    kept, total = [], 0.0
    for v in x:
        kept.insert(bisect.bisect(kept, v), v * v)
        total += kept[bisect.bisect_left([0.1, 0.2, 0.9], v * 0.5, lo=1) % len(kept)]
    later = bisect.bisect([(0.5, 1), (0.9, 2)], (x[0], 0)) + bisect.bisect([3, 2, 1], -2, key=lambda n: -n)
    return sum(v * (i + 1) for i, v in enumerate(kept)) * total * x[later]


RIGHT = [
    reversed_at_once, places_by_bisection,
    deep_copy_of_one_array_twice, deep_copy_of_attributes, deep_copy_of_one_list_twice,
    items_replaced_by_their_squares, map_walked_after_a_write, map_never_walked, reversed_and_numbered, list_repeated,
    methods_of_the_class, heap, heap_of_counts, sorted_in, two_arrays_written_at_once,
]  # fmt: skip
REFUSED = [
    (deep_copy_of_a_view_twice, "copy.deepcopy"), (deep_copy_by_its_own_method, "copy.deepcopy"),
    (item_set_ahead, "for i, v in enumerate(items):"), (grown_on_the_way, "for v in items:"),
    (values_set_on_the_way, "for key, v in d.items():"), (view_of_a_dict, 'd["a"] = x[1] * 2'),
    (map_walked_in_two_parts, "second, *rest = products"), (any_with_effects, "any(put(i) for i in range(4))"),
    (reversed_and_kept, "items[0] = x[2]"),
    (deleted_by_operator, "operator.delitem(h, 0)"),
]  # fmt: skip


@pytest.mark.parametrize("function", RIGHT, ids=lambda f: f.__name__)
def test_right(function):
    check(function, X, order=2)


@pytest.mark.parametrize(("function", "line"), REFUSED, ids=lambda f: getattr(f, "__name__", ""))
def test_refused(function, line):
    check_refused(function, X, line=line)


@pytest.mark.parametrize("function", [shuffled, array_shuffled], ids=lambda f: f.__name__)
def test_draws(function):
    with pytest.raises(s2sad.NotSupportedError, match="s2sad cannot look into"):
        s2sad.grad(function, wrt="x")(X, np.random.default_rng(0))


def test_a_library_that_writes_into_its_argument():
    blas = pytest.importorskip("scipy.linalg.blas")

    def scaled(x):
        y = x * 1.0
        blas.dscal(2.0, y)
        return np.sum(y * x)

    check_refused(scaled, X, line="blas.dscal(2.0, y)")
    check_or_refused(lambda x: np.sum(blas.daxpy(np.ones(4), np.ones(4)) * x), X)
