"""The nodes of core.

Core is functional: a name is bound once, an array is a value, and a store makes a new version of
the array that it is given.  Control flow is structured; what a branch or a loop hands on is
listed on its node (``Join``, ``Carry``), so no analysis has to find it.  `tidy/settle.py` turns
versions back into writes in place.
"""

from __future__ import annotations

from functools import cached_property

from s2sad.core.records import dataclass, field

__all__ = [
    "Arg", "Atom", "Block", "Call", "Carry", "Const", "DictArg", "Effect", "For", "Free", "Function", "If", "Join",
    "Let", "Mutate", "Name", "Origin", "Param", "Raise", "STRAIGHT", "SliceArg", "Statement", "StructArg", "Try",
    "TupleArg", "UNDEFINED", "While", "With", "atoms_of",
]  # fmt: skip


@dataclass(frozen=True)
class Origin:
    """Where in the user's file a statement comes from; columns count from 0, as in `ast`."""

    file: str
    line: int
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    function: str = ""


@dataclass(frozen=True)
class Name:
    """A value bound by a `Let`, `Join`, `Carry`, loop target or parameter.  The part before ``@`` is for people."""

    id: str

    @property
    def base(self) -> str:
        return self.id.partition("@")[0]


@dataclass(frozen=True, eq=False)
class Const:
    """A Python literal: number, string, bytes, bool, None or Ellipsis.

    ``1``, ``1.0`` and ``True`` are three constants.
    """

    value: object

    def _key(self) -> tuple[type, str]:
        return type(self.value), repr(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Const) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())


@dataclass(frozen=True)
class Free:
    """A free name of the generated module, such as ``np.float32`` or a global of the user.

    `Program.frees` has the object.
    """

    text: str


@dataclass(frozen=True)
class TupleArg:
    """A tuple (or, with ``list=True``, a list of fixed length) written where it is used."""

    items: tuple[Arg, ...]
    list: bool = False


@dataclass(frozen=True)
class SliceArg:
    """A slice inside an index."""

    lower: Arg
    upper: Arg
    step: Arg


@dataclass(frozen=True)
class DictArg:
    """A dict with constant keys; with `cls` one of a class of the user."""

    keys: tuple[object, ...]
    items: tuple[Arg, ...]
    cls: Free | None = None


@dataclass(frozen=True)
class StructArg:
    """An instance of a user's class, built from its fields by keyword (dataclass, namedtuple)."""

    cls: Free
    fields: tuple[str, ...]
    items: tuple[Arg, ...]


Atom = Name | Const | Free
Arg = Name | Const | Free | TupleArg | SliceArg | DictArg | StructArg


@dataclass(frozen=True)
class Call:
    """One operation.

    `prim` is a dotted name: ``operator.add``, ``numpy.sum``, ``math.exp``, ``builtins.len``,
    ``@helper`` for another function of the program, which a library gets as a `Free`.  ``implicit.root`` and its
    like give their first argument again, with the derivative that follows from an equation.  `spelling` says how the
    user wrote it, where there is a choice: ``function``, ``method``, ``attribute`` or ``operator``; ``display`` for a
    list or a tuple that a function of NumPy takes as an array.
    """

    prim: str
    args: tuple[Arg, ...] = ()
    keywords: tuple[tuple[str, Arg], ...] = ()
    spelling: str = ""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The ids of the names among the arguments, left to right, each as often as it stands there."""
        args = self.args if not self.keywords else (*self.args, *[value for _, value in self.keywords])
        return tuple([atom.id for arg in args for atom in atoms_of(arg) if isinstance(atom, Name)])


@dataclass(frozen=True)
class Let:
    """``name = call``.  `primal` marks what the user wrote: it keeps its value bit for bit."""

    name: str
    call: Call
    origin: Origin | None = None
    primal: bool = True


@dataclass(frozen=True)
class Effect:
    """A call for its effect alone: print, an assertion, a call of something opaque.  Stays where it stands."""

    call: Call
    origin: Origin | None = None


@dataclass(frozen=True)
class Raise:
    """``raise exception [from cause]``; what follows in its block is not reached."""

    exception: Arg | None
    cause: Arg | None = None
    origin: Origin | None = None


@dataclass(frozen=True)
class Mutate:
    """A write in place, made by `tidy/settle.py` out of a ``store.*`` or ``list.*`` call; in core proper there is none.

    `name` is bound to the new version, which is the memory of `target`.
    """

    name: str
    target: Name
    call: Call
    origin: Origin | None = None


@dataclass(frozen=True)
class Join:
    """What an `If` hands on under `name`."""

    name: str
    then: Arg
    other: Arg


@dataclass(frozen=True)
class If:
    """A branch; `id` pairs it with its reversal, which `mirrors` it, as for loops."""

    test: Atom
    then: Block
    other: Block
    joins: tuple[Join, ...] = ()
    origin: Origin | None = None
    id: str = ""
    mirrors: str = ""


@dataclass(frozen=True)
class Carry:
    """What a loop hands from one round to the next under `name`; after the loop the name has its last value."""

    name: str
    init: Arg
    next: Arg


@dataclass(frozen=True)
class For:
    """``for target in iterable``; after the body the loop ends if `until` holds.

    `id` pairs a loop with its reversal.
    """

    target: str
    iterable: Arg
    carries: tuple[Carry, ...]
    body: Block
    until: Atom | None = None
    origin: Origin | None = None
    id: str = ""
    mirrors: str = ""


@dataclass(frozen=True)
class While:
    """`head` computes `test` before each round; the carried names may be read in head and body."""

    carries: tuple[Carry, ...]
    head: Block
    test: Atom
    body: Block
    until: Atom | None = None
    origin: Origin | None = None
    id: str = ""
    mirrors: str = ""


@dataclass(frozen=True)
class With:
    """``with context as name:`` around a block whose names stay visible after it; `name` may be empty."""

    context: Arg
    body: Block
    origin: Origin | None = None
    name: str = ""


@dataclass(frozen=True)
class Try(With):
    """A straight block that an exception of the classes in `context` ends: then `name` is true, else false.

    `which` is bound to the place of the class that was raised, counted from 1, and `error` to the exception; both may
    be empty.  The branch on `name` comes next and has the same `id`; only its other side reads names of the body.
    After a body that ends in a `Raise` there is no branch: what comes next is where that was caught.
    """

    which: str = ""
    error: str = ""
    id: str = ""


Statement = Let | Effect | Raise | Mutate | If | For | While | With
Block = tuple[Statement, ...]


@dataclass(frozen=True)
class Param:
    name: str
    kind: str = "POSITIONAL_OR_KEYWORD"
    default: Arg | None = None


@dataclass(frozen=True)
class Function:
    """A function of core: one entry, one result at the end: the constant None for a function without return."""

    name: str
    params: tuple[Param, ...]
    body: Block
    result: Arg
    doc: str = ""
    origin: Origin | None = field(default=None, compare=False)


def atoms_of(arg: Arg | None) -> tuple[Atom, ...]:
    """The atoms inside an argument, left to right."""
    if isinstance(arg, (Name, Const, Free)):
        return (arg,)
    if arg is None:
        return ()
    items = (arg.lower, arg.upper, arg.step) if isinstance(arg, SliceArg) else arg.items
    return tuple([atom for item in items for atom in atoms_of(item)])


STRAIGHT = frozenset({Let, Effect, Raise, Mutate})
"""Statements without a block inside."""

UNDEFINED = Free("")
"""No value on this path: a join or carry with it binds nothing there."""
