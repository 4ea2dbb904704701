"""The versions of the arrays that a function writes in place, and which stores come after each of them.

A name that a loop carries stands for two versions: in the loop, what a round begins with; after it, what the last round
left (`name$`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from s2sad.core.nodes import Arg, Block, Const, For, Function, If, Let, Name, SliceArg, Try, TupleArg, While, With
from s2sad.core.program import Program
from s2sad.core.records import dataclass, field
from s2sad.core.types import ArrayType
from s2sad.core.walk import binds, bound_in
from s2sad.facts.regions import Part, Regions

__all__ = ["WHOLE", "After", "Versions", "is_whole", "path_of"]

Loops = tuple[str, ...]


@dataclass(frozen=True)
class After:
    """One step on from a version: by a store, or by what a branch or a loop hands on (`back`: to its next round)."""

    version: str
    store: str = ""
    back: str = ""


@dataclass
class Versions:
    """Built once for a function.

    Attributes
    ----------
    homes : the loops around what each name is bound by, from the outside in.
    visible : the names that are bound in no loop and no branch.
    blocks : a number for the block that binds each name; `tested` are those that the test of a `while` needs.
    stores : the writes into arrays by index, by the version that each makes.
    after : what each version becomes.
    """

    function: Function
    program: Program
    lets: dict[str, Let] = field(default_factory=dict)
    loops: dict[str, For | While] = field(default_factory=dict)
    branches: dict[str, If] = field(default_factory=dict)
    homes: dict[str, Loops] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)
    visible: set[str] = field(default_factory=set)
    blocks: dict[str, int] = field(default_factory=dict)
    tested: set[str] = field(default_factory=set)
    stores: dict[str, Let] = field(default_factory=dict)
    after: dict[str, list[After]] = field(default_factory=dict)
    regions: Regions = field(init=False)

    def __post_init__(self) -> None:
        self._count = 0
        kinds = (self.program.type_of(parameter.name) for parameter in self.function.params)
        sizes = [size for kind in kinds if isinstance(kind, ArrayType) for size in kind.shape or ()]
        constant = frozenset(symbol for size in sizes for symbol in size.symbols)
        self.regions = Regions(self.program, self.lets, self.loops, self.around, constant)
        self._collect(self.function.body, (), True)
        self._link(self.function.body, (), True)

    # -- building -------------------------------------------------------------------------------

    def _collect(self, block: Block, loops: Loops, visible: bool) -> None:
        self._count += 1
        number = self._count
        for statement in block:
            for name in binds(statement):
                self.homes[name], self.blocks[name] = loops, number
                if visible:
                    self.visible.add(name)
            if isinstance(statement, Let):
                self.lets[statement.name] = statement
            elif isinstance(statement, If):
                self.branches[statement.id] = statement
                self._collect(statement.then, loops, False)
                self._collect(statement.other, loops, False)
            elif isinstance(statement, (For, While)):
                self._collect_loop(statement, (*loops, statement.id))
            elif isinstance(statement, With):
                self._collect(statement.body, loops, visible and not isinstance(statement, Try))

    def _collect_loop(self, loop: For | While, inside: Loops) -> None:
        self.loops[loop.id] = loop
        for carry in loop.carries:
            self.heads[carry.name] = loop.id
        if isinstance(loop, While):
            self._collect(loop.head, inside, False)
            self.tested |= bound_in(loop.head)
        else:
            self.homes[loop.target] = inside
        self._collect(loop.body, inside, False)

    def _link(self, block: Block, loops: Loops, plain: bool) -> None:
        for statement in block:
            if isinstance(statement, Let) and statement.call.prim.startswith("store."):
                if plain and self._is_store(statement):
                    self.stores[statement.name] = statement
                self._step(statement.call.args[0], loops, After(statement.name, store=statement.name))
            elif isinstance(statement, If):
                self._link(statement.then, loops, plain)
                self._link(statement.other, loops, plain)
                for join in statement.joins:
                    for side in (join.then, join.other):
                        self._step(side, loops, After(join.name))
            elif isinstance(statement, (For, While)):
                self._link_loop(statement, loops, plain)
            elif isinstance(statement, With):
                self._link(statement.body, loops, plain and not isinstance(statement, Try))

    def _link_loop(self, loop: For | While, loops: Loops, plain: bool) -> None:
        inside = (*loops, loop.id)
        if isinstance(loop, While):
            self._link(loop.head, inside, plain)
        self._link(loop.body, inside, plain)
        for carry in loop.carries:
            self._step(carry.init, loops, After(carry.name))
            self._step(carry.init, loops, After(carry.name + "$"))
            self._step(carry.next, inside, After(carry.name, back=loop.id))
            self._step(carry.next, inside, After(carry.name + "$"))

    def _step(self, before: Arg, loops: Loops, after: After) -> None:
        if isinstance(before, Name) and isinstance(self.program.type_of(before.id), ArrayType):
            self.after.setdefault(self.at(before.id, loops), []).append(after)

    def _is_store(self, let: Let) -> bool:
        is_array = isinstance(self.program.type_of(let.name), ArrayType)
        return is_array and isinstance(let.call.args[0], Name) and path_of(let) is not None

    # -- asking ---------------------------------------------------------------------------------

    def at(self, name: str, loops: Loops) -> str:
        """The version that a name stands for at a place inside `loops`."""
        return name + "$" if name in self.heads and self.heads[name] not in loops else name

    def around(self, version: str) -> Loops:
        """The loops in which a version is another one in each round."""
        name = version.removesuffix("$")
        inside = () if version.endswith("$") or name not in self.heads else (self.heads[name],)
        return (*self.homes.get(name, ()), *inside)

    def stores_after(self, version: str, index: Arg | None, loops: Loops) -> list[str]:
        """The stores that may overwrite a part of a version after it was read at a place inside `loops`."""
        part = Part(version.removesuffix("$"), index, loops)
        found: dict[str, None] = {}
        for store, later in self._reached(version, loops):
            path = path_of(self.lets[store])
            written = Part(store, path[0] if path else None, self.homes[store])
            if store not in found and not self.regions.disjoint(part, written, later):
                found[store] = None
        return list(found)

    def _reached(self, version: str, loops: Loops) -> Iterator[tuple[str, str | None]]:
        """Each store after a version, with the outermost of `loops` of which it may be in a later round.

        Who undoes a store into all of an array has undone those after it too.
        """
        start: tuple[str, str | None] = (version, None)
        seen, waiting = {start}, [start]
        while waiting:
            name, later = waiting.pop()
            for step in self.after.get(name, ()):
                rounds = [loop for loop in (later, step.back) if loop in loops]
                state = (step.version, min(rounds, key=loops.index, default=None))
                if step.store:
                    yield step.store, state[1]
                if state not in seen and not (step.store and is_whole(self.lets[step.store])):
                    seen.add(state)
                    waiting.append(state)

    def connected(self, stores: Collection[str]) -> set[str]:
        """The names of all versions of the arrays that some stores write."""
        beside: dict[str, set[str]] = {}
        for version, steps in self.after.items():
            for step in steps:
                beside.setdefault(version, set()).add(step.version)
                beside.setdefault(step.version, set()).add(version)
        seen, waiting = set(stores), list(stores)
        while waiting:
            more = beside.get(waiting.pop(), set()) - seen
            seen |= more
            waiting += more
        return {version.removesuffix("$") for version in seen}

    def is_written(self, version: str) -> bool:
        """Whether a version is written in place later, or is what a write has left."""
        return version in self.stores or any(True for _ in self._reached(version, ()))


def path_of(store: Let) -> tuple[Arg, ...] | None:
    """The indices, one into what the other leads to, that a store writes at; None for other ways into an array.

    >>> from s2sad.core.nodes import Call
    >>> path_of(Let("v", Call("store.set", (Name("u"), Name("x"), TupleArg((Const("getitem"), Const(0)))))))
    (Const(value=0),)
    """
    steps = store.call.args[2:]
    if not all(isinstance(step, TupleArg) and step.items[0] == Const("getitem") for step in steps):
        return None
    return tuple(step.items[1] for step in steps if isinstance(step, TupleArg))


WHOLE = (Const(Ellipsis), SliceArg(Const(None), Const(None), Const(None)))


def is_whole(store: Let) -> bool:
    """Whether a store overwrites all of an array."""
    path = path_of(store)
    return path is not None and (not path or (len(path) == 1 and path[0] in WHOLE))
