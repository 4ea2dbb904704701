"""`scipy.interpolate`: splines, in the points where they are evaluated and in the values at their nodes.

Most splines are linear in these values: the tangent is the spline through their tangents, and the adjoint is the sum
over the points of the splines that are one at one node.  What is not linear has a derivative in the points alone, and
no spline has one in the places of its nodes.
"""

from __future__ import annotations

from s2sad.calculus.registry import rule_for
from s2sad.calculus.rule import CallView, Lines
from s2sad.core.records import dataclass

HOMOGENEOUS = (None, "not-a-knot", "natural", "clamped")
"""Conditions at the ends that say nothing of the values, or that something of them is zero."""


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
        return f"scipy.interpolate.{self.name}({', '.join([first, values, *plain, *given])})"

    def _spelled(self, parameter: str) -> str:
        return next(p for p in self.parameters.split(", ") if p.partition("=")[0] == parameter)

    def check(self, call: CallView) -> None:
        """A LookupError where the spline is not linear in its values."""
        condition = call.static.get("bc_type", "?" if "bc_type" in call.given else None)
        if not isinstance(condition, (str, type(None))) or condition not in HOMOGENEOUS:
            raise LookupError(
                f"{self.name} has a derivative in its values for bc_type='not-a-knot', 'natural' or 'clamped'"
            )
        fill = call.static.get("fill_value", "?" if "fill_value" in call.given else "extrapolate")
        if fill != "extrapolate":
            raise LookupError(f"{self.name} has a derivative in its values without fill_value, or with 'extrapolate'")


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
OTHERS = (
    Spline("PchipInterpolator", "x, y, axis=0, extrapolate=None", False),
    Spline("Akima1DInterpolator", "x, y, axis=0", False),
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
        rest = ", beyond" if "beyond" in call.given else ""
        same = f"at, {order}{rest}" if order in call.given or rest else "at"
        slope = f"self(at, {order} + 1{rest})" if order in call.given or rest else "self(at, 1)"
        along = "dat" if placed is None else f"np.expand_dims(_expand(dat, at), {placed.others})"
        back = f"{slope} * dv" if placed is None else f"np.sum({slope} * _expand(dv, v), axis={placed.others})"
        differential, adjoints = f"dv = {slope} * {along}", [f"dat = {back}"]
        if spline.linear and not call.unknown:
            spline.check(call)
            step = further.format("nu") if "nu" in call.given else further.format("")
            differential += f" + {spline.through('_expand(dy, y)', call)}{step}({same})"
            basis = f"basis = {spline.through(f'np.eye({spline.nodes})', call, basis=True)}{step}({same})"
            adjoints += [basis, "g = _expand(dv, v)", f"dy = {_summed(placed, call)}"]
        return Lines((differential,), tuple(adjoints))


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
        rest = ", beyond" if "beyond" in call.given else ""
        at = ", 0, beyond" if rest else ""
        differential = f"dv = self(b{at}) * db - self(a{at}) * da"
        ends = [f"self({end}{at}) * dv" for end in ("a", "b")]
        if placed is not None:
            ends = [f"np.sum({end})" for end in ends]
        adjoints = [f"da = -{ends[0]}", f"db = {ends[1]}"]
        if spline.linear and not call.unknown:
            spline.check(call)
            differential += f" + {spline.through('_expand(dy, y)', call)}.integrate(a, b{rest})"
            eye = spline.through(f"np.eye({spline.nodes})", call, basis=True)
            adjoints += [f"basis = {eye}.integrate(a, b{rest})", "g = _expand(dv, v)"]
            adjoints.append(f"dy = {'g * basis' if placed is None else _summed(placed, call)}")
        return Lines((differential,), tuple(adjoints))


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
    INTERP1D.check(call)
    placed = Placed.of(call, axis=-1)
    axis = f", axis={placed.axis}" if placed else ""
    slope = f"scipy.interpolate.make_interp_spline(x, y, k={ORDERS.get(str(kind))}{axis})(at, 1)"
    differential = f"dv = {INTERP1D.through('_expand(dy, y)', call)}(at)"
    eye = INTERP1D.through(f"np.eye({INTERP1D.nodes}), axis=0", call, basis=True)
    adjoints = [f"basis = {eye}(at)", "g = _expand(dv, v)", f"dy = {_summed(placed, call)}"]
    along = "dat" if placed is None else f"np.expand_dims(_expand(dat, at), {placed.others})"
    back = f"{slope} * dv" if placed is None else f"np.sum({slope} * _expand(dv, v), axis={placed.others})"
    if kind in ORDERS:
        return Lines((f"{differential} + {slope} * {along}",), (f"dat = {back}", *adjoints))
    return Lines((f"{differential} + 0.0 * {along}",), ("dat = 0.0 * dv", *adjoints))


for _spline in (*LINEAR, *OTHERS):
    for _further in ("", ".derivative({})", ".antiderivative({})"):
        evaluation(_spline, _further)
    integral(_spline)
