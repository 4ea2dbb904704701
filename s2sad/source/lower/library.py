"""Builtins and library functions that act on structure: they are carried out while lowering."""

from __future__ import annotations

import collections
import functools
import itertools
import math
import types
from collections.abc import Callable

import gast

from s2sad.calculus.intrinsics import _cofactors
from s2sad.core.nodes import Atom, Const
from s2sad.core.types import ArrayType, Unknown
from s2sad.source.lower import (
    attributes,
    branches,
    calls,
    connectives,
    expressions,
    generators,
    long_dicts,
    tuples,
    view_lists,
)
from s2sad.source.lower.aliases import cells_in, relate
from s2sad.source.lower.iteration import Known, iteration
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.maybe import bare
from s2sad.source.lower.values import (
    ArrayRef,
    DictContent,
    ItemsOf,
    IteratorContent,
    Num,
    ObjectRef,
    RangeValue,
    SliceValue,
    Static,
    TupleValue,
    Value,
    Zipped,
)  # fmt: skip

__all__ = ["HANDLERS", "INTRINSIC_NAMES", "PRIMITIVES", "Handler", "handler_of", "handles", "known_or_none"]

Handler = Callable[[Lowerer, list[Value], dict[str, Value], gast.AST, str], Value]
HANDLERS: dict[object, Handler] = {}
Expander = Callable[[Lowerer, list[Value], dict[str, Value], gast.AST, str], Value | None]
PRIMITIVES: dict[str, Expander] = {}
NONE = Num(Const(None))
KINDS: dict[type, str] = {bool: "b", int: "i", float: "f", complex: "c"}


def handles(*objects: object) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        for obj in objects:
            HANDLERS[_key(obj)] = handler
        return handler

    return register


def handler_of(obj: object) -> Handler | None:
    return HANDLERS.get(_key(obj))


def _key(obj: object) -> object:
    """What stays the same of a function: a method of a class is another object each time."""
    if isinstance(obj, types.BuiltinMethodType) and isinstance(obj.__self__, type):
        return id(obj.__self__), obj.__name__
    return id(obj)


