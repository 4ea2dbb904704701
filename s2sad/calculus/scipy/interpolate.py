"""`scipy.interpolate`: splines, in the points where they are evaluated and in the values at their nodes.

Most splines are linear in these values: the tangent is the spline through their tangents, and the adjoint is the sum
over the points of the splines that are one at one node.  What is not linear, and the places of the nodes of cubic
splines, go by way of the slopes at the nodes.
"""

from __future__ import annotations

from functools import partial

from s2sad.calculus.registry import rule_for
from s2sad.calculus.rule import CallView, Lines
from s2sad.calculus.scipy.hermite import (
    akima_slopes,
    along_rows,
    antiderivative,
    cubic_equations,
    monotone_slopes,
    pieces,
)
from s2sad.calculus.scipy.linalg import literal
from s2sad.core.records import dataclass, replace

__all__ = ["akima_slopes", "along_rows", "antiderivative", "cubic_equations", "monotone_slopes"]

HOMOGENEOUS = (None, "not-a-knot", "natural", "clamped")
"""Conditions at the ends that say nothing of the values, or that something of them is zero."""
AS_ZERO = {1: "clamped", 2: "natural"}
"""What an order says of a derivative at an end that is zero."""


@dataclass(frozen=True)
class Spline:
    """A class or function that makes splines.

    Attributes
    ----------
    call : how it is called; the values are `y`.
    linear : whether the spline is linear in them.
    nodes : how many there are.
    """

    name: str
    parameters: str
    linear: bool = True
    nodes: str = "np.size(x)"
    keeps: tuple[str, ...] = ("axis", "bc_type", "extrapolate")

    @property
    def call(self) -> str:
        return f"scipy.interpolate.{self.name}({self.parameters})"

    def through(self, values: str, call: CallView, basis: bool = False) -> str:
        """The spline with other values; those of a `basis` have their nodes in front."""
        first = self.parameters.partition(", y")[0]
        plain = [p for p in self.keeps if "=" not in self._spelled(p)]
        given = [f"{p}={p}" for p in self.keeps if p in call.given and p not in plain and not (basis and p == "axis")]
        conditions = self.homogeneous(call)
        if "bc_type=bc_type" in given and conditions != call.static["bc_type"]:
            given[given.index("bc_type=bc_type")] = f"bc_type={conditions!r}"
        return f"scipy.interpolate.{self.name}({', '.join([first, values, *plain, *given])})"

    def _spelled(self, parameter: str) -> str:
        return next(p for p in self.parameters.split(", ") if p.partition("=")[0] == parameter)

    def homogeneous(self, call: CallView) -> object:
        """The conditions at the ends with zero for what they demand; a LookupError where they are not known."""
        condition = call.static.get("bc_type", "?" if "bc_type" in call.given else None)
        sides = condition if isinstance(condition, (tuple, list)) and len(condition) == 2 else (condition, condition)
        zeros = tuple(_as_zero(side) for side in sides)
        if "?" in zeros:
            raise LookupError(
                f"{self.name} has a derivative in its values for bc_type= 'not-a-knot', 'natural', 'clamped' and pairs "
                "of an order and a number"
            )
        return zeros[0] if zeros[0] == zeros[1] else zeros


def _as_zero(side: object) -> str | None:
    """A condition at one end, of a value that is zero."""
    if isinstance(side, list) and len(side) == 1:
        side = side[0]
    if side is None or side in HOMOGENEOUS:
        return side
    return AS_ZERO.get(side[0], "?") if isinstance(side, (tuple, list)) and len(side) == 2 else "?"


