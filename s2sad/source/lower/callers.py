"""Memory of the caller's that a number is taken for, in a text that is made without types."""

from __future__ import annotations

import gast
import numpy as np

from s2sad.core.nodes import Const, Free, If, Name, TupleArg
from s2sad.core.types import ScalarType
from s2sad.source.lower.aliases import may_be
from s2sad.source.lower.lowerer import Lowerer, Raising
from s2sad.source.lower.values import ArrayRef

__all__ = ["may_be_callers", "refuse_arrays"]


def may_be_callers(lo: Lowerer, ref: ArrayRef) -> bool:
    """Whether what a value stands for may be memory that was there before the function ran."""
    roots = [lo.roots[cell] for cell in (ref.cell, *may_be(lo, ref.cell)) if cell in lo.roots]
    names = [root.id for root in roots if isinstance(root, Name)]
    for name in names:
        names += [source for source in lo.program.shares.get(name, ()) if source not in names]
    return any(isinstance(root, Free) for root in roots) or any(name in lo.program.external for name in names)


def refuse_arrays(lo: Lowerer, ref: ArrayRef, node: gast.AST, name: str) -> None:
    """Raise, when the text runs, where ``name += ...`` writes into memory of the caller: it is made for numbers."""
    written = TupleArg((lo.free("np.ndarray", np.ndarray), lo.free("list", list)))
    test = lo.build.emit("builtins.isinstance", lo.arg(ref, node), written, kind=ScalarType("bool"))
    what = "an argument" if name == "t" else name
    message = f"line {getattr(node, 'lineno', 0)} would write into {what}: give types (--args)"
    with lo.build.block() as block:
        lo.emit_raise(Raising(TypeError, Const(message)))
    lo.build.append(If(test, tuple(block), (), (), lo.build.origin))
