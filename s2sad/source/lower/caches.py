"""``functools.cache`` and ``functools.lru_cache``: equal arguments give one result, which the derivative keeps too.

A function that calls itself gets a dict of what it has computed.  Arguments that each call hands on as they are stand
for one value in all of these calls: they are no part of the keys, so they may vary.
"""

from __future__ import annotations

import copy
import functools
import weakref
from typing import Any

import gast

from s2sad.core.records import replace
from s2sad.core.types import ArrayType, ScalarType
from s2sad.source.lower import binding, calls, inlining, outer
from s2sad.source.lower.aliases import cells_in
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import DictContent, ObjectRef, Static, StructContent, Value
from s2sad.source.read import read

__all__ = ["bare", "call", "define", "is_cache", "is_cached"]

MAKERS = (functools.cache, functools.lru_cache)
MADE: weakref.WeakKeyDictionary[Any, gast.FunctionDef] = weakref.WeakKeyDictionary()
"""The functions with a dict of their own, by those that they are made of."""

OWN_CACHE = """
def {name}():
    {name}_cache = {{}}
    def {name}_cached({keys}):
        if {key} not in {name}_cache:
            {name}_cache[{key}] = {name}_uncached({keys})
        return {name}_cache[{key}]
    def {name}_uncached({keys}):
        pass
    return {name}_cached({keys})
"""
SHARED_CACHE = """
def {name}():
    if {key} not in {name}_cache:
        {name}_cache[{key}] = {name}_uncached({keys})
    return {name}_cache[{key}]
"""


def is_cached(obj: object) -> bool:
    return isinstance(obj, functools._lru_cache_wrapper)


def is_cache(decorator: Value) -> bool:
    """Whether a decorator keeps the results of a function."""
    return isinstance(decorator, Static) and any(decorator.obj is maker for maker in MAKERS)


# -- a function of a module ---------------------------------------------------------------------