def _prim(lo: Lowerer, prim: str, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    return lo.call_prim(prim, args, keywords, node, hint=hint, spelling="function")


# -- shapes of containers -----------------------------------------------------------------------


@handles(len)
def _len(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    items = attributes.items_of(lo, args[0])
    if items is not None:
        return Num(Const(len(items)))
    owner = args[0].owner if isinstance(args[0], ItemsOf) else args[0]
    if isinstance(owner, ObjectRef) and long_dicts.is_long_dict(lo, owner):
        return Num(lo.build.emit("builtins.len", long_dicts.atom_of(lo, owner), spelling="function"))
    args = [view_lists.opened(lo, args[0])]
    overloaded = calls.operator_method(lo, "__len__", args, node)
    return overloaded if overloaded is not None else _prim(lo, "builtins.len", args, keywords, node, hint)


@handles(range)
def _range(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    return RangeValue(tuple(args))


@handles(enumerate)
def _enumerate(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    start = keywords.get("start", args[1] if len(args) > 1 else None)
    if isinstance(args[0], Zipped):
        inner = args[0]
        pairs = iteration(lo, inner, node)
        if isinstance(pairs, Known):
            return Zipped((TupleValue(pairs.items),), enumerated=True, start=start)
        return Zipped((inner,), enumerated=True, start=start)
    return Zipped((args[0],), enumerated=True, start=start)


@handles(reversed)
def _reversed(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    value = args[0]
    if isinstance(value, RangeValue):
        return RangeValue(value.args, not value.backwards)
    items = attributes.items_of(lo, value)
    if items is not None:
        return TupleValue(items[::-1])
    if isinstance(value, Zipped):
        lo.refuse(node, "reversed of zip or enumerate is no sequence in Python", "make a list of it first")
    return Zipped((value,), backwards=True, single=True)


def _sequence(is_list: bool) -> Handler:
    def handler(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
        items = known_or_none(lo, args[0], node) if args else ()
        if any(lo.kinds.get(cell) is itertools.groupby for item in items or () for cell in cells_in(lo, item)):
            lo.refuse(node, "a group is used up when the next one is taken", "make a list of each group in its turn")
        if items is None and not is_list and _is_short(lo, args[0]):
            items = tuple(attributes.spread(lo, args[0], node))
        if items is None:
            from s2sad.source.lower.comprehensions import listed

            made = listed(lo, args[0], node, hint)
            return made if is_list else tuples.marked(lo, made)
        return lo.new_list(items) if is_list else TupleValue(items)

    return handler


HANDLERS[id(list)] = _sequence(True)
HANDLERS[id(tuple)] = _sequence(False)


def _is_short(lo: Lowerer, value: Value) -> bool:
    """Whether a value is an array whose length is known."""
    kind = lo.build.type_of(value.atom) if isinstance(value, ArrayRef) else None
    return isinstance(kind, ArrayType) and bool(kind.shape) and (kind.shape or ())[0].value is not None


def known_or_none(lo: Lowerer, value: Value, node: gast.AST) -> tuple[Value, ...] | None:
    """The items of an iterable, if their number is known."""
    walk = iteration(lo, value, node) if not isinstance(value, Num) else None
    return walk.items if isinstance(walk, Known) else None


@handles(collections.OrderedDict)
def _ordered(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    made = _dict(lo, args, keywords, node, hint)
    assert isinstance(made, ObjectRef)
    lo.kinds[made.id] = collections.OrderedDict
    return made


@handles(collections.defaultdict)
def _defaultdict(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    made = _dict(lo, args[1:], keywords, node, hint)
    assert isinstance(made, ObjectRef)
    lo.kinds[made.id] = collections.defaultdict
    lo.rows.add(made.id)
    if args and args[0] != NONE:
        lo.factories[made.id] = args[0]
    return made


@handles(collections.Counter)
def _counter(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    items = known_or_none(lo, args[0], node) if args else ()
    keys = [attributes.constant_key(lo, item) for item in items or ()]
    if items is None or NotImplemented in keys or keywords:
        lo.refuse(node, "what this counts is known to the run alone", "count in a loop, into a list or an array")
    counts = collections.Counter(keys)
    made = lo.new_object(DictContent(tuple(counts), tuple(Num(Const(n)) for n in counts.values())))
    lo.kinds[made.id] = collections.Counter
    lo.factories[made.id] = Static(int, "int")
    return made


@handles(dict)
def _dict(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    table: dict[object, Value] = {}
    if args and not _is_mapping(lo, args[0]):
        from s2sad.source.lower.long_dict_methods import LONG_DICT, filled

        made = filled(lo, args[0], node)
        LONG_DICT["update"](lo, made, [], keywords, node)
        return made
    if args:
        content = attributes.dict_content(lo, args[0], node)
        table = dict(zip(content.keys, content.items, strict=True))
    table.update(keywords)
    return lo.new_object(DictContent(tuple(table), tuple(table.values())))


def _is_mapping(lo: Lowerer, value: Value) -> bool:
    if isinstance(value, ObjectRef):
        return isinstance(lo.state.heap[value.id], DictContent)
    return isinstance(value, Static) and isinstance(value.obj, dict)


@handles(dict.fromkeys)
def _fromkeys(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    items = known_or_none(lo, args[0], node)
    keys = [attributes.constant_key(lo, item) for item in items or ()]
    value = args[1] if len(args) > 1 else NONE
    if items is None or NotImplemented in keys:
        from s2sad.source.lower.long_dict_methods import filled_with

        return filled_with(lo, args[0], value, node)
    return lo.new_object(DictContent(tuple(dict.fromkeys(keys)), (value,) * len(dict.fromkeys(keys))))


@handles(slice)
def _slice(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    parts = {1: [NONE, args[0], NONE], 2: [*args, NONE], 3: args}[len(args)]
    return SliceValue(*parts)


@handles(map)
def _map(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    from s2sad.source.lower import walks

    if len(args) == 2:
        return walks.walk(lo, "map", args, keywords, node)
    return walks.walk(lo, "starmap", [args[0], Zipped(tuple(args[1:]))], keywords, node)


@handles(functools.reduce)
def _reduce(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    from s2sad.source.lower.comprehensions import fold

    items = known_or_none(lo, args[1], node)
    if items is None:
        first, rest = args[2] if len(args) > 2 else None, args[1]
        if first is None:
            first = attributes.get_item(lo, rest, Num(Const(0)), node)
            rest = attributes.get_item(lo, rest, SliceValue(Num(Const(1)), NONE, NONE), node)
        return fold(lo, rest, first, lambda a, b: calls.call(lo, args[0], [a, b], {}, node), node, "value")
    queue = [*args[2:3], *items]
    if not queue:
        lo.refuse(node, "reduce of nothing has no value", "give it a first value")
    value = queue[0]
    for item in queue[1:]:
        value = calls.call(lo, args[0], [value, item], {}, node)
    return value


@handles(math.prod)
def _math_prod(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    from s2sad.source.lower.comprehensions import fold

    start = keywords.get("start", Num(Const(1)))
    return fold(
        lo,
        args[0],
        start,
        lambda a, b: b if a == Num(Const(1)) else expressions.binary(lo, "mul", a, b, node),
        node,
        "product",
    )


# -- sums, tests ----------------------------------------------------------------------------------


@handles(sum)
def _sum(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    from s2sad.source.lower.comprehensions import accumulate

    start = keywords.get("start", args[1] if len(args) > 1 else Num(Const(0)))
    if isinstance(args[0], ArrayRef):
        return _prim(lo, "builtins.sum", args, keywords, node, hint)
    return accumulate(lo, args[0], start, node, "total")


def _negated(lo: Lowerer, test: Callable[[], Value]) -> Value:
    return branches.negate(lo, test())


def _walked(lo: Lowerer, items: Value, node: gast.AST, hint: str) -> Value:
    """The items of a generator; ``any`` and ``all`` stop at the first that tells, which only an effect can show."""
    before, first = lo.state.copy(), next(lo.ids)
    made = generators.left(lo, items, node, hint)
    own = items.id if isinstance(items, ObjectRef) else None
    changed = {key for key, now in lo.state.heap.items() if key < first and key != own and before.heap.get(key) != now}
    written = any(not isinstance(before.heap.get(key), IteratorContent) or _has_name(lo, key) for key in changed)
    if written or any(bare(lo.state.frames[key]) != bare(names) for key, names in before.frames.items()):
        lo.refuse(node, "what this walks over has effects, and it stops at the first item that tells", "write the loop")
    return made


def _has_name(lo: Lowerer, key: int) -> bool:
    """Whether a variable leads to an object."""
    values = [value for names in lo.state.frames.values() for value in names.values()]
    return any(key in cells_in(lo, value) for value in values)


def _quantifier(conjunction: bool) -> Handler:
    def handler(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
        args = [_walked(lo, args[0], node, hint)]
        items = known_or_none(lo, args[0], node)
        if items is None:
            return _prim(lo, "builtins.all" if conjunction else "builtins.any", args, keywords, node, hint)
        if not items:
            return Num(Const(conjunction))
        tests: list[Callable[[], Value]] = [functools.partial(branches.truth, lo, item, node) for item in items]
        if conjunction:
            return connectives.all_of(lo, tests, node)
        flipped: list[Callable[[], Value]] = [functools.partial(_negated, lo, test) for test in tests]
        return branches.negate(lo, connectives.all_of(lo, flipped, node))

    return handler


HANDLERS[id(all)] = _quantifier(True)
HANDLERS[id(any)] = _quantifier(False)


# -- output and numbers -------------------------------------------------------------------------


@handles(print)
def _print(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    lo.build.effect(
        "builtins.print", *[lo.arg(a, node) for a in args], keywords=tuple((k, lo.arg(v)) for k, v in keywords.items())
    )
    return NONE


READERS = {"builtins.float", "builtins.int", "builtins.complex"}


def _scalar(prim: str) -> Handler:
    def handler(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
        if prim in READERS and args and lo.arg(args[0], node) in lo.build.printed:
            lo.build.printed.refuse(lo.origin_of(node))
        name = f"__{prim.removeprefix('builtins.')}__"
        if name == "__bool__" and args and attributes.items_of(lo, args[0]) is not None:
            return branches.truth(lo, args[0], node)
        special = calls.operator_method(lo, name, args, node) if args else None
        return special if special is not None else _prim(lo, prim, args, keywords, node, hint)

    return handler


for _function in (float, int, complex, bool, abs, pow, round, divmod, str, repr):
    HANDLERS[id(_function)] = _scalar(f"builtins.{_function.__name__}")


# -- the intrinsics of rule texts ---------------------------------------------------------------


class _Intrinsic:
    """A function that rule texts call; it is an operation of core."""

    def __init__(self, prim: str) -> None:
        self.prim = prim

    def __call__(self, lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
        parts = [attributes.items_of(lo, a) for a in args]
        if parts[0] is not None and self.prim == "s2sad.expand" and len(parts[0]) == len(parts[1] or ()):
            items = [
                self(lo, list(pair), {}, node, hint) for pair in zip(*[p for p in parts if p is not None], strict=True)
            ]
            return attributes.like(lo, args[0], tuple(items))
        atoms = [lo.arg(a, node) for a in args]
        made = lo.build.emit(self.prim, *atoms, hint=hint)
        if not lo.build.primal:
            return Num(made)
        return args[0] if made == atoms[0] else self.owned(lo, made, args[0])

    def owned(self, lo: Lowerer, made: Atom, given: Value) -> Value:
        """An array that text may write into; its memory may be that of what was given."""
        if not isinstance(lo.build.type_of(made), (ArrayType, Unknown)):
            return Num(made)
        ref = ArrayRef(lo.new_cell(made), (), made, 0)
        if isinstance(given, ArrayRef) and self.prim in ("s2sad.expand", "s2sad.reduce"):
            relate(lo, ref.cell, given.cell)
        return ref


INTRINSIC_NAMES: dict[str, Handler] = {
    f"_{name}": _Intrinsic(f"s2sad.{name}") for name in ("expand", "reduce", "zeros", "scatter")
}
for _intrinsic in INTRINSIC_NAMES.values():
    HANDLERS[id(_intrinsic)] = _intrinsic
HANDLERS[id(_cofactors)] = _Intrinsic("s2sad.cofactors")
