"""Arrays that some path leaves unbound: a branch makes them and the other does not."""

from __future__ import annotations

from s2sad.core.nodes import UNDEFINED, Block, For, If, Let, Name, While
from s2sad.core.program import Program
from s2sad.core.types import ArrayType
from s2sad.core.walk import statements

__all__ = ["unbound_arrays"]


def unbound_arrays(block: Block, program: Program) -> frozenset[str]:
    """The names of a block that may stand for no array.

    >>> from s2sad.core.nodes import Join
    >>> program = Program(types={"y@1": ArrayType("f8", None)})
    >>> sorted(unbound_arrays((If(Name("c"), (), (), (Join("y@1", Name("y"), UNDEFINED),)),), program))
    ['y@1']
    """
    found: set[str] = set()
    for statement in statements(block):
        if isinstance(statement, If):
            handed = {join.name: (join.then, join.other) for join in statement.joins}
        elif isinstance(statement, (For, While)):
            handed = {carry.name: (carry.init, carry.init) for carry in statement.carries if carry.init != UNDEFINED}
        elif isinstance(statement, Let) and statement.call.prim.startswith("store."):
            handed = {statement.name: (statement.call.args[0], statement.call.args[0])}
        else:
            continue
        for name, sources in handed.items():
            unbound = any(s == UNDEFINED or (isinstance(s, Name) and s.id in found) for s in sources)
            if unbound and isinstance(program.type_of(name), ArrayType):
                found.add(name)
    return frozenset(found)
