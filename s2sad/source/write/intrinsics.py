"""The helper functions that a generated module may contain where shapes are not known; printed only where used."""

from __future__ import annotations

__all__ = ["INTRINSICS"]

INTRINSICS: dict[str, str] = {
    "expand": '''\
def _expand(d, x):
    """d, broadcast to the shape of x."""
    shape = np.shape(x)
    return d if np.shape(d) == shape else np.broadcast_to(d, shape)
''',
    "reduce": '''\
def _reduce(d, z, x):
    """d, broadcast to the shape of z and summed over the axes that x lacks there."""
    if np.iscomplexobj(d) and not np.iscomplexobj(x):
        d = np.real(d)
    full = np.shape(z)
    shape = np.shape(x)[max(0, np.ndim(x) - len(full)) :]
    if shape == full:
        return d
    d = np.broadcast_to(d, full)
    added = len(full) - len(shape)
    d = np.sum(d, axis=tuple(range(added)))
    axes = tuple(i for i, n in enumerate(shape) if n == 1 and full[added + i] != 1)
    return np.sum(d, axis=axes, keepdims=True) if axes else d
''',
    "zeros": '''\
def _zeros(x):
    """A zero like x."""
    return np.zeros_like(x, np.result_type(x, 1.0)) if isinstance(x, np.ndarray) else 0.0
''',
    "scatter": '''\
def _scatter(d, x, index):
    """An array of zeros like x, into which d is added at index."""
    x_bar = np.zeros(np.shape(x), np.result_type(x, d))
    np.add.at(x_bar, index, d)
    return x_bar
''',
    "cofactors": '''\
def _cofactors(a, det):
    """The derivative of the determinant of a; of a singular matrix by its minors."""
    if np.all(det):
        return np.expand_dims(det, (-2, -1)) * np.swapaxes(np.linalg.inv(a), -1, -2)
    n = np.arange(np.shape(a)[-1])
    others = n[:-1] + (n[:-1] >= n[:, None])
    minors = np.linalg.det(a[..., others[:, None, :, None], others[:, None, :]])
    return minors * (1 - 2 * ((n[:, None] + n) % 2)).astype(a.dtype)
''',
    "stop": '''\
def _stop(x):
    """x, held constant by every derivative."""
    return x
''',
    "instance": '''\
def _instance(cls, /, **attributes):
    """An instance of cls with these attributes, made without its __init__."""
    made = object.__new__(cls)
    for name, value in attributes.items():
        object.__setattr__(made, name, value)
    return made
''',
}
