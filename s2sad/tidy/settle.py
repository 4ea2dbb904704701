"""Settle: turn the versions of functional core into writes in place, with a copy wherever one is needed.

First copies are put in, which changes no value, until no read would see memory that a write has
changed (`facts.spoiled`) and no write of a derivative goes to memory that is not its own; then each
store becomes a `Mutate`.  What the user wrote in place stays in place, so it is the old value that
is copied for those who still read it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from s2sad.core.nodes import Block, Call, Const, Free, Function, Let, Mutate, Name, Statement
from s2sad.core.program import Program
from s2sad.core.types import ScalarType
from s2sad.core.walk import map_blocks
from s2sad.facts.sharing import INNER, OWN, Consumes, Handle, Path, Place, Sharing, is_update
from s2sad.facts.spoiled import Read, Spoiled
from s2sad.tidy.accumulate import accumulating, is_accumulation, without_accumulation
from s2sad.tidy.copies import copied
from s2sad.tidy.pops import paired
from s2sad.tidy.rewrite import Edits, statement_at

__all__ = ["settle"]

ROUNDS = 40


def settle(function: Function, program: Program, owned: Collection[str] = (), consumes: Consumes | None = None) -> Function:
    """The function with writes in place.

    Parameters
    ----------
    owned : parameters whose memory the function may write (an adjoint buffer that is handed down).
    consumes : for a function of the program (``@f``), the positions of its `owned` parameters.

    >>> from s2sad.core.nodes import Param, TupleArg
    >>> from s2sad.core.show import show
    >>> from s2sad.core.types import ArrayType, Dim
    >>> program = Program(counters={"y": 2, "x": 1})
    >>> for name in ("x", "y", "y@1"):
    ...     program.types[name] = ArrayType("f8", (Dim.symbol("n"),))
    >>> program.shares["y@1"] = ("y",)
    >>> first = TupleArg((Const("getitem"), Const(0)))
    >>> y = Let("y", Call("numpy.exp", (Name("x"),)))
    >>> y1 = Let("y@1", Call("store.set", (Name("y"), Const(0.0), first)))
    >>> f = Function("f", (Param("x"),), (y, y1), TupleArg((Name("y"), Name("y@1"))))
    >>> print(show(settle(f, program)))
    f(x):
        y = numpy.exp(x)
        y@2 := numpy.copy.method(y)
        y@1 <- y by store.set(y, 0.0, ('getitem', 0))
        return (y@2, y@1)
    """
    settler = Settler(accumulating(paired(function), program), program, frozenset(owned), consumes or {})
    settler.run()
    return replace(settler.function, body=_in_place(settler.function.body, program))


@dataclass
class Settler:
    function: Function
    program: Program
    owned: frozenset[str]
    consumes: Consumes
    sharing: Sharing = field(init=False)
    spoiled: Spoiled = field(init=False)
    edits: Edits = field(init=False)

    def look(self) -> dict[Read, frozenset[Path]]:
        """Analyse the function as it is now."""
        self.sharing = Sharing(self.function, self.program, self.consumes)
        self.spoiled = Spoiled(self.sharing)
        self.edits = Edits(self.function, self.program)
        return self.spoiled.run()

    def run(self) -> None:
        for count in range(ROUNDS):
            reads = self.look()
            if not self.keep_sums(reads):
                if count > ROUNDS // 2:
                    self.copy_targets(reads)
                else:
                    self.own_targets()
                    if not self.edits:
                        self.mend(reads)
                if not self.edits:
                    assert not reads, f"a write in place spoils {sorted(name for _, name in reads)}"
                    return
                self.function = self.edits.apply()
        raise AssertionError(f"{self.function.name} does not settle")

    # -- sums in place --------------------------------------------------------------------------

    def keep_sums(self, reads: dict[Read, frozenset[Path]]) -> bool:
        """Take back the sums in place that would cost a copy; whether there were any."""
        spoilers = {path for paths in reads.values() for path in paths}
        costly = set()
        for name, statement in self.sharing.lets.items():
            if is_accumulation(statement, self.program):
                path = self.sharing.paths[name]
                if path in spoilers or not self.is_own(self.sharing.written(statement.call)):
                    costly.add(name)
        if costly:
            self.function = without_accumulation(self.function, self.program, costly)
        return bool(costly)

    # -- memory of one's own --------------------------------------------------------------------

    def is_own(self, handles: Iterable[Handle]) -> bool:
        return all(self.made_here(root) for handle in handles for root in self.sharing.roots(handle))

    def made_here(self, root: Handle) -> bool:
        name = root[0]
        return name in self.owned or (root[1] == OWN and name in self.sharing.lets and name not in self.program.external)

    def own_targets(self) -> None:
        """Copy, before it is written, what a derivative would write but does not own."""
        for name, statement in self.sharing.lets.items():
            written = self.sharing.written(statement.call)
            in_place = is_update(statement.call) and statement.primal
            if written and not in_place and not self.is_own(written):
                for handle in written:
                    self.cut(handle, Place(self.sharing.paths[name]), set())

    def cut(self, handle: Handle, place: Place, seen: set[Handle]) -> None:
        """Copy at the last place from which on the memory is not the derivative's own."""
        if handle in seen or self.is_own([handle]):
            return
        seen.add(handle)
        name = handle[0]
        origin = self.sharing.origins.get(name)
        update = self.sharing.lets.get(name)
        if origin is not None and origin.group is not None or update is not None and is_update(update.call) and not update.primal:
            for source, where in self.sharing.sources(handle):
                self.cut(source, where, seen)
        else:
            self.copy_at(place, name)

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
        for name, _ in self.written_at(path):
            self.copy_at(Place(path), name, deep=True)

    # -- reads that come too late ---------------------------------------------------------------

    def mend(self, reads: dict[Read, frozenset[Path]]) -> None:
        saved: dict[str, dict[Path, Name]] = {}
        chains: dict[Path, set[Read]] = {}
        for (place, name), paths in sorted(reads.items(), key=lambda item: min(self.where(item[0][1], p) for p in item[1])):
            for path in paths - chains.keys():
                chains[path] = self.chain(path)
            if self.mend_inside(name, paths, chains) or self.mend_head(place, name, paths):
                continue
            if any((place, name) in chains[path] for path in paths):
                self.copy_at(place, name, deep=self.is_deep(name))
            else:
                self.save(place, name, min(self.where(name, path) for path in paths), saved)

    def chain(self, path: Path) -> set[Read]:
        """The reads by which a write gets its memory."""
        statement = statement_at(self.function, path)
        assert isinstance(statement, Let)
        written = self.sharing.written(statement.call)
        found = {(Place(path), handle[0]) for handle in written}
        return found | {(where, h[0]) for handle in written for h, where in self.sharing.reached(handle) if where is not None}

    def where(self, name: str, path: Path) -> Path:
        """The statement in the block of a name that is, or has in it, the write at `path`."""
        origin = self.sharing.origins.get(name)
        home = origin.home if origin is not None else (-1,)
        common = next((k for k, (a, b) in enumerate(zip(home, path, strict=False)) if a != b), min(len(home), len(path)))
        return path[: common + 1 + common % 2]

    def save(self, place: Place, name: str, before: Path, saved: dict[str, dict[Path, Name]]) -> None:
        """Copy a value before the first write that spoils it, for a later read."""
        copies = saved.setdefault(name, {})
        found = next((copy for at, copy in copies.items() if before[: len(at) - 1] == at[:-1] and at <= before), None)
        if found is None:
            lets, found = copied(name, self.program, deep=self.is_deep(name))
            self.edits.before.setdefault(before, []).extend(lets)
            copies[before] = found
        self.edits.put(place, name, found)

    def mend_head(self, place: Place, name: str, paths: frozenset[Path]) -> bool:
        """What a loop carries, written in the head of the loop and read after it: a copy made in the loop is not seen there."""
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
        """Where a write changes an array that is kept in a list: copy it where it goes in, or where it was taken out."""
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
        if any(root[1] == INNER for root in self.sharing.roots((name, INNER))) or not inserted:
            return False
        for place, array in sorted(inserted, key=lambda read: read[0].path):
            self.copy_at(place, array)
        return True

    def cut_out(self, paths: frozenset[Path]) -> bool:
        """Write copies of what was taken out of a list, if it was made here."""
        if not all(self.is_own(self.written_at(path)) for path in paths):
            return False
        for path in sorted(paths):
            for handle in self.written_at(path):
                self.cut_element(handle, Place(path), set())
        return True

    def cut_element(self, handle: Handle, place: Place, seen: set[Handle]) -> None:
        if handle in seen:
            return
        seen.add(handle)
        if any(source[1] == INNER for source, _ in self.sharing.sources(handle)):
            self.copy_at(place, handle[0])
            return
        for source, where in self.sharing.sources(handle):
            self.cut_element(source, where, seen)


