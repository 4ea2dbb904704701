"""``and`` and ``or``: no more is evaluated than Python does."""

from __future__ import annotations

from collections.abc import Callable

import gast

from s2sad.core.nodes import Name
from s2sad.core.types import ScalarType
from s2sad.source.lower import or_none
from s2sad.source.lower.branches import choose, truth
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import Num, ObjectRef, Value

__all__ = ["all_of", "any_of", "bool_op", "tested"]

Evaluate = Callable[..., Value]


def bool_op(lo: Lowerer, nodes: list[gast.AST], conjunction: bool, node: gast.AST, evaluate: Evaluate) -> Value:
    """``a and b …`` or ``a or b …``: the operand itself, and no more evaluated than Python does."""
    branched = None if conjunction else or_none.alternative(lo, nodes)
    if branched is not None:
        return evaluate(lo, branched)
    first = evaluate(lo, nodes[0])
    if len(nodes) == 1:
        return first
    test = truth(lo, first, nodes[0])

    def rest() -> Value:
        return bool_op(lo, nodes[1:], conjunction, node, evaluate)

    def keep() -> Value:
        return first

    return choose(lo, test, rest, keep, node) if conjunction else choose(lo, test, keep, rest, node)


def tested(lo: Lowerer, node: gast.AST, evaluate: Evaluate) -> Value:
    """The truth of an expression: what ``items and items[0] > 0`` is for an empty list does not matter to a test."""

    def operand(lo: Lowerer, inner: gast.AST) -> Value:
        if isinstance(inner, gast.BoolOp):
            return tested(lo, inner, evaluate)
        value = evaluate(lo, inner)
        known = truth(lo, value, inner)
        if isinstance(value, ObjectRef) and isinstance(known, Num) and isinstance(known.atom, Name):
            return Num(lo.build.emit("builtins.bool", known.atom, kind=ScalarType("bool"), spelling="function"))
        return value

    if not isinstance(node, gast.BoolOp):
        return truth(lo, evaluate(lo, node), node)
    return truth(lo, bool_op(lo, node.values, isinstance(node.op, gast.And), node, operand), node)


def all_of(lo: Lowerer, tests: list[Callable[[], Value]], node: gast.AST) -> Value:
    first = tests[0]()
    if len(tests) == 1:
        return first
    return choose(lo, truth(lo, first, node), lambda: all_of(lo, tests[1:], node), lambda: first, node)


def any_of(lo: Lowerer, tests: list[Callable[[], Value]], node: gast.AST) -> Value:
    first = tests[0]()
    if len(tests) == 1:
        return first
    return choose(lo, truth(lo, first, node), lambda: first, lambda: any_of(lo, tests[1:], node), node)
