"""A minus in front of a sum of multiples goes to the scalar factors, where it costs no pass over memory."""

from __future__ import annotations

from s2sad.core.nodes import Arg, Block, Call, Function, Let, Name, Statement
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.types import ArrayType, ScalarType
from s2sad.core.walk import map_blocks, use_counts

__all__ = ["signs"]


def signs(function: Function, program: Program) -> Function:
    """The function with ``-(s * v + w)`` as ``-s * v - w``, for a scalar s and an array v of the derivative's own.

    >>> from s2sad.core.nodes import Param
    >>> from s2sad.core.show import show
    >>> v = ArrayType("f8", None)
    >>> program = Program(types={"s": ScalarType("float"), **dict.fromkeys("vwpqn", v)})
    >>> body = (
    ...     Let("p", Call("operator.mul", (Name("s"), Name("v"))), primal=False),
    ...     Let("q", Call("operator.add", (Name("p"), Name("w"))), primal=False),
    ...     Let("n", Call("operator.neg", (Name("q"),)), primal=False),
    ... )
    >>> print(show(signs(Function("f", (Param("s"), Param("v"), Param("w")), body, Name("n")), program)))
    f(s, v, w):
        t := operator.neg(s)
        p := operator.mul(t, v)
        n := operator.sub(p, w)
        return n
    """
    return replace(function, body=_in_block(function.body, program, use_counts(function.body, function.result)))


def _in_block(block: Block, program: Program, uses: dict[str, int]) -> Block:
    made: list[Statement] = []
    for statement in block:
        if isinstance(statement, Let):
            made.append(statement)
            if not statement.primal and statement.call.prim == "operator.neg":
                _push(made, program, uses)
        else:
            made.append(map_blocks(statement, lambda inner: _in_block(inner, program, uses)))
    return tuple(made)


def _push(made: list[Statement], program: Program, uses: dict[str, int]) -> None:
    """Move the minus of the last statement into the sum that it negates, if that costs less."""
    negation = made[-1]
    assert isinstance(negation, Let)
    total = _sole(negation.call.args[0], "operator.add", made, uses)
    first = None if total is None else _sole(total.call.args[0], "operator.mul", made, uses)
    if total is None or first is None or not _scales(first, program):
        return
    scale, array = first.call.args
    name = program.fresh("t", program.type_of(getattr(scale, "id", "")))
    minus = Let(name, Call("operator.neg", (scale,)), first.origin, False)
    place = made.index(first)
    made[place : place + 1] = [minus, replace(first, call=replace(first.call, args=(Name(minus.name), array)))]
    made.remove(total)
    made[-1] = replace(negation, call=Call("operator.sub", (Name(first.name), total.call.args[1])))


def _sole(arg: Arg, prim: str, made: list[Statement], uses: dict[str, int]) -> Let | None:
    """The derivative's own statement that makes `arg` by `prim` for this one use."""
    if not isinstance(arg, Name) or uses.get(arg.id) != 1:
        return None
    for statement in made:
        if isinstance(statement, Let) and statement.name == arg.id:
            return statement if statement.call.prim == prim and not statement.primal else None
    return None


def _scales(product: Let, program: Program) -> bool:
    scale, array = product.call.args
    named = isinstance(scale, Name) and isinstance(program.type_of(scale.id), ScalarType)
    return named and isinstance(array, Name) and isinstance(program.type_of(array.id), ArrayType)
