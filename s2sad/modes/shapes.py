"""Shapes that are asked in a loop of what it makes anew: asked of an array that is there before the loop."""

from __future__ import annotations

from collections import Counter

from s2sad.core.nodes import Block, For, Function, Let, Name, Statement, While
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.types import ArrayType, Dim
from s2sad.core.walk import binds, bound_in, map_blocks, used_names

__all__ = ["lasting_shapes"]

Shape = tuple[Dim, ...]


def lasting_shapes(block: Block, function: Function, program: Program) -> Block:
    """The block, with the shapes and lengths that its loops ask for asked of what is bound outside all loops.

    >>> from s2sad.core.nodes import Call, Const, Param
    >>> program = Program(types=dict.fromkeys("xy", ArrayType("f8", (Dim.symbol("n"),))))
    >>> loop = For("i", Const(None), (), (Let("y", Call("numpy.exp", (Name("x"),))),))
    >>> back = replace(loop, body=(Let("t", Call("numpy.shape", (Name("y"),), (), "attribute")),), mirrors="loop")
    >>> lasting_shapes((back,), Function("f", (Param("x"),), (loop,), Name("x")), program)[0].body[0].call.args
    (Name(id='x'),)
    """
    anew = {name for s in function.body if isinstance(s, (For, While)) for name in bound_in((s,))}
    if not anew:
        return block
    lasting = _lasting(function, program)

    def asked(statement: Statement) -> Statement:
        if not (isinstance(statement, Let) and statement.call.prim in ("numpy.shape", "builtins.len")):
            return map_blocks(statement, lambda inner: tuple(map(asked, inner)))
        (of,) = statement.call.args
        kind = program.type_of(of.id) if isinstance(of, Name) and of.id in anew else None
        other = lasting.get(kind.shape) if isinstance(kind, ArrayType) and kind.shape else None
        return statement if other is None else replace(statement, call=replace(statement.call, args=(Name(other),)))

    return tuple(asked(s) if isinstance(s, (For, While)) else s for s in block)


def _lasting(function: Function, program: Program) -> dict[Shape, str]:
    """For each shape that is the same in each round an array outside all loops, rather one whose name is its own."""
    params = [parameter.name for parameter in function.params]
    made = [name for s in function.body if isinstance(s, Let) for name in binds(s)]
    shapes = [kind.shape for name in params if isinstance(kind := program.type_of(name), ArrayType) and kind.shape]
    constant = {symbol for shape in shapes for size in shape for symbol in size.symbols}
    bases = Counter(name.partition("@")[0] for name in used_names(function))
    found: dict[Shape, str] = {}
    for name in sorted((*params, *made), key=lambda name: bases[name.partition("@")[0]] > 1):
        kind = program.type_of(name)
        if isinstance(kind, ArrayType) and kind.shape and all(size.symbols <= constant for size in kind.shape):
            found.setdefault(kind.shape, name)
    return found
