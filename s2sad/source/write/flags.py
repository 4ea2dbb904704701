"""Drop copies that give a flag the value it has already: ``found = False`` on every round but the one that breaks."""

from __future__ import annotations

from collections.abc import Mapping

from s2sad.core.nodes import Arg, Const, Name
from s2sad.core.program import Program
from s2sad.core.types import ScalarType
from s2sad.source.write.tree import (
    Attempt,
    Body,
    Branch,
    Break,
    Copy,
    Each,
    Node,
    Repeat,
    Return,
    Routine,
    Scope,
    Throw,
    defines,
    nodes,
)

__all__ = ["without_repeated_flags", "without_settled_branches"]


def without_settled_branches(routine: Routine, program: Program) -> None:
    """Replace each branch on a flag of known value by the side that is taken."""
    forward = _Forward(program, {})
    forward.keeps = True
    forward.body(routine.body, {}, [])


Known = dict[str, Const]
"""The constants that printed names hold at one place; None where no path leads to it."""


def without_repeated_flags(routine: Routine, program: Program, names: Mapping[str, str]) -> None:
    """Remove from the copies of a routine each constant that its printed name holds anyway."""
    _Forward(program, names).body(routine.body, {}, [])


def _merged(one: Known | None, other: Known | None) -> Known | None:
    if one is None or other is None:
        return one if other is None else other
    return {name: value for name, value in one.items() if other.get(name) == value}


class _Forward:
    def __init__(self, program: Program, names: Mapping[str, str]) -> None:
        self.program, self.names = program, names
        self.trying = 0
        self.starts: dict[int, Known] = {}
        self.keeps = False

    def printed(self, name: str) -> str:
        return self.names.get(name, name)

    def body(self, body: Body, known: Known | None, leaving: list[Known]) -> Known | None:
        for node in list(body):
            if known is None:
                return None
            taken = self.taken(node, known)
            if taken is None:
                known = self.node(node, known, leaving)
                continue
            known = self.body(taken, known, leaving)
            if not self.trying:
                place = body.index(node)
                body[place : place + 1] = taken
        return known

    def taken(self, node: Node, known: Known) -> Body | None:
        """The side of a branch that is sure to be taken."""
        if not self.keeps or not isinstance(node, Branch) or not isinstance(node.test, Name):
            return None
        value = known.get(self.printed(node.test.id))
        return None if value is None else node.then if value.value else node.other

    def node(self, node: Node, known: Known, leaving: list[Known]) -> Known | None:
        if isinstance(node, Copy):
            return self.copy(node, known)
        if isinstance(node, Branch):
            then = self.body(node.then, self.tested(node.test, True, known), leaving)
            return _merged(then, self.body(node.other, self.tested(node.test, False, known), leaving))
        if isinstance(node, (Each, Repeat)):
            return self.loop(node, known)
        if isinstance(node, Attempt):
            inside = self.body(node.body, known, leaving)
            bound = tuple(name for inner in nodes(node.body) for name in defines(inner))
            return self.without(known if inside is None else inside, (*bound, *defines(node)))
        if isinstance(node, Scope):
            return self.body(node.body, known, leaving)
        if isinstance(node, Break):
            leaving.append(known)
        if isinstance(node, (Break, Return, Throw)):
            return None
        return self.without(known, defines(node))

    def without(self, known: Known, names: tuple[str, ...]) -> Known:
        bound = {self.printed(name) for name in names}
        return {name: value for name, value in known.items() if name not in bound}

    def copy(self, copy: Copy, known: Known) -> Known:
        given = {name: self.constant(value, known) for name, value in copy.pairs}
        if not self.trying and not self.keeps:
            copy.pairs[:] = [
                (n, v) for n, v in copy.pairs if given[n] is None or known.get(self.printed(n)) != given[n]
            ]
        constants = {self.printed(n): v for n, v in given.items() if v is not None}
        return self.without(known, tuple(given)) | constants

    def constant(self, value: Arg, known: Known) -> Const | None:
        if isinstance(value, Name):
            return known.get(self.printed(value.id))
        return value if isinstance(value, Const) else None

    def tested(self, test: Arg, value: bool, known: Known) -> Known:
        """What a test of a flag says of it on either side."""
        if isinstance(test, Name) and self.program.type_of(test.id) == ScalarType("bool"):
            return {**known, self.printed(test.id): Const(value)}
        return known

    def loop(self, loop: Each | Repeat, known: Known) -> Known | None:
        """Try the round without changing it until what is known at its start holds; then go through it once more."""
        start = _merged(known, self.starts.get(id(loop))) or {}
        while True:
            self.trying += 1
            again = _merged(start, self.round(loop, start, []))
            self.trying -= 1
            assert again is not None
            if again == start:
                break
            start = again
        self.starts[id(loop)] = start
        leaving: list[Known] = []
        self.round(loop, start, leaving)
        after: Known | None = start
        if isinstance(loop, Repeat):
            after = self.body(loop.head, start, [])
        for state in leaving:
            after = _merged(after, state)
        return after

    def round(self, loop: Each | Repeat, known: Known, leaving: list[Known]) -> Known | None:
        if isinstance(loop, Each):
            return self.body(loop.body, self.without(known, defines(loop)), leaving)
        return self.body(loop.body, self.body(loop.head, known, []), leaving)
