"""for: what it runs over, how it ends, what it carries."""

import math

import numpy as np

from tests.language.points import A34, X4, X5, X6
from tests.support import Case, derivatives


def counted(x, n):
    y = 1.0
    for _ in range(n):
        y = y * x + math.sin(y)
    return y


def counter_read(x, n):
    total = 0.0
    for k in range(n):
        total += x**k / (k + 1)
    return total


def with_start(x, n):
    y = x
    for k in range(2, n):
        y = y * x / k
    return y


def downwards(c, x):
    y = c[-1]
    for k in range(len(c) - 2, -1, -1):
        y = y * x + c[k]
    return y


def by_twos(v):
    total = 0.0
    for k in range(0, len(v), 2):
        total = total * v[k] + v[k] ** 2
    return total


def over_array(v):
    product = 1.0
    for element in v:
        product = product * element + element
    return product


def over_rows(m):
    total = 0.0
    for row in m:
        total += np.sum(row) ** 2
    return total


def over_list(xs):
    total = 0.0
    for x in xs:
        total += x * x * total + x
    return total


def over_pairs(points):
    area = 0.0
    for x, y in points:
        area += x * y
    return area


def over_matrix_pairs(m):
    total = 0.0
    for a, b, c, d in m:
        total += a * b - c * d
    return total


def over_zip(u, v):
    total = 0.0
    for a, b in zip(u, v):
        total += a * b * b
    return total


def over_enumerate(v):
    total = 0.0
    for k, a in enumerate(v, start=1):
        total += k * a**k
    return total


def over_enumerated_zip(u, v):
    total = 0.0
    for k, (a, b) in enumerate(zip(u, v)):
        total += (k + 1) * a * b
    return total


def over_reversed(v):
    y = 0.0
    for a in reversed(v):
        y = y * 0.5 + a * a
    return y


def over_reversed_range(x, n):
    y = x
    for k in reversed(range(n)):
        y = y * x + k
    return y


def over_display(x):
    total = 0.0
    for weight, power in [(0.5, 1), (1.5, 2), (-0.2, 3)]:
        total += weight * x**power
    return total


def over_functions(x):
    for function in (math.sin, math.exp, math.sqrt):
        x = function(x * x)
    return x


def over_dict(x, weights):
    total = 0.0
    for name, weight in weights.items():
        total += weight * x ** len(name)
    return total


def over_string(x, word):
    for letter in word:
        if letter == "s":
            x = x * x
        else:
            x = x + 1.0
    return x


def with_break(x, limit):
    y = x
    for k in range(20):
        y = y * x + k
        if y > limit:
            break
    return y * y


def break_before_use(v, limit):
    total = 0.0
    for a in v:
        if total > limit:
            break
        total += a * a
    return total


def with_continue(v):
    total = 0.0
    for a in v:
        if a < 0:
            continue
        total += a * a
    return total


def with_else(x, limit):
    for k in range(4):
        x = x * 1.5
        if x > limit:
            break
    else:
        x = x * x
    return x * 3.0


def nested(m):
    total = 0.0
    for i in range(m.shape[0]):
        for j in range(m.shape[1]):
            total += m[i, j] * total + m[i, j] ** 2
    return total


def triangle(v):
    total = 0.0
    for i in range(len(v)):
        for j in range(i):
            total += v[i] * v[j] / (i + j)
    return total


def inner_break(m):
    total = 0.0
    for row in m:
        for a in row:
            if a > 0.5:
                break
            total += a * a
        total = total * 1.1 + row[0]
    return total


def return_from_inside(x, limit):
    for i in range(4):
        for j in range(3):
            x = x * 1.2 + 0.1 * i * j
            if x > limit:
                return x * x
        x = x + 0.1
    return x


def zero_trips(x, n):
    y = x
    for _ in range(n):
        y = y * y
    return y * 2.0


def target_after_loop(v):
    for a in v:
        last = a * a
    return last * a


def bound_changes_inside(x, n):
    y = x
    for _ in range(n):
        n = n + 1
        y = y * x
    return y * n


def overwritten_counter(x):
    y = 0.0
    for k in range(4):
        k = k * x
        y += k * k
    return y


def carried_tuple(x, n):
    pair = (x, 1.0)
    for _ in range(n):
        pair = (pair[0] * pair[1], pair[0] + 0.5)
    return pair[0] + pair[1]


