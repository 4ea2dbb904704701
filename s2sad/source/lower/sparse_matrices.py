"""Sparse matrices: their products, their operators, and functions of them."""

from __future__ import annotations

import gast

from s2sad.calculus import registry
from s2sad.calculus.rule import Rule
from s2sad.core.types import OpaqueType, ScalarType
from s2sad.source.lower import library_objects, sparse_expressions
from s2sad.source.lower.displays import list_as_array
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.object_kinds import SPARSE, product_kind, solution_kind
from s2sad.source.lower.values import Num, Value

__all__ = ["ANY_SPARSE", "function_of", "made_by_function", "matmul", "operator"]

ANY_SPARSE = "scipy.sparse.spmatrix()"
"""A sparse matrix of which it is not known how it was made."""
SOLVE = "scipy.sparse.linalg.spsolve"
KEEPING = {"add", "sub", "mul", "truediv", "neg", "pos"}
"""Operators that make a sparse matrix of sparse matrices, and of one and a number."""
MAKERS = frozenset(
    "eye eye_array identity diags diags_array spdiags kron kronsum hstack vstack bmat block_array block_diag tril triu "
    "random random_array rand".split()
)


def made_by_function(
    lo: Lowerer, prim: str, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value | None:
    """A sparse matrix that a function makes of anything."""
    if not prim.startswith(SPARSE) or prim.removeprefix(SPARSE) not in MAKERS:
        return None
    core, named = library_objects.core_arguments(lo, args, keywords, node)
    return Num(lo.build.emit(prim, *core, keywords=named, kind=OpaqueType(ANY_SPARSE), hint=hint))


def matmul(lo: Lowerer, left: Value, right: Value, node: gast.AST, hint: str) -> Value:
    """``left @ right``, one of which is an object."""
    sides = [library_objects.path_of(lo, left), library_objects.path_of(lo, right)]
    if all(sides):
        atoms = library_objects.use(lo, left, node), library_objects.use(lo, right, node)
        both = Num(lo.build.emit("operator.matmul", *atoms, kind=OpaqueType(ANY_SPARSE), hint=hint))
        return sparse_expressions.noted(lo, both, "matmul", *atoms)
    left, right = list_as_array(lo, left, node), list_as_array(lo, right, node)
    owner, other, step = (left, right, "@") if sides[0] else (right, left, ".__rmatmul__()")
    prim = (sides[0] or sides[1]) + step
    if not isinstance(registry.find(prim), Rule):
        lo.refuse(node, f"this product with {prim.partition('()')[0]} is not known")
    kind = product_kind(lo, owner, other, step == "@")
    made = library_objects.operation(lo, prim, owner, [other], {}, node, hint, kind)
    if sparse_expressions.is_made(lo, owner):
        return sparse_expressions.product(lo, owner, other, step != "@", made, node)
    return made


def is_sparse(lo: Lowerer, value: Value) -> bool:
    return library_objects.path_of(lo, value).startswith(SPARSE)


def operator(lo: Lowerer, name: str, left: Value, right: Value | None, node: gast.AST, hint: str) -> Value | None:
    """An operator with a sparse matrix; None where none is a sparse matrix."""
    operands = [left] if right is None else [left, right]
    sparse = [is_sparse(lo, value) for value in operands]
    if not any(sparse):
        return None
    if name == "matmul" and right is not None:
        return matmul(lo, left, right, node, hint)
    numbers = [isinstance(lo.kind_of(value), ScalarType) for value in operands]
    if name not in KEEPING or not all(s or n for s, n in zip(sparse, numbers, strict=True)):
        lo.refuse(node, f"the operator {name} is not known for a sparse matrix and an array", "write @, or .toarray()")
    if name in ("add", "sub", "truediv") and any(numbers) and not (name == "truediv" and sparse[0]):
        lo.refuse(node, f"the operator {name} is not known for a sparse matrix and a number", "write .toarray()")
    atoms = [library_objects.use(lo, value, node) for value in operands]
    made = Num(lo.build.emit(f"operator.{name}", *atoms, kind=OpaqueType(ANY_SPARSE), hint=hint))
    return sparse_expressions.noted(lo, made, name, *atoms)


def function_of(
    lo: Lowerer, prim: str, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value | None:
    """``f(obj, ...)``, if there is a rule for it."""
    path = library_objects.path_of(lo, args[0]) if args else ""
    if path.startswith(SPARSE) and prim in sparse_expressions.ITERATIONS:
        return sparse_expressions.iterated(lo, prim, args, keywords, node, hint)
    if not path or not isinstance(registry.find(f"{prim} of {path}"), Rule):
        return None
    kind = solution_kind(lo, args[0], args[1]) if prim == SOLVE and len(args) > 1 else None
    made = library_objects.operation(lo, f"{prim} of {path}", args[0], args[1:], keywords, node, hint, kind)
    if prim == SOLVE and sparse_expressions.is_made(lo, args[0]):
        matrix = library_objects.use(lo, args[0], node)
        side = args[1] if len(args) > 1 else keywords["b"]
        return sparse_expressions.solution(lo, "spsolve", matrix, matrix, side, made, node)
    return made
