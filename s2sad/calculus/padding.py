"""Arrays with a border: of a constant, of elements that stand inside, of what is computed of those."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from s2sad.calculus.joining import along
from s2sad.calculus.registry import rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank

STATISTICS = {"mean": "np.mean", "median": "np.median", "maximum": "np.max", "minimum": "np.min"}


@rule_for(
    "y = np.pad(array, pad_width, mode='constant', *_, constant_values=0, reflect_type='even', stat_length=None, "
    "end_values=0)"
)
def pad(call: CallView) -> Lines:
    """A border of a constant is undone by a slice; others read elements again, or make one axis after the other."""
    mode = call.static.get("mode", None if "mode" in call.given else "constant")
    if mode == "constant":
        return _constant(call)
    if mode in STATISTICS:
        return Lines(
            composed=_by_axes(call, lambda axis, widths: _statistics(call, STATISTICS[str(mode)], axis, widths))
        )
    if mode == "linear_ramp":
        return Lines(composed=_by_axes(call, lambda axis, widths: _ramps(call, axis, widths)))
    if mode not in ("edge", "reflect", "symmetric", "wrap"):
        raise LookupError(f"np.pad with mode={mode!r} has no rule")
    kind = call.static.get("reflect_type", None if "reflect_type" in call.given else "even")
    if kind == "odd" and mode in ("reflect", "symmetric"):
        return _odd(call, mode)
    if kind not in ("even", "odd"):
        raise LookupError("reflect_type of np.pad must be a literal")
    source = "source = np.pad(np.reshape(np.arange(np.size(array)), np.shape(array)), pad_width, mode=mode)"
    return Lines(
        (source, "dy = np.ravel(darray)[source]"),
        ("darray = np.reshape(_scatter(_expand(dy, y), np.ravel(array), source), np.shape(array))",),
    )


def _constant(call: CallView) -> Lines:
    border = "border = np.pad(np.zeros(np.shape(array)), pad_width, constant_values=1.0)"
    if "constant_values" in call.counts or call.ranks.get("constant_values"):
        return Lines(
            ("dy = np.pad(darray, pad_width)",),
            lambda: ("g = _expand(dy, y)", f"darray = g[{_inner(call)}]"),
            lambda: _by_axes(call, lambda axis, widths: _constants(call, axis, widths)),
        )
    return Lines(
        (border, "dy = np.pad(darray, pad_width) + dconstant_values * border"),
        lambda: ("g = _expand(dy, y)", f"darray = g[{_inner(call)}]", "dconstant_values = np.sum(g * border)"),
    )


def _constants(call: CallView, axis: int, widths: tuple[str, str]) -> tuple[str, str]:
    rank = known_rank(call, "array")

    def border(value: str, width: str) -> str:
        sizes = "".join(f"{width if k == axis else f'np.shape(array)[{k}]'}, " for k in range(rank))
        return f"np.broadcast_to({value}, ({sizes}))"

    before, behind = map(border, _pairs(call, "constant_values", rank)[axis], widths)
    return before, behind


def _inner(call: CallView) -> str:
    """The index of the array inside its border."""
    rank = known_rank(call, "array")
    if "pad_width" in call.static:
        widths = np.broadcast_to(np.asarray(call.static["pad_width"]), (rank, 2)).tolist()
        return ", ".join(f"{before or ''}:{-after or ''}" for before, after in widths) or "()"
    if call.kinds.get("pad_width") == "i" and call.ranks.get("pad_width") == 0:
        return ", ".join(f"pad_width : pad_width + np.shape(array)[{i}]" for i in range(rank)) or "()"
    if rank == 1 and call.counts.get("pad_width") == 2:
        return "pad_width[0] : pad_width[0] + np.size(array)"
    raise LookupError("the widths of np.pad must be literal, or one number")


Pairs = list[tuple[str, str]]


def _pairs(call: CallView, name: str, rank: int) -> Pairs:
    """What stands before and behind each axis, as texts."""
    if name in call.static:
        given = np.broadcast_to(np.asarray(call.static[name], object), (rank, 2)).tolist()
        return [(repr(before), repr(behind)) for before, behind in given]
    if call.ranks.get(name) == 0:
        return [(name, name)] * rank
    if call.counts.get(name) == 2:
        return [(f"{name}[0]", f"{name}[1]")] * rank
    if call.counts.get(name) == (2,) * rank:
        return [(f"{name}[{k}][0]", f"{name}[{k}][1]") for k in range(rank)]
    if name in call.ranks:
        given = f"np.broadcast_to({name}, ({rank}, 2)).astype(array.dtype)"
        return [(f"{given}[{k}, 0]", f"{given}[{k}, 1]") for k in range(rank)]
    raise LookupError(f"{name} of np.pad must be one number, a pair, or a pair for each axis")


def _by_axes(call: CallView, borders: Callable[[int, tuple[str, str]], tuple[str, str]]) -> tuple[str, ...]:
    """Each axis in turn gets its borders, which are made of what stands there by then."""
    rank, lines = known_rank(call, "array"), []
    for axis, widths in enumerate(_pairs(call, "pad_width", rank)):
        if widths == ("0", "0"):
            continue
        before, behind = borders(axis, widths)
        parts = [part for part, width in ((before, widths[0]), ("array", ""), (behind, widths[1])) if width != "0"]
        lines.append(f"array = np.concatenate(({', '.join(parts)}), axis={axis})")
    return (*lines, "y = array")


def _statistics(call: CallView, statistic: str, axis: int, widths: tuple[str, str]) -> tuple[str, str]:
    """The mean, or another statistic, of so many elements from each end."""
    lengths = ("None", "None")
    if "stat_length" in call.given:
        lengths = _pairs(call, "stat_length", known_rank(call, "array"))[axis]
    n = f"np.shape(array)[{axis}]"
    parts = [
        "array" if length == "None" else f"array[{along(axis, part)}]"
        for length, part in zip(lengths, (f":{lengths[0]}", f"max({n} - {lengths[1]}, 0):"), strict=True)
    ]
    before, behind = (
        f"np.repeat({statistic}({part}, axis={axis}, keepdims=True), {width}, axis={axis})"
        for part, width in zip(parts, widths, strict=True)
    )
    return before, behind


def _ramps(call: CallView, axis: int, widths: tuple[str, str]) -> tuple[str, str]:
    """Straight lines from the end values to the elements at the edges."""
    ends = ("0", "0")
    if "end_values" in call.given:
        ends = _pairs(call, "end_values", known_rank(call, "array"))[axis]
    before, behind = (
        f"np.linspace({end}, array[{along(axis, edge)}], {width}, endpoint=False, axis={axis})"
        for end, edge, width in zip(ends, ("0", "-1"), widths, strict=True)
    )
    return before, f"np.flip({behind}, {axis})"


def _odd(call: CallView, mode: object) -> Lines:
    """Along each axis a linear function, of which the matrix is what NumPy makes of the unit vectors."""
    lines = []
    again = f"mode={mode!r}, reflect_type='odd'"
    for axis, (before, behind) in enumerate(_pairs(call, "pad_width", known_rank(call, "array"))):
        eye = f"np.eye(np.shape(array)[{axis}], dtype=y.dtype)"
        matrix = f"np.pad({eye}, (({before}, {behind}), (0, 0)), {again})"
        lines.append(f"g = np.moveaxis(np.tensordot({matrix}, g, (0, {axis})), 0, {axis})")
    return Lines(
        (f"dy = np.pad(_expand(darray, array), pad_width, {again})",), ("g = _expand(dy, y)", *lines, "darray = g")
    )
