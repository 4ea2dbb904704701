"""Names that branches bind, handed out of them."""

from __future__ import annotations

from s2sad.core.nodes import UNDEFINED, Arg, Block, If, Join, Name, Statement, With
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.types import ScalarType
from s2sad.core.walk import binds

__all__ = ["expose"]


def expose(block: Block, needed: set[str], program: Program, absent: Arg = UNDEFINED) -> tuple[Block, dict[str, Name]]:
    """Hand the names that are needed out of the branches that bind them."""
    made: list[Statement] = []
    renamed: dict[str, Name] = {}
    for statement in block:
        if isinstance(statement, If):
            then, names = expose(statement.then, needed, program, absent)
            other, more = expose(statement.other, needed, program, absent)
            joins = list(statement.joins)
            for side, inner, own in ((statement.then, names, 0), (statement.other, more, 1)):
                visible = [n for s in side for n in binds(s) if n in needed]
                for name in [*visible, *inner]:
                    value = inner.get(name, Name(name))
                    out = program.fresh(name, program.type_of(name))
                    joins.append(Join(out, value, absent) if own == 0 else Join(out, absent, value))
                    renamed[name] = Name(out)
                    if not isinstance(program.type_of(name), ScalarType):
                        program.shares[out] = (value.id,)
            statement = replace(statement, then=then, other=other, joins=tuple(joins))
        elif isinstance(statement, With):
            body, names = expose(statement.body, needed, program, absent)
            renamed.update(names)
            statement = replace(statement, body=body)
        made.append(statement)
    return tuple(made), renamed
