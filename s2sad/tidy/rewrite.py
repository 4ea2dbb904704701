"""Changes of a function that are listed by place first and made in one walk afterwards."""

from __future__ import annotations

from collections.abc import Iterable

from s2sad.core.nodes import (
    Arg,
    Atom,
    Block,
    Carry,
    Effect,
    For,
    Free,
    Function,
    If,
    Join,
    Let,
    Mutate,
    Name,
    Raise,
    Statement,
    While,
    With,
)
from s2sad.core.program import Program
from s2sad.core.records import dataclass, field, replace
from s2sad.core.walk import blocks_of, map_arg, map_call
from s2sad.facts.sharing import Path, Place

__all__ = ["Edits", "statement_at"]


def statement_at(function: Function, path: Path) -> Statement:
    """The statement at a path: its index, then a block and an index for each level."""
    statement = function.body[path[0]]
    for number, index in zip(path[1::2], path[2::2], strict=True):
        statement = blocks_of(statement)[number][index]
    return statement


@dataclass
class Edits:
    """What to change.

    Attributes
    ----------
    reads : at a place, the atoms that stand for names now.
    before : statements to put before the one at a path.
    at_end : statements to put at the end of a block (the path of its statement and its number; empty for the body).
    """

    function: Function
    program: Program
    reads: dict[Place, dict[str, Atom]] = field(default_factory=dict)
    before: dict[Path, list[Let]] = field(default_factory=dict)
    at_end: dict[Path, list[Let]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.reads or self.before or self.at_end)

    def put(self, place: Place, old: str, new: Atom) -> None:
        self.reads.setdefault(place, {})[old] = new

    def insert(self, place: Place, lets: Iterable[Let]) -> None:
        """Put statements where what they compute can be read at `place`."""
        kind = place.slot.partition(":")[0]
        if kind == "result":
            self.at_end.setdefault((), []).extend(lets)
        elif kind in ("then", "other", "next", "until"):
            self.at_end.setdefault((*place.path, self._number(kind, place)), []).extend(lets)
        else:
            self.before.setdefault(place.path, []).extend(lets)

    def _number(self, kind: str, place: Place) -> int:
        if kind in ("then", "other"):
            return int(kind == "other")
        return int(isinstance(statement_at(self.function, place.path), While))

    # -- applying -------------------------------------------------------------------------------

    def apply(self) -> Function:
        body = self.block(self.function.body, ())
        return replace(self.function, body=body, result=self.arg(self.function.result, Place((), "result")))

    def block(self, block: Block, at: Path) -> Block:
        made: list[Statement] = []
        for index, statement in enumerate(block):
            path = (*at, index)
            made += self.before.get(path, [])
            made.append(self.statement(statement, path))
        return (*made, *self.at_end.get(at, []))

    def atom(self, atom: Atom, place: Place) -> Atom:
        changes = self.reads.get(place)
        if not changes or not isinstance(atom, (Name, Free)):
            return atom
        return changes.get(atom.id if isinstance(atom, Name) else "$" + atom.text, atom)

    def arg(self, arg: Arg, place: Place) -> Arg:
        return map_arg(arg, lambda atom: self.atom(atom, place)) if place in self.reads else arg

    def statement(self, statement: Statement, path: Path) -> Statement:
        own = Place(path)
        if isinstance(statement, (Let, Effect)):
            return self.call(statement, path)
        if isinstance(statement, Raise):
            parts = [None if a is None else self.arg(a, own) for a in (statement.exception, statement.cause)]
            return replace(statement, exception=parts[0], cause=parts[1])
        if isinstance(statement, If):
            return self.branch(statement, path)
        if isinstance(statement, For):
            iterable = self.arg(statement.iterable, own)
            body = self.block(statement.body, (*path, 0))
            return replace(statement, iterable=iterable, body=body, carries=self.carries(statement.carries, path))
        if isinstance(statement, While):
            head, body = self.block(statement.head, (*path, 0)), self.block(statement.body, (*path, 1))
            test = self.atom(statement.test, Place(path, "test"))
            return replace(statement, head=head, body=body, test=test, carries=self.carries(statement.carries, path))
        if isinstance(statement, With):
            body = self.block(statement.body, (*path, 0))
            return replace(statement, context=self.arg(statement.context, own), body=body)
        assert isinstance(statement, Mutate)
        return statement

    def call(self, statement: Let | Effect, path: Path) -> Let | Effect:
        own, value = Place(path), Place(path, "value")
        if not (own in self.reads or value in self.reads):
            return statement
        if isinstance(statement, Let) and statement.name in self.program.shares:
            changes, shared = self.reads.get(own, {}), self.program.shares[statement.name]
            self.program.shares[statement.name] = tuple(getattr(changes.get(n), "id", n) for n in shared)
        call = statement.call
        if value in self.reads:
            call = replace(call, args=(call.args[0], self.arg(call.args[1], value), *call.args[2:]))
        return replace(statement, call=map_call(call, lambda atom: self.atom(atom, own)))

    def branch(self, branch: If, path: Path) -> If:
        joins = []
        for k, join in enumerate(branch.joins):
            then, other = self.arg(join.then, Place(path, f"then:{k}")), self.arg(join.other, Place(path, f"other:{k}"))
            joins.append(Join(join.name, then, other))
            self.note(join.name, (join.then, join.other), (then, other))
        then_block, other_block = self.block(branch.then, (*path, 0)), self.block(branch.other, (*path, 1))
        test = self.atom(branch.test, Place(path, "test"))
        return replace(branch, test=test, then=then_block, other=other_block, joins=tuple(joins))

    def carries(self, carries: tuple[Carry, ...], path: Path) -> tuple[Carry, ...]:
        made = []
        for k, carry in enumerate(carries):
            init, after = self.arg(carry.init, Place(path, f"init:{k}")), self.arg(carry.next, Place(path, f"next:{k}"))
            made.append(Carry(carry.name, init, after))
            self.note(carry.name, (carry.init, carry.next), (init, after))
        return tuple(made)

    def note(self, name: str, old: tuple[Arg, ...], new: tuple[Arg, ...]) -> None:
        """Keep `Program.shares` true for a name that is handed on."""
        for before, after in zip(old, new, strict=True):
            if before != after and isinstance(before, Name) and isinstance(after, Name):
                shared = self.program.shares.get(name, ())
                self.program.shares[name] = tuple(dict.fromkeys(n for n in (*shared, after.id) if n != before.id))
