"""Which object a rule is for, and the dotted name under which it is known."""

from __future__ import annotations

import builtins
import sys
import types
from collections.abc import Hashable, Mapping
from itertools import count
from typing import Any

from s2sad.calculus.densities import density_name
from s2sad.calculus.signature import MODULES

__all__ = ["full_name", "identity", "located", "meant", "name_of", "own_name", "plain_name"]

_numbers = count(1)


def name_of(function: object) -> str:
    """The dotted name of a function object, public if it has one; a density of SciPy has that of its distribution."""
    density = density_name(function)
    if density is not None:
        return density
    name = getattr(function, "__qualname__", None) or plain_name(function)
    if type(function).__name__ == "ufunc":
        return f"{_home_of_ufunc(function)}.{name}"
    module: str = getattr(function, "__module__", None) or "builtins"
    public = f"{module.partition('._')[0]}.{name}"
    return public if "._" in module and located(public) is function else f"{module}.{name}"


def plain_name(function: object) -> str:
    return str(getattr(function, "__name__", type(function).__name__))


def _home_of_ufunc(function: object) -> str:
    for module in ("numpy", "scipy.special"):
        if getattr(sys.modules.get(module), plain_name(function), None) is function:
            return module
    return "ufunc"


def own_name(function: object) -> str:
    """A name for what no dotted name leads to: a local function, a lambda, a ufunc made at run time."""
    name = plain_name(function)
    module = getattr(function, "__module__", None) or "ufunc"
    return f"{module}.<{next(_numbers)}>.{name if name.isidentifier() else 'function'}"


def located(name: str) -> object:
    """What a dotted name leads to in the modules that are loaded; None where it leads nowhere.

    >>> located("builtins.str.upper") is str.upper, located("builtins.str.louder")
    (True, None)
    """
    parts = name.split(".")
    for size in range(len(parts) - 1, 0, -1):
        found: Any = sys.modules.get(".".join(parts[:size]))
        if found is not None:
            return _attribute(found, parts[size:])
    return None


def _attribute(obj: Any, names: list[str]) -> Any:
    for name in names:
        obj = getattr(obj, name, None)
    return obj


def meant(text: str, scope: Mapping[str, Any]) -> object:
    """The function, class or method that a dotted name stands for where it is written; None where there is none yet."""
    head, *rest = text.split(".")
    if head in MODULES:
        return None
    found = _attribute(scope[head], rest) if head in scope else located(text)
    return found if callable(found) and not isinstance(found, types.ModuleType) else None


def full_name(text: str, scope: Mapping[str, Any]) -> str:
    """The dotted name that a name stands for where it is written."""
    head, dot, rest = text.partition(".")
    if head in MODULES:
        return f"{MODULES[head]}.{rest}"
    known = scope.get(head)
    if isinstance(known, types.ModuleType):
        return f"{known.__name__}.{rest}"
    if not dot:
        return name_of(known) if callable(known) else f"builtins.{text}" if hasattr(builtins, text) else text
    return text


def identity(function: object) -> Hashable:
    """What stays the same of a function: a method that is bound to a class is another object each time."""
    if isinstance(function, types.MethodType):
        return id(function.__func__), id(function.__self__)
    return id(function)
