"""Methods of numbers that tell of how they are stored: no derivative goes through them."""

from __future__ import annotations

import gast

from s2sad.core.types import ScalarType, StringType, TupleType, Type
from s2sad.source.lower.library import handles
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import Value

__all__ = ["KINDS", "of_number"]

WHOLE = ScalarType("int")
KINDS: dict[str, Type] = {
    "is_integer": ScalarType("bool"), "hex": StringType(), "as_integer_ratio": TupleType((WHOLE, WHOLE)),
    "bit_length": WHOLE, "bit_count": WHOLE,
}  # fmt: skip


def of_number(lo: Lowerer, name: str, owner: Value, whole: bool, node: gast.AST, hint: str) -> Value:
    """``owner.name()``."""
    cls: type = int if whole and hasattr(int, name) else float
    function = lo.free(f"{cls.__name__}.{name}", getattr(cls, name))
    return lo.result(lo.build.emit("call", function, lo.arg(owner, node), kind=KINDS[name], hint=hint))


def _by_function(name: str, cls: type) -> None:
    def handler(lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
        return of_number(lo, name, args[0], cls is int, node, hint)

    handles(getattr(cls, name))(handler)


for _cls in (int, float):
    for _name in KINDS:
        if hasattr(_cls, _name):
            _by_function(_name, _cls)
