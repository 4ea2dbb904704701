"""Right-hand sides of longer problems: a differential equation beside its derivative along one direction, or all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from s2sad.calculus.implicit import ROWS, SENSITIVITY, VARIATION
from s2sad.core.nodes import Arg, Function, Name, Param
from s2sad.core.program import Program
from s2sad.core.records import dataclass
from s2sad.core.types import ArrayType, ScalarType, Type
from s2sad.modes import routines
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.texts import inline_text
from s2sad.source.lower.values import Made, Num, Value
from s2sad.types.merge import fresh_size

__all__ = ["Rate", "sensitivity_of", "variation_of"]


@dataclass(frozen=True)
class Rate:
    """The right-hand side of a differential equation: a function of the program, of time and state in some order."""

    name: str
    time_first: bool

    @property
    def state(self) -> int:
        return 1 if self.time_first else 0

    def ordered(self, t: Arg, y: Arg) -> tuple[Arg, Arg]:
        return (t, y) if self.time_first else (y, t)


class Augmented:
    """A right-hand side that is being made: of time, a longer state, what the old one captures, and more."""

    def __init__(self, program: Program, rate: Rate, before: Sequence[tuple[str, Type]]) -> None:
        self.program, self.rate, self.lo = program, rate, Lowerer(program, primal=False)
        self.source = program.functions[rate.name]
        self.t, self.z = self.new("t", ScalarType("float")), self.new("z", ArrayType("f8", (fresh_size("", 0),), True))
        self.before = [self.new(hint, kind) for hint, kind in before]
        self.captured = [self.new(p.name, program.type_of(p.name)) for p in self.source.params[2:]]
        self.after: list[Name] = []

    def new(self, hint: str, kind: Type) -> Name:
        name = Name(self.program.fresh(hint, kind))
        self.program.external.add(name.id)
        return name

    def call(self, function: str, *more: Arg) -> Callable[[list[Value], Any], Value]:
        """What a call with y, and with further values, does."""

        def run(args: list[Value], node: Any) -> Value:
            y, *rest = (self.lo.arg(arg) for arg in args)
            kind = routines.result_type(self.program, function)
            given = (*self.rate.ordered(self.t, y), *self.captured, *rest, *more)
            made = self.lo.build.emit(f"@{function}", *given, kind=kind, hint="rate")
            return self.lo.result(made)

        return run

    def function(self, name: str, text: str, *values: Value) -> Function:
        with self.lo.build.block() as block:
            result = self.lo.arg(inline_text(self.lo, text, [Num(self.z), *values], {}, "z_dot"))
        names = (*self.rate.ordered(self.t, self.z), *self.before, *self.captured, *self.after)
        params = tuple(Param(n.id) for n in names if isinstance(n, Name))
        return Function(name, params, tuple(block), result, "", self.source.origin)


def variation_of(program: Program, rate: Rate, places: Sequence[int]) -> str:
    """``f_variation(t, z, *captured, *dots)``."""

    def make(program: Program, name: str, key: routines.Key) -> Function:
        made = Augmented(program, rate, ())
        kinds = [program.type_of(made.source.params[i].name) for i in places]
        made.after = [
            made.new(f"{made.source.params[i].name.partition('@')[0]}_dot", kind)
            for i, kind in zip(places, kinds, strict=True)
        ]
        along = routines.tangent_of(program, rate.name, (rate.state, *places))
        return made.function(name, VARIATION, Made(made.call(rate.name)), Made(made.call(along, *made.after)))

    return routines.once(program, ("variation", rate.name, tuple(places)), make)


def sensitivity_of(program: Program, rate: Rate, with_start: bool, places: Sequence[int]) -> str:
    """``f_sensitivity(t, z, n, *captured)``."""

    def make(program: Program, name: str, key: routines.Key) -> Function:
        made = Augmented(program, rate, [("n", ScalarType("int"))])
        jacobian = routines.jacobian_of(program, rate.name, (rate.state,))
        lines, forcing = _forcing(made, with_start, places)
        names = "".join(f", p{k}, x{k}" for k in range(len(places)))
        given: list[Value] = [Num(made.before[0]), Made(made.call(rate.name)), Made(made.call(jacobian))]
        return made.function(name, SENSITIVITY.format(names=names, forcing="".join(lines)), *given, *forcing)

    return routines.once(program, ("sensitivity", rate.name, (int(with_start), *places)), make)


def _forcing(made: Augmented, with_start: bool, places: Sequence[int]) -> tuple[list[str], list[Value]]:
    """The derivatives of the right-hand side in the parameters: lines that add them to their columns, and what those
    call and take the size of."""
    program, rate = made.program, made.rate
    lines: list[str] = []
    values: list[Value] = []
    start = "n" if with_start else "0"
    for k, i in enumerate(places):
        several, parameter = routines.has_size(program.type_of(made.source.params[i].name)), made.captured[i - 2]
        end = f"{start} + np.size(x{k})" if several else f"{start} + 1"
        columns = f"{start}:{end}" if several else start
        lines.append(f"    S_dot[:, {columns}] += p{k}(y)\n")
        run = _rows(made, i, parameter) if several else made.call(routines.slope_of(program, rate.name, (i,)))
        values += [Made(run), Num(parameter)]
        start = end
    return lines, values


def _rows(made: Augmented, place: int, parameter: Name) -> Callable[[list[Value], Any], Value]:
    """The derivatives in the elements of an array, one row for each element of the state."""
    along = made.call(routines.adjoint_of(made.program, made.rate.name, (place,)))

    def run(args: list[Value], node: Any) -> Value:
        row = Made(lambda found, at: along([args[0], *found], at))
        return inline_text(made.lo, ROWS, [Num(made.before[0]), Num(parameter), row], {}, "rows")

    return run
