"""Settled programs mean what functional ones do: random programs, run both ways."""

from __future__ import annotations

import copy

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from s2sad.core.nodes import Let
from s2sad.core.show import show
from s2sad.core.walk import statements
from s2sad.facts.sharing import is_update
from s2sad.tidy.results import own_results
from s2sad.tidy.settle import settle
from tests.core.interpreter import run
from tests.tidy.programs import SIZE, Maker

ARGS = (np.linspace(0.1, 0.9, SIZE), np.linspace(-0.7, 0.8, SIZE))


def results(function, program):
    with np.errstate(all="ignore"):
        return run(function, program, *copy.deepcopy(ARGS))


def same(one, other):
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(same, one, other))
    return np.array_equal(one, other, equal_nan=True)


@settings(max_examples=300)
@given(st.randoms(use_true_random=False), st.booleans(), st.integers(1, 12))
def test_writes_in_place_give_the_values_of_the_versions(random, primal, size):
    maker = Maker(random, primal)
    function = maker.function(size)
    expected = results(function, maker.program)
    settled = settle(function, maker.program)
    assert not any(isinstance(s, Let) and is_update(s.call) for s in statements(settled.body))
    assert same(results(settled, maker.program), expected), f"{show(function)}\n\n{show(settled)}"


@settings(max_examples=100)
@given(st.randoms(use_true_random=False), st.integers(1, 10))
def test_a_derivative_writes_nothing_of_the_caller(random, size):
    maker = Maker(random, primal_stores=False)
    function = maker.function(size)
    settled = settle(function, maker.program)
    args = copy.deepcopy(ARGS)
    with np.errstate(all="ignore"):
        run(settled, maker.program, *args)
    assert same(args, ARGS), show(settled)


@settings(max_examples=60)
@given(st.randoms(use_true_random=False), st.integers(1, 8))
def test_results_are_memory_of_their_own(random, size):
    maker = Maker(random, primal_stores=False)
    settled = settle(own_results(maker.function(size), maker.program), maker.program)
    args = copy.deepcopy(ARGS)
    with np.errstate(all="ignore"):
        found = run(settled, maker.program, *args)
    arrays = [a for a in found if isinstance(a, np.ndarray)]
    for k, a in enumerate(arrays):
        others = [*args, *arrays[:k], *(b for r in found if isinstance(r, list) for b in r)]
        assert not any(np.shares_memory(a, b) for b in others)
