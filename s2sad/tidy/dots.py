"""``np.sum(a * b)`` of two vectors is ``a.dot(b)``: one pass, and no array for the product."""

from __future__ import annotations

from s2sad.core.nodes import Arg, Block, Call, Effect, Function, If, Let, Name, Raise, Statement, While
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.types import ArrayType
from s2sad.core.walk import map_blocks, statements, use_counts
from s2sad.source.lower.intrinsics import same_shape

__all__ = ["dots"]


def dots(function: Function, program: Program, rounding: bool = False) -> Function:
    """The function with sums of products of vectors written as dot products, in what only the derivative reads.

    Parameters
    ----------
    rounding : whether what the user wrote may be rounded otherwise too, since no value of it is returned or tested.

    >>> from s2sad.core.nodes import Param
    >>> from s2sad.core.show import show
    >>> from s2sad.core.types import Dim
    >>> vector = ArrayType("f8", (Dim.symbol("$n"),))
    >>> program = Program(types=dict.fromkeys("abt", vector))
    >>> body = (
    ...     Let("t", Call("operator.mul", (Name("a"), Name("b"))), primal=False),
    ...     Let("s", Call("numpy.sum", (Name("t"),)), primal=False),
    ... )
    >>> print(show(dots(Function("f", (Param("a"), Param("b")), body, Name("s")), program)))
    f(a, b):
        s := numpy.dot.method(a, b)
        return s
    """
    uses = use_counts(function.body, function.result)
    free = rounding and not any(isinstance(s, (If, While, Effect, Raise)) for s in statements(function.body))
    return replace(function, body=_in_block(function.body, program, uses, free))


def _in_block(block: Block, program: Program, uses: dict[str, int], free: bool) -> Block:
    products: dict[str, tuple[Arg, ...]] = {}
    taken: set[str] = set()
    made: list[Statement] = []
    for statement in block:
        if isinstance(statement, Let):
            call = statement.call
            if (
                (free or not statement.primal)
                and call.prim == "operator.mul"
                and uses.get(statement.name) == 1
                and _vectors(call.args, program)
            ):
                products[statement.name] = call.args
            elif (free or not statement.primal) and (name := _summed(call)) in products:
                taken.add(name)
                statement = replace(statement, call=Call("numpy.dot", products[name], (), "method"))
            made.append(statement)
        else:
            made.append(map_blocks(statement, lambda inner: _in_block(inner, program, uses, free)))
    return tuple(s for s in made if not (isinstance(s, Let) and s.name in taken))


def _summed(call: Call) -> str:
    """The array of which a call is the sum of all elements."""
    whole = call.prim == "numpy.sum" and len(call.args) == 1 and not call.keywords
    return call.args[0].id if whole and isinstance(call.args[0], Name) else ""


def _vectors(args: tuple[Arg, ...], program: Program) -> bool:
    """Whether these are two vectors of one length and one float dtype."""
    kinds = [program.type_of(a.id) for a in args if isinstance(a, Name)]
    if len(kinds) != 2 or not all(
        isinstance(k, ArrayType) and k.shape is not None and len(k.shape) == 1 for k in kinds
    ):
        return False
    a, b = kinds
    floats = getattr(a, "dtype", None) == getattr(b, "dtype", None) and getattr(a, "dtype", None) in ("f8", "f4")
    return floats and same_shape(a, b) and same_shape(b, a)
