"""Infer an expression operation by operation, run it on real values, and compare."""

from __future__ import annotations

import ast
import builtins
import operator

import numpy as np

from s2sad.core.nodes import Call, Const, Free, Name, SliceArg, TupleArg
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, Dim, ListType, NoneType, OpaqueType, ScalarType, StringType, TupleType, Unknown
from s2sad.types import infer, type_of_value

OPERATORS = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.FloorDiv: "floordiv", ast.Mod: "mod",
    ast.Pow: "pow", ast.MatMult: "matmul", ast.USub: "neg", ast.UAdd: "pos", ast.Invert: "invert", ast.Lt: "lt",
    ast.Gt: "gt", ast.LtE: "le", ast.GtE: "ge", ast.Eq: "eq", ast.NotEq: "ne", ast.BitAnd: "and_", ast.BitOr: "or_",
}  # fmt: skip
FREES = {f"np.{name}": getattr(np, name) for name in ("float32", "float64", "int64", "newaxis", "inf", "pi")}
FREES |= {name: getattr(builtins, name) for name in ("float", "int", "complex", "bool")}


class Trial:
    """Values with their types; sizes that are the same have the same symbol."""

    def __init__(self, values, blur=lambda kind: kind):
        self.values = dict(values)
        self.program = Program(frees=dict(FREES))
        table = {}
        self.program.types = {name: blur(type_of_value(value, table)) for name, value in values.items()}
        self.program.external = set(values)
        self.bound = {symbol: size for size, symbol in table.items()}
        self.calls = []

    def run(self, text):
        """Check every operation of an expression; return the name of the result."""
        return self.visit(ast.parse(text, mode="eval").body)

    def operation(self, prim, args, keywords, function):
        call = Call(prim, tuple(args), tuple(keywords.items()))
        inferred = infer(call, self.program)
        assert infer(call, self.program) == inferred, "the cache has another answer"
        name = self.program.fresh("t", inferred.type)
        self.program.shares[name] = inferred.shares
        value = function(*map(self.live, args), **{k: self.live(v) for k, v in keywords.items()})
        self.values[name] = value
        self.calls.append(call)
        assert self.conforms(value, inferred.type), f"{call}: {describe(value)} is no {inferred.type}"
        self.check_sharing(name, value)
        return Name(name)

    # -- expressions to calls -------------------------------------------------------------------

    def visit(self, node):
        if isinstance(node, ast.Constant):
            return Const(node.value)
        if isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node) in FREES:
            return Free(ast.unparse(node))
        if isinstance(node, ast.Name):
            return Name(node.id)
        if isinstance(node, ast.Tuple | ast.List):
            return TupleArg(tuple(map(self.visit, node.elts)), isinstance(node, ast.List))
        if isinstance(node, ast.Slice):
            return SliceArg(*(Const(None) if p is None else self.visit(p) for p in (node.lower, node.upper, node.step)))
        if isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant) and isinstance(node.op, ast.USub):
            return Const(-node.operand.value)
        if isinstance(node, ast.Subscript):
            return self.operation(
                "operator.getitem", [self.visit(node.value), self.visit(node.slice)], {}, operator.getitem
            )
        if isinstance(node, ast.UnaryOp | ast.BinOp | ast.Compare):
            return self.visit_operator(node)
        assert isinstance(node, ast.Call)
        keywords = {k.arg: self.visit(k.value) for k in node.keywords}
        args = [self.visit(arg) for arg in node.args]
        prim, function = self.function(node.func)
        return self.operation(prim, args, keywords, function)

    def visit_operator(self, node):
        if isinstance(node, ast.UnaryOp):
            operands, op = [node.operand], node.op
        elif isinstance(node, ast.BinOp):
            operands, op = [node.left, node.right], node.op
        else:
            operands, op = [node.left, node.comparators[0]], node.ops[0]
        name = OPERATORS[type(op)]
        return self.operation(f"operator.{name}", list(map(self.visit, operands)), {}, getattr(operator, name))

    def function(self, node):
        text = ast.unparse(node)
        if text.startswith("method."):
            name = text.removeprefix("method.")
            return f"ndarray.{name}", lambda array, *args, **keywords: getattr(array, name)(*args, **keywords)
        value = eval(text, {"np": np, "math": __import__("math")})  # noqa: S307
        if text.startswith("np."):
            return f"numpy.{text.removeprefix('np.')}", value
        return (text if "." in text else f"builtins.{text}"), value

    def live(self, arg):
        if isinstance(arg, Name):
            return self.values[arg.id]
        if isinstance(arg, Const):
            return arg.value
        if isinstance(arg, Free):
            return FREES[arg.text]
        if isinstance(arg, SliceArg):
            return slice(*map(self.live, (arg.lower, arg.upper, arg.step)))
        items = map(self.live, arg.items)
        return list(items) if arg.list else tuple(items)

    # -- what the inferred types promise --------------------------------------------------------

    def conforms(self, value, kind):
        if isinstance(kind, Unknown):
            if kind.shape_of is not None and np.shape(value) != np.shape(self.values[kind.shape_of]):
                return False
            return kind.kind is None or np.asarray(value).dtype.kind.replace("u", "i") == kind.kind
        if isinstance(kind, ScalarType):
            known = type(value).__name__ if kind.python else getattr(value, "dtype", None)
            if kind.value is not None and not self.size_is(kind.value, int(value), is_size=False):
                return False
            return not isinstance(value, np.ndarray) and known == (kind.dtype if kind.python else np.dtype(kind.dtype))
        if isinstance(kind, ArrayType):
            return self.array_conforms(value, kind)
        if isinstance(kind, TupleType):
            same = type(value) is (list if kind.list else tuple) or type(value).__name__.endswith("Result")
            return same and len(value) == len(kind.items) and all(map(self.conforms, value, kind.items))
        if isinstance(kind, ListType):
            return isinstance(value, list) and (kind.length is None or self.size_is(kind.length, len(value)))
        if isinstance(kind, StringType):
            return isinstance(value, str)
        return value is None if isinstance(kind, NoneType) else isinstance(kind, OpaqueType)

    def array_conforms(self, value, kind):
        if not isinstance(value, np.ndarray) or (kind.dtype is not None and value.dtype != np.dtype(kind.dtype)):
            return False
        if kind.contiguous and not value.flags.c_contiguous:
            return False
        return kind.shape is None or (len(kind.shape) == value.ndim and all(map(self.size_is, kind.shape, value.shape)))

    def size_is(self, dim, size, is_size=True):
        """Whether a dimension stands for the size: a symbol that is met first is bound to what it has to be."""
        free = [s for s in dim.symbols if s not in self.bound and s not in self.values]
        for symbol in free:
            if symbol[0] == "$":
                return False
        if len(free) == 1 and dim == Dim.symbol(free[0]):
            self.bound[free[0]] = size
        if any(s not in self.bound and s not in self.values for s in dim.symbols):
            return True
        world = {s: self.bound[s] if s in self.bound else self.values[s] for s in dim.symbols}
        value = dim.evaluate(world)
        return (max(value, 0) if is_size else value) == size

    def check_sharing(self, name, value):
        reached, rest = set(), [name]
        while rest:
            one = rest.pop()
            reached.add(one)
            rest.extend(set(self.program.shares.get(one, ())) - reached)
        for other, known in self.values.items():
            if other not in reached and any(np.may_share_memory(a, b) for a in arrays(value) for b in arrays(known)):
                # two names may share memory because both share that of a third
                common = any(
                    np.may_share_memory(a, b)
                    for n in reached - {name}
                    for a in arrays(self.values[n])
                    for b in arrays(known)
                )
                assert common, f"{name} shares memory with {other}, which is not in {reached}"


def arrays(value):
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from arrays(item)


def describe(value):
    return f"{type(value).__name__} {getattr(value, 'dtype', '')} {getattr(value, 'shape', value)}"
