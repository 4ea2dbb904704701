"""Types and signatures of live values: the arguments of a call, globals, constants.

A signature holds what the generated code may depend on: Python types, dtypes, ranks, which sizes
are 0 or 1, and which are equal to one another.  Other sizes are not in it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterable, MutableMapping
from contextlib import suppress
from enum import Enum
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any, cast

import numpy as np

from s2sad.core.stored import own_attributes, stores
from s2sad.core.types import ArrayType, Dim, NoneType, OpaqueType, ScalarType, StringType, Type

__all__ = [
    "attributes_of",
    "dtype_code",
    "equal_dims",
    "is_code",
    "free_type",
    "module_of",
    "signature_key",
    "type_of_value",
]

NUMERIC = "biufc"
# a function that is handed in becomes part of the code
CODE = (type, FunctionType, BuiltinFunctionType, np.ufunc, np.dtype, Enum)
PLAIN = frozenset({float, int, bool, complex, str, type(None)})
_count = itertools.count()


def dtype_code(dtype: np.dtype[Any]) -> str | None:
    """NumPy's short code (``f8``), None for what is no number.

    >>> dtype_code(np.dtype(bool)), dtype_code(np.dtype("U3"))
    ('b1', None)
    """
    return f"{dtype.kind}{dtype.itemsize}" if dtype.kind in NUMERIC else None


def type_of_value(value: object, symbols: MutableMapping[int, str] | None = None) -> Type:
    """The type of a live value.

    Sizes that are neither 0 nor 1 become symbols; equal sizes share one among the values that are
    given the same table `symbols`, and never across tables.

    >>> table: dict[int, str] = {}
    >>> a, b = (type_of_value(np.ones(n), table) for n in (5, 5))
    >>> a == b, type_of_value(2)
    (True, ScalarType(dtype='int', value=None))
    """
    table: MutableMapping[int, str] = {} if symbols is None else symbols

    def name(size: int, _axis: int) -> str:
        if size not in table:
            table[size] = f"${next(_count)}"
        return table[size]

    return _type_of(value, name)


def free_type(text: str, value: object) -> Type:
    """The type of the object behind a free name; its sizes are called by the name.

    >>> str(free_type("W", np.ones((3, 3))).shape[1])
    '$W.1'
    """
    return _type_of(value, lambda _size, axis: f"${text}.{axis}")


def module_of(kind: type) -> str:
    """The module that a class is from: one of Cython's may have a descriptor in the place of its name."""
    return kind.__module__ if isinstance(kind.__module__, str) else ""


def _type_of(value: object, name: Callable[[int, int], str]) -> Type:
    kind = type(value)
    if kind in (float, bool, complex, int):
        return ScalarType(kind.__name__)
    if isinstance(value, np.ndarray):
        return _type_of_array(value, name)
    if isinstance(value, np.generic):
        code = dtype_code(value.dtype)
        return ScalarType(code) if code else OpaqueType(kind.__name__)
    if value is None:
        return NoneType()
    if isinstance(value, str):
        return StringType()
    if isinstance(value, (int, float)) and isinstance(value, Enum):
        return ScalarType("int" if isinstance(value, int) else "float")
    if isinstance(value, np.dtype):
        return OpaqueType(f"dtype {dtype_code(value)}")
    if module_of(kind).startswith("scipy."):
        code = _code_inside(value)
        return OpaqueType(f"{module_of(kind).partition('._')[0]}.{kind.__name__}(){':' * bool(code)}{code}")
    if kind.__name__ == "SuperLU":  # which says that it is a builtin
        return OpaqueType("scipy.sparse.linalg.SuperLU()")
    return OpaqueType("type" if isinstance(value, type) else kind.__name__)


def _code_inside(value: object) -> str:
    """The dtype of what is in a sparse matrix; of a spline, ``1/0`` for values of one more axis than their axis 0."""
    if module_of(type(value)).startswith("scipy.interpolate"):
        return _axes_of_values(value)
    dtype = getattr(value, "dtype", None)
    return (dtype_code(dtype) or "") if isinstance(dtype, np.dtype) else ""


