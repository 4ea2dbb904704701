"""What a recursive function reads and writes of the functions around it: it is handed that too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import gast

from s2sad.source.lower.handed import Handed, Pattern
from s2sad.source.lower.lowerer import Frame, Lowerer, Refusal
from s2sad.source.lower.values import Bound, Closure, Partial, Static, TupleValue, Value

__all__ = ["Functions", "Place", "captured"]

SCOPES = (gast.Lambda, gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)
Place = tuple[int | None, str]
"""A parameter of the function (None), or the name of a frame around it."""
Functions = tuple[tuple[str, int], ...]
"""The functions that a recursive function reads by their names, each told by the number of its object or its node."""


def captured(
    lo: Lowerer, frame: Frame, body: list[gast.AST], table: dict[str, Value], given: Handed
) -> tuple[dict[Place, Pattern], Functions]:
    """What a recursive function, or a function that it calls or is given, reads and writes of the frames around.

    The other functions among that are told beside it.
    """
    found: dict[Place, Pattern] = {}
    functions: list[tuple[str, int]] = []
    seen: set[tuple[int, int]] = set()

    def visit(nodes: Sequence[gast.AST], parent: int | None, hidden: set[str]) -> None:
        inside = [n for top in nodes for n in gast.walk(top)]
        outer = {name for n in inside if isinstance(n, gast.Nonlocal) for name in n.names}
        names = {n.id for n in inside if isinstance(n, gast.Name)}
        for name in sorted(names - hidden - (_bound(nodes) - outer)):
            place = _place_of(lo, name, parent)
            value = None if place is None else lo.state.frames[place][name]
            if place is None or value is None or (place, name) in found:
                continue
            pattern = _pattern_of(given, value, name)
            if pattern is not None:
                found[place, name] = pattern
            if isinstance(value, (Static, Closure)):
                functions.append((name, id(value.obj if isinstance(value, Static) else value.node)))
            follow(value)

    def follow(value: Value) -> None:
        if isinstance(value, Closure) and (id(value.node), value.frame) not in seen:
            seen.add((id(value.node), value.frame))
            inner = value.node.body if isinstance(value.node.body, list) else [value.node.body]
            visit(inner, value.frame, {a.id for a in gast.walk(value.node.args) if isinstance(a, gast.Name)})
        elif isinstance(value, (Bound, Partial)):
            follow(value.function)
        elif isinstance(value, TupleValue):
            for item in value.items:
                follow(item)

    own = set(table)
    visit(body, frame.parent, own)
    for value in table.values():
        follow(value)
    return found, tuple(functions)


def _bound(nodes: Iterable[gast.AST]) -> set[str]:
    """The names that statements bind in the function that they stand in."""
    found: set[str] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, gast.Name) and not isinstance(node.ctx, gast.Load):
            found.add(node.id)
        if isinstance(node, (gast.FunctionDef, gast.ClassDef)):
            found.add(node.name)
        elif not isinstance(node, SCOPES):
            waiting += gast.iter_child_nodes(node)
    return found


def _pattern_of(given: Handed, value: Value, name: str) -> Pattern | None:
    """The pattern of a captured value, None for one that cannot be handed over: whoever reads it is refused."""
    if isinstance(value, Static) or (isinstance(value, Closure) and not (value.defaults or value.keyword_defaults)):
        return None
    leaves, objects = dict(given.leaves), list(given.objects)
    names, numbers = dict(given.names), dict(given.numbers)
    try:
        return given.pattern(value, (name,), name)
    except Refusal:
        if any(path[0] == name for path in given.changing):
            raise
        given.leaves, given.objects, given.names, given.numbers = leaves, objects, names, numbers
        return None


def _place_of(lo: Lowerer, name: str, parent: int | None) -> int | None:
    """The frame around that binds a name."""
    while parent is not None:
        if name in lo.state.frames.get(parent, {}):
            return parent
        parent = lo.all_frames[parent].parent
    return None
