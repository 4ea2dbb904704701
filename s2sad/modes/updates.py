"""Reads and writes by index, and lists, in reverse mode: the adjoint of an array is one array that they add into."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NoReturn

from s2sad.core.nodes import Arg, Call, Const, Let, Name, Origin, SliceArg, StructArg, TupleArg
from s2sad.core.types import ArrayType, DictType, ListType, ScalarType, TupleType, Type, Unknown, known_shape
from s2sad.errors import Problem
from s2sad.facts.regions import Part, Regions
from s2sad.modes import keyed, lists
from s2sad.modes.nested import forgets, is_structure
from s2sad.source.lower.signals import Refusal
from s2sad.types.containers import replaces_items

if TYPE_CHECKING:
    from s2sad.modes.adjoint import Adjoint

__all__ = ["add_delayed", "check_handed_on", "flush", "read", "reverse"]


def read(adjoint: Adjoint, call: Call, bar: Arg) -> None:
    """``v = x[index]``: the adjoint of v is added into x_bar[index]."""
    owner, index = call.args
    if not isinstance(owner, Name) or owner.id not in adjoint.active:
        return
    if isinstance(adjoint.type_of(owner), DictType):
        keyed.read(adjoint, owner, index, bar)
        return
    if adjoint.is_list(owner) and keyed.read_inside(adjoint, owner, index, bar):
        return
    if _has_one_number(adjoint.type_of(owner)):
        adjoint.accumulate(owner, adjoint.build.emit("numpy.sum", bar, hint=adjoint.hint(owner.id)))
        return
    if index in WHOLE and isinstance(adjoint.type_of(owner), Unknown):
        adjoint.accumulate(owner, bar)
        return
    path = TupleArg((Const("getitem"), index))
    if adjoint.is_list(owner) and (owner.id in adjoint.bars or not _is_number_of(adjoint, owner, index)):
        add_to_item(adjoint, owner, index, bar)
        return
    basic = adjoint.is_list(owner) or is_basic(adjoint, index)
    if owner.id not in adjoint.bars and basic and _keeps(adjoint, bar):
        adjoint.delayed.setdefault(owner.id, []).append(((path,), bar))
        return
    prim = "store.add" if basic else "store.add_at"
    into = buffer(adjoint, owner)
    adjoint.bars[owner.id] = adjoint.build.emit(prim, into, bar, path, hint=adjoint.hint(owner.id))


WHOLE = (TupleArg(()), Const(Ellipsis), TupleArg((Const(Ellipsis),)))


def _has_one_number(kind: Type) -> bool:
    """Whether a value has no axes: ``v[()]`` and ``v[..., None]`` are that number."""
    return isinstance(kind, ScalarType) or (isinstance(kind, ArrayType) and kind.shape == ())


def add_delayed(adjoint: Adjoint, name: str, bar: Arg | None) -> Arg | None:
    """Add what single elements gave to the first contribution that the whole array gets, or to zeros."""
    delayed = adjoint.delayed.pop(name, None)
    if delayed is None:
        return bar
    made: Arg = adjoint.zero(Name(name)) if bar is None else adjoint.roomy(bar, Name(name))
    return _all_added(adjoint, name, made, delayed)


def _all_added(adjoint: Adjoint, name: str, made: Arg, parts: Sequence[tuple[tuple[Arg, ...], Arg]]) -> Arg:
    kind = adjoint.type_of(Name(name))
    for path, part in parts:
        if isinstance(kind, ListType):
            total = adjoint.sum_of(view(adjoint, made, list(path)), part, kind.element)
            made = adjoint.build.emit("store.set", made, total, *path, hint=adjoint.hint(name))
        else:
            made = adjoint.build.emit("store.add", made, part, *path, hint=adjoint.hint(name))
    return made


def _is_number_of(adjoint: Adjoint, owner: Name, index: Arg) -> bool:
    """Whether an index takes one number out of a list."""
    kind = adjoint.type_of(owner)
    return isinstance(kind, ListType) and isinstance(kind.element, ScalarType) and not isinstance(index, SliceArg)


def _keeps(adjoint: Adjoint, bar: Arg) -> bool:
    """Whether an adjoint stays what it is while others are written: a scalar, or an array in memory of its own."""
    if isinstance(adjoint.type_of(bar), ScalarType):
        return True
    return isinstance(bar, Name) and not adjoint.program.shares.get(bar.id) and bar.id not in adjoint.program.external


def through_view(adjoint: Adjoint, let: Let) -> bool:
    """What parts of a view alone have given goes to the array behind it, without an adjoint for the view."""
    call = let.call
    if call.prim != "operator.getitem" or let.name not in adjoint.delayed or let.name in adjoint.bars:
        return False
    owner, index = call.args
    if isinstance(owner, Name) and owner.id in adjoint.active and _is_row_of(adjoint, owner, let.name):
        _add_to_row(adjoint, owner, index, let.name)
        return True
    viewed = isinstance(adjoint.type_of(owner), ArrayType) and isinstance(adjoint.type_of(Name(let.name)), ArrayType)
    if not viewed or not isinstance(owner, Name) or owner.id not in adjoint.active or not gives_view(adjoint, index):
        return False
    step = TupleArg((Const("getitem"), index))
    for path, part in adjoint.delayed.pop(let.name):
        if owner.id not in adjoint.bars:
            adjoint.delayed.setdefault(owner.id, []).append(((step, *path), part))
        else:
            into = buffer(adjoint, owner)
            adjoint.bars[owner.id] = adjoint.build.emit(
                "store.add", into, part, step, *path, hint=adjoint.hint(owner.id)
            )
    return True


def _is_row_of(adjoint: Adjoint, owner: Name, name: str) -> bool:
    """Whether a name is one of the lists of numbers in a list of such."""
    kind, row = adjoint.type_of(owner), adjoint.type_of(Name(name))
    return isinstance(kind, ListType) and isinstance(kind.element, ListType) and isinstance(row, ListType)


def _add_to_row(adjoint: Adjoint, owner: Name, index: Arg, name: str) -> None:
    """Add to single numbers of a row; a row with the sums replaces the row."""
    into = buffer(adjoint, owner)
    item = adjoint.build.emit("operator.getitem", into, index)
    row: Arg = adjoint.build.emit("list.copy", item, kind=adjoint.type_of(Name(name)), hint=adjoint.hint(name))
    row = _all_added(adjoint, name, row, adjoint.delayed.pop(name))
    path = TupleArg((Const("getitem"), index))
    adjoint.bars[owner.id] = adjoint.build.emit("store.set", into, row, path, hint=adjoint.hint(owner.id))


def add_to_item(adjoint: Adjoint, owner: Name, index: Arg, bar: Arg) -> None:
    """Add to an item of a list of adjoints; the item is replaced, since its memory may be another's too."""
    path, kind = TupleArg((Const("getitem"), index)), adjoint.type_of(owner)
    assert isinstance(kind, ListType)
    overwritten = adjoint.pending.get(owner.id) == [(path,)]
    if overwritten:  # it is zero there
        del adjoint.pending[owner.id]
    into = buffer(adjoint, owner)
    item = adjoint.build.emit("operator.getitem", into, index)
    total = bar if overwritten else adjoint.sum_of(item, bar, kind.element)
    adjoint.bars[owner.id] = adjoint.build.emit("store.set", into, total, path, hint=adjoint.hint(owner.id))


