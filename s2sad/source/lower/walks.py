"""What functions that give iterators mean, as the generators that they are described by."""

from __future__ import annotations

import functools

import gast

from s2sad.core.nodes import Const
from s2sad.source.lower import binding, generators
from s2sad.source.lower.lowerer import Frame, Lowerer
from s2sad.source.lower.values import Num, Value

__all__ = ["MEANINGS", "walk"]

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

def islice(iterable, start, stop, step):
    place = 0
    if place < stop:
        for item in iterable:
            if place >= start and (place - start) % step == 0:
                yield item
            place += 1
            if place >= stop:
                break

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


@functools.cache
def _parsed() -> dict[str, gast.FunctionDef]:
    """The functions, without lines of their own: what they do, they do at the line of the call."""
    found = {node.name: node for node in gast.parse(MEANINGS).body}
    for node in found.values():
        for part in gast.walk(node):
            for place in ("lineno", "col_offset", "end_lineno", "end_col_offset"):
                if hasattr(part, place):
                    delattr(part, place)
    return found


def walk(lo: Lowerer, name: str, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    """The generator that a call of the function of that name gives."""
    function = _parsed()[name]
    frame = Frame(next(lo.ids), lo.frame.name, lo.frame.file, {}, {}, {}, None, None, lo.build.origin)
    names = [a.id for a in function.args.args]
    defaults = dict(zip(names[::-1], [Num(Const(d.value)) for d in function.args.defaults[::-1]], strict=False))
    table = binding.bind_node(lo, function.args, name, args, keywords, defaults, node)
    return generators.function(lo, frame, function.body, table)
