"""Calls that s2sad cannot look into: they stand where they are."""

from __future__ import annotations

from typing import Any

import gast

from s2sad.core.nodes import Free
from s2sad.core.types import OpaqueType, ScalarType, Type, Unknown
from s2sad.source.lower import draws, natures, outer
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.unseen import given_away, may_write, refuse_in_recursion
from s2sad.source.lower.values import ObjectRef, Static, StructContent, Value

__all__ = ["bound_to", "check_unseen", "opaque"]


def bound_to(static: Static, args: list[Value]) -> Any:
    """The method of an object that is there before the function runs, for a function that is given this object."""
    owner = args[0] if args else None
    name = getattr(static.obj, "__name__", "")
    if isinstance(owner, Static) and static.text == f"{owner.text}.{name}":
        return getattr(owner.obj, name, None)
    return None


def check_unseen(lo: Lowerer, args: list[Value], static: Static, node: gast.AST) -> None:
    """What a function without a source does to an object that was made here, nobody knows."""
    for value in args:
        content = lo.state.heap.get(value.id) if isinstance(value, ObjectRef) else None
        if isinstance(content, StructContent) and content.origin is None:
            name = getattr(static.obj, "__qualname__", static.text)
            lo.refuse(node, f"{name} has no source that s2sad can read", "define it in a file")


def opaque(
    lo: Lowerer, function: Any, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value:
    """A call that s2sad cannot look into: it stands where it is, and nothing that varies may go through it."""
    natures.check_unseen(lo, [*args, *keywords.values()], node)
    core_args = [lo.arg(outer.handed_out(lo, a, node), node) for a in args]
    core_keywords = tuple((k, lo.arg(v, node)) for k, v in keywords.items())
    kind = _opaque_type(lo, function, args, keywords)
    draws.note(lo, function, keywords, node)
    writes = may_write(lo, function, lo.discarded is node)
    if writes and lo.recursive:
        refuse_in_recursion(lo, function, [*args, *keywords.values()], node)
    spelling = "writing" if writes else ""
    atom = lo.build.emit("call", function, *core_args, keywords=core_keywords, hint=hint, kind=kind, spelling=spelling)
    result = lo.result(atom)
    given = (*core_args, *(value for _, value in core_keywords))
    given_away(lo, function, [*args, *keywords.values()], node, arrays=writes, given=given)
    return result


DRAWS = {
    "uniform",
    "normal",
    "standard_normal",
    "random",
    "random_sample",
    "rand",
    "randn",
    "exponential",
    "standard_exponential",
}


def _opaque_type(lo: Lowerer, function: Any, args: list[Value], keywords: dict[str, Value]) -> Type:
    generator = draws.kind_of_generator(lo, function, args, keywords)
    if generator is not None:
        return generator
    if isinstance(function, Free) and function.text.startswith("np.random.") and not args and not keywords:
        return ScalarType("float") if function.text.rpartition(".")[2] in DRAWS else Unknown()
    return Unknown() if args or keywords else OpaqueType("object")
