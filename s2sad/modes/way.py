"""The way of the reverse sweep, and the arrays in place that are walked back along it."""

from __future__ import annotations

from s2sad.core.nodes import Arg, Block, Carry, Const, For, Free, If, Join, Let, Name, Statement, With
from s2sad.core.records import dataclass, field, replace
from s2sad.core.types import ArrayType
from s2sad.core.walk import bound_in, free_names, names_of, own_args, substitute
from s2sad.facts.recall import Read, Recall
from s2sad.modes.passed import is_mark

__all__ = ["Scope", "Spent", "Way", "lineage"]


@dataclass
class Spent:
    """The statement that walked an array back further, its block, the stores that it undid, and the array after it."""

    block: list[Statement]
    statement: Statement
    stores: frozenset[str]
    then: str


@dataclass
class Scope:
    """A place in the reverse sweep.

    Attributes
    ----------
    memory : for each version that the array has been walked back to, the array.
    known : what has been read and computed again so far.
    spent : what has become of an array that was walked back further.
    """

    loops: tuple[str, ...] = ()
    memory: dict[str, str] = field(default_factory=dict)
    known: dict[str, Name] = field(default_factory=dict)
    spent: dict[str, Spent] = field(default_factory=dict)

    def inner(self, *loops: str) -> Scope:
        return Scope((*self.loops, *loops), dict(self.memory), dict(self.known), dict(self.spent))


