"""Generators that call themselves: recursive functions that return a list of all that is yielded.

What such a function reads must be the same at the first item and at the last, and it writes into nothing that others
see: then it does not matter that all items are there before the first is taken.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, NoReturn

import gast

from s2sad.source.lower.aliases import cells_in
from s2sad.source.lower.recursion import call_recursive
from s2sad.source.lower.values import IteratorContent, Value
from s2sad.source.lower.watching import remember

if TYPE_CHECKING:
    from s2sad.source.lower.handed import Handed
    from s2sad.source.lower.lowerer import Frame, Lowerer

__all__ = ["call"]

SCOPES = gast.FunctionDef | gast.Lambda | gast.ClassDef
CHANGES = frozenset(
    "append add clear discard extend fill insert pop popitem popleft remove reverse sort update".split()
)
LIST = "make a list in it, and return that"


def call(
    lo: Lowerer, frame: Frame, body: list[gast.AST], table: dict[str, Value], key: object, node: gast.AST
) -> Value:
    """What a call of such a generator gives: an iterator over the list."""
    if lo.attempts:
        _refuse(lo, frame, node, "is called in a try")
    made = getattr(body[0], "s2sad_listed", None)
    if made is None:
        made = body[0].s2sad_listed = _as_function(lo, frame, body)
    reads: set[int] = set()

    def check(given: Handed, writes: bool) -> None:
        if writes:
            _refuse(lo, frame, node, "writes into what others see")
        reads.update(cell for value in (*given.leaves.values(), *given.objects) for cell in cells_in(lo, value))

    items = call_recursive(lo, frame, made, table, key, node, "items", check)
    iterator = lo.new_object(IteratorContent(items))
    remember(lo, iterator.id, ())
    lo.read_by[iterator.id] = {cell: lo.state.heap.get(cell) for cell in reads}
    return iterator


def _refuse(lo: Lowerer, frame: Frame, node: gast.AST | None, what: str) -> NoReturn:
    lo.refuse(node, f"the generator {frame.name} calls itself, and {what}", LIST)


def _as_function(lo: Lowerer, frame: Frame, body: list[gast.AST]) -> list[gast.AST]:
    """The statements of a function that returns the list of all items."""
    parts = [part for top in body for part in gast.walk(top)]
    names = {part.id for part in parts if isinstance(part, gast.Name)}
    items = next(name for name in ("items", f"{frame.name}_items", "%items") if name not in names)
    _check(lo, frame, parts)
    collect = _Collect(items)
    made = [collect.visit(copy.deepcopy(top)) for top in body]
    ends = gast.Assign([gast.Name(items, gast.Store(), None, None)], gast.List([], gast.Load()), None), collect.ending()
    statements = [ends[0], *made, ends[1]]
    for top in statements:
        for part in gast.walk(top):
            if not hasattr(part, "lineno"):
                gast.copy_location(part, body[0])
    return statements


def _check(lo: Lowerer, frame: Frame, parts: list[gast.AST]) -> None:
    yields = [part for part in parts if isinstance(part, (gast.Yield, gast.YieldFrom))]
    alone = {id(part.value) for part in parts if isinstance(part, gast.Expr)}
    for part in yields:
        if id(part) not in alone:
            _refuse(lo, frame, part, "takes what a yield gives")
    for part in parts:
        if isinstance(part, gast.Return) and part.value is not None:
            _refuse(lo, frame, part, "returns a value")
        if isinstance(part, gast.Try) and any(
            isinstance(inner, (gast.Yield, gast.YieldFrom)) for inner in gast.walk(part)
        ):
            _refuse(lo, frame, part, "yields in a try")
    handed = {name.id for part in yields if part.value for name in gast.walk(part.value) if isinstance(name, gast.Name)}
    for part in parts:
        if _changed(part) in handed:
            _refuse(lo, frame, part, "changes what it yields")


def _changed(part: gast.AST) -> str | None:
    """The name of what a node writes into."""
    target = None
    if isinstance(part, gast.AugAssign):
        target = part.target
    elif isinstance(part, (gast.Subscript, gast.Attribute)) and not isinstance(part.ctx, gast.Load):
        target = part
    elif isinstance(part, gast.Call) and isinstance(part.func, gast.Attribute) and part.func.attr in CHANGES:
        target = part.func
    while isinstance(target, (gast.Subscript, gast.Attribute)):
        target = target.value
    return target.id if isinstance(target, gast.Name) else None


class _Collect(gast.NodeTransformer):  # type: ignore[misc]
    """Puts what is yielded into a list."""

    def __init__(self, items: str) -> None:
        self.items = items

    def visit(self, node: gast.AST) -> gast.AST:
        return node if isinstance(node, SCOPES) else super().visit(node)

    def visit_Expr(self, node: gast.Expr) -> gast.AST:
        if not isinstance(node.value, (gast.Yield, gast.YieldFrom)):
            return node
        method = "append" if isinstance(node.value, gast.Yield) else "extend"
        value = node.value.value or gast.Constant(None, None)
        call = gast.Call(gast.Attribute(self._name(), method, gast.Load()), [value], [])
        return self._placed(gast.Expr(call), node)

    def visit_Return(self, node: gast.Return) -> gast.AST:
        return self._placed(self.ending(), node)

    def ending(self) -> gast.Return:
        return gast.Return(self._name())

    def _name(self) -> gast.Name:
        return gast.Name(self.items, gast.Load(), None, None)

    def _placed(self, made: gast.AST, node: gast.AST) -> gast.AST:
        for part in gast.walk(made):
            if not hasattr(part, "lineno"):
                gast.copy_location(part, node)
        return made
