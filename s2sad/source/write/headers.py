"""What loops run over is printed in their headers, also where a reverse sweep runs over it again."""

from __future__ import annotations

from collections.abc import Iterator

from s2sad.core.nodes import Call, Name, atoms_of
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, ScalarType
from s2sad.core.walk import call_args
from s2sad.source.write.names import base_of, is_temporary
from s2sad.source.write.tree import Assign, Each, Node, Routine, bodies_of, defines, header_args, nodes

__all__ = ["ranges_in_headers"]

LENGTHS = frozenset({"builtins.len", "numpy.size", "numpy.shape"})
COUNTS = frozenset({"operator.add", "operator.sub", "operator.mul", "operator.floordiv"})


def ranges_in_headers(routine: Routine, program: Program) -> frozenset[str]:
    """Inline ranges that nothing but loops runs over, with the small sums that only they read.

    Returns the inlined names that only a derivative computes.
    """
    steps = {str(step.target): step for step in _steps(routine)}
    made = {name: step.call for name, step in steps.items()}
    bases: dict[str, set[str]] = {}
    for node in nodes(routine.body):
        for name in (*defines(node), *_names(node)):
            bases.setdefault(base_of(name), set()).add(name)
    chosen = {name for name, call in made.items() if _is_range(call, made) or _is_count(call, made, program)}
    while True:
        wrong = chosen & set(_read_elsewhere(routine, chosen))
        wrong |= {name for name in chosen if not _is_range(made[name], made) and not _stands(made[name], chosen, bases)}
        if not wrong:
            break
        chosen -= wrong
    routine.inlined.update((name, call) for name, call in made.items() if name in chosen)
    _remove(routine, chosen)
    return frozenset(name for name in chosen if not steps[name].primal)


def _steps(routine: Routine) -> Iterator[Assign]:
    for node in nodes(routine.body):
        if isinstance(node, Assign) and isinstance(node.target, str) and is_temporary(node.target):
            yield node


def _names(node: Node) -> Iterator[str]:
    return (atom.id for arg in header_args(node) for atom in atoms_of(arg) if isinstance(atom, Name))


def _call_names(call: Call) -> list[str]:
    return [atom.id for arg in call_args(call) for atom in atoms_of(arg) if isinstance(atom, Name)]


def _is_range(call: Call, made: dict[str, Call]) -> bool:
    if call.prim == "builtins.reversed":
        inner = made.get(call.args[0].id) if isinstance(call.args[0], Name) else None
        return inner is not None and inner.prim == "builtins.range"
    return call.prim == "builtins.range"


def _is_count(call: Call, made: dict[str, Call], program: Program) -> bool:
    """Whether a call is cheap and gives the same number wherever it stands."""
    kinds = [program.type_of(name) for name in _call_names(call)]
    if call.prim in LENGTHS:
        return all(isinstance(kind, ArrayType) for kind in kinds)
    if call.prim == "operator.getitem":
        shape = made.get(call.args[0].id) if isinstance(call.args[0], Name) else None
        return shape is not None and shape.prim == "numpy.shape"
    return call.prim in COUNTS and all(isinstance(kind, ScalarType) and kind.kind == "i" for kind in kinds)


def _stands(call: Call, chosen: set[str], bases: dict[str, set[str]]) -> bool:
    """Whether the operands have their printed names all through the function."""
    return all(name in chosen or len(bases[base_of(name)]) == 1 for name in _call_names(call))


def _read_elsewhere(routine: Routine, chosen: set[str]) -> Iterator[str]:
    for node in nodes(routine.body):
        if isinstance(node, Each) or isinstance(node, Assign) and node.target in chosen:
            continue
        yield from _names(node)


def _remove(routine: Routine, chosen: set[str]) -> None:
    for body in (routine.body, *(inner for node in nodes(routine.body) for inner in bodies_of(node))):
        body[:] = [node for node in body if not (isinstance(node, Assign) and node.target in chosen)]
