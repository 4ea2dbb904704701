"""Walks over the elements and the places of arrays: ``np.ndindex``, ``np.ndenumerate``, ``np.nditer``."""

from __future__ import annotations

import gast
import numpy as np

from s2sad.core.nodes import Const
from s2sad.core.types import ArrayType, known_shape
from s2sad.source.lower import attributes, walks
from s2sad.source.lower.library import handles
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import ArrayRef, Num, ObjectRef, TupleValue, Value

__all__ = ["is_walk"]


@handles(np.ndindex)
def _ndindex(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    sizes = args[0].items if len(args) == 1 and isinstance(args[0], TupleValue) else tuple(args)
    if not 0 < len(sizes) <= 3:
        lo.refuse(node, "np.ndindex is understood for up to three sizes", "write the loops")
    return walks.walk(lo, f"ndindex_{len(sizes)}", list(sizes), {}, node)


@handles(np.ndenumerate)
def _ndenumerate(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    shape = known_shape(lo.build.type_of(lo.arg(args[0], node)))
    if shape is None or not 0 < len(shape) <= 3:
        lo.refuse(node, "np.ndenumerate is understood for arrays of one to three axes", "write the loops")
    return walks.walk(lo, f"ndenumerate_{len(shape)}", args, {}, node)


@handles(np.nditer)
def _nditer(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    """The elements of one array, or of two of one shape, in the order in which they stand in memory."""
    given = dict(zip(("op", "flags", "op_flags"), args, strict=False)) | keywords
    flags = str(attributes.constant_members(lo, given.get("flags", TupleValue(()))))
    several = attributes.items_of(lo, given["op"])
    arrays = [given["op"]] if several is None else list(several)
    kinds = [lo.kind_of(array) if isinstance(array, ArrayRef) else None for array in arrays]
    alike = len({known_shape(kind) for kind in kinds if kind is not None}) == 1
    contiguous = all(isinstance(kind, ArrayType) and kind.contiguous for kind in kinds)
    if len(arrays) > 2 or not (alike and contiguous) or flags != "[]" or given.keys() - {"op", "flags", "op_flags"}:
        lo.refuse(node, "np.nditer is understood for one array or two of one shape, without flags", ITER_HINT)
    modes = [part for item in _parts(lo, given.get("op_flags", TupleValue(()))) for part in _parts(lo, item)]
    writes = any(attributes.constant_key(lo, mode) != "readonly" for mode in modes)
    rows = [lo.call_prim("numpy.reshape", [a, Num(Const(-1))], {}, node, spelling="method") for a in arrays]
    made = walks.walk(lo, f"nditer_{len(arrays)}{'_writes' if writes else ''}", rows, {}, node)
    assert isinstance(made, ObjectRef)
    lo.kinds[made.id] = np.nditer
    return made


ITER_HINT = "for v in a.flat, for i, v in np.ndenumerate(a), or a loop over the indices"


def _parts(lo: Lowerer, value: Value) -> tuple[Value, ...]:
    items = attributes.items_of(lo, value)
    return (value,) if items is None else items


def is_walk(lo: Lowerer, value: ObjectRef) -> bool:
    """Whether a generator stands for an ``np.nditer``, which a ``with`` may end."""
    return lo.kinds.get(value.id) is np.nditer
