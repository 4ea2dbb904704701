"""Products and solutions with sparse matrices that are made of others: a function of the program says what they are."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from s2sad.core.nodes import Arg, Const
from s2sad.modes import routines
from s2sad.modes.rules import value_of
from s2sad.modes.solution import Solution, dots_of, hand_back
from s2sad.source.lower.texts import inline_text

if TYPE_CHECKING:
    from s2sad.modes.adjoint import Adjoint
    from s2sad.modes.tangent import Tangent

__all__ = ["composed_adjoint", "composed_tangent", "sparse_adjoint", "sparse_tangent"]


def composed_tangent(tangent: Tangent, solution: Solution) -> Arg | None:
    places = solution.active()
    if not places:
        return None
    dots = dots_of(tangent, solution.arguments(places))
    function = routines.tangent_of(solution.program, solution.function, places)
    return solution.emit(function, *solution.captured, *dots, hint=solution.hint)


def composed_adjoint(adjoint: Adjoint, solution: Solution, bar: Arg) -> None:
    places = solution.active()
    if places:
        function = routines.adjoint_of(solution.program, solution.function, places)
        args = solution.arguments(places)
        hand_back(adjoint, args, solution.emit(function, *solution.captured, bar, hint=solution.hint))


# -- solutions: M. B. Giles, Collected matrix derivative results (2008) ---------------------------

AGAIN = {"splu": ("S.solve(r)", "S.solve(r, 'T')"), "factorized": ("S(r)", "scipy.sparse.linalg.spsolve(A.T, r)")}
"""How another right-hand side is solved for with the factors that are there, and with the matrix turned."""


def _solved(solution: Solution, side: Arg, turned: bool) -> Arg:
    _, matrix, solver = solution.own
    options = {k: v for k, v in solution.options.items() if k not in ("how", "trans")}
    how = solution.options["how"]
    assert isinstance(how, Const)
    turned ^= "trans" in solution.options
    if how.value in AGAIN:
        text = AGAIN[str(how.value)][turned]
    else:
        given = "".join(f", {k}={k}" for k in options)
        text = f"scipy.sparse.linalg.{how.value}(A{'.T' * turned}, r{given}){'' if how.value == 'spsolve' else '[0]'}"
    lo = solution.engine.lo
    text = f"def f({', '.join(['A', 'S', 'r', *options])}):\n    return {text}"
    importlib.import_module("scipy.sparse.linalg")
    values = [value_of(lo, arg) for arg in (matrix, solver, side, *options.values())]
    return lo.arg(inline_text(lo, text, values, {"scipy": importlib.import_module("scipy")}, solution.hint))


def sparse_tangent(tangent: Tangent, solution: Solution) -> Arg | None:
    side, places = solution.own[0], solution.active()
    dot: Arg | None = tangent.full(tangent.dot(side), side) if solution.is_active(side) else None
    if places:
        function = routines.tangent_of(solution.program, solution.function, places)
        moved = solution.emit(
            function, solution.value, *solution.captured, *dots_of(tangent, solution.arguments(places)), hint="side"
        )
        text = "def f(moved):\n    return -moved" if dot is None else "def f(moved, dot):\n    return dot - moved"
        dot = solution.text(text, moved, *([] if dot is None else [dot]))
    return None if dot is None else _solved(solution, dot, False)


def sparse_adjoint(adjoint: Adjoint, solution: Solution, bar: Arg) -> None:
    side, places = solution.own[0], solution.active()
    if not places and not solution.is_active(side):
        return
    back = _solved(solution, bar, True)
    if solution.is_active(side):
        shaped = "def f(back, side):\n    return np.reshape(back, np.shape(side))"
        adjoint.accumulate(side, solution.text(shaped, back, side, hint=adjoint.hint_of(side)))
    if places:
        function = routines.adjoint_of(solution.program, solution.function, places)
        negated = solution.text("def f(back):\n    return -back", back)
        args = solution.arguments(places)
        whole = solution.emit(function, solution.value, *solution.captured, negated, hint=solution.hint)
        hand_back(adjoint, args, whole)
