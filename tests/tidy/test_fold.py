"""Algebra on derivatives: what comes out, and that it is the same number."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s2sad.core.nodes import Call, Carry, Const, For, Function, If, Join, Let, Name, Param, TupleArg
from s2sad.core.program import Program
from s2sad.core.show import show_block
from s2sad.core.types import ArrayType, Dim, ScalarType, Unknown
from s2sad.tidy import fold, tidy
from s2sad.types import infer
from tests.core.interpreter import run

VECTOR, MATRIX = ArrayType("f8", (Dim.symbol("n"),)), ArrayType("f8", (Dim.symbol("n"), Dim.symbol("n")))
FLOAT = ScalarType("float")
KINDS = {"s": FLOAT, "r": FLOAT, "x": VECTOR, "y": VECTOR, "A": MATRIX, "q": Unknown()}


class Builder:
    def __init__(self):
        self.program, self.body = Program(), []
        for name, kind in KINDS.items():
            self.program.fresh(name, kind)

    def __call__(self, prim, *args, primal=False, **keywords):
        atoms = tuple(a if isinstance(a, Name) else Name(a) if isinstance(a, str) else Const(a) for a in args)
        prim = prim if "." in prim else f"operator.{prim}"
        call = Call(prim, atoms, tuple((k, Const(v)) for k, v in keywords.items()))
        name = self.program.fresh("t", infer(call, self.program).type)
        self.body.append(Let(name, call, None, primal))
        return Name(name)

    def function(self, result):
        return Function("f", tuple(map(Param, KINDS)), tuple(self.body), result)

    def tidied(self, result):
        return tidy(self.function(result), self.program)


def text(make, result):
    """The tidied result as one expression."""
    lets = {}
    function = make.tidied(result)

    def show(atom):
        if not (isinstance(atom, Name) and atom.id in lets):
            return atom.id if isinstance(atom, Name) else repr(atom.value)
        call = lets[atom.id].call
        signs = {"mul": "*", "add": "+", "sub": "-", "truediv": "/"}
        name = call.prim.partition(".")[2]
        args = [show(a) for a in call.args]
        return f"({args[0]} {signs[name]} {args[1]})" if name in signs else f"{name}({', '.join(args)})"

    lets.update((s.name, s) for s in function.body if isinstance(s, Let))
    return show(function.result)


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (lambda m: m("mul", -1.5, m("mul", m("mul", 2, m("pow", "x", 1)), -1.0)), "(3.0 * x)"),
        (lambda m: m("mul", m("mul", m("mul", 2.0, "x"), -1.5), m("mul", "y", -1.0)), "((3.0 * x) * y)"),
        (lambda m: m("numpy.sum", m("add", m("mul", "x", "y"), m("mul", "y", "x"))), "(2.0 * sum((x * y)))"),
        (lambda m: m("numpy.sum", m("mul", m("neg", "x"), "y")), "neg(sum((x * y)))"),
        (lambda m: m("numpy.sum", m("mul", "s", m("mul", "x", m("neg", "y")))), "neg((s * sum((x * y))))"),
        (lambda m: m("add", "x", m("neg", "y")), "(x - y)"),
        (lambda m: m("sub", "x", m("mul", -3.0, "y")), "(x + (3.0 * y))"),
        (lambda m: m("add", m("neg", "x"), "y"), "(y - x)"),
        (lambda m: m("sub", m("neg", "x"), "y"), "neg((x + y))"),
        (lambda m: m("neg", m("sub", "x", "y")), "(y - x)"),
        (lambda m: m("neg", m("neg", "x")), "x"),
        (lambda m: m("add", "x", "x"), "(2.0 * x)"),
        (lambda m: m("add", m("add", "s", "x"), "x"), "(s + (2.0 * x))"),
        (lambda m: m("mul", m("mul", "x", "s"), m("mul", "r", "y")), "(((s * r) * x) * y)"),
        (lambda m: m("mul", m("truediv", 1.0, "s"), m("add", "x", "x")), "((2.0 / s) * x)"),
        (lambda m: m("truediv", m("mul", 2.0, "x"), "s"), "((2.0 / s) * x)"),
        (lambda m: m("truediv", m("neg", m("mul", "s", "r")), "s"), "(neg((s * r)) / s)"),
        (lambda m: m("mul", "x", 1.0), "x"),
        (lambda m: m("numpy.dot", m("mul", 2.0, "x"), m("mul", 3.0, "y")), "(6.0 * dot(x, y))"),
        (lambda m: m("matmul", "A", m("mul", "s", "x")), "(s * matmul(A, x))"),
        (lambda m: m("add", 0.0, "x"), "x"),
        (lambda m: m("mul", m("sub", 3, 1), "x"), "(2.0 * x)"),
        (lambda m: m("mul", 2.0, m("mul", 3.0, "q")), "(6.0 * q)"),
    ],
)
def test_what_comes_out(build, expected):
    make = Builder()
    assert text(make, build(make)) == expected


def test_what_the_user_wrote_stays():
    make = Builder()
    result = make("mul", make("mul", 2.0, "x", primal=True), 3.0, primal=True)
    assert make.tidied(result).body == tuple(make.body)


def test_what_is_read_twice_stays():
    make = Builder()
    twice = make("mul", 2.0, "x")
    result = TupleArg((twice, make("numpy.sum", make("mul", twice, "y"))))
    assert "mul(2.0, x)" in show_block(make.tidied(result).body)


def test_a_zero_does_not_change_a_shape():
    make = Builder()
    total = make("add", "s", "x")
    zero = make("mul", 0.0, "x")
    assert len(make.tidied(TupleArg((total, make("add", zero, 0.0)))).body) == 2


def test_an_array_plus_a_tuple_is_left_alone():
    make = Builder()
    result = make.program.fresh("t", VECTOR)
    make.body.append(Let(result, Call("operator.add", (Name("x"), TupleArg((Const(1.0), Name("s"))))), primal=False))
    assert make.tidied(make("neg", result)).body == tuple(make.body)


def test_integers_are_left_alone():
    make = Builder()
    make.program.types["s"] = ScalarType("int")
    result = make("mul", 2, make("mul", 3, "s"))
    assert len(make.tidied(result).body) == 2


def test_joins_of_one_value_and_carries_that_do_not_change_go():
    program = Program(types={"c": ScalarType("bool"), "i": ScalarType("int")} | dict.fromkeys(("x", "j", "k"), FLOAT))
    body = (
        If(Name("c"), (), (), (Join("j", Name("x"), Name("x")),)),
        For("i", TupleArg((Const(1), Const(2))), (Carry("k", Name("j"), Name("k")),), ()),
    )
    function = Function("f", (Param("c"), Param("x")), body, Name("k"))
    assert fold(function, program).result == Name("x")
    assert tidy(function, program).body == ()


# -- the same number ----------------------------------------------------------------------------


def random_function(random: Random) -> tuple[Builder, Function]:
    make = Builder()
    kinds = {"scalar": ["s", "r"], "vector": ["x", "y"]}

    def pick(kind):
        return random.choice(kinds[kind][-6:])

    for _ in range(random.randint(1, 25)):
        kind = random.choice(["scalar", "vector", "vector"])
        one, two = (pick(kind) if random.random() < 0.6 else pick(random.choice(["scalar", kind])) for _ in "ab")
        primal = random.random() < 0.1
        constant = random.choice([2.0, -1.0, 0.5, -3.0, 1.0, 2, 0.0])
        choice = random.randint(0, 9)
        if choice < 2:
            made = make("mul", *random.sample([constant, one], 2), primal=primal)
        elif choice < 3:
            made = make("neg", one, primal=primal)
        elif choice < 7:
            made = make(random.choice(["add", "sub", "mul", "mul"]), one, two, primal=primal)
        elif choice < 8:
            made = make("truediv", one, random.choice(["s", "r", "x", 2.0]), primal=primal)
        else:
            x, y = pick("vector"), pick("vector")
            prim = random.choice(["numpy.sum", "numpy.mean", "numpy.dot", "matmul"])
            made = make(prim, x, y) if prim in ("numpy.dot", "matmul") else make(prim, x)
        is_vector = isinstance(make.program.type_of(made.id), ArrayType)
        kinds["vector" if is_vector else "scalar"].append(made.id)
    last = [Name(name) for names in kinds.values() for name in names[-2:]]
    return make, make.function(TupleArg(tuple(last)))


@settings(max_examples=300)
@given(st.randoms(use_true_random=False))
def test_the_same_number(random):
    make, function = random_function(random)
    rng = np.random.default_rng(0)
    args = (0.7, -1.3, rng.uniform(0.5, 1.5, 4), rng.uniform(-1.5, -0.5, 4), np.eye(4), 1.0)
    expected = run(function, make.program, *args)
    tidied = tidy(function, make.program)
    for one, other in zip(run(tidied, make.program, *args), expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-9 * (1 + np.max(np.abs(other))))
        assert np.shape(one) == np.shape(other)
    assert tidy(tidied, make.program) == tidied


def operations(function):
    return sum(isinstance(s, Let) for s in function.body)


@settings(max_examples=200)
@given(st.randoms(use_true_random=False))
def test_never_more_operations(random):
    make, function = random_function(random)
    assert operations(tidy(function, make.program)) <= operations(function)
