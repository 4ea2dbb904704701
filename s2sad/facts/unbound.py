"""Arrays and lists that some path leaves unbound: a branch makes them and the other does not."""

from __future__ import annotations

from s2sad.core.nodes import UNDEFINED, Arg, Block, For, If, Let, Name, Statement, While
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, ListType, Type
from s2sad.core.walk import statements

__all__ = ["unbound_arrays", "unbound_lists"]


def unbound_arrays(block: Block, program: Program) -> frozenset[str]:
    """The names of a block that may stand for no array.

    >>> from s2sad.core.nodes import Join
    >>> program = Program(types={"y@1": ArrayType("f8", None)})
    >>> sorted(unbound_arrays((If(Name("c"), (), (), (Join("y@1", Name("y"), UNDEFINED),)),), program))
    ['y@1']
    """
    return _unbound(block, program, ArrayType, before_loops=False)


def unbound_lists(block: Block, program: Program) -> frozenset[str]:
    """The names of a block that may stand for no list, in the first round of a loop too.

    >>> from s2sad.core.nodes import Carry, Free
    >>> from s2sad.core.types import ScalarType
    >>> program = Program(types={"v": ListType(ScalarType("float"))})
    >>> loop = For("k", Free("rounds"), (Carry("v", UNDEFINED, Name("u")),), ())
    >>> sorted(unbound_lists((loop,), program))
    ['v']
    """
    return _unbound(block, program, ListType, before_loops=True)


def _unbound(block: Block, program: Program, kind: type[Type], before_loops: bool) -> frozenset[str]:
    found: set[str] = set()
    for statement in statements(block):
        for name, sources in _handed_on(statement, before_loops).items():
            unbound = any(s == UNDEFINED or (isinstance(s, Name) and s.id in found) for s in sources)
            if unbound and isinstance(program.type_of(name), kind):
                found.add(name)
    return frozenset(found)


def _handed_on(statement: Statement, before_loops: bool) -> dict[str, tuple[Arg, ...]]:
    """The names that a statement binds to what was there, each with that."""
    if isinstance(statement, If):
        return {join.name: (join.then, join.other) for join in statement.joins}
    if isinstance(statement, (For, While)):
        return {carry.name: (carry.init,) for carry in statement.carries if before_loops or carry.init != UNDEFINED}
    if isinstance(statement, Let) and statement.call.prim.startswith("store."):
        return {statement.name: (statement.call.args[0],)}
    return {}
