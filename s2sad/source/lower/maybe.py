"""None on some paths and a container on others: the container, and a flag that says whether it is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import gast

from s2sad.core.nodes import Atom, Const, Name
from s2sad.core.records import replace
from s2sad.core.types import ScalarType
from s2sad.source.lower.lowerer import Lowerer, Raising
from s2sad.source.lower.values import (
    LOST,
    Closure,
    DictContent,
    ListContent,
    Maybe,
    Num,
    ObjectRef,
    Poison,
    State,
    Static,
    StructContent,
    TupleValue,
    Value,
)  # fmt: skip

if TYPE_CHECKING:
    from s2sad.source.lower.loop_head import Head, Path

__all__ = [
    "FOUND", "WHAT", "bare", "can_be", "carried", "compared", "flagged", "is_any", "lost", "made", "narrowed",
    "part_of", "parts", "present", "told_apart",
]  # fmt: skip

NONE = Num(Const(None))
FOUND, WHAT = "%found", "%what"
"""The last parts of the paths to the flag and to the container."""
CONTAINERS = (TupleValue, ObjectRef, Static, Closure)
Compare = Callable[[Lowerer, gast.AST, Value, Value, gast.AST], Value]


def can_be(a: Value, b: Value) -> bool:
    """Whether two values make one that is None or a container."""
    kinds = (*CONTAINERS, Maybe)
    return any(v == NONE or isinstance(v, Maybe) for v in (a, b)) and all(
        v == NONE or isinstance(v, kinds) for v in (a, b)
    )


def is_any(*values: Value) -> bool:
    """Whether one of the values is such a one."""
    return any(isinstance(value, Maybe) for value in values)


def present(lo: Lowerer, value: Value, node: gast.AST, what: str, error: type[Exception] = TypeError) -> Value:
    """The container; where it is None, what is done with it raises Python's own error."""
    if not isinstance(value, Maybe):
        return value
    from s2sad.source.lower import branches

    def missing() -> None:
        raise Raising(error, Const(f"'NoneType' object {what}"))

    branches.branch(lo, value.test, lambda: None, missing, node)
    narrowed(lo, value.test, True)
    inner: Value = value.value
    return inner


def compared(lo: Lowerer, op: gast.AST, left: Value, right: Value, node: gast.AST, compare: Compare) -> Value:
    """A comparison of such a value: with None it is the flag."""
    from s2sad.source.lower import branches

    mine, other = (left, right) if isinstance(left, Maybe) else (right, left)
    assert isinstance(mine, Maybe)
    test: Num = mine.test
    if other == NONE and isinstance(op, (gast.Is, gast.Eq)):
        found = branches.negate(lo, test)
        if isinstance(found, Num):
            lo.negations[found.atom] = test.atom
        return found
    if other == NONE and isinstance(op, (gast.IsNot, gast.NotEq)):
        return test
    if isinstance(op, (gast.Is, gast.Eq, gast.IsNot, gast.NotEq)):
        differs = Num(Const(isinstance(op, (gast.IsNot, gast.NotEq))))
        one, two = (mine.value, right) if mine is left else (left, mine.value)
        return branches.choose(lo, test, lambda: compare(lo, op, one, two, node), lambda: differs, node)
    if isinstance(op, (gast.In, gast.NotIn)):
        right = present(lo, right, node, "is not iterable")
    else:
        left, right = (present(lo, side, node, "has no order") for side in (left, right))
    return compare(lo, op, left, right, node)


def _flag_behind(lo: Lowerer, test: Value) -> tuple[Atom | None, bool]:
    """The flag that a test asks for, and what it is where the test holds."""
    atom, holds = (test.atom, True) if isinstance(test, Num) else (None, True)
    while atom in lo.negations and lo.negations[atom] is not None:
        atom, holds = lo.negations[atom], not holds
    return (atom, holds) if atom in lo.negations else (None, holds)


def narrowed(lo: Lowerer, test: Value, outcome: bool) -> None:
    """What is known of such values where a test has this outcome."""
    flag, holds = _flag_behind(lo, test)
    if flag is None:
        return

    def told(value: Value) -> Value:
        if isinstance(value, Maybe) and value.test == Num(flag):
            return value.value if holds is outcome else NONE
        return replace(value, items=tuple(map(told, value.items))) if isinstance(value, TupleValue) else value

    for names in lo.state.frames.values():
        names.update({name: told(value) for name, value in names.items()})
    for key, content in lo.state.heap.items():
        if isinstance(content, (ListContent, DictContent, StructContent)):
            lo.state.heap[key] = replace(content, items=tuple(map(told, content.items)))


def told_apart(lo: Lowerer, test: Value, before: State, then: State, other: State) -> None:
    """Names that both sides of a test have left as they were are again what they were, whatever each side knew."""
    flag, holds = _flag_behind(lo, test)
    if flag is None:
        return
    for frame, names in before.frames.items():
        for name, value in names.items():
            if isinstance(value, Maybe) and value.test == Num(flag):
                known = (value.value, NONE) if holds else (NONE, value.value)
                if (then.frames[frame].get(name), other.frames[frame].get(name)) == known:
                    then.frames[frame][name] = other.frames[frame][name] = value


def parts(value: Value) -> tuple[Atom, Value | None]:
    """The flag and the container, None where there is none."""
    if isinstance(value, Maybe):
        return value.test.atom, value.value
    return Const(value != NONE), None if value == NONE else value


def bare(names: Mapping[str, Value]) -> dict[str, Value]:
    """The values of names, whatever is known of whether they are there."""

    def without(value: Value) -> Value:
        if isinstance(value, TupleValue):
            return replace(value, items=tuple(map(without, value.items)))
        return value.value if isinstance(value, Maybe) else value

    return {name: without(value) for name, value in names.items()}


def part_of(value: Value, key: object) -> Value:
    """What stands at a part of the path to such a value."""
    atom, inner = parts(value)
    return Num(atom) if key == FOUND else inner or LOST


def made(lo: Lowerer, flag: Atom, value: Value) -> Value:
    """A value that is there where the flag holds; what cannot be followed is not."""
    if isinstance(value, Poison):
        return value
    if isinstance(flag, Const):
        return value if flag.value else NONE
    return Maybe("may be None here", "test it before: if x is not None", test=flagged(lo, flag), value=value)


def carried(head: Head, path: Path, a: Value, b: Value) -> Value:
    """None before the loop or after a round, and a container on the other side: a loop carries the flag too."""
    (before, inner), (after, now) = parts(a), parts(b)
    within, value = (*path, WHAT), inner or now or LOST
    if inner is None and not (isinstance(now, ObjectRef) and now.id in head.head.heap):
        value = head.from_second_round(within, value)
    elif inner is not None and now is not None:
        value = head.value(within, inner, now)
    return made(head.lo, head.leaf((*path, FOUND), before, after, "found"), value)


def lost(value: Poison) -> Poison:
    """What cannot be followed, without its flag."""
    return Poison(value.reason, value.hint) if isinstance(value, Maybe) else value


def flagged(lo: Lowerer, atom: Atom) -> Num:
    """The flag of a new value of this kind."""
    if isinstance(atom, Name):
        lo.program.types[atom.id] = ScalarType("bool")
        lo.negations.setdefault(atom, None)
    return Num(atom)
