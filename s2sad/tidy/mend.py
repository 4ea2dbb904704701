"""The copies that writes in place need: before a write for those who read later, or of what is not one's own."""

from __future__ import annotations

from collections.abc import Iterable

from s2sad.core.nodes import UNDEFINED, Arg, Call, Carry, Function, If, Join, Let, Name
from s2sad.core.program import Program
from s2sad.core.records import dataclass, field
from s2sad.core.types import ArrayType
from s2sad.errors import NotSupportedError, Problem
from s2sad.facts.sharing import INNER, OWN, Consumes, Handle, Path, Place, Sharing, is_update
from s2sad.facts.spoiled import Read, Spoiled
from s2sad.facts.taped import taped
from s2sad.tidy.copies import copied
from s2sad.tidy.rewrite import Edits, statement_at

__all__ = ["Mender"]


@dataclass
class Mender:
    """A function with what is known of its memory, and the copies that are to be put in."""

    function: Function
    program: Program
    owned: frozenset[str]
    consumes: Consumes
    sharing: Sharing = field(init=False)
    spoiled: Spoiled = field(init=False)
    edits: Edits = field(init=False)
    off_tape: frozenset[str] = field(init=False)
    on_tape: frozenset[Handle] = field(init=False)

    def look(self) -> dict[Read, frozenset[Path]]:
        """Analyse the function as it is now."""
        self.sharing = Sharing(self.function, self.program, self.consumes)
        self.spoiled = Spoiled(self.sharing)
        self.edits = Edits(self.function, self.program)
        self.off_tape, self.on_tape = taped(self.sharing)
        return self.spoiled.run()

    # -- memory of one's own --------------------------------------------------------------------

    def is_own(self, handles: Iterable[Handle]) -> bool:
        return all(self.made_here(root) for handle in handles for root in self.sharing.roots(handle)) and not any(
            self.sharing.is_spread(found) or found[0] in self.off_tape
            for handle in handles
            for found, _ in self.sharing.reached(handle)
        )

    def made_here(self, root: Handle) -> bool:
        return (self.sharing.is_made_here(root) and root not in self.on_tape) or root[0] in self.owned

    def own_targets(self) -> None:
        """Copy, before it is written, what a derivative would write but does not own."""
        for name, statement in self.sharing.lets.items():
            written = self.own_written(statement.call)
            in_place = statement.primal and (is_update(statement.call) or statement.call.prim == "call")
            if written and not in_place and not self.is_own(written):
                for handle in sorted(written, key=lambda one: one[1]):  # what is inside first: its copy is one of all
                    self.cut(handle, Place(self.sharing.paths[name]), set())

    def own_written(self, call: Call) -> tuple[Handle, ...]:
        """The memory that a call writes, but for what a function of the user's writes of what it is given."""
        if not self.program.written_by(call):
            return self.sharing.written(call)
        return self.sharing.memory_of(tuple(call.args[k] for k in self.consumes.get(call.prim, ())))

    def cut(self, handle: Handle, place: Place, seen: set[Handle]) -> None:
        """Copy at the last place from which on the memory is not the derivative's own."""
        if handle in seen or self.is_own([handle]):
            return
        seen.add(handle)
        name = handle[0]
        origin = self.sharing.origins.get(name)
        let = self.sharing.lets.get(name)
        handed_on = origin is not None and origin.group is not None and not self.is_users(name)
        if handed_on or (let is not None and is_update(let.call) and not let.primal):
            for source, where in self.sharing.sources(handle):
                self.cut(source, where, seen)
        else:
            self.copy_at(place, name, deep=handle[1] == INNER)

    def is_users(self, name: str, seen: frozenset[str] = frozenset()) -> bool:
        """Whether a value is the function's own: a copy before it is handed on would take its writes away from it."""
        let, origin = self.sharing.lets.get(name), self.sharing.origins.get(name)
        if let is not None:
            return let.primal
        sources = () if origin is None else (*origin.own, *origin.inner)
        return all(self.is_users(one, seen | {name}) for (one, _), _ in sources if one not in seen and one != name)

    def copy_at(self, place: Place, name: str, deep: bool = False) -> None:
        """Read a copy instead of the name at one place."""
        if name in self.edits.reads.get(place, {}):
            return
        lets, copy = copied(name, self.program, deep=deep)
        self.edits.insert(place, lets)
        self.edits.put(place, name, copy)

    def copy_targets(self, reads: dict[Read, frozenset[Path]]) -> None:
        """The last resort: each write that spoils something writes a copy."""
        for path in sorted({path for paths in reads.values() for path in paths}):
            self.copy_target(path)

    def copy_target(self, path: Path) -> None:
        statement = statement_at(self.function, path)
        if isinstance(statement, Let) and statement.call.prim == "call":  # what it writes would go nowhere
            what = "what this function may write into is still needed as it was"
            raise NotSupportedError([Problem(statement.origin, what, "give it a copy")])
        for name, _ in self.written_at(path):
            self.copy_at(Place(path), name, deep=True)

    # -- reads that come too late ---------------------------------------------------------------

    def mend(self, reads: dict[Read, frozenset[Path]]) -> None:
        saved: dict[str, dict[Path, Name]] = {}
        chains: dict[Path, set[Read]] = {}

        def first(item: tuple[Read, frozenset[Path]]) -> Path:
            return min(self.where(item[0][1], path) for path in item[1])

        for path in {path for paths in reads.values() for path in paths}:
            chains[path] = self.chain(path)
        handed = set().union(*chains.values())
        for (place, name), paths in sorted(reads.items(), key=lambda item: (item[0] not in handed, first(item))):
            paths = frozenset(path for path in paths if not self.is_cut(chains[path]))
            if not paths:  # what would be written is another array now
                continue
            if self.mend_inside(name, paths, chains) or self.mend_head(place, name, paths):
                continue
            if self.mend_view(name, paths):
                continue
            if any((place, name) in chains[path] for path in paths):
                self.copy_at(place, name, deep=self.is_deep(name))
            else:
                self.save(place, name, min(self.where(name, path) for path in paths), saved)

    def mend_view(self, name: str, paths: frozenset[Path]) -> bool:
        """Copy the row that a derivative writes rather than the whole of which it is a row."""
        rank = self.rank(name)
        if rank is None or not all(self.writes_row(path, rank) for path in paths):
            return False
        self.copy_target(min(paths))
        return True

    def writes_row(self, path: Path, rank: int) -> bool:
        statement = statement_at(self.function, path)
        if not isinstance(statement, Let) or statement.primal or not is_update(statement.call):
            return False
        target = statement.call.args[0]
        own = self.rank(target.id) if isinstance(target, Name) else None
        return own is not None and own < rank

    def rank(self, name: str) -> int | None:
        kind = self.program.type_of(name)
        return len(kind.shape) if isinstance(kind, ArrayType) and kind.shape is not None else None

    def chain(self, path: Path) -> set[Read]:
        """The reads by which a write gets its memory."""
        statement = statement_at(self.function, path)
        assert isinstance(statement, Let)
        written = self.sharing.written(statement.call)
        found = {(Place(path), handle[0]) for handle in written}
        reached = [step for handle in written for step in self.sharing.reached(handle)]
        return found | {(where, handle[0]) for handle, where in reached if where is not None}

    def is_cut(self, chain: set[Read]) -> bool:
        return any(name in self.edits.reads.get(place, ()) for place, name in chain)

    def where(self, name: str, path: Path) -> Path:
        """The statement in the block of a name that is, or has in it, the write at `path`."""
        origin = self.sharing.origins.get(name)
        home = origin.home if origin is not None else (-1,)
        same = [a == b for a, b in zip(home, path, strict=False)]
        common = same.index(False) if False in same else len(same)
        return path[: common + 1 + common % 2]

    def save(self, place: Place, name: str, before: Path, saved: dict[str, dict[Path, Name]]) -> None:
        """Copy a value before the first write that spoils it, for a later read."""
        if self.save_sides(name):
            return
        copies = saved.setdefault(name, {})
        found = next((copy for at, copy in copies.items() if before[: len(at) - 1] == at[:-1] and at <= before), None)
        if found is None:
            lets, found = copied(name, self.program, deep=self.is_deep(name))
            self.edits.before.setdefault(before, []).extend(lets)
            copies[before] = found
        self.edits.put(place, name, found)

    def save_sides(self, name: str, seen: frozenset[str] = frozenset()) -> bool:
        """Copy what may be bound to nothing where a branch or a round hands it on, for there it is bound."""
        origin = self.sharing.origins.get(name)
        if origin is None or origin.group is None or not self.may_lack(name):
            return False
        for (source, level), place in origin.own:
            if level != OWN or source in seen:
                continue
            if not (source in self.sharing.origins and self.save_sides(source, seen | {name})):
                self.copy_at(place, source, deep=self.is_deep(source))
        return True

    def may_lack(self, name: str, seen: frozenset[str] = frozenset()) -> bool:
        """Whether a name is bound to nothing on some path."""
        origin = self.sharing.origins.get(name)
        if origin is None or origin.group is None or name in seen:
            return False
        statement = statement_at(self.function, origin.group)
        parts = statement.joins if isinstance(statement, If) else getattr(statement, "carries", ())
        sides = next((args_of_part(part) for part in parts if part.name == name), ())
        if UNDEFINED in sides:
            return True
        return any(isinstance(side, Name) and self.may_lack(side.id, seen | {name}) for side in sides)

    def mend_head(self, place: Place, name: str, paths: frozenset[Path]) -> bool:
        """Where a loop writes what it carries and what is read after it, no copy made in it is seen there."""
        origin = self.sharing.origins.get(name)
        if origin is None or origin.group is None or origin.home == origin.group:
            return False
        loop = origin.group
        inside = sorted(path for path in paths if path[: len(loop)] == loop)
        if not inside or place.path[: len(loop)] == loop:
            return False
        for path in inside:
            self.copy_target(path)
        return True

    def is_deep(self, name: str) -> bool:
        return any(level == INNER for _, level in self.sharing.levels(name)) and not self.only_own(name)

    def only_own(self, name: str) -> bool:
        """Whether the writes that spoil a list leave alone what is in it."""
        return not any(
            self.sharing.may_share((name, INNER), one)
            for path, names in self.spoiled.spoils.items()
            if name in names
            for one in self.written_at(path)
        )

    def written_at(self, path: Path) -> tuple[Handle, ...]:
        statement = statement_at(self.function, path)
        assert isinstance(statement, Let)
        return self.sharing.written(statement.call)

    def mend_inside(self, name: str, paths: frozenset[Path], chains: dict[Path, set[Read]]) -> bool:
        """Copy an array that is kept in a list and is written: where it goes in, or where it was taken out."""
        if not self.is_deep(name):
            return False
        written = [one for path in paths for one in self.written_at(path)]
        insides = {handle for handle, _ in self.sharing.reached((name, INNER)) if handle[1] == INNER}
        inserted = {
            (place, source[0])
            for inside in insides
            for source, place in self.sharing.sources(inside)
            if source[1] == OWN and any(self.sharing.may_share(source, one) for one in written)
        }
        if any(inserted & chains[path] for path in paths):
            return self.cut_out(paths)
        elsewhere = any(root[1] == INNER and not self.made_here(root) for root in self.sharing.roots((name, INNER)))
        if elsewhere or not inserted:
            return not elsewhere and self.cut_out(paths)
        for place, array in sorted(inserted, key=lambda read: read[0].path):
            self.copy_at(place, array)
        return True

    def cut_out(self, paths: frozenset[Path]) -> bool:
        """Write copies of what was taken out of a list, if it was made here."""
        if not all(self.is_own(self.written_at(path)) for path in paths):
            return False
        found = [
            self.cut_element(handle, Place(path), set()) for path in sorted(paths) for handle in self.written_at(path)
        ]
        return any(found)

    def cut_element(self, handle: Handle, place: Place, seen: set[Handle]) -> bool:
        """Copy what was taken out of a list; whether it was."""
        if handle in seen:
            return False
        seen.add(handle)
        if any(source[1] == INNER for source, _ in self.sharing.sources(handle)):
            self.copy_at(place, handle[0])
            return True
        return any([self.cut_element(source, where, seen) for source, where in self.sharing.sources(handle)])


def args_of_part(part: Join | Carry) -> tuple[Arg, Arg]:
    """The two values that a join or a carry may have."""
    return (part.then, part.other) if isinstance(part, Join) else (part.init, part.next)
