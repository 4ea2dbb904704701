"""Which function lowers which type of expression: each registers itself."""

from __future__ import annotations

from collections.abc import Callable

import gast

from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import Value

__all__ = ["HANDLERS", "handles"]

Handler = Callable[[Lowerer, gast.AST, str], Value]
HANDLERS: dict[type, Handler] = {}


def handles(node_type: type) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        HANDLERS[node_type] = handler
        return handler

    return register
