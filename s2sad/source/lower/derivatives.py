"""Derivatives inside a function: what ``s2sad.grad(f)`` gives is a function with a source, as any other."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import gast

from s2sad.core.nodes import Const
from s2sad.source.lower import inlining
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import Num, Static, TupleValue, Value
from s2sad.source.read import read

__all__ = ["of_s2sad"]

MAKERS = frozenset(("grad", "value_and_grad", "derivative", "tangent", "adjoint"))
NOTHING = object()


def of_s2sad(
    lo: Lowerer, static: Static, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value | None:
    """A call of a derivative, or of what makes one; None for everything else."""
    obj: Any = static.obj
    if inspect.getattr_static(type(obj), "__s2sad_function__", None) is not None:
        return _called(lo, obj, args, keywords, node, hint)
    if getattr(obj, "__module__", None) != "s2sad.api":
        return None
    if obj.__name__ not in MAKERS:
        several = ", ".join(f"s2sad.{name}" for name in sorted(MAKERS))
        lo.refuse(node, f"s2sad.{obj.__name__} inside a function that is differentiated", f"one of {several}")
    given = {name: _object(value) for name, value in keywords.items()}
    objects = [_object(value) for value in args]
    if any(found is NOTHING for found in (*objects, *given.values())):
        what = f"s2sad.{obj.__name__} of a function that is made here"
        lo.refuse(node, what, "define it outside, and pass what it reads as arguments")
    return Static(_made(obj, *objects, **given), static.text)


def _called(
    lo: Lowerer, derivative: Any, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value:
    generic = derivative.generic()
    lo.program.derivatives.append(derivative)
    fixed: dict[str, Value] = {name: Static(value, name) for name, value in generic.fixed.items()}
    names = [parameter.name for parameter in generic.parameters if parameter.name not in fixed]
    if fixed:
        args, keywords = [], {**dict(zip(names, args, strict=False)), **keywords, **fixed}
    return inlining.inline(lo, read(generic.function), args, keywords, node, hint)


def _object(value: Value) -> Any:
    """The object that a value is known to be."""
    if isinstance(value, Static):
        return value.obj
    if isinstance(value, Num) and isinstance(value.atom, Const):
        return value.atom.value
    if isinstance(value, TupleValue):
        items = tuple(_object(item) for item in value.items)
        return NOTHING if any(item is NOTHING for item in items) else items
    return NOTHING


@functools.lru_cache(256)
def _made(maker: Callable[..., Any], *args: Any, **keywords: Any) -> Any:
    """One derivative for one function: a loop that makes it in each round makes the same."""
    return maker(*args, **keywords)
