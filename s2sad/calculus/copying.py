"""Arrays with elements in several places: repeated, tiled, padded."""

from __future__ import annotations

import numpy as np

from s2sad.calculus.registry import rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank


@rule_for("y = np.repeat(a, repeats, axis=None)")
def repeat(call: CallView) -> Lines:
    """What came from one element is summed: along an axis of its own where the number is the same for all."""
    differential = "dy = np.repeat(da, repeats, axis=axis)"
    flat = "axis" not in call.given or ("axis" in call.static and call.static["axis"] is None)
    number = (call.kinds.get("repeats"), call.ranks.get("repeats")) == ("i", 0)
    even = number or isinstance(call.static.get("repeats"), int)
    axis = call.static.get("axis")
    if flat and even:
        summed = "np.sum(np.reshape(g, (np.size(a), repeats)), axis=1)"
        adjoint = summed if call.ranks.get("a") == 1 else f"np.reshape({summed}, np.shape(a))"
    elif even and "a" in call.ranks and isinstance(axis, int):
        axis %= call.ranks["a"]
        shape = [f"np.shape(a)[{i}]" for i in range(call.ranks["a"])]
        shape.insert(axis + 1, "repeats")
        adjoint = f"np.sum(np.reshape(g, ({', '.join(shape)})), axis={axis + 1})"
    elif flat:
        adjoint = "np.reshape(_scatter(g, np.ravel(a), np.repeat(np.arange(np.size(a)), repeats)), np.shape(a))"
    else:
        source = "np.repeat(np.arange(np.shape(a)[axis]), repeats)"
        adjoint = f"np.moveaxis(_scatter(np.moveaxis(g, axis, 0), np.moveaxis(a, axis, 0), {source}), 0, axis)"
    return Lines((differential,), ("g = _expand(dy, y)", f"da = {adjoint}"))


@rule_for("y = np.tile(A, reps)")
def tile(call: CallView) -> Lines:
    """The copies are summed: each axis is split into the number of copies and what was copied."""
    return Lines(("dy = np.tile(dA, reps)",), lambda: ("g = _expand(dy, y)", f"dA = {_untile(call)}"))


def _untile(call: CallView) -> str:
    reps, rank = _repetitions(call), known_rank(call, "A")
    size = max(rank, len(reps))
    reps = ["1"] * (size - len(reps)) + reps
    blocks: list[str] = []
    copies = []
    for i, number in enumerate(reps):
        if number != "1":
            copies.append(len(blocks))
            blocks.append(number)
        if i >= size - rank:
            blocks.append(f"np.shape(A)[{i - size + rank}]")
    adjoint = f"np.sum(np.reshape(g, ({', '.join(blocks)},)), axis={tuple(copies)})" if copies else "g"
    return adjoint if size == rank else f"np.reshape({adjoint}, np.shape(A))"


def _repetitions(call: CallView) -> list[str]:
    """How often each of the last axes is repeated, as text."""
    static, count = call.static.get("reps"), call.counts.get("reps")
    if isinstance(static, (tuple, list)):
        return [str(n) for n in static]
    if isinstance(count, int):
        return [f"reps[{i}]" for i in range(count)]
    if isinstance(static, int) or call.kinds.get("reps") == "i":
        return ["reps" if static is None else str(static)]
    raise LookupError("how often np.tile repeats each axis must be a tuple or a number written there")


@rule_for("y = np.pad(array, pad_width, mode='constant', *_, constant_values=0, reflect_type='even')")
def pad(call: CallView) -> Lines:
    """Padding by a constant is undone by a slice; the other modes read elements of the array again."""
    mode = call.static.get("mode", None if "mode" in call.given else "constant")
    if mode == "constant":
        border = "border = np.pad(np.zeros(np.shape(array)), pad_width, constant_values=1.0)"
        return Lines(
            (border, "dy = np.pad(darray, pad_width) + dconstant_values * border"),
            lambda: ("g = _expand(dy, y)", f"darray = g[{_inner(call)}]", "dconstant_values = np.sum(g * border)"),
        )
    if mode not in ("edge", "reflect", "symmetric", "wrap") or "reflect_type" in call.given:
        raise LookupError(f"np.pad with mode={mode!r} has no rule")
    source = "source = np.pad(np.reshape(np.arange(np.size(array)), np.shape(array)), pad_width, mode=mode)"
    return Lines(
        (source, "dy = np.ravel(darray)[source]"),
        ("darray = np.reshape(_scatter(_expand(dy, y), np.ravel(array), source), np.shape(array))",),
    )


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
