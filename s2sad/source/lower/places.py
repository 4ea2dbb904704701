"""Items of lists of distinct items: where each was taken from, and what it is after another one was written.

An item is known by its list and its index.  So two names of items can be written one after the other: whichever is
written is put back where it was taken from, and whatever else was taken out of that list is read again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s2sad.core.nodes import Arg, Atom, Const, Name
from s2sad.source.lower.aliases import connected_cells, hold
from s2sad.source.lower.values import (
    LOST,
    ArrayRef,
    CellContent,
    Content,
    ListContent,
    LongDictContent,
    LongListContent,
    Num,
    ObjectRef,
    Poison,
    TupleValue,
    Value,
)

if TYPE_CHECKING:
    from s2sad.source.lower.lowerer import Lowerer

__all__ = [
    "Elements", "Others", "Positions", "before_and_after", "counted_in", "forget", "in_order", "index_of", "is_counted",
    "is_sole_holder", "keep_distinct", "of_both", "others", "owner_of", "read_again", "taken_away", "taken_from",
]  # fmt: skip

Positions = dict[int, tuple[int, int]]
"""By the number of an item: the list in which it stands, and where."""
Elements = dict[int, tuple[int, Arg]]
Others = list[tuple[int, Arg, int]]
"""Items that were taken out of a list: the number of each, its index, and the version that it has."""


def _number_of(value: Value) -> int | None:
    """The number of an array that is no view of another, or of an object."""
    if isinstance(value, ArrayRef):
        return None if value.steps else value.cell
    return value.id if isinstance(value, ObjectRef) else None


def taken_from(lo: Lowerer, owner: int, index: Arg, item: Value, at: int = -1, counted: bool = False) -> None:
    """Note which item of which list something is.

    Parameters
    ----------
    at : the block among the open ones in which that is known.
    counted : the index is counted from the beginning of the list, so it stays what it is when the list gets longer.
    """
    key = _number_of(item)
    if key is not None and isinstance(index, (Name, Const)):
        lo.elements[key] = (owner, index)
        lo.known_in[key] = lo.build.blocks[at]
        (lo.counted.add if counted else lo.counted.discard)(key)


def in_order(items: tuple[Value, ...], owner: int) -> Positions:
    """Where the items of a list whose length is known stand in it."""
    keys = [_number_of(item) for item in items]
    return {key: (owner, k) for k, key in enumerate(keys) if key is not None}


def before_and_after(lo: Lowerer, owner: int, a: Content, b: Content) -> Positions:
    """Where the items of a list stand whose length is known before a loop, and of which items a round knows it."""
    if not isinstance(a, ListContent):
        return {}
    before = in_order(a.items, owner)
    after = in_order(b.items, owner) if isinstance(b, ListContent) else {}
    for k, item in enumerate(a.items):
        if of_both(lo, item, item, before=(before, after)) == (owner, Const(k), Const(k)):
            taken_from(lo, owner, Const(k), item, at=-2, counted=True)
    made = b.items[len(a.items) :] if isinstance(b, ListContent) else ()
    for k, item in enumerate(made, len(a.items)):
        taken_from(lo, owner, Const(k), item, counted=True)
    return before


def counted_in(lo: Lowerer, owner: int) -> Elements:
    """The items of a list of which the index stays what it is when the list gets longer."""
    return {key: place for key, place in lo.elements.items() if place[0] == owner and key in lo.counted}


def of_both(
    lo: Lowerer,
    a: Value,
    b: Value,
    sides: tuple[object, object] = ((), ()),
    before: tuple[Positions, Positions] = ({}, {}),
) -> tuple[int, Atom, Atom] | None:
    """The list of distinct items of which both values are items, and the index of each; None if there is none.

    Parameters
    ----------
    sides : the blocks in which the one and the other have come about, where these are closed.
    before : what stood where in lists whose length was known, and is known no more.
    """
    one, other = _place_of(lo, a, sides[0], before[0]), _place_of(lo, b, sides[1], before[1])
    return None if one is None or other is None or one[0] != other[0] else (*one, other[1])


def _place_of(lo: Lowerer, value: Value, side: object, before: Positions) -> tuple[int, Atom] | None:
    key = _number_of(value) or 0
    if key in before:
        owner, place = before[key]
        return (owner, Const(place)) if owner in lo.rows else None
    if key not in lo.known_in or key not in lo.elements:
        return None
    owner, index = lo.elements[key]
    known = any(block is lo.known_in[key] for block in (side, *lo.build.blocks))
    return (owner, index) if known and owner in lo.rows and isinstance(index, (Name, Const)) else None


def is_counted(lo: Lowerer, value: Value, before: Positions) -> bool:
    """Whether the index of an item stays what it is when its list gets longer."""
    key = _number_of(value)
    return key in before or key in lo.counted


def forget(lo: Lowerer, item: Value) -> None:
    """Note that it is not known any more which item of which list this is."""
    lo.elements.pop(_number_of(item) or 0, None)


def index_of(lo: Lowerer, value: Value | Content | None, before: Positions) -> Value:
    """The index of what was taken out of a list, or stood in one `before` its length was known no more."""
    if not isinstance(value, (ArrayRef, ObjectRef)):
        return LOST
    if _number_of(value) in before:
        return Num(Const(before[_number_of(value) or 0][1]))
    index = lo.elements.get(_number_of(value) or 0, (0, Const(None)))[1]
    assert isinstance(index, (Name, Const))
    return Num(index)


def owner_of(lo: Lowerer, key: int) -> tuple[int, Arg] | None:
    """The list of distinct items, or the dict, in which an item has a place, and the index of it."""
    owner, index = lo.elements.get(key, (0, Const(None)))
    known = owner in lo.rows and isinstance(lo.state.heap.get(owner), (LongListContent, LongDictContent))
    return (owner, index) if known else None


def taken_away(lo: Lowerer, owner: int, item: Value) -> None:
    """Note that a list of distinct items does not have one any more."""
    key = _number_of(item)
    if key is not None and owner in lo.rows:
        lo.popped[key] = owner


def keep_distinct(lo: Lowerer, made: int, one: int, other: int) -> bool:
    """What is the one list or the other has distinct items if both have; whether that is news."""
    distinct, before = one in lo.rows and other in lo.rows, made in lo.rows
    (lo.rows.add if distinct else lo.rows.discard)(made)
    return distinct != before


def is_sole_holder(lo: Lowerer, owner: int) -> bool:
    """Whether nothing but a list of distinct items has one of them: what is popped is nobody else's."""
    if owner not in lo.rows or _has_taken(lo, owner):
        return False
    near = {owner, *lo.related.get(owner, ()), *lo.handed.get(owner, ())}
    return owner not in lo.sides and (len(near) == 1 or not connected_cells(lo, owner) & _named(lo))


