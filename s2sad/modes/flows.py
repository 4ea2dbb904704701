"""Initial value problems: the variational equation, solved beside the problem itself with the same method.

Forward mode solves it along one direction; reverse mode for all directions of the start and of the active parameters
at once, and multiplies the sensitivities with the adjoint of the solution.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from s2sad.core.nodes import Arg, Const, Free, TupleArg
from s2sad.core.types import ArrayType, OpaqueType, ScalarType, Unknown
from s2sad.errors import Problem
from s2sad.facts.jumps import moving_jump
from s2sad.modes import routines
from s2sad.modes.augmented import Rate, sensitivity_of, variation_of
from s2sad.modes.solution import Solution, dots_of
from s2sad.source.lower.signals import Refusal
from s2sad.types.merge import fresh_size

if TYPE_CHECKING:
    from s2sad.modes.adjoint import Adjoint
    from s2sad.modes.tangent import Tangent

__all__ = ["flow_adjoint", "flow_tangent", "steps_adjoint", "steps_tangent", "times_adjoint", "times_tangent"]


class Flow:
    """A solution y of an initial value problem: how it is solved, and what its right-hand side is called with."""

    def __init__(self, solution: Solution) -> None:
        self.solution, self.program = solution, solution.program
        self.start, self.t0, self.times = solution.own
        self.options = dict(solution.options)
        self.end = self.options.pop("t1", None)
        self.rate = Rate(solution.function, self.end is not None or "tfirst" in self.options)

    def rate_at(self, t: Arg, y: Arg) -> Arg:
        return self.solution.emit(self.rate.name, *self.rate.ordered(t, y), *self.solution.captured, hint="rate")

    def vector(self) -> Arg:
        """The start as SciPy takes it, which makes an array of a number."""
        kind = self.solution.engine.type_of(self.start)
        if isinstance(kind, (ScalarType, Unknown)) and not isinstance(self.start, TupleArg):
            return self.solution.text("def f(y0):\n    return np.atleast_1d(y0)", self.start, hint="y0")
        return self.start

    def array(self, y0: Arg) -> Arg:
        """The start as the right-hand side takes it: what is written as a list is an array there."""
        return self.solution.text("def f(y):\n    return np.array(y)", y0) if isinstance(y0, TupleArg) else y0

    def solved(self, function: str, start: Arg, args: Sequence[Arg]) -> Arg:
        """The solution of another problem at the same times, one column or row a time as y has them."""
        build = self.solution.engine.build
        more = (("args", TupleArg(tuple(args))),) if args else ()
        if self.end is None:
            keywords = (*more, *self.options.items())
            prim, given = "scipy.integrate.odeint", (Free(f"@{function}"), start, self.times)
            kind = ArrayType("f8", (fresh_size("", 0), fresh_size("", 1)))
            return build.emit(prim, *given, keywords=keywords, kind=kind, hint="z")
        keywords = (*more, ("t_eval", self.times), *self.options.items())
        span = TupleArg((self.t0, self.end))
        whole = build.emit(
            "scipy.integrate.solve_ivp", Free(f"@{function}"), span, start, keywords=keywords,
            kind=OpaqueType("result"), hint="augmented",
        )  # fmt: skip
        kind = ArrayType("f8", (fresh_size("", 0), fresh_size("", 1)))
        return build.emit("getattr", whole, Const("y"), kind=kind, hint="z")

    def rates(self) -> Arg:
        """The right-hand side at the output times, one row a time."""
        state = "y[k]" if self.end is None else "y[:, k]"
        text = f"def f(t, y, rate):\n    return np.array([rate(t[k], {state}) for k in range(len(t))])"
        return self.solution.text(text, self.times, self.solution.value, self.rate_at, hint="rates")

    def check_jumps(self) -> None:
        """Where the right-hand side jumps at a state, the solution has a kink that moves, and sensitivities jump."""
        program, name, y = self.program, self.rate.name, self.rate.state
        of_state = moving_jump(program, name, (y,), (y,))
        jump = of_state or moving_jump(program, name, (1 - y,), self.solution.varying())
        if jump is not None:
            what = "where this changes depends on the solution: a jump of the right-hand side there would be missed"
            hint = "solve up to there and on from there; np.maximum, np.abs"
            raise Refusal(Problem(jump.origin, what, hint, "unsupported"))


# -- rules ----------------------------------------------------------------------------------------


def flow_tangent(tangent: Tangent, solution: Solution) -> Arg | None:
    flow, places = Flow(solution), solution.active()
    parts: list[Arg] = []
    if places or solution.is_active(flow.start) or solution.is_active(flow.t0):
        flow.check_jumps()
        y0, args = flow.vector(), (*solution.captured, *dots_of(tangent, solution.arguments(places)))
        both = "def f(y, s):\n    return np.concatenate([y, s])"
        z0 = solution.text(both, y0, _start_dot(tangent, flow, y0), hint="z0")
        z = flow.solved(variation_of(solution.program, flow.rate, places), z0, args)
        half = "z[:, n:]" if flow.end is None else "z[n:]"
        parts.append(solution.like(f"def f(z, y0):\n    n = len(y0)\n    return {half}", solution.value, z, y0))
    if solution.is_active(flow.times):
        product = "r * d[:, None]" if flow.end is None else "r.T * d"
        dot = tangent.roomy(tangent.dot(flow.times), flow.times)
        parts.append(solution.text(f"def f(r, d):\n    return {product}", flow.rates(), dot))
    total: Arg | None = None
    for part in parts:
        total = part if total is None else solution.engine.build.emit("operator.add", total, part, hint=solution.hint)
    return total


def _start_dot(tangent: Tangent, flow: Flow, y0: Arg) -> Arg:
    """The tangent of the state at the time at which it starts."""
    solution, dot = flow.solution, None
    if solution.is_active(flow.start):
        dot = tangent.dot(flow.start)
        dot = dot if isinstance(dot, TupleArg) else tangent.roomy(dot, flow.start)
        dot = solution.text("def f(d):\n    return np.atleast_1d(d)", dot) if y0 != flow.start else dot
    if solution.is_active(flow.t0):
        rate = flow.rate_at(flow.t0, flow.array(y0))
        later = solution.text("def f(r, d):\n    return -r * d", rate, tangent.dot(flow.t0))
        dot = later if dot is None else solution.text("def f(a, b):\n    return np.add(a, b)", dot, later)
    return solution.text("def f(y):\n    return np.zeros(len(y))", y0) if dot is None else dot


def flow_adjoint(adjoint: Adjoint, solution: Solution, bar: Arg) -> None:
    flow, places = Flow(solution), solution.active()
    with_start = solution.is_active(flow.start) or solution.is_active(flow.t0)
    if solution.is_active(flow.times):
        rows = "y_bar" if flow.end is None else "y_bar.T"
        text = f"def f(r, y_bar):\n    return np.sum(r * {rows}, axis=1)"
        adjoint.accumulate(flow.times, solution.text(text, flow.rates(), bar, hint="t_bar"))
    if with_start or places:
        flow.check_jumps()
        _hand_back(adjoint, flow, bar, with_start, places)


def _hand_back(adjoint: Adjoint, flow: Flow, bar: Arg, with_start: bool, places: Sequence[int]) -> None:
    """Multiply all sensitivities with the adjoint of the solution, and give each its part."""
    solution, y0, args = flow.solution, flow.vector(), flow.solution.arguments(places)
    n = solution.text("def f(y):\n    return len(y)", y0, hint="n")
    bars = _bars(flow, bar, y0, n, with_start, places)
    place: Arg = Const(0)
    if with_start:
        start_bar = solution.like("def f(bars, n):\n    return bars[:n]", y0, bars, n, hint="y0_bar")
        if solution.is_active(flow.start):
            one = "y_bar" if y0 == flow.start else "y_bar[0]"
            adjoint.accumulate(flow.start, solution.text(f"def f(y_bar):\n    return {one}", start_bar))
        if solution.is_active(flow.t0):
            rate = flow.rate_at(flow.t0, flow.array(y0))
            adjoint.accumulate(flow.t0, solution.text("def f(r, y_bar):\n    return -(r @ y_bar)", rate, start_bar))
        place = n
    for arg in args:
        if not routines.has_size(adjoint.type_of(arg)):
            adjoint.accumulate(arg, solution.text("def f(bars, k):\n    return bars[k]", bars, place))
            place = solution.text("def f(k):\n    return k + 1", place, hint="k")
            continue
        text = "def f(bars, k, x):\n    return bars[k:k + np.size(x)].reshape(np.shape(x))"
        adjoint.accumulate(arg, solution.like(text, arg, bars, place, arg, hint=adjoint.hint_of(arg)))
        place = solution.text("def f(k, x):\n    return k + np.size(x)", place, arg, hint="k")


def _bars(flow: Flow, bar: Arg, y0: Arg, n: Arg, with_start: bool, places: Sequence[int]) -> Arg:
    solution, args = flow.solution, flow.solution.arguments(places)
    names = ", ".join(f"x{k}" for k in range(len(args)))
    sizes = " + ".join(
        f"np.size(x{k})" if routines.has_size(solution.engine.type_of(arg)) else "1" for k, arg in enumerate(args)
    )
    S0 = f"np.eye(n, {f'n + {sizes}' if args else 'n'}).ravel()" if with_start else f"np.zeros(n * ({sizes}))"
    start = f"def f(y0, n{', ' * bool(args)}{names}):\n    return np.concatenate([y0, {S0}])"
    z0 = solution.text(start, y0, n, *args, hint="z0")
    z = flow.solved(sensitivity_of(solution.program, flow.rate, with_start, places), z0, (n, *solution.captured))
    if flow.end is None:
        text = "np.einsum('ti,tim->m', y_bar, z[:, n:].reshape(len(z), n, -1))"
    else:
        text = "np.einsum('it,imt->m', y_bar, z[n:].reshape(n, -1, z.shape[1]))"
    return solution.text(f"def f(y_bar, z, n):\n    return {text}", bar, z, n, hint="bars")


def times_tangent(tangent: Tangent, solution: Solution) -> Arg | None:
    (times,) = solution.own
    dot = tangent.dot(times)
    if isinstance(dot, TupleArg):
        return solution.text("def f(d):\n    return np.array(d)", dot)
    return tangent.roomy(dot, times)


def times_adjoint(adjoint: Adjoint, solution: Solution, bar: Arg) -> None:
    adjoint.accumulate(solution.own[0], bar)


def steps_tangent(tangent: Tangent, solution: Solution) -> Arg | None:
    """Of the times that the method chose itself the first and the last are those of the interval."""
    text = "def f(t, a, b):\n    d = np.zeros(len(t))\n    d[0] = a\n    d[-1] = b\n    return d"
    return solution.text(text, solution.value, *(tangent.dot(end) for end in solution.own))


def steps_adjoint(adjoint: Adjoint, solution: Solution, bar: Arg) -> None:
    for end, place in zip(solution.own, (0, -1), strict=True):
        adjoint.accumulate(end, solution.text(f"def f(bar):\n    return bar[{place}]", bar))
