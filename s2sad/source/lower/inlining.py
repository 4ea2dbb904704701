"""Calls of the user's functions: inlined where they stand, unless one calls itself."""

from __future__ import annotations

from collections.abc import Mapping

import gast

from s2sad.calculus.apart import APART
from s2sad.core.nodes import Const
from s2sad.core.types import NoneType
from s2sad.source.lower import binding, branches, generators, statements
from s2sad.source.lower.branches import known_truth
from s2sad.source.lower.loops import FALSE, FLAGS, RETURN_VALUE, RETURNED
from s2sad.source.lower.lowerer import Frame, Lowerer
from s2sad.source.lower.values import (
    UNBOUND,
    Closure,
    DictContent,
    ListContent,
    Maybe,
    Num,
    ObjectRef,
    Path,
    Poison,
    StructContent,
    TupleValue,
    Value,
)
from s2sad.source.read import ReadFunction

__all__ = ["Recursion", "descends", "inline", "inline_closure", "key_of", "run_body"]

DEPTH = 60
NONE = Num(Const(None))
SCOPES = gast.FunctionDef | gast.Lambda | gast.GeneratorExp | gast.ClassDef
"""What may outlive a call, and then still reads the names of its frame."""


class Recursion(Exception):
    """A function was found to call itself; the lowering starts again with that known.

    `changing` are the paths to what it is handed and changes: these are its parameters, whatever is known of them.
    """

    def __init__(self, key: object, changing: frozenset[Path] = frozenset()) -> None:
        super().__init__(str(key))
        self.key, self.changing = key, changing


def inline(
    lo: Lowerer, got: ReadFunction, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str = "t"
) -> Value:
    """The value of calling a function that was read."""
    defaults = {k: binding.default_value(lo, v, f"{got.name}_{k}") for k, v in got.defaults.items()}
    table = binding.bind_node(lo, got.node.args, got.name, args, keywords, defaults, node)
    key = key_of(got)
    around = lo.enclosing.get(id(got.function))
    own = (dict(got.closure), got.cells)
    if around is not None:  # a method of a class made here: the names around are those of the frame
        own = ({name: value for name, value in got.closure.items() if name == "__class__"}, {})
    frame = Frame(next(lo.ids), got.name, got.file, got.globals, *own, around, key, lo.origin_of(node))
    return _call(lo, frame, got.node.body, table, key, node, hint)


def key_of(got: ReadFunction) -> object:
    """What a call of the same function has: wrappers that one decorator made have one code, and are several."""
    return got.function if got.function is not None else id(got.node)


def inline_closure(
    lo: Lowerer, closure: Closure, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value:
    """The value of calling a function that was made inside the function being lowered."""
    outer = lo.all_frames[closure.frame]
    arguments = closure.node.args
    names = [a.id for a in (*arguments.posonlyargs, *arguments.args)]
    defaults = dict(zip(names[len(names) - len(closure.defaults) :], closure.defaults, strict=True)) | dict(
        closure.keyword_defaults
    )
    name = getattr(closure.node, "name", "lambda")
    table = binding.bind_node(lo, arguments, name, args, keywords, defaults, node)
    code = (id(closure.node), closure.frame)
    around = (outer.globals, outer.closure, outer.cells, outer.id)
    frame = Frame(next(lo.ids), name, outer.file, *around, code, lo.origin_of(node))
    if isinstance(closure.node, gast.Lambda):
        body = [gast.copy_location(gast.Return(closure.node.body), closure.node.body)]
    else:
        body = closure.node.body
    return _call(lo, frame, body, table, id(closure.node), node, hint)


def _call(
    lo: Lowerer, frame: Frame, body: list[gast.AST], table: dict[str, Value], key: object, node: gast.AST, hint: str
) -> Value:
    if generators.yields(body):
        if key not in lo.recursive:
            return generators.function(lo, frame, body, table)
        from s2sad.source.lower import self_calling

        return self_calling.call(lo, frame, body, table, key, node)
    if key in APART:
        lo.recursive.setdefault(key, {})
    if key in lo.recursive:
        from s2sad.source.lower.recursion import call_recursive

        return call_recursive(lo, frame, body, table, key, node, hint)
    if any(f.code == frame.code for f in lo.frames) and not descends(lo, frame, table):
        raise Recursion(key)
    if len(lo.frames) > DEPTH:
        lo.refuse(node, f"calls are nested more than {DEPTH} deep here")
    with lo.entered(frame):
        lo.locals.update(table)
        lo.hints[frame.id] = hint
        result = run_body(lo, body, node)
        del lo.hints[frame.id]
    if not any(isinstance(part, SCOPES) for top in body for part in gast.walk(top)):
        lo.state.frames.pop(frame.id, None)
    return result


def descends(lo: Lowerer, frame: Frame, table: dict[str, Value]) -> bool:
    """Whether a call of a function in itself is given a smaller container: the way down a tree has an end."""
    outer = next(f for f in reversed(lo.frames) if f.code == frame.code)
    before, now = lo.sizes.get(outer.id, {}), _sizes(lo, table)
    return any(now.get(name, 0) < before[name] for name in table.keys() & before.keys())


def _sizes(lo: Lowerer, table: Mapping[str, Value]) -> dict[str, int]:
    return {name: size for name, value in table.items() if (size := _size(lo, value)) is not None}


def _size(lo: Lowerer, value: Value, inside: frozenset[int] = frozenset()) -> int | None:
    """The parts of a container, all the way down; None for what is no container, or contains itself."""
    items: tuple[Value, ...] | None = None
    if isinstance(value, TupleValue):
        items = value.items
    elif isinstance(value, ObjectRef) and value.id not in inside:
        content = lo.state.heap[value.id]
        inside |= {value.id}
        if isinstance(content, (ListContent, DictContent, StructContent)):
            items = content.items
    if items is None:
        return None
    return 1 + sum((_size(lo, item, inside) or 1) for item in items)


def run_body(lo: Lowerer, body: list[gast.AST], node: gast.AST | None) -> Value:
    """Execute the body of the function whose frame was entered, and give what it returns."""
    lo.sizes[lo.frame.id] = _sizes(lo, lo.locals)
    for flag in FLAGS:
        lo.locals[flag] = FALSE
    statements.execute_block(lo, body)
    returned = lo.locals[RETURNED]
    value = lo.locals.get(RETURN_VALUE, NONE)
    if known_truth(returned) is True:
        return NONE if value is UNBOUND else lo.readable(value, "the result", node)
    if known_truth(returned) is False or (isinstance(value, Num) and lo.build.type_of(value.atom) == NoneType()):
        return NONE
    if isinstance(value, Poison) and not isinstance(value, Maybe):
        return value
    return branches.choose(lo, returned, lambda: value, lambda: NONE, node or body[-1])
