"""A rule: the differential of one function, from which the texts of its tangent and adjoint functions are made."""

from __future__ import annotations

import ast
import cmath
import importlib
import math
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from s2sad.calculus.differential import ZERO, assignment, expand_inside, function_text, mentions, prune, substitute
from s2sad.calculus.folding import Known, fold, without_zeros
from s2sad.calculus.intrinsics import INTRINSICS
from s2sad.calculus.signature import Head, Place, parse_head
from s2sad.calculus.transpose import Transposition, is_elementwise
from s2sad.core.records import dataclass, field

__all__ = ["CallView", "Lines", "Rule", "Still", "known_rank"]


Count = int | tuple[Any, ...]


@dataclass(frozen=True)
class CallView:
    """What is known of the call that a rule is for.

    Parameters
    ----------
    given : the parameters that the call gives; the others have their defaults.
    static : the values of the arguments that are literals.
    counts : the lengths of the arguments that are tuples, lists or ``*args``; where an entry is itself one, a tuple
        with the count of each entry, None for one that is not.
    kinds : ``f``, ``c``, ``i`` or ``b`` for the arguments, and the result, whose kind of number is known.
    ranks : the ranks of the arguments where they are known; those of a tuple's entries as ``"c_and_lower[0]"``.
    active : for a tuple of arguments the entries whose d is not zero; without an entry, all of them.
    square : the arguments whose last two axes are known to have one length.
    parts : for a result that is a tuple the entries that have an adjoint; None is all of them.
    unknown : the parameters of what made the object, where that is not known: their defaults do not hold.
    lists : the arguments that are lists whose length only the run knows.
    rows : those of them whose items may be arrays, of whose d's some may be a number.
    double : the arguments are known to be numbers of double width, as a count that they are divided by is.
    """

    given: frozenset[str] = frozenset()
    static: Mapping[str, object] = field(default_factory=dict)
    counts: Mapping[str, Count] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    ranks: Mapping[str, int] = field(default_factory=dict)
    active: Mapping[str, frozenset[int]] = field(default_factory=dict)
    square: frozenset[str] = frozenset()
    parts: frozenset[int] | None = None
    unknown: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    rows: frozenset[str] = frozenset()
    double: bool = True


@dataclass(frozen=True)
class Lines:
    """The lines of a rule: set-up and differential, and adjoints that take the place of the transpose.

    Adjoint lines that need to know more of the call than the differential are made by a function, when they are needed.
    Where the differential has no term for what varies, its derivative is that of what the result is `composed` of.
    """

    lines: tuple[str, ...] = ()
    adjoint: tuple[str, ...] | Callable[[], tuple[str, ...]] = ()
    composed: tuple[str, ...] | Callable[[], tuple[str, ...]] = ()


def known_rank(call: CallView, param: str) -> int:
    """The rank of an argument, for a rule that cannot be written without."""
    if param not in call.ranks:
        raise LookupError(f"the derivative depends on the rank of {param!r}: give its type (an annotation, or --args)")
    return call.ranks[param]


Maker = Callable[[CallView], Lines]


@dataclass(frozen=True)
class Still:
    """A function whose derivative is zero wherever it has one."""

    prim: str


