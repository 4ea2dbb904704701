"""Reads of what has just been stored, and solutions: the same value under two names, of which a tape need keep one."""

from __future__ import annotations

from s2sad.core.nodes import Arg, Block, Const, Let, Name, SliceArg, TupleArg
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, ScalarType
from s2sad.core.walk import blocks_of

__all__ = ["forwarded"]


def forwarded(block: Block, program: Program) -> dict[str, Name]:
    """For each name that is bound to what a store has just put there, the name of the value that was stored.

    >>> from s2sad.core.nodes import Call
    >>> program = Program(types=dict.fromkeys("xy", ScalarType("f8")))
    >>> store = Let("u@1", Call("store.set", (Name("u"), Name("x"), TupleArg((Const("getitem"), Const(0))))))
    >>> forwarded((store, Let("y", Call("operator.getitem", (Name("u@1"), Const(0))))), program)
    {'y': Name(id='x')}
    """
    found: dict[str, Name] = {}
    stores: dict[str, Let] = {}
    for statement in block:
        if isinstance(statement, Let) and statement.call.prim == "store.set":
            stores[statement.name] = statement
        elif isinstance(statement, Let) and statement.call.prim.startswith("implicit."):
            solution = statement.call.args[0]
            assert isinstance(solution, Name)
            found[statement.name] = found.get(solution.id, solution)
        elif isinstance(statement, Let):
            value = _stored(statement, stores, program)
            if value is not None:
                found[statement.name] = found.get(value.id, value)
        for inner in blocks_of(statement):
            found |= forwarded(inner, program)
    return found


def _stored(let: Let, stores: dict[str, Let], program: Program) -> Name | None:
    """The value that is read back."""
    call = let.call
    owner = call.args[0] if call.prim == "operator.getitem" else None
    store = stores.get(owner.id) if isinstance(owner, Name) else None
    if store is None or store.call.args[2:] != (TupleArg((Const("getitem"), call.args[1])),):
        return None
    value = store.call.args[1]
    if not isinstance(value, Name) or not _is_basic(call.args[1], program):
        return None
    kind, other = program.type_of(let.name), program.type_of(value.id)
    if isinstance(kind, ScalarType) and isinstance(other, ScalarType):
        return value if kind.dtype == other.dtype else None
    same = isinstance(kind, ArrayType) and isinstance(other, ArrayType) and kind.dtype and kind.shape is not None
    return value if same and (kind.dtype, kind.shape) == (other.dtype, other.shape) else None  # type: ignore[union-attr]


def _is_basic(index: Arg, program: Program) -> bool:
    """Whether an index takes no element twice."""
    if isinstance(index, TupleArg):
        return not index.list and all(_is_basic(item, program) for item in index.items)
    if isinstance(index, (SliceArg, Const)):
        return True
    kind = program.type_of(index.id) if isinstance(index, Name) else None
    return isinstance(kind, ScalarType) and kind.kind == "i"
