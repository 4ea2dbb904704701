"""Derivatives of lists whose items are lists or tuples: their zeros and sums, part by part.

Lists of known length inside a list are tuples in an adjoint, where nobody writes into them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from s2sad.core.nodes import Arg, Const, StructArg, TupleArg
from s2sad.core.types import ArrayType, DictType, ListType, ScalarType, TupleType, Type, Unknown, part_of

if TYPE_CHECKING:
    from s2sad.modes.engine import Engine

__all__ = ["as_list", "constant", "filled", "forgets", "frozen", "is_structure", "sum_of"]

NUMBER = ScalarType("float")


def is_structure(kind: Type) -> bool:
    """Whether arithmetic with values of this type goes part by part."""
    return isinstance(kind, (ListType, TupleType))


def frozen(kind: Type) -> Type:
    """A type with tuples for the lists of known length inside it.

    >>> frozen(ListType(TupleType((NUMBER, NUMBER), list=True))).element.list
    False
    """
    if isinstance(kind, DictType):
        return DictType(frozen(kind.element), kind.length, key=kind.key)
    if isinstance(kind, ListType):
        return ListType(frozen(kind.element), kind.length)
    return TupleType(tuple(map(frozen, kind.items))) if isinstance(kind, TupleType) else kind


def forgets(kind: Type, own: Type) -> bool:
    """Whether a type that is wider than another no longer says of a part of it that it is a list or a tuple.

    >>> forgets(TupleType((NUMBER, Unknown())), TupleType((NUMBER, ListType(NUMBER))))
    True
    """
    if isinstance(kind, Unknown):
        return is_structure(own)
    if isinstance(kind, TupleType) and isinstance(own, TupleType) and len(kind.items) == len(own.items):
        return any(map(forgets, kind.items, own.items))
    if not isinstance(kind, ListType) or not is_structure(own):
        return False
    parts = own.items if isinstance(own, TupleType) else (own.element,)  # type: ignore[union-attr]
    return any(forgets(kind.element, part) for part in parts)


def outline(kind: Type, named: bool = False) -> Type:
    """How a value is built, whatever its numbers and arrays are; with the names of what is `named` in it.

    >>> outline(ListType(ArrayType("f8", None)))
    ListType(element=ScalarType(dtype='float', value=None), length=None, nature=None)
    """
    if isinstance(kind, DictType):
        return DictType(outline(kind.element, named))
    if isinstance(kind, ListType):
        return ListType(outline(kind.element, named))
    if not isinstance(kind, TupleType):
        return NUMBER
    items = tuple(outline(item, named) for item in kind.items)
    return TupleType(items, kind.list, kind.cls if named and kind.cls is dict else None, kind.fields if named else ())


def constant(kind: Type, number: Arg) -> Arg | None:
    """A number in each place of a value; None for a value whose places only the run knows."""
    if isinstance(kind, ListType) or (isinstance(kind, TupleType) and kind.list):
        return None
    if not isinstance(kind, TupleType):
        return number
    parts = [constant(item, number) for item in kind.items]
    return None if None in parts else TupleArg(tuple(part for part in parts if part is not None))


def filled(engine: Engine, x: Arg, number: Arg) -> Arg:
    """A list or a tuple built as `x` is, with the same number in each place."""
    if isinstance(x, (TupleArg, StructArg)):
        return TupleArg(tuple(_filled_part(engine, item, number) for item in x.items), getattr(x, "list", False))
    kind, hint = engine.built_like(engine.type_of(x)), engine.hint_of(x)
    if isinstance(kind, TupleType):
        return TupleArg(tuple(_filled_part(engine, part, number) for part in _parts(engine, x)), kind.list)
    assert isinstance(kind, ListType)
    item = None if isinstance(kind, DictType) else constant(kind.element, number)
    if item is not None:
        length = engine.build.emit("builtins.len", x)
        return engine.build.emit("list.repeat", item, length, kind=ListType(kind.element), hint=hint)
    like = Const(outline(engine.type_of(x), named=True))
    return engine.build.emit("s2sad.list_filled", x, number, like, Const(outline(kind)), kind=kind, hint=hint)


def _filled_part(engine: Engine, x: Arg, number: Arg) -> Arg:
    return (
        filled(engine, x, number) if isinstance(x, (TupleArg, StructArg)) or is_structure(engine.type_of(x)) else number
    )


def _parts(engine: Engine, x: Arg) -> Iterator[Arg]:
    kind = engine.type_of(x)
    assert isinstance(kind, TupleType)
    for place, part in enumerate(kind.items):
        prim, key = part_of(kind, place)
        yield engine.build.emit(prim, x, Const(key), kind=part)


def sum_of(engine: Engine, one: Arg, other: Arg, kind: Type, hint: str = "t") -> Arg:
    """The sum of two derivatives of a value of this type."""
    if isinstance(kind, TupleType):
        triples = zip(_items(engine, one, kind), _items(engine, other, kind), kind.items, strict=True)
        return TupleArg(tuple(sum_of(engine, p, q, k) for p, q, k in triples), kind.list)
    if isinstance(kind, ListType):
        kind = kind if isinstance(kind, DictType) else ListType(kind.element)
        return engine.build.emit("s2sad.list_add", one, other, Const(outline(kind)), kind=kind, hint=hint)
    return engine.build.emit("operator.add", one, other, hint=hint)


def _items(engine: Engine, d: Arg, kind: TupleType) -> Iterator[Arg]:
    for place in range(len(kind.items)):
        yield d.items[place] if isinstance(d, TupleArg) else engine.build.emit("operator.getitem", d, Const(place))


def as_list(engine: Engine, d: Arg, x: Arg) -> Arg:
    """A derivative of a list of lists or tuples that is a number or an array, built as the list is."""
    own, kind = engine.type_of(d), engine.built_like(engine.type_of(x))
    if isinstance(own, ScalarType):
        return filled(engine, x, d)
    rank = _rank(kind)
    whole = isinstance(own, ArrayType) and own.shape is not None and len(own.shape) == rank
    if not whole or any(size.value == 1 for size in getattr(own, "shape", ())):
        d = engine.build.emit("numpy.broadcast_to", d, engine.build.emit("numpy.shape", x), kind=Unknown())
    if _is_of_lists(kind):
        return engine.build.emit("ndarray.tolist", d, kind=kind, spelling="method")
    return engine.build.emit("s2sad.list_like", d, Const(outline(kind)), kind=kind, hint=engine.hint_of(x))


def _rank(kind: Type) -> int | None:
    """The rank of the array that a value is."""
    if isinstance(kind, ScalarType):
        return 0
    if isinstance(kind, ArrayType):
        return None if kind.shape is None else len(kind.shape)
    inside = kind.element if isinstance(kind, ListType) else kind.items[0] if isinstance(kind, TupleType) else None
    rank = None if inside is None else _rank(inside)
    return None if rank is None else rank + 1


def _is_of_lists(kind: Type) -> bool:
    """Whether a value is lists of numbers at each depth."""
    return _is_of_lists(kind.element) if isinstance(kind, ListType) else isinstance(kind, ScalarType)
