"""Put a rule to work: its text, lowered for the arguments of one call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from s2sad.calculus import registry
from s2sad.calculus.rule import CallView, Lines, Rule
from s2sad.calculus.signature import Place
from s2sad.calculus.without import why_not
from s2sad.core.nodes import Arg, Call, Const, Free, Let, Name, TupleArg
from s2sad.core.types import ArrayType, ListType, ScalarType, Type, Unknown, known_shape
from s2sad.errors import Problem
from s2sad.facts.activity import SHAPES_ASIDE
from s2sad.source.lower.core_values import default_of, value_of
from s2sad.source.lower.lowerer import Lowerer, Refusal
from s2sad.source.lower.texts import inline_text
from s2sad.source.lower.values import (
    Num,
    TupleValue,
    Value,
)

PACKAGE = str(Path(__file__).parents[1])

__all__ = ["Application", "rule_of", "value_of"]


def rule_of(let: Let) -> Rule:
    """The rule for an operation that is active; a `Refusal` with what to write if there is none."""
    found = registry.find(let.call.prim)
    if isinstance(found, Rule):
        return found
    raise Refusal(_unknown(let))


UNSEEN = "s2sad has no derivative for what is called here"


def _unknown(let: Let) -> Problem:
    name = let.call.prim
    if any(isinstance(arg, Free) and arg.text.startswith("@") for arg in let.call.args):
        what = f"the result of {name} has no derivative as a whole"
        return Problem(let.origin, what, "take its fields, such as result.x", "unsupported")
    target = let.call.args[0] if name == "call" else None
    if name == "getattr" or isinstance(target, Name):
        attribute = let.call.args[1] if name == "getattr" else None
        what = f"s2sad has no derivative for {attribute.value!r}" if isinstance(attribute, Const) else UNSEEN
        return Problem(let.origin, what, "s2sad.stop_gradient(...) of what it is given, if that is zero", "unsupported")
    if isinstance(target, Free):
        name = target.text
    public = name.replace("numpy.", "np.").removeprefix("builtins.")
    why = why_not(name)
    params = ", ".join("xyzuvw"[: max(len(let.call.args) - (let.call.prim == "call"), 1)])
    return Problem(
        let.origin,
        f"s2sad has no derivative for {public}" + (f": {why}" if why else ""),
        f's2sad.rule({public}, "y = {public}({params})", "dy = ... * dx")   '
        f"# or, if its derivative is zero: s2sad.still({public})",
        "unsupported",
    )


TEXTS: dict[tuple[object, ...], str] = {}


class Application:
    """A rule bound to one call."""

    def __init__(self, lo: Lowerer, let: Let) -> None:
        self.lo, self.let, self.rule = lo, let, rule_of(let)
        call = let.call
        try:
            self.places = self.rule.bind(len(call.args), [k for k, _ in call.keywords])
        except LookupError as error:
            raise Refusal(
                Problem(let.origin, str(error), "write it with the arguments that the rule has", "unsupported")
            ) from None
        self.given = {p: self._at(call, place) for p, place in self.places.items()}
        self.lists = {p: made for p, a in self.given.items() if (made := array_of(a)) is not None}
        self.movable = tuple(self.given)[:1] if call.prim in SHAPES_ASIDE else tuple(self.given)
        if self.rule.head.base:
            self.movable = tuple(p for p in self.movable if p != "self")

    @staticmethod
    def _at(call: Call, place: Place) -> Arg:
        if isinstance(place, int):
            return call.args[place]
        if isinstance(place, str):
            return dict(call.keywords)[place]
        return TupleArg(tuple(call.args[i] for i in place))

    def view(self, bar: Value | None = None) -> CallView:
        static = {p: constant(self.lo, a) for p, a in self.given.items()}
        entries = {
            f"{p}[{i}]": item
            for p, a in self.given.items()
            if isinstance(a, TupleArg)
            for i, item in enumerate(a.items)
        }
        parts = {**self.given, **entries}
        shapes = {p: s for p, a in parts.items() if (s := known_shape(self.lo.build.type_of(a))) is not None}
        ranks = {p: len(s) for p, s in shapes.items()} | {p: made.ndim for p, made in self.lists.items()}
        kinds = {p: k for p, a in self._known().items() if (k := _kind(self.lo.build.type_of(a))) is not None}
        types = {p: self.lo.build.type_of(a) for p, a in self.given.items()}
        lists = {p: kind for p, kind in types.items() if isinstance(kind, ListType)}
        self._look_at_spline(ranks, static)
        return CallView(
            given=frozenset(self.given),
            static={p: v for p, v in static.items() if v is not NotImplemented},
            counts={p: _count(a) for p, a in self.given.items() if isinstance(a, TupleArg)},
            kinds=kinds | {p: made.dtype.kind for p, made in self.lists.items()},
            ranks=ranks,
            square=frozenset(p for p, s in shapes.items() if len(s) > 1 and s[-1] == s[-2]),
            parts=_parts(bar),
            double=all(_is_double(self.lo.build.type_of(a)) for a in self.given.values()),
            unknown=frozenset(() if self._knows_object() else self.rule.head.made),
            lists=frozenset(lists),
            rows=frozenset(p for p, kind in lists.items() if isinstance(kind.element, (ArrayType, Unknown))),
        )

    def _look_at_spline(self, ranks: dict[str, int], static: dict[str, Any]) -> None:
        """How many more axes the values of a spline have, and which is that of the points."""
        kind = self.lo.build.type_of(self.given["self"]) if self.rule.head.base else Unknown()
        more, found, axis = (getattr(kind, "dtype", None) or "").partition("/")
        if found:
            ranks["self"], static["axis"] = int(more), int(axis)

    def _knows_object(self) -> bool:
        """Whether it is known what made the object that the rule speaks of."""
        return any(key.startswith("%") for key, _ in self.let.call.keywords)

    def _known(self) -> dict[str, Arg]:
        """The arguments, and the result."""
        return {**self.given, self.rule.result: Name(self.let.name)}

    def values(self) -> list[Value]:
        """The values of all parameters of the rule, then of its result."""
        defaults = self.rule.defaults
        values: list[Value] = []
        for name in self.rule.parameters:
            if name in self.lists:
                values.append(Num(self.lo.build.emit("numpy.array", self.given[name])))
            elif name in self.given:
                values.append(value_of(self.lo, self.given[name]))
            else:
                values.append(default_of(defaults.get(name, ())))
        return [*values, result_value(self.lo, self.let)]

    def text(self, mode: str, which: frozenset[str] | str, bar: Value | None = None) -> str:
        """What the rule says of this call; where it says nothing, a refusal."""
        view = self.view(bar)
        key = (mode, self.rule.text, str(sorted(which)), repr(view), id(self.rule))
        if key not in TEXTS:
            try:
                TEXTS[key] = getattr(self.rule, mode)(which, view)
            except (LookupError, ValueError) as error:
                raise self._refusal(error) from None
        return TEXTS[key]

    def composition(self, active: frozenset[str]) -> str | None:
        """The text of what the call is composed of, where its derivative is taken of that."""
        if isinstance(self.rule.content, Lines) and not self.rule.content.composed:
            return None
        try:
            return self.rule.composition(active, self.view())
        except (LookupError, ValueError) as error:
            raise self._refusal(error) from None

    def _refusal(self, error: Exception) -> Refusal:
        message = str(error.args[0] if error.args else error)
        return Refusal(Problem(self.let.origin, message, "", "unsupported"))

    def tangent(self, dots: dict[str, Value], hint: str) -> Value:
        text = self.text("tangent", frozenset(dots))
        active = [dots[p] for p in self.rule.parameters if p in dots]
        return self._lowered(text, [*self.values(), *active], hint)

    def _lowered(self, text: str, values: list[Value], hint: str) -> Value:
        """What the rule says of these values; what stands in a rule is no line of the user's."""
        try:
            return inline_text(self.lo, text, values, self.rule.globals, hint)
        except Refusal as refusal:
            at = refusal.problem.origin
            if at is None or not at.file.startswith(PACKAGE):
                raise
            name = self.rule.prim.replace("numpy.", "np.")
            what = f"the derivative of {name} depends on the types of its arguments, which are not known here"
            raise Refusal(Problem(self.let.origin, what, "give them (--args), or annotate the parameters")) from None

    def adjoint(self, param: str, bar: Value, hint: str) -> Value:
        text = self.text("adjoint", param, bar)
        return self._lowered(text, [*self.values(), bar], hint)


