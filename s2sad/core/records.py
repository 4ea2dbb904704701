"""The dataclasses of s2sad: to a type checker those of the standard library, at a tenth of their cost at import.

The standard library compiles up to eight methods a class, half a millisecond; with a hundred classes that was a
quarter of the first call of a derivative.  Here only ``__init__`` is compiled: ``frozen`` is a promise that the type
checker holds, comparison and hash go by the tuple of the fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["dataclass", "field", "replace"]

if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
else:
    from operator import attrgetter

    MISSING = object()

    class Field:
        """A field whose default is not a plain value on the class."""

        def __init__(self, default=MISSING, default_factory=MISSING, init=True, repr=True, compare=True):
            self.default, self.default_factory = default, default_factory
            self.init, self.repr, self.compare = init, repr, compare

    field = Field

    def dataclass(cls=None, *, frozen=False, eq=True):
        if cls is None:
            return lambda cls: dataclass(cls, frozen=frozen, eq=eq)
        inherited = [base._fields for base in reversed(cls.__mro__) if "_fields" in vars(base)]
        own = {name: _taken(cls, name) for name in vars(cls).get("__annotations__", ())}
        cls._fields = {name: found for fields in [*inherited, own] for name, found in fields.items()}
        cls.__match_args__ = tuple(cls._fields)
        made = {"__init__": _init(cls), "__repr__": _repr}
        if eq:
            made |= _comparison([name for name, found in cls._fields.items() if found.compare], frozen)
        for name, method in made.items():
            if name not in vars(cls):
                setattr(cls, name, method)
        return cls

    def _taken(cls, name):
        """The field of this name; what is not a plain default does not stay on the class."""
        found = vars(cls).get(name, MISSING)
        if not isinstance(found, Field):
            return Field(found)
        delattr(cls, name)
        return found

    def _init(cls):
        params, lines, defaults = [], [], {"MISSING": MISSING}
        for name, found in cls._fields.items():
            value = name
            if not found.init:
                continue
            if found.default_factory is not MISSING:
                params.append(f"{name}=MISSING")
                defaults[f"new_{name}"] = found.default_factory
                value = f"new_{name}() if {name} is MISSING else {name}"
            elif found.default is not MISSING:
                params.append(f"{name}=default_{name}")
                defaults[f"default_{name}"] = found.default
            else:
                params.append(name)
            lines.append(f"    self.{name} = {value}")
        if hasattr(cls, "__post_init__"):
            lines.append("    self.__post_init__()")
        exec("\n".join([f"def __init__(self, {', '.join(params)}):", *(lines or ["    pass"])]), defaults)
        return defaults["__init__"]

    def _repr(self):
        shown = (f"{name}={getattr(self, name)!r}" for name, found in self._fields.items() if found.repr)
        return f"{type(self).__qualname__}({', '.join(shown)})"

    def _comparison(names, frozen):
        key = attrgetter(*names) if len(names) > 1 else lambda self: tuple([getattr(self, name) for name in names])

        def __eq__(self, other):
            return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

        def __hash__(self):
            return hash(key(self))

        return {"__eq__": __eq__, "__hash__": __hash__ if frozen else None}

    def replace(record, /, **changes):
        kept = {name: getattr(record, name) for name, found in record._fields.items() if found.init}
        return type(record)(**kept | changes)
