"""Binding names: every form of assignment and unpacking."""

import numpy as np

from tests.language.points import A34, X4, X5
from tests.support import Case, derivatives


def chained(x):
    a = b = x * x
    a = a + 1.0
    return a * b


def several_targets(x, y):
    p, q = x * y, x - y
    p, q = q, p + q
    return p * q


def from_list_display(x, y):
    [p, q] = [x * y, x / y]
    return p * p - q


def nested_unpacking(x, y):
    (a, b), c = (x, x * y), y
    return a * b * c


def starred_middle(v):
    first, *middle, last = v
    return first * last + sum(middle) * first


def starred_of_tuple(x, y, z):
    head, *rest = (x, y, z)
    return head * rest[0] + rest[1] ** 2


def unpack_array(v):
    a, b, c, d = v
    return a * b - c * d


def unpack_rows(m):
    p, q, r = m
    return p * q - r


def unpack_shape(m):
    rows, columns = m.shape
    return np.sum(m * m) / (rows * columns)


def unpack_call(x):
    whole, part = divmod(x, 1.0)
    return whole * part + part**2


def rotated(a, b, c):
    for _ in range(4):
        a, b, c = b, c, 0.5 * a + b * c
    return a + b * c


def augmented(x, y):
    x += y
    x *= 2.0
    x -= y * y
    x /= 1.0 + y
    x **= 2
    return x


def augmented_remainders(x):
    y = x
    y //= 2.0
    z = x
    z %= 2.0
    return y * x + z * z


class Holder:
    def __init__(self, items):
        self.items = items


def augmented_under_two_names(x, n):
    d, tables, rows, pair = {"a": [x]}, {}, [[x] for _ in range(n)], [[x], [x * x]]
    for i in range(n):
        tables[i] = [x]
    inner, held = {"q": {"v": x}}, Holder([x])
    names = (d["a"], tables[1], rows[1], pair[1], inner["q"], held.items)
    whole = held.items
    d["a"] += [2 * x]
    tables[1] += (x * x,)
    rows[1] += [x**3]
    pair[n % 2] += [5 * x]
    inner["q"] |= {"v": x * x}
    held.items += [7 * x]
    whole *= 2
    members = seen = {1}
    seen |= {2, 3}
    kept = frozen = frozenset({1})
    frozen |= {2}
    total = sum(sum(names[k]) ** 2 * (k + 1) for k in (0, 1, 2, 3, 5))
    return total + names[4]["v"] + x * len(members) + 10 * x * len(kept) + len(frozen)


def annotated(x: float) -> float:
    y: float = x * x
    scale: float
    scale = 3.0
    return scale * y


def walrus_in_test(x):
    if (y := x * x) > 1.0:
        return y * x
    return y


def walrus_in_expression(x):
    return (y := np.sin(x)) * y + y


def walrus_in_while(x):
    while (gap := x - 1.0) > 0.1:
        x = x - 0.5 * gap * x
    return x * gap


def rebound(x):
    x = x * x
    x = np.sin(x)
    x = x + x * x
    return x


def rebound_to_array(x):
    x = x * np.arange(1.0, 4.0)
    x = np.sum(x * x)
    return x


def rebound_to_passive(x):
    y = x * x
    x = 3.0
    return x * y


def deleted(x):
    t = x * x
    y = t + 1.0
    del t
    return y * x


def unused(x, unread):
    forgotten = x * 3.0  # noqa: F841
    return x * x


def renamed_argument(d, xs):
    data = d
    return data * xs + d


def attribute_of_argument(z):
    half = z / 2
    twice = half.T
    return twice * z.T


test_derivative = derivatives([
    Case(chained, (1.3,)),
    Case(several_targets, (1.3, 0.4), ("x", "y")),
    Case(from_list_display, (1.3, 0.4), ("x", "y")),
    Case(nested_unpacking, (1.3, 0.4), ("x", "y")),
    Case(starred_middle, (X5,)),
    Case(starred_of_tuple, (1.3, 0.4, 2.0), ("x", "y", "z")),
    Case(starred_of_tuple, (1.3, 0.4, 2.0), "y", name="starred_of_tuple_in_y"),
    Case(unpack_array, (X4,)),
    Case(unpack_rows, (A34,)),
    Case(unpack_shape, (A34,)),
    Case(unpack_call, (3.7,)),
    Case(rotated, (0.3, 0.8, 1.1), ("a", "b", "c")),
    Case(augmented, (1.3, 0.4), ("x", "y")),
    Case(augmented_remainders, (5.3,)),
    Case(augmented_under_two_names, (1.3, 3), 0),
    Case(annotated, (1.3,)),
    Case(walrus_in_test, (1.3,)),
    Case(walrus_in_test, (0.4,), name="walrus_in_test_not_taken"),
    Case(walrus_in_expression, (1.3,)),
    Case(walrus_in_while, (2.5,)),
    Case(rebound, (1.3,)),
    Case(rebound_to_array, (1.3,)),
    Case(rebound_to_passive, (1.3,)),
    Case(deleted, (1.3,)),
    Case(unused, (1.3, object()), "x"),
    Case(renamed_argument, (2.0, 0.3), "xs"),
    Case(renamed_argument, (2.0, 0.3), ("xs", "d"), name="renamed_argument_in_both"),
    Case(attribute_of_argument, (A34,)),
])  # fmt: skip
