"""Which functions have a derivative: the rules by the dotted names of what they are for."""

from __future__ import annotations

import importlib
import re
import sys
import types
from collections import ChainMap
from collections.abc import Callable, Hashable, Mapping, MutableMapping
from fnmatch import fnmatch
from functools import cache
from threading import RLock
from typing import Any

from s2sad.calculus.naming import full_name, identity, located, meant, name_of, own_name
from s2sad.calculus.rule import Lines, Maker, Rule, Still
from s2sad.calculus.signature import parse_head

__all__ = [
    "also", "composed", "find", "find_object", "leads", "maker_of", "makes_anew", "name_of", "names", "own_rule",
    "prim_of", "rule", "rule_for", "same", "still",
]  # fmt: skip

TABLES = (
    *(
        "broadcasting",
        "arithmetic",
        "elementary",
        "reductions",
        "folds",
        "norms",
        "statistics",
        "shaping",
        "copying",
        "padding",
        "joining",
        "conversions",
        "indexing",
    ),
    *(
        "products",
        "linalg",
        "spectral",
        "fitting",
        "factoring",
        "selecting",
        "polynomials",
        "series",
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
        *("special_polynomials", "special_statistical", "stats", "stats_discrete", "stats_multivariate", "stats_more"),
        *(
            "linalg",
            "decompositions",
            "orthogonal",
            "bands",
            "riccati",
            "matrices",
            "fft",
            "signal",
            "ndimage",
            "splines",
            "transforms",
            "distance",
            "integrate",
        ),
        *("sparse", "interpolate", "grids", "moments", "functions_of_matrices", "spectra", "resampling", "fitpack"),
    )
)

RULES: dict[str, Rule | Still] = {}
USERS: dict[str, Rule | Still] = {}
OBJECTS: dict[Hashable, tuple[object, str]] = {}
LIVE: dict[str, object] = {}
"""The objects that rules of users are for, with the names under which these are known, and by those names."""
MAKERS: dict[Hashable, tuple[object, str]] = {}
"""The classes and functions of users that make the objects that rules speak of, with their names."""
PATHS: set[str] = set()
"""How the objects are made that rules speak of: ``C()``, ``C().derivative()``."""
_loading = RLock()
PLAIN_CALL = re.compile(r"\w+ = [\w.]+\([^()\[\].@]*\)")
"""The first line of a rule that is for no object: it is taken apart when the rule is used."""


def rule(
    call: str | Callable[..., Any],
    *lines: str,
    adjoint: str | tuple[str, ...] = (),
    domain: Mapping[str, Any] | None = None,
    like: str = "",
    **spelled: str,
) -> Rule:
    """Say what the derivative of a function is.

    Parameters
    ----------
    call : how the function is called, such as ``"y = np.tanh(x)"``; the function itself may stand before it.
    lines : set-up lines, and the differential last: linear in the d's.
    adjoint : lines ``"dx = ..."`` in terms of the result's d, where the transpose of the differential will not do.
    domain : for each parameter two bounds, or an example, of where `check_rule` is to try the rule.
    like : an expression of the parameters that has the type and the shape of the result, where that can be told.
    spelled : other names of parameters: ``min="a_min"``.

    Raises
    ------
    ValueError
        Where a line is none of Python, or not in the grammar.

    >>> cube = rule("y = mylib.cube(x)", "dy = 3 * x**2 * dx")
    >>> find("mylib.cube") is cube
    True
    """
    made_by = _surroundings()
    function = None if isinstance(call, str) else call
    text, *rest = (call, *lines) if isinstance(call, str) else lines
    overrides = (adjoint,) if isinstance(adjoint, str) else tuple(adjoint)
    own = {} if function is None else {parse_head(text).base or parse_head(text).prim: function}
    result = Rule(text, Lines(tuple(rest), overrides), spelled, ChainMap(own, made_by), domain or {}, like)
    if not _is_table(made_by):
        result.check_grammar()
    _store(result, function, made_by)
    return result


def rule_for(call: str, like: str = "", **spelled: str) -> Callable[[Maker], Maker]:
    """Decorate a function that makes the lines of a rule from what is known of the call."""
    made_by = _surroundings()

    def keep(maker: Maker) -> Maker:
        _store(Rule(call, maker, spelled, made_by, {}, like), None, made_by)
        return maker

    return keep


def composed(call: str, *lines: str, **spelled: str) -> None:
    """Say what a function is composed of: the last line gives its result, by functions whose derivatives are known."""
    _store(Rule(call, Lines(composed=lines), spelled, _surroundings()), None, _surroundings())


def still(*functions: str | Callable[..., Any]) -> None:
    """Say that functions have the derivative zero: ``still("np.floor", mylib.bin_of)``."""
    made_by = _surroundings()
    for function in functions:
        name = full_name(function, made_by) if isinstance(function, str) else name_of(function)
        _store(Still(name), None if isinstance(function, str) else function, made_by)


def same(known: str, *others: str) -> None:
    """Give functions the rule of another one."""
    made_by = _surroundings()
    for other in others:
        RULES[full_name(other, made_by)] = RULES[full_name(known, made_by)]


