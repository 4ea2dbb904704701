"""Arrays that are given to functions without a source: what these write is seen, and what was read before is kept."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import logging
import random
import struct
import zlib

import numpy as np
import pytest

import s2sad

X, Y = np.array([0.31, 0.83, 1.37]), np.array([1.1, 0.7, 0.4])
RNG = np.random.default_rng(1)
LOG = logging.getLogger("quiet")
UNSEEN = """
kept = []
def fill(a):
    a[...] = 7.0
def grow(a):
    a += 1.0
    return a[0]
def peek(a):
    return float(a.sum())
def mix(a, b):
    b[...] = a * b
def bind(a):
    kept.append(a)
def step():
    kept[-1][...] += 1.0
"""
scope: dict[str, object] = {}
exec(compile(UNSEEN, "no file", "exec"), scope)
fill, grow, peek, bind, step = (scope[name] for name in ("fill", "grow", "peek", "bind", "step"))
mix = scope["mix"]


def read_before(x, y):
    a = y.copy()
    b = np.sum(x * a)
    fill(a)
    return b


def argument_read_before(x, y):
    b = np.sum(x * y)
    fill(y)
    return b * np.sum(x)


def read_after(x, y):
    a = y.copy()
    fill(a)
    return np.sum(x * a) ** 2


def read_before_and_after(x, y):
    a = y.copy()
    b = np.sum(x * a)
    r = grow(a)
    return b * np.sum(x * a) * r


def in_a_loop(x, y):
    a = y.copy()
    s = 0.0
    for _ in range(3):
        s = s + np.sum(np.sin(x) * a) ** 2
        grow(a)
    return s


def of_a_work_array(x, y):
    work, s = np.empty(3), 0.0
    for i in range(3):
        fill(work)
        s = s + np.sum(np.sin(x * work[i])) * y[i]
        work[i] = i
        s = s + np.sum(work * x)
    return s


def through_a_view(x, y):
    a = np.outer(y, y)
    row = a[1]
    b = np.sum((a @ x) ** 2)
    fill(row)
    return np.sum(a @ x) + np.sum(row * x) + b


def on_one_path(x, y):
    a = y.copy()
    if x[0] > 0.1:
        fill(a)
    return np.sum(a * x * x)


def same_expression_twice(x, y):
    a, b = y * 2.0, y * 2.0
    fill(a)
    return np.sum(x * x * a * b)


def several(x, y):
    a, b = y.copy(), y * y
    r = grow(a) + grow(b)
    return np.sum(x * x * a) * np.sum(x * b) + r


def shuffled(x, y):
    order, s = np.arange(3), 0.0
    for _ in range(4):
        RNG.shuffle(order)
        for k in order:
            s = s + (x[k] * y[k] - s) ** 2 * 0.1
    return s


def only_looked_at(x, y):
    a, items = x * y, [1.0, 2.0]
    LOG.info("%s %s", a, items)
    json.dumps(items)
    hashlib.sha256(a.tobytes())
    struct.pack("d", a[0])
    zlib.crc32(y)
    csv.writer(io.StringIO())
    return np.sum(a * a) * items[1]


def copies(x, y):
    a = x * y
    peek(a.copy())
    return np.sum(a * a)


FUNCTIONS = [
    read_before, argument_read_before, read_after, read_before_and_after, in_a_loop, of_a_work_array, through_a_view,
    on_one_path, same_expression_twice, several, shuffled, only_looked_at, copies,
]  # fmt: skip


def value(function, x, y):
    RNG.bit_generator.state = STATE
    random.seed(1)
    return function(x.copy(), y.copy())


STATE = RNG.bit_generator.state


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_right(function):
    h = 1e-5
    steps = h * np.eye(3)
    expected = [(value(function, X + d, Y) - value(function, X - d, Y)) / (2 * h) for d in steps]
    y = Y.copy()
    RNG.bit_generator.state = STATE
    got, gradient = s2sad.value_and_grad(function, wrt="x")(X.copy(), y)
    assert got == value(function, X, Y)
    np.testing.assert_allclose(gradient, expected, rtol=1e-6)
    after = Y.copy()
    function(X.copy(), after)
    np.testing.assert_array_equal(y, after)
    RNG.bit_generator.state = STATE
    _, dot = s2sad.tangent(function, wrt="x")(X.copy(), Y.copy(), np.array([1.0, -0.5, 2.0]))
    np.testing.assert_allclose(dot, gradient @ [1.0, -0.5, 2.0], rtol=1e-12)


def varies(x):
    z = x * x
    return np.sum(z) * peek(z)


def varies_and_is_read_after(x):
    z = x * x
    peek(z)
    return np.sum(z)


def written_with_what_varies(x, y):
    a = y.copy()
    mix(x, a)
    return np.sum(a)


def written_into_a_part(x, y):
    a = np.outer(y, y)
    mix(x * x, a[1])
    return np.sum(a @ x)


def kept_by_another(x, y):
    a = y.copy()
    bind(a)
    b = np.sum(x * a)
    step()
    return b + np.sum(x * a)


def recursive(a, x, n):
    s = np.sum(np.sin(x) * a)
    if n == 0:
        grow(a)
        return s
    return s + recursive(a, x, n - 1)


def in_a_recursive_function(x, y):
    a = y.copy()
    return np.sum(x * a) * recursive(a, x, int(y[0] * 3))


def one_of_two(x, y):
    a = y.copy()
    b = a
    if y[0] > 0:
        b = y * 3
    grow(b)
    return np.sum(a * x) * np.sum(b * x)


REFUSED = [
    (in_a_recursive_function, "a recursive function gives an array to grow"), (one_of_two, "2 problems"),
    (varies, "peek"), (varies_and_is_read_after, "may have written it"),
    (written_with_what_varies, "may have written it"), (written_into_a_part, "may have written it"),
    (kept_by_another, "step may write into it"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "message"), REFUSED, ids=lambda a: getattr(a, "__name__", ""))
@pytest.mark.parametrize("form", ["tangent", "adjoint"])
def test_refused(function, message, form):
    with pytest.raises(s2sad.NotSupportedError, match=message):
        s2sad.source(
            function,
            wrt="x",
            form=form,
            args="x: f8[3], y: f8[3]" if "y" in function.__code__.co_varnames else "x: f8[3]",
        )


def test_what_is_printed_is_what_was_written():
    text = s2sad.value_and_grad(in_a_loop, wrt="x").source_for("x: f8[3], y: f8[3]")
    assert text.count("grow(a)") == 1 and text.count(".copy()") == 2  # of y, and for the tape


def test_a_tangent_needs_no_copy():
    text = s2sad.source(read_before_and_after, wrt="x", form="tangent", args="x: f8[3], y: f8[3]")
    assert text.count(".copy()") == 1
