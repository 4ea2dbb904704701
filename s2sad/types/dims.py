"""What can be said of symbolic sizes: least values, broadcasting, the length of a slice.

Symbols tell by their first character what they stand for:

- ``$`` a size of an argument that is neither 0 nor 1 (those are constants: a signature has them),
- ``~`` a size that follows from what the rest of the name says,
- ``?`` a size nobody knows,
- anything else an integer of the user's function, of any sign.

As the size of an axis, a dimension that would be negative stands for 0.
"""

from __future__ import annotations

import math

from s2sad.core.types import Dim

__all__ = ["Shape", "broadcast", "broadcast_shapes", "ceiled", "least", "never_one", "slice_length"]

Shape = tuple[Dim, ...]

# what stands inside a `~max0(...)`, so that cutting such an axis again stays exact
_inside: dict[str, Dim] = {}


def least(dim: Dim, is_size: bool = False) -> float:
    """The greatest known lower bound of a dimension; `is_size` says that it is the size of an axis.

    >>> least(Dim.symbol("$0") - 1), least(Dim.symbol("k"))
    (1, -inf)
    """
    total = 0
    for monomial, coefficient in dim.terms:
        lows = [2 if s[0] == "$" else 0 if s[0] in "~?" else -1 for s in monomial]
        if monomial and (coefficient < 0 or min(lows) < 0):
            return 0 if is_size else -math.inf
        total += coefficient * math.prod(lows)
    return max(total, 0) if is_size else total


def never_one(size: Dim) -> bool:
    """Whether an axis of this size cannot have exactly one element."""
    value = size.value
    return value != 1 if value is not None else least(size) >= 2


def ceiled(dim: Dim) -> Dim:
    """``max(dim, 0)``."""
    if least(dim) >= 0:
        return dim
    value = dim.value
    if value is not None:
        return Dim.const(max(value, 0))
    name = f"~max0({dim})"
    _inside[name] = dim
    return Dim.symbol(name)


def broadcast(a: Dim, b: Dim) -> Dim | None:
    """The size of an axis made of two, None where they cannot go together.

    Two sizes that are not 1 are equal if the user's function runs at all; the result has the first.
    """
    if a == b or b.value == 1:
        return a
    if a.value == 1:
        return b
    if a.value is not None and b.value is not None:
        return None
    if never_one(a):
        return b if never_one(b) and b.value is not None else a
    if never_one(b):
        return b
    return Dim.symbol(f"~broadcast({', '.join(sorted((str(a), str(b))))})")


def broadcast_shapes(*shapes: Shape) -> Shape | None:
    """The shape of an elementwise result, None where the shapes cannot go together.

    >>> n = Dim.symbol("$0")
    >>> [str(d) for d in broadcast_shapes((n, Dim.const(1)), (Dim.const(3),))]
    ['$0', '3']
    """
    result: Shape = ()
    for shape in shapes:
        if shape == result:
            continue
        long, short = (result, shape) if len(result) >= len(shape) else (shape, result)
        lead = len(long) - len(short)
        merged = list(long[:lead])
        for one, other in zip(long[lead:], short, strict=True):
            size = broadcast(one, other)
            if size is None:
                return None
            merged.append(size)
        result = tuple(merged)
    return result


def slice_length(size: Dim, lower: Dim | None, upper: Dim | None, step: Dim | None) -> Dim:
    """The length of ``range(size)[lower:upper:step]``, a symbol named for its parts where there is no formula.

    >>> n = Dim.symbol("$0")
    >>> str(slice_length(n, Dim.const(1), None, None)), str(slice_length(n, Dim.const(2), Dim.const(-2), None))
    ('$0 - 1', '~max0($0 - 4)')
    """
    stride = 1 if step is None else step.value
    numbers = [None if d is None else d.value for d in (lower, upper)]
    if (
        size.value is not None
        and stride
        and all(n is not None or d is None for n, d in zip(numbers, (lower, upper), strict=True))
    ):
        return Dim.const(len(range(*slice(numbers[0], numbers[1], stride).indices(max(size.value, 0)))))
    if stride in (1, -1) and lower is None and upper is None:
        return size
    exact = _unit_slice(size, lower, upper) if stride == 1 else None
    if exact is not None:
        return exact
    return Dim.symbol(f"~slice({size}, {lower}, {upper}, {step})")


def _unit_slice(size: Dim, lower: Dim | None, upper: Dim | None) -> Dim | None:
    start = Dim.const(0) if lower is None else _position(size, lower)
    stop = size if upper is None else _position(size, upper)
    if start is None or stop is None:
        return None
    # where the end of the array does not cut off the top and 0 not the bottom, this is all that clipping can do
    if least(size - stop) >= 0 and least(start) >= 0:
        return _cut(size, stop - start)
    return None


def _position(size: Dim, bound: Dim) -> Dim | None:
    """The place a bound stands for, None where its sign is not known."""
    if least(bound) >= 0:
        return bound
    return size + bound if least(-bound) >= 1 else None


def _cut(size: Dim, length: Dim) -> Dim:
    """``max(length, 0)``, where cutting what was cut already gives the length of one cut."""
    removed = size - length
    if len(size.terms) == 1 and least(removed) >= 0:
        (monomial, coefficient) = size.terms[0]
        inner = _inside.get(monomial[0]) if len(monomial) == 1 and coefficient == 1 else None
        if inner is not None:
            length = inner - removed
    return ceiled(length)
