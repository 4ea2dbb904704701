"""The names of SciPy's densities: methods of objects that its module makes, such as ``scipy.stats.norm.logpdf``."""

from __future__ import annotations

import sys
from functools import cache
from types import MethodType

from s2sad.types.resolve import DENSITIES

__all__ = ["density_name"]


def density_name(function: object) -> str | None:
    """``scipy.stats.norm.logpdf`` for that method of that object; None for anything else."""
    if not isinstance(function, MethodType) or function.__name__ not in DENSITIES:
        return None
    if not type(function.__self__).__module__.startswith("scipy.stats."):
        return None
    distribution = _distributions().get(id(function.__self__))
    return None if distribution is None else f"scipy.stats.{distribution}.{function.__name__}"


@cache
def _distributions() -> dict[int, str]:
    """The objects of `scipy.stats`, which lives as long as the process, by the names that it has for them."""
    return {id(found): name for name, found in vars(sys.modules["scipy.stats"]).items() if not name.startswith("_")}
