"""Displays of tuples and lists: of those with a starred part only the run may know how many items they have."""

from __future__ import annotations

import gast

from s2sad.source.lower import attributes, comprehensions, expressions, generators, tuples
from s2sad.source.lower.aliases import are_new, cells_in, note_held
from s2sad.source.lower.dispatch import handles
from s2sad.source.lower.iteration import known_items
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import ListContent, TupleValue, Value

__all__ = ["paired"]


@handles(gast.Tuple)
def _tuple(lo: Lowerer, node: gast.Tuple, hint: str) -> Value:
    parts = _parts(lo, node.elts, hint)
    if isinstance(parts, tuple):
        return TupleValue(parts)
    return tuples.marked(lo, _together(lo, parts))


@handles(gast.List)
def _list(lo: Lowerer, node: gast.List, hint: str) -> Value:
    parts = _parts(lo, node.elts, hint)
    if not isinstance(parts, tuple):
        return _together(lo, parts)
    made = lo.new_object(ListContent(parts))
    if are_new(lo, parts):
        lo.rows.add(made.id)
    note_held(lo, *(cell for part in parts for cell in cells_in(lo, part)))
    return made


def _parts(lo: Lowerer, nodes: list[gast.AST], hint: str) -> tuple[Value, ...] | list[Value]:
    """The items of a display, or lists of them, to be put together, where the number of some is not known."""
    items: list[Value] = []
    lists: list[Value] = []
    for node in nodes:
        if not isinstance(node, gast.Starred):
            items.append(expressions.evaluate(lo, node))
            continue
        starred = generators.left(lo, expressions.evaluate(lo, node.value), node)
        known = known_items(lo, starred, node) is not None or attributes.known_length(lo, starred) is not None
        if lo.build.primal and not known:  # what a rule says depends on the types
            lists += [lo.new_list(tuple(items)), comprehensions.listed(lo, starred, node, hint)]
            items = []
        else:
            items += attributes.spread(lo, starred, node)
    return [*lists, lo.new_list(tuple(items))] if lists else tuple(items)


def _together(lo: Lowerer, parts: list[Value]) -> Value:
    made, *more = [part for part in parts if attributes.items_of(lo, part) != ()]
    for part in more:
        longer = attributes.long_concatenate(lo, "add", made, part)
        assert longer is not None
        made = longer
    return made


def paired(target: gast.AST, value: gast.AST) -> list[tuple[gast.AST, gast.AST]]:
    """``a, b = f(x), g(x)``: each name with the call that it is given."""
    if not (isinstance(target, gast.Tuple) and isinstance(value, gast.Tuple) and len(target.elts) == len(value.elts)):
        return []
    names = {part.id for part in target.elts if isinstance(part, gast.Name)}
    calls = all(isinstance(part, gast.Call) for part in value.elts)
    return list(zip(target.elts, value.elts, strict=True)) if calls and len(names) == len(target.elts) else []
