"""Values that a library computed as the solution of an equation: their derivatives follow from the equation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from s2sad.calculus.implicit import NUMBER, VECTOR
from s2sad.core.nodes import Arg, Let, Name
from s2sad.modes import routines
from s2sad.modes.flows import (
    flow_adjoint,
    flow_tangent,
    steps_adjoint,
    steps_tangent,
    times_adjoint,
    times_tangent,
)
from s2sad.modes.integrals import integral_adjoint, integral_tangent
from s2sad.modes.minima import minimum_adjoint, minimum_tangent, optimum_adjoint, optimum_tangent
from s2sad.modes.products import composed_adjoint, composed_tangent, sparse_adjoint, sparse_tangent
from s2sad.modes.solution import Solution, dots_of, hand_back

if TYPE_CHECKING:
    from s2sad.modes.adjoint import Adjoint
    from s2sad.modes.tangent import Tangent

__all__ = ["reverse", "tangent"]

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
    formula, _ = formulas[KINDS[solution.let.call.prim]]
    return solution.like(formula, solution.value, slope, residual)


def _root_adjoint(adjoint: Adjoint, solution: Solution, bar: Arg) -> None:
    places = solution.active()
    if not places:
        return
    slope, formulas = _slope(solution)
    _, formula = formulas[KINDS[solution.let.call.prim]]
    residual = solution.like(formula, solution.value, slope, bar, hint="residual_bar")
    function = routines.adjoint_of(solution.program, solution.function, places)
    args = solution.arguments(places)
    whole = solution.emit(function, solution.value, *solution.captured, residual, hint=solution.hint)
    hand_back(adjoint, args, whole)


KINDS = {"implicit.root": "root", "implicit.roots": "root", "implicit.fixed": "fixed"}

TangentRule = Callable[["Tangent", Solution], Arg | None]
AdjointRule = Callable[["Adjoint", Solution, Arg], None]
RULES: dict[str, tuple[int, TangentRule, AdjointRule]] = {
    **dict.fromkeys(KINDS, (0, _root_tangent, _root_adjoint)),
    "implicit.minimum": (0, minimum_tangent, minimum_adjoint),
    "implicit.bounded_minimum": (2, minimum_tangent, minimum_adjoint),
    "implicit.bounded_optimum": (2, optimum_tangent, optimum_adjoint),
    "implicit.optimum": (0, optimum_tangent, optimum_adjoint),
    "implicit.integral": (2, integral_tangent, integral_adjoint),
    "implicit.times": (1, times_tangent, times_adjoint),
    "implicit.steps": (2, steps_tangent, steps_adjoint),
    "implicit.composed": (0, composed_tangent, composed_adjoint),
    "implicit.sparse": (3, sparse_tangent, sparse_adjoint),
    "implicit.odeint": (3, flow_tangent, flow_adjoint),
    "implicit.solve_ivp": (3, flow_tangent, flow_adjoint),
}
"""For each kind of equation how much it depends on beside what its function captures, and its rule in both modes."""


def tangent(engine: Tangent, let: Let) -> Arg | None:
    """The tangent of a solution."""
    own, rule, _ = RULES[let.call.prim]
    return rule(engine, Solution(engine, let, own))


def reverse(engine: Adjoint, let: Let, bar: Arg) -> None:
    """Hand the adjoint of a solution to what its equation depends on."""
    own, _, rule = RULES[let.call.prim]
    rule(engine, Solution(engine, let, own), engine.full(bar, Name(let.name)))
