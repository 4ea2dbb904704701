"""The functions that rule texts may call besides NumPy's; the lowering folds them where it knows the shapes.

A tangent or an adjoint may be smaller than its value as long as it broadcasts to it: only these have to know.
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["INTRINSICS", "_cofactors", "_expand", "_reduce", "_scatter", "_zeros"]


def _expand(d: Any, x: Any) -> Any:
    """`d` with the shape of `x`."""
    return d if np.shape(d) == np.shape(x) else np.broadcast_to(d, np.shape(x))


def _reduce(d: Any, z: Any, x: Any) -> Any:
    """`d`, thought expanded to the shape of `z`, summed over the axes along which `x` was broadcast to `z`.

    >>> float(_reduce(1.0, np.zeros((2, 3)), 0.5))
    6.0
    """
    if np.iscomplexobj(d) and not np.iscomplexobj(x):
        d = np.real(d)
    if np.shape(z) == np.shape(x):
        return d
    d = _expand(d, z)
    d = np.sum(d, axis=tuple(range(np.ndim(d) - np.ndim(x))))
    axes = tuple(i for i, n in enumerate(np.shape(x)) if n != np.shape(d)[i])
    return np.sum(d, axis=axes, keepdims=True) if axes else d[()]


def _zeros(x: Any) -> Any:
    """A zero of the shape and dtype of `x`."""
    return np.zeros(np.shape(x), np.result_type(x, 1.0)) if np.ndim(x) else 0.0


def _scatter(d: Any, x: Any, index: Any) -> Any:
    """The adjoint of x in ``x[index]``; elements that were read more than once add up."""
    bar = np.zeros(np.shape(x), np.result_type(d))
    np.add.at(bar, index, d)
    return bar


def _cofactors(a: Any, det: Any) -> Any:
    """What a determinant changes by with each element; of a singular matrix by the minors, which need no inverse.

    >>> _cofactors(np.array([[1.0, 2.0], [2.0, 4.0]]), 0.0)
    array([[ 4., -2.],
           [-2.,  1.]])
    """
    if np.all(det):
        return np.expand_dims(det, (-2, -1)) * np.swapaxes(np.linalg.inv(a), -1, -2)
    n = np.arange(np.shape(a)[-1])
    others = n[:-1] + (n[:-1] >= n[:, None])
    minors = np.linalg.det(a[..., others[:, None, :, None], others[:, None, :]])
    return minors * (1 - 2 * ((n[:, None] + n) % 2)).astype(a.dtype)


INTRINSICS = {"_expand": _expand, "_reduce": _reduce, "_zeros": _zeros, "_scatter": _scatter, "_cofactors": _cofactors}
