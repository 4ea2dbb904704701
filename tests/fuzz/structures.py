"""Statements of the third rank: objects, tables and dicts that change, patterns, unpacking, attempts with an end."""

from __future__ import annotations

from collections.abc import Callable

from tests.fuzz.expressions import N
from tests.fuzz.wider import Wider

__all__ = ["Structures"]


class Structures(Wider):
    """Draws them around expressions."""

    def structures(self) -> list[Callable[[], None]]:
        return [
            self.keyed, self.finally_, self.objects, self.table, self.rows_swapped, self.items_swapped, self.nested,
            self.matched, self.chosen_items, self.walrus, self.starred, self.tuple_of, self.counted, self.chained,
        ]  # fmt: skip

    # -- containers -----------------------------------------------------------------------------

    def keyed(self) -> None:
        """A dict of which only the run knows the keys."""
        d, s, i = self.fresh("d"), self.fresh("s"), self.fresh("i")
        self.line(f"{d} = {{}}")
        self.line(f"for {i} in range(n + 2):")
        key = self.rng.choice((i, f"{i} % 2", f"{i} * {i}"))
        update = self.rng.choice(
            (f"{d}.get({key}, {self.scalar(0)}) * {self.scalar(0)} + {i}", f"{self.scalar(1)} * {i}")
        )
        self.line(f"    {d}[{key}] = {update}")
        self.line(f"{s} = sum({d}.values()) * {self.rng.choice((f'{d}[0]', 'len(' + d + ')', f'max({d}.values())'))}")
        self.scope.scalars.add(s)

    def objects(self) -> None:
        """Records in a list, written in a loop."""
        items, s, p = self.fresh("L"), self.fresh("s"), self.fresh("p")
        first = f"Part({self.scalar(0)}, {self.scalar(0)})"
        if self.rng.random() < 0.5:
            self.line(f"{items} = [{first}, Part({self.scalar(1)}, 0.5)]")
        else:
            self.line(f"{items} = [Part(v, {self.scalar(0)}) for v in {self.vector()}]")
        self.line(f"for {p} in {items}:")
        self.line(f"    {p}.{self.rng.choice(('place', 'speed'))} {self.rng.choice(('=', '+='))} {self.scalar(0)}")
        self.line(f"    {p}.push({self.scalar(0)})")
        self.line(f"{s} = sum(p.place * p.speed for p in {items}) + {items}[-1].energy")
        self.scope.scalars.add(s)

    def table(self) -> None:
        """A list of lists, written by element."""
        t, s = self.fresh("t"), self.fresh("s")
        made = self.rng.choice(
            (
                f"[[{self.scalar(0)} * (i + 1) for j in range(3)] for i in range(3)]",
                "[[0.0] * 3 for _ in range(3)]",
                f"[list({self.array((3,), 0)}) for _ in range(3)]",
            )
        )
        self.line(f"{t} = {made}")
        self.line(f"for i in range({self.rng.choice(('1, 3', '3', 'n'))}):")
        self.line(f"    for j in range({self.rng.choice(('i', '3', '1, 3'))}):")
        right = self.rng.choice(
            (f"{t}[i - 1][j] * {self.scalar(0)}", f"{t}[i][j - 1] + {self.scalar(0)}", f"{t}[j][i]")
        )
        self.line(f"        {t}[i][j] {self.rng.choice(('=', '+='))} {right}")
        self.line(f"{s} = sum(sum(row) for row in {t}) * {t}[1][2]")
        self.scope.scalars.add(s)

    def rows_swapped(self) -> None:
        t, s = self.fresh("t"), self.fresh("s")
        self.line(f"{t} = [[{self.scalar(0)}, {self.scalar(0)}], [{self.scalar(1)}, 1.5]]")
        self.line(f"for i in range({self.rng.choice(('n', '1'))}):")
        self.line(f"    {t}[0], {t}[1] = {t}[1], {t}[0]")
        self.line(f"    {t}[0][{self.rng.choice(('0', 'i % 2'))}] *= {self.scalar(0)}")
        self.line(f"{s} = {t}[0][0] * {t}[1][1] - {t}[0][1]")
        self.scope.scalars.add(s)

    def items_swapped(self) -> None:
        items, s = self.fresh("L"), self.fresh("s")
        self.line(f"{items} = [{self.scalar(1)}, {self.scalar(0)}, 0.7]")
        self.line("for i in range(2):")
        test = f"if {items}[i] > {items}[i + 1]:" if self.rng.random() < 0.6 else "if i < n:"
        self.line(f"    {test}")
        self.line(f"        {items}[i], {items}[i + 1] = {items}[i + 1], {items}[i] * {self.scalar(0)}")
        self.line(f"{s} = {items}[0] * {items}[1] + {items}[2]")
        self.scope.scalars.add(s)

    def tuple_of(self) -> None:
        """A tuple whose length only the run knows."""
        t, s = self.fresh("t"), self.fresh("s")
        self.line(f"{t} = tuple(v * {self.scalar(0)} for v in {self.vector()}[: n + 1])")
        self.line(f"{s} = sum({t}) * {t}[0]" if self.rng.random() < 0.5 else f"{s} = sum(({t} + (1.5,))[1:])")
        self.scope.scalars.add(s)

    # -- control --------------------------------------------------------------------------------

    def finally_(self) -> None:
        s, name = self.fresh("s"), self.vector()
        place = self.rng.choice(("n", "n + 2", "1"))
        self.line(f"{s} = 0.5")
        self.line("try:")
        self.line(f"    {s} = {s} + {name}[{place}] * {self.scalar(0)}")
        if self.rng.random() < 0.5:
            self.line(f"    {s} = {s} / (n - 1)")
        self.line("except (IndexError, ZeroDivisionError):")
        self.line(f"    {s} = {s} * {self.scalar(0)}")
        self.line("finally:")
        self.line(f"    {s} = {s} + {self.scalar(0)}")
        self.scope.scalars.add(s)

    def nested(self) -> None:
        """A function in a function, which binds what is around it."""
        g, s, count = self.fresh("g"), self.fresh("s"), self.fresh("s")
        self.line(f"{count} = {self.scalar(0)}")
        self.line(f"def {g}(v, by=2.0):")
        self.line(f"    nonlocal {count}")
        self.line(f"    {count} = {count} * by + v")
        self.line("    def inner(u, *more):")
        self.line(f"        return u * {count} + sum(more)")
        self.line(f"    return inner(v, {count}, {self.scalar(0)})")
        self.line(f"{s} = {g}({self.scalar(0)}) + {g}({self.scalar(0)}, by={self.scalar(0)}) * {count}")
        self.scope.scalars.add(s)

    def matched(self) -> None:
        s = self.fresh("s")
        self.line(f"match {self.rng.choice(('n', f'({self.scalar(0)}, n)', f'[{self.scalar(0)}, {self.scalar(0)}]'))}:")
        self.line("    case 0 | 1:")
        self.line(f"        {s} = {self.scalar(1)}")
        self.line(f"    case [u{s}, v{s}] if v{s} > 0.5:")
        self.line(f"        {s} = u{s} * v{s}")
        self.line("    case _:")
        self.line(f"        {s} = {self.scalar(1)}")
        self.scope.scalars.add(s)

    def chosen_items(self) -> None:
        items, s = self.fresh("L"), self.fresh("s")
        name = self.vector()
        self.line(f"{items} = [v * {self.scalar(0)} for v in {name} if v > {self.rng.choice(('0.1', '-0.3', 'k'))}]")
        if self.rng.random() < 0.5:
            self.line(f"{items} = [a * b for i, a in enumerate({items}) for b in {items}[i:] if a != b or i]")
        self.line(f"{s} = sum({items}) + len({items})")
        self.scope.scalars.add(s)

    def walrus(self) -> None:
        s, t = self.fresh("s"), self.fresh("s")
        self.line(f"{s} = {self.scalar(0)}")
        self.line(f"if ({t} := {self.scalar(1)} * 0.5) > {self.rng.choice(('0.2', 'k'))}:")
        self.line(f"    {s} = {s} + {t}")
        self.line(f"{s} = {s} * sum((w := v * {self.scalar(0)}) * w for v in {self.vector()})")
        self.scope.scalars |= {s, t}

    def starred(self) -> None:
        first, last, rest = self.fresh("s"), self.fresh("s"), self.fresh("L")
        self.line(
            f"{first}, *{rest}, {last} = {self.rng.choice((self.array((N,), 1), f'list({self.array((N,), 0)})'))}"
        )
        self.line(f"{first} = {first} * sum({rest}) + total(*{rest}, weight={last})")
        self.scope.scalars |= {first, last}

    def counted(self) -> None:
        """A loop by iterators, and its place."""
        s = self.fresh("s")
        a, b = self.array((N,), 0), self.array((N,), 0)
        over = self.rng.choice((f"zip({a}[1:], {b})", f"zip(sorted({a}), reversed({b}))", f"enumerate({a}, 1)"))
        self.line(f"{s} = 0.0")
        self.line(f"for u{s}, v{s} in {over}:")
        self.line(f"    {s} = {s} * {self.rng.choice(('0.5', 'k'))} + u{s} * v{s}")
        self.scope.scalars.add(s)

    def chained(self) -> None:
        a, b = self.fresh("s"), self.fresh("s")
        self.line(f"{a} = {b} = {self.scalar(1)}")
        self.line(f"{a} += {b} if -0.5 < {self.scalar(0)} <= {b} else {self.scalar(0)}")
        self.scope.scalars |= {a, b}
