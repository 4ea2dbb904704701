"""Random numbers: which calls give others in each run, for whoever runs a function several times."""

from __future__ import annotations

import random
from typing import Any

import gast
import numpy as np

from s2sad.core.nodes import Free
from s2sad.core.types import OpaqueType, Type
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import Value

__all__ = ["SEED_IT", "SWEPT", "check", "kind_of_generator", "note", "note_method"]

SWEPT = "{} runs the function several times, and this draws other random numbers in each run"
SEED_IT = "draw before the call and pass what was drawn, or seed the generator in the function"

GENERATORS = (np.random.Generator, np.random.RandomState, random.Random)
MAKERS = {np.random.default_rng: "Generator", np.random.RandomState: "RandomState", random.Random: "Random"}
LABELS = frozenset(MAKERS.values())
SEEDED = OpaqueType("object")
OUTERMOST = 2
"""How many blocks are open where a statement runs in each call of the function."""


def kind_of_generator(lo: Lowerer, function: Any, args: list[Value], keywords: dict[str, Value]) -> Type | None:
    """The type of a generator that is made here: one with a seed is an object like any other."""
    obj = lo.program.frees.get(function.text) if isinstance(function, Free) else None
    for maker, label in MAKERS.items():
        if obj is maker:
            return SEEDED if args or keywords else OpaqueType(label)
    return None


def note(lo: Lowerer, function: Any, keywords: dict[str, Value], node: gast.AST) -> None:
    """Before a call that s2sad cannot look into: whether it draws from a generator that is there before."""
    obj = lo.program.frees.get(function.text) if isinstance(function, Free) else None
    owner = getattr(np.random.rand if obj is np.random.seed else obj, "__self__", None)
    name = getattr(obj, "__name__", "")
    if isinstance(owner, GENERATORS):
        if name != "seed":
            _draw(lo, id(owner), node)
        elif len(lo.build.blocks) <= OUTERMOST:
            lo.seeded.add(id(owner))
    elif name == "rvs" and "random_state" not in keywords:
        _draw(lo, 0, node)


def note_method(lo: Lowerer, kind: Type, node: gast.AST) -> None:
    """A method of a generator that is an argument, or was made here without a seed."""
    if isinstance(kind, OpaqueType) and kind.label in LABELS:
        _draw(lo, 0, node)


def _draw(lo: Lowerer, owner: int, node: gast.AST) -> None:
    if owner not in lo.seeded:
        lo.program.draws.append(lo.origin_of(node))


def check(lo: Lowerer, before: int, name: str, node: gast.AST) -> None:
    """Refuse what was drawn since there were so many draws."""
    if len(lo.program.draws) > before:
        lo.refuse(node, SWEPT.format(name), SEED_IT)
