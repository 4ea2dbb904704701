"""Two items of one list change places: whatever else is known of the list, it has the items that it had."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import gast

from s2sad.source.lower import tables
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import ObjectRef

__all__ = ["exchanged", "keeping_items"]

PLAIN = (gast.Name, gast.Constant, gast.BinOp, gast.UnaryOp, gast.operator, gast.unaryop, gast.expr_context)
"""What an index is made of that is the same before and after."""


@contextmanager
def keeping_items(lo: Lowerer, body: Sequence[gast.AST], index: int) -> Iterator[None]:
    """Run a statement; where it is part of an exchange of items, no two items are one after it if none were before."""
    items = exchanged(body, index) if isinstance(body[index], gast.Assign) else None
    if items is None:
        yield
        return
    table = tables.as_table(lo, items)
    distinct = isinstance(table, ObjectRef) and table.id in lo.rows
    yield
    if distinct and isinstance(table, ObjectRef):
        lo.rows.add(table.id)


def exchanged(body: Sequence[gast.AST], index: int) -> tuple[gast.Subscript, gast.Subscript] | None:
    """The two items of a list that a statement exchanges, or of which it is one of three statements that do.

    >>> body = gast.parse("a[i], a[j] = a[j], a[i]\\nt = a[i]\\na[i] = a[j]\\na[j] = t\\na[j] = a[i]").body
    >>> [exchanged(body, k) is not None for k in range(5)]
    [True, False, True, True, False]
    """
    statement = body[index]
    if not isinstance(statement, gast.Assign) or len(statement.targets) != 1:
        return None
    target, value = statement.targets[0], statement.value
    if isinstance(target, gast.Tuple) and isinstance(value, gast.Tuple):
        crossed = len(target.elts) == len(value.elts) == 2 and _are_same(target.elts, value.elts[::-1])
        return _items(*target.elts) if crossed else None
    if not isinstance(target, gast.Subscript):
        return None
    for start in (index - 1, index - 2):
        if start >= 0 and (found := _by_turns(body[start : start + 3])):
            return found
    return None


def _by_turns(statements: Sequence[gast.AST]) -> tuple[gast.Subscript, gast.Subscript] | None:
    """``t = x; x = y; y = t``."""
    if len(statements) < 3 or not all(isinstance(s, gast.Assign) and len(s.targets) == 1 for s in statements):
        return None
    (kept, one), (to, other), (back, again) = ((s.targets[0], s.value) for s in statements)
    if not isinstance(kept, gast.Name) or not _are_same([kept, one, other], [again, to, back]):
        return None
    found = _items(to, back)
    apart = found and not any(isinstance(n, gast.Name) and n.id == kept.id for part in found for n in gast.walk(part))
    return found if apart else None


def _items(one: gast.AST, other: gast.AST) -> tuple[gast.Subscript, gast.Subscript] | None:
    """The two, if they are items of one variable at places that do not depend on what is in it."""
    if not (isinstance(one, gast.Subscript) and isinstance(other, gast.Subscript)):
        return None
    owner = one.value
    if not isinstance(owner, (gast.Name, gast.Attribute)) or not _are_same([owner], [other.value]):
        return None
    places = [part for item in (one, other) for part in gast.walk(item.slice)]
    plain = all(isinstance(part, PLAIN) and getattr(part, "id", "") != getattr(owner, "id", None) for part in places)
    return (one, other) if plain else None


def _are_same(ones: Sequence[gast.AST], others: Sequence[gast.AST]) -> bool:
    """Whether texts are the same, read or written."""
    return all(_text(one) == _text(other) for one, other in zip(ones, others, strict=True))


def _text(node: gast.AST) -> str:
    text: str = gast.dump(node)
    return text.replace("Store()", "Load()")