def _axes_of_values(spline: Any) -> str:
    points = getattr(spline, "x", getattr(spline, "t", None))
    if not isinstance(points, np.ndarray) or points.ndim != 1 or not callable(spline):
        return ""
    with suppress(Exception):  # what it cannot do, its derivative cannot
        value = spline(points[len(points) // 2])
        if np.asarray(value).dtype == np.float64:
            return f"{np.ndim(value)}/{getattr(spline, 'axis', 0)}"
    return ""


def _type_of_array(value: np.ndarray[Any, Any], name: Callable[[int, int], str]) -> Type:
    code = dtype_code(value.dtype)
    if code is None or type(value) is not np.ndarray:
        return OpaqueType(type(value).__name__)
    shape = tuple(Dim.const(n) if n < 2 else Dim.symbol(name(n, axis)) for axis, n in enumerate(value.shape))
    return ArrayType(code, shape, value.flags.c_contiguous)


def equal_dims(shapes: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    """Which sizes of some shapes are equal, as one canonical pattern.

    >>> equal_dims([(5, 3), (3,), (1,)]) == equal_dims([(9, 4), (4,), (1,)])
    True
    """
    seen: dict[int, int] = {0: 0, 1: 1}
    return tuple([seen.setdefault(n, len(seen)) for shape in shapes for n in shape])


def signature_key(value: object) -> Hashable:
    """A cheap hashable that two values share only if code made for the one is right for the other."""
    seen = {0: 0, 1: 1}
    return _key(value, seen)


def signature_keys(values: Iterable[object]) -> Hashable:
    """`signature_key` of several values at once, with the equalities between their sizes."""
    seen = {0: 0, 1: 1}
    return tuple([_key(value, seen) for value in values])


def _key(value: Any, seen: dict[int, int]) -> Hashable:
    kind = type(value)
    if kind in PLAIN:
        return cast(Hashable, kind)
    if kind is np.ndarray:
        sizes = [seen.setdefault(n, len(seen)) for n in value.shape]
        return value.dtype, value.flags.c_contiguous, *sizes
    if kind is tuple or kind is list:
        if kind is tuple or len(value) <= 64:
            return kind, *[_key(item, seen) for item in value]
        kinds = set(map(type, value))
        return kind, ..., *(kinds if kinds == {float} else frozenset([_key(item, dict(seen)) for item in value]))
    if kind is dict:
        return kind, *[(k, _key(v, seen)) for k, v in value.items()]
    if isinstance(value, CODE):
        return CODE, value
    if isinstance(value, dict):
        return kind, *[(k, _key(v, seen)) for k, v in value.items()], own_attributes(value) is value
    if kind is MethodType:
        return value.__func__, _key(value.__self__, seen)
    if isinstance(value, tuple):
        return kind, *[_key(item, seen) for item in value]
    attributes = attributes_of(value)
    if attributes is not None:
        return kind, *[(name, _key(item, seen)) for name, item in attributes.items()]
    return (kind, _code_inside(value)) if module_of(kind).startswith("scipy.") else cast(Hashable, kind)


LIBRARIES = frozenset(
    {
        "builtins",
        "numpy",
        "scipy",
        "pathlib",
        "logging",
        "io",
        "threading",
        "random",
        "datetime",
        "decimal",
        "fractions",
    }
)


def attributes_of(value: Any) -> dict[str, Any] | None:
    """The attributes of an instance of a class of the user; None for what Python or a library defines."""
    if isinstance(value, Enum) or module_of(type(value)).partition(".")[0].lstrip("_") in LIBRARIES:
        return None
    own = own_attributes(value)
    slots = slots_of(type(value))
    if not slots:
        return own
    found = {}
    for name in slots:
        with suppress(AttributeError):
            found[name] = object.__getattribute__(value, name)
    return found | (own or {})


def slots_of(cls: type) -> tuple[str, ...]:
    """The names in ``__slots__`` of a class and of its bases, those of the bases first."""
    found: list[str] = []
    for base in reversed(cls.__mro__):
        slots = base.__dict__.get("__slots__", ())
        found += [slots] if isinstance(slots, str) else list(slots)
    return tuple(name for name in dict.fromkeys(found) if not name.startswith("__"))


def is_code(value: Any) -> bool:
    """Functions, classes and members of an `Enum` are known by identity; an instance is an argument like any other."""
    if isinstance(value, BuiltinFunctionType):
        return isinstance(value.__self__, ModuleType)
    return isinstance(value, (type, np.ufunc, Enum)) or stores(value, "__code__") or stores(value, "__func__")
