"""Printed names: what is live at once never shares one, and what a copy joins shares one where it can."""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection, Iterator

from s2sad.core.nodes import Name
from s2sad.source.write.flow import interference, without_dead_copies
from s2sad.source.write.tree import Assign, Copy, Routine, Write, arg_names, defines, header_args, nodes

__all__ = ["Naming", "base_of", "is_temporary", "name_routine"]

TEMPORARY = re.compile(r"t(_bar|_dot)*")


def base_of(name: str) -> str:
    """The part of a core name that people see, as an identifier."""
    base = re.sub(r"\W", "_", name.partition("@")[0]) or "t"
    return f"{base}_" if keyword.iskeyword(base) or base[0].isdigit() else base


def is_temporary(name: str) -> bool:
    """Whether a name stands for a step of an expression that the user did not name."""
    return TEMPORARY.fullmatch(base_of(name)) is not None


class Naming:
    """Classes of core names that share a printed name; grown by `join`, then coloured by `colour`."""

    def __init__(self, edges: dict[str, set[str]], params: tuple[str, ...]) -> None:
        self.edges = edges
        self.params = params
        self.members: dict[str, set[str]] = {}
        self.leader: dict[str, str] = {}

    def find(self, name: str) -> str:
        return self.leader.get(name, name)

    def group(self, name: str) -> set[str]:
        return self.members.get(self.find(name), {name})

    def neighbours(self, group: set[str]) -> set[str]:
        return {other for member in group for other in self.edges.get(member, ())}

    def join(self, one: str, other: str) -> bool:
        """Give two names one printed name unless some of what shares it is live at once."""
        a, b = self.group(one), self.group(other)
        if a is b or one == other:
            return True
        if len(a) > len(b):
            a, b = b, a
        if self.neighbours(a) & b:
            return False
        merged, leader = a | b, self.find(other)
        self.members[leader] = merged
        for name in merged:
            self.leader[name] = leader
        return True

    def base(self, group: set[str], rank: dict[str, int]) -> str:
        """The base a class is called by: its parameter's, else that of its first name that the user would know."""
        ordered = sorted(group, key=lambda name: rank.get(name, len(rank)))
        for name in ordered:
            if name in self.params:
                return base_of(name)
        return base_of(next((name for name in ordered if not is_temporary(name)), ordered[0]))

    def colour(self, order: list[str], reserved: Collection[str]) -> dict[str, str]:
        """Choose the printed names: the base, with a digit only where that clashes."""
        rank = {name: place for place, name in enumerate(order)}
        bases = {base_of(name) for name in order}
        printed: dict[str, str] = {}
        owners: dict[str, str] = {}
        for name in (*self.params, *order):
            if name in printed:
                continue
            group = self.group(name)
            base = self.base(group, rank)
            taken = {printed[other] for other in self.neighbours(group) if other in printed}
            for candidate in _candidates(base, bases):
                free = candidate not in taken and (candidate not in reserved or name in self.params)
                if free and owners.setdefault(candidate, base) == base:
                    break
            printed.update(dict.fromkeys(group, candidate))
        return printed


def _candidates(base: str, bases: set[str]) -> Iterator[str]:
    yield base
    count = 0
    while True:
        count += 1
        if (candidate := f"{base}_{count}") not in bases:
            yield candidate


def _order(routine: Routine) -> list[str]:
    """Every printed name of a routine, in the order of the text."""
    seen: dict[str, None] = {}
    for node in nodes(routine.body):
        for name in (*defines(node), *(name for arg in header_args(node) for name in arg_names(arg, routine.inlined))):
            seen.setdefault(name)
    return list(seen)


def _uses(routine: Routine) -> dict[str, int]:
    counts: dict[str, int] = {}
    for node in nodes(routine.body):
        for arg in header_args(node):
            for name in arg_names(arg, routine.inlined):
                counts[name] = counts.get(name, 0) + 1
    return counts


def _copies(routine: Routine) -> list[tuple[str, str]]:
    """Pairs that would like one name: those of the rounds of loops first, then the others."""
    rounds: list[tuple[str, str]] = []
    joins: list[tuple[str, str]] = []
    for node in nodes(routine.body):
        if isinstance(node, Copy):
            into = rounds if node.loop else joins
            into += [(name, v.id) for name, v in node.pairs if isinstance(v, Name) and v.id not in routine.inlined]
    return rounds + joins


def name_routine(routine: Routine, params: tuple[str, ...], reserved: Collection[str]) -> dict[str, str]:
    """The printed name of each core name of a routine; `_` for what is bound and never read."""
    without_dead_copies(routine)
    naming = Naming(interference(routine, params), params)
    for node in nodes(routine.body):
        if isinstance(node, Write):
            naming.join(node.name, node.target.id)
    uses, steps, primal = _uses(routine), _derived(routine), _primal(routine)
    for into, source in _copies(routine):
        if source in primal and is_temporary(source) and base_of(into).endswith(("_bar", "_dot")):
            continue
        if base_of(into) == base_of(source) or is_temporary(into) or _gives_way(source, params, uses, steps):
            naming.join(into, source)
    order = [name for name in _order(routine) if name not in params]
    return naming.colour(order, reserved)


def _gives_way(source: str, params: tuple[str, ...], uses: dict[str, int], steps: set[str]) -> bool:
    """Whether a name can take that of its copy: a temporary, or a derivative's step that only the copy reads."""
    return source not in params and (is_temporary(source) or (source in steps and uses.get(source) == 1))


def _primal(routine: Routine) -> set[str]:
    """Names that the user's own statements compute."""
    assigns = (node for node in nodes(routine.body) if isinstance(node, Assign) and node.primal)
    return {name for node in assigns for name in defines(node)}


def _derived(routine: Routine) -> set[str]:
    """Names that only a derivative computes."""
    assigns = (node for node in nodes(routine.body) if isinstance(node, Assign) and not node.primal)
    return {name for node in assigns for name in defines(node)}
