"""Emit core statements: each operation gets a name, a type and the memory that its result may share."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from s2sad.core.nodes import (
    Arg,
    Atom,
    Block,
    Call,
    Const,
    Effect,
    Free,
    Let,
    Name,
    Origin,
    Statement,
    TupleArg,
)
from s2sad.core.program import Program
from s2sad.core.types import (
    ArrayType,
    Dim,
    ListType,
    OpaqueType,
    ScalarType,
    TupleType,
    Type,
    Unknown,
)
from s2sad.source.lower.intrinsics import INTRINSICS
from s2sad.source.lower.printed import Printed
from s2sad.types import free_type, infer, type_of_value

__all__ = ["Builder"]

COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    f"operator.{name}": getattr(operator, name) for name in ("eq", "ne", "lt", "le", "gt", "ge")
}
COMPLEX = (complex, np.complex128, np.complex64)
OF_LIST = ("list.last", "dict.get", "operator.getitem")
SHAPES = {"numpy.shape", "numpy.size", "builtins.len"}
UNSAID = {("keepdims", Const(False)), ("dtype", Const(None))}
OF_ALL = {
    f"numpy.{name}"
    for name in ("sum", "mean", "prod", "max", "min", "var", "std", "any", "all", "count_nonzero", "median")
}
OF_DOUBLES = {f"numpy.{name}" for name in ("eye", "zeros", "ones", "full", "linspace", "sum")}
"""What makes numbers of double width, or counts, unless it is told otherwise."""
LINEAR = {f"operator.{name}" for name in ("add", "sub", "mul", "truediv", "neg")} | {"numpy.copy", "numpy.real"}
"""Operations that keep a number a number: what is an array if one of its operands is."""
PROJECTIONS = frozenset({"operator.getitem", "getattr"})
FOLDABLE = {
    f"operator.{name}" for name in ("add", "sub", "mul", "neg", "pos", "pow", "floordiv", "mod", "truediv", "not_")
}


def _nothing(depth: int = 0) -> None:
    """What a builder does before and after a block where nothing is tried."""


class Builder:
    """Appends statements to the innermost open block of a program that is being written.

    Parameters
    ----------
    program : the program whose tables describe the new names.
    primal : whether what is emitted is the user's own computation (kept bit for bit) or a derivative's.
    """

    def __init__(self, program: Program, primal: bool = True) -> None:
        self.program = program
        self.primal = primal
        self.origin: Origin | None = None
        self.blocks: list[list[Statement]] = [[]]
        self.printed = Printed(program)
        self.lazy: set[str] = set()
        self.before_block: Callable[[], None] = _nothing
        self.after_block: Callable[[], None] = _nothing
        self.leaving_block: Callable[[int], None] = _nothing

    @contextmanager
    def block(self) -> Iterator[list[Statement]]:
        """Collect what is emitted inside into a block of its own."""
        self.before_block()
        depth = len(self.blocks)
        block: list[Statement] = []
        self.blocks.append(block)
        self.after_block()
        try:
            yield block
            self.leaving_block(depth)
        finally:
            del self.blocks[depth:]
            self.after_block()

    def append(self, statement: Statement) -> None:
        self.blocks[-1].append(statement)

    def close(self) -> Block:
        return tuple(self.blocks[-1])

    # -- types ----------------------------------------------------------------------------------

    def type_of(self, atom: Arg) -> Type:
        if isinstance(atom, Name):
            return self.program.type_of(atom.id)
        if isinstance(atom, Const):
            return constant_type(atom.value)
        if isinstance(atom, Free):
            return free_type(atom.text, self.program.frees.get(atom.text))
        return OpaqueType("structure")

    def static(self, atom: Arg) -> object:
        """The Python value of an atom where it is known, else the `Ellipsis` of the type `NotImplemented`."""
        if isinstance(atom, Const):
            return atom.value
        kind = self.type_of(atom)
        if isinstance(kind, ScalarType) and kind.value is not None and kind.value.value is not None:
            return kind.value.value
        return NotImplemented

    # -- emission -------------------------------------------------------------------------------

    def emit(
        self,
        prim: str,
        *args: Arg,
        keywords: tuple[tuple[str, Arg], ...] = (),
        hint: str = "t",
        spelling: str = "",
        kind: Type | None = None,
    ) -> Atom:
        """Emit one operation and return the atom of its value; known results become constants."""
        before = len(self.blocks[-1])
        if not self.primal and prim == "numpy.iscomplexobj" and (found := self._kind(args[0])) is not None:
            return Const(found == "c")
        folded = self._fold(prim, args, keywords)
        if folded is not None:
            return self._hinted(folded, before, hint)
        if not self.primal:
            args, keywords, spelling = self._economical(prim, args, keywords, spelling)
            if not spelling and prim.startswith("numpy.") and getattr(args[0] if args else None, "id", "") in self.lazy:
                spelling = "function"  # a number has no methods
        call = Call(prim, args, keywords, spelling)
        shares: tuple[str, ...] = ()
        if kind is None:
            inferred = infer(call, self.program)
            kind, shares = inferred.type, inferred.shares
        if not self.primal and prim == "numpy.ndim" and isinstance(kind, ScalarType) and kind.value is not None:
            value = kind.value.value
            if value is not None:
                return Const(value)
        if not self.program.has_complex:
            self.program.has_complex = getattr(kind, "kind", None) == "c" or any(map(self._is_complex, args))
        lazy = not self.primal and isinstance(kind, (ArrayType, TupleType)) and self._is_lazy(call)
        if lazy and isinstance(kind, ArrayType) and call.prim in ("operator.getitem", "getattr", "list.last"):
            kind = Unknown(kind=kind.kind)
        name = self.program.fresh(hint, kind)
        if shares:
            self.program.shares[name] = shares
        self._note_alike(name, kind, args)
        if self.primal:
            self.printed.note(name, call, kind, self.origin)
        elif lazy:
            self.lazy.add(name)
        self.append(Let(name, call, self.origin, self.primal))
        return Name(name)

    def _kind(self, arg: Arg) -> str | None:
        """The kind of number of a value, where it is known."""
        kind = self.type_of(arg)
        return kind.kind if isinstance(kind, (ScalarType, ArrayType, Unknown)) else None

    def _is_lazy(self, call: Call) -> bool:
        """Whether what should be an array may be the zero that stands for one in the adjoint of a list."""
        names = [a for a in call.args if isinstance(a, Name)]
        owner = self.type_of(names[0]) if names else None
        if call.prim in OF_LIST and isinstance(owner, ListType):
            return True
        if call.prim in PROJECTIONS and isinstance(owner, TupleType):
            return names[0].id in self.lazy
        arrays = [a.id for a in names if isinstance(self.type_of(a), ArrayType)]
        return call.prim in LINEAR and bool(arrays) and all(name in self.lazy for name in arrays)

    def _is_complex(self, arg: Arg) -> bool:
        """Whether an argument is a complex number, or the type of one."""
        if isinstance(arg, Const):
            return isinstance(arg.value, complex)
        known = self.program.frees.get(arg.text) if isinstance(arg, Free) else None
        if isinstance(known, np.ndarray):
            return bool(known.dtype.kind == "c")
        return any(known is kind for kind in COMPLEX) or isinstance(known, (complex, np.complexfloating))

    def _hinted(self, atom: Atom, before: int, hint: str) -> Atom:
        """Name the last of the statements that a fold has just emitted: nothing else can have read it yet."""
        block = self.blocks[-1]
        last = block[-1] if len(block) > before else None
        if not (
            isinstance(last, Let)
            and isinstance(atom, Name)
            and last.name == atom.id
            and atom.base == "t"
            and hint != "t"
        ):
            return atom
        name = self.program.fresh(hint, self.program.type_of(atom.id))
        for table in (self.program.shares, self.program.alike):
            if atom.id in table:
                table[name] = table.pop(atom.id)  # type: ignore[assignment]
        block[-1] = Let(name, last.call, last.origin, last.primal)
        return Name(name)

    def _economical(
        self, prim: str, args: tuple[Arg, ...], keywords: tuple[tuple[str, Arg], ...], spelling: str
    ) -> tuple[tuple[Arg, ...], tuple[tuple[str, Arg], ...], str]:
        """A derivative's call without what goes without saying, and with shapes asked of what lives long."""
        if prim in SHAPES and isinstance(args[0], Name):
            args = (Name(self.program.alike.get(args[0].id, args[0].id)), *args[1:])
        keywords = tuple(
            (k, v)
            for k, v in keywords
            if (k, v) not in UNSAID
            and not (prim in OF_ALL and (k, v) == ("axis", Const(None)))
            and not (prim in OF_DOUBLES and k == "dtype" and self.type_of(v) == OpaqueType("dtype f8"))
        )
        return args, keywords, "" if spelling == "function" else spelling

    def _note_alike(self, name: str, kind: Type, args: tuple[Arg, ...]) -> None:
        """Remember which earlier value has the shape of this one."""
        if not isinstance(kind, ArrayType) or kind.shape is None:
            return
        best = name
        for arg in args:
            like = self.type_of(arg)
            if isinstance(arg, Name) and isinstance(like, ArrayType) and like.shape == kind.shape:
                other = self.program.alike.get(arg.id, arg.id)
                best = max(best, other, key=self._lasting)
        if best != name:
            self.program.alike[name] = best

    def _lasting(self, name: str) -> int:
        return 2 if name in self.program.external else 1 if not name.startswith("t@") and name != "t" else 0

    def effect(self, prim: str, *args: Arg, keywords: tuple[tuple[str, Arg], ...] = ()) -> None:
        self.append(Effect(Call(prim, args, keywords), self.origin))

    # -- folding --------------------------------------------------------------------------------

    def _fold(self, prim: str, args: tuple[Arg, ...], keywords: tuple[tuple[str, Arg], ...]) -> Atom | None:
        if prim in INTRINSICS:
            return INTRINSICS[prim](self, *args)
        if prim in ("operator.is_", "operator.is_not"):
            return self._fold_identity(prim, *args)
        if prim in COMPARISONS:
            return self._fold_comparison(prim, *args)
        if prim == "operator.not_" and isinstance(args[0], Const):
            return Const(not args[0].value)
        if prim == "operator.add":
            texts = [a.value for a in args if isinstance(a, Const) and isinstance(a.value, str)]
            if len(texts) == 2:
                return Const("".join(texts))
        if not self.primal:
            return self._fold_derivative(prim, args)
        return None

    def _fold_identity(self, prim: str, left: Arg, right: Arg) -> Atom | None:
        if not (isinstance(right, Const) and right.value is None):
            return None
        if isinstance(left, Const):
            same: bool | None = left.value is None
        else:
            kind = self.type_of(left)
            same = (
                None
                if isinstance(kind, OpaqueType) and not isinstance(left, TupleArg)
                else type(kind).__name__ == "NoneType"
            )
            if type(kind).__name__ == "Unknown":
                same = None if self.primal else False
        return None if same is None else Const(same if prim == "operator.is_" else not same)

    def _fold_comparison(self, prim: str, left: Arg, right: Arg) -> Atom | None:
        a, b = self._dimension(left), self._dimension(right)
        if a is not None and b is not None and (a - b).value is not None:
            return Const(COMPARISONS[prim](int((a - b).value or 0), 0))
        if isinstance(left, Const) and isinstance(right, Const) and prim in ("operator.eq", "operator.ne"):
            return Const(bool(COMPARISONS[prim](left.value, right.value)))  # type: ignore[arg-type]
        return None

    def _dimension(self, arg: Arg) -> Dim | None:
        if isinstance(arg, Const) and isinstance(arg.value, int) and not isinstance(arg.value, bool):
            return Dim.const(arg.value)
        kind = self.type_of(arg)
        return kind.value if isinstance(kind, ScalarType) else None

    def _fold_derivative(self, prim: str, args: tuple[Arg, ...]) -> Atom | None:
        constants = [a.value for a in args if isinstance(a, Const) and isinstance(a.value, (int, float))]
        if prim in FOLDABLE and len(constants) == len(args):
            try:
                return Const(getattr(operator, prim.removeprefix("operator."))(*constants))
            except ArithmeticError:
                return None
        if prim == "operator.pow" and isinstance(args[1], Const) and args[1].value == 1:
            return args[0] if isinstance(args[0], (Name, Const, Free)) else None
        if prim == "operator.mul":
            for one, other in (args, args[::-1]):
                if isinstance(one, Const) and one.value == 1 and isinstance(other, (Name, Const, Free)):
                    return other
        return None


def constant_type(value: object) -> Type:
    if isinstance(value, int) and not isinstance(value, bool):
        return ScalarType("int", Dim.const(value))
    return type_of_value(value, {})
