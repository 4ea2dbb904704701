"""Texts and bits that numbers were put into: a number that is read back out of them would have lost its derivative."""

from __future__ import annotations

import numpy as np

from s2sad.core.nodes import Arg, Call, Const, Free, Name, Origin, atoms_of
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, NoneType, ScalarType, StringType, Type
from s2sad.errors import Problem
from s2sad.source.lower.signals import Refusal

__all__ = ["Printed"]

CONVERSIONS = frozenset(("ndarray.astype", "numpy.astype"))
READERS = frozenset(f"numpy.{name}" for name in ("fromstring", "loadtxt", "genfromtxt", "frombuffer"))
PRINTERS = frozenset(
    {"format", "ndarray.view", *CONVERSIONS}
    | {f"builtins.{name}" for name in ("str", "repr", "format", "ascii")}
    | {f"numpy.{name}" for name in ("array2string", "array_repr", "array_str")}
    | {f"numpy.format_float_{name}" for name in ("positional", "scientific")}
)


class Printed:
    """The names of a program that hold what floating-point numbers were printed into, and what is made of that."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.names: set[str] = set()

    def __contains__(self, arg: Arg) -> bool:
        return any(isinstance(a, Name) and a.id in self.names for a in atoms_of(arg))

    def note(self, name: str, call: Call, kind: Type, origin: Origin | None) -> None:
        """Look at an operation that is emitted; a Refusal if it reads a number back."""
        if not self.names and call.prim not in PRINTERS:
            return
        args = (*call.args, *(value for _, value in call.keywords))
        if any(arg in self for arg in args):
            if self._reads(call, kind):
                self.refuse(origin)
            if not isinstance(kind, ScalarType):
                self.names.add(name)
        elif call.prim in PRINTERS and self._prints(call, kind) and any(map(self._may_vary, args)):
            self.names.add(name)

    def refuse(self, origin: Origin | None) -> None:
        message = "this reads a number back out of a text, or of bits, that was made from one"
        raise Refusal(Problem(origin, message, "keep the number"))

    def _reads(self, call: Call, kind: Type) -> bool:
        numbers = isinstance(kind, (ScalarType, ArrayType)) and kind.kind in ("f", "c")
        return numbers or call.prim in READERS or call.prim in CONVERSIONS and not self._prints(call, kind)

    def _prints(self, call: Call, kind: Type) -> bool:
        """Whether what comes out is a text, or an array of texts or of bits."""
        if call.prim == "ndarray.view":
            return isinstance(kind, ArrayType) and kind.kind not in ("f", "c")
        return call.prim not in CONVERSIONS or any(
            _is_text(self.program.frees.get(arg.text) if isinstance(arg, Free) else arg.value)
            for arg in (*call.args[1:], *(value for _, value in call.keywords))
            if isinstance(arg, (Free, Const))
        )

    def _may_vary(self, arg: Arg) -> bool:
        return any(isinstance(a, Name) and may_be_float(self.program.type_of(a.id)) for a in atoms_of(arg))


def may_be_float(kind: Type) -> bool:
    """Whether a value may be, or hold, numbers that vary."""
    if isinstance(kind, (ScalarType, ArrayType)):
        return kind.kind not in ("i", "b")
    return not isinstance(kind, (StringType, NoneType))


def _is_text(dtype: object) -> bool:
    """Whether an argument of ``astype`` is a type of texts."""
    if isinstance(dtype, type):
        return issubclass(dtype, (str, bytes))
    try:
        return isinstance(dtype, str) and np.dtype(dtype).kind in "SU"
    except TypeError:
        return False
