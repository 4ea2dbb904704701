"""Worlds: sizes for symbols, and back from the sizes of results to polynomials in the symbols.

What is tried in a few worlds holds in all only if the worlds differ where it matters: any two
symbols are ordered one way in the first world and the other way in the second, odd sizes meet
even ones, and a world of small sizes finds what depends on an axis of length 0 or 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from s2sad.core.types import Dim

__all__ = ["World", "main_worlds", "small_worlds", "solve", "uniform_worlds"]

World = Mapping[str, int]

UP = (5, 7, 11, 13, 17, 19)
DOWN = (6, 8, 12, 14, 18, 20)
MIXED = (9, 16, 10, 22, 15, 21)


@lru_cache(maxsize=1024)
def main_worlds(symbols: tuple[str, ...], factor: int = 1) -> tuple[World, ...]:
    """Three worlds in which all sizes are different and not small, multiples of `factor`.

    >>> [dict(w) for w in main_worlds(("n", "m"))]
    [{'n': 5, 'm': 7}, {'n': 8, 'm': 6}, {'n': 9, 'm': 16}]
    """
    count = len(symbols)
    sizes = [
        [UP[i] if i < 6 else 17 + 2 * i for i in range(count)],
        [DOWN[i] if i < 6 else 18 + 2 * i for i in reversed(range(count))],
        [MIXED[i] if i < 6 else 23 + 3 * i for i in range(count)],
    ]
    return tuple({s: n * factor for s, n in zip(symbols, row, strict=True)} for row in sizes)


@lru_cache(maxsize=1024)
def small_worlds(symbols: tuple[str, ...]) -> tuple[World, ...]:
    """Worlds at the edge of what the symbols may stand for."""
    safe = {s: 2 + i for i, s in enumerate(s for s in symbols if s[0] == "$")}
    unsafe = [s for s in symbols if s[0] != "$"]
    worlds = [{**safe, **dict.fromkeys(unsafe, 1)}]
    if unsafe:
        worlds.append({**safe, **dict.fromkeys(unsafe, 0)})
    return tuple(worlds)


def uniform_worlds(symbols: tuple[str, ...]) -> tuple[World, ...]:
    """Worlds in which all sizes are the same, for arguments that only go together if some are."""
    return tuple(dict.fromkeys(symbols, n) for n in (4, 6))


def solve(sizes: Sequence[int], worlds: Sequence[World], basis: Sequence[Dim]) -> Dim | None:
    """The polynomial over the sizes of the arguments that is `sizes` in the worlds; None where there is not just one.

    >>> n, m = Dim.symbol("n"), Dim.symbol("m")
    >>> worlds = main_worlds(("n", "m"))
    >>> str(solve([w["n"] * w["m"] for w in worlds], worlds, [n, m])), str(solve([9, 15, 17], worlds, [n, m]))
    ('m*n', '2*n - 1')
    """
    if not basis or len(set(sizes)) == 1:
        return Dim.const(sizes[0]) if len(set(sizes)) == 1 else None
    values = {dim: [dim.evaluate(world) for world in worlds] for dim in basis}
    for dim, sample in values.items():
        if sample == list(sizes):
            return dim
    found = {fit for dim, sample in values.items() if (fit := _line(sizes, dim, sample)) is not None}
    found |= _pairs(sizes, list(values.items()))
    return found.pop() if len(found) == 1 else None


def _line(sizes: Sequence[int], dim: Dim, sample: Sequence[int]) -> Dim | None:
    """``a * dim + c`` through the sizes, with integer a and c."""
    run = sample[1] - sample[0]
    if not run or (sizes[1] - sizes[0]) % run:
        return None
    slope = (sizes[1] - sizes[0]) // run
    offset = sizes[0] - slope * sample[0]
    if not slope or any(slope * x + offset != s for x, s in zip(sample, sizes, strict=True)):
        return None
    return dim * slope + offset


def _pairs(sizes: Sequence[int], known: Sequence[tuple[Dim, list[int]]]) -> set[Dim]:
    """Sums, differences and products of two or three, and a constant added to it."""
    found = set()
    for i, (a, xs) in enumerate(known):
        for b, ys in known[i:]:
            if a is not b:
                for sign in (1, -1):
                    found |= _shifted(sizes, a + b * sign, [x + sign * y for x, y in zip(xs, ys, strict=True)])
                found |= _shifted(sizes, b - a, [y - x for x, y in zip(xs, ys, strict=True)])
            product = [x * y for x, y in zip(xs, ys, strict=True)]
            found |= _shifted(sizes, a * b, product)
            for c, zs in known:
                if [p * z for p, z in zip(product, zs, strict=True)] == list(sizes):
                    found.add(a * b * c)
    return found


def _shifted(sizes: Sequence[int], dim: Dim, sample: Sequence[int]) -> set[Dim]:
    offset = sizes[0] - sample[0]
    if abs(offset) > 4 or any(s - x != offset for x, s in zip(sample, sizes, strict=True)):
        return set()
    return {dim + offset}
