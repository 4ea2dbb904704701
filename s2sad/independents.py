"""The independent variables of a derivative: which parts of the lowered arguments are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from s2sad.core.nodes import Arg, Const, DictArg, Name, SliceArg, StructArg, TupleArg
from s2sad.core.program import Program
from s2sad.core.records import dataclass, replace
from s2sad.core.types import ArrayType, OpaqueType, ScalarType, Type, Unknown
from s2sad.errors import WrtError
from s2sad.facts.activity import can_vary
from s2sad.modes.engine import Engine
from s2sad.paths import Step
from s2sad.request import Request
from s2sad.source.lower import Lowered

__all__ = [
    "Entries", "as_floats", "differentiable", "independents", "is_scalar", "parts_of", "rebuilt", "seed_type",
    "take_apart",
]  # fmt: skip


@dataclass(frozen=True)
class Entries:
    """The entries of an array that an index picks."""

    array: Name
    index: Arg


Part = Arg | Entries
NOT_KNOWN = "what {!r} leads to is not known: call the derivative, or say what the arguments are (args=)"


def independents(lowered: Lowered, request: Request) -> dict[str, Part]:
    """What each `wrt` is in the lowered function: names, and structures of names."""
    found = {}
    collected = {Name(param.name) for param in lowered.function.params if param.kind.startswith("VAR_")}
    for path in request.paths:
        if path.root not in lowered.structures:
            raise WrtError(f"{path.root!r} is bound already and cannot be in wrt")
        if lowered.structures[path.root] in collected:
            raise WrtError(NOT_KNOWN.format(path.text))
        part = _follow(lowered.program, lowered.structures[path.root], path.steps, path.root, path.text)
        if not any(differentiable(lowered.program, leaf) for leaf in parts_of(part)):
            raise WrtError(f"{path.text!r} holds no floating-point number: there is nothing to differentiate in")
        found[path.text] = part
    return found


def _follow(program: Program, part: Arg, steps: Sequence[Step], place: str, text: str) -> Part:
    for k, step in enumerate(steps):
        if isinstance(part, Name):
            return _entries(program, part, steps[k:], text)
        found = _part(part, step)
        if found is None:
            raise WrtError(f"{text!r} leads to nothing that s2sad can differentiate in")
        part = found
    return part


def _part(structure: Arg, step: Step) -> Arg | None:
    key = step.key
    if isinstance(structure, StructArg) and step.attribute and key in structure.fields:
        return structure.items[structure.fields.index(key)]
    if isinstance(structure, DictArg) and not step.attribute and key in structure.keys:
        return structure.items[structure.keys.index(key)]
    if isinstance(structure, (TupleArg, StructArg)) and not step.attribute:
        if type(key) is int and -len(structure.items) <= key < len(structure.items):
            return structure.items[key]
        if isinstance(key, slice):
            return TupleArg(structure.items[key], getattr(structure, "list", False))
    return None


def _entries(program: Program, array: Name, steps: Sequence[Step], text: str) -> Part:
    kind = program.type_of(array.id)
    if not isinstance(kind, (ArrayType, Unknown)) or not steps[0].is_index:
        raise WrtError(NOT_KNOWN.format(text))
    if len(steps) > 1:
        raise WrtError(f"{text!r} takes entries of entries: write one index")
    return Entries(array, _index(steps[0].key))


def _index(key: Any) -> Arg:
    if isinstance(key, tuple):
        return TupleArg(tuple(_index(item) for item in key))
    if isinstance(key, slice):
        return SliceArg(Const(key.start), Const(key.stop), Const(key.step))
    return Const(key)


def differentiable(program: Program, leaf: Name) -> bool:
    kind = program.type_of(leaf.id)
    return can_vary(kind) or (isinstance(kind, ScalarType) and kind.kind == "i")


def as_floats(program: Program, parts: Sequence[Part]) -> None:
    """A Python integer that is asked for counts as a float."""
    for part in parts:
        for leaf in parts_of(part):
            kind = program.type_of(leaf.id)
            if isinstance(kind, ScalarType) and kind.kind == "i":
                program.types[leaf.id] = ScalarType("float")


def is_scalar(program: Program, part: Part) -> bool:
    """Whether a part may be one number."""
    if isinstance(part, Entries):
        kind = program.type_of(part.array.id)
        counts = part.index.items if isinstance(part.index, TupleArg) else (part.index,)
        whole = all(isinstance(item, Const) and type(item.value) is int for item in counts)
        return whole and (not isinstance(kind, ArrayType) or kind.shape is None or len(kind.shape) == len(counts))
    if not isinstance(part, Name):
        return False
    kind = program.type_of(part.id)
    return isinstance(kind, (ScalarType, Unknown)) or (isinstance(kind, ArrayType) and kind.shape == ())


def parts_of(part: Part) -> list[Name]:
    """The names in a structure, left to right."""
    if isinstance(part, Name):
        return [part]
    if isinstance(part, Entries):
        return [part.array]
    if isinstance(part, (TupleArg, DictArg, StructArg)):
        return [name for item in part.items for name in parts_of(item)]
    return []


def rebuilt(part: Part, engine: Engine, of: Callable[[Name], Arg]) -> Arg:
    """A structure with `of` each name in the name's place."""
    if isinstance(part, Name):
        return of(part)
    if isinstance(part, Entries):
        return engine.build.emit("operator.getitem", of(part.array), part.index, hint=engine.hint(part.array.id))
    if isinstance(part, TupleArg):
        return TupleArg(tuple(rebuilt(item, engine, of) for item in part.items), part.list)
    if isinstance(part, DictArg):
        return replace(part, items=tuple(rebuilt(item, engine, of) for item in part.items))
    if isinstance(part, StructArg):
        return StructArg(part.cls, part.fields, tuple(rebuilt(item, engine, of) for item in part.items))
    return part


def seed_type(kind: Type) -> Type:
    """A seed is of the type of its value, but may lie in memory in another way."""
    return replace(kind, contiguous=False) if isinstance(kind, ArrayType) else kind


def take_apart(engine: Engine, part: Part, seed: Arg, found: dict[str, Arg]) -> None:
    """The part of a seed that belongs to each name of a structure."""
    if isinstance(part, Entries):
        whole = found[part.array.id] if part.array.id in found else engine.zero(part.array)
        path = TupleArg((Const("getitem"), part.index))
        prim = "store.add" if part.array.id in found else "store.set"
        found[part.array.id] = engine.build.emit(prim, whole, seed, path, hint=engine.hint(part.array.id))
    elif isinstance(part, Name):
        if differentiable(engine.program, part):
            found[part.id] = seed
    elif isinstance(part, (TupleArg, DictArg, StructArg)):
        keys: Sequence[object] = range(len(part.items))
        if isinstance(part, DictArg):
            keys = part.keys
        for key, item in zip(part.fields if isinstance(part, StructArg) else keys, part.items, strict=True):
            kind = seed_type(engine.type_of(item)) if isinstance(item, Name) else OpaqueType("structure")
            prim = "getattr" if isinstance(part, StructArg) else "operator.getitem"
            take_apart(engine, item, engine.build.emit(prim, seed, Const(key), kind=kind), found)
