"""Which operations give a view of their first argument."""

from __future__ import annotations

__all__ = ["CONVERSIONS", "OF_SHAPE", "ORDERED", "SURE_VIEWS", "VIEW_PRIMS"]

VIEW_PRIMS = {
    "operator.getitem", "numpy.transpose", "numpy.reshape", "numpy.ravel", "numpy.squeeze", "numpy.expand_dims",
    "numpy.swapaxes", "numpy.moveaxis", "numpy.flip", "numpy.real", "numpy.atleast_1d", "numpy.atleast_2d",
    "numpy.diagonal", "numpy.rot90", "numpy.fliplr", "numpy.flipud", "numpy.asarray", "numpy.rollaxis",
    "numpy.broadcast_to", "numpy.imag", "numpy.atleast_3d", "numpy.matrix_transpose",
}  # fmt: skip
SURE_VIEWS = VIEW_PRIMS - {"operator.getitem", "numpy.reshape", "numpy.ravel", "numpy.asarray"}
"""What is a view of every array."""
OF_SHAPE = {"numpy.shape", "numpy.size", "numpy.ndim", "ndarray.dtype", "builtins.len"}
CONVERSIONS = {
    f"numpy.{name}" for name in ("asarray", "asanyarray", "ascontiguousarray", "asfortranarray", "array", "require")
} | {"ndarray.astype"}
"""What gives the array itself if it is as it should be."""
ORDERED = {"numpy.ascontiguousarray", "numpy.asfortranarray", "numpy.require"}
"""What asks for an order in memory."""
