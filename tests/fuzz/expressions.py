"""Random expressions over the names in scope, of which the shapes are known."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

__all__ = ["NUMBERS", "ROWS", "Expressions", "N", "Shape"]

Shape = tuple[int, ...]
N, ROWS = 4, 3
NUMBERS = ("0.5", "1.5", "-0.7", "2", "3", "1.25", "-1")
SMOOTH = ("np.sin", "np.cos", "np.tanh", "np.arctan")


@dataclass
class Scope:
    arrays: dict[str, Shape] = field(default_factory=dict)
    scalars: set[str] = field(default_factory=set)
    counters: set[str] = field(default_factory=set)
    lists: dict[str, int] = field(default_factory=dict)
    containers: dict[str, str] = field(default_factory=dict)

    def copy(self) -> Scope:
        return Scope(dict(self.arrays), set(self.scalars), set(self.counters), dict(self.lists), dict(self.containers))


class Expressions:
    """Draws expressions over the names in scope."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.lines: list[str] = []
        self.depth = 1
        self.count = 0
        self.loops = 0
        self.scope = Scope({"x": (N,), "m": (ROWS, N)}, {"k", "c"}, set(), {})
        self.result = rng.choice(("scalar", "scalar", "array", "pair"))
        self.budget = rng.randint(3, 13)
        self.weights = rng.choice(((65, 20, 15, 0), (40, 15, 15, 30), (10, 5, 10, 75)))

    # -- text -----------------------------------------------------------------------------------

    def line(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    def fresh(self, base: str) -> str:
        self.count += 1
        return f"{base}{self.count}"

    @contextmanager
    def inside(self, keep: bool = False) -> Iterator[None]:
        """A block of its own: what is first assigned in it is not known after it."""
        outer = self.scope.copy()
        self.depth += 1
        yield
        self.depth -= 1
        if not keep:
            self.scope = outer

    def pick(self, names: Iterator[str] | set[str] | dict[str, Shape] | list[str]) -> str:
        return self.rng.choice(sorted(names))

    # -- expressions ----------------------------------------------------------------------------

    def array(self, shape: Shape | None = None, depth: int = 2) -> str:
        """An expression of an array of a shape; of a name in scope, if it is to be one without a shape."""
        rng = self.rng
        if shape is None:
            return self.pick(self.scope.arrays)
        names = [name for name, s in self.scope.arrays.items() if s == shape]
        if depth == 0 or rng.random() < 0.25:
            return self.pick(names) if names and rng.random() < 0.85 else self.made(shape)
        a = self.array(shape, depth - 1)
        choices: list[Callable[[], str]] = [
            lambda: f"({a} {rng.choice('+-*')} {self.array(shape, depth - 1)})",
            lambda: f"({a} {rng.choice('+-*')} {self.scalar(depth - 1)})",
            lambda: f"{rng.choice(SMOOTH)}({a})",
            lambda: f"{a}[::-1]",
            lambda: f"np.where({a} > {rng.choice(NUMBERS)}, {self.array(shape, depth - 1)}, {self.scalar(0)})",
            lambda: f"np.maximum({a}, {self.scalar(0)})",
            lambda: f"np.abs({a})",
            lambda: f"np.clip({a}, -0.8, 0.9)",
            lambda: f"np.roll({a}, 1)",
            lambda: f"({a} / (2.0 + {self.array(shape, 0)} ** 2))",
            lambda: f"np.cumsum({a}, axis=0)",
            lambda: f"({a}).copy()",
        ]
        if len(shape) == 1:
            choices += self._vectors(a, shape)
        if shape == (ROWS, N):
            choices += self._matrices(a, shape)
        return rng.choice(choices)()

    def _vectors(self, a: str, shape: Shape) -> list[Callable[[], str]]:
        rng = self.rng
        choices: list[Callable[[], str]] = [
            lambda: f"{a}[{self.indices(shape[0], shape[0])}]",
            lambda: f"np.concatenate([{self.array((1,), 0)}, {a}[1:]])" if shape[0] > 1 else a,
            lambda: f"(np.outer({a}, {a}) @ {a})",
            lambda: f"np.array([{', '.join(self.scalar(0) for _ in range(shape[0]))}])",
            lambda: f"np.outer({a}, {self.array((2,), 0)}).sum(axis=1)",
            lambda: f"np.array([v * {self.scalar(0)} for v in {a}])",
        ]
        if shape == (N,):
            choices += [
                lambda: f"{self.array((ROWS, N), 0)}.sum(axis=0)",
                lambda: f"{self.array((ROWS, N), 0)}.mean(0)",
                lambda: f"({self.array((ROWS,), 0)} @ {self.array((ROWS, N), 0)})",
                lambda: f"{self.array((ROWS, N), 0)}[{rng.randrange(ROWS)}]",
                lambda: f"{self.array((ROWS, N), 0)}.max(axis=0)",
            ]
        if shape == (ROWS,):
            choices += [
                lambda: f"({self.array((ROWS, N), 0)} @ {self.array((N,), 0)})",
                lambda: f"{self.array((ROWS, N), 0)}[:, {rng.randrange(N)}]",
            ]
        return choices

    def _matrices(self, a: str, shape: Shape) -> list[Callable[[], str]]:
        rng = self.rng
        return [
            lambda: f"({a} {rng.choice('+-*')} {self.array((N,), 1)})",
            lambda: f"({a} {rng.choice('+-*')} {self.array((ROWS,), 1)}[:, None])",
            lambda: f"({a} - {self.array(shape, 0)}.mean(axis=1, keepdims=True))",
            lambda: f"np.outer({self.array((ROWS,), 0)}, {self.array((N,), 0)})",
            lambda: f"({a} * {self.array(shape, 0)}[:1])",
            lambda: f"({a} + {self.array(shape, 0)}[:, :1])",
            lambda: f"({a} @ np.outer({self.array((N,), 0)}, {self.array((N,), 0)}))",
            lambda: f"{a}.reshape(4, 3).T.reshape(3, 4)",
            lambda: f"np.stack([{', '.join(self.array((N,), 0) for _ in range(ROWS))}])",
        ]

    def made(self, shape: Shape) -> str:
        """An array of this shape out of what there always is."""
        size = ", ".join(map(str, shape))
        if len(shape) == 1 and shape[0] <= N:
            return self.rng.choice(
                (f"x[:{shape[0]}]", f"np.ones({size})", f"m[1, {N - shape[0]}:]", f"np.arange({size}.0)")
            )
        return self.rng.choice(
            (f"np.full(({size}), k)", f"np.ones(({size}))", "m * 0.5" if shape == (ROWS, N) else f"np.zeros(({size}))")
        )

    def scalar(self, depth: int = 2) -> str:
        rng = self.rng
        if depth == 0 or rng.random() < 0.2:
            names = sorted(self.scope.scalars) + sorted(self.scope.counters)
            return rng.choice(names) if rng.random() < 0.8 else rng.choice(NUMBERS)
        a = self.scalar(depth - 1)
        name = self.array()
        shape = self.scope.arrays[name]
        entry = ", ".join(str(rng.randrange(n)) for n in shape)
        choices: list[Callable[[], str]] = [
            lambda: f"({a} {rng.choice('+-*')} {self.scalar(depth - 1)})",
            lambda: f"{name}[{entry}]",
            lambda: f"{name}[{entry}]",
            lambda: f"np.sum({self.array(shape, 1)})",
            lambda: f"{name}.{rng.choice(('sum', 'mean', 'max', 'min'))}()",
            lambda: f"np.tanh({a})",
            lambda: f"math.sin({a})",
            lambda: f"({a} if {self.test()} else {self.scalar(0)})",
            lambda: f"np.dot({self.array((N,), 1)}, {self.array((N,), 0)})",
            lambda: f"total({name}, {self.array((N,), 0)}, weight={self.scalar(0)})",
            lambda: f"sum(v * {self.scalar(0)} for v in {self.array((N,), 0)})",
            lambda: f"({a}) ** 2",
            lambda: f"max({a}, {self.scalar(0)})",
            lambda: f"abs({a})",
        ]
        for items in self.scope.lists:
            choices.append(lambda items=items: f"{items}[{rng.choice((0, -1))}]")  # type: ignore[misc]
        return rng.choice(choices)()

    def test(self) -> str:
        rng = self.rng
        if self.scope.counters and rng.random() < 0.5:
            return f"{self.pick(self.scope.counters)} {rng.choice(('==', '>', '<', '!='))} {rng.randrange(3)}"
        return rng.choice(
            (f"{self.scalar(1)} > {rng.choice(NUMBERS)}", f"{self.scalar(0)} < {self.scalar(0)}", "n > 1", "n == 0")
        )

    def indices(self, count: int, size: int) -> str:
        return "[" + ", ".join(str(self.rng.randrange(size)) for _ in range(count)) + "]"

    def part(self, shape: Shape) -> tuple[str, Shape]:
        """An index of an array, and the shape of what it gives (basic: a view)."""
        rng = self.rng
        if len(shape) == 2:
            j = rng.randrange(shape[1])
            i = rng.randrange(shape[0])
            options = [
                (f"[{i}]", shape[1:]),
                (f"[:, {j}]", shape[:1]),
                ("[1:]", (shape[0] - 1, shape[1])),
                ("[...]", shape),
            ]
            return rng.choice(options)
        size = shape[0]
        if size == 1:
            return "[:]", shape
        start = rng.randrange(size - 1)
        return rng.choice(
            [
                (f"[{start}:]", (size - start,)),
                (f"[:{size - start}]", (size - start,)),
                ("[::-1]", shape),
                ("[1:]", (size - 1,)),
            ]
        )
