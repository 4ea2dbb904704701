"""The adjoint of a call: a forward function that gives value and tape, and a backward one that takes the tape back."""

from __future__ import annotations

from s2sad.core.nodes import (
    Arg,
    Block,
    Call,
    Const,
    DictArg,
    For,
    Function,
    If,
    Let,
    Name,
    Param,
    Statement,
    StructArg,
    TupleArg,
    While,
    With,
)  # fmt: skip
from s2sad.core.program import Program
from s2sad.core.records import dataclass, replace
from s2sad.core.types import ArrayType, ListType, OpaqueType, ScalarType, TupleType, Type
from s2sad.core.walk import free_names, map_blocks, substitute
from s2sad.facts.cut import cheapest_cut
from s2sad.modes.adjoint import Adjoint
from s2sad.modes.exposed import bound_on_each_path, expose
from s2sad.modes.passed import without_marks
from s2sad.modes.restore import restored
from s2sad.modes.shapes import lasting_shapes, shapes_of_what_is_read
from s2sad.modes.tape import Kept, Region, Tape

__all__ = ["Pair", "Pairs", "result_seeds", "reverse_sweep"]


@dataclass
class Pair:
    """The two functions for one pattern of active arguments.

    `buffers` are the adjoints that are handed down and added into.
    """

    forward: str
    backward: str
    active: tuple[int, ...]
    buffers: tuple[int, ...]


