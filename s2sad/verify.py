"""Whether a derivative is right: tangent against differences of the function, adjoint against tangent."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from s2sad.api import adjoint, tangent
from s2sad.derivative import user_signature
from s2sad.errors import VerificationError
from s2sad.leaves import dot, leaves, rebuild, twin
from s2sad.report.table import table
from s2sad.request import Wrt, bind, call, request_for

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
    signature = user_signature(f)
    label = getattr(f, "__name__", type(f).__name__).replace("<lambda>", "lambda_")
    arguments = bind(signature, args, kwargs, label)
    request = request_for(signature, wrt, "tangent", of=f"{label}()")
    point = Point(f, arguments, signature, np.random.default_rng(seed), rtol)
    found = [comparison for name in request.wrt for comparison in point.comparisons(name)]
    report = Check(label, tuple(found))
    if not report.agrees:
        raise VerificationError(str(report))
    return report


class Point:
    """A function with the arguments at which it is checked."""

    def __init__(
        self, f: Any, arguments: dict[str, Any], signature: Any, rng: np.random.Generator, rtol: float
    ) -> None:
        self.f, self.arguments, self.signature, self.rng, self.rtol = f, arguments, signature, rng, rtol

    def comparisons(self, name: str) -> list[Comparison]:
        direction = self._random_like(self.arguments[name])
        value, value_dot = self._derivative(tangent, name, direction)
        weights = self._random_like(value)
        bar_value, bar = self._derivative(adjoint, name, weights)
        along = complex(dot(weights, value_dot))
        expected, doubt, how = self._difference(name, direction, weights)
        size = max(abs(along), abs(expected), self._magnitude(weights, value_dot))
        rounding = 1e-5 if self._is_single(name) else 1e-9
        exact = complex(dot(weights, self._value({})))
        same = [complex(dot(weights, v)) for v in (value, bar_value)]
        other = same[0] if same[0] != exact else same[1]
        return [
            Comparison(name, f"tangent, {how}", along, expected, max(self.rtol, rounding) * size + doubt + 1e-12),
            Comparison(name, "adjoint, dot product", complex(dot(bar, direction)), along, rounding * size + 1e-12),
            Comparison(name, "value", other, exact, 1e-13 * max(abs(exact), self._magnitude(weights, value))),
        ]

    def _derivative(self, make: Any, name: str, seed: Any) -> tuple[Any, Any]:
        made = make(self.f, name)
        fresh = twin(self.arguments)
        return made.call_by_name({**fresh, made.seeds[0]: seed})  # type: ignore[no-any-return]

    def _random_like(self, value: Any) -> Any:
        def leaf(x: Any) -> Any:
            drawn = self.rng.standard_normal(np.shape(x))
            if np.iscomplexobj(x):
                drawn = drawn + 1j * self.rng.standard_normal(np.shape(x))
            if not isinstance(x, np.ndarray):
                return complex(drawn) if np.iscomplexobj(x) else float(drawn)
            return drawn.astype(x.dtype if x.dtype.kind in "fc" else float)

        return rebuild(value, leaf)

    @staticmethod
    def _magnitude(weights: Any, values: Any) -> float:
        return float(dot(rebuild(weights, np.abs), rebuild(values, np.abs)))

    def _value(self, changed: dict[str, Any]) -> Any:
        return call(self.f, self.signature, {**twin(self.arguments), **changed})

    def _moved(self, name: str, direction: Any, step: complex) -> Any:
        moves = iter(leaves(direction))
        return rebuild(twin(self.arguments[name]), lambda x: x + step * next(moves))

    def _difference(self, name: str, direction: Any, weights: Any) -> tuple[complex, float, str]:
        """The derivative along a direction, how far it may be off, and how it was found."""
        central, doubt = self._central(name, direction, weights)
        try:
            exact = self._complex_step(name, direction, weights)
        except Exception:  # the function does not take complex numbers
            exact = None
        if exact is not None and abs(exact - central) <= 1e-6 * abs(central) + 10 * doubt:
            return exact, 0.0, "complex step"
        return central, doubt, "central differences"

    def _central(self, name: str, direction: Any, weights: Any) -> tuple[complex, float]:
        """Richardson's extrapolation from two steps; the doubt is what it changed."""
        single = self._is_single(name)
        step = 1e-2 if single else 1e-4
        scale = max([1.0, *(float(np.max(np.abs(x), initial=0.0)) for x in leaves(self.arguments[name]))])
        coarse, fine = (self._quotient(name, direction, weights, h * scale) for h in (step, step / 2))
        best = (4 * fine - coarse) / 3
        noise = (1e-6 if single else 1e-15) * self._magnitude(weights, self._value({})) / (step * scale)
        return best, abs(fine - coarse) / 3 + 10 * noise

    def _is_single(self, name: str) -> bool:
        return any(np.asarray(x).dtype in (np.float32, np.complex64) for x in leaves(self.arguments[name]))

    def _quotient(self, name: str, direction: Any, weights: Any, h: float) -> complex:
        up, down = (self._value({name: self._moved(name, direction, s)}) for s in (h, -h))
        return complex((dot(weights, up) - dot(weights, down)) / (2 * h))

    def _complex_step(self, name: str, direction: Any, weights: Any) -> complex | None:
        if any(np.iscomplexobj(x) for x in leaves(tuple(self.arguments.values()))):
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a cast that drops the imaginary part
            moved = self._value({name: self._moved(name, direction, 1e-30j)})
        return complex(np.imag(complex(dot(weights, moved)))) / 1e-30


def _number(value: complex) -> str:
    return f"{value.real:.10g}" if value.imag == 0 else f"{value:.10g}"
