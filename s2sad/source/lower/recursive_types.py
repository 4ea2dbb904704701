"""Types of what recursive functions are given and return: of all their calls together."""

from __future__ import annotations

from s2sad.core.nodes import Arg, Const, Free, Name, TupleArg
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.types import ArrayType, DictType, Dim, ListType, ScalarType, TupleType, Type, known_shape
from s2sad.types.merge import fresh_size, merge
from s2sad.types.view import type_of_arg

__all__ = ["depth", "loosened", "of_one_call", "result_type", "widened"]


def loosened(kind: Type) -> Type:
    """The type without what one call alone has: the value of a number, the length of a list."""
    if isinstance(kind, ListType) and not isinstance(kind, DictType) and kind.length != Dim():
        return type(kind)(kind.element)
    if isinstance(kind, ListType):
        return replace(kind, nature=None)
    return ScalarType(kind.dtype) if isinstance(kind, ScalarType) else kind


def widened(before: list[Type], now: list[Type], name: str) -> list[Type]:
    """The types of the parameters of a function of this name that another call is given."""
    wider = [merge(a, b, f"{name}.{i}") for i, (a, b) in enumerate(zip(before, now, strict=True))]
    return _with_same_sizes(before, now, wider)


def _with_same_sizes(before: list[Type], now: list[Type], wider: list[Type]) -> list[Type]:
    """Sizes that are the same before and in this call have one name, whatever arrays they are of."""
    first: dict[tuple[Dim, Dim], Dim] = {}
    made: list[Type] = []
    for one, other, kind in zip(before, now, wider, strict=True):
        a, b = known_shape(one), known_shape(other)
        if isinstance(kind, ArrayType) and kind.shape is not None and a is not None and b is not None:
            triples = zip(a, b, kind.shape, strict=True)
            sizes = (size if x == y else first.setdefault((x, y), size) for x, y, size in triples)
            kind = replace(kind, shape=tuple(sizes))
        made.append(kind)
    return made


def of_one_call(kind: Type, name: str) -> Type:
    """The type of a result with sizes of its own for those that differ from call to call."""
    if isinstance(kind, TupleType):
        return TupleType(tuple(of_one_call(item, name) for item in kind.items), kind.list, kind.cls, kind.fields)
    if not isinstance(kind, ArrayType) or kind.shape is None:
        return kind
    varies = [any(symbol.startswith(f"?{name}.") for symbol in size.symbols) for size in kind.shape]
    shape = (fresh_size("", i) if own else size for i, (size, own) in enumerate(zip(kind.shape, varies, strict=True)))
    return ArrayType(kind.dtype, tuple(shape), kind.contiguous)


def depth(kind: Type) -> int:
    """How deep containers are in one another."""
    if isinstance(kind, TupleType):
        return 1 + max(map(depth, kind.items), default=0)
    return 1 + depth(kind.element) if isinstance(kind, ListType) else 0


def result_type(arg: Arg, program: Program) -> Type:
    """The type of what a function returns."""
    if isinstance(arg, TupleArg) and not arg.list:
        return TupleType(tuple(result_type(item, program) for item in arg.items))
    if isinstance(arg, (Name, Const, Free)):
        return loosened(type_of_arg(arg, program))
    return type_of_arg(arg, program)
