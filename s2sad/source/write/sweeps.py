"""Where the forward sweep of an adjoint ends and the reverse sweep begins."""

from __future__ import annotations

from s2sad.source.write.names import base_of
from s2sad.source.write.tree import Assign, Body, Node, Routine, bodies_of, defines, nodes

__all__ = ["sweeps"]


def sweeps(routine: Routine) -> tuple[Body, Body]:
    """The body in two parts: what comes before the first adjoint, and what begins with it."""
    for place, node in enumerate(routine.body):
        if _computes_adjoint(node):
            return routine.body[:place], routine.body[place:]
    return routine.body, []


def _computes_adjoint(node: Node) -> bool:
    inner = [one for body in bodies_of(node) for one in nodes(body)]
    bound = [name for one in (node, *inner) if not (isinstance(one, Assign) and one.primal) for name in defines(one)]
    return any(base_of(name).endswith("_bar") for name in bound)
