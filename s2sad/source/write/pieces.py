"""The smallest pieces of expressions of Python's `ast`."""

from __future__ import annotations

import ast

__all__ = ["dotted", "load", "negative", "store"]


def load(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def store(name: str) -> ast.Name:
    return ast.Name(name, ast.Store())


def negative(value: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.USub(), value)


def dotted(root: ast.expr, *names: str) -> ast.expr:
    for name in names:
        root = ast.Attribute(root, name, ast.Load())
    return root
