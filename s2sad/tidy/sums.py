"""Sums of what a derivative computes: signs, equal terms, zeros."""

from __future__ import annotations

from typing import Protocol

from s2sad.core.nodes import Arg, Atom, Let
from s2sad.core.records import dataclass, replace
from s2sad.core.types import Type
from s2sad.tidy.terms import Definitions, Expr, Term, atom_of, number, term_of, written_out

__all__ = ["sum_tree"]

SUMS = frozenset({"operator.add", "operator.sub"})


class Sums(Definitions, Protocol):
    def sole(self, atom: Arg, prims: frozenset[str]) -> Let | None: ...

    def type_of(self, atom: Arg) -> Type: ...


@dataclass(frozen=True)
class Summand:
    sign: int
    atom: Atom
    term: Term


def sum_tree(let: Let, defs: Sums) -> Expr | Atom | None:
    """A sum with equal terms gathered and signs absorbed; None where there is nothing to do."""
    left, right = map(atom_of, let.call.args)
    plain = _without_zero(let, left, right)
    if plain is not None:
        return plain
    summands = _summands(let, 1, defs)
    gathered = _gathered(summands)
    if len(gathered) < len(summands):
        return _total(gathered, defs)
    return _signed(let, left, right, defs)


def _without_zero(let: Let, left: Atom, right: Atom) -> Atom | None:
    if number(right) == 0:
        return left
    return right if number(left) == 0 and let.call.prim == "operator.add" else None


def _summands(let: Let, sign: int, defs: Sums) -> list[Summand]:
    """The terms of a chain of sums that nothing else reads."""
    left, right = map(atom_of, let.call.args)
    second = -sign if let.call.prim == "operator.sub" else sign
    found: list[Summand] = []
    for atom, its in ((left, sign), (right, second)):
        inner = defs.sole(atom, SUMS)
        found += _summands(inner, its, defs) if inner is not None else [Summand(its, atom, term_of(atom, defs))]
    return found


def _gathered(summands: list[Summand]) -> list[Summand]:
    """Terms with the same factors as one."""
    kept: list[Summand] = []
    for summand in summands:
        for place, other in enumerate(kept):
            if other.term.factors == summand.term.factors and summand.term.factors:
                scale = other.sign * other.term.scale + summand.sign * summand.term.scale
                if scale != 0:
                    kept[place] = replace(other, sign=1, term=Term(scale, other.term.factors))
                    break
        else:
            kept.append(summand)
    return kept


def _total(summands: list[Summand], defs: Sums) -> Expr | Atom:
    summands.sort(key=lambda s: s.sign * s.term.scale < 0)
    total: Expr | Atom | None = None
    for summand in summands:
        scale = summand.sign * summand.term.scale
        if total is None:
            total = written_out(Term(scale, summand.term.factors), defs)
        else:
            op = "operator.sub" if scale < 0 else "operator.add"
            total = Expr(op, (total, written_out(Term(abs(scale), summand.term.factors), defs)))
    assert total is not None
    return total


def _signed(let: Let, left: Atom, right: Atom, defs: Sums) -> Expr | None:
    """A negative term is subtracted: ``a + (-b)`` is ``a - b``."""
    first, second = term_of(left, defs), term_of(right, defs)
    minus = let.call.prim == "operator.sub"
    if second.factors and second.scale < 0:
        flipped = written_out(Term(-second.scale, second.factors), defs)
        return Expr("operator.add" if minus else "operator.sub", (left, flipped))
    if first.factors and first.scale == -1:
        flipped = written_out(Term(1, first.factors), defs)
        if not minus:
            return Expr("operator.sub", (right, flipped))
        return Expr("operator.neg", (Expr("operator.add", (flipped, right)),))
    return None
