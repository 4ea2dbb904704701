"""The same numbers in another shape or order."""

from __future__ import annotations

from s2sad.calculus.registry import rule, rule_for, same
from s2sad.calculus.rule import CallView, Lines, known_rank


def in_order(head: str, differential: str, **spelled: str) -> None:
    """Orders that do not depend on how an array lies in memory."""

    def lines(call: CallView) -> Lines:
        if "order" in call.given and call.static.get("order") not in ("C", "F"):
            raise LookupError("the order of the elements must be 'C' or 'F' for a derivative")
        return Lines((differential,))

    rule_for(head, **spelled)(lines)


in_order("y = np.reshape(a, shape, order='C')", "dy = np.reshape(da, np.shape(y), order=order)", newshape="shape")
in_order("y = np.ravel(a, order='C')", "dy = np.ravel(da, order=order)")
same("np.ravel", "ndarray.flatten")
rule("y = np.transpose(a, axes=None)", "dy = np.transpose(da) if axes is None else np.transpose(da, axes)")
rule("y = np.matrix_transpose(x)", "dy = np.swapaxes(dx, -1, -2)")
same("np.matrix_transpose", "np.linalg.matrix_transpose")
rule("y = np.swapaxes(a, axis1, axis2)", "dy = np.swapaxes(da, axis1, axis2)")
rule("y = np.moveaxis(a, source, destination)", "dy = np.moveaxis(da, source, destination)")


@rule_for("y = np.rollaxis(a, axis, start=0)")
def rollaxis(call: CallView) -> Lines:
    """The axis is moved to stand before another one."""
    axis, start = call.static.get("axis"), call.static.get("start", None if "start" in call.given else 0)
    if not isinstance(axis, int) or not isinstance(start, int):
        raise LookupError("the axes of np.rollaxis must be literal numbers")
    rank = known_rank(call, "a")
    axis, start = axis % rank, start + rank * (start < 0)
    place = start - (axis < start)
    return Lines((f"dy = np.moveaxis(da, {axis}, {place})",))


rule("y = np.squeeze(a, axis=None)", "dy = np.reshape(da, np.shape(y))")
rule("y = np.expand_dims(a, axis)", "dy = np.reshape(da, np.shape(y))")
rule("y = np.broadcast_to(array, shape)", "dy = darray", adjoint="darray = _reduce(dy, y, array)")
rule("y = np.flip(m, axis=None)", "dy = np.flip(dm, axis=axis)")
rule("y = np.fliplr(m)", "dy = np.flip(dm, 1)")
rule("y = np.flipud(m)", "dy = np.flip(dm, 0)")
rule("y = np.roll(a, shift, axis=None)", "dy = np.roll(da, shift, axis=axis)")
rule("y = np.rot90(m, k=1, axes=(0, 1))",
     "dy = np.rot90(dm, k, axes)",
     adjoint="dm = np.rot90(_expand(dy, y), -k, axes)")  # fmt: skip
for name in ("triu", "tril"):
    rule(f"y = np.{name}(m, k=0)",
         f"dy = np.{name}(_expand(dm, m), k=k)",
         adjoint=f"dm = _reduce(w := np.{name}(_expand(dy, y), k=k), w, m)")  # fmt: skip
for n in (1, 2, 3):
    same_shape = f"dy = np.reshape(dary, np.shape(y)) if np.ndim(ary) < {n} else dary"
    rule(f"y = np.atleast_{n}d(ary)", same_shape,
         adjoint=f"dary = np.reshape(_expand(dy, y), np.shape(ary)) if np.ndim(ary) < {n} else dy")  # fmt: skip

rule("y = np.diag(v, k=0)",
     "dy = np.diag(dv, k=k)",
     adjoint=(
         "n = np.arange(np.shape(y)[0])",
         "dv = np.diag(_expand(dy, y), k=k) if np.ndim(v) == 1 else "
         "_scatter(_expand(dy, y), v, (n if k >= 0 else n - k, n if k <= 0 else n + k))",
     ))  # fmt: skip
rule("y = np.diagonal(a, offset=0, axis1=0, axis2=1)",
     "dy = np.diagonal(da, offset, axis1, axis2)",
     adjoint=(
         "n = np.arange(np.shape(y)[-1])",
         "rows = n if offset >= 0 else n - offset",
         "columns = n if offset <= 0 else n + offset",
         "da = _scatter(_expand(dy, y), a, (rows, columns)) if np.ndim(a) == 2 and axis1 == 0 and axis2 == 1 else "
         "np.moveaxis(_scatter(_expand(dy, y), np.moveaxis(a, (axis1, axis2), (-2, -1)), (..., rows, columns)), "
         "(-2, -1), (axis1, axis2))",
     ))  # fmt: skip
rule("y = np.linalg.diagonal(x, *_, offset=0)",
     "dy = np.diagonal(dx, offset, -2, -1)",
     adjoint=(
         "n = np.arange(np.shape(y)[-1])",
         "dx = _scatter(_expand(dy, y), x, (..., n if offset >= 0 else n - offset, n if offset <= 0 else n + offset))",
     ))  # fmt: skip
rule("y = np.linalg.trace(x, *_, offset=0, dtype=None)",
     "at = np.eye(np.shape(x)[-2], np.shape(x)[-1], offset, dtype=bool)",
     "dy = np.sum(at * dx, axis=(-2, -1))",
     adjoint="dx = (dy if np.ndim(x) == 2 else np.expand_dims(_expand(dy, y), (-2, -1))) * at")  # fmt: skip
rule("y = np.diagflat(v, k=0)",
     "dy = np.diagflat(dv, k)",
     adjoint=(
         "n = np.arange(np.size(v))",
         "dv = np.reshape(_expand(dy, y)[(n, n + k) if k >= 0 else (n - k, n)], np.shape(v))",
     ))  # fmt: skip
