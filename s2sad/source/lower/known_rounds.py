"""A ``while`` of which it is known in each round whether there is another: a walk along objects that are known."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import gast

from s2sad.source.lower import expressions, statements
from s2sad.source.lower.branches import branch, known_truth, truth
from s2sad.source.lower.loops import BROKEN, CONTINUED, FALSE
from s2sad.source.lower.lowerer import Lowerer, Refusal

__all__ = ["or_round_by_round"]

MOST = 64


class _NotKnown(Exception):
    """It depends on numbers whether there is another round, or what a round does is not supported."""


def or_round_by_round(lo: Lowerer, loop: Callable[[], None], node: gast.While) -> None:
    """Lower a loop; where there is no one body for all its rounds, lower the rounds, as far as these are known."""
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
        _rounds(lo, node, problems, MOST)
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
