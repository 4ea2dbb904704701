"""Dicts of which only the run knows the keys, in reverse mode: a key that an adjoint has not has adjoint zero.

So an adjoint begins as an empty dict, and what a store has put under a key is taken out of it where the reverse sweep
passes the store.  Of a dict of lists or of dicts the adjoint has every key from the beginning, since only the dict
itself knows how long its lists are; what is added to a list is taken from the end of its adjoint.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from s2sad.core.nodes import Arg, Call, Const, Function, Let, Name, SliceArg, StructArg, TupleArg
from s2sad.core.program import Program
from s2sad.core.records import dataclass
from s2sad.core.types import DictType, Dim, ListType, OpaqueType, ScalarType, StringType, TupleType, Type, Unknown
from s2sad.core.walk import names_of, statements
from s2sad.errors import Problem
from s2sad.modes.nested import constant, frozen, is_structure, outline
from s2sad.source.lower.signals import Refusal

if TYPE_CHECKING:
    from s2sad.modes.adjoint import Adjoint

__all__ = ["Lifted", "by_what_varies", "check_sum", "read", "read_inside", "reverse", "zero"]

ZERO = Const(0.0)
Path = tuple[Arg, ...]


@dataclass(frozen=True)
class Lifted:
    """What an adjoint was before the item at a path was taken out of it, and this item; `block` is where it was."""

    bar: Arg
    path: tuple[Arg, ...]
    item: Arg | None
    block: object


def by_what_varies(function: Function, program: Program, varied: Collection[str]) -> Iterator[tuple[Let, Problem]]:
    """Where a dict is given, or asked for, a key that depends on what is differentiated."""
    lets: dict[str, Let] = {}
    for let in statements(function.body):
        if not isinstance(let, Let) or not let.call.args:
            continue
        call, owner = let.call, let.call.args[0]
        if call.prim == "dict.display":
            keys: Arg = owner
        elif isinstance(owner, Name) and isinstance(program.types.get(owner.id), DictType):
            keys = _keys(call)
            if not call.prim.startswith("store.") and let.name not in varied:
                continue
        else:
            continue
        lets = lets or {s.name: s for s in statements(function.body) if isinstance(s, Let)}
        if any(not _is_text_beside(name, lets, program) for name in names_of(keys) & set(varied)):
            what = "the key of this dict depends on what is differentiated: which item it finds jumps"
            yield let, Problem(let.origin, what, "use a whole number, or a text")


def _is_text_beside(name: str, lets: Mapping[str, Let], program: Program) -> bool:
    """Whether a text or an object came out of a tuple, in which it stood beside a number that varies."""
    made = lets.get(name)
    whole = made.call.args[0] if made is not None and made.call.prim == "operator.getitem" else None
    beside = isinstance(whole, Name) and isinstance(program.types.get(whole.id), TupleType)
    return beside and isinstance(program.types.get(name), (StringType, OpaqueType))


def _keys(call: Call) -> TupleArg:
    """The keys with which a call goes into a dict."""
    if call.prim in ("operator.getitem", "dict.get", "dict.without"):
        return TupleArg((call.args[1],))
    return TupleArg(tuple(step.items[1] for step in call.args[1:] if isinstance(step, TupleArg) and is_step(step)))


def is_step(arg: TupleArg) -> bool:
    return len(arg.items) == 2 and arg.items[0] == Const("getitem")


def check_sum(adjoint: Adjoint, kind: DictType) -> None:
    """The adjoints of two versions of one dict are added where a key may be missing in either."""
    if not is_sparse(kind):
        what = "two versions of this dict are read side by side"
        raise Refusal(Problem(adjoint.build.origin, what, "make a second dict: d = dict(d)"))


def is_sparse(kind: DictType) -> bool:
    """Whether a key may be missing in an adjoint; it has each key where only the run knows how a zero is built."""
    return constant(frozen(kind.element), ZERO) is not None


def zero(adjoint: Adjoint, x: Arg, kind: DictType) -> Arg:
    """The adjoint with which the reverse sweep begins: empty, or with a zero for each list and dict in the dict."""
    made = frozen(DictType(kind.element, None, key=kind.key))
    if is_sparse(kind) or kind.length == Dim():
        return adjoint.build.emit("dict.display", TupleArg(()), kind=made, hint=adjoint.hint_of(x))
    like, built = Const(outline(kind, named=True)), Const(_begun(outline(kind)))
    return adjoint.build.emit("s2sad.list_filled", x, ZERO, like, built, kind=made, hint=adjoint.hint_of(x))


def _begun(kind: Type) -> Type:
    """How a zero is built: a dict in which a key may be missing is empty."""
    if isinstance(kind, DictType):
        return DictType(kind.element, Dim()) if is_sparse(kind) else DictType(_begun(kind.element))
    return ListType(_begun(kind.element)) if isinstance(kind, ListType) else kind


# -- places ---------------------------------------------------------------------------------------


def place_of(adjoint: Adjoint, owner: Arg) -> tuple[Name, Path] | None:
    """The dict out of which a list or a dict was taken, if that has an adjoint by now, and the path that led there."""
    path: list[Arg] = []
    while isinstance(owner, Name) and owner.id not in adjoint.bars and owner.id not in adjoint.delayed:
        made = adjoint.lets.get(owner.id)
        if made is None or made.call.prim != "operator.getitem" or not adjoint.is_keyed(made.call.args[0]):
            return None
        owner = made.call.args[0]
        path.insert(0, TupleArg((Const("getitem"), made.call.args[1])))
    return (owner, tuple(path)) if path and isinstance(owner, Name) and owner.id in adjoint.active else None


def read_inside(adjoint: Adjoint, owner: Arg, index: Arg, bar: Arg) -> bool:
    """``v = d[k][i]``: the adjoint of v is added where it stands in that of the dict, if there is one by now."""
    found = place_of(adjoint, owner)
    if found is None or isinstance(index, SliceArg):
        return False
    root, path = found
    _add(adjoint, root, (*path, TupleArg((Const("getitem"), index))), bar)
    return True


def _add(adjoint: Adjoint, owner: Name, path: Path, bar: Arg) -> None:
    """Add to what stands at the end of a path."""
    into = adjoint.bars.get(owner.id)
    before = adjoint.lifted.get(into.id) if isinstance(into, Name) else None
    if before is not None and before.path == path and before.block is adjoint.build.blocks[-1]:
        if before.item == bar:  # d[k] = d[k] + v leaves it as it is
            adjoint.bars[owner.id] = before.bar
            return
        into, total = before.bar, bar
    elif into is None:
        begun = zero(adjoint, owner, _dict_type(adjoint, owner))
        into, total = begun, bar
    else:
        kind = _inside(adjoint.type_of(owner), len(path))
        total = adjoint.sum_of(_item(adjoint, into, path, adjoint.type_of(owner)), bar, kind)
    adjoint.bars[owner.id] = adjoint.build.emit("store.set", into, total, *path, hint=adjoint.hint(owner.id))


def _dict_type(adjoint: Adjoint, owner: Arg) -> DictType:
    kind = adjoint.type_of(owner)
    assert isinstance(kind, DictType)
    return kind


def _inside(kind: Type, depth: int) -> Type:
    """The type of what stands so deep in a dict."""
    for _ in range(depth):
        kind = kind.element if isinstance(kind, ListType) else Unknown()
    return kind


def _item(adjoint: Adjoint, bar: Arg, path: Path, whole: Type) -> Arg:
    """What stands at a path in the adjoint of a dict: of an array it may be the number zero, which broadcasts."""
    *steps, last = path
    kind = _inside(whole, len(steps))
    assert isinstance(last, TupleArg)
    if isinstance(kind, DictType) and is_sparse(kind):
        element = frozen(kind.element)
        none = constant(element, ZERO)
        assert none is not None
        return adjoint.build.emit("dict.get", bar, last.items[1], none, *steps, kind=element)
    return adjoint.build.emit("operator.getitem", view(adjoint, bar, steps), last.items[1], spelling="in")


def view(adjoint: Adjoint, bar: Arg, path: Iterable[Arg]) -> Arg:
    """What stands at a path in a dict, of which each key is there."""
    for step in path:
        assert isinstance(step, TupleArg)
        bar = adjoint.build.emit("operator.getitem", bar, step.items[1], spelling="in")
    return bar


# -- what was done ----------------------------------------------------------------------------------


def read(adjoint: Adjoint, owner: Name, key: Arg, bar: Arg) -> None:
    """``v = d[key]``: the adjoint of v is added to that of the item."""
    if owner.id not in adjoint.bars and read_inside(adjoint, owner, key, bar):
        return
    kind = _dict_type(adjoint, owner)
    if owner.id in adjoint.bars or not is_sparse(kind):
        _add(adjoint, owner, (TupleArg((Const("getitem"), key)),), bar)
        return
    made, hint = frozen(DictType(kind.element, None, key=kind.key)), adjoint.hint_of(owner)
    adjoint.bars[owner.id] = adjoint.build.emit("dict.display", TupleArg((key,)), bar, kind=made, hint=hint)


def reverse(adjoint: Adjoint, let: Let, bar: Arg) -> None:
    """Reverse what was done with a dict, or a new version of it, whose adjoint is `bar`."""
    call = let.call
    owner, *rest = call.args
    if call.prim == "dict.display":
        assert isinstance(owner, TupleArg)
        for key, value in zip(owner.items, rest, strict=True):
            if adjoint.is_active(value):
                whole = adjoint.type_of(Name(let.name))
                adjoint.accumulate(value, _item(adjoint, bar, (TupleArg((Const("getitem"), key)),), whole))
    elif call.prim == "dict.get":
        assert isinstance(owner, Name)
        if owner.id in adjoint.active:
            read(adjoint, owner, rest[0], bar)
    elif call.prim == "list.last":
        assert isinstance(owner, Name)
        _add(adjoint, owner, (*rest, TupleArg((Const("getitem"), Const(-1)))), bar)
    elif call.prim == "dict.without":
        _hand_on(adjoint, call, bar, (TupleArg((Const("getitem"), rest[0])),))
    elif call.prim == "list.append":
        _append(adjoint, owner, rest[0], tuple(rest[1:]), bar)
    elif call.prim == "list.extend":
        _extend(adjoint, owner, rest[0], tuple(rest[1:]), bar)
    elif call.prim == "list.init":
        _init(adjoint, owner, tuple(rest), bar)
    else:
        _store(adjoint, let, bar)


def _append(adjoint: Adjoint, owner: Arg, value: Arg, path: Path, bar: Arg) -> None:
    """``d[k].append(v)``: v takes the adjoint of the last item, and the list is shorter before."""
    if adjoint.is_active(value):
        adjoint.accumulate(value, adjoint.build.emit("list.last", bar, *path, hint=adjoint.hint_of(value)))
    adjoint.accumulate(owner, adjoint.build.emit("list.init", bar, *path, hint=adjoint.hint_of(owner)))


def _extend(adjoint: Adjoint, owner: Arg, more: Arg, path: Path, bar: Arg) -> None:
    row = view(adjoint, bar, path)
    kind = adjoint.type_of(row)
    assert isinstance(kind, ListType)
    emit, none, part = adjoint.build.emit, Const(None), ListType(kind.element)
    before = emit("operator.sub", emit("builtins.len", row), emit("builtins.len", more))
    if adjoint.is_active(more):
        adjoint.accumulate(more, emit("operator.getitem", row, SliceArg(before, none, none), kind=part))
    shorter = emit("operator.getitem", row, SliceArg(none, before, none), kind=part)
    adjoint.accumulate(owner, emit("store.set", bar, shorter, *path, hint=adjoint.hint_of(owner)))


def _init(adjoint: Adjoint, owner: Arg, path: Path, bar: Arg) -> None:
    kind = _inside(adjoint.type_of(owner), len(path) + 1)
    none = constant(frozen(kind), ZERO)
    if none is None:
        raise Refusal(Problem(adjoint.build.origin, "a list of lists in a dict is shortened", "make a new list"))
    adjoint.accumulate(owner, adjoint.build.emit("list.append", bar, none, *path, hint=adjoint.hint_of(owner)))


def _store(adjoint: Adjoint, let: Let, bar: Arg) -> None:
    call = let.call
    _, value, *path = call.args
    region: Arg | None = None
    part: Arg = ZERO
    if adjoint.is_active(value):
        part = region = _item(adjoint, bar, tuple(path), adjoint.type_of(Name(let.name)))
        if not isinstance(value, (TupleArg, StructArg)) and not is_structure(adjoint.type_of(value)):
            part = adjoint.build.emit("s2sad.reduce", region, region, value, hint=adjoint.hint_of(value))
    _hand_on(adjoint, call, bar, tuple(path), region)
    adjoint.accumulate(value, part)


def _hand_on(adjoint: Adjoint, call: Call, bar: Arg, path: Path, item: Arg | None = None) -> None:
    """The adjoint goes to the version before, in which there is another item at the place, or none."""
    owner = call.args[0]
    if not adjoint.is_active(owner):
        return
    hint, inner = adjoint.hint_of(owner), _inside(adjoint.type_of(owner), len(path) - 1)
    if isinstance(inner, DictType) and is_sparse(inner):
        *steps, last = path
        assert isinstance(last, TupleArg)
        before: Arg = adjoint.build.emit("dict.without", bar, last.items[1], Const(None), *steps, hint=hint)
    else:
        none = _zero_before(adjoint, call, inner)
        before = bar if none is None else adjoint.build.emit("store.set", bar, none, *path, hint=hint)
    if isinstance(before, Name) and before != bar:
        adjoint.lifted[before.id] = Lifted(bar, path, item, adjoint.build.blocks[-1])
    adjoint.accumulate(owner, before)


def _zero_before(adjoint: Adjoint, call: Call, inner: Type) -> Arg | None:
    """The adjoint of what a store overwrites; None where nothing was there, and nobody asks for it."""
    element = inner.element if isinstance(inner, ListType) else Unknown()
    was = dict(call.keywords).get("%before")
    if was == Const(None):
        return None
    if not isinstance(inner, DictType):
        none = constant(frozen(element), ZERO)
    elif isinstance(element, DictType) and is_sparse(element):
        kind = frozen(DictType(element.element, None, key=element.key))
        none = adjoint.build.emit("dict.display", TupleArg(()), kind=kind)
    elif was is None:
        none = None
    elif isinstance(adjoint.type_of(was), ScalarType):
        item = constant(frozen(element.element), ZERO) if isinstance(element, ListType) else None
        none = None if item is None else _zeros(adjoint, item, was)
    else:
        none = adjoint.zero(was)
    if none is None:
        what = "a list or a dict of such is replaced in a dict of which only the run knows the keys"
        raise Refusal(Problem(adjoint.build.origin, what, "change it in place, or make a second dict"))
    return none


def _zeros(adjoint: Adjoint, item: Arg, length: Arg) -> Arg:
    return adjoint.build.emit("list.repeat", item, length, kind=ListType(adjoint.type_of(item)))
