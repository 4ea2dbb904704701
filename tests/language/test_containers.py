"""Tuples, lists, dicts, dataclasses and named tuples as arguments, locals and results."""

from collections import namedtuple
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest

import s2sad
from tests.language.points import A34, P4, X4, X5
from tests.support import Case, derivatives


@dataclass
class Body:
    position: np.ndarray
    velocity: np.ndarray
    mass: float = 1.0


@dataclass(frozen=True)
class Options:
    rate: float
    steps: int
    name: str = "euler"


class Layer(NamedTuple):
    weights: np.ndarray
    bias: np.ndarray


Interval = namedtuple("Interval", ["low", "high"])


def tuple_argument(pair):
    return pair[0] * pair[1] + pair[0]


def tuple_result(x, y):
    return x * y, x - y


def nested_result(x):
    return {"square": x * x, "parts": [x, (2.0 * x, np.sin(x))]}


def list_result(x):
    return [x, x * x, x**3]


def dict_argument(params, x):
    h = np.tanh(x @ params["w"] + params["b"])
    return np.sum(h * h) * params["scale"]


def dict_local(x):
    table = {"a": x, "b": x * x}
    table["c"] = table["a"] * table["b"]
    table["a"] = 3.0
    return table["a"] * table["c"] + table["b"]


def dict_iterated(params):
    total = 0.0
    for key in params:
        total += np.sum(params[key] ** 2)
    return total


def dict_values(params):
    return sum(np.sum(p * p) for p in params.values())


def dict_items(params):
    return sum((k + 1.0) * np.sum(p**3) for k, (_, p) in enumerate(params.items()))


def dict_get(params, x):
    return x * params.get("gain", 2.0) + params.get("offset", 0.5)


def list_argument(layers, x):
    for w in layers:
        x = np.tanh(x @ w)
    return np.sum(x)


def list_of_pairs(layers, x):
    for w, b in layers[:-1]:
        x = np.tanh(x @ w + b)
    w, b = layers[-1]
    return np.sum((x @ w + b) ** 2)


def list_of_dicts(layers, x):
    for layer in layers:
        x = np.tanh(x @ layer["w"] + layer["b"])
    return np.sum(x)


def appended(x, n):
    values = []
    for k in range(n):
        values.append(x**k)
        x = x * 1.1
    return sum(values)


def appended_then_read(x, n):
    values = [x]
    for _ in range(n):
        values.append(values[-1] * x + values[0])
    return values[-1] * values[1]


def appended_then_array(x, n):
    values = []
    for k in range(n):
        values.append(x[k] * x[k - 1])
    values = np.array(values)
    return np.sum(values**2)


def fibonacci(x, n):
    sequence = [x, x * x]
    for k in range(2, n):
        sequence.append(0.5 * sequence[k - 1] + sequence[k - 2])
    return sequence


def popped(x):
    stack = [x, x * x, x**3]
    top = stack.pop()
    stack.append(top * stack[0])
    return stack[-1] + stack.pop() * stack.pop()


def item_assigned(x):
    values = [0.0] * 4
    for k in range(4):
        values[k] = x * (k + 1)
    values[1] += values[3] * values[2]
    return values[0] * values[1] + values[-1]


def list_sliced(xs):
    return sum(xs[1:]) * xs[0] + sum(xs[::2])


def list_concatenated(x):
    values = [x, x * x] + [x**3] + 2 * [x]
    return values[2] * values[4] + len(values) * values[0]


def list_extended(x):
    values = [x]
    values.extend([x * x, 2.0 * x])
    values += [x**3]
    return values[1] * values[3] + values[2]


def list_inserted(x):
    values = [x, 2.0]
    values.insert(0, x * x)
    return values[0] * values[1] * values[2]


def comprehension(v):
    return sum([a * a for a in v])


def comprehension_filtered(v):
    return sum([a**3 for a in v if a > 0])


def comprehension_nested(u, v):
    return np.sum(np.array([[a * b for b in v] for a in u]) ** 2)


def comprehension_two_loops(v):
    return sum([a * b for k, a in enumerate(v) for b in v[:k]])


