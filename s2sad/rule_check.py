"""Whether a rule is right: what it says of a function, against the function itself."""

from __future__ import annotations

import importlib
import linecache
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any

import numpy as np

from s2sad.api import adjoint, tangent
from s2sad.calculus import registry
from s2sad.calculus.naming import plain_name
from s2sad.calculus.rule import Rule, Still
from s2sad.callee import callee_of
from s2sad.core.records import dataclass, replace
from s2sad.errors import NotSupportedError, VerificationError
from s2sad.leaves import dot, leaves, rebuild
from s2sad.paths import parse_path
from s2sad.verify import Check, Comparison, Point, is_single, random_like

__all__ = ["check_rule"]

_texts = count(1)


def check_rule(
    function: str | Callable[..., Any],
    *args: Any,
    wrt: str | tuple[str, ...] | None = None,
    order: int = 2,
    rtol: float = 1e-6,
    seed: int = 0,
    **kwargs: Any,
) -> Check:
    """Compare the rule of a function with the function at a point: a test of a rule in one line.

    For each parameter that is a number or an array of numbers, along a random direction: the tangent against the
    complex step where the function takes complex numbers, else central differences; the adjoint against the tangent
    by the dot product; the linearity of both; and, up to `order`, the derivatives of the derivatives in the same way.

    Parameters
    ----------
    function : the function, or its dotted name.
    args, kwargs : the arguments of a call; without any, a point in the `domain` of the rule.
    wrt : the parameters to check; without it, all that the rule has a derivative in.

    Raises
    ------
    VerificationError
        With the numbers, where they disagree; it is an `AssertionError` too.

    >>> from s2sad import rule
    >>> def cube(x):
    ...     return x * x * x
    >>> made = rule(cube, "y = cube(x)", "dy = 3 * x**2 * dx")
    >>> print(check_rule(cube, 0.7, order=1))  # doctest: +ELLIPSIS
    cube
    wrt...
    x    tangent...ok
    x    adjoint...ok
    x    value...ok
    x    tangent, linear...ok
    x    adjoint, linear...ok
    """
    target = _imported(function) if isinstance(function, str) else function
    found = registry.find_object(target)
    label = function if isinstance(function, str) else plain_name(target)
    if found is None:
        raise VerificationError(f"{label} has no rule: s2sad.rule or s2sad.still gives it one")
    rng = np.random.default_rng(seed)
    if not args and not kwargs and isinstance(found, Rule):
        args = _point(found, label, rng)
    call = _Call.of(target, found, args, kwargs)
    rows = _rows(found, call, _Checked(call.function, call.values, rng, rtol), wrt, order)
    if not rows:
        raise VerificationError(f"{label} has no derivative in what is given here: {', '.join(call.values)}")
    report = Check(label, tuple(rows))
    if not report.agrees:
        raise VerificationError(str(report))
    return report


def _rows(
    found: Rule | Still, call: _Call, checked: _Checked, wrt: str | tuple[str, ...] | None, order: int
) -> list[Comparison]:
    if isinstance(found, Still):
        return [row for name in call.numbers() for row in checked.still(name)]
    if wrt is None:
        return checked.all_of(call.numbers(), order)
    return checked.up_to((wrt,) if isinstance(wrt, str) else wrt, order)


def _imported(name: str) -> Any:
    module, _, rest = name.rpartition(".")
    names = [rest]
    while module:
        try:
            found: Any = importlib.import_module(module)
        except ImportError:
            module, _, last = module.rpartition(".")
            names.insert(0, last)
            continue
        for part in names:
            found = getattr(found, part)
        return found
    raise VerificationError(f"{name!r} is no dotted name of a function: give the function itself")