def gives_view(adjoint: Adjoint, index: Arg) -> bool:
    """Whether what an index reads is memory of the array, so that adding to a part of it adds to the array."""
    if isinstance(index, TupleArg):
        return not index.list and all(gives_view(adjoint, item) for item in index.items)
    return is_basic(adjoint, index) and not isinstance(adjoint.type_of(index), ArrayType)


def is_basic(adjoint: Adjoint, index: Arg) -> bool:
    """Whether an index reads no element twice: integers, slices, None, ellipsis, and masks."""
    if isinstance(index, TupleArg):
        return not index.list and all(is_basic(adjoint, item) for item in index.items)
    if isinstance(index, SliceArg):
        return True
    if isinstance(index, Const):
        return not isinstance(index.value, bool)
    kind = adjoint.type_of(index)
    if isinstance(kind, ScalarType):
        return kind.kind == "i"
    return isinstance(kind, ArrayType) and kind.kind == "b"


def buffer(adjoint: Adjoint, owner: Name) -> Arg:
    """The adjoint of an array (or list) with its whole shape, to add into."""
    flush(adjoint, owner.id)
    bar = add_delayed(adjoint, owner.id, adjoint.bars.get(owner.id))
    if bar is None:
        return adjoint.zero(owner)
    return unshared(adjoint, owner.id, adjoint.roomy(bar, owner))


