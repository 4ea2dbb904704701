"""What every derivative is held to: `check` compares both modes with central differences and with one another.

`check` demands of the tangent and the adjoint of a function, at given arguments, that

- their value is the function's, bit for bit and of the same type;
- the tangent agrees with central differences, the adjoint with the tangent (the dot-product test);
- a gradient has the type, dtype, shape and structure of its argument and owns its memory;
- the arguments are left as the function itself leaves them.

Second order (`order=2`) is s2sad applied to its own output, against second differences of the function alone.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

import s2sad
from tests import trees

MODES = ("forward", "reverse")
STEP, STEP_TWICE = 1e-4, 2e-3
FIRST = ((1, 2 / 3), (2, -1 / 12))  # weights of f(x + k h) - f(x - k h), fourth order
SECOND = ((1, 3 / 2), (2, -3 / 20), (3, 1 / 90))  # weights of f(x + k h) + f(x - k h) - 2 f(x), sixth order
Wrt = str | int | tuple[str | int, ...] | None
second_orders_too = True  # not where only the version of Python is in question: conftest.py


def check(
    function: Callable[..., Any],
    *args: Any,
    wrt: Wrt = None,
    modes: Iterable[str] = MODES,
    order: int = 1,
    rtol: float = 1e-6,
    keywords: Mapping[str, Any] | None = None,
) -> None:
    """Hold the derivatives of `function` at these arguments to all of the above."""
    at = Point.of(function, args, keywords or {}, wrt)
    tolerance = max(rtol, 2e-3) if trees.is_narrow(at.args) else rtol
    for mode in modes:
        if mode == "forward":
            hold_tangent(at, s2sad.tangent(function, **at.options()), tolerance)
        else:
            hold_adjoint(at, s2sad.adjoint(function, **at.options()), tolerance)
    if order > 1:
        check_second_order(function, *args, wrt=wrt, rtol=max(rtol, 1e-5))


@dataclass(frozen=True)
class Point:
    """A function with the arguments of one call: all positional ones in their places, defaults filled in."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    keywords: Mapping[str, Any]
    wrt: Wrt
    places: tuple[int | str, ...]  # where the wrt arguments stand: a position, or the name of a keyword-only one

    @staticmethod
    def of(function: Callable[..., Any], args: tuple[Any, ...], keywords: Mapping[str, Any], wrt: Wrt) -> Point:
        if isinstance(function, np.ufunc) or str(getattr(function, "__module__", "")).startswith("numpy"):
            return Point(function, args, keywords, wrt, _positions(wrt, ["x", "y"]))
        bound = inspect.signature(function).bind(*args, **keywords)
        bound.apply_defaults()
        plain = [
            p.name
            for p in bound.signature.parameters.values()
            if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
        ]
        return Point(function, bound.args, bound.kwargs, wrt, _positions(wrt, plain))

    @property
    def active(self) -> tuple[Any, ...]:
        return tuple(self.args[p] if isinstance(p, int) else self.keywords[p] for p in self.places)

    def options(self) -> dict[str, Any]:
        return {} if self.wrt is None else {"wrt": self.wrt}

    def fresh(self, active: tuple[Any, ...] | None = None) -> tuple[list[Any], dict[str, Any]]:
        """Arguments that nobody else holds, with the active ones replaced."""
        args, keywords = list(self.args), dict(self.keywords)
        for place, value in zip(self.places, active or (), strict=False):
            if isinstance(place, int):
                args[place] = value
            else:
                keywords[place] = value
        return copied((args, keywords))

    def value(self, active: tuple[Any, ...] | None = None) -> Any:
        args, keywords = self.fresh(active)
        return self.function(*args, **keywords)

    def bars(self, result: Any) -> tuple[Any, ...]:
        """One `wrt` gives a bare result, a tuple gives a tuple."""
        if not isinstance(self.wrt, tuple):
            return (result,)
        assert isinstance(result, tuple) and len(result) == len(self.wrt), (
            f"a tuple of {len(self.wrt)} was due, not {result!r}"
        )
        return result


def _positions(wrt: Wrt, names: list[str]) -> tuple[int | str, ...]:
    asked = wrt if isinstance(wrt, tuple) else (0 if wrt is None else wrt,)
    return tuple(names.index(w) if isinstance(w, str) and w in names else w for w in asked)


