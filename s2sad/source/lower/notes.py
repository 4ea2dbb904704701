"""What is noted while a function is lowered, for the statements that come later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import gast

from s2sad.core.nodes import Arg, Atom, Free, Origin
from s2sad.errors import Problem
from s2sad.source.lower.values import ArrayRef, ObjectRef, Path, Value

__all__ = ["Notes", "Numbers"]


class Numbers:
    """1, 2, 3, …: of buffers, objects and frames, in the order in which they are made."""

    last = 0

    def __next__(self) -> int:
        self.last += 1
        return self.last


class Notes:
    """Tables by the numbers of arrays, objects and frames; each is kept by the module that asks for it."""

    def __init__(self) -> None:
        self.roots: dict[int, Atom] = {}
        self.related: dict[int, set[int]] = {}
        self.sides: dict[int, Any] = {}
        self.handed: dict[int, set[int]] = {}
        self.choices: dict[int, Any] = {}
        self.follows_choices = self.follows_views = False
        self.spoils = False
        self.in_steps: set[object] = set()  # the loops that take the items of an iterator one by one
        self.told_by: dict[int, dict[Any, Atom]] = {}  # of what is one of several arrays, what tells which it is
        self.bounds: set[str] = set()  # numbers between which a view lies in its array
        self.families: dict[int, Any] = {}  # what the items of lists of views have in common
        self.spoiled: set[int] = set()  # what a write has made unreadable
        self.globals: dict[int, ArrayRef] = {}
        self.problems: list[Problem] = []
        self.survey: Any = None
        self.recursive: dict[object, Any] = {}
        self.cached: set[int] = set()  # arrays that `functools.cache` hands out
        self.read_by: dict[int, dict[int, Any]] = {}  # what the generators read that call themselves, as it was
        self.written_inside: set[int] = set()  # what a recursive function writes that may be inside a list or a dict
        self.settling: list[Any] = []  # the recursive functions of which the types are being found
        self.skips = self.skipped = False  # whether items of empty containers are not reached, and whether one was read
        self.changing: dict[object, frozenset[Path]] = {}  # what recursive functions change of what they are handed
        self.routines: dict[tuple[str, str], Free] = {}
        self.origins: dict[int, Atom] = {}
        self.outside = range(0)  # the numbers of the containers and objects that outlive the call, and no argument has
        self.seen: set[int] = set()  # lists of unknown length that others hold
        self.shown_in: dict[int, list[Any]] = {}  # the blocks in which containers were shown to others
        self.written: set[int] = set()
        self.rows: set[int] = set()
        self.rounds: list[int] = [0]
        self.begun = 0  # the first number that the statement which is run may give
        self.pending: list[range] = []  # the numbers that statements have given which call the function that is run
        self.elements: dict[int, tuple[int, Arg]] = {}
        self.made_in: dict[int, list[Any]] = {}  # the blocks in which lists and dicts are made
        self.counted: set[int] = set()  # elements whose index is counted from the beginning
        self.known_in: dict[int, Any] = {}  # the open blocks in which the index of an element has a value
        self.popped: dict[int, int] = {}  # items that are in no list any more, and the list in which they were
        self.held: dict[int, set[int]] = {}
        self.copies: dict[int, set[int]] = {}
        self.taken: dict[int, set[int]] = {}
        self.live: dict[int, ObjectRef] = {}
        self.collected: set[int] = set()
        self.elsewhere: dict[tuple[int, str], Any] = {}
        self.written_cells: set[int] = set()
        self.written_globals: set[tuple[int, str]] = set()
        self.bound_later: set[tuple[int, str]] = set()
        self.read_early: set[tuple[int, str]] = set()
        self.passed_over: set[tuple[int, str]] = set()  # names that a path was left out for, which reads them early
        self.never_bound: set[tuple[int, str]] = set()
        self.kept_over: set[tuple[int, str]] = set()
        self.bound_on_one_path: set[tuple[int, str]] = set()
        self.viewed: set[int] = set()
        self.given: set[int] = set()  # arrays that a call was given that nobody can look into
        self.walked: dict[int, tuple[int, dict[int, Any], dict[str, Value]]] = {}
        self.walking: list[tuple[int, Atom | None]] = []  # the dicts that loops walk over, each with the key of now
        self.discarded: gast.AST | None = None  # the call whose result nobody takes
        self.coming: list[tuple[int, Sequence[gast.AST]]] = []
        self.negations: dict[Atom, Atom | None] = {}  # flags of what may be None, and what negates them
        self.half_bound: set[Atom | int] = set()  # names, and the numbers of objects
        self.local_functions: dict[object, Any] = {}
        self.derived: dict[object, Any] = {}
        self.attempts: list[Any] = []
        self.guards: list[Any] = []
        self.run: Any = None
        self.handling: list[tuple[Value, tuple[type[BaseException], ...]]] = []
        self.in_reversal = False
        self.seeded: set[int] = set()  # generators of random numbers
        self.used_objects: set[str] = set()
        self.kept_by_objects: dict[int, Origin | None] = {}
        self.kinds: dict[int, type] = {}
        self.own_attributes: set[int] = set()  # dicts whose attributes are their items
        self.longest: dict[int, Value] = {}
        self.factories: dict[int, Value] = {}
        self.classes: dict[tuple[int, int], type] = {}
        self.enclosing: dict[int, int] = {}
        self.yields: dict[int, Callable[[Value], None]] = {}