def call(
    lo: Lowerer, static: Static, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value:
    """Call a function that was decorated where it was defined."""
    obj: Any = static.obj
    got = read(obj.__wrapped__)
    within = len(_calls_of(got.node))
    if within > 1 or (within and _keyed_by_number(lo, got, args, keywords, node) is None):
        name = _keyed_by_number(lo, got, args, keywords, node)
        if name is not None:
            what = f"{got.name} keeps its results by {name!r}, which is no whole number and changes from call to call"
            lo.refuse(node, what, "keep them in a dict of your own, by a whole number or a text")
        if obj.__wrapped__ not in MADE:
            MADE[obj.__wrapped__] = _with_own_cache(lo, got.node, node)
        got = replace(got, node=MADE[obj.__wrapped__])
    made = inlining.inline(lo, got, args, keywords, node, hint)
    return _kept(lo, made, got.name, node)


def _keyed_by_number(
    lo: Lowerer, got: Any, args: list[Value], keywords: dict[str, Value], node: gast.AST
) -> str | None:
    """An argument that is no whole number and not the same in all calls inside this one."""
    defaults = {k: binding.default_value(lo, v, k) for k, v in got.defaults.items()}
    table = binding.bind_node(lo, got.node.args, got.name, args, keywords, defaults, node)
    for name in _keys(got.node):
        kind = lo.kind_of(table[name], node) if name in table and not isinstance(table[name], Static) else None
        if isinstance(kind, ArrayType) or (isinstance(kind, ScalarType) and kind.kind in "fc"):
            return name
    return None


def _kept(lo: Lowerer, value: Value, name: str, node: gast.AST) -> Value:
    """What a cache hands out is one object for all who ask for it."""
    if isinstance(value, ObjectRef) and not isinstance(lo.state.heap[value.id], StructContent):
        lo.refuse(node, f"{name} hands out one list or dict again and again", "return a tuple or an array")
    lo.cached.update(cell for cell in cells_in(lo, value) if cell in lo.roots)
    return value


# -- a function inside a function ---------------------------------------------------------------


def define(lo: Lowerer, node: gast.FunctionDef) -> None:
    """Bind a decorated function that is defined here."""
    undecorated = bare(node)
    if not _calls_of(node):
        outer.bind(lo, node.name, calls.closure(lo, undecorated), node)
    elif len(_keys(node)) < len(_parameters(node)):
        made = _once(node, lambda: _with_own_cache(lo, node, node))
        outer.bind(lo, node.name, calls.closure(lo, made), node)
    else:
        cached = _once(node, lambda: _filled(lo, SHARED_CACHE, node, node))
        outer.bind(lo, f"{node.name}_cache", lo.new_object(DictContent((), ())), node)
        outer.bind(lo, f"{node.name}_uncached", calls.closure(lo, undecorated), node)
        outer.bind(lo, node.name, calls.closure(lo, cached), node)


def bare(node: gast.FunctionDef) -> gast.FunctionDef:
    """The function without its decorators: one node for each, since recursion is known by the node."""
    if not hasattr(node, "s2sad_bare"):
        node.s2sad_bare = copy.copy(node)
        node.s2sad_bare.decorator_list = []
    return node.s2sad_bare


def _once(node: gast.FunctionDef, make: Any) -> gast.FunctionDef:
    if not hasattr(node, "s2sad_cached"):
        node.s2sad_cached = make()
    return node.s2sad_cached


# -- functions with a cache ---------------------------------------------------------------------


def _calls_of(node: gast.FunctionDef) -> list[gast.Call]:
    """The calls of a function in itself."""
    inside = (n for top in node.body for n in gast.walk(top))
    return [n for n in inside if isinstance(n, gast.Call) and isinstance(n.func, gast.Name) and n.func.id == node.name]


def _parameters(node: gast.FunctionDef) -> list[str]:
    return [a.id for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]


def _given(call: gast.Call, node: gast.FunctionDef) -> dict[str, gast.AST]:
    """The arguments of a call by name."""
    return dict(zip(_parameters(node), call.args, strict=False)) | {k.arg: k.value for k in call.keywords}


def _keys(node: gast.FunctionDef) -> list[str]:
    """The parameters that are not handed on as they are in each call."""
    stored = {n.id for top in node.body for n in gast.walk(top) if isinstance(n, gast.Name) and _is_store(n)}
    tables = [_given(call, node) for call in _calls_of(node)]

    def stays(name: str) -> bool:
        return name not in stored and all(_is_name(table.get(name), name) for table in tables)

    return [name for name in _parameters(node) if not stays(name)]


def _is_store(name: gast.Name) -> bool:
    return not isinstance(name.ctx, gast.Load)


def _is_name(node: gast.AST | None, name: str) -> bool:
    return isinstance(node, gast.Name) and node.id == name


def _filled(lo: Lowerer, text: str, node: gast.FunctionDef, at: gast.AST) -> gast.FunctionDef:
    """The function of a text, with the parameters that it stands for."""
    keys = _keys(node)
    known = set(_parameters(node))
    odd = node.args.vararg or node.args.kwarg or not keys
    if odd or any(set(_given(call, node)) != known or len(call.args) > len(known) for call in _calls_of(node)):
        lo.refuse(at, f"{node.name} keeps its results by arguments that are not all given", "name each argument")
    names = ", ".join(keys)
    key = names if len(keys) == 1 else f"({names})"
    (made,) = gast.parse(text.format(name=node.name, keys=names, key=key)).body
    for inner in gast.walk(made):
        gast.copy_location(inner, node)
    made.args = node.args
    return made


def _with_own_cache(lo: Lowerer, node: gast.FunctionDef, at: gast.AST) -> gast.FunctionDef:
    """The function with a dict for what each call of it computes, inside which it calls itself."""
    made, keys = _filled(lo, OWN_CACHE, node, at), _keys(node)
    body = [_Renamed(node, keys).visit(copy.deepcopy(top)) for top in node.body]
    made.body[2].body = body
    return made


class _Renamed(gast.NodeTransformer):  # type: ignore[misc]
    """Calls of the function in itself become calls by its keys alone."""

    def __init__(self, node: gast.FunctionDef, keys: list[str]) -> None:
        self.node, self.keys = node, keys

    def visit_Call(self, call: gast.Call) -> gast.AST:
        self.generic_visit(call)
        if _is_name(call.func, self.node.name):
            given = _given(call, self.node)
            call.func.id = f"{self.node.name}_cached"
            call.args, call.keywords = [given[key] for key in self.keys], []
        return call