@dataclass(frozen=True)
class Rule:
    """The derivative of one function.

    >>> sine = Rule("y = np.sin(x)", Lines(("dy = np.cos(x) * dx",)))
    >>> print(sine.tangent(frozenset({"x"})), end="")
    def sin_tangent(x, y, dx):
        return np.cos(x) * dx
    >>> print(sine.adjoint("x"), end="")
    def sin_adjoint_x(x, y, dy):
        return np.cos(x) * dy
    """

    text: str
    content: Lines | Maker
    spelled: Mapping[str, str] = field(default_factory=dict)
    scope: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    domain: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    like: str = ""

    @cached_property
    def head(self) -> Head:
        return parse_head(self.text)

    @property
    def prim(self) -> str:
        return self.head.prim

    @cached_property
    def globals(self) -> Mapping[str, Any]:
        """What the free names of the texts stand for: NumPy, `math`, the intrinsics, and the names around the rule."""
        found: dict[str, Any] = {"np": np, "math": math, "cmath": cmath, **INTRINSICS, **self.scope}
        if self.prim.startswith("scipy."):
            for module in ("scipy.special", ".".join(self.prim.split("()")[0].split(".")[:2])):
                importlib.import_module(module)
            found["scipy"] = importlib.import_module("scipy")
        return found

    @property
    def parameters(self) -> tuple[str, ...]:
        return self.head.names

    @property
    def defaults(self) -> dict[str, object]:
        """The values of the parameters that a call may leave out."""
        return self.head.defaults

    @property
    def result(self) -> str:
        return self.head.result

    def check_grammar(self) -> None:
        """Raise ValueError where a line cannot be read, or where the last is not the differential of the result."""
        assert isinstance(self.content, Lines)
        try:
            self._differential(self.content.lines, CallView())
            self._read(() if callable(self.content.adjoint) else self.content.adjoint, CallView())
        except (SyntaxError, TypeError) as error:
            raise ValueError(f"the rule {self.text!r} cannot be read: {error}") from None

    def bind(self, positional: int, keywords: Iterable[str] = ()) -> dict[str, Place]:
        """Where each parameter that is given stands in the call; LookupError if this rule does not cover the call."""
        return self.head.bind(positional, keywords, self.spelled)

    def composition(self, active: frozenset[str], call: CallView, always: bool = False) -> str | None:
        """The text of a function that gives the result, if that is what its derivative is taken of.

        It may ask for the shape of the result, which is its last parameter.
        """
        lines = self._lines(call)
        if not lines.composed:
            return None
        if lines.lines and not always:
            _, differential = self._differential(lines.lines, call)
            if all(mentions(differential, {"d" + param}) for param in active):
                return None
        composed = lines.composed() if callable(lines.composed) else lines.composed
        *setup, last = self._read(composed, call)
        text = function_text(self._stem, [*self.parameters, self.result], setup, last.value)
        read = ast.parse(text).body[0].body  # type: ignore[attr-defined]
        for param in active:
            if not any(mentions(line, {param}) for line in read):
                raise LookupError(f"the rule for {self.prim} has no derivative in {param!r}")
        return self._checked(text, call)

    def tangent(self, active: frozenset[str], call: CallView | None = None) -> str:
        """The text of a function of all parameters, the result, and the d's of the active parameters in their order."""
        call = call or CallView()
        setup, differential = self._differential(self._lines(call).lines, call)
        params = [p for p in self.parameters if p in active]
        for param in params:
            self._demand(param, differential)
        pruned = self._pruned(differential, params)
        value = expand_inside(pruned, {"d" + p: p for p in params}) if pruned is not None else ZERO
        names = [*self.parameters, self.result, *("d" + p for p in params)]
        value = without_zeros(fold(value, self._known(call)))
        return self._checked(function_text(f"{self._stem}_tangent", names, setup, value), call)

    def adjoint(self, param: str, call: CallView | None = None) -> str:
        """The text of a function of all parameters, the result and its d: what `param` gets from this call."""
        call = call or CallView()
        lines = self._lines(call)
        setup, differential = self._differential(lines.lines, call)
        overrides = self._read(lines.adjoint() if callable(lines.adjoint) else lines.adjoint, call)
        values = [line.value for line in overrides if _binds(line, {"d" + param})]
        if values:
            setup += [line for line in overrides if not _binds(line, {"d" + p for p in self.parameters})]
        else:
            self._demand(param, differential)
            more, value = self._transpose(param, differential)
            setup, values = [*setup, *more], [value]
        names = [*self.parameters, self.result, "d" + self.result]
        value = without_zeros(fold(values[-1], self._known(call)))
        if call.kinds.get(param) == "f" and "c" in call.kinds.values() and not _is_real(value):
            value = ast.Call(ast.parse("np.real", mode="eval").body, [value], [])
        return self._checked(function_text(f"{self._stem}_adjoint_{param}", names, setup, value), call)

    def _checked(self, text: str, call: CallView) -> str:
        """The text, which must not read what is not known of the object."""
        body = ast.parse(text).body[0].body if call.unknown else []  # type: ignore[attr-defined]
        read = sorted(name for name in call.unknown if any(mentions(line, {name}) for line in body))
        if read:
            raise LookupError(f"the derivative depends on how this object was made ({', '.join(read)}): make it here")
        return text

    def _demand(self, param: str, differential: ast.expr) -> None:
        """A parameter without a d is one that the rule was not made for: better no derivative than zero."""
        if not mentions(differential, {"d" + param}):
            raise LookupError(f"the rule for {self.prim} has no derivative in {param!r}")

    @property
    def _stem(self) -> str:
        name = self.head.base or self.prim
        return name.rpartition(".")[2].rstrip("_")

    def _lines(self, call: CallView) -> Lines:
        return self.content if isinstance(self.content, Lines) else self.content(call)

    def _known(self, call: CallView) -> Known:
        defaults = {n: value for n, value in self.defaults.items() if n not in call.given and n not in call.unknown}
        return Known({**defaults, **call.static}, call.kinds, call.ranks)

    def _read(self, lines: Iterable[str], call: CallView) -> list[ast.Assign]:
        """Lines as statements, without the branches that the call decides."""
        statements = [assignment(line) for line in lines]
        for statement in statements:
            statement.value = fold(statement.value, self._known(call))
        return statements

    def _differential(self, lines: Iterable[str], call: CallView) -> tuple[list[ast.Assign], ast.expr]:
        """The set-up lines without d's, and the differential with the linear set-up lines put in."""
        *setup, last = self._read(lines, call)
        if not _binds(last, {"d" + self.result}):
            raise ValueError(f"the last line of the rule for {self.prim} must give d{self.result}")
        ds = {"d" + p for p in self.parameters}
        linear: dict[str, ast.expr] = {}
        kept = []
        for line in setup:
            if mentions(line.value, {*ds, *linear}):
                linear[ast.unparse(line.targets[0])] = substitute(line.value, linear)
            else:
                kept.append(line)
        return kept, substitute(last.value, linear)

    def _pruned(self, differential: ast.expr, active: Collection[str]) -> ast.expr | None:
        """The differential in the d's of these parameters."""
        passive = {"d" + p for p in self.parameters if p not in active}
        return prune(differential, passive, {"d" + p for p in active})

    def _transpose(self, param: str, differential: ast.expr) -> tuple[list[ast.Assign], ast.expr]:
        d = "d" + param
        pruned = self._pruned(differential, [param])
        if pruned is None:
            return [], ZERO
        transposition = Transposition(d, param, self.result)
        value = transposition.of(pruned)
        if is_elementwise(pruned, d) and len(self.parameters) > 1:
            names = [ast.Name(n, ast.Load()) for n in (self.result, param)]
            value = ast.Call(ast.Name("_reduce", ast.Load()), [value, *names], [])
        return transposition.lines, value


def _is_real(value: ast.expr) -> bool:
    """Whether an adjoint takes the real part itself, as `_reduce` does for a real argument."""
    if isinstance(value, ast.Call):
        return ast.unparse(value.func) in ("_reduce", "np.real")
    return isinstance(value, (ast.Constant, ast.Tuple))


def _binds(line: ast.Assign, names: set[str]) -> bool:
    return isinstance(line.targets[0], ast.Name) and line.targets[0].id in names
