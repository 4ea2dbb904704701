"""Integrals of SciPy's: what is integrated says what the derivative is, and at the bounds its value."""

from __future__ import annotations

from s2sad.core.nodes import Free
from s2sad.core.types import ScalarType, TupleType, Type
from s2sad.source.lower.solutions import FLOAT, array, implicit, is_several, part, scalar
from s2sad.source.lower.solvers import Request, solver
from s2sad.source.lower.values import Num, TupleValue, Value
from s2sad.types.view import type_of_arg

__all__: list[str] = []

OPTIONS = ("epsabs", "epsrel", "limit", "points")


@solver("scipy.integrate.quad")
def _quad(request: Request) -> Value:
    request.never("weight", "complex_func", "full_output")
    return _integral(request, request.trace("integrand", [("x", FLOAT)], scalar(request)), FLOAT)


@solver("scipy.integrate.quad_vec")
def _quad_vec(request: Request) -> Value:
    if request.literal("full_output", False):
        request.refuse("full_output=True is not supported", "leave it out")
    integrand = request.trace("integrand", [("x", FLOAT)], array(request))
    kind = type_of_arg(request.lo.program.functions[integrand.text[1:]].result, request.lo.program)
    return _integral(request, integrand, FLOAT if isinstance(kind, ScalarType) else kind)


def _integral(request: Request, integrand: Free, kind: Type) -> Value:
    lo = request.lo
    for name in ("a", "b"):
        if is_several(request, name):
            request.refuse(f"the bound {name} is an array", "pass a number")
    whole = request.call(TupleType((kind, FLOAT)))
    value, error = part(request, whole, 0, kind), part(request, whole, 1, FLOAT)
    bounds = [lo.atom(request.given[name], request.node) for name in ("a", "b")]
    options = {name: lo.arg(request.given[name], request.node) for name in OPTIONS if name in request.given}
    return TupleValue((implicit(request, "integral", value, integrand, *bounds, **options), Num(error)))
