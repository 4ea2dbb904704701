"""Forward mode: beside each active value its tangent, in the same order."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from s2sad.core.nodes import (
    UNDEFINED,
    Arg,
    Block,
    Call,
    Carry,
    Const,
    DictArg,
    For,
    Function,
    If,
    Join,
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
from s2sad.core.records import dataclass, field, replace
from s2sad.core.types import ArrayType, DictType, ListType, ScalarType, Type, Unknown
from s2sad.core.walk import statements
from s2sad.errors import Problem
from s2sad.facts.activity import fleeting, names_of, useful, varied
from s2sad.facts.unbound import unbound_arrays
from s2sad.modes import tangent_calls
from s2sad.modes.engine import Engine
from s2sad.modes.nested import is_structure
from s2sad.modes.objects import is_object
from s2sad.modes.reversal import marked
from s2sad.modes.rules import value_of
from s2sad.source.lower.signals import Refusal
from s2sad.source.lower.values import TupleValue, Value

__all__ = ["Tangent"]

Dots = dict[str, Arg]


@dataclass
class Made:
    """The tangents of functions of the program, by name and arguments that have one.

    `owned` and `consumes` are the tangents of arrays that they write, by name and by place (`settle`).
    """

    names: dict[tuple[str, frozenset[int]], str] = field(default_factory=dict)
    owned: dict[str, tuple[str, ...]] = field(default_factory=dict)
    consumes: dict[str, tuple[int, ...]] = field(default_factory=dict)


class Tangent(Engine):
    """The tangent program of one function, for one direction.

    Parameters
    ----------
    seeds : the tangents of the parameters' leaves that were asked for.
    """

    suffix = "dot"

    def __init__(self, program: Program, made: Made | None = None) -> None:
        super().__init__(program)
        self.dots: Dots = {}
        self.made = Made() if made is None else made
        self.fleeting: frozenset[str] = frozenset()

    def run(self, function: Function, seeds: Mapping[str, Arg]) -> tuple[Block, Arg]:
        """The statements of value and tangent, and the tangent of the result."""
        roots = names_of((function.result,))
        self.active = varied(function, self.program, seeds) & useful(function, roots)
        self.unbound = unbound_arrays(function.body, self.program)
        self.fleeting = fleeting(function) - {s.name for s in statements(function.body) if isinstance(s, Let)}
        self.check_rules(function, seeds)
        self.dots.update(seeds)
        with self.build.block() as block:
            self.block(function.body)
            result = self.structure(function.result)
        return tuple(block), result

    def structure(self, arg: Arg) -> Arg:
        """The tangent of a result, in the result's own structure."""
        if isinstance(arg, TupleArg):
            return TupleArg(tuple(self.structure(a) for a in arg.items), arg.list)
        if isinstance(arg, DictArg):
            return replace(arg, items=tuple(self.structure(a) for a in arg.items))
        if isinstance(arg, StructArg):
            return StructArg(arg.cls, arg.fields, tuple(self.structure(a) for a in arg.items))
        if isinstance(arg, Const) and arg.value is None:
            return arg
        return self.narrowed(self.roomy(self.dot(arg), arg), arg)

    def narrowed(self, dot: Arg, value: Arg) -> Arg:
        """A tangent that is no wider than its value: of single precision SciPy makes some functions in double."""
        kind, have, known = self.type_of(value), self.type_of(dot), (ArrayType, ScalarType)
        if not (isinstance(kind, known) and isinstance(have, known)) or kind.kind not in ("f", "c"):
            return dot
        if not (kind.dtype and have.dtype) or kind.kind != have.kind or getattr(kind, "python", False):
            return dot
        if np.can_cast(have.dtype, kind.dtype):
            return dot
        if isinstance(have, ScalarType):
            return self.build.emit(f"numpy.{np.dtype(kind.dtype).name}", dot)
        dtype = self.build.emit("ndarray.dtype", value, spelling="attribute")
        return self.build.emit("ndarray.astype", dot, dtype, spelling="method")

    def dot(self, arg: Arg) -> Arg:
        """The tangent of an argument; zero where it is passive."""
        if isinstance(arg, (TupleArg, StructArg)):
            return TupleArg(tuple(self.roomy(self.dot(a), a) for a in arg.items), getattr(arg, "list", False))
        if isinstance(arg, Name) and arg.id in self.dots:
            return self.dots[arg.id]
        if isinstance(arg, Name) and arg.id in self.unbound:
            what = f"{arg.base!r} may be an array that only one branch makes: its tangent has no shape on the other"
            raise Refusal(Problem(self.build.origin, what, "make the array before the branch"))
        return self.zero(arg)

    def has_dot(self, arg: Arg) -> bool:
        return any(n in self.dots for n in names_of((arg,)))

    def block(self, block: Block) -> None:
        for place, statement in enumerate(block):
            before = block[place - 1] if place else None
            if isinstance(before, Try) and isinstance(statement, If) and statement.test == Name(before.name):
                self.build.origin = statement.origin
                self.branch(statement, before.body)
            else:
                self.statement(statement)

    def statement(self, statement: Statement) -> None:
        self.build.origin = getattr(statement, "origin", None)
        if isinstance(statement, Let):
            self.let(statement)
        elif isinstance(statement, If):
            self.branch(statement)
        elif isinstance(statement, (For, While)):
            self.loop(statement)
        elif isinstance(statement, Try):
            self.build.append(statement)  # a tangent that raises must not be caught
        elif isinstance(statement, With):
            with self.build.block() as body:
                self.block(statement.body)
            self.build.append(replace(statement, body=tuple(body)))
        else:
            self.build.append(statement)

    # -- operations -----------------------------------------------------------------------------

    def let(self, let: Let) -> None:
        if self.is_active_call(let):
            self.dots[let.name] = tangent_calls.call(self, let)
            return
        self.build.append(let)
        self.differentiate(let)

    def differentiate(self, let: Let) -> None:
        """The tangent of a value that is there."""
        if self.is_active_call(let):  # it was tried; what its tangent raises must not be caught
            self.dots[let.name] = tangent_calls.dot_of_call(self, let)
            return
        if is_object(let.name, self.program):
            return
        if let.name not in self.active or not any(
            self.has_dot(a) for a in (*let.call.args, *(v for _, v in let.call.keywords))
        ):
            return
        dot = self.of_call(let)
        if dot is not None and dot != Const(0.0):
            self.dots[let.name] = dot

    def of_call(self, let: Let) -> Arg | None:
        call, hint = let.call, self.hint(let.name)
        if self.is_projection(call):
            whole = self.dots.get(call.args[0].id)  # type: ignore[union-attr]
            index = self.place_of(call)
            if isinstance(whole, Name):
                return self.build.emit("operator.getitem", whole, Const(index), hint=hint)
            return whole.items[index] if isinstance(whole, TupleArg) else None
        if call.prim == "builtins.sum" and self.is_list(call.args[0]):
            start = [self.dot(call.args[1])] if len(call.args) > 1 and self.has_dot(call.args[1]) else []
            return self.build.emit(call.prim, self.full(self.dot(call.args[0]), call.args[0]), *start, hint=hint)
        if call.prim == "operator.getitem" and self.is_list(call.args[0]):
            return self.build.emit("operator.getitem", self.dot(call.args[0]), call.args[1], hint=hint)
        if call.prim.startswith(("store.", "list.", "dict.")):
            return self.update(call, hint)
        if call.prim == "s2sad.reversal":
            return self.passed(let)
        if call.spelling == "display" and isinstance(call.args[0], TupleArg):
            items = self.full(self.dot(call.args[0]), call.args[0])
            return self.build.emit(call.prim, items, hint=hint, spelling=call.spelling)
        if call.prim.startswith("implicit."):
            from s2sad.modes import implicit

            return implicit.tangent(self, let)
        application = self.application(let)
        dots: dict[str, Value] = {}
        for param, arg in application.given.items():
            if param in application.movable and self.has_dot(arg):
                dots[param] = value_of(self.lo, self.dot(arg))
        text = application.composition(frozenset(dots))
        if text is not None:
            from s2sad.modes import composed

            return composed.tangent(self, application, text)
        value = application.tangent(dots, hint)
        if isinstance(value, TupleValue):
            return TupleArg(tuple(self.lo.arg(v) for v in value.items))
        return self.lo.arg(value)

    def passed(self, let: Let) -> Arg:
        """The tangent of a value whose adjoint a block of the user takes: there is none here to be changed."""
        if marked(let, self.program.reversals).changes:
            what = "this block changes an adjoint, and forward mode has none"
            raise Refusal(Problem(let.origin, what, "take reverse mode: s2sad.grad, s2sad.vjp, s2sad.adjoint"))
        return self.dot(let.call.args[0])

    def update(self, call: Call, hint: str) -> Arg:
        """The same write on the tangents."""
        if call.prim == "list.display":
            return self.build.emit(call.prim, *[self.roomy(self.dot(a), a) for a in call.args], hint=hint)
        first, *rest = call.args
        if call.prim == "dict.display":
            return self.build.emit(call.prim, first, *[self.roomy(self.dot(a), a) for a in rest], hint=hint)
        if call.prim == "dict.get":
            return self.build.emit(call.prim, self.dot(first), rest[0], Const(0.0), hint=hint)
        if call.prim == "dict.without":
            return self.build.emit(call.prim, self.dot(first), *rest, hint=hint)
        if self.is_keyed(first) and call.prim in ("list.append", "list.extend"):
            value = self.roomy(self.dot(rest[0]), rest[0])
            return self.build.emit(call.prim, self.roomy(self.dot(first), first), value, *rest[1:], hint=hint)
        if self.is_keyed(first) and call.prim in ("list.init", "list.last"):
            return self.build.emit(call.prim, self.roomy(self.dot(first), first), *rest, hint=hint)
        if call.prim == "list.repeat":
            return self.build.emit(call.prim, self.dot(first), *rest, hint=hint, kind=ListType(self.type_of(first)))
        target = self.roomy(self.dot(first), first)
        if call.prim.startswith("store."):
            value, *path = rest
            dot = self.dot(value) if self.has_dot(value) else Const(0.0)
            kept = isinstance(self.type_of(first), (ListType, DictType))
            array = kept and isinstance(self.type_of(value), (ArrayType, Unknown))
            if array or isinstance(value, (TupleArg, StructArg)) or is_structure(self.type_of(value)):
                dot = self.roomy(self.dot(value), value)
            if call.prim != "store.set" and not self.has_dot(value):
                return target
            return self.build.emit(call.prim, target, dot, *path, hint=hint)
        return self.build.emit(call.prim, target, *[self.roomy(self.dot(a), a) for a in rest], hint=hint)

    def is_active_call(self, let: Let) -> bool:
        is_own = let.call.prim.startswith("@")
        return is_own and let.name in self.active and self.has_dot(TupleArg(let.call.args))

    # -- control flow ---------------------------------------------------------------------------

    def branch(self, statement: If, tried: Block = ()) -> None:
        """A branch; the tangents of what was `tried` before it stand in its other side."""
        before = dict(self.dots)
        sides: list[tuple[list[Statement], Dots]] = []
        for index, body in enumerate((statement.then, statement.other)):
            self.dots = dict(before)
            with self.build.block() as block:
                for let in tried if index else ():
                    if isinstance(let, Let):
                        self.differentiate(let)
                self.block(body)
                for join in statement.joins:
                    source = (join.then, join.other)[index]
                    if join.name in self.active and source != UNDEFINED:
                        self.dots[f"%{join.name}"] = self.handed(source)
            sides.append((block, self.dots))
        self.dots = before
        joins = list(statement.joins)
        for join in statement.joins:
            then, other = (dots.get(f"%{join.name}", UNDEFINED) for _, dots in sides)
            if join.name in self.active and (then, other) != (UNDEFINED, UNDEFINED):
                name = self.program.fresh(self.hint(join.name), self.float_type(join.name))
                joins.append(Join(name, then, other))
                self.dots[join.name] = Name(name)
        self.build.append(replace(statement, then=tuple(sides[0][0]), other=tuple(sides[1][0]), joins=tuple(joins)))

    def handed(self, source: Arg) -> Arg:
        """The tangent that a branch or a loop hands on; what may be bound to nothing has its whole shape by then."""
        if isinstance(source, Name) and source.id in self.fleeting and source.id in self.dots:
            return self.dots[source.id]
        return self.roomy(self.dot(source), source)

    def float_type(self, name: str) -> Type:
        kind = self.program.type_of(name)
        return ScalarType("float") if isinstance(kind, ScalarType) and kind.kind in "ib" else kind

    def loop(self, statement: For | While) -> None:
        self.check_target(statement)
        carried = [c for c in statement.carries if c.name in self.active]
        inits: dict[str, Arg] = {}
        for carry in carried:
            inits[carry.name] = UNDEFINED if carry.init == UNDEFINED else self.handed(carry.init)
            self.dots[carry.name] = Name(self.program.fresh(self.hint(carry.name), self.float_type(carry.name)))
        head = statement.head if isinstance(statement, While) else ()
        outer = dict(self.dots)
        with self.build.block() as body:
            self.block(statement.body)
            nexts = {c.name: self.next_dot(c) for c in carried}
        self.dots = outer
        extra = [Carry(self.dots[c.name].id, inits[c.name], nexts[c.name]) for c in carried]  # type: ignore[union-attr]
        changes = {"carries": (*statement.carries, *extra), "body": tuple(body)}
        if head:
            changes["head"] = head
        self.build.append(replace(statement, **changes))  # type: ignore[arg-type]

    def next_dot(self, carry: Carry) -> Arg:
        return UNDEFINED if carry.next == UNDEFINED else self.handed(carry.next)
