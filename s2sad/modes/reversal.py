"""The blocks of the user under ``adjoint_of``, put where the reverse sweep comes by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s2sad.core.nodes import Arg, Block, Carry, Const, For, If, Join, Let, Name, Statement, While, With
from s2sad.core.program import Reversal
from s2sad.core.records import replace
from s2sad.core.walk import bound_in, map_arg, map_blocks, statements, substitute

if TYPE_CHECKING:
    from s2sad.modes.adjoint import Adjoint

__all__ = ["marked", "marks_in", "reverse"]


def marks_in(block: Block) -> tuple[str, ...]:
    """The names of the values that have such a block."""
    return tuple(s.name for s in statements(block) if isinstance(s, Let) and s.call.prim == "s2sad.reversal")


def marked(let: Let, reversals: dict[str, Reversal]) -> Reversal:
    key = let.call.args[1]
    assert isinstance(key, Const)
    return reversals[str(key.value)]


def reverse(adjoint: Adjoint, let: Let, bar: Arg | None) -> None:
    """Run the block on the adjoint, and hand on what it makes of it."""
    found, (x, _, *reads) = marked(let, adjoint.program.reversals), let.call.args
    whole = adjoint.zero(Name(let.name)) if bar is None else adjoint.roomy(bar, Name(let.name))
    values: dict[str, Arg] = {found.bar: whole, **dict(zip(found.params, reads, strict=True))}
    block, values = _renamed(adjoint, found.body, values)
    for statement in block:
        adjoint.build.append(statement)
    result = map_arg(found.result, lambda atom: values.get(atom.id, atom) if isinstance(atom, Name) else atom)
    adjoint.accumulate(x, adjoint.full(result, Name(let.name)) if found.changes else whole)


def _renamed(adjoint: Adjoint, block: Block, values: dict[str, Arg]) -> tuple[Block, dict[str, Arg]]:
    """A copy of a block with names of its own; what it writes is the derivative's."""
    program = adjoint.program
    names = {name: program.fresh(name, program.type_of(name)) for name in sorted(bound_in(block))}
    values = {**values, **{old: Name(new) for old, new in names.items()}}
    for old, new in names.items():
        shared = (values.get(other, Name(other)) for other in program.shares.get(old, ()))
        program.shares[new] = tuple(atom.id for atom in shared if isinstance(atom, Name))
    return substitute(tuple(_rebound(statement, names) for statement in block), values), values


def _rebound(statement: Statement, names: dict[str, str]) -> Statement:
    statement = map_blocks(statement, lambda block: tuple(_rebound(inner, names) for inner in block))
    if isinstance(statement, Let):
        return replace(statement, name=names[statement.name], primal=False)
    if isinstance(statement, If):
        joins = tuple(Join(names[j.name], j.then, j.other) for j in statement.joins)
        return replace(statement, joins=joins, id="")
    if isinstance(statement, (For, While)):
        carries = tuple(Carry(names[c.name], c.init, c.next) for c in statement.carries)
        statement = replace(statement, carries=carries, id="")
        return replace(statement, target=names[statement.target]) if isinstance(statement, For) else statement
    return (
        replace(statement, name=names[statement.name]) if isinstance(statement, With) and statement.name else statement
    )
