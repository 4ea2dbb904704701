"""Private names: in the body of a class `A` Python reads ``__x`` as ``_A__x``, and so does who looks at its tree."""

from __future__ import annotations

import ast
import re

__all__ = ["mangle", "written"]

PRIVATE = re.compile(r"\b__\w*[A-Za-z0-9]_?\b")
SPELT = ("id", "attr", "arg", "asname", "rest")


def mangle(tree: ast.Module, text: str) -> ast.Module:
    """The tree of a module, changed in place.

    >>> print(ast.unparse(mangle(ast.parse("class A:\\n    def f(self): return self.__x"), "self.__x")).split()[-1])
    self._A__x
    """
    if PRIVATE.search(text):
        _walk(tree, "", False)
    return tree


def written(node: ast.AST) -> str:
    """The name of a definition as it was written: a code object has that one."""
    name: str = getattr(node, "written", None) or node.name  # type: ignore[attr-defined]
    return name


def _walk(node: ast.AST, owner: str, in_function: bool) -> None:
    if owner:
        _rename(node, owner, in_function)
    if isinstance(node, ast.ClassDef):
        for part in (*node.bases, *node.keywords, *node.decorator_list):
            _walk(part, owner, in_function)
        for statement in node.body:
            _walk(statement, written(node).lstrip("_"), False)
        return
    inside = in_function or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    for child in ast.iter_child_nodes(node):
        _walk(child, owner, inside)


def _rename(node: ast.AST, owner: str, in_function: bool) -> None:
    for field in SPELT:
        name = getattr(node, field, None)
        if isinstance(name, str):
            setattr(node, field, _mangled(name, owner))
    if isinstance(node, (ast.Global, ast.Nonlocal)):
        node.names = [_mangled(name, owner) for name in node.names]
    elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
        node.name = _mangled(node.name, owner)
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and in_function:
        node.written, node.name = node.name, _mangled(node.name, owner)  # type: ignore[union-attr]


def _mangled(name: str, owner: str) -> str:
    return f"_{owner}{name}" if name.startswith("__") and not name.endswith("__") and "." not in name else name
