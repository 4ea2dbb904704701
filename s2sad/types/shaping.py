"""Shapes, sizes, and the functions whose result has the shape that an argument says."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from s2sad.core.nodes import Arg, Const, Free
from s2sad.core.types import ArrayType, Dim, ListType, OpaqueType, ScalarType, StringType, TupleType, Type, Unknown
from s2sad.types.dims import Shape, broadcast_shapes
from s2sad.types.merge import merge
from s2sad.types.values import dtype_code
from s2sad.types.view import Inferred, View, as_array, numpy_code, type_of_arg

__all__ = ["SHAPING_RULES"]


def _shape(view: View) -> Inferred | None:
    known = as_array(view.args[0])
    return None if known is None else Inferred(TupleType(tuple(ScalarType("int", dim) for dim in known[1])))


def _ndim(view: View) -> Inferred | None:
    known = as_array(view.args[0])
    return None if known is None else Inferred(ScalarType("int", Dim.const(len(known[1]))))


def _size(view: View) -> Inferred | None:
    known = as_array(view.args[0])
    if known is None or len(view.call.args) > 1 or view.keywords:
        return None
    total = Dim.const(1)
    for dim in known[1]:
        total = total * dim
    return Inferred(ScalarType("int", total))


def _len(view: View) -> Inferred | None:
    kind = view.args[0]
    if isinstance(kind, TupleType):
        return Inferred(ScalarType("int", Dim.const(len(kind.items))))
    if isinstance(kind, ListType):
        return Inferred(ScalarType("int", kind.length))
    if isinstance(kind, ArrayType) and kind.shape:
        return Inferred(ScalarType("int", kind.shape[0]))
    return None


def _dtype(view: View) -> Inferred:
    dtype = getattr(view.args[0], "dtype", None)
    known = isinstance(dtype, str) and dtype[-1].isdigit()
    return Inferred(OpaqueType(f"dtype {dtype}" if known else "dtype None"))


def _item(view: View) -> Inferred:
    kind = getattr(view.args[0], "kind", None)
    return Inferred(
        ScalarType({"b": "bool", "i": "int", "c": "complex"}.get(kind or "f", "float")) if kind else Unknown()
    )


def given_shape(kind: Type | None) -> Shape | None:
    """The shape that an argument spells: a size or a tuple of sizes."""
    if isinstance(kind, ScalarType) and kind.kind == "i" and kind.value is not None:
        return (kind.value,)
    if isinstance(kind, TupleType):
        sizes = [item.value for item in kind.items if isinstance(item, ScalarType) and item.kind == "i"]
        known = tuple(size for size in sizes if size is not None)
        return known if len(known) == len(kind.items) else None
    return None


def dtype_of(view: View, arg: Arg | None) -> str | None:
    """The code of the dtype that an argument names, None where that cannot be told."""
    if isinstance(arg, Free):
        value = view.program.frees.get(arg.text)
        scalar = isinstance(value, type) and issubclass(value, (np.generic, int, float, complex))
        return dtype_code(np.dtype(value)) if scalar or isinstance(value, np.dtype) else None  # type: ignore[call-overload]
    if isinstance(arg, Const) and isinstance(arg.value, str):
        try:
            return dtype_code(np.dtype(arg.value))
        except TypeError:
            return None
    kind = None if arg is None else type_of_arg(arg, view.program)
    if isinstance(kind, OpaqueType) and kind.label.startswith("dtype ") and kind.label != "dtype None":
        return kind.label.removeprefix("dtype ")
    return None


def _filled(view: View) -> Inferred | None:
    """``zeros``, ``ones``, ``empty``, ``full``."""
    full = view.call.prim == "numpy.full"
    shape = given_shape(view.kind(0, "shape"))
    if not set(view.keywords) <= {"shape", "dtype", "fill_value"} or len(view.call.args) > 2 + full:
        return None
    asked = view.arg(1 + full, "dtype")
    if asked is None or (isinstance(asked, Const) and asked.value is None):
        dtype = _fill_dtype(view) if full else "f8"
    else:
        dtype = dtype_of(view, asked)
    return Inferred(ArrayType(dtype, shape, True)) if shape is not None else Inferred(_of_rank(view, dtype))


def _of_rank(view: View, dtype: str | None) -> Type:
    kind = view.kind(0, "shape")
    if isinstance(kind, ScalarType):
        return ArrayType(dtype, (view.result_symbol(0),), True)
    if isinstance(kind, TupleType):
        return ArrayType(dtype, tuple(view.result_symbol(i) for i in range(len(kind.items))), True)
    return ArrayType(dtype, None, True)


def _fill_dtype(view: View) -> str | None:
    known = as_array(view.kind(1, "fill_value"))
    if known is None or known[0] is None:
        return None
    return numpy_code(known[0])


def _reshape(view: View) -> Inferred | None:
    """The sizes are those asked for; the one that is -1 is what is left, where that is plain."""
    kind, shape = view.args[0], given_shape(view.kind(1, "shape"))
    known = as_array(kind)
    if known is None or not set(view.keywords) <= {"shape"} or len(view.call.args) > 2:
        return None
    if shape is None:
        return None
    total = Dim.const(1)
    for dim in known[1]:
        total = total * dim
    asked, product = [dim for dim in shape if dim.value != -1], Dim.const(1)
    for dim in asked:
        product = product * dim
    rest = total if not asked else _quotient(total, product)
    sizes = tuple((rest or view.result_symbol(i)) if dim.value == -1 else dim for i, dim in enumerate(shape))
    if known[0] is None or not isinstance(kind, ArrayType):
        return None
    return Inferred(ArrayType(kind.dtype, sizes, kind.contiguous), view.memory())


def _quotient(total: Dim, part: Dim) -> Dim | None:
    """``total / part`` where both are products."""
    if len(total.terms) != 1 or len(part.terms) != 1:
        return Dim.const(1) if total == part and total.terms else None
    (symbols, a), (others, b) = total.terms[0], part.terms[0]
    left = list(symbols)
    for symbol in others:
        if symbol not in left or symbol[0] != "$":
            return None
        left.remove(symbol)
    return None if b == 0 or a % b else Dim(((tuple(left), a // b),))


def _broadcast_to(view: View) -> Inferred | None:
    known, shape = as_array(view.args[0]), given_shape(view.kind(1, "shape"))
    if known is None or shape is None or known[0] is None or view.arg(2, "subok") is not None:
        return None
    dtype = numpy_code(known[0])
    return Inferred(ArrayType(dtype, shape, False), view.memory())


def _select(view: View) -> Inferred:
    """``a if test else b``."""
    _, a, b = view.args
    name = "" if a == b else str(view.result_symbol("select"))
    return Inferred(merge(a, b, name), view.memory_of(*view.call.args[1:]))


def _expand(view: View) -> Inferred | None:
    """``d`` in the shape of x."""
    d, x = view.args
    known, like, shares = as_array(d), as_array(x), view.memory_of(view.call.args[0])
    if known is None or like is None or known[0] is None:
        return Inferred(Unknown(_name_of(view, 1)), shares)
    if not like[1]:
        return Inferred(d, shares)
    dtype = numpy_code(known[0])
    return Inferred(ArrayType(dtype, like[1], False), shares)


def _name_of(view: View, position: int) -> str | None:
    kind, arg = view.args[position], view.call.args[position]
    if isinstance(kind, Unknown) and kind.shape_of is not None:
        return kind.shape_of
    view.named = True
    return getattr(arg, "id", None) if isinstance(kind, Unknown) else None


def _reduce(view: View) -> Inferred:
    """``d`` summed to something that broadcasts to x: in x's shape unless it is smaller."""
    d, z, x = (as_array(kind) for kind in view.args)
    if d is None or z is None or x is None or d[0] is None or x[0] is None:
        scalar = isinstance(view.args[2], ScalarType)
        return Inferred(ScalarType("f8") if scalar else Unknown(), view.memory_of(view.call.args[0]))
    dtype = numpy_code(d[0])
    if dtype[0] == "c" and x[0][0] != "c":
        dtype = {"c8": "f4"}.get(dtype, "f8")
    if not x[1]:
        scalar = isinstance(view.args[0], ScalarType) and not z[1] and d[0][0] == x[0][0]
        return Inferred(ScalarType(d[0] if scalar else dtype))
    shares = view.memory_of(view.call.args[0])
    if broadcast_shapes(d[1], z[1]) != d[1]:
        return Inferred(Unknown(), shares)
    return Inferred(ArrayType(dtype, x[1], False), shares)


