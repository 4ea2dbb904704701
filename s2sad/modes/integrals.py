"""Integrals: Leibniz' rule, with a derivative function of the integrand under the integral."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from s2sad.core.nodes import Arg, Const, Free, TupleArg
from s2sad.core.types import ScalarType, TupleType
from s2sad.errors import Problem
from s2sad.facts.jumps import moving_jump
from s2sad.modes import routines
from s2sad.modes.solution import Solution, dots_of
from s2sad.source.lower.signals import Refusal

if TYPE_CHECKING:
    from s2sad.modes.adjoint import Adjoint
    from s2sad.modes.tangent import Tangent

__all__ = ["integral_adjoint", "integral_tangent"]

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
    jump = moving_jump(solution.program, solution.function, (0,), solution.varying())
    if jump is not None:
        what = "where this changes depends on what is differentiated: a jump of the integrand there would be missed"
        hint = "integrate up to there and on from there; np.maximum, np.abs"
        raise Refusal(Problem(jump.origin, what, hint, "unsupported"))


def integral_tangent(tangent: Tangent, solution: Solution) -> Arg | None:
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


def integral_adjoint(adjoint: Adjoint, solution: Solution, bar: Arg) -> None:
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
