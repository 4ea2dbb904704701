"""Arrays with elements in several places: repeated, tiled."""

from __future__ import annotations

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