def _has_taken(lo: Lowerer, owner: int) -> bool:
    """Whether an item that was taken out of a list is in use, by a variable or in the middle of a statement."""
    taken = [key for key, (holder, _) in lo.elements.items() if holder == owner]
    pending = any(key >= lo.begun or any(key in given for given in lo.pending) for key in taken)
    return pending or bool(taken and _named(lo) & set(taken))


def others(lo: Lowerer, owner: int, key: int = 0) -> Others:
    """The other items of a list that a variable has, each where it may be read again."""
    kept = [k for k, (holder, _) in lo.elements.items() if holder == owner and k != key and k in lo.known_in]
    if not kept:
        return []
    named = _named(lo)
    blocks = lo.build.blocks
    alive = [k for k in kept if k in named and any(block is lo.known_in[k] for block in blocks)]
    found = [(k, lo.elements[k][1], lo.state.heap.get(k)) for k in alive]
    return [(k, index, getattr(now, "version", 0)) for k, index, now in found if not isinstance(now, Poison)]


def read_again(lo: Lowerer, owner: int, items: Others) -> None:
    """What stands by now where items were taken from."""
    whole = lo.state.heap[owner]
    assert isinstance(whole, (LongListContent, LongDictContent))
    for key, index, version in items:
        atom = lo.build.emit("operator.getitem", whole.atom, index, hint="row")
        if key in lo.roots:
            lo.state.heap[key] = CellContent(atom, version + 1)
        else:
            made = lo.result(atom)
            assert isinstance(made, ObjectRef)
            lo.state.heap[key] = lo.state.heap.pop(made.id)
            hold(lo, owner, ObjectRef(key))


def _named(lo: Lowerer) -> set[int]:
    """The arrays and objects that can be reached from a variable."""
    reached = set[int]()
    waiting = [value for names in lo.state.frames.values() for value in names.values()]
    while waiting:
        value = waiting.pop()
        key = value.cell if isinstance(value, ArrayRef) else value.id if isinstance(value, ObjectRef) else None
        if isinstance(value, TupleValue):
            waiting += value.items
        elif key is not None and key not in reached:
            reached.add(key)
            waiting += getattr(lo.state.heap.get(key), "items", ())
    return reached
