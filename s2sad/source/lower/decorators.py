"""Functions that are decorated inside a function: what the decorators make of them is bound."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import gast

from s2sad.source.lower import caches, calls, expressions, outer
from s2sad.source.lower.values import Static, Value

if TYPE_CHECKING:
    from s2sad.source.lower.lowerer import Lowerer

__all__ = ["define"]


def define(lo: Lowerer, node: gast.FunctionDef) -> None:
    """Bind the name of a decorated function."""
    maker = _maker(lo, node.decorator_list[0])
    if len(node.decorator_list) == 1 and maker is not None and caches.is_cache(maker):
        caches.define(lo, node)
        return
    decorators = [expressions.evaluate(lo, one) for one in node.decorator_list if not _keeps(lo, one)]
    made: Value = calls.closure(lo, caches.bare(node))
    for decorator in reversed(decorators):
        if caches.is_cache(decorator):
            lo.refuse(node, "a cache beside other decorators is not supported here", "decorate it outside")
        made = calls.call(lo, decorator, [made], {}, node, node.name)
    outer.bind(lo, node.name, made, node)


def _maker(lo: Lowerer, decorator: gast.AST) -> Value | None:
    """What ``@maker`` and ``@maker(...)`` name."""
    named = decorator.func if isinstance(decorator, gast.Call) else decorator
    return expressions.evaluate(lo, named) if isinstance(named, (gast.Name, gast.Attribute)) else None


def _keeps(lo: Lowerer, decorator: gast.AST) -> bool:
    """Whether a decorator gives a function another name, and leaves what it does."""
    maker = _maker(lo, decorator) if isinstance(decorator, gast.Call) else None
    return isinstance(maker, Static) and maker.obj is functools.wraps
