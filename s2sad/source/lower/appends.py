"""``table.append(row)`` before the row is finished: the row is put in when it is, which nobody can tell apart.

What comes in between neither names the list nor leaves the block; whatever else might look into the list finds that it
cannot be read there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import gast

from s2sad.source.lower import places
from s2sad.source.lower.aliases import same_lists
from s2sad.source.lower.fields import MUTATING
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import ArrayRef, Closure, LongListContent, ObjectRef, Poison

__all__ = ["is_changed_later", "put_off", "unread"]

LEAVING = (
    gast.Return, gast.Raise, gast.Try, gast.With, gast.Yield, gast.YieldFrom, gast.FunctionDef, gast.ClassDef,
    gast.Global, gast.Nonlocal, gast.Import, gast.ImportFrom, gast.Match,
)  # fmt: skip
LOOPS = (gast.For, gast.While)


def put_off(lo: Lowerer, node: gast.AST, rest: Sequence[gast.AST]) -> int:
    """How many of the statements after an append still change what is appended, and may come before it."""
    names = _names(node)
    if names is None or lo.attempts:
        return 0
    owner, item = (lo.locals.get(name) for name in names)
    if not isinstance(owner, ObjectRef) or not isinstance(item, (ObjectRef, ArrayRef)):
        return 0
    changes = 0
    for count, statement in enumerate(rest, 1):
        if not _may_come_before(statement, *names):
            break
        if _may_change(statement, names[1]):
            changes = count
    return changes if changes and _is_alone(lo, owner, names[0]) else 0


@contextmanager
def unread(lo: Lowerer, node: gast.AST) -> Iterator[None]:
    """While what still changes the item is run, the list is not read."""
    owner = lo.locals[_names(node)[0]]  # type: ignore[index]
    assert isinstance(owner, ObjectRef)
    content, line = lo.state.heap[owner.id], getattr(node, "lineno", 0)
    closed = Poison(f"is given an item by line {line} that is changed after this", "append it when it is finished")
    lo.state.heap[owner.id] = closed
    lo.spoiled.discard(owner.id)
    yield
    if owner.id not in lo.spoiled and lo.state.heap.get(owner.id) == closed:
        lo.state.heap[owner.id] = content


def is_changed_later(lo: Lowerer, name: str) -> bool:
    """Whether the statements that are still to be run in this function may write into what a variable is."""
    coming = (node for frame, nodes in lo.coming if frame == lo.frame.id for node in nodes)
    return any(_may_change(node, name) for node in coming)


def _names(node: gast.AST) -> tuple[str, str] | None:
    """The variables of ``owner.append(item)``.

    >>> _names(gast.parse("rows.append(row)").body[0]), _names(gast.parse("rows.append([])").body[0])
    (('rows', 'row'), None)
    """
    call = node.value if isinstance(node, gast.Expr) else None
    if not isinstance(call, gast.Call) or len(call.args) != 1 or call.keywords:
        return None
    function, item = call.func, call.args[0]
    if not isinstance(function, gast.Attribute) or function.attr != "append" or not isinstance(item, gast.Name):
        return None
    return (function.value.id, item.id) if isinstance(function.value, gast.Name) else None


def _may_come_before(node: gast.AST, owner: str, item: str) -> bool:
    """Whether a statement does not name the list, does not bind the item anew and does not leave the block."""
    parts = list(gast.walk(node))
    names = [part for part in parts if isinstance(part, gast.Name)]
    augmented = {id(part.target) for part in parts if isinstance(part, gast.AugAssign)}
    bound = any(n.id == item and not isinstance(n.ctx, gast.Load) and id(n) not in augmented for n in names)
    leaves = any(isinstance(part, LEAVING) for part in parts) or _jumps(node)
    return not bound and not leaves and all(name.id != owner for name in names)


def _jumps(node: gast.AST) -> bool:
    """Whether a statement may end a round of a loop around it."""
    if isinstance(node, (gast.Break, gast.Continue)):
        return True
    return not isinstance(node, LOOPS) and any(_jumps(child) for child in gast.iter_child_nodes(node))


def _may_change(node: gast.AST, item: str) -> bool:
    """Whether a statement may write into what a variable is.

    >>> texts = ("r.append(v)", "r[0] = v", "r.x += v", "r += [v]", "fill(r, v)", "s = sum(r) + r[0]", "t.append(r)")
    >>> [_may_change(gast.parse(text), "r") for text in texts]
    [True, True, True, True, True, False, False]
    """
    return any(_changes(part, item) for part in gast.walk(node))


def _changes(part: gast.AST, item: str) -> bool:
    def is_item(node: gast.AST) -> bool:
        return isinstance(node, gast.Name) and node.id == item

    if isinstance(part, (gast.Subscript, gast.Attribute)) and not isinstance(part.ctx, gast.Load):
        return any(is_item(inner) for inner in gast.walk(part.value))
    if isinstance(part, gast.AugAssign):
        return is_item(part.target)
    if not isinstance(part, gast.Call):
        return False
    if isinstance(part.func, gast.Attribute) and any(is_item(inner) for inner in gast.walk(part.func.value)):
        return part.func.attr in MUTATING or part.func.attr not in LOOKING
    given = [*part.args, *(keyword.value for keyword in part.keywords)]
    called = getattr(part.func, "id", "") or getattr(part.func, "attr", "")
    return any(map(is_item, given)) and called not in LOOKING | MUTATING


LOOKING = frozenset({
    "len", "sum", "max", "min", "list", "tuple", "sorted", "enumerate", "zip", "range", "reversed", "print", "any",
    "all", "copy", "index", "count", "dot", "get", "items", "keys", "values", "mean",
})  # fmt: skip
"""What leaves as it is what it is given, or a method of."""


def _is_alone(lo: Lowerer, owner: ObjectRef, name: str) -> bool:
    """Whether only the run knows how long the list is, and it can be reached by its name alone."""
    if not isinstance(lo.state.heap.get(owner.id), LongListContent) or owner.id in lo.origins:
        return False
    others = [value for names in lo.state.frames.values() for value in names.values() if value == owner]
    around = (item for content in lo.state.heap.values() for item in getattr(content, "items", ()))
    if len(others) > 1 or owner in around or same_lists(lo, owner.id):
        return False
    made = [value.node for names in lo.state.frames.values() for value in names.values() if isinstance(value, Closure)]
    seen = any(isinstance(n, gast.Name) and n.id == name for node in made for n in gast.walk(node))
    return not seen and not places.others(lo, owner.id)
