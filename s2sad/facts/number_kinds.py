"""Which parameters decide whether a value is real or complex: followed through the program as a fixed point."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from s2sad.core.nodes import Arg, Const, For, Function, If, Let, Name, Statement, While, With, atoms_of
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, NoneType, StringType, Type, Unknown
from s2sad.core.walk import call_args, statements

__all__ = ["COMPLEX", "NOBODY", "Sources", "flow", "kind_of", "may_be_complex", "names_of", "of_args", "sources"]

Sources = Mapping[str, frozenset[str]]
"""For a name, the parameters that decide its kind of number."""

NOBODY: frozenset[str] = frozenset()
COMPLEX = ""
"""Stands for a complex number that the program itself has."""

REAL = frozenset(
    [
        *("numpy." + name for name in "abs absolute fabs real imag angle hypot arctan2 atan2 var std ptp".split()),
        *("numpy.linalg." + name for name in "norm vector_norm matrix_norm cond svdvals eigvalsh".split()),
        *("builtins." + name for name in ("abs", "float", "int", "len", "round")),
    ]
)
"""What is real whatever its arguments are, or is not defined for complex ones."""

MAKERS = frozenset("numpy." + name for name in "zeros ones empty eye identity arange shape size ndim".split())
OF_FIRST = frozenset(
    ["operator.getitem"]
    + ["numpy." + n for n in "reshape broadcast_to transpose swapaxes moveaxis sum mean prod take repeat roll".split()]
)
"""Whose other arguments say where, not what."""


def kind_of(kind: Type) -> str | None:
    return getattr(kind, "kind", None)


def may_be_complex(kind: Type) -> bool:
    return isinstance(kind, (Unknown, ArrayType)) and kind.kind is None


def sources(function: Function, program: Program, params: Iterable[str]) -> Sources:
    return flow(function, {p: frozenset({p}) for p in params}, lambda let, found: _of_call(let, program, found))


def flow(
    function: Function,
    start: dict[str, frozenset[str]],
    of_let: Callable[[Let, dict[str, frozenset[str]]], frozenset[str]],
) -> dict[str, frozenset[str]]:
    """What each name has of the parameters, as a fixed point over branches and loops."""
    found = dict(start)
    size = -1
    while size != (size := sum(map(len, found.values()))):
        for statement in statements(function.body):
            if isinstance(statement, Let):
                found[statement.name] = of_let(statement, found)
            for name, args in _handed(statement):
                found[name] = found.get(name, NOBODY).union(*(found.get(n, NOBODY) for n in names_of(*args)))
    return found


def _handed(statement: Statement) -> Iterator[tuple[str, tuple[Arg, ...]]]:
    if isinstance(statement, If):
        yield from ((join.name, (join.then, join.other)) for join in statement.joins)
    if isinstance(statement, For):
        yield statement.target, (statement.iterable,)
    if isinstance(statement, (For, While)):
        yield from ((carry.name, (carry.init, carry.next)) for carry in statement.carries)
    if isinstance(statement, With) and statement.name:
        yield statement.name, (statement.context,)


def _of_call(let: Let, program: Program, found: Sources) -> frozenset[str]:
    call, kind = let.call, program.type_of(let.name)
    if kind_of(kind) in ("i", "b") or isinstance(kind, (StringType, NoneType)):
        return NOBODY
    if call.prim in REAL or call.prim.startswith("math."):
        return NOBODY
    if call.prim in MAKERS and kind_of(kind) == "f":
        return NOBODY
    if call.prim.startswith("store.") or call.prim in OF_FIRST:
        return of_args(call.args[:1], program, found)
    return of_args(call_args(call), program, found)


def of_args(args: Iterable[Arg], program: Program, found: Sources) -> frozenset[str]:
    atoms = [atom for arg in args for atom in atoms_of(arg)]
    made = frozenset[str]().union(*(found.get(a.id, NOBODY) for a in atoms if isinstance(a, Name)))
    return made | {COMPLEX} if any(_is_complex(atom, program) for atom in atoms) else made


def _is_complex(atom: Arg, program: Program) -> bool:
    if isinstance(atom, Name):
        return kind_of(program.type_of(atom.id)) == "c"
    value = atom.value if isinstance(atom, Const) else program.frees.get(getattr(atom, "text", ""))
    return value is complex or getattr(getattr(value, "dtype", None), "kind", "") == "c" or isinstance(value, complex)


def names_of(*args: Arg | None) -> list[str]:
    return [atom.id for arg in args for atom in atoms_of(arg) if isinstance(atom, Name)]
