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


def within(call: CallView, places: str, n: str) -> str:
    """Places among `n`: what `mode` makes of those that are not."""
    mode = call.static.get("mode", None if "mode" in call.given else "raise")
    made = {"raise": places, "wrap": f"np.mod({places}, {n})", "clip": f"np.clip({places}, 0, {n} - 1)"}
    if mode not in made:
        raise LookupError(f"the mode must be the literal {', '.join(map(repr, made))}")
    return made[str(mode)]


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


def of_many(
    call: CallView, name: str, param: str, axis: str, extent: str, index: str, keyword: str = ""
) -> Lines | None:
    """A rule for one array of arrays, or for a list of which only the run knows how many there are.

    `extent` is that of an array ``X`` along the axis; `index` takes ``PART`` out of the result's adjoint, `g`.
    """
    if call.ranks.get(param):
        parts = f"np.stack(np.split(_expand(dy, y), len({param}), {axis}))"
        return Lines((f"dy = np.{name}(_expand(d{param}, {param}){keyword})",),
                     (f"d{param} = np.reshape({parts}, np.shape({param}))",))  # fmt: skip
    if param not in call.lists:
        return None
    every, one = f"for i in range(len({param}))", f"{param}[i]"
    part = index.replace("PART", "ends[i] - sizes[i] : ends[i]").replace("X", one)
    return Lines(
        (f"dy = np.{name}([_expand(d{one}, {one}) {every}]{keyword})",),
        (
            "g = _expand(dy, y)",
            f"sizes = [{extent.replace('X', one)} {every}]",
            "ends = np.cumsum(sizes)",
            f"d{param} = [{part} {every}]",
        ),
    )


@rule_for("y = np.concatenate(arrays, axis=0, *_, dtype=None, casting='same_kind')")
def concatenate(call: CallView) -> Lines:
    only_real(call)
    if "axis" in call.static and call.static["axis"] is None:
        return of_all_elements(call)
    axis = call.static.get("axis", None if "axis" in call.given else 0)
    index = f"g[{along(axis, 'PART')}]"
    many = of_many(call, "concatenate", "arrays", "axis", "np.shape(X)[axis]", index, ", axis=axis")
    if many:
        return many
    n = count(call, "arrays")
    extents = [f"np.shape(arrays[{i}])[axis]" for i in range(n - 1)]
    ends = [f"n{i} = n{i - 1} + {extent}" if i else f"n0 = {extent}" for i, extent in enumerate(extents)]
    bounds = ["", *(f"n{i}" for i in range(n - 1)), ""]
    parts = "".join(f"{index.replace('PART', f'{bounds[i]}:{bounds[i + 1]}')}, " for i in range(n))
    return Lines(
        (f"dy = np.concatenate({each('_expand(D, X)', 'arrays', n)}, axis=axis)",),
        ("g = _expand(dy, y)", *ends, f"darrays = ({parts})"),
    )


def of_all_elements(call: CallView) -> Lines:
    """Arrays one after the other, whatever their shapes."""
    n = count(call, "arrays")
    ends = [f"n{i} = {f'n{i - 1} + ' if i else ''}np.size(arrays[{i}])" for i in range(n - 1)]
    bounds = ["", *(f"n{i}" for i in range(n - 1)), ""]
    parts = "".join(f"np.reshape(g[{bounds[i]}:{bounds[i + 1]}], np.shape(arrays[{i}])), " for i in range(n))
    return Lines(
        (f"dy = np.concatenate({each('_expand(D, X)', 'arrays', n)}, axis=None)",),
        ("g = _expand(dy, y)", *ends, f"darrays = ({parts})"),
    )


def only_real(call: CallView) -> None:
    """A dtype that makes complex numbers of real ones would take another adjoint."""
    if "dtype" in call.given and call.static.get("dtype", 0) is not None and call.kinds.get("y") != "f":
        raise LookupError(
            "a dtype that makes complex numbers of real ones: write x.astype(complex) where they are made"
        )


@rule_for("y = np.stack(arrays, axis=0, *_, dtype=None, casting='same_kind')")
def stack(call: CallView) -> Lines:
    only_real(call)
    axis = call.static.get("axis", None if "axis" in call.given else 0)
    many = of_many(call, "stack", "arrays", "axis", "1", f"g[{along(axis, 'i')}]", ", axis=axis")
    if many:
        return many
    n = count(call, "arrays")
    slice_of_each = f"g[{along(axis, 'I')}]"
    return Lines(
        (f"dy = np.stack({each('_expand(D, X)', 'arrays', n)}, axis=axis)",),
        ("g = _expand(dy, y)", f"darrays = {each(slice_of_each, 'arrays', n)}"),
    )


AXIS = {"vstack": "0", "hstack": "min(1, np.ndim(y) - 1)", "column_stack": "1", "dstack": "2"}


def joined(name: str, rows: str, index: str) -> None:
    """A rule for arrays that are first brought to a common rank and then joined: `rows` is the extent of one."""

    def lines(call: CallView) -> Lines:
        only_real(call)
        many = of_many(call, name, "tup", AXIS[name], rows, index)
        if many:
            return many
        n = count(call, "tup")
        ends = [f"n{i} = {f'n{i - 1} + ' if i else ''}{rows.replace('X', f'tup[{i}]')}" for i in range(n - 1)]
        bounds = ["", *(f"n{i}" for i in range(n - 1)), ""]
        parts = [index.replace("PART", f"{bounds[i]}:{bounds[i + 1]}").replace("X", f"tup[{i}]") for i in range(n)]
        differential = f"dy = np.{name}({each('_expand(D, X)', 'tup', n)})"
        return Lines((differential,), ("g = _expand(dy, y)", *ends, f"dtup = ({', '.join(parts)},)"))

    more = ", *_, dtype=None, casting='same_kind'" if name in ("vstack", "hstack") else ""
    rule_for(f"y = np.{name}(tup{more})")(lines)


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
         adjoint="dary = np.concatenate([_expand(dy[i], y[i]) for i in range(len(y))], axis=axis)")  # fmt: skip
rule("y = np.vsplit(ary, indices_or_sections)",
     "dy = np.vsplit(dary, indices_or_sections)",
     adjoint="dary = np.concatenate([_expand(dy[i], y[i]) for i in range(len(y))], axis=0)")  # fmt: skip
rule(
    "y = np.hsplit(ary, indices_or_sections)",
    "dy = np.hsplit(dary, indices_or_sections)",
    adjoint="dary = np.concatenate([_expand(dy[i], y[i]) for i in range(len(y))], axis=0 if np.ndim(ary) == 1 else 1)",
)