def _in_place(block: Block, program: Program) -> Block:
    """Each store as a write."""
    made: list[Statement] = []
    for statement in block:
        if isinstance(statement, Let) and is_update(statement.call):
            made += _write(statement, program)
        else:
            made.append(map_blocks(statement, lambda inner: _in_place(inner, program)))
    return tuple(made)


def _write(let: Let, program: Program) -> list[Statement]:
    call, target = let.call, let.call.args[0]
    if isinstance(program.type_of(let.name), ScalarType) and call.prim == "store.add" and len(call.args) == 2:
        return [replace(let, call=Call("operator.add", call.args))]
    before: list[Statement] = []
    if isinstance(target, Free):
        base = target.text.rpartition(".")[2]
        whole = Let(program.fresh(base, program.type_of(let.name)), _whole(target), let.origin)
        program.external.add(whole.name)
        before, target = [whole], Name(whole.name)
    assert isinstance(target, Name), f"{let.call} has nothing to write into"
    program.shares[let.name] = tuple(dict.fromkeys((target.id, *program.shares.get(let.name, ()))))
    return [*before, Mutate(let.name, target, replace(call, args=(target, *call.args[1:])), let.origin)]


def _whole(target: Free) -> Call:
    """A view of all of a global array, so that the write has a name to go to."""
    return Call("operator.getitem", (target, Const(Ellipsis)))
