"""What `infer` promises holds for real values, of all sizes."""

from __future__ import annotations

import numpy as np
import pytest

from s2sad.core.nodes import Call, Const, Free, Name
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, Dim, ListType, ScalarType, Unknown
from s2sad.types import infer, parse_types
from tests.types.expressions import ALL
from tests.types.trial import Trial

SIZES = [(5, 7, 4), (2, 3, 5), (3, 2, 7), (23, 6, 2), (7, 40, 6)]
COUNTS = [3, 1, 0, 6, -2, 100]


def values(n, m, q, k=3):
    rng = np.random.default_rng(n + 10 * m)
    square = rng.uniform(0.2, 0.9, (n, n))
    return {
        "x": rng.uniform(0.2, 0.9, n),
        "y": rng.uniform(0.2, 0.9, n),
        "w": rng.uniform(0.2, 0.9, m),
        "A": rng.uniform(0.2, 0.9, (n, m)),
        "B": rng.uniform(0.2, 0.9, (m, n)),
        "S": square @ square.T + n * np.eye(n),
        "T": rng.uniform(0.2, 0.9, (q, n, m)),
        "F": np.asfortranarray(rng.uniform(0.2, 0.9, (n, m))),
        "r": rng.uniform(0.2, 0.9, (1, m)),
        "c": rng.uniform(0.2, 0.9, (n, 1)),
        "one": np.array([0.5]),
        "empty": np.zeros((0,)),
        "s": np.array(0.5),
        "h": rng.uniform(0.2, 0.9, n).astype("f4"),
        "z": rng.uniform(0.2, 0.9, n) + 0.5j,
        "i": rng.integers(0, 2, q),
        "b": rng.integers(0, 2, n).astype(bool),
        "M": rng.integers(0, 2, (n, m)).astype(bool),
        "g": np.float64(0.3),
        "g4": np.float32(0.3),
        "f": 0.7,
        "k": k,
        "j": 1,
        "flag": True,
        "strided": rng.uniform(0.2, 0.9, 2 * n)[::2],
    }


def tries(text, blur=lambda kind: kind):
    """How often an expression ran in all sizes and counts."""
    tried = 0
    for sizes in SIZES:
        for k in COUNTS if "k" in text else COUNTS[:1]:
            trial = Trial(values(*sizes, k), blur)
            try:
                trial.run(text)
            except (ValueError, IndexError, ZeroDivisionError, np.linalg.LinAlgError, TypeError):
                continue
            tried += 1
    return tried


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("text", ALL)
def test_what_is_promised_holds(text):
    assert tries(text), "the expression never ran"


def unknown(kind):
    return Unknown() if isinstance(kind, ArrayType) and kind.dtype == "f8" else kind


def without_shape(kind):
    return ArrayType(kind.dtype, None) if isinstance(kind, ArrayType) else kind


def without_dtype(kind):
    return ArrayType(None, kind.shape) if isinstance(kind, ArrayType) and kind.dtype == "f8" else kind


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("blur", [unknown, without_shape, without_dtype])
@pytest.mark.parametrize("text", ALL)
def test_little_knowledge_promises_nothing_wrong(text, blur):
    assert tries(text, blur), "the expression never ran"


def inferred(prim, *args, types=None, **keywords):
    program = Program(types=types or {})
    return infer(Call(prim, args, tuple(keywords.items())), program)


X = ArrayType("f8", (Dim.symbol("$0"),), True)


def test_an_integer_without_a_value_is_called_by_its_name():
    kind = inferred("operator.add", Name("k"), Const(1), types={"k": ScalarType("int")}).type
    assert kind == ScalarType("int", Dim.symbol("k") + 1)
    assert inferred("numpy.zeros", Name("k"), types={"k": ScalarType("int")}).type.shape == (Dim.symbol("k"),)


def test_the_same_operation_has_the_same_unknown_size():
    types = {"x": X, "y": X, "b": ArrayType("b1", X.shape)}
    masked = [inferred("operator.getitem", Name(n), Name("b"), types=types).type for n in "xy"]
    assert masked[0] == masked[1]
    types |= {"other": ArrayType("b1", X.shape)}
    assert inferred("operator.getitem", Name("x"), Name("other"), types=types).type != masked[0]


def test_the_cache_keeps_names_apart():
    types = {"x": X, "y": X}
    same = inferred("numpy.broadcast_arrays", Name("x"), Name("x"), types=types)
    assert same.shares == ("x",)
    assert set(inferred("numpy.broadcast_arrays", Name("x"), Name("y"), types=types).shares) == {"x", "y"}


def test_stores_and_lists():
    types = {"x": X, "f": ScalarType("float"), "L": ListType(Unknown(), Dim.const(0))}
    assert inferred("store.set", Name("x"), Name("f"), types=types) == type(
        inferred("numpy.asarray", Name("x"), types=types)
    )(X, ("x",))
    grown = inferred("list.append", Name("L"), Name("x"), types=types)
    assert grown.type == ListType(X, Dim.const(1))
    assert grown.shares == ("L", "x")
    assert inferred("list.last", Name("M"), types={"M": grown.type}).type == X
    assert inferred("list.init", Name("M"), types={"M": grown.type}).type.element == X
    assert inferred("list.extend", Name("L"), Name("M"), types=types | {"M": grown.type}).type == ListType(X)


