"""Reverse mode, the statements that hold other statements: branches, loops, contexts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s2sad.core.nodes import (
    UNDEFINED,
    Arg,
    Atom,
    Block,
    Carry,
    Const,
    For,
    Free,
    If,
    Join,
    Name,
    Statement,
    While,
    With,
)  # fmt: skip
from s2sad.core.records import replace
from s2sad.core.types import ArrayType, ListType, ScalarType, Type, Unknown
from s2sad.modes.updates import check_handed_on
from s2sad.types import merge

if TYPE_CHECKING:
    from s2sad.modes.adjoint import Adjoint, Bars

__all__ = ["branch", "context", "loop"]

# -- branches -------------------------------------------------------------------------------


def branch(adjoint: Adjoint, statement: If) -> None:
    adjoint.flush_all()
    for join in statement.joins:
        if join.name in adjoint.active:
            check_handed_on(adjoint, join.name, (join.then, join.other), statement.origin)
    taken = {join.name: bar for join in statement.joins if (bar := adjoint.take(join.name)) is not None}
    before = dict(adjoint.bars)
    sides: list[tuple[list[Statement], Bars]] = []
    for index, body in enumerate((statement.then, statement.other)):
        adjoint.bars = dict(before)
        with adjoint.build.block() as block:
            for join in statement.joins:
                if join.name in taken:
                    adjoint.accumulate((join.then, join.other)[index], taken[join.name])
            adjoint.block(body)
        sides.append((block, adjoint.bars))
    joins = _join_bars(adjoint, sides)
    if any(block for block, _ in sides) or joins:
        adjoint.build.append(
            If(
                statement.test,
                tuple(sides[0][0]),
                tuple(sides[1][0]),
                tuple(joins),
                statement.origin,
                mirrors=statement.id,
            )
        )


def _join_bars(adjoint: Adjoint, sides: list[tuple[list[Statement], Bars]]) -> list[Join]:
    (then_block, then), (other_block, other) = sides
    joins, merged = [], {}
    for name in {**then, **other}:
        a, b = then.get(name), other.get(name)
        if a is not None and a == b:
            merged[name] = a
            continue
        a = _on_side(adjoint, then_block, name, a, b)
        b = _on_side(adjoint, other_block, name, b, a)
        kind = merge(adjoint.type_of(a), adjoint.type_of(b))
        joined = adjoint.program.fresh(adjoint.hint(name), kind)
        shares = tuple(x.id for x in (a, b) if isinstance(x, Name))
        if shares and not isinstance(kind, ScalarType):
            adjoint.program.shares[joined] = shares
        if any(isinstance(x, Name) and x.id in adjoint.build.lazy for x in (a, b)):
            adjoint.build.lazy.add(joined)
        joins.append(Join(joined, a, b))
        merged[name] = Name(joined)
    adjoint.bars = merged
    return joins


def _on_side(adjoint: Adjoint, block: list[Statement], name: str, bar: Arg | None, opposite: Arg | None) -> Arg:
    """The adjoint at the end of one side: zero if this side gave none, and of one shape with the other side's."""
    same = bar is not None and opposite is not None and adjoint.type_of(bar) == adjoint.type_of(opposite)
    if bar is not None and (same or isinstance(adjoint.type_of(Name(name)), ScalarType)):
        return bar
    adjoint.build.blocks.append(block)
    try:
        return handed(adjoint, name, bar)
    finally:
        adjoint.build.blocks.pop()


def handed(adjoint: Adjoint, name: str, bar: Arg | None) -> Arg:
    """An adjoint that a branch or a loop hands on: as large as its value, unless that may be bound to nothing."""
    kind = adjoint.program.type_of(name)
    if bar is None and name in adjoint.half_bound:
        return adjoint.zero(adjoint.build.emit("list.given", Name(name), kind=kind))
    if name not in adjoint.fleeting or isinstance(kind, (ScalarType, ListType)):
        return adjoint.zero(Name(name)) if bar is None else adjoint.roomy(bar, Name(name))
    zero = Const(0j if getattr(kind, "kind", None) == "c" else 0.0)
    return zero if bar is None else atom(adjoint, bar)


def atom(adjoint: Adjoint, bar: Arg) -> Atom:
    assert isinstance(bar, (Name, Const, Free))
    return bar


# -- loops ----------------------------------------------------------------------------------


