"""What a node of the tree writes, and what a call reads: whether one may be moved past the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from s2sad.calculus import registry
from s2sad.core.nodes import Arg, Call, Free, Name, atoms_of
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, ListType, NoneType, ScalarType, StringType, TupleType, Type
from s2sad.core.walk import call_args
from s2sad.source.write.tree import (
    Assign,
    Branch,
    Copy,
    Do,
    Each,
    Node,
    Repeat,
    Return,
    Routine,
    Scope,
    Throw,
    Write,
    bodies_of,
    call_names,
    defines,
    header_args,
    names_in_pattern,
    nodes,
)

__all__ = ["Effects", "is_impure"]

ANYWHERE = "<memory of the caller>"
IMPURE_BUILTINS = frozenset({"print", "input", "next", "open", "iter", "setattr", "exec", "eval"})
SHAPE_ONLY = frozenset({"numpy.shape", "numpy.ndim", "numpy.size", "ndarray.dtype"})
VIEWS = frozenset(
    "getitem array asarray asanyarray ascontiguousarray atleast_1d atleast_2d atleast_3d broadcast_to broadcast_arrays "
    "diag diagonal expand_dims flip fliplr flipud imag moveaxis ravel real require reshape rollaxis rot90 split "
    "array_split hsplit vsplit dsplit squeeze swapaxes transpose view astype matrix_transpose "
    "ix_ real_if_close asarray_chkfinite trim_zeros meshgrid nan_to_num unstack".split()
)
"""Functions whose result may share memory with an argument, whatever the types are known to be."""


def is_impure(call: Call, inlined: Mapping[str, Call]) -> bool:
    """Whether a call, or one printed inside it, does more than return a value."""
    home, _, name = call.prim.rpartition(".")
    if call.prim == "call" or call.prim.startswith(("@", "numpy.random", "tape.")) or registry.makes_anew(call.prim):
        return True
    if home == "builtins" and name in IMPURE_BUILTINS:
        return True
    return any(
        isinstance(a, Name) and a.id in inlined and is_impure(inlined[a.id], inlined) for a in _atoms(call_args(call))
    )


def _atoms(args: Iterable[Arg]) -> Iterable[object]:
    return (atom for arg in args for atom in atoms_of(arg))


def _is_value(kind: Type) -> bool:
    """Whether a value of the type can never be written in place."""
    if isinstance(kind, TupleType):
        return not kind.list and all(_is_value(item) for item in kind.items)
    return isinstance(kind, (ScalarType, StringType, NoneType))


class Effects:
    """Groups the names of a routine by the memory they may share; the caller's memory is one group."""

    def __init__(self, routine: Routine, program: Program) -> None:
        self.routine, self.program = routine, program
        self.leader: dict[str, str] = {}
        for name in program.external:
            self._unite(name, ANYWHERE)
        for name, others in program.shares.items():
            for other in others:
                self._unite(name, other)
        for node in nodes(routine.body):
            self._relate(node)

    def _find(self, name: str) -> str:
        while name in self.leader:
            name = self.leader[name]
        return name

    def _unite(self, one: str, other: str) -> None:
        a, b = self._find(one), self._find(other)
        if a != b:
            self.leader[a] = b

    def _relate(self, node: Node) -> None:
        """Names that a statement may give one memory: copies, writes, elements, containers, opaque results."""
        if isinstance(node, Copy):
            for name, value in node.pairs:
                self._unite_all(name, (value,))
        elif isinstance(node, Write):
            self._unite_all(node.name, header_args(node))
            if node.popped is not None:
                self._unite(node.popped, node.name)
        elif isinstance(node, Each):
            for name in names_in_pattern(node.target):
                self._unite_all(name, (node.iterable,))
        elif isinstance(node, Assign) and self._may_share(node.call):
            for name in names_in_pattern(node.target):
                self._unite_all(name, call_args(node.call))

    def _may_share(self, call: Call) -> bool:
        """Calls whose results are not covered by `Program.shares` for certain."""
        known = call.prim.startswith(("operator.", "numpy.", "math.", "cmath."))
        return not known or call.prim.rpartition(".")[2] in VIEWS

    def _unite_all(self, name: str, args: Iterable[Arg]) -> None:
        if _is_value(self.program.type_of(name)):
            return
        for atom in _atoms(args):
            if isinstance(atom, Name) and not _is_value(self.program.type_of(atom.id)):
                self._unite(name, atom.id)
            elif isinstance(atom, Free) and atom.text:
                self._unite(name, ANYWHERE)

    # -- what a call reads ------------------------------------------------------------------------

    def reads_memory(self, call: Call) -> set[str]:
        """The groups of memory whose contents the value of a call depends on."""
        groups: set[str] = set()
        for atom in _atoms(call_args(call)):
            if isinstance(atom, Free) and not atom.text.startswith("np."):
                groups.add(self._find(ANYWHERE))
            elif isinstance(atom, Name) and atom.id in self.routine.inlined:
                groups |= self.reads_memory(self.routine.inlined[atom.id])
            elif (
                isinstance(atom, Name) and not _is_value(self.program.type_of(atom.id)) and call.prim not in SHAPE_ONLY
            ):
                groups.add(self._find(atom.id))
        return groups

    # -- what a node does -------------------------------------------------------------------------

    def allows(self, call: Call, passed: Node) -> bool:
        """Whether the value of a pure call stays the same when it is computed after `passed` instead of before it."""
        reads, memory = set(call_names(call, self.routine.inlined)), self.reads_memory(call)
        return all(self._allows(reads, memory, node) for node in (passed, *self._inside(passed)))

    def _inside(self, node: Node) -> Iterable[Node]:
        return (inner for body in bodies_of(node) for inner in nodes(body))

    def _allows(self, reads: set[str], memory: set[str], node: Node) -> bool:
        if isinstance(node, Do) and node.call.prim == "tape.push":
            return not reads.intersection(call_names(Call("", node.call.args[:1]), {}))
        if isinstance(node, (Do, Throw, Return, Scope)) or reads.intersection(defines(node)):
            return False
        if isinstance(node, Write):
            return self._find(node.target.id) not in memory
        if isinstance(node, Assign):
            return not is_impure(node.call, self.routine.inlined)
        return not (isinstance(node, (Branch, Repeat, Each)) and self._consumes(node, memory))

    def _consumes(self, node: Node, memory: set[str]) -> bool:
        """A loop over an iterator uses it up."""
        if not isinstance(node, Each):
            return False
        used = [atom.id for atom in atoms_of(node.iterable) if isinstance(atom, Name)]
        return any(self._find(name) in memory and not self._is_array(name) for name in used)

    def _is_array(self, name: str) -> bool:
        return isinstance(self.program.type_of(name), (ArrayType, ListType, ScalarType, TupleType))
