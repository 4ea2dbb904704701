"""Comprehensions and what consumes them: unrolled over known items, else a loop that fills a list or a sum."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

import gast

from s2sad.core.nodes import Const
from s2sad.core.types import ListType, ScalarType
from s2sad.source.lower import (
    assignment,
    attributes,
    branches,
    expressions,
    lists,
    long_dicts,
    natures,
    partly,
    view_lists,
)
from s2sad.source.lower.iteration import Indexed, Known, Opaque, constant_range, iteration
from s2sad.source.lower.loops import for_loop
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import (
    DictContent,
    Frame,
    ItemsOf,
    ListContent,
    LongListContent,
    Num,
    ObjectRef,
    RangeValue,
    Value,
)

__all__ = ["accumulate", "collect", "dict_comp", "fold", "lengthen", "list_comp", "listed", "picked", "walk_over"]

UNROLLED = 8
Comprehension: TypeAlias = gast.ListComp | gast.GeneratorExp | gast.DictComp | gast.SetComp


def list_comp(
    lo: Lowerer, node: gast.ListComp | gast.GeneratorExp | gast.SetComp, hint: str, source: Value | None = None
) -> Value:
    """The list of a comprehension or generator expression; `source` is its first iterable, if that is known."""
    result = lo.new_object(ListContent(()))
    lo.rows.add(result.id)

    def put() -> None:
        _append(lo, result, expressions.evaluate(lo, node.elt), node)

    with _own_names(lo, node):
        _walk(lo, node.generators, put, node, result, source)
    return view_lists.close(lo, result)


def dict_comp(lo: Lowerer, node: gast.DictComp) -> Value:
    made = lo.new_object(DictContent((), ()))
    lo.rows.add(made.id)

    def put() -> None:
        key = expressions.evaluate(lo, node.key)
        assignment.set_item(lo, made, key, expressions.evaluate(lo, node.value), node)

    with _own_names(lo, node):
        _walk(lo, node.generators, put, node, None)
    return made


def _append(lo: Lowerer, result: Value, value: Value, node: gast.AST) -> None:
    assert isinstance(result, ObjectRef)
    lists.LIST["append"](lo, result, [view_lists.take(lo, result, value, node)], {}, node)


def _targets(node: Comprehension) -> list[str]:
    return [part.id for g in node.generators for part in gast.walk(g.target) if isinstance(part, gast.Name)]


@contextmanager
def _own_names(lo: Lowerer, node: Comprehension) -> Iterator[None]:
    """The targets of a comprehension are names of its own, also where something is raised in it.

    Functions that are made in it see them later on, as they are after the last item.
    """
    parts = list(gast.walk(node))
    if any(isinstance(p, gast.Lambda) for p in parts) and not any(isinstance(p, gast.NamedExpr) for p in parts):
        here = lo.frame
        inner = Frame(next(lo.ids), here.name, here.file, here.globals, {}, {}, here.id, None, lo.build.origin)
        with lo.entered(inner):
            yield
        return
    frame, mark = lo.frame.id, len(lo.guards)
    saved = {name: lo.locals.pop(name, None) for name in _targets(node)}
    try:
        yield
    finally:
        for state in (lo.state, *(guard.raised for guard in lo.guards[mark:])):
            for name, value in saved.items():
                state.frames[frame].pop(name, None)
                if value is not None:
                    state.frames[frame][name] = value


def _walk(
    lo: Lowerer,
    generators: list[gast.comprehension],
    action: Callable[[], None],
    node: gast.AST,
    result: Value | None,
    source: Value | None = None,
) -> None:
    """Run `action` for each combination of the generators."""
    if not generators:
        action()
        return
    first = generators[0]
    if source is None:
        source = expressions.evaluate(lo, first.iter)
    walk = _unrolled(lo, source) or iteration(lo, source, first.iter)
    partly.mark(lo, source)

    def body() -> None:
        _filter(lo, list(first.ifs), lambda: _walk(lo, generators[1:], action, node, result), node)

    if isinstance(walk, Known):
        for item in walk.items:
            assignment.assign(lo, first.target, item)
            body()
    else:
        if isinstance(result, ObjectRef):
            lengthen(lo, result)
        hint = getattr(first.target, "id", "i")
        _loop(lo, walk, lambda value: assignment.assign(lo, first.target, value), body, hint)
    partly.unmark(lo, source, [])


def _unrolled(lo: Lowerer, source: Value) -> Known | None:
    """A short range of constants makes a list whose length is known."""
    counts = constant_range(lo, source) if isinstance(source, RangeValue) else None
    if counts is None or len(counts) > UNROLLED:
        return None
    return Known(tuple(Num(Const(i)) for i in counts))


def _loop(
    lo: Lowerer, walk: Indexed | Opaque, bind: Callable[[Value], None], body: Callable[[], None], hint: str
) -> None:
    if isinstance(walk, Opaque):
        with long_dicts.walking(lo):
            for_loop(lo, walk.iterable, lambda item: bind(walk.item(item)), body, walk.hint, walk.kind)
        return
    counted = walk.element is Num
    for_loop(
        lo,
        lo.atom(walk.counter),
        lambda i: bind(walk.element(i)),
        body,
        hint if counted else walk.hint,
        ScalarType("int"),
    )


def walk_over(lo: Lowerer, walk: Indexed | Opaque, visit: Callable[[Value], None]) -> None:
    """A loop that does something with each item."""
    item: list[Value] = []
    _loop(lo, walk, item.append, lambda: visit(item[-1]), "i")


def lengthen(lo: Lowerer, result: ObjectRef) -> None:
    """From here on the list's length is known to the run alone."""
    content = lo.state.heap[result.id]
    if isinstance(content, ListContent) and not content.items:
        atom = lo.build.emit("list.display", hint="items")
        lo.state.heap[result.id] = LongListContent(atom)


