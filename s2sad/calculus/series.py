"""The polynomials of `np.polynomial`: coefficients of six bases, the lowest first."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.calculus.polynomials import least_squares
from s2sad.calculus.registry import rule, rule_for, still
from s2sad.calculus.rule import CallView, Lines, known_rank

BASES = {
    "polynomial": "poly", "chebyshev": "cheb", "legendre": "leg",
    "laguerre": "lag", "hermite": "herm", "hermite_e": "herme",
}  # fmt: skip
WEIGHTS = {
    "chebyshev.chebweight": "x / ((1 - x) * (1 + x)) * y", "hermite.hermweight": "-2 * x * y",
    "hermite_e.hermeweight": "-x * y", "laguerre.lagweight": "-y",
}  # fmt: skip


def values(P: str) -> None:
    """The value of a polynomial, or of several that stand beside each other."""

    def lines(call: CallView) -> Lines:
        one, tensor = known_rank(call, "c") == 1, call.static.get("tensor", "tensor" not in call.given)
        slope = f"slope = {P}val(x, {P}der(c), tensor=tensor)"
        if one or tensor:
            rows = f"np.reshape(g, (-1, np.size(x))) @ {P}vander(np.ravel(x), np.shape(c)[0] - 1)"
            back = f"np.reshape(np.transpose({rows}), np.shape(c))"
        elif (missing := known_rank(call, "c") - 1 - known_rank(call, "x")) >= 0:
            turned = f"np.moveaxis({P}vander(x, np.shape(c)[0] - 1), -1, 0)" + f"[:{', None' * missing}]" * (
                missing > 0
            )
            back = f"_reduce(t := {turned} * g, t, c)"
        else:
            raise LookupError(f"{P}val with tensor=False has a rule for x of no more axes than there are polynomials")
        return Lines(
            (slope, f"dy = {P}val(x, dc, tensor=tensor) + slope * dx"),
            ("g = _expand(dy, y)", f"dc = {back}", "dx = dy * slope" if one else "dx = _reduce(slope * dy, y, x)"),
        )

    rule_for(f"y = {P}val(x, c, tensor=True)")(lines)


def along(P: str, name: str, head: str, again: str) -> None:
    """A linear function of the coefficients along one axis: the transpose of its matrix."""

    def lines(call: CallView) -> Lines:
        axis = call.static.get("axis", None if "axis" in call.given else 0)
        if not isinstance(axis, int):
            raise LookupError(f"the axis of {P}{name} must be a literal number")
        matrix = f"matrix = {P}{name}(np.eye(np.shape(c)[axis], dtype=y.dtype), {again})"
        back = f"np.moveaxis(np.tensordot(matrix, _expand(dy, y), (0, {axis})), 0, {axis})"
        if known_rank(call, "c") == 1:
            back = "_expand(dy, y) @ matrix"
        return Lines((f"dy = {P}{name}(dc, {again}, axis=axis)",), (matrix, f"dc = {back}"))

    rule_for(f"y = {P}{name}({head}, axis=0)")(lines)


def linear(call: str, function: str, c: str = "c") -> None:
    """A linear function of the coefficients of one polynomial, by its matrix."""
    rule(call,
         f"rows = images({function}, np.size({c}), np.size(y))",
         f"dy = d{c} @ rows",
         adjoint=f"d{c} = rows @ _expand(dy, y)")  # fmt: skip


for module, short in BASES.items():
    P = f"np.polynomial.{module}.{short}"
    slope = f"derived(Y, {P}der(np.eye(deg + 1, dtype=Y.dtype)))"
    values(P)
    along(P, "der", "c, m=1, scl=1", "m, scl")
    along(P, "int", "c, m=1, k=[], lbnd=0, scl=1", "m, [], lbnd, scl")
    for name, sign in (("add", ""), ("sub", "-")):
        rule(f"y = {P}{name}(c1, c2)",
             f"dy = resized(_expand(dc1, c1), np.size(y)) + {sign}resized(_expand(dc2, c2), np.size(y))",
             adjoint=(
                 "dc1 = np.reshape(resized(_expand(dy, y), np.size(c1)), np.shape(c1))",
                 f"dc2 = np.reshape({sign}resized(_expand(dy, y), np.size(c2)), np.shape(c2))",
             ))  # fmt: skip
    rule(f"y = {P}mul(c1, c2)",
         f"with_2 = products({P}mul, c2, np.size(c1), np.size(y))",
         f"with_1 = products({P}mul, c1, np.size(c2), np.size(y))",
         "dy = dc1 @ with_2 + dc2 @ with_1",
         adjoint=("dc1 = with_2 @ _expand(dy, y)", "dc2 = with_1 @ _expand(dy, y)"))  # fmt: skip
    rule(f"y = {P}pow(c, pow, maxpower=None)",
         f"rest = products({P}mul, pow * {P}pow(c, max(pow - 1, 0), maxpower), np.size(c), np.size(y))",
         "dy = dc @ rest",
         adjoint="dc = rest @ _expand(dy, y)")  # fmt: skip
    linear(f"y = {P}mulx(c)", f"{P}mulx")
    if short != "poly":
        linear(f"y = np.polynomial.{module}.poly2{short}(pol)", f"np.polynomial.{module}.poly2{short}", "pol")
        linear(f"y = np.polynomial.{module}.{short}2poly(c)", f"np.polynomial.{module}.{short}2poly")
    rule(f"y = {P}vander(x, deg)",
         f"slope = {slope.replace('Y', 'y')}",
         "dy = slope * np.reshape(_expand(dx, x), np.shape(y)[:-1])[..., None]",
         adjoint="dx = np.reshape(np.sum(slope * _expand(dy, y), axis=-1), np.shape(x))")  # fmt: skip
    rule(f"y = {P}fromroots(roots)",
         f"others = without_one({P}fromroots, roots, np.size(y))",
         "dy = -(droots @ others)",
         adjoint="droots = -(others @ _expand(dy, y))")  # fmt: skip
    rule(f"y = {P}roots(c)",
         f"slope = {P}val(y, {P}der(c))",
         f"dy = -{P}val(y, dc) / slope",
         adjoint=(
             f"b = -(_expand(dy, y) / slope) @ {P}vander(y, np.size(c) - 1)",
             "dc = b if np.iscomplexobj(c) else np.real(b)",
         ))  # fmt: skip
    rule(f"y = {P}line(off, scl)",
         f"first, second = {P}line(1.0, 0.0)[0], {P}line(0.0, 1.0)[: np.size(y)]",
         "dy = first * doff * (np.arange(np.size(y)) == 0) + second * dscl",
         adjoint=("doff = first * _expand(dy, y)[0]", "dscl = np.sum(second * _expand(dy, y))"))  # fmt: skip
    rule_for(f"p = {P}fit(x, y, deg, rcond=None, full=False, w=None)")(
        least_squares(f"{P}vander(x, deg)", slope.replace("Y", "V"), f"{P}fit")
    )
    if short != "poly":
        still(f"{P}gauss")
for name, slope in WEIGHTS.items():
    rule(f"y = np.polynomial.{name}(x)", f"dy = {slope} * dx")
rule("y = np.polynomial.legendre.legweight(x)", "dy = 0.0 * dx")
rule("y = np.polynomial.polyutils.trimcoef(c, tol=0)",
     "dy = dc[: np.size(y)]",
     adjoint="dc = resized(_expand(dy, y), np.size(c))")  # fmt: skip
still("np.polynomial.chebyshev.chebpts1", "np.polynomial.chebyshev.chebpts2")


def resized(c: Any, n: int) -> Any:
    """The first `n` coefficients, zeros where there are none.

    >>> resized(np.array([1.0, 2.0]), 3)
    array([1., 2., 0.])
    """
    row = np.ravel(c)
    return np.concatenate((row[:n], np.zeros(max(n - np.size(row), 0), row.dtype)))


def images(function: Any, n: int, m: int) -> Any:
    """The matrix of a linear function: a row of `m` coefficients for each of `n`.

    >>> images(np.polynomial.polynomial.polymulx, 2, 3)
    array([[0., 1., 0.],
           [0., 0., 1.]])
    """
    return np.stack([resized(function(np.eye(n)[i]), m) for i in range(n)])


def products(multiply: Any, c: Any, n: int, m: int) -> Any:
    """The matrix by which a polynomial of `n` coefficients is multiplied by `c`."""
    return np.stack([resized(multiply(np.eye(n)[i], c), m) for i in range(n)])


def without_one(fromroots: Any, roots: Any, m: int) -> Any:
    """The polynomials of all roots but each."""
    return np.stack([resized(fromroots(np.concatenate((roots[:i], roots[i + 1 :]))), m) for i in range(len(roots))])


def derived(y: Any, matrix: Any) -> Any:
    """The derivatives of basis functions, whose values are `y`, from the matrix that derives coefficients."""
    n = np.shape(y)[-1]
    return y @ np.concatenate((matrix, np.zeros((1, n), matrix.dtype)))[:n]
