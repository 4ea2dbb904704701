"""Make the primal values that the reverse sweep reads be at hand: at hand already, computed again, or on a tape.

The tape keeps a value where the forward sweep overwrites it, that is, in loops; which values it keeps is the cheapest
cut of `facts/cut.py` (Griewank & Walther, *Evaluating Derivatives*, chapter 12; TBR: Hascoët, Naumann & Pascual, 2005).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from s2sad.core.nodes import (
    Arg,
    Block,
    Call,
    Carry,
    Const,
    Effect,
    For,
    Function,
    If,
    Let,
    Name,
    Statement,
    Try,
    TupleArg,
    While,
    With,
)  # fmt: skip
from s2sad.core.program import Program
from s2sad.core.records import dataclass, field, replace
from s2sad.core.types import ArrayType, ListType, OpaqueType, ScalarType, TupleType, Unknown
from s2sad.core.walk import binds, bound_by_try, bound_in, call_args, entering, free_names, names_of, substitute
from s2sad.facts.cut import cheapest_cut
from s2sad.facts.replay import Replay
from s2sad.facts.unbound import unbound_lists
from s2sad.facts.versions import is_whole
from s2sad.modes.nest import merged, only_loop
from s2sad.modes.sunk import sunk
from s2sad.tidy.copies import copying, is_unchanging

__all__ = ["Kept", "Tape"]


@dataclass(frozen=True)
class Kept:
    """A value on a tape, for `explain`: its name, its name in the reverse sweep, and whether it is a copy.

    Of what is put back (`overwritten`) the name is that of the array with what was written over it.
    """

    name: str
    restored: str
    copied: bool
    overwritten: bool = False


TOGETHER = 6
"""How many values go on a tape as one tuple: what still reads well on one line."""


@dataclass(frozen=True)
class Slot:
    """Where a value is on a tape: alone, or the item `index` of a tuple of `names`."""

    tape: str
    index: int | None
    names: tuple[str, ...]


@dataclass
class Region:
    """The names that one round of a loop (or one run of the function) binds, each with the branches around it."""

    lets: dict[str, Let] = field(default_factory=dict)
    places: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)

    def fill(self, block: Block, counters: dict[str, str], place: tuple[tuple[str, int], ...] = ()) -> None:
        for index, statement in enumerate(block):
            if isinstance(statement, Let):
                self.lets[statement.name] = statement
                self.places[statement.name] = place
            elif isinstance(statement, If):
                self.fill(statement.then, counters, (*place, (statement.id, 0)))
                self.fill(statement.other, counters, (*place, (statement.id, 1)))
                self.places.update({join.name: place for join in statement.joins})
                self.places.update(dict.fromkeys(bound_by_try(block, index)[0], (*place, (statement.id, 0))))
            elif isinstance(statement, (For, While)):
                self.places.update({carry.name: place for carry in statement.carries})
                if statement.id in counters:
                    self.places[counters[statement.id]] = place
            elif isinstance(statement, Try):
                self.fill(statement.body, counters, (*place, (statement.id, 1)))
                self.places.update(dict.fromkeys(entering(statement), place))
            elif isinstance(statement, With):
                self.fill(statement.body, counters, place)


class Tape:
    """Rewrites the forward and the reverse sweep of one function together.

    `overwritten` has the store that writes over each value that the reverse sweep puts back.
    """

    def __init__(self, function: Function, program: Program, overwritten: Mapping[str, str] | None = None) -> None:
        self.program, self.body = program, function.body
        self.overwritten = overwritten or {}
        self.replay = Replay(function, program)
        self.loops: dict[str, For | While] = {}
        self.outermost: dict[str, str] = {}
        self.lets: dict[str, Let] = {}
        self.after: dict[str, list[Statement]] = {}
        self.at_start: dict[str, list[Statement]] = {}
        self.tapes: list[Statement] = []
        self.counters: dict[str, str] = {}
        self.kept: list[Kept] = []
        self.copied: set[str] = set()
        self._index(function.body, "")

    @functools.cached_property
    def unbound(self) -> frozenset[str]:
        return unbound_lists(self.body, self.program)

    def _index(self, block: Block, outermost: str) -> None:
        for statement in block:
            if isinstance(statement, Let):
                self.lets[statement.name] = statement
            elif isinstance(statement, (For, While)):
                self.loops[statement.id] = statement
                self.outermost[statement.id] = outermost or statement.id
                self._index(statement.body, outermost or statement.id)
            elif isinstance(statement, If):
                self._index(statement.then, outermost)
                self._index(statement.other, outermost)
            elif isinstance(statement, With):
                self._index(statement.body, outermost)

    # -- the reverse sweep ----------------------------------------------------------------------

    def reverse(self, block: Block) -> Block:
        """The reverse sweep with its loops running over what the forward loops left."""
        made: list[Statement] = []
        for statement in block:
            if isinstance(statement, For) and statement.mirrors:
                made += self._nest(statement)
            elif isinstance(statement, If):
                made.append(replace(statement, then=self.reverse(statement.then), other=self.reverse(statement.other)))
            elif isinstance(statement, With):
                made.append(replace(statement, body=self.reverse(statement.body)))
            else:
                made.append(statement)
        return tuple(made)

    def _nest(self, reverse: For) -> list[Statement]:
        """A loop; with the only loop inside it, it is one loop where a tape tells when both are over."""
        inner, forward = only_loop(reverse), self.loops[reverse.mirrors]
        if inner is None or self.outermost[forward.id] != forward.id or self._counts(forward):
            return self._loop(replace(reverse, body=self.reverse(reverse.body)))
        around = bound_in(forward.body) | self._heads(forward)
        inside = self._loop(replace(inner, body=self.reverse(inner.body)), around)
        if len(inside) == 1 and isinstance(inside[0], While):
            return [merged(reverse, inside[0])]
        return self._loop(replace(reverse, body=tuple(inside)))

    def _loop(self, reverse: For, around: set[str] | None = None) -> list[Statement]:
        """The loop that runs the reverse body; `around` are the names of a round of the loop in which it is alone."""
        forward = self.loops[reverse.mirrors]
        region = Region()
        region.fill(forward.body, self.counters)
        region.places.update({carry.name: () for carry in forward.carries})
        counted = self._counts(forward)
        if isinstance(forward, For):
            region.places[forward.target] = ()
        taped, reverse = self._provide(forward, region, reverse, counted)
        always = [slot.tape for name, slot in taped.items() if region.places[name] == ()]
        alone = around is not None and not free_names(reverse.body, *(c.next for c in reverse.carries)) & around
        whole = alone or self.outermost[forward.id] == forward.id
        return self._repeat(forward, reverse, counted, always if whole else [])

    def _counts(self, forward: For | While) -> bool:
        """Whether the loop runs over a range that can be run over again backwards."""
        if not isinstance(forward, For) or forward.until is not None or not isinstance(forward.iterable, Name):
            return False
        let = self.lets.get(forward.iterable.id)
        return let is not None and (let.call.prim == "builtins.range" or self._keeps_keys(forward, let))

    def _keeps_keys(self, forward: For, let: Let) -> bool:
        """Whether the loop runs over a list of the keys of a dict that the reverse sweep finds again."""
        return let.call.prim == "dict.keys" and self.outermost[forward.id] == forward.id

    def _counts_up(self, forward: For) -> bool:
        """Whether the target is the number of rounds so far, so that a count of the rounds gives it back."""
        let = self.lets.get(forward.iterable.id) if isinstance(forward.iterable, Name) else None
        return let is not None and let.call.prim == "builtins.range" and len(let.call.args) == 1

    def _provide(
        self, forward: For | While, region: Region, reverse: For, counted: bool
    ) -> tuple[dict[str, Slot], For]:
        """Put on tapes what is cheapest; at the start of each reverse block take it back and compute the rest again."""
        needed = free_names(reverse.body, *(c.next for c in reverse.carries)) & region.places.keys()
        at_hand = {forward.target} if isinstance(forward, For) and (counted or self._counts_up(forward)) else set()
        cheap = {n: let for n, let in region.lets.items() if self.replay.is_cheap(let)}
        operands = {n: self._operands(let, region, at_hand) for n, let in cheap.items()}
        costs = {n: self.replay.cost(n) for n in region.places if n not in at_hand}
        cut = cheapest_cut(needed - at_hand, operands, costs)
        again = self._closure(needed - cut - at_hand, operands, cut)
        taped = self._push(cut, forward, region)
        renamed: dict[str, Name] = {n: Name(reverse.target) for n in at_hand}
        body = self._restore(reverse.body, (), region, taped, again, renamed)
        carries = tuple(replace(c, next=renamed.get(str(getattr(c.next, "id", "")), c.next)) for c in reverse.carries)
        return taped, replace(reverse, body=body, carries=carries)

    def _operands(self, let: Let, region: Region, at_hand: set[str]) -> tuple[str, ...]:
        return tuple(n for n in sorted(names_of(*call_args(let.call))) if n in region.places and n not in at_hand)

    def _closure(self, names: set[str], operands: dict[str, tuple[str, ...]], cut: set[str]) -> set[str]:
        found, waiting = set(names), list(names)
        while waiting:
            for operand in operands[waiting.pop()]:
                if operand not in cut and operand not in found:
                    found.add(operand)
                    waiting.append(operand)
        return found

    def _tape(self, names: list[str], forward: For | While) -> dict[str, Slot]:
        """Keep values that one place of the program binds on one tape, as copies if their memory is written later."""
        base = names[0].partition("@")[0] if len(names) == 1 else ""
        tape = self.program.fresh(f"{base}_tape" if base else "tape", OpaqueType("tape"))
        self.tapes.append(Let(tape, Call("tape.new"), None, False))
        values = tuple(self._saved(name, forward) for name in names)
        value: Arg = values[0] if len(names) == 1 else TupleArg(values)
        self._after(names[-1], forward).append(Effect(Call("tape.push", (Name(tape), value))))
        return {name: Slot(tape, None if len(names) == 1 else k, tuple(names)) for k, name in enumerate(names)}

    def _saved(self, name: str, forward: For | While) -> Name:
        kind = self.program.type_of(name)
        unbound = isinstance(kind, ListType) and name in self.unbound
        of_memory = isinstance(kind, (ArrayType, Unknown, ListType)) and not is_unchanging(kind)
        if not of_memory or not (unbound or self.replay.is_written(name)):
            return Name(name)
        self.copied.add(name)
        saved = self.program.fresh(name, kind)
        self._after(name, forward).append(Let(saved, copying(name, kind, unbound), None, False))
        return Name(saved)

    def _after(self, name: str, forward: For | While) -> list[Statement]:
        """The statements to put where a name has just been bound."""
        if name in self._heads(forward):
            return self.at_start.setdefault(forward.id, [])
        return self.after.setdefault(name, [])

    def _heads(self, forward: For | While) -> set[str]:
        return {carry.name for carry in forward.carries} | ({forward.target} if isinstance(forward, For) else set())

    def _push(self, cut: set[str], forward: For | While, region: Region) -> dict[str, Slot]:
        """The slots on tapes for the names of the cut; a whole array, or what a round begins with, has a tape alone."""
        groups: dict[object, list[str]] = {}
        heads = self._heads(forward)
        for name, place in region.places.items():
            if name in cut:
                alone = name in heads or (name in self.overwritten and is_whole(self.lets[self.overwritten[name]]))
                groups.setdefault(name if alone else place, []).append(name)
        taped: dict[str, Slot] = {}
        for names in groups.values():
            for start in range(0, len(names), TOGETHER):
                taped.update(self._tape(names[start : start + TOGETHER], forward))
        return taped

    def _restore(
        self,
        block: Block,
        place: tuple[tuple[str, int], ...],
        region: Region,
        taped: dict[str, Slot],
        again: set[str],
        renamed: dict[str, Name],
    ) -> Block:
        """The block with what it needs of its own place restored at its start, and the same for the branches inside."""
        start: list[Statement] = []
        here = dict(renamed) if place else renamed
        for name, slot in taped.items():
            if region.places[name] == place and slot.names[0] == name:
                start += self._popped(slot, here)
        for name, let in region.lets.items():
            if name in again and region.places[name] == place:
                call = substitute_call(let.call, here)
                here[name] = self._renamed(name)
                self.program.shares[here[name].id] = tuple(
                    here[s].id if s in here else s for s in self.program.shares.get(name, ())
                )
                start.append(Let(here[name].id, call, let.origin, False))
        made = []
        for statement in block:
            if isinstance(statement, If) and statement.mirrors:
                then, other = (
                    self._restore(side, (*place, (statement.mirrors, k)), region, taped, again, here)
                    for k, side in enumerate((statement.then, statement.other))
                )
                statement = replace(statement, then=then, other=other)
            elif isinstance(statement, With):
                statement = replace(statement, body=self._restore(statement.body, place, EMPTY, {}, set(), here))
            made.append(statement)
        return sunk((*start, *substitute(tuple(made), here)))

    def _popped(self, slot: Slot, here: dict[str, Name]) -> list[Statement]:
        """Take back what one push has kept."""
        for name in slot.names:
            here[name] = self._renamed(name)
            store = self.overwritten.get(name)
            self.kept.append(Kept(store or name, here[name].id, name in self.copied, store is not None))
        pop = Call("tape.pop", (Name(slot.tape),))
        if len(slot.names) == 1:
            return [Let(here[slot.names[0]].id, pop, None, False)]
        both = self.program.fresh("kept", TupleType(tuple(self.program.type_of(n) for n in slot.names)))
        parts = [
            Let(here[n].id, Call("operator.getitem", (Name(both), Const(k))), None, False)
            for k, n in enumerate(slot.names)
        ]
        return [Let(both, pop, None, False), *parts]

    def _renamed(self, name: str) -> Name:
        return Name(self.program.fresh(name, self.program.type_of(name)))

    def _repeat(self, forward: For | While, reverse: For, counted: bool, always: list[str]) -> list[Statement]:
        """The loop that runs the reverse body as often as the forward body ran."""
        used = reverse.target in free_names(reverse.body, *(c.next for c in reverse.carries))
        made: list[Let] = []
        over = None
        if counted:
            assert isinstance(forward, For) and isinstance(forward.iterable, Name)
            walk = self.lets[forward.iterable.id].call
            if walk.prim == "dict.keys":  # as they were then: the dict may have been written since
                over = forward.iterable
        elif always and not used:
            return [
                While(reverse.carries, (), Name(always[0]), reverse.body, None, reverse.origin, mirrors=reverse.mirrors)
            ]
        else:
            walk = Call("builtins.range", (Name(self._counter(forward)),))
        if over is None:
            made.append(self._let("t", walk))
            over = Name(made[0].name)
        if used:
            made.append(self._let("t", Call("builtins.reversed", (over,))))
            over = Name(made[-1].name)
        return [*made, replace(reverse, iterable=over)]

    def _let(self, base: str, call: Call) -> Let:
        return Let(self.program.fresh(base, OpaqueType("range")), call, None, False)

    def _counter(self, forward: For | While) -> str:
        if forward.id not in self.counters:
            self.counters[forward.id] = self.program.fresh("rounds", ScalarType("int"))
        return self.counters[forward.id]

    # -- the forward sweep ----------------------------------------------------------------------

    def forward(self, block: Block) -> Block:
        """The forward sweep with its tapes, pushes and counters."""
        return (*self.tapes, *self._forward(block))

    def _forward(self, block: Block) -> Block:
        made: list[Statement] = []
        for place, statement in enumerate(block):
            if isinstance(statement, (For, While)):
                statement = self._forward_loop(statement)
            elif isinstance(statement, If):
                raised, tried = (tuple(self._pushes(names)) for names in bound_by_try(block, place))
                then, other = (*raised, *self._forward(statement.then)), (*tried, *self._forward(statement.other))
                statement = replace(statement, then=then, other=other)
            elif isinstance(statement, With) and not isinstance(statement, Try):
                statement = replace(statement, body=self._forward(statement.body))
            made.append(statement)
            names = entering(statement) if isinstance(statement, With) else binds(statement)
            later, _ = bound_by_try(block, place + 1)
            made += self._pushes(name for name in names if name not in later)
        return tuple(made)

    def _pushes(self, names: Iterable[str]) -> list[Statement]:
        return [push for name in names for push in self.after.get(name, [])]

    def _forward_loop(self, loop: For | While) -> For | While:
        body = (*self.at_start.get(loop.id, ()), *self._forward(loop.body))
        carries = loop.carries
        if loop.id in self.counters:
            count = self.counters[loop.id]
            more = self.program.fresh("rounds", ScalarType("int"))
            body = (*body, Let(more, Call("operator.add", (Name(count), Const(1))), None, False))
            carries = (*carries, Carry(count, Const(0), Name(more)))
        return replace(loop, body=body, carries=carries)


EMPTY = Region()


def substitute_call(call: Call, names: dict[str, Name]) -> Call:
    (let,) = substitute((Let("", call),), names)
    return let.call  # type: ignore[union-attr]
