"""What a call of a recursive function gives: what is new in its result, and whose memory that may be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from s2sad.core.nodes import Arg, Atom, Const, Name
from s2sad.core.types import ArrayType, ListType, TupleType, Unknown
from s2sad.source.lower import natures
from s2sad.source.lower.aliases import cells_in, hold, may_alias, relate
from s2sad.source.lower.handed import Again, Fixed, Handed, Known, Leaf, Parts, Pattern, Taken
from s2sad.source.lower.recursive_types import of_one_call
from s2sad.source.lower.rewritten import Rewritten
from s2sad.source.lower.values import (
    ArrayRef,
    DictContent,
    ListContent,
    Num,
    ObjectRef,
    StructContent,
    TupleValue,
    Value,
)
from s2sad.types.view import holds_memory

if TYPE_CHECKING:
    from s2sad.source.lower.lowerer import Lowerer
    from s2sad.source.lower.recursion import Recursive

__all__ = ["own", "partners", "parts_of_call", "returned", "shared"]


def parts_of_call(lo: Lowerer, entry: Recursive, sources: dict[str, Atom], hint: str) -> list[Atom]:
    """The parts of the result of a call: what is new in what it returns, and what it has rewritten."""
    kinds = [of_one_call(kind, entry.name) for kind in entry.results]
    new = len(kinds) - len(entry.rewritten)
    for k, one in enumerate(entry.rewritten, new):
        before = lo.build.type_of(sources[one.name]) if one.of_memory else None
        kinds[k] = before if isinstance(before, (ArrayType, Unknown)) else kinds[k]  # an array keeps its shape
    call = f"@{entry.name}"
    names = [hint] * new + [getattr(sources.get(one.name), "base", one.hint) for one in entry.rewritten]
    if len(kinds) == 1:
        return [lo.build.emit(call, *sources.values(), kind=kinds[0], hint=names[0])]
    whole = lo.build.emit(call, *sources.values(), kind=TupleType(tuple(kinds)), hint="results")
    pairs = enumerate(zip(kinds, names, strict=True))
    return [lo.build.emit("operator.getitem", whole, Const(k), kind=kind, hint=name) for k, (kind, name) in pairs]


def returned(
    lo: Lowerer,
    entry: Recursive,
    given: Handed,
    pattern: Pattern,
    parts: Iterator[tuple[int, Atom]],
    sources: dict[str, Atom],
    made: dict[int, Value],
) -> Value:
    """What a call returns: what it was given, or the next part of its result."""
    if isinstance(pattern, Again):
        return given.leaves[pattern.name]
    if isinstance(pattern, Known):
        return given.objects[pattern.number]
    if isinstance(pattern, Fixed):
        return Num(pattern.atom)
    if isinstance(pattern, Parts):
        items = tuple(returned(lo, entry, given, item, parts, sources, made) for item in pattern.items)
        return TupleValue(items, pattern.cls)
    value = own(lo, *next(parts), sources, given, entry, made)
    if isinstance(value, ObjectRef) and isinstance(pattern, Leaf):
        natures.give(lo, value.id, pattern.nature)
    return value


def partners(entry: Recursive, given: Handed, one: str | int) -> list[Value]:
    """What is handed over and may be a part of the result or what it has inside it, or be inside another parameter."""
    return [value for name, value in given.leaves.items() if frozenset((one, name)) in entry.shared]


def own(
    lo: Lowerer,
    number: int,
    atom: Atom,
    sources: dict[str, Atom],
    given: Handed,
    entry: Recursive,
    made: dict[int, Value],
) -> Value:
    """The value of a new number or array, which may be one that the call was given, or another one of those made."""
    kind, owners = lo.build.type_of(atom), list(given.leaves.values())
    if not holds_memory(kind) or not isinstance(atom, Name):
        return lo.result(atom)
    near = partners(entry, given, number)
    arrays = [value for value in near if isinstance(value, ArrayRef)]
    pairs = zip(sources.values(), owners, strict=True)
    memory = tuple(a.id for a, value in pairs if isinstance(value, ArrayRef) and isinstance(a, Name))
    if memory and isinstance(kind, (ArrayType, Unknown)):
        lo.program.shares[atom.id] = memory
    value = made[number] = lo.result(atom, f"@{entry.name}", (), arrays[0] if arrays else None)
    alike = [cell for n, other in made.items() if {n, number} in entry.shared for cell in cells_in(lo, other)]
    if {number} in entry.shared:
        alike += cells_in(lo, value)
    for cell in [cell for cell in cells_in(lo, value) if cell in lo.roots]:
        for other in (*(array.cell for array in arrays), *alike):
            relate(lo, cell, other)
    for owner in near:
        if isinstance(owner, ObjectRef):
            hold(lo, owner.id, value)
    if isinstance(value, ObjectRef) and isinstance(kind, ListType) and holds_memory(kind.element):
        hold(lo, value.id, *arrays)
    return value


def shared(
    lo: Lowerer, taken: Taken, values: Sequence[Value], changed: Sequence[tuple[Rewritten, Arg]]
) -> frozenset[frozenset[str | int]]:
    """Which parameters and new leaves of the result may be one memory at the end of the function, or have it inside.

    One alone is a leaf of which two parts may be one memory.
    """
    ends: list[tuple[str | int, Value]] = [*enumerate(values)]
    ends += [(n, _now(lo, taken, one)) for n, (one, _) in enumerate(changed, len(values)) if not one.of_memory]
    ends += taken.leaves.items()
    cells = [(name, list(cells_in(lo, value))) for name, value in ends]
    pairs = {
        frozenset((name, other))
        for place, (name, one) in enumerate(cells)
        for other, two in cells[:place]
        if any(a == b or may_alias(lo, a, b) for a in one for b in two)
    }
    return frozenset(pairs).union(frozenset((name,)) for name, one in cells if _meet(lo, one))


def _meet(lo: Lowerer, cells: list[int]) -> bool:
    arrays = [cell for cell in cells if cell in lo.roots]
    return any(a == b or may_alias(lo, a, b) for place, a in enumerate(arrays) for b in arrays[:place])


def _now(lo: Lowerer, taken: Taken, one: Rewritten) -> Value:
    """What a variable or an item of an object is bound to at the end."""
    if one.frame is not None:
        return lo.state.frames[one.frame][one.name]
    assert one.number is not None
    pattern, ref, _ = taken.objects[one.number]
    content = lo.state.heap[ref.id]
    assert isinstance(content, (ListContent, DictContent, StructContent))
    return content.items[pattern.keys.index(one.key)]
