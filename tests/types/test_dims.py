from __future__ import annotations

import itertools

import pytest

from s2sad.core.types import Dim
from s2sad.types import never_one
from s2sad.types.dims import _inside, broadcast, broadcast_shapes, ceiled, least, slice_length

N, K, F = Dim.symbol("$0"), Dim.symbol("k"), Dim.symbol("~f")


def test_least_values():
    assert least(N) == 2
    assert least(N * N - 1) == 3
    assert least(F + 1) == 1
    assert least(K) == least(-N) == -float("inf")
    assert least(K, is_size=True) == 0


def test_broadcasting():
    one, three = Dim.const(1), Dim.const(3)
    assert broadcast(N, one) == broadcast(one, N) == broadcast(N, N) == N
    assert broadcast(N, three) == broadcast(three, N) == three
    assert broadcast(three, Dim.const(4)) is None
    assert broadcast(N, F) == broadcast(F, N) == N
    either = broadcast(F, K)
    assert either == broadcast(K, F) and either not in (F, K)
    assert broadcast_shapes((N,), ()) == (N,)
    assert broadcast_shapes((three,), (Dim.const(2), Dim.const(4))) is None


def test_never_one():
    assert never_one(N) and never_one(Dim.const(0)) and never_one(Dim.const(3))
    assert not never_one(N - 1) and not never_one(F) and not never_one(Dim.const(1))


BOUNDS = [None, 0, 1, 2, 3, -1, -2, -3]


@pytest.mark.parametrize(("lower", "upper"), list(itertools.product(BOUNDS, BOUNDS)))
def test_the_length_of_a_slice_is_right_for_every_size(lower, upper):
    bounds = [None if b is None else Dim.const(b) for b in (lower, upper)]
    length = slice_length(N, *bounds, None)
    for size in range(2, 9):
        world = {"$0": size}
        for symbol in length.symbols - {"$0"}:
            if symbol.startswith("~slice"):
                return
            world[symbol] = max(_inside[symbol].evaluate(world), 0)
        assert length.evaluate(world) == len(range(size)[lower:upper])
        assert slice_length(Dim.const(size), *bounds, None) == Dim.const(len(range(size)[lower:upper]))


def test_cuts_of_cuts():
    cut = slice_length(N, Dim.const(3), None, None)
    assert slice_length(cut, Dim.const(1), None, None) == slice_length(N, Dim.const(4), None, None)
    assert slice_length(N, None, None, Dim.const(-1)) == N
    assert slice_length(N, None, None, Dim.const(2)) == slice_length(N, None, None, Dim.const(2))
    assert slice_length(N, None, N - 1, None) == N - 1


def test_ceiled():
    assert ceiled(N - 2) == N - 2
    assert ceiled(Dim.const(-3)) == Dim.const(0)
    assert str(ceiled(N - 3)) == "~max0($0 - 3)"
