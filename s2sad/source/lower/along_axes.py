"""`np.apply_along_axis` and `np.apply_over_axes`: what they do with the function that they are given."""

from __future__ import annotations

import gast

from s2sad.core.types import ArrayType, ScalarType, known_shape
from s2sad.source.lower import attributes
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.texts import inline_text
from s2sad.source.lower.values import Value
from s2sad.source.lower.vectorized import element_of

__all__ = ["along_axis", "over_axes"]

Given = dict[str, Value]


def along_axis(lo: Lowerer, args: list[Value], keywords: Given, node: gast.AST, hint: str) -> Value:
    """A function of vectors, called with each along one axis; its results stand where the vectors stood."""
    given = dict(zip(("func1d", "axis", "arr"), args, strict=False))
    given |= {k: v for k, v in keywords.items() if k in ("func1d", "axis", "arr")}
    named = {k: v for k, v in keywords.items() if k not in given}
    shape, axis = known_shape(lo.kind_of(given["arr"], node)), attributes.constant_key(lo, given["axis"])
    if not shape or not isinstance(axis, int):
        lo.refuse(node, "np.apply_along_axis needs an array of known rank and a literal axis", "write the loop")
    axis, rank = axis % len(shape), len(shape)
    more = [*(f"e{k}" for k in range(len(args[3:]))), *(f"{name}=k_{name}" for name in named)]
    params = ", ".join(["f", "a", *(one.rpartition("=")[2] for one in more)])
    values = [given["func1d"], given["arr"], *args[3:], *named.values()]
    call = f"f({', '.join(['X', *more])})"
    if rank == 1:
        return inline_text(lo, f"def one({params}):\n    return np.array({call.replace('X', 'a')})\n", values, {}, hint)
    places = [f"i{k}" for k in range(rank - 1)]
    turned = "a" if axis == rank - 1 else "np.transpose(a)" if rank == 2 else f"np.moveaxis(a, {axis}, -1)"
    loops = " ".join(f"for {i} in range({f'np.shape(b)[{k}]' if k else 'len(b)'})" for k, i in enumerate(places))
    one = call.replace("X", f"b[{', '.join(places)}]")
    text = f"def rows({params}):\n    b = {turned}\n    return [{one} {loops}]\n"
    items = inline_text(lo, text, values, {}, hint)
    return _placed(lo, items, given["arr"], axis, rank, node, hint)


def _placed(lo: Lowerer, items: Value, a: Value, axis: int, rank: int, node: gast.AST, hint: str) -> Value:
    """The array of the results, with their axes in the place of the axis."""
    element = element_of(lo, items)
    own = 0 if isinstance(element, ScalarType) else known_shape(element) if isinstance(element, ArrayType) else None
    if own is None:
        lo.refuse(node, "the rank of what np.apply_along_axis is given by its function is not known", "write the loop")
    n = own if isinstance(own, int) else len(own)
    lines = ["    y = np.array(y)\n"]
    if rank > 2:
        lengths = ", ".join(f"np.shape(a)[{k}]" for k in range(rank) if k != axis)
        lines.append(f"    y = np.reshape(y, ({lengths}{''.join(f', np.shape(y)[{1 + k}]' for k in range(n))}))\n")
    made = "y"
    if n and axis != rank - 1:
        made = f"np.moveaxis(y, {tuple(range(rank - 1, rank - 1 + n))}, {tuple(range(axis, axis + n))})"
        made = "np.transpose(y)" if rank == 2 and n == 1 else made
    return inline_text(lo, f"def placed(y, a):\n{''.join(lines)}    return {made}\n", [items, a], {}, hint)


def over_axes(lo: Lowerer, args: list[Value], keywords: Given, node: gast.AST, hint: str) -> Value:
    """A function of an array and an axis, called for one axis after the other; the axes stay, of length one."""
    given = dict(zip(("func", "a", "axes"), args, strict=False)) | keywords
    items = attributes.items_of(lo, given["axes"])
    axes = [attributes.constant_key(lo, item) for item in ((given["axes"],) if items is None else items)]
    rank = known_shape(lo.kind_of(given["a"], node))
    if rank is None or not all(isinstance(axis, int) for axis in axes):
        lo.refuse(node, "np.apply_over_axes needs an array of known rank and literal axes", "np.sum(x, axis=...)")
    lines = []
    for axis in axes:
        lines += [f"r = f(a, {axis})", f"a = r if np.ndim(r) == {len(rank)} else np.expand_dims(r, {axis})"]
    body = "".join(f"    {line}\n" for line in lines)
    return inline_text(lo, f"def over(f, a):\n{body}    return a\n", [given["func"], given["a"]], {}, hint)
