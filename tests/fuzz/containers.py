"""Statements of the fourth rank: lists, dicts, rows, groups and objects that have names, are aliased, and change."""

from __future__ import annotations

from collections.abc import Callable

from tests.fuzz.structures import Structures

__all__ = ["CONTAINER_HELPERS", "Containers"]

CONTAINER_HELPERS = """\
def turned(items):
    items.append(items.pop(0))
    return items


def kept(table, key, value):
    if key not in table:
        table[key] = []
    table[key].append(value)
    return table[key]


def filled(items, n, value):
    if n == 0:
        return 0.0
    items.append(value * n)
    return items[0] + filled(items, n - 1, value * 0.5)


def halved(y, lo, hi):
    if hi - lo < 1:
        return y[lo]
    mid = (lo + hi) // 2
    y[mid] *= 0.7
    return halved(y, lo, mid) + halved(y, mid + 1, hi) * y[lo]
"""


class Containers(Structures):
    """Draws statements that make containers, change them, take their parts under other names, and add them up."""

    def containers(self) -> list[Callable[[], None]]:
        return [
            self.new_container, self.new_container, self.other_name, self.change, self.change, self.change, self.change,
            self.measure, self.given_out, self.remembered, self.bisected, self.heaped, self.in_a_loop, self.in_a_loop,
        ]  # fmt: skip

    def of_kind(self, *kinds: str) -> str | None:
        names = [name for name, kind in self.scope.containers.items() if kind in kinds]
        return self.pick(names) if names else None

    def new_container(self) -> None:
        kind = self.rng.choice(("list", "list", "dict", "rows", "groups", "parts"))
        name = self.fresh(kind[0].upper())
        i = self.fresh("i")
        made = {
            "list": (f"[{self.scalar(0)}, {self.scalar(0)}, 0.5]", f"[v * {self.scalar(0)} for v in {self.vector()}]"),
            "dict": ("{}", f"{{{i}: {self.scalar(0)} * {i} for {i} in range(n + 1)}}", f"{{0: {self.scalar(0)}}}"),
            "rows": (
                f"[[{self.scalar(0)}, 0.5], [1.5, {self.scalar(0)}]]",
                f"[[v, v * {self.scalar(0)}] for v in {self.vector()}]",
            ),
            "groups": ("{}", f"{{0: [{self.scalar(0)}], 1: [0.5]}}"),
            "parts": (
                f"[Part({self.scalar(0)}, 0.5), Part(1.5, {self.scalar(0)})]",
                f"[Part(v, {self.scalar(0)}) for v in {self.vector()}]",
            ),
        }[kind]
        self.line(f"{name} = {self.rng.choice(made)}")
        self.scope.containers[name] = kind

    def other_name(self) -> None:
        name = self.of_kind("list", "dict", "rows", "groups", "parts")
        if name is None:
            self.new_container()
            return
        made, kind = self.fresh("o"), self.scope.containers[name]
        if kind == "rows" and self.rng.random() < 0.6:
            self.line(f"{made} = {name}[{self.rng.choice(('0', '-1', 'n % len(' + name + ')'))}]")
            kind = "list"
        elif kind == "groups" and self.rng.random() < 0.6:
            self.line(f"{made} = {name}.setdefault({self.key()}, [])")
            kind = "list"
        else:
            self.line(f"{made} = {name}")
        self.scope.containers[made] = kind

    def key(self) -> str:
        return self.rng.choice(("0", "1", "n % 2", "n", *sorted(self.scope.counters)))

    def change(self) -> None:
        name = self.of_kind("list", "dict", "rows", "groups", "parts")
        if name is None:
            self.new_container()
            return
        for text in self.rng.choice(getattr(self, f"changes_of_{self.scope.containers[name]}")(name)):
            self.line(text)

    def changes_of_list(self, name: str) -> list[list[str]]:
        s, rng = self.scalar(0), self.rng
        at = rng.choice(("0", "-1", f"n % max(1, len({name}))"))
        return [
            [f"{name}.append({s})"],
            [f"{name} += [{s}]"],
            [f"if len({name}) < 6:", f"    {name} *= 2"],
            [f"{name}.insert({rng.choice(('0', '1'))}, {s})"],
            [f"if len({name}) > 1:", f"    {name}.append({name}.pop({rng.choice(('', '0'))}) * {s})"],
            [f"if {name}:", f"    {name}[{at}] {rng.choice(('=', '*=', '+='))} {s}"],
            [f"{name}[:] = [v * {s} for v in {name}]"],
            [f"{name}.reverse()"],
            [f"{name}.sort()"],
            [f"if len({name}) > 1:", f"    {name}[0], {name}[1] = {name}[1], {name}[0] * {s}"],
            [f"if {name}:", f"    turned({name})"],
            [f"if len({name}) > 2:", f"    del {name}[{rng.choice(('0', '1', '-1'))}]"],
            [f"filled({name}, n, {s})"],
            [f"{name}.clear()", f"{name}.append({s})"],
        ]

    def changes_of_dict(self, name: str) -> list[list[str]]:
        s, key = self.scalar(0), self.key()
        j = self.fresh("j")
        return [
            [f"{name}[{key}] = {s}"],
            [f"{name}[{key}] = {name}.get({key}, {s}) * {self.scalar(0)}"],
            [f"if {key} in {name}:", f"    {name}[{key}] += {s}"],
            [f"{name}.setdefault({key}, {s})"],
            [f"for {j} in {name}:", f"    {name}[{j}] *= {s}"],
            [f"if {key} in {name}:", f"    {name}[{key} + 2] = {name}.pop({key}) * {s}"],
            [f"if {key} in {name}:", f"    del {name}[{key}]"],
            [f"{name}.update({{{key}: {s}}})"],
        ]

    def changes_of_rows(self, name: str) -> list[list[str]]:
        s, rng = self.scalar(0), self.rng
        r, at = self.fresh("r"), rng.choice(("0", "1", f"n % len({name})", f"-1 - n % len({name})"))
        return [
            [f"{name}[{at}][{rng.choice(('0', '-1'))}] {rng.choice(('=', '*='))} {s}"],
            [f"{name}[{at}].append({s})"],
            [f"{name}.append([{s}, 0.5])"],
            [f"{name}[0], {name}[{at}] = {name}[{at}], {name}[0]"],
            [f"{name}[{at}] = [v * {s} for v in {name}[0]]"],
            [f"for {r} in {name}:", f"    {r}[0] {rng.choice(('=', '+='))} {r}[-1] * {s}"],
            [f"{name}[{at}] += [{s}]"],
            [f"{name}.reverse()"],
            [f"{r} = {name}.pop()", f"{r}[0] *= {s}", f"{name}.insert(0, {r})"],
        ]

    def changes_of_groups(self, name: str) -> list[list[str]]:
        s, key, r = self.scalar(0), self.key(), self.fresh("r")
        return [
            [f"{name}.setdefault({key}, []).append({s})"],
            [f"kept({name}, {key}, {s})"],
            [f"{r} = kept({name}, {key}, {s})", f"{r}[0] *= {self.scalar(0)}"],
            [f"for {r} in {name}.values():", f"    {r}.append(sum({r}) * {s})"],
            [f"if {key} in {name}:", f"    {name}[{key}] += [{s}]"],
            [f"{name}[{key}] = [{s}]"],
            [f"if {key} in {name}:", f"    {name}[{key}][0] = {s}"],
        ]

    def changes_of_parts(self, name: str) -> list[list[str]]:
        s, p = self.scalar(0), self.fresh("p")
        at = self.rng.choice(("0", "1", f"n % len({name})"))
        return [
            [f"{name}[{at}].place {self.rng.choice(('=', '+='))} {s}"],
            [f"{name}[{at}].push({s})"],
            [f"for {p} in {name}:", f"    {p}.speed = {p}.place * {s}"],
            [f"{name}[0], {name}[1] = {name}[1], {name}[0]"],
            [f"{name}.append(Part({s}, 0.5))"],
            [f"{p} = max({name}, key=lambda q: q.place)", f"{p}.speed *= {s}"],
            [f"{p} = {name}[-1]", f"{p}.place = {s}", f"{name}[0].speed += {p}.place"],
        ]

    def measure(self) -> None:
        """A number of a container."""
        name = self.of_kind("list", "dict", "rows", "groups", "parts")
        if name is None:
            self.new_container()
            return
        s = self.fresh("s")
        total = {
            "list": f"sum({name}) + len({name})",
            "dict": f"sum({name}.values()) * (1 + len({name}))",
            "rows": f"sum(sum(r) * r[0] for r in {name})",
            "groups": f"sum(sum(r) * len(r) for r in {name}.values())",
            "parts": f"sum(p.place * p.speed for p in {name})",
        }[self.scope.containers[name]]
        self.line(f"{s} = {total}")
        self.scope.scalars.add(s)

    def given_out(self) -> None:
        """A container of the caller's, or what is put into one."""
        name = self.of_kind("list", "dict")
        choice = self.rng.random()
        if name is None or choice < 0.3:
            self.scope.containers["log"] = "list"
            self.line(f"log.append({self.scalar(0)})")
        elif choice < 0.6:
            self.line(f"box['{self.rng.choice('pq')}'] = {self.scalar(0)}")
        else:
            self.line(f"box['{self.rng.choice('pq')}'] = {name}")

    def remembered(self) -> None:
        g, s, memo = self.fresh("g"), self.fresh("s"), self.fresh("D")
        self.line(f"{memo} = {{}}")
        self.line(f"def {g}(j):")
        self.line("    if j < 2:")
        self.line(f"        return {self.scalar(0)} * (j + 1)")
        self.line(f"    if j not in {memo}:")
        self.line(f"        {memo}[j] = {g}(j - 1) * 0.5 + {g}(j - 2) * {self.scalar(0)}")
        self.line(f"    return {memo}[j]")
        self.line(f"{s} = {g}(n + 2) + len({memo})")
        self.scope.scalars.add(s)

    def bisected(self) -> None:
        items, s, v = self.fresh("L"), self.fresh("s"), self.fresh("v")
        self.line(f"{items} = []")
        self.line(f"for {v} in {self.vector()}:")
        self.line(f"    {items}.insert(bisect.bisect({items}, {v}), {v} * 1.0)")
        self.line(f"{s} = {items}[0] * {items}[-1] + halved({self.vector()}, 0, 3)")
        self.scope.scalars.add(s)
        self.scope.containers[items] = "list"

    def heaped(self) -> None:
        h, s = self.fresh("L"), self.fresh("s")
        self.line(f"{h} = [(v * {self.scalar(0)}, i) for i, v in enumerate({self.vector()})]")
        self.line(f"heapq.heapify({h})")
        self.line(f"{s} = 0.0")
        self.line(f"while len({h}) > {self.rng.choice('12')}:")
        self.line(f"    {s} = {s} * 0.5 + heapq.heappop({h})[0]")
        self.scope.scalars.add(s)

    def in_a_loop(self) -> None:
        """What changes containers, in a loop of its own."""
        i = self.fresh("i")
        self.line(f"for {i} in range({self.rng.choice(('n', '3', 'n + 1'))}):")
        known = self.scope.counters
        with self.inside():
            self.scope.counters = known | {i}
            for _ in range(self.rng.randint(1, 3)):
                self.rng.choice((self.change, self.change, self.other_name, self.measure))()
