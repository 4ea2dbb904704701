from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from s2sad.core.types import ArrayType, Dim, ListType, NoneType, OpaqueType, ScalarType, StringType, TupleType
from s2sad.types import annotation_type, parse_types

N, M = Dim.symbol("$n"), Dim.symbol("$m")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("float", ScalarType("float")),
        ("f8", ScalarType("f8")),
        ("np.float32", ScalarType("f4")),
        ("f8[21]", ArrayType("f8", (Dim.const(21),))),
        ("f8[n, m]", ArrayType("f8", (N, M))),
        ("f8[n,]", ArrayType("f8", (N,))),
        ("f8[]", ArrayType("f8", ())),
        ("f8[...]", ArrayType("f8", None)),
        ("f8[2*n + 1, m - 1]", ArrayType("f8", (N * 2 + 1, M - 1))),
        ("float64[n]", ArrayType("f8", (N,))),
        ("complex128[n]", ArrayType("c16", (N,))),
        ("ndarray", ArrayType(None, None)),
        ("list[float]", ListType(ScalarType("float"))),
        ("tuple[float, f8[3]]", TupleType((ScalarType("float"), ArrayType("f8", (Dim.const(3),))))),
        ("list[tuple[int, str]]", ListType(TupleType((ScalarType("int"), StringType())))),
        ("dict", OpaqueType("dict")),
        ("dict[str, float]", OpaqueType("dict")),
        ("None", NoneType()),
    ],
)
def test_types(text, expected):
    assert parse_types(f"a: {text}, ...") == {"a": expected}


def test_several_and_none():
    assert list(parse_types("d: f8[21], xs: float")) == ["d", "xs"]
    assert parse_types("") == parse_types("...") == {}


@pytest.mark.parametrize(
    ("text", "offending"),
    [
        ("a: flot", "'flot'"),
        ("a: f8[n", "the end"),
        ("a f8", "'f8'"),
        ("a: f8; b: f8", "'; b: f8'"),
        ("a: list[float, int]", "2"),
        ("a: float, a: int", "'a'"),
        ("..., a: float", "'...'"),
        ("a: f8[n m]", "'m ]'"),
        ("1: float", "'1'"),
    ],
)
def test_errors_show_what_is_wrong(text, offending):
    with pytest.raises(ValueError) as error:
        parse_types(text)
    assert offending in str(error.value)


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (float, ScalarType("float")),
        ("float", ScalarType("float")),
        (int, ScalarType("int")),
        (np.ndarray, ArrayType(None, None)),
        ("np.ndarray", ArrayType(None, None)),
        (np.float32, ScalarType("f4")),
        (npt.NDArray[np.float64], ArrayType("f8", None)),
        ("npt.NDArray[np.float64]", ArrayType("f8", None)),
        ("NDArray[float32]", ArrayType("f4", None)),
        (npt.NDArray, None),
        (list, None),
        ("list[float]", None),
        (None, None),
        ("Optional[float]", None),
    ],
)
def test_annotations(annotation, expected):
    if annotation is npt.NDArray:
        assert annotation_type(annotation) in (None, ArrayType(None, None))
    else:
        assert annotation_type(annotation) == expected
