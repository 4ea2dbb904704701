"""Whether two stores go to different elements of an array, whatever its length."""

from __future__ import annotations

from collections.abc import Sequence

from s2sad.core.nodes import Arg, Const, SliceArg, TupleArg

__all__ = ["are_disjoint"]

Path = Sequence[Arg]


def are_disjoint(one: Path, other: Path) -> bool:
    """Whether no element is reached by both paths.

    >>> inner, last = SliceArg(Const(1), Const(-1), Const(None)), Const(-1)
    >>> [are_disjoint([TupleArg((Const("getitem"), index))], [TupleArg((Const("getitem"), last))])
    ...     for index in (inner, Const(-2), Const(0))]
    [True, True, False]
    """
    first, second = _indices(one), _indices(other)
    return any(_apart(a, b) or _apart(b, a) for a, b in zip(first, second, strict=False))


def _indices(path: Path) -> list[Arg]:
    """The index of each axis, up to the first that is not a number or a slice."""
    step = path[0]
    if not isinstance(step, TupleArg) or step.items[0] != Const("getitem"):
        return []
    index = step.items[1]
    items = list(index.items) if isinstance(index, TupleArg) and not index.list else [index]
    plain = [isinstance(item, SliceArg) or _number(item) is not None for item in items]
    return items[: plain.index(False) if False in plain else len(items)]


def _number(arg: Arg) -> int | None:
    value = arg.value if isinstance(arg, Const) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _apart(one: Arg, other: Arg) -> bool:
    """Whether `one` ends before `other` begins, or takes other elements of the same rhythm."""
    end, start = _end(one), _start(other)
    if end is not None and start is not None and (end < 0) == (start < 0) and end <= start:
        return True
    if not isinstance(one, SliceArg) or not isinstance(other, SliceArg):
        return False
    stride, first, second = _number(one.step), _start(one), _start(other)
    if stride is None or stride < 2 or stride != _number(other.step) or first is None or second is None:
        return False
    return first >= 0 and second >= 0 and (first - second) % stride != 0


def _start(index: Arg) -> int | None:
    """The first element, counted from the front, or from behind if negative."""
    if not isinstance(index, SliceArg):
        return _number(index)
    step = 1 if index.step == Const(None) else _number(index.step)
    if step is None or step < 1:
        return None
    return 0 if index.lower == Const(None) else _number(index.lower)


def _end(index: Arg) -> int | None:
    """The element behind the last; None where it is the end of the array."""
    if isinstance(index, SliceArg):
        step = 1 if index.step == Const(None) else _number(index.step)
        return None if step is None or step < 1 else _number(index.upper)
    number = _number(index)
    return None if number is None or number == -1 else number + 1
