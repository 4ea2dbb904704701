"""What it costs to keep a value for the reverse sweep, and whether it is as well computed again."""

from __future__ import annotations

from s2sad.core.nodes import Call, For, Function, If, Let, Name, While
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, ListType, OpaqueType, ScalarType, Type, Unknown
from s2sad.core.walk import call_args, names_of, statements

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
VIEWS = {"operator.getitem", "numpy.transpose", "numpy.expand_dims", "numpy.squeeze", "getattr"}


class Replay:
    """Facts about the forward sweep of one function.

    `written` are the names whose memory the function writes at some time: reading it again later gives something else.
    """

    def __init__(self, function: Function, program: Program) -> None:
        self.program = program
        self.groups: dict[str, str] = {}
        self.written: set[str] = set()
        self._group(function)

    def _find(self, name: str) -> str:
        while self.groups.get(name, name) != name:
            name = self.groups[name]
        return name

    def _unite(self, a: str, b: str) -> None:
        self.groups[self._find(a)] = self._find(b)

    def _group(self, function: Function) -> None:
        writes: list[str] = []
        list_writes: list[str] = []
        for statement in statements(function.body):
            if isinstance(statement, Let):
                for other in self.program.shares.get(statement.name, ()):
                    self._unite(statement.name, other)
                if statement.call.prim.startswith(("store.", "list.append", "list.init", "list.extend")):
                    self._join(statement.name, *names_of(statement.call.args[0]))
                    in_list = (
                        isinstance(self.program.type_of(statement.name), ListType)
                        and statement.call.prim != "store.add"
                    )
                    (list_writes if in_list else writes).append(statement.name)
            elif isinstance(statement, If):
                for join in statement.joins:
                    self._join(join.name, *names_of(join.then, join.other))
            elif isinstance(statement, For | While):
                for carry in statement.carries:
                    self._join(carry.name, *names_of(carry.init, carry.next))
        self.written = {self._find(name) for name in writes}
        self.lists_written = {self._find(name) for name in list_writes}

    def _join(self, name: str, *others: str) -> None:
        for other in others:
            if not isinstance(self.program.type_of(other), ScalarType):
                self._unite(name, other)

    def is_written(self, name: str) -> bool:
        """Whether the memory of a value may be written while the function runs; for a list, also which items it has."""
        kind, leader = self.program.type_of(name), self._find(name)
        if isinstance(kind, ScalarType):
            return False
        return leader in self.written or (isinstance(kind, ListType | OpaqueType) and leader in self.lists_written)

    def cost(self, name: str) -> int:
        return _cost(self.program.type_of(name)) + (5 if self.is_written(name) else 0)

    def is_cheap(self, let: Let) -> bool:
        """Whether a value is as well computed again: scalar arithmetic, shapes, parts of what stays as it is."""
        call, kind = let.call, self.program.type_of(let.name)
        if call.prim in QUERIES:
            return True
        if call.prim in VIEWS:
            return not any(self.is_written(n) for n in names_of(*call_args(call))) and not self._copies(call, kind)
        return call.prim in SCALAR_PRIMS and isinstance(kind, ScalarType)

    def _copies(self, call: Call, kind: Type) -> bool:
        """Whether an index copies: by arrays and masks."""
        return call.prim == "operator.getitem" and any(
            isinstance(self.program.type_of(a.id), ArrayType | Unknown | ListType)
            for a in call.args[1:]
            if isinstance(a, Name)
        )


def _cost(kind: Type) -> int:
    if isinstance(kind, ScalarType):
        return 10
    return 40 if isinstance(kind, Unknown) else 100
