"""Methods of data: arrays, lists, dicts, tuples, strings."""

from __future__ import annotations

import gast

from s2sad.core.nodes import Const
from s2sad.core.types import ArrayType, OpaqueType, ScalarType, StringType, known_shape
from s2sad.source.lower import (
    attributes,
    calls,
    comprehensions,
    deques,
    expressions,
    generators,
    library_objects,
    number_methods,
    objects,
    set_methods,
    writers,
)  # fmt: skip
from s2sad.source.lower.dicts import DICT
from s2sad.source.lower.lists import LIST, Handler
from s2sad.source.lower.long_dict_methods import LONG_DICT, delete
from s2sad.source.lower.long_dicts import asks_the_run, become_long
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.memory import echo
from s2sad.source.lower.shown import shown
from s2sad.source.lower.unseen import given_away
from s2sad.source.lower.values import (
    ArrayRef,
    DictContent,
    ListContent,
    LongDictContent,
    LongListContent,
    Num,
    ObjectRef,
    SetContent,
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
LOOKING = ("tobytes", "tofile", "dump", "dumps")
OPERATORS = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul")
REFLECTED = {f"__r{name}__" for name in OPERATORS}
DUNDERS = {f"__{name}__": name for name in OPERATORS} | {f"__r{name}__": name for name in OPERATORS}
SPREAD = {"reshape": "shape", "transpose": "axes"}
NONE = Num(Const(None))
BY_KEY = ("get", "pop", "setdefault")
TABLES: tuple[tuple[type, str, dict[str, Handler]], ...] = (
    (ListContent, "list", LIST),
    (LongListContent, "list", LIST),
    (LongDictContent, "dict", LONG_DICT),
    (DictContent, "dict", {**DICT, "__delitem__": delete}),
    (SetContent, "set", set_methods.METHODS),
)


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
    args = [generators.left(lo, a, node) for a in args]
    if library_objects.path_of(lo, owner):
        return library_objects.method(lo, owner, str(name), args, keywords, node, hint)
    if isinstance(owner, ObjectRef):
        content = objects.struct_content(lo, owner, node)
        if name in BY_KEY and args and asks_the_run(lo, owner, args[0]):
            content = become_long(lo, owner, node)
        for kind, known, table in TABLES:
            if isinstance(content, kind):
                if owner.id in lo.longest:
                    known, table = "deque", deques.METHODS
                handler = table.get(str(name))
                if handler is None:
                    lo.refuse(node, f"the {known} method {name!r} is not supported")
                if name in objects.MUTATING and owner.id in lo.origins:
                    core = tuple((k, shown(lo, v, node)) for k, v in keywords.items())
                    echo(lo, owner, str(name), [shown(lo, a, node) for a in args], node, core)
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
    core = tuple((k, shown(lo, v, node)) for k, v in keywords.items())
    lo.build.effect("call", bound, *[shown(lo, a, node) for a in args], keywords=core)
    lo.written.add(id(owner.obj))
    return NONE


def _array_method(
    lo: Lowerer, name: str, owner: Value, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value:
    kind = lo.build.type_of(lo.arg(owner, node))
    if isinstance(kind, (OpaqueType, StringType)):
        call_args = tuple(lo.arg(a, node) for a in args)
        function = lo.build.emit("getattr", lo.arg(owner, node), Const(name), kind=OpaqueType("method"))
        how = {"kind": OpaqueType("object"), "hint": hint, "spelling": "writing" if name == "shuffle" else ""}
        result = lo.result(lo.build.emit("call", function, *call_args, **how))  # type: ignore[arg-type]
        if isinstance(kind, OpaqueType):
            given_away(lo, function, args, node, arrays=name == "shuffle", given=call_args)
        return result
    if name in LOOKING:
        function = lo.build.emit("getattr", lo.arg(owner, node), Const(name), kind=OpaqueType("method"))
        core = tuple((k, lo.arg(v, node)) for k, v in keywords.items())
        given = [lo.arg(a, node) for a in args]
        return lo.result(lo.build.emit("call", function, *given, keywords=core, kind=OpaqueType("bytes"), hint=hint))
    written = writers.written_method(lo, name, owner, args, keywords, node) if isinstance(owner, ArrayRef) else None
    if written is not None:
        return written
    if name in DUNDERS and len(args) == 1 and not keywords:
        left, right = (args[0], owner) if name in REFLECTED else (owner, args[0])
        return expressions.binary(lo, DUNDERS[name], left, right, node, hint)
    if name == "__getitem__" and len(args) == 1:
        return attributes.get_item(lo, owner, args[0], node, hint)
    if name in number_methods.KINDS and isinstance(kind, ScalarType) and not args:
        return number_methods.of_number(lo, name, owner, kind.kind == "i", node, hint)
    if name in ("item", "tolist") and not keywords:
        converted = _plain(lo, owner, args, node, hint) if name == "item" else _nested(lo, owner, node, hint)
        if converted is not None:
            return converted
    if name not in ARRAY_METHODS:
        lo.refuse(node, f"the method {name!r} is not known for arrays and numbers")
    if name in SPREAD and len(args) > 1:
        args = [TupleValue(tuple(args))]
    if name == "compress" and args:
        return lo.call_prim(
            "numpy.compress", [args[0], owner, *args[1:]], keywords, node, hint=hint, spelling="function"
        )
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
    if shape is None or not isinstance(kind, (ArrayType, ScalarType)) or kind.kind is None:
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
    if shape is None or not isinstance(kind, (ArrayType, ScalarType)) or kind.kind is None:
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
    if name in ("index", "count"):
        return LIST[name](lo, lo.new_object(ListContent(owner.items)), args, keywords, node)
    if owner.cls is not None:
        found = getattr(owner.cls, name, None)
        if found is not None and callable(found):
            return calls.call(lo, Static(found, name), [owner, *args], keywords, node)
    lo.refuse(node, f"the tuple method {name!r} is not supported")
