"""Initial value problems of SciPy's: the right-hand side says what the derivative of the solution is."""

from __future__ import annotations

from s2sad.core.nodes import Arg, Const
from s2sad.core.records import replace
from s2sad.core.types import ArrayType, Dim, OpaqueType, ScalarType, StringType, TupleType, Type
from s2sad.source.lower import attributes
from s2sad.source.lower.displays import list_as_array
from s2sad.source.lower.solutions import FLOAT, OTHER, Plain, implicit, is_several, numbers, of_result, part, vector
from s2sad.source.lower.solvers import Request, solver
from s2sad.source.lower.values import Num, TupleValue, Value
from s2sad.types.merge import fresh_size

__all__: list[str] = []

INT = ScalarType("int")
OPTIONS = "method rtol atol first_step max_step min_step h0 hmax hmin mxstep mxordn mxords tcrit".split()
COUNTS: dict[str, Plain] = dict.fromkeys(("status", "nfev", "njev", "nlu"), INT)
REPORT: dict[str, Plain] = {"success": ScalarType("bool"), "message": StringType()}


@solver("scipy.integrate.odeint")
def _odeint(request: Request) -> Value:
    _check(request)
    request.given["t"] = list_as_array(request.lo, request.given["t"], request.node)
    state = numbers(request, "y0")
    first = request.literal("tfirst", False)
    params: list[tuple[str, Type]] = [("y", state), ("t", FLOAT)]
    params = params[::-1] if first else params
    rate = request.trace("rate", params, vector(request), {"Dfun": params})
    kind = ArrayType("f8", (_length(request, "t"), *(state.shape or ())), True)
    start = attributes.get_item(request.lo, request.given["t"], Num(Const(0)), request.node)
    own = _own(request, start, request.given["t"])
    options = _options(request, tfirst=Const(True)) if first else _options(request)
    if not request.literal("full_output", False):
        return implicit(request, "odeint", request.call(kind), rate, *own, **options)
    whole = request.call(TupleType((kind, OpaqueType("dict"))))
    flow = implicit(request, "odeint", part(request, whole, 0, kind), rate, *own, **options)
    return TupleValue((flow, Num(part(request, whole, 1, OpaqueType("dict")))))


@solver("scipy.integrate.solve_ivp")
def _solve_ivp(request: Request) -> Value:
    lo = request.lo
    request.never("events", "dense_output", "vectorized")
    _check(request)
    state = numbers(request, "y0")
    params: list[tuple[str, Type]] = [("t", FLOAT), ("y", state)]
    rate = request.trace("rate", params, vector(request), {"jac": params})
    ends = [attributes.get_item(lo, request.given["t_span"], Num(Const(k)), request.node) for k in (0, 1)]
    whole = request.call(OpaqueType("result"))
    count = _length(request, "t_eval") if "t_eval" in request.given else fresh_size("", 0)
    t = lo.build.emit("getattr", whole, Const("t"), kind=ArrayType("f8", (count,)), hint="t")
    y = lo.build.emit("getattr", whole, Const("y"), kind=ArrayType("f8", (*(state.shape or ()), count)), hint="y")
    if "t_eval" in request.given:
        times = implicit(replace(request, names=()), "times", t, rate, lo.arg(request.given["t_eval"], request.node))
    else:
        times = implicit(replace(request, names=()), "steps", t, rate, *(lo.arg(end) for end in ends))
    own = _own(request, ends[0], times)
    options = _options(request, t1=lo.arg(ends[1]))
    flow = implicit(request, "solve_ivp", y, rate, *own, **options)
    fields = {**COUNTS, **REPORT, **dict.fromkeys(("sol", "t_events", "y_events"), OTHER), "t": times, "y": flow}
    return of_result(request, whole, "scipy.integrate._ivp.ivp.OdeResult", fields)


def _check(request: Request) -> None:
    for name in ("rtol", "atol"):
        if name in request.given and is_several(request, name):
            request.refuse(f"{name} is an array", "pass a number")


def _own(request: Request, start: Value, times: Value) -> list[Arg]:
    """What the flow depends on beyond what its right-hand side captures: where it starts, and when it is looked at."""
    return [request.lo.arg(value, request.node) for value in (request.given["y0"], start, times)]


def _options(request: Request, **more: Arg) -> dict[str, Arg]:
    """How exactly the equation is solved."""
    given = {name: request.lo.arg(request.given[name], request.node) for name in OPTIONS if name in request.given}
    return {**given, **more}


def _length(request: Request, name: str) -> Dim:
    shape = numbers(request, name).shape
    return (shape or (fresh_size("", 0),))[0]
