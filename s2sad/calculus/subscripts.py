"""The subscripts of an einsum, and the einsums that are its derivatives."""

from __future__ import annotations

import string

from s2sad.core.records import dataclass

__all__ = ["Subscripts"]


@dataclass(frozen=True)
class Subscripts:
    """The labels of the operands and of the result.

    >>> spec = Subscripts.parse("ij,jk")
    >>> spec.output, spec.adjoint(0)
    ('ik', "_reduce(t := np.einsum('ik,jk->ij', g, operands[1]), t, operands[0])")
    """

    inputs: tuple[str, ...]
    output: str

    @staticmethod
    def parse(text: str) -> Subscripts:
        inputs, arrow, output = text.replace(" ", "").partition("->")
        if not arrow:
            labels = inputs.replace(",", "").replace("...", "")
            once = "".join(sorted(c for c in set(labels) if labels.count(c) == 1))
            output = ("..." if "..." in inputs else "") + once
        return Subscripts(tuple(inputs.split(",")), output)

    def call(self, inputs: tuple[str, ...], operands: tuple[str, ...], output: str) -> str:
        return f"np.einsum('{','.join(inputs)}->{output}', {', '.join(operands)})"

    def tangent(self, i: int) -> str:
        """The differential in operand `i`."""
        operands = [f"operands[{j}]" for j in range(len(self.inputs))]
        operands[i] = f"_expand(doperands[{i}], operands[{i}])"
        return self.call(self.inputs, tuple(operands), self.output)

    def adjoint(self, i: int) -> str:
        """The adjoint of operand `i` from that of the result, `g`; smaller where a label is summed alone."""
        target, diagonals = self._without_repeats(self.inputs[i])
        others = [j for j in range(len(self.inputs)) if j != i]
        inputs = (self.output, *(self.inputs[j] for j in others), *diagonals)
        operands = ("g", *(f"operands[{j}]" for j in others), *(self._eye(i, d) for d in diagonals))
        reach = "".join(inputs)
        missing = [c for c in target if c not in reach and c != "."]
        if not missing and inputs == (target,):
            return f"_reduce(g, g, operands[{i}])"
        found = "".join(c for c in target if c not in missing)
        if "..." in reach and "..." not in found:
            found = "..." + found
        made = self.call(inputs, operands, found) if inputs != ("",) else "g"
        if not found:
            return made
        if missing:
            marks = "..., " if target.startswith("...") or "..." not in target and "..." in found else ""
            made += f"[{marks}{', '.join('None' if c in missing else ':' for c in target.replace('...', ''))}]"
            return f"_reduce(t := {made}, t, operands[{i}])" if "..." in found else made
        return f"_reduce(t := {made}, t, operands[{i}])"

    def _without_repeats(self, labels: str) -> tuple[str, tuple[str, ...]]:
        """A label that stands twice is a diagonal: its second place gets a label of its own and an identity matrix."""
        spare = (c for c in string.ascii_letters if c not in "".join((*self.inputs, self.output)))
        target, diagonals = "", []
        for c in labels:
            if c in target and c != ".":
                fresh = next(spare)
                diagonals.append(c + fresh)
                c = fresh
            target += c
        return target, tuple(diagonals)

    def _eye(self, i: int, diagonal: str) -> str:
        labels = self.inputs[i]
        place = labels.index(diagonal[0])
        place -= len(labels) if "..." in labels[:place] else 0
        return f"np.eye(np.shape(operands[{i}])[{place}], dtype=bool)"
