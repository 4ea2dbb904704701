"""What is still to be run: whether a name is read there before it is bound anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import gast

from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import Closure

__all__ = ["is_read_later", "still_to_run"]

Definition = gast.FunctionDef | gast.Lambda | gast.ClassDef


@contextmanager
def still_to_run(lo: Lowerer, nodes: Sequence[gast.AST]) -> Iterator[None]:
    """While what stands before them is run, these statements are still to be run."""
    lo.coming.append((lo.frame.id, nodes))
    try:
        yield
    finally:
        lo.coming.pop()


def is_read_later(lo: Lowerer, frame: int, name: str) -> bool:
    """Whether the statements that are still to be run, or the functions made so far, may read a variable."""
    made = (value.node for value in lo.state.frames[frame].values() if isinstance(value, Closure))
    if frame != lo.frame.id or any(_loads(node, name) for node in made):
        return True
    coming = [node for owner, nodes in reversed(lo.coming) if owner == frame for node in nodes]
    return _is_first_read(coming, name) is True


def _is_first_read(nodes: Sequence[gast.AST], name: str) -> bool | None:
    """True if a name may be read first, False if it is bound first, None if it is left alone.

    >>> texts = ("u = t", "t = u", "for i in u:\\n    t = i", "for t in u:\\n    v = t")
    >>> [_is_first_read(gast.parse(text).body, "t") for text in texts]
    [True, False, None, None]
    """
    for node in nodes:
        first = _of_statement(node, name)
        if first is not None:
            return first
    return None


def _of_statement(node: gast.AST, name: str) -> bool | None:
    blocks = [b for field in ("body", "orelse", "finalbody") if isinstance(b := getattr(node, field, None), list)]
    if isinstance(node, Definition) or not blocks:
        return True if _loads(node, name) else False if _binds(node, name) else None
    heads = [part for field, part in gast.iter_fields(node) if isinstance(part, gast.AST)]
    heads += [*getattr(node, "items", ())]
    if any(_loads(head, name) for head in heads) or any(_loads(h, name) for h in getattr(node, "handlers", ())):
        return True
    if isinstance(node, gast.With):
        return _is_first_read(node.body, name)
    if isinstance(node, gast.For) and _binds(node, name):
        blocks = [node.orelse]  # in the body the name is what the loop has just bound
    firsts = [_is_first_read(block, name) for block in blocks]
    if True in firsts:
        return True
    return False if isinstance(node, gast.If) and firsts == [False, False] else None


def _loads(node: gast.AST, name: str) -> bool:
    changed = isinstance(node, gast.AugAssign) and getattr(node.target, "id", "") == name
    return changed or any(
        isinstance(part, gast.Name) and part.id == name and isinstance(part.ctx, gast.Load) for part in gast.walk(node)
    )


def _binds(node: gast.AST, name: str) -> bool:
    """Whether a statement binds a name for sure, or is the last one that is run."""
    if isinstance(node, gast.Return):
        return True
    targets = node.targets if isinstance(node, gast.Assign) else [getattr(node, "target", None)]
    named = [part for target in targets if target is not None for part in gast.walk(target)]
    return any(isinstance(part, gast.Name) and part.id == name and isinstance(part.ctx, gast.Store) for part in named)
