"""The reverse sweep walks an array that is written in place back to what it was, where that keeps less than its reads.

What a store overwrites goes on the tape and is put back when the reverse sweep passes the store, so that whoever reads
the array there sees what the forward sweep saw (TBR with restoration: Hascoët & Pascual; Griewank & Walther, *Evaluating
Derivatives*, chapter 4).  As everywhere in core, each step back is a new version, so an order that is not meant costs a
copy and no wrong number.
"""

from __future__ import annotations

from s2sad.core.nodes import Arg, Block, Call, Carry, Const, Effect, For, Function, If, Join, Let, Name, Statement, With
from s2sad.core.program import Program
from s2sad.core.records import dataclass, field, replace
from s2sad.core.types import ArrayType, ScalarType, Type
from s2sad.core.walk import bound_in, call_args, free_names, map_blocks, names_of, own_args, substitute
from s2sad.facts.recall import OLD, Plan, Read, Recall, is_whole
from s2sad.facts.replay import Replay
from s2sad.facts.versions import Versions, path_of
from s2sad.types import infer

__all__ = ["PASSED", "restored", "without_marks"]

PASSED = "tape.passed"
"""The effect that stands in the reverse sweep where it passes a store."""


def is_mark(statement: Statement) -> bool:
    return isinstance(statement, Effect) and statement.call.prim == PASSED


def without_marks(block: Block) -> Block:
    """The block without the marks of passed stores, and without the branches that held nothing else."""
    made: list[Statement] = []
    for statement in block:
        if is_mark(statement):
            continue
        changed = map_blocks(statement, without_marks)
        bare = isinstance(changed, If) and not (changed.then or changed.other or changed.joins)
        if not bare and not (type(changed) is With and not changed.body and statement.body):  # type: ignore[union-attr]
            made.append(changed)
    return tuple(made)


def restored(function: Function, reverse: Block, program: Program) -> tuple[Block, Block]:
    """Forward and reverse statements, the reads of arrays that are written in place being of these arrays again."""
    versions = Versions(function, program)
    if not versions.stores:
        return function.body, without_marks(reverse)
    recall = Recall(versions, program, Replay(function, program))
    at_hand = {loop.target for loop in versions.loops.values() if isinstance(loop, For) and _counts(versions, loop)}
    plan = planned(versions, recall, program, reverse, at_hand)
    if plan is None or not plan.recalled:
        return function.body, without_marks(reverse)
    walk = WalkBack(versions, recall, program, plan)
    reverse = walk.run(reverse)
    return walk.forward(function.body), without_marks(reverse)


ROUNDS = 20


def planned(versions: Versions, recall: Recall, program: Program, reverse: Block, at_hand: set[str]) -> Plan | None:
    """What to keep and to put back, when all that is read again can be read where the reverse sweep needs it."""
    for _ in range(ROUNDS):
        survey = Survey(versions, recall, program)
        survey.run(reverse)
        lost = survey.lost - recall.blocked
        if not lost:
            plan = recall.plan(survey.needed, at_hand)
            lost = {name for name, stores in survey.late.items() if name in plan.recalled and stores & plan.undone}
            if not lost:
                return plan
        recall.block(lost)
    return None


def _counts(versions: Versions, loop: For) -> bool:
    """Whether the reverse loop has what the loop counts at hand."""
    made = versions.lets.get(loop.iterable.id) if isinstance(loop.iterable, Name) else None
    return made is not None and made.call.prim == "builtins.range" and loop.until is None


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

    def __init__(self, versions: Versions, recall: Recall, program: Program) -> None:
        self.versions, self.recall, self.program = versions, recall, program

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

    def round(
        self, reverse: For, slots: dict[str, tuple[Carry, str]], scope: Scope
    ) -> tuple[list[Statement], Scope]:
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
        carries = tuple(replace(c, init=substituted(c.init, inits)) for c in reverse.carries)
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
    if isinstance(branch.test, Name) and branch.test.id in found:
        return replace(branch, test=found[branch.test.id])
    return branch


def substituted(arg: Arg, found: dict[str, Arg]) -> Arg:
    return found.get(arg.id, arg) if isinstance(arg, Name) else arg


class Survey(Way):
    """Goes the way to see what is needed.

    Attributes
    ----------
    needed : what the reverse sweep reads.
    lost : what cannot be read again at a place that reads it.
    late : what could be read again, if only some stores were not undone before.
    """

    def __init__(self, versions: Versions, recall: Recall, program: Program) -> None:
        super().__init__(versions, recall, program)
        self.needed: set[str] = set()
        self.lost: set[str] = set()
        self.late: dict[str, set[str]] = {}

    def again(self, name: str, scope: Scope, made: list[Statement]) -> Name | None:
        if name in scope.memory and scope.memory[name] == name.removesuffix("$"):
            return None
        self.needed.add(name)
        seen, waiting = {name}, [name]
        while waiting:
            one = waiting.pop()
            self.look(one, scope, made)
            for operand in self.recall.operands(one) or ():
                if operand not in seen and not operand.startswith(OLD):
                    seen.add(operand)
                    waiting.append(operand)
        return None

    def look(self, name: str, scope: Scope, made: list[Statement]) -> None:
        """Note what stands against reading a value again here."""
        source = self.recall.source(name)
        if source is None:
            return
        memory = self.memory_for(source, scope)
        if memory is None:
            self.lost.add(name)
            return
        number = isinstance(self.program.type_of(name), ScalarType)
        for spent in lineage(memory, scope):
            if not (number and spent.block is made):
                self.late.setdefault(name, set()).update(spent.stores)

    def undo(self, store: Let, scope: Scope, made: list[Statement]) -> str:
        memory = scope.memory[store.name]
        before = self.fresh(store.name)
        if not is_whole(store):
            made.append(Effect(Call(PASSED)))
            scope.spent[memory] = Spent(made, made[-1], frozenset({store.name}), before)
        return before


