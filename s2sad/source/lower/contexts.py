"""``with``: managers that the user wrote are followed; others stand around the forward sweep."""

from __future__ import annotations

import contextlib
import types
from collections.abc import Callable
from typing import Any

import gast

from s2sad.core.nodes import Const, Effect, Name, With
from s2sad.core.types import OpaqueType
from s2sad.core.walk import statements
from s2sad.source.lower import calls, generators, inlining, objects
from s2sad.source.lower.array_walks import is_walk
from s2sad.source.lower.library import handles
from s2sad.source.lower.loop_head import BROKEN, CONTINUED, FALSE, RETURNED
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import Bound, GeneratorContent, Made, Num, ObjectRef, Static, StructContent, Value
from s2sad.source.read import read

__all__ = ["around", "is_manager", "manager"]

NONE = Num(Const(None))
Body = Callable[[Value], None]


@contextlib.contextmanager
def _example() -> Any:
    yield


def is_manager(obj: Any) -> bool:
    """Whether a function was made by ``contextlib.contextmanager``."""
    return getattr(obj, "__code__", None) is _example.__code__


def manager(lo: Lowerer, obj: Any, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    """The generator whose one item is the value of the ``with``."""
    made = inlining.inline(lo, read(obj.__wrapped__), args, keywords, node)
    assert isinstance(made, ObjectRef)
    lo.kinds[made.id] = contextlib._GeneratorContextManager
    return made


@handles(contextlib.nullcontext)
def _nullcontext(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    value = keywords.get("enter_result", args[0] if args else NONE)
    return Made(lambda given, at: value)


def around(lo: Lowerer, context: Value, body: Body, named: bool, node: gast.AST) -> None:
    """Execute `body` under a manager; it is given what the manager gives for the name after ``as``."""
    content = objects.struct_content(lo, context, node) if isinstance(context, ObjectRef) else None
    if isinstance(context, Made):
        body(context.run([], node))
    elif isinstance(content, GeneratorContent) and isinstance(context, ObjectRef) and is_walk(lo, context):
        body(context)
    elif isinstance(content, GeneratorContent) and isinstance(context, ObjectRef) and context.id in lo.kinds:
        generator = generators.fresh(lo, context)
        assert generator is not None
        generators.interleave(lo, generator, body, node)
    elif isinstance(content, StructContent):
        _around_object(lo, context, body, node)
    else:
        _at_run_time(lo, context, body, named, node)


def _around_object(lo: Lowerer, context: Value, body: Body, node: gast.AST) -> None:
    """A manager of a class of the user: its methods are called before and after the block."""
    leave = objects.get_attribute(lo, context, "__exit__", node)
    if _may_swallow(leave):
        lo.refuse(node, "the __exit__ of this manager may swallow what is raised in the block", "write try and except")
    body(calls.call(lo, objects.get_attribute(lo, context, "__enter__", node), [], {}, node))
    flags = {flag: lo.locals[flag] for flag in (BROKEN, CONTINUED, RETURNED)}
    lo.locals.update(dict.fromkeys(flags, FALSE))
    start = len(lo.build.blocks[-1])
    calls.call(lo, leave, [NONE, NONE, NONE], {}, node)
    if any(isinstance(s, Effect) for s in statements(tuple(lo.build.blocks[-1][start:]))):
        lo.refuse(
            node,
            "the end of this block does what would have to be done after an exception too",
            "write try and finally, or do it after the block",
        )
    lo.locals.update(flags)


def _may_swallow(leave: Value) -> bool:
    """Whether a method returns anything but None or False."""
    function = leave.function.obj if isinstance(leave, Bound) and isinstance(leave.function, Static) else None
    if not isinstance(function, types.FunctionType):
        return False
    returned = (part.value for part in gast.walk(read(function).node) if isinstance(part, gast.Return))
    return any(value is not None and getattr(value, "value", True) not in (None, False) for value in returned)


def _at_run_time(lo: Lowerer, context: Value, body: Body, named: bool, node: gast.AST) -> None:
    origin = lo.build.origin
    atom = lo.atom(context, node)
    name = lo.program.fresh("entered", OpaqueType("object")) if named else ""
    if isinstance(atom, Name):
        lo.program.shares[name] = (atom.id,)
    with lo.build.block() as block:
        body(Num(Name(name)) if named else NONE)
    lo.build.append(With(atom, tuple(block), origin, name))
