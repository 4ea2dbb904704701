"""Functions of `itertools`, `dataclasses` and `copy` that act on structure."""

from __future__ import annotations

import collections
import copy
import functools
import itertools
import math
import operator
from collections.abc import Callable
from typing import Any

import gast

from s2sad.core.nodes import Atom, Const
from s2sad.core.records import replace
from s2sad.source.lower import array_walks as _array_walks  # noqa: F401 - it says what NumPy's walks do
from s2sad.source.lower import attributes, calls, comprehensions, expressions, generators, objects, partly, walks
from s2sad.source.lower import zipping as _zipping  # noqa: F401 - it says what zip does
from s2sad.source.lower.arrays import handler_of
from s2sad.source.lower.iteration import Known, iteration
from s2sad.source.lower.library import HANDLERS, handles, known_or_none
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import (
    GeneratorContent,
    IteratorContent,
    Made,
    Num,
    ObjectRef,
    RangeValue,
    SliceValue,
    Static,
    TupleValue,
    Value,
    Zipped,
)

__all__ = ["AS_THEY_ARE", "GIVE_ITERATORS", "handler_of", "known_items", "walks_over"]

AS_THEY_ARE = frozenset(
    map(id, (any, all, iter, next, enumerate, zip, isinstance, hasattr, getattr, callable, type, len, itertools.islice,
    map, filter, itertools.filterfalse, itertools.starmap, itertools.takewhile, itertools.dropwhile))
)  # fmt: skip
"""Functions that do not use up an iterator that they are given, or not at once."""
AS_DICTS = frozenset(
    map(id, (len, isinstance, type, callable, hasattr, getattr, bool, id, sum, dict, max, min, sorted, copy.copy,
    copy.deepcopy, collections.OrderedDict, collections.defaultdict))
)  # fmt: skip
"""Functions that are given a dict of which only the run knows the keys as it is: to others it is a list of keys."""
OF_FIRST = frozenset(
    map(id, (sum, sorted, list, tuple, set, frozenset, dict, any, all, collections.deque, collections.Counter,
    collections.OrderedDict, dict.fromkeys, math.prod))
)  # fmt: skip


def walks_over(function: Any, place: int, count: int) -> bool:
    """Whether a function walks over an instance of a user's class that is its argument at a place."""
    if function in (max, min):
        return count == 1
    if function is functools.reduce:
        return place == 1
    return (id(function) in OF_FIRST and place == 0) or getattr(function, "__module__", "") == "itertools"


GIVE_ITERATORS = frozenset(
    map(id, (zip, map, enumerate, reversed, itertools.chain, itertools.product, itertools.combinations,
    itertools.combinations_with_replacement, itertools.permutations, itertools.islice, itertools.pairwise,
    itertools.accumulate, itertools.zip_longest, itertools.repeat, itertools.groupby))
)  # fmt: skip


def known_items(lo: Lowerer, value: Value, node: gast.AST) -> tuple[Value, ...]:
    """The items of an iterable whose length is known."""
    walk = iteration(lo, value, node)
    if isinstance(walk, Known):
        return walk.items
    lo.refuse(
        node, "the length of what this walks over is not known when s2sad reads it", "write the loop, or pass a tuple"
    )


