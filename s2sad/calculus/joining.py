"""Arrays put together and taken apart; the d of a tuple of arrays is a tuple."""

from __future__ import annotations

from s2sad.calculus.registry import rule, rule_for, same
from s2sad.calculus.rule import CallView, Lines


def count(call: CallView, param: str) -> int:
    """How many arrays are joined."""
    number = call.counts.get(param)
    number = len(number) if isinstance(number, tuple) else number
    if number is None:
        raise LookupError(f"how many arrays {param!r} holds must be known: write them as a tuple where they are joined")
    return number


def each(text: str, param: str, n: int) -> str:
    """A tuple of `text` for every entry: ``X`` is the entry, ``D`` its d, ``I`` its number."""
    entries = [text.replace("X", f"{param}[{i}]").replace("D", f"d{param}[{i}]").replace("I", str(i)) for i in range(n)]
    return "(" + "".join(f"{e}, " for e in entries) + ")"


def of_all(call: CallView, text: str, param: str) -> str:
    """The same where only the run knows how many there are: ``E`` is where the entry ends, if the text has it."""
    together = {"X": param, "D": f"d{param}", "E": "ends"}
    used = [letter for letter in together if letter in text] or ["X"]
    names = ", ".join(used).replace("X", "a").replace("D", "d").replace("E", "e")
    walked = ", ".join(together[letter] for letter in used)
    source = f"zip({walked})" if len(used) > 1 else walked
    entry = text.replace("X", "a").replace("D", "d").replace("E", "e")
    made = f"[{entry} for {names} in {source}]"
    return made if param not in call.ranks else f"np.array({made})"


def along(axis: object, part: str) -> str:
    """An index that takes `part` along an axis: ``:, part`` or ``..., part, :``."""
    if not isinstance(axis, int):
        raise LookupError("the axis along which arrays are joined must be a literal number")
    return ":, " * axis + part if axis >= 0 else "..., " + part + ", :" * (-axis - 1)


def in_place_of_each(call: CallView, name: str, param: str, extent: str, part: str, axis: str = "") -> Lines:
    """A join of a number of arrays that only the run knows: `extent` is how much of y is of one, `part` what is."""
    whole = of_all(call, "_expand(D, X)", param)
    ends = [f"ends = np.cumsum([{extent.replace('X', 'a')} for a in {param}])"] if "PART" in part else []
    parts = of_all(call, part.replace("PART", f"E - {extent}:E"), param)
    return Lines((f"dy = np.{name}({whole}{axis})",), ("g = _expand(dy, y)", *ends, f"d{param} = {parts}"))


@rule_for("y = np.concatenate(arrays, axis=0)")
def concatenate(call: CallView) -> Lines:
    if "arrays" in call.lists:
        place = call.static.get("axis", None if "axis" in call.given else 0)
        return in_place_of_each(
            call, "concatenate", "arrays", "np.shape(X)[axis]", f"g[{along(place, 'PART')}]", ", axis=axis"
        )
    n, axis = count(call, "arrays"), call.static.get("axis", None if "axis" in call.given else 0)
    extents = [f"np.shape(arrays[{i}])[axis]" for i in range(n - 1)]
    ends = [f"n{i} = n{i - 1} + {extent}" if i else f"n0 = {extent}" for i, extent in enumerate(extents)]
    bounds = ["", *(f"n{i}" for i in range(n - 1)), ""]
    parts = "".join(f"g[{along(axis, f'{bounds[i]}:{bounds[i + 1]}')}], " for i in range(n))
    return Lines(
        (f"dy = np.concatenate({each('_expand(D, X)', 'arrays', n)}, axis=axis)",),
        ("g = _expand(dy, y)", *ends, f"darrays = ({parts})"),
    )


