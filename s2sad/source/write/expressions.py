"""Arguments and calls of core → expressions of Python's `ast`."""

from __future__ import annotations

import ast
import dataclasses
import math
from collections.abc import Callable, Mapping
from enum import Enum
from types import SimpleNamespace
from typing import Any

import numpy as np

from s2sad.core.nodes import Arg, Call, Const, DictArg, Free, Name, SliceArg, StructArg, TupleArg
from s2sad.core.program import Program
from s2sad.core.types import ArrayType
from s2sad.source.write.backwards import counted_back
from s2sad.source.write.containers import CONTAINERS
from s2sad.source.write.imports import ModuleNames
from s2sad.source.write.pieces import dotted, load, negative
from s2sad.source.write.spelling import BINARY, COMPARE, UNARY, attribute_of, method_of
from s2sad.source.write.structures import STRUCTURES

__all__ = ["ExpressionMaker"]


class ExpressionMaker:
    """Prints what stands in one function.

    `names` are the printed names, `inlined` the calls printed where they are read, `derived` those of them
    that only a derivative computes: their spelling is free.
    """

    def __init__(
        self,
        program: Program,
        module: ModuleNames,
        names: Mapping[str, str],
        inlined: Mapping[str, Call],
        derived: frozenset[str],
    ) -> None:
        self.program, self.module = program, module
        self.names, self.inlined, self.derived = names, inlined, derived

    # -- arguments --------------------------------------------------------------------------------

    def arg(self, arg: Arg) -> ast.expr:
        if isinstance(arg, Name):
            if arg.id in self.inlined:
                return self.call(self.inlined[arg.id], primal=arg.id not in self.derived)
            return load(self.names.get(arg.id, arg.id))
        if isinstance(arg, Const):
            return self.constant(arg.value)
        if isinstance(arg, Free):
            return self.module.free(arg.text)
        if isinstance(arg, TupleArg):
            items = [self.arg(item) for item in arg.items]
            return ast.List(items, ast.Load()) if arg.list else ast.Tuple(items, ast.Load())
        if isinstance(arg, DictArg):
            keys: list[ast.expr | None] = [self.constant(key) for key in arg.keys]
            made = ast.Dict(keys, [self.arg(item) for item in arg.items])
            return made if arg.cls is None else ast.Call(self.module.free(arg.cls.text), [made], [])
        if isinstance(arg, StructArg):
            return self.instance(arg)
        return self.function("builtins.slice", *(self.arg(part) for part in (arg.lower, arg.upper, arg.step)))

    def instance(self, arg: StructArg) -> ast.expr:
        """An instance by a call of its class, where that does no more than to keep what it is given."""
        if arg.cls == Free("dict"):
            return ast.Dict([self.constant(key) for key in arg.fields], [self.arg(item) for item in arg.items])
        fields = [ast.keyword(field, self.arg(item)) for field, item in zip(arg.fields, arg.items, strict=True)]
        cls = self.module.free(arg.cls.text)
        if keeps_its_arguments(self.program.frees.get(arg.cls.text), arg.fields):
            return ast.Call(cls, [], fields)
        return ast.Call(self.module.function("s2sad.instance"), [cls], fields)

    def constant(self, value: object) -> ast.expr:
        """A literal; a negative number is always a minus before a positive one, so that no printer can misread it."""
        if isinstance(value, np.number) and not isinstance(value.item(), np.number):
            return ast.Call(dotted(self.module.numpy(), type(value).__name__), [self.constant(value.item())], [])
        if isinstance(value, complex):
            if value.real == 0.0 and math.copysign(1.0, value.real) > 0:
                return self._signed(value.imag, lambda v: ast.Constant(complex(0.0, v)))
            return self.function("builtins.complex", self.constant(value.real), self.constant(value.imag))
        if isinstance(value, (tuple, list)):
            items = [self.constant(item) for item in value]
            return ast.List(items, ast.Load()) if isinstance(value, list) else ast.Tuple(items, ast.Load())
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return self._signed(value, ast.Constant)
        if isinstance(value, Enum):
            return self.module.free(f"{type(value).__name__}.{value.name}")
        return ast.Constant(value)  # type: ignore[arg-type]

    def _signed(self, value: float, positive: Callable[..., ast.expr]) -> ast.expr:
        if math.isnan(value):
            return dotted(self.module.numpy(), "nan")
        size = dotted(self.module.numpy(), "inf") if math.isinf(value) else positive(abs(value))
        return negative(size) if math.copysign(1.0, value) < 0 else size

    # -- calls ------------------------------------------------------------------------------------

    def function(self, prim: str, *args: ast.expr) -> ast.expr:
        return ast.Call(self.module.function(prim), list(args), [])

    def call(self, call: Call, primal: bool = True) -> ast.expr:
        home, _, name = call.prim.rpartition(".")
        if home == "operator":
            return self.operator(name, call, primal)
        if call.prim in SPECIAL:
            return SPECIAL[call.prim](self, call)
        if call.prim in STRUCTURES:
            return STRUCTURES[call.prim](self.arg, call.args)
        if "()" in call.prim:
            return self.of_object(call)
        attribute = attribute_of(call, self.program, primal)
        if attribute is not None:
            return dotted(self.arg(call.args[0]), attribute)
        method = method_of(call, self.program, primal)
        if method is not None:
            return self._apply(dotted(self.arg(call.args[0]), method), call.args[1:], call.keywords)
        keywords = tuple((key, self.as_written(call, v)) for key, v in call.keywords)
        args = tuple(self.as_written(call, arg) for arg in call.args)
        made = self._apply(self.module.function(call.prim), args, keywords)
        return made if primal else counted_back(made)

    def as_written(self, call: Call, arg: Arg) -> Arg:
        """The list that a function of NumPy or SciPy was given, where lowering made it an array."""
        made = self.inlined.get(arg.id) if isinstance(arg, Name) else None
        if made is None or made.spelling != "display" or not call.prim.startswith(("numpy.", "scipy.")):
            return arg
        return made.args[0]

    def of_object(self, call: Call) -> ast.expr:
        """What is done with an object: the primitive says how it was made, and ends in the step from there."""
        if " of " in call.prim:
            return self._apply(self.module.function(call.prim.partition(" of ")[0]), call.args, call.keywords)
        owner = self.arg(call.args[0])
        if call.prim.endswith("@"):
            return self.binary("matmul", owner, self.arg(call.args[1]))
        if call.prim.endswith(".__rmatmul__()"):
            return self.binary("matmul", self.arg(call.args[1]), owner)
        if call.prim.endswith("()()"):
            return self._apply(owner, call.args[1:], call.keywords)
        name = call.prim.rpartition(".")[2]
        found = dotted(owner, name.removesuffix("()"))
        return self._apply(found, call.args[1:], call.keywords) if name.endswith("()") else found

    def _apply(self, function: ast.expr, args: tuple[Arg, ...], keywords: tuple[tuple[str, Arg], ...]) -> ast.expr:
        return ast.Call(function, [self.arg(a) for a in args], [ast.keyword(key, self.arg(v)) for key, v in keywords])

    def operator(self, name: str, call: Call, primal: bool) -> ast.expr:
        if name == "getitem":
            return self.item(self.arg(call.args[0]), self.index(call.args[1]), self.is_array(call.args[0]))
        args = [self.arg(arg) for arg in call.args]
        if name in BINARY:
            return self.binary(name, args[0], args[1]) if primal else self.tidy_binary(name, args[0], args[1])
        if name in UNARY:
            return ast.UnaryOp(UNARY[name](), args[0]) if primal or name != "neg" else self.tidy_negative(args[0])
        if name in COMPARE:
            return ast.Compare(args[0], [COMPARE[name]()], [args[1]])
        if name == "contains":
            return ast.Compare(args[1], [ast.In()], [args[0]])
        return ast.Call(self.module.function(f"operator.{name}"), args, [])

    def is_array(self, arg: Arg) -> bool:
        return isinstance(arg, Name) and isinstance(self.program.type_of(arg.id), ArrayType)

    def item(self, owner: ast.expr, index: ast.expr, array: bool) -> ast.Subscript:
        """``y[1:3][0]`` as ``y[1]``: of an array, the same element, and the same error where there is none."""
        if (
            array
            and isinstance(owner, ast.Subscript)
            and isinstance(owner.slice, ast.Slice)
            and owner.slice.step is None
        ):
            lower, upper = _whole(owner.slice.lower, 0), _whole(owner.slice.upper, None)
            place = _whole(index, None)
            if lower is not None and upper is not None and place is not None and lower + place < upper:
                return ast.Subscript(owner.value, ast.Constant(lower + place), ast.Load())
        return ast.Subscript(owner, index, ast.Load())

    def binary(self, name: str, left: ast.expr, right: ast.expr) -> ast.expr:
        return ast.BinOp(left, BINARY[name](), right)

    def tidy_binary(self, name: str, left: ast.expr, right: ast.expr) -> ast.expr:
        """`a + -b` as `a - b`, `a - -b` as `a + b`, `-a + b` as `b - a`: the same bits, fewer signs."""
        flipped = {"add": "sub", "sub": "add"}.get(name)
        if flipped and isinstance(right, ast.UnaryOp) and isinstance(right.op, ast.USub):
            return self.binary(flipped, left, right.operand)
        if name == "add" and isinstance(left, ast.UnaryOp) and isinstance(left.op, ast.USub):
            return self.binary("sub", right, left.operand)
        return self.binary(name, left, right)

    def tidy_negative(self, value: ast.expr) -> ast.expr:
        """`-(-a)` as `a`, `-(a * b)` as `-a * b`, which has the same bits."""
        if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
            return value.operand
        if isinstance(value, ast.BinOp) and isinstance(value.op, (ast.Mult, ast.Div)):
            return ast.BinOp(self.tidy_negative(value.left), value.op, value.right)
        return negative(value)

    def index(self, index: Arg) -> ast.expr:
        """What stands between square brackets: slices are written with colons here and only here."""
        if isinstance(index, SliceArg):
            parts = (index.lower, index.upper, index.step)
            return ast.Slice(*(None if part == Const(None) else self.arg(part) for part in parts))
        if isinstance(index, TupleArg) and not index.list:
            items = [self.index(item) if isinstance(item, SliceArg) else self.arg(item) for item in index.items]
            return ast.Tuple(items, ast.Load())
        return self.arg(index)

    def step(self, target: ast.expr, step: Arg, array: bool = False) -> ast.expr:
        assert isinstance(step, TupleArg) and isinstance(step.items[0], Const)
        prim, args = str(step.items[0].value), step.items[1:]
        if prim in ("getitem", "operator.getitem"):
            return self.item(target, self.index(args[0]), array)
        if prim in ("numpy.transpose", "numpy.real", "numpy.imag") and not args:
            return dotted(target, {"numpy.transpose": "T"}.get(prim, prim.rpartition(".")[2]))
        return ast.Call(self.module.function(prim), [target, *(self.arg(arg) for arg in args)], [])


