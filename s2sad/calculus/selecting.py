"""Elements chosen, left out, put in and put in order."""

from __future__ import annotations

from s2sad.calculus.joining import count, each, within
from s2sad.calculus.registry import rule, rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank


@rule_for("y = np.choose(a, choices, mode='raise')")
def choose(call: CallView) -> Lines:
    """Each element comes from the array that has its number."""
    n = count(call, "choices")
    number = within(call, "a", str(n))
    shares = each(f"_reduce(np.where(np.equal({number}, I), dy, 0.0), y, X)", "choices", n)
    return Lines(
        (f"dy = np.choose({number}, {each('_expand(D, X)', 'choices', n)})",),
        (f"dchoices = {shares}",),
    )


@rule_for("y = np.select(condlist, choicelist, default=0)")
def select(call: CallView) -> Lines:
    """Each element comes from the first array whose condition holds, else from the default."""
    n = count(call, "choicelist")
    taken, lines = [], []
    for i in range(n):
        before = " & ".join(f"~np.asarray(condlist[{k}])" for k in range(i))
        lines.append(f"c{i} = np.asarray(condlist[{i}]){f' & {before}' if before else ''}")
        taken.append(f"_reduce(np.where(c{i}, dy, 0.0), y, choicelist[{i}])")
    rest = " & ".join(f"~c{i}" for i in range(n))
    terms = [f"np.where(c{i}, dchoicelist[{i}], 0.0)" for i in range(n)]
    return Lines(
        (*lines, f"dy = {' + '.join(terms)} + np.where({rest}, ddefault, 0.0)"),
        (f"dchoicelist = ({', '.join(taken)},)", f"ddefault = _reduce(np.where({rest}, dy, 0.0), y, default)"),
    )


def places(name: str) -> str:
    """The flat places of the elements of the result, -1 for one that is not of the array."""
    return f"np.{name}(np.reshape(np.arange(np.size(arr)), np.shape(arr)), obj, axis)"


rule("y = np.delete(arr, obj, axis=None)",
     f"source = {places('delete')}",
     "dy = np.ravel(darr)[source]",
     adjoint="darr = np.reshape(_scatter(_expand(dy, y), np.ravel(arr), source), np.shape(arr))")  # fmt: skip
rule("y = np.insert(arr, obj, values, axis=None)",
     "source = np.insert(np.reshape(np.arange(np.size(arr)), np.shape(arr)), obj, "
     "-1 if np.ndim(values) == 0 else np.full(np.shape(values), -1), axis)",
     "old = source >= 0",
     "dy = (np.where(old, np.ravel(darr)[source], 0.0) if np.size(arr) else 0.0) + "
     "np.insert(np.zeros_like(arr), obj, _expand(dvalues, values), axis)",
     adjoint=(
         "g = _expand(dy, y)",
         "darr = np.reshape(_scatter(g[old], np.ravel(arr), source[old]), np.shape(arr))",
         "order = np.insert(np.zeros(np.shape(arr), int), obj, "
         "np.reshape(np.arange(1, np.size(values) + 1), np.shape(values)), axis)",
         "dvalues = np.reshape(_scatter(g[~old], np.ravel(values), order[~old] - 1), np.shape(values))",
     ))  # fmt: skip
rule("y = np.resize(a, new_shape)",
     "source = np.resize(np.arange(np.size(a)), new_shape)",
     "dy = np.resize(_expand(da, a), new_shape)",
     adjoint="da = np.reshape(_scatter(_expand(dy, y), np.ravel(a), source), np.shape(a)) if np.size(a) else "
     "np.zeros_like(a)")  # fmt: skip


