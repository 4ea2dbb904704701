"""An error at run time shows the user's line and the generated one; it is the error that the function itself raises."""

from __future__ import annotations

import pickle
import traceback

import numpy as np
import pytest

import s2sad

A = np.eye(3)


def solves(x, A, k):
    y = x * 2.0
    y[k] = np.sin(y[k]) * x[k + 1]
    z = np.linalg.solve(A, y)
    return np.sum(z * z)


def falls(x, n):
    if n == 0:
        return 1.0 / x
    return x * falls(x, n - 1)


def helper(x):
    return x.reshape(2, 2)


def calls(x):
    y = x * 3.0
    return np.sum(helper(y) ** 2)


def raises(x):
    if x.sum() > 1:
        raise ValueError("too much")
    return np.sum(x * x)


FAILING = [
    (solves, (np.ones(3), A, 2), IndexError, "y[k] = np.sin(y[k]) * x[k + 1]", "solves"),
    (solves, (np.ones(3), 0.0 * A, 1), np.linalg.LinAlgError, "z = np.linalg.solve(A, y)", "solves"),
    (solves, (np.ones(3), np.ones((2, 3)), 1), np.linalg.LinAlgError, "z = np.linalg.solve(A, y)", "solves"),
    (falls, (0.0, 2), ZeroDivisionError, "return 1.0 / x", "falls"),
    (calls, (np.ones(3),), ValueError, "return x.reshape(2, 2)", "helper"),
    (raises, (np.ones(3),), ValueError, 'raise ValueError("too much")', "raises"),
]


def error_of(function, args):
    """The class of the error that a call ends with, and the entries of its traceback."""
    with pytest.raises(Exception) as caught:  # noqa: B017 - which class it is, is what is tested
        function(*args)
    return caught.type, traceback.extract_tb(caught.tb)


@pytest.mark.parametrize(("function", "args", "kind", "line", "name"), FAILING)
@pytest.mark.parametrize("form", [s2sad.grad, s2sad.value_and_grad, s2sad.hessian])
def test_both_lines_are_shown(function, args, kind, line, name, form):
    derived = form(function)
    assert error_of(function, args)[0] is kind
    for _ in range(2):
        found, entries = error_of(derived, args)
        assert found is kind
        generated = [k for k, entry in enumerate(entries) if entry.filename.startswith("s2sad_generated/")]
        before = entries[generated[-1] - 1]
        assert (before.filename, before.name, before.line) == (__file__, name, line)
        assert sum((entry.filename, entry.line) == (__file__, line) for entry in entries) == 1


def test_the_lines_travel_with_a_pickled_derivative():
    derived = s2sad.grad(solves)
    derived(np.ones(3), A, 1)
    _, entries = error_of(pickle.loads(pickle.dumps(derived)), (np.ones(3), 0.0 * A, 1))
    assert "z = np.linalg.solve(A, y)" in [entry.line for entry in entries if entry.name == "solves"]
