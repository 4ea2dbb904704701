"""Settle: turn the versions of functional core into writes in place, with a copy wherever one is needed.

First copies are put in, which changes no value, until no read would see memory that a write has
changed (`facts.spoiled`) and no write of a derivative goes to memory that is not its own; then each
store becomes a `Mutate`.  What the user wrote in place stays in place, so it is the old value that
is copied for those who still read it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from s2sad.core.nodes import Block, Call, Const, Free, Function, Let, Mutate, Name, Statement
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.types import ScalarType
from s2sad.core.walk import args_of, map_blocks, names_of, statements
from s2sad.facts.calls import is_in_place
from s2sad.facts.sharing import Consumes, Path, is_update
from s2sad.facts.spoiled import Read
from s2sad.tidy.accumulate import accumulating, is_accumulation, without_accumulation
from s2sad.tidy.apart import kept_apart
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
    function = kept_apart(accumulating(paired(function), program), program, consumes or {})
    settler = Settler(function, program, frozenset(owned), consumes or {})
    settler.run()
    lets = settler.sharing.lets
    through = {n for n, let in lets.items() if let.call.prim == "store.set" and is_in_place(let.call, lets, program)}
    function = replace(settler.function, body=_in_place(settler.function.body, program, through))
    return _without_parts(function, lets) if through else function


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


def _in_place(block: Block, program: Program, through: Collection[str]) -> Block:
    """Each store as a write; `through` are those that a call has made already."""
    made: list[Statement] = []
    for statement in block:
        if isinstance(statement, Let) and statement.name in through:
            target = statement.call.args[0]
            made += _write(replace(statement, call=Call("store.left", (target,))), program)
        elif isinstance(statement, Let) and is_update(statement.call):
            made += _write(statement, program)
        else:
            made.append(map_blocks(statement, lambda inner: _in_place(inner, program, through)))
    return tuple(made)


def _without_parts(function: Function, lets: Mapping[str, Let]) -> Function:
    """Without the parts of the results of calls that nobody reads any more."""
    read = {name for s in statements(function.body) for name in names_of(*args_of(s))} | names_of(function.result)

    def is_read(statement: Statement) -> bool:
        if not isinstance(statement, Let) or statement.name in read or statement.call.prim != "operator.getitem":
            return True
        owner = statement.call.args[0]
        made = lets.get(owner.id) if isinstance(owner, Name) else None
        return made is None or made.call.prim[0] != "@"

    def thin(block: Block) -> Block:
        return tuple(map_blocks(statement, thin) for statement in block if is_read(statement))

    return replace(function, body=thin(function.body))


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
