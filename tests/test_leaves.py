"""Structures of numbers and arrays."""

from collections import namedtuple

import numpy as np

from s2sad.leaves import arrange, dot, leaves, rebuild, size, twin, units

Pair = namedtuple("Pair", "a b")


def test_leaves_and_rebuild():
    value = {"a": Pair(1.0, [np.ones(2)]), "b": 3.0}
    assert size(value) == 4 and len(leaves(value)) == 3
    doubled = rebuild(value, lambda leaf: 2 * leaf)
    assert type(doubled["a"]) is Pair and doubled["b"] == 6.0 and doubled["a"].b[0].tolist() == [2.0, 2.0]


def test_units_are_a_basis():
    value = (np.ones((2, 1)), 3.0)
    basis = list(units(value))
    assert len(basis) == 3
    assert np.array_equal([[dot(u, v) for u in basis] for v in basis], np.eye(3))
    assert basis[0][0].shape == (2, 1) and type(basis[2][1]) is float


def test_units_keep_the_dtype():
    assert next(units(np.ones(1, dtype="f4"))).dtype == np.float32


def test_twin_keeps_what_is_shared():
    a = np.ones(2)
    first, (second, other) = twin((a, [a, "text"]))
    assert first is second and first is not a and other == "text"


def test_arrange():
    matrix = np.arange(6.0).reshape(2, 3)
    block, number = arrange(np.zeros(2), (np.zeros((1, 2)), 1.0), matrix)
    assert block.shape == (2, 1, 2) and block[1, 0].tolist() == [3.0, 4.0] and number.tolist() == [2.0, 5.0]
    assert arrange(1.0, 1.0, np.array([[7.0]])) == 7.0
