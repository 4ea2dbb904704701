"""Values that a library computed as the solution of an equation: their derivatives follow from the equation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from s2sad.calculus.implicit import NUMBER, VECTOR
from s2sad.core.nodes import Arg, Atom, Const, Free, Let, Name, TupleArg
from s2sad.core.types import ScalarType, TupleType
from s2sad.errors import Problem
from s2sad.modes import routines
from s2sad.modes.rules import value_of
from s2sad.source.lower.signals import Refusal
from s2sad.source.lower.texts import inline_text

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

    def varying(self) -> list[int]:
        """The parameters of the function that vary."""
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

    def text(self, text: str, *args: Arg, hint: str = "") -> Arg:
        """A formula of arguments."""
        lo = self.engine.lo
        return lo.arg(inline_text(lo, text, [value_of(lo, arg) for arg in args], {}, hint or self.hint))

    def is_active(self, arg: Arg) -> bool:
        return self.engine.active_in(arg, self.engine.active)


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
    function = make(solution.program, solution.function, (0,))
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


# -- integrals ----------------------------------------------------------------------------------

TOLERANCE = 1.49e-8
"""The absolute error that `quad` allows if nothing else is said."""


def _integrated(solution: Solution, function: str, *more: Arg) -> Arg:
    """The integral of a function of the program over the same interval, to the same tolerances."""
    kind = routines.result_type(solution.program, function)
    prim = "scipy.integrate.quad_vec" if routines.has_size(kind) else "scipy.integrate.quad"
    args = (*solution.captured, *more)
    options = solution.options
    if prim.endswith("quad_vec") and not routines.has_size(solution.program.type_of(solution.value.id)):
        options = {"epsabs": Const(TOLERANCE), **options}
    keywords = ((("args", TupleArg(args)),) if args else ()) + tuple(options.items())
    both = TupleType((kind, ScalarType("float")))
    build = solution.engine.build
    whole = build.emit(prim, Free(f"@{function}"), *solution.own, keywords=keywords, kind=both)
    return build.emit("operator.getitem", whole, Const(0), kind=kind)


def _check_jumps(solution: Solution) -> None:
    jump = routines.moving_jump(solution.program, solution.function, (0,), solution.varying())
    if jump is not None:
        what = "where this changes depends on what is differentiated: a jump of the integrand there would be missed"
        raise Refusal(Problem(jump.origin, what, "integrate up to there and on from there; np.maximum, np.abs", "unsupported"))


def _integral_tangent(tangent: Tangent, solution: Solution) -> Arg | None:
    places, parts = solution.active(), []
    _check_jumps(solution)
    if places:
        dots = dots_of(tangent, solution.arguments(places))
        if len(dots) == 1 and not routines.has_size(tangent.type_of(dots[0])):
            slope = _integrated(solution, routines.slope_of(solution.program, solution.function, places))
            parts.append(solution.text("def f(slope, dot):\n    return slope * dot", slope, dots[0]))
        else:
            function = routines.tangent_of(solution.program, solution.function, places)
            parts.append(_integrated(solution, function, *dots))
    for bound, sign in zip(solution.own, "-+", strict=True):
        if solution.is_active(bound):
            end = solution.emit(solution.function, bound, *solution.captured)
            parts.append(solution.text(f"def f(end, dot):\n    return {sign}end * dot", end, tangent.dot(bound)))
    return _sum(solution, parts)


def _sum(solution: Solution, parts: Sequence[Arg]) -> Arg | None:
    total: Arg | None = None
    for part in parts:
        total = part if total is None else solution.engine.build.emit("operator.add", total, part, hint=solution.hint)
    return total


def _integral_adjoint(adjoint: Adjoint, solution: Solution, bar: Arg) -> None:
    program, name = solution.program, solution.function
    several = routines.has_size(program.type_of(solution.value.id))
    places = solution.active()
    _check_jumps(solution)
    for place, arg in zip(places, solution.arguments(places), strict=True):
        if several:
            part = _integrated(solution, routines.adjoint_of(program, name, (place,)), bar)
        else:
            make = routines.gradient_of if routines.has_size(adjoint.type_of(arg)) else routines.slope_of
            slope = _integrated(solution, make(program, name, (place,)))
            part = solution.text("def f(bar, slope):\n    return bar * slope", bar, slope, hint=adjoint.hint_of(arg))
        adjoint.accumulate(arg, part)
    product = "np.sum(bar * end)" if several else "bar * end"
    for bound, sign in zip(solution.own, "-+", strict=True):
        if solution.is_active(bound):
            end = solution.emit(name, bound, *solution.captured)
            adjoint.accumulate(bound, solution.text(f"def f(bar, end):\n    return {sign}{product}", bar, end))


KINDS = {"implicit.root": "root", "implicit.roots": "root", "implicit.fixed": "fixed"}
OWN: dict[str, int] = {"implicit.integral": 2}

TangentRule = Callable[["Tangent", Solution], Arg | None]
AdjointRule = Callable[["Adjoint", Solution, Arg], None]
RULES: dict[str, tuple[TangentRule, AdjointRule]] = {
    **dict.fromkeys(KINDS, (_root_tangent, _root_adjoint)),
    "implicit.integral": (_integral_tangent, _integral_adjoint),
}


def tangent(engine: Tangent, let: Let) -> Arg | None:
    """The tangent of a solution."""
    return RULES[let.call.prim][0](engine, Solution(engine, let))


def reverse(engine: Adjoint, let: Let, bar: Arg) -> None:
    """Hand the adjoint of a solution to what its equation depends on."""
    bar = engine.full(bar, Name(let.name))
    RULES[let.call.prim][1](engine, Solution(engine, let), bar)
