"""Types, conversions and keys of arguments."""

import inspect
from collections import namedtuple
from dataclasses import dataclass

import numpy as np
import pytest

import s2sad
from s2sad.arguments import Known, StructTypes, argument_types, converted, known_objects, needs_floats, plain_key
from s2sad.core.types import ArrayType, ListType, ScalarType, TupleType
from s2sad.errors import ArgumentTypeError, SignatureError
from s2sad.request import request_for

FLOAT = ScalarType("float")
Pair = namedtuple("Pair", "a b")


@dataclass
class Weights:
    w: np.ndarray
    bias: float


def test_equal_sizes_are_one_symbol():
    kinds = argument_types({"a": np.ones((3, 4)), "b": [np.ones(4), 1.0]})
    array, scalar = kinds["b"].items
    assert isinstance(array, ArrayType) and scalar == FLOAT and kinds["b"].list
    assert kinds["a"].shape[1] == array.shape[0] != kinds["a"].shape[0]


def test_containers():
    kinds = argument_types({"w": Weights(np.ones(2), 0.5), "p": Pair(1.0, "a"), "t": (1.0, {"k": 2.0}), "f": np.sin})
    assert isinstance(kinds["w"], StructTypes) and kinds["w"].cls is Weights and kinds["w"].fields["bias"] == FLOAT
    assert kinds["p"].cls is Pair and kinds["t"] == (FLOAT, {"k": FLOAT})
    assert isinstance(kinds["f"], Known) and kinds["f"].value is np.sin


def test_a_long_list_has_one_element_type():
    assert argument_types({"x": [1.0] * 100})["x"] == ListType(FLOAT)
    assert argument_types({"x": [1.0] * 3})["x"] == TupleType((FLOAT,) * 3, list=True)


@pytest.mark.parametrize(
    "value", [True, "a", None, np.arange(3), np.array(["a"]), np.array([object()]), {"k": [1.0, "b"]}]
)
def test_what_no_derivative_can_be_in(value):
    with pytest.raises(ArgumentTypeError, match=r"^x"):
        needs_floats(value, "x")


class Grid(np.ndarray):
    """A class of a user."""


class Series:
    __module__ = "pandas.core.series"


CLASSES = [
    (np.ones(3).view(Grid), r"x is a Grid, .* pass np\.asarray\(x\)"),
    (np.ma.array([1.0]), "masked array"),
    (np.zeros(2, [("a", float)]), "structured array"),
    ({1.0}, r"x is a set: .* list\(x\)"),
    ((v for v in [1.0]), r"x is a generator: .* list\(x\)"),
    (range(3), r"list\(x\)"),
    (Series(), r"x is a pandas Series: pass x\.to_numpy\(\)"),
    ([np.ones((1, 1)).view(Grid)], r"x\[0\] is a Grid"),
]


@pytest.mark.parametrize(("value", "message"), CLASSES, ids=lambda v: v if type(v) is str else "")
def test_what_is_not_an_array_of_numpy_says_how_to_make_one(value, message):
    with pytest.raises(ArgumentTypeError, match=message):
        s2sad.grad(lambda x: np.sum(x * 2.0))(value)


def test_integers_count_as_floats():
    signature = inspect.signature(lambda x, n: x)
    made, _ = converted({"x": [1, np.int64(2)], "n": 3}, {}, request_for(signature, "x", "grad"))
    assert made == {"x": [1.0, 2.0], "n": 3} and [type(v) for v in made["x"]] == [float, float]
    assert type(made["n"]) is int


def test_seeds():
    signature = inspect.signature(lambda x: x)
    tangent, adjoint = (request_for(signature, "x", form) for form in ("tangent", "adjoint"))
    x = np.ones(2)
    assert converted({"x": x}, {"x_dot": np.arange(2)}, tangent)[1]["x_dot"].dtype == float
    assert type(converted({"x": x}, {"value_bar": 1}, adjoint)[1]["value_bar"]) is float
    with pytest.raises(SignatureError, match="x_dot has the shape"):
        converted({"x": x}, {"x_dot": 1.0}, tangent)


def test_plain_key():
    a, b = np.ones((3, 2)), np.ones((2, 3)).T
    keys = [
        plain_key(args) for args in ((a,), (b,), (a.astype("f4"),), (1.0,), (1,), (np.float64(1),), ("a",), (None,))
    ]
    assert len(set(keys)) == len(keys)
    assert plain_key((a, 1.0)) == plain_key((a + 1, 2.0))
    assert plain_key(([1.0],)) is None


def test_known_objects():
    assert known_objects({"f": np.sin, "x": (1.0, [len, Weights, [].append])}) == (np.sin, len, Weights)