def _whole(part: ast.expr | None, default: int | None) -> int | None:
    """The literal count that a part of an index is."""
    if part is None:
        return default
    known = isinstance(part, ast.Constant) and type(part.value) is int
    return part.value if known else None  # type: ignore[attr-defined]


# -- calls with a syntax of their own ---------------------------------------------------------------


def _opaque(maker: ExpressionMaker, call: Call) -> ast.expr:
    return maker._apply(maker.arg(call.args[0]), call.args[1:], call.keywords)


def _getattr(maker: ExpressionMaker, call: Call) -> ast.expr:
    name = call.args[1]
    if len(call.args) == 2 and isinstance(name, Const) and str(name.value).isidentifier():
        return dotted(maker.arg(call.args[0]), str(name.value))
    return maker._apply(maker.module.function("builtins.getattr"), call.args, call.keywords)


def _select(maker: ExpressionMaker, call: Call) -> ast.expr:
    test, then, other = (maker.arg(arg) for arg in call.args)
    return ast.IfExp(test, then, other)


def _bool_op(operator: Callable[[], ast.boolop]) -> Callable[[ExpressionMaker, Call], ast.expr]:
    def make(maker: ExpressionMaker, call: Call) -> ast.expr:
        op, values = operator(), [maker.arg(arg) for arg in call.args]
        last = values[-1]
        if isinstance(last, ast.BoolOp) and isinstance(last.op, type(op)):
            values[-1:] = last.values
        return ast.BoolOp(op, values)

    return make


