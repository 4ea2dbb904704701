"""Functions of the standard library that Python has in C and in Python: it is those in Python that are read."""

from __future__ import annotations

import bisect
import builtins
import functools
import heapq
import inspect
import types
from typing import Any

import gast

from s2sad.core.nodes import Const
from s2sad.core.types import ScalarType
from s2sad.source.lower import attributes, calls, sorting
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import ArrayRef, Num, ObjectRef, SliceValue, Static, Value

__all__ = ["call", "has_twin"]

AT_ENDS = {heapq.nsmallest: False, heapq.nlargest: True}
"""What is the beginning of an order, and whether that is backwards."""


def has_twin(function: object) -> bool:
    """Whether a function changes or reads a list that it is given as a text in Python says, or begins an order.

    >>> has_twin(heapq.heappush), has_twin(bisect.bisect), has_twin(len)
    (True, True, False)
    """
    if isinstance(function, types.BuiltinFunctionType):
        return function.__module__ in ("_bisect", "_heapq")
    return isinstance(function, types.FunctionType) and function in AT_ENDS


def call(lo: Lowerer, function: Any, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    """Call such a function."""
    if function in AT_ENDS and len(args) >= 2:
        key = {"key": args[2]} if len(args) > 2 else keywords
        ordered = sorting.in_order(lo, args[1], {**key, "reverse": Num(Const(AT_ENDS[function]))}, node, hint)
        none = Num(Const(None))
        return attributes.get_item(lo, ordered, SliceValue(none, args[0], none), node, hint)
    name = function.__name__
    if name.startswith("bisect") and args and "key" not in keywords and _holds_numbers(lo, args[0]):
        given = tuple((key, lo.arg(value, node)) for key, value in keywords.items())
        place = [lo.arg(arg, node) for arg in args]
        return Num(lo.build.emit(f"bisect.{name}", *place, keywords=given, kind=ScalarType("int"), hint=hint))
    twin = _in_python(function.__module__).get(name, function)
    return calls.call(lo, Static(twin, f"{function.__module__[1:]}.{name}"), args, keywords, node, hint)


def _holds_numbers(lo: Lowerer, value: Value) -> bool:
    return isinstance(value, ArrayRef) or (isinstance(value, ObjectRef) and attributes.has_plain_items(lo, value))


@functools.cache
def _in_python(compiled: str) -> dict[str, Any]:
    """What a module has where its `compiled` part is not there; nothing if its text is not there either."""
    module = heapq if compiled == "_heapq" else bisect

    def without_compiled(name: str, *more: Any) -> Any:
        if name == compiled:
            raise ImportError(name)
        return __import__(name, *more)

    names = {
        "__name__": f"{module.__name__} in Python",
        "__builtins__": {**vars(builtins), "__import__": without_compiled},
    }
    try:
        exec(compile(inspect.getsource(module), module.__file__ or "", "exec"), names)
    except OSError:
        return {}
    return names