def copied(tree: Any) -> Any:
    """Copies of what may be written into; what cannot be copied (a file, a lock) is passed on."""
    parts = trees.children(tree)
    if parts is not None:
        return trees.rebuild(tree, [copied(part) for _, part in parts])
    return tree.copy(order="K") if isinstance(tree, np.ndarray) else copy.copy(tree)


def seeded(derived: Any, args: Iterable[Any], keywords: Mapping[str, Any], seeds: tuple[Any, ...]) -> Any:
    """Call a tangent or adjoint function: its seeds stand last, by keyword only where a default stands before them."""
    given = inspect.signature(derived).parameters.values()
    parameters = [p for p in given if p.kind is not p.VAR_KEYWORD][-len(seeds) :]
    by_name = {p.name: seed for p, seed in zip(parameters, seeds, strict=True) if p.kind is p.KEYWORD_ONLY}
    return derived(*args, *(() if by_name else seeds), **keywords, **by_name)


def hold_tangent(at: Point, tangent: Callable[..., Any], rtol: float) -> None:
    """A tangent function: its value and effects are the function's, its direction agrees with differences."""
    rng = np.random.default_rng(7)
    for _ in range(2):
        dots = trees.direction(at.active, rng)
        args, keywords = at.fresh()
        given = copied(dots)
        value, value_dot = seeded(tangent, args, keywords, given)
        _same_call(at, value, (args, keywords))
        assert_same(given, dots, "the seed of the tangent was changed")
        assert_close(value, value_dot, differences(at, dots), rtol, "tangent")
        _owned("tangent", value_dot, [args, keywords, given, value])
        scribble(value_dot)


def hold_adjoint(at: Point, adjoint: Callable[..., Any], rtol: float) -> None:
    """An adjoint function: the same, and its gradient is built like the argument and owns its memory."""
    rng = np.random.default_rng(8)
    for _ in range(2):
        value_bar = trees.direction(at.value(), rng)
        given = copied(value_bar)
        args, keywords = at.fresh()
        value, result = seeded(adjoint, args, keywords, (given,))
        _same_call(at, value, (args, keywords))
        assert_same(given, value_bar, "the seed of the adjoint was changed")
        bars = at.bars(result)
        for active, bar in zip(at.active, bars, strict=True):
            _mirrors(active, bar)
        _owned("gradient", bars, [args, keywords, given, value])
        for _ in range(2):
            _dot_product(at, trees.direction(at.active, rng), bars, value_bar, rtol)
        scribble(bars)


def _same_call(at: Point, value: Any, after: tuple[list[Any], dict[str, Any]]) -> None:
    """The derivative's call did what the function's does: the same value, the same effect on the arguments."""
    args, keywords = at.fresh()
    assert_same(value, at.function(*args, **keywords), "the value differs from the function's")
    assert_same(after[0], args, "an argument was changed that the function does not change")
    assert_same(after[1], keywords, "an argument was changed that the function does not change")


def assert_same(got: Any, expected: Any, message: str) -> None:
    """Bit for bit, and of the same types."""
    parts, others = trees.children(got), trees.children(expected)
    if parts is not None and others is not None and type(got) is type(expected) and len(parts) == len(others):
        for (name, part), (_, other) in zip(parts, others, strict=True):
            assert_same(part, other, f"{message}, at {name}")
    elif isinstance(expected, np.ndarray | np.generic | float | complex):
        assert type(got) is type(expected), f"{message}: {type(got).__name__}, not {type(expected).__name__}"
        np.testing.assert_array_equal(got, expected, err_msg=message, strict=True)
    elif type(expected).__eq__ is not object.__eq__:
        assert got == expected, f"{message}: {got!r}, not {expected!r}"


def _mirrors(argument: Any, bar: Any) -> None:
    for path, leaf, leaf_bar in trees.pairs(argument, bar):
        if isinstance(leaf, np.ndarray):
            assert isinstance(leaf_bar, np.ndarray), f"gradient at {path}: {leaf_bar!r}, not an array"
            made = (leaf_bar.dtype, leaf_bar.shape)
            assert made == (leaf.dtype, leaf.shape), f"gradient at {path}: {made}"
        else:
            due = type(leaf)
            assert np.shape(leaf_bar) == () and isinstance(leaf_bar, due), (
                f"gradient at {path}: {leaf_bar!r}, not a {due.__name__}"
            )


