"""The arguments of one call: what they tell the derivation, and what becomes of integers that count as floats."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator, Mapping, Set
from numbers import Number
from typing import Any

import numpy as np

from s2sad.core.records import dataclass, replace
from s2sad.core.stored import is_own_dict, own_attributes
from s2sad.core.types import ListType, TupleType, Type
from s2sad.errors import ArgumentTypeError
from s2sad.leaves import fields_of
from s2sad.paths import Step
from s2sad.request import Request
from s2sad.seeds import check_seed

__all__ = [
    "Known",
    "NestedTypes",
    "StructTypes",
    "argument_types",
    "converted",
    "known_objects",
    "needs_floats",
    "plain_key",
    "taken_apart",
    "texts_in",
]


@dataclass(frozen=True, eq=False)
class Known:
    """An argument that the derivation may look at as it is: a function, a class."""

    value: Any


@dataclass(frozen=True)
class StructTypes:
    """A dataclass or named tuple by the types of its fields."""

    cls: type
    fields: Mapping[str, NestedTypes]


class DictTypes(dict[Any, Any]):
    """A dict of a class of the user by the types of its items."""

    def __init__(self, cls: type, items: Mapping[Any, Any]) -> None:
        super().__init__(items)
        self.cls = cls


NestedTypes = Type | Known | StructTypes | tuple["NestedTypes", ...] | list["NestedTypes"] | dict[Any, "NestedTypes"]

LONGEST = 64
"""A list of more elements is one type for all of them."""


def argument_types(arguments: Mapping[str, Any], with_texts: bool = False) -> dict[str, NestedTypes]:
    """Types of arguments by parameter; equal sizes are one symbol.  `with_texts`, if strings are known as they are.

    >>> argument_types({"x": 0.5, "p": {"name": "a"}})
    {'x': ScalarType(dtype='float', value=None), 'p': {'name': StringType()}}
    """
    symbols: dict[int, str] = {}
    return {name: _nested(value, symbols, with_texts) for name, value in arguments.items()}


def _nested(value: Any, symbols: dict[int, str], with_texts: bool) -> Any:
    kind = type(value)
    if kind is tuple or kind is list:
        return _sequence(kind, [_nested(item, symbols, with_texts) for item in value])
    if kind is dict:
        return {key: _nested(item, symbols, with_texts) for key, item in value.items()}
    if is_own_dict(kind) and not own_attributes(value):
        return DictTypes(kind, {key: _nested(item, symbols, with_texts) for key, item in value.items()})
    if kind is str and with_texts:
        return Known(value)
    from s2sad.types import is_code, type_of_value

    fields = fields_of(value)
    if fields is not None:
        return StructTypes(kind, {name: _nested(getattr(value, name), symbols, with_texts) for name in fields})
    if is_code(value):
        return Known(value)

    return type_of_value(value, symbols)


def _sequence(kind: type, items: list[Any]) -> Any:
    """One type where all items have one (a long list: an element type); else a tuple or list of what the items have."""
    if not all(isinstance(item, Type) for item in items):
        return kind(items)
    if kind is list and len(items) > LONGEST:
        from s2sad.types import merge

        return ListType(functools.reduce(merge, dict.fromkeys(items)))
    return TupleType(tuple(items), list=kind is list)


def known_objects(value: Any) -> tuple[Any, ...]:
    """The functions and classes among arguments."""
    if isinstance(value, Mapping):
        value = tuple(value.values())
    if type(value) in (tuple, list):
        return tuple(found for item in value for found in known_objects(item))
    from s2sad.types import is_code

    return (value,) if is_code(value) else ()


def texts_in(value: Any) -> tuple[str, ...]:
    """The strings among arguments, in order.

    >>> texts_in({"x": 1.0, "p": ("a", {"name": "b"})})
    ('a', 'b')
    """
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Mapping):
        return tuple(found for item in value.values() for found in texts_in(item))
    if type(value) in (tuple, list):
        return tuple(found for item in value for found in texts_in(item))
    fields = None if isinstance(value, (np.ndarray, int, float, complex)) else fields_of(value)
    return tuple(found for name in fields or () for found in texts_in(getattr(value, name)))


def taken_apart(kinds: Mapping[str, NestedTypes], request: Request) -> dict[str, NestedTypes]:
    """The types with each list that a path of `wrt` leads into as a list of types, so that its items are apart."""
    made = dict(kinds)
    for path in request.paths:
        if path.root in made:
            made[path.root] = _apart(made[path.root], path.steps)
    return made


def _apart(kind: Any, steps: tuple[Step, ...]) -> Any:
    if not steps:
        return kind
    key, rest = steps[0].key, steps[1:]
    if isinstance(kind, StructTypes) and key in kind.fields:
        return replace(kind, fields={**kind.fields, key: _apart(kind.fields[key], rest)})
    if isinstance(kind, dict) and key in kind:
        return {**kind, key: _apart(kind[key], rest)}
    if isinstance(kind, TupleType) and kind.list:
        kind = list(kind.items)
    if isinstance(kind, (list, tuple)) and type(key) is int:
        return type(kind)(_apart(k, rest) if i == key % len(kind) else k for i, k in enumerate(kind))
    return kind


def converted(
    arguments: Mapping[str, Any], seeds: Mapping[str, Any], request: Request
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Integers that count as floats made floats, and the seeds checked against what they are seeds of."""
    made = dict(arguments)
    for path in request.paths:
        part = path.get(made)
        if needs_floats(part, path.text):
            made = path.put(made, as_floats(part))
    return made, _checked(seeds, made, request)


