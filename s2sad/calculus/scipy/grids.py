"""`scipy.interpolate`: tables over a grid, between whose points the values are products of straight lines."""

from __future__ import annotations

from itertools import product

from s2sad.calculus.registry import composed, rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank
from s2sad.calculus.scipy.linalg import literal

composed(
    "v = scipy.interpolate.pchip_interpolate(xi, yi, x, der=0, axis=0)",
    "v = scipy.interpolate.PchipInterpolator(xi, yi, axis=axis)(x, der)",
)


def between(call: CallView, axes: int, method: object, row: bool) -> Lines:
    """Lines that give ``v`` from the `points` along each axis, the `values` and the places `xi`.

    Of one place the value is an array of one element where it is an array, and in a `row` where it is given as numbers.
    """
    if method not in ("linear", "nearest"):
        raise LookupError("a table over a grid has a derivative for method='linear' and 'nearest'")
    more = known_rank(call, "values") - axes
    several = "xi" in call.counts
    count = call.counts.get("xi")
    if several and count != axes:
        raise LookupError(
            "a table over a grid has a derivative at places that are an array, or one array for each axis"
        )
    if several:
        at_one = row and all([known_rank(call, f"xi[{k}]") == 0 for k in range(axes)])
    else:
        at_one = known_rank(call, "xi") == 1 and axes > 1
    places = [f"xi[{k}]" if several else f"xi[..., {k}]" for k in range(axes)]
    if axes == 1 and not several and known_rank(call, "xi") == 1:
        places = ["xi"]
    marks = f"[(...,{' None,' * more})]" if more and not at_one else ""
    lines = []
    for k, place in enumerate(places):
        lines += [f"x{k}, z{k} = np.asarray(points[{k}]), {place}"]
        lines += [f"u{k} = np.sign(x{k}[-1] - x{k}[0])"]
        lines += [f"i{k} = np.clip(np.searchsorted(u{k} * x{k}, u{k} * z{k}, side='right'), 1, np.shape(x{k})[0] - 1)"]
        lines += [f"s{k} = (z{k} - x{k}[i{k} - 1]) / (x{k}[i{k}] - x{k}[i{k} - 1])"]
    corners = []
    for corner in product((0, 1), repeat=axes) if method == "linear" else ():
        weight = " * ".join(f"s{k}" if c else f"(1 - s{k})" for k, c in enumerate(corner))
        index = ", ".join(f"i{k}" if c else f"i{k} - 1" for k, c in enumerate(corner))
        corners.append(f"({weight}){marks} * values[{index}]")
    index = ", ".join(f"np.where(s{k} <= 0.5, i{k} - 1, i{k})" for k in range(axes))
    value = " + ".join(corners) or f"values[{index}]"
    if literal(call, "bounds_error", True) is False and literal(call, "fill_value", ()) is not None:
        inside = " & ".join(f"(u{k} * z{k} >= u{k} * x{k}[0]) & (u{k} * z{k} <= u{k} * x{k}[-1])" for k in range(axes))
        value = f"np.where(({inside}){marks}, {value}, 0.0)"
    return Lines(composed=(*lines, f"v = np.expand_dims({value}, 0)" if at_one else f"v = {value}"))


@rule_for(
    "v = scipy.interpolate.RegularGridInterpolator(points, values, method='linear', bounds_error=True, "
    "fill_value=None)(xi, other=None)",
    method="other",
)
def regular_grid(call: CallView) -> Lines:
    axes = call.counts.get("points")
    if call.unknown or axes is None:
        raise LookupError("RegularGridInterpolator has a derivative where it is made here, of a tuple of points")
    method = literal(call, "other", None) or literal(call, "method", "linear")
    return between(call, axes if isinstance(axes, int) else len(axes), method, False)


@rule_for("v = scipy.interpolate.interpn(points, values, xi, method='linear', bounds_error=True, fill_value=None)")
def interpn(call: CallView) -> Lines:
    axes = call.counts.get("points")
    if axes is None:
        raise LookupError("interpn has a derivative for points that are written as a tuple")
    return between(call, axes if isinstance(axes, int) else len(axes), literal(call, "method", "linear"), True)
