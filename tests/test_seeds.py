"""A seed that does not fit is an error, never a broadcast: of a tangent before the call, of an adjoint after it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

import s2sad

X = np.arange(3.0) + 0.5


class Pair(NamedTuple):
    w: np.ndarray
    b: float


def elementwise(x):
    return np.sin(x) * 2.0


def two_results(x):
    return np.sum(x), x * 2.0


def of_a_dict(p):
    return p["a"] * np.sum(p["b"])


def of_a_pair(p):
    return p.b * np.sum(p.w)


BAD = {
    "fewer": (X[:2], r"has the shape \(2,\), but {} has \(3,\)"),
    "a number": (1.0, r"has the shape \(\), but {} has \(3,\)"),
    "one": (X[:1], r"has the shape \(1,\), but {} has \(3,\)"),
    "an axis more": (np.ones((2, 3)), r"has the shape \(2, 3\), but {} has \(3,\)"),
    "nothing": (None, r"is None, but {} has \(3,\)"),
    "complex": (X * 1j, "is complex, but {} is real"),
}


@pytest.mark.parametrize("bad", BAD)
def test_of_an_array(bad):
    seed, message = BAD[bad]
    with pytest.raises(s2sad.SignatureError, match="^x_dot " + message.format("x")):
        s2sad.tangent(elementwise)(X, seed)
    with pytest.raises(s2sad.SignatureError, match="^value_bar " + message.format("value")):
        s2sad.vjp(elementwise, X)[1](seed)
    if bad == "nothing":
        with pytest.raises(s2sad.SignatureError, match="^value_bar is of type NoneType, but value is an array"):
            s2sad.adjoint(elementwise)(X, seed)
    elif bad != "fewer":  # there NumPy objects first
        adjoint = s2sad.adjoint(elementwise)
        for _ in range(2):
            with pytest.raises(s2sad.SignatureError, match="^value_bar " + message.format("value")):
                adjoint(X, seed)


def test_of_several_results():
    adjoint = s2sad.adjoint(two_results)
    (value, _), bar = adjoint(X, (1.0, X))
    assert value == X.sum() and np.allclose(bar, 1.0 + 2.0 * X)
    with pytest.raises(s2sad.SignatureError, match=r"value_bar\[1\] has the shape \(2,\), but value\[1\] has \(3,\)"):
        adjoint(X, (1.0, X[:2]))
    with pytest.raises(s2sad.SignatureError, match=r"value_bar\[1\] is missing"):
        s2sad.vjp(two_results, X)[1]((1.0,))


@pytest.mark.parametrize(
    ("seed", "message"),
    [
        ({"a": 1.0}, r"p_dot\['b'\] is missing, but there is p\['b'\]"),
        ({"a": 1.0, "b": X[:2]}, r"p_dot\['b'\] has the shape \(2,\), but p\['b'\] has \(3,\)"),
        ({"a": 1.0, "b": X, "c": X}, r"p_dot\['c'\] is a seed of nothing: there is no p\['c'\]"),
        (1.0, r"p_dot\['a'\] is missing"),
    ],
)
def test_of_a_dict(seed, message):
    with pytest.raises(s2sad.SignatureError, match=message):
        s2sad.tangent(of_a_dict)({"a": 2.0, "b": X}, seed)


def nested_result(x):
    return {"a": np.sum(x), "b": [x, (x[0], 2.0)]}


@pytest.mark.parametrize(
    ("seed", "message"),
    [
        (1.0, r"value_bar\['a'\] is missing, but there is value\['a'\]"),
        ({"a": 1.0}, r"value_bar\['b'\] is missing, but there is value\['b'\]"),
        ({"a": 1.0, "b": 2.0}, r"value_bar\['b'\]\[0\] is missing, but there is value\['b'\]\[0\]"),
        ({"a": 1.0, "b": [X, 1.0]}, r"value_bar\['b'\]\[1\]\[0\] is missing"),
        ({"a": "one", "b": [X, (1.0, 0.0)]}, r"value_bar\['a'\] is of type str, but value\['a'\] is a number"),
        ({"a": 1.0, "b": [None, (1.0, 0.0)]}, r"value_bar\['b'\]\[0\] is of type NoneType, but .* is an array"),
        (None, r"value_bar\['a'\] is missing"),
    ],
)
def test_of_a_nested_result(seed, message):
    adjoint = s2sad.adjoint(nested_result)
    for _ in range(2):
        with pytest.raises(s2sad.SignatureError, match="^" + message):
            adjoint(X, seed)


def test_what_the_function_itself_raises_is_not_taken_for_a_seed_that_does_not_fit():
    def raising(x):
        return x[7], x[0]

    for _ in range(2):
        with pytest.raises(IndexError):
            s2sad.adjoint(raising)(X, (1.0, 1.0))


def test_of_a_named_tuple():
    tangent = s2sad.tangent(of_a_pair)
    assert tangent(Pair(X, 2.0), Pair(X, 1.0))[1] == pytest.approx(3.0 * X.sum())
    with pytest.raises(s2sad.SignatureError, match=r"p_dot\.w has the shape \(\), but p\.w has \(3,\)"):
        tangent(Pair(X, 2.0), Pair(1.0, 1.0))


def test_jvp_takes_a_tangent_for_each_of_the_primals():
    with pytest.raises(s2sad.SignatureError, match="jvp needs a tangent for each of x, y, not 1"):
        s2sad.jvp(lambda x, y: x * y, (X, X), (X,))
    value, dot = s2sad.jvp(lambda x, y: x * y, (X, X), (X,), wrt="x")
    assert np.allclose(value, X * X) and np.allclose(dot, X * X)
