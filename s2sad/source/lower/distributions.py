"""Frozen distributions of SciPy: ``norm(loc, scale).logpdf(x)`` is ``norm.logpdf(x, loc, scale)``."""

from __future__ import annotations

import sys
from typing import Any

import gast

from s2sad.source.lower import calls, objects
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import Made, Partial, Static, Value
from s2sad.types.values import module_of

__all__ = ["freeze", "frozen", "is_distribution", "of_frozen"]

METHODS = frozenset("pdf logpdf pmf logpmf cdf logcdf sf logsf ppf isf mean var std entropy interval".split())
"""What a frozen distribution does as the distribution does with its parameters behind the other arguments."""


def is_distribution(obj: Any) -> bool:
    """Whether a call of an object of `scipy.stats` freezes it."""
    return module_of(type(obj)).startswith("scipy.stats._") and _name(obj) is not None


def _name(obj: Any) -> str | None:
    """The name under which `scipy.stats` has a distribution."""
    stats, name = sys.modules.get("scipy.stats"), type(obj).__name__.removesuffix("_gen")
    name = getattr(obj, "name", None) or name
    found = getattr(stats, name, None)
    return name if found is not None and type(found) is type(obj) and callable(obj) else None


def freeze(dist: Static, args: list[Value], keywords: dict[str, Value]) -> Partial:
    """``norm(loc, scale)``."""
    return Partial(Static(dist.obj, f"scipy.stats.{_name(dist.obj)}"), tuple(args), tuple(keywords.items()))


def frozen(lo: Lowerer, value: Value) -> Partial | None:
    """A frozen distribution: one made here, or one that is there before."""
    if isinstance(value, Partial) and isinstance(value.function, Static) and is_distribution(value.function.obj):
        return value
    obj: Any = value.obj if isinstance(value, Static) else None
    if not module_of(type(obj)).startswith("scipy.stats._"):
        return None
    dist = getattr(obj, "dist", None)
    if dist is None or not is_distribution(dist):
        return None
    text = value.text  # type: ignore[union-attr]
    args = [lo.from_object(a, f"{text}.args[{k}]") for k, a in enumerate(obj.args)]
    return freeze(Static(dist), args, {k: lo.from_object(v, f"{text}.kwds[{k!r}]") for k, v in obj.kwds.items()})


def of_frozen(lo: Lowerer, owner: Partial, name: str, node: gast.AST) -> Value:
    """``frozen.name``."""
    assert isinstance(owner.function, Static)
    if name not in METHODS or any(key == "seed" for key, _ in owner.keywords):
        lo.refuse(node, f"{name!r} of a frozen distribution is not supported", "call it of the distribution itself")
    dist = Static(getattr(sys.modules["scipy.stats"], str(_name(owner.function.obj))), owner.function.text)
    function = objects.get_attribute(lo, dist, name, node)

    def run(args: list[Value], at: Any) -> Value:
        return calls.call(lo, function, [*args, *owner.args], dict(owner.keywords), at)

    return Made(run)
