"""Put off steps whose early value would need a second name: ``r_bar`` first, then the ``x_bar`` that it reads."""

from __future__ import annotations

from collections.abc import Callable

from s2sad.core.nodes import Name
from s2sad.core.program import Program
from s2sad.source.write.effects import Effects, is_impure
from s2sad.source.write.tree import Assign, Body, Copy, Node, Routine, arg_names, bodies_of, header_args, nodes

__all__ = ["put_off"]

TRIALS = 24
"""How many moves are tried; each costs the naming of the whole function."""


def put_off(routine: Routine, program: Program, naming: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Move steps of derivatives down to the copy that ends their block, where that saves it; returns the names."""
    names = naming()
    left = _copies_left(routine.body, names)
    if not left:
        return names
    effects = Effects(routine, program)
    for trial, (body, step) in enumerate(_late(routine.body, names)):
        if trial == TRIALS:
            break
        before = list(body)
        if not _move(body, step, effects, routine):
            continue
        tried = naming()
        now = _copies_left(routine.body, tried)
        if now < left:
            names, left = tried, now
        else:
            body[:] = before
    return names


def _bodies(body: Body) -> list[Body]:
    return [body, *(deep for node in body for inner in bodies_of(node) for deep in _bodies(inner))]


def _handed(body: Body) -> set[str]:
    """The names that the copy at the end of the round of a loop reads."""
    last = next((node for node in reversed(body) if isinstance(node, Copy)), None)
    return {value.id for _, value in last.pairs if isinstance(value, Name)} if last is not None and last.loop else set()


def _pairs(body: Body, names: dict[str, str]) -> list[str]:
    """The names that the copy at the end of a body still has to copy."""
    last = next((node for node in reversed(body) if isinstance(node, Copy)), None)
    pairs = last.pairs if last is not None else []
    sources = [(into, value.id) for into, value in pairs if isinstance(value, Name)]
    return [source for into, source in sources if names.get(into) != names.get(source)]


def _copies_left(body: Body, names: dict[str, str]) -> int:
    return sum(len(_pairs(inner, names)) for inner in _bodies(body))


def _late(body: Body, names: dict[str, str]) -> list[tuple[Body, Assign]]:
    """The steps whose value is handed on at the end of their own block, those that are copied there first."""
    found, others = [], []
    for inner in _bodies(body):
        wanted, handed = _pairs(inner, names), _handed(inner)
        found += [(inner, node) for node in inner if isinstance(node, Assign) and node.target in wanted]
        others += [
            (inner, node)
            for node in inner
            if isinstance(node, Assign) and node.target in handed and node.target not in wanted
        ]
    return found + others


def _move(body: Body, step: Assign, effects: Effects, routine: Routine) -> bool:
    start = body.index(step)
    end = next(place for place in range(len(body) - 1, -1, -1) if isinstance(body[place], Copy))
    between = body[start + 1 : end]
    target = str(step.target)
    if step.primal or is_impure(step.call, routine.inlined) or end <= start + 1:
        return False
    if not all(effects.allows(step.call, node) and not _reads(node, target, routine) for node in between):
        return False
    body.pop(start)
    body.insert(end - 1, step)
    return True


def _reads(node: Node, target: str, routine: Routine) -> bool:
    args = [arg for one in nodes([node]) for arg in header_args(one)]
    return any(target == name for arg in args for name in arg_names(arg, routine.inlined))