def loop(adjoint: Adjoint, statement: For | While) -> None:
    """Run the body backwards; it hands on the adjoints of the carried values and of what the body reads."""
    adjoint.flush_all()
    adjoint.check_target(statement)
    for carry in statement.carries:
        if carry.name in adjoint.active:
            check_handed_on(adjoint, carry.name, (carry.init, carry.next), statement.origin)
    entering = {c.name: bar for c in statement.carries if (bar := adjoint.take(c.name)) is not None}
    outer = dict(adjoint.bars)
    kept, slots, body, nexts = _settled(adjoint, statement, entering, outer)
    adjoint.bars = outer
    if not slots:
        return
    inits = {n: handed(adjoint, n, entering.get(n) if n in kept else outer.get(n)) for n in slots}
    carries = tuple(Carry(slot.id, inits[n], nexts[n]) for n, slot in slots.items())
    target = adjoint.program.fresh(statement.target if isinstance(statement, For) else "_", ScalarType("int"))
    adjoint.build.append(For(target, Const(None), carries, body, None, statement.origin, mirrors=statement.id))
    _share(adjoint, carries)
    adjoint.bars.update((name, slot) for name, slot in slots.items() if name not in kept)
    for carry in statement.carries:
        if carry.name in kept and carry.init != UNDEFINED:
            adjoint.accumulate(carry.init, slots[carry.name])


def _settled(
    adjoint: Adjoint, statement: For | While, entering: Bars, outer: Bars
) -> tuple[set[str], dict[str, Name], Block, dict[str, Arg]]:
    """The body backwards, once a round adds to no other adjoint than those that it is handed.

    Returns which carried values have an adjoint, the names that hold the adjoints in a round, the body, and what it
    hands on.
    """
    key = (statement.id, frozenset(entering))
    heads = {c.name for c in statement.carries}
    kept, read = (set(names) for names in adjoint.reached.get(key, (entering, ())))
    while True:
        slots = _slots(adjoint, statement, kept, read)
        with adjoint.build.block() as body:
            _body(adjoint, statement, slots, outer)
            bars = adjoint.bars
            more_kept = {n for n in bars if n in heads} - kept
            more_read = {n for n in bars if n not in heads and bars[n] != outer.get(n)} - read
            if not more_kept and not more_read:
                adjoint.reached[key] = frozenset(kept), frozenset(read)
                nexts = {n: handed(adjoint, n, bars.get(n)) for n in slots}
                return kept, slots, tuple(body), nexts
        kept |= more_kept
        read |= more_read


def _slots(adjoint: Adjoint, statement: For | While, kept: set[str], read: set[str]) -> dict[str, Name]:
    ordered = [c.name for c in statement.carries if c.name in kept] + sorted(read)
    return {name: Name(adjoint.program.fresh(adjoint.hint(name), bar_type(adjoint, name))) for name in ordered}


def bar_type(adjoint: Adjoint, name: str) -> Type:
    kind = adjoint.program.type_of(name)
    if name in adjoint.fleeting and isinstance(kind, (ArrayType, Unknown)):
        return Unknown(kind=kind.kind)
    return ScalarType("float") if isinstance(kind, ScalarType) and kind.python else kind


def _body(adjoint: Adjoint, statement: For | While, slots: dict[str, Name], outer: Bars) -> None:
    heads = {c.name for c in statement.carries}
    adjoint.bars = {**outer, **{n: slot for n, slot in slots.items() if n not in heads}}
    for carry in statement.carries:
        if carry.name in slots:
            adjoint.accumulate(carry.next, slots[carry.name])
    adjoint.block(statement.body)


def _share(adjoint: Adjoint, carries: tuple[Carry, ...]) -> None:
    """Note that an adjoint in a loop may be the memory that it is handed."""
    for carry in carries:
        slot = Name(carry.name)
        for side in (carry.init, carry.next):
            if isinstance(side, Name) and not isinstance(adjoint.type_of(slot), ScalarType):
                adjoint.program.shares[carry.name] = (*adjoint.program.shares.get(carry.name, ()), side.id)


# -- contexts -------------------------------------------------------------------------------


def context(adjoint: Adjoint, statement: With) -> None:
    """The reverse sweep of a block runs under ``np.errstate`` again; other managers see the forward sweep alone."""
    adjoint.flush_all()
    made = adjoint.contexts.get(statement.context.id) if isinstance(statement.context, Name) else None
    function = made.call.args[0] if made is not None else None
    if made is None or not (isinstance(function, Free) and function.text.endswith("errstate")):
        adjoint.block(statement.body)
        return
    with adjoint.build.block() as body:
        adjoint.block(statement.body)
    if body:
        context = adjoint.build.emit(
            "call", *made.call.args, keywords=made.call.keywords, kind=adjoint.program.type_of(made.name)
        )
        adjoint.build.append(replace(statement, context=context, body=tuple(body), name=""))
