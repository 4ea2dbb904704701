"""Random Python programs over scalars, vectors and matrices, as people write them: with loops, branches, views, writes.

`Writer` keeps the names in scope with their shapes, so that nearly every program runs; what does not, or comes near a
kink, is left to `hold.py` to throw away.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

__all__ = ["Program", "write"]

Shape = tuple[int, ...]
N, ROWS = 4, 3
NUMBERS = ("0.5", "1.5", "-0.7", "2", "3", "1.25", "-1")
SMOOTH = ("np.sin", "np.cos", "np.tanh", "np.arctan")

HELPERS = """\
def put(y, i, v):
    y[i] = v
    return y


def middle(y):
    return y[1:3]


def scaled(y, by=0.5, *, shift=0.25):
    y *= by
    y += shift
    return None


def either(y, s):
    if s > 0.4:
        return y * s
    z = y.copy()
    z[0] = s
    return z


def first_big(y, limit):
    for i in range(len(y)):
        if y[i] > limit:
            return y[i] * limit
        y[i] = y[i] * 0.5
    return limit


def both(y, s):
    return y * s, s * s


def total(*parts, weight=1.0):
    s = 0.0
    for part in parts:
        s = s + np.sum(part) * weight
    return s
"""


@dataclass(frozen=True)
class Program:
    """A program's text, whose function is ``f(x, m, k, n=2, c=0.5)``, and what to differentiate it in."""

    text: str
    wrt: tuple[str, ...]


@dataclass
class Scope:
    arrays: dict[str, Shape] = field(default_factory=dict)
    scalars: set[str] = field(default_factory=set)
    counters: set[str] = field(default_factory=set)
    lists: dict[str, int] = field(default_factory=dict)

    def copy(self) -> Scope:
        return Scope(dict(self.arrays), set(self.scalars), set(self.counters), dict(self.lists))


