"""Shapes are asked of what is there anyway: an array from before the loop, or a version that is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from s2sad.core.nodes import Arg, Block, Call, For, Function, If, Let, Name, Statement, While
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.types import ArrayType, Dim
from s2sad.core.walk import args_of, binds, blocks_of, bound_in, calls_in, map_blocks, names_of, used_names
from s2sad.facts.spoiled import SHAPE_ALONE, contents_read

__all__ = ["lasting_shapes", "shapes_of_what_is_read"]

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


def shapes_of_what_is_read(block: Block, function: Function, program: Program) -> Block:
    """The block, with shapes asked of that version of an array which it reads: a tape need not keep another one for it.

    >>> from s2sad.core.nodes import Const, Param
    >>> from s2sad.core.show import show_block
    >>> program = Program(types=dict.fromkeys(("x", "y", "y@1"), ArrayType("f8", (Dim.symbol("n"),))))
    >>> written = (Let("y", Call("numpy.exp", (Name("x"),))), Let("y@1", Call("store.set", (Name("y"), Const(1.0)))))
    >>> function = Function("f", (Param("x"),), (For("i", Const(None), (), written),), Name("x"))
    >>> shape, square = Let("t", Call("numpy.shape", (Name("y"),))), Let("u", Call("numpy.square", (Name("y@1"),)))
    >>> print(show_block(shapes_of_what_is_read((shape, square), function, program)))
    t = numpy.shape(y@1)
    u = numpy.square(y@1)
    """
    anew = {name for s in function.body if isinstance(s, (For, While)) for name in bound_in(s.body)}
    if not anew or not any(call.prim in SHAPE_ALONE for call in calls_in(block)):
        return block
    arrays = {name: first for name, first in _arrays(function.body, {}).items() if name in anew}
    return _asked(block, {}, arrays, program) if arrays else block


def _arrays(block: Block, found: dict[str, str]) -> dict[str, str]:
    """For each version of an array that is written, the version that it began as."""
    for statement in block:
        for inner in blocks_of(statement):
            _arrays(inner, found)
        if isinstance(statement, Let) and statement.call.prim.startswith("store."):
            target = statement.call.args[0]
            if isinstance(target, Name):
                found[statement.name] = found.setdefault(target.id, target.id)
        elif isinstance(statement, (For, While)):
            for carry in statement.carries:
                if _first(carry.next, found) == carry.name and isinstance(carry.init, Name):
                    first = found.setdefault(carry.init.id, carry.init.id)
                    found.update({name: first for name, other in found.items() if other == carry.name})
        elif isinstance(statement, If):
            for join in statement.joins:
                one = _first(join.then, found)
                if one is not None and one == _first(join.other, found):
                    found[join.name] = one
    return found


def _first(arg: Arg, found: Mapping[str, str]) -> str | None:
    return found.get(arg.id) if isinstance(arg, Name) else None


def _asked(block: Block, around: Mapping[str, str], arrays: Mapping[str, str], program: Program) -> Block:
    read = {name for statement in block for name in _read(statement, program)}
    versions = {**around, **{arrays[name]: name for name in sorted(read) if name in arrays}}

    def other(arg: Arg, call: Call) -> Arg:
        version = versions.get(_first(arg, arrays) or "")
        if version is None or arg in contents_read(call, program) or (isinstance(arg, Name) and arg.id in read):
            return arg
        return Name(version)

    def asked(statement: Statement) -> Statement:
        if isinstance(statement, Let) and statement.call.prim in SHAPE_ALONE:
            call = statement.call
            return replace(statement, call=replace(call, args=tuple(other(arg, call) for arg in call.args)))
        return map_blocks(statement, lambda inner: _asked(inner, versions, arrays, program))

    return tuple(map(asked, block))


def _read(statement: Statement, program: Program) -> set[str]:
    """The names of which a statement reads more than the shape, without what is in its blocks."""
    if isinstance(statement, Let):
        return names_of(*contents_read(statement.call, program))
    inside = set().union(*(bound_in(inner) for inner in blocks_of(statement)))
    return names_of(*args_of(statement)) - inside