def _point(rule: Rule, label: str, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments in the domain of a rule."""
    if not rule.domain:
        raise VerificationError(f"give arguments at which {label} is to be checked, or its rule a domain")
    names = [name for name in rule.parameters if name in rule.domain or name not in rule.defaults]
    missing = [name for name in names if name not in rule.domain]
    if missing:
        raise VerificationError(f"the domain of the rule of {label} says nothing of {', '.join(missing)}")
    return tuple(_drawn(rule.domain[name], rng) for name in names)


def _drawn(domain: Any, rng: np.random.Generator) -> Any:
    """A number between two bounds; what is no pair of bounds is an example."""
    if isinstance(domain, tuple) and len(domain) == 2 and all(isinstance(b, (int, float)) for b in domain):
        return float(rng.uniform(*domain))
    return domain


@dataclass(frozen=True)
class _Call:
    """A call of a function as a function of its own: literals stand in it, all else are its parameters."""

    function: Callable[..., Any]
    values: Mapping[str, Any]

    @staticmethod
    def of(target: Any, rule: Rule | Still, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> _Call:
        names = _names(rule, len(args), kwargs)
        given = dict(zip(names, (*args, *kwargs.values()), strict=True))
        values = {name: value for name, value in given.items() if not _is_literal(value)}
        texts = [name if name in values else repr(value) for name, value in given.items()]
        spelled = texts[: len(args)] + [f"{k}={t}" for k, t in zip(kwargs, texts[len(args) :], strict=True)]
        return _Call(_function(target, list(values), ", ".join(spelled)), values)

    def numbers(self) -> tuple[str, ...]:
        """The parameters that are numbers, arrays or containers of them."""
        return tuple(name for name, value in self.values.items() if _is_differentiable(value))


def _names(rule: Rule | Still, positional: int, keywords: Mapping[str, Any]) -> list[str]:
    """What the rule calls the arguments, in their order."""
    if isinstance(rule, Still):
        return [f"x{k}" for k in range(positional)] + list(keywords)
    places: dict[Any, str] = {}
    for name, place in rule.bind(positional, keywords).items():
        if isinstance(place, tuple):
            places |= {k: f"{name}_{i}" for i, k in enumerate(place)}
        else:
            places[place] = name
    return [places[k] for k in (*range(positional), *keywords)]


def _function(target: Any, parameters: list[str], arguments: str) -> Callable[..., Any]:
    """A function with a source that calls `target`."""
    name = plain_name(target)
    name = name if name.isidentifier() and name not in parameters else "checked"
    text = f"def {name}({', '.join(parameters)}):\n    return _{name}({arguments})\n"
    file = f"{name} (checked {next(_texts)})"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    namespace: dict[str, Any] = {f"_{name}": target, "__name__": file}
    exec(compile(text, file, "exec"), namespace)
    made: Callable[..., Any] = namespace[name]
    return made


def _is_literal(value: Any) -> bool:
    if isinstance(value, (tuple, list)):
        return all(map(_is_literal, value))
    return value is None or isinstance(value, (bool, int, str, bytes))


def _is_differentiable(value: Any) -> bool:
    found = [np.asarray(leaf).dtype.kind for leaf in leaves(value)]
    return isinstance(value, (float, complex, np.ndarray, np.number, tuple, list)) and bool(
        found and set(found) <= {"f", "c"}
    )


class _Checked:
    """A function with the arguments at which its derivatives are compared."""

    def __init__(self, function: Any, values: Mapping[str, Any], rng: np.random.Generator, rtol: float) -> None:
        self.function, self.values, self.rng, self.rtol = function, values, rng, rtol

    def point(self, name: str) -> Point:
        callee = callee_of(self.function, name)
        request = callee.request(name, "tangent")
        given = callee.bind_own(request, tuple(self.values.values()), {}, name)
        return Point(self.function, callee, given, self.rng, self.rtol)

    def first(self, name: str) -> list[Comparison]:
        point = self.point(name)
        return [*point.comparisons(parse_path(name)), *self._linearity(point, name)]

    def all_of(self, names: tuple[str, ...], order: int) -> list[Comparison]:
        """All that the rule has a derivative in."""
        return self.up_to(tuple(name for name in names if self._has(name)), order)

    def _has(self, name: str) -> bool:
        try:
            self.point(name).derivative(tangent, name, random_like(self.values[name], self.rng))
        except NotSupportedError as error:
            if f"has no derivative in {name!r}" not in str(error):
                raise
            return False
        return True

    def up_to(self, names: tuple[str, ...], order: int) -> list[Comparison]:
        rows = [row for name in names for row in self.first(name)]
        return rows + [row for name in names for row in self.beyond(name, names, order)]

    def still(self, name: str) -> list[Comparison]:
        """That the function has the derivative zero, by differences."""
        point = self.point(name)
        direction, weights = (random_like(v, self.rng) for v in (self.values[name], point.value()))
        found, doubt, how = point.difference(parse_path(name), direction, weights)
        return [Comparison(name, f"still, {how}", 0.0, found, doubt + 1e-12)]

    def _linearity(self, point: Point, name: str) -> Iterator[Comparison]:
        """``f'(2 u - 3 v)`` is ``2 f'(u) - 3 f'(v)``; so for the adjoint."""
        seeds = {"tangent": self.values[name], "adjoint": point.value()}
        rounding = 1e-5 if is_single((*seeds.values(),)) else 1e-9
        for form, make in (("tangent", tangent), ("adjoint", adjoint)):
            u, v = (random_like(seeds[form], self.rng) for _ in range(2))
            both = _combined(u, v)
            along = [point.derivative(make, name, d)[1] for d in (u, v, both)]
            weights = random_like(along[0], self.rng)
            found = [complex(dot(weights, d)) for d in along]
            size = 2 * abs(found[0]) + 3 * abs(found[1])
            allowed = rounding * max(size, point.magnitude(weights, along[2])) + 1e-12
            yield Comparison(name, f"{form}, linear", found[2], 2 * found[0] - 3 * found[1], allowed)

    def beyond(self, name: str, others: tuple[str, ...], order: int) -> Iterator[Comparison]:
        """The derivatives of the tangent and of the adjoint, again as those of functions."""
        if order < 2:
            return
        seeds = {"tangent": self.values[name], "adjoint": self.point(name).value()}
        for form, make in (("tangent", tangent), ("adjoint", adjoint)):
            made = make(self.function, name)
            inner = _Checked(
                made, {**self.values, made.seeds[0]: random_like(seeds[form], self.rng)}, self.rng, self.rtol
            )
            for other in others:
                for row in inner.point(other).comparisons(parse_path(other)):
                    if not row.what.startswith("value"):
                        yield replace(row, wrt=f"{name}, {other}", what=f"{form}: {row.what}")
                for row in inner.beyond(other, others, order - 1):
                    yield replace(row, wrt=f"{name}, {row.wrt}", what=f"{form}: {row.what}")


def _combined(u: Any, v: Any) -> Any:
    second = iter(leaves(v))
    return rebuild(u, lambda x: 2 * x - 3 * next(second))
