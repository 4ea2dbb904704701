"""The names that a loop carries: each for a number or an array that is another one after a round."""

from __future__ import annotations

from typing import Any

from s2sad.core.nodes import Atom, Name
from s2sad.core.records import dataclass, field
from s2sad.core.types import ScalarType, Type
from s2sad.source.lower import maybe, natures
from s2sad.source.lower.roles import Roles
from s2sad.source.lower.sizes import own_symbols
from s2sad.source.lower.values import ArrayRef, Num, State
from s2sad.types import merge

__all__ = ["Carrying", "Path", "base_of", "number"]

Path = tuple[object, ...]


@dataclass
class Carrying(Roles):
    """Named by the path to what is carried in the state.

    `models` have the types of views that are taken anew, `chosen` what is one of several arrays.
    """

    carried: dict[Path, Name] = field(default_factory=dict)
    models: dict[Path, Name] = field(default_factory=dict)
    chosen: dict[Path, Any] = field(default_factory=dict)
    after: State = field(default_factory=State)

    def shown(self, path: Path, a: ArrayRef, b: ArrayRef) -> Name:
        """What stands for a view that is another one in each round: it has a type, and nobody reads it."""
        if path not in self.models:
            kind = self.lo.build.type_of(a.atom)
            self.models[path] = Name(self.lo.program.fresh(base_of(path), kind))
        self.widen(self.models[path], self.lo.build.type_of(self.now(b)))
        return self.models[path]

    def now(self, value: ArrayRef | Num) -> Atom:
        """The atom of a value after the body; in the rehearsal only its type counts."""
        if isinstance(value, Num):
            return value.atom
        kept, self.lo.state = self.lo.state, self.after
        with self.lo.build.block():
            atom = self.lo.current(value)
        self.lo.state = kept
        return atom

    def leaf(self, path: Path, a: Atom, b: Atom, base: str) -> Atom:
        if a == b:
            return a
        name = self.carry(path, a, base)
        self.widen(name, self.lo.build.type_of(b))
        return name

    def carry(self, path: Path, a: Atom, base: str) -> Name:
        """The name of what is carried at a path where `a` is before the loop."""
        if path not in self.carried:
            kind = self.lo.build.type_of(a)
            self.carried[path] = Name(self.lo.program.fresh(base, kind))
            if isinstance(a, Name) and not isinstance(kind, ScalarType):
                self.lo.program.shares[self.carried[path].id] = (a.id,)
            self.changed = True
        return self.carried[path]

    def widen(self, name: Name, incoming: Type) -> None:
        kind = natures.plain(self.lo.program.type_of(name.id))
        wider = own_symbols(name, kind, merge(kind, natures.plain(incoming)))
        if wider != kind:
            self.lo.program.types[name.id] = wider
            self.changed = True


def base_of(path: Path) -> str:
    names = [str(p) for p in path if isinstance(p, str) and p not in ("local", "heap", maybe.WHAT)]
    if not names:
        return "t"
    return names[-1].strip("%0123456789") if names[-1].startswith("%") else names[-1]


def number(path: Path) -> int:
    """The number of the frame or of the object in which a path begins."""
    key = path[1]
    assert isinstance(key, int)
    return key
