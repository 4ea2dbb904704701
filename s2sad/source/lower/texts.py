"""Inline functions that are given as text, as the rules are."""

from __future__ import annotations

import cmath
import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import gast
import numpy as np

from s2sad.source.lower.inlining import run_body
from s2sad.source.lower.library import INTRINSIC_NAMES
from s2sad.source.lower.lowerer import Frame, Lowerer
from s2sad.source.lower.values import Value

__all__ = ["inline_text"]

LIBRARIES: dict[str, Any] = {"np": np, "math": math, "cmath": cmath}


@cache
def parsed(text: str) -> gast.FunctionDef:
    node = gast.parse(text).body[0]
    assert isinstance(node, gast.FunctionDef)
    for part in gast.walk(node):
        part.__dict__.pop("lineno", None)  # what a text does stands where it is put to work
    return node


def inline_text(lo: Lowerer, text: str, values: Sequence[Value], scope: Mapping[str, Any], hint: str) -> Value:
    """The result of the one function in `text`, called with `values`; its free names are looked up in `scope`."""
    node = parsed(text)
    frame = Frame(next(lo.ids), "", "", {**scope, **LIBRARIES, **INTRINSIC_NAMES})
    with lo.entered(frame):
        for name, value in zip((a.id for a in node.args.args), values, strict=True):
            lo.locals[name] = value
        lo.hints[frame.id] = hint
        result = run_body(lo, node.body, None)
        del lo.hints[frame.id]
    lo.state.frames.pop(frame.id, None)
    return result
