"""What nobody reads goes, and nothing else."""

from __future__ import annotations

import copy

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from s2sad.core.nodes import (
    Call,
    Carry,
    Const,
    Effect,
    For,
    Function,
    If,
    Join,
    Let,
    Name,
    Param,
    Raise,
    TupleArg,
    While,
    With,
)
from s2sad.core.program import Program
from s2sad.core.show import show_block
from s2sad.core.types import ArrayType, Dim, ScalarType
from s2sad.tidy import drop, settle, tidy
from tests.core.interpreter import run
from tests.tidy.programs import Maker
from tests.tidy.test_settle_random import ARGS, results

VECTOR = ArrayType("f8", (Dim.symbol("n"),))


def left(*body, result=Const(None), program=None):
    return drop(Function("f", (Param("x"),), body, result), program or Program()).body


def let(name, prim, *args):
    return Let(name, Call(prim, args))


def test_a_loop_for_nothing_goes_with_what_it_read():
    loop = For("i", Name("r"), (Carry("c", Const(0), Name("d")),), (let("d", "operator.add", Name("c"), Const(1)),))
    assert left(let("r", "builtins.range", Const(3)), loop) == ()


def test_a_carry_that_only_feeds_itself_goes():
    body = (let("d", "operator.add", Name("c"), Const(1)), let("e", "operator.mul", Name("k"), Const(2)))
    loop = For("i", Name("x"), (Carry("c", Const(0), Name("d")), Carry("k", Const(1), Name("e"))), body)
    (kept,) = left(loop, result=Name("k"))
    assert [c.name for c in kept.carries] == ["k"] and len(kept.body) == 1


def test_the_test_of_a_loop_that_stays_stays():
    head = (let("t", "operator.lt", Name("k"), Const(3)),)
    body = (let("n", "operator.add", Name("k"), Const(1)), let("v", "operator.mul", Name("k"), Const(2)))
    carries = (Carry("k", Const(0), Name("n")), Carry("w", Const(0), Name("v")))
    assert left(While(carries, head, Name("t"), body), result=Name("w")) == (While(carries, head, Name("t"), body),)


def test_effects_stay_with_what_leads_to_them():
    test = let("c", "operator.lt", Name("x"), Const(0))
    branch = If(Name("c"), (Raise(Name("e")),), (), (Join("j", Const(1), Const(2)),))
    error, shown = let("e", "call", Name("x")), Effect(Call("builtins.print", (Name("x"),)))
    kept = left(test, error, branch, shown, let("y", "numpy.exp", Name("x")))
    assert kept == (test, error, If(Name("c"), (Raise(Name("e")),), (), ()), shown)


def test_opaque_calls_and_random_draws_stay():
    body = (let("a", "call", Name("x")), let("b", "numpy.random.rand", Const(2)), let("c", "numpy.zeros", Const(2)))
    assert left(*body) == body[:2]


def test_a_context_around_nothing_goes():
    state = let("s", "numpy.errstate")
    assert left(state, With(Name("s"), (let("y", "numpy.log", Name("x")),))) == ()


def test_a_write_of_the_user_into_his_argument_stays_and_into_his_own_array_goes():
    program = Program(types=dict.fromkeys(("x", "y", "x@1", "y@1"), VECTOR), external={"x"})
    first = TupleArg((Const("getitem"), Const(0)))
    mine = let("x@1", "store.set", Name("x"), Const(1.0), first)
    own = (let("y", "numpy.exp", Name("x")), let("y@1", "store.set", Name("y"), Const(1.0), first))
    assert left(*own, mine, program=program) == (mine,)


def test_a_function_of_the_program_stays_if_it_has_effects():
    program = Program(types={"x": ScalarType("float")})
    program.functions["g"] = Function("g", (Param("a"),), (Effect(Call("builtins.print", ())),), Const(None))
    program.functions["h"] = Function("h", (Param("b"),), (let("u", "@h", Name("b")),), Name("u"))
    body = (let("p", "@g", Name("x")), let("q", "@h", Name("x")))
    assert left(*body, program=program) == body[:1]


@settings(max_examples=200)
@given(st.randoms(use_true_random=False), st.integers(1, 10))
def test_tidied_and_settled_programs_mean_the_same(random, size):
    maker = Maker(random)
    function = maker.function(size)
    expected = results(function, maker.program)
    tidied = tidy(function, maker.program)
    close(results(tidied, maker.program), expected)
    settled = settle(tidied, maker.program)
    with np.errstate(all="ignore"):
        close(run(settled, maker.program, *copy.deepcopy(ARGS)), expected)
    assert len(show_block(tidied.body)) <= 1.2 * len(show_block(function.body)) + 80


def close(one, other):
    if isinstance(one, tuple | list):
        assert len(one) == len(other)
        for a, b in zip(one, other, strict=True):
            close(a, b)
    else:
        np.testing.assert_allclose(one, other, rtol=1e-7, atol=1e-7)
