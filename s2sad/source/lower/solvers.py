"""SciPy's functions that solve an equation which a function of the user says: their values are SciPy's own.

Such a call stands as it is, of a function of the program. What is differentiated is a name of its value, which an
``implicit.*`` operation gives: that knows the equation, and `modes/implicit.py` what follows from it.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

import gast

from s2sad.calculus import registry
from s2sad.core.nodes import Arg, Atom, Const, Free, Name, TupleArg
from s2sad.core.records import dataclass, field
from s2sad.core.types import ArrayType, Dim, OpaqueType, ScalarType, StringType, TupleType, Type, known_shape
from s2sad.source.lower import attributes
from s2sad.source.lower.library import PRIMITIVES
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.routines import captured, defined, name_for, traced
from s2sad.source.lower.values import (
    Bound,
    Chosen,
    Closure,
    Made,
    Num,
    ObjectRef,
    Partial,
    Poison,
    Static,
    StructContent,
    TupleValue,
    Value,
)  # fmt: skip
from s2sad.types.merge import fresh_size
from s2sad.types.view import as_array, type_of_arg

__all__ = ["FLOAT", "OTHER", "Request", "check_rank", "flag", "implicit", "is_several", "is_single", "number_or_array", "numbers",
    "of_result", "part", "scalar", "solver",
    "vector",
]

NONE = Num(Const(None))
FLOAT = ScalarType("float")
FUNCTIONS = Closure | Bound | Partial | Made | Chosen


@dataclass
class Request:
    """A call of a solver: what it is given under which name, and the function that says the equation.

    `more` are the arguments that the function gets after its own, `captured` the names that it reads.
    """

    lo: Lowerer
    prim: str
    given: dict[str, Value]
    required: tuple[str, ...]
    node: gast.AST
    hint: str
    more: tuple[Value, ...] = ()
    names: tuple[Name, ...] = ()
    functions: dict[str, Free] = field(default_factory=dict)

    def literal(self, name: str, default: object = None) -> Any:
        """The value of an argument that has to be known here."""
        value = self.given.get(name)
        found = default if value is None else attributes.constant_key(self.lo, value)
        if found is NotImplemented:
            self.refuse(f"{name}= is not known when s2sad reads it", "write it as a literal")
        return found

    def refuse(self, message: str, hint: str = "") -> NoReturn:
        self.lo.refuse(self.node, f"{self.prim}: {message}", hint)

    def never(self, *names: str) -> None:
        """Refuse the arguments that change what is solved."""
        for name in names:
            value = self.given.get(name)
            if value is not None and attributes.constant_key(self.lo, value) not in (None, False, ()):
                self.refuse(f"{name}= has no derivative here", f"leave {name}= out")

    def trace(
        self,
        base: str,
        params: Sequence[tuple[str, Type]],
        convert: Callable[[Value], Value],
        others: Mapping[str, Sequence[tuple[str, Type]]] | None = None,
    ) -> Free:
        """Make functions of the program of those that are given; the one that says the equation, with its value as
        `convert` has it."""
        lo, main = self.lo, self.required[0]
        kinds = {main: params, **{k: v for k, v in (others or {}).items() if self.is_function(k)}}
        found = {
            name: traced(lo, self.given[name], kind, self.more, self.node, self.prim) for name, kind in kinds.items()
        }
        exact = traced(lo, self.given[main], params, self.more, self.node, self.prim, convert)
        if _is_complex(type_of_arg(exact.result, lo.program)):
            self.refuse("its function gives complex numbers", "write real and imaginary part as two equations")
        first = [lo.arg(v, self.node) for v in self.more if not self.is_code(v)]
        self.names = captured([*found.values(), exact], first)
        for name, routine in found.items():
            self.functions[name] = defined(lo.program, routine, self.names, name_for(self.given[name], base))
        if len(exact.block) == len(found[main].block) and not isinstance(found[main].result, TupleArg):
            return self.functions[main]
        return defined(lo.program, exact, self.names, name_for(self.given[main], base))

    def is_code(self, value: Value) -> bool:
        return isinstance(value, FUNCTIONS) or isinstance(value, Static)

    def is_function(self, name: str) -> bool:
        value = self.given.get(name)
        return isinstance(value, FUNCTIONS) or (isinstance(value, Static) and callable(value.obj))

    def call(self, kind: Type, **instead: Arg) -> Atom:
        """The call itself, of the functions of the program and what they capture."""
        lo = self.lo
        known: dict[str, Arg] = {name: lo.arg(v, self.node) for name, v in self.given.items() if not self.is_function(name)}
        known |= {**self.functions, **instead}
        known.pop("args", None)
        if self.names:
            known["args"] = TupleArg(self.names)
        order = [*(n for n in ("args",) if n in known), *(n for n in known if n != "args")]
        keywords = tuple((name, known[name]) for name in order if name not in self.required)
        positional = [known[name] for name in self.required]
        return lo.build.emit(
            self.prim, *positional, keywords=keywords, hint=self.hint, spelling="function", kind=kind
        )


def solver(*prims: str) -> Callable[[Callable[[Request], Value]], Callable[[Request], Value]]:
    """Register what is done for calls of SciPy's functions."""

    def register(make: Callable[[Request], Value]) -> Callable[[Request], Value]:
        def handler_for(prim: str) -> Any:
            def handler(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
                if registry.find(prim) is not None:  # the user's own rule
                    return lo.call_prim(prim, args, keywords, node, hint=hint, spelling="function")
                return make(_request(lo, prim, args, keywords, node, hint))

            return handler

        for prim in prims:
            PRIMITIVES[prim] = handler_for(prim)
        return make

    return register


def _request(
    lo: Lowerer, prim: str, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Request:
    home, _, name = prim.rpartition(".")
    signature = inspect.signature(getattr(importlib.import_module(home), name))
    try:
        bound = signature.bind(*args, **keywords)
    except TypeError as error:
        lo.refuse(node, f"{prim}: {error}")
    table = dict(bound.arguments)
    last = next((p.name for p in signature.parameters.values() if p.kind is p.VAR_KEYWORD), "")
    table |= table.pop(last, {})
    table = {name: value for name, value in table.items() if value != NONE}
    required = tuple(p.name for p in signature.parameters.values() if p.default is p.empty and p.kind is not p.VAR_KEYWORD)
    request = Request(lo, prim, table, required, node, hint)
    if not request.is_function(required[0]):
        request.refuse("its function is not known when s2sad reads it", "pass a function, a lambda or a method")
    request.more = _more(request, table.get("args"))
    for name in REAL & table.keys():
        if _is_complex(type_of_arg(lo.arg(table[name], node), lo.program)):
            request.refuse(f"{name} is complex", "write real and imaginary part as two unknowns")
    return request


REAL = {"x0", "x1", "y0", "a", "b"}
"""What says whether the unknown is complex."""


def _is_complex(kind: Type) -> bool:
    if isinstance(kind, TupleType):
        return any(_is_complex(item) for item in kind.items)
    return getattr(kind, "kind", None) == "c"


def _more(request: Request, args: Value | None) -> tuple[Value, ...]:
    """What stands in ``args=``; a single argument may stand there by itself."""
    if args is None or args == NONE:
        return ()
    if isinstance(args, TupleValue):
        return args.items
    if request.prim.endswith(("newton", "solve_ivp", "odeint", "quad_vec")):
        request.refuse("args= is no tuple here", "write args=(a, b)")
    return (args,)


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


OTHER = Poison("is a field of a result of SciPy that has no derivative here", "compute it from the solution")


def of_result(request: Request, whole: Atom, cls: str, fields: Mapping[str, Value | Type]) -> Value:
    """An object of SciPy's that has a result: its fields by name, those that are numbers of their own read from it."""
    lo = request.lo
    found: dict[str, Value] = {}
    for name, value in fields.items():
        if isinstance(value, ScalarType | StringType | OpaqueType | ArrayType):
            value = lo.result(lo.build.emit("getattr", whole, Const(name), kind=value, hint=name))
        found[name] = value
    module, _, name = cls.rpartition(".")
    made = getattr(importlib.import_module(module), name)
    return lo.new_object(StructContent(made, tuple(found), tuple(found.values()), whole))


def part(request: Request, whole: Atom, index: int, kind: Type, hint: str = "t") -> Atom:
    return request.lo.build.emit("operator.getitem", whole, Const(index), kind=kind, hint=hint)


def flag(request: Request, name: str) -> bool:
    return bool(request.literal(name, False))


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


def vector(request: Request) -> Callable[[Value], Value]:
    """The value of a function as an array with one axis."""
    lo = request.lo

    def convert(value: Value) -> Value:
        if isinstance(value, ObjectRef | TupleValue):
            value = lo.call_prim("numpy.array", [value], {}, request.node, spelling="function")
        shape = known_shape(lo.kind_of(value, request.node))
        if shape is None or len(shape) != 1:
            value = lo.call_prim("numpy.ravel", [value], {}, request.node, spelling="function")
        return value

    return convert


def number_or_array(request: Request) -> Callable[[Value], Value]:
    """The value of a function as it is, a list of numbers as an array."""
    lo = request.lo

    def convert(value: Value) -> Value:
        if isinstance(value, ObjectRef | TupleValue):
            value = lo.call_prim("numpy.array", [value], {}, request.node, spelling="function")
        return value

    return convert


def scalar(request: Request) -> Callable[[Value], Value]:
    """The value of a function as a number."""
    lo = request.lo

    def convert(value: Value) -> Value:
        if isinstance(value, ObjectRef | TupleValue):
            value = lo.call_prim("numpy.array", [value], {}, request.node, spelling="function")
        if known_shape(lo.kind_of(value, request.node)):
            value = lo.call_prim("numpy.ravel", [value], {}, request.node, spelling="function")
            value = attributes.get_item(lo, value, Num(Const(0)), request.node)
        return value

    return convert
