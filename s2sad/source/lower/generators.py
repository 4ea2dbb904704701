"""Generators and iterators: walked where something consumes them, and used up by that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import gast

from s2sad.core.nodes import Atom, Const, If, Name
from s2sad.core.types import ScalarType
from s2sad.source.lower import (
    attributes,
    branches,
    calls,
    comprehensions,
    expressions,
    inlining,
    iteration,
    lists,
    objects,
    partly,
    walks,
)  # fmt: skip
from s2sad.source.lower.loop_head import BROKEN, CONTINUED, RETURNED
from s2sad.source.lower.lowerer import Frame, Lowerer, Raising
from s2sad.source.lower.values import (
    ArrayRef,
    Content,
    Generator,
    GeneratorContent,
    ItemsOf,
    IteratorContent,
    ListContent,
    Made,
    Num,
    ObjectRef,
    RangeValue,
    SliceValue,
    TupleValue,
    Value,
    Zipped,
)
from s2sad.source.lower.watching import refuse_if_changed, remember

__all__ = [
    "expression",
    "fresh",
    "function",
    "in_steps",
    "interleave",
    "iterator",
    "left",
    "next_item",
    "run",
    "yields",
]

FIRST = "%first"
NO_ITERATOR = "next of what is no iterator"
BOOL = ScalarType("bool")
NONE, FALSE, TRUE = Num(Const(None)), Num(Const(False)), Num(Const(True))
SCOPES = gast.FunctionDef | gast.AsyncFunctionDef | gast.Lambda | gast.ClassDef | gast.GeneratorExp


def yields(nodes: list[gast.AST]) -> bool:
    """Whether a function of these statements is a generator: a `yield` in a function inside it is that one's."""
    return any(
        isinstance(node, (gast.Yield, gast.YieldFrom))
        or (not isinstance(node, SCOPES) and yields(list(gast.iter_child_nodes(node))))
        for node in nodes
    )


def expression(lo: Lowerer, node: gast.GeneratorExp) -> Value:
    """``(element for target in iterable)``: only the first iterable is evaluated where it stands."""
    first = expressions.evaluate(lo, node.generators[0].iter)
    here = lo.frame
    frame = Frame(next(lo.ids), here.name, here.file, here.globals, {}, {}, here.id, None, lo.build.origin)
    return lo.new_object(GeneratorContent(Generator((), ((FIRST, first),), frame, node)))


def function(lo: Lowerer, frame: Frame, body: list[gast.AST], table: dict[str, Value]) -> Value:
    """What a call of a generator function gives."""
    return lo.new_object(GeneratorContent(Generator(tuple(body), tuple(table.items()), frame)))


def iterator(lo: Lowerer, items: Value, node: gast.AST) -> Value:
    """``iter(items)``, which for an iterator is itself."""
    if calls.special(lo, items, "__next__") is not None:
        return items
    items = walks.opened(lo, items, node)
    content = lo.state.heap[items.id] if isinstance(items, ObjectRef) else None
    return items if isinstance(content, (IteratorContent, GeneratorContent)) else lo.new_object(IteratorContent(items))


# -- consuming ----------------------------------------------------------------------------------


def left(lo: Lowerer, value: Value, node: gast.AST, hint: str = "items", alias: bool = False) -> Value:
    """What is left of an iterator, which is used up by this; any other value as it is.

    With `alias` the arrays that a generator gives are kept as they are: they change if it writes into them.
    """
    if isinstance(value, ItemsOf):
        return comprehensions.listed(lo, value, node, hint)
    value = walks.opened(lo, value, node)
    content = lo.state.heap[value.id] if isinstance(value, ObjectRef) else None
    if not isinstance(value, ObjectRef) or not isinstance(content, (IteratorContent, GeneratorContent)):
        return value
    partly.refuse_if_walked(lo, value, node)
    refuse_if_changed(lo, value.id, node)
    lo.state.heap[value.id] = _used_up(lo, content, node)
    if isinstance(content, GeneratorContent):
        return _collected(lo, content.generator, node, hint, alias)
    if content.is_whole:
        return left(lo, content.items, node, hint, alias)
    known = attributes.items_of(lo, content.items)
    gone = attributes.constant_key(lo, content.taken)
    if known is not None and isinstance(gone, int):
        return TupleValue(known[gone:])
    rest = SliceValue(content.taken, NONE, NONE)
    return attributes.get_item(lo, content.items, rest, node, hint)


def _used_up(lo: Lowerer, content: IteratorContent | GeneratorContent, node: gast.AST) -> IteratorContent:
    """An iterator after its end; where a loop takes items of one, all those of its container are gone."""
    if not lo.in_steps or isinstance(content, GeneratorContent) or isinstance(content.items, (Zipped, RangeValue)):
        return IteratorContent(TupleValue(()))
    return IteratorContent(content.items, Num(_length(lo, content, node)))


