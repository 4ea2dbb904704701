"""What both modes need while they write derivative statements."""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from s2sad.core.nodes import (
    Arg,
    Call,
    Const,
    Effect,
    For,
    Free,
    Function,
    Let,
    Name,
    StructArg,
    TupleArg,
    While,
    atoms_of,
)
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.types import ArrayType, DictType, Dim, ListType, OpaqueType, ScalarType, TupleType, Type, Unknown
from s2sad.core.walk import call_args, names_of, statements
from s2sad.errors import NotSupportedError, Problem
from s2sad.facts.activity import can_vary, useful, varied
from s2sad.facts.lineage import lineage
from s2sad.modes.buffers import fields, filled_unseen
from s2sad.modes.keyed import by_what_varies
from s2sad.modes.nested import as_list, filled, is_structure
from s2sad.modes.objects import is_object, misused
from s2sad.modes.rules import Application
from s2sad.source.lower.intrinsics import same_shape
from s2sad.source.lower.lowerer import Lowerer, Refusal
from s2sad.source.lower.values import Value
from s2sad.types.view import holds_memory

__all__ = ["Engine"]

STRUCTURAL = ("store.", "list.", "dict.", "tape.", "@", "s2sad.list", "s2sad.reversal", "implicit.")


class Engine:
    """Emits derivative statements through a lowerer of its own."""

    suffix = "d"

    def __init__(self, program: Program) -> None:
        self.program = program
        self.lo = Lowerer(program, primal=False)
        self.build = self.lo.build
        self.active: frozenset[str] = frozenset()
        self.in_rows = False

    def type_of(self, arg: Arg) -> Type:
        return self.build.type_of(arg)

    def hint(self, name: str) -> str:
        return f"{name.partition('@')[0]}_{self.suffix}"

    def hint_of(self, x: Arg) -> str:
        return self.hint(x.id if isinstance(x, Name) else "t")

    def zero(self, x: Arg) -> Arg:
        """The zero of the tangent space of a value."""
        kind = self.type_of(x)
        hint = self.hint_of(x) if isinstance(x, Name) else self.hint("zero")
        if isinstance(kind, DictType) and kind.length is not None:
            return self.build.emit("dict.display", TupleArg(()), kind=kind, hint=hint)
        if isinstance(kind, DictType) and not is_structure(kind.element):
            return self.build.emit("dict.zeros", x, kind=kind, hint=hint)
        if isinstance(kind, ListType) and kind.length == Dim():
            return self.build.emit("list.display", kind=kind, hint=hint)
        if isinstance(x, (TupleArg, StructArg)) or is_structure(kind):
            return filled(self, x, Const(0.0))
        if isinstance(kind, (ArrayType, Unknown)):
            return self.build.emit("s2sad.zeros", x, hint=hint)
        return Const(0.0)

    def built_like(self, kind: Type) -> Type:
        """The type of a derivative of a value of this type."""
        return kind

    def full(self, d: Arg, x: Arg) -> Arg:
        """A tangent or adjoint with the whole shape of its value."""
        if isinstance(x, (TupleArg, StructArg)):
            items = d.items if isinstance(d, TupleArg) else (d,) * len(x.items)
            return TupleArg(
                tuple(self.full(part, item) for part, item in zip(items, x.items, strict=True)),
                getattr(x, "list", False),
            )
        kind = self.type_of(x)
        if isinstance(kind, TupleType):
            return d
        if isinstance(kind, ListType):
            if isinstance(self.type_of(d), ListType):
                return d
            if isinstance(kind, DictType):
                return self.build.emit("builtins.dict", d, kind=kind, hint=self.hint_of(x))
            if isinstance(self.type_of(d), ScalarType):
                return filled(self, x, d)
            if is_structure(kind.element):
                return as_list(self, d, x)
            if isinstance(kind.element, ScalarType) and not is_row(self.type_of(d)):
                d = self.build.emit("numpy.broadcast_to", d, self.build.emit("builtins.len", x), kind=Unknown())
            if isinstance(kind.element, ArrayType) and isinstance(self.type_of(d), Unknown):
                d = self.build.emit("s2sad.expand", d, x, kind=Unknown())
            return self.build.emit("builtins.list", d, kind=ListType(kind.element), hint=self.hint_of(x))
        if isinstance(d, Name) and d.id in self.build.lazy:
            self.program.types[d.id] = Unknown()
        if isinstance(kind, ArrayType) and kind.shape == () and isinstance(self.type_of(d), ScalarType):
            return self.build.emit("numpy.array", d, hint=self.hint(getattr(x, "id", "t")))
        if isinstance(kind, ScalarType) or same_shape(kind, self.type_of(d)):
            return d
        known = isinstance(self.type_of(d), Unknown) and isinstance(kind, ArrayType) and kind.dtype == "f8"
        made = self.build.emit(
            "s2sad.expand", d, x, hint=self.hint(getattr(x, "id", "t")), kind=kind if known else None
        )
        if known and isinstance(made, Name) and isinstance(d, Name):
            self.program.shares[made.id] = (d.id,)
        return made

    def roomy(self, d: Arg, x: Arg) -> Arg:
        """A tangent or adjoint of the whole shape of its value, and of a dtype that takes what x takes."""
        made, kind = self.full(d, x), self.type_of(x)
        if self.in_rows and not in_rows(self.type_of(made)) and in_rows(kind):
            made = self.row_by_row(made, self.hint(getattr(x, "id", "t")))
        have = self.type_of(made)
        wide = isinstance(kind, Unknown) and kind.kind in (None, "c") and self.program.has_complex
        if wide and getattr(have, "kind", None) != "c":
            return self.build.emit("operator.add", self.build.emit("numpy.zeros_like", x), made)
        if (
            not (isinstance(kind, ArrayType) and isinstance(have, ArrayType))
            or kind.dtype is None
            or have.dtype is None
        ):
            return made
        if have.dtype == kind.dtype or not np.can_cast(have.dtype, kind.dtype):
            return made
        dtype = self.build.emit("ndarray.dtype", x, spelling="attribute")
        return self.build.emit("ndarray.astype", made, dtype, hint=self.hint(getattr(x, "id", "t")), spelling="method")

    def kept_apart(self, written: Sequence[Arg], others: Iterable[Arg]) -> list[Arg]:
        """What a call writes into, each in memory that nothing else has that the call is given."""
        taken = {name for other in others for name in self.memory_of(other)}
        made = []
        for arg in written:
            if isinstance(arg, Name) and holds_memory(self.type_of(arg)) and self.memory_of(arg) & taken:
                arg = self.build.emit("numpy.copy", arg, hint=self.hint_of(arg), spelling="method")
            taken |= self.memory_of(arg)
            made.append(arg)
        return made

    def memory_of(self, arg: Arg) -> set[str]:
        """The names whose memory an argument may have."""
        found, waiting = set(), [atom.id for atom in atoms_of(arg) if isinstance(atom, Name)]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self.program.shares.get(name, ()))
        return found

    def row_by_row(self, d: Arg, hint: str) -> Arg:
        """A copy whose elements stand in memory row by row."""
        kind = self.type_of(d)
        if isinstance(kind, ArrayType):
            kind = replace(kind, contiguous=True)
            return self.build.emit("numpy.copy", d, hint=hint, spelling="method", kind=kind)
        return self.build.emit("numpy.array", d, hint=hint)

    def active_in(self, arg: Arg, active: frozenset[str]) -> bool:
        return any(isinstance(a, Name) and a.id in active for a in atoms_of(arg))

    def check_rules(self, function: Function, seeds: Iterable[str]) -> None:
        """Report at once all active operations that no rule covers, each with what makes it active.

        Raises
        ------
        NotSupportedError
        """
        self.in_rows = writes_in_rows(function)
        problems = list(self._written_outside(function, seeds))
        for let, problem in misused(function, self.program, self.active):
            problems.append(problem if let is None else replace(problem, **self._varies_with(function, let, seeds)))
        wanted = useful(function, names_of(function.result))
        names = varied(function, self.program, seeds)
        problems += [p for _, p in filled_unseen(function, self.program, names, wanted)]
        for let, problem in by_what_varies(function, self.program, names):
            problems.append(replace(problem, **self._varies_with(function, let, seeds)))
        problems += [replace(p, **self._varies_with(function, let, seeds)) for let, p in fields(function, self.active)]
        for statement in statements(function.body):
            if isinstance(statement, Let) and statement.name in self.active and (what := self._unseen(statement.call)):
                more = self._varies_with(function, statement, seeds)
                problems.append(Problem(statement.origin, what[0], what[1], **more))
            if isinstance(statement, Let) and statement.name in self.active and self.needs_rule(statement):
                try:
                    self.application(statement)
                except Refusal as refusal:
                    problem = replace(refusal.problem, **self._varies_with(function, statement, seeds))
                    if all(problem.origin != other.origin for other in problems):
                        problems.append(problem)
        if problems:
            raise NotSupportedError(problems)

    def _written_outside(self, function: Function, seeds: Iterable[str]) -> Iterator[Problem]:
        """Active values that a global or a variable of an enclosing function would keep for the next call."""
        names = varied(function, self.program, seeds)
        for statement in statements(function.body):
            if not isinstance(statement, Effect) or statement.call.prim != "setattr":
                continue
            owner, name, value = statement.call.args
            outside = self.program.frees.get(owner.text) if isinstance(owner, Free) else None
            if isinstance(outside, (types.ModuleType, types.CellType)) and names & set(names_of(value)):
                place = owner.text.removesuffix("_cell") if isinstance(outside, types.CellType) else name.value  # type: ignore[union-attr]
                yield Problem(
                    statement.origin,
                    f"{place!r} outlives the call, and is given a value that depends on what is differentiated",
                    "return the value, or pass an object and write into it",
                    wrt=", ".join(seed.partition("@")[0] for seed in seeds),
                )

    def _unseen(self, call: Call) -> tuple[str, str] | None:
        """What is wrong with an active value that comes out of something that s2sad cannot look into."""
        if call.prim == "store.left":
            return "an array was given to a function that s2sad cannot look into, which may have written it", GIVE_COPY
        looks = call.prim == "operator.getitem" or call.prim.startswith(("builtins.", "numpy."))
        first = call.args[0] if looks and call.args else None
        kind = self.type_of(first) if isinstance(first, Name) and first.id in self.active else None
        if isinstance(kind, Unknown) and call.prim == "operator.getitem" and _is_text(call.args[1]):
            return "the dicts in this list do not all have the same keys, in one order", "give each of them all keys"
        if isinstance(kind, OpaqueType) and (call.prim == "operator.getitem" or "." not in kind.label):
            return "this comes out of an object that s2sad cannot look into", "keep it in a list, a dict or an array"
        return None

    def needs_rule(self, let: Let) -> bool:
        call = let.call
        if call.prim == "getattr" and self.is_projection(call):
            return False
        if call.prim.startswith(STRUCTURAL) or call.prim == "operator.getitem" or is_object(let.name, self.program):
            return False
        return any(self.active_in(arg, self.active) for arg in call_args(call))

    def _varies_with(self, function: Function, let: Let, seeds: Iterable[str]) -> Mapping[str, Any]:
        """The parameters asked for on which an operation depends, and the lines that hand them on."""
        names = names_of(*call_args(let.call))
        found = [seed for seed in seeds if names & varied(function, self.program, [seed])]
        wrt = ", ".join(dict.fromkeys(seed.partition("@")[0] for seed in found))
        return {"wrt": wrt, "through": lineage(function, let, found)}

    def application(self, let: Let) -> Application:
        self.build.origin = let.origin
        return Application(self.lo, let)

    def atom_of(self, value: Value) -> Arg:
        return self.lo.arg(value)

    def check_target(self, loop: For | While) -> None:
        """Refuse a loop over an opaque iterable whose items are active."""
        if isinstance(loop, For) and loop.target in self.active:
            raise Refusal(
                Problem(loop.origin, "s2sad cannot follow the items of this loop", "make a list of them first")
            )

    def is_keyed(self, arg: Arg) -> bool:
        return isinstance(self.type_of(arg), DictType)

    def is_list(self, arg: Arg) -> bool:
        return isinstance(self.type_of(arg), ListType)

    def is_projection(self, call: Call) -> bool:
        """Whether a call takes one part of a result that is a tuple."""
        return call.prim in ("operator.getitem", "getattr") and isinstance(self.type_of(call.args[0]), TupleType)

    def place_of(self, call: Call) -> int:
        """Which part a projection takes."""
        kind, key = self.type_of(call.args[0]), call.args[1]
        assert isinstance(kind, TupleType) and isinstance(key, Const)
        return kind.fields.index(key.value) if isinstance(key.value, str) else int(str(key.value))

    def numeric(self, arg: Arg) -> bool:
        return isinstance(arg, (Name, Const, Free)) and can_vary(self.type_of(arg))


def _is_text(key: Arg) -> bool:
    return isinstance(key, Const) and isinstance(key.value, str)


GIVE_COPY = "give it a copy"


def is_row(kind: Type) -> bool:
    """Whether a value of this type is an array with as many items as the list that it belongs to."""
    return isinstance(kind, ArrayType) and bool(kind.shape) and (kind.shape or ())[0].value != 1


ROWS = frozenset({"numpy.reshape", "numpy.ravel"})


def in_rows(kind: Type) -> bool:
    return isinstance(kind, ArrayType) and kind.contiguous


def writes_in_rows(function: Function) -> bool:
    """Whether it writes through views that only an array has whose elements stand in memory row by row."""
    stores = (s.call for s in statements(function.body) if isinstance(s, Let) and s.call.prim.startswith("store."))
    steps = (arg.items[0] for call in stores for arg in call.args[2:] if isinstance(arg, TupleArg) and arg.items)
    return any(isinstance(step, Const) and step.value in ROWS for step in steps)
