"""Statements that compute nothing: print, assert, raise, with, import, docstrings; and what runs once."""

import math
import warnings

import numpy as np
import pytest

import s2sad
from tests.language.points import P4, X4
from tests.support import Case, derivatives


def documented(x):
    """Square.

    Of a number.
    """
    return x * x


def formatted(x, label):
    name = f"{label}: {x:.3f} {x!r} {label!s:>{10}}"
    if name.startswith("twice"):
        return 2.0 * x
    return x * len(label)


def printing(x):
    print("x is", x, sep=": ")
    y = x * x
    print(f"{y:.2f}", end="!\n")
    return y * x


def asserting(x):
    assert x > 0, f"x must be positive, not {x}"
    return math.log(x)


def raising(x):
    y = x * x
    if y > 4.0:
        raise ArithmeticError("too large", y)
    return y


def quiet(x):
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.where(x > 0, np.log(x), x)
    return np.sum(y * y)


def nested_with(x):
    with np.errstate(all="ignore"), warnings.catch_warnings():
        for _ in range(2):
            x = x * x
    return x


def passing(x):
    if x > 0:
        pass
    for _ in range(2):
        pass
    ...  # noqa: PIE790
    "a string alone"
    return x * x


def local_constants(x):
    EPS = 1e-3
    names = ("a", "b")
    table = {"a": 2.0, "b": 0.5}
    return x * table[names[0]] + EPS * x**2 * table[names[-1]]


def string_work(x, mode):
    mode = mode.strip().lower()
    if mode.startswith("s") and len(mode) == 3:
        return math.sin(x)
    return math.cos(x)


def global_constant(x):
    return x * np.pi + math.e * x**2 + math.inf * 0 if x > 1e9 else x * np.pi


def multiline(x, y):
    return (
        x  # the first
        * y
        + (x - y) ** 2
    )


def records(x, log):
    for k in range(3):
        x = x * 1.5
        log.append((k, float(x)))
    return x * x


test_derivative = derivatives([
    Case(documented, (1.3,)),
    Case(formatted, (1.3, "twice"), "x"),
    Case(formatted, (1.3, "once"), "x", name="formatted_other"),
    Case(printing, (1.3,)),
    Case(asserting, (1.3,)),
    Case(raising, (1.3,)),
    Case(quiet, (X4,)),
    Case(nested_with, (1.3,)),
    Case(passing, (1.3,)),
    Case(local_constants, (1.3,)),
    Case(string_work, (1.3, " SIN"), "x"),
    Case(global_constant, (1.3,)),
    Case(multiline, (1.3, 0.4), ("x", "y")),
    Case(quiet, (P4,), name="quiet_all_positive"),
])  # fmt: skip


@pytest.mark.parametrize("make", [s2sad.tangent, s2sad.adjoint])
def test_printing_happens_once_and_in_order(make, capsys):
    make(printing)(2.0, 1.0)
    assert capsys.readouterr().out == "x is: 2.0\n4.00!\n"


@pytest.mark.parametrize("make", [s2sad.tangent, s2sad.adjoint])
def test_an_argument_that_is_appended_to_is_appended_to_once(make):
    log = []
    make(records, wrt="x")(2.0, log, 1.0)
    assert log == [(0, 3.0), (1, 4.5), (2, 6.75)]


@pytest.mark.parametrize("make", [s2sad.tangent, s2sad.adjoint, s2sad.grad])
def test_what_the_function_raises_the_derivative_raises(make):
    seeds = () if make is s2sad.grad else (1.0,)
    with pytest.raises(ArithmeticError) as caught:
        make(raising)(3.0, *seeds)
    assert caught.value.args == ("too large", 9.0)
    with pytest.raises(AssertionError, match="must be positive, not -1.0"):
        make(asserting)(-1.0, *seeds)


def singular(a, b):
    return np.sum(np.linalg.solve(a, b))


def mismatched(x):
    return np.sum(x + np.ones(3))


def out_of_range(x):
    return x[7] * x[0]


def missing_key(params):
    return params["a"] * params["b"]


@pytest.mark.parametrize(
    ("function", "args", "error"),
    [
        (singular, (np.zeros((2, 2)), np.ones(2)), np.linalg.LinAlgError),
        (mismatched, (X4,), ValueError),
        (out_of_range, (X4,), IndexError),
        (missing_key, ({"a": 1.0},), KeyError),
        (math.sqrt, (-1.0,), ValueError),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
@pytest.mark.parametrize("make", [s2sad.tangent, s2sad.adjoint])
def test_what_numpy_raises_is_raised(make, function, args, error):
    seed = 1.0 if make is s2sad.adjoint else args[0]
    with pytest.raises(error):
        make(function)(*args, seed)