def fresh(lo: Lowerer, value: Value) -> Generator | None:
    """A generator that can be walked step by step, and is used up by this; None for what is none."""
    content = lo.state.heap[value.id] if isinstance(value, ObjectRef) else None
    if not isinstance(value, ObjectRef) or not isinstance(content, GeneratorContent):
        return None
    expression_ = content.generator.expression
    if expression_ is not None and any(isinstance(part, gast.NamedExpr) for part in gast.walk(expression_)):
        return None  # what ``:=`` binds in it belongs to the function around
    lo.state.heap[value.id] = IteratorContent(TupleValue(()))
    return content.generator if expression_ is None else _as_function(content.generator)


def _as_function(generator: Generator) -> Generator:
    """A generator expression, with its loops as the statements that they mean."""
    node = generator.expression
    assert node is not None
    body: gast.AST = gast.Expr(gast.Yield(node.elt))
    for place in range(len(node.generators) - 1, -1, -1):
        clause = node.generators[place]
        for test in reversed(clause.ifs):
            body = gast.If(test, [body], [])
        source = clause.iter if place else gast.Name(FIRST, gast.Load(), None, None)
        body = gast.For(clause.target, source, [body], [], None)
    for part in gast.walk(body):
        if not hasattr(part, "lineno"):
            gast.copy_location(part, node)
    return Generator((body,), generator.table, generator.frame)


def _collected(lo: Lowerer, generator: Generator, node: gast.AST, hint: str, alias: bool) -> Value:
    if generator.expression is not None:
        source = dict(generator.table)[FIRST]
        frame = generator.frame
        assert isinstance(frame, Frame)
        if lo.frame.id == frame.parent:
            return comprehensions.list_comp(lo, generator.expression, hint, source)
        with lo.entered(frame):
            return comprehensions.list_comp(lo, generator.expression, hint, source)
    if any(_never_ends(part) for top in generator.body for part in gast.walk(top)):
        lo.refuse(node, "this generator never ends", "take some of its items: itertools.islice(..., n)")
    result = lo.new_object(ListContent(()))

    def keep(value: Value) -> None:
        item = value if alias else _snapshot(lo, value)
        lists.LIST["append"](lo, result, [item], {}, node)

    run(lo, generator, keep, node)
    return result


def _never_ends(node: gast.AST) -> bool:
    """Whether a statement is a loop that nothing leaves."""
    return (
        isinstance(node, gast.While)
        and isinstance(node.test, gast.Constant)
        and bool(node.test.value)
        and not any(isinstance(part, (gast.Break, gast.Return)) for part in gast.walk(node))
    )


def _snapshot(lo: Lowerer, value: Value) -> Value:
    """An array as it is now: the generator may write into it before it gives the next one."""
    if not isinstance(value, ArrayRef):
        return value
    atom = lo.current(value)
    return ArrayRef(lo.new_cell(atom), (), atom, 0)


def run(lo: Lowerer, generator: Generator, visit: Callable[[Value], None], node: gast.AST) -> None:
    """Execute the statements of a generator, with `visit` called in the frame of the consumer at each item."""
    frame, depth = generator.frame, len(lo.frames)
    assert isinstance(frame, Frame)
    if frame.code is not None and any(f.code == frame.code for f in lo.frames):
        if not inlining.descends(lo, frame, dict(generator.table)):
            raise inlining.Recursion(frame.code[0] if isinstance(frame.code, tuple) else frame.code)
        if len(lo.frames) > inlining.DEPTH:
            lo.refuse(node, f"calls are nested more than {inlining.DEPTH} deep here")

    def step(value: Value) -> None:
        inner, origin = lo.frames[depth:], lo.build.origin
        del lo.frames[depth:]
        try:
            visit(value)
        finally:
            lo.frames[depth:] = inner
            lo.build.origin = origin

    outer = lo.yields.get(frame.id)
    lo.yields[frame.id] = step
    try:
        with lo.entered(frame):
            lo.locals.update(dict(generator.table))
            inlining.run_body(lo, list(generator.body), node)
    finally:
        lo.yields.pop(frame.id)
        if outer is not None:
            lo.yields[frame.id] = outer


def interleave(
    lo: Lowerer,
    generator: Generator,
    visit: Callable[[Value], None],
    node: gast.AST,
    leaving: Callable[[], Value | Literal[True] | None] | None = None,
) -> None:
    """Execute a generator with statements of the function around at each item.

    `leaving` tells whether these leave, which ends the generator; without it, the generator goes on to its end.
    """
    flags = (BROKEN, CONTINUED, RETURNED)
    slots = {flag: f"{flag}{next(lo.ids)}" for flag in flags}
    lo.locals.update(dict.fromkeys(slots.values(), FALSE))

    def step(item: Value) -> None:
        lo.locals.update(dict.fromkeys(flags, FALSE))
        visit(item)
        test = leaving() if leaving is not None else None
        for flag, slot in slots.items():
            lo.locals[slot] = lo.locals[flag]
        lo.locals.update(dict.fromkeys(flags, FALSE))
        ended = FALSE if test is None else TRUE if test is True else test
        lo.state.frames[generator.frame.id][RETURNED] = ended

    run(lo, generator, step, node)
    for flag, slot in slots.items():
        lo.locals[flag] = lo.locals.pop(slot)


