"""Polynomials of two and three variables: NumPy takes one variable after the other, and so does the program."""

from __future__ import annotations

import gast

from s2sad.core.nodes import Const
from s2sad.source.lower.library import PRIMITIVES, Handler
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import Num, Value

__all__: list[str] = []

BASES = {
    "polynomial": "poly", "chebyshev": "cheb", "legendre": "leg",
    "laguerre": "lag", "hermite": "herm", "hermite_e": "herme",
}  # fmt: skip


def _by_turns(val: str, grid: bool) -> Handler:
    """The coefficients of the polynomials in the other variables, until there are none."""

    def handler(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
        if keywords or len(args) < 3:
            lo.refuse(node, "this function is understood with all of its arguments by position")
        *places, value = args
        for k, place in enumerate(places):
            how: dict[str, Value] = {} if grid or not k else {"tensor": Num(Const(False))}
            value = lo.call_prim(val, [place, value], how, node, hint=hint, spelling="function")
        return value

    return handler


for _module, _short in BASES.items():
    _val = f"numpy.polynomial.{_module}.{_short}val"
    for _axes in ("2d", "3d"):
        PRIMITIVES[f"{_val}{_axes}"] = _by_turns(_val, grid=False)
        PRIMITIVES[f"{_val.removesuffix('val')}grid{_axes}"] = _by_turns(_val, grid=True)
