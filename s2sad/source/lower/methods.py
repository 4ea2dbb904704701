"""Methods of data: arrays, lists, dicts, tuples, strings."""

from __future__ import annotations

from collections.abc import Callable

import gast

from s2sad.core.nodes import Const
from s2sad.core.types import ArrayType, OpaqueType, ScalarType, StringType, known_shape
from s2sad.source.lower import attributes, calls, comprehensions, expressions, objects, writers
from s2sad.source.lower.dicts import DICT
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.memory import cell_of, echo, hold, spoil
from s2sad.source.lower.values import (
    ArrayRef,
    DictContent,
    ListContent,
    LongListContent,
    Num,
    ObjectRef,
    Static,
    TupleValue,
    Value,
)  # fmt: skip

__all__ = ["method"]

ARRAY_METHODS = {
    name: f"numpy.{name}"
    for name in (
        "all", "any", "argmax", "argmin", "argsort", "choose", "clip", "compress", "copy", "cumprod", "cumsum",
        "diagonal", "dot", "max", "mean", "min", "nonzero", "prod", "ptp", "ravel", "repeat", "reshape", "round",
        "searchsorted", "squeeze", "std", "sum", "swapaxes", "take", "trace", "transpose", "var",
    )
} | {
    "conj": "numpy.conjugate", "conjugate": "numpy.conjugate", "astype": "ndarray.astype", "tolist": "ndarray.tolist",
    "item": "ndarray.item", "flatten": "ndarray.flatten", "view": "ndarray.view",
}  # fmt: skip
OPERATORS = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul")
REFLECTED = {f"__r{name}__" for name in OPERATORS}
DUNDERS = {f"__{name}__": name for name in OPERATORS} | {f"__r{name}__": name for name in OPERATORS}
SPREAD = {"reshape": "shape", "transpose": "axes"}
NONE = Num(Const(None))
Handler = Callable[[Lowerer, ObjectRef, list[Value], dict[str, Value], gast.AST], Value]
HANDLERS: dict[tuple[type, str], Handler] = {}


def method(
    lo: Lowerer,
    name: str | tuple[object, ...],
    owner: Value,
    args: list[Value],
    keywords: dict[str, Value],
    node: gast.AST,
    hint: str,
) -> Value:
    """``owner.name(*args, **keywords)``."""
    if isinstance(owner, ObjectRef):
        content = objects.struct_content(lo, owner, node)
        for kind, known in ((ListContent, "list"), (LongListContent, "list"), (DictContent, "dict")):
            if isinstance(content, kind):
                handler = LIST.get(str(name)) if known == "list" else DICT.get(str(name))
                if handler is None:
                    lo.refuse(node, f"the {known} method {name!r} is not supported")
                if name in objects.MUTATING and not (
                    isinstance(content, LongListContent) and owner.id not in lo.origins
                ):
                    core = tuple((k, lo.arg(v, node)) for k, v in keywords.items())
                    echo(lo, owner, str(name), [lo.arg(a, node) for a in args], node, core)
                return handler(lo, owner, args, keywords, node)
    if isinstance(owner, Static) and name in objects.MUTATING:
        return _write_global(lo, str(name), owner, args, keywords, node)
    if isinstance(owner, TupleValue):
        return _tuple_method(lo, str(name), owner, args, keywords, node)
    return _array_method(lo, str(name), owner, args, keywords, node, hint)


def _write_global(
    lo: Lowerer, name: str, owner: Static, args: list[Value], keywords: dict[str, Value], node: gast.AST
) -> Value:
    """A container that is there before the function runs is written, and from here on its items are not known."""
    if not isinstance(getattr(node, "func", None), gast.Attribute) or name in ("pop", "popitem", "setdefault"):
        lo.refuse(node, f"{name} of a global container is not supported", "pass the container as an argument")
    bound = lo.build.emit("getattr", lo.arg(owner, node), Const(name), kind=OpaqueType("method"))
    core = tuple((k, lo.arg(v, node)) for k, v in keywords.items())
    lo.build.effect("call", bound, *[lo.arg(a, node) for a in args], keywords=core)
    lo.written.add(id(owner.obj))
    return NONE


