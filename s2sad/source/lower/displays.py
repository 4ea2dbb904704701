"""Lists and tuples of numbers where NumPy's functions take arrays: they become the arrays that NumPy makes of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import gast

from s2sad.calculus import registry
from s2sad.calculus.rule import Rule
from s2sad.core.nodes import Const
from s2sad.core.types import ArrayType, ListType, ScalarType, Type, Unknown
from s2sad.source.lower.values import ListContent, LongListContent, Num, ObjectRef, TupleValue, Value

if TYPE_CHECKING:
    from s2sad.source.lower.lowerer import Lowerer

__all__ = ["as_arrays", "entries_as_array", "list_as_array", "nodes_as_arrays"]

OF_SEVERAL = frozenset({"arrays", "tup", "object", "condlist", "choicelist", "choices"})
"""The parameters that take several arrays, which may differ in shape."""
OF_PLACES = frozenset(
    """
    shape new_shape axis axes axis1 axis2 source destination indices obj kth reps repeats pad_width s n shift k
    indices_or_sections subscripts condition minlength deg fweights num
    """.split()
)
"""The parameters that say where and how many; nothing is computed from them."""
ONE_BY_ONE = frozenset({"args", "xi", "operands", "arrs"})
OF_SETTINGS = frozenset(
    """
    tck lu_and_piv cb_and_lower c_and_lower l_and_u points c_and_low bc_type sigma order radius size origin mode bp
    padtype padlen zoom output_shape offset bounds lb ub x0 bracket t_span ranges
    """.split()
)
"""The parameters of SciPy's functions that are pairs, or one thing for each axis, where it is written for which."""
TUPLES = frozenset({"xi", "c_or_cr", "window"})
"""Those of which a tuple is several things, and a list is one array."""

Place = TypeVar("Place", int, str)


OF_ARRAYS = ("numpy.", "scipy.")
"""The modules whose functions take a list for the array of its numbers."""


def as_arrays(lo: Lowerer, prim: str, args: list[Value], keywords: dict[str, Value], node: gast.AST | None) -> None:
    """Put an array in the place of each argument that is a list or a tuple of numbers that may vary."""
    if prim == "operator.getitem":  # a tuple there is an index
        return
    if prim == "operator.matmul" or (prim.startswith("operator.") and any(_is_array(lo, a) for a in args)):
        _replace(lo, args, range(len(args)), node)
        return
    rule = (
        registry.find(prim) if prim.startswith(OF_ARRAYS) and any(map(_may_be, [*args, *keywords.values()])) else None
    )
    if not isinstance(rule, Rule):
        return
    try:
        places = rule.bind(len(args), keywords)
    except LookupError:
        return
    for param, place in places.items():
        if isinstance(place, tuple) and param in ONE_BY_ONE:
            _replace(lo, args, place, node)
        elif isinstance(place, tuple):
            continue
        elif not _stays(lo, prim, param, args[place] if isinstance(place, int) else keywords[place]):
            _replace(lo, args if isinstance(place, int) else keywords, (place,), node)


def _stays(lo: Lowerer, prim: str, param: str, value: Value) -> bool:
    """Whether a list or tuple is meant as that."""
    if not prim.startswith("scipy."):
        return param in OF_SEVERAL or param in OF_PLACES
    if prim.startswith(("scipy.special.", "scipy.stats.")):  # whose n, s and k are numbers as others are
        return param in ("axis", "order")
    if param in OF_SEVERAL or (param in OF_PLACES and not prim.startswith("scipy.ndimage.")):
        return True
    if param in OF_SETTINGS:
        return not _is_long(lo, value)
    return param in TUPLES and isinstance(value, TupleValue)


NODES = ("x", "y", "dydx", "t", "values")


def nodes_as_arrays(
    lo: Lowerer, name: str, args: list[Value], keywords: dict[str, Value], node: gast.AST | None
) -> None:
    """Put arrays in the place of lists of the nodes of a spline, of numbers that are literals too."""
    rule = registry.find(f"{name}()()")
    if not isinstance(rule, Rule):
        return
    given = {f"%0.{i}": ("", i) for i in range(len(args))} | {f"%0.{k}": (k, 0) for k in keywords}
    try:
        places = rule.bind(2, given)
    except LookupError:
        return
    for param in NODES:
        key, place = given.get(str(places.get(param)), ("", -1))
        if key:
            keywords[key] = list_as_array(lo, keywords[key], node)
        elif place >= 0:
            args[place] = list_as_array(lo, args[place], node)


def list_as_array(lo: Lowerer, value: Value, node: gast.AST | None) -> Value:
    """The array of the numbers of a list; a tuple may be something else."""
    if not isinstance(value, ObjectRef) or not _has_numbers(lo, value):
        return value
    return lo.call_prim("numpy.array", [value], {}, node, spelling="display")


def entries_as_array(lo: Lowerer, value: Value, alone: bool, node: gast.AST | None) -> Value:
    """The same for the entries ``(data, (i, j))`` of a sparse matrix, and for numbers that are a diagonal."""
    if isinstance(value, TupleValue) and value.items:
        return TupleValue((list_as_array(lo, value.items[0], node), *value.items[1:]))
    numbers = _is_long(lo, value) and isinstance(getattr(lo.kind_of(value), "element", None), ScalarType)
    return list_as_array(lo, value, node) if alone and numbers else value


def _has_numbers(lo: Lowerer, value: Value) -> bool:
    return _any_item(lo, value, lambda item: isinstance(lo.kind_of(item), (ScalarType, ArrayType, Unknown)))


def _is_long(lo: Lowerer, value: Value) -> bool:
    """Whether a value is a list whose length only the run knows."""
    return isinstance(value, ObjectRef) and isinstance(lo.state.heap.get(value.id), LongListContent)


def _replace(lo: Lowerer, values: list[Value] | dict[str, Value], places: object, node: gast.AST | None) -> None:
    for place in places:  # type: ignore[attr-defined]
        if _may_be(values[place]) and _varies(lo, values[place]):
            values[place] = lo.call_prim("numpy.array", [values[place]], {}, node, spelling="display")


def _may_be(value: Value) -> bool:
    return isinstance(value, (TupleValue, ObjectRef))


def _is_array(lo: Lowerer, value: Value) -> bool:
    return not _may_be(value) and isinstance(value, Num) is False and isinstance(lo.kind_of(value), ArrayType)


def _varies(lo: Lowerer, value: Value) -> bool:
    """Whether a list or a tuple, or one inside it, has an element that is a number and not a literal."""
    return _any_item(lo, value, lambda item: _may_vary(lo, item))


def _any_item(lo: Lowerer, value: Value, holds: Callable[[Value], bool]) -> bool:
    content = lo.state.heap.get(value.id) if isinstance(value, ObjectRef) else None
    if isinstance(content, LongListContent):
        kind = lo.build.type_of(content.atom)
        return isinstance(kind, ListType) and _is_number(kind.element)
    items = value.items if isinstance(value, TupleValue) else content.items if isinstance(content, ListContent) else ()
    return any(_any_item(lo, item, holds) if _may_be(item) else holds(item) for item in items)


def _may_vary(lo: Lowerer, item: Value) -> bool:
    return not (isinstance(item, Num) and isinstance(item.atom, Const)) and _is_number(lo.kind_of(item))


def _is_number(kind: Type) -> bool:
    if isinstance(kind, ListType):
        return _is_number(kind.element)
    return isinstance(kind, (ScalarType, ArrayType, Unknown)) and kind.kind not in ("i", "b")