class WalkBack(Way):
    """Goes the way and writes what the plan says."""

    def __init__(self, versions: Versions, recall: Recall, program: Program, plan: Plan) -> None:
        super().__init__(versions, recall, program)
        self.plan = plan
        self.olds: dict[str, list[Let]] = {}

    # -- reading again --------------------------------------------------------------------------

    def again(self, name: str, scope: Scope, made: list[Statement]) -> Name | None:
        if name not in self.plan.recalled:
            return None
        if name in scope.known:
            return scope.known[name]
        source = self.recall.source(name)
        if source is None:
            let = self.versions.lets[name]
            return self.put(name, let, let.call, scope, made)
        memory = self.memory_for(source, scope)
        assert memory is not None, f"{name} cannot be read again"
        if source.index is None:
            return Name(memory)
        let = self.versions.lets.get(name)
        call = Call("operator.getitem", (Name(memory), source.index))
        if memory in scope.spent and isinstance(self.program.type_of(name), ScalarType):
            return self.put_early(name, call, scope, made)
        return self.put(name, let, call, scope, made)

    def put(self, name: str, let: Let | None, call: Call, scope: Scope, made: list[Statement]) -> Name:
        """Compute a value again at the end of a block, from operands that are read again if need be."""
        homes = self.versions.homes[name]
        changes: dict[str, Arg] = {}
        for operand in sorted(names_of(*call_args(call))):
            if operand in self.versions.homes:
                again = self.again(self.versions.at(operand, homes), scope, made)
                if again is not None:
                    changes[operand] = again
        return self.bind(name, substitute((Let("", call),), changes)[0].call, scope, made, len(made))  # type: ignore[union-attr]

    def put_early(self, name: str, call: Call, scope: Scope, made: list[Statement]) -> Name:
        """Read what an array has before it is walked back further."""
        (memory,) = names_of(call.args[0])
        before = scope.spent[memory].statement
        place = next((k for k, statement in enumerate(made) if statement is before), None)
        if place is None or names_of(*call.args[1:]) & self.plan.recalled:
            return self.put(name, None, call, scope, made)
        return self.bind(name, call, scope, made, place)

    def bind(self, name: str, call: Call, scope: Scope, block: list[Statement], place: int) -> Name:
        base = name.removesuffix("$")
        let = self.versions.lets.get(base)
        fresh = Name(self.program.fresh(base, self.program.type_of(base)))
        shares = infer(call, self.program).shares
        if shares:
            self.program.shares[fresh.id] = shares
        block.insert(place, Let(fresh.id, call, let.origin if let is not None else None, False))
        scope.known[name] = fresh
        return fresh

    # -- putting back ---------------------------------------------------------------------------

    def undo(self, store: Let, scope: Scope, made: list[Statement]) -> str:
        memory = scope.memory[store.name]
        if store.name not in self.plan.undone:
            return memory
        (owner,) = names_of(store.call.args[0])
        old = self.old(store, owner)
        if is_whole(store):
            return old
        homes = self.versions.homes[store.name]
        indices = {n for arg in store.call.args[2:] for n in names_of(arg) if n in self.versions.homes}
        changes: dict[str, Arg] = {}
        for index in sorted(indices):
            again = self.again(self.versions.at(index, homes), scope, made)
            if again is not None:
                changes[index] = again
        name = self.program.fresh(owner, self.program.type_of(owner))
        self.program.shares[name] = (memory,)
        call = Call("store.set", (Name(memory), Name(old), *store.call.args[2:]))
        (let,) = substitute((Let(name, call, store.origin, False),), changes)
        made.append(let)
        scope.spent[memory] = Spent(made, let, frozenset({store.name}), name)
        return name

    def old(self, store: Let, owner: str) -> str:
        """What a store overwrites, read just before it."""
        if store.name not in self.olds:
            part, lets = owner, []
            for index in () if is_whole(store) else path_of(store) or ():
                call = Call("operator.getitem", (Name(part), index))
                inferred = infer(call, self.program)
                part = self.program.fresh(owner, inferred.type)
                if inferred.shares:
                    self.program.shares[part] = inferred.shares
                lets.append(Let(part, call, store.origin, False))
            self.olds[store.name] = lets
        return self.olds[store.name][-1].name if self.olds[store.name] else owner

    def forward(self, block: Block) -> Block:
        """The forward statements, with what is overwritten read before it is."""
        made: list[Statement] = []
        for statement in block:
            if isinstance(statement, Let):
                made += self.olds.get(statement.name, [])
            made.append(map_blocks(statement, self.forward))
        return tuple(made)
