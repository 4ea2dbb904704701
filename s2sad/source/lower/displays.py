"""Lists and tuples of numbers where NumPy's functions take arrays: they become the arrays that NumPy makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import gast

from s2sad.calculus import registry
from s2sad.calculus.rule import Rule
from s2sad.core.nodes import Const
from s2sad.core.types import ArrayType, ListType, ScalarType, Type, Unknown
from s2sad.source.lower.values import ListContent, LongListContent, Num, ObjectRef, TupleValue, Value

if TYPE_CHECKING:
    from s2sad.source.lower.lowerer import Lowerer

__all__ = ["as_arrays"]

OF_SEVERAL = frozenset({"arrays", "tup", "object", "condlist", "choicelist", "choices"})
"""The parameters that take several arrays, which may differ in shape."""
OF_PLACES = frozenset(
    """
    shape new_shape axis axes axis1 axis2 source destination indices obj kth reps repeats pad_width s n shift k
    indices_or_sections subscripts condition minlength deg fweights num
    """.split()
)
"""The parameters that say where and how many; nothing is computed from them."""
ONE_BY_ONE = frozenset({"args", "xi", "operands"})

Place = TypeVar("Place", int, str)


OF_ARRAYS = ("numpy.", "scipy.special.", "scipy.stats.", "scipy.spatial.distance.")
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
        elif param in OF_SEVERAL or param in OF_PLACES:
            continue
        elif isinstance(place, int):
            _replace(lo, args, (place,), node)
        elif isinstance(place, str):
            _replace(lo, keywords, (place,), node)


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
    content = lo.state.heap.get(value.id) if isinstance(value, ObjectRef) else None
    if isinstance(content, LongListContent):
        kind = lo.build.type_of(content.atom)
        return isinstance(kind, ListType) and _is_number(kind.element)
    items = value.items if isinstance(value, TupleValue) else content.items if isinstance(content, ListContent) else ()
    return any(_varies(lo, item) if _may_be(item) else _may_vary(lo, item) for item in items)


def _may_vary(lo: Lowerer, item: Value) -> bool:
    return not (isinstance(item, Num) and isinstance(item.atom, Const)) and _is_number(lo.kind_of(item))


def _is_number(kind: Type) -> bool:
    if isinstance(kind, ListType):
        return _is_number(kind.element)
    return isinstance(kind, (ScalarType, ArrayType, Unknown)) and kind.kind not in ("i", "b")
