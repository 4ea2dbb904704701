"""`np.einsum` with lists of numbers for its labels: it is written with letters."""

from __future__ import annotations

import string

import gast

from s2sad.core.nodes import Const
from s2sad.source.lower import attributes, writers
from s2sad.source.lower.library import PRIMITIVES
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import Num, Value

__all__: list[str] = []

Labels = list[int | str]


def _einsum(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    """``np.einsum(a, [0, 1], b, [1, 2])`` is ``np.einsum("ab,bc->ac", a, b)``."""
    lists = [_labels(lo, arg) for arg in args[1::2]] if len(args) > 1 and not _is_text(args[0]) else [None]
    if None not in lists:
        operands = args[::2] if len(args) % 2 == 0 else args[:-1:2]
        last = _labels(lo, args[-1]) if len(args) % 2 else _implicit([label for part in lists for label in part or ()])
        if last is not None:
            text = f"{','.join(_letters(part or []) for part in lists)}->{_letters(last)}"
            args = [Num(Const(text)), *operands]
    args, keywords, out = writers.without_out("numpy.einsum", args, keywords)
    if out is not None:
        return writers.into(lo, "numpy.einsum", args, keywords, out, node)
    return lo.call_prim("numpy.einsum", args, keywords, node, hint=hint, spelling="function")


def _is_text(value: Value) -> bool:
    return isinstance(value, Num) and isinstance(value.atom, Const) and isinstance(value.atom.value, str)


def _labels(lo: Lowerer, value: Value) -> Labels | None:
    """The labels of one operand, if they are literal."""
    items = attributes.items_of(lo, value)
    found = [attributes.constant_key(lo, item) for item in items or ()]
    known = items is not None and all(label is Ellipsis or type(label) is int for label in found)
    return ["..." if label is Ellipsis else label for label in found] if known else None


def _implicit(labels: Labels) -> Labels:
    """The labels that stand once, in order, behind the dots."""
    once = sorted(label for label in set(labels) if isinstance(label, int) and labels.count(label) == 1)
    return [*(["..."] if "..." in labels else []), *once]


def _letters(labels: Labels) -> str:
    return "".join(label if isinstance(label, str) else string.ascii_letters[label] for label in labels)


PRIMITIVES["numpy.einsum"] = _einsum
