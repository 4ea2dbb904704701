"""Core to core: as a person would have written it."""

from __future__ import annotations

from s2sad.core.nodes import Function
from s2sad.core.program import Program
from s2sad.tidy.drop import caller_writes, drop
from s2sad.tidy.fold import fold
from s2sad.tidy.overwrites import overwrites
from s2sad.tidy.results import own_results
from s2sad.tidy.settle import settle
from s2sad.tidy.share import share

__all__ = ["drop", "fold", "own_results", "settle", "share", "tidy"]

ROUNDS = 12


def tidy(function: Function, program: Program) -> Function:
    """Drop, fold and share until nothing changes."""
    kept = caller_writes(function, program)
    function = drop(function, program, kept)
    for _ in range(ROUNDS):
        changed = overwrites(share(fold(function, program), program), program)
        if changed == function:
            break
        before, function = function, drop(changed, program, kept)
        if before == function:
            break
    return function
