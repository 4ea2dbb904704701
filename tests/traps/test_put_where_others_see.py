"""What the function makes and puts into an object or a container of the caller's, and changes after that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from tests.support import check, check_refused

X = np.array([0.7, 1.3, 0.45, 1.9])


@dataclass
class Part:
    n: int
    w: object = None


@dataclass
class Model:
    acts: object = None
    other: object = None


def run(x, of):
    """Lists, dicts and objects, under an attribute or a key, nested, by names from before and from after."""
    steps, of["log"] = [], []
    of["steps"] = steps
    of["info"] = {"last": Part(0), "rows": []}
    info, state = of["info"], x
    for k in range(3):
        state = np.tanh(state) * x[k]
        of["log"].append(state)
        steps.append(np.sum(state))
        info["last"].n += 1
    info["rows"].append([steps[0]])
    info["rows"][0].append(2.0)
    info["last"].w = steps[1]
    of["pair"] = (steps, info["rows"])
    of.setdefault("new", []).append(x[0])
    of["new"] *= 2
    steps += [1.0]
    long = [v * v for v in x]
    of["long"] = long
    long.sort()
    long.pop(0)
    of["seen"] = set()
    of["seen"].add(3)
    return np.sum(state) * steps[0] * len(info["rows"][0]) * info["last"].n + sum(long) * sum(of["new"])


def tabulated(x, table):
    table["t"] = [[0.0] * 3 for _ in range(3)]
    for i in range(3):
        for j in range(3):
            table["t"][i][j] = x[j] * (i + 1) + (table["t"][i - 1][j] if i else 0.0)
    rows = table["t"]
    rows[0], rows[2] = rows[2], rows[0]
    rows[0][1] *= 2.0
    return sum(table["t"][0]) * table["t"][2][0]


def remembered(x, memo):
    def best(n):
        if n < 2:
            return x[n]
        if n not in memo:
            memo[n] = best(n - 1) + 0.5 * best(n - 2) * x[2]
        return memo[n]

    return best(6)


@pytest.mark.parametrize("function", [run, tabulated, remembered], ids=lambda f: f.__name__)
def test_the_caller_sees_it(function):
    check(function, X, {}, wrt="x")


def attributes(x, model):
    model.acts, other = [], Part(1, x * 1.0)
    model.other = other
    other.n, other.w[0] = 3, 5.0
    model.acts.append(x[0])
    held = model.acts
    held.append(np.sum(other.w))
    model.acts[0] = held[1] * other.n
    return model.acts[0] * x[1]


def test_attributes():
    check(attributes, X, Model(), wrt="x")


# -- where it is not known whether others see it ---------------------------------------------------


def put_on_a_path(x, table):
    row = [x[0]]
    if x[1] > 0.5:
        table["row"] = row
    row.append(x[1])
    return sum(row)


def one_of_two(x, table):
    chosen = table if x[0] > 0.5 else {"row": []}
    chosen["row"] = [x[1]]
    return sum(chosen["row"])


def an_object_put_on_a_path(x, table):
    part = Part(0)
    if x[1] > 0.5:
        table["row"] = part
    part.n = 3
    return x[0] * part.n


def put_in_a_loop(x, table):
    row = [x[0]]
    for v in x:
        row.append(v)
        table["row"] = row
    row.append(7.0)
    return sum(row)


def of_one_that_the_run_knows(x, table):
    parts = [Part(0, []), Part(0, [])]
    table["parts"] = parts
    parts[int(x[0] > 0.5)].w.append(x[1])
    return x[0]


@pytest.mark.parametrize(
    ("function", "line"),
    [
        (of_one_that_the_run_knows, "parts[int(x[0] > 0.5)].w.append(x[1])"),
        (put_on_a_path, "row.append(x[1])"),
        (one_of_two, 'chosen["row"] = [x[1]]'),
        (an_object_put_on_a_path, "part.n = 3"),
        (put_in_a_loop, "row.append(v)"),
    ],
    ids=lambda f: getattr(f, "__name__", ""),
)
def test_refused(function, line):
    check_refused(function, X, {}, wrt="x", line=line)