def _whole(function: Callable[..., Any]) -> None:
    """A function of iterables (and constants) whose items are tuples of theirs."""

    def handler(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
        many = walks.walk_of_many(lo, function.__name__, args, keywords, node)
        if many is not None:
            return many
        rows = [a if isinstance(a, Num) else known_items(lo, a, node) for a in args]
        plain = [lo.build.static(r.atom) if isinstance(r, Num) else r for r in rows]
        more = {k: attributes.constant_key(lo, v) for k, v in keywords.items()}
        if NotImplemented in plain or NotImplemented in more.values():
            lo.refuse(node, "an argument of this iterator is not known when s2sad reads it", "write the loop")
        made = [TupleValue(item) if isinstance(item, tuple) else item for item in function(*plain, **more)]
        return TupleValue(tuple(made))

    handles(function)(handler)


for _function in (
    itertools.chain, itertools.product, itertools.combinations, itertools.combinations_with_replacement,
    itertools.permutations, itertools.islice,
):  # fmt: skip
    _whole(_function)


@handles(iter)
def _iter(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    if len(args) > 1:
        return walks.walk(lo, "until", args, {}, node)
    return generators.iterator(lo, args[0], node)


@handles(next)
def _next(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    return generators.next_item(lo, args[0], args[1] if len(args) > 1 else None, node, hint)


def _walk(function: Any, name: str) -> None:
    def handler(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
        return walks.walk(lo, name, args, keywords, node)

    handles(function)(handler)


_walk(filter, "filter")
_walk(itertools.filterfalse, "filterfalse")
_walk(itertools.starmap, "starmap")
_walk(itertools.takewhile, "takewhile")
_walk(itertools.dropwhile, "dropwhile")
_walk(itertools.compress, "compress")
_walk(itertools.chain.from_iterable, "from_iterable")


def _in_order(lo: Lowerer, value: Value) -> bool:
    """Whether a value is a generator that has to be walked item by item."""
    content = lo.state.heap[value.id] if isinstance(value, ObjectRef) else None
    return isinstance(content, GeneratorContent) and content.generator.expression is None


def _enumerate_or_walk(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    if _in_order(lo, args[0]) or partly.goes_in_steps(lo, args[0], node):
        return walks.walk(lo, "enumerate", args, keywords, node)
    items = generators.left(lo, args[0], node)
    partly.mark(lo, args[0], node)
    return _enumerate(lo, [items, *args[1:]], keywords, node, hint)


_enumerate = HANDLERS[id(enumerate)]
HANDLERS[id(enumerate)] = _enumerate_or_walk
_islice_of_items = HANDLERS[id(itertools.islice)]


@handles(itertools.islice)
def _islice(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    bounds = [attributes.constant_key(lo, a) for a in args[1:]]
    in_order = _in_order(lo, args[0]) or attributes.is_long(lo, args[0]) or partly.goes_in_steps(lo, args[0], node)
    if not in_order and not partly.goes_in_steps(lo, args[0], node):
        items = generators.left(lo, args[0], node)
        partly.mark(lo, args[0], node)
        return _islice_of_items(lo, [items, *args[1:]], keywords, node, hint)
    chosen = slice(*bounds)
    if NotImplemented in bounds or chosen.stop is None:
        lo.refuse(node, "where this slice ends is not known when s2sad reads it", "write the loop")
    parts = [Num(Const(part)) for part in (chosen.start or 0, chosen.stop, chosen.step or 1)]
    return walks.walk(lo, "islice", [args[0], *parts], {}, node)


@handles(itertools.pairwise)
def _pairwise(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    none = Num(Const(None))
    items = known_or_none(lo, args[0], node)
    source = args[0] if items is None else TupleValue(items)
    if isinstance(source, (Zipped, RangeValue)):
        source = comprehensions.listed(lo, source, node, hint)
    behind = attributes.get_item(lo, source, SliceValue(Num(Const(1)), none, none), node)
    return Zipped((source, behind))


@handles(itertools.repeat)
def _repeat(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    times = keywords.get("times", args[1] if len(args) > 1 else None)
    if times is None:
        return _endless(lo, "repeat", args, {}, lambda i: args[0], node)
    return comprehensions.collect(lo, RangeValue((times,)), lambda _: args[0], node, hint)


@handles(itertools.count)
def _count(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    start = keywords.get("start", args[0] if args else Num(Const(0)))
    step = keywords.get("step", args[1] if len(args) > 1 else Num(Const(1)))

    def element(i: Atom) -> Value:
        steps = expressions.binary(lo, "mul", Num(i), step, node)
        return expressions.binary(lo, "add", start, steps, node)

    whole = all(
        isinstance(v, Num) and isinstance(v.atom, Const) and isinstance(v.atom.value, int) for v in (start, step)
    )
    return _endless(lo, "count", args, keywords, element if whole else None, node)


@handles(itertools.cycle)
def _cycle(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    def element(i: Atom) -> Value:
        length = HANDLERS[id(len)](lo, [args[0]], {}, node, "t")
        return attributes.get_item(lo, args[0], expressions.binary(lo, "mod", Num(i), length, node), node)

    return _endless(lo, "cycle", args, keywords, element, node)


def _endless(
    lo: Lowerer,
    name: str,
    args: list[Value],
    keywords: dict[str, Value],
    element: Callable[[Atom], Value] | None,
    node: gast.AST,
) -> Value:
    """An iterator that never ends: walked by a loop that is left, or beside one that ends."""
    made = walks.walk(lo, name, args, keywords, node)
    assert isinstance(made, ObjectRef)
    content = lo.state.heap[made.id]
    assert isinstance(content, GeneratorContent)
    lo.state.heap[made.id] = GeneratorContent(replace(content.generator, element=element))
    return made


@handles(itertools.zip_longest)
def _zip_longest(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    many = walks.walk_of_many(lo, "zip_longest", args, keywords, node)
    if many is not None:
        return many
    columns = [known_items(lo, a, node) for a in args]
    filling = keywords.get("fillvalue", Num(Const(None)))
    return TupleValue(tuple(TupleValue(row) for row in itertools.zip_longest(*columns, fillvalue=filling)))


@handles(itertools.groupby)
def _groupby(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    """Neighbours of one key, which is known."""
    key = args[1] if len(args) > 1 else keywords.get("key", Num(Const(None)))
    items = known_items(lo, args[0], node)
    keys = [item if key == Num(Const(None)) else calls.call(lo, key, [item], {}, node) for item in items]
    plain = [attributes.constant_key(lo, k) for k in keys]
    if NotImplemented in plain:
        lo.refuse(node, "what these are grouped by is known to the run alone", "write the loop that it means")
    groups = []
    for _, places in itertools.groupby(range(len(items)), key=lambda k: plain[k]):
        group = list(places)
        members = lo.new_object(IteratorContent(TupleValue(tuple(items[k] for k in group))))
        lo.kinds[members.id] = itertools.groupby
        groups.append(TupleValue((keys[group[0]], members)))
    return TupleValue(tuple(groups))


@handles(itertools.tee)
def _tee(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    count = attributes.constant_key(lo, args[1] if len(args) > 1 else keywords.get("n", Num(Const(2))))
    if not isinstance(count, int):
        lo.refuse(node, "how many iterators these are is known to the run alone", "make a list")
    return TupleValue(tuple(generators.iterator(lo, args[0], node) for _ in range(count)))


@handles(itertools.accumulate)
def _accumulate(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    function = args[1] if len(args) > 1 else keywords.get("func")
    if attributes.is_long(lo, args[0]) and "initial" not in keywords:
        adding = Static(operator.add, "operator.add") if function in (None, Num(Const(None))) else function
        return walks.walk(lo, "accumulate", [args[0], adding], {}, node)
    items = list(known_items(lo, args[0], node))
    if "initial" in keywords:
        items.insert(0, keywords["initial"])
    totals = items[:1]
    for item in items[1:]:
        if function is None:
            totals.append(expressions.binary(lo, "add", totals[-1], item, node))
        else:
            totals.append(calls.call(lo, function, [totals[-1], item], {}, node))
    return TupleValue(tuple(totals))


@handles(operator.itemgetter)
def _itemgetter(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    def run(given: list[Value], at: gast.AST) -> Value:
        items = tuple(attributes.get_item(lo, given[0], index, at) for index in args)
        return items[0] if len(items) == 1 else TupleValue(items)

    return Made(run)


@handles(operator.attrgetter)
def _attrgetter(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    paths = [str(attributes.constant_key(lo, arg)).split(".") for arg in args]

    def run(given: list[Value], at: gast.AST) -> Value:
        items = []
        for path in paths:
            value = given[0]
            for name in path:
                value = objects.get_attribute(lo, value, name, at)
            items.append(value)
        return items[0] if len(items) == 1 else TupleValue(tuple(items))

    return Made(run)


@handles(operator.methodcaller)
def _methodcaller(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    name = str(attributes.constant_key(lo, args[0]))

    def run(given: list[Value], at: gast.AST) -> Value:
        return calls.call(lo, objects.get_attribute(lo, given[0], name, at), args[1:], keywords, at)

    return Made(run)


def _refused(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    lo.refuse(node, "s2sad cannot see what this runs", "write the code itself")


for _builtin in (eval, exec, compile, locals, globals, vars, __import__):
    HANDLERS[id(_builtin)] = _refused
