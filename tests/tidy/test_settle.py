"""Writes in place, and the copies that they need and do not need."""

from __future__ import annotations

import numpy as np
import pytest

from s2sad.core.nodes import (
    Call,
    Carry,
    Const,
    For,
    Free,
    Function,
    If,
    Join,
    Let,
    Mutate,
    Name,
    Param,
    SliceArg,
    TupleArg,
)
from s2sad.core.program import Program
from s2sad.core.show import show_block
from s2sad.core.types import ArrayType, Dim, ListType, ScalarType, Unknown
from s2sad.core.walk import statements
from s2sad.tidy import own_results, settle
from s2sad.types import infer
from tests.core.interpreter import run

VECTOR = ArrayType("f8", (Dim.symbol("n"),))
PART = SliceArg(Const(0), Const(2), Const(None))
FIRST = TupleArg((Const("getitem"), Const(0)))
TWICE = TupleArg((Const(0), Const(1)))


class Builder:
    def __init__(self, *params, kind=VECTOR):
        self.program, self.params = Program(), params
        for name in params:
            self.program.fresh(name, kind)
        self.program.external.update(params)

    def let(self, name, prim, *args, primal=True, kind=None):
        call = Call(prim, args)
        inferred = infer(call, self.program)
        self.program.types[name] = kind or inferred.type
        self.program.counters[name.partition("@")[0]] = 9
        if inferred.shares:
            self.program.shares[name] = inferred.shares
        return Let(name, call, None, primal)

    def carry(self, name, init, after, kind=VECTOR):
        self.program.types[name] = kind
        self.program.counters[name.partition("@")[0]] = 9
        return Carry(name, init, after)

    def settle(self, *body, result, **how):
        function = Function("f", tuple(map(Param, self.params)), body, result)
        return settle(function, self.program, **how)


def copies(function):
    return sum(isinstance(s, Let) and s.call.prim == "numpy.copy" for s in statements(function.body))


def mutations(function):
    return [s for s in statements(function.body) if isinstance(s, Mutate)]


def test_the_user_writes_into_the_memory_of_the_caller():
    make = Builder("x")
    f = make.settle(make.let("x@1", "store.set", Name("x"), Const(7.0), FIRST), result=Name("x@1"))
    x = np.ones(3)
    assert run(f, make.program, x) is x and x[0] == 7.0
    assert copies(f) == 0


def test_a_derivative_does_not():
    make = Builder("x")
    f = make.settle(make.let("x@1", "store.set", Name("x"), Const(7.0), FIRST, primal=False), result=Name("x@1"))
    x = np.ones(3)
    assert run(f, make.program, x)[0] == 7.0 and x[0] == 1.0


def test_an_owned_parameter_is_written():
    make = Builder("x")
    store = make.let("x@1", "store.set", Name("x"), Const(7.0), FIRST, primal=False)
    assert copies(make.settle(store, result=Name("x@1"), owned=["x"])) == 0


def test_an_old_version_that_is_read_later_is_saved_and_only_the_part_that_is_read():
    make = Builder("x")
    view = make.let("v", "operator.getitem", Name("x"), PART)
    store = make.let("x@1", "store.set", Name("x"), Const(7.0), FIRST)
    f = make.settle(view, store, result=TupleArg((Name("v"), Name("x@1"))))
    assert show_block(f.body).splitlines()[1:] == [
        "v@9 := numpy.copy.method(v)",
        "x@1 <- x by store.set(x, 7.0, ('getitem', 0))",
    ]


def test_a_shape_can_be_read_after_the_write():
    make = Builder("x")
    store = make.let("x@1", "store.set", Name("x"), Const(7.0), FIRST)
    shape = make.let("s", "numpy.shape", Name("x"))
    assert copies(make.settle(store, shape, result=TupleArg((Name("s"), Name("x@1"))))) == 0


def test_what_a_loop_writes_is_saved_once_before_it():
    make = Builder("x")
    make.program.types["i"] = ScalarType("int")
    carry = make.carry("x@1", Name("x"), Name("x@2"))
    store = make.let("x@2", "store.set", Name("x@1"), Const(7.0), FIRST)
    f = make.settle(For("i", TWICE, (carry,), (store,)), result=TupleArg((Name("x"), Name("x@1"))))
    assert isinstance(f.body[0], Let) and f.body[0].call.prim == "numpy.copy"
    assert copies(f) == 1 and len(mutations(f)) == 1


def test_a_derivative_loop_copies_what_it_starts_with_once():
    make = Builder("x")
    make.program.types["i"] = ScalarType("int")
    carry = make.carry("g", Name("x"), Name("g@1"))
    store = make.let("g@1", "store.add", Name("g"), Const(7.0), FIRST, primal=False)
    f = make.settle(For("i", TWICE, (carry,), (store,)), result=Name("g"))
    assert copies(f) == 1 and isinstance(f.body[0], Let)


def test_two_versions_of_one_array():
    make = Builder("x")
    zeros = make.let("g", "operator.mul", Name("x"), Const(2.0), primal=False)
    one = make.let("g@1", "store.set", Name("g"), Const(1.0), FIRST, primal=False)
    two = make.let("g@2", "store.add", Name("g"), Const(2.0), FIRST, primal=False)
    f = make.settle(zeros, one, two, result=TupleArg((Name("g@1"), Name("g@2"))))
    a, b = run(f, make.program, np.ones(2))
    assert (a[0], b[0]) == (1.0, 4.0) and copies(f) == 1