class Writer:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.lines: list[str] = []
        self.depth = 1
        self.count = 0
        self.loops = 0
        self.scope = Scope({"x": (N,), "m": (ROWS, N)}, {"k", "c"}, set(), {})
        self.result = rng.choice(("scalar", "scalar", "array", "pair"))
        self.budget = rng.randint(3, 13)

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
            choices += [
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
        if shape == (ROWS, N):
            choices += [
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
        return rng.choice(choices)()

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

    # -- statements -----------------------------------------------------------------------------

    def block(self, size: int) -> None:
        for _ in range(max(1, size)):
            self.statement()

    def statement(self) -> None:
        self.budget -= 1
        rng = self.rng
        simple: list[Callable[[], None]] = [
            self.new_scalar, self.new_array, self.new_array, self.alias, self.view, self.view, self.store_element,
            self.store_element, self.store_part, self.store_part, self.augment, self.swap, self.rebind, self.helper,
            self.helper, self.more_list, self.fancy_store, self.mask_store, self.transposed_store, self.unpack, self.keep,
            self.complex, self.closure, self.whole_store,
        ]  # fmt: skip
        nested: list[Callable[[], None]] = [self.branch, self.loop, self.loop, self.walk, self.while_loop]
        if self.depth < 4 and self.budget > 0 and rng.random() < 0.35:
            rng.choice(nested)()
        else:
            rng.choice(simple)()

    def new_scalar(self) -> None:
        text = self.scalar()
        name = self.fresh("s") if self.rng.random() < 0.6 else self.pick(self.scope.scalars)
        self.line(f"{name} = {text}")
        self.scope.scalars.add(name)

    def new_array(self) -> None:
        shape = self.rng.choice(((N,), (N,), (ROWS, N), (2,)))
        text = self.array(shape)
        name = self.fresh("a")
        self.line(f"{name} = {text}")
        self.scope.arrays[name] = shape

    def rebind(self) -> None:
        name = self.array()
        self.line(f"{name} = {self.array(self.scope.arrays[name])}")

    def alias(self) -> None:
        source, name = self.array(), self.fresh("b")
        self.line(f"{name} = {source}")
        self.scope.arrays[name] = self.scope.arrays[source]

    def view(self) -> None:
        source, name = self.array(), self.fresh("v")
        shape = self.scope.arrays[source]
        if len(shape) == 2 and self.rng.random() < 0.3:
            text, made = self.rng.choice([(f"{source}.T[1]", shape[:1]), (f"{source}.reshape(-1)[2:5]", (3,))])
        else:
            index, made = self.part(shape)
            text = source + index
        self.line(f"{name} = {text}")
        self.scope.arrays[name] = made

    def store_element(self) -> None:
        name = self.array()
        entry = ", ".join(str(self.rng.randrange(n)) for n in self.scope.arrays[name])
        if self.scope.counters and len(self.scope.arrays[name]) == 1 and self.rng.random() < 0.5:
            entry = f"{self.pick(self.scope.counters)} % {self.scope.arrays[name][0]}"
        self.line(f"{name}[{entry}] {self.rng.choice(('=', '=', '+=', '*='))} {self.scalar()}")

    def store_part(self) -> None:
        name = self.array()
        index, made = self.part(self.scope.arrays[name])
        value = self.array(made, 1) if self.rng.random() < 0.7 else self.scalar()
        self.line(f"{name}{index} {self.rng.choice(('=', '=', '+=', '*='))} {value}")

    def whole_store(self) -> None:
        name = self.array()
        self.line(f"{name}[:] = {self.array(self.scope.arrays[name], 1)}")

    def fancy_store(self) -> None:
        name = self.array()
        shape = self.scope.arrays[name]
        index = self.indices(2, shape[0])
        value = self.rng.choice((self.scalar(1), self.array((2,) if len(shape) == 1 else shape[1:], 1)))
        if self.rng.random() < 0.3 and len(shape) == 1:
            self.line(f"np.add.at({name}, {index}, {value})")
        else:
            self.line(f"{name}[{index}] {self.rng.choice(('=', '+=', '*='))} {value}")

    def mask_store(self) -> None:
        name = self.array()
        self.line(f"{name}[{name} > {self.rng.choice(NUMBERS)}] {self.rng.choice(('=', '*=', '+='))} {self.scalar(1)}")

    def transposed_store(self) -> None:
        names = [n for n, s in self.scope.arrays.items() if len(s) == 2]
        name = self.pick(names)
        self.line(f"{name}.T[{self.rng.randrange(N)}] {self.rng.choice(('=', '*='))} {self.scalar(1)}")

    def augment(self) -> None:
        name = self.array()
        value = self.array(self.scope.arrays[name], 1) if self.rng.random() < 0.5 else self.scalar(1)
        self.line(f"{name} {self.rng.choice(('+=', '-=', '*='))} {value}")

    def swap(self) -> None:
        name = self.array()
        others = [n for n, s in self.scope.arrays.items() if s == self.scope.arrays[name] and n != name]
        if others:
            other = self.pick(others)
            self.line(f"{name}, {other} = {other}, {name}")
        else:
            self.alias()

    def helper(self) -> None:
        rng, name = self.rng, self.array()
        vectors = [n for n, s in self.scope.arrays.items() if len(s) == 1 and s[0] > 2]
        vector = self.pick(vectors)
        kind = rng.randrange(6)
        made = self.fresh("h")
        if kind == 0:
            self.line(f"{made} = put({vector}, {rng.randrange(2)}, {self.scalar(1)})")
            self.scope.arrays[made] = self.scope.arrays[vector]
        elif kind == 1:
            self.line(f"{made} = middle({vector})")
            self.scope.arrays[made] = (min(3, self.scope.arrays[vector][0]) - 1,)
        elif kind == 2:
            self.line(f"scaled({name}, {rng.choice(('', 'by=k, '))}shift={self.scalar(1)})")
        elif kind == 3:
            self.line(f"{made} = either({vector}, {self.scalar(1)})")
            self.scope.arrays[made] = self.scope.arrays[vector]
        elif kind == 4:
            self.line(f"{made} = first_big({vector}, {self.scalar(0)})")
            self.scope.scalars.add(made)
        else:
            other = self.fresh("s")
            self.line(f"{made}, {other} = both({name}, {self.scalar(1)})")
            self.scope.arrays[made] = self.scope.arrays[name]
            self.scope.scalars.add(other)

    def more_list(self) -> None:
        if self.scope.lists and self.rng.random() < 0.7:
            items = self.rng.choice(sorted(self.scope.lists))
            if self.rng.random() < 0.3:
                self.line(f"{items}[0] = {self.scalar(1)}")
            else:
                self.line(f"{items}.append({self.scalar(1)})")
        else:
            items = self.fresh("L")
            self.line(f"{items} = [{self.scalar(1)}, {self.scalar(0)}]")
            self.scope.lists[items] = 2

    def keep(self) -> None:
        """Arrays in a list, tuple or dict, taken out again."""
        name, made, holder = self.array(), self.fresh("t"), self.fresh("d")
        shape = self.scope.arrays[name]
        other = self.array(shape, 1)
        form = self.rng.randrange(3)
        if form == 0:
            self.line(f"{holder} = [{name}, {other}]")
            self.line(f"{made} = {holder}[{self.rng.randrange(2)}]")
        elif form == 1:
            self.line(f"{holder} = {{'p': {name}, 'q': {self.scalar(1)}}}")
            self.line(f"{holder}['q'] = {holder}['q'] * {self.scalar(0)}")
            self.line(f"{made} = {holder}['p'] * {holder}['q']")
        else:
            self.line(f"{holder} = ({name}, {other})")
            self.line(f"{made} = {holder}[0]")
        self.scope.arrays[made] = shape

    def unpack(self) -> None:
        a, b = self.fresh("s"), self.fresh("s")
        self.line(f"{a}, {b} = {self.array((2,), 1)}")
        self.scope.scalars |= {a, b}

    def complex(self) -> None:
        w, made = self.fresh("w"), self.fresh("a")
        self.line(f"{w} = {self.array((N,), 1)} + 1j * {self.array((N,), 1)}")
        self.line(f"{w}[{self.rng.randrange(N)}] {self.rng.choice(('=', '*='))} {self.scalar(0)} * 1j")
        self.line(
            f"{made} = {self.rng.choice((f'{w}.real * {w}.imag', f'(np.abs({w}) + 0.5) ** 2', f'({w} * np.conj({w})).real'))}"
        )
        self.scope.arrays[made] = (N,)

    def closure(self) -> None:
        name, made, inner = self.array(), self.fresh("s"), self.fresh("g")
        entry = ", ".join("0" for _ in self.scope.arrays[name])
        self.line(f"def {inner}(v):")
        self.line(f"    {name}[{entry}] = v * {self.scalar(0)}")
        self.line(f"    return {name}[{entry}] + {self.scalar(0)}")
        self.line(f"{made} = {inner}({self.scalar(1)})")
        self.scope.scalars.add(made)

    # -- control flow ---------------------------------------------------------------------------

    def branch(self) -> None:
        self.line(f"if {self.test()}:")
        with self.inside():
            self.block(self.rng.randint(1, 3))
            self.leave()
        if self.rng.random() < 0.5:
            self.line("else:")
            with self.inside():
                self.block(self.rng.randint(1, 2))

    def leave(self) -> None:
        """Now and then a branch ends in a jump."""
        chance = self.rng.random()
        if chance < 0.15:
            self.line(f"return {self.returned()}")
        elif chance < 0.4 and self.loops:
            self.line(self.rng.choice(("break", "continue")))

    @contextmanager
    def looping(self) -> Iterator[None]:
        self.loops += 1
        with self.inside():
            yield
        self.loops -= 1

    def loop(self) -> None:
        i = self.rng.choice("ij")
        over = self.rng.choice(
            (
                "range(n)",
                "range(n)",
                "range(3)",
                "range(0)",
                "range(1, 4)",
                "range(3, 0, -1)",
                "[0, 2, 1]",
                "range(n - 2)",
            )
        )
        self.line(f"for {i} in {over}:")
        known = self.scope.counters
        with self.looping():
            self.scope.counters = known | {i}
            self.block(self.rng.randint(1, 4))
        if self.rng.random() < 0.1:
            self.line("else:")
            with self.inside():
                self.block(1)

    def walk(self) -> None:
        """Loops over the items of arrays."""
        item, name = self.fresh("e"), self.array()
        shape = self.scope.arrays[name]
        form = self.rng.randrange(3)
        if form == 0:
            self.line(f"for {item} in {name}:")
        elif form == 1:
            self.line(f"for q, {item} in enumerate({name}):")
        else:
            self.line(f"for {item}, z{item} in zip({name}, {self.array(shape, 0)}):")
        with self.looping():
            if len(shape) == 1:
                self.scope.scalars.add(item)
            else:
                self.scope.arrays[item] = shape[1:]
            self.block(self.rng.randint(1, 3))

    def while_loop(self) -> None:
        w = self.fresh("w")
        self.line(f"{w} = 0")
        self.line(f"while {w} < {self.rng.choice(('n', '2', '3', '0'))}:")
        with self.looping():
            self.line(f"{w} += 1")
            self.scope.counters = self.scope.counters | {w}
            self.block(self.rng.randint(1, 3))

    # -- the whole ------------------------------------------------------------------------------

    def returned(self) -> str:
        def everything() -> str:
            names = self.rng.sample(sorted(self.scope.arrays), min(3, len(self.scope.arrays)))
            parts = [f"np.sum({name} * {name})" for name in names]
            some = self.rng.sample(sorted(self.scope.scalars), min(2, len(self.scope.scalars)))
            return " + ".join(parts + [f"{s} * 1.0" for s in some])

        if self.result == "scalar":
            return everything()
        vectors = [n for n, s in self.scope.arrays.items() if s == (N,)]
        array = f"{self.pick(vectors)}" if self.rng.random() < 0.6 else self.array((N,))
        return array if self.result == "array" else f"{array}, {everything()}"

    def program(self) -> Program:
        signature = self.rng.choice(("x, m, k, n=2, c=0.5", "x, m, k, n, c=0.5", "x, m, k, n=2, *, c=0.5"))
        self.line(
            self.rng.choice(
                ("y = x * k", "y = x", "y = x.copy()", "y = np.zeros(4)", "y = m[0]", "y = np.zeros_like(x)")
            )
        )
        self.scope.arrays["y"] = (N,)
        while self.budget > 0:
            self.statement()
        self.line(f"return {self.returned()}")
        wrt = self.rng.choice((("x",), ("x",), ("k",), ("m",), ("x", "k"), ("x", "m"), ("x", "m", "k"), ("k", "m")))
        text = (
            f"import math\n\nimport numpy as np\n\n\n{HELPERS}\n\ndef f({signature}):\n" + "\n".join(self.lines) + "\n"
        )
        return Program(text, wrt)


def write(rng: random.Random) -> Program:
    return Writer(rng).program()
