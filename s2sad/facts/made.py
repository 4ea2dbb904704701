"""How operations make their results: in new memory, as a view, or as a new version of what they are given."""

from __future__ import annotations

__all__ = ["BUILDERS", "COLLECTIONS", "COPIES", "SPREAD", "UPDATES", "VIEWS"]

UPDATES = frozenset(
    "store.set store.add store.add_at store.left list.append list.init list.extend dict.without".split()
)
"""What makes a new version; ``store.left`` is what a call has left in an array that it was given: it prints nothing."""
BUILDERS = frozenset({"list.display", "list.repeat", "dict.display", "s2sad.list_like"}) | {
    f"builtins.{n}" for n in ("dict", "zip", "enumerate", "reversed", "iter", "map", "filter")
}
"""Fresh containers (or iterators) of what they are given."""
COLLECTIONS = frozenset(
    "builtins.list builtins.tuple builtins.sorted list.copy list.given list.tuple list.of_tuple s2sad.list_part".split()
)
"""Fresh containers of what is in what they are given."""
COPIES = frozenset({"copy.deepcopy", "dict.keys", "dict.zeros", "s2sad.list_add", "s2sad.list_filled"})
"""Fresh down to the numbers."""
VIEWS = frozenset(
    f"numpy.{n}"
    for n in (
        "transpose", "reshape", "ravel", "squeeze", "expand_dims", "swapaxes", "moveaxis", "rollaxis", "flip", "fliplr",
        "flipud", "rot90", "real", "imag", "atleast_1d", "atleast_2d", "atleast_3d", "diagonal", "diag", "asarray",
        "ascontiguousarray", "asfortranarray", "require", "array", "broadcast_to", "split", "array_split", "hsplit",
        "vsplit", "dsplit", "matrix_transpose", "broadcast_arrays", "ix_", "real_if_close", "trim_zeros",
        "asarray_chkfinite", "linalg.diagonal", "linalg.matrix_transpose", "astype", "asanyarray", "meshgrid",
        "nan_to_num",
    )
) | {"operator.getitem", "ndarray.astype", "s2sad.expand", "s2sad.reduce", "s2sad.stop", "s2sad.reversal"}  # fmt: skip
"""Operations whose result may be the memory of an argument: `infer` tells whether it is."""
SPREAD = frozenset({"numpy.broadcast_to", "s2sad.expand", "numpy.diagonal", "numpy.diag", "numpy.imag"}) | {
    "numpy.linalg.diagonal",
    "numpy.broadcast_arrays",
}
"""Views in which one element may stand for many, or that cannot be written, as the imaginary part of real numbers."""
