"""What of NumPy and SciPy has a derivative: a table made from the libraries' own names and from the rules."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
from collections.abc import Iterator
from types import ModuleType

import numpy as np

from s2sad.calculus import registry
from s2sad.calculus.rule import Rule
from s2sad.calculus.scipy.without import OTHERS
from s2sad.calculus.without import creates, why_not
from s2sad.report.table import table
from s2sad.source.lower.library import PRIMITIVES
from s2sad.source.lower.methods import ARRAY_METHODS
from s2sad.source.lower.names import primitive_name
from s2sad.source.lower.objects import ARRAY_ATTRIBUTES
from s2sad.source.lower.sparse_expressions import ITERATIONS
from s2sad.source.lower.sparse_matrices import SOLVE

__all__ = ["KINDS", "MODULES", "coverage", "kind_of", "text"]

SERIES = ("polynomial", "chebyshev", "legendre", "laguerre", "hermite", "hermite_e")
MODULES = (
    *("numpy", "numpy.linalg", "numpy.fft", "numpy.polynomial"),
    *(f"numpy.polynomial.{basis}" for basis in SERIES),
    "numpy.ndarray",
)
SCIPY = (
    *"special linalg fft signal integrate optimize interpolate stats sparse sparse.linalg".split(),
    *("spatial.distance", "ndimage"),
)
KINDS = ("rule", "still", "creates constants", "no derivative exists", "missing")


def coverage(module: str) -> dict[str, tuple[str, str]]:
    """For each public function of a module the kind of its row, and why.

    >>> coverage("numpy")["floor"], coverage("numpy.linalg")["solve"]
    (('still', ''), ('rule', ''))
    """
    return {name: kind_of(module, name, found) for name, found in _public(module)}


def _public(module: str) -> Iterator[tuple[str, object]]:
    if module == "numpy.ndarray":
        yield from ((name, getattr(np.ndarray, name)) for name in dir(np.ndarray) if not name.startswith("_"))
        return
    home = importlib.import_module(module)
    listed = getattr(home, "__all__", None) or dir(home)
    for name in sorted(set(listed)):
        found = getattr(home, name, None)
        function = callable(found) and not isinstance(found, ModuleType) and not _is_kind(found)
        if not name.startswith("_") and function and (module != "scipy.stats" or _is_distribution(found)):
            yield name, found


def _is_kind(found: object) -> bool:
    """Whether this is a type of numbers, or an error."""
    return inspect.isclass(found) and issubclass(found, (np.generic, BaseException, Warning))


def _is_distribution(found: object) -> bool:
    """Whether this is an object of `scipy.stats` that has a density."""
    return not inspect.isclass(found) and (hasattr(found, "logpdf") or hasattr(found, "logpmf"))


def kind_of(module: str, name: str, found: object) -> tuple[str, str]:
    full = f"{module}.{name}".replace("numpy.ndarray.", "numpy.")
    written = name == "fill" or full in PRIMITIVES or full == SOLVE or full in ITERATIONS
    if written and _rule_of(module, name, found) is None:
        return "rule", "as reads and writes" if module.startswith("numpy") else "from its equation"
    if registry.leads(f"{module}.{name}()"):
        return "rule", "for what is done with the object"
    if creates(name, module) and module != "numpy.ndarray":
        return "creates constants", ""
    methods = registry.names(f"{module}.{name}.*") if _is_distribution(found) else []
    if methods:
        return "rule", "as " + ", ".join(method.rpartition(".")[2] for method in methods)
    rule = _rule_of(module, name, found)
    why = why_not(f"{module}.{name}")
    if rule is not None and why is None:
        return ("rule" if isinstance(rule, Rule) else "still"), ""
    if why is None or why.startswith("no rule"):
        return "missing", why or OTHERS.get(module, "")
    return "no derivative exists", why


def _rule_of(module: str, name: str, found: object) -> object:
    if module == "numpy.ndarray":
        prims = [ARRAY_METHODS.get(name) or ARRAY_ATTRIBUTES.get(name) or f"ndarray.{name}", f"numpy.{name}"]
    else:
        prims = [f"{module}.{name}", primitive_name(found) or ""]
    return next((rule for prim in prims if prim and (rule := registry.find(prim)) is not None), None)


def modules() -> tuple[str, ...]:
    """NumPy's, and SciPy's where it is installed."""
    if importlib.util.find_spec("scipy") is None:
        return MODULES
    return (*MODULES, *(f"scipy.{part}" for part in SCIPY))


def text(wanted: tuple[str, ...] | None = None) -> str:
    """The whole table: the functions of each kind, module by module."""
    parts = []
    for module in modules() if wanted is None else wanted:
        found = coverage(module)
        counts = [(kind, str(sum(row[0] == kind for row in found.values()))) for kind in KINDS]
        parts.append(f"{module}\n{table(counts)}\n\n{table((n, *row) for n, row in sorted(found.items()))}")
    return "\n\n".join(parts)
