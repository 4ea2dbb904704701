"""Reverse mode: the statements backwards, each handing the adjoint of its result to its arguments.

The reverse statements name the primal values that they read as if all of those were still at hand;
`modes/tape.py` makes that true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from s2sad.core.nodes import (
    Arg,
    Atom,
    Block,
    Call,
    Const,
    DictArg,
    Effect,
    For,
    Free,
    Function,
    If,
    Let,
    Name,
    Statement,
    StructArg,
    Try,
    TupleArg,
    While,
    With,
)  # fmt: skip
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.types import ArrayType, DictType, ListType, ScalarType, TupleType, Type, Unknown, part_of
from s2sad.core.walk import call_args, map_arg, map_args, statements
from s2sad.facts.activity import fleeting, names_of, useful, varied
from s2sad.facts.unbound import unbound_lists
from s2sad.modes import flow, keyed, lists, masks, reversal, updates
from s2sad.modes.engine import Engine
from s2sad.modes.nested import constant, frozen, sum_of
from s2sad.modes.passed import PASSED
from s2sad.modes.rules import value_of
from s2sad.source.lower.intrinsics import same_shape
from s2sad.source.lower.values import TupleValue, Value
from s2sad.types.resolve import elementwise_call

__all__ = ["Adjoint"]

Bars = dict[str, Arg]

NUMBERS_ALIKE = {("float", "f8"), ("complex", "c16"), ("float", "int"), ("float", "bool")}
"""A number of the second type does for one of the first, of which NumPy made it a subclass."""


class Adjoint(Engine):
    """The reverse sweep of one function.

    Attributes
    ----------
    bars : the adjoint so far of each active name; a name that is missing has adjoint zero.
    seeded : whether the caller gives the seed, which may be a number of Python where the value is one of NumPy.
    reversals : for each `@function` and pattern of active arguments, its pair of functions.
    """

    suffix = "bar"

    def __init__(self, program: Program, reverse_call: Callable[[Adjoint, Let], None] | None = None) -> None:
        super().__init__(program)
        self.bars: Bars = {}
        self.parts: dict[str, list[Arg | None]] = {}
        self.pending: dict[str, list[tuple[Arg, ...]]] = {}
        self.delayed: dict[str, list[tuple[tuple[Arg, ...], Arg]]] = {}
        self.reverse_call = reverse_call
        self.contexts: dict[str, Let] = {}
        self.masks: dict[str, tuple[Arg, bool]] = {}
        self.reached: dict[tuple[str, frozenset[str]], tuple[frozenset[str], frozenset[str]]] = {}
        self.fleeting: frozenset[str] = frozenset()
        self.half_bound: frozenset[str] = frozenset()
        self.lets: dict[str, Let] = {}
        self.seeded = False
        self.lifted: dict[str, keyed.Lifted] = {}

    def run(
        self,
        function: Function,
        seeds: list[tuple[str, Arg]],
        wrt: list[str],
        accumulators: Mapping[str, Atom] | None = None,
    ) -> Block:
        """The reverse statements; afterwards `bars` has the adjoints of `wrt`.

        Parameters
        ----------
        seeds : the adjoints of the names in the result; one name may stand in it several times.
        accumulators : the buffers that the adjoints of some parameters are added into.
        """
        self.wrt = frozenset(wrt)
        self.varied = varied(function, self.program, wrt)
        marks = reversal.marks_in(function.body)
        roots = [*names_of((function.result,)), *(name for name in marks if name in self.varied)]
        self.active = self.varied & useful(function, roots)
        self.check_rules(function, wrt)
        self.fleeting = fleeting(function)
        self.half_bound = unbound_lists(function.body, self.program)
        self.lets = {s.name: s for s in statements(function.body) if isinstance(s, Let)}
        self.bars.update(accumulators or {})
        with self.build.block() as block:
            for name, bar in seeds:
                self.accumulate(Name(name), bar)
            self.block(function.body)
        same: dict[str, Arg] = {name: self.lets[name].call.args[0] for name in reversed(marks)}
        self.bars = {name: map_arg(bar, lambda atom: resolved(atom, same)) for name, bar in self.bars.items()}
        return tuple(map_args(statement, lambda atom: resolved(atom, same)) for statement in block)

    def zero(self, x: Arg) -> Arg:
        kind = self.type_of(x)
        if isinstance(kind, DictType):
            return keyed.zero(self, x, kind)
        return super().zero(x)

    # -- adjoints -------------------------------------------------------------------------------

    def is_active(self, arg: Arg) -> bool:
        return self.active_in(arg, self.active)

    def accumulate(self, target: Arg, bar: Arg) -> None:
        """Add a contribution to the adjoint of an argument, part by part if it is a structure."""
        if isinstance(target, (TupleArg, StructArg)):
            for i, item in enumerate(target.items):
                if self.is_active(item):
                    part = (
                        bar.items[i]
                        if isinstance(bar, TupleArg)
                        else self.build.emit("operator.getitem", bar, Const(i))
                    )
                    self.accumulate(item, part)
        elif isinstance(target, Name) and target.id in self.active and bar != Const(0.0):
            self._add(target, bar)

    def _add(self, target: Name, bar: Arg) -> None:
        if isinstance(self.type_of(target), ListType):
            bar = self.full(bar, target)
        bar = self._real(bar, target)
        updates.flush(self, target.id)
        before = self.bars.get(target.id)
        if before is None and target.id in self.delayed:
            self.bars[target.id] = updates.add_delayed(self, target.id, bar) or bar
        elif before is None:
            self.bars[target.id] = bar
        else:
            kind = self.type_of(target)
            if isinstance(kind, DictType):
                keyed.check_sum(self, kind)
            self.bars[target.id] = self.sum_of(before, bar, self.type_of(target), self.hint(target.id))

    def sum_of(self, one: Arg, other: Arg, kind: Type, hint: str = "t") -> Arg:
        """The sum of two adjoints of a value of this type."""
        return sum_of(self, one, other, frozen(kind), hint)

    def built_like(self, kind: Type) -> Type:
        return frozen(kind)

    def zero_of_item(self, kind: ListType, item: Callable[[], Arg]) -> Arg:
        """The zero of an item of a list; only of one that has lists inside is the item itself looked at."""
        return constant(frozen(kind.element), Const(0.0)) or self.zero(item())

    def _real(self, bar: Arg, target: Name) -> Arg:
        """An adjoint without its imaginary part, where its value may be real and nothing tells before the run."""
        kind, own = self.type_of(target), self.type_of(bar)
        if not self.program.has_complex or not isinstance(kind, Unknown) or not isinstance(own, (Unknown, ArrayType)):
            return bar
        if kind.kind == "c" or own.kind in ("f", "i", "b"):
            return bar
        if kind.kind is None:
            return self.build.emit("s2sad.reduce", bar, bar, target, hint=self.hint(target.id))
        return self.build.emit("numpy.real", bar, hint=self.hint(target.id))

    def take(self, name: str, call: Call | None = None) -> Arg | None:
        """The whole adjoint of a name at its definition, by `call`: from there on it is spent."""
        updates.flush(self, name, call)
        return updates.add_delayed(self, name, self.bars.pop(name, None))

    # -- statements -----------------------------------------------------------------------------

    def block(self, block: Block) -> None:
        self._note_contexts(block)
        for place in range(len(block) - 1, -1, -1):
            statement, before = block[place], block[place - 1] if place else None
            if isinstance(before, Try) and isinstance(statement, If) and statement.test == Name(before.name):
                statement = replace(statement, other=(*before.body, *statement.other))
            self.statement(statement)
        self.flush_all()

    def flush_all(self) -> None:
        self.gather_parts(list(self.parts))
        for name in list(self.pending):
            updates.flush(self, name)
        for name in list(self.delayed):
            self.bars[name] = updates.add_delayed(self, name, self.bars.get(name)) or Const(0.0)

    def _note_contexts(self, block: Block) -> None:
        for statement in block:
            if isinstance(statement, Let) and statement.call.prim == "call":
                self.contexts[statement.name] = statement

    def statement(self, statement: Statement) -> None:
        self.build.origin = getattr(statement, "origin", None)
        if isinstance(statement, Let):
            if statement.call.prim.startswith("store."):
                self.build.append(Effect(Call(PASSED, (Name(statement.name),)), statement.origin))
            self.let(statement)
        elif isinstance(statement, If):
            flow.branch(self, statement)
        elif isinstance(statement, (For, While)):
            flow.loop(self, statement)
        elif isinstance(statement, With) and not isinstance(statement, Try):
            flow.context(self, statement)

    def let(self, let: Let) -> None:
        bar: Arg | None
        if let.name in self.wrt:
            return
        if updates.through_view(self, let):
            return
        self.gather_parts([let.name])
        bar = self.take(let.name, let.call)
        if let.call.prim == "s2sad.reversal" and let.name in self.active:
            reversal.reverse(self, let, bar)
            return
        if bar is None:
            return
        call = let.call
        if isinstance(self.type_of(bar), Unknown) or self._may_be_number(let, bar):
            bar = self.full(bar, Name(let.name))
        elif self._is_item(let):  # what is added to it is read anew, and summed as the item is
            bar = self.roomy(bar, Name(let.name))
        if self.is_projection(call):
            self._part(call, bar)
        elif call.prim.startswith("@"):
            assert self.reverse_call is not None
            self.bars[let.name] = bar
            self.reverse_call(self, let)
        elif call.prim.startswith("implicit."):
            from s2sad.modes import implicit

            implicit.reverse(self, let, bar)
        elif call.prim == "operator.getitem":
            updates.read(self, call, bar)
        elif call.prim.startswith("dict."):
            keyed.reverse(self, let, bar)
        elif call.prim.startswith(("store.", "list.")) or lists.is_list_sum(self, call):
            updates.reverse(self, let, bar)
        else:
            self.by_rule(let, bar)

    def _may_be_number(self, let: Let, bar: Arg) -> bool:
        """Whether the adjoint of an array may be the number zero out of a dict, and its rule needs the array."""
        kind = self.type_of(Name(let.name))
        if not isinstance(bar, Name) or bar.id not in self.build.lazy or not isinstance(kind, ArrayType):
            return False
        alike = all(same_shape(kind, self.type_of(a)) for a in call_args(let.call) if self.is_active(a))
        return elementwise_call(let.call) is None or not alike

    def _is_item(self, let: Let) -> bool:
        """Whether a value is an array that was taken out of a container."""
        if not isinstance(self.type_of(Name(let.name)), (ArrayType, Unknown)):
            return False
        if let.call.prim not in ("operator.getitem", "getattr", "list.last", "dict.get"):
            return False
        return isinstance(self.type_of(let.call.args[0]), (ListType, DictType, TupleType))

    def by_rule(self, let: Let, bar: Arg) -> None:
        application = self.application(let)
        active = frozenset(p for p, a in application.given.items() if p in application.movable and self.is_active(a))
        text = application.composition(active)
        if text is not None:
            from s2sad.modes import composed

            composed.reverse(self, application, text, bar)
            return
        value: Value = value_of(self.lo, bar)
        gathered: Bars = {}
        for param, arg in application.given.items():
            if param in application.movable and self.is_active(arg):
                hint = self.hint(arg.id) if isinstance(arg, Name) else "t_bar"
                contribution = masks.masked(self, let, param, bar, application.adjoint(param, value, hint), hint)
                self.spread(arg, contribution, gathered)
        for name, whole in gathered.items():
            self.accumulate(Name(name), whole)

    def spread(self, arg: Arg, contribution: Value, gathered: Bars) -> None:
        """Gather what each name gets from one operation, so that ``x * x`` gives one contribution."""
        if isinstance(contribution, TupleValue) and isinstance(arg, TupleArg):
            for item, part in zip(arg.items, contribution.items, strict=True):
                self.spread(item, part, gathered)
        elif isinstance(arg, Name):
            bar = self.lo.arg(contribution)
            before = gathered.get(arg.id)
            bar = self.full(bar, arg) if self.is_list(arg) else bar
            kind, hint = self.type_of(arg), self.hint(arg.id)
            gathered[arg.id] = bar if before is None else self.sum_of(before, bar, kind, hint)
        else:
            self.accumulate(arg, self.lo.arg(contribution))

    def _part(self, call: Call, bar: Arg) -> None:
        """The adjoint of one part of a result that is a tuple."""
        whole, place = call.args[0], self.place_of(call)
        assert isinstance(whole, Name)
        kind = self.type_of(whole)
        assert isinstance(kind, TupleType)
        parts = self.parts.setdefault(whole.id, [None] * len(kind.items))
        before, part = parts[place], kind.items[place]
        if isinstance(part, ListType) and not self.is_list(bar):
            bar = self.full(bar, self.build.emit(call.prim, whole, call.args[1], kind=part))
        parts[place] = bar if before is None else self.sum_of(before, bar, part)

    def gather_parts(self, names: Iterable[str]) -> None:
        """The adjoints of tuples of which parts have got something: those of all parts together."""
        for name in [name for name in names if name in self.parts and name in self.lets]:
            whole, before = self._whole(self.lets[name]), self.bars.get(name)
            self.bars[name] = whole if before is None else self.sum_of(before, whole, self.type_of(Name(name)))

    def _whole(self, let: Let) -> Arg:
        """The adjoint of a tuple that one call gave, a zero for the parts that have none."""
        kind = self.type_of(Name(let.name))
        assert isinstance(kind, TupleType)
        parts = enumerate(self.parts.pop(let.name))
        return TupleArg(tuple(self._no_part(let, kind, i) if part is None else part for i, part in parts))

    def _no_part(self, let: Let, whole: TupleType, index: int) -> Arg:
        kind = whole.items[index]
        if self.program.written_by(let.call):
            return Const(0.0)  # whoever takes it knows its shape
        if isinstance(kind, (ScalarType, ArrayType)) and let.call.prim.startswith(("numpy.", "scipy.")):
            return Const(0.0)  # a rule leaves out what it would do with it
        prim, place = part_of(whole, index)
        return self.zero(self.build.emit(prim, Name(let.name), Const(place), kind=kind))

    # -- results --------------------------------------------------------------------------------

    def gradient(self, leaf: Arg) -> Arg:
        """The adjoint of a parameter's leaf, in the leaf's own shape and dtype."""
        if not isinstance(leaf, Name):
            return Const(0.0)
        bar = self.bars.get(leaf.id)
        if bar is None:
            return self.cast(self.zero(leaf), leaf)
        return self.cast(self.full(bar, leaf), leaf)

    def cast(self, bar: Arg, leaf: Name) -> Arg:
        kind, own = self.type_of(leaf), self.type_of(bar)
        if isinstance(kind, ScalarType):
            return self.cast_number(bar, kind, own)
        known = isinstance(own, ArrayType) and own.dtype
        width = known or ("f8" if isinstance(own, (ArrayType, Unknown)) else None)
        if isinstance(kind, ArrayType) and kind.dtype and width and kind.dtype != width:
            if getattr(own, "kind", None) == "c" and kind.kind == "f":
                bar = self.build.emit("numpy.real", bar)
            dtype = self.build.emit("ndarray.dtype", leaf, spelling="attribute")
            return self.build.emit("ndarray.astype", bar, dtype, spelling="method")
        if isinstance(kind, ListType) and not isinstance(own, ListType):
            return self.build.emit("builtins.list", bar, kind=kind)
        return bar

    def cast_number(self, bar: Arg, kind: ScalarType, own: Type) -> Arg:
        """A number of the type that the leaf has: NumPy's of its width, or Python's."""
        sure = kind.python or not self.seeded
        if sure and (own == kind or (kind.dtype, getattr(own, "dtype", "")) in NUMBERS_ALIKE):
            return bar
        if getattr(own, "kind", None) == "c" and kind.kind == "f":
            bar = self.build.emit("numpy.real", bar)
            own = self.type_of(bar)
        if kind.python:
            known = isinstance(own, ScalarType) and (kind.dtype, own.dtype) not in NUMBERS_ALIKE
            return self.build.emit(f"builtins.{kind.dtype}", bar) if known and own != kind else bar
        return self.build.emit(f"numpy.{np.dtype(kind.dtype).name}", bar)

    def structure(self, arg: Arg, part: Callable[[Arg], Arg]) -> Arg:
        """`arg` with `part` put in the place of each leaf."""
        if isinstance(arg, TupleArg):
            return TupleArg(tuple(self.structure(a, part) for a in arg.items), arg.list)
        if isinstance(arg, DictArg):
            return replace(arg, items=tuple(self.structure(a, part) for a in arg.items))
        if isinstance(arg, StructArg):
            return StructArg(arg.cls, arg.fields, tuple(self.structure(a, part) for a in arg.items))
        return part(arg)


def resolved(atom: Atom, same: Mapping[str, Arg]) -> Atom:
    """The value that another name stands for."""
    while isinstance(atom, Name) and atom.id in same:
        found = same[atom.id]
        assert isinstance(found, (Name, Const, Free))
        atom = found
    return atom
