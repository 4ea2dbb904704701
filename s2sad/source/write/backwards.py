"""Loops that run backwards: ranges that compilers of Python know too."""

from __future__ import annotations

import ast

__all__ = ["counted_back"]


def counted_back(iterable: ast.expr) -> ast.expr:
    """``reversed(range(...))`` as a range that counts down, or up; anything else as it is.

    >>> texts = ["reversed(range(n))", "reversed(range(1, n - 1))", "reversed(range(n + 1, i, -1))", "reversed(t)"]
    >>> [ast.unparse(counted_back(ast.parse(text, mode="eval").body)) for text in texts]
    ['range(n - 1, -1, -1)', 'range(n - 2, 0, -1)', 'range(i + 1, n + 2)', 'reversed(t)']
    """
    counted = _args_of_call(iterable, "reversed")
    bounds = _args_of_call(counted[0], "range") if counted else []
    if not bounds:
        return iterable
    start, stop = bounds[:2] if len(bounds) > 1 else (ast.Constant(0), bounds[0])
    step = _whole(bounds[2]) if len(bounds) > 2 else 1
    if step not in (1, -1):
        return iterable
    bounds = [_plus(stop, -step), _plus(start, -step)]
    if step == 1:
        bounds.append(ast.UnaryOp(ast.USub(), ast.Constant(1)))
    return ast.Call(ast.Name("range", ast.Load()), bounds, [])


def _plus(number: ast.expr, more: int) -> ast.expr:
    """``number + more``, with the sum done that `number` may end in.

    >>> [ast.unparse(_plus(ast.parse(text, mode="eval").body, -1)) for text in ("0", "n", "n + 1", "n - 1", "2 * n")]
    ['-1', 'n - 1', 'n', 'n - 2', '2 * n - 1']
    """
    whole = _whole(number)
    if whole is not None:
        value: ast.expr = ast.Constant(abs(whole + more))
        return ast.UnaryOp(ast.USub(), value) if whole + more < 0 else value
    if isinstance(number, ast.BinOp) and isinstance(number.op, (ast.Add, ast.Sub)):
        last, sign = _whole(number.right), 1 if isinstance(number.op, ast.Add) else -1
        if last is not None:
            number, more = number.left, more + sign * last
    if more == 0:
        return number
    return ast.BinOp(number, ast.Add() if more > 0 else ast.Sub(), ast.Constant(abs(more)))


def _args_of_call(node: ast.expr, name: str) -> list[ast.expr]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
        return node.args
    return []


def _whole(node: ast.expr) -> int | None:
    """The integer that a literal is."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        size = _whole(node.operand)
        return None if size is None else -size
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None
