"""A generated text that was loaded: how it is called, and how it travels to another process."""

from __future__ import annotations

import importlib
import inspect
import pickle
import types
from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from s2sad.core.records import dataclass, replace
from s2sad.guards import Guard, unchanged
from s2sad.overlap import Apart
from s2sad.source.trace import with_origins

if TYPE_CHECKING:
    from s2sad.source.write.module import Text

__all__ = ["Compiled", "ModuleName", "portable", "restored"]

Key = tuple[Hashable, ...]


class Compiled:
    """One specialisation.  `call` takes all arguments by position, in the order of the derivative's signature."""

    __slots__ = ("again", "apart", "call", "fixed", "function", "guards", "name", "objects", "parameters", "text")

    def __init__(
        self,
        text: Text,
        name: str,
        fixed: Mapping[str, Any] | None = None,
        guards: tuple[Guard, ...] = (),
        objects: tuple[Any, ...] = (),
    ) -> None:
        from s2sad.source.load import load

        self.text, self.name, self.guards = text, name, guards
        self.objects = objects  # kept alive: their ids are in the key
        self.function: Callable[..., Any] = load(text, name)
        self.again: Callable[..., Any] | None = None
        self.parameters = tuple(inspect.signature(self.function).parameters.values())
        names = {p.name for p in self.parameters}
        self.fixed = {key: value for key, value in (fixed or {}).items() if key in names}
        self.apart = Apart(text.writes, text.arrays, text.seeds) if text.writes else None
        self.call = self._by_position()

    @property
    def readable(self) -> Callable[..., Any]:
        """The function to be read and derived again."""
        from s2sad.source.load import load

        if self.again is None:
            marked = replace(self.text, source=self.text.marked) if self.text.marked else None
            self.again = self.function if marked is None else load(marked, self.name)
        return self.again

    def follows(self) -> bool:
        """Whether what it was built from is the same, but for arrays that can take the place of the old ones."""
        return unchanged(self.guards) or self._take_over()

    def _take_over(self) -> bool:
        guards = []
        for namespace, name, old in self.guards:
            new = namespace.get(name, None)
            if new is not old and not _alike(old, new):
                return False
            guards.append((namespace, name, new))
        scope: dict[str, Any] = self.function.__globals__
        taken = {id(old): new for (_, _, old), (_, _, new) in zip(self.guards, guards, strict=True) if new is not old}
        scope.update({key: taken[id(scope[key])] for key in self.text.namespace if id(scope.get(key)) in taken})
        self.guards = tuple(guards)
        return True

    def _by_position(self) -> Callable[..., Any]:
        if not (self.fixed or self.apart) and all(
            p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in self.parameters
        ):
            return self.function
        names = [p.name for p in self.parameters if p.name not in self.fixed]
        return lambda *values: self.invoke(dict(zip(names, values, strict=True)))

    def invoke(self, arguments: Mapping[str, Any]) -> Any:
        """Call with arguments by name; a seed may have another name here than in the generated text."""
        args: list[Any] = []
        keywords: dict[str, Any] = {}
        values = dict(zip([p.name for p in self.parameters], self._values(arguments), strict=True))
        if self.apart is not None:
            values = dict(self.apart.check(values))
        for parameter in self.parameters:
            value = values[parameter.name]
            if parameter.kind is parameter.VAR_POSITIONAL:
                args.extend(value)
            elif parameter.kind is parameter.VAR_KEYWORD:
                keywords.update(value)
            elif parameter.kind is parameter.KEYWORD_ONLY:
                keywords[parameter.name] = value
            else:
                args.append(value)
        try:
            return self.function(*args, **keywords)
        except Exception as error:
            raise with_origins(error)  # noqa: B904 - it is the same error, with the cause it has

    def _values(self, arguments: Mapping[str, Any]) -> list[Any]:
        given = {**arguments, **self.fixed}
        names = {p.name for p in self.parameters}
        renamed = iter([value for name, value in arguments.items() if name not in names])
        return [given[p.name] if p.name in given else next(renamed) for p in self.parameters]


def _alike(old: Any, new: Any) -> bool:
    """Code that was made with the one array is right with the other."""
    if type(old) is not np.ndarray or type(new) is not np.ndarray:
        return False
    return (old.dtype, old.shape, old.strides) == (new.dtype, new.shape, new.strides)


@dataclass(frozen=True)
class ModuleName:
    """A module in a pickled namespace."""

    name: str


def portable(text: Text) -> Text:
    """The text with a namespace that can be pickled; an error that names what cannot be."""
    arrays: dict[str, object] = {name: value for name, value in text.arrays.items() if isinstance(value, np.ndarray)}
    namespace = {name: _portable(name, value) for name, value in text.namespace.items()}
    return replace(text, namespace=namespace, arrays=arrays)


def _portable(name: str, value: Any) -> Any:
    if isinstance(value, types.ModuleType):
        return ModuleName(value.__name__)
    try:
        pickle.dumps(value)
    except Exception as error:
        raise pickle.PicklingError(
            f"the derivative reads {name!r} = {value!r}, which cannot be pickled: {error}"
        ) from error
    return value


def restored(text: Text) -> Text:
    """The inverse of `portable`."""
    live = {
        name: importlib.import_module(v.name) if isinstance(v, ModuleName) else v for name, v in text.namespace.items()
    }
    return replace(text, namespace=live)
