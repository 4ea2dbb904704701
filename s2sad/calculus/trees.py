"""Copies of syntax trees; `copy.deepcopy` takes ten times as long."""

from __future__ import annotations

import ast
from typing import Any, TypeVar

__all__ = ["copied"]

N = TypeVar("N", bound=ast.AST)


def copied(node: N) -> N:
    """A copy of a tree without its places in the text.

    >>> ast.unparse(copied(ast.parse("f(x, axis=None)[1:]", mode="eval")))
    'f(x, axis=None)[1:]'
    """
    return type(node)(**{name: _part(value) for name, value in ast.iter_fields(node)})


def _part(value: Any) -> Any:
    if isinstance(value, ast.AST):
        return copied(value)
    return [_part(item) for item in value] if isinstance(value, list) else value
