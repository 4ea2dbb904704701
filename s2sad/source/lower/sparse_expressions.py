"""Sparse matrices made of others: what a product or a solution with one depends on, the products with these say.

The matrix itself is SciPy's; beside ``(A + c * B) @ x`` stands a function of the program, which gives
``A @ x + c * (B @ x)``, and of that the derivative is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from s2sad.core.nodes import Arg, Atom, Const, Free, Name
from s2sad.core.types import ArrayType, OpaqueType, ScalarType, TupleType, Type, known_shape
from s2sad.source.lower import attributes, expressions, library_objects, objects, routines, sparse_matrices
from s2sad.source.lower.core_values import value_of
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.object_kinds import solution_kind
from s2sad.source.lower.values import Made, Num, TupleValue, Value

__all__ = [
    "FACTORS",
    "ITERATIONS",
    "factored",
    "is_made",
    "iterated",
    "noted",
    "product",
    "solution",
    "solved",
    "whole",
]

FACTORS = {"scipy.sparse.linalg.splu": "splu", "scipy.sparse.linalg.factorized": "factorized"}
ITERATIONS = {f"scipy.sparse.linalg.{name}": name for name in ("cg", "bicgstab", "gmres", "minres")}


def noted(lo: Lowerer, made: Num, what: str, *operands: Atom) -> Num:
    """Keep what a matrix was made of."""
    if isinstance(made.atom, Name):
        lo.program.expressions[made.atom.id] = (what, operands)
    return made


def is_made(lo: Lowerer, value: Value) -> bool:
    """Whether a matrix is made of others, of which it is known what they were made with, or with numbers."""
    return isinstance(value, Num) and isinstance(value.atom, Name) and _is_made(lo, value.atom)


def _is_made(lo: Lowerer, atom: Atom) -> bool:
    if not isinstance(atom, Name) or atom.id not in lo.program.expressions:
        return False
    _, operands = lo.program.expressions[atom.id]
    return any(_is_known(lo, operand) for operand in operands)


def _is_known(lo: Lowerer, atom: Atom) -> bool:
    if not isinstance(atom, Name):
        return False
    return atom.id in lo.program.objects or isinstance(lo.build.type_of(atom), ScalarType) or _is_made(lo, atom)


# -- products -------------------------------------------------------------------------------------


def product(lo: Lowerer, owner: Value, other: Value, from_left: bool, value: Value, node: gast.AST) -> Value:
    """A name of the product that has its derivative."""
    matrix, vector = lo.atom(owner, node), lo.arg(other, node)
    atom = lo.arg(value, node)
    if not isinstance(atom, Name):
        return value
    shape = known_shape(lo.kind_of(other))
    if from_left and shape is None:
        lo.refuse(node, "the rank of what stands left of this sparse matrix is not known", "give its type")
    turned = from_left and len(shape or ()) > 1

    def run(args: list[Value], at: Any) -> Value:
        x = _flipped(lo, args[0], at) if turned else args[0]
        made = times(lo, matrix, x, from_left, at)
        return _flipped(lo, made, at) if turned else made

    function, names = _function(lo, run, [("x", lo.kind_of(other))], node)
    return _again(lo, "composed", atom, function, vector, *names)


def whole(lo: Lowerer, owner: Value, value: Value, node: gast.AST) -> Value:
    """A name of the dense matrix that has its derivative: the product with the identity."""
    atom, matrix = lo.arg(value, node), lo.atom(owner, node)
    if not isinstance(atom, Name):
        return value

    def run(args: list[Value], at: Any) -> Value:
        return times(lo, matrix, args[0], False, at)

    shape = lo.build.emit("getattr", matrix, Const("shape"), kind=TupleType((ScalarType("int"),) * 2), hint="shape")
    columns = lo.build.emit("operator.getitem", shape, Const(1), kind=ScalarType("int"), hint="columns")
    unit = lo.build.emit("numpy.eye", columns, hint="unit")
    function, names = _function(lo, run, [("x", lo.build.type_of(unit))], node)
    return _again(lo, "composed", atom, function, unit, *names)


def _flipped(lo: Lowerer, x: Value, node: gast.AST) -> Value:
    return objects.get_attribute(lo, x, "T", node)


def _function(
    lo: Lowerer, run: Callable[[list[Value], Any], Value], params: list[tuple[str, Type]], node: gast.AST
) -> tuple[Free, tuple[Name, ...]]:
    """A function of the program, and the names of the surroundings that it reads."""
    routine = routines.traced(lo, Made(run), params, (), node, "product")
    names = routines.captured([routine], [])
    return routines.defined(lo, routine, names, "product"), names


def _again(lo: Lowerer, kind: str, value: Name, function: Free, *args: Arg) -> Value:
    made = lo.build.emit(f"implicit.{kind}", value, function, *args, kind=lo.build.type_of(value), hint=value.base)
    assert isinstance(made, Name)
    lo.program.shares[made.id] = (value.id,)
    return lo.result(made)


def times(lo: Lowerer, matrix: Atom, x: Value, turned: bool, node: gast.AST) -> Value:
    """The product with a matrix, or with its transpose, by the products with what it is made of."""
    if not _is_made(lo, matrix):
        leaf = _leaf(lo, matrix, node)
        return sparse_matrices.matmul(lo, _transpose(lo, leaf, node) if turned else leaf, x, node, "t")
    assert isinstance(matrix, Name)
    what, operands = lo.program.expressions[matrix.id]
    if what == "T":
        return times(lo, operands[0], x, not turned, node)
    if what == "same":
        return times(lo, operands[0], x, turned, node)
    if what == "matmul":
        first, last = operands if turned else operands[::-1]
        return times(lo, last, times(lo, first, x, turned, node), turned, node)
    numbers = [isinstance(lo.build.type_of(operand), ScalarType) for operand in operands]
    parts = [
        value_of(lo, operand) if number else times(lo, operand, x, turned, node)
        for operand, number in zip(operands, numbers, strict=True)
    ]
    if len(parts) == 1:
        return lo.call_prim(f"operator.{what}", parts, {}, node)
    return expressions.binary(lo, what, parts[0], parts[1], node)


def _leaf(lo: Lowerer, atom: Atom, node: gast.AST) -> Value:
    """A matrix that is no expression: made again of what it was made with."""
    given = lo.program.objects.get(atom.id) if isinstance(atom, Name) else None
    kind = lo.build.type_of(atom)
    if not given or not isinstance(kind, OpaqueType):
        return value_of(lo, atom)
    own = {key.removeprefix("%0."): value_of(lo, arg) for key, arg in given}
    args = [own.pop(str(i)) for i in range(len(own)) if str(i) in own]
    name, _, rest = kind.path.partition("()")
    made = library_objects.construct(lo, name, args, own, node, "matrix")
    return _transpose(lo, made, node) if rest.startswith(".T") else made


def _transpose(lo: Lowerer, matrix: Value, node: gast.AST) -> Value:
    return library_objects.attribute(lo, matrix, "T", node) or matrix


# -- solutions ------------------------------------------------------------------------------------


def solution(
    lo: Lowerer, how: str, matrix: Atom, solver: Atom, side: Value, value: Value, node: gast.AST, **options: Arg
) -> Value:
    """A name of the solution of ``matrix @ x = side`` that has its derivative."""
    atom = lo.arg(value, node)
    if not isinstance(atom, Name):
        return value
    turned = options.get("trans", Const("N")) != Const("N")

    def run(args: list[Value], at: Any) -> Value:
        return times(lo, matrix, args[0], turned, at)

    function, names = _function(lo, run, [("x", lo.build.type_of(atom))], node)
    given = (lo.arg(side, node), matrix, solver, *names)
    made = lo.build.emit(
        "implicit.sparse", atom, function, *given, kind=lo.build.type_of(atom), hint=atom.base,
        keywords=(("how", Const(how)), *options.items()),
    )  # fmt: skip
    assert isinstance(made, Name)
    lo.program.shares[made.id] = (atom.id,)
    return lo.result(made)


def factored(lo: Lowerer, prim: str, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    """``splu(A)``, ``factorized(A)``."""
    matrix = library_objects.use(lo, args[0], node)
    core, named = library_objects.core_arguments(lo, args[1:], keywords, node)
    kind = OpaqueType(f"{prim}()")
    made = Num(lo.build.emit(prim, matrix, *core, keywords=named, kind=kind, hint=hint, spelling="function"))
    return noted(lo, made, FACTORS[prim], matrix)


def solved(
    lo: Lowerer, owner: Value, name: str, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value:
    """``lu.solve(b)``, ``solve(b)``."""
    factors = library_objects.use(lo, owner, node)
    assert isinstance(factors, Name)
    how, (matrix,) = lo.program.expressions[factors.id]
    sides = [*args, *(keywords[k] for k in ("rhs",) if k in keywords)]
    trans = args[1] if len(args) > 1 else keywords.get("trans", Num(Const("N")))
    turned = attributes.constant_key(lo, trans)
    most = 1 if how == "factorized" else 2
    if turned not in ("N", "T") or not sides or len(args) + len(keywords) > most:
        lo.refuse(node, f"this call of {name or 'the solver'} is not supported", "solve(b), or solve(b, 'T')")
    core, named = library_objects.core_arguments(lo, args, keywords, node)
    given = lo.kind_of(sides[0])
    kind = ArrayType("f8", given.shape) if isinstance(given, ArrayType) and given.dtype == "f8" else None
    function = lo.build.emit("getattr", factors, Const("solve"), kind=OpaqueType()) if how == "splu" else factors
    value = lo.result(lo.build.emit("call", function, *core, keywords=named, kind=kind, hint=hint))
    options = {"trans": Const("T")} if turned == "T" else {}
    return solution(lo, how, matrix, factors, sides[0], value, node, **options)


def iterated(lo: Lowerer, prim: str, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    """``x, info = cg(A, b)``."""
    for name in ("callback", "M"):
        if name in keywords:
            lo.refuse(node, f"{prim}: {name}= has no derivative here", f"leave {name}= out")
    if len(args) > 3 or len(args) + ("b" in keywords) < 2:
        lo.refuse(node, f"this call of {prim} is not supported", "x, info = cg(A, b, rtol=...)")
    side = args[1] if len(args) > 1 else keywords["b"]
    matrix = library_objects.use(lo, args[0], node)
    core, named = library_objects.core_arguments(lo, args[1:], keywords, node)
    shape = solution_kind(lo, args[0], side)
    kinds = (shape or ArrayType("f8", None), ScalarType("int"))
    whole = lo.build.emit(prim, matrix, *core, keywords=named, kind=TupleType(kinds), hint=hint, spelling="function")
    x, info = (lo.build.emit("operator.getitem", whole, Const(k), kind=kind) for k, kind in enumerate(kinds))
    options = {k: v for k, v in named if k in ("rtol", "atol", "maxiter", "restart")}
    name = ITERATIONS[prim]
    made = solution(lo, name, matrix, matrix, side, lo.result(x), node, **options)
    return TupleValue((made, Num(info)))
