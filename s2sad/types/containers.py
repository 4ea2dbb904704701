"""Lists, tuples, stores, and what iterating gives."""

from __future__ import annotations

from collections.abc import Callable

from s2sad.core.nodes import Call, Const, Name, SliceArg, TupleArg
from s2sad.core.records import replace
from s2sad.core.types import (
    ArrayType,
    DictType,
    Dim,
    ListType,
    LongTupleType,
    NoneType,
    OpaqueType,
    ScalarType,
    TupleType,
    Type,
    Unknown,
)
from s2sad.types.dicts import DICT_RULES, at_path, keyed
from s2sad.types.dims import least
from s2sad.types.elements import element_type, instantiated, items_of, row_type
from s2sad.types.merge import element_of, merge_elements
from s2sad.types.view import Inferred, View, as_array, type_of_arg

__all__ = ["ALL_ITEMS", "CONTAINER_RULES", "replaces_items"]

ALL_ITEMS = TupleArg((Const("getitem"), SliceArg(Const(None), Const(None), Const(None))))
"""The path of ``items[:] = others``."""


def _concatenation(view: View) -> Inferred | None:
    """``+`` of lists and tuples."""
    a, b = view.args
    if not (isinstance(a, (TupleType, ListType)) and isinstance(b, (TupleType, ListType))):
        return None
    if isinstance(a, TupleType) and isinstance(b, TupleType):
        return Inferred(TupleType(a.items + b.items, a.list), view.memory()) if a.list == b.list else None
    length = None if (m := _length(a)) is None or (n := _length(b)) is None else m + n
    return Inferred(ListType(merge_elements(element_of(a), element_of(b)), length), view.memory())


def _repetition(view: View) -> Inferred | None:
    """``*`` of a list and a number."""
    lists = [kind for kind in view.args if isinstance(kind, (TupleType, ListType))]
    counts = [kind.value for kind in view.args if isinstance(kind, ScalarType) and kind.kind == "i"]
    if len(lists) != 1 or len(counts) != 1 or counts[0] is None:
        return None
    kind, count = lists[0], counts[0].value
    if isinstance(kind, TupleType) and count is not None and len(kind.items) * count <= 64:
        return Inferred(TupleType(kind.items * count, kind.list), view.memory())
    length = _length(kind)
    whole = length is not None and least(counts[0]) >= 0
    if isinstance(kind, TupleType) and not kind.list:
        return Inferred(Unknown(), view.memory())
    total = length * counts[0] if whole and length is not None else None
    return Inferred(ListType(items_of(kind), total), view.memory())


def _store(view: View) -> Inferred:
    """A store keeps the type of the array; a list takes the new element into its own."""
    kind, target = view.args[0], view.call.args[0]
    if isinstance(kind, DictType):
        return Inferred(keyed(view, kind), view.memory())
    if isinstance(kind, ArrayType):
        return Inferred(kind, view.memory_of(target))
    if isinstance(kind, (TupleType, ListType)) and not _inside_array(view, kind):
        kind = _stored_item(view, kind)
    elif isinstance(kind, Unknown) and kind.shape_of is None and isinstance(target, Name):
        view.named = True
        kind = Unknown(target.id, kind.kind)
    return Inferred(kind, view.memory())


def _inside_array(view: View, kind: TupleType | ListType) -> bool:
    """Whether what is written is part of an element that is an array: ``L[i][j] = v``."""
    items = kind.items if isinstance(kind, TupleType) else (kind.element,)
    return len(view.args) > 3 and all(isinstance(item, ArrayType) for item in items)


def _stored_item(view: View, kind: TupleType | ListType) -> Type:
    whole = len(view.args) == 3 and view.call.prim == "store.set"
    index = _index_of_step(view)
    others = view.args[1]
    if replaces_items(view.call) and isinstance(others, (TupleType, ListType)):
        return ListType(items_of(others), _length(others))
    if isinstance(kind, TupleType) and whole and isinstance(index, int) and -len(kind.items) <= index < len(kind.items):
        items = list(kind.items)
        items[index] = view.args[1]
        return TupleType(tuple(items), kind.list)
    if isinstance(kind, TupleType) and not kind.list:
        return Unknown()
    element = merge_elements(element_of(kind), view.args[1]) if whole and index is not Ellipsis else Unknown()
    return ListType(element, _length(kind) if index is not Ellipsis else None)


def replaces_items(call: Call) -> bool:
    """Whether a store gives a list the items of another one: ``items[:] = others``."""
    return call.prim == "store.set" and call.args[2:] == (ALL_ITEMS,)


def _index_of_step(view: View) -> object:
    """The number at which something is stored, None where it is not known, Ellipsis where it is no number."""
    step = view.call.args[2] if len(view.call.args) > 2 else None
    if not isinstance(step, TupleArg) or len(step.items) != 2:
        return ...
    index = step.items[1]
    if isinstance(index, Const) and isinstance(index.value, int):
        return index.value
    return None if isinstance(type_of_arg(index, view.program), ScalarType) else ...


def _display(view: View) -> Inferred:
    element: Type | None = None
    for kind in view.args:
        element = merge_elements(element, kind)
    return Inferred(ListType(element or Unknown(), Dim.const(len(view.args))), view.memory())


def _length(kind: Type) -> Dim | None:
    if isinstance(kind, TupleType):
        return Dim.const(len(kind.items))
    return kind.length if isinstance(kind, ListType) else None


def _of_row(view: View, target: DictType, first: int, change: Callable[[Type | None], Type]) -> Inferred:
    """A dict of which a list has changed that is in it: what leads to it are the arguments from the `first` on."""
    return Inferred(at_path(target, len(view.args) - first, change), view.memory())


