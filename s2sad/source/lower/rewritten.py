"""What a recursive function has rewritten of what it was handed: it returns that too, and its caller takes it over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NoReturn

import gast

from s2sad.core.nodes import Arg, Atom, Const, Free, SliceArg, TupleArg
from s2sad.core.records import dataclass, replace
from s2sad.core.types import Dim, ListType
from s2sad.source.lower.aliases import hold, may_alias, same_lists
from s2sad.source.lower.callers import may_be_callers
from s2sad.source.lower.handed import LENGTH, Handed, Object, Taken
from s2sad.source.lower.tuples import is_long
from s2sad.source.lower.values import (
    ArrayRef,
    CellContent,
    DictContent,
    ListContent,
    LongDictContent,
    LongListContent,
    Num,
    ObjectRef,
    Path,
    Poison,
    SetContent,
    Step,
    StructContent,
    Value,
)
from s2sad.types.view import holds_memory

if TYPE_CHECKING:
    from s2sad.source.lower.lowerer import Lowerer

__all__ = ["Rewritten", "bind_again", "disjoint", "may_hold_memory", "rewritten", "take_over", "writes_inside"]


@dataclass(frozen=True)
class Rewritten:
    """What has another value after a call.

    Either the memory of the parameter `name`, the item `key` of the object `number`, or the variable `name` of the
    frame `frame`.
    """

    name: str = ""
    number: int | None = None
    key: object = None
    frame: int | None = None

    @property
    def of_memory(self) -> bool:
        return self.number is None and self.frame is None

    @property
    def hint(self) -> str:
        """What it is called."""
        return self.name or (self.key if isinstance(self.key, str) and self.key.isidentifier() else "item")


# -- inside the function ------------------------------------------------------------------------


def rewritten(
    lo: Lowerer, taken: Taken, captured: Mapping[tuple[int | None, str], Value], name: str, key: object, node: gast.AST
) -> list[tuple[Rewritten, Arg]]:
    """What the function has rewritten, each with what it is now."""
    found: list[tuple[Rewritten, Arg]] = []
    for leaf, value in taken.leaves.items():
        now = _memory_now(lo, value, taken.atoms[leaf], node)
        if now is not None:
            found.append((Rewritten(leaf), now))
    check = _Check(lo, taken, name, key, node)
    for number, (pattern, ref, items) in taken.objects.items():
        found += [(Rewritten(number=number, key=k), new) for k, new in check.items(pattern, ref, items)]
    for (frame, variable), before in captured.items():
        assert frame is not None
        after = lo.state.frames[frame][variable]
        if after != before and not _same_array(before, after):
            new = check.new(before, after, (variable,), repr(variable))
            found.append((Rewritten(variable, frame=frame), new))
    check.finish()
    return found


def _memory_now(lo: Lowerer, value: Value, before: Atom, node: gast.AST) -> Atom | None:
    """The new version of an array, a list or a dict, None if it is as it was."""
    if isinstance(value, ArrayRef):
        content = lo.state.heap.get(value.cell)
        if isinstance(content, Poison):
            lo.refuse(node, f"an array that a recursive function is given {content.reason}", content.hint)
        return content.atom if isinstance(content, CellContent) and content.atom != before else None
    if isinstance(value, ObjectRef) and not is_long(lo, value):
        now = lo.state.heap[value.id]
        if not isinstance(now, (LongListContent, LongDictContent)):
            reason, hint = getattr(now, "reason", "is of another kind then"), getattr(now, "hint", "")
            lo.refuse(node, f"a container that a recursive function is given {reason}", hint)
        return now.atom if now.atom != before else None
    return None


def writes_inside(lo: Lowerer, first: int) -> bool:
    """Whether an array was written, since something had the number `first`, that was taken out of a list or a dict."""
    return any(cell > first for cell in lo.written_inside)


def _same_array(before: Value, after: Value) -> bool:
    if not (isinstance(before, ArrayRef) and isinstance(after, ArrayRef)):
        return False
    return (before.cell, before.steps) == (after.cell, after.steps)


class _Check:
    """Looks at the objects after the function has run; what is the same in each call, and has changed, is collected."""

    def __init__(self, lo: Lowerer, taken: Taken, name: str, key: object, node: gast.AST) -> None:
        self.lo, self.taken, self.name, self.key, self.node = lo, taken, name, key, node
        self.changing: set[Path] = set()

    def items(self, pattern: Object, ref: ObjectRef, items: tuple[Value, ...]) -> Iterator[tuple[object, Arg]]:
        now, path = self.lo.state.heap[ref.id], pattern.path
        if isinstance(now, SetContent):
            if now.members != frozenset(pattern.keys):
                self._refuse("changes a set that it is given", "use a list, or a dict of numbers")
            return
        if pattern.content in (ListContent, DictContent) and self._keys(now) != pattern.keys:
            self.changing.add((*path, LENGTH))
            return
        if not isinstance(now, (ListContent, DictContent, StructContent)):
            self._refuse(f"is given an object that {getattr(now, 'reason', 'is another one then')}", "")
        if self._keys(now) != pattern.keys:
            self._refuse("gives an object further attributes", "give it all of them in __init__")
        for k, before, after in zip(pattern.keys, items, now.items, strict=True):
            if before != after and not _same_array(before, after):
                yield k, self.new(before, after, (*path, k), repr(k))

    def _keys(self, content: object) -> tuple[object, ...] | None:
        if isinstance(content, ListContent):
            return tuple(range(len(content.items)))
        if isinstance(content, DictContent):
            return content.keys
        return content.fields if isinstance(content, StructContent) else None

    def new(self, before: Value, after: Value, path: Path, what: str) -> Arg:
        """The new number or array that stands somewhere."""
        if isinstance(before, Num) and isinstance(before.atom, (Const, Free)):
            self.changing.add(path)
        if isinstance(after, Poison):
            self.lo.refuse(self.node, f"{what} {after.reason}", after.hint)
        if not isinstance(after, (Num, ArrayRef)) or not isinstance(before, (Num, ArrayRef)):
            self._refuse(f"makes {what} another thing than it was before", "give it one kind of value")
        if isinstance(after, ArrayRef) and may_be_callers(self.lo, after):
            self._refuse(f"binds {what} to an array that it is given", "write into it: x[...] = values")
        return self.lo.arg(after, self.node)

    def finish(self) -> None:
        """Start again with what was found to change as parameters."""
        if self.changing:
            from s2sad.source.lower.inlining import Recursion

            raise Recursion(self.key, frozenset(self.changing))

    def _refuse(self, what: str, hint: str) -> NoReturn:
        self.lo.refuse(self.node, f"the recursive function {self.name} {what}", hint)


# -- after a call -------------------------------------------------------------------------------


def take_over(lo: Lowerer, target: Value, new: Atom, held: Iterable[Value], node: gast.AST) -> None:
    """An array, a list or a dict is what a call has made of it; `held` are the arrays that it may now have in it."""
    from s2sad.source.lower.memory import echo, overwritten_by_call, spoil

    if isinstance(target, ArrayRef):
        overwritten_by_call(lo, target, new, node)
        return
    assert isinstance(target, ObjectRef)
    content = lo.state.heap[target.id]
    lo.state.heap[target.id] = replace(content, atom=new)  # type: ignore[arg-type]
    if isinstance(content, LongDictContent):
        echo(lo, target, "clear", [], node)
        echo(lo, target, "update", [new], node)
    lo.rows.discard(target.id)
    if may_hold_memory(lo, target):
        hold(lo, target.id, *held)
    spoil(lo, target.id, node, arrays=False)


def bind_again(lo: Lowerer, one: Rewritten, given: Handed, new: Value, node: gast.AST) -> None:
    """A variable, or an item of an object, is what a call has bound it to."""
    from s2sad.source.lower import assignment, objects

    if one.frame is not None:
        lo.state.frames[one.frame][one.name] = new
        return
    assert one.number is not None
    ref = given.objects[one.number]
    if isinstance(lo.state.heap[ref.id], StructContent):
        objects.set_raw(lo, ref, str(one.key), new, node)
    else:
        assignment.set_item(lo, ref, lo.constant(one.key), new, node)


def may_hold_memory(lo: Lowerer, ref: ObjectRef) -> bool:
    """Whether a list or a dict of unknown length may have arrays or other containers in it."""
    kind = lo.build.type_of(lo.state.heap[ref.id].atom)  # type: ignore[union-attr]
    if isinstance(kind, ListType) and kind.length == Dim():
        return False
    return not isinstance(kind, ListType) or holds_memory(kind.element)


def disjoint(lo: Lowerer, one: Value, other: Value, inside: bool = True) -> bool:
    """Whether two values that are handed over are never the same memory.

    Parameters
    ----------
    inside : whether arrays count that are in the one, if it is a container.
    """
    if not (isinstance(one, (ArrayRef, ObjectRef)) and isinstance(other, (ArrayRef, ObjectRef))):
        return True
    for ref, value in ((one, other), (other, one)):
        outside = isinstance(ref, ObjectRef) and (not may_hold_memory(lo, ref) or (ref is one and not inside))
        if outside and isinstance(value, ArrayRef):
            return True
    if isinstance(one, ObjectRef) and isinstance(other, ObjectRef) and not inside:
        return one.id != other.id and other.id not in same_lists(lo, one.id)
    first = one.cell if isinstance(one, ArrayRef) else one.id
    second = other.cell if isinstance(other, ArrayRef) else other.id
    if first == second:
        return isinstance(one, ArrayRef) and isinstance(other, ArrayRef) and _apart(one.steps, other.steps)
    return not may_alias(lo, first, second)


def _apart(one: tuple[Step, ...], other: tuple[Step, ...]) -> bool:
    """Whether two views of one array have no element in common: ``a[:k]`` and ``a[k:]``, whatever k is."""
    for (prim, index), (other_prim, other_index) in zip(one, other, strict=False):
        if (prim, index) == (other_prim, other_index):
            continue
        if prim != "operator.getitem" or other_prim != prim:
            return False
        a, b = (i[0].items if isinstance(i[0], TupleArg) else (i[0],) for i in (index, other_index))
        return any(_meet_at_an_end(x, y) or _meet_at_an_end(y, x) for x, y in zip(a, b, strict=False))
    return False


def _meet_at_an_end(one: Arg, other: Arg) -> bool:
    """``:k`` and ``k:``, ``::2`` and ``1::2``, or two elements at different places."""
    if isinstance(one, Const) and isinstance(other, Const):
        a, b = one.value, other.value
        return isinstance(a, int) and isinstance(b, int) and a != b and (a >= 0) == (b >= 0)
    if not (isinstance(one, SliceArg) and isinstance(other, SliceArg)):
        return False
    a, b = _number(one.step, 1), _number(other.step, 1)
    if a == b > 1 and one.upper == other.upper == Const(None):
        starts = _number(one.lower, 0), _number(other.lower, 0)
        return min(starts) >= 0 and starts[0] % a != starts[1] % a
    return a > 0 and b > 0 and one.upper == other.lower != Const(None)


def _number(arg: Arg, default: int) -> int:
    """A number that is written, -1 for any other."""
    if arg == Const(None):
        return default
    return arg.value if isinstance(arg, Const) and isinstance(arg.value, int) else -1
