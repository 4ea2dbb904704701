"""A part of an adjoint that is set to zero and then added to is set to what was added: ``u_bar[1:] = 0.0`` goes.

What a store overwrites has adjoint zero, and where the new value was made of the old one it gets a part of it back;
where that is all of it, nothing is left to do.
"""

from __future__ import annotations

from s2sad.core.nodes import Arg, Atom, Block, Call, Const, Function, Let, Name, SliceArg, Statement, TupleArg
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.types import ArrayType
from s2sad.core.walk import map_arg, map_args, map_blocks, statements, use_counts
from s2sad.tidy.renaming import rename_shares

__all__ = ["overwrites"]

ALL = SliceArg(Const(None), Const(None), Const(None))
WHOLE = tuple((TupleArg((Const("getitem"), index)),) for index in (Const(Ellipsis), ALL))
Path = tuple[Arg, ...]


def overwrites(function: Function, program: Program) -> Function:
    """The function without zeros that are added to at once.

    >>> from s2sad.core.nodes import Param
    >>> from s2sad.core.show import show
    >>> first = TupleArg((Const("getitem"), Const(0)))
    >>> zero = Let("v", Call("store.set", (Name("u"), Const(0.0), first)), primal=False)
    >>> added = Let("w", Call("store.add", (Name("v"), Name("x"), first)), primal=False)
    >>> print(show(overwrites(Function("f", (Param("u"), Param("x")), (zero, added), Name("w")), Program())))
    f(u, x):
        w := store.set(u, x, ('getitem', 0))
        return w
    """
    if not any(isinstance(s, Let) and _is_zeroing(s) for s in statements(function.body)):
        return function
    maker = _Overwrites(function, program)
    body = maker.block(function.body)
    rename_shares(program, maker.instead)
    return replace(function, body=body, result=map_arg(function.result, maker.atom))


def _is_zeroing(let: Let) -> bool:
    return not let.primal and let.call.prim == "store.set" and let.call.args[1] == Const(0.0)


class _Overwrites:
    def __init__(self, function: Function, program: Program) -> None:
        self.program = program
        self.counts = use_counts(function.body, function.result)
        self.lets: dict[str, Let] = {}
        self.instead: dict[str, Atom] = {}

    def atom(self, atom: Atom) -> Atom:
        while isinstance(atom, Name) and atom.id in self.instead:
            atom = self.instead[atom.id]
        return atom

    def block(self, block: Block) -> Block:
        made: list[Statement] = []
        here: dict[str, Let] = {}
        for statement in block:
            statement = map_blocks(statement, self.block)
            statement = map_args(statement, self.atom) if self.instead else statement
            if not isinstance(statement, Let):
                made.append(statement)
                continue
            chain = None if statement.primal else self.chain(statement, here)
            if chain is None:
                made.append(statement)
                here[statement.name] = self.lets[statement.name] = statement
                continue
            gone = {let.name for let in chain}
            made = [s for s in made if not (isinstance(s, Let) and s.name in gone)]
            for let in self.rewritten(chain, statement):
                made.append(let)
                here[let.name] = self.lets[let.name] = let
        return tuple(made)

    def chain(self, added: Let, here: dict[str, Let]) -> list[Let] | None:
        """The zero and the sums after it, if `added` adds to what the zero was set in."""
        target, _, path = self.sum(added)
        found: list[Let] = []
        while isinstance(target, Name) and target.id in here and self.counts.get(target.id) == 1:
            let = here[target.id]
            found.insert(0, let)
            call = let.call
            if let.primal:
                return None
            if call.prim == "store.set" and call.args[1] == Const(0.0):
                zeroed = call.args[2:]
                return found if zeroed == path or (not path and zeroed in WHOLE) else None
            target = self.sum(let)[0]
        return None

    def sum(self, let: Let) -> tuple[Arg | None, Arg, Path]:
        """What a statement adds to, what it adds, and where."""
        call = let.call
        if call.prim == "store.add":
            return call.args[0], call.args[1], call.args[2:]
        if call.prim == "operator.add" and isinstance(self.program.type_of(let.name), ArrayType):
            left, right = call.args
            if isinstance(left, Name) and self.counts.get(left.id) == 1 and self.program.shares.get(left.id):
                return left, right, ()
        return None, Const(0.0), ()

    def rewritten(self, chain: list[Let], added: Let) -> list[Let]:
        """The same with one write for the zero and the sum, where there is one to be made at all."""
        zero, *sums = chain
        _, value, path = self.sum(added)
        before = zero.call.args[0]
        kept: list[Let] = []
        if self.is_region(value, before, zero.call.args[2:]):
            pass
        elif not sums and not path and self.is_alike(value, added):
            before = value
        else:
            kept = [replace(added, name=zero.name, call=Call("store.set", (before, value, *zero.call.args[2:])))]
            self.program.shares[zero.name] = (before.id,) if isinstance(before, Name) else ()
            before = Name(zero.name)
        for let in sums:
            kept.append(replace(let, call=replace(let.call, args=(before, *let.call.args[1:]))))
            before = Name(let.name)
        if not kept:
            assert isinstance(before, (Name, Const))
            self.instead[added.name] = before
            return []
        kept[-1] = replace(kept[-1], name=added.name)
        self.program.shares[added.name] = self.program.shares.pop(str(before.id), ())  # type: ignore[union-attr]
        return kept

    def is_region(self, value: Arg, of: Arg, path: Path) -> bool:
        """Whether a value is what stands at the end of a path, or a copy of it."""
        made = self.lets.get(value.id) if isinstance(value, Name) else None
        if made is not None and made.call.prim == "numpy.copy" and not made.primal:
            value = made.call.args[0]
        for step in reversed(path):
            let = self.lets.get(value.id) if isinstance(value, Name) else None
            if let is None or let.call.prim != "operator.getitem" or not isinstance(step, TupleArg):
                return False
            if step.items[0] != Const("getitem") or let.call.args[1] != step.items[1]:
                return False
            value = let.call.args[0]
        return bool(path) and value == of

    def is_alike(self, value: Arg, added: Let) -> bool:
        kind = self.program.type_of(added.name)
        known = isinstance(kind, ArrayType) and kind.dtype is not None and kind.shape is not None
        return known and isinstance(value, Name) and self.program.type_of(value.id) == kind
