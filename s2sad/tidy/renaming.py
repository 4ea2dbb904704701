"""Keep what is known of names true when one takes the place of another."""

from __future__ import annotations

from collections.abc import Mapping

from s2sad.core.nodes import Atom, Name
from s2sad.core.program import Program

__all__ = ["rename_shares"]


def rename_shares(program: Program, instead: Mapping[str, Atom]) -> None:
    """Replace names in `Program.shares` and `Program.alike`; a constant is nobody's memory, and has no shape to read.

    >>> program = Program(shares={"v": ("a", "x")})
    >>> rename_shares(program, {"a": Name("b"), "b": Name("c")})
    >>> program.shares["v"]
    ('c', 'x')
    """
    if not instead:
        return
    for name, shared in program.shares.items():
        if any(other in instead for other in shared):
            new = (_last(old, instead) for old in shared)
            program.shares[name] = tuple(dict.fromkeys(n for n in new if n is not None))
    for name, other in list(program.alike.items()):
        kept = _last(other, instead)
        if kept is None:
            del program.alike[name]
        else:
            program.alike[name] = kept


def _last(name: str, instead: Mapping[str, Atom]) -> str | None:
    while name in instead:
        atom = instead[name]
        if not isinstance(atom, Name):
            return None
        name = atom.id
    return name
