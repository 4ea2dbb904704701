"""From the differential of a rule to the adjoint of one of its arguments: transposition of a linear expression."""

from __future__ import annotations

import ast
from functools import reduce
from typing import Any

from s2sad.calculus.differential import mentions, parse, substitute
from s2sad.calculus.folding import Known, fold
from s2sad.calculus.linear import LINEAR, Linear
from s2sad.calculus.signature import dotted_name
from s2sad.calculus.trees import copied
from s2sad.core.records import dataclass, field, replace

__all__ = ["Transposition", "is_elementwise"]


@dataclass(frozen=True)
class Seed:
    """The adjoint of a subexpression; it has the shape of `like`, or one that broadcasts to it unless `exact`."""

    value: ast.expr
    like: ast.expr | None
    exact: bool = False


def is_elementwise(node: ast.expr, d: str) -> bool:
    """Whether each element depends on the same element of `d` alone: its transpose is then itself."""
    if isinstance(node, ast.Name) or not mentions(node, {d}):
        return True
    if isinstance(node, ast.BinOp):
        return not isinstance(node.op, ast.MatMult) and is_elementwise(node.left, d) and is_elementwise(node.right, d)
    if isinstance(node, ast.UnaryOp):
        return is_elementwise(node.operand, d)
    if isinstance(node, ast.IfExp):
        return is_elementwise(node.body, d) and is_elementwise(node.orelse, d)
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) == "np.where" and all(is_elementwise(a, d) for a in node.args)
    return False


