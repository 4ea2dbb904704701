"""What is known of a value that is one of two: the least upper bound of two types."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from s2sad.core.records import replace
from s2sad.core.types import (
    SEVERAL,
    ArrayType,
    DictType,
    Dim,
    ListType,
    LongTupleType,
    NoneType,
    OpaqueType,
    ScalarType,
    StringType,
    TupleType,
    Type,
    Unknown,
)

__all__ = ["element_of", "merge", "merge_elements", "merge_keys"]

PYTHON = ("bool", "int", "float", "complex")
_count = itertools.count()


def merge(a: Type, b: Type, name: str = "") -> Type:
    """The type of a value that has type `a` or type `b`.

    Sizes that differ become symbols that nothing else has.  With the `name` of the joined value
    they are called by it, so that merging again (a loop's carry, round after round) is stable.

    >>> n = Dim.symbol("$0")
    >>> merge(ArrayType("f8", (n,)), ArrayType("f8", (n - 1,)), "y").shape[0]
    Dim(terms=((('?y.0',), 1),))
    >>> merge(ScalarType("int", Dim.const(1)), ScalarType("float"))
    ScalarType(dtype='float', value=None)
    """
    if a == b:
        return a
    if isinstance(a, ScalarType) and isinstance(b, ScalarType):
        return ScalarType(_common_scalar(a.dtype, b.dtype), a.value if a.value == b.value else None)
    if isinstance(a, ArrayType) and isinstance(b, ArrayType):
        return _merge_arrays(a, b, name)
    if isinstance(a, (TupleType, ListType)) and isinstance(b, (TupleType, ListType)):
        return _merge_containers(a, b, name)
    if not (is_number(a) or is_number(b)):
        return OpaqueType()
    return _merge_unknown(a, b)


def is_number(kind: Type) -> bool:
    """Whether a value may be a number, or hold one."""
    return not isinstance(kind, (NoneType, OpaqueType, StringType))


def _merge_unknown(a: Type, b: Type) -> Type:
    kinds = {getattr(a, "kind", None), getattr(b, "kind", None)}
    kind = kinds.pop() if len(kinds) == 1 else None
    same = isinstance(a, Unknown) and isinstance(b, Unknown) and a.shape_of == b.shape_of
    return Unknown(a.shape_of if same and isinstance(a, Unknown) else None, kind)


def _common_scalar(a: str, b: str) -> str:
    """Python's own types in their order; a Python and a NumPy scalar make NumPy's, which can do what either can."""
    if a in PYTHON and b in PYTHON:
        return max(a, b, key=PYTHON.index)
    if a in PYTHON or b in PYTHON:
        own, other = (a, b) if a in PYTHON else (b, a)
        samples = {"bool": np.bool_, "int": np.int8, "float": np.float16, "complex": np.complex64}
        family = {"bool": "b", "int": "i", "float": "f", "complex": "c"}[own]
        if "bifc".index(family) <= "biufc".replace("u", "").index(other[0].replace("u", "i")):
            return other
        if family == "i" or other[0] in "biu":
            return {"i": "i8", "f": "f8", "c": "c16"}[family]
        return _code(np.promote_types(np.dtype(other), samples[own]))
    return _code(np.promote_types(np.dtype(a), np.dtype(b)))


def _code(dtype: np.dtype[Any]) -> str:
    return f"{dtype.kind}{dtype.itemsize}"


def fresh_size(name: str, axis: int | str) -> Dim:
    """A size that nothing is known of: of an axis of the value that has the name, of no other value without one."""
    return Dim.symbol(f"?{name}.{axis}" if name else f"?{next(_count)}")


def _merge_arrays(a: ArrayType, b: ArrayType, name: str) -> ArrayType:
    dtype = a.dtype if a.dtype == b.dtype else None
    contiguous = a.contiguous and b.contiguous
    if a.shape is None or b.shape is None or len(a.shape) != len(b.shape):
        return ArrayType(dtype, None, contiguous)
    shape = tuple(m if m == n else fresh_size(name, i) for i, (m, n) in enumerate(zip(a.shape, b.shape, strict=True)))
    return ArrayType(dtype, shape, contiguous)


Container = TupleType | ListType


def _merge_containers(a: Container, b: Container, name: str) -> Type:
    if isinstance(a, DictType) or isinstance(b, DictType):
        return _merge_dicts(a, b) if isinstance(a, DictType) and isinstance(b, DictType) else Unknown()
    if isinstance(a, TupleType) and isinstance(b, TupleType) and a.list == b.list and len(a.items) == len(b.items):
        pairs = enumerate(zip(a.items, b.items, strict=True))
        if a.cls is not b.cls or a.fields != b.fields:
            return Unknown()
        return replace(a, items=tuple(merge(x, y, f"{name}.{i}" if name else "") for i, (x, y) in pairs))
    if _is_tuple(a) and _is_tuple(b):
        return LongTupleType(merge_elements(element_of(a), element_of(b)), _length_of_both(a, b))
    if not (_is_list(a) and _is_list(b)):
        return Unknown()
    return ListType(merge_elements(element_of(a), element_of(b)), _length_of_both(a, b), _merge_natures(a, b))


def _length_of_both(a: Container, b: Container) -> Dim | None:
    lengths = [Dim.const(len(c.items)) if isinstance(c, TupleType) else c.length for c in (a, b)]
    return lengths[0] if lengths[0] == lengths[1] else None


def _merge_natures(a: Container, b: Container) -> object:
    one, other = (getattr(kind, "nature", None) for kind in (a, b))
    return one if one == other else SEVERAL


def _merge_dicts(a: DictType, b: DictType) -> DictType:
    key = merge_keys(a.key, b.key)
    length = a.length if a.length == b.length else None
    return DictType(merge_elements(element_of(a), element_of(b)), length, _merge_natures(a, b), key)


def merge_keys(a: Type | None, b: Type | None) -> Type | None:
    """The type of a key of either type; None as long as there is no key."""
    one, other = (None if kind is None else _for_all(kind) for kind in (a, b))
    if one is None or other is None or one == other:
        return one or other
    return merge(one, other) if is_number(one) and is_number(other) else OpaqueType()


def _is_list(kind: Container) -> bool:
    return not isinstance(kind, LongTupleType) if isinstance(kind, ListType) else kind.list


def _is_tuple(kind: Container) -> bool:
    return isinstance(kind, LongTupleType) or (isinstance(kind, TupleType) and not kind.list and kind.cls is None)


def element_of(kind: Container) -> Type | None:
    """What is true of every element of a list or tuple, None for an empty one."""
    if isinstance(kind, ListType):
        return None if kind.length is not None and kind.length.value == 0 else kind.element
    element: Type | None = None
    for item in kind.items:
        element = merge_elements(element, item)
    return element


def merge_elements(a: Type | None, b: Type | None) -> Type:
    """The type of an element that is of type `a` or `b`, either of which may be absent.

    An element knows no value, and a size only if all elements of all rounds of a loop have it; ``*`` stands
    for the sizes in which elements differ.
    """
    one, other = (None if kind is None else _for_all(kind) for kind in (a, b))
    if one is None or other is None:
        return one or other or Unknown()
    return _for_all(merge(one, other))


def _for_all(kind: Type) -> Type:
    if isinstance(kind, ScalarType):
        return ScalarType(kind.dtype)
    if isinstance(kind, ArrayType) and kind.shape is not None:
        shape = tuple(d if all(s[0] == "$" for s in d.symbols) else Dim.symbol("*") for d in kind.shape)
        return ArrayType(kind.dtype, shape, kind.contiguous)
    if isinstance(kind, TupleType):
        return replace(kind, items=tuple(map(_for_all, kind.items)))
    empty = Dim() if isinstance(kind, ListType) and kind.length == Dim() else None
    if isinstance(kind, DictType):
        return replace(kind, element=_for_all(kind.element), length=empty)
    if isinstance(kind, ListType):
        return replace(kind, element=_for_all(kind.element), length=empty)
    return Unknown(kind=kind.kind) if isinstance(kind, Unknown) else kind
