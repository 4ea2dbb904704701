"""Whether a derivative is right: tangent against differences of the function, adjoint against tangent."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from s2sad.api import adjoint, tangent
from s2sad.callee import Callee, Given, callee_of
from s2sad.core.records import dataclass, replace
from s2sad.errors import VerificationError
from s2sad.leaves import dot, leaves, rebuild, twin
from s2sad.paths import Path
from s2sad.report.table import table
from s2sad.request import Wrt

__all__ = ["Check", "Comparison", "check_derivative"]


@dataclass(frozen=True)
class Comparison:
    """Two numbers that should agree; `allowed` is how far they may be apart."""

    wrt: str
    what: str
    found: complex
    expected: complex
    allowed: float

    @property
    def error(self) -> float:
        return float(abs(self.found - self.expected))

    @property
    def agrees(self) -> bool:
        return self.error <= self.allowed  # false where either is nan


@dataclass(frozen=True)
class Check:
    """What was compared; printed as a table."""

    function: str
    comparisons: tuple[Comparison, ...]

    @property
    def agrees(self) -> bool:
        return all(c.agrees for c in self.comparisons)

    def __str__(self) -> str:
        rows = [("wrt", "test", "derivative", "expected", "error", "allowed", "")]
        for c in self.comparisons:
            verdict = "ok" if c.agrees else "WRONG"
            rows.append(
                (c.wrt, c.what, _number(c.found), _number(c.expected), f"{c.error:.1e}", f"{c.allowed:.1e}", verdict)
            )
        return f"{self.function}\n{table(rows)}"


def check_derivative(
    f: Callable[..., Any], *args: Any, wrt: Wrt = None, rtol: float = 1e-6, seed: int = 0, **kwargs: Any
) -> Check:
    """Compare the derivatives of f at a point with differences and with one another.

    For each `wrt`, along a random direction: the tangent against the complex step where f takes
    complex numbers, else central differences; the adjoint against the tangent by the dot product;
    the values against those of f.  Raises `VerificationError` with the numbers where they disagree.

    >>> print(check_derivative(lambda x: x * x, 3.0))  # doctest: +ELLIPSIS
    lambda_
    wrt...
    x    tangent...ok
    x    adjoint...ok
    x    value...ok
    """
    label = getattr(f, "__name__", type(f).__name__).replace("<lambda>", "lambda_")
    callee = callee_of(f, wrt)
    request = callee.request(wrt, "tangent", of=f"{label}()")
    given = callee.bind_own(request, args, kwargs, label)
    point = Point(f, callee, given, np.random.default_rng(seed), rtol)
    found = [comparison for path in request.paths for comparison in point.comparisons(path)]
    report = Check(label, tuple(found))
    if not report.agrees:
        raise VerificationError(str(report))
    return report


class Point:
    """A function with the arguments at which it is checked."""

    def __init__(self, f: Any, callee: Callee, given: Given, rng: np.random.Generator, rtol: float) -> None:
        self.f, self.callee, self.given, self.rng, self.rtol = f, callee, given, rng, rtol

    def comparisons(self, path: Path) -> list[Comparison]:
        name, at = path.text, path.get(self.given.arguments)
        direction = random_like(at, self.rng)
        value, value_dot = self.derivative(tangent, name, direction)
        weights = random_like(value, self.rng)
        bar_value, bar = self.derivative(adjoint, name, weights)
        along = complex(dot(weights, value_dot))
        expected, doubt, how = self.difference(path, direction, weights)
        size = max(abs(along), abs(expected), self.magnitude(weights, value_dot))
        rounding = 1e-5 if is_single(at) else 1e-9
        exact = complex(dot(weights, self.value()))
        same = [complex(dot(weights, v)) for v in (value, bar_value)]
        other = same[0] if same[0] != exact else same[1]
        return [
            Comparison(name, f"tangent, {how}", along, expected, max(self.rtol, rounding) * size + doubt + 1e-12),
            Comparison(name, "adjoint, dot product", complex(dot(bar, direction)), along, rounding * size + 1e-12),
            Comparison(name, "value", other, exact, 1e-13 * max(abs(exact), self.magnitude(weights, value))),
        ]

    def derivative(self, make: Any, name: str, seed: Any) -> tuple[Any, Any]:
        made = make(self.f, name)
        return made.call_given(  # type: ignore[no-any-return]
            replace(self.given, arguments=twin(self.given.arguments), seeds={made.seeds[0]: seed})
        )

    @staticmethod
    def magnitude(weights: Any, values: Any) -> float:
        return float(dot(rebuild(weights, np.abs), rebuild(values, np.abs)))

    def value(self, path: Path | None = None, part: Any = None) -> Any:
        arguments = twin(self.given.arguments)
        return self.callee.call(self.given, arguments if path is None else path.put(arguments, part))

    def _moved(self, path: Path, direction: Any, step: complex) -> Any:
        moves = iter(leaves(direction))
        return rebuild(twin(path.get(self.given.arguments)), lambda x: x + step * next(moves))

    def difference(self, path: Path, direction: Any, weights: Any) -> tuple[complex, float, str]:
        """The derivative along a direction, how far it may be off, and how it was found."""
        central, doubt = self._central(path, direction, weights)
        try:
            exact = self._complex_step(path, direction, weights)
        except Exception:  # the function does not take complex numbers
            exact = None
        if exact is not None and abs(exact - central) <= 1e-6 * abs(central) + 10 * doubt:
            return exact, 0.0, "complex step"
        return central, doubt, "central differences"

    def _central(self, path: Path, direction: Any, weights: Any) -> tuple[complex, float]:
        """Richardson's extrapolation from two steps; the doubt is what it changed."""
        at = path.get(self.given.arguments)
        single = is_single(at)
        step = 1e-2 if single else 1e-4
        scale = max([1.0, *(float(np.max(np.abs(x), initial=0.0)) for x in leaves(at))])
        coarse, fine = (self._quotient(path, direction, weights, h * scale) for h in (step, step / 2))
        best = (4 * fine - coarse) / 3
        noise = (1e-6 if single else 1e-15) * self.magnitude(weights, self.value()) / (step * scale)
        return best, abs(fine - coarse) / 3 + 10 * noise

    def _quotient(self, path: Path, direction: Any, weights: Any, h: float) -> complex:
        up, down = (self.value(path, self._moved(path, direction, s)) for s in (h, -h))
        return complex((dot(weights, up) - dot(weights, down)) / (2 * h))

    def _complex_step(self, path: Path, direction: Any, weights: Any) -> complex | None:
        if any(np.iscomplexobj(x) for x in leaves(tuple(self.given.arguments.values()))):
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a cast that drops the imaginary part
            moved = self.value(path, self._moved(path, direction, 1e-30j))
        return complex(np.imag(complex(dot(weights, moved)))) / 1e-30


def random_like(value: Any, rng: np.random.Generator) -> Any:
    """A value of the same structure with random numbers."""

    def leaf(x: Any) -> Any:
        drawn = rng.standard_normal(np.shape(x))
        if np.iscomplexobj(x):
            drawn = drawn + 1j * rng.standard_normal(np.shape(x))
        if not isinstance(x, np.ndarray):
            return complex(drawn) if np.iscomplexobj(x) else float(drawn)
        return drawn.astype(x.dtype if x.dtype.kind in "fc" else float)

    return rebuild(value, leaf)


def is_single(value: Any) -> bool:
    return any(np.asarray(x).dtype in (np.float32, np.complex64) for x in leaves(value))


def _number(value: complex) -> str:
    return f"{value.real:.10g}" if value.imag == 0 else f"{value:.10g}"
