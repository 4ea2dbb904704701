"""Which values may be one memory."""

from __future__ import annotations

from s2sad.core.nodes import Call, Carry, Const, For, Function, Let, Name, Param, SliceArg, TupleArg
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, Dim, ScalarType
from s2sad.facts.sharing import OWN, Sharing
from s2sad.types import infer

VECTOR = ArrayType("f8", (Dim.symbol("n"),))
PART = SliceArg(Const(0), Const(2), Const(None))


def program_of(*params):
    program = Program()
    for name in params:
        program.fresh(name, VECTOR)
    program.external.update(params)
    return program


def let(program, name, prim, *args, primal=True):
    inferred = infer(Call(prim, args), program)
    program.types[name] = inferred.type
    if inferred.shares:
        program.shares[name] = inferred.shares
    return Let(name, Call(prim, args), None, primal)


def share(program, body, one, other, result="x"):
    function = Function("f", (Param("x"), Param("y")), body, Name(result))
    return Sharing(function, program).may_share((one, OWN), (other, OWN))


def test_a_view_is_the_memory_of_its_array_and_a_result_is_not():
    program = program_of("x", "y")
    view = let(program, "v", "operator.getitem", Name("x"), PART)
    double = let(program, "d", "operator.mul", Name("x"), Const(2.0))
    fancy = let(program, "g", "operator.getitem", Name("x"), TupleArg((Const(0), Const(1)), list=True))
    body = (view, double, fancy)
    assert share(program, body, "v", "x")
    assert not any(share(program, body, name, "x") for name in "dgy")


def test_a_view_is_found_though_nothing_was_noted():
    program = program_of("x", "y")
    view = let(program, "v", "numpy.transpose", Name("x"))
    program.shares.clear()
    assert share(program, (view,), "v", "x")


def test_buffers_that_swap_are_two():
    program = program_of("x", "y")
    program.types.update(a=VECTOR, b=VECTOR, i=ScalarType("int"))
    step = let(program, "b1", "store.set", Name("b"), Name("a"))
    carries = (Carry("a", Name("x"), Name("b1")), Carry("b", Name("y"), Name("a")))
    body = (For("i", TupleArg((Const(0), Const(1))), carries, (step,)),)
    assert not share(program, body, "a", "b")
    assert share(program, body, "a", "x") and share(program, body, "a", "y")


def test_what_a_round_makes_is_not_what_the_round_before_made():
    program = program_of("x", "y")
    program.types.update(a=VECTOR, i=ScalarType("int"))
    made = let(program, "m", "operator.mul", Name("a"), Const(2.0))
    body = (For("i", TupleArg((Const(0), Const(1))), (Carry("a", Name("x"), Name("m")),), (made,)),)
    assert not share(program, body, "m", "a")
