"""Which reads would see memory that a write in place has changed since the value was made."""

from __future__ import annotations

from collections.abc import Iterable

from s2sad.core.nodes import (
    Arg,
    Atom,
    Block,
    Call,
    Effect,
    For,
    Free,
    If,
    Let,
    Name,
    Raise,
    Statement,
    Try,
    While,
    With,
    atoms_of,
)
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, ListType, OpaqueType, TupleType, Type, Unknown
from s2sad.core.walk import call_args
from s2sad.facts.calls import is_in_place
from s2sad.facts.sharing import Handle, Path, Place, Sharing, takes
from s2sad.types.view import type_of_arg

__all__ = ["Read", "Spoiled", "spoiled_reads"]

Read = tuple[Place, str]
"""A place and the name that is read there (``$text`` for a free name)."""
State = dict[str, frozenset[Path]]
"""For each name whose memory was written since it was bound: the writes that did it."""

SHAPE_ALONE = {
    **{f"numpy.{n}": 0 for n in ("shape", "ndim", "size", "zeros_like", "ones_like", "empty_like", "full_like")},
    "ndarray.dtype": 0,
    "builtins.len": 0,
    "s2sad.zeros": 0,
    "s2sad.expand": 1,
    "s2sad.reduce": 1,
}
"""From which argument on an operation reads no more than shape and dtype, which a write leaves alone."""


def _has_lists(kind: Type) -> bool:
    """Whether a value is, or has in it, a list or a dict, or something of which it is not known."""
    if isinstance(kind, TupleType):
        return kind.list or kind.cls is not None or any(map(_has_lists, kind.items))
    return isinstance(kind, (ListType, OpaqueType))


def contents_read(call: Call, program: Program) -> tuple[Arg, ...]:
    """The arguments whose contents a call reads."""
    if call.prim == "store.left":
        return ()
    first = SHAPE_ALONE.get(call.prim)
    if first is None or not call.args:
        return call_args(call)
    kept = call.args[:first] + (call.args[1:] if first == 0 else ())
    skipped = call.args[:1] if first == 0 else call.args[1:]
    lists = tuple(a for a in skipped if not (isinstance(a, Name) and _is_array(program.type_of(a.id))))
    return kept + lists + tuple(value for _, value in call.keywords)


def _is_array(kind: Type) -> bool:
    return isinstance(kind, (ArrayType, Unknown))


def spoiled_reads(sharing: Sharing) -> dict[Read, frozenset[Path]]:
    """The reads that are wrong if every store is a write in place, each with the stores that spoil it."""
    return Spoiled(sharing).run()