@rule_for("y = np.trim_zeros(filt, trim='fb', axis=None)")
def trim_zeros(call: CallView) -> Lines:
    """A slice that begins where the first element stands that is not zero, and is as long as the result."""
    if call.ranks.get("filt", 1) == 1:
        return Lines(
            (
                "first = int(np.argmax(np.asarray(filt) != 0)) if 'f' in trim.lower() and np.size(filt) else 0",
                "dy = dfilt[first : first + np.size(y)]",
            ),
            ("dfilt = _scatter(_expand(dy, y), filt, slice(first, first + np.size(y)))",),
        )
    rank, axis = call.ranks["filt"], call.static.get("axis", NotImplemented if "axis" in call.given else None)
    if axis is NotImplemented:
        raise LookupError("the axis of np.trim_zeros must be a literal")
    axes = range(rank) if axis is None else [k % rank for k in ((axis,) if isinstance(axis, int) else axis)]  # type: ignore[attr-defined]
    first = (
        "np.min(np.argwhere(filt), axis=0) if 'f' in trim.lower() and np.any(filt) else np.zeros(np.ndim(filt), int)"
    )
    parts = ", ".join(f"slice(first[{k}], first[{k}] + np.shape(y)[{k}])" if k in axes else "slice(None)"
                      for k in range(rank))  # fmt: skip
    return Lines(
        (f"first = {first}", f"at = ({parts})", "dy = _expand(dfilt, filt)[at]"),
        ("dfilt = _scatter(_expand(dy, y), filt, at)",),
    )


@rule_for("y = np.unique(ar, return_index=False, return_inverse=False, return_counts=False, axis=None, *_, "
          "equal_nan=True, sorted=True)")  # fmt: skip
def unique(call: CallView) -> Lines:
    """Each element comes from the place where it stands first."""
    told = {p: call.static.get(p, None if p in call.given else False)
            for p in ("return_index", "return_inverse", "return_counts")}  # fmt: skip
    axis = call.static.get("axis", NotImplemented if "axis" in call.given else None)
    if None in told.values() or not isinstance(axis, (int, type(None))):
        raise LookupError("what np.unique is to return, and its axis, must be literal")
    parts = 1 + sum(map(bool, told.values()))
    again = "".join(f", {p}={p}" for p in ("axis", "equal_nan", "sorted") if p in call.given)
    y, d = ("y[0]", f"({{}}, {'0, ' * (parts - 1)})") if parts > 1 else ("y", "{}")
    source = "source = " + ("y[1]" if told["return_index"] else f"np.unique(ar, return_index=True{again})[1]")
    g = f"_expand({y.replace('y', 'dy')}, {y})"
    if axis is None:
        back = f"np.reshape(_scatter({g}, np.ravel(ar), source), np.shape(ar))"
        return Lines((source, f"dy = {d.format('np.ravel(_expand(dar, ar))[source]')}"), (f"dar = {back}",))
    at = f"({'slice(None), ' * (axis % known_rank(call, 'ar'))}source)"
    at = "source" if at == "(source)" else at
    return Lines((source, f"dy = {d.format(f'_expand(dar, ar)[{at}]')}"), (f"dar = _scatter({g}, ar, {at})",))


FIRST = "order = np.argsort({0}, kind='stable')\nsource = order[np.searchsorted({0}[order], y)]"
"""The places where the elements of a sorted set stand first."""
rule("y = np.unique_values(x)",
     *FIRST.format("np.ravel(x)").splitlines(),
     "dy = np.ravel(dx)[source]",
     adjoint="dx = np.reshape(_scatter(_expand(dy, y), np.ravel(x), source), np.shape(x))")  # fmt: skip
for name, parts in (("all", 4), ("inverse", 2), ("counts", 2)):
    source = "y[1]" if name == "all" else "np.unique(x, return_index=True, equal_nan=False)[1]"
    rule(f"y = np.unique_{name}(x)",
         f"source = {source}",
         f"dy = (np.ravel(_expand(dx, x))[source], {'0, ' * (parts - 1)})",
         adjoint="dx = np.reshape(_scatter(_expand(dy[0], y[0]), np.ravel(x), source), np.shape(x))")  # fmt: skip
rule("y = np.union1d(ar1, ar2)",
     "both = np.concatenate((np.ravel(ar1), np.ravel(ar2)))",
     *FIRST.format("both").splitlines(),
     "dy = np.concatenate((np.ravel(_expand(dar1, ar1)), np.ravel(_expand(dar2, ar2))))[source]",
     adjoint=(
         "b = _scatter(_expand(dy, y), both, source)",
         "dar1 = np.reshape(b[: np.size(ar1)], np.shape(ar1))",
         "dar2 = np.reshape(b[np.size(ar1) :], np.shape(ar2))",
     ))  # fmt: skip


