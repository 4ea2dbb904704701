from __future__ import annotations

import pytest

from s2sad.core.types import Dim
from s2sad.types.worlds import main_worlds, small_worlds, solve

N, M = Dim.symbol("$n"), Dim.symbol("$m")
WORLDS = main_worlds(("$n", "$m"))


@pytest.mark.parametrize(
    "dim", [N, M, N - 1, N * 2, N * 3 + 1, N + M, N - M, N * M, N + M - 1, N * N, N * M * N, Dim.const(7)]
)
def test_polynomials_are_found(dim):
    assert solve([dim.evaluate(w) for w in WORLDS], WORLDS, [N, M]) == dim


@pytest.mark.parametrize(
    "function",
    [lambda n, m: n // 2, lambda n, m: max(n, m), lambda n, m: min(n, m), lambda n, m: n % 3, lambda n, m: n**3 + m],
)
def test_what_is_no_polynomial_is_not(function):
    assert solve([function(w["$n"], w["$m"]) for w in WORLDS], WORLDS, [N, M]) is None


@pytest.mark.parametrize("count", range(1, 9))
def test_worlds_order_symbols_both_ways(count):
    symbols = tuple(f"$s{i}" for i in range(count))
    first, second, third = main_worlds(symbols)
    for world in (first, second, third):
        assert len(set(world.values())) == count
    for a, b in zip(symbols, symbols[1:], strict=False):
        assert (first[a] < first[b]) != (second[a] < second[b])
    for symbol in symbols:
        assert len({first[symbol], second[symbol], third[symbol]}) > 1


def test_small_worlds_respect_what_symbols_mean():
    assert [dict(w) for w in small_worlds(("$n", "~f"))] == [{"$n": 2, "~f": 1}, {"$n": 2, "~f": 0}]
