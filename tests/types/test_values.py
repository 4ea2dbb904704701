from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest

from s2sad.core.types import ArrayType, Dim, NoneType, OpaqueType, ScalarType, StringType
from s2sad.types import equal_dims, free_type, signature_key, signature_keys, type_of_value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1.0, ScalarType("float")),
        (True, ScalarType("bool")),
        (3, ScalarType("int")),
        (1j, ScalarType("complex")),
        (np.float32(1), ScalarType("f4")),
        (np.bool_(True), ScalarType("b1")),
        ("s", StringType()),
        (None, NoneType()),
        (math, OpaqueType("module")),
        (np.float64, OpaqueType("type")),
        (np.dtype("f4"), OpaqueType("dtype f4")),
        (np.array(["a"]), OpaqueType("ndarray")),
        (np.ones((1, 0)), ArrayType("f8", (Dim.const(1), Dim.const(0)), True)),
        (np.array(1.0), ArrayType("f8", (), True)),
    ],
)
def test_types(value, expected):
    assert type_of_value(value, {}) == expected


def test_equal_sizes_share_a_symbol_within_a_table():
    table: dict[int, str] = {}
    a, b = type_of_value(np.ones((5, 7)), table), type_of_value(np.ones(7)[::-1], table)
    assert a.shape[1] == b.shape[0] != a.shape[0]
    assert a.contiguous and not b.contiguous
    assert type_of_value(np.ones(7), {}).shape != b.shape
    assert free_type("W", np.ones(7)).shape != b.shape


@dataclass
class Model:
    weights: np.ndarray
    rate: float


DIFFERENT = [
    1.0, 1, True, "s", None, np.float64(1), np.ones(3), np.ones(1),
    np.ones(0), np.ones((3, 3)), np.ones((3, 4)), np.ones((3, 1)),
    np.ones(3, "f4"), np.ones(6)[::2], np.array(1.0), (1.0,), [1.0], [1.0, 2.0],
    (1.0, 1), {"a": 1.0}, {"b": 1.0}, {"a": 1},
    Model(np.ones(3), 1.0), Model(np.ones((3, 3)), 1.0), math.sin, math.cos, float, lambda x: x, [1.0] * 100,
]  # fmt: skip


def test_signatures_tell_types_apart():
    keys = [signature_key(value) for value in DIFFERENT]
    assert len(set(keys)) == len(keys)


def test_signatures_do_not_hold_sizes_or_values():
    for a, b in [
        (1.0, 2.0),
        (np.ones(3), np.ones(9)),
        (np.ones((3, 4)), np.ones((7, 2))),
        ("a", "b"),
        ([1.0] * 100, [2.0] * 99),
    ]:
        assert signature_key(a) == signature_key(b)
    pair = signature_keys([np.ones(3), np.ones(3)])
    assert pair == signature_keys([np.ones(8), np.ones(8)]) != signature_keys([np.ones(8), np.ones(9)])
    assert signature_key((np.ones(3), np.ones(3))) != signature_key((np.ones(3), np.ones(4)))


def test_equal_dims():
    assert equal_dims([(5, 3), (3, 1)]) == equal_dims([(9, 4), (4, 1)]) != equal_dims([(5, 3), (5, 1)])
