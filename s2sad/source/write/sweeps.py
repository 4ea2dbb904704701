"""Where the forward sweep of an adjoint ends and the reverse sweep begins."""

from __future__ import annotations

from s2sad.source.write.names import base_of
from s2sad.source.write.tree import Assign, Body, Do, Node, Routine, Write, bodies_of, defines, nodes

__all__ = ["sweeps"]


def sweeps(routine: Routine) -> tuple[Body, Body]:
    """The body in two parts: what comes before the first adjoint, and what begins with it."""
    body = routine.body
    first = next((place for place, node in enumerate(body) if _computes_adjoint(node)), None)
    if first is None:
        return body, []
    last = max((place for place, node in enumerate(body[:first]) if _is_primal(node)), default=-1)
    steps = (place for place in range(last + 1, first) if _is_step(body[place]))
    first = next(steps, first)
    return body[:first], body[first:]


def _is_primal(node: Node) -> bool:
    return any(isinstance(one, (Write, Do)) or isinstance(one, Assign) and one.primal for one in nodes([node]))


def _is_step(node: Node) -> bool:
    """Whether a node is a step of the derivative that has nothing to do with a tape."""
    return isinstance(node, Assign) and not node.call.prim.startswith("tape.")


def _computes_adjoint(node: Node) -> bool:
    inner = [one for body in bodies_of(node) for one in nodes(body)]
    bound = [name for one in (node, *inner) if not (isinstance(one, Assign) and one.primal) for name in defines(one)]
    return any(base_of(name).endswith("_bar") for name in bound)
