"""Constants and scalars in front of sums and products of arrays, where each is one multiplication."""

from __future__ import annotations

from s2sad.core.nodes import Atom, Let, Name
from s2sad.core.records import replace
from s2sad.core.types import ArrayType, ScalarType, known_shape
from s2sad.tidy.terms import Definitions, Expr, Quotient, Term, atom_of, is_scalar, term_of, written_out

__all__ = ["REDUCTIONS", "pulled_out"]

LINEAR = frozenset({"numpy.sum", "numpy.mean", "numpy.trace"})
BILINEAR = frozenset({"numpy.dot", "numpy.inner", "operator.matmul", "numpy.matmul", "numpy.vdot"})
REDUCTIONS = LINEAR | BILINEAR


def pulled_out(let: Let, defs: Definitions) -> Expr | Atom | None:
    """A linear operation with the scalar factors of its operands in front of it; None where there are none."""
    call = let.call
    if call.prim == "numpy.sum" and isinstance(defs.type_of(call.args[0]), ScalarType):
        return None if call.keywords else atom_of(call.args[0])
    if not {key for key, _ in call.keywords} <= {"axis", "keepdims"}:
        return None
    count = 1 if call.prim in LINEAR else 2
    outer, inner = Term(1, ()), []
    for arg in call.args[:count]:
        taken, rest = _split(atom_of(arg), let, defs)
        outer = Term(outer.scale * taken.scale, outer.factors + taken.factors)
        inner.append(rest)
    if outer == Term(1, ()):
        return None
    return _scaled(outer, Expr(call.prim, (*inner, *map(atom_of, call.args[count:])), call.keywords), let, defs)


def _split(atom: Atom, let: Let, defs: Definitions) -> tuple[Term, Expr | Atom]:
    """What can stand in front of the operation, and the operand without it."""
    whole = Term(1, ()), atom
    if not isinstance(atom, Name) or not isinstance(defs.type_of(atom), ArrayType):
        return whole
    term = term_of(atom, defs)
    if len(term.factors) == 1 and isinstance(term.factors[0], Quotient):
        fraction = term.factors[0]
        if not is_scalar(fraction.den, defs) or not fraction.factors:
            return (Term(term.scale, ()), written_out(replace(term, scale=1), defs)) if term.scale != 1 else whole
        arrays = tuple(f for f in fraction.factors if not is_scalar(f, defs))
        scalars = tuple(f for f in fraction.factors if is_scalar(f, defs))
        return Term(term.scale, (Quotient(scalars, fraction.den),)), written_out(Term(1, arrays), defs)
    arrays = tuple(f for f in term.factors if not is_scalar(f, defs))
    scalars = tuple(f for f in term.factors if is_scalar(f, defs))
    if not arrays or term.scale == 0 or (not scalars and term.scale == 1):
        return whole
    if scalars and let.call.prim == "numpy.vdot":  # conjugates its first operand
        return whole
    return Term(term.scale, scalars), written_out(Term(1, arrays), defs)


def _scaled(outer: Term, inner: Expr, let: Let, defs: Definitions) -> Expr | Atom:
    """``outer * inner``; one fraction in front divides what comes after it: ``sum(x) / n``."""
    front, divisors = outer.factors, []
    if known_shape(defs.type_of(Name(let.name))) == ():
        divisors = [f for f in front if isinstance(f, Quotient) and not f.factors]
        front = tuple(f for f in front if f not in divisors)
    made = _times(written_out(Term(outer.scale, front), defs), inner, outer.scale, front)
    for fraction in divisors:
        assert isinstance(fraction, Quotient)
        made = Expr("operator.truediv", (made, fraction.den))
    return made


def _times(front: Expr | Atom, inner: Expr, scale: float, factors: tuple[object, ...]) -> Expr:
    if factors:
        return Expr("operator.mul", (front, inner))
    if scale == 1:
        return inner
    return Expr("operator.neg", (inner,)) if scale == -1 else Expr("operator.mul", (front, inner))