def also(known: str, call: str, **spelled: str) -> None:
    """Give a function that is called otherwise the rule of another one."""
    made_by = _surroundings()
    found = own_rule(full_name(known, made_by))
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


def prim_of(function: object) -> str | None:
    """The name under which a function object has a rule: the one given for this object, else one for its name alone."""
    found = OBJECTS.get(identity(function))
    if found is not None:
        return found[1]
    name = name_of(function)
    if name in LIVE:  # the rule is for another object of this name
        return name if name in RULES and name not in USERS else None
    return name if find(name) is not None else None


def find_object(function: object) -> Rule | Still | None:
    """The rule for a function object."""
    prim = prim_of(function)
    return None if prim is None else find(prim)


def leads(path: str) -> bool:
    """Whether rules speak of the objects that are made so.

    >>> leads("scipy.sparse.csr_matrix()"), leads("scipy.sparse.csr_matrix().data")
    (True, False)
    """
    if path.startswith("scipy."):
        _load(SCIPY_TABLES)
    return path in PATHS


def maker_of(function: object) -> str | None:
    """The name of a class or function of a user of whose results rules speak."""
    found = MAKERS.get(identity(function))
    return None if found is None else found[1]


def makes_anew(prim: str) -> bool:
    """Whether a call makes an object of a class of a user: another one each time."""
    return prim in LIVE and f"{prim}()" in PATHS


def names(pattern: str = "*") -> list[str]:
    """The names that have a derivative, as `fnmatch` has patterns.

    >>> names("numpy.linalg.sl*")
    ['numpy.linalg.slogdet']
    """
    _load(TABLES)
    _load(SCIPY_TABLES)
    return sorted(n for n in {**RULES, **USERS} if fnmatch(n, pattern) or fnmatch(n.replace("numpy.", "np."), pattern))


@cache
def _load(tables: tuple[str, ...]) -> None:
    with _loading:
        for table in tables:
            importlib.import_module(f"s2sad.calculus.{table}")


def _surroundings() -> MutableMapping[str, Any]:
    """The names that whoever calls `rule`, `still` or `same` sees; those of its module also where they come later."""
    frame = sys._getframe(2)
    return frame.f_globals if frame.f_globals is frame.f_locals else ChainMap(dict(frame.f_locals), frame.f_globals)


def _store(made: Rule | Still, function: object, scope: Mapping[str, Any]) -> None:
    """Keep a rule: one of the tables here by its name, one of a user before those, for an object if there is one."""
    if isinstance(made, Rule) and not PLAIN_CALL.fullmatch(made.text) and made.head.base:
        _store_of_object(made, function, scope)
        return
    if _is_table(scope):
        RULES[_prim(made, scope)] = made
        if isinstance(made, Still) and "()." in made.prim:
            PATHS.add(made.prim.rpartition(".")[0])
        return
    named = _called(made)
    target = meant(named, scope) if function is None and named else function
    if target is None:
        USERS[_prim(made, scope)] = made
        return
    names = (full_name(named, scope), f"{scope.get('__name__')}.{named}") if named else ()
    prim = next((n for n in (*names, name_of(target)) if identity(located(n)) == identity(target)), None)
    if prim is None and isinstance(target, types.MethodType) and not isinstance(target.__self__, type):
        raise ValueError(f"{made.prim}: a rule is for the function of a class: rule({target.__qualname__}, ...)")
    prim = prim or own_name(target)
    OBJECTS[identity(target)] = (target, prim)
    LIVE[prim] = target
    USERS[prim] = made


def _store_of_object(made: Rule, function: object, scope: Mapping[str, Any]) -> None:
    """Keep a rule for what is done with an object of a class."""
    head = made.head
    if _is_table(scope):
        base = head.base
    else:
        target = meant(head.base, scope) if function is None else function
        names = (full_name(head.base, scope), "" if target is None else name_of(target))
        base = next((n for n in names if n and identity(located(n)) == identity(target)), names[0])
        if target is not None and located(base) is not target:
            base = own_name(target)
        if target is not None:
            MAKERS[identity(target)] = target, base
            LIVE[base] = target
    PATHS.add(head.path.replace(head.base, base, 1))
    before, _, behind = head.prim.rpartition(head.base)
    (RULES if _is_table(scope) else USERS)[f"{before}{base}{behind}"] = made


def _is_table(scope: Mapping[str, Any]) -> bool:
    """Whether a rule is one of those that come with s2sad."""
    return str(scope.get("__name__", "")).startswith("s2sad.calculus.")


def _called(made: Rule | Still) -> str:
    """The dotted name that the text of a rule calls; empty for an operator."""
    if isinstance(made, Still):
        return made.prim
    call = made.text.partition("=")[2].strip()
    head = call.partition("(")[0]
    return head if "(" in call and all(part.isidentifier() for part in head.split(".")) else ""


def _prim(made: Rule | Still, scope: Mapping[str, Any]) -> str:
    named = _called(made)
    return full_name(named, scope) if named and isinstance(made, Rule) else made.prim
