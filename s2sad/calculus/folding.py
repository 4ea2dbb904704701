"""Decide the conditional expressions of a rule that the call decides: literal arguments, known ranks and kinds."""

from __future__ import annotations

import ast
import importlib
import math
from collections.abc import Mapping
from functools import cache
from inspect import signature
from operator import attrgetter
from types import FunctionType
from typing import cast

import numpy as np

from s2sad.calculus.trees import copied
from s2sad.core.records import dataclass, field

__all__ = ["Known", "fold", "without_zeros"]

NAMES = {"np": np, "math": math, "isinstance": isinstance, "int": int, "float": float, "tuple": tuple, "len": len}


COMPILED: dict[str, dict[str, object]] = {"np.concatenate": {"axis": 0}}
"""Defaults of functions written in C, whose signatures not every version of NumPy shows."""


@dataclass(frozen=True)
class Known:
    """The values of literal arguments, and the kinds and ranks of others."""

    static: Mapping[str, object] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    ranks: Mapping[str, int] = field(default_factory=dict)


def fold(node: ast.expr, known: Known) -> ast.expr:
    """The expression without the branches that are known not to be taken.

    >>> rule = ast.parse("y if axis is None or keepdims else np.expand_dims(y, axis)", mode="eval").body
    >>> ast.unparse(fold(rule, Known({"axis": None}))), ast.unparse(fold(rule, Known({"axis": 1})))
    ('y', 'y if keepdims else np.expand_dims(y, axis)')
    """
    return cast(ast.expr, _Fold(known).visit(copied(node)))


class _Fold(ast.NodeTransformer):
    def __init__(self, known: Known) -> None:
        self.known = known

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        test = self.decide(node.test)
        if isinstance(test, ast.Constant):
            return cast(ast.expr, self.visit(node.body if test.value else node.orelse))
        return ast.IfExp(test, self.visit(node.body), self.visit(node.orelse))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Leave out keywords that say what NumPy does anyway; ``mT`` is the transpose of the last two axes."""
        self.generic_visit(node)
        name = ast.unparse(node.func)
        if name != "mT":
            node.keywords = [k for k in node.keywords if not self._is_default(name, k)]
            return node
        text = "np.transpose(_a) if np.ndim(_a) == 2 else np.swapaxes(_a, -1, -2)"
        made = ast.parse(text, mode="eval").body
        return cast(ast.expr, self.visit(_Put(node.args[0]).visit(made)))

    def _is_default(self, function: str, keyword: ast.keyword) -> bool:
        value = keyword.value
        if isinstance(value, ast.Constant):
            found: object = value.value
        elif isinstance(value, ast.Name) and value.id in self.known.static:
            found = self.known.static[value.id]
        else:
            return False
        if keyword.arg == "keepdims":
            return found is False
        defaults = library_defaults(function) if function.startswith(("np.", "scipy.")) else {}
        return keyword.arg in defaults and type(found) is type(defaults[keyword.arg]) and found == defaults[keyword.arg]

    def decide(self, test: ast.expr) -> ast.expr:
        """A test as a constant where it is known, without the operands that do not matter otherwise."""
        if isinstance(test, ast.BoolOp):
            return self._decide_operands(test)
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            operand = self.decide(test.operand)
            if isinstance(operand, ast.Constant):
                return ast.Constant(not operand.value)
            return ast.UnaryOp(test.op, operand)
        test = _Queries(self.known).visit(copied(test))
        names = {n.id for n in ast.walk(test) if isinstance(n, ast.Name)}
        if not names <= {*self.known.static, *NAMES}:
            return test
        if isinstance(test, ast.Compare) and isinstance(test.ops[0], (ast.Is, ast.IsNot)):
            same = self.value(test.left) is self.value(test.comparators[0])
            return ast.Constant(same is isinstance(test.ops[0], ast.Is))
        return ast.Constant(bool(self.value(test)))

    def value(self, node: ast.expr) -> object:
        code = compile(ast.fix_missing_locations(ast.Expression(node)), "<rule>", "eval")
        return eval(code, {**NAMES, **self.known.static})

    def _decide_operands(self, test: ast.BoolOp) -> ast.expr:
        decisive = isinstance(test.op, ast.Or)
        left = []
        for operand in map(self.decide, test.values):
            if not isinstance(operand, ast.Constant):
                left.append(operand)
            elif operand.value is decisive:
                return operand if not left else ast.BoolOp(test.op, [*left, operand])
        if not left:
            return ast.Constant(not decisive)
        return left[0] if len(left) == 1 else ast.BoolOp(test.op, left)


class _WithoutZeros(ast.NodeTransformer):
    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.op, ast.Mult) and _is_zero(node.left):
            return node.left
        if isinstance(node.op, (ast.Add, ast.Sub)) and _is_zero(node.right):
            return node.left
        return node.right if isinstance(node.op, ast.Add) and _is_zero(node.left) else node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        return node.args[0] if ast.unparse(node.func) == "_reduce" and _is_zero(node.args[0]) else node


def without_zeros(node: ast.expr) -> ast.expr:
    """The expression without the terms that are ``0.0`` times a d: there is nothing to add.

    >>> ast.unparse(without_zeros(ast.parse("w * dx + 0.0 * dy", mode="eval").body))
    'w * dx'
    """
    return cast(ast.expr, _WithoutZeros().visit(copied(node)))


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is float and node.value == 0


@cache
def library_defaults(function: str) -> dict[str, object]:
    """The defaults of a function of NumPy or SciPy by parameter, as far as Python can see them."""
    try:
        found = _look_up(function)
    except (AttributeError, ImportError):
        return {}
    if not isinstance(getattr(found, "_implementation", found), FunctionType) and not function.startswith("scipy."):
        return COMPILED.get(function, {})
    try:
        parameters = signature(found).parameters  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return {}
    return {p.name: p.default for p in parameters.values() if p.default is not p.empty}


def _look_up(function: str) -> object:
    if function.startswith("np."):
        return attrgetter(function.removeprefix("np."))(np)
    module, _, name = function.rpartition(".")
    return getattr(importlib.import_module(module), name)


class _Queries(ast.NodeTransformer):
    """Ask for ranks and kinds what is known."""

    def __init__(self, known: Known) -> None:
        self.known = known

    def visit_Call(self, node: ast.Call) -> ast.expr:
        name = node.args[0].id if node.args and isinstance(node.args[0], ast.Name) else ""
        if ast.unparse(node.func) == "np.ndim" and name in self.known.ranks:
            return ast.Constant(self.known.ranks[name])
        if ast.unparse(node.func) == "np.iscomplexobj" and name in self.known.kinds:
            return ast.Constant(self.known.kinds[name] == "c")
        return node


class _Put(ast.NodeTransformer):
    def __init__(self, value: ast.expr) -> None:
        self.value = value

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return copied(self.value) if node.id == "_a" else node
