"""What is refused: at once, by name and line, with what to do instead. And what may be either, but never wrong."""

import asyncio
import inspect

import numpy as np
import pytest

import s2sad
from tests.language.points import A33, X4
from tests.support import check_or_refused, check_refused, refusal

TOTAL = 0.0


def yields(x):
    yield x * x


def yields_from(x):
    yield from [x, x * x]


async def awaits(x):
    await asyncio.sleep(0)
    return x * x


def writes_global(x):
    global TOTAL
    TOTAL = x * x
    return TOTAL


def make_counter():
    count = 0.0

    def writes_nonlocal(x):
        nonlocal count
        count = count + x
        return count * x

    return writes_nonlocal


def text_of_active(x):
    return float(str(x)) * 2.0


def converts_to_int(x):
    return int(x * 10) * x


def unknown_function(x):
    return np.unwrap(x) * np.polyfit(x, x, 1)[0]


def evaluated(x):
    return eval("x * x")


def partitioned(a):
    return np.linalg.svd(a)[0]


@pytest.mark.parametrize(
    ("function", "line"),
    [
        (yields, "yield x * x"),
        (yields_from, "yield from [x, x * x]"),
        (awaits, "async def awaits"),
        (writes_global, "TOTAL"),
        (make_counter(), "count"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_refused(function, line):
    check_refused(function, 1.3, line=line)


def several(x):
    async def later(y):
        return y

    for _ in range(3):
        yield x


def test_every_problem_is_reported_at_once():
    text = str(refusal(several, 1.3))
    assert "yield x" in text and "async def later" in text


@pytest.mark.parametrize(
    ("function", "args"),
    [
        (text_of_active, (1.3,)),
        (converts_to_int, (1.34,)),
        (unknown_function, (X4,)),
        (evaluated, (1.3,)),
        (partitioned, (A33,)),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_right_or_refused(function, args):
    check_or_refused(function, *args)


def test_an_unknown_function_comes_with_the_rule_to_write():
    def smooth(x):
        return np.sum(np.unwrap(x) * x)

    try:
        s2sad.grad(smooth)(X4)
    except s2sad.S2sadError as error:
        assert "np.unwrap(x)" in str(error)
        assert "s2sad.rule(" in str(error) or "s2sad.still(" in str(error)
        assert "'x'" in str(error)


def test_a_refusal_names_file_and_line():
    error = refusal(writes_global, 1.3)
    lines, first = inspect.getsourcelines(writes_global)
    assert f'"{__file__}", line ' in str(error)
    assert any(f"line {first + k}" in str(error) for k in range(1, len(lines)))


def test_a_passive_argument_may_be_anything():
    def scaled(x, handle):
        return x * 2.0 if handle is not None else x

    assert s2sad.grad(scaled, wrt="x")(1.0, open) == 2.0


@pytest.mark.parametrize("wrt", ["z", 5, ("x", "y", "w"), (), 1.5])
def test_wrt_must_be_a_parameter(wrt):
    with pytest.raises(s2sad.S2sadError):
        s2sad.grad(lambda x, y: x * y, wrt=wrt)(1.0, 2.0)


def test_the_nearest_parameter_is_named():
    with pytest.raises(s2sad.S2sadError, match="xs"):
        s2sad.grad(lambda d, xs: d * xs, wrt="xz")(1.0, 2.0)


def test_grad_of_an_array_points_to_what_serves():
    with pytest.raises(s2sad.S2sadError, match=r"(?s)jacobian.*vjp|vjp.*jacobian"):
        s2sad.grad(lambda x: x * x)(X4)


def test_no_source_is_said_clearly():
    namespace = {}
    exec("def hidden(x):\n    return x * x\n", namespace)
    with pytest.raises(s2sad.S2sadError, match="source"):
        s2sad.grad(namespace["hidden"])(1.0)


@pytest.mark.parametrize("thing", [3.0, "f", None, int])
def test_what_is_no_function(thing):
    with pytest.raises((s2sad.S2sadError, TypeError)):
        s2sad.grad(thing)(1.0)
