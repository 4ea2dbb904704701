"""A fixed number of random programs: right or refused, in both modes and in second order."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.hold import hold
from tests.fuzz.programs import Program, write


@st.composite
def programs(draw: st.DrawFn) -> tuple[Program, int]:
    """A whole program, and the seed of the point where it is held to differences."""
    seed = draw(st.integers(0, 10**6))
    return write(random.Random(seed)), seed


@settings(max_examples=150, database=None)
@given(programs())
def test_random_programs_are_right_or_refused(made: tuple[Program, int]) -> None:
    program, seed = made
    verdict = hold(program, seed)
    assert verdict.partition(":")[0] in ("right", "refused", "thrown away"), program.text
