"""The dotted name under which the calculus knows a library function."""

from __future__ import annotations

import sys
import types
from functools import cache
from typing import Any

import numpy as np

from s2sad.calculus import registry
from s2sad.calculus.densities import density_name
from s2sad.types.values import module_of

__all__ = ["primitive_name"]

MODULES = ("builtins", "operator", "math", "cmath", "numpy", "numpy.linalg", "numpy.fft")
SCIPY = (
    "special",
    "linalg",
    "fft",
    "signal",
    "signal.windows",
    "integrate",
    "interpolate",
    "stats",
    "optimize",
    "ndimage",
    "spatial.distance",
    "sparse",
    "sparse.linalg",
)


@cache
def _table() -> dict[int, str]:
    import bisect
    import cmath
    import math
    import operator

    table: dict[int, str] = {}
    modules = (math, cmath, operator, bisect, np, np.linalg, np.fft)
    for module in modules:
        for name in sorted(vars(module), key=lambda n: (len(n), n)):
            obj = vars(module)[name]
            if callable(obj) and not name.startswith("_"):
                table.setdefault(id(obj), f"{module.__name__}.{name}")
    return table


def primitive_name(obj: Any) -> str | None:
    """``numpy.linalg.norm`` for the function of that name; None for a function of the user without a rule."""
    name = _table().get(id(obj))
    if name is not None:
        return _canonical(obj, name)
    ruled = registry.prim_of(obj)
    if ruled is not None:
        return ruled
    density = density_name(obj)
    if density is not None:
        return density
    module = getattr(obj, "__module__", None) or ""
    if module.startswith("numpy.") and isinstance(obj, (types.FunctionType, type(np.sum))):
        return f"{module}.{obj.__name__}"
    if module == "builtins":
        return f"builtins.{obj.__name__}"
    if module.startswith("scipy") or module_of(type(obj)).startswith("scipy") or isinstance(obj, np.ufunc):
        return _scipy_name(obj)
    return None


def _canonical(obj: Any, name: str) -> str:
    """NumPy's own name for a function that has several: ``numpy.abs`` is `numpy.absolute`."""
    own = getattr(obj, "__name__", "")
    module = name.rpartition(".")[0]
    return f"{module}.{own}" if own and getattr(sys.modules[module], own, None) is obj else name


def _scipy_name(obj: Any) -> str | None:
    for part in SCIPY:
        module = sys.modules.get(f"scipy.{part}")
        name = getattr(obj, "__name__", "")
        if module is not None and name and getattr(module, name, None) is obj:
            return f"scipy.{part}.{name}"
    return None
