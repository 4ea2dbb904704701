"""Arrays and lists that some path leaves unbound: a branch makes them and the other does not."""

from __future__ import annotations

from s2sad.core.nodes import UNDEFINED, Arg, Block, For, If, Let, Name, While
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, ListType, ScalarType
from s2sad.core.walk import statements

__all__ = ["unbound_arrays", "unbound_lists"]


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


def unbound_lists(block: Block, program: Program) -> frozenset[str]:
    """The names of lists and dicts that have no value before a loop, or on one side of a branch.

    >>> from s2sad.core.nodes import Carry, Free
    >>> program = Program(types={"v": ListType(ScalarType("float"))})
    >>> loop = For("k", Free("rounds"), (Carry("v", UNDEFINED, Name("u")),), ())
    >>> sorted(unbound_lists((loop,), program))
    ['v']
    """
    found: set[str] = set()
    for statement in statements(block):
        handed: dict[str, tuple[Arg, ...]] = {}
        if isinstance(statement, If):
            handed = {join.name: (join.then, join.other) for join in statement.joins}
        elif isinstance(statement, (For, While)):
            handed = {carry.name: (carry.init,) for carry in statement.carries}
        for name, sources in handed.items():
            unbound = any(s == UNDEFINED or (isinstance(s, Name) and s.id in found) for s in sources)
            if unbound and isinstance(program.type_of(name), ListType):
                found.add(name)
    return frozenset(found)
