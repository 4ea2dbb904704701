"""Roots and fixed points of SciPy's: ``F(x, *args) = 0`` says what the derivative of x is."""

from __future__ import annotations

from s2sad.core.nodes import Atom, Const, Name
from s2sad.core.types import OpaqueType, ScalarType, StringType, TupleType, Type
from s2sad.source.lower.solutions import (
    FLOAT,
    OTHER,
    Plain,
    check_rank,
    first,
    implicit,
    is_single,
    numbers,
    of_result,
    part,
    scalar,
    vector,
)
from s2sad.source.lower.solvers import Request, solver
from s2sad.source.lower.values import Num, TupleValue, Value

__all__: list[str] = []

INT, BOOL, TEXT = ScalarType("int"), ScalarType("bool"), StringType()
REPORT: dict[str, Plain] = {"converged": BOOL, "iterations": INT, "function_calls": INT, "flag": TEXT}
SOLUTION: dict[str, Plain] = {"success": BOOL, "message": TEXT, "status": INT, "nfev": INT}


@solver("scipy.optimize.fsolve")
def _fsolve(request: Request) -> Value:
    kind = numbers(request, "x0")
    residual = request.trace("residual", [("x", kind)], vector(request), {"fprime": [("x", kind)]})
    if not request.literal("full_output", False):
        return implicit(request, "root", request.call(kind), residual)
    parts: tuple[Type, ...] = (kind, OpaqueType("dict"), INT, TEXT)
    whole = request.call(TupleType(parts))
    root, *others = (part(request, whole, k, kind) for k, kind in enumerate(parts))
    return TupleValue((implicit(request, "root", root, residual), *(Num(other) for other in others)))


@solver("scipy.optimize.root")
def _root(request: Request) -> Value:
    kind = numbers(request, "x0")
    if request.literal("method", "hybr") not in ("hybr", "lm"):
        check_rank(request, "x0")
        if is_single(request, "x0"):
            request.refuse("x0 is a number", "pass an array, or use root_scalar")
    request.never("callback")
    both = not request.is_function("jac") and request.literal("jac") is True
    value = first(request, vector(request)) if both else vector(request)
    residual = request.trace("residual", [("x", kind)], value, {"jac": [("x", kind)]})
    whole = request.call(OpaqueType("result"))
    root = request.lo.build.emit("getattr", whole, Const("x"), kind=kind, hint="x")
    fields = {"x": implicit(request, "root", root, residual), "fun": OTHER, "jac": OTHER, "nit": INT, **SOLUTION}
    return of_result(request, whole, "scipy.optimize.OptimizeResult", fields)


@solver(*(f"scipy.optimize.{name}" for name in ("brentq", "brenth", "bisect", "ridder", "toms748")))
def _bracketed(request: Request) -> Value:
    return _one_root(request)


@solver("scipy.optimize.newton")
def _newton(request: Request) -> Value:
    check_rank(request, "x0")
    if is_single(request, "x0"):
        return _one_root(request)
    if request.literal("full_output", False):
        request.refuse("full_output=True with an array is not supported", "leave full_output= out")
    kind = numbers(request, "x0")
    residual = request.trace("residual", [("x", kind)], vector(request), _slopes(request, kind))
    return implicit(request, "roots", request.call(kind), residual)


def _slopes(request: Request, kind: Type) -> dict[str, list[tuple[str, Type]]]:
    return {name: [("x", kind)] for name in ("fprime", "fprime2")}


def _one_root(request: Request) -> Value:
    residual = request.trace("residual", [("x", FLOAT)], scalar(request), _slopes(request, FLOAT))
    if not request.literal("full_output", False):
        return implicit(request, "root", request.call(FLOAT), residual)
    whole = request.call(TupleType((FLOAT, OpaqueType("result"))))
    root = implicit(request, "root", part(request, whole, 0, FLOAT), residual)
    report = part(request, whole, 1, OpaqueType("result"))
    return TupleValue((root, _report(request, report, root)))


def _report(request: Request, report: Atom, root: Value) -> Value:
    return of_result(request, report, "scipy.optimize.RootResults", {"root": root, "method": TEXT, **REPORT})


@solver("scipy.optimize.root_scalar")
def _root_scalar(request: Request) -> Value:
    flags = [name for name in ("fprime", "fprime2") if not request.is_function(name) and request.literal(name) is True]
    value = first(request, scalar(request)) if flags else scalar(request)
    residual = request.trace("residual", [("x", FLOAT)], value, _slopes(request, FLOAT))
    whole = request.call(OpaqueType("result"))
    root = request.lo.build.emit("getattr", whole, Const("root"), kind=FLOAT, hint="root")
    return _report(request, whole, implicit(request, "root", root, residual))


@solver("scipy.optimize.fixed_point")
def _fixed_point(request: Request) -> Value:
    check_rank(request, "x0")
    single = is_single(request, "x0")
    kind = FLOAT if single else numbers(request, "x0")
    image = request.trace("image", [("x", kind)], scalar(request) if single else vector(request))
    point = request.call(kind)
    if isinstance(point, Name):  # what the function returned last
        request.lo.program.shares[point.id] = tuple(name.id for name in request.names)
    return implicit(request, "fixed", point, image)
