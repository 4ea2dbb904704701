"""The differential of a rule: linear in the d's, pruned to the d's that are active, with its set-up lines."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Mapping, Sequence

from s2sad.calculus.trees import copied

__all__ = [
    "ELEMENTWISE", "ZERO", "assignment", "expand_inside", "function_text", "mentions", "parse", "prune", "substitute",
]  # fmt: skip

ELEMENTWISE = frozenset({"np.where", "np.real", "np.imag", "np.conj", "_expand"})
"""Linear functions that act on each element alone, so that a d of smaller shape may go in as it is."""

ZERO = ast.Constant(0.0)


def parse(text: str) -> ast.expr:
    return ast.parse(text.strip(), mode="eval").body


def assignment(line: str) -> ast.Assign:
    """A line ``name = expression`` of a rule."""
    statement = ast.parse(line.strip()).body[0]
    if not isinstance(statement, ast.Assign):
        raise ValueError(f"a line of a rule binds a name, {line!r} does not")
    return statement


def mentions(node: ast.AST, names: Collection[str]) -> bool:
    return any(isinstance(n, ast.Name) and n.id in names for n in ast.walk(node))


class _Substitute(ast.NodeTransformer):
    def __init__(self, values: Mapping[str, ast.expr]) -> None:
        self.values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return copied(self.values[node.id]) if node.id in self.values else node


def substitute(node: ast.expr, values: Mapping[str, ast.expr]) -> ast.expr:
    """Put expressions in the place of names."""
    result: ast.expr = _Substitute(values).visit(copied(node))
    return result


# -- the terms whose d is passive ----------------------------------------------------------------


def prune(node: ast.expr, passive: Collection[str], active: Collection[str]) -> ast.expr | None:
    """Leave the terms out whose d is passive; None is zero.

    >>> ast.unparse(prune(parse("dx * y + x * dy"), {"dx"}, {"dy"}))
    'x * dy'
    """
    if not mentions(node, passive):
        return node
    if isinstance(node, ast.Name):
        return None
    if isinstance(node, ast.Call):
        return _prune_call(node, passive, active)
    return _PRUNERS.get(type(node), _prune_structure)(node, lambda n: prune(n, passive, active))


Pruner = Callable[[ast.expr], ast.expr | None]


def _prune_binary(node: ast.BinOp, visit: Pruner) -> ast.expr | None:
    left, right = visit(node.left), visit(node.right)
    if isinstance(node.op, (ast.Add, ast.Sub)):
        if left is None:
            return right if right is None or isinstance(node.op, ast.Add) else ast.UnaryOp(ast.USub(), right)
        return left if right is None else ast.BinOp(left, node.op, right)
    return None if left is None or right is None else ast.BinOp(left, node.op, right)


def _prune_unary(node: ast.UnaryOp, visit: Pruner) -> ast.expr | None:
    operand = visit(node.operand)
    return None if operand is None else ast.UnaryOp(node.op, operand)


def _prune_subscript(node: ast.Subscript, visit: Pruner) -> ast.expr | None:
    value = visit(node.value)
    return None if value is None else ast.Subscript(value, node.slice, ast.Load())


def _prune_conditional(node: ast.IfExp, visit: Pruner) -> ast.expr | None:
    body, orelse = visit(node.body), visit(node.orelse)
    if _is_zero(body) and _is_zero(orelse):
        return None
    return ast.IfExp(node.test, body or ZERO, orelse or ZERO)


def _prune_call(node: ast.Call, passive: Collection[str], active: Collection[str]) -> ast.expr | None:
    """A linear function of zero is zero; where it is linear in several arguments together, zeros are written out.

    >>> ast.unparse(prune(parse("mixed(dx, np.ravel(dy))"), {"dy"}, {"dx"}))
    'mixed(dx, np.ravel(_zeros(y)))'
    """
    if not mentions(node, active):
        return None
    if ast.unparse(node.func) == "np.where":
        args = [prune(a, passive, active) or ZERO for a in node.args]
    else:
        args = [_written_out(a, passive, active) for a in node.args]
    func = prune(node.func, passive, active)
    return None if func is None else ast.Call(func, args, node.keywords)


def _written_out(node: ast.expr, passive: Collection[str], active: Collection[str]) -> ast.expr:
    """An argument, with zeros of the right shape where its d's are passive."""
    if isinstance(node, (ast.Tuple, ast.List)):
        return type(node)([_written_out(item, passive, active) for item in node.elts], ast.Load())
    made: ast.expr = prune(node, passive, active) or _Zeros(passive).visit(copied(node))
    return made


