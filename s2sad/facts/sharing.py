"""Which values may be the same memory once stores are writes in place.

A *handle* is a name with a level: ``own`` is the memory of the value itself, ``inner`` what is
inside it (the arrays in a list).  Each handle comes from others (a view from its array, a new version
from the old one, a carry from what it is given) or from nowhere: then it is fresh.  Two handles
may be the same memory if, following the later one back step by step, they meet.  Names that one
loop (or one branch) hands on are followed back together, so buffers that swap roles are known to be two.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import numpy as np

from s2sad.core.nodes import (
    UNDEFINED,
    Arg,
    Atom,
    Block,
    Call,
    For,
    Free,
    Function,
    If,
    Let,
    Name,
    SliceArg,
    TupleArg,
    While,
    With,
    atoms_of,
)
from s2sad.core.program import Program
from s2sad.core.records import dataclass, field
from s2sad.core.types import ArrayType, ListType, OpaqueType, TupleType, Type, Unknown
from s2sad.core.walk import args_of, blocks_of, call_args, entering, own_args
from s2sad.facts.calls import is_in_place, updated_by
from s2sad.facts.made import BUILDERS, COLLECTIONS, COPIES, SPREAD, UPDATES, VIEWS
from s2sad.types import infer
from s2sad.types.view import holds_memory, type_of_arg

__all__ = ["INNER", "OWN", "Handle", "Path", "Place", "Sharing", "is_update", "takes", "writes_inside"]

OWN, INNER = "own", "inner"
Handle = tuple[str, str]
Path = tuple[int, ...]

Consumes = Mapping[str, Collection[int]]


@dataclass(frozen=True)
class Place:
    """Where a statement reads: its path in the function, and a slot (``own``, ``init:0``, ``next:0``, ``then:0``…)."""

    path: Path
    slot: str = "own"


@dataclass
class Origin:
    """Where the value of a name comes from."""

    position: int
    home: Path
    own: tuple[tuple[Handle, Place], ...] = ()
    inner: tuple[tuple[Handle, Place], ...] = ()
    group: Path | None = None
    sides: tuple[tuple[tuple[Handle, ...], tuple[Handle, ...]], ...] = ()


def is_update(call: Call) -> bool:
    """Whether a call makes a new version of its first argument."""
    return call.prim in UPDATES


def takes(call: Call, consumes: Consumes) -> tuple[Arg, ...]:
    """The arguments whose memory a call writes once it is settled."""
    if is_update(call):
        return call.args[:1]
    if call.prim == "call" and call.spelling == "writing":
        return (*call.args[1:], *(value for _, value in call.keywords))
    return tuple(call.args[k] for k in consumes.get(call.prim, ()) if k < len(call.args))


def _has_inside(kind: Type) -> bool:
    """Whether there can be memory in a value that is not its own: in a list of numbers there is none."""
    return _is_container(kind) and not (isinstance(kind, ListType) and not holds_memory(kind.element))


def _is_container(kind: Type) -> bool:
    return isinstance(kind, (ListType, TupleType, OpaqueType))


@dataclass
class Sharing:
    """Built once for a function; asks are memoised.

    Parameters
    ----------
    consumes : for calls of functions of the program (``@f``), the positions of the arguments that they write.
    """

    function: Function
    program: Program
    consumes: Consumes = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    lets: dict[str, Let] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)
    _levels: dict[str, tuple[Handle, ...]] = field(default_factory=dict)
    _known: dict[frozenset[Handle], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._now = 0
        updates = {f"@{name}": set(places.values()) for name, places in self.program.updates.items()}
        self.consumes = {**self.consumes, **{n: p.union(self.consumes.get(n, ())) for n, p in updates.items()}}
        for parameter in self.function.params:
            self._bind(parameter.name, (-1,))
        self._block(self.function.body, ())
        self._read((self.function.result,))

    # -- building -------------------------------------------------------------------------------

    def _bind(self, name: str, home: Path, **parts: object) -> None:
        self._now += 1
        self.origins[name] = Origin(self._now, home, **parts)  # type: ignore[arg-type]

    def _read(self, args: tuple[Arg, ...]) -> None:
        """Note how far down each name is still read."""
        for arg in args:
            for atom in atoms_of(arg):
                if isinstance(atom, (Name, Free)):
                    self.last[atom.id if isinstance(atom, Name) else "$" + atom.text] = self._now

    def _block(self, block: Block, at: Path) -> None:
        for index, statement in enumerate(block):
            path = (*at, index)
            if not isinstance(statement, (For, While)):
                self._read(own_args(statement))
            if isinstance(statement, Let):
                self._let(statement, path)
            elif isinstance(statement, If):
                self._blocks(statement, path)
                self._read(args_of(statement))
                for k, join in enumerate(statement.joins):
                    self._merge(join.name, (join.then, join.other), (f"then:{k}", f"other:{k}"), path, path)
            elif isinstance(statement, (For, While)):
                self._loop(statement, path)
            elif isinstance(statement, With):
                for name in entering(statement):
                    self._bind(name, path)
                self._blocks(statement, path)

    def _blocks(self, statement: If | For | While | With, path: Path) -> None:
        for number, inner in enumerate(blocks_of(statement)):
            self._block(inner, (*path, number))

    def _loop(self, loop: For | While, path: Path) -> None:
        inside = (*path, 0, -1)
        for k, carry in enumerate(loop.carries):
            self._merge(carry.name, (carry.init, carry.next), (f"init:{k}", f"next:{k}"), path, inside)
        if isinstance(loop, For):
            both = self._all(loop.iterable, Place(path)) if self._remembers(loop.target) else ()
            self._bind(loop.target, inside, own=both, inner=both)
        before, self.last = self.last, {}
        self._blocks(loop, path)
        self._read(args_of(loop))
        self.last = {**before, **dict.fromkeys(self.last, self._now)}

    def _merge(self, name: str, args: tuple[Arg, Arg], slots: tuple[str, str], path: Path, home: Path) -> None:
        if not self._remembers(name):
            self._bind(name, home)
            return
        own: list[tuple[Handle, Place]] = []
        inner: list[tuple[Handle, Place]] = []
        sides = []
        for arg, slot in zip(args, slots, strict=True):
            owned, inside = self._handles(arg, Place(path, slot))
            own += owned
            inner += inside
            sides.append((tuple(h for h, _ in owned), tuple(h for h, _ in inside)))
        self._bind(name, home, own=tuple(own), inner=tuple(inner), group=path, sides=tuple(sides))

    def _let(self, let: Let, path: Path) -> None:
        self.lets[let.name], self.paths[let.name] = let, path
        if not self._remembers(let.name):
            self._bind(let.name, path)
            return
        own, inner = self._of_call(let, Place(path))
        self._bind(let.name, path, own=own, inner=inner)

    def _of_call(self, let: Let, place: Place) -> tuple[Sources, Sources]:
        call = let.call
        if is_update(call) and call.args:
            own, inner = self._handles(call.args[0], place)
            return own, inner + (self._all_of(call.args[1:2], place) if inner or self._container(call.args[0]) else ())
        if call.prim == "operator.getitem" and let.name in self.program.external:
            return (), ()  # an array in a container of the caller's: each is looked at when the function is called
        if call.prim in COLLECTIONS:
            return (), tuple(s for arg in call.args for s in self._handles(arg, place)[self._container(arg)])
        if call.prim in COPIES:
            return (), ()
        if call.prim in BUILDERS:
            return (), self._all_of(call_args(call), place)
        updated = updated_by(let, self.lets, self.program)
        if updated is not None:
            return self._handles(updated, place)
        if call.prim == "operator.getitem" and let.name in self.program.shares and self._is_call(call.args[0]):
            return tuple((handle, place) for name in self.program.shares[let.name] for handle in self.levels(name)), ()
        if call.prim in ("list.last", "dict.get", "operator.getitem") and self._container(call.args[0]):
            inside = self._handles(call.args[0], place)[1]
            return () if self._is_new_list(call) else inside, inside
        if call.prim == "select":
            parts = [self._handles(arg, place) for arg in call.args[1:]]
            return sum((p[0] for p in parts), ()), sum((p[1] for p in parts), ())
        if call.prim == "getattr" or call.prim == "call" or call.prim.startswith("@"):
            everything = self._all_of(call_args(call), place)
            return everything, everything
        both = tuple((handle, place) for name in self._shared(let) for handle in self.levels(name))
        if not _is_container(self.program.type_of(let.name)):
            return both, ()
        return both, both if call.prim.startswith("numpy.") else self._all_of(call_args(call), place)

    def _is_new_list(self, call: Call) -> bool:
        """Whether a call takes a slice of a list, which is another list."""
        owner, *index = call.args
        kind = self.program.type_of(owner.id) if isinstance(owner, Name) else None
        return isinstance(kind, (ListType, TupleType)) and bool(index) and isinstance(index[0], SliceArg)

    def _is_call(self, arg: Arg) -> bool:
        """Whether a value is what a function of the program gave: of its parts it is known which memory they are."""
        made = self.lets.get(arg.id) if isinstance(arg, Name) else None
        return made is not None and made.call.prim.startswith("@")

    def _shared(self, let: Let) -> tuple[str, ...]:
        noted = self.program.shares.get(let.name, ())
        if not set(let.call.names).issuperset(noted):  # noted of operands that another pass has renamed
            return infer(let.call, self.program).shares or noted
        if let.call.prim not in VIEWS:
            return noted
        atoms = [a for arg in call_args(let.call) for a in atoms_of(arg)] if let.call.prim != "numpy.array" else []
        frees = tuple("$" + a.text for a in atoms if isinstance(a, Free) and a.text)
        return (noted or infer(let.call, self.program).shares) + frees

    def _remembers(self, name: str) -> bool:
        return holds_memory(self.program.type_of(name))

    def _container(self, arg: Arg) -> bool:
        return isinstance(arg, TupleArg) or (isinstance(arg, Name) and _is_container(self.program.type_of(arg.id)))

    def levels(self, name: str) -> tuple[Handle, ...]:
        """The handles of a name; only containers of what has memory have an inside."""
        if name not in self._levels:
            self._levels[name] = self._levels_of(name)
        return self._levels[name]

    def _levels_of(self, name: str) -> tuple[Handle, ...]:
        if name.startswith("$"):
            return ((name, OWN),) if holds_memory(type_of_arg(Free(name[1:]), self.program)) else ()
        if not self._remembers(name):
            return ()
        return ((name, OWN), (name, INNER)) if _has_inside(self.program.type_of(name)) else ((name, OWN),)

    def _handles(self, arg: Arg, place: Place) -> tuple[Sources, Sources]:
        """What the memory of an argument, and what is inside it, comes from."""
        if isinstance(arg, (Name, Free)):
            levels = self.levels(arg.id if isinstance(arg, Name) else "$" + arg.text) if arg != UNDEFINED else ()
            return tuple((h, place) for h in levels[:1]), tuple((h, place) for h in levels[1:])
        if isinstance(arg, SliceArg):
            return (), ()
        return (), self._all(arg, place)

    def _all(self, arg: Arg, place: Place) -> Sources:
        names = ("$" + a.text if isinstance(a, Free) else a.id for a in atoms_of(arg) if isinstance(a, (Name, Free)))
        return tuple((handle, place) for name in names if name != "$" for handle in self.levels(name))

    def _all_of(self, args: tuple[Arg, ...], place: Place) -> Sources:
        return tuple(source for arg in args for source in self._all(arg, place))

    # -- asking ---------------------------------------------------------------------------------

    def is_live(self, name: str, after: str) -> bool:
        """Whether a name is bound before another one and may be read when that is bound, or later."""
        origin = self.origins.get(name)
        now = self.origins[after].position
        return (origin is None or origin.position < now) and self.last.get(name, 0) >= now - 1

    def sources(self, handle: Handle) -> Sources:
        """The handles that one comes from directly, each with the place that reads it."""
        origin = self.origins.get(handle[0])
        if origin is None:
            return ()
        return origin.own if handle[1] == OWN else origin.inner

    def reached(self, handle: Handle) -> Iterator[tuple[Handle, Place | None]]:
        """A handle and all that it comes from, with the places that read them."""
        seen, waiting = {handle}, [handle]
        yield handle, None
        while waiting:
            for source, place in self.sources(waiting.pop()):
                yield source, place
                if source not in seen:
                    seen.add(source)
                    waiting.append(source)

    def roots(self, handle: Handle) -> set[Handle]:
        """The handles without sources that one comes from: what made its memory."""
        return {found for found, _ in self.reached(handle) if not self.sources(found)}

    def is_made_here(self, root: Handle) -> bool:
        """Whether memory is new in the function: not of a parameter, a global, or what an unknown function returns."""
        let = self.lets.get(root[0])
        return let is not None and root[0] not in self.program.external and let.call.prim != "call"

    def is_spread(self, handle: Handle) -> bool:
        """Whether a value may be a view that NumPy lets nobody write into: one element may stand for many."""
        let = self.lets.get(handle[0])
        return let is not None and let.call.prim in SPREAD

    def may_share(self, one: Handle, other: Handle) -> bool:
        """Whether two values that can be read at one place may be the same memory there."""
        key = frozenset((one, other))
        if key not in self._known:
            self._known[key] = self._meet(one, other)
        return self._known[key]

    def _meet(self, one: Handle, other: Handle) -> bool:
        if one == other:
            return True
        start = (one, other)
        seen, waiting = {start}, [start]
        while waiting:
            for pair in self._back(*waiting.pop()):
                if pair[0] == pair[1]:
                    return True
                if pair not in seen:
                    seen.add(pair)
                    waiting.append(pair)
        return False

    def _back(self, one: Handle, other: Handle) -> Iterator[tuple[Handle, Handle]]:
        """The pairs that a pair may come from: the later of the two is followed back."""
        a, b = self.origins.get(one[0]), self.origins.get(other[0])
        if a is not None and b is not None and a.group is not None and a.group == b.group:
            for left, right in zip(a.sides, b.sides, strict=True):
                for x in left[one[1] == INNER]:
                    for y in right[other[1] == INNER]:
                        yield x, y
        elif a is not None and (b is None or a.position > b.position):
            for source, _ in a.own if one[1] == OWN else a.inner:
                yield source, other
        elif b is not None:
            for source, _ in b.own if other[1] == OWN else b.inner:
                yield one, source

    def _is_array(self, atom: Atom) -> bool:
        if isinstance(atom, Name):
            return isinstance(self.program.type_of(atom.id), (ArrayType, ListType, TupleType, Unknown))
        return isinstance(atom, Free) and isinstance(self.program.frees.get(atom.text), (np.ndarray, list))

    def written(self, call: Call) -> tuple[Handle, ...]:
        """The memory that a call writes once it is settled."""
        taken = takes(call, self.consumes)
        if call.prim == "store.set" and is_in_place(call, self.lets, self.program):
            return ()
        if call.prim == "call":  # of objects it is not said that they are written
            taken = tuple(atom for arg in taken for atom in atoms_of(arg) if self._is_array(atom))
        known = self.program.inside.get(call.prim[1:]) if call.prim[0] == "@" else None
        if known is None:
            return self.memory_of(taken, writes_inside(call))
        inside = self.memory_of(tuple(call.args[k] for k in sorted(known)))
        return (*self.memory_of(taken, False), *(handle for handle in inside if handle[1] == INNER))

    def memory_of(self, args: tuple[Arg, ...], inside: bool = True) -> tuple[Handle, ...]:
        """The memory of some arguments, and what is inside it."""
        found: list[Handle] = []
        for arg in args:
            own, inner = self._handles(arg, Place(()))
            found += [h for h, _ in own] + ([h for h, _ in inner] if inside else [])
        return tuple(found)


def writes_inside(call: Call) -> bool:
    """Whether an update of a list or a dict writes into what is in it: ``L[i][j] = v``, ``L[i] += v``."""
    if not is_update(call):
        return True
    return len(call.args) > OUTSIDE.get(call.prim, 2)


OUTSIDE = {"store.set": 3, "list.init": 1, "dict.without": 3}
"""How many arguments an update has that does not lead into an item; where it is not two."""


Sources = tuple[tuple[Handle, Place], ...]
