"""Which operations do nothing but give a value."""

from __future__ import annotations

from s2sad.calculus import registry
from s2sad.core.nodes import Call, Effect, Free, Let, Name, Raise
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, DictType, Dim
from s2sad.core.walk import statements

__all__ = ["cannot_fit", "is_pure", "may_miss"]

IMPURE = frozenset({"call", *(f"builtins.{n}" for n in ("print", "input", "next", "open", "setattr", "exec", "eval"))})


def is_pure(call: Call, program: Program) -> bool:
    """Whether a call can be left out if nobody reads its value.

    >>> is_pure(Call("numpy.exp"), Program()), is_pure(Call("numpy.random.rand"), Program())
    (True, False)
    """
    given = [arg.text for arg in call.args if isinstance(arg, Free) and arg.text.startswith("@")]
    return all(_is_pure(prim, program, frozenset()) for prim in (call.prim, *given))


def _is_pure(prim: str, program: Program, inside: frozenset[str]) -> bool:
    if not prim.startswith("@"):
        return prim not in IMPURE and not registry.makes_anew(prim) and not prim.startswith(("numpy.random.", "tape."))
    function = program.functions.get(prim[1:])
    if prim in inside:
        return True
    if function is None:
        return False
    for statement in statements(function.body):
        if isinstance(statement, (Effect, Raise)):
            return False
        if isinstance(statement, Let) and not _is_pure(statement.call.prim, program, inside | {prim}):
            return False
    return True


def may_miss(call: Call, program: Program) -> bool:
    """Whether a call is a `KeyError` where a dict has not the key, which the derivative raises as the function does.

    What is read ``in`` its own walk over the dict, or after it was put there, is marked so.
    """
    if call.prim not in ("operator.getitem", "dict.without") or len(call.args) != 2 or call.spelling == "in":
        return False
    owner = call.args[0]
    return isinstance(owner, Name) and isinstance(program.types.get(owner.id), DictType)


ELEMENT_BY_ELEMENT = frozenset(f"operator.{name}" for name in ("add", "sub", "mul", "truediv", "pow"))
PRODUCTS = frozenset({"operator.matmul", "numpy.dot", "numpy.matmul"})


def cannot_fit(call: Call, program: Program) -> bool:
    """Whether a call is given arrays of which it is known that their shapes do not fit: it is NumPy's error, and stays.

    Equal sizes of arguments are one symbol, so that two are two sizes.
    """
    if call.prim not in ELEMENT_BY_ELEMENT | PRODUCTS or len(call.args) != 2:
        return False
    kinds = [program.type_of(arg.id) if isinstance(arg, Name) else None for arg in call.args]
    a, b = [kind.shape if isinstance(kind, ArrayType) else None for kind in kinds]
    if not a or not b:
        return False
    if call.prim in PRODUCTS:
        return _differ(a[-1], b[max(0, len(b) - 2)])
    return any(_differ(m, n) for m, n in zip(reversed(a), reversed(b), strict=False) if m.value != 1 != n.value)


def _differ(m: Dim, n: Dim) -> bool:
    if m.value is not None or n.value is not None:
        return m.value is not None and n.value is not None and m.value != n.value
    return m != n and _is_of_a_call(m) and _is_of_a_call(n)


def _is_of_a_call(dim: Dim) -> bool:
    """Whether a size is that of an argument of a call, of at least two."""
    return any(dim == Dim.symbol(name) and name[0] == "$" and name[1:].isdigit() for name in dim.symbols)
