"""NumPy's functions that write into their arguments, cut arrays into parts, or tell what a number type can hold."""

from __future__ import annotations

import gast
import numpy as np

from s2sad.core.nodes import Name, TupleArg
from s2sad.core.types import TupleType, Unknown
from s2sad.source.lower import attributes, expressions
from s2sad.source.lower.library import NONE, PRIMITIVES, handles
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.memory import store
from s2sad.source.lower.values import ArrayRef, Static, TupleValue, Value

__all__ = ["into", "ufunc_at", "without_out"]


@handles(np.finfo, np.iinfo)
def _limits(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    """The limits of a number type are known at once."""
    name = getattr(node, "func", None)
    maker = expressions.evaluate(lo, name) if isinstance(name, gast.Name | gast.Attribute) else None
    if keywords or len(args) != 1 or not isinstance(maker, Static):
        lo.refuse(node, "np.finfo and np.iinfo are understood with one type")
    if isinstance(args[0], Static):
        return Static(maker.obj(args[0].obj), f"{maker.text}({args[0].text})")  # type: ignore[operator]
    kind = getattr(lo.build.type_of(lo.arg(args[0], node)), "dtype", None)
    if kind is None:
        lo.refuse(
            node, "the type of this number is not known when s2sad reads it", "name the type, as in np.finfo(float)"
        )
    code = np.dtype({"bool": "?", "int": "i8", "float": "f8", "complex": "c16"}.get(kind, kind))
    return Static(maker.obj(code.type), f"{maker.text}(np.{code.name})")  # type: ignore[operator]


def ufunc_at(lo: Lowerer, ufunc: np.ufunc, args: list[Value], node: gast.AST) -> Value:
    if ufunc not in (np.add, np.subtract) or not isinstance(args[0], ArrayRef):
        lo.refuse(node, f"np.{ufunc.__name__}.at is not supported", "np.add.at is; or write the loop")
    index = lo.arg(args[1], node)
    value = args[2] if ufunc is np.add else expressions.negative(lo, args[2], node)
    store(lo, args[0], (("operator.getitem", (index,)),), value, node, "store.add_at")
    return NONE


def _copyto(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    if keywords or not isinstance(args[0], ArrayRef):
        lo.refuse(node, "np.copyto with where= or casting= is not supported", "use x[mask] = values")
    store(lo, args[0], (), args[1], node)
    return NONE


def _fill_diagonal(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    if keywords or not isinstance(args[0], ArrayRef):
        lo.refuse(node, "np.fill_diagonal with wrap= is not supported")
    count = lo.call_prim("builtins.len", [args[0]], {}, node)
    steps = lo.build.emit("numpy.arange", lo.arg(count))
    store(lo, args[0], (("operator.getitem", (TupleArg((steps, steps)),)),), args[1], node)
    return NONE


def without_out(
    prim: str, args: list[Value], keywords: dict[str, Value]
) -> tuple[list[Value], dict[str, Value], Value | None]:
    """A NumPy call without its ``out`` argument, and that argument."""
    if not prim.startswith("numpy."):
        return args, keywords, None
    rest = {k: v for k, v in keywords.items() if k != "out"}
    out = keywords.get("out")
    ufunc = getattr(np, prim.removeprefix("numpy."), None)
    if isinstance(ufunc, np.ufunc) and len(args) > ufunc.nin:
        args, out = args[: ufunc.nin], args[ufunc.nin]
    if isinstance(out, TupleValue) and len(out.items) == 1:
        out = out.items[0]
    return args, rest, None if out == NONE else out


def into(lo: Lowerer, out: Value, result: Value, node: gast.AST) -> Value:
    """Write a result into the array that was given for it."""
    if not isinstance(out, ArrayRef):
        lo.refuse(node, "out= is given something that is no array", "write y[...] = f(x)")
    store(lo, out, (), result, node)
    return out


def _writes(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    lo.refuse(
        node, "this NumPy function writes into its argument in a way that is not supported", "write x[index] = values"
    )


def _split(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    """A list of as many parts as the second argument says, whatever is known of the array."""
    name = getattr(node, "func", None)
    obj = expressions.evaluate(lo, name) if isinstance(name, gast.Name | gast.Attribute) else None
    prim = f"numpy.{getattr(getattr(obj, 'obj', None), '__name__', 'split')}"
    named = keywords.get("indices_or_sections")
    given = args[1] if len(args) > 1 else named
    sections = None if given is None else attributes.constant_key(lo, given)
    if sections is NotImplemented and len(args) > 1:
        cuts = attributes.items_of(lo, args[1])
        sections = None if cuts is None else tuple(cuts)
    count = sections if isinstance(sections, int) else len(sections) + 1 if isinstance(sections, tuple) else None
    core = tuple(lo.arg(a, node) for a in args)
    atom = lo.build.emit(
        prim, *core, keywords=tuple((k, lo.arg(v, node)) for k, v in keywords.items()), hint=hint, spelling="function"
    )
    if isinstance(lo.build.type_of(atom), Unknown) and count is not None and isinstance(atom, Name):
        lo.program.types[atom.id] = TupleType((Unknown(),) * count, list=True)
        lo.program.shares[atom.id] = tuple(a.id for a in core[:1] if isinstance(a, Name))
    return lo.result(atom, "", (), args[0])


for _name in ("split", "array_split", "hsplit", "vsplit", "dsplit"):
    PRIMITIVES[f"numpy.{_name}"] = _split
for _name in ("put", "place", "putmask", "put_along_axis", "random.shuffle"):
    PRIMITIVES[f"numpy.{_name}"] = _writes
PRIMITIVES["numpy.copyto"] = _copyto
PRIMITIVES["numpy.fill_diagonal"] = _fill_diagonal
