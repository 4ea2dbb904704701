"""Bind the values of a call to the parameters of a function."""

from __future__ import annotations

import inspect
from typing import Any

import gast

from s2sad.core.nodes import Const
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import DictContent, Num, SliceValue, Spread, Static, TupleValue, Value

__all__ = ["bind_node", "bind_signature", "collected", "default_value"]


def default_value(lo: Lowerer, obj: Any, text: str) -> Value:
    """The value of a default: numbers as they are, other objects by a free name."""
    if obj is None or isinstance(obj, (bool, int, float, complex, str, bytes)):
        return Num(Const(obj))
    if type(obj) is tuple:
        return TupleValue(tuple(default_value(lo, item, f"{text}_{i}") for i, item in enumerate(obj)))
    return lo.from_object(obj, text) if not isinstance(obj, (list, dict, set)) else Static(obj, text)


def bind_signature(
    lo: Lowerer, signature: inspect.Signature, args: list[Value], keywords: dict[str, Value], node: gast.AST
) -> dict[str, Value]:
    """As `inspect.Signature.bind` with defaults applied, on values."""
    try:
        bound = signature.bind(*args, **keywords)
    except TypeError as error:
        lo.refuse(node, str(error))
    table: dict[str, Value] = {}
    for name, parameter in signature.parameters.items():
        if name in bound.arguments:
            table[name] = bound.arguments[name]
        elif (
            parameter.default is not inspect.Parameter.empty
            and type(parameter.default).__name__ != "_HAS_DEFAULT_FACTORY_CLASS"
        ):
            table[name] = default_value(lo, parameter.default, name)
    return table


def _spread_out(
    lo: Lowerer,
    args: list[Value],
    positional: list[str],
    defaults: dict[str, Value],
    more: bool,
    named: dict[str, Value],
    node: gast.AST,
) -> list[Value]:
    """A starred argument of unknown length for named parameters: as many items as there are parameters."""
    from s2sad.source.lower import assignment, attributes

    last = args[-1]
    missing = positional[len(args) - 1 :]
    if not isinstance(last, Spread) or any(name in defaults or name in named for name in missing):
        lo.refuse(
            node, "the number of these items is not known when s2sad reads them", "pass a tuple, or index the array"
        )
    assignment.check_length(lo, last.items, len(missing), more, node)
    items = [attributes.get_item(lo, last.items, Num(Const(i)), node) for i in range(len(missing))]
    rest = []
    if more:
        none = Num(Const(None))
        rest = [Spread(attributes.get_item(lo, last.items, SliceValue(Num(Const(len(missing))), none, none), node))]
    return [*args[:-1], *items, *rest]


def _rest(lo: Lowerer, args: list[Value], node: gast.AST) -> Value:
    """The value of ``*args``."""
    last = args[-1] if args else None
    if not isinstance(last, Spread):
        return TupleValue(tuple(args))
    if len(args) == 1:
        return last.items
    first = lo.build.emit("list.display", *[lo.arg(a, node) for a in args[:-1]])
    return lo.result(lo.build.emit("list.extend", first, lo.arg(last.items, node)))


def collected(lo: Lowerer, keys: tuple[object, ...], items: tuple[Value, ...]) -> Value:
    """The dict of ``**kwargs``, which nobody else has."""
    ref = lo.new_object(DictContent(keys, items))
    lo.collected.add(ref.id)
    return ref


def bind_node(
    lo: Lowerer,
    arguments: gast.arguments,
    name: str,
    args: list[Value],
    keywords: dict[str, Value],
    defaults: dict[str, Value],
    node: gast.AST,
) -> dict[str, Value]:
    """The values of a function's parameters, `*args` and `**kwargs` included."""
    positional = [a.id for a in (*arguments.posonlyargs, *arguments.args)]
    keyword_only = [a.id for a in arguments.kwonlyargs]
    left = dict(keywords)
    if args and isinstance(args[-1], Spread) and len(args) <= len(positional):
        args = _spread_out(lo, args, positional, defaults, arguments.vararg is not None, left, node)
    table = dict(zip(positional, args, strict=False))
    if len(args) > len(positional) and arguments.vararg is None:
        lo.refuse(node, f"{name}() takes {len(positional)} positional arguments but {len(args)} were given")
    for parameter in [*positional, *keyword_only]:
        if parameter in left and parameter not in table:
            table[parameter] = left.pop(parameter)
        elif parameter not in table:
            if parameter not in defaults:
                lo.refuse(node, f"{name}() misses the argument {parameter!r}")
            table[parameter] = defaults[parameter]
    if any(isinstance(table[name], Spread) for name in positional):
        lo.refuse(
            node, "the number of these items is not known when s2sad reads them", "pass a tuple, or index the array"
        )
    if arguments.vararg is not None:
        table[arguments.vararg.id] = _rest(lo, args[len(positional) :], node)
    if arguments.kwarg is not None:
        table[arguments.kwarg.id] = collected(lo, tuple(left), tuple(left.values()))
    elif left:
        lo.refuse(node, f"{name}() got an unexpected argument {next(iter(left))!r}")
    return table
