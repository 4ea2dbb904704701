"""NumPy's functions that cut arrays into parts, or tell what a number type can hold."""

from __future__ import annotations

import itertools

import gast
import numpy as np

from s2sad.core.nodes import Const, If, Name
from s2sad.core.types import ScalarType, TupleType, Unknown, known_shape
from s2sad.source.lower import attributes, comprehensions, expressions
from s2sad.source.lower.library import PRIMITIVES, handles
from s2sad.source.lower.lowerer import Lowerer, Raising
from s2sad.source.lower.reflection import handler_of
from s2sad.source.lower.values import ArrayRef, Num, RangeValue, SliceValue, Static, Value, Zipped
from s2sad.source.lower.writers import by_text

__all__ = ["handler_of"]


@handles(np.finfo, np.iinfo)
def _limits(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    """The limits of a number type are known at once."""
    name = getattr(node, "func", None)
    maker = expressions.evaluate(lo, name) if isinstance(name, (gast.Name, gast.Attribute)) else None
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


def _split(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    """A list of as many parts as the second argument says, whatever is known of the array."""
    name = getattr(node, "func", None)
    obj = expressions.evaluate(lo, name) if isinstance(name, (gast.Name, gast.Attribute)) else None
    prim = f"numpy.{getattr(getattr(obj, 'obj', None), '__name__', 'split')}"
    named = keywords.get("indices_or_sections")
    given = args[1] if len(args) > 1 else named
    sections = None if given is None else attributes.constant_key(lo, given)
    if sections is NotImplemented and len(args) > 1:
        cuts = attributes.items_of(lo, args[1])
        sections = None if cuts is None else tuple(cuts)
    axis = attributes.constant_key(lo, args[2] if len(args) > 2 else keywords.get("axis", Num(Const(0))))
    along = _axis(lo, prim, args[0], axis)
    if lo.follows_choices and along is not None:
        views = _views(lo, prim, args[0], given, sections, along)
        if views is not None:
            return views
    count = sections if isinstance(sections, int) else len(sections) + 1 if isinstance(sections, tuple) else None
    core = tuple(lo.arg(a, node) for a in args)
    atom = lo.build.emit(
        prim, *core, keywords=tuple((k, lo.arg(v, node)) for k, v in keywords.items()), hint=hint, spelling="function"
    )
    if isinstance(lo.build.type_of(atom), Unknown) and count is not None and isinstance(atom, Name):
        lo.program.types[atom.id] = TupleType((Unknown(),) * count, list=True)
        lo.program.shares[atom.id] = tuple(a.id for a in core[:1] if isinstance(a, Name))
    return lo.result(atom, "", (), args[0])


def _axis(lo: Lowerer, prim: str, owner: Value, axis: object) -> int | None:
    """The axis that is cut, if that is known and counted from the first one, or the last."""
    shape = known_shape(lo.kind_of(owner))
    if not isinstance(owner, ArrayRef) or shape is None:
        return None
    if prim == "numpy.hsplit":
        return min(1, len(shape) - 1)
    at = {"numpy.vsplit": 0, "numpy.dsplit": 2}.get(prim, axis)
    return at % len(shape) if isinstance(at, int) and -len(shape) <= at < len(shape) else None


EQUAL = """\
    if y.shape[{axis}] % k:
        raise ValueError('array split does not result in an equal division')
    n = y.shape[{axis}] // k
    return [y[{before}i * n : (i + 1) * n] for i in range(k)]
"""
NEARLY_EQUAL = """\
    if k <= 0:
        raise ValueError('number sections must be larger than 0.')
    n, more = divmod(y.shape[{axis}], k)
    return [y[{before}i * n + min(i, more) : (i + 1) * n + min(i + 1, more)] for i in range(k)]
"""
AT_PLACES = """\
    cuts = [0] + list(k) + [y.shape[{axis}]]
    return [y[{before}cuts[i] : cuts[i + 1]] for i in range(len(cuts) - 1)]
"""


def _views(lo: Lowerer, prim: str, owner: Value, given: Value | None, sections: object, axis: int) -> Value | None:
    """The parts of an array as the views that they are; one of them is written."""
    if given is None:
        return None
    text, values, names = AT_PLACES, [owner, given], "y, k"
    if isinstance(sections, tuple):  # the parts are as many as there are cuts, and one
        cuts = [lo.constant(cut) if isinstance(cut, int) else cut for cut in sections]
        bounds = ["", *(f"k{i}" for i in range(len(cuts))), ""]
        parts = ", ".join(f"y[{{before}}{a}:{b}]" for a, b in itertools.pairwise(bounds))
        text, values, names = f"    return [{parts}]", [owner, *cuts], ", ".join(["y", *bounds[1:-1]])
    elif isinstance(lo.kind_of(given), ScalarType):
        text = NEARLY_EQUAL if prim == "numpy.array_split" else EQUAL
    elif not lo.follows_views:
        return None
    if isinstance(lo.kind_of(given), ScalarType) and not isinstance(sections, int) and not lo.follows_views:
        return None
    return by_text(lo, f"def f({names}):\n" + text.format(axis=axis, before=":, " * axis), values)


for _name in ("split", "array_split", "hsplit", "vsplit", "dsplit"):
    PRIMITIVES[f"numpy.{_name}"] = _split


def _fromiter(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    """``np.fromiter(items, dtype, count)``: an array of a list, or of the first items of one."""
    given = dict(zip(("iter", "dtype", "count"), args, strict=False)) | keywords
    items, count = given["iter"], given.get("count", Num(Const(-1)))
    if isinstance(items, (RangeValue, Zipped)):
        items = comprehensions.listed(lo, items, node, "items")
    if attributes.constant_key(lo, count) != -1:
        length = lo.build.emit("builtins.len", lo.arg(items, node), spelling="function")
        short = lo.build.emit("operator.lt", length, lo.arg(count, node), kind=ScalarType("bool"))
        with lo.build.block() as block:
            lo.emit_raise(Raising(ValueError, Const("iterator too short")))
        lo.build.append(If(short, tuple(block), (), (), lo.build.origin))
        none = Num(Const(None))
        items = attributes.get_item(lo, items, SliceValue(none, count, none), node)
    return lo.call_prim("numpy.array", [items], {"dtype": given["dtype"]}, node, hint=hint, spelling="function")


PRIMITIVES["numpy.fromiter"] = _fromiter