@dataclass
class Transposition:
    """The transpose of an expression that is linear in the name `d`, the differential of `param`.

    >>> t = Transposition("dx", "x", "y")
    >>> ast.unparse(t.of(parse("c * np.sum(w * dx) / n")))
    'w * (c * (dy / n))'
    """

    d: str
    param: str
    result: str
    lines: list[ast.Assign] = field(default_factory=list)

    def of(self, differential: ast.expr) -> ast.expr:
        seed = Seed(ast.Name("d" + self.result, ast.Load()), ast.Name(self.result, ast.Load()))
        return self.visit(differential, seed)

    def has(self, node: ast.AST) -> bool:
        return mentions(node, {self.d})

    def visit(self, node: ast.expr, seed: Seed) -> ast.expr:
        if is_elementwise(node, self.d):
            return self._elementwise(node, seed)
        if isinstance(node, ast.BinOp):
            return self._binary(node, seed)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return self.visit(node.operand, replace(seed, value=negative(seed.value)))
        if isinstance(node, ast.IfExp):
            body = self.visit(node.body, seed) if self.has(node.body) else ast.Constant(0.0)
            orelse = self.visit(node.orelse, seed) if self.has(node.orelse) else ast.Constant(0.0)
            return ast.IfExp(node.test, body, orelse)
        if isinstance(node, (ast.Tuple, ast.List)):
            return self._tuple(node.elts, seed)
        if isinstance(node, ast.Subscript):
            return self._subscript(node, seed)
        if isinstance(node, ast.Call):
            return self._call(node, seed)
        raise ValueError(f"no transpose is known for {ast.unparse(node)!r}; give adjoint=")

    def _elementwise(self, node: ast.expr, seed: Seed) -> ast.expr:
        uses = sum(isinstance(n, ast.Name) and n.id == self.d for n in ast.walk(node))
        return substitute(node, {self.d: self._named(seed).value if uses > 1 else seed.value})

    def _named(self, seed: Seed) -> Seed:
        """The seed as a name, so that it can be used twice."""
        if isinstance(seed.value, ast.Name):
            return seed
        name = f"s{len(self.lines)}"
        self.lines.append(ast.Assign([ast.Name(name, ast.Store())], seed.value))
        return replace(seed, value=ast.Name(name, ast.Load()))

    def _binary(self, node: ast.BinOp, seed: Seed) -> ast.expr:
        if isinstance(node.op, (ast.Add, ast.Sub)):
            return self._sum(node, seed)
        left = self.has(node.left)
        linear, factor = (node.left, node.right) if left else (node.right, node.left)
        if isinstance(node.op, ast.MatMult):
            seed, factor = self._exact(seed), transposed(factor)
        before, after = (seed.value, factor) if left else (factor, seed.value)
        like = self._like(linear) if isinstance(node.op, ast.MatMult) else seed.like
        return self.visit(linear, replace(seed, value=ast.BinOp(before, node.op, after), like=like))

    def _sum(self, node: ast.BinOp, seed: Seed) -> ast.expr:
        if self.has(node.left) and self.has(node.right):
            seed = self._named(seed)
        second = replace(seed, value=negative(seed.value)) if isinstance(node.op, ast.Sub) else seed
        terms = [self.visit(u, s) for u, s in ((node.left, seed), (node.right, second)) if self.has(u)]
        return terms[0] if len(terms) == 1 else ast.BinOp(terms[0], ast.Add(), terms[1])

    def _tuple(self, items: list[ast.expr], seed: Seed) -> ast.expr:
        terms = []
        for i, element in enumerate(items):
            if self.has(element):
                terms.append(self.visit(element, Seed(item(seed.value, i), seed.like and item(seed.like, i))))
        return reduce(lambda total, term: ast.BinOp(total, ast.Add(), term), terms)

    def _subscript(self, node: ast.Subscript, seed: Seed) -> ast.expr:
        arguments = [self._exact(seed).value, self._need(self._like(node.value), node), index_value(node.slice)]
        scattered = ast.Call(ast.Name("_scatter", ast.Load()), arguments, [])
        return self.visit(node.value, Seed(scattered, self._like(node.value), exact=True))

    def _call(self, node: ast.Call, seed: Seed) -> ast.expr:
        entry = LINEAR.get(dotted_name(node.func))
        if entry is None:
            raise ValueError(f"{ast.unparse(node.func)} is not in the table of linear functions; give adjoint=")
        _, *rest = entry.head.names
        keywords = {k.arg: k.value for k in node.keywords if k.arg}
        values: dict[str, ast.expr] = {n: constant(d) for n, d in entry.head.defaults.items()}
        values |= {**dict(zip(rest, node.args[1:], strict=False)), **keywords}
        return self.visit(node.args[0], self._transpose(entry, values, node, seed))

    def _transpose(self, entry: Linear, values: dict[str, ast.expr], node: ast.Call, seed: Seed) -> Seed:
        template = fold(substitute(parse(entry.adjoint), values), Known())
        like = self._like(node.args[0])
        if seed.exact:
            template = _Unexpand().visit(template)
        if sum(isinstance(n, ast.Name) and n.id == "dv" for n in ast.walk(template)) > 1:
            seed = self._named(seed)
        shapes = {n: self._need(s, node) for n, s in (("v", seed.like), ("u", like)) if mentions(template, {n})}
        value = substitute(template, {"dv": seed.value, **shapes})
        elementwise = entry.head.prim in ("numpy.real", "numpy.imag", "numpy.conj")
        return Seed(value, like, exact=seed.exact if elementwise else not entry.smaller)

    def _exact(self, seed: Seed) -> Seed:
        if seed.exact:
            return seed
        arguments = [seed.value, self._need(seed.like, seed.value)]
        return replace(seed, value=ast.Call(ast.Name("_expand", ast.Load()), arguments, []), exact=True)

    def _like(self, node: ast.expr) -> ast.expr | None:
        """A name with the shape of a subexpression."""
        return ast.Name(self.param, ast.Load()) if is_elementwise(node, self.d) else None

    def _need(self, like: ast.expr | None, node: ast.expr) -> ast.expr:
        if like is None:
            raise ValueError(f"the transpose of {ast.unparse(node)!r} needs a shape that has no name; give adjoint=")
        return like


class _Unexpand(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        return node.args[0] if ast.unparse(node) == "_expand(dv, v)" else node


def constant(value: Any) -> ast.expr:
    return ast.Constant(value)


def negative(node: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.USub(), node)


def transposed(node: ast.expr) -> ast.expr:
    """The matrix transpose of a factor."""
    return ast.Call(ast.Name("mT", ast.Load()), [node], [])


def item(node: ast.expr, i: int) -> ast.expr:
    return ast.Subscript(copied(node), ast.Constant(i), ast.Load())


def index_value(node: ast.expr) -> ast.expr:
    """An index as a value: slices as calls of `slice`."""
    if isinstance(node, ast.Slice):
        parts = [p or ast.Constant(None) for p in (node.lower, node.upper, node.step)]
        return ast.Call(ast.Name("slice", ast.Load()), parts, [])
    if isinstance(node, ast.Tuple):
        return ast.Tuple([index_value(e) for e in node.elts], ast.Load())
    return node
