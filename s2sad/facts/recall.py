"""What the reverse sweep could read again from an array that it walks back to what it was.

For that, what the stores on the way overwrite has to be kept, as far as they may overwrite what is read.
"""

from __future__ import annotations

from collections.abc import Iterable

from s2sad.core.nodes import Arg, Call, Const, For, Let, Name, SliceArg, TupleArg
from s2sad.core.program import Program
from s2sad.core.records import dataclass, field
from s2sad.core.types import ArrayType, ScalarType, Type, Unknown
from s2sad.core.walk import call_args, names_of
from s2sad.facts.replay import VIEWS, Replay
from s2sad.facts.versions import WHOLE, Versions, is_whole, path_of
from s2sad.types import infer

__all__ = ["OLD", "Read", "Recall"]

OLD = "old:"
"""Before the name of a store: what it overwrites."""
ARITHMETIC = frozenset(f"operator.{n}" for n in ("add", "sub", "mul", "neg"))


@dataclass(frozen=True)
class Read:
    """A value as a part of a version of an array, with the stores after it that may overwrite this part."""

    version: str
    index: Arg | None
    after: tuple[str, ...]


@dataclass
class Recall:
    """Built once for a function; names here are versions in the sense of `facts/versions.py`.

    Attributes
    ----------
    blocked : what is not read again, because it could not be where the reverse sweep needs it.
    """

    versions: Versions
    program: Program
    replay: Replay
    blocked: set[str] = field(default_factory=set)
    _reads: dict[str, Read | None] = field(default_factory=dict)
    _operands: dict[str, tuple[str, ...] | None] = field(default_factory=dict)
    _stored: dict[str, Let] = field(default_factory=dict)
    _rooted: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for store in self.versions.stores.values():
            value = store.call.args[1]
            if store.call.prim != "store.set" or not isinstance(value, Name):
                continue
            if self._is_beside(store, value) and self._holds(store, value):
                self._stored.setdefault(value.id, store)

    def _is_beside(self, store: Let, value: Name) -> bool:
        blocks = self.versions.blocks
        return value.id in self.versions.lets and blocks[value.id] == blocks[store.name]

    # -- reads ----------------------------------------------------------------------------------

    def read(self, name: str) -> Read | None:
        """The part of an array in place that a value is, if it is one."""
        if name not in self._reads:
            self._reads[name] = self._read(name)
        return self._reads[name]

    def _read(self, name: str) -> Read | None:
        if isinstance(self.kind(name), ArrayType) and self.versions.is_written(name):
            return self._part(name, None, ())
        let, homes = self.versions.lets.get(name), self.versions.homes.get(name, ())
        if let is None or let.call.prim != "operator.getitem" or not isinstance(let.call.args[0], Name):
            return None
        version, index = self.versions.at(let.call.args[0].id, homes), let.call.args[1]
        if index in WHOLE:  # a view of all of it is had where the version is had
            return None
        written = isinstance(self.kind(version), ArrayType) and self.versions.is_written(version)
        return self._part(version, index, homes) if written and not self._gathers(index) else None

    def read_back(self, name: str) -> Read | None:
        """Where a value was stored that is no part of an array itself."""
        store = self._stored.get(name)
        if store is None or self.read(name) is not None:
            return None
        (index,) = (None,) if is_whole(store) else path_of(store) or (None,)
        return self._part(store.name, index, self.versions.homes[store.name])

    def source(self, name: str) -> Read | None:
        """Where a value is read again, if it is not blocked."""
        if name in self.blocked:
            return None
        return self.read(name) or (None if self._is_free(name) else self.read_back(name))

    def _is_free(self, name: str) -> bool:
        """Whether a value is computed again from what loops count and what stays as it is."""
        counts = {loop.target for loop in self.versions.loops.values() if isinstance(loop, For)}
        if not self.versions.around(name) or name in counts:
            return not (isinstance(self.kind(name), ArrayType) and self.versions.is_written(name))
        let = self.versions.lets.get(name)
        if let is None or not self.replay.is_cheap(let):
            return False
        return all(map(self._is_free, self._names(self.versions.homes[name], call_args(let.call))))

    def _part(self, version: str, index: Arg | None, loops: tuple[str, ...]) -> Read | None:
        if names_of(index) & self.versions.tested:
            return None
        return Read(version, index, tuple(self.versions.stores_after(version, index, loops)))

    def kind(self, name: str) -> Type:
        return self.program.type_of(name.removesuffix("$"))

    def _gathers(self, index: Arg) -> bool:
        """Whether an index copies what it takes."""
        items = index.items if isinstance(index, TupleArg) else (index,)
        if isinstance(index, TupleArg) and index.list:
            return True
        return any(not isinstance(item, (Const, SliceArg)) and not self._counts(item) for item in items)

    def _counts(self, index: Arg) -> bool:
        kind = self.kind(index.id) if isinstance(index, Name) else None
        return isinstance(kind, ScalarType) and kind.kind == "i"

    def _holds(self, store: Let, value: Name) -> bool:
        """Whether a store leaves in its array the very value that it is given, so that it can be read back."""
        path, kind = path_of(store), self.kind(value.id)
        if path is None or len(path) != 1 or self._gathers(path[0]):
            return False
        part = infer(Call("operator.getitem", (Name(store.name), path[0])), self.program).type
        if isinstance(kind, ArrayType):
            known = isinstance(part, ArrayType) and kind.dtype is not None and kind.shape is not None
            return known and (part.dtype, part.shape) == (kind.dtype, kind.shape)  # type: ignore[union-attr]
        return isinstance(kind, ScalarType) and isinstance(part, ScalarType) and part.dtype == kind.dtype

    # -- what is computed again -----------------------------------------------------------------

    def operands(self, name: str) -> tuple[str, ...] | None:
        """What a value is read or computed again from; None if it has to be kept."""
        if name not in self._operands:
            self._operands[name] = None  # what is computed from itself is not computed again
            self._operands[name] = self._operands_of(name)
        return self._operands[name]

    def _operands_of(self, name: str) -> tuple[str, ...] | None:
        if name.startswith(OLD):
            return None
        homes, let = self.versions.homes[name.removesuffix("$")], self.versions.lets.get(name)
        source = self.source(name)
        if source is not None and all(store in self.versions.stores for store in source.after):
            place = self.versions.homes[source.version] if source.version in self._stores_of(name) else homes
            return (*self._names(place, (source.index,)), *self._undoing(source.after))
        if let is None or self.read(name) is not None:
            return None
        if self.replay.is_cheap(let) or (self._is_view(let) or self._is_sum(let)) and self.is_rooted(name):
            return self._names(homes, call_args(let.call))
        return None

    def _undoing(self, stores: tuple[str, ...]) -> list[str]:
        """What it takes to undo some stores: what they overwrote, and where."""
        found = [OLD + store for store in stores]
        for store in stores:
            found += self._names(self.versions.homes[store], path_of(self.versions.stores[store]) or ())
        return found

    def _stores_of(self, name: str) -> tuple[str, ...]:
        return (self._stored[name].name,) if name in self._stored else ()

    def _names(self, homes: tuple[str, ...], args: Iterable[Arg | None]) -> tuple[str, ...]:
        found = (self.versions.at(n, homes) for n in sorted(names_of(*args)))
        return tuple(n for n in found if n.removesuffix("$") in self.versions.homes)

    def _is_view(self, let: Let) -> bool:
        return let.call.prim in VIEWS and not (let.call.prim == "operator.getitem" and self._gathers(let.call.args[1]))

    def _is_sum(self, let: Let) -> bool:
        """Whether a value is simple arithmetic on arrays inside an expression; what has a name is kept."""
        kind = self.kind(let.name)
        unnamed = let.name.partition("@")[0] == "t"
        return unnamed and let.call.prim in ARITHMETIC and isinstance(kind, ArrayType)

    def is_rooted(self, name: str) -> bool:
        """Whether a value is made of parts of arrays in place, and of no other arrays that would have to be kept."""
        if name not in self._rooted:
            self._rooted[name] = False
            self._rooted[name] = self._has_roots(name)
        return self._rooted[name]

    def _has_roots(self, name: str) -> bool:
        if self.source(name) is not None:
            return True
        let = self.versions.lets.get(name)
        if let is None or not (self.replay.is_cheap(let) or self._is_view(let) or self._is_sum(let)):
            return False
        names = self._names(self.versions.homes[name], call_args(let.call))
        arrays = [n for n in names if isinstance(self.kind(n), (ArrayType, Unknown)) and self.versions.around(n)]
        return any(map(self.is_rooted, names)) and all(map(self.is_rooted, arrays))

    def block(self, names: set[str]) -> None:
        """These are not read again."""
        self.blocked |= names
        self._operands.clear()
        self._rooted.clear()

    def part_type(self, store: Let) -> Type:
        """The type of what a store overwrites."""
        kind: Type = self.kind(store.name)
        part: Arg = store.call.args[0]
        for index in path_of(store) or ():
            kind = infer(Call("operator.getitem", (part, index)), self.program).type
            part = Name(self.program.fresh("t", kind))
        return kind
