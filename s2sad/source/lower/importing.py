"""Imports inside a function: the module is imported as the function is read."""

from __future__ import annotations

import importlib
import types

import gast

from s2sad.core.nodes import Const
from s2sad.source.lower.lowerer import Lowerer, Raising
from s2sad.source.lower.statements import handles

__all__: list[str] = []


def _imported(name: str, package: str | None = None) -> types.ModuleType:
    try:
        return importlib.import_module(name, package)
    except ImportError as error:
        raise Raising(type(error), Const(str(error))) from None


@handles(gast.Import)
def _import(lo: Lowerer, node: gast.Import) -> None:
    for alias in node.names:
        module = _imported(alias.name)
        top = module if alias.asname else importlib.import_module(alias.name.partition(".")[0])
        lo.locals[alias.asname or alias.name.partition(".")[0]] = lo.from_object(top, top.__name__)


@handles(gast.ImportFrom)
def _import_from(lo: Lowerer, node: gast.ImportFrom) -> None:
    package = lo.frame.globals.get("__package__")
    module = _imported("." * (node.level or 0) + (node.module or ""), package)
    for alias in node.names:
        obj = (
            getattr(module, alias.name)
            if hasattr(module, alias.name)
            else importlib.import_module(f"{module.__name__}.{alias.name}")
        )
        lo.locals[alias.asname or alias.name] = lo.from_object(obj, alias.name)