LINEAR = (
    Spline("CubicSpline", "x, y, axis=0, bc_type='not-a-knot', extrapolate=None"),
    Spline(
        "make_interp_spline", "x, y, k=3, t=None, bc_type=None, axis=0, check_finite=True",
        keeps=("k", "t", "bc_type", "axis"),
    ),
    Spline("BSpline", "t, y, k, extrapolate=True, axis=0", True, "np.shape(y)[0]", ("k", "extrapolate", "axis")),
)  # fmt: skip
INTERP1D = Spline(
    "interp1d", "x, y, kind='linear', axis=-1, copy=True, bounds_error=None, fill_value=None, assume_sorted=False",
    keeps=("kind", "axis", "bounds_error", "fill_value", "assume_sorted"),
)  # fmt: skip
SLOPES = {
    "PchipInterpolator": ("monotone_slopes(x, y)",),
    "Akima1DInterpolator": ("akima_slopes(x, y, method)",),
    "CubicHermiteSpline": ("dydx",),
    "CubicSpline": (
        "bands, sides = cubic_equations(x, y, bc_type)", "scipy.linalg.solve_banded((1, 1), bands, sides)"
    ),
}  # fmt: skip
"""What gives the slopes at the nodes."""
OTHERS = (
    Spline("PchipInterpolator", "x, y, axis=0, extrapolate=None", False),
    Spline("Akima1DInterpolator", "x, y, axis=0, *_, method='akima', extrapolate=None", False),
    Spline("CubicHermiteSpline", "x, y, dydx, axis=0, extrapolate=None", False),
    Spline("PPoly", "y, x, extrapolate=None, axis=0", False),
)


@dataclass(frozen=True)
class Placed:
    """The axes of a result: those of the points stand in the place of one axis of the values."""

    others: tuple[int, ...]
    axis: int
    points: int

    @staticmethod
    def of(call: CallView, points: int | None = None, axis: int = 0) -> Placed | None:
        """None for values of one axis."""
        own = call.ranks.get("self", call.ranks["y"] - 1 if "y" in call.ranks else None)
        if own == 0:
            return None
        points = call.ranks.get("at") if points is None else points
        known = "axis" not in call.given | call.unknown
        place = call.static.get("axis", axis if known else None)
        if own is None or points is None or not isinstance(place, int):
            raise LookupError(
                "the derivative of a spline depends on the rank of its values: give its type, or make it here"
            )
        place %= own + 1
        return Placed((*range(place), *range(place + points, own + points)), place, points)


def evaluation(spline: Spline, further: str = "") -> None:
    """``S(at)``, ``S.derivative(n)(at)``."""
    order = "more" if further else "nu"
    spelled = {"x": "at", "extrapolate": "beyond", **({"nu": "more"} if further else {})}

    @rule_for(f"v = {spline.call}{further.format('nu=1')}(at, {order}=0, beyond=None)", **spelled)
    def lines(call: CallView) -> Lines:
        placed = Placed.of(call)
        by_slopes = partial(composition, spline, call, placed, further) if spline.name in SLOPES else ()
        if spline.linear and not call.unknown and by_slopes and demands(call):
            return Lines(composed=by_slopes)
        rest = ", beyond" if "beyond" in call.given else ""
        same = f"at, {order}{rest}" if order in call.given or rest else "at"
        slope = f"self(at, {order} + 1{rest})" if order in call.given or rest else "self(at, 1)"
        along = "dat" if placed is None else f"np.expand_dims(_expand(dat, at), {placed.others})"
        back = f"{slope} * dv" if placed is None else f"np.sum({slope} * _expand(dv, v), axis={placed.others})"
        differential, adjoints = f"dv = {slope} * {along}", [f"dat = {back}"]
        if spline.linear and not call.unknown:
            step = further.format("nu") if "nu" in call.given else further.format("")
            differential += f" + {spline.through('_expand(dy, y)', call)}{step}({same})"
            basis = f"basis = {spline.through(f'np.eye({spline.nodes})', call, basis=True)}{step}({same})"
            adjoints += [basis, "g = _expand(dv, v)", f"dy = {_summed(placed, call)}"]
        return Lines((differential,), tuple(adjoints), by_slopes)


def demands(call: CallView) -> bool:
    """Whether the conditions at the ends have numbers that only the run knows."""
    return "bc_type" in call.counts and "bc_type" not in call.static


def composition(spline: Spline, call: CallView, placed: Placed | None, further: str) -> tuple[str, ...]:
    """The spline by the slopes at its nodes."""
    order, steps = literal(call, "more" if further else "nu", 0), literal(call, "nu", 1) if further else 0
    if isinstance(order, int) and isinstance(steps, int):
        order = order + steps if further.startswith(".derivative") else order - steps
    if not isinstance(order, int) or order < -1:
        raise LookupError(f"{spline.name} has a derivative in its nodes for a literal order, of one integral at most")
    return by_slopes(spline, call, order, "at", placed)