def _format(maker: ExpressionMaker, call: Call) -> ast.expr:
    """An f-string; a nested format specification is printed as a call of `format`, which all versions can read."""
    values: list[ast.expr] = []
    for part in call.args:
        if isinstance(part, Const) and isinstance(part.value, str):
            values.append(ast.Constant(part.value))
        elif isinstance(part, TupleArg):
            value, conversion, spec = part.items
            mark = conversion.value if isinstance(conversion, Const) else None
            code = ord(mark) if isinstance(mark, str) else mark if isinstance(mark, int) and mark > 0 else -1
            values.append(ast.FormattedValue(maker.arg(value), code, _format_spec(maker, spec)))
        else:
            values.append(ast.FormattedValue(maker.arg(part), -1, None))
    return ast.JoinedStr(values)


def keeps_its_arguments(cls: Any, fields: tuple[str, ...]) -> bool:
    """Whether a call with these fields by name makes the instance that has them, and does nothing else."""
    if not isinstance(cls, type) or issubclass(cls, tuple) or cls is SimpleNamespace:
        return True
    if not dataclasses.is_dataclass(cls) or hasattr(cls, "__post_init__"):
        return False
    own = [item.name for item in dataclasses.fields(cls) if item.init]
    generated = cls.__init__.__code__.co_filename.startswith("<")
    return generated and cls.__new__ is object.__new__ and sorted(own) == sorted(fields)


def _format_spec(maker: ExpressionMaker, spec: Arg) -> ast.JoinedStr | None:
    if spec == Const(None) or spec == Const(""):
        return None
    if isinstance(spec, Const):
        return ast.JoinedStr([ast.Constant(str(spec.value))])
    made = maker.arg(spec)
    return made if isinstance(made, ast.JoinedStr) else ast.JoinedStr([ast.FormattedValue(made, -1, None)])


SPECIAL: dict[str, Callable[[ExpressionMaker, Call], ast.expr]] = {
    **CONTAINERS, "call": _opaque, "getattr": _getattr, "select": _select, "write.select": _select, "format": _format,
    "write.and": _bool_op(ast.And), "write.or": _bool_op(ast.Or),
}  # fmt: skip
