"""Products of what a derivative computes, taken apart and put together again with one constant in front."""

from __future__ import annotations

from typing import Protocol

from s2sad.core.nodes import Arg, Atom, Const, Free, Let, Name
from s2sad.core.records import dataclass
from s2sad.core.types import ArrayType, OpaqueType, ScalarType, Type, Unknown

__all__ = [
    "Definitions", "Expr", "Quotient", "Term", "atom_of", "is_real_or_complex", "is_scalar", "number", "term_of",
    "tree_of", "written_out",
]  # fmt: skip


@dataclass(frozen=True)
class Expr:
    """An operation on operations, before each has a name."""

    op: str
    args: tuple[Expr | Atom, ...]
    keywords: tuple[tuple[str, Arg], ...] = ()


@dataclass(frozen=True)
class Quotient:
    """A fraction stays together inside a product: the parts alone could overflow."""

    factors: tuple[Factor, ...]
    den: Atom


Factor = Atom | Quotient


@dataclass(frozen=True)
class Term:
    """``scale * factors[0] * factors[1] * ...``"""

    scale: float
    factors: tuple[Factor, ...]


class Definitions(Protocol):
    """What `term_of` has to know: the operations that may go into the one that reads them, and types."""

    def absorbed(self, atom: Arg) -> Let | None: ...

    def type_of(self, atom: Arg) -> Type: ...


def number(arg: Arg) -> float | None:
    """The value of a real constant."""
    if isinstance(arg, Const) and isinstance(arg.value, (int, float)) and not isinstance(arg.value, bool):
        return arg.value
    return None


def term_of(atom: Arg, defs: Definitions, let: Let | None = None) -> Term:
    """An operand, or an operation itself, as a constant times factors."""
    assert isinstance(atom, (Name, Const, Free))
    value = number(atom)
    if value is not None:
        return Term(value, ())
    let = let or defs.absorbed(atom)
    if let is None:
        return Term(1, (atom,))
    args = let.call.args
    if let.call.prim == "operator.neg":
        inner = term_of(args[0], defs)
        return Term(-inner.scale, inner.factors)
    if let.call.prim == "operator.mul":
        one, two = term_of(args[0], defs), term_of(args[1], defs)
        return Term(one.scale * two.scale, one.factors + two.factors)
    return _fraction(term_of(args[0], defs), args[1])


def _fraction(top: Term, den: Arg) -> Term:
    value = number(den)
    if value and top.scale != 1 and top.factors:
        return Term(top.scale / value, top.factors)
    assert isinstance(den, (Name, Const, Free))
    return Term(top.scale, (Quotient(top.factors, den),))


def tree_of(atom: Arg, defs: Definitions, let: Let | None = None) -> Expr | Atom:
    """The operations of `term_of` as they stand."""
    assert isinstance(atom, (Name, Const, Free))
    let = let or defs.absorbed(atom)
    if let is None:
        return atom
    first, *rest = let.call.args
    product = let.call.prim == "operator.mul"
    return Expr(let.call.prim, (tree_of(first, defs), *(tree_of(a, defs) if product else atom_of(a) for a in rest)))


def atom_of(arg: Arg) -> Atom:
    assert isinstance(arg, (Name, Const, Free)), f"{arg} stands where a number must"
    return arg


def written_out(term: Term, defs: Definitions, exact: bool = False) -> Expr | Atom:
    """A term as operations: the constant and the scalars first, so that few of them pass over an array.

    `exact` keeps an integer constant an integer.
    """
    scale = term.scale if exact else float(term.scale)
    if len(term.factors) == 1 and isinstance(term.factors[0], Quotient):
        return _quotient(scale, term.factors[0], defs)
    scale, factors = _into_fraction(scale, term.factors, defs)
    scalars = [f for f in factors if is_scalar(f, defs)]
    others = [f for f in factors if not is_scalar(f, defs)]
    others.sort(key=lambda f: is_mask(f, defs))  # NumPy has no minus before a mask
    signed = bool(scalars) or not others or not is_mask(others[0], defs)
    return _product(scale, [_factor(f, defs) for f in scalars], [_factor(f, defs) for f in others], signed)


def _into_fraction(scale: float, factors: tuple[Factor, ...], defs: Definitions) -> tuple[float, tuple[Factor, ...]]:
    """``2.0 * (1.0 / n) * x`` is ``2.0 / n * x``."""
    for k, factor in enumerate(factors):
        if abs(scale) != 1 and isinstance(factor, Quotient) and not factor.factors and is_scalar(factor, defs):
            return 1, (Quotient((Const(scale),), factor.den), *factors[:k], *factors[k + 1 :])
    return scale, factors


def _factor(factor: Factor, defs: Definitions) -> Expr | Atom:
    return _quotient(1, factor, defs) if isinstance(factor, Quotient) else factor


def _quotient(scale: float, fraction: Quotient, defs: Definitions) -> Expr | Atom:
    scalars = [_factor(f, defs) for f in fraction.factors if is_scalar(f, defs)]
    others = [_factor(f, defs) for f in fraction.factors if not is_scalar(f, defs)]
    if others and (scalars or abs(scale) != 1) and is_scalar(fraction.den, defs):
        front = Expr("operator.truediv", (_product(scale, scalars, []), fraction.den))
        return _product(1, [front], others)
    signed = not any(is_mask(f, defs) for f in fraction.factors)
    return Expr("operator.truediv", (_product(scale, scalars, others, signed), fraction.den))


def _product(scale: float, scalars: list[Expr | Atom], others: list[Expr | Atom], signed: bool = True) -> Expr | Atom:
    """The product of factors, of which the first may have a minus before it if they are `signed`."""
    factors = scalars + others
    if not factors:
        return Const(scale)
    if scale == -1 and scalars and others:
        return _times([Expr("operator.neg", (scalars[0],)), *scalars[1:], *others])
    if scale == -1 and signed:
        return Expr("operator.neg", (_times(factors),))
    return _times(factors if scale == 1 else [Const(scale), *factors])


def _times(factors: list[Expr | Atom]) -> Expr | Atom:
    product = factors[0]
    for factor in factors[1:]:
        product = Expr("operator.mul", (product, factor))
    return product


def is_scalar(factor: Factor, defs: Definitions) -> bool:
    if isinstance(factor, Quotient):
        return is_scalar(factor.den, defs) and all(is_scalar(f, defs) for f in factor.factors)
    return isinstance(defs.type_of(factor), ScalarType)


def is_mask(factor: Factor, defs: Definitions) -> bool:
    return not isinstance(factor, Quotient) and getattr(defs.type_of(factor), "kind", None) == "b"


def is_real_or_complex(kind: Type) -> bool:
    """Whether the algebra of this page holds: not for integers, strings and lists."""
    if isinstance(kind, (ScalarType, ArrayType)):
        return kind.kind in ("f", "c", None)
    return isinstance(kind, Unknown) and kind.kind in ("f", "c", None) and not isinstance(kind, OpaqueType)