def _zeros(view: View) -> Inferred:
    kind = view.args[0]
    if isinstance(kind, ScalarType):
        return Inferred(ScalarType("float"))
    if isinstance(kind, ArrayType) and kind.shape is not None:
        return Inferred(ArrayType(kind.dtype, kind.shape, True))
    return Inferred(Unknown(_name_of(view, 0)))


def _scatter(view: View) -> Inferred:
    """Fresh zeros of x's shape with ``d`` added in."""
    d, x = as_array(view.args[0]), view.args[1]
    if isinstance(x, ArrayType) and x.shape is not None:
        return Inferred(ArrayType(None if d is None or d[0] is None else numpy_code(d[0]), x.shape, True))
    return Inferred(Unknown(_name_of(view, 1)))


def _like(view: View) -> Inferred:
    """A fresh array like the first argument."""
    x = view.args[0]
    return Inferred(ArrayType(x.dtype, x.shape, False) if isinstance(x, ArrayType) else Unknown())


def _array_of_integers(view: View) -> Inferred | None:
    """An array of a list of integers, of which a probe cannot tell how many there are."""
    kind = view.args[0]
    if (
        not isinstance(kind, ListType)
        or not isinstance(kind.element, ScalarType)
        or kind.element.kind not in ("i", "b")
    ):
        return None
    if len(view.call.args) != 1 or view.keywords:
        return None
    length = view.result_symbol(0) if kind.length is None else kind.length
    return Inferred(ArrayType(numpy_code(kind.element.dtype), (length,), True))


def _lexsort(view: View) -> Inferred | None:
    """As many places as one of the keys has."""
    keys = view.args[0]
    if not isinstance(keys, TupleType) or len(view.call.args) != 1 or view.keywords:
        return None
    shapes = (key[1] for key in map(as_array, keys.items) if key is not None and len(key[1]) == 1)
    shape = next(shapes, None)
    return None if shape is None else Inferred(ArrayType("i8", shape, True))


def _string(view: View) -> Inferred:
    return Inferred(StringType())


SHAPING_RULES: dict[str, Callable[[View], Inferred | None]] = {
    "numpy.shape": _shape,
    "numpy.ndim": _ndim,
    "numpy.size": _size,
    "builtins.len": _len,
    "ndarray.dtype": _dtype,
    "ndarray.item": _item,
    "numpy.zeros": _filled,
    "numpy.ones": _filled,
    "numpy.empty": _filled,
    "numpy.array": _array_of_integers,
    "numpy.lexsort": _lexsort,
    "numpy.full": _filled,
    "numpy.reshape": _reshape,
    "numpy.broadcast_to": _broadcast_to,
    "select": _select,
    "s2sad.expand": _expand,
    "s2sad.reduce": _reduce,
    "s2sad.scatter": _scatter,
    "s2sad.zeros": _zeros,
    "s2sad.cofactors": _like,
}
