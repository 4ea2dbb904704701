"""What it costs to keep a value for the reverse sweep, and whether it is as well computed again."""

from __future__ import annotations

from s2sad.core.nodes import Block, Call, Const, For, Function, If, Let, Name, While, With
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, ListType, OpaqueType, ScalarType, Type, Unknown
from s2sad.core.walk import binds, blocks_of, call_args, names_of

__all__ = ["Replay"]

SCALAR_PRIMS = {
    f"operator.{n}"
    for n in "add sub mul truediv floordiv mod neg pos eq ne lt le gt ge not_ and_ or_".split()
} | {"builtins.min", "builtins.max", "builtins.abs"}  # fmt: skip
QUERIES = {
    "builtins.len",
    "numpy.shape",
    "numpy.size",
    "numpy.ndim",
    "ndarray.dtype",
    "builtins.range",
    "builtins.reversed",
}
VIEWS = {
    "operator.getitem",
    "dict.get",
    "numpy.transpose",
    "numpy.expand_dims",
    "numpy.squeeze",
    "getattr",
    "s2sad.stop",
    "s2sad.reversal",
}


class Replay:
    """Facts about the forward sweep of one function.

    A value that lies in memory can be read again in the reverse sweep if nothing writes to that memory after it was
    read: no later statement, and no round of a loop around both.
    """

    def __init__(self, function: Function, program: Program) -> None:
        self.program = program
        self.groups: dict[str, str] = {}
        self.bound_at: dict[str, int] = {}
        self.arrays_written: dict[str, int] = {}
        self.lists_written: dict[str, int] = {}
        self._adding: set[str] = set()
        self.results: set[str] = set()
        self._place = 0
        for name, end in self._scan(function.body):
            in_list = isinstance(program.type_of(name), ListType) and name not in self._adding
            ends = self.lists_written if in_list else self.arrays_written
            ends[self._find(name)] = max(end, ends.get(self._find(name), 0))

    def _find(self, name: str) -> str:
        while self.groups.get(name, name) != name:
            name = self.groups[name]
        return name

    def _unite(self, a: str, b: str) -> None:
        self.groups[self._find(a)] = self._find(b)

    def _scan(self, block: Block) -> list[tuple[str, int]]:
        """Number the statements and unite the names of one memory; the writes, each with the place where it is over."""
        writes: list[tuple[str, int]] = []
        for statement in block:
            self._place += 1
            place = self._place
            if isinstance(statement, Let):
                writes += self._let(statement)
            for inner in blocks_of(statement):
                inside = self._scan(inner)
                writes += [(name, self._place) for name, _ in inside] if isinstance(statement, (For, While)) else inside
            if isinstance(statement, If):
                place = self._place
                for join in statement.joins:
                    self._join(join.name, *names_of(join.then, join.other))
            elif isinstance(statement, (For, While)):
                for carry in statement.carries:
                    self._join(carry.name, *names_of(carry.init, carry.next))
            if not isinstance(statement, With):
                self.bound_at.update(dict.fromkeys(binds(statement), place))
        return writes

    def _let(self, let: Let) -> list[tuple[str, int]]:
        for other in self.program.shares.get(let.name, ()):
            self._unite(let.name, other)
        if updated := names_of(*self.program.written_by(let.call)):
            self.results.add(let.name)
            self._join(let.name, *updated)
            return [(name, self._place) for name in updated]
        if not let.call.prim.startswith(("store.", "list.append", "list.init", "list.extend", "dict.without")):
            return []
        self._join(let.name, *names_of(let.call.args[0]))
        if let.call.prim == "store.add":
            self._adding.add(let.name)
        return [(let.name, self._place)]

    def _join(self, name: str, *others: str) -> None:
        for other in others:
            if not isinstance(self.program.type_of(other), ScalarType):
                self._unite(name, other)

    def is_written(self, name: str, place: int | None = None) -> bool:
        """Whether the memory of a value may be written after a place (after the value was bound); of a list, its items.

        What is bound at no place of the function counts as bound before everything.
        """
        kind, leader = self.program.type_of(name), self._find(name)
        if isinstance(kind, ScalarType):
            return False
        place = self.bound_at.get(name, 0) if place is None else place
        ends = [self.arrays_written.get(leader, 0)]
        if isinstance(kind, (ListType, OpaqueType)):
            ends.append(self.lists_written.get(leader, 0))
        return place < max(ends)

    def cost(self, name: str) -> int:
        return _cost(self.program.type_of(name)) + (5 if self.is_written(name) else 0)

    def is_cheap(self, let: Let) -> bool:
        """Whether a value is as well computed again: scalar arithmetic, shapes, parts of what stays as it is."""
        call, kind = let.call, self.program.type_of(let.name)
        if self._may_change(call):
            return False
        if call.prim in QUERIES or self._is_made_again(let):
            return True
        if call.prim == "getattr" and self._is_result(call):
            return False
        if call.prim == "operator.getitem" and isinstance(call.args[0], Name) and call.args[0].id in self.results:
            return False  # a tape keeps that part, and never the arrays that the call has written
        if call.prim in VIEWS:
            place = self.bound_at.get(let.name, 0)
            return not any(self.is_written(n, place) for n in names_of(*call_args(call))) and not self._copies(
                call, kind
            )
        return (call.prim in SCALAR_PRIMS or _is_small_power(call)) and isinstance(kind, ScalarType)

    def _may_change(self, call: Call) -> bool:
        """Whether this asks an object that nobody looks into, such as a set, what it is by now."""
        asks = call.prim == "builtins.len" or call.prim in SCALAR_PRIMS
        kinds = map(self.program.type_of, names_of(*call.args)) if asks else ()
        return any(isinstance(kind, OpaqueType) and kind.label != "range" for kind in kinds)

    def _is_made_again(self, let: Let) -> bool:
        """Whether it is an object of SciPy: of one that is on a tape nobody knows what it was made with."""
        return let.name in self.program.objects and let.call.prim.startswith("scipy.")

    def _is_result(self, call: Call) -> bool:
        """Whether this takes a part of what a solver returned: that part is what a tape keeps, and never the whole."""
        return any(self.program.type_of(name) == OpaqueType("result") for name in names_of(*call.args))

    def _copies(self, call: Call, kind: Type) -> bool:
        """Whether an index copies: by arrays and masks."""
        return call.prim == "operator.getitem" and any(
            isinstance(self.program.type_of(a.id), (ArrayType, Unknown, ListType))
            for a in call.args[1:]
            if isinstance(a, Name)
        )


def _is_small_power(call: Call) -> bool:
    return call.prim == "operator.pow" and call.args[1] in (Const(2), Const(3))


def _cost(kind: Type) -> int:
    if isinstance(kind, ScalarType):
        return 10
    return 40 if isinstance(kind, Unknown) else 100
