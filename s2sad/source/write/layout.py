"""Trees → text: astor prints, long lines are wrapped, and the text is checked against the tree."""

from __future__ import annotations

import ast
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import astor
from s2sad.source.write.wrap import wrapped

__all__ = ["WIDTH", "text_of"]

WIDTH = 88


class _Generator(astor.SourceGenerator):  # type: ignore[misc]
    """Delegates to `ast.unparse` what astor 0.8.1 gets wrong or prints in an unusual way."""

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self.write(ast.unparse(node))

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and not set(repr(node.value)) & set('"\\'):
            self.write(f'"{node.value}"')
        elif isinstance(node.value, (str, bytes, complex, float)):
            self.write(repr(node.value))
        else:
            super().visit_Constant(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        value = node.value
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and not set(value.value) & set('\\"'):
            self.statement(node)
            self.write(f'"""{value.value}"""')
        else:
            super().visit_Expr(node)

    def visit_Return(self, node: ast.Return) -> None:
        if isinstance(node.value, ast.Tuple) and len(node.value.elts) == 1:
            self.statement(node, "return (", node.value.elts[0], ",)")
        else:
            super().visit_Return(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """A power of simple things closes up: ``2.0 * x**2``."""
        sign = isinstance(node.right, ast.UnaryOp) and isinstance(node.right.op, ast.USub)
        power = node.right.operand if sign and isinstance(node.right, ast.UnaryOp) else node.right
        simple = all(isinstance(side, (ast.Name, ast.Constant)) for side in (node.left, power))
        if simple and isinstance(node.op, ast.Pow):
            with self.delimit(node, node.op):
                self.write(node.left, "**-" if sign else "**", ast.unparse(power))
        else:
            super().visit_BinOp(node)

    def visit_Dict(self, node: ast.Dict) -> None:
        """A key has no parentheses but a tuple's own."""
        astor.code_gen.set_precedence(astor.code_gen.Precedence.Comma, *(key for key in node.keys if key is not None))
        super().visit_Dict(node)


def _print(tree: ast.Module) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        text: str = astor.to_source(tree, source_generator_class=_Generator, pretty_source="".join)
    return text


def _reads_back(text: str, tree: ast.Module) -> bool:
    try:
        return _is_same(ast.parse(text), tree)
    except SyntaxError:
        return False


def _is_same(one: object, other: object) -> bool:
    """Whether two trees, or parts of them, are the same but for the places of their nodes in a text."""
    if one.__class__ is not other.__class__:
        return False
    if isinstance(one, ast.AST):
        return all(_is_same(getattr(one, field, None), getattr(other, field, None)) for field in one._fields)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_is_same, one, other))
    return one == other if isinstance(one, (str, int)) else repr(one) == repr(other)


def text_of(tree: ast.Module) -> str:
    """The text of a tree, by astor where that reads back as the same tree, else by `ast.unparse`.

    >>> text_of(ast.parse("y = (-2.0)**x - (a - b)")).strip()
    'y = (-2.0) ** x - (a - b)'
    """
    ast.fix_missing_locations(tree)
    try:
        text = _print(tree)
    except Exception:  # astor raises all sorts of things on nodes it does not know
        return ast.unparse(tree) + "\n"
    if not _reads_back(text, tree):
        text = ast.unparse(tree) + "\n"
    narrow = wrapped(text, WIDTH)
    return narrow if narrow == text or _reads_back(narrow, tree) else text
