"""``finally``: what is done in the end, whether the body was finished, left, or raised something.

What outlives the call, and what leaves in its turn, is done wherever the body is left: it stands in a clause that
catches everything, too. The rest counts only where what is raised is caught in the function; on the way out it is left.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import gast

from s2sad.core.nodes import Effect, Let, Statement
from s2sad.core.walk import statements as all_statements
from s2sad.source.lower import raises, statements
from s2sad.source.lower.attempts import Tried, new_attempt
from s2sad.source.lower.branches import branch, known_truth
from s2sad.source.lower.coming import still_to_run
from s2sad.source.lower.loop_head import FALSE, FLAGS
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.throws import handling
from s2sad.source.lower.values import Value

__all__ = ["try_statement"]

LASTING = ("store.", "call", "@", "numpy.random.", "builtins.print", "builtins.open", "builtins.input")
LEAVING = gast.Return | gast.Break | gast.Continue | gast.Raise


def try_statement(lo: Lowerer, node: gast.Try) -> None:
    """A `try` with ``finally``."""
    body = [_without_final(node)] if node.handlers else [*node.body, *node.orelse]
    if _leaves(node):
        _always(lo, node, body)
    elif lo.attempts:
        _by_the_way(lo, node, body)
    else:
        _in_the_end(lo, node, body)


def _without_final(node: gast.Try) -> gast.Try:
    return gast.copy_location(gast.Try(node.body, node.handlers, node.orelse, []), node)


def _in_the_end(lo: Lowerer, node: gast.Try, body: list[gast.AST]) -> None:
    """Nothing is caught here; if what is done turns out to outlive the call, it is all done anew."""
    block, before, problems = lo.build.blocks[-1], lo.state.copy(), len(lo.problems)
    start = len(block)
    with still_to_run(lo, node.finalbody):
        statements.execute_block(lo, body)
    place = len(block)
    _after(lo, node)
    if any(_lasts(statement) for statement in all_statements(tuple(block[place:]))):
        del block[start:], lo.problems[problems:]
        lo.state = before
        _always(lo, node, body)


def _by_the_way(lo: Lowerer, node: gast.Try, body: list[gast.AST]) -> None:
    """Within another `try`: what that one catches comes by here."""
    attempt = new_attempt(lo, (), (), False)
    tried = Tried(node, attempt, body, node.finalbody, False)
    tried.run(lo, partial(_after, lo, node), partial(statements.execute_block, lo, node.finalbody))


def _always(lo: Lowerer, node: gast.Try, body: list[gast.AST]) -> None:
    """Whatever is raised is caught, and raised again unless what is done in the end leaves."""
    anything = lo.free("BaseException", BaseException)
    attempt = new_attempt(lo, ((BaseException,),), (anything,), True)
    tried = Tried(node, attempt, body, node.finalbody, not _leaves(node))

    def handle() -> None:
        error = lo.locals[attempt.error]
        with handling(lo, error, (BaseException,)):
            statements.execute_block(lo, node.finalbody)
            _unless_left(lo, partial(raises.raise_again, lo), node)

    tried.run(lo, partial(_after, lo, node), handle)


def _leaves(node: gast.Try) -> bool:
    return any(isinstance(part, LEAVING) for top in node.finalbody for part in gast.walk(top))


def _after(lo: Lowerer, node: gast.Try) -> None:
    """What is done in the end where nothing was raised: the body goes on to where it was going, unless this leaves."""
    flags: dict[str, Value] = {flag: lo.locals[flag] for flag in FLAGS}
    lo.locals.update(dict.fromkeys(FLAGS, FALSE))
    statements.execute_block(lo, node.finalbody)
    _unless_left(lo, lambda: lo.locals.update(flags), node)


def _unless_left(lo: Lowerer, action: Callable[[], None], node: gast.AST) -> None:
    left = statements.leaving(lo)
    if left is None:
        action()
    elif left is not True:
        flags = [flag for flag in FLAGS if known_truth(lo.locals[flag]) is None]
        branch(lo, left, partial(statements.know, lo, flags), action, node)


def _lasts(statement: Statement) -> bool:
    if isinstance(statement, Let):
        return statement.call.prim.startswith(LASTING)
    return isinstance(statement, Effect)
