"""Minima of SciPy's: there the gradient of the objective is zero, which says what the derivative is."""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Mapping, Sequence

import gast

from s2sad.core.nodes import Arg, Const, Free, TupleArg
from s2sad.core.types import OpaqueType, ScalarType, StringType, Type
from s2sad.source.lower import attributes, objects
from s2sad.source.lower.library import PRIMITIVES
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.solutions import (
    FLOAT,
    OTHER,
    Plain,
    first,
    half_of_squares,
    implicit,
    numbers,
    of_result,
    scalar,
    vector,
)
from s2sad.source.lower.solvers import Request, solver
from s2sad.source.lower.texts import inline_text
from s2sad.source.lower.values import Num, ObjectRef, Static, StructContent, Value

__all__: list[str] = []

INT = ScalarType("int")
COUNTS: dict[str, Plain] = dict.fromkeys(("nfev", "njev", "nhev", "nit", "status"), INT)
REPORT: dict[str, Plain] = {"success": ScalarType("bool"), "message": StringType()}
NONE = Num(Const(None))


@solver("scipy.optimize.minimize")
def _minimize(request: Request) -> Value:
    request.never("constraints", "callback")
    bounds = _bounds(request)
    kind = numbers(request, "x0")
    given = not request.is_function("jac") and request.literal("jac") is True
    value = first(request, scalar(request)) if given else scalar(request)
    step = [("x", kind), ("p", kind)]
    others = {"jac": step[:1], "hess": step[:1], "hessp": step}
    objective = request.trace("objective", [("x", kind)], value, others)
    return _result(request, kind, objective, {**COUNTS, "jac": OTHER, "hess": OTHER, "hess_inv": OTHER}, "fun", bounds)


def _bounds(request: Request) -> tuple[Arg, ...]:
    """The lower and the upper bounds, of which L-BFGS-B meets the active ones exactly."""
    lo, node, given = request.lo, request.node, request.given.get("bounds")
    if given is None:
        return ()
    if request.literal("method", "L-BFGS-B") != "L-BFGS-B":
        request.refuse("bounds= are met exactly by method='L-BFGS-B' alone", "take that method")
    found = _sides(request, given)
    if found:
        return found
    pairs = [attributes.items_of(lo, pair) for pair in attributes.items_of(lo, given) or ()]
    sides: tuple[list[Arg], list[Arg]] = [], []
    for pair in pairs:
        if pair is None or len(pair) != 2:
            break
        for side, value, none in zip(sides, pair, (-math.inf, math.inf), strict=True):
            side.append(Const(none) if value == NONE else lo.arg(value, node))
    if not pairs or len(sides[0]) != len(pairs):
        request.refuse("bounds= is not known as a list of pairs", "write [(0, None), (0, 1)]")
    return tuple(TupleArg(tuple(side), list=True) for side in sides)


def _sides(request: Request, given: Value) -> tuple[Arg, ...]:
    """The bounds of an object of SciPy's."""
    lo = request.lo
    if isinstance(given, Static) and type(given.obj).__name__ == "Bounds":
        return tuple(lo.arg(objects.get_attribute(lo, given, side, request.node)) for side in ("lb", "ub"))
    content = lo.state.heap.get(given.id) if isinstance(given, ObjectRef) else None
    if isinstance(content, StructContent) and content.cls.__name__ == "Bounds":
        return tuple(lo.arg(item, request.node) for item in content.items)
    return ()


def _made_bounds(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    """``Bounds(lb, ub)``."""
    given = dict(zip(("lb", "ub", "keep_feasible"), args, strict=False)) | keywords
    core = {name: lo.arg(value, node) for name, value in given.items()}
    whole = lo.build.emit(
        BOUNDS, keywords=tuple(core.items()), kind=OpaqueType("result"), hint="bounds", spelling="function"
    )
    sides = [given.get(name, Num(Const(end))) for name, end in (("lb", -math.inf), ("ub", math.inf))]
    return lo.new_object(
        StructContent(importlib.import_module("scipy.optimize").Bounds, ("lb", "ub"), tuple(sides), whole)
    )


BOUNDS = "scipy.optimize.Bounds"
PRIMITIVES[BOUNDS] = _made_bounds


@solver("scipy.optimize.minimize_scalar")
def _minimize_scalar(request: Request) -> Value:
    request.never("bounds")
    objective = request.trace("objective", [("x", FLOAT)], scalar(request))
    return _result(request, FLOAT, objective, {"nfev": INT, "nit": INT}, "fun")


@solver("scipy.optimize.least_squares")
def _least_squares(request: Request) -> Value:
    request.never("bounds", "callback", "kwargs")
    kind = numbers(request, "x0")
    objective = request.trace("residual", [("x", kind)], _loss(request), {"jac": [("x", kind)]})
    fields = {**COUNTS, **dict.fromkeys(("fun", "jac", "grad", "optimality", "active_mask"), OTHER)}
    return _result(request, kind, objective, fields, "cost")


LOSSES = {"soft_l1": "2 * (np.sqrt(1 + z) - 1)", "cauchy": "np.log1p(z)", "arctan": "np.arctan(z)"}
"""What takes the place of the square z of a residual, by the names that SciPy has for it."""


def _loss(request: Request) -> Callable[[Value], Value]:
    """Half the sum of the squares of the residuals, or of what grows less."""
    residuals, loss = vector(request), request.literal("loss", "linear")
    if loss == "linear":
        return lambda value: half_of_squares(request, residuals(value))
    if loss not in LOSSES:
        request.refuse(f"loss={loss!r} is not supported", f"take one of {', '.join(LOSSES)}")
    text = f"def f(r, c):\n    z = (r / c) ** 2\n    return 0.5 * c * c * np.sum({LOSSES[loss]})"
    scale = request.given.get("f_scale", Num(Const(1.0)))
    return lambda value: inline_text(request.lo, text, [residuals(value), scale], {}, "loss")


def _result(
    request: Request,
    kind: Type,
    objective: Free,
    fields: Mapping[str, Value | Plain],
    value: str,
    bounds: Sequence[Arg] = (),
) -> Value:
    lo = request.lo
    whole = request.call(OpaqueType("result"))
    place = lo.build.emit("getattr", whole, Const("x"), kind=kind, hint="x")
    least = lo.build.emit("getattr", whole, Const(value), kind=FLOAT, hint=value)
    within = "bounded_" if bounds else ""
    found = {
        "x": implicit(request, f"{within}minimum", place, objective, *bounds),
        **fields,
        **REPORT,
        value: implicit(request, f"{within}optimum", least, objective, *bounds, x=place),
    }
    return of_result(request, whole, "scipy.optimize.OptimizeResult", found)
