"""The check itself: it passes what is right and fails what is wrong, with numbers."""

import numpy as np
import pytest

import s2sad
from s2sad import verify
from s2sad.errors import SignatureError, VerificationError


def f(x, p):
    return {"a": p["k"] * np.sin(x), "b": np.abs(x[0])}


X = np.array([0.3, -0.7, 2.0])


def test_right():
    report = s2sad.check_derivative(f, X, {"k": 2.0}, wrt=("x", "p"))
    assert report.agrees and len(report.comparisons) == 6
    assert "central differences" in str(report) and "WRONG" not in str(report)


def test_complex_step_where_it_works():
    assert "complex step" in str(s2sad.check_derivative(lambda x: np.exp(x) * x, X))


def test_single_precision():
    assert s2sad.check_derivative(lambda x: np.sum(x * x), X.astype("f4")).agrees


def test_keywords_and_defaults():
    assert s2sad.check_derivative(lambda x, y=2.0: x * y, y=3.0, x=1.0, wrt=("x", "y")).agrees
    with pytest.raises(SignatureError):
        s2sad.check_derivative(f, X)


def test_a_function_that_writes_into_its_argument():
    def g(x):
        x[1] = x[0] * x[1]
        return x

    x = X.copy()
    assert s2sad.check_derivative(g, x).agrees and np.array_equal(x, X)


@pytest.mark.parametrize("form, what", [("tangent", "tangent, complex step"), ("adjoint", "adjoint, dot product")])
def test_wrong(monkeypatch, form, what):
    right = getattr(verify, form)

    class Wrong:
        def __init__(self, *args):
            self.made = right(*args)
            self.seeds = self.made.seeds

        def call_given(self, given):
            value, found = self.made.call_given(given)
            return value, found * 1.001

    monkeypatch.setattr(verify, form, Wrong)
    with pytest.raises(VerificationError) as info:
        s2sad.check_derivative(lambda x: x * x, X)
    assert [line for line in str(info.value).splitlines() if what in line and line.endswith("WRONG")]


def test_not_a_number_is_wrong():
    assert not verify.Comparison("x", "tangent", float("nan"), 1.0, 1.0).agrees
