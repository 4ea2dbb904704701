"""Statements of the second rank: names that only some rounds bind, outputs given, strides, copies, attempts."""

from __future__ import annotations

from collections.abc import Callable

from tests.fuzz.expressions import ROWS, Expressions, N

__all__ = ["Wider"]

STEPS = ("[::-1]", "[::2]", "[1::2]", "[::-2]")


class Wider(Expressions):
    """Draws them around expressions."""

    def wider(self) -> list[Callable[[], None]]:
        return [
            self.out, self.copy_to, self.strided, self.filled, self.sorted_in_place, self.put_items, self.three_buffers,
            self.searched, self.searched_array, self.attempted, self.copied, self.walked_list, self.walked_dict,
            self.while_else, self.real_part, self.attribute, self.new_axis, self.masked_rows, self.grown,
        ]  # fmt: skip

    def like(self, name: str, base: str = "a") -> str:
        made = self.fresh(base)
        self.scope.arrays[made] = self.scope.arrays[name]
        return made

    def vector(self) -> str:
        return self.pick([n for n, s in self.scope.arrays.items() if len(s) == 1 and s[0] > 2])

    # -- memory ---------------------------------------------------------------------------------

    def out(self) -> None:
        name = self.array()
        shape = self.scope.arrays[name]
        values = f"{self.array(shape, 1)}, {self.array(shape, 0)}"
        one = self.rng.choice((f"np.sin({self.array(shape, 1)}, out={name})", f"np.multiply({values}, out={name})"))
        where = f"np.add({values}, out={name}, where={self.array(shape, 0)} > 0.2)"
        self.line(self.rng.choice((one, one, where)))

    def copy_to(self) -> None:
        name = self.array()
        value = self.array(self.scope.arrays[name], 1)
        mask = f", where={self.array(self.scope.arrays[name], 0)} > 0.1" if self.rng.random() < 0.4 else ""
        self.line(f"np.copyto({name}, {value}{mask})")

    def strided(self) -> None:
        """A view of every other element, perhaps backwards, written through."""
        name = self.vector()
        size, step = self.scope.arrays[name][0], self.rng.choice(STEPS)
        made = self.fresh("v")
        self.line(f"{made} = {name}{step}")
        self.scope.arrays[made] = (self._strided_size(size, step),)
        if self.rng.random() < 0.6:
            self.line(f"{made}[0] {self.rng.choice(('=', '*=', '+='))} {self.scalar(1)}")

    @staticmethod
    def _strided_size(size: int, step: str) -> int:
        start, _, stride = (int(part) if part else None for part in step[1:-1].split(":"))
        return len(range(size)[slice(start, None, stride)])

    def filled(self) -> None:
        name = self.vector()
        self.line(f"{name}[1:].fill({self.scalar(1)})" if self.rng.random() < 0.5 else f"{name}.fill({self.scalar(0)})")

    def sorted_in_place(self) -> None:
        self.line(f"{self.vector()}.sort()")

    def put_items(self) -> None:
        name = self.array()
        values = self.array((2,), 1) if self.rng.random() < 0.6 else self.scalar(1)
        self.line(f"np.put({name}, {self.indices(2, self.scope.arrays[name][0])}, {values})")

    def three_buffers(self) -> None:
        a, b, c = (self.like(self.vector_of(N), "u") for _ in range(3))
        self.line(f"{a}, {b}, {c} = {self.array((N,), 1)} * 1.0, {self.array((N,), 0)} * k, np.zeros({N})")
        self.line(f"for _ in range({self.rng.choice(('n', '3', '2'))}):")
        with self.inside():
            self.line(f"{c}[1:-1] = {b}[2:] * {a}[:-2] + {b}[1:-1]")
            self.line(f"{c}[0] = {self.scalar(1)}")
            self.line(self.rng.choice((f"{a}, {b}, {c} = {b}, {c}, {a}", f"{a}, {b} = {b}, {c}.copy()")))

    def vector_of(self, size: int) -> str:
        return self.pick([n for n, s in self.scope.arrays.items() if s == (size,)])

    def real_part(self) -> None:
        w, made = self.fresh("w"), self.fresh("a")
        self.line(f"{w} = {self.array((N,), 1)} + 1j * {self.array((N,), 0)}")
        self.line(f"{w}.{self.rng.choice(('real', 'imag'))}[{self.rng.choice(('0', '1:', ':-1'))}] *= {self.scalar(0)}")
        self.line(f"{made} = {w}.real * {w}.imag")
        self.scope.arrays[made] = (N,)

    def new_axis(self) -> None:
        name, made = self.vector_of(N), self.fresh("a")
        self.line(f"{made} = {name}[None, :] * {self.array((ROWS,), 0)}[:, np.newaxis]")
        self.scope.arrays[made] = (ROWS, N)

    def masked_rows(self) -> None:
        name = self.pick([n for n, s in self.scope.arrays.items() if s == (ROWS, N)])
        mask = self.fresh("q")
        self.line(f"{mask} = {self.array((ROWS,), 0)} > 0.1")
        self.line(f"{name}[{mask}, 1:] {self.rng.choice(('=', '*=', '+='))} {self.scalar(1)}")

    def copied(self) -> None:
        """Two places of one array, and a copy of the whole."""
        name, holder = self.array(), self.fresh("d")
        made, other = self.like(name), self.like(name)
        self.line(f"{holder} = copy.deepcopy([{name}, {name}])")
        self.line(f"{made}, {other} = {holder}")
        self.line(f"{made}[0] = {self.scalar(1)}")

    def attribute(self) -> None:
        holder, name = self.fresh("o"), self.array()
        made = self.like(name)
        self.line(f"{holder} = types.SimpleNamespace(p={name}, q={self.scalar(1)})")
        self.line(f"{holder}.r = {holder}.p")
        self.line(f"{holder}.p {self.rng.choice(('+=', '*='))} {holder}.q")
        self.line(f"{holder}.q += {self.scalar(0)}")
        self.line(f"{made} = {holder}.r * {holder}.q")

    def grown(self) -> None:
        made = self.fresh("s")
        grown = self.fresh("a")
        self.line(f"{grown} = np.empty(0)")
        self.line(f"for e{made} in {self.vector()}:")
        with self.inside():
            self.line(f"{grown} = np.append({grown}, e{made} * {self.scalar(0)})")
            self.line(f"{grown}[0] += e{made}")
        self.line(f"{made} = np.sum({grown} ** 2)")
        self.scope.scalars.add(made)

    # -- control --------------------------------------------------------------------------------

    def searched(self) -> None:
        """Names that a loop leaves as an earlier round than the last has bound them."""
        hit, miss, made = self.fresh("s"), self.fresh("s"), self.fresh("s")
        self.line(f"{hit} = {miss} = {self.scalar(0)}" if self.rng.random() < 0.3 else f"{made} = 0.0")
        self.line(f"for e{made} in {self.vector()}:")
        with self.inside():
            self.line(f"{hit} = e{made} * {self.scalar(0)}")
            self.line(f"if {self.rng.choice((f'e{made} > 0.3', f'{hit} < 0.0', 'n > 2'))}:")
            self.line(f"    {self.rng.choice(('break', 'continue', 'break'))}")
            self.line(f"{miss} = {hit} * {self.scalar(0)}")
        self.line(f"{made} = {hit} * {miss}")
        self.scope.scalars |= {hit, miss, made}

    def searched_array(self) -> None:
        name, made = self.vector_of(N), self.fresh("a")
        i = f"i{made}"
        self.line(f"for {i} in range({N}):")
        with self.inside():
            self.line(f"if {name}[{i}] {self.rng.choice('<>')} 0.2:")
            self.line(f"    {self.rng.choice(('break', 'continue'))}")
            self.line(f"{made} = {self.array((N,), 1)} * {name}[{i}]")
            if self.rng.random() < 0.5:
                self.line(f"{made}[{i}] += {self.scalar(0)}")
        self.scope.arrays[made] = (N,)

    def while_else(self) -> None:
        s, w = self.fresh("s"), self.fresh("w")
        self.line(f"{s}, {w} = {self.scalar(1)}, 0")
        self.line(f"while {w} < {self.rng.choice(('n', '3'))}:")
        self.line(f"    {w} += 1")
        self.line(f"    {s} = {s} * {self.scalar(0)} + 0.3")
        self.line(f"    if {s} > {self.rng.choice(('0.5', '1.0', 'k'))}:")
        self.line(f"        {s} = {s} * 0.5")
        self.line("        break")
        self.line("else:")
        self.line(f"    {s} = {s} - {self.scalar(0)}")
        self.scope.scalars.add(s)

    def attempted(self) -> None:
        """An index that is out of range in some rounds."""
        s, name = self.fresh("s"), self.vector()
        self.line(f"{s} = 0.0")
        self.line(f"for i{s} in range({self.scope.arrays[name][0] + 1}):")
        self.line("    try:")
        self.line(f"        {s} = {s} + {name}[i{s}] * {self.scalar(0)}")
        self.line("    except IndexError:")
        self.line(f"        {s} = {s} * {self.scalar(0)}")
        self.scope.scalars.add(s)

    def walked_list(self) -> None:
        items, s = self.fresh("L"), self.fresh("s")
        self.line(f"{items} = [{self.scalar(1)}, {self.scalar(0)}, {self.scalar(0)}]")
        self.line(f"{s} = 0.0")
        self.line(f"for j{s}, v{s} in enumerate({items}):")
        self.line(f"    {s} += v{s} * v{s}")
        place = self.rng.choice((f"j{s}", f"j{s}", "0", "-1"))
        self.line(f"    {items}[{place}] = v{s} * {self.scalar(0)}")
        self.line(f"{s} = {s} * sum({items})")
        self.scope.scalars.add(s)

    def walked_dict(self) -> None:
        d, s = self.fresh("d"), self.fresh("s")
        self.line(f"{d} = {{'p': {self.scalar(1)}, 'q': {self.scalar(0)}}}")
        self.line(f"{s} = 0.0")
        self.line(f"for j{s}, v{s} in {d}.items():")
        self.line(f"    {d}[{self.rng.choice((f'j{s}', f'j{s}', repr('q')))}] = v{s} * {self.scalar(0)} + {s}")
        self.line(f"    {s} = {s} + v{s}")
        self.line(f"{s} = {s} * sum({d}.values())")
        self.scope.scalars.add(s)