class Pairs:
    """Makes the pairs that a program needs, each once."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.made: dict[tuple[str, tuple[int, ...]], Pair] = {}
        self.replaced: dict[str, tuple[Pair, str]] = {}
        self.consumes: dict[str, tuple[int, ...]] = {}
        self.owned: dict[str, tuple[str, ...]] = {}
        self.kept: list[Kept] = []

    def reverse_call(self, adjoint: Adjoint, let: Let) -> None:
        """Emit the backward call for a call whose result has an adjoint."""
        args = let.call.args
        pattern = tuple(i for i, arg in enumerate(args) if adjoint.is_active(arg))
        pair = self.pair(let.call.prim[1:], pattern)
        if let.name not in self.replaced:
            self.replaced[let.name] = (
                pair,
                self.program.fresh(f"{let.call.prim[1:].partition('@')[0]}_tape", OpaqueType("tape")),
            )
        tape = Name(self.replaced[let.name][1])
        bar = adjoint.full(adjoint.bars.pop(let.name), Name(let.name))
        buffers = self._buffers(adjoint, [args[i] for i in pair.buffers])
        types = tuple(adjoint.type_of(args[i]) for i in pattern)
        made = adjoint.build.emit(f"@{pair.backward}", *args, tape, bar, *buffers, kind=TupleType(types), hint="bars")
        for k, i in enumerate(pattern):
            part = adjoint.build.emit(
                "operator.getitem", made, Const(k), kind=types[k], hint=adjoint.hint(getattr(args[i], "id", "t"))
            )
            handed = buffers[pair.buffers.index(i)] if i in pair.buffers else None
            self.program.shares[part.id] = (handed.id,) if isinstance(handed, Name) else ()  # type: ignore[union-attr]
            adjoint.accumulate(args[i], part)

    def _buffers(self, adjoint: Adjoint, args: list[Arg]) -> list[Arg]:
        """The adjoints to hand down: the backward function adds into them (`consumes`), so each is whole."""
        buffers: list[Arg] = []
        for arg in args:
            assert isinstance(arg, Name)
            before = adjoint.take(arg.id)
            buffers.append(adjoint.zero(arg) if before is None else adjoint.full(before, arg))
        return buffers

    def pair(self, name: str, pattern: tuple[int, ...]) -> Pair:
        key = (name, pattern)
        if key not in self.made:
            self._make(key)
        return self.made[key]

    def _make(self, key: tuple[str, tuple[int, ...]]) -> None:
        name, pattern = key
        function, base = self.program.functions[name], name.partition("@")[0]
        names = [function.params[i].name for i in pattern]
        buffers = tuple(i for i in pattern if _is_buffer(self.program.type_of(function.params[i].name)))
        pair = Pair(self.program.fresh(f"{base}_forward"), self.program.fresh(f"{base}_backward"), pattern, buffers)
        self.made[key] = pair
        adjoint = Adjoint(self.program, self.reverse_call)
        bar = Name(self.program.fresh("value_bar", _type_of(function.result, self.program)))
        self.program.external.add(bar.id)
        accumulators = {}
        for i in buffers:
            param = function.params[i].name
            accumulators[param] = Name(
                self.program.fresh(f"{param.partition('@')[0]}_bar", self.program.type_of(param))
            )
        reverse, ending = self._reversed(adjoint, function, bar, names, accumulators)
        self._split(pair, function, reverse, ending, bar, list(accumulators.values()))

    def _reversed(
        self,
        adjoint: Adjoint,
        function: Function,
        bar: Name,
        names: list[str],
        accumulators: dict[str, Name],
    ) -> tuple[Block, Arg]:
        with adjoint.build.block() as setup:
            seeds = result_seeds(adjoint, function.result, bar)
            block = adjoint.run(function, seeds, names, accumulators)
        with adjoint.build.block() as tail:
            ending = TupleArg(tuple(adjoint.gradient(Name(n)) for n in names))
        return (*setup, *without_marks(block), *tail), ending

    def _split(
        self, pair: Pair, function: Function, reverse: Block, ending: Arg, bar: Name, buffers: list[Name]
    ) -> None:
        """Forward: the value and what the backward function needs of it.  Backward: the reverse sweep on that."""
        body = self.replace_calls(function.body)
        function = replace(function, body=body)
        tape = Tape(function, self.program)
        reverse = tape.reverse(reverse)
        body = tape.forward(body)
        region = Region()
        region.fill(body, tape.counters)
        needed = (free_names(reverse, ending)) & region.places.keys()
        cheap = {
            n: let
            for n, let in region.lets.items()
            if tape.replay.is_cheap(let) and not let.call.prim.startswith("tape.")
        }
        operands = {n: tape._operands(let, region, set()) for n, let in cheap.items()}
        costs = {n: tape.replay.cost(n) for n in region.places}
        cut = cheapest_cut(needed, operands, costs)
        again = tape._closure(needed - cut, operands, cut)
        kept = sorted(cut)
        body, out = expose(bound_on_each_path(body, cut), cut, self.program, Const(None))
        holder = Name(self.program.fresh("tape", OpaqueType("tape")))
        self.program.external.add(holder.id)
        unpack: list[Statement] = []
        renamed: dict[str, Name] = {}
        for k, name in enumerate(kept):
            renamed[name] = tape._renamed(name)
            unpack.append(Let(renamed[name].id, Call("operator.getitem", (holder, Const(k))), None, False))
        self.kept += [*tape.kept, *(Kept(name, renamed[name].id, False) for name in kept)]
        restored = tape._restore(reverse, (), region, {}, again, renamed)
        ending = substitute((Let("", Call("builtins.tuple", (ending,))),), renamed)[0].call.args[0]  # type: ignore[union-attr]
        packed: Arg = TupleArg(tuple(out.get(n, Name(n)) for n in kept)) if kept else Const(None)
        functions = self.program.functions
        functions[pair.forward] = Function(
            pair.forward, function.params, body, TupleArg((function.result, packed)), "", function.origin
        )
        params = (*function.params, Param(holder.id), Param(bar.id), *(Param(b.id) for b in buffers))
        functions[pair.backward] = Function(pair.backward, params, (*unpack, *restored), ending, "", function.origin)
        first = len(function.params) + 2
        self.consumes[f"@{pair.backward}"] = tuple(range(first, first + len(buffers)))
        self.owned[pair.backward] = tuple(b.id for b in buffers)

    def replace_calls(self, block: Block) -> Block:
        """The forward statements with the calls that are reversed turned into calls of forward functions."""
        made: list[Statement] = []
        for statement in block:
            if isinstance(statement, Let) and statement.name in self.replaced:
                made += self._forward_call(statement)
            elif isinstance(statement, (If, For, While, With)):
                made.append(map_blocks(statement, self.replace_calls))
            else:
                made.append(statement)
        return tuple(made)

    def _forward_call(self, let: Let) -> list[Statement]:
        pair, tape = self.replaced[let.name]
        kind = self.program.type_of(let.name)
        both = self.program.fresh("pair", TupleType((kind, OpaqueType("tape"))))
        call = Call(f"@{pair.forward}", let.call.args, let.call.keywords)
        return [
            Let(both, call, let.origin, True),
            Let(let.name, Call("operator.getitem", (Name(both), Const(0))), let.origin, True),
            Let(tape, Call("operator.getitem", (Name(both), Const(1))), let.origin, False),
        ]


def _is_buffer(kind: Type) -> bool:
    return isinstance(kind, (ArrayType, ListType)) and not (isinstance(kind, ArrayType) and kind.shape == ())


def _type_of(result: Arg, program: Program) -> Type:
    if isinstance(result, TupleArg):
        return TupleType(tuple(_type_of(item, program) for item in result.items))
    return program.type_of(result.id) if isinstance(result, Name) else ScalarType("float")


def result_seeds(adjoint: Adjoint, result: Arg, bar: Arg) -> list[tuple[str, Arg]]:
    """For each name in a result, its part of the adjoint of the whole."""
    if isinstance(result, Name):
        return [(result.id, bar)]
    seeds: list[tuple[str, Arg]] = []
    if isinstance(result, (TupleArg, DictArg, StructArg)):
        keys: tuple[object, ...] = tuple(range(len(result.items)))
        keys = result.keys if isinstance(result, DictArg) else result.fields if isinstance(result, StructArg) else keys
        prim = "getattr" if isinstance(result, StructArg) else "operator.getitem"
        for key, item in zip(keys, result.items, strict=True):
            part = adjoint.build.emit(prim, bar, Const(key), kind=adjoint.type_of(item))
            seeds += result_seeds(adjoint, item, part)
    return seeds


def reverse_sweep(
    function: Function, reverse: Block, pairs: Pairs, program: Program, *results: Arg
) -> tuple[Tape, Block, dict[str, Name]]:
    """Forward and reverse sweep as one block, with what the reverse sweep reads made available to it."""
    body = pairs.replace_calls(function.body)
    reverse = shapes_of_what_is_read(lasting_shapes(reverse, function, program), function, program)
    body, reverse, overwritten = restored(replace(function, body=body), reverse, program)
    tape = Tape(replace(function, body=lasting_shapes(body, function, program)), program, overwritten)
    reverse = tape.reverse(reverse)
    body = tape.forward(body)
    body, renamed = expose(body, free_names(reverse, *results), program)
    return tape, (*body, *substitute(reverse, renamed)), renamed
