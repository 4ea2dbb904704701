"""Whether two parts of an array have no element in common, of whichever rounds of the loops around them they are.

The bounds of a part are polynomials in the sizes of the parameters and in what loops count (`Dim`).  What cannot be
proved is taken to overlap.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from s2sad.core.nodes import Arg, Const, For, Let, Name, SliceArg, TupleArg, While
from s2sad.core.program import Program
from s2sad.core.records import dataclass
from s2sad.core.types import ArrayType, Dim, ScalarType

__all__ = ["Part", "Regions"]

DEPTH = 6
"""How many bounds are put one into another to prove a sign."""
NONE = Const(None)
Interval = tuple["Dim | None", "Dim | None"]


@dataclass(frozen=True)
class Part:
    """What `index` (None for all of it) leads to in the array `of`, at a place inside `loops`."""

    of: str
    index: Arg | None
    loops: tuple[str, ...]


@dataclass
class Regions:
    """Proofs for one function.

    Parameters
    ----------
    lets, loops : the operations and loops of the function.
    around : the loops in which a name has another value in each round.
    constant : the symbols of sizes that are the same in each round: those of the parameters (None: all are).
    """

    program: Program
    lets: Mapping[str, Let]
    loops: Mapping[str, For | While]
    around: Callable[[str], tuple[str, ...]]
    constant: frozenset[str] | None

    def is_constant(self, size: Dim) -> bool:
        return self.constant is None or size.symbols <= self.constant

    def disjoint(self, one: Part, other: Part, later: str | None) -> bool:
        """Whether `other` has no element of `one`; `later` is the loop of a later round of which it is."""
        if one.index is None or other.index is None:
            return False
        common = _common(one.loops, other.loops)
        first = other.loops.index(later) if later in other.loops[:common] else common
        proof = _Proof(self, frozenset(other.loops[first:]), later if first < common else None)
        ours, theirs = proof.intervals(one, False), proof.intervals(other, True)
        return any(proof.before(a, b) or proof.before(b, a) for a, b in zip(ours, theirs, strict=False))

    def counted(self, loop: For | While) -> tuple[Arg, Arg, int] | None:
        """The first value and the end of what a loop counts, and its step, if it counts."""
        made = self.lets.get(loop.iterable.id) if isinstance(loop, For) and isinstance(loop.iterable, Name) else None
        if made is None or made.call.prim != "builtins.range" or made.call.keywords:
            return None
        first, end, step = {1: (Const(0), *made.call.args, Const(1)), 2: (*made.call.args, Const(1))}.get(
            len(made.call.args), made.call.args
        )
        known = isinstance(step, Const) and isinstance(step.value, int) and step.value != 0
        return (first, end, step.value) if known else None  # type: ignore[union-attr, return-value]


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    return next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


class _Proof:
    """Two places; what the loops in `primed` bind has another value at the second one (its symbols end in ``'``)."""

    def __init__(self, regions: Regions, primed: frozenset[str], later: str | None) -> None:
        self.regions, self.primed, self.later = regions, primed, later
        self.counts = {loop.target: loop for loop in regions.loops.values() if isinstance(loop, For)}

    # -- polynomials ----------------------------------------------------------------------------

    def form(self, arg: Arg, second: bool) -> Dim | None:
        """An integer as a polynomial."""
        if isinstance(arg, Const):
            return Dim.const(arg.value) if type(arg.value) is int else None
        if not isinstance(arg, Name):
            return None
        kind = self.regions.program.type_of(arg.id)
        if not isinstance(kind, ScalarType) or kind.kind != "i":
            return None
        if kind.value is not None and self.regions.is_constant(kind.value):
            return kind.value
        return self._computed(arg.id, second) or self._symbol(arg.id, second)

    def _symbol(self, name: str, second: bool) -> Dim:
        other = second and self.primed.intersection(self.regions.around(name))
        return Dim.symbol(f"%{name}'" if other else f"%{name}")

    def _computed(self, name: str, second: bool) -> Dim | None:
        let = self.regions.lets.get(name)
        if let is None or let.call.prim not in ("operator.add", "operator.sub", "operator.mul", "operator.neg"):
            return None
        forms = [self.form(arg, second) for arg in let.call.args]
        if any(form is None for form in forms):
            return None
        a, b = forms[0], forms[-1]
        assert a is not None and b is not None
        return {"add": a + b, "sub": a - b, "mul": a * b, "neg": -a}[let.call.prim.rpartition(".")[2]]

    # -- signs ----------------------------------------------------------------------------------

    def not_negative(self, form: Dim, depth: int = DEPTH) -> bool:
        """Whether a polynomial is zero or more, by the bounds of what loops count."""
        counts = [s for s in form.symbols if s.startswith("%")]
        if not counts:
            return all(coefficient >= 0 for _, coefficient in form.terms)
        if depth == 0:
            return False
        for symbol in counts:
            factor = dict(form.terms).get((symbol,))
            alone = sum(symbol in monomial for monomial, _ in form.terms) == 1
            if factor is not None and alone:
                rest = form - Dim.symbol(symbol) * factor
                for bound in self.bounds(symbol, factor > 0):
                    if self.not_negative(rest + bound * factor, depth - 1):
                        return True
        return False

    def bounds(self, symbol: str, lower: bool) -> list[Dim]:
        """What a count is at least (`lower`), or at most."""
        second = symbol.endswith("'")
        loop = self.counts.get(symbol[1:].removesuffix("'"))
        counted = self.regions.counted(loop) if loop is not None else None
        if loop is None or counted is None:
            return []
        first, end, step = counted
        found = []
        up = step > 0
        form = self.form(first if lower == up else end, second)
        if form is not None:
            found.append(form if lower == up else form - 1 if up else form + 1)
        if loop.id == self.later:  # the second place is of a later round
            other = Dim.symbol(symbol.removesuffix("'") if second else symbol + "'")
            if lower == (up == second):
                found.append(other + 1 if lower else other - 1)
        return found

    # -- parts ----------------------------------------------------------------------------------

    def intervals(self, part: Part, second: bool) -> list[Interval]:
        """The first and last index along each axis, as far as it is clear which axis an index is of."""
        items = part.index.items if isinstance(part.index, TupleArg) and not part.index.list else (part.index,)
        kind = self.regions.program.type_of(part.of)
        shape = kind.shape if isinstance(kind, ArrayType) else None
        found: list[Interval] = []
        for item in items:
            if item == NONE:
                continue
            size = shape[len(found)] if shape is not None and len(found) < len(shape) else None
            interval = self.interval(item, size if size and self.regions.is_constant(size) else None, second)
            if interval is None:
                break
            found.append(interval)
        return found

    def interval(self, item: Arg | None, size: Dim | None, second: bool) -> Interval | None:
        if isinstance(item, SliceArg):
            step = item.step.value if isinstance(item.step, Const) else 0
            if step is not None and not (type(step) is int and step > 0):
                return None, None
            last = self.place(item.upper, size, second) if item.upper != NONE else size
            return self.place(item.lower, size, second) if item.lower != NONE else Dim(), last and last - 1
        if item is None or self.form(item, second) is None:
            return None
        place = self.place(item, size, second)
        return place, place

    def place(self, arg: Arg, size: Dim | None, second: bool) -> Dim | None:
        """An index counted from the beginning."""
        form = self.form(arg, second)
        if form is None:
            return None
        if form.value is not None and form.value < 0:
            return None if size is None else size + form
        return form if self.not_negative(form) else None

    def before(self, one: Interval, other: Interval) -> bool:
        """Whether the first interval ends before the second one begins."""
        return one[1] is not None and other[0] is not None and self.not_negative(other[0] - one[1] - 1)
