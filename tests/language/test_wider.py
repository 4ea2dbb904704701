"""Language that may be refused but is never derived wrongly: try, match, del, sets, local classes, iterators."""

import functools
import itertools
import operator
import warnings
from collections import deque
from contextlib import nullcontext

import numpy as np
import pytest

import s2sad
from tests.language.points import P4, X4, X5
from tests.support import check_or_refused


def try_except(x):
    try:
        y = 1.0 / x if x != 2.0 else [][1]
    except IndexError:
        y = x * x
    return y * x


def try_finally(x, log):
    try:
        y = x * x
    finally:
        log.append(1)
    return y


def try_else(table, x):
    try:
        scale = table["a"]
    except KeyError:
        scale = 2.0
    else:
        scale = scale * x
    finally:
        x = x * 1.5
    return scale * x


def matched(x, kind):
    match kind:
        case "square":
            return x * x
        case ("power", n):
            return x**n
        case _:
            return x


def deleted_item(x):
    values = [x, x * x, x**3]
    del values[1]
    return values[0] * values[1]


def deleted_key(x):
    table = {"a": x, "b": x * x}
    del table["a"]
    return sum(table.values())


def set_of_passive(x, names):
    chosen = {"a", "b"} & set(names)
    return x ** len(chosen)


def local_class(x):
    class Pair:
        def __init__(self, a):
            self.a = a

    return Pair(x * x).a * x


def itertools_product(v):
    return sum(a * b for a, b in itertools.product(v, v))


def itertools_accumulate(v):
    return list(itertools.accumulate(v, lambda a, b: a * b + 1.0))


def itertools_chain(u, v):
    return sum(a * a for a in itertools.chain(u, v))


def itertools_pairs(v):
    return sum((a - b) ** 2 for a, b in itertools.combinations(v, 2))


def reduce_operator(v):
    return functools.reduce(operator.mul, v, 1.0)


def deque_window(v):
    window = deque([0.0, 0.0], maxlen=2)
    total = 0.0
    for a in v:
        window.append(a)
        total += window[0] * window[1]
    return total


def next_of_iterator(v):
    it = iter(v)
    first = next(it)
    return first * sum(a * a for a in it)


def local_generator(v):
    def squares():
        for a in v:
            yield a * a

    return sum(squares())


def filtered(v):
    return sum(filter(lambda a: a > 0, v))


def sorted_by_key(points):
    ordered = sorted(points, key=lambda p: p[1])
    return ordered[0][0] * ordered[-1][1]


def max_by_key(points):
    best = max(points, key=lambda p: p[0])
    return best[0] * best[1]


def walrus_in_comprehension(v):
    return sum(y * a for a in v if (y := a * a) > 0.2)


def setdefault(x):
    table = {}
    for k in range(4):
        table.setdefault(k % 2, []).append(x**k)
    return table[0][1] * table[1][1]


def dict_merged(x):
    base = {"a": x, "b": 2.0}
    table = {**base, "b": x * x} | {"c": x**3}
    table.update(a=table["c"])
    return table["a"] * table["b"]


def list_methods(x):
    values = [x, 2.0, x * x]
    values.reverse()
    values.remove(2.0)
    return values[0] * values[1] * values.index(x)


def null_context(x):
    with nullcontext(x * x) as y:
        return y * x


def with_and_name(x):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        y = x * x
    return y * (len(caught) + 2.0)


def starred_display(v):
    head = [*v[:2], v[0] * v[1]]
    return sum(a * k for k, a in enumerate([*head, *head]))


def slice_assigned(x):
    values = [0.0, 0.0, 1.0]
    values[:2] = [x, x * x]
    return values[0] * values[1]


def chained_methods_of_string(x, name):
    return x ** len(name.split("_")[0].title())


def conditional_lambda(x):
    f = (lambda a: a * a) if x > 1 else (lambda a: a + 1.0)
    return f(x) * 2.0


def raise_from(x):
    if x < 0:
        try:
            raise KeyError("a")
        except KeyError as error:
            raise ValueError("b") from error
    return x * x


def mapped_array(v):
    return np.array(list(map(lambda a: a**2, v))) * v  # noqa: C417


def from_iterator(v):
    return np.sum(np.fromiter((a * a for a in v), float, len(v)))


def apply_along(a):
    return np.apply_along_axis(lambda r: r * r, 0, a)


def vectorized(v):
    return np.vectorize(lambda a: a * a if a > 0 else a)(v)


def growing(v):
    result = np.array([])
    for a in v:
        result = np.append(result, a * a)
    return result * v


def test_the_path_that_ran_is_derived():
    assert s2sad.value_and_grad(try_except)(2.0) == (8.0, 12.0)


@pytest.mark.parametrize(
    ("function", "args"),
    [
        (try_except, (1.3,)),
        (try_finally, (1.3, [])),
        (matched, (1.3, "square")),
        (matched, (1.3, ("power", 3))),
        (deleted_item, (1.3,)),
        (deleted_key, (1.3,)),
        (set_of_passive, (1.3, ["a", "c"])),
        (local_class, (1.3,)),
        (itertools_product, (X4,)),
        (itertools_accumulate, (X4,)),
        (itertools_chain, (X4, P4)),
        (itertools_pairs, (X4,)),
        (reduce_operator, (X4,)),
        (deque_window, (X5,)),
        (next_of_iterator, (X5,)),
        (local_generator, (X5,)),
        (filtered, (X5,)),
        (sorted_by_key, ([(0.5, 1.2), (1.5, -0.3)],)),
        (max_by_key, ([(0.5, 1.2), (1.5, -0.3)],)),
        (walrus_in_comprehension, (X5,)),
        (setdefault, (1.3,)),
        (dict_merged, (1.3,)),
        (list_methods, (1.3,)),
        (null_context, (1.3,)),
        (with_and_name, (1.3,)),
        (starred_display, (X4,)),
        (slice_assigned, (1.3,)),
        (chained_methods_of_string, (1.3, "ab_cd")),
        (conditional_lambda, (1.3,)),
        (raise_from, (1.3,)),
        (mapped_array, (X4,)),
        (from_iterator, (X4,)),
        (apply_along, (X4.reshape(2, 2),)),
        (vectorized, (X4,)),
        (growing, (X4,)),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_right_or_refused(function, args):
    check_or_refused(function, *args)


@pytest.mark.parametrize("table", [{"a": 0.7}, {}], ids=["found", "missing"])
def test_try_in_a_dict(table):
    check_or_refused(try_else, table, 1.3, wrt="x")