def _array_method(
    lo: Lowerer, name: str, owner: Value, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value:
    kind = lo.build.type_of(lo.arg(owner, node))
    if isinstance(kind, OpaqueType | StringType):
        call_args = tuple(lo.arg(a, node) for a in args)
        function = lo.build.emit("getattr", lo.arg(owner, node), Const(name), kind=OpaqueType("method"))
        return lo.result(lo.build.emit("call", function, *call_args, kind=OpaqueType("object"), hint=hint))
    written = writers.written_method(lo, name, owner, args, keywords, node) if isinstance(owner, ArrayRef) else None
    if written is not None:
        return written
    if name in DUNDERS and len(args) == 1 and not keywords:
        left, right = (args[0], owner) if name in REFLECTED else (owner, args[0])
        return expressions.binary(lo, DUNDERS[name], left, right, node, hint)
    if name == "__getitem__" and len(args) == 1:
        return attributes.get_item(lo, owner, args[0], node, hint)
    if name in ("item", "tolist") and not keywords:
        converted = _plain(lo, owner, args, node, hint) if name == "item" else _nested(lo, owner, node, hint)
        if converted is not None:
            return converted
    if name not in ARRAY_METHODS:
        lo.refuse(node, f"the method {name!r} is not known for arrays and numbers")
    if name in SPREAD and len(args) > 1:
        args = [TupleValue(tuple(args))]
    args, keywords, out = writers.without_out(ARRAY_METHODS[name], [owner, *args], keywords)
    if out is not None:
        return writers.into(lo, ARRAY_METHODS[name], args, keywords, out, node)
    value = lo.call_prim(ARRAY_METHODS[name], args, keywords, node, hint=hint, spelling="method")
    if name == "copy" and len(args) == 1 and not keywords:
        lo.note_contiguous(value)
    return value


CONVERSIONS = {"f": "builtins.float", "i": "builtins.int", "c": "builtins.complex", "b": "builtins.bool"}


def _plain(lo: Lowerer, owner: Value, args: list[Value], node: gast.AST, hint: str) -> Value | None:
    """``a.item(...)``: one element, as Python's own number."""
    kind = lo.build.type_of(lo.arg(owner, node))
    shape = known_shape(kind)
    if shape is None or not isinstance(kind, ArrayType | ScalarType) or kind.kind is None:
        return None
    if len(args) == 1 and isinstance(args[0], TupleValue):
        args = list(args[0].items)
    if len(args) == len(shape):
        element = (
            owner
            if not args
            else attributes.get_item(lo, owner, TupleValue(tuple(args)) if args[1:] else args[0], node)
        )
    elif len(args) == 1 or (not args and all(d.value == 1 for d in shape)):
        flat = lo.call_prim("numpy.ravel", [owner], {}, node, spelling="method")
        element = attributes.get_item(lo, flat, args[0] if args else Num(Const(0)), node)
    else:
        lo.refuse(node, "item() of an array of more than one element, or of unknown size", "index the array")
    return lo.call_prim(CONVERSIONS[kind.kind], [element], {}, node, hint=hint, spelling="function")


def _nested(lo: Lowerer, owner: Value, node: gast.AST, hint: str) -> Value | None:
    """``a.tolist()``: lists of Python's own numbers."""
    kind = lo.build.type_of(lo.arg(owner, node))
    shape = known_shape(kind)
    if shape is None or not isinstance(kind, ArrayType | ScalarType) or kind.kind is None:
        return None
    if not shape:
        return _plain(lo, owner, [], node, hint)
    return comprehensions.collect(lo, owner, lambda item: _nested(lo, item, node, "t") or item, node, hint)


def _tuple_method(
    lo: Lowerer, name: str, owner: TupleValue, args: list[Value], keywords: dict[str, Value], node: gast.AST
) -> Value:
    if name == "_replace" and owner.cls is not None:
        fields = owner.cls._fields  # type: ignore[attr-defined]
        return TupleValue(tuple(keywords.get(f, v) for f, v in zip(fields, owner.items, strict=True)), owner.cls)
    if name == "_asdict" and owner.cls is not None:
        return lo.new_object(DictContent(owner.cls._fields, owner.items))  # type: ignore[attr-defined]
    if owner.cls is not None:
        found = getattr(owner.cls, name, None)
        if found is not None and callable(found):
            return calls.call(lo, Static(found, name), [owner, *args], keywords, node)
    lo.refuse(node, f"the tuple method {name!r} is not supported")


# -- lists --------------------------------------------------------------------------------------


def _items(lo: Lowerer, owner: ObjectRef) -> tuple[Value, ...] | None:
    content = lo.state.heap[owner.id]
    return content.items if isinstance(content, ListContent) else None


def _put(lo: Lowerer, owner: ObjectRef, items: tuple[Value, ...], node: gast.AST) -> Value:
    lo.state.heap[owner.id] = ListContent(items)
    spoil(lo, owner.id, node, arrays=False)
    return NONE


def _put_long(lo: Lowerer, owner: ObjectRef, prim: str, args: list[Value], node: gast.AST) -> None:
    atom = attributes.long_atom(lo, owner)
    base = getattr(atom, "base", "items")
    lo.state.heap[owner.id] = LongListContent(lo.build.emit(prim, atom, *[lo.arg(a, node) for a in args], hint=base))
    spoil(lo, owner.id, node, arrays=False)


def _append(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    items = _items(lo, owner)
    lo.rows.discard(owner.id)
    if items is not None:
        return _put(lo, owner, (*items, args[0]), node)
    other = cell_of(args[0])
    if other is not None:
        hold(lo, owner.id, other)
    _put_long(lo, owner, "list.append", args, node)
    return NONE


def _pop(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    items = _items(lo, owner)
    index = attributes.constant_key(lo, args[0]) if args else -1
    if items is not None and isinstance(index, int) and items:
        kept = list(items)
        value = kept.pop(index)
        _put(lo, owner, tuple(kept), node)
        return value
    if index != -1:
        lo.refuse(
            node,
            "pop from the middle of a list of unknown length is not supported",
            "pop from its end, or rebuild the list",
        )
    last = lo.result(lo.build.emit("list.last", attributes.long_atom(lo, owner)))
    _put_long(lo, owner, "list.init", [], node)
    return last


def _extend(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    lo.rows.discard(owner.id)
    items, more = _items(lo, owner), attributes.items_of(lo, args[0])
    if items is not None and more is not None:
        return _put(lo, owner, items + more, node)
    _put_long(lo, owner, "list.extend", args, node)
    return NONE


def _insert(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    items, index = _items(lo, owner), attributes.constant_key(lo, args[0])
    if items is None or not isinstance(index, int):
        lo.refuse(node, "insert into a list of unknown length is not supported", "append, or rebuild the list")
    kept = list(items)
    kept.insert(index, args[1])
    return _put(lo, owner, tuple(kept), node)


def _list_copy(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    items = _items(lo, owner)
    if items is not None:
        return lo.new_object(ListContent(items))
    atom = attributes.long_atom(lo, owner)
    return lo.result(lo.build.emit("list.copy", atom, kind=lo.build.type_of(atom)))


def _reverse(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    items = _items(lo, owner)
    if items is None:
        lo.refuse(node, "reverse of a list of unknown length is not supported", "walk over it with reversed(...)")
    return _put(lo, owner, items[::-1], node)


def _clear(lo: Lowerer, owner: ObjectRef, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    return _put(lo, owner, (), node)


LIST: dict[str, Handler] = {
    "append": _append, "pop": _pop, "extend": _extend, "insert": _insert, "copy": _list_copy, "reverse": _reverse,
    "clear": _clear,
}  # fmt: skip
