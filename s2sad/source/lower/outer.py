"""What leaves a function: names of other scopes that it binds, and values that nobody follows any more."""

from __future__ import annotations

import sys
import types
from typing import Any

import gast

from s2sad.core.nodes import Const, Free
from s2sad.core.stored import is_own_dict
from s2sad.core.types import ScalarType, Unknown
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.shown import shown
from s2sad.source.lower.values import (
    UNBOUND,
    DictContent,
    ListContent,
    ObjectRef,
    Static,
    StructContent,
    TupleValue,
    Value,
)  # fmt: skip
from s2sad.types import type_of_value

__all__ = ["bind", "declare_global", "declare_nonlocal", "handed_out", "read_cell", "read_global", "write_attribute"]

PASS_IT = "return the new value, or pass the object as an argument and write into it"


def bind(lo: Lowerer, name: str, value: Value, node: gast.AST | None) -> None:
    """``name = value`` in the scope to which the name belongs here."""
    place = lo.elsewhere.get((lo.frame.id, name))
    if place is None:
        lo.locals[name] = value
    elif isinstance(place, int):
        lo.state.frames[place][name] = value
    else:
        _write(lo, place, name, value, node)


def declare_nonlocal(lo: Lowerer, name: str, node: gast.AST) -> None:
    """Find the scope around in which a name is bound."""
    frame = lo.frame
    parent = frame.parent
    while parent is not None:
        if name in lo.state.frames.get(parent, {}) or name in lo.all_frames[parent].closure:
            break
        parent = lo.all_frames[parent].parent
    if parent is not None and name in lo.state.frames.get(parent, {}):
        place = lo.elsewhere.get((parent, name), parent)
        lo.elsewhere[frame.id, name] = place
        return
    cell = frame.cells.get(name)
    if cell is None:
        lo.refuse(node, f"a write to {name!r} of an enclosing function is not supported here", PASS_IT)
    lo.elsewhere[frame.id, name] = cell
    lo.locals[name] = read_cell(lo, cell, name)


def declare_global(lo: Lowerer, name: str, node: gast.AST) -> None:
    """A global is an attribute of its module."""
    module = _module(lo.frame.globals)
    if module is None:
        lo.refuse(node, "a write to a global is not supported where there is no module", PASS_IT)
    lo.elsewhere[lo.frame.id, name] = module
    if name in lo.frame.globals:
        lo.locals[name] = read_global(lo, lo.frame.globals, name)


def _module(names: dict[str, Any]) -> types.ModuleType | None:
    """The module whose globals these are."""
    module = sys.modules.get(names.get("__name__", ""))
    return module if module is not None and vars(module) is names else None


def read_cell(lo: Lowerer, cell: types.CellType, name: str) -> Value:
    return _read(lo, lo.free(f"{name}_cell", cell), "cell_contents", name, cell.cell_contents)


def read_global(lo: Lowerer, names: dict[str, Any], name: str) -> Value:
    module = _module(names)
    assert module is not None
    return _read(lo, _atom_of(lo, module), name, name, names[name])


def _atom_of(lo: Lowerer, module: types.ModuleType) -> Free:
    return lo.free(module.__name__.rpartition(".")[2], module)


def _read(lo: Lowerer, owner: Free, attribute: str, name: str, now: object) -> Value:
    """The value at the time of the call: a call may find what the call before has written."""
    if isinstance(now, (types.FunctionType, types.ModuleType, type)):
        return lo.from_object(now, name)
    kind = type_of_value(now) if isinstance(now, (bool, int, float, str)) else Unknown()
    if isinstance(kind, ScalarType):
        kind = ScalarType(kind.dtype)
    return lo.result(lo.build.emit("getattr", owner, Const(attribute), kind=kind, hint=name))


def _write(lo: Lowerer, place: Any, name: str, value: Value, node: gast.AST | None) -> None:
    if value is UNBOUND:
        lo.refuse(node, f"del of {name!r}, which is no name of the function, is not supported", PASS_IT)
    if isinstance(place, types.CellType):
        lo.written_cells.add(id(place))
        lo.build.effect("setattr", lo.free(f"{name}_cell", place), Const("cell_contents"), shown(lo, value, node, name))
    else:
        lo.written_globals.add((id(vars(place)), name))
        lo.build.effect("setattr", _atom_of(lo, place), Const(name), shown(lo, value, node, name))
    lo.locals[name] = value


def write_attribute(lo: Lowerer, owner: Static, name: str, value: Value, node: gast.AST) -> None:
    """``module.name = value``."""
    if isinstance(owner.obj, types.ModuleType):
        lo.written_globals.add((id(vars(owner.obj)), name))
    lo.build.effect("setattr", lo.arg(owner), Const(name), shown(lo, value, node, name))


def handed_out(lo: Lowerer, value: Value, node: gast.AST | None) -> Value:
    """A value that leaves what s2sad follows; a deque has to be one there."""
    if isinstance(value, ObjectRef) and value.id in lo.kinds:
        kind = lo.kinds[value.id]
        if kind is tuple or is_own_dict(kind):
            return value
        plain = "dict" if issubclass(kind, dict) else "list"
        lo.refuse(node, f"a {kind.__name__} that is handed on is not supported", f"hand on {plain}(...) of it")
    content = lo.state.heap.get(value.id) if isinstance(value, ObjectRef) else value
    if isinstance(content, (TupleValue, ListContent, DictContent, StructContent)):
        for item in content.items:
            handed_out(lo, item, node)
    return value