def by_slopes(spline: Spline, call: CallView, order: int, at: str, placed: Placed | None) -> tuple[str, ...]:
    conditions = call.static.get("bc_type")
    if "bc_type" in call.given and (conditions == "periodic" or not ("bc_type" in call.counts or conditions)):
        raise LookupError("CubicSpline has a derivative in its nodes for bc_type= that is written here, not 'periodic'")
    beyond = literal(call, "beyond", None)
    beyond = literal(call, "extrapolate", None) if beyond is None else beyond
    beyond = spline.name != "Akima1DInterpolator" if beyond is None else beyond
    *setup, slopes = SLOPES[spline.name]
    axis, points, others = (placed.axis, placed.points, len(placed.others)) if placed else (0, 0, 0)
    slopes = f"np.moveaxis(dydx, {axis}, 0)" if axis and slopes == "dydx" else slopes
    lines = [*pieces(order, slopes, at, others, axis, points, beyond == "periodic")]
    place = lines.index(f"d = {slopes}")
    lines[place:place] = setup
    if beyond is False:
        marks = f"[(...,{' None,' * others})]" if others and points and not axis else ""
        if axis and points:
            raise LookupError("a spline that ends has a derivative in its nodes along the first axis of its values")
        lines[-1] = f"v = np.where(((z >= x[0]) & (z <= x[-1])){marks}, {lines[-1][4:]}, np.nan)"
    return tuple(lines)


def _summed(placed: Placed | None, call: CallView) -> str:
    """The sum over the points."""
    if placed is not None:
        axes = list(range(placed.axis, placed.axis + placed.points)), list(range(placed.points))
        return f"np.moveaxis(np.tensordot(g, basis, axes={axes}), -1, {placed.axis})"
    rank = call.ranks.get("at")
    return "g * basis" if rank == 0 else "g @ basis" if rank == 1 else "np.tensordot(g, basis, axes=np.ndim(at))"


def integral(spline: Spline) -> None:
    """``S.integrate(a, b)``."""

    @rule_for(f"v = {spline.call}.integrate(a, b, beyond=None)", extrapolate="beyond")
    def lines(call: CallView) -> Lines:
        placed = Placed.of(call, points=0)
        by_slopes = partial(integral_by_slopes, spline, call, placed) if spline.name in SLOPES else ()
        if spline.linear and not call.unknown and by_slopes and demands(call):
            return Lines(composed=by_slopes)
        rest = ", beyond" if "beyond" in call.given else ""
        at = ", 0, beyond" if rest else ""
        differential = f"dv = self(b{at}) * db - self(a{at}) * da"
        ends = [f"self({end}{at}) * dv" for end in ("a", "b")]
        if placed is not None:
            ends = [f"np.sum({end})" for end in ends]
        adjoints = [f"da = -{ends[0]}", f"db = {ends[1]}"]
        if spline.linear and not call.unknown:
            differential += f" + {spline.through('_expand(dy, y)', call)}.integrate(a, b{rest})"
            eye = spline.through(f"np.eye({spline.nodes})", call, basis=True)
            adjoints += [f"basis = {eye}.integrate(a, b{rest})", "g = _expand(dv, v)"]
            adjoints.append(f"dy = {'g * basis' if placed is None else _summed(placed, call)}")
        return Lines((differential,), tuple(adjoints), by_slopes)


def integral_by_slopes(spline: Spline, call: CallView, placed: Placed | None) -> tuple[str, ...]:
    if literal(call, "beyond", None) == "periodic" or literal(call, "extrapolate", None) == "periodic":
        raise LookupError("a periodic spline has an integral with a derivative in its nodes between them alone")
    first = replace(placed, axis=0, points=1) if placed else None
    *lines, last = by_slopes(spline, call, -1, "np.stack((a, b))", first)
    front = [f"y = np.moveaxis(y, {placed.axis}, 0)"] if placed and placed.axis else []
    return *front, *lines, f"V = {last[4:]}", "v = V[1] - V[0]"


ORDERS = {"linear": 1, "slinear": 1, "quadratic": 2, "cubic": 3}
STEPS = ("zero", "nearest", "nearest-up", "previous", "next")


