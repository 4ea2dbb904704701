"""Loops as statements: unrolled over what is known, interleaved with a generator, else a loop of core."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import gast

from s2sad.core.nodes import Atom, Const
from s2sad.core.types import ScalarType
from s2sad.source.lower import assignment, expressions, generators, long_dicts, partly, statements, surveying, walks
from s2sad.source.lower.branches import branch, known_truth
from s2sad.source.lower.coming import still_to_run
from s2sad.source.lower.iteration import Indexed, Known, constant_range, iteration
from s2sad.source.lower.known_rounds import AXES, or_round_by_round, or_unrolled, walks_over_axes
from s2sad.source.lower.loops import BROKEN, CONTINUED, FALSE, RETURNED, for_loop, while_loop
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import Generator, Num, ObjectRef, RangeValue, Value
from s2sad.source.lower.watching import Watch, refuse_if_longer, refuse_if_written

__all__ = ["for_statement", "while_statement"]

TRUE = Num(Const(True))


def for_statement(lo: Lowerer, node: gast.For) -> None:
    """``for``, with its ``else``."""
    with _binding_later(lo, node), still_to_run(lo, [node]):
        _walk_for(lo, node)


@contextmanager
def _binding_later(lo: Lowerer, node: gast.For | gast.While) -> Iterator[None]:
    """In a loop a name that its body binds may be read before that, from the second round on."""
    stored = {
        (lo.frame.id, part.id)
        for part in gast.walk(node)
        if isinstance(part, gast.Name) and isinstance(part.ctx, gast.Store) and part.id not in lo.locals
    }
    new = stored - lo.bound_later
    lo.bound_later |= new
    try:
        yield
    finally:
        lo.bound_later -= new


def _walk_for(lo: Lowerer, node: gast.For) -> None:
    source = walks.opened(lo, expressions.evaluate(lo, node.iter), node.iter)
    if isinstance(source, ObjectRef) and partly.goes_in_steps(lo, source, node):
        source = generators.in_steps(lo, source, node)
    generator = generators.fresh(lo, source)
    if generator is not None:
        partly.mark(lo, source, node)
        _interleave(lo, generator, node, source)
        return
    watch = Watch(lo, node).over(source)
    walk = iteration(lo, source, node.iter)
    partly.mark(lo, source, node)
    if isinstance(walk, Known):
        _unroll(lo, walk.items, node, watch)
    elif isinstance(walk, Indexed):
        refuse_if_longer(lo, node)
        counted = walk.element is Num and isinstance(node.target, gast.Name)
        hint = node.target.id if counted else walk.hint

        def bind(count: Atom) -> None:
            assignment.assign(lo, node.target, walk.element(count))

        def loop() -> None:
            body = partial(statements.execute_block, lo, node.body)
            for_loop(lo, lo.atom(walk.counter), bind, body, hint, ScalarType("int"), node.body)

        counts = constant_range(lo, source) if isinstance(source, RangeValue) else None
        if counts is None or len(counts) > AXES:
            loop()
        else:
            items = tuple(Num(Const(count)) for count in counts)
            if walks_over_axes(node):
                _unroll(lo, items, node, watch)
            else:
                or_unrolled(lo, loop, lambda _: _unroll(lo, items, node, watch))
    else:
        hint = walk.hint if walk.element is None else _first_name(node.target) or walk.hint
        with long_dicts.walking(lo):
            for_loop(
                lo, walk.iterable, lambda item: assignment.assign(lo, node.target, walk.item(item)),
                lambda: statements.execute_block(lo, node.body), hint, walk.kind, node.body,
            )  # fmt: skip
    refuse_if_written(lo, source, node)
    partly.unmark(lo, source, node.body)
    _or_else(lo, node.orelse, node)


def _first_name(target: gast.AST) -> str | None:
    """What the user calls a key: ``for k in d``, ``for k, v in d.items()``."""
    first = target.elts[0] if isinstance(target, gast.Tuple) and target.elts else target
    return first.id if isinstance(first, gast.Name) else None


def _interleave(lo: Lowerer, generator: Generator, node: gast.For, source: Value) -> None:
    """A loop over a generator: the statements of the generator, with the body of the loop at each item."""

    def visit(item: Value) -> None:
        assignment.assign(lo, node.target, item)
        statements.execute_block(lo, node.body)
        lo.locals[CONTINUED] = FALSE

    generators.interleave(lo, generator, visit, node, leaving=partial(statements.leaving, lo))
    partly.unmark(lo, source, node.body)
    _or_else(lo, node.orelse, node)


def _unroll(lo: Lowerer, items: tuple[Value, ...], node: gast.For, watch: Watch) -> None:
    """A loop over items that are known, round by round."""
    lo.locals[BROKEN] = FALSE

    def rounds(left: tuple[Value, ...]) -> None:
        if not left:
            return
        lo.locals[CONTINUED] = FALSE
        assignment.assign(lo, node.target, left[0])
        statements.execute_block(lo, node.body)
        lo.locals[CONTINUED] = FALSE
        leaving = statements.leaving(lo)
        if leaving is not True:
            watch.check(len(items) - len(left) + 1)
        if leaving is None:
            rounds(left[1:])
        elif leaving is not True and left[1:]:
            branch(lo, leaving, lambda: None, lambda: rounds(left[1:]), node)

    rounds(items)


def while_statement(lo: Lowerer, node: gast.While) -> None:
    """``while``, with its ``else``."""
    with _binding_later(lo, node), still_to_run(lo, [node]):
        _walk_while(lo, node)


def _walk_while(lo: Lowerer, node: gast.While) -> None:
    if lo.attempts or any(isinstance(part, gast.NamedExpr) for part in gast.walk(node.test)):
        leave = gast.If(gast.UnaryOp(gast.Not(), node.test), [gast.Break()], [])
        for part in (leave, leave.test, leave.body[0]):
            gast.copy_location(part, node.test)
        while_loop(lo, lambda: TRUE, lambda: statements.execute_block(lo, [leave, *node.body]), node)
    else:
        test = partial(surveying.tested, lo, lambda: expressions.tested(lo, node.test))
        body = partial(statements.execute_block, lo, node.body)
        or_round_by_round(lo, lambda: while_loop(lo, test, body, node), node)
    _or_else(lo, node.orelse, node)


def _or_else(lo: Lowerer, body: list[gast.AST], node: gast.AST) -> None:
    """The ``else`` of a loop runs unless the loop was broken."""
    broken = lo.locals[BROKEN]
    lo.locals[BROKEN] = lo.locals[CONTINUED] = FALSE
    returned = lo.locals[RETURNED]
    if not body:
        return
    if known_truth(returned) is None and known_truth(broken) is False:
        branch(lo, returned, partial(statements.know, lo, [RETURNED]), lambda: statements.execute_block(lo, body), node)
        return
    if known_truth(returned) is None:
        broken = Num(lo.build.emit("operator.or_", lo.arg(broken), lo.arg(returned), kind=ScalarType("bool")))
    branch(lo, broken, lambda: None, lambda: statements.execute_block(lo, body), node)
