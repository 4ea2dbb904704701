"""What is live after a statement: an interpreter that forgets everything else gives the same result."""

from __future__ import annotations

import copy

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from s2sad.facts.liveness import liveness
from tests.core.interpreter import Interpreter
from tests.tidy.programs import Maker
from tests.tidy.test_settle_random import ARGS, results, same


class Forgetful(Interpreter):
    """Deletes what is not live after each statement."""

    def __init__(self, program, live):
        super().__init__(program)
        self.live, self.at = live, ()

    def run(self, function, args):
        env = {p.name: v for p, v in zip(function.params, args, strict=True)}
        self.function, self.paths = function, {}
        self._index(function.body, ())
        self.block(function.body, env)
        return self.value(function.result, env)

    def _index(self, block, at):
        from s2sad.core.walk import blocks_of

        for index, statement in enumerate(block):
            self.paths[id(statement)] = (*at, index)
            for number, inner in enumerate(blocks_of(statement)):
                self._index(inner, (*at, index, number))

    def block(self, block, env):
        for statement in block:
            self.statement(statement, env)
            live = self.live.after[self.paths[id(statement)]]
            for name in [name for name in env if name not in live]:
                del env[name]


@settings(max_examples=150)
@given(st.randoms(use_true_random=False), st.integers(1, 10))
def test_what_is_not_live_can_be_forgotten(random, size):
    maker = Maker(random)
    function = maker.function(size)
    expected = results(function, maker.program)
    with np.errstate(all="ignore"):
        found = Forgetful(maker.program, liveness(function)).run(function, copy.deepcopy(ARGS))
    assert same(found, expected)