def test_buffers_that_swap_roles_need_no_copy():
    make = Builder("x", "y")
    make.program.types["i"] = ScalarType("int")
    carries = (make.carry("a", Name("x"), Name("b@1")), make.carry("b", Name("y"), Name("a")))
    store = make.let("b@1", "store.set", Name("b"), Name("a"))
    f = make.settle(For("i", TWICE, carries, (store,)), result=Name("a"))
    assert copies(f) == 0


def test_a_sum_in_a_loop_is_in_place():
    make = Builder("x")
    make.program.types["i"] = ScalarType("int")
    start = make.let("g", "operator.mul", Name("x"), Const(2.0), primal=False)
    carry = make.carry("g@1", Name("g"), Name("g@2"))
    plus = make.let("g@2", "operator.add", Name("g@1"), Name("x"), primal=False)
    f = make.settle(start, For("i", TWICE, (carry,), (plus,)), result=Name("g@1"))
    assert [m.call.prim for m in mutations(f)] == ["store.add"] and copies(f) == 0


def test_a_sum_is_not_in_place_if_the_old_one_is_read():
    make = Builder("x")
    make.program.types["i"] = ScalarType("int")
    start = make.let("g", "operator.mul", Name("x"), Const(2.0), primal=False)
    carries = (make.carry("g@1", Name("g"), Name("g@2")), make.carry("h", Name("x"), Name("g@1")))
    plus = make.let("g@2", "operator.add", Name("g@1"), Name("x"), primal=False)
    f = make.settle(start, For("i", TWICE, carries, (plus,)), result=TupleArg((Name("g@1"), Name("h"))))
    assert not mutations(f) and copies(f) == 0


def test_a_tape_keeps_what_is_overwritten_by_copy_and_the_rest_as_it_is():
    make = Builder("x", "y")
    tape = make.let("tape", "list.display", primal=False, kind=ListType(VECTOR))
    kept = make.let("tape@1", "list.append", Name("tape"), Name("x"), primal=False, kind=ListType(VECTOR))
    too = make.let("tape@2", "list.append", Name("tape@1"), Name("y"), primal=False, kind=ListType(VECTOR))
    store = make.let("x@1", "store.set", Name("x"), Const(7.0), FIRST)
    f = make.settle(tape, kept, too, store, result=TupleArg((Name("tape@2"), Name("x@1"))))
    assert copies(f) == 1
    found, x1 = run(f, make.program, np.ones(2), np.ones(2))
    assert found[0][0] == 1.0 and x1[0] == 7.0


def test_last_and_init_become_a_pop():
    make = Builder()
    tape = make.let("tape", "list.display", Const(1.0), Const(2.0), primal=False)
    rest = make.let("tape@1", "list.init", Name("tape"), primal=False)
    last = make.let("v", "list.last", Name("tape"), primal=False)
    f = make.settle(tape, rest, last, result=TupleArg((Name("v"), Name("tape@1"))))
    assert show_block(f.body).splitlines()[1:] == ["v := list.last(tape)", "tape@1 <- tape by list.init(tape)"]


def test_a_branch_that_writes():
    make = Builder("x")
    test = make.let("c", "operator.lt", Const(1.0), Const(2.0))
    store = make.let("x@1", "store.set", Name("x"), Const(7.0), FIRST)
    make.program.types["x@2"] = VECTOR
    branch = If(Name("c"), (store,), (), (Join("x@2", Name("x@1"), Name("x")),))
    assert copies(make.settle(test, branch, result=Name("x@2"))) == 0
    assert copies(make.settle(test, branch, result=TupleArg((Name("x"), Name("x@2"))))) == 1


def test_a_global_is_written_through_a_view_of_it():
    make = Builder()
    buffer = np.zeros(3)
    make.program.frees["buffer"] = buffer
    store = make.let("b", "store.set", Free("buffer"), Const(7.0), FIRST, kind=VECTOR)
    run(make.settle(store, result=Const(None)), make.program)
    assert buffer[0] == 7.0


def test_a_copy_of_a_value_that_may_be_a_number_stays_a_number():
    make = Builder("x", kind=Unknown())
    view = make.let("v", "operator.getitem", Name("x"), Const(0), kind=Unknown())
    make.program.shares["v"] = ("x",)
    store = make.let("x@1", "store.set", Name("x"), Const(7.0), FIRST)
    f = make.settle(view, store, result=TupleArg((Name("v"), Name("x@1"))))
    v, _ = run(f, make.program, np.ones(3))
    assert isinstance(v, float) and v == 1.0


@pytest.mark.parametrize("twice", [False, True])
def test_results_share_nothing(twice):
    make = Builder("x")
    double = make.let("d", "operator.mul", Name("x"), Const(2.0))
    result = TupleArg((Name("d"), Name("d" if twice else "x")))
    f = own_results(Function("f", (Param("x"),), (double,), result), make.program)
    x = np.ones(2)
    a, b = run(f, make.program, x)
    assert copies(f) == 1 and not any(np.shares_memory(p, q) for p, q in ((a, b), (a, x), (b, x)))


def test_a_callee_that_writes_its_argument_gets_a_copy_of_what_is_not_owned():
    make = Builder("x")
    make.program.types["b"] = VECTOR
    store = make.let("b@1", "store.set", Name("b"), Const(7.0), FIRST, primal=False)
    callee = Function("g", (Param("b"),), (store,), Name("b@1"))
    make.program.functions["g"] = settle(callee, make.program, owned=["b"])
    call = make.let("r", "@g", Name("x"), primal=False, kind=VECTOR)
    f = make.settle(call, result=Name("r"), consumes={"@g": (0,)})
    x = np.ones(2)
    assert run(f, make.program, x)[0] == 7.0 and x[0] == 1.0
