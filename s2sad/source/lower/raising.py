"""Which exceptions an operation may raise, as far as types tell."""

from __future__ import annotations

import numpy as np

from s2sad.calculus import registry
from s2sad.core.nodes import Arg, Call, Const, Effect, If, Let, Name, Raise, Statement, TupleArg, atoms_of
from s2sad.core.types import ArrayType, DictType, ListType, ScalarType, StringType, TupleType, Type, Unknown
from s2sad.core.walk import call_args, statements
from s2sad.source.lower.lowerer import Lowerer

__all__ = ["classes", "probe"]

Classes = tuple[type[BaseException], ...]

NEVER = {
    "builtins.isinstance", "builtins.print", "numpy.shape", "numpy.size", "numpy.ndim", "operator.is_",
    "operator.is_not", "operator.not_", "operator.and_", "operator.or_", "list.display", "list.append", "list.extend",
    "list.copy", "list.tuple", "list.of_tuple", "list.repeat", "ndarray.dtype", "dict.display", "dict.get", "dict.keys",
}  # fmt: skip
WARNED: Classes = (FloatingPointError, RuntimeWarning)
NUMPY: Classes = (ValueError, TypeError, IndexError, RuntimeError, MemoryError, *WARNED)
DIVISIONS = {"operator.truediv", "operator.floordiv", "operator.mod", "builtins.divmod"}
POWERS = {"operator.pow", "builtins.pow"}


def classes(lo: Lowerer, statement: Statement) -> Classes:
    """The classes of what a statement may raise; of an opaque call it may be anything."""
    if isinstance(statement, If):
        inside = list(statements((*statement.then, *statement.other)))
        raises: Classes = (Exception,) if any(isinstance(inner, Raise) for inner in inside) else ()
        return (*raises, *(cls for inner in inside for cls in classes(lo, inner)))
    if not isinstance(statement, (Let, Effect)):
        return ()
    call = statement.call
    if lo.half_bound and not lo.half_bound.isdisjoint(atom for arg in call_args(call) for atom in atoms_of(arg)):
        return (UnboundLocalError, *_of_call(lo, call))
    return _of_call(lo, call)


def _of_call(lo: Lowerer, call: Call) -> Classes:
    prim = call.prim
    if prim == "assert":
        return (AssertionError,)
    if prim in ("call", "setitem", "setattr") or prim.startswith("@"):
        return (BaseException,)
    if prim in NEVER:
        return ()
    if "()" in prim or registry.leads(f"{prim}()"):  # of an object of a library
        return (Exception,)
    if prim == "getattr":
        return (AttributeError,)
    if prim.startswith("store."):
        return _store(lo, call.args)
    if prim == "dict.without":
        return (KeyError,) if len(call.args) == 2 else ()
    kinds = [lo.build.type_of(arg) for arg in call_args(call)]
    if prim in ("builtins.len", "builtins.range", "builtins.tuple", "builtins.list", "format"):
        known = all(isinstance(kind, (ArrayType, ListType, TupleType, StringType)) for kind in kinds)
        return () if known and prim != "format" else (TypeError, ValueError)
    if prim == "operator.getitem" and isinstance(kinds[0], DictType):
        return (KeyError,)
    if prim == "operator.getitem":
        return (
            (IndexError,)
            if isinstance(kinds[0], (ArrayType, ListType, TupleType))
            else (IndexError, KeyError, TypeError)
        )
    if prim in ("list.last", "list.init"):
        return (IndexError,)
    if prim.startswith(("numpy.linalg.", "scipy.linalg.")):
        return (np.linalg.LinAlgError, *NUMPY)
    if prim.startswith(("numpy.", "scipy.", "ndarray.")):
        return WARNED if _fits(kinds) else NUMPY
    if prim.startswith(("math.", "cmath.")):
        return (ValueError, OverflowError, ZeroDivisionError)
    return _of_operator(prim, kinds)


def _of_operator(prim: str, kinds: list[Type]) -> Classes:
    plain = all(isinstance(kind, ScalarType) and kind.python for kind in kinds)
    found: Classes = () if plain else WARNED
    if prim in DIVISIONS | POWERS:
        whole = any(isinstance(kind, ArrayType) for kind in kinds)
        found = (*found, OverflowError, *(() if whole else (ZeroDivisionError,)))
    elif not prim.startswith("operator."):
        return (ValueError, TypeError, OverflowError, ZeroDivisionError, AttributeError, *WARNED)
    return found if _fits(kinds) else (*found, ValueError, TypeError)


def _fits(kinds: list[Type]) -> bool:
    """Whether values of these types can be taken element by element: numbers, and arrays of one known shape."""
    shapes = {kind.shape for kind in kinds if isinstance(kind, ArrayType)}
    known = all(isinstance(kind, (ScalarType, ArrayType)) for kind in kinds)
    return known and None not in shapes and len(shapes) <= 1


def _store(lo: Lowerer, args: tuple[Arg, ...]) -> Classes:
    value, *path = args[1:]
    if isinstance(lo.build.type_of(args[0]), DictType) and len(path) == 1:
        return ()
    index: Classes = (IndexError,) if path else ()
    return index if isinstance(lo.build.type_of(value), ScalarType) else (*index, ValueError)


def probe(lo: Lowerer, store: Statement) -> list[Statement]:
    """Reads of what a store writes, which raise what the store would raise for its index."""
    assert isinstance(store, Let)
    target, value, *path = store.call.args
    steps = [step for step in path if isinstance(step, TupleArg)]
    known = all(step.items[0] == Const("getitem") for step in steps)
    fits = isinstance(lo.build.type_of(value), ScalarType)
    if not store.call.prim.startswith("store.") or not steps or not known or not fits:
        lo.refuse(None, "this write may itself raise what the try catches", "write after the try, in its else")
    made: list[Statement] = []
    for step in steps:
        call = Call("operator.getitem", (target, step.items[1]))
        target = Name(lo.program.fresh("t", Unknown()))
        made.append(Let(target.id, call, store.origin))
    return made
