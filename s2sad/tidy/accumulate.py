"""Sums into an accumulator, ``x_bar = x_bar + c`` in a loop, as sums in place: one pass over memory less."""

from __future__ import annotations

from collections.abc import Collection

from s2sad.core.nodes import Block, Call, For, Function, Let, Name, Statement, While
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.types import ArrayType
from s2sad.core.walk import map_blocks
from s2sad.facts.sharing import is_update

__all__ = ["accumulating", "is_accumulation", "without_accumulation"]


def is_accumulation(let: Let, program: Program) -> bool:
    """Whether a statement is a sum in place that could as well be a plain sum."""
    call = let.call
    plain = not let.primal and call.prim == "store.add" and len(call.args) == 2
    return plain and isinstance(program.type_of(let.name), ArrayType)


def accumulating(function: Function, program: Program) -> Function:
    """The function with sums into what a loop carries or a store made as ``store.add``.

    Whether each of them can be in place is for `settle` to find out.
    """
    return replace(function, body=_Accumulating(program).block(function.body))


def without_accumulation(function: Function, program: Program, names: Collection[str]) -> Function:
    """The function with the sums in place that bind `names` as plain sums again."""

    def block(body: Block) -> Block:
        return tuple(map_blocks(plain(statement), block) for statement in body)

    def plain(statement: Statement) -> Statement:
        if not (isinstance(statement, Let) and statement.name in names):
            return statement
        program.shares.pop(statement.name, None)
        return replace(statement, call=replace(statement.call, prim="operator.add"))

    return replace(function, body=block(function.body))


class _Accumulating:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.accumulators: set[str] = set()

    def block(self, block: Block) -> Block:
        return tuple(self.statement(statement) for statement in block)

    def statement(self, statement: Statement) -> Statement:
        if isinstance(statement, (For, While)):
            self.accumulators.update(carry.name for carry in statement.carries)
        if not isinstance(statement, Let):
            return map_blocks(statement, self.block)
        if not statement.primal and statement.call.prim == "operator.add":
            statement = self.sum(statement)
        if not statement.primal and is_update(statement.call):
            self.accumulators.add(statement.name)
        return statement

    def sum(self, let: Let) -> Let:
        for total, part in (let.call.args, let.call.args[::-1]):
            if isinstance(total, Name) and total != part and self.accumulates(let.name, total.id):
                self.program.shares[let.name] = (total.id,)
                return replace(let, call=Call("store.add", (total, part)))
        return let

    def accumulates(self, name: str, total: str) -> bool:
        """Whether a sum is of the exact type of the accumulator that is one of its sides."""
        made, kind = self.program.type_of(name), self.program.type_of(total)
        if total not in self.accumulators or not (isinstance(made, ArrayType) and isinstance(kind, ArrayType)):
            return False
        known = made.dtype is not None and made.shape is not None
        return known and (made.dtype, made.shape) == (kind.dtype, kind.shape)
