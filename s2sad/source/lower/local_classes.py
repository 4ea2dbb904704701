"""Classes that a function makes: made once while lowering, with methods that see the names of the function."""

from __future__ import annotations

import ast
import collections
import functools
import types
from collections.abc import Iterator
from typing import Any

import gast

from s2sad.source.lower import attributes, outer
from s2sad.source.lower.library import handles
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import Static, Value

__all__ = ["define"]


def define(lo: Lowerer, node: gast.ClassDef) -> None:
    """The statement ``class Name: …``."""
    key = (id(node), lo.frame.id)
    if key not in lo.classes:
        lo.classes[key] = _made(lo, node)
    outer.bind(lo, node.name, Static(lo.classes[key], node.name), node)


def _made(lo: Lowerer, node: gast.ClassDef) -> type:
    names = {name: _known(lo, lo.lookup(name, part), part) for name, part in _names_outside_methods(lo, node)}
    plain: Any = gast.gast_to_ast(node)
    makers: Any = ast.parse(f"def maker({', '.join(names)}):\n    return {node.name}").body
    makers[0].body.insert(0, plain)
    found: dict[str, Any] = {}
    try:
        module = compile(ast.Module(makers, []), lo.frame.file, "exec", dont_inherit=True)
        exec(module, lo.frame.globals, found)
        made: type = found["maker"](**names)
    except Exception as error:
        lo.refuse(node, f"this class cannot be made when s2sad reads it: {error}", "define it outside the function")
    made.__qualname__ = f"{lo.frame.name}.<locals>.{node.name}"
    for function in _functions(made):
        if function.__code__.co_filename == lo.frame.file:
            lo.enclosing[id(function)] = lo.frame.id
    return made


def _names_outside_methods(lo: Lowerer, node: gast.AST) -> Iterator[tuple[str, gast.Name]]:
    """The names of the function around that the making of a class reads: bases, decorators, defaults, its own body."""
    for child in gast.iter_child_nodes(node):
        if isinstance(child, gast.Name) and isinstance(child.ctx, gast.Load) and child.id in lo.locals:
            yield child.id, child
        if isinstance(child, (gast.FunctionDef, gast.Lambda)):
            inner = [*child.args.defaults, *child.args.kw_defaults, *getattr(child, "decorator_list", [])]
            for part in inner:
                if part is not None:
                    yield from _names_outside_methods(lo, gast.Expr(part))
        else:
            yield from _names_outside_methods(lo, child)


def _known(lo: Lowerer, value: Value, node: gast.AST) -> object:
    found = attributes.constant_key(lo, value)
    if found is NotImplemented:
        lo.refuse(node, "what this class is made of is known to the run alone", "give it to the instances")
    return found


def _functions(cls: type) -> Iterator[types.FunctionType]:
    for member in vars(cls).values():
        parts: tuple[object, ...] = (member,)
        if isinstance(member, property):
            parts = (member.fget, member.fset)
        elif isinstance(member, (staticmethod, classmethod)):
            parts = (member.__func__,)
        elif isinstance(member, functools.cached_property):
            parts = (member.func,)
        yield from (part for part in parts if isinstance(part, types.FunctionType))


@handles(collections.namedtuple)
def _namedtuple(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    plain = [attributes.constant_members(lo, a) or attributes.constant_key(lo, a) for a in args]
    named = {name: attributes.constant_members(lo, v) or attributes.constant_key(lo, v) for name, v in keywords.items()}
    if any(part is NotImplemented for part in (*plain, *named.values())):
        lo.refuse(node, "the fields of this tuple are known to the run alone", "name them")
    key = (id(node), lo.frame.id)
    if key not in lo.classes:
        maker: Any = collections.namedtuple
        lo.classes[key] = maker(*plain, **named)
    return Static(lo.classes[key], lo.classes[key].__name__)