class Spoiled:
    """A forward analysis: what is spoiled grows along the way, and is whole again where it is bound anew."""

    def __init__(self, sharing: Sharing) -> None:
        self.sharing = sharing
        self.reads: dict[Read, frozenset[Path]] = {}
        self.spoils: dict[Path, frozenset[str]] = {}
        self.heads: dict[Path, State] = {}
        self.names = [name for name in sharing.origins if self._has_contents(name)] + self._frees()

    def _has_contents(self, name: str) -> bool:
        kind = self.sharing.program.type_of(name)
        return bool(self.sharing.levels(name)) and not isinstance(kind, OpaqueType)

    def _frees(self) -> list[str]:
        lets = self.sharing.lets.values()
        atoms = (a for let in lets for arg in call_args(let.call) for a in atoms_of(arg))
        texts = {a.text for a in atoms if isinstance(a, Free) and a.text}
        return ["$" + text for text in sorted(texts) if self.sharing.levels("$" + text)]

    def run(self) -> dict[Read, frozenset[Path]]:
        function = self.sharing.function
        self.read(function.result, Place((), "result"), self.block(function.body, (), {}))
        return self.reads

    # -- events ---------------------------------------------------------------------------------

    def read(self, arg: Arg | None, place: Place, state: State) -> None:
        if not state:
            return
        for atom in atoms_of(arg):
            self._read_atom(atom, place, state)

    def _read_atom(self, atom: Atom, place: Place, state: State) -> None:
        name = atom.id if isinstance(atom, Name) else "$" + atom.text if isinstance(atom, Free) else ""
        if name in state:
            self.reads[place, name] = self.reads.get((place, name), frozenset()) | state[name]

    def write(self, statement: Let | Effect, path: Path, state: State) -> State:
        """After a write, what shares the memory is spoiled."""
        if not takes(statement.call, self.sharing.consumes):
            return state
        if path not in self.spoils:
            live = [n for n in self.names if isinstance(statement, Effect) or self.sharing.is_live(n, statement.name)]
            if self._changes_container(statement.call):
                live = [name for name in live if _has_lists(self._type_of(name))]
            self.spoils[path] = frozenset(self._sharing_with(self.sharing.written(statement.call), live))
        grown = dict(state)
        for name in self.spoils[path]:
            grown[name] = grown.get(name, frozenset()) | {path}
        return grown

    def _changes_container(self, call: Call) -> bool:
        """Whether a write changes which items a list or a dict has, and none of these items."""
        if call.prim.startswith(("list.", "dict.")):
            return True
        if call.prim != "store.set":
            return False
        kind = type_of_arg(call.args[0], self.sharing.program)
        for _ in call.args[3:]:
            kind = kind.element if isinstance(kind, ListType) else Unknown()
        return isinstance(kind, ListType)

    def _type_of(self, name: str) -> Type:
        return type_of_arg(Free(name[1:]) if name.startswith("$") else Name(name), self.sharing.program)

    def _sharing_with(self, written: tuple[Handle, ...], names: Iterable[str]) -> Iterable[str]:
        for name in names:
            if any(self.sharing.may_share(handle, one) for handle in self.sharing.levels(name) for one in written):
                yield name

    # -- statements -----------------------------------------------------------------------------

    def block(self, block: Block, at: Path, state: State) -> State:
        for index, statement in enumerate(block):
            state = self.statement(statement, (*at, index), state)
        return state

    def statement(self, statement: Statement, path: Path, state: State) -> State:
        if isinstance(statement, (Let, Effect)):
            return self.call(statement, path, state)
        if isinstance(statement, Raise):
            self.read(statement.exception, Place(path), state)
            self.read(statement.cause, Place(path), state)
            return {}
        if isinstance(statement, If):
            return self.branch(statement, path, state)
        if isinstance(statement, (For, While)):
            return self.loop(statement, path, state)
        assert isinstance(statement, With)
        self.read(statement.context, Place(path), state)
        after = self.block(statement.body, (*path, 0), state)
        return _union(after, state) if isinstance(statement, Try) else after

    def call(self, statement: Let | Effect, path: Path, state: State) -> State:
        if self._is_in_place(statement.call):
            return _without(state, (statement.name,)) if isinstance(statement, Let) else state
        for arg in contents_read(statement.call, self.sharing.program):
            self.read(arg, Place(path), state)
        state = self.write(statement, path, state)
        if statement.call.prim == "store.add_at":  # adds element by element: the values must not be what it adds to
            self.read(statement.call.args[1], Place(path, "value"), state)
        return _without(state, (statement.name,)) if isinstance(statement, Let) else state

    def _is_in_place(self, call: Call) -> bool:
        return call.prim == "store.set" and is_in_place(call, self.sharing.lets, self.sharing.program)

    def branch(self, branch: If, path: Path, state: State) -> State:
        self.read(branch.test, Place(path, "test"), state)
        then = self.block(branch.then, (*path, 0), state)
        other = self.block(branch.other, (*path, 1), state)
        for k, join in enumerate(branch.joins):
            self.read(join.then, Place(path, f"then:{k}"), then)
            self.read(join.other, Place(path, f"other:{k}"), other)
        return _without(_union(then, other), tuple(join.name for join in branch.joins))

    def loop(self, loop: For | While, path: Path, state: State) -> State:
        for k, carry in enumerate(loop.carries):
            self.read(carry.init, Place(path, f"init:{k}"), state)
        carried = tuple(carry.name for carry in loop.carries)
        head = _union(_without(state, carried), self.heads.get(path, {}))
        while True:
            leaving, back = self.round(loop, path, head)
            grown = _union(head, _without(back, carried))
            if grown == head:
                self.heads[path] = head
                return leaving
            head = grown

    def round(self, loop: For | While, path: Path, state: State) -> tuple[State, State]:
        """One round from its beginning: the state when the loop ends, and the state that goes back."""
        if isinstance(loop, For):
            self.read(loop.iterable, Place(path), state)
            leaving, inside, number = state, _without(state, (loop.target,)), 0
        else:
            leaving = inside = self.block(loop.head, (*path, 0), state)
            self.read(loop.test, Place(path, "test"), inside)
            number = 1
        end = self.block(loop.body, (*path, number), inside)
        for k, carry in enumerate(loop.carries):
            self.read(carry.next, Place(path, f"next:{k}"), end)
        self.read(loop.until, Place(path, "until"), end)
        end = _without(end, tuple(carry.name for carry in loop.carries))
        if isinstance(loop, While) and loop.until is None:
            return leaving, end
        return _union(leaving, end), end


def _without(state: State, names: tuple[str, ...]) -> State:
    return {name: by for name, by in state.items() if name not in names} if any(n in state for n in names) else state


def _union(one: State, other: State) -> State:
    if not one or not other or one is other:
        return one or other
    return {name: one.get(name, frozenset()) | other.get(name, frozenset()) for name in {**one, **other}}
