"""The reverse sweep walks an array that is written in place back to what it was, where that keeps less than its reads.

What a store overwrites goes on the tape and is put back when the reverse sweep passes the store, so that whoever reads
the array there sees what the forward sweep saw (TBR with restoration: Hascoët & Pascual; Griewank & Walther,
*Evaluating Derivatives*, chapter 4).  As everywhere in core, each step back is a new version, so an order that is not
meant costs a copy and no wrong number.
"""

from __future__ import annotations

from s2sad.core.nodes import Arg, Block, Call, Carry, Effect, For, Function, Let, Name, Statement
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.types import ScalarType
from s2sad.core.walk import call_args, map_blocks, names_of, statements, substitute
from s2sad.facts.plan import Plan, plan
from s2sad.facts.recall import OLD, Recall
from s2sad.facts.replay import Replay
from s2sad.facts.versions import Versions, is_whole, path_of
from s2sad.modes.passed import PASSED, without_marks
from s2sad.modes.way import Scope, Spent, Way, lineage
from s2sad.tidy.copies import copied
from s2sad.types import infer

__all__ = ["restored"]


def restored(function: Function, reverse: Block, program: Program) -> tuple[Block, Block, dict[str, str]]:
    """Forward and reverse statements, with arrays walked back; the stores that write over what is to be put back."""
    versions = Versions(function, program)
    unseen = any(_is_written_unseen(statement, program) for statement in statements(function.body))
    worth = 0 < len(versions.stores) <= STORES and not unseen
    recall = Recall(versions, program, Replay(function, program)) if worth else None
    made = planned(recall, reverse) if recall is not None else None
    if recall is None or made is None or not made.recalled:
        return function.body, without_marks(reverse), {}
    walk = WalkBack(recall, made)
    reverse = without_marks(walk.run(reverse))
    overwritten = {walk.old(versions.stores[store]): store for store in walk.olds}
    return walk.forward(function.body), reverse, overwritten


def _is_written_unseen(statement: Statement, program: Program) -> bool:
    """Whether it may overwrite what nobody can say."""
    if not isinstance(statement, Let):
        return False
    return statement.call.spelling == "writing" or bool(program.written_by(statement.call))


ROUNDS = 20
STORES = 32
"""More stores than a person writes are those of an unrolled loop: each would be looked at with each read."""


def planned(recall: Recall, reverse: Block) -> Plan | None:
    """What to keep and to put back, when all that is read again can be read where the reverse sweep needs it."""
    loops = recall.versions.loops.values()
    at_hand = {loop.target for loop in loops if isinstance(loop, For) and _counts(recall.versions, loop)}
    for _ in range(ROUNDS):
        survey = Survey(recall)
        survey.run(reverse)
        lost = survey.lost - recall.blocked
        if not lost:
            made = plan(recall, survey.needed, at_hand)
            lost = {name for name, stores in survey.late.items() if name in made.recalled and stores & made.undone}
            if not lost:
                return made
        recall.block(lost)
    return None


def _counts(versions: Versions, loop: For) -> bool:
    """Whether the reverse loop has what the loop counts at hand."""
    made = versions.lets.get(loop.iterable.id) if isinstance(loop.iterable, Name) else None
    return made is not None and made.call.prim == "builtins.range" and loop.until is None


class Survey(Way):
    """Goes the way to see what is needed.

    Attributes
    ----------
    needed : what the reverse sweep reads.
    lost : what cannot be read again at a place that reads it.
    late : what could be read again, if only some stores were not undone before.
    """

    def __init__(self, recall: Recall) -> None:
        super().__init__(recall)
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

    def __init__(self, recall: Recall, plan: Plan) -> None:
        super().__init__(recall)
        self.plan = plan
        self.olds: dict[str, list[Let]] = {}
        self.walked = self.versions.connected(plan.undone)

    def apart(self, carry: Carry, made: list[Statement]) -> Carry:
        bar = carry.init
        if not isinstance(bar, Name) or not self.walked.intersection(self.shared(bar.id)):
            return carry
        copies, copy = copied(bar.id, self.program)
        made += copies
        shares = self.program.shares.get(carry.name, ())
        self.program.shares[carry.name] = tuple(copy.id if other == bar.id else other for other in shares)
        return replace(carry, init=copy)

    def shared(self, name: str) -> set[str]:
        """The names whose memory a value may be."""
        seen, waiting = {name}, [name]
        while waiting:
            more = set(self.program.shares.get(waiting.pop(), ())) - seen
            seen |= more
            waiting += more
        return seen

    # -- reading again --------------------------------------------------------------------------

    def again(self, name: str, scope: Scope, made: list[Statement]) -> Name | None:
        if name not in self.plan.recalled:
            return None
        if name in scope.known:
            return scope.known[name]
        source = self.recall.source(name)
        if source is None:
            return self.put(name, self.versions.lets[name].call, scope, made)
        memory = self.memory_for(source, scope)
        assert memory is not None, f"{name} cannot be read again"
        if source.index is None:
            return Name(memory)
        call = Call("operator.getitem", (Name(memory), source.index))
        if memory in scope.spent and isinstance(self.program.type_of(name), ScalarType):
            return self.put_early(name, call, scope, made)
        return self.put(name, call, scope, made)

    def put(self, name: str, call: Call, scope: Scope, made: list[Statement]) -> Name:
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
            return self.put(name, call, scope, made)
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
        old = self.old(store)
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

    def old(self, store: Let) -> str:
        """What a store overwrites, read just before it."""
        (owner,) = names_of(store.call.args[0])
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