@rule_for("y = np.stack(arrays, axis=0)")
def stack(call: CallView) -> Lines:
    if "arrays" in call.lists:
        whole = of_all(call, "_expand(D, X)", "arrays")
        parts = "g" if "arrays" in call.ranks else "[row for row in g]"
        turned = "np.moveaxis(_expand(dy, y), axis, 0)"
        return Lines((f"dy = np.stack({whole}, axis=axis)",), (f"g = {turned}", f"darrays = {parts}"))
    n, axis = count(call, "arrays"), call.static.get("axis", None if "axis" in call.given else 0)
    slice_of_each = f"g[{along(axis, 'I')}]"
    return Lines(
        (f"dy = np.stack({each('_expand(D, X)', 'arrays', n)}, axis=axis)",),
        ("g = _expand(dy, y)", f"darrays = {each(slice_of_each, 'arrays', n)}"),
    )


def joined(name: str, rows: str, index: str) -> None:
    """A rule for arrays that are first brought to a common rank and then joined: `rows` is the extent of one."""

    def lines(call: CallView) -> Lines:
        if "tup" in call.lists:
            return in_place_of_each(call, name, "tup", rows, index)
        n = count(call, "tup")
        ends = [f"n{i} = {f'n{i - 1} + ' if i else ''}{rows.replace('X', f'tup[{i}]')}" for i in range(n - 1)]
        bounds = ["", *(f"n{i}" for i in range(n - 1)), ""]
        parts = [index.replace("PART", f"{bounds[i]}:{bounds[i + 1]}").replace("X", f"tup[{i}]") for i in range(n)]
        differential = f"dy = np.{name}({each('_expand(D, X)', 'tup', n)})"
        return Lines((differential,), ("g = _expand(dy, y)", *ends, f"dtup = ({', '.join(parts)},)"))

    rule_for(f"y = np.{name}(tup)")(lines)


joined(
    "vstack",
    "(np.shape(X)[0] if np.ndim(X) >= 2 else 1)",
    "(g[PART] if np.ndim(X) >= 2 else np.reshape(g[PART], np.shape(X)))",
)
joined("hstack",
       "(np.shape(X)[1] if np.ndim(X) >= 2 else np.size(X))",
       "(g[:, PART] if np.ndim(X) >= 2 else np.reshape(g[PART], np.shape(X)))")  # fmt: skip
joined("column_stack",
       "(np.shape(X)[1] if np.ndim(X) >= 2 else 1)",
       "(g[:, PART] if np.ndim(X) >= 2 else np.reshape(g[:, PART], np.shape(X)))")  # fmt: skip
joined("dstack",
       "(np.shape(X)[2] if np.ndim(X) >= 3 else 1)",
       "(g[:, :, PART] if np.ndim(X) >= 3 else np.reshape(g[:, :, PART], np.shape(X)))")  # fmt: skip
same("np.vstack", "np.row_stack")

rule("y = np.append(arr, values, axis=None)",
     "dy = np.append(_expand(darr, arr), _expand(dvalues, values), axis)",
     adjoint=(
         "g = _expand(dy, y)",
         "n = np.size(arr) if axis is None else np.shape(arr)[axis]",
         "rows = g if axis is None else np.moveaxis(g, axis, 0)",
         "darr = np.reshape(rows[:n], np.shape(arr)) if axis is None else np.moveaxis(rows[:n], 0, axis)",
         "dvalues = np.reshape(rows[n:], np.shape(values)) if axis is None else np.moveaxis(rows[n:], 0, axis)",
     ))  # fmt: skip

for name in ("split", "array_split"):
    rule(f"y = np.{name}(ary, indices_or_sections, axis=0)",
         f"dy = np.{name}(dary, indices_or_sections, axis)",
         adjoint="dary = np.concatenate([_expand(d, part) for d, part in zip(dy, y)], axis=axis)")  # fmt: skip
rule("y = np.vsplit(ary, indices_or_sections)",
     "dy = np.vsplit(dary, indices_or_sections)",
     adjoint="dary = np.concatenate([_expand(d, part) for d, part in zip(dy, y)], axis=0)")  # fmt: skip
rule(
    "y = np.hsplit(ary, indices_or_sections)",
    "dy = np.hsplit(dary, indices_or_sections)",
    adjoint="dary = np.concatenate([_expand(d, part) for d, part in zip(dy, y)], axis=0 if np.ndim(ary) == 1 else 1)",
)
