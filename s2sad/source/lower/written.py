"""Arrays, containers and objects that are there before the function runs, and into which it writes."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.core.nodes import Const, Free
from s2sad.core.records import dataclass, field
from s2sad.core.types import ScalarType
from s2sad.source.lower.fields import class_attribute
from s2sad.source.lower.lowerer import Lowerer, Opened
from s2sad.source.lower.parameters import instance_fields, kind_of, spec_of, value_for
from s2sad.source.lower.values import CellContent, DictContent, ListContent, StructContent, Value

__all__ = ["WrittenObjects"]


@dataclass
class WrittenObjects:
    """By identity: the object, what it is called, and which attributes are assigned (of a container: ``""``)."""

    found: dict[int, tuple[object, str, set[str]]] = field(default_factory=dict)

    def add(self, opened: Opened) -> None:
        _, _, names = self.found.setdefault(
            id(opened.obj), (opened.obj, opened.text or type(opened.obj).__name__, set())
        )
        names.add(opened.name)

    def bind(self, lo: Lowerer) -> None:
        """Make them values of the state, as arguments are: what is assigned is read once, before all else."""
        first = next(lo.ids)
        objects = {key: found for key, found in self.found.items() if not isinstance(found[0], np.ndarray)}
        for obj, text, _ in (found for key, found in self.found.items() if key not in objects):
            _whole(lo, obj, text)
        for key in objects:
            lo.live[key] = lo.new_object(None)
        for key, (obj, text, names) in objects.items():
            lo.program.assigned.extend((obj, name) for name in names)
            ref, origin = lo.live[key], lo.free(text, obj)
            if isinstance(obj, (list, dict)):
                lo.origins[ref.id] = origin
                lo.state.heap[ref.id] = self._container(lo, obj, origin)
            else:
                lo.state.heap[ref.id] = self._instance(lo, obj, origin, names)
        lo.outside = range(first, next(lo.ids))

    def _instance(self, lo: Lowerer, obj: object, origin: Free, names: set[str]) -> StructContent:
        fields = instance_fields(obj) or {}
        fields |= {name: getattr(obj, name) for name in names - fields.keys() if _is_default(obj, name)}
        items = tuple(
            self._read(lo, "getattr", origin, name, value)
            if name in names
            else lo.from_object(value, f"{origin.text}.{name}")
            for name, value in fields.items()
        )
        return StructContent(type(obj), tuple(fields), items, origin)

    def _container(self, lo: Lowerer, obj: Any, origin: Free) -> ListContent | DictContent:
        keys = tuple(obj) if isinstance(obj, dict) else tuple(range(len(obj)))
        items = tuple(self._read(lo, "operator.getitem", origin, key, obj[key]) for key in keys)
        return DictContent(keys, items) if isinstance(obj, dict) else ListContent(items)

    def _read(self, lo: Lowerer, prim: str, origin: Free, key: object, value: object) -> Value:
        known = lo.live.get(id(value)) or lo.globals.get(id(value))
        if known is not None:
            return known
        spec = spec_of(value, {})
        kind = kind_of(spec)
        name = key if isinstance(key, str) and key.isidentifier() else "item"
        hint = "t" if isinstance(kind, ScalarType) else name  # a counter goes back into its line
        atom = lo.build.emit(prim, origin, Const(key), kind=kind, hint=hint)
        return value_for(lo, spec, atom, name)


def _whole(lo: Lowerer, array: object, text: str) -> None:
    """A name for an array that is written, as a parameter has one."""
    ref = lo.external_array(
        lo.build.emit("operator.getitem", lo.free(text, array), Const(Ellipsis), hint=base_of(text))
    )
    lo.globals[id(array)] = ref
    lo.state.heap[ref.cell] = CellContent(ref.atom, 0)


def base_of(text: str) -> str:
    base = text.rpartition(".")[2]
    return base if base.isidentifier() else "t"


def _is_default(obj: object, name: str) -> bool:
    """Whether the class has a value for what its instances assign."""
    found = class_attribute(type(obj), name)
    return found is not None and not hasattr(type(found), "__get__")
