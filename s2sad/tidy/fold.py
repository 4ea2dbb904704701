"""Fold: algebra on what only a derivative computes, as one would do it on paper.

Constants are gathered in front of products and pulled out of sums, signs move to where they cost
nothing, ``x + x`` is ``2.0 * x``.  What the user wrote is never touched.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable

from s2sad.core.nodes import (
    Arg,
    Atom,
    Block,
    Call,
    Carry,
    Const,
    For,
    Free,
    Function,
    If,
    Join,
    Let,
    Name,
    Statement,
    While,
)
from s2sad.core.program import Program
from s2sad.core.records import dataclass, field, replace
from s2sad.core.types import ArrayType, ScalarType, Type, Unknown, known_shape
from s2sad.core.walk import map_arg, map_args, map_blocks, map_own_args, same_or_new, use_counts
from s2sad.tidy.reductions import REDUCTIONS, pulled_out
from s2sad.tidy.renaming import rename_shares
from s2sad.tidy.sums import sum_tree
from s2sad.tidy.terms import Expr, atom_of, is_real_or_complex, number, term_of, tree_of, written_out
from s2sad.types import infer
from s2sad.types.view import type_of_arg

__all__ = ["fold"]

PRODUCTS = frozenset({"operator.mul", "operator.truediv", "operator.neg"})
MATMUL = frozenset({"operator.matmul"})
SUMS = frozenset({"operator.add", "operator.sub"})
ARITHMETIC = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "neg", "pos", "eq", "ne")
ON_NUMBERS = frozenset(f"operator.{name}" for name in ARITHMETIC)


def fold(function: Function, program: Program) -> Function:
    """The function with the algebra done.

    >>> from s2sad.core.nodes import Param
    >>> from s2sad.core.show import show
    >>> from s2sad.core.types import ScalarType
    >>> program = Program(types=dict.fromkeys("uvw", ScalarType("float")), counters={"t": 0})
    >>> v = Let("v", Call("operator.mul", (Const(-2.0), Name("u"))), primal=False)
    >>> w = Let("w", Call("operator.mul", (Name("v"), Const(-1.5))), primal=False)
    >>> print(show(fold(Function("f", (Param("u"),), (v, w), Name("w")), program)))
    f(u):
        v := operator.mul(-2.0, u)
        w := operator.mul(3.0, u)
        return w
    """
    folder = _Folder(program, use_counts(function.body, function.result))
    body = folder.block(function.body)
    rename_shares(program, folder.instead)
    return replace(function, body=body, result=map_arg(function.result, folder.atom))


@dataclass
class _Folder:
    program: Program
    counts: dict[str, int]
    lets: dict[str, Let] = field(default_factory=dict)
    homes: dict[str, int] = field(default_factory=dict)
    instead: dict[str, Atom] = field(default_factory=dict)
    blocks: list[list[Statement]] = field(default_factory=list)
    opened: int = 0
    here: list[int] = field(default_factory=list)
    parts: set[str] = field(default_factory=set)
    transposed: dict[str, Atom] = field(default_factory=dict)

    # -- what is known --------------------------------------------------------------------------

    def atom(self, atom: Atom) -> Atom:
        return self.instead.get(atom.id, atom) if isinstance(atom, Name) else atom

    def type_of(self, atom: Arg) -> Type:
        return type_of_arg(atom, self.program)

    def absorbed(self, atom: Arg) -> Let | None:
        """The product that an atom is, where it may become part of the operation that reads it."""
        let = self.sole(atom, PRODUCTS)
        if let is None and isinstance(atom, Name):
            found = self.lets.get(atom.id)
            if found is not None and found.call.prim == "operator.neg" and isinstance(self.type_of(atom), ArrayType):
                let = found
        return let if let is not None and is_real_or_complex(self.type_of(atom)) else None

    def sole(self, atom: Arg, prims: frozenset[str]) -> Let | None:
        """The operation of this block that an atom is, if nothing else reads it."""
        if not isinstance(atom, Name) or self.counts.get(atom.id) != 1 or self.homes.get(atom.id) != self.here[-1]:
            return None
        let = self.lets.get(atom.id)
        return let if let is not None and let.call.prim in prims else None

    # -- blocks ---------------------------------------------------------------------------------

    def block(self, block: Block) -> Block:
        self.opened += 1
        self.here.append(self.opened)
        self.blocks.append([])
        self.parts |= self.parts_of(block)
        for statement in block:
            self.statement(statement)
        self.here.pop()
        return same_or_new(block, self.blocks.pop())

    def parts_of(self, block: Block) -> set[str]:
        """The operations of a block that become part of a larger product of it, and wait for that."""
        lets = {s.name: s for s in block if isinstance(s, Let) and not s.primal and s.call.prim in PRODUCTS}
        read = {
            arg.id
            for let in lets.values()
            if is_real_or_complex(self.program.type_of(let.name))
            for arg in let.call.args[: 1 if let.call.prim == "operator.truediv" else 2]
            if isinstance(arg, Name)
        }
        return {name for name in read & lets.keys() if self.counts.get(name) == 1}

    def statement(self, statement: Statement) -> None:
        if isinstance(statement, Let):
            self.let(statement)
            return
        if isinstance(statement, (For, While)):
            statement = self.carried(statement)
        statement = map_blocks(statement, self.block)
        if isinstance(statement, If):
            statement = self.joined(statement)
        self.blocks[-1].append(map_own_args(statement, self.atom) if self.instead else statement)

    def joined(self, branch: If) -> If:
        """Without the joins of two equal sides."""
        joins: list[Join] = []
        for join in branch.joins:
            then, other = map_arg(join.then, self.atom), map_arg(join.other, self.atom)
            if then == other and isinstance(then, (Name, Const)):
                self.instead[join.name] = then
            else:
                joins.append(Join(join.name, then, other))
        return branch if joins == list(branch.joins) else replace(branch, joins=tuple(joins))

    def carried(self, loop: For | While) -> For | While:
        """Without the carries that never change."""
        carries: list[Carry] = []
        for carry in loop.carries:
            init = map_arg(carry.init, self.atom)
            if carry.next in (Name(carry.name), init) and isinstance(init, (Name, Const)):
                self.instead[carry.name] = init
            else:
                carries.append(carry if init is carry.init else replace(carry, init=init))
        return loop if carries == list(loop.carries) else replace(loop, carries=tuple(carries))

    # -- operations -----------------------------------------------------------------------------

    def let(self, let: Let) -> None:
        if self.instead:
            changed = map_args(let, self.atom)
            assert isinstance(changed, Let)
            let = changed
        if let.call.prim.startswith("implicit."):
            value = let.call.args[0]
            assert isinstance(value, Name)
            self.instead[let.name] = value
            return
        if let.call.prim == "numpy.transpose" and len(let.call.args) == 1 and not let.call.keywords:
            self.transposed[let.name] = atom_of(let.call.args[0])
        if let.primal:
            self.blocks[-1].append(let)
            return
        folded = self.folded(let)
        if isinstance(folded, (Name, Const, Free)):
            if self.may_stand_for(folded, let.name):
                self.instead[let.name] = folded
                return
        elif folded is not None:
            let = replace(let, call=Call(folded.op, tuple(self.named(arg) for arg in folded.args), folded.keywords))
        self.append(let)

    def append(self, let: Let) -> None:
        if _is_of_atoms(let.call):
            self.lets[let.name], self.homes[let.name] = let, self.here[-1]
        self.blocks[-1].append(let)

    def named(self, arg: Expr | Atom) -> Atom:
        """The atom of an operand; an operation becomes a statement before."""
        if not isinstance(arg, Expr):
            return arg
        spelling = "attribute" if arg.op == "numpy.transpose" else ""
        call = Call(arg.op, tuple(self.named(inner) for inner in arg.args), arg.keywords, spelling)
        inferred = infer(call, self.program)
        name = self.program.fresh("t", inferred.type)
        if inferred.shares:
            self.program.shares[name] = inferred.shares
        self.counts[name] = 1
        self.append(Let(name, call, None, primal=False))
        return Name(name)

    def may_stand_for(self, atom: Atom, name: str) -> bool:
        """Whether an atom has the shape of the value that it replaces."""
        one, other = self.type_of(atom), self.program.type_of(name)
        if isinstance(one, ArrayType) and isinstance(other, ArrayType):
            return one.shape is not None and (one.shape, one.dtype) == (other.shape, other.dtype)
        if isinstance(one, Unknown) and isinstance(other, Unknown):
            return one.shape_of is not None and (one.shape_of, one.kind) == (other.shape_of, other.kind)
        return isinstance(one, ScalarType) and isinstance(other, ScalarType)

    def folded(self, let: Let) -> Expr | Atom | None:
        """The operation made simpler; None where there is nothing to do."""
        prim, args = let.call.prim, let.call.args
        constant = self.constant(let.call)
        if constant is not None:
            return constant
        if let.name in self.transposed and isinstance(args[0], Name):  # the transpose of a transpose
            return self.transposed.get(args[0].id) or self.turned(args[0])
        if prim == "operator.pow" and number(args[1]) == 1 and _is_of_atoms(let.call):
            return atom_of(args[0])
        if not is_real_or_complex(self.program.type_of(let.name)) or not _is_of_atoms(let.call):
            return None
        if prim in PRODUCTS:
            return None if let.name in self.parts else self.product(let)
        if prim in SUMS:
            return sum_tree(let, self)
        if prim in REDUCTIONS:
            return pulled_out(let, self)
        return None

    def turned(self, product: Name) -> Expr | None:
        """The transpose of a product of two matrices of which one is a transpose: ``(A.T @ B).T`` is ``B.T @ A``."""
        let = self.sole(product, MATMUL)
        factors = let.call.args if let is not None else ()
        if not any(isinstance(factor, Name) and factor.id in self.transposed for factor in factors):
            return None
        if any(len(known_shape(self.type_of(factor)) or ()) != 2 for factor in factors):
            return None
        names = [getattr(factor, "id", "") for factor in factors]
        sides = (self.transposed.get(n) or Expr("numpy.transpose", (Name(n),)) for n in reversed(names))
        return Expr("operator.matmul", tuple(sides))

    def constant(self, call: Call) -> Const | None:
        """The number that an operation on numbers gives."""
        real = (isinstance(arg, Const) and isinstance(arg.value, (int, float)) for arg in call.args)
        values = [arg.value if known else None for arg, known in zip(call.args, real, strict=True)]  # type: ignore[union-attr]
        if call.prim not in ON_NUMBERS or not values or None in values:
            return None
        try:
            value = OPERATIONS[call.prim](*values)
        except ArithmeticError:
            return None
        return Const(value) if isinstance(value, (int, float)) and math.isfinite(value) else None

    def product(self, let: Let) -> Expr | Atom | None:
        if let.call.prim == "operator.neg":
            difference = self.sole(let.call.args[0], frozenset({"operator.sub"}))
            # the sign of a zero says on which side of a cut a complex number is
            if difference is not None and getattr(self.program.type_of(let.name), "kind", None) != "c":
                return Expr("operator.sub", (atom_of(difference.call.args[1]), atom_of(difference.call.args[0])))
        term = term_of(Name(let.name), self, let)
        if term.scale == 0 or not math.isfinite(term.scale):
            return None
        made = written_out(term, self, exact=isinstance(self.program.type_of(let.name), Unknown))
        return None if made == tree_of(Name(let.name), self, let) else made


def _is_of_atoms(call: Call) -> bool:
    """Whether no operand is a tuple or a list, which an array can be added to."""
    return all(isinstance(arg, (Name, Const, Free)) for arg in call.args)


OPERATIONS: dict[str, Callable[..., object]] = {prim: getattr(operator, prim.partition(".")[2]) for prim in ON_NUMBERS}