def _filter(lo: Lowerer, tests: list[gast.AST], action: Callable[[], None], node: gast.AST) -> None:
    if not tests:
        action()
        return
    test = expressions.tested(lo, tests[0])
    branches.branch(lo, test, lambda: _filter(lo, tests[1:], action, node), lambda: None, node)


def collect(lo: Lowerer, source: Value, make: Callable[[Value], Value], node: gast.AST, hint: str) -> Value:
    """``[make(item) for item in source]``."""
    walk = iteration(lo, source, node)
    if isinstance(walk, Known):
        return lo.new_object(ListContent(tuple(make(item) for item in walk.items)))
    result = lo.new_object(ListContent(()))
    lo.rows.add(result.id)
    lengthen(lo, result)
    item: list[Value] = []
    _loop(lo, walk, item.append, lambda: _append(lo, result, make(item[-1]), node), "i")
    return view_lists.close(lo, result)


def listed(lo: Lowerer, source: Value, node: gast.AST, hint: str) -> Value:
    """``list(source)``."""
    if long_dicts.is_long_dict(lo, source) or (isinstance(source, ItemsOf) and source.part == "keys"):
        return lo.result(long_dicts.keys(lo, source, hint))
    atom = attributes.long_atom(lo, source)
    if atom is not None and isinstance(lo.state.heap[source.id], LongListContent):  # type: ignore[union-attr]
        made = lo.result(lo.build.emit("list.copy", atom, hint=hint, kind=natures.plain(lo.build.type_of(atom))))
        attributes.hold_items(lo, made, source)  # type: ignore[arg-type]
        return picked(lo, made, source)
    return collect(lo, source, lambda item: item, node, hint)


def picked(lo: Lowerer, made: Value, source: Value) -> Value:
    """A list that has items of another one, none of them twice."""
    if isinstance(made, ObjectRef) and isinstance(source, ObjectRef) and source.id in lo.rows:
        lo.rows.add(made.id)
    return made


def _of_floats(lo: Lowerer, source: Value) -> bool:
    """Whether a value is a list or tuple of Python's own floats."""
    items = attributes.items_of(lo, source)
    if items is not None:
        kinds = [lo.build.type_of(item.atom) if isinstance(item, Num) else None for item in items]
        return len(kinds) > 2 and all(isinstance(k, ScalarType) and k.dtype == "float" for k in kinds)
    content = lo.state.heap.get(source.id) if isinstance(source, ObjectRef) else None
    kind = lo.build.type_of(content.atom) if isinstance(content, LongListContent) else None
    return isinstance(kind, ListType) and isinstance(kind.element, ScalarType) and kind.element.dtype == "float"


def accumulate(lo: Lowerer, source: Value, start: Value, node: gast.AST, hint: str) -> Value:
    """``sum(source, start)``."""
    if isinstance(source, ItemsOf) and long_dicts.has_floats(lo, source):
        source = listed(lo, source, node, "items")
    if _of_floats(lo, source):  # Python sums its own floats with compensation, from 3.12 on
        args = [source] if start == Num(Const(0)) else [source, start]
        return lo.call_prim("builtins.sum", args, {}, node, hint=hint)
    walk = iteration(lo, source, node)
    if isinstance(walk, Known):
        total = start
        for item in walk.items:
            known = isinstance(total, Num) and total.atom == Const(0)
            total = item if known else expressions.binary(lo, "add", total, item, node)
        return total
    if isinstance(walk, Opaque) and walk.element is None:
        return lo.call_prim("builtins.sum", [source, start], {}, node)
    return _folded(lo, walk, start, lambda a, b: expressions.binary(lo, "add", a, b, node, hint), hint)


def fold(
    lo: Lowerer, source: Value, start: Value, step: Callable[[Value, Value], Value], node: gast.AST, hint: str
) -> Value:
    """``functools.reduce(step, source, start)``."""
    walk = iteration(lo, source, node)
    if isinstance(walk, Known):
        for item in walk.items:
            start = step(start, item)
        return start
    return _folded(lo, walk, start, step, hint)


def _folded(
    lo: Lowerer, walk: Indexed | Opaque, start: Value, step: Callable[[Value, Value], Value], hint: str
) -> Value:
    slot = f"%{hint}{next(lo.ids)}"
    lo.locals[slot] = start
    item: list[Value] = []

    def add() -> None:
        lo.locals[slot] = step(lo.lookup(slot), item[-1])

    _loop(lo, walk, item.append, add, "i")
    return lo.locals.pop(slot)
