"""What the methods of ufuncs come to that are no sums, products or extrema: one row after the other."""

from __future__ import annotations

import functools
import itertools

import numpy as np

from s2sad.calculus.registry import composed

__all__ = ["SEGMENTED", "functools", "itertools", "np"]

ROWS = "rows = np.ravel(array) if axis is None else np.moveaxis(array, axis, 0)"
REDUCE = "array, axis=0, *_, keepdims=False"
KEPT = "np.expand_dims({0}, 0 if axis is None else axis) if keepdims else {0}"
"""The result of a reduction with the axis that is asked for."""
BACK = "np.moveaxis({0}, 0, axis)"

# What is taken away or divided by is one sum or product.
for name, whole, running, sign in (("subtract", "np.sum", "np.cumsum", "-"), ("divide", "np.prod", "np.cumprod", "/")):
    made = f"(rows[0] {sign} {whole}(rows[1:], axis=0))"
    composed(f"y = np.{name}.reduce({REDUCE})", ROWS, f"y = {KEPT.format(made)}")
    made = f"np.concatenate((rows[:1], rows[:1] {sign} {running}(rows[1:], axis=0)))"
    composed(f"y = np.{name}.accumulate(array, axis=0)", ROWS, f"y = {BACK.format(made)}")

# `power` and `arctan2` are not here: what NumPy gives for their reductions is not what the loop gives.
for name in ("float_power", "fmod", "remainder"):
    made = f"functools.reduce(np.{name}, rows)"
    composed(f"y = np.{name}.reduce({REDUCE})", ROWS, f"y = {KEPT.format(made)}")
for name in ("power", "float_power", "arctan2", "logaddexp", "logaddexp2", "hypot", "fmax", "fmin"):
    made = f"np.stack(list(itertools.accumulate(rows, np.{name})))"
    composed(f"y = np.{name}.accumulate(array, axis=0)", ROWS, f"y = {BACK.format(made)}")

SEGMENTED = ("subtract", "divide", "multiply", "maximum", "minimum", "fmax", "fmin", "logaddexp", "logaddexp2", "hypot")
for name in SEGMENTED:
    made = f"np.stack([np.{name}.reduce(rows[i : max(j, i + 1)]) for i, j in zip(first, after)])"
    composed(
        f"y = np.{name}.reduceat(array, indices, axis=0)",
        ROWS,
        "first = np.asarray(indices)",
        "after = np.append(first[1:], np.shape(rows)[0])",
        f"y = {BACK.format(made)}",
    )
