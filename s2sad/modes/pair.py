"""The adjoint of a call: a forward function that gives value and tape, and a backward one that takes the tape back."""

from __future__ import annotations

from s2sad.core.nodes import (
    Arg,
    Block,
    Call,
    Const,
    DictArg,
    For,
    Free,
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
from s2sad.facts.activity import can_vary
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

    `buffers` are the adjoints that are handed down and added into.  Of a function that writes into its arguments,
    `parts` are those of its result that have an adjoint; what the reverse sweep needs of those that are `written` is on
    the tape.
    """

    forward: str
    backward: str
    active: tuple[int, ...]
    buffers: tuple[int, ...]
    parts: tuple[int, ...] | None = None
    written: tuple[int, ...] = ()


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
        args, updated = let.call.args, self.program.written_by(let.call)
        pattern = tuple(
            i for i, arg in enumerate(args) if adjoint.is_active(arg) or (arg in updated and self._can_vary(let, i))
        )
        pair = self.pair(let.call.prim[1:], pattern)
        if let.name not in self.replaced:
            self.replaced[let.name] = (
                pair,
                self.program.fresh(f"{let.call.prim[1:].partition('@')[0]}_tape", OpaqueType("tape")),
            )
        tape = Name(self.replaced[let.name][1])
        bars = self._bars(adjoint, let, pair)
        buffers = self._buffers(adjoint, [args[i] for i in pair.buffers])
        types = tuple(adjoint.type_of(args[i]) for i in pattern)
        plain = [arg for i, arg in enumerate(args) if i not in pair.written]
        given = (*plain, tape, *adjoint.kept_apart([*bars, *buffers], plain))
        made = adjoint.build.emit(f"@{pair.backward}", *given, kind=TupleType(types), hint="bars")
        for k, i in enumerate(pattern):
            part = adjoint.build.emit(
                "operator.getitem", made, Const(k), kind=types[k], hint=adjoint.hint(getattr(args[i], "id", "t"))
            )
            place = self.program.updates[pair.backward].get((k,))
            handed = given[place] if place is not None else None
            self.program.shares[part.id] = (handed.id,) if isinstance(handed, Name) else ()  # type: ignore[union-attr]
            adjoint.accumulate(args[i], part)

    def _can_vary(self, let: Let, place: int) -> bool:
        return can_vary(self.program.type_of(self.program.functions[let.call.prim[1:]].params[place].name))

    def _bars(self, adjoint: Adjoint, let: Let, pair: Pair) -> list[Arg]:
        """The adjoint of the result; of one that has parts that were written in place, that of each part."""
        bar = adjoint.bars.pop(let.name)
        if pair.parts is None:
            return [adjoint.full(bar, Name(let.name))]
        if not isinstance(bar, TupleArg):
            return [adjoint.roomy(bar, Name(let.name))]
        lets = adjoint.lets.values()
        taken = {one.call.args[1]: Name(one.name) for one in lets if one.call.args[:1] == (Name(let.name),)}
        pairs = [(bar.items[k], taken[Const(k)]) for k in pair.parts]
        return [adjoint.zero(part) if one == Const(0.0) else adjoint.roomy(one, part) for one, part in pairs]

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
            around, self.replaced = self.replaced, {}  # one call has another pair for each pattern around it
            self._make(key)
            self.replaced = around
        return self.made[key]

    def _make(self, key: tuple[str, tuple[int, ...]]) -> None:
        name, pattern = key
        function, base = self.program.functions[name], name.partition("@")[0]
        names = [function.params[i].name for i in pattern]
        updates = self.program.updates.get(name, {})
        kinds = {i: self.program.type_of(function.params[i].name) for i in pattern}
        buffers = tuple(i for i in pattern if _is_buffer(kinds[i]) and i not in updates.values())
        items = _items(function.result)
        parts = tuple(k for k, item in enumerate(items) if can_vary(_type_of(item, self.program))) if updates else None
        forward, backward = self.program.fresh(f"{base}_forward"), self.program.fresh(f"{base}_backward")
        self.made[key] = pair = Pair(forward, backward, pattern, buffers, parts, tuple(sorted(set(updates.values()))))
        adjoint = Adjoint(self.program, self.reverse_call)
        written = {way[0] if way else 0 for way in updates}
        bars = [self._bar(items[k], k in written) for k in parts or ()]
        if parts is None:
            bars = [self._bar(function.result, False)]
        self._note_updates(name, pair, len(bars))
        accumulators = {}
        for i in buffers:
            param = function.params[i].name
            accumulators[param] = Name(
                self.program.fresh(f"{param.partition('@')[0]}_bar", self.program.type_of(param))
            )
        reverse, ending = self._reversed(adjoint, function, bars, names, accumulators, parts)
        self._split(pair, function, reverse, ending, bars, list(accumulators.values()))

    def _note_updates(self, name: str, pair: Pair, bars: int) -> None:
        """Which parts of their results the two functions write in place of their arguments."""
        program, places = self.program, self.program.updates.get(name, {})
        if places:
            program.updates[pair.forward] = {way or (0,): i for way, i in places.items()}
        first = len(program.functions[name].params) - len(pair.written) + 1
        found: dict[tuple[int, ...], int] = {}
        for k, i in enumerate(pair.buffers):
            found[pair.active.index(i),] = first + bars + k
        for way, i in places.items():
            k = way[0] if way else 0
            if pair.parts is not None and k in pair.parts and i in pair.active:
                found[pair.active.index(i),] = first + pair.parts.index(k)
        program.updates[pair.backward] = found
        self.consumes[f"@{pair.backward}"] = tuple(sorted(found.values()))

    def _bar(self, item: Arg, written: bool) -> Name:
        """The parameter for the adjoint of a part of the result."""
        name = f"{item.base}_bar" if written and isinstance(item, Name) else "value_bar"
        bar = Name(self.program.fresh(name, _type_of(item, self.program)))
        self.program.external.add(bar.id)
        return bar

    def _reversed(
        self,
        adjoint: Adjoint,
        function: Function,
        bars: list[Name],
        names: list[str],
        accumulators: dict[str, Name],
        parts: tuple[int, ...] | None,
    ) -> tuple[Block, Arg]:
        items = [function.result] if parts is None else [_items(function.result)[k] for k in parts]
        with adjoint.build.block() as setup:
            seeds = [seed for item, bar in zip(items, bars, strict=True) for seed in result_seeds(adjoint, item, bar)]
            block = adjoint.run(function, seeds, names, accumulators)
        with adjoint.build.block() as tail:
            ending = TupleArg(tuple(adjoint.gradient(Name(n)) for n in names))
        return (*setup, *without_marks(block), *tail), ending

    def _split(
        self, pair: Pair, function: Function, reverse: Block, ending: Arg, bars: list[Name], buffers: list[Name]
    ) -> None:
        """Forward: the value and what the backward function needs of it.  Backward: the reverse sweep on that."""
        body = self.replace_calls(function.body)
        function = replace(function, body=body)
        tape = Tape(function, self.program)
        reverse = tape.reverse(reverse)
        body = tape.forward(body)
        region = Region()
        region.fill(body, tape.counters)
        written = {function.params[k].name: () for k in pair.written}
        region.places = {**written, **region.places}
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
        flat = pair.parts is not None and isinstance(function.result, TupleArg)
        result = TupleArg((*(_items(function.result) if flat else (function.result,)), packed))
        functions[pair.forward] = Function(pair.forward, function.params, body, result, "", function.origin)
        params = tuple(p for p in function.params if p.name not in written)
        params = (*params, *(Param(one.id) for one in (holder, *bars, *buffers)))
        functions[pair.backward] = Function(pair.backward, params, (*unpack, *restored), ending, "", function.origin)
        self.owned[pair.backward] = tuple(params[k].name for k in self.consumes[f"@{pair.backward}"])

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
        result = self.program.functions[let.call.prim[1:]].result
        if pair.parts is not None and isinstance(kind, TupleType) and isinstance(result, TupleArg):
            count = len(result.items)
            self.program.types[let.name] = TupleType((*kind.items[:count], OpaqueType("tape")))
            part = Call("operator.getitem", (Name(let.name), Const(count)))
            call = replace(let.call, prim=f"@{pair.forward}")
            return [replace(let, call=call, primal=True), Let(tape, part, let.origin, False)]
        both = self.program.fresh("pair", TupleType((kind, OpaqueType("tape"))))
        call = Call(f"@{pair.forward}", let.call.args, let.call.keywords)
        return [
            Let(both, call, let.origin, True),
            Let(let.name, Call("operator.getitem", (Name(both), Const(0))), let.origin, True),
            Let(tape, Call("operator.getitem", (Name(both), Const(1))), let.origin, False),
        ]


def _items(result: Arg) -> tuple[Arg, ...]:
    return result.items if isinstance(result, TupleArg) else (result,)


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
        prim = "getattr" if isinstance(result, StructArg) and result.cls != Free("dict") else "operator.getitem"
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
