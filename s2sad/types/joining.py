"""Products and concatenations: dtype and rank from a trial, sizes from the rule of the operation.

A trial alone cannot tell that two sizes with different symbols must be equal for the operation to run.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from s2sad.core.nodes import Const
from s2sad.core.types import ArrayType, Dim, ScalarType, TupleType, Unknown
from s2sad.types.dims import Shape, broadcast, broadcast_shapes
from s2sad.types.probe import probe
from s2sad.types.values import dtype_code
from s2sad.types.view import Inferred, View, as_array, numpy_code

__all__ = ["JOINING_RULES"]


def _refined(view: View, shape: Shape | None) -> Inferred | None:
    """What a trial finds, with the sizes of `shape` where that is known and of the same rank."""
    found = probe(view)
    if shape and (found is None or isinstance(found.type, Unknown)):
        return _trusted(view, shape) or found
    if found is None or shape is None or not isinstance(found.type, ArrayType):
        return found
    if found.type.shape is None or len(found.type.shape) != len(shape):
        return found
    return Inferred(ArrayType(found.type.dtype, shape, found.type.contiguous), found.shares)


def _trusted(view: View, shape: Shape) -> Inferred | None:
    """The result where sizes are known by different names: if they are not equal, the run itself raises."""
    known = [as_array(kind) for kind in view.args]
    codes = [k[0] for k in known if k is not None and k[0] is not None]
    if len(codes) != len(view.args) or not any(d.symbols for k in known if k is not None for d in k[1]):
        return None
    dtype = dtype_code(np.result_type(*(numpy_code(code) for code in codes)))
    return None if dtype is None else Inferred(ArrayType(dtype, shape, True))


def _operands(view: View) -> tuple[Shape, Shape] | None:
    known = [as_array(kind) for kind in view.args]
    if len(known) != 2 or known[0] is None or known[1] is None:
        return None
    return known[0][1], known[1][1]


def _matmul(view: View) -> Inferred | None:
    shapes = _operands(view)
    if shapes is None or view.keywords or not all(shapes):
        return None
    a, b = shapes
    batch = broadcast_shapes(a[:-2], b[:-2])
    ends = (a[-2:-1] if len(a) > 1 else ()) + (b[-1:] if len(b) > 1 else ())
    return _refined(view, None if batch is None else batch + ends)


def _dot(view: View) -> Inferred | None:
    shapes = _operands(view)
    if shapes is None or view.keywords or not all(shapes):
        return None
    a, b = shapes
    return _refined(view, a[:-1] + b[:-2] + (b[-1:] if len(b) > 1 else ()))


def _inner(view: View) -> Inferred | None:
    shapes = _operands(view)
    if shapes is None or view.keywords or not all(shapes):
        return None
    return _refined(view, shapes[0][:-1] + shapes[1][:-1])


def _solve(view: View) -> Inferred | None:
    """``solve(A, b)``: the shape of b, for one matrix; stacks as the trial has them."""
    shapes = _operands(view)
    if shapes is None or len(shapes[0]) != 2 or len(shapes[1]) not in (1, 2):
        return None
    return _refined(view, shapes[1])


def _einsum(view: View) -> Inferred | None:
    """The axes that the subscripts name."""
    spec = view.call.args[0] if view.call.args else None
    if not isinstance(spec, Const) or not isinstance(spec.value, str) or "." in spec.value:
        return None
    inputs, arrow, output = spec.value.replace(" ", "").partition("->")
    if not arrow:
        return None
    sizes: dict[str, Dim] = {}
    for labels, kind in zip(inputs.split(","), view.args[1:], strict=False):
        known = as_array(kind)
        if known is None or len(known[1]) != len(labels):
            return None
        for label, dim in zip(labels, known[1], strict=True):
            size = broadcast(sizes.get(label, dim), dim)
            if size is None:
                return None
            sizes[label] = size
    return _refined(view, tuple(sizes[label] for label in output)) if set(output) <= set(sizes) else None


def _concatenate(view: View) -> Inferred | None:
    """One axis is the sum of what is put together; the others are those of the first."""
    kinds = view.args[0] if view.args else None
    axis = view.kind(1, "axis")
    number = 0 if axis is None else axis.value.value if isinstance(axis, ScalarType) and axis.value else None
    if isinstance(axis, ScalarType) and axis.value == Dim.const(0):
        number = 0
    known = [as_array(kind) for kind in kinds.items] if isinstance(kinds, TupleType) else []
    shapes = [one[1] for one in known if one is not None]
    if number is None or not shapes or len(shapes) != len(known) or len({len(s) for s in shapes}) > 1:
        return None
    if not -len(shapes[0]) <= number < len(shapes[0]):
        return None
    total = Dim.const(0)
    for shape in shapes:
        total = total + shape[number]
    result = list(shapes[0])
    result[number] = total
    return _refined(view, tuple(result))


JOINING_RULES: dict[str, Callable[[View], Inferred | None]] = {
    "operator.matmul": _matmul,
    "numpy.matmul": _matmul,
    "numpy.dot": _dot,
    "numpy.inner": _inner,
    "numpy.linalg.solve": _solve,
    "numpy.einsum": _einsum,
    "numpy.concatenate": _concatenate,
}
