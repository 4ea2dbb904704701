"""`scipy.optimize.curve_fit`: the parameters are where half the sum of the squares of the misfits is least."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

from s2sad.core.nodes import Const
from s2sad.core.types import ArrayType, Dim, TupleType, Type
from s2sad.source.lower import attributes, calls, expressions
from s2sad.source.lower.routines import captured, defined, name_for, traced
from s2sad.source.lower.solutions import FLOAT, array, half_of_squares, implicit, linear, part
from s2sad.source.lower.solvers import Request, solver
from s2sad.source.lower.values import Closure, Made, Num, Static, TupleValue, Value
from s2sad.types.view import as_array, type_of_arg

__all__: list[str] = []


@solver("scipy.optimize.curve_fit")
def _curve_fit(request: Request) -> Value:
    lo = request.lo
    request.never("bounds", "full_output", "nan_policy")
    linear(request)
    names = _parameters(request)
    kind = ArrayType("f8", (Dim.const(len(names)),))
    _define(request, [("x", _floats(request, "xdata")), *((name, FLOAT) for name in names)])
    square = ArrayType("f8", (Dim.const(len(names)), Dim.const(len(names))))
    whole = request.call(TupleType((kind, square)))
    misfit = traced(lo, Made(_misfit(request)), [("p", kind)], (), request.node, request.prim)
    request.names = captured([misfit], ())
    objective = defined(lo, misfit, request.names, "misfit")
    found = implicit(request, "minimum", part(request, whole, 0, kind), objective)
    return TupleValue((found, lo.result(part(request, whole, 1, square))))


def _parameters(request: Request) -> list[str]:
    """The names of the parameters that are fitted, as many as the guess has or as the function takes after x."""
    function: Any = request.given["f"]
    names: list[str] = []
    if isinstance(function, Closure):
        names = [arg.id for arg in function.node.args.args][1:]
    elif isinstance(function, Static) and inspect.isfunction(function.obj):
        names = list(inspect.signature(function.obj).parameters)[1:]
    guess = request.given.get("p0")
    kind = None if guess is None else as_array(type_of_arg(request.lo.arg(guess, request.node), request.lo.program))
    count = len(names) if kind is None else kind[1][0].value if len(kind[1]) == 1 else None
    if not count:
        request.refuse("how many parameters are fitted is not known", "write p0 as a list")
    return names if len(names) == count else [f"p{k}" for k in range(count)]


def _floats(request: Request, name: str) -> Type:
    """The type of the array of floats that SciPy makes of an argument."""
    kind = as_array(type_of_arg(request.lo.arg(request.given[name], request.node), request.lo.program))
    return ArrayType("f8", None if kind is None else kind[1])


def _define(request: Request, params: Sequence[tuple[str, Type]]) -> None:
    """The function and its Jacobian, which get nothing but x and the parameters."""
    for name in ("f", "jac"):
        if request.is_function(name):
            routine = traced(request.lo, request.given[name], params, (), request.node, request.prim)
            if captured([routine], ()):
                request.refuse("its function reads values from around it", "use least_squares, which passes on args=")
            own = name_for(request.given[name], "model")
            request.functions[name] = defined(request.lo, routine, (), own)


def _misfit(request: Request) -> Any:
    lo, node, numeric = request.lo, request.node, array(request)

    def run(args: list[Value], at: Any) -> Value:
        count = lo.build.type_of(lo.arg(args[0])).shape[0].value  # type: ignore[union-attr,index]
        items = [attributes.get_item(lo, args[0], Num(Const(k)), node) for k in range(count or 0)]
        value = calls.call(lo, request.given["f"], [numeric(request.given["xdata"]), *items], {}, node)
        value = expressions.binary(lo, "sub", value, numeric(request.given["ydata"]), node)
        if "sigma" in request.given:
            value = expressions.binary(lo, "truediv", value, numeric(_sigma(request)), node)
        return half_of_squares(request, value)

    return run


def _sigma(request: Request) -> Value:
    """The errors of the data, one each."""
    kind = as_array(type_of_arg(request.lo.arg(request.given["sigma"], request.node), request.lo.program))
    if kind is None or len(kind[1]) != 1:
        request.refuse("sigma is not known to be an array with one axis", "use least_squares")
    return request.given["sigma"]
