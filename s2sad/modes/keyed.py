"""Dicts of which only the run knows the keys, in reverse mode: a key that an adjoint has not has adjoint zero.

So an adjoint begins as an empty dict, and what a store has put under a key is taken out of it where the reverse sweep
passes the store.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from s2sad.core.nodes import Arg, Call, Const, Function, Let, Name, TupleArg
from s2sad.core.program import Program
from s2sad.core.records import dataclass
from s2sad.core.types import DictType, OpaqueType, StringType, TupleType
from s2sad.core.walk import names_of, statements
from s2sad.errors import Problem
from s2sad.source.lower.signals import Refusal

if TYPE_CHECKING:
    from s2sad.modes.adjoint import Adjoint

__all__ = ["Lifted", "by_what_varies", "check_sum", "read", "reverse"]

ZERO = Const(0.0)


@dataclass(frozen=True)
class Lifted:
    """What an adjoint was before the item under a key was taken out of it, and this item; `block` is where it was."""

    bar: Arg
    key: Arg
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
            key = _key(call)
            if key is None or (not call.prim.startswith("store.") and let.name not in varied):
                continue
            keys = key
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


def _key(call: Call) -> Arg | None:
    if call.prim.startswith("store."):
        step = call.args[2]
        return step.items[1] if isinstance(step, TupleArg) else None
    return call.args[1] if call.prim in ("operator.getitem", "dict.get", "dict.without") else None


def check_sum(adjoint: Adjoint) -> None:
    """No two adjoints of one dict are added: versions follow one another."""
    what = "two versions of this dict are read side by side"
    raise Refusal(Problem(adjoint.build.origin, what, "make a second dict: d = dict(d)"))


def read(adjoint: Adjoint, owner: Name, key: Arg, bar: Arg) -> None:
    """``v = d[key]``: the adjoint of v is added to that of the item."""
    into = adjoint.bars.get(owner.id)
    if into is None:
        adjoint.bars[owner.id] = _with_one(adjoint, owner, key, bar)
        return
    before = adjoint.lifted.get(into.id) if isinstance(into, Name) else None
    if before is not None and before.key == key and before.block is adjoint.build.blocks[-1]:
        if before.item == bar:  # d[k] = d[k] + v leaves it as it is
            adjoint.bars[owner.id] = before.bar
            return
        into, total = before.bar, bar
    else:
        total = adjoint.build.emit("operator.add", _item(adjoint, into, key), bar)
    path = TupleArg((Const("getitem"), key))
    adjoint.bars[owner.id] = adjoint.build.emit("store.set", into, total, path, hint=adjoint.hint(owner.id))


def _with_one(adjoint: Adjoint, owner: Name, key: Arg, bar: Arg) -> Arg:
    kind = adjoint.type_of(owner)
    assert isinstance(kind, DictType)
    made = DictType(kind.element, None, kind.key)
    return adjoint.build.emit("dict.display", TupleArg((key,)), bar, kind=made, hint=adjoint.hint_of(owner))


def _item(adjoint: Adjoint, bar: Arg, key: Arg) -> Arg:
    """The adjoint of an item: of an array it may be the number zero, which broadcasts."""
    kind = adjoint.type_of(bar)
    assert isinstance(kind, DictType)
    return adjoint.build.emit("dict.get", bar, key, ZERO, kind=kind.element)


def reverse(adjoint: Adjoint, call: Call, bar: Arg) -> None:
    """Reverse what was done with a dict, or a new version of it, whose adjoint is `bar`."""
    owner, *rest = call.args
    if call.prim == "dict.display":
        assert isinstance(owner, TupleArg)
        for key, value in zip(owner.items, rest, strict=True):
            if adjoint.is_active(value):
                adjoint.accumulate(value, _item(adjoint, bar, key))
    elif call.prim == "dict.get":
        assert isinstance(owner, Name)
        if owner.id in adjoint.active:
            read(adjoint, owner, rest[0], bar)
    elif call.prim == "dict.without":
        _hand_on(adjoint, owner, bar, rest[0])
    else:
        _store(adjoint, call, bar)


def _store(adjoint: Adjoint, call: Call, bar: Arg) -> None:
    owner, value, step = call.args
    assert isinstance(step, TupleArg)
    key, region, part = step.items[1], None, ZERO
    if adjoint.is_active(value):
        region, hint = _item(adjoint, bar, key), adjoint.hint_of(value)
        part = adjoint.build.emit("s2sad.reduce", region, region, value, hint=hint)  # type: ignore[assignment]
    _hand_on(adjoint, owner, bar, key, region)
    adjoint.accumulate(value, part)


def _hand_on(adjoint: Adjoint, owner: Arg, bar: Arg, key: Arg, item: Arg | None = None) -> None:
    """The adjoint goes to the version before, in which there is another item under the key, or none."""
    if adjoint.is_active(owner):
        before = adjoint.build.emit("dict.without", bar, key, Const(None), hint=adjoint.hint_of(owner))
        if isinstance(before, Name):
            adjoint.lifted[before.id] = Lifted(bar, key, item, adjoint.build.blocks[-1])
        adjoint.accumulate(owner, before)
