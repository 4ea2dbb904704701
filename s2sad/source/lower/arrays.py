"""NumPy's functions that cut arrays into parts, or tell what a number type can hold."""

from __future__ import annotations

import gast
import numpy as np

from s2sad.core.nodes import Name
from s2sad.core.types import TupleType, Unknown
from s2sad.source.lower import attributes, expressions
from s2sad.source.lower.library import PRIMITIVES, handles, known_or_none
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.reflection import handler_of
from s2sad.source.lower.values import Static, Value

__all__ = ["handler_of"]


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


def _fromiter(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    """An array of a list of the items; how many there are only says how much memory to ask for first."""
    from s2sad.source.lower.comprehensions import listed

    given = dict(zip(("iter", "dtype", "count"), args, strict=False)) | keywords
    if "iter" not in given or "count" in given:
        lo.refuse(node, "np.fromiter is understood without count", "cut the items off before")
    items = known_or_none(lo, given["iter"], node)
    made = lo.new_list(items) if items is not None else listed(lo, given["iter"], node, hint)
    return lo.call_prim("numpy.array", [made, *([given["dtype"]] if "dtype" in given else [])], {}, node,
                        hint=hint, spelling="function")  # fmt: skip


PRIMITIVES["numpy.fromiter"] = _fromiter
for _name in ("split", "array_split", "hsplit", "vsplit", "dsplit"):
    PRIMITIVES[f"numpy.{_name}"] = _split
