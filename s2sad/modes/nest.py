"""Two reverse loops of which the inner is all there is in the outer one are one loop that empties the inner one's tape.

How often the inner loop ran in each round of the outer one need then not be remembered.
"""

from __future__ import annotations

from s2sad.core.nodes import Arg, Carry, For, Name, While
from s2sad.core.records import replace
from s2sad.core.walk import substitute

__all__ = ["merged", "only_loop"]


def only_loop(outer: For) -> For | None:
    """The loop that is all there is in a reverse loop: it takes up what that one carries, and hands it on."""
    inner = outer.body[0] if len(outer.body) == 1 else None
    if not isinstance(inner, For):
        return None
    whole = len(inner.carries) == len(outer.carries) == len({carry.init for carry in inner.carries})
    handed = {carry.init: Name(carry.name) for carry in inner.carries}
    linked = all(carry.next == handed.get(Name(carry.name)) for carry in outer.carries)
    return inner if inner.mirrors and whole and linked else None


def merged(outer: For, inner: While) -> While:
    """The inner loop from where the outer one begins; who reads the outer one's carries afterwards reads these."""
    entering: dict[Arg, Carry] = {Name(carry.name): carry for carry in outer.carries}
    names = {carry.name: Name(entering[carry.init].name) for carry in inner.carries}
    made = substitute((inner,), names)[0]
    assert isinstance(made, While)
    carries = tuple(
        replace(carry, name=names[old.name].id, init=entering[old.init].init)
        for carry, old in zip(made.carries, inner.carries, strict=True)
    )
    return replace(made, carries=carries)
