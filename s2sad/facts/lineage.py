"""How a parameter comes to a statement: the lines of a shortest way from the one to the other."""

from __future__ import annotations

from collections.abc import Iterable

from s2sad.core.nodes import Arg, For, Function, If, Let, Origin, While
from s2sad.core.walk import call_args, names_of, statements

__all__ = ["lineage"]

Edge = tuple[str, Origin | None]


def lineage(function: Function, let: Let, seeds: Iterable[str]) -> tuple[Origin, ...]:
    """The places, first to last, at which a seed is handed on until `let` reads it; empty where it reads the seed."""
    sources = _sources(function)
    ways: dict[str, tuple[Origin, ...]] = dict.fromkeys(sorted(names_of(*call_args(let.call))), ())
    waiting = list(ways)
    wanted = set(seeds)
    for name in waiting:
        if name in wanted:
            return _lines(ways[name], let.origin)
        for source, origin in sources.get(name, ()):
            if source not in ways:
                ways[source] = (origin, *ways[name]) if origin is not None else ways[name]
                waiting.append(source)
    return ()


def _sources(function: Function) -> dict[str, list[Edge]]:
    """For each name what its value is computed from, and where."""
    found: dict[str, list[Edge]] = {}
    for statement in statements(function.body):
        if isinstance(statement, Let):
            _add(found, statement.name, statement.origin, *call_args(statement.call))
        elif isinstance(statement, If):
            for join in statement.joins:
                _add(found, join.name, None, join.then, join.other)
        elif isinstance(statement, (For, While)):
            for carry in statement.carries:
                _add(found, carry.name, None, carry.init, carry.next)
            if isinstance(statement, For):
                _add(found, statement.target, statement.origin, statement.iterable)
    return found


def _add(found: dict[str, list[Edge]], name: str, origin: Origin | None, *args: Arg) -> None:
    found.setdefault(name, []).extend((source, origin) for source in sorted(names_of(*args)))


def _lines(way: tuple[Origin, ...], end: Origin | None) -> tuple[Origin, ...]:
    """One place a line, without the line at which the way ends."""
    last = None if end is None else (end.file, end.line)
    by_line = {(origin.file, origin.line): origin for origin in way}
    return tuple(origin for line, origin in by_line.items() if line != last)