class Way:
    """The way back through the reverse statements."""

    def __init__(self, recall: Recall) -> None:
        self.recall, self.versions, self.program = recall, recall.versions, recall.program

    def run(self, reverse: Block) -> Block:
        scope = Scope()
        for name in self.versions.visible:
            version = self.versions.at(name, ())
            if isinstance(self.program.type_of(name), ArrayType) and not self.versions.after.get(version):
                scope.memory[version] = name
        return tuple(self.block(reverse, scope))

    def block(self, block: Block, scope: Scope) -> list[Statement]:
        made: list[Statement] = []
        for statement in block:
            if is_mark(statement):
                self.passed(statement, scope, made)
            elif isinstance(statement, For) and statement.mirrors:
                self.loop(statement, scope, made)
            elif isinstance(statement, If) and statement.mirrors:
                self.branch(statement, scope, made)
            elif isinstance(statement, With):
                made.append(replace(statement, body=tuple(self.block(statement.body, scope))))
            else:
                made += substitute((statement,), self.at_hand(free_names((statement,)), scope, made))
        return made

    def at_hand(self, names: set[str], scope: Scope, made: list[Statement]) -> dict[str, Arg]:
        """What to read in the place of some names."""
        found: dict[str, Arg] = {}
        for name in sorted(names):
            if name in self.versions.homes:
                again = self.again(self.versions.at(name, scope.loops), scope, made)
                if again is not None and again != Name(name):
                    found[name] = again
        return found

    def again(self, name: str, scope: Scope, made: list[Statement]) -> Name | None:
        raise NotImplementedError

    def undo(self, store: Let, scope: Scope, made: list[Statement]) -> str:
        """The array without a store."""
        raise NotImplementedError

    def memory_for(self, source: Read, scope: Scope) -> str | None:
        """The array to read at a place: walked back to the version, or to one after it that has the same there."""
        waiting = [source.version]
        while waiting:
            version = waiting.pop()
            if version in scope.memory:
                return scope.memory[version]
            steps = self.versions.after.get(version, ())
            waiting += [step.version for step in steps if step.store and step.store not in source.after]
        return None

    def apart(self, carry: Carry, made: list[Statement]) -> Carry:
        """What a loop carries in memory that is not walked back in it."""
        return carry

    def passed(self, mark: Statement, scope: Scope, made: list[Statement]) -> None:
        (name,) = names_of(*own_args(mark))
        store = self.versions.stores.get(name)
        if store is not None and name in scope.memory:
            (owner,) = names_of(store.call.args[0])
            scope.memory[self.versions.at(owner, self.versions.homes[name])] = self.undo(store, scope, made)

    # -- branches -------------------------------------------------------------------------------

    def branch(self, branch: If, scope: Scope, made: list[Statement]) -> None:
        test = substitute_test(branch, self.at_hand(names_of(branch.test), scope, made))
        forward = self.versions.branches.get(branch.mirrors)
        sides: list[tuple[list[Statement], Scope]] = []
        for number, body in enumerate((branch.then, branch.other)):
            inner = scope.inner()
            for join in forward.joins if forward is not None else ():
                memory = scope.memory.get(self.versions.at(join.name, scope.loops))
                side = (join.then, join.other)[number]
                if memory is not None and isinstance(side, Name):
                    inner.memory[self.versions.at(side.id, scope.loops)] = memory
            sides.append((self.block(body, inner), inner))
        own = bound_in((*forward.then, *forward.other)) if forward is not None else set()
        joins = list(branch.joins)
        (then, one), (other, two) = sides
        for version in sorted(one.memory.keys() & two.memory.keys()):
            if version.removesuffix("$") not in own:
                scope.memory[version] = self.join(version, one.memory[version], two.memory[version], joins)
        changed = replace(test, then=tuple(then), other=tuple(other), joins=tuple(joins))
        made.append(changed)
        self.spend(changed, (one, two), scope, made)

    def spend(self, statement: Statement, inner: tuple[Scope, ...], scope: Scope, made: list[Statement]) -> None:
        """Note what was walked back inside a statement."""
        for side in inner:
            for memory in side.spent.keys() - scope.spent.keys():
                stores = [spent.stores for spent in lineage(memory, side)]
                scope.spent[memory] = Spent(made, statement, frozenset().union(*stores), "")

    def join(self, version: str, one: str, other: str, joins: list[Join]) -> str:
        if one == other:
            return one
        name = self.fresh(version)
        self.program.shares[name] = (one, other)
        joins.append(Join(name, Name(one), Name(other)))
        return name

    def fresh(self, version: str) -> str:
        base = version.removesuffix("$")
        return self.program.fresh(base, self.program.type_of(base))

    # -- loops ----------------------------------------------------------------------------------

    def loop(self, reverse: For, scope: Scope, made: list[Statement]) -> None:
        forward = self.versions.loops.get(reverse.mirrors)
        carries = [c for c in forward.carries if isinstance(c.next, Name)] if forward is not None else []
        slots: dict[str, tuple[Carry, str]] = {}
        inside = (*scope.loops, reverse.mirrors)
        ends = set()
        for carry in carries:
            end = self.versions.at(carry.next.id, inside)  # type: ignore[union-attr]
            if carry.name + "$" in scope.memory and end not in ends:
                slots[carry.name] = carry, self.fresh(carry.name)
                ends.add(end)
        while True:
            body, inner = self.round(reverse, slots, scope)
            broken = [name for name in slots if name not in inner.memory]
            if not broken:
                break
            for name in broken:
                del slots[name]
        self.finish(reverse, slots, body, inner, scope, made)

    def round(self, reverse: For, slots: dict[str, tuple[Carry, str]], scope: Scope) -> tuple[list[Statement], Scope]:
        inner = scope.inner(reverse.mirrors)
        for carry, memory in slots.values():
            inner.memory[self.versions.at(carry.next.id, inner.loops)] = memory  # type: ignore[union-attr]
        return self.block(reverse.body, inner), inner

    def finish(
        self,
        reverse: For,
        slots: dict[str, tuple[Carry, str]],
        body: list[Statement],
        inner: Scope,
        scope: Scope,
        made: list[Statement],
    ) -> None:
        extra: list[Carry] = []
        for name, (carry, memory) in slots.items():
            outside, end = scope.memory[name + "$"], inner.memory[name]
            extra.append(Carry(memory, Name(outside), Name(end)))
            self.program.shares[memory] = tuple(dict.fromkeys((outside, end)))
            if isinstance(carry.init, Name):
                scope.memory[self.versions.at(carry.init.id, scope.loops)] = memory if end != memory else outside
        inits = self.at_hand({n for c in reverse.carries for n in names_of(c.init)}, scope, made)
        carries = tuple(self.apart(replace(c, init=substituted(c.init, inits)), made) for c in reverse.carries)
        made.append(replace(reverse, carries=(*carries, *extra), body=tuple(body)))
        self.spend(made[-1], (inner,), scope, made)
        for carry in extra:
            (outside,) = names_of(carry.init)
            scope.spent.pop(carry.name, None)  # after the loop the name has its last value
            if carry.next != Name(carry.name):
                stores = [spent.stores for spent in lineage(carry.name, inner)]
                scope.spent[outside] = Spent(made, made[-1], frozenset().union(*stores), carry.name)


def lineage(memory: str, scope: Scope) -> list[Spent]:
    """How an array was walked back so far."""
    found: list[Spent] = []
    while memory in scope.spent and len(found) < len(scope.spent):
        found.append(scope.spent[memory])
        memory = found[-1].then
    return found


def substitute_test(branch: If, found: dict[str, Arg]) -> If:
    test = substituted(branch.test, found)
    assert isinstance(test, (Name, Const, Free))
    return replace(branch, test=test)


def substituted(arg: Arg, found: dict[str, Arg]) -> Arg:
    return found.get(arg.id, arg) if isinstance(arg, Name) else arg
