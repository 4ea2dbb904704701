"""A value that a library computed as the solution of an equation, as a derivative sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from s2sad.core.nodes import Arg, Atom, Const, Free, Let, Name
from s2sad.core.types import ArrayType, ScalarType, Type, Unknown
from s2sad.errors import Problem
from s2sad.modes import routines
from s2sad.modes.rules import value_of
from s2sad.source.lower.signals import Refusal
from s2sad.source.lower.texts import inline_text
from s2sad.source.lower.values import Made, Value

if TYPE_CHECKING:
    from s2sad.modes.adjoint import Adjoint
    from s2sad.modes.engine import Engine
    from s2sad.modes.tangent import Tangent

__all__ = ["Solution", "dots_of", "hand_back"]


class Solution:
    """A solution with the function that says its equation and the values which that captures.

    `captured` are the last parameters of the function; `own`, so many, is what else the equation depends on, such as
    the bounds of an integral.
    """

    def __init__(self, engine: Engine, let: Let, own: int) -> None:
        value, function, *args = let.call.args
        assert isinstance(value, Name) and isinstance(function, Free)
        self.engine, self.program, self.let = engine, engine.program, let
        self.value, self.function, self.hint = value, function.text[1:], engine.hint(let.name)
        self.own, self.captured = tuple(args[:own]), tuple(args[own:])
        self.options = dict(let.call.keywords)

    @property
    def first(self) -> int:
        """How many parameters the function has before the captured ones."""
        return len(self.program.functions[self.function].params) - len(self.captured)

    def is_active(self, arg: Arg) -> bool:
        return self.engine.active_in(arg, self.engine.active)

    def varying(self) -> list[int]:
        """The parameters of the function that vary."""
        for arg in self.captured:
            if self.is_active(arg) and not isinstance(self.engine.type_of(arg), (ScalarType, ArrayType, Unknown)):
                what = "the function that is given here reads a list that depends on what is differentiated"
                raise Refusal(Problem(self.let.origin, what, "make an array of it", "unsupported"))
        return [self.first + k for k, arg in enumerate(self.captured) if self.is_active(arg)]

    def active(self) -> tuple[int, ...]:
        """Those of them on which its value depends."""
        return routines.moving(self.program, self.function, self.varying())

    def arguments(self, places: Sequence[int]) -> list[Arg]:
        return [self.captured[i - self.first] for i in places]

    def emit(self, function: str, *args: Arg, hint: str = "t") -> Atom:
        """A call of a function of the program."""
        kind = routines.result_type(self.program, function)
        return self.engine.build.emit(f"@{function}", *args, kind=kind, hint=hint)

    def text(self, text: str, *args: Arg | Callable[..., Arg], hint: str = "") -> Arg:
        """A formula of arguments, and of what is done where it calls something."""
        lo = self.engine.lo
        values = [self._made(arg) if callable(arg) else value_of(lo, arg) for arg in args]
        return lo.arg(inline_text(lo, text, values, {}, hint or self.hint))

    def like(self, text: str, other: Arg, *args: Arg | Callable[..., Arg], hint: str = "") -> Arg:
        """A formula that gives an array of the shape that another value has."""
        made, kind = self.text(text, *args, hint=hint), self.engine.type_of(other)
        if isinstance(made, Name) and isinstance(kind, ArrayType) and kind.shape is not None:
            self.program.types[made.id] = ArrayType("f8", kind.shape)
        return made

    def _made(self, run: Callable[..., Arg]) -> Value:
        lo = self.engine.lo

        def call(args: list[Value], node: Any) -> Value:
            made = run(*(lo.arg(arg) for arg in args))
            return lo.result(made) if isinstance(made, Name) else value_of(lo, made)

        return Made(call)


def dots_of(tangent: Tangent, args: Sequence[Arg]) -> list[Arg]:
    return [tangent.roomy(tangent.dot(arg), arg) for arg in args]


def hand_back(adjoint: Adjoint, args: Sequence[Arg], whole: Arg, kinds: Sequence[Type] = ()) -> None:
    """Add the adjoints that a function returned, one or a tuple of several, to those of the arguments."""
    for k, arg in enumerate(args):
        part = whole
        if len(args) > 1:
            kind = kinds[k] if kinds else adjoint.type_of(arg)
            part = adjoint.build.emit("operator.getitem", whole, Const(k), kind=kind)
        adjoint.accumulate(arg, part)
