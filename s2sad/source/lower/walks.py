"""What functions that give iterators mean, as the generators that they are described by."""

from __future__ import annotations

import functools

import gast

from s2sad.core.nodes import Const
from s2sad.source.lower import attributes, binding, calls, generators
from s2sad.source.lower.iteration import Known, iteration
from s2sad.source.lower.lowerer import Frame, Lowerer
from s2sad.source.lower.values import ArrayRef, Num, ObjectRef, RangeValue, TupleValue, Value

__all__ = ["MEANINGS", "opened", "walk", "walk_of_many"]

NONE = Num(Const(None))
MEANINGS = """
def filter(function, iterable):
    for item in iterable:
        if item if function is None else function(item):
            yield item

def filterfalse(function, iterable):
    for item in iterable:
        if not (item if function is None else function(item)):
            yield item

def map(function, iterable):
    for item in iterable:
        yield function(item)

def starmap(function, iterable):
    for item in iterable:
        yield function(*item)

def takewhile(predicate, iterable):
    for item in iterable:
        if not predicate(item):
            break
        yield item

def dropwhile(predicate, iterable):
    dropping = True
    for item in iterable:
        if dropping:
            dropping = predicate(item)
        if not dropping:
            yield item

def compress(data, selectors):
    for item, selected in zip(data, selectors):
        if selected:
            yield item

def from_iterable(iterables):
    for items in iterables:
        for item in items:
            yield item

def enumerate(iterable, start=0):
    place = start
    for item in iterable:
        yield place, item
        place += 1

def steps(is_left, take):
    while is_left():
        yield take()

def nexts(iterator):
    while True:
        try:
            item = iterator.__next__()
        except StopIteration:
            return
        yield item

def items(sequence):
    place = 0
    while True:
        try:
            item = sequence[place]
        except IndexError:
            return
        yield item
        place += 1

def ndindex_1(n):
    for i in range(n):
        yield (i,)

def ndindex_2(n, m):
    for i in range(n):
        for j in range(m):
            yield i, j

def ndindex_3(n, m, p):
    for i in range(n):
        for j in range(m):
            for k in range(p):
                yield i, j, k

def ndenumerate_1(a):
    for i in range(a.shape[0]):
        yield (i,), a[i]

def ndenumerate_2(a):
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            yield (i, j), a[i, j]

def ndenumerate_3(a):
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            for k in range(a.shape[2]):
                yield (i, j, k), a[i, j, k]

def nditer_1(a):
    for i in range(len(a)):
        yield a[i]

def nditer_1_writes(a):
    for i in range(len(a)):
        yield a[i, ...]

def nditer_2(a, b):
    for i in range(len(a)):
        yield a[i], b[i]

def nditer_2_writes(a, b):
    for i in range(len(a)):
        yield a[i, ...], b[i, ...]

def until(function, last):
    while True:
        item = function()
        if item == last:
            return
        yield item

def islice(iterable, start, stop, step):
    place = 0
    if place < stop:
        for item in iterable:
            if place >= start and (place - start) % step == 0:
                yield item
            place += 1
            if place >= stop:
                break

def chain_2(a, b):
    for item in a:
        yield item
    for item in b:
        yield item

def chain_3(a, b, c):
    for item in a:
        yield item
    for item in b:
        yield item
    for item in c:
        yield item

def product_2(a, b):
    for one in a:
        for other in b:
            yield one, other

def product_3(a, b, c):
    for one in a:
        for other in b:
            for third in c:
                yield one, other, third

def combinations_2(items):
    for i in range(len(items)):
        for j in range(i + 1, len(items)):
            yield items[i], items[j]

def combinations_3(items):
    for i in range(len(items)):
        for j in range(i + 1, len(items)):
            for k in range(j + 1, len(items)):
                yield items[i], items[j], items[k]

def combinations_with_replacement_2(items):
    for i in range(len(items)):
        for j in range(i, len(items)):
            yield items[i], items[j]

def permutations_2(items):
    for i in range(len(items)):
        for j in range(len(items)):
            if i != j:
                yield items[i], items[j]

def accumulate(items, function):
    total = items[0]
    yield total
    for item in items[1:]:
        total = function(total, item)
        yield total

def count(start=0, step=1):
    number = start
    while True:
        yield number
        number += step

def cycle(items):
    while True:
        for item in items:
            yield item

def repeat(item):
    while True:
        yield item
"""


PLACES = "ijkmpq"
"""The places of the items that are taken together; of more there is a loop to be written."""


