"""What is done with lists, dicts and tapes → expressions of Python's `ast`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from s2sad.core.nodes import Call, TupleArg
from s2sad.source.write.pieces import dotted, negative

if TYPE_CHECKING:
    from s2sad.source.write.expressions import ExpressionMaker

__all__ = ["CONTAINERS"]


def _display(maker: ExpressionMaker, call: Call) -> ast.expr:
    return ast.List([maker.arg(arg) for arg in call.args], ast.Load())


def _last(maker: ExpressionMaker, call: Call) -> ast.expr:
    owner, *path = call.args
    row = maker.arg(owner)
    for step in path:
        row = maker.step(row, step)
    return ast.Subscript(row, negative(ast.Constant(1)), ast.Load())


def _init(maker: ExpressionMaker, call: Call) -> ast.expr:
    return ast.Subscript(maker.arg(call.args[0]), ast.Slice(None, negative(ast.Constant(1)), None), ast.Load())


def _longer(maker: ExpressionMaker, call: Call) -> ast.expr:
    target, *added = (maker.arg(arg) for arg in call.args)
    tail = ast.List(added, ast.Load()) if call.prim == "list.append" else added[0]
    return ast.BinOp(target, ast.Add(), tail)


def _repeated(maker: ExpressionMaker, call: Call) -> ast.expr:
    item, count = (maker.arg(arg) for arg in call.args)
    return ast.BinOp(ast.List([item], ast.Load()), ast.Mult(), count)


def _list_given(maker: ExpressionMaker, call: Call) -> ast.expr:
    """A copy of a list that is not there on some paths: ``list(v or [])``."""
    given = ast.BoolOp(ast.Or(), [maker.arg(call.args[0]), ast.List([], ast.Load())])
    return ast.Call(ast.Name("list", ast.Load()), [given], [])


def _list_copy(maker: ExpressionMaker, call: Call) -> ast.expr:
    return ast.Call(ast.Attribute(maker.arg(call.args[0]), "copy", ast.Load()), [], [])


def _tuple(maker: ExpressionMaker, call: Call) -> ast.expr:
    return ast.Call(ast.Name("tuple", ast.Load()), [maker.arg(call.args[0])], [])


def _made(maker: ExpressionMaker, call: Call) -> ast.expr:
    return maker.arg(call.args[0])


def _dict(maker: ExpressionMaker, call: Call) -> ast.expr:
    keys, *values = call.args
    assert isinstance(keys, TupleArg)
    return ast.Dict([maker.arg(key) for key in keys.items], [maker.arg(value) for value in values])


def _dict_get(maker: ExpressionMaker, call: Call) -> ast.expr:
    owner, key, default, *path = call.args
    place = maker.arg(owner)
    for step in path:
        place = maker.step(place, step)
    return ast.Call(dotted(place, "get"), [maker.arg(key), maker.arg(default)], [])


def _dict_keys(maker: ExpressionMaker, call: Call) -> ast.expr:
    return maker.function("builtins.list", maker.arg(call.args[0]))


def _dict_zeros(maker: ExpressionMaker, call: Call) -> ast.expr:
    return ast.Call(
        dotted(maker.module.function("builtins.dict"), "fromkeys"), [maker.arg(call.args[0]), ast.Constant(0.0)], []
    )


def _new_tape(maker: ExpressionMaker, call: Call) -> ast.expr:
    return ast.List([], ast.Load())


def _tape_method(name: str) -> Callable[[ExpressionMaker, Call], ast.expr]:
    def make(maker: ExpressionMaker, call: Call) -> ast.expr:
        tape, *values = (maker.arg(arg) for arg in call.args)
        return ast.Call(ast.Attribute(tape, name, ast.Load()), values, [])

    return make


CONTAINERS: dict[str, Callable[[ExpressionMaker, Call], ast.expr]] = {
    "list.display": _display, "list.last": _last, "list.init": _init, "list.append": _longer, "list.extend": _longer,
    "list.repeat": _repeated, "list.copy": _list_copy, "list.given": _list_given, "list.tuple": _tuple,
    "list.of_tuple": _dict_keys, "s2sad.made": _made,
    "dict.display": _dict, "dict.get": _dict_get, "dict.keys": _dict_keys, "dict.zeros": _dict_zeros,
    "tape.new": _new_tape, "tape.push": _tape_method("append"), "tape.pop": _tape_method("pop"),
}  # fmt: skip
