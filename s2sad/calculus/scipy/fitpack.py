"""`scipy.interpolate`: the splines of FITPACK through all values, each the one that `make_interp_spline` makes.

P. Dierckx, *Curve and surface fitting with splines* (1993). A surface is the product of two splines.
"""

from __future__ import annotations

from functools import partial

from s2sad.calculus.registry import rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank
from s2sad.calculus.scipy.linalg import literal


def through_all(call: CallView, name: str, smoothing: object) -> None:
    """Whether the spline goes through the values, which have one weight, and ends where the nodes end."""
    if call.unknown:
        raise LookupError(f"{name} has a derivative where it is made here")
    if any(p in call.given and call.static.get(p, 0) is not None for p in ("w", "bbox")):
        raise LookupError(f"{name} has a derivative without w and bbox")
    if literal(call, "s", smoothing) != 0:
        raise LookupError(f"{name} has a derivative in its values for s=0: the spline goes through them")


# -- curves ----------------------------------------------------------------------------------------


def univariate(name: str, parameters: str, smoothing: object) -> None:
    def through_values(call: CallView) -> tuple[str, ...]:
        through_all(call, name, smoothing)
        if literal(call, "ext", 0) != 0:
            raise LookupError(f"{name} has a derivative in its values for ext=0")
        return ("v = scipy.interpolate.make_interp_spline(x, y, k=k)(at, nu)",)

    @rule_for(f"v = scipy.interpolate.{name}({parameters})(at, nu=0, beyond=None)", x="at", ext="beyond")
    def lines(call: CallView) -> Lines:
        if literal(call, "ext", 0) not in (0, 1, 2) or literal(call, "beyond", None) is not None:
            raise LookupError(f"{name} has a derivative for ext=0, 1 and 2")
        return Lines(("dv = self(at, nu + 1) * dat",), ("dat = self(at, nu + 1) * dv",), partial(through_values, call))

    @rule_for(f"v = scipy.interpolate.{name}({parameters}).integral(a, b)")
    def integral(call: CallView) -> Lines:
        """Beyond the nodes the spline counts as zero here."""
        through_all(call, name, smoothing)
        ends = (f"min(max({end}, x[0]), x[-1])" for end in "ab")
        return Lines(composed=(f"v = scipy.interpolate.make_interp_spline(x, y, k=k).integrate({', '.join(ends)})",))


univariate("InterpolatedUnivariateSpline", "x, y, w=None, bbox=None, k=3, ext=0, check_finite=False", 0)
univariate("UnivariateSpline", "x, y, w=None, bbox=None, k=3, s=None, ext=0, check_finite=False", None)


def by_coefficients(call: CallView, step: str) -> tuple[str, ...]:
    if "tck" not in call.counts or literal(call, "ext", 0) != 0:
        raise LookupError(
            "splev and splint have a derivative in the coefficients of (t, c, k); of values take CubicSpline"
        )
    return (f"v = scipy.interpolate.BSpline(tck[0], tck[1], tck[2]){step}",)


@rule_for("v = scipy.interpolate.splev(at, tck, der=0, ext=0)", x="at")
def splev(call: CallView) -> Lines:
    if literal(call, "ext", 0) not in (0, 1):
        raise LookupError("splev has a derivative for ext=0 and 1")
    slope = f"scipy.interpolate.splev(at, tck, der + 1{', ext' if 'ext' in call.given else ''})"
    return Lines((f"dv = {slope} * dat",), (f"dat = {slope} * dv",), partial(by_coefficients, call, "(at, der)"))


@rule_for("v = scipy.interpolate.splint(a, b, tck, full_output=0)")
def splint(call: CallView) -> Lines:
    """Beyond the knots the spline is zero."""
    if literal(call, "full_output", 0):
        raise LookupError("splint has a derivative for full_output=0")
    rates = [f"scipy.interpolate.splev({end}, tck, 0, 1)" for end in "ab"]
    ends = ", ".join(f"min(max({end}, tck[0][0]), tck[0][-1])" for end in "ab")
    return Lines(
        (f"dv = {rates[1]} * db - {rates[0]} * da",),
        (f"da = -{rates[0]} * dv", f"db = {rates[1]} * dv"),
        partial(by_coefficients, call, f".integrate({ends})"),
    )


# -- surfaces --------------------------------------------------------------------------------------

RECTANGLE = "scipy.interpolate.RectBivariateSpline(x, y, z, bbox=None, kx=3, ky=3, s=0, maxit=20)"
SURFACE = (
    "u = scipy.interpolate.make_interp_spline(x, np.eye(np.size(x)), k=kx)(np.clip(p, x[0], x[-1]), mu)",
    "w = scipy.interpolate.make_interp_spline(y, np.eye(np.size(y)), k=ky)(np.clip(q, y[0], y[-1]), nu)",
)
"""The splines that are one at one node, along both axes; beyond the nodes the value at the edge stands."""


def over_grid(call: CallView) -> tuple[str, ...]:
    through_all(call, "RectBivariateSpline", 0)
    columns = "np.transpose(w)" if known_rank(call, "q") else "w[:, None]"
    rows = "u" if known_rank(call, "p") else "u[None]"
    return (*SURFACE, f"v = {rows} @ z @ {columns}")


def at_points(call: CallView) -> tuple[str, ...]:
    through_all(call, "RectBivariateSpline", 0)
    return (*SURFACE, "v = np.sum((u @ z) * w, axis=-1)")


def inside(point: str, axis: int) -> str:
    return f"({point} >= self.tck[{axis}][0]) & ({point} <= self.tck[{axis}][-1])"


def slopes(of: str, rest: str) -> tuple[str, str]:
    """The derivatives of the surface along both axes, at points of which each may be beyond the nodes."""
    return (
        f"along_p = np.where({inside('p', 0)}, {of}(p, q, mu + 1, nu{rest}), 0.0)",
        f"along_q = np.where({inside('q', 1)}, {of}(p, q, mu, nu + 1{rest}), 0.0)",
    )


POINTWISE = "dv = along_p * dp + along_q * dq"


@rule_for(f"v = {RECTANGLE}(p, q, mu=0, nu=0, grid=True)", x="p", y="q", dx="mu", dy="nu")
def surface(call: CallView) -> Lines:
    if literal(call, "grid", True):
        return Lines(composed=partial(over_grid, call))
    return Lines((*slopes("self", ", False"), POINTWISE), composed=partial(at_points, call))


@rule_for(f"v = {RECTANGLE}.ev(p, q, mu=0, nu=0)", xi="p", yi="q", dx="mu", dy="nu")
def surface_at(call: CallView) -> Lines:
    return Lines((*slopes("self.ev", ""), POINTWISE), composed=partial(at_points, call))
