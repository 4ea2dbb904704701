"""Random Python programs over scalars, vectors and matrices, as people write them: with loops, branches, views, writes.

`Writer` keeps the names in scope with their shapes, so that nearly every program runs; what does not, or comes near a
kink, is left to `hold.py` to throw away.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.fuzz.containers import CONTAINER_HELPERS, Containers
from tests.fuzz.expressions import NUMBERS, ROWS, N

__all__ = ["Program", "write"]

HELPERS = """\
class Part:
    def __init__(self, place, speed):
        self.place = place
        self.speed = speed

    def push(self, force):
        self.speed = self.speed + 0.5 * force

    @property
    def energy(self):
        return 0.5 * self.speed**2


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
    """A program's text, whose function is ``f(x, m, k, n, log, box, c=0.5)``, and what to differentiate it in."""

    text: str
    wrt: tuple[str, ...]


class Writer(Containers):
    """Writes statements around them."""

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
            self.helper, self.more_list, self.fancy_store, self.mask_store, self.transposed_store, self.unpack,
            self.keep, self.complex, self.closure, self.whole_store,
        ]  # fmt: skip
        nested: list[Callable[[], None]] = [self.branch, self.loop, self.loop, self.walk, self.while_loop]
        if self.depth < 4 and self.budget > 0 and rng.random() < 0.35:
            rng.choice(nested)()
        else:
            ranks = (simple, self.wider(), self.structures(), self.containers())
            rng.choice(rng.choices(ranks, self.weights)[0])()

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
        real = (f"{w}.real * {w}.imag", f"(np.abs({w}) + 0.5) ** 2", f"({w} * np.conj({w})).real")
        self.line(f"{made} = {self.rng.choice(real)}")
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
        signature = self.rng.choice(("x, m, k, n, log, box, c=0.5", "x, m, k, n=2, log=(), box=None, *, c=0.5"))
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
            f"import bisect\nimport copy\nimport heapq\nimport math\nimport types\n\nimport numpy as np\n\n\n"
            f"{HELPERS}\n\n{CONTAINER_HELPERS}\n\ndef f({signature}):\n" + "\n".join(self.lines) + "\n"
        )
        return Program(text, wrt)


def write(rng: random.Random) -> Program:
    return Writer(rng).program()