def comprehension_reads_outer(v, x):
    a = x * x
    squares = [a * b for b in v]
    return sum(squares) * a


def dict_comprehension(v):
    table = {k: a * a for k, a in enumerate(v)}
    return table[0] * table[1] + table[2]


def generator_in_sum(v):
    return sum(a * a for a in v)


def generator_in_max(v):
    return max(a * a for a in v) * min(a + 1.0 for a in v)


def generator_in_all(v):
    if all(a > -3.0 for a in v) and any(a < 0 for a in v):
        return sum(v)
    return v[0]


def array_of_floats(x, y):
    return np.sum(np.array([x, x * y, y]) ** 2)


def array_of_rows(x):
    rotation = np.array([[np.cos(x), -np.sin(x)], [np.sin(x), np.cos(x)]])
    return rotation @ np.array([1.0, 2.0])


def stacked_list(v):
    rows = [k * v for k in range(3)]
    return np.sum(np.stack(rows) ** 2) + np.sum(np.concatenate(rows[:2]))


def list_of_arrays_written(v):
    rows = [v * k for k in range(1, 4)]
    rows[1][0] = v[2] * v[3]
    return sum(np.sum(r * r) for r in rows)


def zipped_star(points):
    xs, ys = zip(*points)
    return sum(xs) * sum(ys)


def sorted_values(xs):
    ordered = sorted(xs)
    return ordered[0] * ordered[-1] + 2.0 * ordered[1]


def swapped_items(xs):
    xs = list(xs)
    xs[0], xs[2] = xs[2], xs[0]
    return xs[0] * 2.0 + xs[1] * xs[2]


def table_of_lists(x, n):
    table = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            table[i][j] = x ** (i + 1) / (j + 1)
    return sum(sum(row) for row in table) * table[1][0]


def dataclass_argument(body, force):
    acceleration = force / body.mass
    return np.sum((body.velocity + 0.1 * acceleration) ** 2) + np.sum(body.position * body.velocity)


def dataclass_rebuilt(body, steps):
    for _ in range(steps):
        force = -body.position / np.sum(body.position**2) ** 1.5
        velocity = body.velocity + 0.1 * force / body.mass
        body = Body(body.position + 0.1 * velocity, velocity, mass=body.mass)
    return np.sum(body.position**2)


def dataclass_assigned(x, y):
    body = Body(np.zeros(2), np.ones(2))
    body.mass = x * y
    body.position[0] = x
    body.velocity = body.velocity * body.mass
    return np.sum(body.velocity + body.position) * body.mass


def dataclass_replaced(options, x):
    options = replace(options, rate=options.rate * x)
    return options.rate * x * options.steps


def dataclass_result(x):
    return Body(x * np.ones(2), np.array([x, x * x]), mass=2.0 * x)


def passive_dataclass(x, options):
    for _ in range(options.steps):
        x = x + options.rate * np.sin(x) if options.name == "euler" else 2 * x
    return x


def named_tuple_argument(layer, x):
    return np.sum(np.tanh(x @ layer.weights + layer.bias))


def named_tuple_local(x):
    interval = Interval(low=x, high=x * x)
    low, high = interval
    return (interval.high - low) * high


def named_tuple_replaced(layer):
    layer = layer._replace(bias=layer.bias * 2.0)
    return np.sum(layer.weights * layer.bias)


def namespace_local(x):
    state = SimpleNamespace(a=x, b=2.0)
    state.b = state.a * state.b
    return state.a * state.b


def tuple_of_functions_results(x):
    low, high = min(x, 2.0), max(x, 0.5)
    return (low * high, low + high)[0]


def length_of_containers(xs, table):
    return sum(xs) / len(xs) * len(table) + table["a"]


def lookup_by_tuple(x):
    grid = {(0, 0): x, (0, 1): x * x, (1, 0): 2.0}
    return grid[0, 1] * grid[1, 0] + grid[(0, 0)]


PARAMS = {"w": A34, "b": X4, "scale": 0.7}
LAYERS = [(A34, X4), (A34.T.copy(), P4[:3])]
BODY = Body(np.array([1.0, 0.5]), np.array([-0.2, 0.7]), 1.5)

