"""Settle: turn the versions of functional core into writes in place, with a copy wherever one is needed.

First copies are put in, which changes no value, until no read would see memory that a write has
changed (`facts.spoiled`) and no write of a derivative goes to memory that is not its own; then each
store becomes a `Mutate`.  What the user wrote in place stays in place, so it is the old value that
is copied for those who still read it.
"""

from __future__ import annotations

from collections.abc import Collection

from s2sad.core.nodes import Block, Call, Const, Free, Function, Let, Mutate, Name, Statement
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.types import ScalarType
from s2sad.core.walk import map_blocks
from s2sad.facts.sharing import Consumes, Path, is_update
from s2sad.facts.spoiled import Read
from s2sad.tidy.accumulate import accumulating, is_accumulation, without_accumulation
from s2sad.tidy.mend import Mender
from s2sad.tidy.pops import paired

__all__ = ["settle"]

ROUNDS = 40


def settle(
    function: Function, program: Program, owned: Collection[str] = (), consumes: Consumes | None = None
) -> Function:
    """The function with writes in place.

    Parameters
    ----------
    owned : parameters whose memory the function may write (an adjoint buffer that is handed down).
    consumes : for a function of the program (``@f``), the positions of its `owned` parameters.

    >>> from s2sad.core.nodes import Param, TupleArg
    >>> from s2sad.core.show import show
    >>> from s2sad.core.types import ArrayType, Dim
    >>> program = Program(counters={"y": 2, "x": 1})
    >>> for name in ("x", "y", "y@1"):
    ...     program.types[name] = ArrayType("f8", (Dim.symbol("n"),))
    >>> program.shares["y@1"] = ("y",)
    >>> first = TupleArg((Const("getitem"), Const(0)))
    >>> y = Let("y", Call("numpy.exp", (Name("x"),)))
    >>> y1 = Let("y@1", Call("store.set", (Name("y"), Const(0.0), first)))
    >>> f = Function("f", (Param("x"),), (y, y1), TupleArg((Name("y"), Name("y@1"))))
    >>> print(show(settle(f, program)))
    f(x):
        y = numpy.exp(x)
        y@2 := numpy.copy.method(y)
        y@1 <- y by store.set(y, 0.0, ('getitem', 0))
        return (y@2, y@1)
    """
    settler = Settler(accumulating(paired(function), program), program, frozenset(owned), consumes or {})
    settler.run()
    return replace(settler.function, body=_in_place(settler.function.body, program))


class Settler(Mender):
    """Puts copies in, round by round, until no write in place does harm."""

    def run(self) -> None:
        for count in range(ROUNDS):
            reads = self.look()
            if not self.keep_sums(reads):
                if count > ROUNDS // 2:
                    self.copy_targets(reads)
                else:
                    self.own_targets()
                    if not self.edits:
                        self.mend(reads)
                if not self.edits:
                    assert not reads, f"a write in place spoils {sorted(name for _, name in reads)}"
                    return
                self.function = self.edits.apply()
        raise AssertionError(f"{self.function.name} does not settle")

    # -- sums in place --------------------------------------------------------------------------

    def keep_sums(self, reads: dict[Read, frozenset[Path]]) -> bool:
        """Take back the sums in place that would cost a copy; whether there were any."""
        spoilers = {path for paths in reads.values() for path in paths}
        costly = set()
        for name, statement in self.sharing.lets.items():
            if is_accumulation(statement, self.program):
                path = self.sharing.paths[name]
                if path in spoilers or not self.is_own(self.sharing.written(statement.call)):
                    costly.add(name)
        if costly:
            self.function = without_accumulation(self.function, self.program, costly)
        return bool(costly)


def _in_place(block: Block, program: Program) -> Block:
    """Each store as a write."""
    made: list[Statement] = []
    for statement in block:
        if isinstance(statement, Let) and is_update(statement.call):
            made += _write(statement, program)
        else:
            made.append(map_blocks(statement, lambda inner: _in_place(inner, program)))
    return tuple(made)


def _write(let: Let, program: Program) -> list[Statement]:
    call, target = let.call, let.call.args[0]
    if isinstance(program.type_of(let.name), ScalarType) and call.prim == "store.add" and len(call.args) == 2:
        return [replace(let, call=Call("operator.add", call.args))]
    before: list[Statement] = []
    if call.prim == "store.left":  # what else the call was given is known by now not to vary
        call = replace(call, args=call.args[:1])
    if isinstance(target, Free):
        base = target.text.rpartition(".")[2]
        whole = Let(program.fresh(base, program.type_of(let.name)), _whole(target), let.origin)
        program.external.add(whole.name)
        before, target = [whole], Name(whole.name)
    assert isinstance(target, Name), f"{let.call} has nothing to write into"
    program.shares[let.name] = tuple(dict.fromkeys((target.id, *program.shares.get(let.name, ()))))
    return [*before, Mutate(let.name, target, replace(call, args=(target, *call.args[1:])), let.origin)]


def _whole(target: Free) -> Call:
    """A view of all of a global array, so that the write has a name to go to."""
    return Call("operator.getitem", (target, Const(Ellipsis)))
