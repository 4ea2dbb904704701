"""What a loop plainly carries, seen in its statements before they are lowered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import gast

__all__ = ["bound_and_written"]

Scope = gast.FunctionDef | gast.Lambda | gast.ClassDef


def bound_and_written(nodes: Sequence[gast.AST]) -> tuple[set[str], set[str]]:
    """The names that statements give a new value, and those of whose value they write a part.

    >>> bound, written = bound_and_written(gast.parse("n += 1\\nfor k in u:\\n    x[k], s = s, 0.0").body)
    >>> sorted(bound), sorted(written)
    (['k', 'n', 's'], ['x'])
    """
    bound, written = set[str](), set[str]()
    for part in _in_scope(nodes):
        if isinstance(part, gast.Name) and isinstance(part.ctx, gast.Store):
            bound.add(part.id)
        elif (
            isinstance(part, gast.Subscript) and isinstance(part.ctx, gast.Store) and isinstance(part.value, gast.Name)
        ):
            written.add(part.value.id)
    return bound, written


def _in_scope(nodes: Sequence[gast.AST]) -> Iterator[gast.AST]:
    for node in nodes:
        yield node
        if not isinstance(node, Scope):
            yield from _in_scope(list(gast.iter_child_nodes(node)))
