"""Run a program and hold its derivatives to differences, where differences can be trusted."""

from __future__ import annotations

import importlib.util
import random
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import s2sad
from tests import support, trees
from tests.fuzz.programs import Program

__all__ = ["Verdict", "hold", "load"]

LARGE = 1e4
ERRORS = (ValueError, IndexError, TypeError, AttributeError, UnboundLocalError, ZeroDivisionError, OverflowError)
"""What the function itself may raise, there or near there."""


class Verdict(str):
    """What came of a program: ``right``, ``thrown away`` or ``refused: why``; a wrong one raises AssertionError."""


def load(text: str, folder: str) -> Callable[..., Any]:
    """The function of a program, from a file of its own."""
    file = Path(tempfile.mkstemp(".py", "program_", folder)[1])
    file.write_text(text)
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.f  # type: ignore[no-any-return]


def arguments(seed: int) -> tuple[Any, ...]:
    rng = np.random.default_rng(seed)
    return (
        rng.uniform(-1, 1, 4),
        rng.uniform(-1, 1, (3, 4)),
        float(rng.uniform(0.2, 1)),
        int(rng.integers(0, 4)),
        [0.4, 1.3],
        {},
    )


def hold(program: Program, seed: int = 0) -> Verdict:
    """The verdict on a program at a point."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        function, args = load(program.text, folder), arguments(seed)
        wrt = program.wrt if len(program.wrt) > 1 else program.wrt[0]
        at = support.Point.of(function, args, {}, wrt)
        if not _is_smooth(at):
            return Verdict("thrown away")
        try:
            support.check(function, *args, wrt=wrt)
            if isinstance(at.value(), float) and random.Random(program.text).random() < 0.5 and _bends(at):
                support.check_second_order(function, *args, wrt=wrt, rtol=1e-4)
        except s2sad.S2sadError as error:
            return Verdict("refused: " + str(error))
    return Verdict("right")


def _is_smooth(at: support.Point) -> bool:
    """Whether differences of two steps agree, in several directions: elsewhere is a kink, or an error."""
    rng = np.random.default_rng(3)
    try:
        value = at.value()
        if not all(np.all(np.isfinite(v)) and np.all(np.abs(v) < LARGE) for _, v in trees.leaves(value)):
            return False
        for _ in range(3):
            dots = trees.direction(at.active, rng)
            one, other = (support.differences(at, trees.transform(lambda d, s=s: d * s, dots)) for s in (1.0, 1 / 3))
            for (_, number, a), (_, _, b) in zip(trees.pairs(value, one), trees.pairs(value, other), strict=True):
                scale = np.max(np.abs(a)) + 1e-2 * np.max(np.abs(number)) + 1e-3
                if not np.all(np.abs(a - 3 * b) <= 2e-7 * scale):
                    return False
    except ERRORS:
        return False
    return True


def _bends(at: support.Point) -> bool:
    """Whether second differences of two steps agree."""
    rng = np.random.default_rng(9)
    vectors = trees.direction(at.active, rng)
    for _ in range(2):
        other = trees.direction(at.active, rng)
        half = trees.transform(lambda d: d * 0.6, other)
        near = trees.transform(lambda d: d * 0.6, vectors)
        try:
            wide, scale = support.second_difference(at, vectors, other)
            narrow, _ = support.second_difference(at, near, half)
        except ERRORS:
            return False
        if not abs(wide - narrow / 0.36) <= 2e-5 * scale:
            return False
    return True