def _parts(bar: Value | None) -> frozenset[int] | None:
    """The parts of a result that have an adjoint."""
    if not isinstance(bar, TupleValue):
        return None
    return frozenset(i for i, part in enumerate(bar.items) if part != Num(Const(0.0)))


def _count(arg: TupleArg) -> Any:
    """The number of items; the numbers of theirs where items are structures."""
    inner = tuple(_count(item) if isinstance(item, TupleArg) else None for item in arg.items)
    return inner if any(c is not None for c in inner) else len(inner)


def result_value(lo: Lowerer, let: Let) -> Value:
    return (
        lo.result(Name(let.name)) if type(lo.program.type_of(let.name)).__name__ == "TupleType" else Num(Name(let.name))
    )


def constant(lo: Lowerer, arg: Arg) -> Any:
    """The Python value of a literal argument, else NotImplemented."""
    if isinstance(arg, Const):
        return arg.value
    if isinstance(arg, Free) and arg.text in ("np.inf", "np.nan", "np.pi", "math.inf"):
        return lo.program.frees[arg.text]
    if isinstance(arg, Name) and arg.id in lo.program.constants:
        return lo.program.constants[arg.id]
    if isinstance(arg, TupleArg):
        items = [constant(lo, item) for item in arg.items]
        return (
            NotImplemented if any(i is NotImplemented for i in items) else (list(items) if arg.list else tuple(items))
        )
    return NotImplemented


def array_of(arg: Arg) -> np.ndarray | None:
    """What a list of floating-point numbers is to NumPy, whose functions take it for an array."""
    made = literal(arg) if isinstance(arg, TupleArg) and arg.list else NotImplemented
    try:
        found = np.array(None if made is NotImplemented else made)
    except ValueError:  # rows of different lengths
        return None
    return found if found.size and found.dtype.kind in "fc" else None


def literal(arg: Arg) -> Any:
    """The numbers that a display is written with, else NotImplemented."""
    if isinstance(arg, TupleArg):
        items = [literal(item) for item in arg.items]
        return NotImplemented if any(i is NotImplemented for i in items) else items
    return arg.value if isinstance(arg, Const) else NotImplemented


def _is_double(kind: Type) -> bool:
    """Whether a value has no other width than a Python number has."""
    return not isinstance(kind, (ScalarType, ArrayType, ListType, Unknown)) or (
        getattr(kind, "dtype", None) in ("f8", "c16", "float", "int", "bool", "complex", "b1", "i8")
    )


def _kind(kind: Type) -> str | None:
    if isinstance(kind, (ScalarType, ArrayType, Unknown)):
        return kind.kind
    return _kind(kind.element) if isinstance(kind, ListType) else None