def _append(view: View) -> Inferred:
    target, item = view.args[0], view.args[1]
    if isinstance(target, DictType):
        return _of_row(view, target, 2, lambda row: _lengthened(row, item))
    if not isinstance(target, (TupleType, ListType)):
        return Inferred(ListType(Unknown()), view.memory())
    length = _known(_length(target))
    return Inferred(
        ListType(merge_elements(element_of(target), item), None if length is None else length + 1), view.memory()
    )


def _extend(view: View) -> Inferred:
    target, items = view.args[0], view.args[1]
    if isinstance(target, DictType):
        more = element_of(items) if isinstance(items, (TupleType, ListType)) else Unknown()
        return _of_row(view, target, 2, lambda row: row or Unknown() if more is None else _lengthened(row, more))
    if isinstance(items, ArrayType) and items.shape:
        items = ListType(row_type(items), items.shape[0])
    if not (isinstance(target, (TupleType, ListType)) and isinstance(items, (TupleType, ListType))):
        return Inferred(ListType(Unknown()), view.memory())
    return Inferred(ListType(merge_elements(element_of(target), element_of(items))), view.memory())


def _lengthened(row: Type | None, item: Type) -> ListType:
    element = element_of(row) if isinstance(row, (TupleType, ListType)) else None
    return ListType(merge_elements(element, item), nature=getattr(row, "nature", None))


def _copy(view: View) -> Inferred | None:
    kind = view.args[0]
    if isinstance(kind, ListType):
        return Inferred(replace(kind, nature=None), view.memory())
    return Inferred(kind, view.memory()) if isinstance(kind, TupleType) else None


def _of_other_kind(view: View) -> Inferred:
    """A tuple of a list, and a list of a tuple."""
    kind, cls = view.args[0], LongTupleType if view.call.prim == "list.tuple" else ListType
    return Inferred(cls(kind.element, kind.length) if isinstance(kind, ListType) else Unknown(), view.memory())


def _known(length: Dim | None) -> Dim | None:
    """A length that is a number; others change with the list and are better forgotten."""
    return length if length is not None and length.value is not None else None


def _last(view: View) -> Inferred:
    target = view.args[0]
    for _ in view.args[1:]:
        target = instantiated(items_of(target), view.result_symbol) if isinstance(target, ListType) else Unknown()
    if isinstance(target, TupleType) and target.items:
        return Inferred(target.items[-1], view.memory())
    if not isinstance(target, ListType):
        return Inferred(Unknown(), view.memory())
    return Inferred(instantiated(items_of(target), view.result_symbol), view.memory())


def _init(view: View) -> Inferred:
    target = view.args[0]
    if isinstance(target, DictType):
        return Inferred(target, view.memory())
    if isinstance(target, TupleType):
        return Inferred(TupleType(target.items[:-1], target.list), view.memory())
    if not isinstance(target, ListType):
        return Inferred(ListType(Unknown()), view.memory())
    length = _known(target.length)
    # an empty list would forget the type of its elements
    shorter = length - 1 if length is not None and length != Dim.const(1) else None
    return Inferred(ListType(target.element, shorter), view.memory())


def _range(view: View) -> Inferred:
    return Inferred(OpaqueType("range"))


def _sequence(view: View) -> Inferred | None:
    """``list(x)`` and ``tuple(x)``."""
    if not view.args:
        return Inferred(TupleType((), view.call.prim.endswith("list")))
    kind, is_list = view.args[0], view.call.prim in ("builtins.list", "builtins.sorted")
    if isinstance(kind, TupleType) and (view.call.prim != "builtins.sorted" or _alike(kind)):
        return Inferred(TupleType(kind.items, is_list), view.memory())
    if not is_list:
        return Inferred(Unknown(), view.memory())
    if isinstance(kind, ListType):
        return Inferred(ListType(kind.element, kind.length), view.memory())
    if isinstance(kind, ArrayType) and kind.shape:
        return Inferred(ListType(merge_elements(None, row_type(kind)), kind.shape[0]), view.memory())
    return Inferred(ListType(element_type(kind, view.program)), view.memory())


def _alike(kind: TupleType) -> bool:
    return all(isinstance(item, ScalarType) and item.value is None and item == kind.items[0] for item in kind.items)


def _tolist(view: View) -> Inferred:
    known = as_array(view.args[0])
    if known is None or known[0] is None:
        return Inferred(Unknown())
    names = {"b": "bool", "i": "int", "u": "int", "f": "float", "c": "complex"}
    kind: Type = ScalarType(names[known[0][0]])
    for axis, size in enumerate(reversed(known[1])):
        last = axis == len(known[1]) - 1
        kind = ListType(kind, size if last else None)
    return Inferred(kind)


def _print(view: View) -> Inferred:
    return Inferred(NoneType())


def _itself(view: View) -> Inferred:
    return Inferred(view.args[0], view.memory_of(view.call.args[0]))


CONTAINER_RULES: dict[str, Callable[[View], Inferred | None]] = {
    "store.set": _store,
    "store.add": _store,
    "store.add_at": _store,
    "operator.add": _concatenation,
    "operator.mul": _repetition,
    **DICT_RULES,
    "list.display": _display,
    "list.append": _append,
    "list.copy": _copy,
    "list.given": _copy,
    "list.tuple": _of_other_kind,
    "list.of_tuple": _of_other_kind,
    "list.extend": _extend,
    "list.last": _last,
    "list.init": _init,
    "builtins.range": _range,
    "builtins.list": _sequence,
    "builtins.tuple": _sequence,
    "builtins.sorted": _sequence,
    "builtins.print": _print,
    "s2sad.stop": _itself,
    "s2sad.reversal": _itself,
    "ndarray.tolist": _tolist,
}