def carried_array(v, n):
    for _ in range(n):
        v = np.sin(v) * np.sum(v)
    return v


def passive_becomes_active(x, n):
    a, b = 1.0, x
    for _ in range(n):
        a, b = b, a * 1.5
    return a * b


def sliding(v):
    total = 0.0
    for k in range(1, len(v) - 1):
        total += (v[k - 1] - 2 * v[k] + v[k + 1]) ** 2
    return total


def maximum(v):
    best = v[0]
    for a in v[1:]:
        if a > best:
            best = a
    return best * best


def prime_sum(x, n):
    total = 0.0
    for k in range(2, n):
        for d in range(2, k):
            if k % d == 0:
                break
        else:
            total += x**k
    return total


def along_each_axis(a):
    total = 0.0
    lower, upper = [slice(None)] * a.ndim, [slice(None)] * a.ndim
    for axis in range(a.ndim):
        lower[axis], upper[axis] = slice(None, -1), slice(1, None)
        step = a[tuple(upper)] - a[tuple(lower)]
        lower[axis] = upper[axis] = slice(None)
        if axis == 1 and np.sum(step) > 1e9:
            break
        total += np.sum(step**2) * (axis + 1)
    for axis in range(2):
        total += np.sum(np.diff(a, axis=axis) ** 3)
    return total


POINTS = [(0.5, 1.2), (1.5, -0.3), (0.7, 0.7)]

test_derivative = derivatives([
    Case(counted, (0.6, 5), "x"),
    Case(counter_read, (0.6, 5), "x"),
    Case(with_start, (1.6, 6), "x"),
    Case(downwards, (X4, 0.6), ("c", "x")),
    Case(by_twos, (X5,)),
    Case(over_array, (X4,)),
    Case(over_rows, (A34,)),
    Case(over_list, ([0.4, 1.2, -0.7],)),
    Case(over_list, (X4,), name="over_list_given_an_array"),
    Case(over_pairs, (POINTS,)),
    Case(over_matrix_pairs, (A34,)),
    Case(over_zip, (X4, X5[:4]), ("u", "v")),
    Case(over_zip, (X4, X5), ("u", "v"), name="over_zip_of_unequal_lengths"),
    Case(over_enumerate, (X4,)),
    Case(over_enumerated_zip, (X4, [0.4, 1.2, -0.7, 1.1]), ("u", "v")),
    Case(over_reversed, (X4,)),
    Case(over_reversed_range, (0.6, 5), "x"),
    Case(over_display, (0.6,)),
    Case(over_functions, (0.6,)),
    Case(over_dict, (0.6, {"a": 1.5, "bb": 0.5}), "x"),
    Case(over_dict, (0.6, {"a": 1.5, "bb": 0.5}), ("x", "weights"), name="over_dict_in_both"),
    Case(over_string, (0.6, "sps"), "x"),
    Case(with_break, (1.2, 9.0), "x"),
    Case(with_break, (1.2, 1e9), "x", name="with_break_never"),
    Case(with_break, (1.2, 0.1), "x", name="with_break_at_once"),
    Case(break_before_use, (X5, 1.0), "v"),
    Case(with_continue, (X5,)),
    Case(with_else, (0.8, 2.0), "x"),
    Case(with_else, (0.8, 99.0), "x", name="with_else_runs"),
    Case(nested, (A34,)),
    Case(triangle, (X5,)),
    Case(inner_break, (A34,)),
    Case(return_from_inside, (0.8, 2.0), "x"),
    Case(return_from_inside, (0.8, 1e9), "x", name="return_from_inside_never"),
    Case(zero_trips, (0.6, 0), "x"),
    Case(target_after_loop, (X4,)),
    Case(bound_changes_inside, (0.9, 3), "x"),
    Case(overwritten_counter, (0.6,)),
    Case(carried_tuple, (0.9, 3), "x"),
    Case(carried_array, (X4, 3), "v"),
    Case(passive_becomes_active, (0.9, 3), "x"),
    Case(passive_becomes_active, (0.9, 0), "x", name="passive_becomes_active_not_run"),
    Case(sliding, (X6,)),
    Case(maximum, (X6,)),
    Case(along_each_axis, (A34,)),
    Case(prime_sum, (0.9, 8), "x"),
])  # fmt: skip
