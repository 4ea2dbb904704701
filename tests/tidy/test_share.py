"""What is computed twice is computed once, in its scope."""

from __future__ import annotations

from s2sad.core.nodes import Call, Const, For, Function, If, Join, Let, Name, Param, TupleArg
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, Dim, ScalarType, StringType
from s2sad.core.walk import statements
from s2sad.tidy import share

VECTOR = ArrayType("f8", (Dim.symbol("n"),))


def shared(*body, result, kind=VECTOR):
    names = ["x", "y", *(s.name for s in statements(body) if isinstance(s, Let))]
    function = Function("f", (Param("x"), Param("y")), body, result)
    return share(function, Program(types=dict.fromkeys(names, kind)))


def let(name, prim, *args, **keywords):
    return Let(name, Call(prim, args, tuple((k, Const(v)) for k, v in keywords.items())))


def both(a, b):
    return TupleArg((Name(a), Name(b)))


def test_what_reads_the_second_reads_the_first():
    body = [let(n, "numpy.exp", Name("x")) for n in "ab"] + [let("c", "numpy.sin", Name("b"))]
    assert shared(*body, result=Name("c")).body[1] == let("c", "numpy.sin", Name("a"))


def test_order_matters_where_it_does():
    body = [let("a", "operator.sub", Name("x"), Name("y")), let("b", "operator.sub", Name("y"), Name("x"))]
    assert len(shared(*body, result=both("a", "b")).body) == 2
    words = [let("a", "operator.add", Name("x"), Name("y")), let("b", "operator.add", Name("y"), Name("x"))]
    assert len(shared(*words, result=both("a", "b"), kind=StringType()).body) == 2
    assert len(shared(*words, result=both("a", "b"), kind=ScalarType("float")).body) == 1


def test_keywords_and_the_kind_of_a_constant_count():
    body = [let("a", "numpy.sum", Name("x"), axis=0), let("b", "numpy.sum", Name("x"), axis=1)]
    assert len(shared(*body, result=both("a", "b")).body) == 2
    body = [let("a", "operator.mul", Name("x"), Const(2)), let("b", "operator.mul", Name("x"), Const(2.0))]
    assert len(shared(*body, result=both("a", "b")).body) == 2


def test_a_branch_sees_what_is_before_it_and_not_the_other_side():
    first = let("a", "numpy.exp", Name("x"))
    sides = (let("b", "numpy.exp", Name("x")), let("c", "numpy.sin", Name("x"))), (let("d", "numpy.sin", Name("x")),)
    branch = If(Name("y"), *sides, (Join("j", Name("b"), Name("d")),))
    _, found = shared(first, branch, result=Name("j")).body
    assert found.then == sides[0][1:] and found.other == sides[1]
    assert found.joins == (Join("j", Name("a"), Name("d")),)


def test_after_a_loop_nothing_of_its_body_is_known():
    loop = For("i", Name("x"), (), (let("a", "numpy.exp", Name("x")),))
    after = let("b", "numpy.exp", Name("x"))
    assert shared(loop, after, result=Name("b")).body == (loop, after)


def test_arrays_that_are_written_and_draws_are_not_shared():
    first = TupleArg((Const("getitem"), Const(0)))
    store = let("c", "store.set", Name("b"), Const(0.0), first)
    body = [let("a", "numpy.exp", Name("x")), let("b", "numpy.exp", Name("x")), store]
    assert len(shared(*body, result=both("a", "c")).body) == 3
    for prim in ("numpy.zeros", "numpy.random.rand", "call", "list.display"):
        assert len(shared(let("a", prim, Const(2)), let("b", prim, Const(2)), result=both("a", "b")).body) == 2
