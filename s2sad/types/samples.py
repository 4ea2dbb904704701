"""Sample values of a type in a world."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from s2sad.core.nodes import Arg, Const, DictArg, Free, SliceArg, TupleArg
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, Dim, ListType, NoneType, OpaqueType, ScalarType, TupleType, Type
from s2sad.types.view import type_of_arg
from s2sad.types.worlds import World

__all__ = ["Sampler", "Unsampled", "array_sample", "dims_of"]

PYTHON: dict[str, object] = {"bool": True, "float": 0.63, "complex": 0.63 + 0.2j}
# a constant from here on is not tried as it is but like a size: big ones cost, and other sizes may be below or above it
LARGE = 5


class Unsampled(Exception):
    """There is no sample of what nothing is known of."""


def dims_of(kind: Type) -> Iterator[Dim]:
    """The sizes and integer values in a type."""
    if isinstance(kind, ScalarType):
        if kind.value is not None:
            yield kind.value
    elif isinstance(kind, ArrayType):
        yield from kind.shape or ()
    elif isinstance(kind, TupleType):
        for item in kind.items:
            yield from dims_of(item)
    elif isinstance(kind, ListType):
        if kind.length is not None:
            yield kind.length
        yield from dims_of(kind.element)


class Sampler:
    """Makes the arguments of a call in a world.

    Constants from `LARGE` on that the world knows by a symbol ``=21`` get the size of that symbol.
    """

    def __init__(self, program: Program, world: World, strided: bool = False) -> None:
        self.program = program
        self.world = world
        self.strided = strided

    def number(self, dim: Dim) -> int:
        value = dim.value
        if value is not None:
            return self.world.get(f"={value}", value) if value >= LARGE else value
        return dim.evaluate(self.world)

    def arg(self, arg: Arg) -> object:
        """A sample of an argument."""
        if isinstance(arg, Const):
            value = arg.value
            return self.number(Dim.const(value)) if type(value) is int and value >= LARGE else value
        if isinstance(arg, TupleArg):
            items = [self.arg(item) for item in arg.items]
            return items if arg.list else tuple(items)
        if isinstance(arg, SliceArg):
            return slice(self.arg(arg.lower), self.arg(arg.upper), self.arg(arg.step))
        if isinstance(arg, DictArg):
            return dict(zip(arg.keys, map(self.arg, arg.items), strict=True))
        if isinstance(arg, Free):
            value = self.program.frees.get(arg.text)
            if isinstance(value, (type, np.dtype, np.ufunc, float)):
                return value
        return self.value(type_of_arg(arg, self.program))

    def value(self, kind: Type) -> object:
        """A sample of a type."""
        if isinstance(kind, ScalarType):
            return self._scalar(kind)
        if isinstance(kind, ArrayType) and kind.dtype is not None and kind.shape is not None:
            shape = tuple(max(self.number(dim), 0) for dim in kind.shape)
            return array_sample(kind.dtype, shape, self.strided and not kind.contiguous)
        if isinstance(kind, TupleType):
            items = [self.value(item) for item in kind.items]
            return items if kind.list else tuple(items)
        if isinstance(kind, ListType) and kind.length is not None:
            element = kind.element
            if isinstance(element, ScalarType) and element.kind == "i":
                element = ScalarType(element.dtype, Dim.const(0))
            return [self.value(element) for _ in range(max(self.number(kind.length), 0))]
        if isinstance(kind, OpaqueType) and kind.label.startswith("dtype ") and kind.label != "dtype None":
            return np.dtype(kind.label.removeprefix("dtype "))
        if isinstance(kind, NoneType):
            return None
        raise Unsampled(str(kind))

    def _scalar(self, kind: ScalarType) -> object:
        if kind.kind != "i":
            return PYTHON[kind.dtype] if kind.python else np.dtype(kind.dtype).type(0.63)
        if kind.value is None:
            raise Unsampled(str(kind))
        number = self.number(kind.value)
        return number if kind.python else np.dtype(kind.dtype).type(number)


@lru_cache(maxsize=512)
def array_sample(dtype: str, shape: tuple[int, ...], strided: bool = False) -> np.ndarray[Any, Any]:
    """An array that is well behaved: entries in (0.2, 0.9), square matrices positive definite, not writeable.

    >>> bool(np.linalg.cholesky(array_sample("f8", (3, 3))).any())
    True
    """
    size = int(np.prod(shape))
    if dtype[0] in "biu":
        square = len(shape) >= 2 and shape[-1] == shape[-2]
        values = np.broadcast_to(np.eye(shape[-1]) if square else 0, shape).astype(dtype)
    else:
        values = (0.2 + 0.7 * (np.arange(size) * 0.6180339887 % 1.0)).reshape(shape)
        values = (values * (1 + 0.3j if dtype[0] == "c" else 1)).astype(dtype)
        if len(shape) >= 2 and shape[-1] == shape[-2]:
            values = (values + np.conj(np.swapaxes(values, -1, -2))) / 2 + np.eye(shape[-1]) * (shape[-1] + 1)
            values = values.astype(dtype)
    if strided and len(shape) == 1:
        values = np.repeat(values, 2)[::2]
    elif strided and shape:
        values = values.copy(order="F")
    values = np.asarray(values)  # arithmetic makes numbers of arrays without axes
    values.flags.writeable = False
    return values