def _checked(seeds: Mapping[str, Any], arguments: Mapping[str, Any], request: Request) -> dict[str, Any]:
    """The seeds, of a tangent each with the shape of what it is the direction of."""
    made = {name: _seed(value) for name, value in seeds.items()}
    if request.form == "tangent":
        for name, path in zip(made, request.paths, strict=True):
            check_seed(made[name], path.get(arguments), name, path.text)
    return made


def _seed(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.astype(float) if value.dtype.kind in "iub" else value
    return as_floats(value)


def needs_floats(value: Any, name: str) -> bool:
    """Whether a `wrt` argument has Python or NumPy integers in it; an error where it has what no derivative can be in.

    >>> needs_floats(3, "n"), needs_floats([1.0, (2, 3.0)], "p")
    (True, True)
    >>> needs_floats(np.arange(3), "x")
    Traceback (most recent call last):
    ...
    s2sad.errors.ArgumentTypeError: x is an array of int64, which has no derivative: pass x.astype(float)
    """
    if isinstance(value, (bool, np.bool_, str, bytes)) or value is None:
        raise ArgumentTypeError(f"{name} is {value!r}, which nothing can be differentiated in: leave it out of wrt")
    if isinstance(value, (int, np.integer)):
        return True
    if isinstance(value, (float, complex, np.inexact)):
        return False
    if isinstance(value, Number):
        raise ArgumentTypeError(
            f"{name} is a {type(value).__name__}, which NumPy does not compute with: pass float({name})"
        )
    if isinstance(value, np.ndarray):
        _check_dtype(value, name)
        return False
    if isinstance(value, dict):
        return any([needs_floats(item, f"{name}[{key!r}]") for key, item in value.items()])
    if isinstance(value, (tuple, list)):
        return any([needs_floats(item, f"{name}[{k}]") for k, item in enumerate(value)])
    _check_class(value, name)
    return False


TABLES = {"pandas": ".to_numpy()", "polars": ".to_numpy()", "xarray": ".values", "torch": ".numpy()"}
"""Libraries whose arrays are not NumPy's, and what makes one of NumPy's of theirs."""


def _check_class(value: Any, name: str) -> None:
    """Refuse what holds numbers in a way that s2sad does not follow, with what to pass instead."""
    kind = type(value)
    made = TABLES.get(kind.__module__.partition(".")[0])
    if made is not None:
        raise ArgumentTypeError(f"{name} is a {kind.__module__.partition('.')[0]} {kind.__name__}: pass {name}{made}")
    if isinstance(value, (Set, Iterator, range)):
        raise ArgumentTypeError(f"{name} is a {kind.__name__}: pass a list of its items, list({name})")


def _check_dtype(array: np.ndarray[Any, Any], name: str) -> None:
    if "numpy.ma" in sys.modules and isinstance(array, np.ma.MaskedArray):
        raise ArgumentTypeError(f"{name} is a masked array: pass {name}.filled(0.0), and the mask beside it")
    if array.dtype.names:
        raise ArgumentTypeError(
            f"{name} is a structured array: pass its fields, such as {name}[{array.dtype.names[0]!r}]"
        )
    if array.dtype.kind in "iub":
        raise ArgumentTypeError(
            f"{name} is an array of {array.dtype}, which has no derivative: pass {name}.astype(float)"
        )
    if array.dtype.kind not in "fc":
        raise ArgumentTypeError(f"{name} is an array of {array.dtype}: s2sad needs floating-point numbers")
    if type(array) is not np.ndarray:
        kind = type(array).__name__
        raise ArgumentTypeError(f"{name} is a {kind}, which may compute otherwise than arrays: pass np.asarray({name})")


def as_floats(value: Any) -> Any:
    """The same value with floats for its integers.

    >>> as_floats([1, (2, 3.0)])
    [1.0, (2.0, 3.0)]
    """
    if isinstance(value, (int, np.integer)):
        return float(value)
    if type(value) in (tuple, list):
        return type(value)(as_floats(item) for item in value)
    if type(value) is dict:
        return {key: as_floats(item) for key, item in value.items()}
    if is_own_dict(type(value)):
        return type(value)({key: as_floats(item) for key, item in value.items()})
    return value


PLAIN = frozenset({float, int, bool, complex, type(None), np.float64, np.float32, np.int64, np.bool_, np.complex128})


def plain_key(args: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """A key that costs little, for arguments that are numbers, arrays and strings; None where one is something else.

    It is finer than a signature: sizes are in it.
    """
    key: list[Any] = []
    for value in args:
        kind = type(value)
        if kind is np.ndarray:
            key.append(value.dtype)
            key.append(value.shape)
            key.append(value.strides)
        elif kind is str:
            key.append(value)
        elif kind in PLAIN:
            key.append(kind)
        else:
            return None
    return tuple(key)
