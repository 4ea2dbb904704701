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
from s2sad.core.nodes import Arg, Atom, Call, Const, Free, Name, TupleArg
from s2sad.core.records import dataclass, field
from s2sad.core.types import TupleType, Type
from s2sad.source.lower import attributes
from s2sad.source.lower.library import PRIMITIVES
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.routines import Routine, captured, defined, name_for, traced
from s2sad.source.lower.values import (
    Bound,
    Chosen,
    Closure,
    Made,
    Num,
    ObjectRef,
    Partial,
    Static,
    StructContent,
    TupleValue,
    Value,
)  # fmt: skip
from s2sad.types.values import module_of
from s2sad.types.view import type_of_arg

__all__ = ["Request", "solver"]

NONE = Num(Const(None))
FUNCTIONS = Closure | Bound | Partial | Made | Chosen


@dataclass
class Request:
    """A call of a solver: what it is given under which name, and the function that says the equation.

    `more` are the arguments that the function gets after its own, `names` what it reads of its surroundings.
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
    parts: dict[Call, Name] = field(default_factory=dict)

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
        main = self.required[0]
        given = {main: params, **{k: v for k, v in (others or {}).items() if self.is_function(k)}}
        found = {name: self._traced(name, kind) for name, kind in given.items() if not self.is_derivative(name)}
        exact = self._traced(main, params, convert)
        if _is_complex(type_of_arg(exact.result, self.lo.program)):
            self.refuse("its function gives complex numbers", "write real and imaginary part as two equations")
        self._capture([*found.values(), exact], [name for name in given if name not in found])
        for name, routine in found.items():
            self.functions[name] = self._defined(name, routine, base)
        same = len(exact.block) == len(found[main].block) and not isinstance(found[main].result, TupleArg)
        return self.functions[main] if same else self._defined(main, exact, base)

    def _traced(
        self, name: str, params: Sequence[tuple[str, Type]], convert: Callable[[Value], Value] = lambda value: value
    ) -> Routine:
        return traced(self.lo, self.given[name], params, self.more, self.node, self.prim, convert, self.parts)

    def _defined(self, name: str, routine: Routine, base: str) -> Free:
        return defined(self.lo, routine, self.names, name_for(self.given[name], base))

    def _capture(self, routines: Sequence[Routine], derivatives: Sequence[str]) -> None:
        """Collect what the functions read; derivatives that stay as they are get the same."""
        first = [self.lo.arg(v, self.node) for v in self.more if not isinstance(v, (FUNCTIONS, Static))]
        self.names = captured(routines, first)
        if derivatives and self.names != tuple(first):
            hint = "give it all of args=, and nothing else"
            self.refuse(f"{derivatives[0]}= is a derivative, and its function does not read just what args= has", hint)

    def is_function(self, name: str) -> bool:
        value = self.given.get(name)
        if isinstance(value, ObjectRef):
            content = self.lo.state.heap[value.id]
            return isinstance(content, StructContent) and hasattr(content.cls, "__call__")  # noqa: B004 - of its instances
        return isinstance(value, FUNCTIONS) or (isinstance(value, Static) and callable(value.obj))

    def is_derivative(self, name: str) -> bool:
        """Whether an argument is a derivative that s2sad made, which serves the value alone and stays as it is."""
        value = self.given[name]
        return isinstance(value, Static) and module_of(type(value.obj)).partition(".")[0] == "s2sad"

    def call(self, kind: Type) -> Atom:
        """The call itself, of the functions of the program and what they capture."""
        lo = self.lo
        plain = [name for name in self.given if name not in self.functions and name != "args"]
        known: dict[str, Arg] = {name: lo.arg(self.given[name], self.node) for name in plain} | self.functions
        keywords = [(name, value) for name, value in known.items() if name not in self.required]
        if self.names:
            keywords.insert(0, ("args", TupleArg(self.names)))
        positional = [known[name] for name in self.required]
        return lo.build.emit(
            self.prim, *positional, keywords=tuple(keywords), hint=self.hint, spelling="function", kind=kind
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
    parameters = signature.parameters.values()
    required = tuple(p.name for p in parameters if p.default is p.empty and p.kind is not p.VAR_KEYWORD)
    request = Request(lo, prim, table, required, node, hint)
    if not request.is_function(required[0]):
        request.refuse("its function is not known when s2sad reads it", "pass a function, a lambda or a method")
    if request.is_derivative(required[0]):
        request.refuse("its function is a derivative that s2sad made", "give it the function itself, and jac= apart")
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
