"""The transposes that are written by hand: for a function v = f(u) linear in u, the adjoint of u from that of v.

``dv`` is the adjoint that comes in; it may be smaller than v as long as it broadcasts to it, and where the exact shape
matters the line says ``_expand(dv, v)``.  A line that answers with something smaller than u is marked `smaller`.
"""

from __future__ import annotations

from s2sad.calculus.signature import Head, parse_head
from s2sad.core.records import dataclass

__all__ = ["LINEAR", "Linear"]


@dataclass(frozen=True)
class Linear:
    """``v = f(u, ...)`` and the adjoint of u."""

    head: Head
    adjoint: str
    smaller: bool = False


LINEAR: dict[str, Linear] = {}


def linear(call: str, adjoint: str, smaller: bool = False) -> None:
    head = parse_head(call)
    LINEAR[head.prim] = Linear(head, adjoint, smaller)


# Summed axes come back with length one; in front they need not.
linear("v = np.sum(u, axis=None, dtype=None, *_, keepdims=False)",
       "dv if axis is None or keepdims or (isinstance(axis, int) and axis == 0) else "
       "np.expand_dims(_expand(dv, v), axis)",
       smaller=True)  # fmt: skip
linear("v = np.mean(u, axis=None, dtype=None, *_, keepdims=False)",
       "dv / np.size(u) if axis is None else "
       "(dv if keepdims or axis == 0 else np.expand_dims(_expand(dv, v), axis)) / np.shape(u)[axis] "
       "if isinstance(axis, int) else "
       "(dv if keepdims else np.expand_dims(_expand(dv, v), axis)) * (max(np.size(v), 1) / np.size(u))",
       smaller=True)  # fmt: skip
linear("v = np.cumsum(u, axis=None)",
       "np.reshape(np.cumsum(_expand(dv, v)[::-1])[::-1], np.shape(u)) if axis is None else "
       "np.flip(np.cumsum(np.flip(_expand(dv, v), axis), axis=axis), axis)")  # fmt: skip
linear("v = np.reshape(u, shape, order='C')", "np.reshape(_expand(dv, v), np.shape(u), order=order)")
linear("v = np.ravel(u, order='C')", "np.reshape(_expand(dv, v), np.shape(u), order=order)")
linear("v = np.transpose(u, axes=None)",
       "np.transpose(_expand(dv, v)) if axes is None else "
       "np.transpose(_expand(dv, v), np.argsort(np.mod(axes, np.ndim(u))))")  # fmt: skip
linear("v = np.swapaxes(u, axis1, axis2)", "np.swapaxes(_expand(dv, v), axis1, axis2)")
linear("v = np.moveaxis(u, source, destination)", "np.moveaxis(_expand(dv, v), destination, source)")
linear("v = np.squeeze(u, axis=None)", "np.reshape(_expand(dv, v), np.shape(u))")
linear("v = np.expand_dims(u, axis)", "np.reshape(_expand(dv, v), np.shape(u))")
linear("v = np.broadcast_to(u, shape)", "_reduce(dv, v, u)", smaller=True)
linear("v = np.flip(u, axis=None)", "np.flip(_expand(dv, v), axis=axis)")
linear(
    "v = np.roll(u, shift, axis=None)",
    "np.roll(_expand(dv, v), -shift if isinstance(shift, int) else np.negative(shift), axis=axis)",
)
linear("v = np.triu(u, k=0)", "np.triu(_expand(dv, v), k=k)")
linear("v = np.tril(u, k=0)", "np.tril(_expand(dv, v), k=k)")
linear("v = np.real(u)", "dv")
linear("v = np.imag(u)", "_reduce(-1j * dv, v, u)")
linear("v = np.conj(u)", "np.conj(dv)")