test_derivative = derivatives([
    Case(tuple_argument, ((1.3, 0.4),)),
    Case(tuple_result, (1.3, 0.4), ("x", "y")),
    Case(nested_result, (1.3,)),
    Case(list_result, (1.3,)),
    Case(dict_argument, (PARAMS, P4[:3])),
    Case(dict_argument, (PARAMS, P4[:3]), ("params", "x"), name="dict_argument_in_both"),
    Case(dict_local, (1.3,)),
    Case(dict_iterated, ({"w": A34, "b": X4},)),
    Case(dict_values, ({"w": A34, "b": X4},)),
    Case(dict_items, ({"w": A34, "b": X4},)),
    Case(dict_get, ({"gain": 1.7}, 0.3), ("params", "x")),
    Case(list_argument, ([A34, A34.T.copy()], P4[:3])),
    Case(list_of_pairs, (LAYERS, P4[:3])),
    Case(list_of_dicts, ([{"w": A34, "b": X4}], P4[:3])),
    Case(appended, (0.8, 5), "x"),
    Case(appended_then_read, (0.8, 4), "x"),
    Case(appended_then_array, (X5, 5), "x"),
    Case(fibonacci, (0.8, 6), "x"),
    Case(popped, (0.8,)),
    Case(item_assigned, (0.8,)),
    Case(list_sliced, ([0.8, 1.3, -0.4, 2.0],)),
    Case(list_concatenated, (0.8,)),
    Case(list_extended, (0.8,)),
    Case(list_inserted, (0.8,)),
    Case(comprehension, (X5,)),
    Case(comprehension_filtered, (X5,)),
    Case(comprehension_nested, (X4, X5), ("u", "v")),
    Case(comprehension_two_loops, (X4,)),
    Case(comprehension_reads_outer, (X4, 0.7), ("v", "x")),
    Case(dict_comprehension, (X4,)),
    Case(generator_in_sum, (X5,)),
    Case(generator_in_max, (X5,)),
    Case(generator_in_all, (X5,)),
    Case(array_of_floats, (1.3, 0.4), ("x", "y")),
    Case(array_of_rows, (0.8,)),
    Case(stacked_list, (X4,)),
    Case(list_of_arrays_written, (X4,)),
    Case(zipped_star, ([(0.5, 1.2), (1.5, -0.3)],)),
    Case(sorted_values, ([0.5, 1.2, -0.3],)),
    Case(swapped_items, ([0.5, 1.2, -0.3],)),
    Case(table_of_lists, (0.8, 3), "x"),
    Case(dataclass_argument, (BODY, np.array([0.1, 0.2]))),
    Case(dataclass_argument, (BODY, np.array([0.1, 0.2])), "force", name="dataclass_argument_passive"),
    Case(dataclass_rebuilt, (BODY, 4), "body"),
    Case(dataclass_assigned, (0.8, 1.4), ("x", "y")),
    Case(dataclass_replaced, (Options(0.3, 4), 1.2), "x"),
    Case(dataclass_result, (0.8,)),
    Case(passive_dataclass, (0.8, Options(0.3, 4)), "x"),
    Case(named_tuple_argument, (Layer(A34, X4), P4[:3])),
    Case(named_tuple_local, (1.3,)),
    Case(named_tuple_replaced, (Layer(A34, X4),)),
    Case(namespace_local, (1.3,)),
    Case(tuple_of_functions_results, (1.3,)),
    Case(length_of_containers, ([0.5, 1.2], {"a": 0.3, "b": 1.0}), ("xs", "table")),
    Case(lookup_by_tuple, (1.3,)),
])  # fmt: skip


@pytest.mark.parametrize(
    "argument", [[1.0, 2.0], (1.0, 2.0), {"a": 1.0, "b": 2.0}, Interval(1.0, 2.0)], ids=lambda a: type(a).__name__
)
def test_a_gradient_is_built_like_its_argument(argument):
    def product(pair):
        a, b = pair.values() if isinstance(pair, dict) else pair
        return a * b

    gradient = s2sad.grad(product)(argument)
    assert type(gradient) is type(argument)
    assert list(gradient.values() if isinstance(gradient, dict) else gradient) == pytest.approx([2.0, 1.0])
