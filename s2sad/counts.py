"""Whole numbers among the arguments that say what is computed, as an axis or an order does.

A derivative is made for numbers of any value.  Where a rule must know one, it is made for the value that the call has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from s2sad.arguments import Known
from s2sad.errors import NotSupportedError
from s2sad.request import Request

__all__ = ["asks_for_values", "known_counts", "trials", "values_of"]

ASKS = ("literal", "depends on the types of its arguments")
"""What a problem says that a known value may mend."""


def asks_for_values(refusal: NotSupportedError) -> bool:
    """Whether a function was refused for a number that is not known when it is derived."""
    return any(said in problem.message for problem in refusal.problems for said in ASKS)


def trials(arguments: Mapping[str, Any], request: Request) -> Iterator[tuple[str, ...]]:
    """The parameters whose values may be what is asked for: each alone, then all."""
    names = tuple(name for name, value in arguments.items() if type(value) is int and name not in request.wrt)
    yield from ((name,) for name in names)
    if len(names) > 1:
        yield names


def values_of(arguments: Mapping[str, Any], names: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """The values of those of the parameters that are whole numbers in this call."""
    return tuple((name, arguments[name]) for name in names if type(arguments.get(name)) is int)


def known_counts(kinds: dict[str, Any], arguments: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The types of the arguments, with these values as known."""
    return kinds | {name: Known(value) for name, value in values_of(arguments, names)}