def unshared(adjoint: Adjoint, own: str, bar: Arg) -> Arg:
    """Before `bar` is written, the adjoints that are views of it are copied."""
    if isinstance(bar, Name):
        for name, other in list(adjoint.bars.items()):
            if (
                name != own
                and isinstance(other, Name)
                and _may_be(adjoint, other.id, bar.id)
                and _holds_array(adjoint, other)
            ):
                spelling = "method" if isinstance(adjoint.type_of(other), ArrayType) else ""
                adjoint.bars[name] = adjoint.build.emit("numpy.copy", other, hint=adjoint.hint(name), spelling=spelling)
    return bar


def _holds_array(adjoint: Adjoint, bar: Name) -> bool:
    kind = adjoint.type_of(bar)
    return isinstance(kind, Unknown) or (isinstance(kind, ArrayType) and kind.shape != ())


def _may_be(adjoint: Adjoint, name: str, memory: str) -> bool:
    """Whether following the names that `name` shares memory with leads to `memory`."""
    seen, waiting = {name}, [name]
    while waiting:
        for other in adjoint.program.shares.get(waiting.pop(), ()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return memory in seen


def reverse(adjoint: Adjoint, let: Let, bar: Arg) -> None:
    """Reverse a store or an operation on a list, whose new version has the adjoint `bar`."""
    call = let.call
    _check_items(adjoint, let)
    if call.args and adjoint.is_keyed(call.args[0]):
        keyed.reverse(adjoint, let, bar)
    elif call.prim.startswith("store."):
        _store(adjoint, let, adjoint.roomy(bar, Name(let.name)))
    elif call.prim == "list.last":
        owner = call.args[0]
        assert isinstance(owner, Name)
        add_to_item(adjoint, owner, Const(-1), bar)
    else:
        lists.reverse(adjoint, call, bar)


def _check_items(adjoint: Adjoint, let: Let) -> None:
    """Refuse a list of tuples and lists that are not built alike: their adjoints cannot be added."""
    kind, call = adjoint.type_of(Name(let.name)), let.call
    if not isinstance(kind, ListType) or call.prim == "list.extend":
        return
    put_in = call.args if call.prim == "list.display" else call.args[1:2]
    if any(forgets(kind.element, adjoint.type_of(item)) for item in put_in):
        refuse_items(let.origin)


def refuse_items(origin: Origin | None) -> NoReturn:
    what = "the items of this list are tuples or lists that are not built alike"
    raise Refusal(Problem(origin, what, "give them one length, or keep them in two lists"))


def check_handed_on(adjoint: Adjoint, name: str, sources: Iterable[Arg], origin: Origin | None) -> None:
    """Refuse such a list where a round or a branch hands it on: nothing says of its items that they are no arrays."""
    kind = adjoint.type_of(Name(name))
    if isinstance(kind, (ListType, TupleType)) and any(forgets(kind, adjoint.type_of(own)) for own in sources):
        refuse_items(origin)


def _store(adjoint: Adjoint, let: Let, bar: Arg) -> None:
    """``u[path] = v``: v takes the adjoint of what it overwrote with, and the old elements have none."""
    call, earlier = let.call, adjoint.pending.pop(let.name, [])
    owner, value, *path = call.args
    if adjoint.is_list(owner) and replaces_items(call):
        adjoint.accumulate(value, bar)
        return
    part: Arg = Const(0.0)
    if adjoint.is_active(value):
        region = view(adjoint, bar, path)
        if call.prim == "store.set" and not all(is_distinct(adjoint, step) for step in path):
            region = last_written(adjoint, bar, region, path)
        if isinstance(value, (TupleArg, StructArg)) or is_structure(adjoint.type_of(value)):  # of a list, a whole item
            part = region
        else:
            part = adjoint.build.emit("s2sad.reduce", region, region, value, hint=adjoint.hint_of(value))
    if isinstance(owner, Name) and owner.id in adjoint.active:
        _hand_on(adjoint, owner, bar, [*earlier, tuple(path)] if call.prim == "store.set" else [])
    adjoint.accumulate(value, part)  # after the owner, which it may be: ``u[path] = u``


def _hand_on(adjoint: Adjoint, owner: Name, bar: Arg, overwritten: list[tuple[Arg, ...]]) -> None:
    """The adjoint of the new version goes to the old one, but for what was overwritten."""
    if owner.id in adjoint.bars or owner.id in adjoint.delayed:
        for path in overwritten:
            erased = _erased(adjoint, owner, path)
            bar = adjoint.build.emit("store.set", bar, erased, *path, hint=adjoint.hint(owner.id))
        overwritten = []
    adjoint.accumulate(owner, bar)
    if overwritten:
        adjoint.pending[owner.id] = overwritten


DISTINCT = frozenset(f"numpy.{n}" for n in ("argsort", "flatnonzero"))
DISTINCT_TOGETHER = frozenset(
    f"numpy.{n}" for n in ("nonzero", "where", "diag_indices", "tril_indices", "triu_indices")
)


def is_distinct(adjoint: Adjoint, step: Arg) -> bool:
    """Whether a step of a store's path leads to no element twice."""
    assert isinstance(step, TupleArg)
    if step.items[0] != Const("getitem") or is_basic(adjoint, step.items[1]):
        return True
    index = step.items[1]
    if isinstance(index, TupleArg) and not index.list:
        rest = [item for item in index.items if not is_basic(adjoint, item)]
        made = [_part_of(adjoint, item) for item in rest]
        sources = {call.prim if call is not None and len(call.args) == 1 else "" for call in made}
        if len(sources) == 1 and sources <= DISTINCT_TOGETHER and len(set(rest)) == len(rest) > 1:
            return True
        if len(index.items) == len(rest) > 1 and len(set(made)) == 1 and made[0] is not None:
            return made[0].prim == "numpy.ix_" and all(_is_distinct_array(adjoint, arg) for arg in made[0].args)
        return len(set(rest)) == 1 and _is_distinct_array(adjoint, rest[0])
    return _is_distinct_array(adjoint, index)


def _is_distinct_array(adjoint: Adjoint, index: Arg) -> bool:
    """Whether an array or a list of indices has no place twice: -1 may be one that another number names too."""
    if isinstance(index, TupleArg):
        numbers = [item.value if isinstance(item, Const) else None for item in index.items]
        signs = {isinstance(n, int) and (n if isinstance(n, bool) else n >= 0) for n in numbers}
        return None not in numbers and len(signs) == 1 and len(set(numbers)) == len(numbers)
    let = adjoint.lets.get(index.id) if isinstance(index, Name) else None
    if let is not None and let.call.prim == "numpy.arange":
        return _counts_from_zero_on(let.call)
    shape = known_shape(adjoint.type_of(index))
    return let is not None and let.call.prim in DISTINCT and shape is not None and len(shape) == 1


def _counts_from_zero_on(call: Call) -> bool:
    """Whether no number of an `arange` is negative."""
    start, stop, step = (*((Const(0),) if len(call.args) == 1 else ()), *call.args, *[Const(1)] * 2)[:3]
    if call.keywords or not isinstance(step, Const) or not isinstance(step.value, int):
        return False
    least = start if step.value > 0 else stop
    return isinstance(least, Const) and isinstance(least.value, int) and least.value >= (0 if step.value > 0 else -1)


def _part_of(adjoint: Adjoint, index: Arg) -> Call | None:
    """The call of whose results an index is one."""
    let = adjoint.lets.get(index.id) if isinstance(index, Name) else None
    whole = let.call.args[0] if let is not None and let.call.prim == "operator.getitem" else None
    made = adjoint.lets.get(whole.id) if isinstance(whole, Name) else None
    return made.call if made is not None else None


def last_written(adjoint: Adjoint, bar: Arg, region: Arg, path: list[Arg]) -> Arg:
    """The adjoint of what a store wrote where one element may have been written several times: the last one stays."""
    emit = adjoint.build.emit
    order = emit("numpy.reshape", emit("numpy.arange", emit("numpy.size", region)), emit("numpy.shape", region))
    last = emit("store.set", emit("numpy.empty", emit("numpy.shape", bar)), order, *path, hint="last")
    return emit("numpy.where", emit("operator.eq", view(adjoint, last, path), order), region, Const(0.0))


def _erased(adjoint: Adjoint, owner: Name, path: Sequence[Arg]) -> Arg:
    """The zero that an overwritten element gets; a tuple or a list in a list gets one for each of its parts."""
    kind = adjoint.type_of(owner)
    if len(path) > 1 or not isinstance(kind, ListType):
        return Const(0.0)
    return adjoint.zero_of_item(kind, lambda: view(adjoint, owner, list(path)))


def flush(adjoint: Adjoint, name: str, call: Call | None = None) -> None:
    """Set the overwritten elements of an adjoint to zero, as late as can be: what was in them is used by then.

    With the call of a store: but for elements that it does not write, which may wait.
    """
    paths = adjoint.pending.pop(name, [])
    if call is not None and call.prim == "store.set" and isinstance(adjoint.type_of(Name(name)), ArrayType):
        waiting = [path for path in paths if _are_disjoint(adjoint, name, path, call.args[2:])]
        if waiting:
            adjoint.pending[name] = waiting
            paths = [path for path in paths if path not in waiting]
    for path in paths:
        if name in adjoint.bars:
            bar = unshared(adjoint, name, adjoint.bars[name])
            adjoint.bars[name] = adjoint.build.emit(
                "store.set", bar, _erased(adjoint, Name(name), path), *path, hint=adjoint.hint(name)
            )


def _are_disjoint(adjoint: Adjoint, name: str, one: Sequence[Arg], other: Sequence[Arg]) -> bool:
    """Whether no element is reached by both paths, which stand in one block."""
    steps = [path[0] for path in (one, other) if path and isinstance(path[0], TupleArg)]
    parts = [Part(name, step.items[1], ()) for step in steps if step.items[0] == Const("getitem")]
    regions = Regions(adjoint.program, adjoint.lets, {}, lambda version: (), None)
    return len(parts) == 2 and regions.disjoint(parts[0], parts[1], None)


def view(adjoint: Adjoint, bar: Arg, path: list[Arg]) -> Arg:
    """The part of `bar` that a store's path leads to."""
    for step in path:
        assert isinstance(step, TupleArg) and isinstance(step.items[0], Const)
        name = str(step.items[0].value)
        prim = "operator.getitem" if name == "getitem" else name
        bar = adjoint.build.emit(prim, bar, *step.items[1:])
    return bar
