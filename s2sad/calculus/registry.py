"""Which functions have a derivative: the rules by the dotted names of what they are for."""

from __future__ import annotations

import builtins
import importlib
import sys
from collections import ChainMap
from collections.abc import Callable, Mapping
from fnmatch import fnmatch
from functools import cache
from threading import RLock
from types import ModuleType
from typing import Any

import numpy as np

from s2sad.calculus.densities import density_name
from s2sad.calculus.rule import Lines, Maker, Rule, Still
from s2sad.calculus.signature import MODULES

__all__ = ["also", "find", "find_object", "name_of", "names", "own_rule", "rule", "rule_for", "same", "still"]

TABLES = (
    *(
        "broadcasting",
        "arithmetic",
        "elementary",
        "reductions",
        "norms",
        "statistics",
        "shaping",
        "copying",
        "joining",
        "conversions",
        "indexing",
    ),
    *(
        "products",
        "linalg",
        "spectral",
        "factoring",
        "selecting",
        "polynomials",
        "fft",
        "signals",
        "sampling",
        "special",
        "still",
    ),
)
SCIPY_TABLES = tuple(
    f"scipy.{part}"
    for part in (
        *("special", "special_integrals", "special_gamma", "special_error", "special_bessel", "special_elliptic"),
        *("special_polynomials", "special_statistical", "stats", "stats_discrete", "stats_multivariate"),
        *("linalg", "decompositions", "matrices", "fft", "signal", "ndimage", "splines", "distance", "integrate"),
    )
)

RULES: dict[str, Rule | Still] = {}
OBJECTS: dict[int, tuple[object, Rule | Still]] = {}
USERS: dict[str, Rule | Still] = {}
_loading = RLock()


def rule(call: str | Callable[..., Any], *lines: str, adjoint: str | tuple[str, ...] = (), **spelled: str) -> Rule:
    """Say what the derivative of a function is.

    Parameters
    ----------
    call : how the function is called, such as ``"y = np.tanh(x)"``; the function itself may stand before it.
    lines : set-up lines, and the differential last: linear in the d's.
    adjoint : lines ``"dx = ..."`` in terms of the result's d, where the transpose of the differential will not do.
    spelled : other names of parameters: ``min="a_min"``.

    >>> cube = rule("y = mylib.cube(x)", "dy = 3 * x**2 * dx")
    >>> find("mylib.cube") is cube
    True
    """
    made_by = _surroundings()
    function = None if isinstance(call, str) else call
    text, *rest = (call, *lines) if isinstance(call, str) else lines
    overrides = (adjoint,) if isinstance(adjoint, str) else tuple(adjoint)
    result = Rule(text, Lines(tuple(rest), overrides), spelled, made_by)
    _store(result, function, made_by)
    return result


def rule_for(call: str, **spelled: str) -> Callable[[Maker], Maker]:
    """Decorate a function that makes the lines of a rule from what is known of the call."""
    made_by = _surroundings()

    def keep(maker: Maker) -> Maker:
        _store(Rule(call, maker, spelled, made_by), None, made_by)
        return maker

    return keep


def still(*functions: str | Callable[..., Any]) -> None:
    """Say that functions have the derivative zero: ``still("np.floor", mylib.bin_of)``."""
    made_by = _surroundings()
    for function in functions:
        name = _full_name(function, made_by) if isinstance(function, str) else name_of(function)
        _store(Still(name), None if isinstance(function, str) else function, made_by)


def same(known: str, *others: str) -> None:
    """Give functions the rule of another one."""
    made_by = _surroundings()
    for other in others:
        RULES[_full_name(other, made_by)] = RULES[_full_name(known, made_by)]


def also(known: str, call: str, **spelled: str) -> None:
    """Give a function that is called otherwise the rule of another one."""
    made_by = _surroundings()
    found = own_rule(_full_name(known, made_by))
    _store(Rule(call, found.content, spelled, found.scope), None, made_by)


def own_rule(prim: str) -> Rule:
    """The rule for a function of NumPy that comes with s2sad."""
    _load(TABLES)
    found = RULES[prim]
    assert isinstance(found, Rule)
    return found


def find(prim: str) -> Rule | Still | None:
    """The rule for a primitive such as ``numpy.sum`` or ``operator.mul``; the user's come first."""
    _load(TABLES)
    if prim.startswith("scipy."):
        _load(SCIPY_TABLES)
    return USERS.get(prim) or RULES.get(prim)


def find_object(function: object) -> Rule | Still | None:
    """The rule for a function object: the one given with the object, else the one under its name."""
    known, found = OBJECTS.get(id(function), (None, None))
    return found if known is function and found is not None else find(name_of(function))


def names(pattern: str = "*") -> list[str]:
    """The names that have a derivative, as `fnmatch` has patterns.

    >>> names("numpy.linalg.sl*")
    ['numpy.linalg.slogdet']
    """
    _load(TABLES)
    _load(SCIPY_TABLES)
    return sorted(n for n in {**RULES, **USERS} if fnmatch(n, pattern) or fnmatch(n.replace("numpy.", "np."), pattern))


def name_of(function: object) -> str:
    """The dotted name of a function object; a density of SciPy has that of its distribution."""
    public = density_name(function)
    if public is not None:
        return public
    name = getattr(function, "__qualname__", None) or getattr(function, "__name__", type(function).__name__)
    of_ufunc = _home(str(name), function) if isinstance(function, np.ufunc) else "builtins"
    return f"{getattr(function, '__module__', None) or of_ufunc}.{name}"


def _home(name: str, function: np.ufunc) -> str:
    """The module of a ufunc, which does not say: SciPy has some of the names that NumPy has."""
    other = sys.modules.get("scipy.special")
    return "scipy.special" if other is not None and getattr(other, name, None) is function else "numpy"


@cache
def _load(tables: tuple[str, ...]) -> None:
    with _loading:
        for table in tables:
            importlib.import_module(f"s2sad.calculus.{table}")


def _surroundings() -> Mapping[str, Any]:
    """The names that whoever calls `rule`, `still` or `same` sees; those of its module also where they come later."""
    frame = sys._getframe(2)
    return frame.f_globals if frame.f_globals is frame.f_locals else ChainMap(dict(frame.f_locals), frame.f_globals)


def _full_name(text: str, scope: Mapping[str, Any]) -> str:
    """The dotted name that a name stands for where it is written."""
    head, dot, rest = text.partition(".")
    if head in MODULES:
        return f"{MODULES[head]}.{rest}"
    known = scope.get(head)
    if isinstance(known, ModuleType):
        return f"{known.__name__}.{rest}"
    if not dot:
        return name_of(known) if callable(known) else f"builtins.{text}" if hasattr(builtins, text) else text
    return text


def _store(made: Rule | Still, function: object, scope: Mapping[str, Any]) -> None:
    """Keep a rule: one of the tables here by its name, one of a user before those, and by its function object."""
    own = str(scope.get("__name__", "")).startswith("s2sad.calculus.")
    name = name_of(function) if function is not None else _prim(made, scope)
    (RULES if own else USERS)[name] = made
    if function is not None:
        OBJECTS[id(function)] = (function, made)


def _prim(made: Rule | Still, scope: Mapping[str, Any]) -> str:
    if isinstance(made, Still):
        return made.prim
    call = made.text.partition("=")[2].strip()
    head = call.partition("(")[0]
    named = "(" in call and all(part.isidentifier() for part in head.split("."))
    return _full_name(head, scope) if named else made.prim
