"""A program: its functions, and what is known of their names."""

from __future__ import annotations

from typing import Any

from s2sad.core.nodes import Arg, Atom, Block, Call, Const, Function, Name, Origin, atoms_of
from s2sad.core.records import dataclass, field
from s2sad.core.types import Dim, Type, Unknown

__all__ = ["Program", "Reversal", "Write"]


@dataclass(frozen=True)
class Write:
    """A part of an argument (or a global, ``$name``) that the function writes into, and the first line that does.

    After the name of the parameter, `path` has a pair for each step: whether it is an attribute, and its name or key.
    `inside`: what is written is an array in the list at the end of the path.
    """

    path: tuple[Any, ...]
    origin: Origin | None = None
    inside: bool = False


@dataclass(frozen=True)
class Reversal:
    """Statements that the reverse sweep runs: what they make of the adjoint `bar`, reading `params` of the function."""

    bar: str
    params: tuple[str, ...]
    body: Block
    result: Arg

    @property
    def changes(self) -> bool:
        """Whether the adjoint is another one afterwards."""
        return self.result != Name(self.bar)


UNKNOWN = Unknown()


@dataclass
class Program:
    """Functions of core with the tables that describe their names; names are unique in the whole program.

    Attributes
    ----------
    functions : the main function last, the functions it calls (``@name``) before it.
    types : what is known of each name.
    shares : for a name, the names whose memory its value may be (a view, a pass-through); fresh memory has no entry.
    frees : the object behind each `Free`, by its text.
    constants : the value of a name that is minus a constant of a library, such as ``-np.inf``.
    alike : for a name, another of the same shape that lives longer: a parameter, or what the user gave a name.
    reads : what was looked up while the function was read: an object, the attribute of it, and what that was;
        without an attribute, a container that was taken apart.
    derivatives : the derivatives that the function calls.
    draws : where random numbers are drawn that are others in each run.
    derived : the derivative functions made of functions that a library is given, by kind, function and parameters.
    composed : functions that are composed of others, by what they are called with, and which names they take.
    assigned : the attributes that the function assigns of objects that are there before it runs.
    reversals : the blocks under ``adjoint_of``, by the names that the values have from there on.
    objects : what objects of libraries were made with, by their names: the arguments of the calls that led to each.
    expressions : what sparse matrices were made of, by their names: the operation and its operands.
    transposes, sizes : which matrix an object is the transpose of, and how many rows and columns a matrix has.
    hides : whether calls of it have arguments that stand there for the derivative alone.
    updates : for a function of the program, which parts of its result are parameters that it writes in place: the way
        to each part, and the place of the parameter.
    inside : for a function of the program, the places of the lists in whose arrays it writes; without an entry those
        of all.
    apart : of these, the parts that may be other memory than that of the parameter.
    has_complex : whether the program has complex numbers, by what it says: what is not known may be complex then.
    external : names whose memory belongs to the caller: parameters, globals, what is read out of them.
    """

    functions: dict[str, Function] = field(default_factory=dict)
    types: dict[str, Type] = field(default_factory=dict)
    shares: dict[str, tuple[str, ...]] = field(default_factory=dict)
    frees: dict[str, object] = field(default_factory=dict)
    hides: bool = False
    has_complex: bool = False
    external: set[str] = field(default_factory=set)
    alike: dict[str, str] = field(default_factory=dict)
    constants: dict[str, object] = field(default_factory=dict)
    reads: list[tuple[object, str, object]] = field(default_factory=list)
    derivatives: list[Any] = field(default_factory=list)
    draws: list[Origin | None] = field(default_factory=list)
    derived: dict[tuple[str, str, tuple[int, ...]], str] = field(default_factory=dict)
    composed: dict[str, tuple[str, tuple[int, ...]]] = field(default_factory=dict)
    assigned: list[tuple[object, str]] = field(default_factory=list)
    reversals: dict[str, Reversal] = field(default_factory=dict)
    objects: dict[str, tuple[tuple[str, Arg], ...]] = field(default_factory=dict)
    expressions: dict[str, tuple[str, tuple[Atom, ...]]] = field(default_factory=dict)
    transposes: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, list[Dim]] = field(default_factory=dict)
    updates: dict[str, dict[tuple[int, ...], int]] = field(default_factory=dict)
    inside: dict[str, frozenset[int]] = field(default_factory=dict)
    apart: set[tuple[str, tuple[int, ...]]] = field(default_factory=set)
    counters: dict[str, int] = field(default_factory=dict)

    def fresh(self, base: str, kind: Type | None = None) -> str:
        """A name that nothing else in the program has: ``base``, then ``base@1``, ``base@2``."""
        base = base.partition("@")[0]
        count = self.counters.get(base, 0)
        self.counters[base] = count + 1
        name = f"{base}@{count}" if count else base
        self.types[name] = kind if kind is not None else Unknown()
        return name

    def written_by(self, call: Call) -> tuple[Arg, ...]:
        """The arguments that a call of a function of the program writes in place."""
        places = self.updates.get(call.prim[1:]) if call.prim[0] == "@" else None
        return tuple(call.args[k] for k in sorted(set(places.values()))) if places else ()

    def type_of(self, name: str) -> Type:
        return self.types.get(name, UNKNOWN)


def names_in(args: tuple[Arg, ...] | list[Arg]) -> set[str]:
    """The ids of the names among the atoms of some arguments."""
    return {atom.id for arg in args for atom in atoms_of(arg) if isinstance(atom, Name)}


def is_number(atom: Atom | Arg) -> bool:
    return isinstance(atom, Const) and isinstance(atom.value, (int, float, complex))