@rule_for("y = np.partition(a, kth, axis=-1, kind='introselect')")
def partition(call: CallView) -> Lines:
    """An array in an order that `np.argpartition` tells."""
    rank = known_rank(call, "a")
    axis = call.static.get("axis", NotImplemented if "axis" in call.given else -1)
    if axis is None:
        order, flat = "np.argpartition(np.ravel(a), kth)", True
    elif isinstance(axis, int):
        order, flat = "np.argpartition(a, kth, axis=axis)", rank == 1
    else:
        raise LookupError("the axis of np.partition must be a literal number")
    if flat:
        back = "np.reshape(_expand(dy, y)[np.argsort(order)], np.shape(a))"
        return Lines((f"order = {order}", "dy = np.ravel(da)[order]"), (f"da = {back}",))
    return Lines(
        (f"order = {order}", "dy = np.take_along_axis(da, order, axis)"),
        ("da = np.take_along_axis(_expand(dy, y), np.argsort(order, axis=axis), axis)",),
    )


@rule_for("y = np.broadcast_arrays(*args)")
def broadcast_arrays(call: CallView) -> Lines:
    n = count(call, "args")
    return Lines(
        (f"dy = {each('_expand(D, y[I])', 'args', n)}",), (f"dargs = {each('_reduce(dy[I], y[I], X)', 'args', n)}",)
    )


@rule_for("y = np.ix_(*args)")
def ix_(call: CallView) -> Lines:
    """Each array along an axis of its own."""
    n = count(call, "args")
    wide = each("np.reshape(_expand(D, X), np.shape(y[I]))", "args", n)
    return Lines((f"dy = {wide}",), (f"dargs = {each('np.reshape(_expand(dy[I], y[I]), np.shape(X))', 'args', n)}",))


@rule_for("y = np.block(arrays)")
def block(call: CallView) -> Lines:
    """Arrays side by side along the last axis, such rows one under the other along the one before."""
    shape = call.counts.get("arrays")
    nested = isinstance(shape, tuple) and all(isinstance(row, int) for row in shape)
    if shape is None or isinstance(shape, tuple) and not nested:
        raise LookupError("np.block has a rule for a list of arrays, and for a list of lists of arrays")
    rows = [f"arrays[{i}]" for i in range(len(shape))] if isinstance(shape, tuple) else ["arrays"]
    counts = [int(row) for row in shape] if isinstance(shape, tuple) else [shape]
    lines, parts, ds, top = ["g = np.atleast_2d(_expand(dy, y))"], [], [], "0"
    for i, (row, n) in enumerate(zip(rows, counts, strict=True)):
        lines.append(f"r{i} = {top} + np.shape(np.atleast_2d({row}[0]))[-2]")
        left, part = "0", []
        for j in range(n):
            lines.append(f"c{i}_{j} = {left} + np.shape(np.atleast_2d({row}[{j}]))[-1]")
            at = f"{top}:r{i}, " if isinstance(shape, tuple) else ":, "
            part.append(f"np.reshape(g[..., {at}{left}:c{i}_{j}], np.shape({row}[{j}]))")
            left = f"c{i}_{j}"
        top = f"r{i}"
        parts.append(f"({', '.join(part)},)")
        ds.append("[" + ", ".join(f"_expand(d{row}[{j}], {row}[{j}])" for j in range(n)) + "]")
    made, whole = (f"[{', '.join(ds)}]", f"({', '.join(parts)},)") if isinstance(shape, tuple) else (ds[0], parts[0])
    return Lines((f"dy = np.block({made})",), (*lines, f"darrays = {whole}"))


@rule_for("y = np.dsplit(ary, indices_or_sections)")
def dsplit(call: CallView) -> Lines:
    return Lines(
        ("dy = np.dsplit(dary, indices_or_sections)",),
        ("dary = np.concatenate([_expand(dy[i], y[i]) for i in range(len(y))], axis=2)",),
    )