# -- one item at a time -------------------------------------------------------------------------


def next_item(lo: Lowerer, value: Value, default: Value | None, node: gast.AST, hint: str) -> Value:
    """``next(value)`` or ``next(value, default)``."""
    method = calls.special(lo, value, "__next__")
    if method is not None and default is None:
        return calls.call(lo, method, [value], {}, node)
    if not isinstance(value, ObjectRef):
        lo.refuse(node, NO_ITERATOR, "make one: iter(...)")
    content = _counted(lo, value, node, hint)
    known, taken = attributes.items_of(lo, content.items), attributes.constant_key(lo, content.taken)
    after = Num(lo.build.emit("operator.add", lo.atom(content.taken), Const(1), hint="taken"))
    lo.state.heap[value.id] = IteratorContent(content.items, after)
    if known is None or not isinstance(taken, int):
        return _next_of_long(lo, content, default, node, hint)
    if taken < len(known):
        return known[taken]
    if default is None:
        raise Raising(StopIteration)
    return default


def _counted(lo: Lowerer, value: ObjectRef, node: gast.AST, hint: str) -> IteratorContent:
    """An iterator over a container: that of a generator has all its items, which have been computed in advance."""
    content = objects.struct_content(lo, value, node)
    if not isinstance(content, (IteratorContent, GeneratorContent)):
        lo.refuse(node, NO_ITERATOR, "make one: iter(...)")
    partly.refuse_if_walked(lo, value, node)
    refuse_if_changed(lo, value.id, node)
    if isinstance(content, GeneratorContent):
        made, heap = content.generator, dict(lo.state.heap)
        content = IteratorContent(left(lo, value, node, hint))
        _mark_others(lo, heap)
        remember(lo, value.id, made.body if made.expression is None else [made.expression])
    if isinstance(content.items, (Zipped, RangeValue)):
        known = iteration.known_items(lo, content.items, node)
        items = TupleValue(known) if known is not None else comprehensions.listed(lo, content.items, node, hint)
        content = IteratorContent(items, content.taken)
    lo.state.heap[value.id] = content
    return content


def _mark_others(lo: Lowerer, heap: dict[int, Content]) -> None:
    """All items of a generator have just been computed: of the iterators that it reads, too many are gone."""
    for key, before in heap.items():
        now = lo.state.heap.get(key)
        if isinstance(before, (IteratorContent, GeneratorContent)) and now != before:
            partly.mark(lo, ObjectRef(key))


def in_steps(lo: Lowerer, value: ObjectRef, node: gast.AST) -> Value:
    """The items of an iterator, one by one: what is not asked for is left to others."""
    _counted(lo, value, node, "items")

    def is_left(given: list[Value], at: gast.AST) -> Value:
        content = _counted(lo, value, at, "items")
        return Num(lo.build.emit("operator.gt", _length(lo, content, at), lo.atom(content.taken), kind=BOOL))

    def take(given: list[Value], at: gast.AST) -> Value:
        content = _counted(lo, value, at, "items")
        after = Num(lo.build.emit("operator.add", lo.atom(content.taken), Const(1), hint="taken"))
        lo.state.heap[value.id] = IteratorContent(content.items, after)
        return attributes.get_item(lo, content.items, content.taken, at, "item")

    return walks.walk(lo, "steps", [Made(is_left), Made(take)], {}, node)


def _length(lo: Lowerer, content: IteratorContent, node: gast.AST) -> Atom:
    items = attributes.items_of(lo, content.items)
    if items is not None:
        return Const(len(items))
    return lo.build.emit("builtins.len", lo.arg(content.items, node), spelling="function")


def _next_of_long(lo: Lowerer, content: IteratorContent, default: Value | None, node: gast.AST, hint: str) -> Value:
    """The next item where only the run knows how many there are, or how many are gone."""
    test: Atom = lo.build.emit("operator.gt", _length(lo, content, node), lo.atom(content.taken), kind=BOOL)

    def item() -> Value:
        return attributes.get_item(lo, content.items, content.taken, node, hint)

    if default is not None:
        return branches.choose(lo, branches.truth(lo, Num(test), node), item, lambda: default, node)
    if isinstance(test, Name):
        with lo.build.block() as block:
            lo.emit_raise(Raising(StopIteration))
        lo.build.append(If(test, (), tuple(block), (), lo.build.origin))
    elif test == Const(False):
        raise Raising(StopIteration)
    return item()