class _Zeros(ast.NodeTransformer):
    """Arrays of zeros for the d's of names."""

    def __init__(self, passive: Collection[str]) -> None:
        self.passive = passive

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return parse(f"_zeros({node.id[1:]})") if node.id in self.passive else node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if ast.unparse(node.func) == "_expand" and mentions(node.args[0], self.passive):
            return ast.Call(ast.Name("_zeros", ast.Load()), node.args[1:], [])
        self.generic_visit(node)
        return node


def _prune_attribute(node: ast.Attribute, visit: Pruner) -> ast.expr | None:
    value = visit(node.value)
    return None if value is None else ast.Attribute(value, node.attr, ast.Load())


def _prune_tuple(node: ast.Tuple | ast.List, visit: Pruner) -> ast.expr | None:
    items = [visit(e) for e in node.elts]
    return None if all(_is_zero(e) for e in items) else type(node)([e or ZERO for e in items], ast.Load())


def _prune_structure(node: ast.expr, visit: Pruner) -> ast.expr | None:
    return None


def _is_zero(node: ast.expr | None) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value == 0)


_PRUNERS: dict[type, Callable[..., ast.expr | None]] = {
    ast.BinOp: _prune_binary, ast.UnaryOp: _prune_unary, ast.Subscript: _prune_subscript, ast.IfExp: _prune_conditional,
    ast.Attribute: _prune_attribute, ast.Tuple: _prune_tuple, ast.List: _prune_tuple,
}  # fmt: skip


# -- tangents of smaller shape -------------------------------------------------------------------


def expand_inside(node: ast.expr, params: Mapping[str, str], direct: bool = False) -> ast.expr:
    """Write ``_expand(dx, x)`` where a function that looks at shapes meets a tangent that may be smaller than x.

    Under a product the other factor has the argument's shape, so the product has it too.

    >>> ast.unparse(expand_inside(parse("np.sum(da, axis=axis) + np.sum(at * da)"), {"da": "a"}))
    'np.sum(_expand(da, a), axis=axis) + np.sum(at * da)'
    """
    if isinstance(node, ast.Name):
        return _expanded(node, params[node.id]) if direct and node.id in params else node
    if not mentions(node, params):
        return node
    if isinstance(node, ast.BinOp):
        inside = isinstance(node.op, ast.MatMult) or (direct and isinstance(node.op, (ast.Add, ast.Sub)))
        return ast.BinOp(expand_inside(node.left, params, inside), node.op, expand_inside(node.right, params, inside))
    if isinstance(node, ast.UnaryOp):
        return ast.UnaryOp(node.op, expand_inside(node.operand, params, direct))
    if isinstance(node, ast.IfExp):
        body, orelse = expand_inside(node.body, params, direct), expand_inside(node.orelse, params, direct)
        return ast.IfExp(node.test, body, orelse)
    if isinstance(node, ast.Subscript):
        entry = isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int)
        return ast.Subscript(expand_inside(node.value, params, not entry), node.slice, ast.Load())
    if isinstance(node, (ast.Tuple, ast.List)):
        return type(node)([expand_inside(e, params, direct) for e in node.elts], ast.Load())
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        inside = name not in ELEMENTWISE and (name.startswith("np.") or name == "_scatter")
        return ast.Call(node.func, [expand_inside(a, params, inside) for a in node.args], node.keywords)
    return node


def _expanded(d: ast.expr, like: str) -> ast.expr:
    return ast.Call(ast.Name("_expand", ast.Load()), [d, ast.Name(like, ast.Load())], [])


# -- the text of a function ----------------------------------------------------------------------


def function_text(name: str, params: Sequence[str], lines: Sequence[ast.Assign], result: ast.expr) -> str:
    """A function of the lines that `result` needs, in their order."""
    needed = {n.id for n in ast.walk(result) if isinstance(n, ast.Name)}
    kept: list[ast.Assign] = []
    for line in reversed(lines):
        bound = {n.id for n in ast.walk(line.targets[0]) if isinstance(n, ast.Name)}
        if bound & needed:
            kept.insert(0, line)
            needed = (needed - bound) | {n.id for n in ast.walk(line.value) if isinstance(n, ast.Name)}
    body = [ast.unparse(ast.fix_missing_locations(line)) for line in kept]
    body.append(f"return {ast.unparse(ast.fix_missing_locations(result))}")
    return f"def {name}({', '.join(params)}):\n" + "".join(f"    {line}\n" for line in body)