@rule_for(
    "v = scipy.interpolate.interp1d(x, y, kind='linear', axis=-1, copy=True, bounds_error=None, fill_value=None, "
    "assume_sorted=False)(at)",
    x="at",
)
def interp1d(call: CallView) -> Lines:
    """The spline of its order has the slope; of a step there is none."""
    kind = call.static.get("kind", None if "kind" in call.given | call.unknown else "linear")
    if call.unknown or kind not in ORDERS and kind not in STEPS:
        raise LookupError("interp1d has a derivative where it is made here, of a kind that is written as a literal")
    placed, ends = Placed.of(call, axis=-1), fills(call)
    if kind in ("linear", "slinear"):
        return Lines(composed=table(call, placed, "linear", ends))
    composed = table(call, placed, "cubic", ends) if kind == "cubic" else ()
    if composed and ends:
        return Lines(composed=composed)
    axis = f", axis={placed.axis}" if placed else ""
    slope = f"scipy.interpolate.make_interp_spline(x, y, k={ORDERS.get(str(kind))}{axis})(at, 1)"
    zeros = INTERP1D if not ends else replace(INTERP1D, keeps=("kind", "axis", "assume_sorted"))
    filled = ", bounds_error=False, fill_value=0.0" if ends else ""
    differential = f"dv = {zeros.through('_expand(dy, y)', call)[:-1]}{filled})(at)"
    eye = zeros.through(f"np.eye({INTERP1D.nodes}), axis=0", call, basis=True)[:-1] + filled
    adjoints = [f"basis = {eye})(at)", "g = _expand(dv, v)", f"dy = {_summed(placed, call)}"]
    along = "dat" if placed is None else f"np.expand_dims(_expand(dat, at), {placed.others})"
    back = f"{slope} * dv" if placed is None else f"np.sum({slope} * _expand(dv, v), axis={placed.others})"
    if kind in ORDERS:
        if ends and placed:
            raise LookupError("interp1d with a fill_value has a derivative for kind='linear' and 'cubic'")
        inside = ("inside = (at >= np.min(x)) & (at <= np.max(x))",) if ends else ()
        along, back = (f"{along} * inside", f"inside * {back}") if ends else (along, back)
        return Lines((*inside, f"{differential} + {slope} * {along}"), (f"dat = {back}", *adjoints), composed)
    return Lines((f"{differential} + 0.0 * {along}",), ("dat = 0.0 * dv", *adjoints))


def fills(call: CallView) -> tuple[str, ...]:
    """What stands below and above the nodes, if not the spline or an error."""
    if call.static.get("fill_value") == "extrapolate":
        return ()
    if "fill_value" not in call.given:
        return ("np.nan",) * 2 if literal(call, "bounds_error", None) is False else ()
    if call.counts.get("fill_value") == 2 or isinstance(call.static.get("fill_value"), tuple):
        return "fill_value[0]", "fill_value[1]"
    if "fill_value" not in call.static and "fill_value" not in call.ranks:
        raise LookupError("give the type of fill_value=")
    return "fill_value", "fill_value"


def table(call: CallView, placed: Placed | None, kind: str, ends: tuple[str, ...]) -> tuple[str, ...]:
    """The spline, and what stands below and above its nodes."""
    axis, points, others = (placed.axis, placed.points, len(placed.others)) if placed else (0, 0, 0)
    marks = f"[(...,{' None,' * others})]" if others and points else ""
    lines = [f"y = np.moveaxis(y, {axis}, 0)"] if axis else []
    if not literal(call, "assume_sorted", False):
        lines += ["order = np.argsort(x)", "x = x[order]", "y = y[order]"]
    if kind == "linear":
        lines += ["i = np.clip(np.searchsorted(x, at), 1, np.shape(x)[0] - 1)"]
        lines += [f"s = ((at - x[i - 1]) / (x[i] - x[i - 1])){marks}", "v = y[i - 1] + s * (y[i] - y[i - 1])"]
    else:
        *setup, slopes = SLOPES["CubicSpline"]
        setup = [line.replace("bc_type", "None") for line in setup]
        lines += [*setup, *pieces(0, slopes, "at", others, 0, points)]
    value = lines.pop()[4:]
    if ends:
        value = f"np.where((at > x[-1]){marks}, {ends[1]}, {value})"
        value = f"np.where((at < x[0]){marks}, {ends[0]}, {value})"
    if axis and points:
        places = ", ".join(map(str, range(axis, axis + points)))
        value = f"np.moveaxis({value}, {tuple(range(points))}, ({places},))"
    return *lines, f"v = {value}"


for _spline in (*LINEAR, *OTHERS):
    for _further in ("", ".derivative({})", ".antiderivative({})"):
        evaluation(_spline, _further)
    integral(_spline)
