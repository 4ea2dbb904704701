"""What a solver of SciPy's is given and gives: types of its unknown, and names of its value that have a derivative."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping

from s2sad.core.nodes import Arg, Atom, Const, Free, Name
from s2sad.core.types import ArrayType, Dim, ScalarType, StringType, Type, known_shape
from s2sad.source.lower import attributes, expressions
from s2sad.source.lower.solvers import Request
from s2sad.source.lower.values import Num, ObjectRef, Poison, StructContent, TupleValue, Value
from s2sad.types.merge import fresh_size
from s2sad.types.view import as_array, type_of_arg

__all__ = [
    "FLOAT", "OTHER", "Plain", "array", "check_rank", "first", "half_of_squares", "implicit", "is_several", "is_single",
    "linear", "numbers", "of_result", "part", "scalar", "vector",
]  # fmt: skip

FLOAT = ScalarType("float")


# -- results ------------------------------------------------------------------------------------


def implicit(request: Request, kind: str, value: Atom, equation: Free, *args: Arg, **passive: Arg) -> Value:
    """A name of `value` that has the derivative which follows from the equation."""
    lo = request.lo
    if not isinstance(value, Name):
        return Num(value)
    made = lo.build.emit(
        f"implicit.{kind}", value, equation, *args, *request.names, keywords=tuple(passive.items()),
        kind=lo.program.type_of(value.id), hint=request.hint if request.hint != "t" else value.base,
    )  # fmt: skip
    assert isinstance(made, Name)
    lo.program.shares[made.id] = (value.id,)
    return lo.result(made)


Plain = ScalarType | StringType
OTHER = Poison("is a field of a result of SciPy that has no derivative here", "compute it from the solution")


def of_result(request: Request, whole: Atom, cls: str, fields: Mapping[str, Value | Plain]) -> Value:
    """An object of SciPy's that has a result: its fields by name, those that are numbers of their own read from it."""
    lo = request.lo
    found: dict[str, Value] = {}
    for name, value in fields.items():
        if isinstance(value, (ScalarType, StringType)):
            found[name] = lo.result(lo.build.emit("getattr", whole, Const(name), kind=value, hint=name))
        else:
            found[name] = value
    module, _, name = cls.rpartition(".")
    made = getattr(importlib.import_module(module), name)
    return lo.new_object(StructContent(made, tuple(found), tuple(found.values()), whole))


def part(request: Request, whole: Atom, index: int, kind: Type, hint: str = "t") -> Atom:
    return request.lo.build.emit("operator.getitem", whole, Const(index), kind=kind, hint=hint)


# -- what a function is given, and what it gives --------------------------------------------------


def numbers(request: Request, name: str) -> ArrayType:
    """The type of the array of numbers, one axis, that SciPy makes of an argument."""
    kind = as_array(type_of_arg(request.lo.arg(request.given[name], request.node), request.lo.program))
    size = fresh_size("", 0)
    if kind is not None:
        size = Dim.const(1)
        for dim in kind[1]:
            size = size * dim
    return ArrayType("f8", (size,))


def is_single(request: Request, name: str) -> bool:
    """Whether an argument is one number, and no array."""
    kind = type_of_arg(request.lo.arg(request.given[name], request.node), request.lo.program)
    return isinstance(kind, ScalarType) or known_shape(kind) == ()


def check_rank(request: Request, name: str) -> None:
    """Refuse what may be a number as well as an array, and an array of more than one axis."""
    kind = as_array(type_of_arg(request.lo.arg(request.given[name], request.node), request.lo.program))
    if kind is None:
        request.refuse(f"whether {name} is a number is not known", "call the derivative, or annotate the parameter")
    if len(kind[1]) > 1:
        request.refuse(f"{name} has more than one axis", "pass it flat, and reshape in the function")


def is_several(request: Request, name: str) -> bool:
    """Whether an argument is certainly an array or a list."""
    kind = as_array(type_of_arg(request.lo.arg(request.given[name], request.node), request.lo.program))
    return kind is not None and kind[1] != ()


def array(request: Request) -> Callable[[Value], Value]:
    """The value of a function as it is, a list of numbers as an array."""

    def convert(value: Value) -> Value:
        if isinstance(value, (ObjectRef, TupleValue)):
            return request.lo.call_prim("numpy.array", [value], {}, request.node, spelling="function")
        return value

    return convert


def vector(request: Request) -> Callable[[Value], Value]:
    """The value of a function as an array with one axis."""
    lo, numeric = request.lo, array(request)

    def convert(value: Value) -> Value:
        value = numeric(value)
        shape = known_shape(lo.kind_of(value, request.node))
        if shape is None or len(shape) != 1:
            value = lo.call_prim("numpy.ravel", [value], {}, request.node, spelling="function")
        return value

    return convert


def scalar(request: Request) -> Callable[[Value], Value]:
    """The value of a function as a number."""
    lo, numeric = request.lo, array(request)

    def convert(value: Value) -> Value:
        value = numeric(value)
        if known_shape(lo.kind_of(value, request.node)):
            value = lo.call_prim("numpy.ravel", [value], {}, request.node, spelling="function")
            value = attributes.get_item(lo, value, Num(Const(0)), request.node)
        return value

    return convert


def first(request: Request, convert: Callable[[Value], Value]) -> Callable[[Value], Value]:
    """Of a function that gives its value and derivatives the value."""
    return lambda value: convert(attributes.get_item(request.lo, value, Num(Const(0)), request.node))


def linear(request: Request) -> None:
    """Refuse a loss that is not the sum of squares itself."""
    if request.literal("loss", "linear") != "linear":
        request.refuse("only loss='linear' is supported", "write the loss into an objective for minimize")


def half_of_squares(request: Request, value: Value) -> Value:
    """Half the sum of the squares of an array."""
    lo, node = request.lo, request.node
    squared = expressions.binary(lo, "mul", value, value, node)
    total = lo.call_prim("numpy.sum", [squared], {}, node, spelling="function")
    return expressions.binary(lo, "mul", Num(Const(0.5)), total, node)
