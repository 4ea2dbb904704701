"""The side that `numpy.where` does not take never poisons the other.

Its adjoint is zero there, but zero times an infinite derivative is NaN: behind a `where`, what an
elementwise operation hands on is masked again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from s2sad.core.nodes import Arg, Const, Let, Name
from s2sad.core.types import ArrayType, Unknown
from s2sad.source.lower.intrinsics import same_shape
from s2sad.source.lower.values import ArrayRef, Num, Value

if TYPE_CHECKING:
    from s2sad.modes.adjoint import Adjoint

__all__ = ["masked"]

FINITE = {f"operator.{n}" for n in ("add", "sub", "neg", "pos")} | {
    f"numpy.{n}" for n in ("add", "subtract", "negative")
}


def is_elementwise(prim: str) -> bool:
    """Whether each element of a result comes from the elements of the arguments at its own place."""
    module, _, name = prim.rpartition(".")
    if module == "operator":
        return name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "neg", "pos")
    ufunc = getattr(np, name, None) if module == "numpy" else None
    return (isinstance(ufunc, np.ufunc) and ufunc.signature is None) or prim in (
        "numpy.where",
        "numpy.clip",
        "builtins.abs",
    )


def masked(adjoint: Adjoint, let: Let, param: str, bar: Arg, contribution: Value, hint: str) -> Value:
    """A contribution that is zero where the adjoint it was made from was masked."""
    if let.call.prim == "numpy.where" and param in ("x1", "x2") and len(let.call.args) == 3:
        _note(adjoint, let, contribution, (let.call.args[0], param == "x1"))
        return contribution
    mask = adjoint.masks.get(bar.id) if isinstance(bar, Name) else None
    if mask is None or not isinstance(contribution, (Num, ArrayRef)):
        return contribution
    atom = adjoint.lo.arg(contribution)
    if not is_elementwise(let.call.prim):  # elements have changed places
        return contribution
    if let.call.prim not in FINITE:
        if adjoint.type_of(atom) != adjoint.type_of(bar) or not isinstance(adjoint.type_of(atom), (ArrayType, Unknown)):
            return contribution
        test, taken = mask
        sides = (atom, Const(0.0)) if taken else (Const(0.0), atom)
        contribution = Num(adjoint.build.emit("numpy.where", test, *sides, hint=hint))
    _note(adjoint, let, contribution, mask)
    return contribution


def _note(adjoint: Adjoint, let: Let, contribution: Value, mask: tuple[Arg, bool]) -> None:
    """A contribution of an argument that was broadcast is a sum: there the mask is not its own."""
    atom = adjoint.lo.arg(contribution)
    if isinstance(atom, Name) and same_shape(adjoint.type_of(Name(let.name)), adjoint.type_of(atom)):
        adjoint.masks[atom.id] = mask