def _owned(what: str, result: Any, others: Any) -> None:
    mine, theirs = list(trees.arrays(result)), list(trees.arrays(others))
    for k, (path, array) in enumerate(mine):
        for other_path, other in [*theirs, *mine[k + 1 :]]:
            assert not np.shares_memory(array, other), f"the {what}{path} shares memory with {other_path}"


def scribble(result: Any) -> None:
    """Write into what was returned: it is the caller's, so that nothing else, and no later call, is changed by it."""
    for _, array in trees.arrays(result):
        if array.flags.writeable:
            array.fill(-12345)


def differences(at: Point, dots: tuple[Any, ...]) -> Any:
    """The directional derivative by central differences of fourth order."""
    wide = trees.promoted(at.active)
    dots = trees.promoted(dots)
    point = Point(at.function, trees.promoted(at.args), trees.promoted(at.keywords), at.wrt, at.places)
    total: Any = None
    for k, weight in FIRST:
        ahead, behind = (point.value(trees.moved(wide, sign * k * STEP, dots)) for sign in (1, -1))
        part = trees.transform(lambda a, b, w=weight: (a - b) * (w / STEP), ahead, behind)
        total = part if total is None else trees.transform(lambda a, b: a + b, total, part)
    return total


def assert_close(value: Any, got: Any, expected: Any, rtol: float, what: str) -> None:
    """To `rtol` of the largest element: differences know no better."""
    for (path, number, dot), (_, _, reference) in zip(
        trees.pairs(value, got), trees.pairs(value, expected), strict=True
    ):
        if np.size(number) == 0:
            assert np.shape(dot) == np.shape(number)
            continue
        assert np.shape(dot) == np.shape(number), f"{what} of {path}: shape {np.shape(dot)}, not {np.shape(number)}"
        scale = np.max(np.abs(reference)) + 1e-2 * np.max(np.abs(number)) + 1e-3
        np.testing.assert_allclose(dot, reference, rtol=0, atol=rtol * float(scale), err_msg=f"{what} of {path}")


def _dot_product(at: Point, dots: tuple[Any, ...], bars: tuple[Any, ...], value_bar: Any, rtol: float) -> None:
    expected, size = trees.inner(value_bar, differences(at, dots))
    got, _ = trees.inner(dots, bars)
    scale = size + 1e-2 * trees.inner(value_bar, at.value())[1] + 1e-3
    assert abs(got - expected) <= rtol * scale, f"adjoint: <bars, dots> is {got!r}, by differences {expected!r}"


def check_second_order(
    function: Callable[..., Any], *args: Any, wrt: Wrt = None, rtol: float = 1e-5, recursive: bool = False
) -> None:
    """Forward over reverse, reverse over reverse, reverse over forward, for a function with a scalar result.

    The tape of a `recursive` function is nested as deep as the calls are: what reads it is refused, and `hvp` is not
    forward over reverse.
    """
    if not second_orders_too:
        return
    at = Point.of(function, args, {}, wrt)
    options, rng = at.options(), np.random.default_rng(9)
    vectors = trees.direction(at.active, rng)
    tangent, gradient = s2sad.tangent(function, **options), s2sad.grad(function, **options)

    def product(derived: Any, seeds: tuple[Any, ...]) -> Any:
        return seeded(derived, at.fresh()[0], {}, copied(seeds))[1]

    products = {
        "reverse over forward": product(s2sad.adjoint(tangent, **options), (*vectors, (0.0, 1.0))),
    }
    if recursive:
        products["hvp"] = s2sad.hvp(function, **options)(tuple(at.fresh()[0]), _bare(at, vectors))
        for outer, seeds in ((s2sad.tangent, vectors), (s2sad.adjoint, (_bare(at, vectors),))):
            with pytest.raises(s2sad.NotSupportedError):
                outer(gradient, **options)(*at.fresh()[0], *seeds)
    else:
        products["forward over reverse"] = product(s2sad.tangent(gradient, **options), vectors)
        products["reverse over reverse"] = product(s2sad.adjoint(gradient, **options), (_bare(at, vectors),))
    for _ in range(2):
        other = trees.direction(at.active, rng)
        expected, scale = second_difference(at, vectors, other)
        for what, product in products.items():
            got, size = trees.inner(other, at.bars(product))
            assert abs(got - expected) <= rtol * (scale + size), f"{what}: {got!r}, by differences {expected!r}"


