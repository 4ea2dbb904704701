"""``and`` and ``or``: no more is evaluated than Python does."""

from __future__ import annotations

from collections.abc import Callable

import gast

from s2sad.source.lower.branches import choose, truth
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import Value

__all__ = ["all_of", "any_of", "bool_op"]

Evaluate = Callable[..., Value]


def bool_op(lo: Lowerer, nodes: list[gast.AST], conjunction: bool, node: gast.AST, evaluate: Evaluate) -> Value:
    """``a and b …`` or ``a or b …``: the operand itself, and no more evaluated than Python does."""
    first = evaluate(lo, nodes[0])
    if len(nodes) == 1:
        return first
    test = truth(lo, first, nodes[0])

    def rest() -> Value:
        return bool_op(lo, nodes[1:], conjunction, node, evaluate)

    def keep() -> Value:
        return first

    return choose(lo, test, rest, keep, node) if conjunction else choose(lo, test, keep, rest, node)


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
