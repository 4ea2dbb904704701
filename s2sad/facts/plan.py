"""What is cheapest to keep: the values that the reverse sweep reads, or what is overwritten of the arrays they were in.

The cut of `facts/cut.py` over the whole function, by the numbers that would be kept.
"""

from __future__ import annotations

from collections.abc import Iterable

from s2sad.core.records import dataclass
from s2sad.core.types import ArrayType, ScalarType, Type
from s2sad.facts.cut import cheapest_cut
from s2sad.facts.recall import OLD, Recall

__all__ = ["Plan", "plan"]

MANY = 16
"""How often a loop runs and how long an axis is, where nothing is known."""
LIMIT = MANY**3
NUMBER, COPY = 10, 5
"""What it costs to keep a number, and to copy an array first."""


@dataclass(frozen=True)
class Plan:
    """The stores that are undone, and what is read or computed again from the arrays that they wrote."""

    undone: frozenset[str]
    recalled: frozenset[str]


def plan(recall: Recall, needed: set[str], at_hand: set[str]) -> Plan:
    """What the reverse sweep does to have what is needed; `at_hand` costs nothing."""
    operands = _operands(recall, needed, set(), at_hand)
    costs = {name: cost(recall, name) + (name not in needed) for name in sorted(operands)}
    again = {name: found for name, found in operands.items() if found is not None}
    kept = cheapest_cut(needed - at_hand, again, costs)
    used = _operands(recall, needed, kept, at_hand).keys()
    undone = frozenset(name.removeprefix(OLD) for name in used if name.startswith(OLD))
    return Plan(undone, frozenset(name for name in used - kept if name in again and recall.is_rooted(name)))


def _operands(
    recall: Recall, needed: Iterable[str], kept: set[str], at_hand: set[str]
) -> dict[str, tuple[str, ...] | None]:
    """Of all that what is needed may be computed from, the operands; None for what has to be kept."""
    found: dict[str, tuple[str, ...] | None] = {}
    waiting = [name for name in needed if name not in at_hand]
    while waiting:
        name = waiting.pop()
        if name not in found:
            operands = recall.operands(name)
            found[name] = operands and tuple(n for n in operands if n not in at_hand)
            waiting += found[name] or () if name not in kept else ()
    return found


def cost(recall: Recall, name: str) -> int:
    """What it costs to keep a value; to put it back costs a little too."""
    versions = recall.versions
    if name.startswith(OLD):
        store = versions.stores[name.removeprefix(OLD)]
        return _weight(recall.part_type(store), len(versions.homes[store.name]), True) + 1
    loops, kind = len(versions.around(name)), recall.kind(name)
    copied = isinstance(kind, ArrayType) and recall.replay.is_written(name.removesuffix("$"))
    if not loops and versions.is_written(name):
        copied = bool(versions.after.get(name))
    return _weight(kind, loops, copied)


def _weight(kind: Type, loops: int, copied: bool) -> int:
    if isinstance(kind, ScalarType):
        return NUMBER * _rounds(loops) if loops else 0
    if not loops and not copied:
        return 0
    return (NUMBER * min(_size(kind), LIMIT) + COPY * copied) * _rounds(loops)


def _rounds(loops: int) -> int:
    return min(int(MANY**loops), LIMIT)


def _size(kind: Type) -> int:
    if not isinstance(kind, ArrayType) or kind.shape is None:
        return MANY**2
    size = 1
    for axis in kind.shape:
        size *= max(axis.evaluate(dict.fromkeys(axis.symbols, MANY)), 1)
    return size
