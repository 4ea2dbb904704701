"""Whole matrices of derivatives as a function would compute them: these are lowered as a user's functions are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["columns", "rows"]


def columns(along: Callable[[Any], Any], x: Any) -> Any:
    """A column for each entry of `x`: the derivative along it."""
    units = np.eye(x.size, dtype=x.dtype)
    if x.ndim == 1:
        return np.stack([along(unit) for unit in units], axis=-1)
    dots = np.stack([along(unit.reshape(x.shape)) for unit in units], axis=-1)
    return dots.reshape(dots.shape[:-1] + x.shape)


def rows(back: Callable[[Any], Any], value: Any, x: Any) -> Any:
    """A row for each entry of `value`: the gradient of it."""
    units = np.eye(value.size, dtype=value.dtype)
    if value.ndim == 1:
        return np.stack([back(unit) for unit in units])
    bars = np.stack([back(unit.reshape(value.shape)) for unit in units])
    return bars.reshape(value.shape + np.shape(x))
