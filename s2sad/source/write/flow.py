"""Which names are live where, and which may therefore not have one printed name."""

from __future__ import annotations

from collections.abc import Iterable, Set

from s2sad.core.nodes import UNDEFINED, Arg, Name
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
    Write,
    arg_names,
    defines,
    header_args,
    names_in_pattern,
    nodes,
)

__all__ = ["Flow", "interference", "without_dead_copies"]

Names = frozenset[str]
NOTHING: Names = frozenset()


class Flow:
    """Backward liveness over a tree; each definition is an edge to whatever is live after it.

    Two names that hold the same value because one was copied from the other need no edge for that (Chaitin).  A loop
    that is met again, in a further round of the one around it, begins with what was live at its head before.
    """

    def __init__(self, routine: Routine) -> None:
        self.routine = routine
        self.edges: dict[str, set[str]] = {}
        self.live_after: dict[Copy, Names] = {}
        self.heads: dict[int, Names] = {}
        self.headers: dict[int, Names] = {}

    def edge(self, one: str, others: Set[str]) -> None:
        known = self.edges.setdefault(one, set())
        for other in others - known - {one}:
            known.add(other)
            self.edges.setdefault(other, set()).add(one)

    def reads(self, args: Iterable[Arg]) -> Names:
        return frozenset(name for arg in args for name in arg_names(arg, self.routine.inlined))

    def reads_of(self, node: Node) -> Names:
        """What a node reads itself."""
        found = self.headers.get(id(node))
        if found is None:
            found = self.headers[id(node)] = self.reads(header_args(node))
        return found

    def body(self, body: Body, live: Names, leaving: Names) -> Names:
        """The names live before a body, given those live after it and after the loop around it."""
        for node in reversed(body):
            live = self.node(node, live, leaving)
        return live

    def node(self, node: Node, live: Names, leaving: Names) -> Names:
        if isinstance(node, Copy):
            return self.copy(node, live)
        if isinstance(node, Branch):
            return self.reads_of(node) | self.body(node.then, live, leaving) | self.body(node.other, live, leaving)
        if isinstance(node, Each):
            return self.each(node, live)
        if isinstance(node, Repeat):
            return self.repeat(node, live)
        if isinstance(node, Attempt):
            return self.attempt(node, live, leaving)
        if isinstance(node, Scope):
            inside = self.body(node.body, live, leaving)
            for name in defines(node):
                self.edge(name, inside)
            return self.reads_of(node) | (inside - set(defines(node)))
        if isinstance(node, Break):
            return leaving
        if isinstance(node, (Return, Throw)):
            return self.reads_of(node)
        return self.plain(node, live)

    def attempt(self, node: Attempt, live: Names, leaving: Names) -> Names:
        """What is live after it keeps its value if the body is not finished."""
        bound = {name for inner in nodes(node.body) for name in defines(inner)}
        own = set(defines(node))
        inside = self.body(node.body, live, leaving)
        for name in bound:
            self.edge(name, live - bound)
        for name in own:
            self.edge(name, live | inside | bound | own)
        return (self.reads_of(node) | inside | (live - bound)) - own

    def plain(self, node: Node, live: Names) -> Names:
        """A statement without inner bodies: a call, a write, an effect."""
        bound = defines(node)
        same = {node.target.id} if isinstance(node, Write) else set()
        for name in bound:
            self.edge(name, (live | set(bound)) - same)
        if isinstance(node, Write) and node.popped is not None:
            self.edge(node.popped, same)
        return (live - set(bound)) | self.reads_of(node)

    def copy(self, copy: Copy, live: Names) -> Names:
        self.live_after[copy] = self.live_after.get(copy, NOTHING) | live
        bound = {name for name, _ in copy.pairs}
        for name, value in copy.pairs:
            if value != UNDEFINED:
                same = {value.id} if isinstance(value, Name) and value.id not in self.routine.inlined else set()
                self.edge(name, (live | bound) - same)
        return (live - bound) | self.reads(value for _, value in copy.pairs)

    def each(self, loop: Each, live: Names) -> Names:
        targets = set(names_in_pattern(loop.target))
        head = live | self.heads.get(id(loop), NOTHING)
        while True:
            inside = self.body(loop.body, head, live)
            for name in targets:
                self.edge(name, inside | head | targets)
            again = head | (inside - targets)
            if again == head:
                self.heads[id(loop)] = head
                return head | self.reads_of(loop)
            head = again

    def repeat(self, loop: Repeat, live: Names) -> Names:
        head = self.heads.get(id(loop), NOTHING)
        while True:
            tested = self.body(loop.body, head, live) | self.reads_of(loop) | live
            again = head | self.body(loop.head, tested, live)
            if again == head:
                self.heads[id(loop)] = head
                return head
            head = again


def interference(routine: Routine, params: tuple[str, ...]) -> dict[str, set[str]]:
    """For each name, the names that may not be printed like it."""
    flow = Flow(routine)
    live = flow.body(routine.body, NOTHING, NOTHING)
    for name in params:
        flow.edge(name, live | set(params))
    return flow.edges


def without_dead_copies(routine: Routine) -> None:
    """Drop the copies to names that nothing reads afterwards, until there is none."""
    while True:
        flow = Flow(routine)
        flow.body(routine.body, NOTHING, NOTHING)
        dead = 0
        for node in nodes(routine.body):
            if isinstance(node, Copy):
                live = flow.live_after.get(node, NOTHING)
                kept = [pair for pair in node.pairs if pair[0] in live]
                dead += len(node.pairs) - len(kept)
                node.pairs[:] = kept
        if not dead:
            return
