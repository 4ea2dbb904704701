"""Sizes of what a loop carries."""

from __future__ import annotations

from s2sad.core.nodes import Name
from s2sad.core.types import ArrayType, Dim, ScalarType, Type

__all__ = ["own_symbols"]


def own_symbols(name: Name, before: Type | None, kind: Type) -> Type:
    """Sizes that change from round to round are symbols of the carried name alone."""
    if isinstance(kind, ArrayType) and kind.shape is not None:
        old = before.shape if isinstance(before, ArrayType) and before.shape is not None else (None,) * len(kind.shape)
        if len(old) != len(kind.shape):
            return kind
        shape = tuple(
            d if d == o or d.value is not None else Dim.symbol(f"{name.id}.{i}")
            for i, (d, o) in enumerate(zip(kind.shape, old, strict=True))
        )
        return ArrayType(kind.dtype, shape, kind.contiguous)
    if isinstance(kind, ScalarType) and kind.value is not None and before is None:
        return ScalarType(kind.dtype)
    return kind
