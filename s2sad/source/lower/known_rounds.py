"""Loops of which the rounds are known: a walk along objects, the axes of an array."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import gast

from s2sad.source.lower import expressions, statements
from s2sad.source.lower.branches import branch, known_truth, truth
from s2sad.source.lower.loops import BROKEN, CONTINUED, FALSE
from s2sad.source.lower.lowerer import Lowerer, Refusal

__all__ = ["AXES", "or_round_by_round", "or_unrolled", "walks_over_axes"]

MOST = 64
AXES = 4
"""A range of so many numbers may be one over the axes of an array, of which each round is another program."""
OF_ONE_AXIS = {
    "append", "concatenate", "cumprod", "delete", "diff", "gradient", "insert", "median", "partition", "percentile",
    "quantile", "stack", "trapezoid", "trapz",
}  # fmt: skip
"""Functions whose derivative depends on the axis."""


class _NotKnown(Exception):
    """It depends on numbers whether there is another round, or what a round does is not supported."""


def walks_over_axes(node: gast.For) -> bool:
    """Whether what a loop counts is the axis of something that needs to know it."""
    calls = (part for statement in node.body for part in gast.walk(statement) if isinstance(part, gast.Call))
    return any(
        getattr(call.func, "attr", getattr(call.func, "id", "")) in OF_ONE_AXIS
        and any(
            k.arg == "axis" and getattr(k.value, "id", "") == getattr(node.target, "id", None) for k in call.keywords
        )
        for call in calls
    )


def or_round_by_round(lo: Lowerer, loop: Callable[[], None], node: gast.While) -> None:
    """Lower a loop; where there is no one body for all its rounds, lower the rounds, as far as these are known."""
    or_unrolled(lo, loop, lambda problems: _rounds(lo, node, problems, MOST))


def or_unrolled(lo: Lowerer, loop: Callable[[], None], rounds: Callable[[int], None]) -> None:
    """Lower a loop; where that has problems and its rounds, one by one, have none, these."""
    before, problems, block = lo.state.copy(), len(lo.problems), lo.build.blocks[-1]
    start, depth, frames, guards = len(block), len(lo.build.blocks), list(lo.frames), len(lo.guards)
    notes = set(lo.kept_over), set(lo.read_early)
    refused: Refusal | None = None
    try:
        loop()
    except Refusal as refusal:
        refused = refusal
    if lo.survey is not None or lo.recursive or (refused is None and len(lo.problems) == problems):
        if refused is not None:
            raise refused
        return
    done = lo.state, block[start:], lo.problems[problems:]

    def undo() -> None:
        del block[start:], lo.problems[problems:], lo.build.blocks[depth:], lo.guards[guards:]
        lo.frames[:] = frames
        lo.kept_over, lo.read_early = notes

    undo()
    lo.state = before
    try:
        lo.locals[BROKEN] = FALSE
        rounds(problems)
        if len(lo.problems) > problems:
            raise _NotKnown
    except (_NotKnown, Refusal):
        undo()
        lo.state, block[start:] = done[0], done[1]
        lo.problems += done[2]
        if refused is not None:
            raise refused from None


def _rounds(lo: Lowerer, node: gast.While, problems: int, most: int) -> None:
    for count in range(most):
        lo.locals[CONTINUED] = FALSE
        another = known_truth(truth(lo, expressions.evaluate(lo, node.test), node.test))
        if another is None:
            raise _NotKnown
        if not another:
            return
        statements.execute_block(lo, node.body)
        lo.locals[CONTINUED] = FALSE
        leaving = statements.leaving(lo)
        if len(lo.problems) > problems:
            raise _NotKnown
        if leaving is True:
            return
        if leaving is not None:
            branch(lo, leaving, lambda: None, partial(_rounds, lo, node, problems, most - count - 1), node)
            return
    raise _NotKnown
