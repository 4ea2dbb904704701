"""What a loop plainly carries, seen in its statements before they are lowered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import gast

__all__ = ["bound_and_written"]

BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
Scope = gast.FunctionDef | gast.Lambda | gast.ClassDef


def bound_and_written(nodes: Sequence[gast.AST]) -> tuple[set[str], set[str]]:
    """The names that statements give a new value, and those of whose value they write a part.

    >>> bound, written = bound_and_written(gast.parse("n += 1\\nfor k in u:\\n    x[k], s = s, 0.0").body)
    >>> sorted(bound), sorted(written)
    (['k', 'n', 's'], ['x'])
    """
    bound, written = set[str](), set[str]()
    for target in _targets(nodes):
        if isinstance(target, gast.Name):
            bound.add(target.id)
        elif isinstance(target, gast.Subscript) and isinstance(target.value, gast.Name):
            written.add(target.value.id)
    return bound, written


def _targets(nodes: Sequence[gast.AST]) -> Iterator[gast.AST]:
    for node in nodes:
        if isinstance(node, Scope):
            continue
        for target in getattr(node, "targets", None) or [getattr(node, "target", None)]:
            yield from _parts(target)
        for field in BLOCKS:
            yield from _targets(getattr(node, field, ()))


def _parts(target: gast.AST | None) -> Iterator[gast.AST]:
    if isinstance(target, (gast.Tuple, gast.List)):
        for part in target.elts:
            yield from _parts(part)
    elif target is not None:
        yield target
