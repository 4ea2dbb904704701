"""NumPy's functions that write into an argument, each as the assignments that it stands for."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any

import gast
import numpy as np

from s2sad.core.nodes import Const
from s2sad.core.types import ArrayType, ScalarType, Type, known_shape
from s2sad.source.lower import attributes, expressions, reshaping
from s2sad.source.lower.library import NONE, PRIMITIVES, Handler
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.memory import store
from s2sad.source.lower.values import ArrayRef, Num, ObjectRef, SliceValue, Step, TupleValue, Value
from s2sad.types.resolve import place_of_out, resolve

__all__ = ["into", "keeps_arguments", "only", "store_flat", "ufunc_at", "without_out", "written_method"]


def _item(lo: Lowerer, index: Value, node: gast.AST) -> Step:
    return "operator.getitem", (lo.arg(index, node),)


def by_text(lo: Lowerer, text: str, values: list[Value]) -> Value:
    from s2sad.source.lower.texts import inline_text

    return inline_text(lo, text, values, {}, "t")


def _type(lo: Lowerer, value: Value) -> Type:
    return lo.build.type_of(lo.arg(value))


def _is_number(lo: Lowerer, value: Value) -> bool:
    return isinstance(_type(lo, value), ScalarType)


def _is_mask(lo: Lowerer, value: Value) -> bool:
    kind = _type(lo, value)
    return isinstance(kind, ArrayType) and kind.kind == "b"


def _fitted(lo: Lowerer, value: Value, target: Value, node: gast.AST) -> Value:
    """A value in the shape of the array that it is to go to."""
    shape = known_shape(_type(lo, value))
    if shape is not None and shape == known_shape(_type(lo, target)):
        return value
    return lo.call_prim("numpy.broadcast_to", [value, lo.call_prim("numpy.shape", [target], {}, node)], {}, node)


def _target(lo: Lowerer, name: str, value: Value, node: gast.AST) -> ArrayRef:
    if not isinstance(value, ArrayRef):
        lo.refuse(node, f"{name} is given something that is no array", "write y[...] = values")
    return value


def _bound(
    names: str, args: list[Value], keywords: dict[str, Value], prim: str, lo: Lowerer, node: gast.AST
) -> list[Any]:
    """The arguments in the order of `names`; None for one that is not given."""
    wanted = names.split()
    table = dict(zip(wanted, args, strict=False)) | keywords
    if len(args) > len(wanted) or table.keys() - set(wanted):
        lo.refuse(node, f"this argument of {prim} is not supported", "write x[index] = values")
    return [table.get(name) for name in wanted]


def _writer(prim: str, names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function of the named arguments, the first of which it writes."""

    def register(write: Callable[..., None]) -> Callable[..., None]:
        def handler(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
            bound = _bound(names, args, keywords, prim, lo, node)
            write(lo, node, _target(lo, prim, bound[0], node), *bound[1:])
            return NONE

        PRIMITIVES[prim] = handler
        return write

    return register


# -- masks and indices --------------------------------------------------------------------------


def _store_masked(lo: Lowerer, node: gast.AST, target: ArrayRef, mask: Value, value: Value) -> None:
    """``target[mask] = value``, with `value` in the shape of the whole target."""
    mask = _fitted(lo, mask, target, node)
    if not _is_number(lo, value):
        value = attributes.get_item(lo, _fitted(lo, value, target, node), mask, node)
    store(lo, target, (_item(lo, mask, node),), value, node)


def _cycled(lo: Lowerer, value: Value, count: Value, node: gast.AST) -> Value:
    """The elements of a value over and over, as many as wanted."""
    return by_text(lo, "def f(v, n):\n    return np.ravel(v)[np.arange(n) % np.size(v)]", [value, count])


@_writer("numpy.copyto", "dst src casting where")
def _copyto(lo: Lowerer, node: gast.AST, target: ArrayRef, value: Value, casting: Value, where: Value) -> None:
    if where is None or where == Num(Const(True)):
        store(lo, target, (), value, node)
    else:
        _store_masked(lo, node, target, where, value)


@_writer("numpy.putmask", "a mask values")
def _putmask(lo: Lowerer, node: gast.AST, target: ArrayRef, mask: Value, value: Value) -> None:
    same = known_shape(_type(lo, value)) == known_shape(_type(lo, target)) is not None
    if not same and not _is_number(lo, value):
        whole = _cycled(lo, value, lo.call_prim("numpy.size", [target], {}, node), node)
        value = lo.call_prim("numpy.reshape", [whole, lo.call_prim("numpy.shape", [target], {}, node)], {}, node)
    _store_masked(lo, node, target, mask, value)


@_writer("numpy.place", "arr mask vals")
def _place(lo: Lowerer, node: gast.AST, target: ArrayRef, mask: Value, value: Value) -> None:
    mask = _fitted(lo, mask, target, node)
    if not _is_number(lo, value):
        value = _cycled(lo, value, lo.call_prim("numpy.count_nonzero", [mask], {}, node), node)
    store(lo, target, (_item(lo, mask, node),), value, node)


@_writer("numpy.put", "a ind v mode")
def _put(lo: Lowerer, node: gast.AST, target: ArrayRef, index: Value, value: Value, mode: Value) -> None:
    if mode is not None and attributes.constant_key(lo, mode) != "raise":
        lo.refuse(node, "np.put with a mode is not supported", "take the index modulo the size, or clip it")
    shape = known_shape(_type(lo, value))
    if not _is_number(lo, value) and (shape is None or shape != known_shape(_type(lo, index))):
        count = lo.call_prim("numpy.size", [index], {}, node)
        index, value = lo.call_prim("numpy.ravel", [index], {}, node), _cycled(lo, value, count, node)
    store_flat(lo, target, index, lambda before: value, node)


@_writer("numpy.put_along_axis", "arr indices values axis")
def _put_along_axis(lo: Lowerer, node: gast.AST, target: ArrayRef, index: Value, value: Value, axis: Value) -> None:
    shape, at = known_shape(_type(lo, target)), NotImplemented if axis is None else attributes.constant_key(lo, axis)
    if shape is None or not isinstance(at, (int, type(None))):
        lo.refuse(node, "the axis or the rank of the array is not known here", "write x[rows, index] = values")
    if at is None:
        store_flat(lo, target, index, lambda before: value, node)
        return
    rank, at = len(shape), at % len(shape)
    parts = (
        "i" if d == at else f"np.arange(a.shape[{d}])[{', '.join([':'] + ['None'] * (rank - 1 - d))}]"
        for d in range(rank)
    )
    by_text(lo, f"def f(a, i, v):\n    a[{', '.join(parts)}] = v", [target, index, value])


@_writer("numpy.fill_diagonal", "a val wrap")
def _fill_diagonal(lo: Lowerer, node: gast.AST, target: ArrayRef, value: Value, wrap: Value) -> None:
    shape = known_shape(_type(lo, target))
    wrapped = False if wrap is None else attributes.constant_key(lo, wrap)
    if shape is None or wrapped not in (True, False):
        lo.refuse(node, "the rank of the array or wrap= is not known here", "k = np.arange(n); x[k, k] = values")
    if wrapped and len(shape) == 2:
        by_text(lo, "def f(a, v):\n    a.flat[::a.shape[1] + 1] = v", [target, value])
        return
    square = all(size == shape[0] for size in shape)
    size = "len(a)" if square else "min(a.shape)"
    fits = _is_number(lo, value) or (square and known_shape(_type(lo, value)) == shape[:1])
    given = "v" if fits else "np.ravel(v)[np.arange(n) % np.size(v)]"
    index = ", ".join("k" * len(shape))
    by_text(lo, f"def f(a, v):\n    n = {size}\n    k = np.arange(n)\n    a[{index}] = {given}", [target, value])


def store_flat(
    lo: Lowerer, target: ArrayRef, index: Value, make: Callable[[Callable[[], Value]], Value], node: gast.AST
) -> None:
    """``target.flat[index] = make(before)``."""
    if lo.is_contiguous(target):
        flat = lo.call_prim("numpy.ravel", [target], {}, node, spelling="method")
    else:  # no view can be had of all elements in a row
        flat = lo.call_prim("ndarray.flatten", [target], {}, node, spelling="method")
    assert isinstance(flat, ArrayRef)
    value = make(lambda: attributes.get_item(lo, flat, index, node))
    store(lo, flat, (_item(lo, index, node),), value, node)
    if flat.cell != target.cell:
        shape = lo.call_prim("numpy.shape", [target], {}, node)
        store(lo, target, (), lo.call_prim("numpy.reshape", [flat, shape], {}, node), node)


def set_array_attribute(lo: Lowerer, owner: ArrayRef, name: str, value: Value, node: gast.AST) -> None:
    """``x.real = value`` and the like."""
    if name in ("real", "imag"):
        store(lo, owner, ((f"numpy.{name}", ()),), value, node)
    elif name == "flat":
        store_flat(lo, owner, SliceValue(NONE, NONE, NONE), lambda before: value, node)
    elif name == "shape":
        reshaping.set_shape(lo, owner, value, node)
    else:
        lo.refuse(node, f"this changes the {name} of an array for all who hold it", "make another array")


# -- out= and ufunc.at --------------------------------------------------------------------------


def without_out(
    prim: str, args: list[Value], keywords: dict[str, Value]
) -> tuple[list[Value], dict[str, Value], Value | None]:
    """A call of a library without its ``out`` argument, and that argument."""
    if not prim.startswith(("numpy.", "scipy.")):
        return args, keywords, None
    out, rest = keywords.get("out"), {k: v for k, v in keywords.items() if k != "out"}
    place, function = place_of_out(prim), resolve(prim)
    if len(args) > place and isinstance(function, np.ufunc) and function.nout > 1:
        args, out = args[: int(place)], TupleValue((*args[int(place) :], NONE))
    elif len(args) > place:
        place = int(place)
        names = [] if len(args) == place + 1 else list(inspect.signature(function).parameters)  # type: ignore[arg-type]
        rest |= dict(zip(names[place + 1 :], args[place + 1 :], strict=False))
        args, out = args[:place], args[place]
    return args, rest, None if out is None or out == NONE else only(out)


def only(out: Value) -> Value:
    """The array for the result, which may stand in a tuple."""
    return out.items[0] if isinstance(out, TupleValue) and len(out.items) == 1 else out


def keeps_arguments(lo: Lowerer, prim: str, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> None:
    """Refuse a call of SciPy that may write into an argument: what stands there afterwards is nobody's promise."""
    given = dict(keywords)
    if len(args) > 1 and (function := resolve(prim)) is not None:
        given |= dict(zip(_parameters(function), args, strict=False))
    for name, value in given.items():
        if name.startswith("overwrite") and value not in (Num(Const(False)), Num(Const(0)), Num(Const(None))):
            lo.refuse(node, f"{name} leaves the array with contents that nobody knows", f"leave {name} out")
        if name == "output" and isinstance(value, ArrayRef):
            lo.refuse(node, "output= with an array is not supported", "y[...] = the result")


@cache
def _parameters(function: Callable[..., object]) -> tuple[str, ...]:
    """The names of the parameters that may be given by position."""
    try:
        return () if isinstance(function, np.ufunc) else tuple(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return ()


def into(lo: Lowerer, prim: str, args: list[Value], keywords: dict[str, Value], out: Value, node: gast.AST) -> Value:
    """Write the result of a call into the array that was given for it; of several results each into its own."""
    if isinstance(out, TupleValue):
        made = attributes.spread(lo, lo.call_prim(prim, args, keywords, node, spelling="function"), node)
        given = [*out.items, NONE][: len(made)]
        for item, part in zip(given, made, strict=True):
            if item != NONE:
                store(lo, _target(lo, "out=", item, node), (), part, node)
        return TupleValue(tuple(part if item == NONE else item for item, part in zip(given, made, strict=True)))
    target, where = _target(lo, "out=", out, node), keywords.get("where")
    if where is None or where == Num(Const(True)) or not isinstance(resolve(prim), np.ufunc):
        result = lo.call_prim(prim, args, keywords, node, spelling="function")
        store(lo, target, (), result, node)
        return out
    mask = _fitted(lo, where, target, node)
    picked = [
        a if _is_number(lo, a) else attributes.get_item(lo, _fitted(lo, a, target, node), mask, node) for a in args
    ]
    rest = {k: v for k, v in keywords.items() if k != "where"}
    store(lo, target, (_item(lo, mask, node),), lo.call_prim(prim, picked, rest, node, spelling="function"), node)
    return out


def ufunc_at(lo: Lowerer, ufunc: np.ufunc, args: list[Value], node: gast.AST) -> Value:
    """``ufunc.at(array, index, values)``: one element after the other, so that repeated indices all count."""
    target, index = _target(lo, f"np.{ufunc.__name__}.at", args[0], node), args[1]
    if ufunc in (np.add, np.subtract):
        value = args[2] if ufunc is np.add else expressions.negative(lo, args[2], node)
        store(lo, target, (_item(lo, index, node),), value, node, "store.add_at")
        return NONE
    call = f"np.{ufunc.__name__}(y[k]{', e' if ufunc.nin == 2 else ''})"
    if isinstance(index, SliceValue) or _is_mask(lo, index) or _is_number(lo, index):
        text = f"def f(y, k, e):\n    y[k] = {call}" if ufunc.nin == 2 else f"def f(y, k):\n    y[k] = {call}"
        by_text(lo, text, [target, *args[1:]])
        return NONE
    several = isinstance(index, TupleValue)
    walked = "zip(*i)" if several else "i"
    if ufunc.nin == 1:
        by_text(lo, f"def f(y, i):\n    for k in {walked}:\n        y[k] = {call}", [target, index])
        return NONE
    first = index.items[0] if isinstance(index, TupleValue) else index
    values = args[2] if _is_number(lo, args[2]) else _fitted(lo, args[2], first, node)
    if _is_number(lo, values):
        by_text(lo, f"def f(y, i, e):\n    for k in {walked}:\n        y[k] = {call}", [target, index, values])
    elif several:
        by_text(
            lo, f"def f(y, i, v):\n    for k, e in zip(zip(*i), v):\n        y[k] = {call}", [target, index, values]
        )
    else:
        by_text(lo, f"def f(y, i, v):\n    for k, e in zip(i, v):\n        y[k] = {call}", [target, index, values])
    return NONE


def _nan_to_num(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    copied = args[1] if len(args) > 1 else keywords.get("copy", Num(Const(True)))
    rest = {k: v for k, v in keywords.items() if k != "copy"}
    rest |= dict(zip(("nan", "posinf", "neginf"), args[2:], strict=False))
    result = lo.call_prim("numpy.nan_to_num", args[:1], rest, node, hint=hint, spelling="function")
    if attributes.constant_key(lo, copied) is True:
        return result
    if attributes.constant_key(lo, copied) is not False:
        lo.refuse(node, "whether this writes into its argument is not known when s2sad reads it", "say copy=True")
    target = _target(lo, "np.nan_to_num", args[0], node)
    store(lo, target, (), result, node)
    return target


PRIMITIVES["numpy.nan_to_num"] = _nan_to_num


def _set_item(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    from s2sad.source.lower.assignment import set_item

    owner, index, value = args
    set_item(lo, owner, index, value, node)
    return NONE


PRIMITIVES["operator.setitem"] = _set_item


def _in_place(name: str) -> Handler:
    def handler(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
        from s2sad.source.lower.assignment import augment_array, in_place

        if not lo.is_array(args[0]):
            if isinstance(args[0], ObjectRef):
                lo.refuse(node, f"operator.i{name} of a list is not supported", "write a += b")
            return in_place(lo, name, args[0], args[1], node)
        augment_array(lo, args[0], name, args[1], node)
        return args[0]

    return handler


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"):
    PRIMITIVES[f"operator.i{_name}"] = _in_place(_name)


def _refused(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    lo.refuse(
        node, "this NumPy function writes into its argument in a way that is not supported", "write x[index] = values"
    )


PRIMITIVES["numpy.random.shuffle"] = _refused


def _delete(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    lo.refuse(node, "operator.delitem is not supported", "write del a[i]")


PRIMITIVES["operator.delitem"] = _delete


# -- methods ------------------------------------------------------------------------------------

AUGMENTED = {f"__i{name}__": name for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul")}
FIXED = {
    "setfield": "x[...] = values",
    "byteswap": "x.byteswap() without inplace",
    "setflags": "leave the flags as they are",
}


def written_method(
    lo: Lowerer, name: str, owner: ArrayRef, args: list[Value], keywords: dict[str, Value], node: gast.AST
) -> Value | None:
    """A method of an array that writes into it; None for another one."""
    if name == "fill":
        store(lo, owner, (), args[0], node)
        return NONE
    if name == "sort":
        store(lo, owner, (), lo.call_prim("numpy.sort", [owner, *args], keywords, node), node)
        return NONE
    if name == "partition":
        store(lo, owner, (), lo.call_prim("numpy.partition", [owner, *args], keywords, node), node)
        return NONE
    if name == "resize":
        return reshaping.resize(lo, owner, args, node)
    if name == "put":
        return PRIMITIVES["numpy.put"](lo, [owner, *args], keywords, node, "t")
    if name == "__setitem__":
        return _set_item(lo, [owner, *args], {}, node, "t")
    if name == "itemset" and len(args) == 2:
        store(lo, owner, (_item(lo, args[0], node),), args[1], node)
        return NONE
    if name in AUGMENTED:
        return PRIMITIVES[f"operator.i{AUGMENTED[name]}"](lo, [owner, *args], {}, node, "t")
    if name in FIXED:
        lo.refuse(node, f"the array method {name!r} changes the array in a way that is not supported", FIXED[name])
    return None
