"""The same numbers as another type of object."""

from __future__ import annotations

from typing import Any

from s2sad.calculus.registry import rule, rule_for
from s2sad.calculus.rule import CallView, Lines

rule("y = np.copy(a, order='K')", "dy = da")
for astype in ("ndarray.astype(x, dtype, copy=True)", "np.astype(x, dtype, *_, copy=True)"):
    rule(f"y = {astype}",
         "dy = np.real(dx) if np.iscomplexobj(x) and not np.iscomplexobj(y) else dx",
         adjoint="dx = _reduce(dy, y, x)")  # fmt: skip
rule("y = np.require(a, dtype=None, requirements=None)", "dy = da", adjoint="da = _reduce(dy, y, a)")
rule("y = ndarray.tolist(x)", "dy = _expand(dx, x).tolist()", adjoint="dx = _expand(np.asarray(dy), x)")


@rule_for("y = ndarray.item(x, *args)")
def item(call: CallView) -> Lines:
    """The only element, the one at a flat position, or the one at an index."""
    n = call.counts.get("args", 0)
    if n == 0:
        return Lines(("dy = _expand(dx, x).item()",), ("dx = np.reshape(dy, np.shape(x))",))
    if n == 1:
        flat = "dx = np.reshape(_scatter(dy, np.ravel(x), args[0]), np.shape(x))"
        return Lines(("dy = np.ravel(_expand(dx, x))[args[0]]",), (flat,))
    return Lines(("dy = _expand(dx, x)[args]",), ("dx = _scatter(dy, x, args)",))


rule("y = float(x)", "dy = dx")
rule("y = complex(real, imag=0.0)", "dy = dreal + 1j * dimag")
for convert in ("np.float64", "np.float32", "np.float16", "np.longdouble", "np.double", "np.single", "np.half"):
    rule(f"y = {convert}(x)", "dy = dx")
for convert in ("np.complex128", "np.complex64"):
    rule(f"y = {convert}(x)", "dy = dx", adjoint="dx = _reduce(dy, y, x)")


def nested(call: CallView, text: str, entry: str, shape: Any) -> str:
    """The nesting of a literal with `text` for every leaf; ``X`` is the leaf, ``D`` its d, ``I`` its index."""
    if shape is None:
        index = entry.replace("][", ", ").strip("[]")
        return text.replace("X", f"object{entry}").replace("D", f"dobject{entry}").replace("I", index)
    shapes = [None] * shape if isinstance(shape, int) else shape
    return "(" + "".join(nested(call, text, f"{entry}[{i}]", s) + ", " for i, s in enumerate(shapes)) + ")"


def array(call: CallView) -> Lines:
    """An array is passed through; a literal of numbers or arrays is put together."""
    if "object" not in call.counts:
        if "object" in call.rows:
            rows = "[_expand(dobject[i], object[i]) for i in range(len(object))]"
            return Lines((f"dy = np.array({rows})",), ("dobject = list(_expand(dy, y))",))
        if "object" in call.lists:
            return Lines(("dy = np.asarray(dobject)",), ("dobject = list(_expand(dy, y))",))
        return Lines(("dy = dobject",), ("dobject = _reduce(dy, y, object)",))
    shape = call.counts["object"]
    if "ndmin" in call.given:
        raise LookupError("np.array of a list has a rule without ndmin: write the brackets")
    return Lines(
        (f"dy = np.array({nested(call, '_expand(D, X)', '', shape)})",),
        ("g = _expand(dy, y)", f"dobject = {nested(call, 'g[I]', '', shape)}"),
    )


for name in ("array", "asarray", "asanyarray", "ascontiguousarray", "asfortranarray", "asarray_chkfinite"):
    rule_for(f"y = np.{name}(object, dtype=None, *_, copy=True, order='K', ndmin=0)", a="object")(array)
