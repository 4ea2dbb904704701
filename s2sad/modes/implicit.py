"""Values that a library computed as the solution of an equation: their derivatives follow from the equation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from s2sad.calculus.implicit import NUMBER, VECTOR
from s2sad.core.nodes import Arg, Atom, Const, Free, Let, Name
from s2sad.modes import routines
from s2sad.source.lower.texts import inline_text
from s2sad.source.lower.values import Num

if TYPE_CHECKING:
    from s2sad.modes.adjoint import Adjoint
    from s2sad.modes.engine import Engine
    from s2sad.modes.tangent import Tangent

__all__ = ["Solution", "reverse", "tangent"]


class Solution:
    """A value that solves an equation, with the function that says it and the values which that captures.

    `captured` are the last parameters of the function; `own` is what else the equation depends on, such as the bounds
    of an integral.
    """

    def __init__(self, engine: Engine, let: Let) -> None:
        value, function, *args = let.call.args
        assert isinstance(value, Name) and isinstance(function, Free)
        self.engine, self.program, self.let = engine, engine.program, let
        self.value, self.function, self.hint = value, function.text[1:], engine.hint(let.name)
        self.count = len(self.program.functions[self.function].params)
        own = OWN.get(let.call.prim, 0)
        self.own, self.captured = tuple(args[:own]), tuple(args[own:])
        self.options = dict(let.call.keywords)

    @property
    def first(self) -> int:
        """How many parameters the function has before the captured ones."""
        return self.count - len(self.captured)

    def active(self) -> tuple[int, ...]:
        """The parameters of the function that vary, and on which its value depends."""
        found = [k for k, arg in enumerate(self.captured) if self.engine.active_in(arg, self.engine.active)]
        return routines.moving(self.program, self.function, [self.first + k for k in found])

    def arguments(self, places: Sequence[int]) -> list[Arg]:
        return [self.captured[i - self.first] for i in places]

    def emit(self, function: str, *args: Arg, hint: str = "t") -> Atom:
        """A call of a function of the program."""
        kind = routines.result_type(self.program, function)
        return self.engine.build.emit(f"@{function}", *args, kind=kind, hint=hint)

    def text(self, text: str, *args: Arg, hint: str = "") -> Arg:
        """A formula of arguments."""
        lo = self.engine.lo
        return lo.arg(inline_text(lo, text, [Num(arg) for arg in args], {}, hint or self.hint))  # type: ignore[arg-type]


def dots_of(tangent: Tangent, args: Sequence[Arg]) -> list[Arg]:
    return [tangent.roomy(tangent.dot(arg), arg) for arg in args]


def hand_back(adjoint: Adjoint, args: Sequence[Arg], whole: Arg) -> None:
    """Add the adjoints that a function returned, one or a tuple of several, to those of the arguments."""
    for k, arg in enumerate(args):
        part = whole
        if len(args) > 1:
            part = adjoint.build.emit("operator.getitem", whole, Const(k), kind=adjoint.type_of(arg))
        adjoint.accumulate(arg, part)


# -- roots --------------------------------------------------------------------------------------


def _slope(solution: Solution) -> tuple[Arg, dict[str, tuple[str, str]]]:
    """The derivative of the equation in its unknown, and how one divides by it."""
    several = routines.has_size(solution.program.type_of(solution.value.id))
    by_element = solution.let.call.prim == "implicit.roots" or not several
    make = routines.slope_of if by_element else routines.jacobian_of
    function = make(solution.program, solution.function, 0)
    hint = "slope" if by_element else "jacobian"
    return solution.emit(function, solution.value, *solution.captured, hint=hint), NUMBER if by_element else VECTOR


def _root_tangent(tangent: Tangent, solution: Solution) -> Arg | None:
    places = solution.active()
    if not places:
        return None
    function = routines.tangent_of(solution.program, solution.function, places)
    dots = dots_of(tangent, solution.arguments(places))
    residual = solution.emit(function, solution.value, *solution.captured, *dots, hint="residual_dot")
    slope, formulas = _slope(solution)
    return solution.text(formulas[KINDS[solution.let.call.prim]][0], slope, residual)


def _root_adjoint(adjoint: Adjoint, solution: Solution, bar: Arg) -> None:
    places = solution.active()
    if not places:
        return
    slope, formulas = _slope(solution)
    residual = solution.text(formulas[KINDS[solution.let.call.prim]][1], slope, bar, hint="residual_bar")
    function = routines.adjoint_of(solution.program, solution.function, places)
    args = solution.arguments(places)
    whole = solution.emit(function, solution.value, *solution.captured, residual, hint=solution.hint)
    hand_back(adjoint, args, whole)


KINDS = {"implicit.root": "root", "implicit.roots": "root", "implicit.fixed": "fixed"}
OWN: dict[str, int] = {}

TangentRule = Callable[["Tangent", Solution], Arg | None]
AdjointRule = Callable[["Adjoint", Solution, Arg], None]
RULES: dict[str, tuple[TangentRule, AdjointRule]] = {
    **dict.fromkeys(KINDS, (_root_tangent, _root_adjoint)),
}


def tangent(engine: Tangent, let: Let) -> Arg | None:
    """The tangent of a solution."""
    return RULES[let.call.prim][0](engine, Solution(engine, let))


def reverse(engine: Adjoint, let: Let, bar: Arg) -> None:
    """Hand the adjoint of a solution to what its equation depends on."""
    bar = engine.full(bar, Name(let.name))
    RULES[let.call.prim][1](engine, Solution(engine, let), bar)