def _bare(at: Point, parts: tuple[Any, ...]) -> Any:
    parts = copied(parts)
    return parts if isinstance(at.wrt, tuple) else parts[0]


def second_difference(at: Point, u: tuple[Any, ...], v: tuple[Any, ...]) -> tuple[float, float]:
    """u' H v from the function's values alone, and its scale: ((u+v)' H (u+v) - (u-v)' H (u-v)) / 4."""
    plus, minus = trees.moved(u, 1.0, v), trees.moved(u, -1.0, v)
    a, b = _curvature(at, plus), _curvature(at, minus)
    return (a - b) / 4, (abs(a) + abs(b)) / 4 + 1e-3 * (1 + abs(float(at.value())))


def _curvature(at: Point, dots: tuple[Any, ...]) -> float:
    here, total = at.value(), 0.0
    for k, weight in SECOND:
        ahead, behind = (at.value(trees.moved(at.active, sign * k * STEP_TWICE, dots)) for sign in (1, -1))
        total += weight * (ahead - 2 * here + behind)
    return float(total) / STEP_TWICE**2


@dataclass(frozen=True)
class Case:
    """A row of a table of functions: where each is differentiated, and in what."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    wrt: Wrt = None
    order: int = 1
    rtol: float = 1e-6
    keywords: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""

    def __str__(self) -> str:
        return self.name or getattr(self.function, "__name__", type(self.function).__name__)

    def check(self, mode: str) -> None:
        check(self.function, *self.args, wrt=self.wrt, modes=(mode,), rtol=self.rtol, keywords=self.keywords)


def derivatives(cases: list[Case]) -> Callable[..., None]:
    """A test of each case in each mode."""

    @pytest.mark.parametrize("mode", MODES)
    @pytest.mark.parametrize("case", cases, ids=str)
    def test(case: Case, mode: str) -> None:
        case.check(mode)

    return test


def second_derivatives(cases: list[Case]) -> Callable[..., None]:
    """A test of the second order of each case."""

    @pytest.mark.parametrize("case", cases, ids=str)
    def test(case: Case) -> None:
        check_second_order(case.function, *case.args, wrt=case.wrt)

    return test


def refusal(function: Callable[..., Any], *args: Any, wrt: Wrt = None, mode: str = "reverse") -> s2sad.S2sadError:
    """The error with which s2sad refuses; it is an error of the test if it does not."""
    options = {} if wrt is None else {"wrt": wrt}
    with pytest.raises(s2sad.S2sadError) as caught:
        _derive_and_call(function, args, options, mode)
    return caught.value


def check_refused(function: Callable[..., Any], *args: Any, wrt: Wrt = None, line: str) -> None:
    """Refused in both modes, with the user's file and line shown over a caret."""
    for mode in MODES:
        text = str(refusal(function, *args, wrt=wrt, mode=mode))
        assert line in text and "^" in text, f"the message does not show {line!r}:\n{text}"
        assert inspect.unwrap(function).__code__.co_filename in text, text


def check_or_refused(function: Callable[..., Any], *args: Any, wrt: Wrt = None, rtol: float = 1e-6) -> None:
    """Right or refused: never a wrong number, never an error that is not s2sad's own."""
    for mode in MODES:
        try:
            check(function, *args, wrt=wrt, modes=(mode,), rtol=rtol)
        except s2sad.S2sadError as error:
            assert str(error).strip(), "a refusal says why"


def _derive_and_call(function: Callable[..., Any], args: tuple[Any, ...], options: dict[str, Any], mode: str) -> Any:
    at = Point.of(function, args, {}, options.get("wrt"))
    given, _ = at.fresh()
    if mode == "forward":
        dots = trees.direction(at.active, np.random.default_rng(0))
        return seeded(s2sad.tangent(function, **options), given, {}, dots)
    return seeded(s2sad.adjoint(function, **options), given, {}, (1.0,))


def scalar_of(function: Callable[..., Any], count: int) -> Callable[..., Any]:
    """A scalar of the array that a function of so many arguments returns, of which a second order can be taken."""

    def of_one(x: Any) -> Any:
        return np.sum(np.tanh(0.1 * function(x)))

    def of_two(x: Any, y: Any) -> Any:
        return np.sum(np.tanh(0.1 * function(x, y)))

    def of_three(x: Any, y: Any, z: Any) -> Any:
        return np.sum(np.tanh(0.1 * function(x, y, z)))

    return (of_one, of_two, of_three)[count - 1]
