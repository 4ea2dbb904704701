"""Integrals of SciPy's over several variables: the derivative is that of an integral whose integrand is an integral."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from s2sad.core.nodes import Const
from s2sad.core.types import TupleType
from s2sad.source.lower import attributes, calls
from s2sad.source.lower.library import PRIMITIVES
from s2sad.source.lower.routines import captured, defined, name_for, traced
from s2sad.source.lower.solutions import FLOAT, implicit, is_several, part, scalar
from s2sad.source.lower.solvers import Request, solver
from s2sad.source.lower.values import Made, Num, TupleValue, Value

__all__: list[str] = []

Range = tuple[Value, Value]
TOLERANCES = ("epsabs", "epsrel")


@solver("scipy.integrate.dblquad")
def _dblquad(request: Request) -> Value:
    return _repeated(request, "yx", [_limits(request, "gfun", "hfun", 1), _limits(request, "a", "b", 0)])


@solver("scipy.integrate.tplquad")
def _tplquad(request: Request) -> Value:
    ranges = [("qfun", "rfun", 2), ("gfun", "hfun", 1), ("a", "b", 0)]
    return _repeated(request, "zyx", [_limits(request, *names) for names in ranges])


@solver("scipy.integrate.nquad")
def _nquad(request: Request) -> Value:
    request.never("opts", "full_output")
    pairs = attributes.items_of(request.lo, request.given["ranges"]) or ()
    ranges = [attributes.items_of(request.lo, pair) or () for pair in pairs]
    if not ranges or any(len(pair) != 2 for pair in ranges):
        request.refuse("ranges= is not known as a list of pairs", "write [(0, 1), (0, 2)]")
    names = [f"x{k}" for k in range(len(ranges))]
    return _repeated(request, names, [(pair[0], pair[1]) for pair in ranges])


def _limits(request: Request, lower: str, upper: str, outer: int) -> Range:
    """The limits of one variable; a function of the variables around it reads nothing else."""
    params = [(name, FLOAT) for name in "xy"[:outer]]
    for name in (lower, upper):
        if request.is_function(name):
            routine = traced(request.lo, request.given[name], params, (), request.node, request.prim)
            if captured([routine], ()):
                request.refuse(
                    f"the limit {name}= reads values from around it", "substitute, or nest two calls of quad"
                )
            own = name_for(request.given[name], "limit")
            request.functions[name] = defined(request.lo, routine, (), own)
        elif is_several(request, name):
            request.refuse(f"the limit {name} is an array", "pass a number")
    return request.given[lower], request.given[upper]


def _repeated(request: Request, variables: Sequence[str], ranges: Sequence[Range]) -> Value:
    """The call itself, and the integral over the last variable of those over the others."""
    lo, node = request.lo, request.node
    limits = dict(request.functions)
    request.trace("integrand", [(name, FLOAT) for name in variables], scalar(request))
    request.functions |= limits
    whole = request.call(TupleType((FLOAT, FLOAT)))
    tolerances = {name: request.given[name] for name in TOLERANCES if name in request.given}

    def inner(fixed: tuple[Value, ...], at: Any) -> Value:
        """The value for these outer variables, the innermost of them first."""
        k = len(variables) - len(fixed) - 1
        if k < 0:
            return scalar(request)(calls.call(lo, request.given[request.required[0]], [*fixed, *request.more], {}, at))
        nearer = Made(lambda args, there: inner((args[0], *fixed), there))
        ends = [_end(request, end, fixed, at) for end in ranges[k]]
        made = PRIMITIVES["scipy.integrate.quad"](lo, [nearer, *ends], dict(tolerances), at, "t")
        assert made is not None
        return attributes.get_item(lo, made, Num(Const(0)), at)

    last = (variables[-1], FLOAT)
    routine = traced(lo, Made(lambda args, at: inner((args[0],), at)), [last], (), node, request.prim)
    request.names = captured([routine], ())
    integrand = defined(lo, routine, request.names, "inner_integral")
    ends = [lo.atom(end, node) for end in ranges[-1]]
    options = {name: lo.arg(value, node) for name, value in tolerances.items()}
    value = implicit(request, "integral", part(request, whole, 0, FLOAT), integrand, *ends, **options)
    return TupleValue((value, Num(part(request, whole, 1, FLOAT))))


def _end(request: Request, end: Value, fixed: tuple[Value, ...], node: Any) -> Value:
    """A limit where the outer variables are these: a function gets them with the outermost first."""
    is_limit = any(end is request.given.get(name) and request.is_function(name) for name in request.functions)
    return calls.call(request.lo, end, list(fixed[::-1]), {}, node) if is_limit else end
