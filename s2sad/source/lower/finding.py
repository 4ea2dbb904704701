"""What a state has at the path of what a loop carries."""

from __future__ import annotations

from typing import cast

from s2sad.core.nodes import UNDEFINED, Arg
from s2sad.core.types import ListType
from s2sad.source.lower import maybe, moving, places
from s2sad.source.lower.carrying import Carrying, Path, number
from s2sad.source.lower.contents import item_arg
from s2sad.source.lower.dict_values import display
from s2sad.source.lower.values import (
    LOST,
    UNBOUND,
    CellContent,
    Content,
    DictContent,
    IteratorContent,
    ListContent,
    LongDictContent,
    LongListContent,
    ObjectRef,
    Poison,
    State,
    StructContent,
    TupleValue,
    Value,
)

__all__ = ["PLACE", "Finding"]


BOTH = ("an object is both made anew and changed in a loop", "change it in place, or make a new one")
PLACE = "%place"


class Finding(Carrying):
    """Finds in any state what stands where something is carried."""

    head: State
    entry: State
    positions: places.Positions
    in_place: set[Path]
    """Where the index of an item in its list is carried."""

    def bound(self, path: Path, state: State) -> Arg:
        arg = self.at(path, state)
        return UNDEFINED if arg is None else arg

    def at(self, path: Path, state: State) -> Arg | None:
        lo = self.lo
        kept, lo.state = lo.state, state
        key = number(path)
        value: Value | Content | None
        if path[0] == "heap":
            value = state.heap.get(key)
            if value is None and key not in lo.roots:
                lo.refuse(None, *BOTH)
            value = CellContent(lo.roots[key], 0) if value is None else value
        else:
            value = state.frames[key].get(str(path[2]))
        for part in path[2 if path[0] == "heap" else 3 :] if value is not None else ():
            value = self._child(value, part, state)
        arg = None if value is None or isinstance(value, Poison) else self._leaf_arg(value, path, state)
        lo.state = kept
        return arg

    def _child(self, value: Value | Content | None, key: object, state: State) -> Value:
        if key == PLACE:
            return places.index_of(self.lo, value, self.positions if state is self.entry else {})
        if key in (maybe.FOUND, maybe.WHAT):
            return maybe.part_of(cast(Value, value), key)
        if isinstance(key, tuple):
            return moving.part(self.lo, value, key)
        content = state.heap[value.id] if isinstance(value, ObjectRef) else value
        if isinstance(content, Poison):
            return content
        if isinstance(content, StructContent):
            return content.items[content.fields.index(str(key))] if key in content.fields else UNBOUND
        if isinstance(content, IteratorContent):
            return content.taken
        if not isinstance(content, (TupleValue, ListContent, DictContent)):
            return LOST  # what has become a list of unknown length is carried as a whole
        assert isinstance(key, int)
        return content.items[key]

    def _leaf_arg(self, value: Value | Content | None, path: Path, state: State) -> Arg | None:
        if isinstance(value, ObjectRef):
            if value.id not in state.heap and state is self.head:
                return None  # what was carried here once is not there any more
            if value.id not in state.heap:
                self.lo.refuse(None, "an object is made in some rounds of this loop alone", "make it before the loop")
            value = state.heap[value.id]
        if isinstance(value, (CellContent, LongListContent, LongDictContent)):
            return value.atom
        if isinstance(value, ListContent):
            return self.lo.build.emit("list.display", *[item_arg(self.lo, v) for v in value.items])
        if isinstance(value, TupleValue) and isinstance(self.lo.program.type_of(self.carried[path].id), ListType):
            return self._leaf_arg(ListContent(value.items), path, state)
        if isinstance(value, DictContent):
            return display(self.lo, value, self.carried[path].base)
        return self.lo.arg(cast(Value, value))

    def keep_place(self, path: Path, ref: Value, a: Value, b: Value) -> None:
        """An item of one list before the loop and after a round is an item of it in each round."""
        found = places.of_both(self.lo, a, b, before=(self.positions, {}))
        if found is not None:
            counted = all(places.is_counted(self.lo, side, self.positions) for side in (a, b))
            place = self.leaf((*path, PLACE), found[1], found[2], "place")
            places.taken_from(self.lo, found[0], place, ref, -2, counted)
            self.in_place.add(path)
        else:
            places.forget(self.lo, ref)
            self.changed |= path in self.in_place
            self.in_place.discard(path)