def _of_many(name: str, count: int) -> str:
    """The text of a function that takes more items together than it is written out for here; "" if there is none."""
    places = PLACES[:count]
    if not (name == "zip_longest") < count <= len(PLACES):
        return ""
    if name == "zip_longest":
        items = ", ".join(f"items_{p}[place] if place < len(items_{p}) else fillvalue" for p in places)
        most = ", ".join(f"len(items_{p})" for p in places)
        names = ", ".join(f"items_{p}" for p in places)
        return f"def zip_longest_{count}({names}, fillvalue=None):\n for place in range(max({most})):\n  yield {items},"
    if name not in ("combinations", "combinations_with_replacement", "permutations"):
        return ""
    text = f"def {name}_{count}(items):\n"
    for depth, place in enumerate(places):
        first = {"combinations": f"{places[depth - 1]} + 1, ", "permutations": ""}.get(name, f"{places[depth - 1]}, ")
        text += f"{' ' * (2 * depth + 1)}for {place} in range({first if depth else ''}len(items)):\n"
        others = " and ".join(f"{place} != {other}" for other in places[:depth]) if name == "permutations" else ""
        text += f"{' ' * (2 * depth + 2)}if {others or 'True'}:\n"
    return f"{text}{' ' * (2 * count + 1)}yield {', '.join(f'items[{place}]' for place in places)},\n"


@functools.cache
def _meaning(name: str, count: int) -> str | None:
    """The name of the function that says what one of many items does, None if there is none."""
    called = f"{name}_{count}"
    if called not in _parsed():
        text = _of_many(name, count)
        if not text:
            return None
        _parsed()[called] = _without_lines(gast.parse(text).body[0])
    return called


@functools.cache
def _parsed() -> dict[str, gast.FunctionDef]:
    """The functions, without lines of their own: what they do, they do at the line of the call."""
    return {node.name: _without_lines(node) for node in gast.parse(MEANINGS).body}


def _without_lines(node: gast.FunctionDef) -> gast.FunctionDef:
    for part in gast.walk(node):
        for place in ("lineno", "col_offset", "end_lineno", "end_col_offset"):
            if hasattr(part, place):
                delattr(part, place)
    return node


def walk(lo: Lowerer, name: str, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    """The generator that a call of the function of that name gives."""
    function = _parsed()[name]
    frame = Frame(next(lo.ids), lo.frame.name, lo.frame.file, {}, {}, {}, None, None, lo.build.origin)
    names = [a.id for a in function.args.args]
    defaults = dict(zip(names[::-1], [Num(Const(d.value)) for d in function.args.defaults[::-1]], strict=False))
    table = binding.bind_node(lo, function.args, name, args, keywords, defaults, node)
    return generators.function(lo, frame, function.body, table)


def walk_of_many(lo: Lowerer, name: str, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value | None:
    """``chain``, ``product`` and their kin where only the run knows how long what they are given is; None elsewhere.

    What Python takes all items of at once is copied, so that what the loop writes is not seen.
    """
    number = attributes.constant_key(lo, keywords.get("repeat", keywords.get("r", args[-1] if args else NONE)))
    if name == "product" and "repeat" in keywords and isinstance(number, int):
        args = args * number
    elif name not in ("product", "chain", "zip_longest"):
        args = args[:1]
    filling = {"fillvalue": keywords["fillvalue"]} if "fillvalue" in keywords else {}
    count = len(args) if name in ("product", "chain", "zip_longest") else number
    meaning = _meaning(name, count) if isinstance(count, int) else None
    kinds = RangeValue | ArrayRef | ObjectRef | TupleValue
    if meaning is None or not all(isinstance(a, kinds) for a in args):
        return None
    if all(isinstance(iteration(lo, a, node), Known) for a in args):
        return None
    if name != "chain":
        args = [_as_it_is_now(lo, a, node) for a in args]
    return walk(lo, meaning, args, filling, node)


def _as_it_is_now(lo: Lowerer, value: Value, node: gast.AST) -> Value:
    if isinstance(value, ObjectRef):
        lo.viewed.add(value.id)
    if isinstance(value, ArrayRef):
        return lo.call_prim("numpy.copy", [value], {}, node, spelling="method")
    return value


def opened(lo: Lowerer, value: Value, node: gast.AST) -> Value:
    """What an instance of a user's class is walked by: its ``__iter__`` and ``__next__``, or its ``__getitem__``."""
    method = calls.special(lo, value, "__iter__")
    if method is not None:
        made = calls.call(lo, method, [value], {}, node)
        return made if calls.special(lo, made, "__next__") is None else walk(lo, "nexts", [made], {}, node)
    if calls.special(lo, value, "__getitem__") is not None:
        return walk(lo, "items", [value], {}, node)
    return value
