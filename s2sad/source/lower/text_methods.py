"""Methods of texts that are known when s2sad reads the function: the name of a scheme, a list of keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from s2sad.core.nodes import Const
from s2sad.source.lower import attributes
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import ListContent, Num, TupleValue, Value

__all__ = ["of_known_text"]


def of_known_text(
    lo: Lowerer, name: str, owner: Value, args: Sequence[Value], keywords: Mapping[str, Value]
) -> Value | None:
    """``text.name(*args, **keywords)``, if all of it is known and nothing is raised."""
    text, *known = (attributes.constant_key(lo, value) for value in (owner, *args, *keywords.values()))
    if not isinstance(text, str) or any(part is NotImplemented for part in known):
        return None
    try:
        found = getattr(text, name)(*known[: len(args)], **dict(zip(keywords, known[len(args) :], strict=True)))
    except Exception:
        return None
    if isinstance(found, list):
        return lo.new_object(ListContent(tuple(Num(Const(part)) for part in found)))
    if isinstance(found, tuple):
        return TupleValue(tuple(Num(Const(part)) for part in found))
    return Num(Const(found)) if isinstance(found, (str, int)) else None
