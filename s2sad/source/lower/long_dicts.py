"""Dicts of which only the run knows the keys: each is one core value, reached by keys as a list is by places.

Values are what a list may have for items: numbers, arrays, texts, tuples, lists, dicts and objects.  Keys are data: one
that varies is refused where the derivative is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import gast

from s2sad.core.nodes import Arg, Atom, Const, Name, TupleArg
from s2sad.core.types import DictType, Dim, ListType, OpaqueType, ScalarType, Type
from s2sad.source.lower import rows
from s2sad.source.lower.aliases import cells_in, hold, is_new, put_in
from s2sad.source.lower.dict_values import display, is_datum, is_plain, outlives, stored, what_was
from s2sad.source.lower.signals import Raising
from s2sad.source.lower.values import (
    ArrayRef,
    DictContent,
    ItemsOf,
    LongDictContent,
    Num,
    ObjectRef,
    Poison,
    SliceValue,
    State,
    TupleValue,
    Value,
)

if TYPE_CHECKING:
    from s2sad.source.lower.lowerer import Lowerer

__all__ = [
    "as_list", "asks_the_run", "atom_of", "become_long", "called", "check_reached", "contains", "get", "has_floats",
    "is_empty", "is_long_dict", "is_walked", "item", "key_arg", "keys", "put", "remove", "walked", "walking",
]  # fmt: skip

NOT_KNOWN = "the key is not known when s2sad reads it"
WALKED = "the keys of this dict change while it is walked over"


def is_long_dict(lo: Lowerer, value: Value) -> bool:
    return isinstance(value, ObjectRef) and isinstance(lo.state.heap.get(value.id), LongDictContent)


def atom_of(lo: Lowerer, owner: ObjectRef) -> Atom:
    """The core value of a dict now."""
    content = lo.state.heap[owner.id]
    if isinstance(content, Poison):
        lo.refuse(None, f"this dict {content.reason}", content.hint)
    assert isinstance(content, LongDictContent)
    return content.atom


def asks_the_run(lo: Lowerer, owner: ObjectRef, index: Value) -> bool:
    """Whether a dict whose keys are known, and that is of this call, is asked for a key that only the run knows."""
    from s2sad.source.lower.attributes import constant_key

    mine = isinstance(lo.state.heap.get(owner.id), DictContent) and not outlives(lo, owner.id)
    return mine and constant_key(lo, index) is NotImplemented


def become_long(lo: Lowerer, owner: ObjectRef, node: gast.AST) -> LongDictContent:
    """From here on only the run knows the keys of a dict."""
    content = lo.state.heap[owner.id]
    assert isinstance(content, DictContent)
    if outlives(lo, owner.id):
        lo.refuse(node, f"{NOT_KNOWN}, and the dict outlives the call", "write into a copy: d = dict(d)")
    if not is_plain(lo, content):
        refuse_value(lo, node)
    cells = [cell for item in content.items for cell in cells_in(lo, item)]
    if len(set(cells)) < len(cells):
        lo.rows.discard(owner.id)
    hold(lo, owner.id, *content.items)
    made = lo.state.heap[owner.id] = LongDictContent(display(lo, content, called(lo, owner.id)))
    return made


def refuse_value(lo: Lowerer, node: gast.AST) -> NoReturn:
    what = "a dict whose keys are not known when s2sad reads it has values of one kind, built of numbers and arrays"
    lo.refuse(node, what, "a dataclass or a tuple, or a dict for each part of the value")


def called(lo: Lowerer, key: object, state: State | None = None) -> str:
    """The variable that has the dict of this number."""
    frames = (lo.state if state is None else state).frames
    around = [frames.get(lo.frame.id, {}), *frames.values()]
    found = (name for names in around for name, value in names.items() if value == ObjectRef(key))  # type: ignore[arg-type]
    return next((name for name in found if name.isidentifier()), "table")


def key_arg(lo: Lowerer, index: Value, node: gast.AST) -> Arg:
    """A key as an argument."""
    if isinstance(index, (SliceValue, ObjectRef)):
        lo.refuse(node, f"{NOT_KNOWN}, and is no number, text or tuple of such", "use a number, a text or a tuple")
    if isinstance(index, TupleValue):
        return TupleArg(tuple(key_arg(lo, part, node) for part in index.items))
    return lo.arg(index, node)


# -- items --------------------------------------------------------------------------------------


def item(
    lo: Lowerer,
    owner: ObjectRef,
    index: Value,
    node: gast.AST,
    hint: str = "t",
    there: bool = False,
    taken: bool = False,
) -> Value:
    """``owner[index]``; `there` where there is such a key for certain, `taken` where nobody else has it, nor will."""
    key = key_arg(lo, index, node)
    check_reached(lo, atom_of(lo, owner))
    if is_empty(lo, owner):
        raise Raising(KeyError, lo.atom(index))
    sure = "in" if there or is_walked(lo, owner, index, node) else ""
    atom = lo.build.emit("operator.getitem", atom_of(lo, owner), key, hint=hint, spelling=sure)
    return lo.result(atom) if taken else _taken(lo, owner, atom, key)


def is_empty(lo: Lowerer, owner: ObjectRef) -> bool:
    """Whether a dict has no key for certain."""
    kind = lo.build.type_of(atom_of(lo, owner))
    return isinstance(kind, DictType) and kind.length == Dim()


def get(lo: Lowerer, owner: ObjectRef, index: Value, default: Const, node: gast.AST, hint: str = "t") -> Value:
    """``owner.get(index, default)`` for a number."""
    key = key_arg(lo, index, node)
    return _taken(lo, owner, lo.build.emit("dict.get", atom_of(lo, owner), key, default, hint=hint), None)


def _taken(lo: Lowerer, owner: ObjectRef, atom: Atom, key: Arg | None) -> Value:
    value = lo.result(atom)
    hold(lo, owner.id, value)
    lo.taken.setdefault(owner.id, set()).update(cells_in(lo, value))
    cell = value.cell if isinstance(value, ArrayRef) else value.id if isinstance(value, ObjectRef) else None
    if cell is not None and key is not None:
        lo.elements[cell] = (owner.id, key)
    return value


def put(lo: Lowerer, owner: ObjectRef, index: Value, value: Value, node: gast.AST, new: bool = False) -> None:
    """``owner[index] = value``; `new` where there is no such key for certain."""
    from s2sad.source.lower.memory import spoil

    if not is_datum(lo, value):
        refuse_value(lo, node)
    key = key_arg(lo, index, node)
    if any(walk[0] == owner.id and walk[1] != key for walk in lo.walking):
        lo.refuse(node, WALKED, "walk over list(...) of it")
    around, atom, given = rows.dict_around(lo, owner), atom_of(lo, owner), stored(lo, value, node)
    before = what_was(lo, atom, key, given, new)
    mine = isinstance(value, ObjectRef) and is_new(lo, value) and lo.made_in.get(value.id) is lo.build.blocks[-1]
    put_in(lo, around, value)
    if not rows.write(lo, owner, "store.set", [given], node, (rows.step(key),), before):
        base = getattr(atom, "base", "table")
        made = lo.build.emit("store.set", atom, given, rows.step(key), keywords=before, hint=base)
        lo.state.heap[owner.id] = LongDictContent(made)
        spoil(lo, owner.id, node, arrays=False)
    hold(lo, owner.id, value)
    hold(lo, around, value)
    if mine:
        assert isinstance(value, ObjectRef)
        rows.becomes_row(lo, value, owner, key)


def remove(lo: Lowerer, owner: ObjectRef, index: Value, node: gast.AST, lenient: bool = False) -> None:
    """``del owner[index]``; `lenient`: also where there is no such key."""
    from s2sad.source.lower.memory import spoil

    if any(walk[0] == owner.id for walk in lo.walking):
        lo.refuse(node, WALKED, "walk over list(...) of it")
    key, atom = key_arg(lo, index, node), atom_of(lo, owner)
    more = (Const(None),) if lenient else ()
    gone = lo.build.emit("operator.getitem", atom, key, spelling="in")
    before = what_was(lo, atom, key, gone)
    made = lo.build.emit("dict.without", atom, key, *more, keywords=before, hint=getattr(atom, "base", "table"))
    if rows.put_whole(lo, owner, made, node):
        return
    lo.state.heap[owner.id] = LongDictContent(made)
    spoil(lo, owner.id, node, arrays=False)


def contains(lo: Lowerer, owner: ObjectRef, index: Value, node: gast.AST) -> Num:
    """``index in owner``."""
    key = key_arg(lo, index, node)
    if is_empty(lo, owner):
        return Num(Const(False))
    return Num(lo.build.emit("operator.contains", atom_of(lo, owner), key, kind=ScalarType("bool")))


def check_reached(lo: Lowerer, atom: Atom) -> None:
    """An item of what is empty: in a recursive function, before it is known what another call has put there."""
    from s2sad.source.lower.branches import Unreached

    kind = lo.build.type_of(atom)
    if lo.settling and lo.skips and isinstance(kind, ListType) and kind.length == Dim():
        lo.skipped = True
        raise Unreached


# -- walking ------------------------------------------------------------------------------------


def keys(lo: Lowerer, items: Value, hint: str) -> Atom:
    """A list of the keys of a dict."""
    owner = items.owner if isinstance(items, ItemsOf) else items
    assert isinstance(owner, ObjectRef)
    return lo.build.emit("dict.keys", atom_of(lo, owner), hint=hint)


def is_walked(lo: Lowerer, owner: ObjectRef, index: Value, node: gast.AST) -> bool:
    """Whether an index is the key at which a loop over the dict is."""
    return (owner.id, key_arg(lo, index, node)) in lo.walking


def as_list(lo: Lowerer, value: Value, node: gast.AST) -> Value:
    """What a function that walks over a dict finds in it, as a list; any other value as it is."""
    if not isinstance(value, ItemsOf) and not is_long_dict(lo, value):
        return value
    from s2sad.source.lower.comprehensions import listed

    return listed(lo, value, node, "items")


def has_floats(lo: Lowerer, items: ItemsOf) -> bool:
    """Whether these are Python's own floats."""
    kind = lo.build.type_of(atom_of(lo, items.owner))
    return items.part == "values" and isinstance(kind, DictType) and kind.element == ScalarType("float")


def walked(lo: Lowerer, items: ItemsOf) -> tuple[Atom, Type, Callable[[Atom], Value], str]:
    """What a loop over a dict walks over: its keys, their type, the item for a key, and what a key is called."""
    whole = keys(lo, items, "keys")
    kind = lo.build.type_of(atom_of(lo, items.owner))
    key_type = (kind.key if isinstance(kind, DictType) else None) or OpaqueType()

    def element(target: Atom) -> Value:
        assert isinstance(target, Name)
        if lo.walking:
            lo.walking[-1] = (items.owner.id, target)
        key = lo.result(target)
        if items.part == "keys":
            return key
        value = _taken(
            lo, items.owner, lo.build.emit("operator.getitem", atom_of(lo, items.owner), target, spelling="in"), target
        )
        return value if items.part == "values" else TupleValue((key, value))

    return whole, key_type, element, "key"


@contextmanager
def walking(lo: Lowerer) -> Iterator[None]:
    """While the body of a loop is lowered: a dict that it walks over keeps its keys."""
    lo.walking.append((0, None))
    try:
        yield
    finally:
        lo.walking.pop()
