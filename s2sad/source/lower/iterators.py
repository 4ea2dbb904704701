"""Functions of `itertools`, `dataclasses` and `copy` that act on structure."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable
from typing import Any

import gast

from s2sad.source.lower import attributes, calls, expressions, objects
from s2sad.source.lower.arrays import handler_of
from s2sad.source.lower.iteration import Known, iteration
from s2sad.source.lower.library import HANDLERS, handles
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import (
    ArrayRef,
    DictContent,
    ListContent,
    LongListContent,
    Num,
    ObjectRef,
    StructContent,
    TupleValue,
    Value,
)

__all__ = ["handler_of", "known_items"]


def known_items(lo: Lowerer, value: Value, node: gast.AST) -> tuple[Value, ...]:
    """The items of an iterable whose length is known."""
    walk = iteration(lo, value, node)
    if isinstance(walk, Known):
        return walk.items
    lo.refuse(
        node, "the length of what this walks over is not known when s2sad reads it", "write the loop, or pass a tuple"
    )


def _whole(function: Callable[..., Any]) -> None:
    """A function of iterables (and constants) whose items are tuples of theirs."""

    def handler(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
        rows = [a if isinstance(a, Num) else known_items(lo, a, node) for a in args]
        plain = [lo.build.static(r.atom) if isinstance(r, Num) else r for r in rows]
        more = {k: attributes.constant_key(lo, v) for k, v in keywords.items()}
        if NotImplemented in plain or NotImplemented in more.values():
            lo.refuse(node, "an argument of this iterator is not known when s2sad reads it", "write the loop")
        made = [TupleValue(item) if isinstance(item, tuple) else item for item in function(*plain, **more)]
        return TupleValue(tuple(made))

    HANDLERS[id(function)] = handler


for _function in (itertools.chain, itertools.product, itertools.combinations, itertools.permutations, itertools.islice):
    _whole(_function)
if hasattr(itertools, "pairwise"):
    _whole(itertools.pairwise)


@handles(itertools.accumulate)
def _accumulate(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    items = list(known_items(lo, args[0], node))
    function = args[1] if len(args) > 1 else keywords.get("func")
    if "initial" in keywords:
        items.insert(0, keywords["initial"])
    totals = items[:1]
    for item in items[1:]:
        if function is None:
            totals.append(expressions.binary(lo, "add", totals[-1], item, node))
        else:
            totals.append(calls.call(lo, function, [totals[-1], item], {}, node))
    return TupleValue(tuple(totals))


@handles(copy.copy, copy.deepcopy)
def _copy(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    function = expressions.evaluate(lo, node.func)
    return _copied(lo, args[0], getattr(function, "obj", None) is copy.deepcopy, node, hint)


def _copied(lo: Lowerer, value: Value, deep: bool, node: gast.AST, hint: str = "t") -> Value:
    if isinstance(value, ArrayRef):
        return lo.call_prim("numpy.copy", [value], {}, node, hint=hint, spelling="method")
    if isinstance(value, TupleValue):
        return TupleValue(tuple(_copied(lo, v, deep, node) for v in value.items), value.cls) if deep else value
    if not isinstance(value, ObjectRef):
        return value
    content = objects.struct_content(lo, value, node)
    if isinstance(content, LongListContent):
        return lo.result(lo.build.emit("list.copy", content.atom, kind=lo.build.type_of(content.atom)))
    assert isinstance(content, ListContent | DictContent | StructContent)
    items = tuple(_copied(lo, v, deep, node) for v in content.items) if deep else content.items
    if isinstance(content, ListContent):
        return lo.new_object(ListContent(items))
    if isinstance(content, DictContent):
        return lo.new_object(DictContent(content.keys, items))
    return lo.new_object(StructContent(content.cls, content.fields, items))


def _refused(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    lo.refuse(node, "s2sad cannot see what this runs", "write the code itself")


for _builtin in (eval, exec, compile, locals, globals, vars, __import__):
    HANDLERS[id(_builtin)] = _refused
