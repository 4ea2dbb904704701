"""Marks in the reverse sweep where it passes a store of the forward sweep."""

from __future__ import annotations

from s2sad.core.nodes import Block, Effect, If, Statement, With
from s2sad.core.walk import map_blocks

__all__ = ["PASSED", "is_mark", "without_marks"]

PASSED = "tape.passed"
"""The effect that stands in the reverse sweep where it passes a store."""


def is_mark(statement: Statement) -> bool:
    return isinstance(statement, Effect) and statement.call.prim == PASSED


def without_marks(block: Block) -> Block:
    """The block without the marks of passed stores, and without the branches that held nothing else."""
    made: list[Statement] = []
    for statement in block:
        if is_mark(statement):
            continue
        changed = map_blocks(statement, without_marks)
        bare = isinstance(changed, If) and not (changed.then or changed.other or changed.joins)
        if not bare and not (type(changed) is With and not changed.body and statement.body):  # type: ignore[union-attr]
            made.append(changed)
    return tuple(made)