def test_elements_do_not_know_what_changes_from_round_to_round():
    types = {"k": ScalarType("int"), "row": ArrayType("f8", (Dim.symbol("k"),)), "L": ListType(Unknown(), Dim.const(0))}
    assert inferred("list.append", Name("L"), Name("k"), types=types).type.element == ScalarType("int")
    grown = inferred("list.append", Name("L"), Name("row"), types=types).type
    last, first = (
        inferred(p, Name("M"), *a, types={"M": grown}).type
        for p, a in (("list.last", ()), ("operator.getitem", (Const(0),)))
    )
    assert last.shape is not None and last.shape != first.shape


def test_intrinsics():
    types = {
        "d": ScalarType("f8"),
        "x": X,
        "z": ArrayType("f8", (Dim.symbol("$1"), *X.shape)),
        "s": ScalarType("float"),
    }
    assert inferred("s2sad.expand", Name("d"), Name("x"), types=types).type == ArrayType("f8", X.shape)
    assert inferred("s2sad.zeros", Name("x"), types=types).type == X
    assert inferred("s2sad.zeros", Name("s"), types=types).type == ScalarType("float")
    assert inferred("s2sad.reduce", Name("z"), Name("z"), Name("x"), types=types).type == ArrayType("f8", X.shape)
    assert isinstance(inferred("s2sad.reduce", Name("d"), Name("z"), Name("x"), types=types).type, Unknown)
    assert inferred("s2sad.reduce", Name("z"), Name("z"), Name("s"), types=types).type == ScalarType("f8")
    assert inferred("s2sad.reduce", Name("x"), Name("x"), Name("x"), types=types).shares == ("x",)


def test_a_choice_is_either():
    types = {"x": X, "y": X, "c": ScalarType("bool")}
    chosen = inferred("select", Name("c"), Name("x"), Name("y"), types=types)
    assert chosen.type == X
    assert set(chosen.shares) == {"x", "y"}
    other = types | {"y": ArrayType("f8", (Dim.const(3),))}
    size = inferred("select", Name("c"), Name("x"), Name("y"), types=other).type.shape[0]
    assert size not in (X.shape[0], Dim.const(3))


def test_what_users_wrote_is_never_run():
    called = []
    program = Program(types={"x": X}, frees={"f": called.append})
    assert infer(Call("mylib.f", (Name("x"),)), program).type == Unknown()
    result = infer(Call("call", (Name("f"), Name("x"))), program)
    assert result.type == Unknown()
    assert "x" in result.shares
    assert not called


def test_random_numbers_are_not_drawn():
    np.random.seed(0)
    before = np.random.get_state()[1].copy()
    assert inferred("numpy.random.randn", Const(3)).type == ArrayType("f8", (Dim.const(3),), True)
    assert (np.random.get_state()[1] == before).all()


def test_big_constants_cost_nothing():
    big = ArrayType("f8", (Dim.const(10**9),))
    assert inferred("numpy.sum", Name("x"), types={"x": big}).type == ScalarType("f8")
    assert inferred("numpy.sort", Name("x"), types={"x": big}).type.shape == big.shape
    assert inferred("numpy.outer", Name("x"), Name("x"), types={"x": big}).type.shape == big.shape * 2
    assert inferred("numpy.ones", Const(10**12)).type.shape == (Dim.const(10**12),)


def test_calls_of_functions_of_the_program():
    from s2sad.core.nodes import Function, Param

    helper = Function("h", (Param("a"),), (), Name("t"))
    program = Program({"h": helper}, {"t": ArrayType("f8", (Dim.symbol("k"), Dim.const(3))), "x": X})
    result = infer(Call("@h", (Name("x"),)), program)
    assert result.type.dtype == "f8"
    assert result.type.shape == (Dim.symbol("~@h(x).0"), Dim.const(3))
    assert result.shares == ("x",)
    assert infer(Call("@missing", (Name("x"),)), program).type == Unknown()


def test_types_that_are_written_are_understood():
    types = parse_types("A: f8[n, m], v: f8[m]")
    assert str(inferred("operator.matmul", Name("A"), Name("v"), types=types).type.shape[0]) == "$n"


def test_a_result_written_into_an_argument_shares_it():
    types = {"x": X, "y": X}
    assert "y" in inferred("numpy.exp", Name("x"), Name("y"), types=types).shares
    assert "y" in inferred("numpy.exp", Name("x"), out=Name("y"), types=types).shares


def test_programs_are_kept_apart():
    from s2sad.core.nodes import Function

    for dtype in ("f8", "f4"):
        program = Program({"h": Function("h", (), (), Name("t"))}, {"t": ScalarType(dtype)})
        assert infer(Call("@h"), program).type == ScalarType(dtype)
        program = Program(frees={"W": np.ones(3, dtype)})
        assert infer(Call("numpy.exp", (Free("W"),)), program).type.dtype == dtype
