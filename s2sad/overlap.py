"""Arguments of one call that share memory, where the function writes into one of them.

A derivative is made for arguments that are apart from one another.  Where the function only reads them it does not
matter; where it writes into one, another that is the same memory would change with it, and the derivative would be
that of another program.
"""

from __future__ import annotations

import copy
import types
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from s2sad.core.stored import own_attributes
from s2sad.errors import NotSupportedError, Problem

if TYPE_CHECKING:
    from s2sad.core.program import Write

__all__ = ["Apart", "share_memory"]

WORK: Any = 10_000
"""How long `np.shares_memory` may think before the answer is taken to be yes."""
DEPTH = 8
PLAIN = (float, int, bool, complex, str, bytes, type(None), np.generic, type, types.ModuleType, types.FunctionType)

Path = tuple[Any, ...]


class Apart:
    """Holds the arguments of a call to it that what is written shares memory with nothing else.

    Parameters
    ----------
    writes : the parts of arguments and the globals that are written.
    arrays : the arrays, containers and objects among the globals, by name.
    seeds : the parameters that are seeds: these are copied where that helps.
    """

    def __init__(self, writes: Sequence[Write], arrays: Mapping[str, Any], seeds: Sequence[str]) -> None:
        self.writes, self.seeds = writes, frozenset(seeds)
        self.globals = {("$" + name,): value for name, value in arrays.items()}
        self.arrays = {path: value for path, value in self.globals.items() if isinstance(value, np.ndarray)}

    def check(self, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """The arguments, with copies of seeds that share memory with what is written.

        Raises
        ------
        NotSupportedError
            Where two other arguments do.
        """
        checked = dict(arguments)
        given = {name: value for name, value in arguments.items() if name not in self.seeds}
        parts = [part for name in given for part in _parts((name,), given[name])]
        for write in self.writes:
            of_global = str(write.path[0]).startswith("$")  # names of one object among the globals are known to be one
            others = list(self.arrays.items() if of_global else self._parts_of_globals())
            for path, target in self._targets(write, given):
                for other, part in [*others, *parts]:
                    if other != path and share_memory(target, part):
                        raise NotSupportedError([_problem(write, path, other)])
                for name in self.seeds & checked.keys():
                    if any(share_memory(target, part) for _, part in _parts((name,), checked[name])):
                        checked[name] = copy.deepcopy(checked[name])
        return checked

    def _parts_of_globals(self) -> Iterator[tuple[Path, Any]]:
        for path, value in self.globals.items():
            yield from _parts(path, value)

    def _targets(self, write: Write, given: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
        target = self.globals.get(write.path, _at(write.path, given))
        return _parts(write.path, target) if write.inside else iter([(write.path, target)])


def share_memory(one: Any, other: Any) -> bool:
    """Whether two arrays have an element in common, or two other objects are one.

    >>> x = np.zeros(6)
    >>> share_memory(x, x[1:]), share_memory(x[::2], x[1::2]), share_memory([], [])
    (True, False, False)
    """
    if not isinstance(one, np.ndarray) or not isinstance(other, np.ndarray):
        return one is other and not isinstance(one, PLAIN)
    if not np.may_share_memory(one, other):
        return False
    try:
        return np.shares_memory(one, other, max_work=WORK)
    except Exception:  # too hard to tell; NumPy has renamed the class of this error
        return True


def _parts(path: Path, value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Path, Any]]:
    """A value and what is in it, as far as it may be written."""
    if isinstance(value, PLAIN) or len(above) > DEPTH or any(value is owner for owner in above):
        return
    if not isinstance(value, tuple):
        yield path, value
    if not isinstance(value, np.ndarray):
        for step, item in _items(value):
            yield from _parts((*path, step), item, (*above, value))


def _items(value: Any) -> list[tuple[object, Any]]:
    """The parts of a container or an instance, each with the step to it."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return [((True, name), item) for name, item in zip(value._fields, value, strict=True)]
    if isinstance(value, (tuple, list)):
        return [((False, k), item) for k, item in enumerate(value)]
    if isinstance(value, dict):
        return [((False, key), item) for key, item in value.items()]
    names = [*getattr(type(value), "__dataclass_fields__", ()), *(own_attributes(value) or ())]
    return [((True, name), getattr(value, name, None)) for name in dict.fromkeys(names)]


def _at(path: Path, arguments: Mapping[str, Any]) -> Any:
    """The part of the arguments at the end of a path; None where it leads nowhere."""
    value: Any = arguments.get(path[0])
    for step in path[1:]:
        is_attribute, key = step
        try:
            value = getattr(value, key) if is_attribute else value[key]
        except (AttributeError, LookupError, TypeError):
            return None
    return value


def _shown(path: Path) -> str:
    """A path as Python.

    >>> _shown(("params", (False, "w"), (True, "T")))
    "params['w'].T"
    """
    steps = (f".{key}" if is_attribute else f"[{key!r}]" for is_attribute, key in path[1:])
    return str(path[0]).removeprefix("$") + "".join(steps)


def _problem(write: Write, path: Path, other: Path) -> Problem:
    one, two = _shown(path), _shown(other)
    return Problem(
        write.origin,
        f"{one} and {two} share memory, and this writes into {one}",
        f"pass a copy of {two}",
    )
