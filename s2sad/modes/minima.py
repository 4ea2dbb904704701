"""Minima: roots of the gradient, whose derivative is the Hessian; the least value moves as the objective does there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s2sad.calculus.implicit import FREE_HESSIAN, FREE_SIDE, INSIDE, NUMBER, VECTOR
from s2sad.core.nodes import Arg
from s2sad.errors import Problem
from s2sad.facts.jumps import kink
from s2sad.modes import routines
from s2sad.modes.solution import Solution, dots_of, hand_back
from s2sad.source.lower.signals import Refusal

if TYPE_CHECKING:
    from s2sad.modes.adjoint import Adjoint
    from s2sad.modes.tangent import Tangent

__all__ = ["minimum_adjoint", "minimum_tangent", "optimum_adjoint", "optimum_tangent"]


def _curvature(solution: Solution) -> Arg:
    """The second derivative of the objective in its unknown."""
    if routines.has_size(solution.program.type_of(solution.value.id)):
        function = routines.hessian_of(solution.program, solution.function, (0,))
        return solution.emit(function, solution.value, *solution.captured, hint="hessian")
    slope = routines.slope_of(solution.program, solution.function, (0,))
    function = routines.slope_of(solution.program, slope, (0,))
    return solution.emit(function, solution.value, *solution.captured, hint="curvature")


def _check_bounds(solution: Solution) -> None:
    if any(solution.is_active(bound) for bound in solution.own):
        what = "a bound depends on what is differentiated"
        raise Refusal(Problem(solution.let.origin, what, "scale the unknown to fixed bounds", "unsupported"))


def _check_smooth(solution: Solution) -> None:
    """A minimum at a kink stays there while the parameters change: its gradient is not zero."""
    found = kink(solution.program, solution.function, (0,))
    if found is not None:
        what = "the objective may have a kink here, and a minimum at a kink has another derivative"
        hint = "np.sqrt(u * u + epsilon) for abs(u); the least value alone (result.fun) has its derivative"
        raise Refusal(Problem(found.origin, what, hint, "unsupported"))


def _formulas(solution: Solution) -> tuple[str, str]:
    several = routines.has_size(solution.program.type_of(solution.value.id))
    return (VECTOR if several else NUMBER)["minimum"]


def _free(solution: Solution) -> Arg | None:
    """The unknowns that are at no bound: the others stay where they are."""
    return solution.text(INSIDE, solution.value, *solution.own, hint="free") if solution.own else None


def _solved(solution: Solution, way: int, side: Arg) -> Arg:
    """Divide by the Hessian, of the free unknowns alone."""
    hessian, free = _curvature(solution), _free(solution)
    hint = ("", "gradient_bar")[way]
    if free is not None:
        hessian = solution.text(FREE_HESSIAN, hessian, free, hint="hessian")
        side = solution.text(FREE_SIDE, side, free, hint="side")
    return solution.like(_formulas(solution)[way], solution.value, hessian, side, hint=hint)


def minimum_tangent(tangent: Tangent, solution: Solution) -> Arg | None:
    """The change of the gradient along one direction is the gradient of the derivative along it."""
    _check_bounds(solution)
    places = solution.active()
    if not places:
        return None
    _check_smooth(solution)
    dots = dots_of(tangent, solution.arguments(places))
    along = routines.tangent_of(solution.program, solution.function, places)
    several = routines.has_size(solution.program.type_of(solution.value.id))
    change = (routines.gradient_of if several else routines.slope_of)(solution.program, along, (0,))
    slope_dot = solution.emit(change, solution.value, *solution.captured, *dots, hint="gradient_dot")
    return _solved(solution, 0, slope_dot)


def minimum_adjoint(adjoint: Adjoint, solution: Solution, bar: Arg) -> None:
    """The adjoint of the gradient is a direction, and the derivative along that a function of the parameters."""
    _check_bounds(solution)
    places = solution.active()
    if not places:
        return
    _check_smooth(solution)
    direction = _solved(solution, 1, bar)
    along = routines.tangent_of(solution.program, solution.function, (0,))
    function = routines.gradient_of(solution.program, along, places)
    whole = solution.emit(function, solution.value, *solution.captured, direction, hint=solution.hint)
    hand_back(adjoint, solution.arguments(places), whole)


def optimum_tangent(tangent: Tangent, solution: Solution) -> Arg | None:
    _check_bounds(solution)
    places = solution.active()
    if not places:
        return None
    function = routines.tangent_of(solution.program, solution.function, places)
    dots = dots_of(tangent, solution.arguments(places))
    return solution.emit(function, solution.options["x"], *solution.captured, *dots, hint=solution.hint)


def optimum_adjoint(adjoint: Adjoint, solution: Solution, bar: Arg) -> None:
    _check_bounds(solution)
    places = solution.active()
    if not places:
        return
    function = routines.adjoint_of(solution.program, solution.function, places)
    whole = solution.emit(function, solution.options["x"], *solution.captured, bar, hint=solution.hint)
    hand_back(adjoint, solution.arguments(places), whole)
