"""What is known of the types of objects of libraries, and of what is done with them."""

from __future__ import annotations

import numpy as np

from s2sad.calculus import registry
from s2sad.calculus.rule import Rule
from s2sad.core.nodes import Arg, Const
from s2sad.core.types import ArrayType, Dim, OpaqueType, ScalarType, Type, Unknown, known_shape
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import ArrayRef, Num, ObjectRef, Static, TupleValue, Value
from s2sad.types import never_one
from s2sad.types.values import dtype_code

__all__ = ["SPARSE", "SPLINES", "data_kind", "kind_by_rule", "labelled", "product_kind", "solution_kind", "spline_kind"]

SPARSE = "scipy.sparse."
SPLINES = "scipy.interpolate."
UNKNOWN = Num(Const(None))


def labelled(path: str, kind: Type) -> OpaqueType:
    """The type of an object, with the dtype of what is in it where that is known."""
    dtype = getattr(kind, "dtype", None)
    return OpaqueType(f"{path}:{dtype}" if dtype and path.startswith((SPARSE, SPLINES)) else path)


def data_kind(lo: Lowerer, prim: str, args: list[Value], keywords: dict[str, Value]) -> Type:
    """The type of the entries that a sparse matrix is made of; of a spline, what its type says of its values."""
    if prim.startswith(SPLINES):
        return _axes_of_values(lo, prim, args, keywords)
    first = args[0] if args else UNKNOWN
    from s2sad.source.lower.attributes import items_of

    if len(args) > 2 or "dtype" in keywords:
        return Unknown()
    data = first.items[:1] if isinstance(first, TupleValue) else (first,) if isinstance(first, ArrayRef) else ()
    if isinstance(first, ObjectRef):
        data = items_of(lo, first) or ()
    kinds = {getattr(lo.kind_of(part), "dtype", None) for part in data if isinstance(part, (ArrayRef, Num))}
    return ArrayType("f8", None) if kinds and kinds <= {"f8", "float"} else _one(lo, data)


def _one(lo: Lowerer, data: tuple[Value, ...]) -> Type:
    kind = lo.kind_of(data[0]) if len(data) == 1 else Unknown()
    return kind if isinstance(kind, ArrayType) else Unknown()


def _axes_of_values(lo: Lowerer, prim: str, args: list[Value], keywords: dict[str, Value]) -> Type:
    from s2sad.source.lower.attributes import constant_key

    rule = registry.find(f"{prim}()()")
    if not isinstance(rule, Rule):
        return Unknown()
    given = {f"%0.{i}": a for i, a in enumerate(args)} | {f"%0.{k}": v for k, v in keywords.items()}
    try:
        places = rule.bind(2, given)
    except LookupError:  # of two variables
        return Unknown()
    kind = lo.kind_of(given[str(places["y"])]) if "y" in places else Unknown()
    axis = constant_key(lo, given[str(places["axis"])]) if "axis" in places else rule.defaults.get("axis", 0)
    if not isinstance(kind, ArrayType) or kind.dtype != "f8" or not kind.shape or not isinstance(axis, int):
        return Unknown()
    more = len(kind.shape) - (2 if prim.endswith("PPoly") else 1)
    return OpaqueType(f":{more}/{axis % (more + 1)}")


def spline_kind(lo: Lowerer, owner: Value, args: list[Value], prim: str) -> Type | None:
    """The value of a spline: the axes of the points stand in the place of that of the nodes."""
    made = lo.kind_of(owner)
    more, found, axis = (getattr(made, "dtype", None) or "").partition("/")
    points = known_shape(lo.kind_of(args[0])) if args else None
    if not prim.startswith(SPLINES) or not found or points is None:
        return None
    if prim.endswith(".integrate()"):
        points = ()
    others = [Dim.symbol(f"~{getattr(lo.atom(owner), 'id', prim)}.{k}") for k in range(int(more))]
    shape = (*others[: int(axis)], *points, *others[int(axis) :])
    return ArrayType("f8", shape, not others)


def kind_by_rule(lo: Lowerer, prim: str, args: tuple[Arg, ...], keywords: tuple[tuple[str, Arg], ...]) -> Type:
    """The type of the result, where the rule can tell."""
    from s2sad.source.lower.core_values import default_of, value_of
    from s2sad.source.lower.texts import inline_text

    rule = registry.find(prim)
    if not isinstance(rule, Rule) or not rule.like:
        return Unknown()
    try:
        places = rule.bind(len(args), [k for k, _ in keywords])
    except LookupError:
        return Unknown()
    table = dict(keywords)
    values: list[Value] = []
    for name in rule.parameters:
        place = places.get(name)
        if place is None:
            values.append(default_of(rule.defaults.get(name)))
        else:
            values.append(value_of(lo, args[place] if isinstance(place, int) else table[str(place)]))
    with lo.build.block():
        text = f"def like({', '.join(rule.parameters)}):\n    return {rule.like}"
        made = lo.arg(inline_text(lo, text, values, rule.globals, "t"))
        kind = lo.build.type_of(made)
    return kind if isinstance(kind, (ArrayType, ScalarType)) else Unknown()


def product_kind(lo: Lowerer, owner: Value, other: Value, from_left: bool) -> Type:
    """The type of a product: the object has as many columns as the other has rows."""
    made, kind = lo.kind_of(owner), lo.kind_of(other)
    if not isinstance(kind, ArrayType) or not kind.shape or not isinstance(made, OpaqueType):
        return Unknown()
    sizes = _sizes(lo, owner)
    sizes[1 if from_left else 0] = kind.shape[0 if from_left else -1]
    _set_sizes(lo, owner, sizes)
    known = made.dtype and kind.dtype
    dtype = dtype_code(np.result_type(made.dtype, kind.dtype)) if known else None
    return ArrayType(dtype, (sizes[0], *kind.shape[1:]) if from_left else (*kind.shape[:-1], sizes[1]))


def _key(lo: Lowerer, owner: Value) -> tuple[str, bool]:
    """What a matrix is called, and whether it is the transpose of that."""
    atom = lo.atom(owner)
    name, turned = getattr(atom, "id", getattr(atom, "text", "")), False
    while name in lo.program.transposes:
        name, turned = lo.program.transposes[name], not turned
    if name.endswith(".T") and isinstance(owner, Static):
        name, turned = name[:-2], not turned
    return name, turned


def _sizes(lo: Lowerer, owner: Value) -> list[Dim]:
    name, turned = _key(lo, owner)
    own = lo.program.sizes.setdefault(name, [Dim.symbol(f"~{name}.rows"), Dim.symbol(f"~{name}.columns")])
    return own[::-1] if turned else list(own)


def _set_sizes(lo: Lowerer, owner: Value, sizes: list[Dim]) -> None:
    name, turned = _key(lo, owner)
    lo.program.sizes[name] = sizes[::-1] if turned else sizes


def solution_kind(lo: Lowerer, owner: Value, right: Value) -> Type | None:
    """A solution is as its right-hand side is; but of one column it makes a vector."""
    made, kind = lo.kind_of(owner), lo.kind_of(right)
    if not isinstance(kind, ArrayType) or not kind.shape or not isinstance(made, OpaqueType):
        return None
    if len(kind.shape) > 1 and not never_one(kind.shape[1]):
        return None
    both = {made.dtype, kind.dtype}
    return ArrayType(
        "c16" if both == {"c16", "f8"} or both == {"c16"} else "f8" if both == {"f8"} else None, kind.shape
    )
