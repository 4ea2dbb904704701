"""Names that branches bind, handed out of them."""

from __future__ import annotations

from collections.abc import Callable

from s2sad.core.nodes import UNDEFINED, Arg, Block, Carry, Const, For, If, Join, Name, Statement, Try, While, With
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.types import ScalarType
from s2sad.core.walk import binds, bound_by_try, map_blocks, names_of, statements

__all__ = ["bound_on_each_path", "expose"]


def expose(block: Block, needed: set[str], program: Program, absent: Arg = UNDEFINED) -> tuple[Block, dict[str, Name]]:
    """Hand the names that are needed out of the branches that bind them."""
    made: list[Statement] = []
    renamed: dict[str, Name] = {}
    for place, statement in enumerate(block):
        if isinstance(statement, If):
            then, names = expose(statement.then, needed, program, absent)
            other, more = expose(statement.other, needed, program, absent)
            joins = list(statement.joins)
            raised, tried = bound_by_try(block, place)
            for bound, side, inner, own in ((raised, statement.then, names, 0), (tried, statement.other, more, 1)):
                visible = [*bound, *(n for s in side for n in binds(s))]
                for name in [*(n for n in visible if n in needed), *inner]:
                    value = inner.get(name, Name(name))
                    out = program.fresh(name, program.type_of(name))
                    joins.append(Join(out, value, absent) if own == 0 else Join(out, absent, value))
                    renamed[name] = Name(out)
                    if not isinstance(program.type_of(name), ScalarType):
                        program.shares[out] = (value.id,)
            statement = replace(statement, then=then, other=other, joins=tuple(joins))
        elif isinstance(statement, With) and not isinstance(statement, Try):
            body, names = expose(statement.body, needed, program, absent)
            renamed.update(names)
            statement = replace(statement, body=body)
        made.append(statement)
    return tuple(made), renamed


def bound_on_each_path(block: Block, needed: set[str]) -> Block:
    """The statements such that the names that are needed after them are bound on every path, where need be to None."""
    names: set[str] = set()
    grown = set(needed)
    while grown != names:
        names = set(grown)
        for statement in statements(block):
            for name, *sources in _handed(statement):
                if name in names:
                    grown |= names_of(*sources)

    def bound(name: str, arg: Arg) -> Arg:
        return Const(None) if arg == UNDEFINED and name in names else arg

    def change(body: Block) -> Block:
        return tuple(_changed(map_blocks(statement, change), bound) for statement in body)

    return change(block)


def _handed(statement: Statement) -> list[tuple[str, Arg, Arg]]:
    if isinstance(statement, If):
        return [(join.name, join.then, join.other) for join in statement.joins]
    return [(c.name, c.init, c.next) for c in statement.carries] if isinstance(statement, (For, While)) else []


def _changed(statement: Statement, bound: Callable[[str, Arg], Arg]) -> Statement:
    made = [(name, bound(name, one), bound(name, other)) for name, one, other in _handed(statement)]
    if isinstance(statement, If):
        return replace(statement, joins=tuple(Join(*parts) for parts in made))
    if isinstance(statement, (For, While)):
        return replace(statement, carries=tuple(Carry(*parts) for parts in made))
    return statement
